"""How sure items are said to be: what the rest of the document says for them and against them."""

from datetime import date

import pytest

from servers.contract.syllabus import SURE
from servers.syllabus.document import Metadata
from tests.syllabus.reading import parsed

HEAD = "# CHEM 101\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"
PLAIN = "- Homework 1: due 9/12"

SURER = {
    "a weekday that fits": "- Homework 1: due Friday, 9/12",
    "a series in order": "- Homework 1: due 9/12\n- Homework 2: due 9/19\n- Homework 3: due 9/26",
    "said twice": "Homework 1 is due 9/12, in class.\n\n## Deadlines\n\n- Homework 1: 9/12",
}
UNSURE = {
    "a weekday that does not fit": "- Homework 1: due Tuesday, September 12",
    "another day too": "Homework 1 is due 9/19.\n\n- Homework 1: due 9/12",
    "more than a day can hold": "| Date | Due |\n|---|---|\n| 9/12 | Homework 1, Homework 2, Homework 3, Homework 4 |",
    "work at large": "Drafts are due 9/12.",
    "each": "Each essay is due 9/12.",
    "the time of it": "We meet in the time of the class; the final exam time is 9/12.",
    "a rule for all": "Homework is due on Fridays.\n\n| Week | Homework |\n|---|---|\n| 9/8 - 9/12 | Homework 1 |",
}


def confidence(text: str) -> float:
    return next(each.confidence for each in parsed(HEAD + text).assignments if each.date == "2025-09-12")


@pytest.mark.parametrize("text", SURER.values(), ids=SURER)
def test_what_bears_a_date_out_makes_it_surer(text: str) -> None:
    assert confidence(text) > confidence(PLAIN) >= SURE


@pytest.mark.parametrize("text", UNSURE.values(), ids=UNSURE)
def test_what_speaks_against_a_date_makes_it_unsure(text: str) -> None:
    assert confidence(text) < SURE


def test_of_two_names_for_one_thing_only_the_surer_is_sure() -> None:
    found = parsed(HEAD + "| Date | Topic | Due |\n|---|---|---|\n| 9/12 | Peer review of drafts | Essay 1 draft |")
    assert len([each for each in found.assignments if each.confidence >= SURE]) <= 1


def test_two_columns_of_a_row_name_two_works_although_their_numbers_are_the_same() -> None:
    rows = "".join(f"| 9/{8 + 7 * week} | Notes {week} due | HW {week} due |\n" for week in (1, 2))
    found = parsed(f"{HEAD}| Date | Before class | Homework |\n|---|---|---|\n{rows}").assignments
    notes, homework = ({each.confidence for each in found if each.title.startswith(name)} for name in ("Notes", "HW"))
    assert min(notes) > 0.8 * max(homework)


def test_nothing_is_sure_where_the_year_is_not_and_the_student_is_told() -> None:
    made = Metadata(created=date(2019, 3, 2), modified=date(2023, 7, 4))
    found = parsed("# CHEM 101: Rocks\n\n- Essay 1: due 9 May\n- Essay 2: due 16 May\n", metadata=made)
    assert found.assignments
    assert max(each.confidence for each in found.assignments) < SURE
    assert [warning for warning in found.warnings if "year" in warning]


def test_a_year_by_the_moment_of_the_file_alone_is_told() -> None:
    made = Metadata(created=date(2025, 4, 20), modified=date(2025, 5, 2))
    found = parsed("# CHEM 101: Rocks\n\n- Essay 1: due 9 May\n- Essay 2: due 16 May\n", metadata=made)
    assert "The text names no year: 2025 is when the file was made" in found.warnings
