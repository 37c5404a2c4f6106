"""Tables of PDFs: drawn with lines, or only by where their texts stand."""

from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import letter

from servers.syllabus.document import Cell
from tests.syllabus.readers.drawing import PITCH, PROSE, Paper, cells, headers, outside_tables, the_table

DAYS = ("Sep 5", "Sep 12", "Sep 19", "Sep 26")
TOPICS = ("Vectors", "Motion", "Forces", "Energy", "Work", "Waves", "Light")
CLOSE = (72, 110, 330)
"""Columns of which the first two nearly touch."""


def test_lines_draw_a_table() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    rows = [["Date", "Topic", "Due"], ["Sep 5", "Vectors", ""], ["Sep 12", "Motion on a\nline", "Homework 1\nQuiz 1"]]
    paper.grid(rows, at=(72, 130, 260, 400))
    paper.write_all(PROSE)
    document = paper.read()
    assert the_table(document) == rows
    assert outside_tables(document) == [*PROSE, *PROSE]


def test_a_cell_spans_the_columns_and_rows_that_no_line_parts() -> None:
    paper = Paper()
    canvas = paper.canvas
    for y in (700, 680, 640):
        canvas.line(72, y, 300, y)
    canvas.line(150, 660, 300, 660)
    for x in (72, 300):
        canvas.line(x, 700, x, 640)
    canvas.line(150, 680, 150, 640)
    for x, y, text in ((80, 686, "over both"), (80, 656, "beside two"), (160, 666, "upper"), (160, 646, "lower")):
        canvas.drawString(x, y, text)
    (table,) = paper.read().tables
    assert table.cells == (
        Cell(0, 0, (0,), columns=2),
        Cell(1, 0, (1,), rows=2),
        Cell(1, 1, (2,)),
        Cell(2, 1, (3,)),
    )


def test_a_box_around_text_is_no_table() -> None:
    paper = Paper()
    paper.canvas.rect(66, 650, 480, 84)
    paper.write_all(PROSE)
    document = paper.read()
    assert document.tables == ()
    assert [line.text for line in document.lines] == list(PROSE)


def test_rows_between_the_same_two_lines_are_parted_where_a_column_says_so() -> None:
    paper = Paper()
    weeks = ["1\n2", "1/21\n1/23", "Introduction\nLogic"], ["3\n4", "1/28\n1/30", "Sets\nExam"]
    paper.grid([["Class", "Date", "Topic"], *weeks], at=(72, 130, 200, 400))
    rows = the_table(paper.read())[1:]
    assert rows == [["1", "1/21", "Introduction"], ["2", "1/23", "Logic"], ["3", "1/28", "Sets"], ["4", "1/30", "Exam"]]


def test_rows_in_one_field_under_a_header_are_rows_whatever_dash_their_hours_have() -> None:
    paper = Paper()
    lines = "Lecture\nLab 1\nLab 2\nReview", "M 1200-1320\nW 1600-1720\nW 1730–1850\nF 1400–1500"
    paper.grid([["What", "When"], [*lines]], at=(72, 200, 400))
    rows = the_table(paper.read())[1:]
    assert rows[0] == ["Lecture", "M 1200-1320"]
    assert rows[3] == ["Review", "F 1400–1500"]


def test_rows_without_lines_whose_gaps_align_are_a_table() -> None:
    paper = Paper()
    paper.row("Date", "Topic", "Due")
    paper.row("Sep 5", "Vectors", "Homework 1")
    paper.row("Sep 12", "Motion along a line, and what")
    paper.row("", "changes it")
    paper.row("Sep 19", "Forces", "Homework 2")
    assert the_table(paper.read()) == [
        ["Date", "Topic", "Due"],
        ["Sep 5", "Vectors", "Homework 1"],
        ["Sep 12", "Motion along a line, and what\nchanges it", ""],
        ["Sep 19", "Forces", "Homework 2"],
    ]


def test_a_line_below_the_first_row_makes_it_the_header() -> None:
    paper = Paper()
    paper.rule()
    paper.row("Assignment", "What", "Due 1")
    paper.rule()
    for day in DAYS:
        paper.row("Problem set", "ten problems", day)
    paper.rule()
    document = paper.read()
    assert headers(document, document.tables[0]) == ["Assignment", "What", "Due 1"]


def test_lines_between_rows_keep_the_lines_of_a_row_together() -> None:
    paper = Paper()
    for number, day in enumerate(DAYS, 1):
        paper.rule()
        paper.row(f"(Week {number})", "Paradoxes", "Chapter 1")
        paper.row(day, "", f"Essay {number} due")
    paper.rule()
    assert the_table(paper.read())[1] == ["(Week 2)\nSep 12", "Paradoxes", "Chapter 1\nEssay 2 due"]


