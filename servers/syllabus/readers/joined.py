"""Tables over pages: one that ends a page and goes on at the head of the next is one table.

A header row that is repeated on the next page belongs to the table, but says nothing new.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from servers.syllabus.document import Cell, Line, Table
from servers.syllabus.readers.aligned import as_grid
from servers.syllabus.readers.blocks import Block, share_columns
from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.regions import Piece, Text

_NOTE = 4  # rows of a footnote, at most
_SAME = 5.0  # points between the edges of columns that lines draw
_NEAR = 30.0  # points between the edges that only text makes


def is_note(piece: Piece, body: float) -> bool:
    """Whether it is a footnote: a table above it may go on on the next page."""
    return isinstance(piece, Text) and len(piece.rows) <= _NOTE and all(row[-1].size < body for row in piece.rows)


def with_grids(pages: Sequence[Sequence[Piece]], body: float) -> list[list[Text | Grid]]:
    """The pieces of all pages, each block a table; those that may be one table over pages have the same columns."""
    chain: list[Block] = []
    for page in (*pages, ()):
        pieces = page[:-1] if page and is_note(page[-1], body) else page
        first, last = (pieces[0], pieces[-1]) if pieces else (None, None)
        if chain and isinstance(first, Block):
            chain.append(first)
            if len(pieces) == 1:
                continue
        if len(chain) > 1:
            share_columns(chain)
        chain = [last] if isinstance(last, Block) else []
    return [[as_grid(piece) if isinstance(piece, Block) else piece for piece in pieces] for pieces in pages]


Written = tuple[GridCell, list[int]]
"""A cell, and its lines in the document."""


class OpenTable:
    """A table that may go on over the next page."""

    def __init__(self, grid: Grid, cells: Iterable[Written], page: int) -> None:
        self._edges = grid.edges
        self._ruled = grid.ruled
        self._page = page
        self._rows = grid.rows
        self._cells = [_cell(cell, lines, 0) for cell, lines in cells]

    def takes(self, grid: Grid) -> bool:
        """Whether `grid` has the same columns."""
        if grid.columns != len(self._edges) - 1 or grid.ruled != self._ruled:
            return False
        near = _SAME if grid.ruled else _NEAR
        widths = zip(_widths(self._edges), _widths(grid.edges), strict=True)
        if grid.ruled:
            return all(abs(one - other) <= near for one, other in widths)
        inner = zip(self._edges[1:-1], grid.edges[1:-1], strict=True)
        return all(abs(one - other) <= near for one, other in inner)

    def go_on(self, grid: Grid, cells: Sequence[Written], lines: Sequence[Line]) -> list[int]:
        """Add the rows of the next page; answers the lines of a header row that only repeats the first."""
        added = [_cell(cell, found, self._rows) for cell, found in cells]
        repeats = _texts(self._cells, 0, lines) == _texts(added, self._rows, lines) != []
        again = [line for cell in added if repeats and cell.row == self._rows for line in cell.lines]
        self._cells.extend(added)
        self._rows += grid.rows
        return again

    def closed(self) -> Table:
        """The table, without rows that are empty."""
        full = sorted({cell.row for cell in self._cells if cell.lines})
        number = {row: index for index, row in enumerate(full)}
        cells = [
            Cell(
                number[cell.row],
                cell.column,
                cell.lines,
                max(1, sum(cell.row <= row < cell.row + cell.rows for row in full)),
                cell.columns,
                cell.header,
            )
            for cell in self._cells
            if cell.row in number
        ]
        return Table(len(full), len(self._edges) - 1, tuple(cells), self._page)


def _cell(cell: GridCell, lines: Iterable[int], below: int) -> Cell:
    return Cell(cell.row + below, cell.column, tuple(lines), cell.rows, cell.columns, cell.header)


def _widths(edges: Sequence[float]) -> list[float]:
    return [right - left for left, right in pairwise(edges)]


def _texts(cells: Iterable[Cell], row: int, lines: Sequence[Line]) -> list[str]:
    return [" ".join(lines[line].text for line in cell.lines) for cell in cells if cell.row == row]
