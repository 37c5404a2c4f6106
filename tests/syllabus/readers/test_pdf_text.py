"""Lines, paragraphs, headings, lists, columns and furniture of PDFs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servers.syllabus.document import Document
from servers.syllabus.readers import read
from tests.syllabus.readers.drawing import LEFT, PITCH, PROSE, WIDE, Paper, outside_tables
from tests.syllabus.readers.rawpdf import one_page, stream


def test_a_paragraph_goes_on_until_its_last_line() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    paper.write("Another paragraph begins here, and because there is much to be said it also goes on")
    paper.write("below.")
    assert [line.continues for line in paper.read().lines] == [False, True, True, False, True]


def test_a_paragraph_goes_on_over_a_page() -> None:
    paper = Paper()
    paper.write_all(PROSE[:1])
    paper.turn_page()
    paper.write_all(PROSE[1:])
    assert [line.continues for line in paper.read().lines] == [False, True, True]


def test_short_lines_under_each_other_are_lines_of_their_own() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    paper.write_all(["Room: Hall 101", "Email: someone@example.edu", "Office hours: Friday 2-3 pm"])
    assert not any(line.continues for line in paper.read().lines[3:])


def test_larger_lines_and_bold_lines_are_headings_of_two_levels() -> None:
    paper = Paper()
    paper.write("Physics 101", bold=True, size=18, down=30)
    paper.write("Late work", bold=True)
    paper.write_all(PROSE)
    assert [line.heading for line in paper.read().lines] == [1, 2, 0, 0, 0]


def test_text_all_in_bold_is_text() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    for number in range(6):
        paper.write(f"A line in bold, number {number}", bold=True)
    assert not any(line.heading for line in paper.read().lines)


def test_a_paragraph_that_begins_with_a_line_in_bold_has_no_heading() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    line = "Participation activities accompanying individually assigned chapters are due every Friday"
    paper.write(line, bold=True, down=12)
    paper.write("at noon, and none is taken later.")
    assert not any(line.heading for line in paper.read().lines)


def test_a_bold_item_of_a_list_is_no_heading() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    paper.row("\u2022", "Essay due", at=(90, 104), bold=True)
    line = paper.read().lines[-1]
    assert (line.text, line.bullet, line.heading) == ("Essay due", True, 0)


@pytest.mark.parametrize("mark", ["\u2022", "-", "1.", "a)", "(ii)"])
def test_a_list_item_is_told_by_its_mark_and_goes_on_below_its_text(mark: str) -> None:
    paper = Paper()
    paper.write_all(PROSE)
    paper.row(mark, "read the chapter", at=(90, 106))
    paper.write("before class", x=106)
    item, more = paper.read().lines[-2:]
    assert item.bullet
    assert item.text.endswith("read the chapter")
    assert item.indent == pytest.approx(106 - LEFT, abs=1)
    assert (more.bullet, more.continues) == (False, True)


@pytest.mark.parametrize("text", ["2.5 points are lost a day", "Dr. Smith teaches", "10.5% of the grade"])
def test_what_only_looks_like_a_list_mark_is_text(text: str) -> None:
    paper = Paper()
    paper.write(text)
    (line,) = paper.read().lines
    assert (line.text, line.bullet) == (text, False)


def test_a_wide_gap_parts_a_line() -> None:
    paper = Paper()
    paper.row("Instructor", "Ada Lovelace", at=(72, 200))
    assert [word.apart for word in paper.read().lines[0].words] == [False, True, False]


def test_a_dot_leader_is_a_gap_and_stands_in_what_is_verbatim() -> None:
    paper = Paper()
    paper.write("Midterm . . . . . . . . . . . . July 21")
    document = paper.read()
    assert [(word.text, word.apart) for word in document.lines[0].words] == [
        ("Midterm", False), ("July", True), ("21", False),
    ]  # fmt: skip
    assert document.verbatim(document.whole(0)) == "Midterm . . . . . . . . . . . . July 21"


def test_the_last_dot_of_a_leader_may_stand_right_before_what_it_leads_to() -> None:
    paper = Paper()
    paper.write("Midterm . . . . . . . . . . . . .10/6")
    document = paper.read()
    assert [word.text for word in document.lines[0].words] == ["Midterm", "10/6"]
    assert document.verbatim(document.whole(0)) == "Midterm . . . . . . . . . . . . .10/6"


def test_a_letter_beyond_16_bits_does_not_move_those_behind_it() -> None:
    codes = b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <d83ddd82> <42> <0042> endbfchar"
    cmap = stream(b"begincmap " + codes + b" 1 beginbfrange <61> <7a> <0061> endbfrange endcmap")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    content = stream(b"BT /F 12 Tf 72 700 Td (A mail) Tj 0 -20 Td (Bob here) Tj 0 -20 Td (Bob there) Tj ET")
    document = read(one_page(content, cmap, font=font), name="mail.pdf")
    assert [line.text for line in document.lines] == ["\U0001f582 mail", "Bob here", "Bob there"]


def test_a_line_whose_blanks_are_stretched_is_one_text() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    text = "The only way to learn a trade is to practise it daily"
    blanks = text.count(" ")
    wide = (WIDE - LEFT - paper.canvas.stringWidth(text, "Helvetica", 10)) / blanks
    drawn = paper.canvas.beginText(LEFT, paper.y)
    drawn.setWordSpace(wide)
    drawn.textOut(text)
    paper.canvas.drawText(drawn)
    assert not any(word.apart for line in paper.read().lines for word in line.words)


def test_what_a_line_goes_through_is_struck_and_what_is_underlined_is_not() -> None:
    paper = Paper()
    paper.write("Sep 5", down=0)
    width = paper.canvas.stringWidth("Sep 5", "Helvetica", 10)
    paper.canvas.line(LEFT, paper.y + 3, LEFT + width, paper.y + 3)
    paper.y -= PITCH
    paper.write("Sep 7", down=0)
    paper.canvas.line(LEFT, paper.y - 1.5, LEFT + width, paper.y - 1.5)
    first, second = paper.read().lines
    assert [word.struck for word in first.words] == [True, True]
    assert [word.struck for word in second.words] == [False, False]


def test_headers_and_page_numbers_are_furniture_but_the_first_header_is_content() -> None:
    paper = Paper()
    for number in (1, 2, 3):
        paper.y = 760
        paper.write("Physics 101, Fall 2025", down=60)
        paper.write(f"This is what page {number} says of {'abc'[number - 1]}")
        paper.y = 30
        paper.write(f"Page {number} of 3", x=280)
        paper.turn_page()
    furniture = [line.text for line in paper.read().lines if line.furniture]
    assert furniture == [
        "Page 1 of 3",
        *["Physics 101, Fall 2025", "Page 2 of 3"],
        *["Physics 101, Fall 2025", "Page 3 of 3"],
    ]


def test_rows_that_differ_in_a_date_are_no_furniture() -> None:
    paper = Paper()
    for day, line in zip((5, 12, 19), PROSE, strict=True):
        paper.y = 740
        paper.write(f"Class of September {day} in room A", down=40)
        paper.write(line)
        paper.turn_page()
    assert not any(line.furniture for line in paper.read().lines)


def test_a_list_that_goes_on_at_the_head_of_pages_is_no_furniture() -> None:
    paper = Paper()
    for number in range(1, 6):
        paper.y = 740
        paper.write("Physics 101, Fall 2025", down=30)
        if number in {2, 3}:
            paper.write("Assignment")
            paper.write(f"Homework {2 * number}", down=30)
        paper.write_all([f"{line} {'abcdef'[number]}" for line in (*PROSE, *PROSE)])
        paper.write("Assignment")
        paper.write_all([f"{line} {'abcdef'[number]}" for line in (*PROSE, *PROSE)])
        paper.turn_page()
    furniture = {line.text for line in paper.read().lines if line.furniture}
    assert furniture == {"Physics 101, Fall 2025"}


def test_lines_led_by_dots_to_their_day_over_lists_are_no_table() -> None:
    paper = Paper()
    for number in (1, 2, 3):
        paper.write(f"Week {number} ....................................... (9/{8 + number})")
        paper.write("Topics", x=90)
        paper.write("\u25aa Waves", x=90)
        paper.write("\u25aa Light", x=90)
    document = paper.read()
    assert document.tables == ()
    assert [line.text for line in document.lines][:2] == ["Week 1 (9/9)", "Topics"]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    paper = Paper()
    left = [f"left {number} is a line of the first column" for number in range(9)]
    right = [f"right {number} is a line of the second column" for number in range(9)]
    for one, two in zip(left, right, strict=True):
        paper.row(one, two, at=(72, 320))
    assert [line.text for line in paper.read().lines] == left + right


def test_a_sidebar_is_read_before_the_text_beside_it() -> None:
    paper = Paper()
    for number in range(10):
        paper.canvas.setFont("Helvetica", 9)
        paper.canvas.drawString(72, 700 - 17 * number, f"side {number}")
    for number in range(14):
        paper.canvas.setFont("Helvetica", 10)
        paper.canvas.drawString(220, 704 - 13 * number, f"main text with its line number {number}")
    said = [line.text.split()[0] for line in paper.read().lines]
    assert said == ["side"] * 10 + ["main"] * 14


def test_upright_text_along_the_margin_is_put_together() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    paper.canvas.saveState()
    paper.canvas.translate(50, 500)
    paper.canvas.rotate(90)
    paper.canvas.drawString(0, 0, "Draft of May")
    paper.canvas.restoreState()
    assert "Draft of May" in [line.text for line in paper.read().lines]


def test_a_turned_page_is_read_as_it_is_shown() -> None:
    paper = Paper()
    paper.canvas.setPageRotation(90)
    paper.canvas.translate(306, 400)
    paper.canvas.rotate(90)
    paper.canvas.drawString(0, 0, "One line")
    paper.canvas.drawString(0, -20, "Another line")
    assert [line.text for line in paper.read().lines] == ["One line", "Another line"]


WORDS = st.text("abcdefghijkl0123456789", min_size=1, max_size=9)
PLACED = st.lists(
    st.tuples(WORDS, st.integers(2, 22), st.integers(2, 45), st.sampled_from([7, 10, 10, 10, 16])),
    min_size=1,
    max_size=60,
)


@given(placed=PLACED, rules=st.lists(st.tuples(st.booleans(), st.integers(2, 45), st.integers(1, 8)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_word_of_a_page_stands_in_the_document_once_wherever_it_is(
    placed: list[tuple[str, int, int, int]], rules: list[tuple[bool, int, int]]
) -> None:
    paper = Paper()
    free: dict[tuple[int, int], tuple[str, int]] = {(x * 25, y * 16): (text, size) for text, x, y, size in placed}
    for (x, y), (text, size) in free.items():
        paper.canvas.setFont("Helvetica", size)
        paper.canvas.drawString(x, y, text)
    for lies, at, length in rules:
        end = (at * 12 + length * 60, at * 16 - 5) if lies else (at * 12, at * 16 - 5 + length * 60)
        paper.canvas.line(at * 12, at * 16 - 5, *end)
    data = paper.bytes()
    document = read(data, name="drawn.pdf")
    assert sorted("".join(_words(document))) == sorted("".join(text for text, _ in free.values()))
    assert read(data, name="drawn.pdf") == document
    in_cells = [line for table in document.tables for cell in table.cells for line in cell.lines]
    assert len(in_cells) == len(set(in_cells))
    assert len(outside_tables(document)) + len(in_cells) == len(document.lines)


def _words(document: Document) -> list[str]:
    return [word.text for line in document.lines for word in line.words]
