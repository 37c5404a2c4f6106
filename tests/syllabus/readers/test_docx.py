"""Word files: as Word prints them with all changes accepted."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from servers.syllabus.document import Cell, Document
from servers.syllabus.readers import read
from tests.syllabus.readers.drawing import the_table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def written(write: Callable[[Any], object]) -> Document:
    """What is read from the Word file that `write` writes into."""
    file: Any = docx.Document()
    write(file)
    return read(saved(file), name="syllabus.docx")


def saved(file: Any) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def body(*xml: str) -> Document:
    """What is read from a Word file with this as its body."""

    def write(file: Any) -> None:
        for element in xml:
            file.element.body.insert_element_before(parse_xml(element.replace(">", f" {W}>", 1)), "w:sectPr")

    return written(write)


def test_headings_lists_and_paragraphs() -> None:
    def write(file: Any) -> None:
        file.add_heading("Physics", 1)
        file.add_paragraph("A course.")
        file.add_paragraph("an essay", style="List Bullet")
        file.add_paragraph("a quiz", style="List Number 2")
        file.add_paragraph("\u2022 a list by hand")

    assert [(line.text, line.heading, line.bullet) for line in written(write).lines] == [
        ("Physics", 1, False),
        ("A course.", 0, False),
        ("an essay", 0, True),
        ("a quiz", 0, True),
        ("a list by hand", 0, True),
    ]


def test_a_short_line_all_in_bold_is_a_heading_below_the_others() -> None:
    def write(file: Any) -> None:
        file.add_heading("Physics", 1)
        file.add_paragraph().add_run("Late work").bold = True

    assert [line.heading for line in written(write).lines] == [1, 2]


def test_cells_merged_across_and_down_span() -> None:
    def write(file: Any) -> None:
        table = file.add_table(3, 3)
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = f"{row}{column}"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "wide"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "high"

    (table,) = written(write).tables
    assert Cell(0, 1, (1,), columns=2) in table.cells
    assert Cell(1, 0, (2,), rows=2) in table.cells


def test_a_table_within_a_cell_is_a_table_too() -> None:
    def write(file: Any) -> None:
        outer = file.add_table(2, 2)
        outer.cell(0, 0).text = "outer"
        inner = outer.cell(0, 1).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "ner"
        outer.cell(1, 0).text = "below"

    document = written(write)
    assert [table.rows for table in document.tables] == [2, 1]


def test_a_row_marked_as_header_is_the_header() -> None:
    def cell(text: str) -> str:
        return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    document = body(
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('Date')}{cell('Due')}</w:tr>"
        f"<w:tr>{cell('Sep 5')}{cell('HW')}</w:tr></w:tbl>"
    )
    assert the_table(document) == [["Date", "Due"], ["Sep 5", "HW"]]
    assert [cell.header for cell in document.tables[0].cells] == [True, True, False, False]


def test_struck_and_hidden_and_deleted_and_inserted_text() -> None:
    document = body(
        "<w:p><w:r><w:t>due </w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>Sep 5 </w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>never </w:t></w:r>"
        "<w:del><w:r><w:delText>Sep 6 </w:delText></w:r></w:del><w:ins><w:r><w:t>Sep 7</w:t></w:r></w:ins></w:p>"
    )
    assert [(word.text, word.struck) for word in document.lines[0].words] == [
        ("due", False), ("Sep", True), ("5", True), ("Sep", False), ("7", False),
    ]  # fmt: skip


def test_a_tab_is_a_wide_gap_and_a_break_a_line_that_goes_on() -> None:
    document = body("<w:p><w:r><w:tab/><w:t>Room</w:t><w:tab/><w:t>101</w:t><w:br/><w:t>upstairs</w:t></w:r></w:p>")
    first, second = document.lines
    assert [word.apart for word in first.words] == [False, True]
    assert second.continues


def test_headers_and_footers_are_furniture() -> None:
    def write(file: Any) -> None:
        file.sections[0].header.paragraphs[0].text = "Physics 101"
        file.add_paragraph("Welcome.")
        file.sections[0].footer.paragraphs[0].text = "Fall 2025"

    assert [(line.text, line.furniture) for line in written(write).lines] == [
        ("Physics 101", True), ("Welcome.", False), ("Fall 2025", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
    ids=["entities that expand", "an entity that is a file"],
)
def test_a_document_type_is_refused(xml: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", xml)
    with pytest.raises(Exception, match=r"document\.xml: it has a document type"):
        read(data.getvalue(), name="syllabus.docx")
