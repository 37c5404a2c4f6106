"""What is drawn on the pages of a PDF comes out as lines, tables, headings and furniture."""

import io

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from servers.syllabus.document import Document, Table
from servers.syllabus.readers import read

LEFT = 72.0
PITCH = 14.0


class Paper:
    """A PDF drawn from the top of each page downwards."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self.canvas = Canvas(self._bytes, pagesize=letter)
        self.y = letter[1] - 72

    def write(self, text: str, *, x: float = LEFT, bold: bool = False, size: float = 10, down: float = PITCH) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, self.y, text)
        self.y -= down

    def row(self, *texts: str, at: tuple[float, ...] = (72, 150, 330), down: float = PITCH) -> None:
        for x, text in zip(at, texts, strict=False):
            self.write(text, x=x, down=0)
        self.y -= down

    def rule(self, x0: float, x1: float, y: float) -> None:
        self.canvas.line(x0, y, x1, y)

    def turn_page(self) -> None:
        self.canvas.showPage()
        self.y = letter[1] - 72

    def read(self) -> Document:
        self.canvas.save()
        return read(self._bytes.getvalue(), name="drawn.pdf")


def texts(document: Document, table: Table) -> list[list[str]]:
    """The cells of a table, row by row, a line break between their lines."""
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = "\n".join(document.lines[line].text for line in cell.lines)
    return grid


PROSE = (
    "This course introduces the ideas and methods of the field, and asks what they are good",
    "for. Students read widely, write often, and talk with each other about what they have",
    "read and written.",
)


def test_a_paragraph_goes_on_until_its_last_line() -> None:
    paper = Paper()
    more = "Another paragraph begins here, and because there is much to be said it also goes on", "below."
    for line in (*PROSE, *more):
        paper.write(line)
    assert [line.continues for line in paper.read().lines] == [False, True, True, False, True]


def test_a_larger_line_and_a_bold_line_are_headings_of_two_levels() -> None:
    paper = Paper()
    paper.write("Physics 101", bold=True, size=18, down=30)
    paper.write("Late work", bold=True)
    for line in PROSE:
        paper.write(line)
    assert [line.heading for line in paper.read().lines] == [1, 2, 0, 0, 0]


def test_rows_without_rules_whose_gaps_align_are_a_table() -> None:
    paper = Paper()
    paper.row("Date", "Topic", "Due")
    paper.row("Sep 5", "Vectors", "Homework 1")
    paper.row("Sep 12", "Motion along a line, and what")
    paper.row("", "changes it")
    paper.row("Sep 19", "Forces", "Homework 2")
    document = paper.read()
    assert [texts(document, table) for table in document.tables] == [
        [
            ["Date", "Topic", "Due"],
            ["Sep 5", "Vectors", "Homework 1"],
            ["Sep 12", "Motion along a line, and what\nchanges it", ""],
            ["Sep 19", "Forces", "Homework 2"],
        ]
    ]


def test_a_table_that_goes_on_on_the_next_page_is_one_and_its_repeated_header_is_furniture() -> None:
    paper = Paper()
    paper.write("Schedule", bold=True)
    for dates in (("Sep 5", "Sep 12", "Sep 19"), ("Sep 26", "Oct 3", "Oct 10")):
        paper.row("Date", "Topic", "Due")
        for date in dates:
            paper.row(date, f"Topic of {date}", "Homework")
        paper.turn_page()
    document = paper.read()
    (table,) = document.tables
    assert table.rows == 8
    assert [line.text for line in document.lines if line.furniture] == ["Date", "Topic", "Due"]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    paper = Paper()
    left = [f"left {number} is a line of the first column" for number in range(9)]
    right = [f"right {number} is a line of the second column" for number in range(9)]
    for one, two in zip(left, right, strict=True):
        paper.row(one, two, at=(72, 320))
    assert [line.text for line in paper.read().lines] == left + right
