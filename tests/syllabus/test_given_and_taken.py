"""What is given out and what is taken in where one cell, one row or one line holds both; stages of one work."""

import pytest

from tests.syllabus.reading import parsed


def dated(markdown: str) -> dict[str, str]:
    return {each.title: each.date for each in parsed(markdown).assignments}


PLAN = """
    # HIST 210: Maps of the Sea
    Fall 2025

    | Date | Topics | Work |
    |---|---|---|
    | Sep 2 | Charts | {first} |
    | Sep 9 | Tides | {second} |
"""
CELLS = {
    "Assign: <br/> ● HW 1 <br/> Due: <br/> None": "Assign: HW 2 <br/> Due: <br/> ● HW 1 <br/> ● Summary of maps",
    "Assigned: HW 1 <br/> Due: nothing": "Assigned: HW 2 <br/> Due: HW 1 <br/> Due: Summary of maps",
    "Out: HW 1": "Out: HW 2 <br/> Hand in: <br/> ● HW 1 <br/> ● Summary of maps",
}


@pytest.mark.parametrize(("first", "second"), CELLS.items())
def test_labels_within_a_cell_part_what_is_given_from_what_is_due(first: str, second: str) -> None:
    found = dated(PLAN.format(first=first, second=second))
    assert found == {"HW 1": "2025-09-09", "Summary of maps": "2025-09-09"}


def test_stages_that_a_cell_dates_are_each_an_item_of_the_work_in_the_row() -> None:
    found = dated("""
    # HIST 210: Maps of the Sea
    Fall 2025

    | | Length | Writers' due dates | Others' due date |
    |---|---|---|---|
    | Paper #1 | 5 pages | First draft: September 9 <br/> Final version: September 23 | September 16 |
    | Paper #2 | 9 pages | First draft: October 7 <br/> Final version: October 21 | October 14 |
    """)
    assert found == {
        "Paper #1: First draft": "2025-09-09",
        "Paper #1 Others'": "2025-09-16",
        "Paper #1: Final version": "2025-09-23",
        "Paper #2: First draft": "2025-10-07",
        "Paper #2 Others'": "2025-10-14",
        "Paper #2: Final version": "2025-10-21",
    }


@pytest.mark.parametrize(
    "said", ["counts for the remaining 2/3", "is worth 1/4", "is penalized 1/3 of a grade", "counts as 3/10 of all"]
)
def test_a_part_of_the_grade_is_no_date(said: str) -> None:
    assert dated(f"# HIST 210\nFall 2025\n\n## Papers\n\nThe final version of each paper {said}.\n") == {}


@pytest.mark.parametrize("label", ["Assignment(s) Due", "Assignments due", "Homework due", "Work due"])
def test_all_that_a_line_lists_behind_its_label_is_due(label: str) -> None:
    found = dated(f"""
    # HIST 210: Maps of the Sea
    Fall 2025

    All assignments, essays, quizzes and discussions are due by 11:59 pm on Sundays.

    ## Week 1, 9/1–9/7

    {label}: Quiz on charts; Introductions in the forum; Essay 1

    ## Week 2, 9/8–9/14

    {label}: Quiz on tides; Complete peer reviews of the essays (by 11:59 pm Sunday). Read the atlas; enjoy it.
    """)
    assert found == {
        "Quiz on charts": "2025-09-07",
        "Introductions in the forum": "2025-09-07",
        "Essay 1": "2025-09-07",
        "Quiz on tides": "2025-09-14",
        "peer reviews of the essays": "2025-09-14",
    }


def test_a_date_in_the_brackets_of_a_name_is_its_own() -> None:
    found = dated("""
    # HIST 210: Maps of the Sea
    Spring 2025

    - Apr 8 - Charts of today
    - Apr 15 - The sea and memory [ Final Exam: 29 April ]
    """)
    assert list(found.values()) == ["2025-04-29"]


def test_presentations_over_a_range_are_held_on_its_days_of_class() -> None:
    found = parsed("""
    # HIST 210: Maps of the Sea
    Fall 2025

    Lectures: Monday and Wednesday 1:15 - 2:30 pm

    - Final presentations: November 24 - December 3
    - Poster session: November 10 - November 12
    """)
    days = [each.date for each in found.assignments]
    assert days == ["2025-11-10", "2025-11-24", "2025-11-26", "2025-12-01", "2025-12-03"]


def test_a_name_with_a_number_before_a_long_description_is_due_when_that_ends() -> None:
    found = dated("""
    # HIST 210: Maps of the Sea
    Fall 2025

    P2 - (15% of grade): Draw a chart of a coast of your own choice, then write all that a pilot needs. Due Oct 2

    P3 - harbours (20% of grade): Draw a chart of a town that you know, with all of its quays and piers. Due Oct 9
    """)
    assert found == {"P2": "2025-10-02", "P3 - harbours": "2025-10-09"}


def test_a_week_without_class_in_a_list_of_work_is_none() -> None:
    found = dated("""
    # HIST 210: Maps of the Sea
    Fall 2025

    | Name | Date due |
    |---|---|
    | Essay 1 | October 3 |
    | Reading week | October 17 |
    | Essay 2 | November 7 |
    """)
    assert found == {"Essay 1": "2025-10-03", "Essay 2": "2025-11-07"}


def test_a_quiz_that_opens_is_taken_when_it_is_to_be_completed_and_close_reading_closes_nothing() -> None:
    found = dated("""
    # HIST 210: Maps of the Sea
    Fall 2025

    ## Mon Sep 8

    - Close reading and discussion of the atlas
    - Open this week's quiz on the course site

    ## Wed Sep 10

    - Prepare for Quiz 2 on charts, to be completed by Sunday 9 pm

    ## Mon Sep 15

    - Exam opens at noon
    """)
    assert found == {"Prepare for Quiz 2 on charts": "2025-09-14"}


