"""Class plans as tables: which column dates what, what a cell's lines say, what a column's heading says of it."""

import pytest

from servers.contract.syllabus import Source
from servers.syllabus.parsing import parse
from servers.syllabus.readers import read
from tests.syllabus.reading import dated, parsed

HEAD = "# GEOL 101\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"

PLANS = {
    "a date under the name in its cell is the name's": [
        "Week | Date | Topics | Due dates",
        "1 | Sep 8th | Abstract rocks (ROX) | Asg #1 - 5%<br>Sep 10th",
        "2 | Sep 15th | Case studies | Quiz #1 - 5%<br>Sep 17th",
        "→ 2025-09-10 homework Asg #1",
        "→ 2025-09-17 quiz Quiz #1",
    ],
    "each line of a cell of work is a piece of work": [
        "Date | Topic | Assignments due",
        "Sep 8 | Rocks | Choose a mineral<br>Field survey",
        "→ 2025-09-08 homework Choose a mineral",
        "→ 2025-09-08 other Field survey",
    ],
    "what is read for a class is not handed in": [
        "Date | Readings due | Assignments due",
        "Sep 8 | Lab manual, Stone (2017) | Map 1",
        "Sep 10 | Field notes and reports | ",
        "→ 2025-09-08 homework Map 1",
    ],
    "a name and what it is are one work, and so are two names of which one is chosen": [
        "Date | Due",
        "Sep 8 | Graded Assignment 1, mineral map assignment",
        "Sep 15 | Exercise 2, rock logic exercise 1",
        "Sep 22 | HW 3, lab report",
        "Sep 29 | Project or essay",
        "→ 2025-09-08 homework Graded Assignment 1, mineral map assignment",
        "→ 2025-09-15 homework Exercise 2, rock logic exercise 1",
        "→ 2025-09-22 homework HW 3",
        "→ 2025-09-22 lab lab report",
        "→ 2025-09-29 project Project or essay",
    ],
    "presentations of an assignment are not the assignment, skills of presenting are taught, work begun is not due": [
        "Date | Topic | Assignment",
        "Sep 8 | Presentation skills | Start field review",
        "Sep 15 | Assignment 1 presentations | Assignment 1",
        "→ 2025-09-15 presentation Assignment 1 presentations",
        "→ 2025-09-15 homework Assignment 1",
    ],
    "the weeks that a test is about, and the test before it, say nothing of when": [
        "Date | Topic",
        "Sep 8 | TEST 1 (rocks: Weeks 1-2)",
        "Sep 22 | Test 2, covers weeks 3-4",
        "Oct 8 | Exam 3 (emphasis on material after Test 2)",
        "→ 2025-09-08 exam TEST 1",
        "→ 2025-09-22 exam Test 2",
        "→ 2025-10-08 exam Exam 3",
    ],
    "a date beside each name is its own": [
        "| Topic | | | ",
        "1 | Rocks | Mon, Sep 8 | Homework 1 | Fri, Sep 12",
        "2 | Maps | Wed, Sep 10 | |",
        "3 | Folds | Mon, Sep 15 | Homework 2 | Fri, Sep 19",
        "→ 2025-09-12 homework Homework 1",
        "→ 2025-09-19 homework Homework 2",
    ],
    "and so it is where dates stand first": [
        "| | | ",
        "Sep 8 | Rocks | Sep 10 | Quiz 1",
        "Sep 15 | Midterm 1 | Sep 17 | Quiz 2",
        "→ 2025-09-10 quiz Quiz 1",
        "→ 2025-09-15 exam Midterm 1",
        "→ 2025-09-17 quiz Quiz 2",
    ],
    "a narrow column parts a date that goes on in the next line": [
        "Week | Topic | Homework",
        "1<br>(10/7) | Rocks | Homework 1 due",
        "2<br>(10/1<br>4) | Maps | Homework 2 due",
        "3<br>(10/2<br>1) | Folds | Homework 3 due",
        "→ 2025-10-07 homework Homework 1",
        "→ 2025-10-14 homework Homework 2",
        "→ 2025-10-21 homework Homework 3",
    ],
    "but the number of a class below its date is none of its figures": [
        "Date | Topic | Due",
        "9/1<br>1 | Rocks | Map 1 due",
        "9/8<br>2 | Folds | Map 2 due",
        "9/15<br>3 | Faults | Map 3 due",
        "→ 2025-09-01 homework Map 1",
        "→ 2025-09-08 homework Map 2",
        "→ 2025-09-15 homework Map 3",
    ],
    "a week of a calendar has a day in each of its columns": [
        "Week | Monday | Wednesday",
        "1 | 9/8 Rocks | 9/10 Quiz 1",
        "2 | 9/15 Midterm 1 | 9/17 Maps",
        "→ 2025-09-10 quiz Quiz 1",
        "→ 2025-09-15 exam Midterm 1",
    ],
    "a tick stands for what its heading names": [
        "Date | Topic | Quiz | Reading",
        "Sep 8 | Charts | Yes | Chapter 1",
        "Sep 15 | Tides | | Chapter 2",
        "Sep 22 | Stars | Yes | Chapter 3",
        "Sep 29 | Winds | ✓ | Chapter 4",
        "→ 2025-09-08 quiz Quiz",
        "→ 2025-09-22 quiz Quiz",
        "→ 2025-09-29 quiz Quiz",
    ],
    "a number counts what its heading names": [
        "Date | Topic | HW due | Quiz #",
        "Sep 8 | Rocks | 1 | ",
        "Sep 15 | Maps | 2, 3 | 1",
        "Sep 22 | Folds | | 2",
        "Sep 29 | Faults | 4 | 3",
        "→ 2025-09-08 homework HW 1",
        "→ 2025-09-15 homework HW 2",
        "→ 2025-09-15 homework HW 3",
        "→ 2025-09-15 quiz Quiz 1",
        "→ 2025-09-22 quiz Quiz 2",
        "→ 2025-09-29 homework HW 4",
        "→ 2025-09-29 quiz Quiz 3",
    ],
    "but not what it may count as well: pages, problems, points, what is given out, nor what does not go up": [
        "Date | HW problems | Chapter due | HW out | Homework | Quiz points | Week due",
        "Sep 8 | 1 | 1 | 1 | 12 | 1 | 1",
        "Sep 15 | 2 | 2 | 2 | 5 | 2 | 2",
        "Sep 22 | 3 | 3 | 3 | 30 | 3 | 3",
    ],
    "the day of class in its week is where another heading tells it": [
        "Week | Dates | Due before class | In class on Tuesday",
        "1 | 9/9-9/15 | Quiz 1/Essay 1 | Rocks",
        "2 | 9/16-9/22 | Quiz 2 | Maps",
        "→ 2025-09-09 paper Essay 1",
        "→ 2025-09-09 quiz Quiz 1",
        "→ 2025-09-16 quiz Quiz 2",
    ],
    "and a weekday is that within the days of the row": [
        "Dates | Due Monday",
        "9/9-9/15 | Homework 1",
        "9/15-9/19 | Homework 2",
        "→ 2025-09-15 homework Homework 1",
        "→ 2025-09-15 homework Homework 2",
    ],
    "a row that tells its weekday is of the week above": [
        "Week | Day | Topic | Due",
        "9/8 | Mon | Rocks | ",
        " | Wed | Maps | Homework 1",
        "9/15-9/19 | M | Folds | ",
        " | W | Faults | Homework 2",
        "→ 2025-09-10 homework Homework 1",
        "→ 2025-09-17 homework Homework 2",
    ],
    "two halves beside each other have their own dates": [
        "Date | Topic | Date | Topic",
        "9/8 | Rocks | 10/6 | Maps",
        "9/10 | Midterm 1 | 10/8 | Midterm 2",
        "9/15 | Folds | 10/13 | Faults",
        "→ 2025-09-10 exam Midterm 1",
        "→ 2025-10-08 exam Midterm 2",
    ],
    "a plan that goes from left to right has its dates in its header": [
        " | Mon 9/8 | 9/15 | 9/22",
        "Quizzes | Quiz 1 | | Quiz 2",
        "Homework | | Homework 1 | ",
        "→ 2025-09-08 quiz Quiz 1",
        "→ 2025-09-15 homework Homework 1",
        "→ 2025-09-22 quiz Quiz 2",
    ],
    "what is for the next class is due on its day": [
        "Date | Topic | Assignment (for next class)",
        "9/8 | Rocks | Homework 1",
        "9/10 | Maps | Homework 2",
        "9/15 | Folds | Homework 3",
        "→ 2025-09-10 homework Homework 1",
        "→ 2025-09-15 homework Homework 2",
    ],
    "what is given out, or due some time later, is not due": [
        "Date | Topic | Notes",
        "9/8 | Rocks | Homework 1 given",
        "9/10 | Maps | Homework 1 collected; Homework 2 passed out",
        "9/15 | Folds | Essay 1, due in two weeks",
        "→ 2025-09-10 homework Homework 1",
    ],
    "days may be written with a hyphen in a column of dates": [
        "Date | Day | Topic | Chapters",
        "09-08 | Mon | Rocks | 1-2",
        "09-10 | Wed | Midterm | 3-4",
        "09-15 | Mon | Maps | 5-6",
        "09-17 | Wed | Homework 1 due | 7-8",
        "09-22 | Mon | Folds | 9-10",
        "→ 2025-09-10 exam Midterm",
        "→ 2025-09-17 homework Homework 1",
    ],
    "months and days may stand in columns of their own": [
        "Month | Day | Topic | Due",
        "Sep | 8 | Rocks | Homework 1",
        " | 10th | Maps | Homework 2",
        "Oct. | 1 | Folds | Homework 3",
        "→ 2025-09-08 homework Homework 1",
        "→ 2025-09-10 homework Homework 2",
        "→ 2025-10-01 homework Homework 3",
    ],
    "or months over their days": [
        "Date | Topic | Due",
        "September 2025 | | ",
        "8 | Rocks | Homework 1",
        "10 | Maps | ",
        "October | | ",
        "1 | Folds | Homework 2",
        "→ 2025-09-08 homework Homework 1",
        "→ 2025-10-01 homework Homework 2",
    ],
    "a title over the table is not its header": [
        "Schedule | | ",
        "Date | Topic (to be read before the class of its day) | Assignments due",
        "9/8 | Rocks | Homework 1",
        "9/10 | Maps | Choose a mineral",
        "→ 2025-09-08 homework Homework 1",
        "→ 2025-09-10 homework Choose a mineral",
    ],
    "columns of weekdays may be headed by letters": [
        "Wk | M | W | F",
        "9/8 | Rocks | Midterm 1 | Homework 1 due",
        "9/15 | Maps | Folds | Homework 2 due",
        "→ 2025-09-10 exam Midterm 1",
        "→ 2025-09-12 homework Homework 1",
        "→ 2025-09-19 homework Homework 2",
    ],
    "a cell may begin with its day": [
        "Week | Monday | Wednesday",
        "1 | 9/8 Rocks | 9/10 Exam 1",
        "2 | 9/15 Maps<br>Due: field log | 9/17 Quiz 1",
        "→ 2025-09-10 exam Exam 1",
        "→ 2025-09-15 homework field log",
        "→ 2025-09-17 quiz Quiz 1",
    ],
    "a lab is done in class where another column tells what is due": [
        "Date | Lab | Due",
        "9/8 | Lab 1: rocks | ",
        "9/15 | Lab 2: maps | Lab 1",
        "→ 2025-09-15 lab Lab 1",
    ],
    "in a column of what is handed in, names that mean other things elsewhere are of work": [
        "Date | Topic | To be handed in",
        "Mon 8 Sep | Rocks | –",
        "Wed 10 Sep | Exercises in folding | Exercise sheet 1",
        "→ 2025-09-10 homework Exercise sheet 1",
    ],
    "what is not asked is no work, but what is asked instead is": [
        "Date | Topic",
        "Sep 8 | No reading assignment is due, but bring a map",
        "Sep 10 | No class, but essay 1 due",
        "Sep 15 | What forms of rock are there?",
        "→ 2025-09-10 paper essay 1",
    ],
    "how it is handed in may stand in brackets behind its day": [
        "Assignment | Share | Date",
        "First midterm, take-home, units 0-2 | 50 % | October 20 (submit via PDF on Moodle)",
        "Essay on a rock | 50 % | November 3 (by email to me)",
        "→ 2025-10-20 exam First midterm, take-home, units 0-2",
        "→ 2025-11-03 paper Essay on a rock",
    ],
    "what is asked for by a day is not sat then": [
        "What | Topic | Note",
        "Final exam | all rocks | ask for another day before December 1",
    ],
    "marks out of ten are no days beneath the names of work": [
        "Grade | Homework | Quiz | Midterm",
        "A | 9/10 | 9/10 | 8/10",
        "B | 8/10 | 7/10 | 7/10",
    ],
    "final exams on the day of a column are this course's": [
        "Week | Monday | Wednesday",
        "1 | 12/1 | 12/3",
        "| Maps | Project demo<br>Project report due",
        "2 | 12/8 | 12/10",
        "| Final exams (project reports) | ",
        "→ 2025-12-03 project Project demo",
        "→ 2025-12-03 project Project report",
        "→ 2025-12-08 exam Final exams (project reports)",
    ],
    "a day in brackets is that of the class whose cell it stands in": [
        "Week | Monday | Wednesday",
        "1 | Rocks (9/8) | Folds (9/10)<br>HW 1 due",
        "2 | Midterm (9/15) | Maps (9/17)<br>HW 2, due 9/19",
        "→ 2025-09-10 homework HW 1",
        "→ 2025-09-15 exam Midterm",
        "→ 2025-09-19 homework HW 2",
    ],
    "a day beneath what is done in a class is none of handing in": [
        "Week | Monday | Wednesday",
        "1 | Rocks<br>Sep 8 | Project discussion<br>Sep 10",
        "2 | Lab training<br>Sep 15 | Quiz 1<br>Sep 17",
        "→ 2025-09-17 quiz Quiz 1",
    ],
    "the days of a month may be numbers alone, beside one that names the month": [
        "Mon | Tue | Wed | Thu | Fri",
        "Sep 22 | 23 | 24 | 25 | 26",
        "Rocks | | Maps | | HW 1 due",
        "29 | 30 | Oct 1 | 2 | 3",
        "No class | | Midterm | | HW 2 due",
        "6 | 7 | 8 | 9 | 10",
        "Folds | | Quiz 1 | | ",
        "→ 2025-09-26 homework HW 1",
        "→ 2025-10-01 exam Midterm",
        "→ 2025-10-03 homework HW 2",
        "→ 2025-10-08 quiz Quiz 1",
    ],
    "but numbers that do not count on as weekdays do are none": [
        "Mon | Tue | Wed",
        "10 | 20 | 30",
        "Quiz 1 | Quiz 2 | Quiz 3",
        "15 | 25 | 35",
    ],
    "works beside each other have their dates in a row beneath": [
        "| Essay 1 | Essay 2 | Final paper",
        "Topic | Rocks | Folds | Maps",
        "Available | Sep 8 | Oct 6 | Nov 3",
        "Due | Sep 19 | Oct 17 | Dec 5",
        "Returned | Sep 26 | Oct 24 | Dec 12",
        "→ 2025-09-19 paper Essay 1",
        "→ 2025-10-17 paper Essay 2",
        "→ 2025-12-05 paper Final paper",
    ],
    "and so they have where the first column says what the numbers are of": [
        "Homework | 1 | 2 | 3",
        "Out | 9/8 | 9/15 | 9/22",
        "In | 9/15 | 9/22 | 9/29",
        "→ 2025-09-15 homework Homework 1",
        "→ 2025-09-22 homework Homework 2",
        "→ 2025-09-29 homework Homework 3",
    ],
    "a stage of each has a row": [
        "| Essay 1 | Essay 2",
        "First draft due | Sep 8 | Oct 6",
        "Due | Sep 19 | Oct 17",
        "→ 2025-09-08 paper Essay 1: First draft",
        "→ 2025-09-19 paper Essay 1",
        "→ 2025-10-06 paper Essay 2: First draft",
        "→ 2025-10-17 paper Essay 2",
    ],
    "days beside each other, and what is due on each beneath": [
        "Date | Sep 8 | Sep 15 | Sep 22",
        "Topic | Papers of rock | Maps | Folds",
        "Due | HW 1 | HW 2 | Essay 1",
        "→ 2025-09-08 homework HW 1",
        "→ 2025-09-15 homework HW 2",
        "→ 2025-09-22 paper Essay 1",
    ],
}
"""The rows of a plan, the first its header, and after arrows the work that it dates."""


