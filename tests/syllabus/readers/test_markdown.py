"""Markdown: CommonMark with tables, each word verbatim as in its source."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.syllabus.document import Document
from servers.syllabus.readers import read
from tests.syllabus.readers.drawing import the_table


def read_markdown(text: str) -> Document:
    return read(text.encode(), name="syllabus.md")


def test_headings_lists_and_paragraphs() -> None:
    document = read_markdown(
        "# Physics\n\nOne sentence goes\nover two lines.\n\n- an essay\n  - a draft of it\n- a quiz\n"
    )
    assert [(line.text, line.heading, line.bullet, line.indent, line.continues) for line in document.lines] == [
        ("Physics", 1, False, 0, False),
        ("One sentence goes", 0, False, 0, False),
        ("over two lines.", 0, False, 0, True),
        ("an essay", 0, True, 18, False),
        ("a draft of it", 0, True, 36, False),
        ("a quiz", 0, True, 18, False),
    ]


def test_a_table_with_its_header() -> None:
    document = read_markdown("| Date | Due |\n|------|-----|\n| Sep 5 | **HW 1** |\n| Sep 12 | |\n")
    assert the_table(document) == [["Date", "Due"], ["Sep 5", "HW 1"], ["Sep 12", ""]]
    assert [cell.header for cell in document.tables[0].cells] == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**Due:** Sep 5", "Due: Sep 5"),
        ("an [essay on `sets`](essay.html) due", "an essay on sets due"),
        ("Exam\\* on *Friday*", "Exam* on Friday"),
        ("R&amp;D day", "R&D day"),
    ],
)
def test_what_is_said_is_free_of_marks_and_what_is_verbatim_stands_in_the_source(source: str, text: str) -> None:
    document = read_markdown(f"{source}\n")
    span = document.whole(0)
    assert document.text(span) == text
    assert document.verbatim(span) in source


def test_struck_through_is_struck() -> None:
    (line,) = read_markdown("due ~~Sep 5~~ Sep 7\n").lines
    assert [word.text for word in line.words if word.struck] == ["Sep", "5"]


def test_front_matter_is_metadata_and_no_text() -> None:
    document = read_markdown('---\ntitle: "Physics 101"\nauthor: A. Lovelace\ndate: 2025-08-20\n---\n\nWelcome.\n')
    assert [line.text for line in document.lines] == ["Welcome."]
    assert (document.metadata.title, document.metadata.author) == ("Physics 101", "A. Lovelace")
    assert document.metadata.created == date(2025, 8, 20)


def test_a_table_in_html_is_a_table_even_over_blank_lines() -> None:
    rows = "<tr><th>Date</th><th>Due</th></tr>", "<tr><td>Sep 5</td><td>HW 1<br>Quiz</td></tr>"
    document = read_markdown(f"# Plan\n\n<table>\n{rows[0]}\n\n{rows[1]}\n</table>\n\nEnd.\n")
    assert the_table(document) == [["Date", "Due"], ["Sep 5", "HW 1\nQuiz"]]
    assert document.lines[-1].text == "End."


def test_comments_are_left_out() -> None:
    assert [line.text for line in read_markdown("<!-- exam moved -->\nExam on <!-- not --> Friday\n").lines] == [
        "Exam on Friday"
    ]


WORDS = st.lists(st.text("abcXYZ019.,:;()", min_size=1, max_size=8), min_size=1, max_size=8)


@given(words=WORDS, mark=st.sampled_from(["", "*", "**", "`", "~~"]))
def test_every_word_of_a_line_is_read_and_stands_in_it_verbatim(words: list[str], mark: str) -> None:
    source = "x " + " ".join(f"{mark}a{word}a{mark}" for word in words)
    document = read_markdown(f"{source}\n")
    assert "".join(word.text for word in document.lines[0].words) == "x" + "".join(f"a{word}a" for word in words)
    assert document.verbatim(document.whole(0)) == source
