"""The rows that are hidden in one: lines of several cells that stand beside each other, line by line.

Where rules part only weeks, or only the header from the rest, a field holds many rows. They show in a column whose
lines are alike, each with company on its line.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.runs import Row
from servers.syllabus.readers.shapes import are_alike

_LEVEL = 2.5  # points between baselines of one line
_FIRST = 2  # columns that may say which row it is


def with_hidden_rows(grid: Grid) -> Grid:
    """A table that lines draw, with the rows parted that no line parts."""
    offset = 0
    cells: list[GridCell] = []
    for _, group in groupby(sorted(grid.cells, key=lambda cell: cell.row), key=lambda cell: cell.row):
        row = list(group)
        levels = _levels(row) if _is_plain(grid, row) else []
        cells.extend(_moved(row, levels, offset))
        offset += max(0, len(levels) - 1)
    if not offset:
        return grid
    return replace(grid, cells=cells, rows=grid.rows + offset)


def _is_plain(grid: Grid, row: Sequence[GridCell]) -> bool:
    """Whether the row fills the width with cells of its own."""
    return all(cell.rows == 1 for cell in row) and sum(cell.columns for cell in row) == grid.columns


def _levels(row: Sequence[GridCell]) -> list[float]:
    """The baselines of the rows that are hidden in one; none where it is one row."""
    for cell in row[:_FIRST]:
        if not are_alike(cell.lines):
            continue
        levels = [line[0].baseline for line in cell.lines]
        others = [[line[0].baseline for line in other.lines] for other in row if other is not cell]
        company = any(len(other) == len(levels) for other in others)
        if company and all(_is_on(levels, baseline) for other in others for baseline in other):
            return levels
    return []


def _is_on(levels: Sequence[float], baseline: float) -> bool:
    return any(abs(level - baseline) < _LEVEL for level in levels)


def _moved(row: Sequence[GridCell], levels: Sequence[float], offset: int) -> list[GridCell]:
    if not levels:
        return [replace(cell, row=cell.row + offset) for cell in row]
    return [
        replace(
            cell, row=cell.row + offset + number, lines=[line for line in cell.lines if _at(levels, line) == number]
        )
        for number in range(len(levels))
        for cell in row
    ]


def _at(levels: Sequence[float], line: Row) -> int:
    return max(0, bisect_right(levels, line[0].baseline + _LEVEL) - 1)