@pytest.mark.parametrize("name", PLANS)
def test_in_a_class_plan(name: str) -> None:
    header, *rows = [f"| {line} |" for line in PLANS[name] if not line.startswith("→")]
    parting = "|" + "---|" * (header.count("|") - 1)
    expected = [line.removeprefix("→ ") for line in PLANS[name] if line.startswith("→")]
    assert dated(HEAD + "\n".join([header, parting, *rows])) == expected


def test_a_row_for_each_section_dates_the_works_beside_each_other_at_its_hours() -> None:
    rows = "| 101 | 3pm-5pm | Sep 15 | Nov 10 |\n| 102 | 5pm-7pm | Sep 22 | Nov 17 |\n"
    plan = f"| Section | Time | Quiz 1 | Quiz 2 |\n|---|---|---|---|\n{rows}"
    assert [(each.section, each.date, each.time, each.title) for each in parsed(HEAD + plan).assignments] == [
        ("101", "2025-09-15", "15:00", "Quiz 1"),
        ("102", "2025-09-22", "17:00", "Quiz 1"),
        ("101", "2025-11-10", "15:00", "Quiz 2"),
        ("102", "2025-11-17", "17:00", "Quiz 2"),
    ]


@pytest.mark.parametrize("days", ["S | M | T | W | T | F | S", "Sun | Mon | Tue | Wed | Thu | Fri | Sat"])
def test_a_sheet_of_a_month_begins_with_days_of_the_month_before(days: str) -> None:
    weeks = (
        "| 31 | 1 No class | 2 | 3 Rocks | 4 | 5 HW 1 due | 6 |\n| 7 | 8 Quiz 1 | 9 | 10 | 11 | 12 HW 2 due | 13 |\n"
    )
    assert dated(f"{HEAD}September 2025\n\n| {days} |\n|{'---|' * 7}\n{weeks}") == [
        "2025-09-05 homework HW 1",
        "2025-09-08 quiz Quiz 1",
        "2025-09-12 homework HW 2",
    ]


