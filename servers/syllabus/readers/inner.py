"""The columns hidden in one: fields of a ruled table that hold texts side by side, with no line between them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from servers.syllabus.readers.edges import by_column, column_edges
from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.runs import Row, rows_again

_FEWEST = 4  # fields, and lines with several texts
_MOSTLY = 0.8  # of the fields have texts in several of the columns


def with_inner_columns(grid: Grid) -> Grid:
    """A table that lines draw, with the columns parted that no line parts."""
    for column in reversed(range(grid.columns)):
        inside = [cell for cell in grid.cells if cell.column == column and cell.columns == 1]
        if edges := _inner_edges(inside):
            grid = _parted(grid, column, edges)
    return grid


def _inner_edges(cells: Sequence[GridCell]) -> list[float]:
    """Where the columns hidden in one begin, but for the first; none where it is one column."""
    filled = [cell for cell in cells if cell.lines]
    lines = [line for cell in filled for line in cell.lines]
    if len(filled) < _FEWEST or sum(len(line) > 1 for line in lines) < _FEWEST:
        return []
    edges = column_edges(lines)
    split = [[by_column(line, edges, Counter()) for line in cell.lines] for cell in filled]
    if any(end > first + 1 for part in split for line in part for first, end in line):
        return []
    several = sum(len({key for line in part for key in line}) > 1 for part in split)
    return edges[1:-1] if several > _MOSTLY * len(filled) else []


def _parted(grid: Grid, column: int, inner: Sequence[float]) -> Grid:
    edges = [*grid.edges[: column + 1], *inner, *grid.edges[column + 1 :]]
    cells: list[GridCell] = []
    for cell in grid.cells:
        if cell.column == column and cell.columns == 1:
            parts = [
                _of_part(cell.lines, edges[number], edges[number + 1])
                for number in range(column, column + len(inner) + 1)
            ]
            cells.extend(replace(cell, column=column + number, lines=lines) for number, lines in enumerate(parts))
        elif cell.column > column:
            cells.append(replace(cell, column=cell.column + len(inner)))
        else:
            wider = len(inner) if cell.column + cell.columns > column else 0
            cells.append(replace(cell, columns=cell.columns + wider))
    return replace(grid, edges=edges, cells=cells)


def _of_part(lines: Sequence[Row], left: float, right: float) -> list[Row]:
    return rows_again(run for line in lines for run in line if left <= run.x0 < right)
