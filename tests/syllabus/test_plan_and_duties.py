"""The class plan row by row, duties that come every week, and who teaches: what stands beside the dated work."""

import pytest

from servers.contract.syllabus import ScheduleRow
from tests.syllabus.reading import parsed

HEAD = "# HIST 201: The Long Century\n\nFall 2025\n\n"
DUTIES = {
    "Weekly exercises: a few questions, posted on Thursday and due before class on the following Tuesday.": (
        "Weekly exercises",
        "FREQ=WEEKLY;BYDAY=TU",
        None,
    ),
    "Problem sets are due each Friday at 5 pm.": ("Problem sets", "FREQ=WEEKLY;BYDAY=FR", "17:00"),
    "Exercises will be due weekly on Wednesday.": ("Exercises", "FREQ=WEEKLY;BYDAY=WE", None),
    "Homework due Mondays at noon.": ("Homework", "FREQ=WEEKLY;BYDAY=MO", "12:00"),
    "Homework is assigned on Thursday at 9 AM of each week and is due on Wednesday by 11:59 PM.": (
        "Homework",
        "FREQ=WEEKLY;BYDAY=WE",
        "23:59",
    ),
    "Exercises are posted on Friday and are due before class the following Monday.": (
        "Exercises",
        "FREQ=WEEKLY;BYDAY=MO",
        None,
    ),
    "Assignments are posted on Fridays at 5 pm and are due a week later.": (
        "Assignments",
        "FREQ=WEEKLY;BYDAY=FR",
        "17:00",
    ),
    "All problem sets, when they are due, will be due on Fridays at 6pm.": (
        "problem sets",
        "FREQ=WEEKLY;BYDAY=FR",
        "18:00",
    ),
    "Every other Friday: problem set due.": ("problem set", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None),
}


@pytest.mark.parametrize(("text", "duty"), DUTIES.items())
def test_a_duty_of_every_week_is_due_on_its_day(text: str, duty: tuple[str, str, str | None]) -> None:
    (found,) = parsed(f"{HEAD}## Homework\n\n{text}").recurring
    assert (found.title, found.rule, found.time) == duty


def test_a_duty_told_twice_is_one_and_no_undated_work() -> None:
    text = "Homework (40%) is due every Sunday.\n\nThe homework assignments are due each Sunday.\n\nFinal exam: 60%"
    found = parsed(f"{HEAD}## Grading\n\n{text}")
    assert [duty.rule for duty in found.recurring] == ["FREQ=WEEKLY;BYDAY=SU"]
    assert [each.title for each in found.undated] == ["Final exam"]


def test_a_part_of_the_grade_that_is_weekly_is_a_duty_without_a_day() -> None:
    found = parsed(f"{HEAD}## Grading\n\n- Weekly quizzes: 40%\n- Final exam: 60%")
    assert [(duty.title, duty.rule) for duty in found.recurring] == [("Weekly quizzes", "FREQ=WEEKLY")]
    assert [each.title for each in found.undated] == ["Final exam"]


def test_work_given_out_on_a_day_is_not_due_on_it() -> None:
    assert (
        parsed(f"{HEAD}## Homework\n\nHomeworks are given out on Tuesdays, and their due times vary.").recurring == []
    )


def test_an_exam_that_must_be_scheduled_by_the_student_is_not_announced() -> None:
    assert parsed(f"{HEAD}## Exams\n\nMake-up exams need to be scheduled a week before.").undated == []


LISTED = """## Homework

Notebook assignments will be due on Sunday at 11:59 PM every week. Discussion posts are due every Sunday.

| Week | Topic | NB due |
|---|---|---|
| 9/1 | Stars | 1 |
| 9/8 | Winds | 2 |
| 9/15 | Tides | 3 |
"""


def test_a_duty_whose_days_a_plan_gives_is_not_told_again() -> None:
    syllabus = parsed(f"{HEAD}{LISTED}")
    assert [duty.title for duty in syllabus.recurring] == ["Discussion posts"]
    assert [each.title for each in syllabus.assignments] == ["NB 1", "NB 2", "NB 3"]


OPEN = {
    "Midterm exam 1 (date TBD)": ["Midterm exam 1"],
    "Midterm exam 1 (date TBD)\n\nMidterm 1: October 8": [],
    "Midterm exam 2 (date TBD)\n\nMidterm 1: October 8": ["Midterm exam 2"],
    "Final exam: 10:30 AM - 12:30 PM, room TBA": [],
    "Final exam to be scheduled by the registrar.": ["Final exam"],
}


@pytest.mark.parametrize(("text", "titles"), OPEN.items())
def test_work_is_undated_where_its_day_is_open_and_told_nowhere(text: str, titles: list[str]) -> None:
    assert [each.title for each in parsed(f"{HEAD}## Exams\n\n{text}\n").undated] == titles


def _plan(text: str) -> list[ScheduleRow]:
    return parsed(f"{HEAD}## Schedule\n\n{text}").schedule


def test_a_row_of_the_plan_has_topic_and_readings_apart() -> None:
    (row,) = _plan("| Week | Date | Topic | Reading |\n|---|---|---|---|\n| 3 | Sep 8, 10 | Trees | Ch. 4 |")
    assert (row.week, row.date, row.end, row.topic, row.readings) == (3, "2025-09-08", "2025-09-10", "Trees", "Ch. 4")


