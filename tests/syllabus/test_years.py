"""Of which year a syllabus is that does not print it beside its dates: what says so, and what is asked."""

import pytest

from tests.syllabus.reading import parsed

WITHOUT_A_YEAR = {
    "The [notes](https://college.example/math210-sp20/n.pdf).\n\n- Midterm exam: March 5": "2020-03-05",
    "Labor Day, September 1: no class.\n\nColumbus Day, October 13: no class.\n\nThanksgiving Day is November 27."
    "\n\n- Midterm exam: October 16": "2025-10-16",
    "Lectures: Tuesday and Thursday 1:15 - 2:30 pm\n\n| Date | Topic |\n|---|---|\n| Sep 2 | Sets |\n| Sep 4 | Maps |"
    "\n| Sep 9 | Groups |\n| Sep 11 | Rings |\n| Sep 16 | Fields |\n| Sep 18 | Midterm exam |": "2025-09-18",
}


@pytest.mark.parametrize(("text", "day"), WITHOUT_A_YEAR.items(), ids=["address", "holidays", "days of class"])
def test_the_year_is_that_of_addresses_of_holidays_or_of_the_days_of_class(text: str, day: str) -> None:
    found = parsed(f"# MATH 210: Sets\n\n{text}\n", this_year=2026)
    assert [each.date for each in found.assignments] == [day]


def test_in_the_second_half_of_an_academic_year_days_are_of_its_second_year() -> None:
    found = parsed("""
    # HIST 210: Maps of the Sea
    Academic year 2025/26

    - Essay 1: due 2 February 2026
    - Essay 2: due 2 March 2026
    - Essay 3: due 9 March 2026
    - Essay 4: due 16 March 2026
    - Essay 5: due 23 March 2026
    - Essay 6: due 30 March 2026
    - Essay 7: due Monday 13 April
    """)
    assert found.assignments[-1].date == "2026-04-13"


def test_a_year_that_only_weekdays_speak_for_is_asked() -> None:
    found = parsed("# MATH 210: Sets\n\nQuizzes: Tue Sep 2, Thu Sep 11, Tue Sep 16. Exam: Thu Oct 2.\n", this_year=2026)
    assert found.course.year is None
    assert [question.choices[:1] for question in found.questions] == [["2025"]]