LINES = {
    "Due: Log 4. Begin: Log 5": ["Log 4"],
    "Begin: Log 6. Due: Log 5": ["Log 5"],
    "Due: Log 5; Start: Log 6": ["Log 5"],
    "Due: Log 7 / Start: Log 8": ["Log 7"],
    "Turn in: Essay 1. Pick up: Essay 2 topics": ["Essay 1"],
    "Due: Essay 2; Next: Essay 3": ["Essay 2"],
    "HW 1 due/ HW 2 assigned": ["HW 1"],
    "PS 2 distributed; PS 1 due; Quiz 1": ["PS 1", "Quiz 1"],
    "Project 1 description posted, HW 3 due": ["HW 3"],
    "Collect Problem Set 2, hand out Problem Set 3": ["Problem Set 2"],
    "Unit 2 quiz closes 11:59pm; Midterm opens": ["Unit 2 quiz closes"],
    "Midterm closes 11:59pm": ["Midterm closes"],
    "Test 2. Class statistics. Begin: Log 7": ["Test 2"],
}


@pytest.mark.parametrize(("cell", "taken"), LINES.items())
def test_of_several_things_in_a_cell_only_what_is_taken_in_is_dated(cell: str, taken: list[str]) -> None:
    found = parsed(f"# HIST 210\nFall 2025\n\n| Date | Topic | Notes |\n|---|---|---|\n| Oct 7 | Tides | {cell} |\n")
    assert sorted(each.title for each in found.assignments) == taken


def test_a_line_over_a_list_of_what_is_due_is_no_work_itself() -> None:
    found = dated("""
    # HIST 210
    Fall 2025

    ### Friday, September 5

    **HW due today**:

    * Fill out the information form
    * Read the preface

    ### Monday, September 8
    """)
    assert found == {"Fill out the information form": "2025-09-05"}


HEADERS = [
    "Due in class",
    "Due today",
    "What's due",
    "To turn in",
    "Hand-ins",
    "Deliveries",
    "Work due",
    "Deadlines",
    "Milestones",
    "Graded work",
    "Lab due",
    "Assignments due (11:59 pm)",
]


@pytest.mark.parametrize("header", HEADERS)
def test_beneath_a_header_that_says_so_all_is_taken_in_whatever_it_is_called(header: str) -> None:
    found = dated(f"""
    # HIST 210
    Fall 2025

    | Date | Topic | {header} |
    |---|---|---|
    | Sep 8 | Maps | Read chapter 3 |
    | Sep 10 | Ships | Chart sketch |
    | Sep 15 | Winds | Nothing |
    """)
    assert found == {"Chart sketch": "2025-09-10"}


@pytest.mark.parametrize("header", ["Readings and deadlines", "Topics due", "Assigned", "Lecture materials"])
def test_beneath_one_that_says_something_else_too_it_is_not(header: str) -> None:
    found = dated(
        f"# HIST 210\nFall 2025\n\n| Date | Notes | {header} |\n|---|---|---|\n| Sep 10 | Maps | Ship logs |\n"
    )
    assert found == {}


def test_work_that_no_word_tells_is_due_on_the_day_before_it() -> None:
    found = dated(
        "# HIST 210\nFall 2025\n\n| Due | Work |\n|---|---|\n| Sep 8 | Chart sketch |\n| Sep 15 | Ship log |\n"
    )
    assert found == {"Chart sketch": "2025-09-08", "Ship log": "2025-09-15"}


WINDOWS = {
    "Exam 1: available from Oct 6 8:00 am until Oct 8 8:00 am": ("Exam 1", "2025-10-08"),
    "Take-home exam: Oct 6, 8 am – Oct 8, 8 am": ("Take-home exam", "2025-10-08"),
    "Exam 2 opens Mon 10/20 at 9am and closes Wed 10/22 at 9am": ("Exam 2", "2025-10-22"),
    "Exam 2 can be taken between October 13 at 8:00 am and October 15 at 11:59 pm": ("Exam 2", "2025-10-15"),
    "Test 5 is taken between December 1 and December 3": ("Test 5", "2025-12-03"),
    "Project: begins Oct 3, ends Dec 5": ("Project", "2025-12-05"),
    "HW 1: out 9/5, due 9/12": ("HW 1", "2025-09-12"),
    "HW 6: assigned Oct 3, collected Oct 10": ("HW 6", "2025-10-10"),
    "HW 7, Oct 3 (assigned), Oct 10 (due)": ("HW 7, (assigned)", "2025-10-10"),
    "HW 9: 9/26 → 10/3": ("HW 9", "2025-10-03"),
}


@pytest.mark.parametrize(("said", "last"), WINDOWS.items())
def test_what_opens_and_closes_is_done_by_the_day_on_which_it_closes(said: str, last: tuple[str, str]) -> None:
    assert dated(f"# HIST 210\nFall 2025\n\n- {said}\n") == dict([last])


def test_days_that_are_listed_are_no_window() -> None:
    found = dated("# HIST 210\nFall 2025\n\n- Presentations: Nov 18, Nov 20\n- Quizzes on Nov 3, 10 and 17\n")
    assert list(found.values()) == ["2025-11-03", "2025-11-10", "2025-11-17", "2025-11-20"]


def test_a_numbered_work_over_its_deadline_is_as_sure_as_one_beside_it() -> None:
    found = parsed("# HIST 210\nFall 2025\n\n## Assignment 4\n\nDue Dec. 2, 11:59pm on Canvas\n").assignments
    assert [each.confidence >= 0.8 for each in found] == [True]
