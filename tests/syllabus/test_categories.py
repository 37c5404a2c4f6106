"""Of which kind a piece of work is: by its words, by a column that says so, by the parts of the grade."""

import pytest

from tests.syllabus.reading import parsed

HEAD = "# GEOG 210\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"


def categories(markdown: str) -> list[str]:
    return [f"{each.category} {each.title}" for each in parsed(HEAD + markdown).assignments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Portfolio assignment 1: due October 8", ["homework Portfolio assignment 1"]),
        ("- Portfolio: due October 8", ["project Portfolio"]),
        ("- Assignment 4: Final project draft, due October 8", ["project Assignment 4: Final project draft"]),
        ("- Homework 4: problems on lakes, due October 8", ["homework Homework 4: problems on lakes"]),
        ("- Milestone 2 presentation: October 8", ["project Milestone 2 presentation"]),
        ("| Date | Due |\n|---|---|\n| Oct 8 | Video 3 |", ["homework Video 3"]),
        ("- Progress report: due October 8", ["project Progress report"]),
        ("- Field report: due October 8", ["paper Field report"]),
        ("- Rough draft of the poster due October 8", ["project Rough draft of the poster"]),
        ("- Rough draft of the essay due October 8", ["paper Rough draft of the essay"]),
        ("- Presentation peer evaluation due October 8", ["other Presentation peer evaluation"]),
        ("- Presentation: October 8", ["presentation Presentation"]),
        ("- Deadline to complete the second MC1 retake: October 8", ["exam second MC1 retake"]),
        ("- Quiz 2 retake: October 8", ["quiz Quiz 2 retake"]),
    ],
)
def test_the_words_of_a_name_tell_its_kind(text: str, expected: list[str]) -> None:
    assert categories(text) == expected


def test_a_column_of_types_tells_the_kind() -> None:
    markdown = """
| Assignment | Type | Due date |
|---|---|---|
| Causality | Problem Set 1 | Tuesday, October 7 |
| Theory evaluation | Problem Set 2 | Tuesday, November 4 |
| Final draft of a law | Essay | Tuesday, December 2 |

The final essay is due on Tuesday, December 2.
"""
    assert categories(markdown) == [
        "homework Causality",
        "homework Theory evaluation",
        "paper Final draft of a law",
    ]


PLAN = """
| Date | Due |
|---|---|
| Sep 8 | Topic brainstorm |
| Sep 15 | Final report |
| Sep 29 | Biography of the Mongolia profile |

## Grading

"""


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            "- Final project: 50%\n- Participation: 20%\n- Mongolia project: 30%",
            ["project Topic brainstorm", "project Final report", "project Biography of the Mongolia profile"],
        ),
        (
            "- Homework: 50%\n- Term paper: 20%\n- Mongolia profile paper: 30%",
            ["homework Topic brainstorm", "paper Final report", "paper Biography of the Mongolia profile"],
        ),
    ],
)
def test_the_parts_of_the_grade_tell_what_the_words_leave_open(parts: str, expected: list[str]) -> None:
    assert categories(PLAN + parts) == expected


def test_a_deadline_for_what_is_sat_any_time_is_not_at_the_hour_of_class() -> None:
    markdown = (
        "All exams are given in class.\n\n- Exam 1: October 8\n- Deadline to complete the exam 1 retake: October 15"
    )
    assert [each.time for each in parsed(HEAD + markdown).assignments] == ["10:00", None]