def test_lines_under_one_week_are_one_row() -> None:
    plan = _plan("### Week 3: September 8\n\nTrees\n\nGraphs\n\n### Week 4: September 15\n\nSorting")
    assert [(row.week, row.topic) for row in plan] == [
        (3, "Trees; Graphs"),
        (4, "Sorting"),
    ]


TOLD = {
    "- Sep 8, Monday: Trees\n- Sep 10, Wed - Graphs": [("2025-09-08", "Trees", None), ("2025-09-10", "Graphs", None)],
    "### Week 3 - Trees\n\n#### Monday 9/8 - Roots": [(None, "Trees", None), ("2025-09-08", "Roots", None)],
    "### 5.1 Trees (Sep. 8)\n\n- Ch. 4 of Quill\n- What is a root?\n\n### 5.2 Graphs (Sep. 10)\n\nEdges": [
        ("2025-09-08", "Trees; What is a root?", "Ch. 4 of Quill"),
        ("2025-09-10", "Graphs; Edges", None),
    ],
    "#### Section 1, Sept 8\n\nTrees\n\n#### Section 2, Sept 15\n\nGraphs": [
        ("2025-09-08", "Trees", None),
        ("2025-09-15", "Graphs", None),
    ],
    "### September 8\n\nTopic: Trees\n\nReadings:\n\n- Roots and all\n- Branches\n\nDeadlines: None\n\n"
    "Lab: Leaves\n\n### September 10\n\nTopic: Graphs": [
        ("2025-09-08", "Trees; Lab: Leaves", "Roots and all; Branches"),
        ("2025-09-10", "Graphs", None),
    ],
    "| Date | Topic / Reading |\n|---|---|\n| Sep 8 | Trees / Chapter 4 |\n| Sep 10 | Breadth / depth |": [
        ("2025-09-08", "Trees", "Chapter 4"),
        ("2025-09-10", "Breadth; depth", None),
    ],
    "| Date | | |\n|---|---|---|\n| Sep 8 | Trees | Chapters 4, 5 |\n| Sep 10 | Chapter 6 | |": [
        ("2025-09-08", "Trees", "Chapters 4, 5"),
        ("2025-09-10", "Chapter 6", None),
    ],
    "| Date | Topic | Materials |\n|---|---|---|\n| Sep 8 | Trees | Slides 1 |": [
        ("2025-09-08", "Trees; Slides 1", None)
    ],
    "| Tuesday | Thursday |\n|---|---|\n| Sep 9 1<br>Trees | Sep 11 2<br>Graphs |\n"
    "| Sep 16 3<br>Sorts | Sep 18 4<br>Heaps |": [
        ("2025-09-09", "Trees", None),
        ("2025-09-11", "Graphs", None),
        ("2025-09-16", "Sorts", None),
        ("2025-09-18", "Heaps", None),
    ],
}


@pytest.mark.parametrize(("text", "rows"), TOLD.items())
def test_a_topic_is_told_without_its_date_and_number_and_what_is_read_apart(
    text: str, rows: list[tuple[str | None, str, str | None]]
) -> None:
    assert [(row.date, row.topic, row.readings) for row in _plan(text)] == rows


NO_PLAN = {
    "deadlines": "### Due dates\n\nOct 8: Essay on trees\n\nOct 22: Essay on graphs",
    "the grade": "| Component | Date | Weight |\n|---|---|---|\n| Exam 1 | Oct 8 | 40% |\n| Exam 2 | Dec 3 | 60% |",
    "the hours of the class": "| Days | Room | Dates |\n|---|---|---|\n| MWF 1:00-1:50 PM | Hall 3 | Aug 25 - Dec 5 |",
}


@pytest.mark.parametrize("text", NO_PLAN.values(), ids=NO_PLAN.keys())
def test_what_has_dates_and_is_of_no_class_is_no_plan(text: str) -> None:
    assert _plan(text) == []


def test_the_scale_of_grades_is_no_plan() -> None:
    assert _plan("| Grade | Points |\n|---|---|\n| A | 4.0 |\n| A- | 3.7 |\n| B+ | 3.3 |") == []


TEACHERS = {
    "Ida Quill\n\nFall 2025\n\nE-mail: iquill@hilltop.example": ("Ida Quill", "iquill@hilltop.example"),
    "| | |\n|---|---|\n| Instructor | Ida Quill, iquill@hilltop.example |": ("Ida Quill", "iquill@hilltop.example"),
}


@pytest.mark.parametrize(("text", "teacher"), TEACHERS.items())
def test_a_teacher_is_known_by_the_cell_beside_or_the_address_below(text: str, teacher: tuple[str, str]) -> None:
    (found,) = parsed(f"# HIST 201: The Long Century\n\n{text}").course.instructors
    assert (found.name, found.email) == teacher


def test_office_hours_in_a_cell_of_their_own_are_whole() -> None:
    rows = "| Instructor | Ida Quill |\n| Office hours | Tue 1:00-3:00 PM |"
    (found,) = parsed(f"{HEAD}| | |\n|---|---|\n{rows}").course.instructors
    assert found.hours == "Tue 1:00-3:00 PM"
