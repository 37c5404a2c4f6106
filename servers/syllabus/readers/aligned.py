"""The table that a block of rows is, with its cells: columns by their edges, rows by their first lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from servers.syllabus.readers.blocks import Block
from servers.syllabus.readers.drawn import Rule
from servers.syllabus.readers.edges import Line, by_column
from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.rules import is_parted
from servers.syllabus.readers.runs import Row, Run, rows_again
from servers.syllabus.readers.tablerows import row_starts

_FEWEST = 3  # rows of a table whose first one a rule makes its header


def as_grid(block: Block) -> Grid:
    """The table that a block is."""
    rows, edges, lying = block.rows, block.edges, block.lying
    runs = [run for row in rows for run in row]
    lines = [by_column(row, edges, block.sides) for row in rows]
    begins = row_starts(lines, rows, edges, lying, by_rules=block.by_rules)
    cells: list[GridCell] = []
    for number, (start, end) in enumerate(pairwise((*begins, len(lines)))):
        cells.extend(_cells(lines[start:end], number, len(edges) - 1))
    if _is_headed(rows, begins, lying):
        cells = [replace(cell, header=cell.row == 0) for cell in cells]
    top, bottom = min(run.top for run in runs), max(run.bottom for run in runs)
    return Grid(list(edges), len(begins), top, bottom, cells)


def _is_headed(rows: Sequence[Row], begins: Sequence[int], lying: Sequence[Rule]) -> bool:
    """Whether the only rule within the table parts its first row from the others."""
    parted = [index for index, (one, two) in enumerate(pairwise(rows), 1) if is_parted(one, two, lying)]
    return len(begins) >= _FEWEST and len(rows[0]) > 1 and parted == [begins[1]]


def _cells(lines: Sequence[Line], row: int, columns: int) -> Iterator[GridCell]:
    """The cells of a row, those without text too; where a text runs over several columns, so does its cell."""
    merged: list[tuple[int, int]] = []
    for first, end in sorted({key for line in lines for key in line}):
        if merged and first < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((first, end))
    done = 0
    for first, end in (*merged, (columns, columns)):
        for column in range(done, first):
            yield GridCell(row, column)
        done = end
        if end > first:
            runs: list[Run] = [
                run for line in lines for key, found in line.items() if first <= key[0] < end for run in found
            ]
            yield GridCell(row, first, 1, end - first, rows_again(runs))
