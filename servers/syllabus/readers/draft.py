"""A document while it is written, for the formats that have no layout: text comes in, lines and tables come out.

Words are parted by white space and by nothing else, so that `5<sup>th</sup>` stays one word. Where a table is open,
lines belong to its open cell, and to the cells around that: a table in a cell of a table is two tables.
"""

import re
from dataclasses import dataclass, field, replace

from servers.syllabus.document import Cell, Document, Line, Metadata, Table, Word
from servers.syllabus.readers.headers import with_header

_INVISIBLE = dict.fromkeys((*range(9), *range(14, 32), 127, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_MARKS = frozenset("•◦▪▫■□●○◆◇➢➤►▶▸✓✔❖·∙‣⁃")
_WIDEST = 64  # columns; a table with more is an error or an attack
_PIECES = re.compile(r"\s+|\S+")
_LONGEST_HEADING = 12  # words
INDENT = 18.0  # points a level of a list


@dataclass(slots=True)
class _OpenTable:
    """Cells as they come; what a spanning cell above takes up is passed over."""

    rows: int = 0
    cells: list[Cell] = field(default_factory=list[Cell])
    column: int = 0
    taken: list[int] = field(default_factory=list[int])
    """For each column, the row up to which a cell from above reaches."""
    begun: int = 0
    """The line that the open cell begins with."""
    open: Cell | None = None
    goes_on: bool = False
    """The open cell is the lower part of the one above it."""
    lowest: dict[int, int] = field(default_factory=dict[int, int])
    """For each column, the index of its last cell."""

    def place(self, columns: int, rows: int, *, header: bool) -> Cell:
        """The next cell of the open row, right of what stands there already."""
        row = self.rows - 1
        while self.column < len(self.taken) and self.taken[self.column] > row:
            self.column += 1
        self.column = min(self.column, _WIDEST - 1)
        columns, rows = max(1, min(columns, _WIDEST - self.column)), max(1, rows)
        cell = Cell(row, self.column, (), rows, columns, header)
        self.taken.extend([0] * (self.column + columns - len(self.taken)))
        self.taken[self.column : self.column + columns] = [row + rows] * columns
        self.column += columns
        return cell

    def close_cell(self, lines: tuple[int, ...]) -> None:
        if self.open is not None:
            self.lowest[self.open.column] = len(self.cells)
            self.cells.append(replace(self.open, lines=lines))
            self.open = None

    def lengthen(self, column: int, lines: tuple[int, ...]) -> bool:
        """The lowest cell of `column` reaches into the open row too; False where there is none."""
        index = self.lowest.get(column)
        if index is None:
            return False
        cell = self.cells[index]
        self.cells[index] = replace(cell, rows=self.rows - cell.row, lines=cell.lines + lines)
        return True


class Draft:
    """Writes a `Document` from beginning to end."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._bold: list[bool] = []
        self._tables: list[Table] = []
        self._open: list[_OpenTable] = []
        self._words: list[Word] = []
        self._word_is_bold: list[bool] = []
        self._text = self._source = ""
        self._struck = self._heavy = self._apart = False

    def write(self, text: str, *, struck: bool = False, bold: bool = False, source: str | None = None) -> None:
        """Go on in the same line. `source` is how `text` stands in the file, where that differs."""
        if source is not None:
            self._add(text, source, struck=struck, bold=bold)
            return
        for piece in _PIECES.findall(text):
            if piece.isspace():
                self.part()
            else:
                self._add(piece, piece, struck=struck, bold=bold)

    def part(self, *, apart: bool = False) -> None:
        """White space: the word ends here. `apart`: it is a tab, or as wide as one."""
        text = self._text.translate(_INVISIBLE)
        if text:
            verbatim = self._source if self._source != text else None
            self._words.append(Word(text, struck=self._struck, verbatim=verbatim, apart=self._apart))
            self._word_is_bold.append(self._heavy)
            self._text = self._source = ""
            self._apart = False
        self._apart = (self._apart or apart) and bool(self._words)

    def end_line(
        self,
        *,
        heading: int = 0,
        bullet: bool = False,
        indent: float = 0.0,
        continues: bool = False,
        furniture: bool = False,
    ) -> bool:
        """What was written since the last line becomes one; answers whether there was anything."""
        self.part()
        self._text = self._source = ""
        if not self._words:
            return False
        if len(self._words) > 1 and self._words[0].text in _MARKS:  # a list made by hand
            bullet = True
            del self._words[0], self._word_is_bold[0]
            self._words[0] = self._words[0]._replace(apart=False)
        words = tuple(self._words)
        self._lines.append(Line(words, 1, heading, bullet, indent, furniture, continues))
        self._bold.append(all(self._word_is_bold))
        self._words, self._word_is_bold, self._apart = [], [], False
        return True

    def begin_table(self) -> None:
        self._open.append(_OpenTable())

    def begin_row(self) -> None:
        table = self._open[-1]
        table.rows, table.column = table.rows + 1, 0

    def skip_columns(self, columns: int) -> None:
        self._open[-1].column += max(0, min(columns, _WIDEST - 1 - self._open[-1].column))

    def begin_cell(self, *, columns: int = 1, rows: int = 1, header: bool = False, goes_on: bool = False) -> None:
        """`goes_on`: it is the lower part of the cell above it, Word's way to merge downwards."""
        table = self._open[-1]
        if not table.rows:
            self.begin_row()
        table.open, table.goes_on = table.place(columns, rows, header=header), goes_on
        table.begun = len(self._lines)

    def end_cell(self) -> None:
        table = self._open[-1]
        lines = tuple(range(table.begun, len(self._lines)))
        if table.open and table.goes_on and table.lengthen(table.open.column, lines):
            table.open = None
        table.close_cell(lines)

    def end_table(self) -> None:
        table = self._open.pop()
        columns = len(table.taken)
        if columns > 1 and any(cell.lines for cell in table.cells):
            cells = tuple(replace(cell, rows=min(cell.rows, table.rows - cell.row)) for cell in table.cells)
            self._tables.append(with_header(Table(table.rows, columns, cells, 1), self._lines, self._bold))

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def finish(self, metadata: Metadata, warnings: tuple[str, ...] = ()) -> Document:
        self.end_line()
        while self._open:
            self.end_cell()
            self.end_table()
        tables = sorted(self._tables, key=_first_line)
        return Document(tuple(self._headed()), tuple(tables), 1, metadata, warnings, paged=False)

    def _headed(self) -> list[Line]:
        """The lines, with those marked as headings that someone made by hand: a short line all in bold."""
        within = {line for table in self._tables for cell in table.cells for line in cell.lines}
        level = 1 + max((line.heading for line in self._lines), default=0)
        return [
            line._replace(heading=level) if self._bold[index] and index not in within and _could_head(line) else line
            for index, line in enumerate(self._lines)
        ]

    def _add(self, text: str, source: str, *, struck: bool, bold: bool) -> None:
        if text and self._text and struck != self._struck:
            self.part()  # `~~Sep 5~~Sep 7` is two dates
        if text:
            self._struck, self._heavy = struck, bold if not self._text else self._heavy and bold
        self._text += text
        self._source += source


def _could_head(line: Line) -> bool:
    sentence = line.words[-1].text.endswith((".", ",", ";"))
    return not line.heading and not line.bullet and not sentence and len(line.words) <= _LONGEST_HEADING


def _first_line(table: Table) -> tuple[int, int]:
    return min(line for cell in table.cells for line in cell.lines), -sum(len(cell.lines) for cell in table.cells)
