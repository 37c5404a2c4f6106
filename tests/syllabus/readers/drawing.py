"""PDFs drawn for the tests, and documents shown as text."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from servers.syllabus.document import Document, Table
from servers.syllabus.readers import read

LEFT = 72.0
PITCH = 14.0
WIDE = 540.0

PROSE = (
    "This course introduces the ideas and methods of the field, and asks what they are good",
    "for. Students read widely, write often, and talk with each other about what they have",
    "read and written.",
)


class Paper:
    """Pages written from the top downwards. `y` is in points from the bottom edge, as PDF has it."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self.canvas = Canvas(self._bytes, pagesize=letter, invariant=True)
        self.y = letter[1] - 72

    def write(self, text: str, *, x: float = LEFT, bold: bool = False, size: float = 10, down: float = PITCH) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, self.y, text)
        self.y -= down

    def write_all(self, lines: Sequence[str], *, x: float = LEFT) -> None:
        for line in lines:
            self.write(line, x=x)

    def row(self, *texts: str, at: Sequence[float] = (72, 150, 330), bold: bool = False, down: float = PITCH) -> None:
        for x, text in zip(at, texts, strict=False):
            self.write(text, x=x, bold=bold, down=0)
        self.y -= down

    def rule(self, x0: float = LEFT, x1: float = WIDE, *, up: float = 10) -> None:
        """A line over the next row."""
        self.canvas.line(x0, self.y + up, x1, self.y + up)

    def grid(self, rows: Sequence[Sequence[str]], at: Sequence[float], *, high: float = 16) -> None:
        """A table with all its lines drawn; `at` has the right edge of the last column too. A text may have lines."""
        for texts in (*rows, None):
            self.canvas.line(at[0], self.y + 12, at[-1], self.y + 12)
            if texts is None:
                break
            lines = max(text.count("\n") + 1 for text in texts)
            for x in at:
                self.canvas.line(x, self.y + 12, x, self.y + 12 - high * lines)
            for x, text in zip(at, texts, strict=False):
                for number, line in enumerate(text.split("\n")):
                    self.canvas.setFont("Helvetica", 10)
                    self.canvas.drawString(x + 3, self.y - high * number, line)
            self.y -= high * lines
        self.y -= PITCH

    def turn_page(self) -> None:
        self.canvas.showPage()
        self.y = letter[1] - 72

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._bytes.getvalue()

    def read(self) -> Document:
        return read(self.bytes(), name="drawn.pdf")


def cells(document: Document, table: Table) -> list[list[str]]:
    """The texts of a table, row by row, a line break between the lines of a cell; what spans, at its first field."""
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = "\n".join(document.lines[line].text for line in cell.lines)
    return grid


def the_table(document: Document) -> list[list[str]]:
    """The texts of the only table of a document."""
    (table,) = document.tables
    return cells(document, table)


def headers(document: Document, table: Table) -> list[str]:
    return [document.lines[line].text for cell in table.cells if cell.header for line in cell.lines]


def outside_tables(document: Document) -> list[str]:
    inside = {line for table in document.tables for cell in table.cells for line in cell.lines}
    return [line.text for index, line in enumerate(document.lines) if index not in inside]