def test_shades_part_rows_as_lines_do() -> None:
    paper = Paper()
    for number, day in enumerate(DAYS):
        if number % 2:
            paper.canvas.setFillGray(0.8)
            paper.canvas.rect(70, paper.y - PITCH - 4, 460, 2 * PITCH, stroke=0, fill=1)
            paper.canvas.setFillGray(0)
        paper.row(day, "A topic", "Lab")
        paper.row("", "and another", "Quiz")
    assert the_table(paper.read()) == [[day, "A topic\nand another", "Lab\nQuiz"] for day in DAYS]


def test_the_second_column_begins_rows_where_it_says_more_finely() -> None:
    paper = Paper()
    for week, days in enumerate((("Sep 2", "Sep 4"), ("Sep 9", "Sep 11"), ("Sep 16", "Sep 18")), 1):
        for number, day in enumerate(days):
            paper.row("" if number else f"{week}", day, "Something to talk about")
    assert [row[:2] for row in the_table(paper.read())] == [
        ["1", "Sep 2"], ["", "Sep 4"], ["2", "Sep 9"], ["", "Sep 11"], ["3", "Sep 16"], ["", "Sep 18"],
    ]  # fmt: skip


def test_a_text_over_all_columns_is_a_row_between_rows() -> None:
    paper = Paper()
    paper.row("Sep 5", "Vectors", "Homework 1")
    paper.row("Sep 12", "Motion", "Homework 2")
    paper.write("Spring break: there is no class in this week of all, and nothing is due in it at all")
    paper.row("Sep 26", "Forces", "Homework 3")
    paper.row("Oct 3", "Energy", "Homework 4")
    document = paper.read()
    (table,) = document.tables
    wide = next(cell for cell in table.cells if cell.row == 2)
    assert (wide.column, wide.columns) == (0, 3)


def test_columns_that_nearly_touch_are_parted_where_their_texts_begin() -> None:
    paper = Paper()
    for day, topic in zip((*DAYS, "Oct 3"), TOPICS, strict=False):
        paper.row(day, topic, "Homework", at=CLOSE)
    assert [row[1] for row in the_table(paper.read())] == list(TOPICS[:5])


def test_label_and_text_in_two_columns_keep_the_lines_of_a_text_together() -> None:
    paper = Paper()
    at = (72, 170)
    paper.row("Instructor:", "Ada Lovelace", at=at, down=22)
    paper.row("Office hours:", "Monday 3-4, Tuesday 2-4, Thursday 2-3, in the hall", at=at)
    paper.row("", "of the old building", at=at, down=22)
    paper.row("Lectures:", "Tuesday and Thursday 10:05", at=at)
    assert the_table(paper.read())[1][1] == "Monday 3-4, Tuesday 2-4, Thursday 2-3, in the hall\nof the old building"


def test_a_table_goes_on_on_the_next_page_and_its_repeated_header_is_furniture() -> None:
    paper = Paper()
    paper.write("Schedule", bold=True)
    for days in (DAYS[:2], DAYS[2:]):
        paper.row("Date", "Topic", "Due")
        for day in days:
            paper.row(day, f"Topic of {day}", "Homework")
        paper.turn_page()
    document = paper.read()
    (table,) = document.tables
    assert table.rows == 6
    assert [line.text for line in document.lines if line.furniture] == ["Date", "Topic", "Due"]


def test_rows_that_end_a_page_get_the_columns_of_the_table_on_the_next() -> None:
    paper = Paper()
    for number, (day, topic) in enumerate(zip((*DAYS, "Oct 3", "Oct 10", "Oct 17"), TOPICS, strict=True)):
        if number == len(TOPICS) - 4:
            paper.turn_page()
        paper.row(day, topic, "Homework", at=CLOSE)
    assert [row[1] for row in the_table(paper.read())] == list(TOPICS)


def test_what_stands_above_and_below_a_printed_table_is_no_part_of_it() -> None:
    paper = Paper()
    paper.row("8", "Schedule", at=(72, 120), down=24)
    paper.rule()
    paper.row("Class", "Topic", "Reading", down=16)
    paper.rule()
    for number in range(1, 8):
        paper.row(f"{number}", "Something to talk about", f"chapter {number}")
    paper.rule()
    paper.y -= PITCH
    paper.row("Note", "that all of this may change", at=(72, 150))
    document = paper.read()
    assert the_table(document)[0] == ["Class", "Topic", "Reading"]
    assert outside_tables(document) == ["8 Schedule", "Note that all of this may change"]


def test_a_line_that_ends_one_table_and_a_line_that_begins_another_part_them() -> None:
    paper = Paper()
    for rows in ((("Essay", "30 points"), ("Exam", "70 points")), (("A", "90"), ("B", "80"), ("C", "70"))):
        paper.rule()
        paper.row("What", "How much", at=(72, 300), down=16)
        paper.rule()
        for row in rows:
            paper.row(*row, at=(72, 300))
        paper.rule()
        paper.y -= 2 * PITCH
    document = paper.read()
    assert [table.rows for table in document.tables] == [3, 4]


