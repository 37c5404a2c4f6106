"""Class plans in the layouts that people give them: what their headers say for all that stands beneath."""

import pytest

from tests.syllabus.reading import dated

HEAD = "# GEOL 101: Rocks\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"

PLANS = {
    "a header that tells the weekday says that all beneath is due then": (
        """
        | Wk | Dates | Topic | Online book (due Wed) | Deliverables due 11:59 pm (Friday unless noted) |
        |---|---|---|---|---|
        | 1 | Sep 1 - 5 | Rocks | Ch 1 | Field Order 01 |
        | 2 | Sep 8 - 12 | Maps | Ch 2 (finish) | Field Order 02 |
        | 3 | Sep 15 - 19 | Folds | Ch 9 optional | |
        """,
        [
            "2025-09-03 homework Ch 1",
            "2025-09-05 project Field Order 01",
            "2025-09-10 homework Ch 2 (finish)",
            "2025-09-12 project Field Order 02",
        ],
    ),
    "rows without a header are rows": (
        """
        | 9/8/25 || Lecture 1: Rocks |
        | 9/12/25 || **Quiz 1 Due** |
        | 9/15/25 || Lecture 2: Maps |
        """,
        ["2025-09-12 quiz Quiz 1"],
    ),
    "what is due is named by letters and a number": (
        """
        | Date | Topic | Assignments |
        |---|---|---|
        | Sep 8 | Rocks | HW0 (due 9/12); PM0 (due 9/19) |
        | Sep 15 | Maps | PM1 (due 9/26) |
        """,
        ["2025-09-12 homework HW0", "2025-09-19 homework PM0", "2025-09-26 homework PM1"],
    ),
    "one is due, another given out, a third due": (
        """
        | Date | Topic | Assessment |
        |---|---|---|
        | 9/8/2025 | Rocks | HW1 Due, HW2 Avail, RC2.1 Due |
        | 9/15/2025 | Maps that we need before Exam 1 | HW2 Due, HW3 Out |
        """,
        ["2025-09-08 homework HW1", "2025-09-08 homework RC2.1", "2025-09-15 homework HW2"],
    ),
    "the date and the hours beneath a name are its own": (
        """
        | Week | Topic | Deadlines |
        |---|---|---|
        | September 8 - 14 | Rocks | P0: Team Contracts<br>September 19, 2025, 11:59pm |
        | December 8 - 14 | | Museum Presentations/Demo<br>2:30 to 5:15pm on December 9th |
        """,
        ["2025-09-19 other P0: Team Contracts", "2025-12-09 presentation Museum Presentations/Demo"],
    ),
    "what an exam covers is no part of its name": (
        """
        | Week | Topic |
        |---|---|
        | Oct 6 - 10 | Mon: review; **Wed Oct 8: Exam I (Ch 1-5)** |

        - **Field Exam I:** Wednesday, October 8
        """,
        ["2025-10-08 exam Field Exam I"],
    ),
    "beneath topics and assignments what has a number is work, and what has none may be taught": (
        """
        | Date | Topics & Assignments |
        |---|---|
        | Sep 8 | Project Narrow Focus<br>Slides for today |
        | Sep 10 | Folds<br>Assignment 2 due Wednesday, Sep 17 |
        """,
        ["2025-09-17 homework Assignment 2"],
    ),
    "a name with a number goes before what is told of it": (
        """
        | Program Number | Assignment Description | Due Date | Late Date | Due Time |
        |---|---|---|---|---|
        | Program #1 | Rocks sorted (use outline form) | Tues 9/9 | Thurs 9/11 | 7pm |
        | Program #2 | Rocks drawn | Tues 9/16 | Thurs 9/18 | 7pm |
        """,
        ["2025-09-09 homework Program #1", "2025-09-16 homework Program #2"],
    ),
    "what is shown or asked beside a work on its day is another": (
        """
        | Date | Due |
        |---|---|
        | Mon 12/1 | Project Report<br>Project Demo |
        | Tue 12/9 | Final Project<br>Final project team survey<br>Field Proposal (moved due to Mon holiday) |
        """,
        [
            "2025-12-01 project Project Demo",
            "2025-12-01 project Project Report",
            "2025-12-09 project Field Proposal",
            "2025-12-09 project Final Project",
            "2025-12-09 other Final project team survey",
        ],
    ),
    "what opens on one day closes on another": (
        """
        | Unit | Opens | Closes | Graded work |
        |---|---|---|---|
        | 1 | 9/8 | 9/14 | Discussion 1, Quiz 1 |
        | 2 | 9/15 | 9/21 | Essay 1 |
        """,
        ["2025-09-14 discussion Discussion 1", "2025-09-14 quiz Quiz 1", "2025-09-21 paper Essay 1"],
    ),
    "the month is the header, the days are numbers": (
        """
        | September | | |
        |---|---|---|
        | 8 | Rocks | |
        | 10 | Maps | HW 1 due |
        | 15 | Folds | Quiz 1 |
        | October | | |
        | 6 | Exam 1 | |
        """,
        ["2025-09-10 homework HW 1", "2025-09-15 quiz Quiz 1", "2025-10-06 exam Exam 1"],
    ),
    "a second row of a day has no date": (
        """
        | Day | Topic | Homework |
        |---|---|---|
        | M 9/8 | Rocks | |
        | | Lab: maps | Field log 1 |
        | W 9/10 | Folds | Essay 1 draft |
        """,
        ["2025-09-08 homework Field log 1", "2025-09-10 paper Essay 1 draft"],
    ),
    "a period of exams is no day of one": (
        """
        | Assessment | Weight | Date |
        |---|---|---|
        | Midterm Exam | 40% | October 15 |
        | Take-home Exam | 20% | November 10 - 12 |
        | Final Exam | 40% | December 10 - 21 |
        """,
        ["2025-10-15 exam Midterm Exam", "2025-11-12 exam Take-home Exam"],
    ),
    "headings within a day are of the level of the day's": (
        """
        ## Session 1 Wednesday, 9/3
        ## Course materials:
        Rocks.doc
        ## Session 2 Monday, 9/8
        ## Course materials:
        Presentation: Maps.pptx

        Essay 1 due by midnight Sunday. Write of a rock that you know well, of where it was found, of what it is
        made of, and of the people who found it; tell how you came to know of it, and add a picture of it, in which
        its colours are to be seen. Four pages at least, and no more than six.
        ## No class Wednesday, 9/10
        ## Session 3 Monday, 9/15
        ## Student Presentations of Maps
        ## Session 4 Wednesday, 9/17
        ## Guest: a miner
        """,
        ["2025-09-14 paper Essay 1", "2025-09-15 presentation Student Presentations of Maps"],
    ),
}


@pytest.mark.parametrize("layout", PLANS)
def test_a_plan_is_read_in_each_layout(layout: str) -> None:
    plan, expected = PLANS[layout]
    rows = "\n".join(line.strip() for line in plan.splitlines())
    assert dated(HEAD + rows) == expected