def test_each_section_sits_the_exam_of_a_row_on_its_own_day() -> None:
    told = "Morning section: 12/16, Tuesday, 8-10 am. Afternoon section: 12/11, Thursday, 4:30-6:30 pm."
    plan = f"| Week | Topic |\n|---|---|\n| 1 (9/8) | Rocks |\n| 2 (9/15) | Folds |\n| Final exam | {told} |\n"
    assert [
        (each.date, each.time, each.end_time, each.title, each.section) for each in parsed(HEAD + plan).assignments
    ] == [
        ("2025-12-11", "16:30", "18:30", "Final exam", "Afternoon section"),
        ("2025-12-16", "08:00", "10:00", "Final exam", "Morning section"),
    ]


def test_a_date_beside_a_name_is_not_that_of_the_heading_above() -> None:
    """Rows without lines, in letters of one width."""
    plan = "Assignments\n\nJanuary 28      Submit country choice\n\nFebruary 4      Pass/Fail Assignment 1\n"
    document = read(f"GEOL 101, Spring 2022\n\n{plan}".encode(), name="syllabus.txt")
    found = parse(document, source=Source(path="syllabus.txt", sha256="", format="txt", pages=1)).assignments
    assert [f"{each.date} {each.title}" for each in found] == [
        "2022-01-28 country choice",
        "2022-02-04 Pass/Fail Assignment 1",
    ]