def test_a_line_right_below_the_last_row_and_space_end_a_table_above_the_title_of_the_next() -> None:
    tables = (
        (("Chapter", "Topic", "Day"), ("1", "Rocks and maps", "Sep 8"), ("2", "Folds of all ages", "Sep 15")),
        (("", "Essay 1", "Essay 2"), ("Topic", "Rocks", "Folds"), ("Due", "Sep 12", "Sep 19")),
    )
    paper = Paper()
    for title, (header, *rows), at in zip(("Plan:", "Essays:"), tables, ((72, 130, 300), (72, 160, 230)), strict=True):
        paper.row(title, at=(72,), bold=True, down=24)
        paper.rule()
        paper.row(*header, at=at, down=14)
        paper.rule()
        for row in rows:
            paper.row(*row, at=at)
        paper.rule()
        paper.y -= 2 * PITCH
    document = paper.read()
    assert [cells(document, table)[-1] for table in document.tables] == [
        ["2", "Folds of all ages", "Sep 15"],
        ["Due", "Sep 12", "Sep 19"],
    ]
    assert outside_tables(document) == ["Plan:", "Essays:"]


def test_one_upright_line_between_two_columns_hides_no_rows() -> None:
    paper = Paper()
    top = paper.y + 12
    paper.row("Date", "Lab", "Misc", down=18)
    paper.canvas.line(72, paper.y + 12, 500, paper.y + 12)
    for day in (*DAYS, "Oct 3", "Oct 10"):
        paper.row(day, "Planets", "")
    paper.canvas.line(145, top, 145, paper.y + 10)
    assert [row[0] for row in the_table(paper.read())] == ["Date", *DAYS, "Oct 3", "Oct 10"]


def test_lines_that_part_sections_frame_no_table() -> None:
    paper = Paper()
    paper.rule()
    for label, text in (("Instructor", "Ada"), ("Email", "ada@x.edu"), ("Office", "Hall 1")):
        paper.row(label, text, at=(72, 150))
    paper.write("Class is on Mondays and Wednesdays at three.")
    paper.rule()
    paper.write_all(PROSE)
    document = paper.read()
    assert document.tables[0].rows == 3
    assert outside_tables(document)[0] == "Class is on Mondays and Wednesdays at three."


def test_tables_of_other_columns_stay_apart() -> None:
    paper = Paper()
    for grade in ("A", "B", "C"):
        paper.row(grade, "good", at=(72, 300))
    paper.turn_page()
    for day in DAYS:
        paper.row(day, "Vectors", "Homework")
    document = paper.read()
    assert [cells(document, table)[0] for table in document.tables] == [["A", "good"], ["Sep 5", "Vectors", "Homework"]]


def test_a_label_on_end_is_in_the_row_that_it_stands_beside() -> None:
    paper = Paper()
    for week in (1, 2, 3, 4):
        paper.rule()
        paper.canvas.saveState()
        paper.canvas.translate(62, paper.y - 30)
        paper.canvas.rotate(90)
        paper.canvas.setFont("Helvetica", 8)
        paper.canvas.drawString(0, 0, f"Week {week}")
        paper.canvas.restoreState()
        paper.row("Lecture on numbers", f"Assignment {week}", at=(80, 330))
        paper.row("and on figures", "due Tuesday", at=(80, 330))
        paper.row("and on sums", "", at=(80, 330))
    paper.rule()
    assert [row[0] for row in the_table(paper.read())] == ["Week 1", "Week 2", "Week 3", "Week 4"]


def test_a_small_box_inside_a_cell_draws_no_columns() -> None:
    paper = Paper()
    at = (72, 300, 540)
    top = paper.y + 12
    paper.grid([["Tuesday", "Thursday"], *[[f"{day} talk", "lab"] for day in DAYS]], at=at, high=24)
    paper.canvas.rect(80, top - 45, 30, 12)
    (table,) = paper.read().tables
    assert table.columns == 2


def test_the_end_of_a_cell_on_the_next_page_above_the_first_rule_is_of_the_table() -> None:
    paper = Paper()
    at = (72, 150, 330, 450)
    _ruled_rows(paper, at)
    paper.turn_page()
    paper.rule()
    paper.row("", "", "", "and its notes", at=at)
    _ruled_rows(paper, at)
    table = the_table(paper.read())
    assert len(table) == 2 * len(DAYS) + 1
    assert table[len(DAYS)] == ["", "", "", "and its notes"]


def _ruled_rows(paper: Paper, at: Sequence[float]) -> None:
    for number, day in enumerate(DAYS):
        paper.rule()
        paper.row(day, TOPICS[number], f"Homework {number}", f"Chapter {number}", at=at)
    paper.rule()


