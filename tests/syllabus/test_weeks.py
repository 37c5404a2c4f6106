"""Work that has no date of its own but stands in a week: beneath its heading, or named with its number."""

import pytest

from tests.syllabus.reading import parsed

HEAD = """
    # HIST 210: Maps of the Sea

    Fall 2025. Lectures MW 10:00-10:50 AM, Hall 4. Classes begin August 27.

    """

PLANS: dict[str, tuple[str, list[str]]] = {
    "the days of a week's classes tell when the week is, and a weekday is one of it": (
        """
    ## Week 2: Tides

    Lecture 3 (Sept. 3): the moon

    Problem set 1 due Friday

    ## Week 3: Winds

    Lecture 4 (Sept. 8): air

    (Wednesday in-class assignment: five questions on trade winds)

    ## Week 5: Storms

    Lecture 7 (Sept. 22): rain

    Essay 1 due by Sunday at 11:59 pm
    """,
        [
            "2025-09-05 None homework Problem set 1",
            "2025-09-10 10:00 homework in-class assignment: five questions on trade winds",
            "2025-09-28 23:59 paper Essay 1",
        ],
    ),
    "weeks are counted from the first class where nothing in them has a date": (
        """
    **Week 1**

    - Thursday: Quiz 1

    **Week 2**

    - Homework 1 due Friday

    **Week 4**

    - Midterm exam (Wednesday)
    """,
        [
            "2025-08-28 None quiz Quiz 1",
            "2025-09-05 None homework Homework 1",
            "2025-09-17 None exam Midterm exam",
        ],
    ),
    "a paragraph may name several days": (
        """
    **Week 2**

    Mon: no class
    Wed: Quiz 1

    **Week 3**

    Mon: Homework 1 due
    Wed: Exam 1

    **Week 4**

    Mon: clouds
    """,
        [
            "2025-09-03 None quiz Quiz 1",
            "2025-09-08 None homework Homework 1",
            "2025-09-10 None exam Exam 1",
        ],
    ),
    "a weekday behind the name is the next from the day of its class on": (
        """
    **Wed Sep 17:** wind (quiz 1 on Monday); HW 3 due Friday

    **Mon Sep 22:** snow, quiz 2 covers Monday's lecture
    """,
        [
            "2025-09-19 None homework HW 3",
            "2025-09-22 None quiz wind (quiz 1)",
            "2025-09-22 None quiz snow, quiz 2 covers Monday's lecture",
        ],
    ),
    "and so it is in a table, where a letter may stand for it behind due": (
        """
    | Date | Topic | Assignment |
    |---|---|---|
    | W 9/3 | Charts | HW 1 due F |
    | M 9/8 | Tides | Essay 1 due Sunday |
    | W 9/10 | Winds | Reading quiz Monday |
    """,
        [
            "2025-09-05 None homework HW 1",
            "2025-09-14 None paper Essay 1",
            "2025-09-15 None quiz Reading quiz",
        ],
    ),
    "the week may be the last for each of several": (
        "Assignment 1 will be due on Friday of Week 5, Assignment 2 at the end of Week 9.",
        ["2025-09-26 None homework Assignment 1", "2025-10-24 None homework Assignment 2"],
    ),
    "the end of a row's week is that of its days": (
        """
    Week 2 (Sep 1 – Sep 7): Tides.

    Week 3 (Sep 8 – Sep 14): Winds. Essay due by the end of the week.
    """,
        ["2025-09-14 None paper Essay"],
    ),
    "a quiz in a column of assignments is due as they are": (
        """
    All assignments are due by Sunday at 11:59 pm of the week in which they are listed.

    | Week | Begins | Topic | Assignments |
    |---|---|---|---|
    | 1 | 8/25 | Charts | Syllabus quiz |
    | 2 | 9/1 | Tides | HW 1 |
    """,
        ["2025-08-31 None quiz Syllabus quiz", "2025-09-07 23:59 homework HW 1"],
    ),
    "beneath a week stand days, and beneath them what is due": (
        """
    ## Week 2

    ### Monday

    - Charts

    ### Wednesday

    - HW 1 due

    ## Week 3

    ### Friday

    - Essay 1 due at 5 pm

    ## Week 4

    *Wednesday*

    Midterm
    """,
        [
            "2025-09-03 None homework HW 1",
            "2025-09-12 17:00 paper Essay 1",
            "2025-09-17 None exam Midterm",
        ],
    ),
    "a row may tell its week and its day in two cells": (
        """
    | Week | Day | Topic | Due |
    |---|---|---|---|
    | 2 | Mon | Charts | HW 1 |
    | | Wed | Exam 1 | |
    | 3 | Mon | Winds | HW 2 |
    """,
        [
            "2025-09-01 None homework HW 1",
            "2025-09-03 None exam Exam 1",
            "2025-09-08 None homework HW 2",
        ],
    ),
    "a table of work may tell weeks and their days": (
        """
    | Assessment | Weight | Due |
    |---|---|---|
    | Essay 1 | 20% | Week 4, Friday 5pm |
    | Quiz | 30% | Week 6 (Mon) |
    | Report | 50% | End of week 8 |
    """,
        [
            "2025-09-19 17:00 paper Essay 1",
            "2025-09-29 None quiz Quiz",
            "2025-10-17 None paper Report",
        ],
    ),
    "what is due at the end of a week may be so by its column or by a rule": (
        """
    All work for a module is due on the last day of the module by 11:59 pm.

    | Module | Dates | Work |
    |---|---|---|
    | 1 | Sep 1-7 | Quiz 1 |
    | 2 | Sep 8-14 | Essay 1 |

    | Module | Dates | Exams, due at end of week |
    |---|---|---|
    | 3 | Sep 15-21 | Midterm |
    """,
        [
            "2025-09-07 None quiz Quiz 1",
            "2025-09-14 23:59 paper Essay 1",
            "2025-09-21 None exam Midterm",
        ],
    ),
    "a rule's weekday is that after the day of the row that only lists the work": (
        """
    Homework assigned on Monday is due on Friday.

    | Date | Topic | Homework |
    |---|---|---|
    | Mon Sep 8 | Tides | HW 1 |
    | Mon Sep 15 | Storms | HW 2 |
    """,
        ["2025-09-12 None homework HW 1", "2025-09-19 None homework HW 2"],
    ),
    "the row's day is not that of work which is due some time after it is listed": (
        """
    Homework is due at the start of the next class. Lab reports are due one week after the lab.

    | Date | Topic | Homework | Lab |
    |---|---|---|---|
    | Sep 8 | Tides | HW 1 | Lab 1: compasses |
    | Sep 10 | Winds. Start Essay 1 (due Session 7) | HW 2 | |
    """,
        [],
    ),
    "what stands behind the last week is of every week": (
        """
    Week 12: Winds

    Week 13: Storms. Quiz 3 on Friday

    Week 14: Review

    Homework is due on Friday at 5 pm. A quiz will be given each Wednesday.

    Late work may be handed in by Sunday. Papers are due on Mondays.
    """,
        ["2025-11-21 None quiz Quiz 3"],
    ),
    "a line that counts and ends with its days is over what follows, although it is no heading": (
        """
    Module 3: Winds | September 8 – September 14

    Quiz 3: due Sunday

    Module 4: Storms | September 15 – September 21

    Essay 1: due Thursday by 11:59pm

    Module 5: Snow | September 22 – September 28

    Midterm Monday
    """,
        [
            "2025-09-14 None quiz Quiz 3",
            "2025-09-18 23:59 paper Essay 1",
            "2025-09-22 None exam Midterm",
        ],
    ),
    "what is due beneath one day is not so beneath the next": (
        """
    Session 3: Winds (Mon Sep 8)

    Due: Problem set 1

    Session 4: Storms (Wed Sep 10)

    Quiz 1

    Session 5: Snow (Mon Sep 15)
    """,
        ["2025-09-08 None homework Problem set 1", "2025-09-10 None quiz Quiz 1"],
    ),
    "one or two of such lines are no plan": (
        """
    Week 3 is about winds.

    Bring a map on Friday: Quiz 1.
    """,
        [],
    ),
    "the end of a week is the day on which the weeks end": (
        "Our weeks run from Monday to Sunday. Essay 1 is due at the end of week 4.",
        ["2025-09-21 None paper Essay 1"],
    ),
}


