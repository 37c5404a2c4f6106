"""At what time work is due, and which dates of a row are deadlines, as the documents' own words say."""

from servers.contract.syllabus import Assignment
from tests.syllabus.reading import parsed


def of(markdown: str) -> dict[str, Assignment]:
    return {each.title: each for each in parsed(markdown).assignments}


MEETS = """
    # HIST 210: Maps of the Sea
    Fall 2025

    Lectures: Tuesday and Thursday 1:15 pm - 2:30 pm, Hall 2
    Recitations: Friday 9:00 am - 9:50 am

"""


def test_work_due_by_the_end_of_class_is_due_when_class_ends() -> None:
    found = of(MEETS + "    All homework is due by the end of class.\n\n    Homework 1 due Tuesday, September 9\n")
    assert found["Homework 1"].time == "14:30"


def test_exams_that_a_sentence_calls_in_class_begin_with_class() -> None:
    found = of(MEETS + "    There will be two in-class exams.\n\n    Exam 1: Thursday, October 2\n")
    assert found["Exam 1"].time == "13:15"


def test_during_regular_class_time_is_the_time_of_class() -> None:
    found = of(MEETS + "    The midterm exam takes place during regular class time on Thursday, October 2.\n")
    assert [each.time for each in found.values()] == ["13:15"]


def test_the_time_in_a_cell_of_deadlines_holds_for_what_it_dates() -> None:
    found = of("""
    # HIST 210: Maps of the Sea
    Fall 2025

    | Assignment | Due time | Grades posted by |
    |---|---|---|
    | 1 | 17:30, Monday, September 8, 2025 | September 20, 2025 |
    | 2 | 17:30, Monday, September 22, 2025 | October 4, 2025 |
    """)
    assert [(each.date, each.time) for each in found.values()] == [("2025-09-08", "17:30"), ("2025-09-22", "17:30")]


def test_a_column_of_deadlines_does_not_date_what_is_taught() -> None:
    found = of("""
    # HIST 210: Maps of the Sea
    Fall 2025

    | Date | Topics | Due |
    |---|---|---|
    | 9/2 - 9/4 | <ul><li>Charts</li><li>Lesson 2: Stars</li></ul> | **Due - Mon, Sep 8:** <br/> Project 1 |
    | 9/9 - 9/11 | <ul><li>Tides</li><li>Lesson 4: Winds</li></ul> | **Due - Mon, Sep 15:** <br/> Project 2 |
    """)
    assert {title: each.date for title, each in found.items()} == {
        "Project 1": "2025-09-08",
        "Project 2": "2025-09-15",
    }
