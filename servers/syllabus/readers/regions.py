"""A page as what stands on it one after the other, in reading order: stretches of text, and tables.

Columns part a region from left to right, tables from top to bottom; what is left is text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from servers.syllabus.readers.blocks import Block, find_blocks
from servers.syllabus.readers.columns import find_columns
from servers.syllabus.readers.drawn import Rule
from servers.syllabus.readers.grids import Grid
from servers.syllabus.readers.runs import Row, as_one, rows_again

_DEEPEST = 4
_WIDEST = 2.0  # of the size: a blank in a line of prose …
_WORDS = 2  # … with more words than that between each two


@dataclass(slots=True, eq=False)
class Text:
    rows: list[Row]
    left: float
    right: float
    """The edges of the column that it stands in."""


Piece = Text | Grid | Block


def pieces(rows: Sequence[Row], grids: Sequence[Grid], lying: Sequence[Rule], depth: int = 0) -> Iterator[Piece]:
    """`rows` and `grids` (the tables that lines draw) in reading order, from top to bottom each."""
    columns = find_columns(rows, lying) if depth < _DEEPEST else None
    if columns is None:
        yield from _down(rows, grids, lying)
        return
    first, end, x = columns
    top = rows[first][0].top
    bottom = rows[end][0].top if end < len(rows) else float("inf")
    yield from pieces(rows[:first], [grid for grid in grids if grid.top < top], lying, depth + 1)
    beside = [grid for grid in grids if top <= grid.top < bottom]
    for left in (True, False):
        side = rows_again(run for row in rows[first:end] for run in row if (run.x0 < x) == left)
        yield from pieces(side, [grid for grid in beside if (grid.edges[0] < x) == left], lying, depth + 1)
    yield from pieces(rows[end:], [grid for grid in grids if grid.top >= bottom], lying, depth + 1)


def _down(rows: Sequence[Row], grids: Sequence[Grid], lying: Sequence[Rule]) -> Iterator[Piece]:
    if rows:
        left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    else:
        left = right = 0.0
    start = 0
    for grid in sorted(grids, key=attrgetter("top")):
        end = start
        while end < len(rows) and rows[end][0].baseline < grid.bottom and rows[end][0].top < grid.top:
            end += 1
        yield from _loose(rows[start:end], left, right, lying)
        yield grid
        start = end
    yield from _loose(rows[start:], left, right, lying)


def _loose(rows: Sequence[Row], left: float, right: float, lying: Sequence[Rule]) -> Iterator[Piece]:
    done = 0
    for start, end, block in find_blocks(rows, lying):
        if start > done:
            yield Text([_as_prose(row, right) for row in rows[done:start]], left, right)
        yield block
        done = end
    if len(rows) > done:
        yield Text([_as_prose(row, right) for row in rows[done:]], left, right)


def _as_prose(row: Row, right: float) -> Row:
    """The row, as one run where it is a full line of prose whose blanks were made wide to fill it."""
    if len(row) == 1 or row[-1].x1 < right - row[-1].size / 2:
        return row
    gaps = max(two.x0 - one.x1 for one, two in pairwise(row))
    words = sum(len(run.words) for run in row)
    return as_one(row) if gaps < _WIDEST * row[0].size and words > _WORDS * len(row) else row