@pytest.mark.parametrize("case", PLANS)
def test_work_is_dated_by_the_week_it_stands_in(case: str) -> None:
    plan, expected = PLANS[case]

    found = [f"{each.date} {each.time} {each.category} {each.title}" for each in parsed(HEAD + plan).assignments]

    assert found == expected


def test_the_end_of_a_week_is_its_friday_but_not_for_sure_where_nothing_tells_on_which_day_weeks_end() -> None:
    draft, *_ = parsed(HEAD + "The draft is due by the end of Week 6.").assignments

    assert draft.date == "2025-10-03"
    assert draft.confidence < 0.8


TABLE = """

    | Date | Topic |
    |---|---|
    | Sep 3 | Lab 1: charts |
    | Sep 8 | Lab safety, tides |
    | Sep 10 | Lab 2: compasses |
    """

SAME_DAY = [
    "Labs are due at 9 pm on the day of the lab.",
    "Designed for one hour; however, lab worksheets must be submitted by 9:00pm on the lab day.",
    "Each lab report must be handed in before you leave the lab.",
    "Lab write-ups are due the same evening.",
    "Turn in each lab by the end of the lab session.",
]


@pytest.mark.parametrize("rule", SAME_DAY)
def test_labs_among_topics_are_due_on_their_day_where_a_rule_says_so(rule: str) -> None:
    found = [f"{each.date} {each.title}" for each in parsed(HEAD + rule + TABLE).assignments]

    assert found == ["2025-09-03 Lab 1: charts", "2025-09-10 Lab 2: compasses"]


@pytest.mark.parametrize("rule", ["Labs are graded.", "Labs are due a week after they are held."])
def test_labs_among_topics_are_only_held_otherwise(rule: str) -> None:
    assert parsed(HEAD + rule + TABLE).assignments == []