def test_a_rule_that_names_the_work_goes_before_others_of_its_kind() -> None:
    rules = "Notebook assignments are due every Sunday at 11:59 PM.\n\nClasswork assignments are due on Fridays.\n\n"
    plan = "| Week | Topic | CW due | NB due |\n|---|---|---|---|\n| 9/8 | Rocks | 1 | 1 |\n| 9/15 | Maps | 2 | 2 |\n"
    assert dated(f"{HEAD}{rules}{plan}| 9/22 | Folds | 3 | 3 |\n") == [
        "2025-09-12 homework CW 1",
        "2025-09-14 homework NB 1",
        "2025-09-19 homework CW 2",
        "2025-09-21 homework NB 2",
        "2025-09-26 homework CW 3",
        "2025-09-28 homework NB 3",
    ]


def test_an_exam_in_the_row_of_its_week_is_the_one_that_has_its_day_elsewhere() -> None:
    plan = "| Week | Topic |\n|---|---|\n| 9/15 | Maps |\n| 9/22 | Exam 1/ Folds |\n| 9/29 | Faults |\n"
    assert dated(f"{HEAD}Exam #1 will be on September 24.\n\n{plan}") == ["2025-09-24 exam Exam #1"]


def test_beside_the_day_of_an_exam_stand_its_hours_and_its_room() -> None:
    head = (
        "GEOL 101: Rocks\n\nFall 2026. Lectures MW 10:00-10:50 AM, Hall 1.\n\nThis course is about rocks and maps.\n\n"
    )
    plan = "Midterm exams:\n\nSeptember 30      7:00-8:30 PM      Hall 4\n\nNovember 4      7:00-8:30 PM      Hall 9\n"
    document = read((head + plan).encode(), name="syllabus.txt")
    found = parse(document, source=Source(path="syllabus.txt", sha256="", format="txt", pages=1)).assignments
    assert [(each.date, each.category) for each in found] == [("2026-09-30", "exam"), ("2026-11-04", "exam")]


