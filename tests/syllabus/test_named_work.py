"""What is work although no word of work, or no date, stands beside it: columns, lists and the sentences over them."""

import pytest

from tests.syllabus.reading import parsed

HEAD = """
    # HIST 210: Maps of the Sea
    Fall 2025

"""


def dated(markdown: str) -> dict[str, str]:
    return {each.title: each.date for each in parsed(HEAD + markdown).assignments}


def test_all_in_a_column_of_homework_is_work_and_due_on_the_day_that_a_rule_names() -> None:
    found = dated("""
    | Week | Date | Topic | Homework* | Reading |
    |---|---|---|---|---|
    | 1 | 9/2, 9/4 | Charts | Harbor sketch | pages 3-9 |
    | 2 | 9/9, 9/11 | Stars | Mock voyage #1 | pages 10-30 |
    | 3 | 9/16, 9/18 | Tides | pages 31-40 | None |

    The due date for homework is the Friday of that week.
    """)
    assert found == {"Harbor sketch": "2025-09-05", "Mock voyage #1": "2025-09-12"}


def test_bare_dates_take_their_name_from_the_sentence_before_they() -> None:
    markdown = """
    There will be two essays on the readings.
    They will be due at 17:00 on the following dates:

    - 12 September,
    - 10 October.
    """
    found = parsed(HEAD + markdown).assignments
    assert [(each.date, each.time, each.category) for each in found] == [
        ("2025-09-12", "17:00", "paper"),
        ("2025-10-10", "17:00", "paper"),
    ]


def test_weeks_with_one_weekday_in_brackets_are_that_day_of_each() -> None:
    found = parsed(
        HEAD
        + """
    Reflective Diaries (20%) - due Weeks 2, 3 and 5 (Friday 23:59)

    | Week | Date |
    |---|---|
    | Week 1 | September 2 |
    | Week 2 | September 9 |
    | Week 3 | September 16 |
    | Week 5 | September 30 |
    """
    ).assignments
    assert [(each.date, each.time) for each in found] == [
        ("2025-09-12", "23:59"),
        ("2025-09-19", "23:59"),
        ("2025-10-03", "23:59"),
    ]


def test_what_stands_beneath_due_before_class_is_due() -> None:
    found = dated("""
    ## September 9: Charts
    - Due before class:
        - Activity 01: Mapping the harbor
        - Lab 02: Soundings

    ## September 16: Stars
    - Due before class:
        - Nothing is due
    """)
    assert found == {"Activity 01: Mapping the harbor": "2025-09-09", "Lab 02: Soundings": "2025-09-09"}


def test_the_lab_that_something_is_done_in_is_no_work() -> None:
    found = parsed(HEAD + "    Group presentation: October 2 in lab").assignments
    assert [(each.date, each.category) for each in found] == [("2025-10-02", "presentation")]


def test_a_session_of_demos_is_work_and_a_meeting_on_a_project_is_none() -> None:
    found = dated("""
    | Date | Topic |
    |---|---|
    | 9/9 | Milestone 1 Demo Session A |
    | 9/16 | Project meetings |
    | 9/23 | Rehearsals for the final presentations |
    | 9/30 | Literature review report due |
    """)
    assert sorted(found.values()) == ["2025-09-09", "2025-09-30"]


def test_the_eleventh_of_september_is_a_day_of_class_where_only_days_stand() -> None:
    found = dated("""
    | Date | Topic | Due |
    |---|---|---|
    | 9/9 | Charts | Homework 1 |
    | 9/11 | Stars | Homework 2 |
    """)
    assert found == {"Homework 1": "2025-09-09", "Homework 2": "2025-09-11"}


def test_what_the_document_writes_short_is_work_where_only_the_letters_stand() -> None:
    found = dated("""
    Each Reading Response (RR) is a page; Skill Check 1 (SK1) is on paper. The Learning System (LS) is on the web.

    - Mon Sep 15: Charts, SK1 second attempt
    - Mon Sep 22: RR 2 due
    - Mon Sep 29: LS
    """)
    assert list(found.values()) == ["2025-09-15", "2025-09-22"]


def test_a_name_ends_where_its_sentence_says_when() -> None:
    assert dated("""
    The final exam is on Wednesday, December 10, from 8:00 to 10:00 a.m., in our usual room; it is cumulative.

    Quiz 1 will be held on September 12 in the lab.
    """) == {"final exam": "2025-12-10", "Quiz 1": "2025-09-12"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "The first midterm is on October 3 and the second on November 7.",
            {"first midterm": "2025-10-03", "Second midterm": "2025-11-07"},
        ),
        (
            "The first problem set is due on September 5, and the second a week later, on Friday, September 12.",
            {"first problem set": "2025-09-05", "Second problem set": "2025-09-12"},
        ),
        (
            "There are two essays: the first is due September 19, the second on October 17.",
            {"First essay": "2025-09-19", "Second essay": "2025-10-17"},
        ),
        (
            "Two papers are required. The first is due on October 10; the last is due December 5.",
            {"First paper": "2025-10-10", "Last paper": "2025-12-05"},
        ),
        ("The final exam is on December 10; the first class is on September 3.", {"final exam": "2025-12-10"}),
        ("The first, second and third quizzes are on September 12.", {"first, second and third quizzes": "2025-09-12"}),
    ],
)
def test_an_ordinal_alone_stands_for_the_work_named_before(said: str, found: dict[str, str]) -> None:
    assert dated(said) == found


LISTED = {
    "### Response papers\n\n- Sep 5: Homer\n- Sep 12: Virgil": {
        "Response paper: Homer": "2025-09-05",
        "Response paper: Virgil": "2025-09-12",
    },
    "Quizzes:\n\n- Mon Sep 8 – Vectors\n- Sep 15: no quiz": {"Quiz: Vectors": "2025-09-08"},
    "### Labs\n\n- Sep 5: Acids\n- Sep 12: Bases": {},
    "### Lectures\n\n- Sep 5: Homer": {},
    "### Topics and assignments\n\n- Sep 5: Homer": {},
    "### Assignments\n\n- Sep 5: Read Homer": {},
    "### Problem sets\n\n#1: Due Sep 5\n\n#2: Due Sep 12": {
        "Problem set 1": "2025-09-05",
        "Problem set 2": "2025-09-12",
    },
}


@pytest.mark.parametrize(("text", "expected"), LISTED.items())
def test_in_a_list_of_works_the_days_tell_which(text: str, expected: dict[str, str]) -> None:
    found = parsed(f"# HIST 210: Maps of the Sea\n\nFall 2025\n\n{text}\n").assignments
    assert {each.title: each.date for each in found} == expected


def test_what_stands_beneath_a_numbered_deadline_is_a_part_of_it() -> None:
    text = "### Assignments\n\n#2. Due Friday, September 12:\n\nPage 18, Problems 26, 27\n\nPage 21, Problems 32, 35\n"
    found = parsed(f"# HIST 210: Maps of the Sea\n\nFall 2025\n\n{text}\n").assignments
    assert [(each.title, each.date) for each in found] == [("Assignment 2", "2025-09-12")]
