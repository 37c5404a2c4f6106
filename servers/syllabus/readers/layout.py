"""Words on pages → lines in reading order, with tables, headings, paragraphs and furniture laid over them.

Each word of the pages stands in one line, but for list marks, which their line's `bullet` says.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from servers.syllabus.document import Document, Line, Metadata, Word, made
from servers.syllabus.readers import furniture
from servers.syllabus.readers.drawn import Ink, Placed, Rule
from servers.syllabus.readers.grids import Grid, ruled_tables
from servers.syllabus.readers.headers import with_header
from servers.syllabus.readers.headings import Style, body_size, levels, styles
from servers.syllabus.readers.hidden import with_hidden_rows
from servers.syllabus.readers.inner import with_inner_columns
from servers.syllabus.readers.joined import OpenTable, is_note, with_grids
from servers.syllabus.readers.paragraphs import goes_on, goes_over, pitch_of, right_edges
from servers.syllabus.readers.regions import Piece, Text, pieces
from servers.syllabus.readers.rules import struck_and_parted, with_shades
from servers.syllabus.readers.runs import Row, Run, rows_of
from servers.syllabus.readers.turned import turned_runs, without_labels

_MARGIN = 40.0  # points by which the text's left edge may differ from page to page


@dataclass(slots=True)
class _Page:
    number: int
    rows: list[Row]
    """What stands in no table that lines draw."""
    grids: list[Grid]
    lying: list[Rule]
    turned: list[Run]
    head: list[Row] = field(default_factory=list[Row])
    foot: list[Row] = field(default_factory=list[Row])
    pieces: list[Text | Grid] = field(default_factory=list[Text | Grid])

    def all_rows(self) -> Iterator[Row]:
        yield from self.rows
        yield from (row for grid in self.grids for cell in grid.cells for row in cell.lines)


def laid_out(pages: Sequence[Ink], metadata: Metadata, warnings: tuple[str, ...]) -> Document:
    """The document of the pages."""
    sorted_out = [_page(number, page) for number, page in enumerate(pages, 1)]
    body = body_size(row for page in sorted_out for row in page.all_rows())
    counts = furniture.parted([page.rows for page in sorted_out], [page.height for page in pages])
    found: list[list[Piece]] = []
    for page, (above, below) in zip(sorted_out, counts, strict=True):
        end = len(page.rows) - below
        page.head, page.foot = page.rows[:above], page.rows[end:]
        found.append(list(pieces(page.rows[above:end], page.grids, page.lying)))
    for page, page.pieces in zip(sorted_out, with_grids(found, body), strict=True):
        page.turned = without_labels(page.turned, page.pieces)
    return _Writer(body, sorted_out).document(metadata, warnings)


def _page(number: int, ink: Ink) -> _Page:
    words, lying, standing = struck_and_parted(ink)
    upright: Sequence[Placed] = [word for word in words if not word.turn]
    grids, upright = ruled_tables(upright, lying, standing)
    grids = [with_hidden_rows(with_inner_columns(grid)) for grid in grids]
    lying = with_shades(lying, ink.shades, ink.width)
    return _Page(number, rows_of(upright), grids, lying, turned_runs(word for word in words if word.turn))


class _Writer:
    """Writes the lines of all pages, and remembers what of them is in tables."""

    def __init__(self, body: float, pages: Sequence[_Page]) -> None:
        self._pages = pages
        self._body = body
        texts = [piece for page in pages for piece in page.pieces if isinstance(piece, Text)]
        rows = [text.rows for text in texts]
        self._pitch = pitch_of(rows)
        self._styles: dict[int, Style] = {
            id(row): style
            for text in texts
            for row, style in zip(text.rows, styles(text.rows, body, text.right), strict=True)
            if style
        }
        self._levels = levels(self._styles.values())
        self._lines: list[Line] = []
        self._bold: list[bool] = []
        """Of each line whether it is in a table and all in bold."""
        self._tables: list[OpenTable] = []
        self._last: tuple[Row, float] | None = None
        """The last line of text, and the right edge of its column."""
        self._left = _left_edge(rows)

    def document(self, metadata: Metadata, warnings: tuple[str, ...]) -> Document:
        before: Text | Grid | None = None
        for page in self._pages:
            self._furniture(page.head, page.number)
            for index, piece in enumerate(page.pieces):
                if isinstance(piece, Text):
                    self._text(piece, page.number)
                else:
                    self._table(piece, page.number, before if index == 0 else None)
                before = before if before and is_note(piece, self._body) else piece
            self._furniture([[run] for run in page.turned], page.number, real=True)
            self._furniture(page.foot, page.number)
        tables = tuple(with_header(table.closed(), self._lines, self._bold) for table in self._tables)
        return Document(tuple(self._lines), tables, len(self._pages), metadata, warnings)

    def _write(self, row: Row, page: int, **what: Any) -> int:
        self._lines.append(Line(tuple(_words(row)), page, **what))
        self._bold.append(False)
        return len(self._lines) - 1

    def _furniture(self, rows: Iterable[Row], page: int, *, real: bool = False) -> None:
        for row in rows:
            self._write(row, page, furniture=not real)

    def _text(self, text: Text, page: int) -> None:
        first = True
        reach = right_edges(text.rows, text.left, text.right, self._pitch)
        for index, row in enumerate(text.rows):
            level = self._levels[self._styles[id(row)]] if id(row) in self._styles else 0
            continues = self._goes_on(text, index, reach[index], first=first)
            first = not continues
            left = self._left if abs(text.left - self._left) < _MARGIN else text.left
            indent = max(0.0, (row[0].x0 if level else row[0].text_x0) - left)
            self._write(
                row, page, heading=level, bullet=row[0].bullet and not level, indent=indent, continues=continues
            )
            self._last = row, reach[index]

    def _goes_on(self, text: Text, index: int, right: float, *, first: bool) -> bool:
        row = text.rows[index]
        if index == 0:
            if self._last is None or id(row) in self._styles or id(self._last[0]) in self._styles:
                return False
            return goes_over(row, *self._last)
        above = text.rows[index - 1]
        if self._styles.get(id(row)) != self._styles.get(id(above)):
            return False
        return goes_on(row, above, first=first, right=right, pitch=self._pitch)

    def _table(self, grid: Grid, page: int, before: Text | Grid | None) -> None:
        cells = [(cell, [self._cell_line(row, page, grid) for row in cell.lines]) for cell in grid.cells]
        self._last = None
        if isinstance(before, Grid) and self._tables[-1].takes(grid):
            repeated = self._tables[-1].go_on(grid, cells, self._lines)
            for line in repeated:
                self._lines[line] = self._lines[line]._replace(furniture=True)
        else:
            self._tables.append(OpenTable(grid, cells, page))

    def _cell_line(self, row: Row, page: int, grid: Grid) -> int:
        column = bisect_right(grid.edges, row[0].x0)
        left = grid.edges[max(0, column - 1)]
        line = self._write(row, page, bullet=row[0].bullet, indent=max(0.0, row[0].text_x0 - left))
        self._bold[line] = all(run.bold for run in row)
        return line


def _words(row: Row) -> Iterator[Word]:
    for run in row:
        apart = run is not row[0]
        verbatim = f"{run.leader}{run.words[0].text}" if run.leader else None
        for text, x0, top, x1, bottom, _, _, _, _, _, struck in run.words:
            yield made(Word, (text, (x0, top, x1, bottom), struck, verbatim, apart))
            apart, verbatim = False, None


def _left_edge(texts: Iterable[Sequence[Row]]) -> float:
    """Where most lines of text begin, or the leftmost of several such places."""
    starts = Counter(round(row[0].x0) for rows in texts for row in rows)
    often = max(starts.values(), default=0) / 4
    return min((x for x, count in starts.items() if count >= often), default=0.0)
