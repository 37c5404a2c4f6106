"""Deadlines of the university's offices, and what is asked for of an exam: no work, but dates to meet."""

import pytest

from tests.syllabus.reading import parsed


def dated(text: str) -> list[str]:
    return [
        f"{each.date} {each.category} {each.title}" for each in parsed(f"# X 101\n\nFall 2025\n\n{text}").assignments
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("You may drop this course online by Friday, October 3 at 4 pm, and no W will appear.", "drop this course"),
        ("The deadline to withdraw from the course is October 3.", "deadline to withdraw from the course"),
        ("Until October 3 a dropped course leaves no trace.", "a dropped course leaves no trace"),
        ("Students who wish to drop the class must do so by October 3.", "drop the class"),
        ("The course can be dropped until October 3.", "course can be dropped"),
        ("Withdrawals must be made before October 3.", "Withdrawals"),
        ("- Pass/No Pass deadline: October 3", "Pass/No Pass deadline"),
        ("- Registration closes October 3", "Registration closes"),
        ("The drop deadline is October 3.", "drop deadline"),
        ("Requests for an alternate exam must be submitted by October 3.", "Requests for an alternate exam"),
    ],
)
def test_deadlines_of_offices_are_dates_to_meet(text: str, title: str) -> None:
    assert dated(text) == [f"2025-10-03 admin {title}"]


@pytest.mark.parametrize(
    "text",
    [
        "If you have a conflict, the midterm is on October 3.",
        "The midterm is on October 3. Accommodation letters must be handed in before.",
    ],
)
def test_an_exam_of_which_something_may_be_asked_is_an_exam(text: str) -> None:
    assert dated(text) == ["2025-10-03 exam midterm"]