def test_columns_that_no_line_parts_show_by_how_texts_stand_although_lines_part_others() -> None:
    paper = Paper()
    at = (72, 150, 330)
    top = paper.y + 10
    paper.row("Due date", "Topic", "Assignments", at=at)
    for part in range(4):
        paper.rule(66, 450)
        paper.row(f"Part {part}", "Outlook", "", at=at)
        for number, day in enumerate(DAYS):
            paper.row(day, TOPICS[number], f"Homework {number}", at=at)
            paper.row("", "and more", f"Quiz {number}", at=at)
    paper.canvas.line(140, top, 140, paper.y)
    table = the_table(paper.read())
    assert table[:3] == [
        ["Due date", "Topic", "Assignments"],
        ["Part 0", "Outlook", ""],
        ["Sep 5", "Vectors\nand more", "Homework 0\nQuiz 0"],
    ]
    assert len(table) == 1 + 4 * (1 + len(DAYS))


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_on_which_all_text_stands_turned_is_read_upright(quarters: int) -> None:
    paper, (width, height) = Paper(), letter
    corner = {1: (width, 0), 2: (width, height), 3: (0, height)}[quarters]
    paper.canvas.translate(*corner)
    paper.canvas.rotate(90 * quarters)
    paper.y = 500
    plan = [["Date", "Topic", "Due"], ["Sep 4", "Waves", ""], ["Sep 6", "Sound", "HW 1"]]
    paper.grid(plan, (72, 150, 330, 430))
    document = paper.read()
    assert the_table(document) == plan
    first = next(word for line in document.lines for word in line.words if word.text == "Date")
    assert first.box is not None
    x0, top, x1, bottom = first.box
    across, up = {1: (width - 500, 75), 2: (width - 75, height - 500), 3: (500, height - 75)}[quarters]
    assert x0 - 1 < across < x1 + 1
    assert top - 1 < height - up < bottom + 1


def test_rows_whose_dates_stand_in_their_middle_are_parted_half_way_between() -> None:
    rows = [["Sep 5", "Waves\nSound\nLight"], ["Sep 7", "Quiz 1\nMotion\nHeat"], ["Sep 9", "Work\nPower\nFields"]]
    paper = Paper()
    paper.row("Date", "Topic", at=(72, 150), bold=True, down=PITCH + 5)
    for date, works in rows:
        for day, work in zip(("", date, ""), works.split("\n"), strict=True):
            paper.row(day, work, at=(72, 150))
        paper.y -= 5
    assert the_table(paper.read())[1:] == rows


def test_a_date_of_two_lines_beside_a_text_of_one_is_one_row() -> None:
    paper = Paper()
    paper.row("Date", "Topic", "Reading", bold=True, down=PITCH + 4)
    for day, topic in zip(("Mon 8", "Wed 10", "Mon 15", "Wed 17"), TOPICS, strict=False):
        paper.row(day, at=(72,), down=PITCH / 2)
        paper.row("", topic, "Chapter 1", down=PITCH / 2)
        paper.row("Sep", at=(72,), down=PITCH + 4)
    paper.row("Fri 3 Oct", TOPICS[4], "Chapter 1")
    dates = [row[0] for row in the_table(paper.read())]
    assert dates == ["Date", "Mon 8\nSep", "Wed 10\nSep", "Mon 15\nSep", "Wed 17\nSep", "Fri 3 Oct"]


def test_texts_side_by_side_in_fields_of_a_drawn_table_are_columns() -> None:
    paper = Paper()
    plan = [("M", "Sep 8", "Waves"), ("W", "Sep 10", "Sound"), ("M", "Sep 15", "Quiz 1"), ("W", "Sep 17", "Light")]
    top = paper.y
    paper.grid([["", topic] for *_, topic in plan], (72, 170, 330))
    for number, (day, date, _) in enumerate(plan):
        paper.y = top - 16 * number
        paper.row(day, date, at=(75, 110))
    assert the_table(paper.read()) == [list(row) for row in plan]


def test_rows_are_parted_where_the_lines_at_their_sides_begin_anew() -> None:
    """Only the header has lines over and under it; each row below draws its own pieces of the lines that stand."""
    paper = Paper()
    at, rows = (72, 130, 260, 400), [["Week", "Tuesday", "Thursday"]]
    paper.grid(rows, at=at)
    paper.y += PITCH
    for day in (9, 16, 23, 30):
        rows.append([f"{day // 7}\nSep {day}", "Vectors\nMotion", f"Forces\nQuiz {day}"])
        for x in at:
            paper.canvas.line(x, paper.y + 12, x, paper.y - 15.5)
        for number in range(2):
            paper.row(*(cell.split("\n")[number] for cell in rows[-1]), at=[x + 3 for x in at])
    assert the_table(paper.read()) == rows