def test_what_is_listed_beneath_assignments_in_a_week_is_work_and_what_is_beneath_topics_is_not() -> None:
    weeks = (
        f"## Week {number} (9/{day})\n\nTopics\n\n- Projects of geology\n\nAssignments\n\n- Final project: proposal\n"
        for number, day in ((1, 8), (2, 15))
    )
    assert dated(HEAD + "\n".join(weeks)) == [
        "2025-09-08 project Final project: proposal",
        "2025-09-15 project Final project: proposal",
    ]


def test_headings_of_days_with_dashes_are_dates_where_they_are_many() -> None:
    days = ("Tuesday 9-2", "Thursday 9-4", "Tuesday 9-9", "Thursday 9-11", "Tuesday 9-16")
    question = (
        "##### Discussion question\n\nThese responses are submitted before class.\n\n- What is a map?\n\n##### Due\n\n"
    )
    plan = "\n".join(f"### {day}\n\n{question if day == 'Thursday 9-4' else 'Maps'}\n" for day in days)
    assert dated(HEAD + plan) == ["2025-09-04 discussion Discussion question"]
    assert dated(f"{HEAD}### Office hours\n\nTuesday 2-4\n\n### Homework 1\n\nRead 2-4.\n") == []


@pytest.mark.parametrize(
    "cell", ["Released: Sep 8<br>Due: Sep 22", "Out: 8 Sep; due: 22 Sep", "Start date: Sep 8 Due date: Sep 22"]
)
def test_of_a_cell_that_labels_its_dates_the_one_that_is_due_dates_the_work(cell: str) -> None:
    table = f"| Assessment | Weight | Relevant dates |\n|---|---|---|\n| Essay 1 | 20% | {cell} |\n"
    assert dated(f"{HEAD}{table}| Essay 2 | 30% | Out: 6 Oct; due: 20 Oct |\n") == [
        "2025-09-22 paper Essay 1",
        "2025-10-20 paper Essay 2",
    ]


def test_the_row_of_a_kind_of_work_tells_on_which_day_it_is_due() -> None:
    table = (
        "| Item | Weight | Due |\n|---|---|---|\n| Labs | 20% | 12pm Monday the following week |\n"
        "| Quizzes | 20% | every Friday by 5 pm |\n| Final exam | 40% | Dec 15 |\n\n"
    )
    plan = "| Week | Dates | Activity |\n|---|---|---|\n| 1 | Sep 1 - 5 | Lab 1 |\n| 2 | Sep 8 - 12 | Quiz 1 |\n"
    found = parsed(f"{HEAD}{table}{plan}| 3 | Sep 15 - 19 | Lab 2 |\n").assignments
    assert [(each.date, each.time, each.title) for each in found] == [
        ("2025-09-08", "12:00", "Lab 1"),
        ("2025-09-12", "17:00", "Quiz 1"),
        ("2025-09-22", "12:00", "Lab 2"),
        ("2025-12-15", None, "Final exam"),
    ]
