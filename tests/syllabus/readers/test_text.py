"""Plain text: what its author drew with letters and blanks."""

import pytest

from servers.syllabus.document import Document
from servers.syllabus.readers import read
from tests.syllabus.readers.drawing import the_table


def read_text(text: str) -> Document:
    return read(text.encode(), name="syllabus.txt")


def test_lines_underlined_are_headings_and_the_lines_below_them_are_not_read() -> None:
    document = read_text("Physics 101\n===========\n\nLate work\n---------\nNothing is taken late.\n")
    assert [(line.text, line.heading) for line in document.lines] == [
        ("Physics 101", 1), ("Late work", 2), ("Nothing is taken late.", 0),
    ]  # fmt: skip


def test_a_paragraph_goes_on_and_a_list_does_not() -> None:
    document = read_text(
        "Students read widely, write often, and talk with each other about what they\n"
        "have read.\n"
        "\n"
        "  - Essay 1 due Sep 5\n"
        "  - Essay 2 due Oct 3, which is the\n"
        "    longer of the two\n"
    )
    assert [(line.bullet, line.continues) for line in document.lines] == [
        (False, False), (False, True), (True, False), (True, False), (False, True),
    ]  # fmt: skip


def test_columns_of_blanks_are_a_table() -> None:
    document = read_text(
        "Week  Date     Topic                 Due\n"
        "1     Sep 2    Introduction\n"
        "2     Sep 9    Vectors and what      Homework 1\n"
        "               they are good for\n"
        "3     Sep 16   Motion                Homework 2\n"
    )
    assert the_table(document) == [
        ["Week", "Date", "Topic", "Due"],
        ["1", "Sep 2", "Introduction", ""],
        ["2", "Sep 9", "Vectors and what\nthey are good for", "Homework 1"],
        ["3", "Sep 16", "Motion", "Homework 2"],
    ]


@pytest.mark.parametrize("edge", ["+--------+---------+------+\n", "|--------|---------|------|\n", ""])
def test_a_table_drawn_with_bars_is_a_table(edge: str) -> None:
    rows = "| Sep 5  | Vectors | HW 1 |\n", "| Sep 12 | Motion  | HW 2 |\n"
    document = read_text(f"The plan:\n\n{edge}| Date   | Topic   | Due  |\n{edge}{''.join(rows)}{edge}")
    assert the_table(document) == [["Date", "Topic", "Due"], ["Sep 5", "Vectors", "HW 1"], ["Sep 12", "Motion", "HW 2"]]


def test_text_has_no_pages_and_no_boxes() -> None:
    document = read_text("Exam on Friday")
    assert not document.paged
    assert document.box(document.whole(0)) is None


@pytest.mark.parametrize(
    "data",
    [
        "Café – 5 March".encode(),
        "Café – 5 March".encode("cp1252"),
        "Café – 5 March".encode("utf-16"),
        b"\xef\xbb\xbf" + "Café – 5 March".encode(),
    ],
    ids=["utf-8", "cp1252", "utf-16", "utf-8 with mark"],
)
def test_text_is_read_in_the_encoding_that_it_is_in(data: bytes) -> None:
    assert read(data, name="syllabus.txt").lines[0].text == "Café – 5 March"
