"""At what time work is due, and which dates of a row are deadlines, as the documents' own words say."""

import pytest

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


BY_CLASS = {
    "Homework is due one hour before class.": "2025-09-09 12:15",
    "Homework is due 30 minutes before class starts.": "2025-09-09 12:45",
    "Homework (due 25 hours before class meeting) counts 20%.": "2025-09-08 12:15",
    "Bring a printed copy of your homework to class on the day it is due.": "2025-09-09 13:15",
    "Homework is collected within the first 10 minutes of class.": "2025-09-09 None",
}


@pytest.mark.parametrize(("rule", "due"), BY_CLASS.items())
def test_work_is_due_some_time_before_class(rule: str, due: str) -> None:
    (work,) = parsed(f"{MEETS}\n    {rule}\n\n    Homework 1 due Tuesday, September 9\n").assignments
    assert f"{work.date} {work.time}" == due


def test_hours_before_class_hold_for_the_work_that_their_rule_names() -> None:
    found = of(f"""{MEETS}
    - Eleven graded assignments (due 1 hour before class meeting in the week they are due): 5 points each
    - Eleven ungraded exercises (due 25 hours before class meeting in the week they are due): 2 points each

    Graded Assignment 1: due Thursday, September 11

    Ungraded Exercise 1: due Thursday, September 11
    """)
    assert [(each.title, each.date, each.time) for each in found.values()] == [
        ("Ungraded Exercise 1", "2025-09-10", "12:15"),
        ("Graded Assignment 1", "2025-09-11", "12:15"),
    ]


OF_EXAMS = {
    "Both exams will take place in class.": "13:15",
    "All exams start at 6:30 PM.": "18:30",
    "Exams take place in the first 50 minutes of class.": "13:15",
}


@pytest.mark.parametrize(("rule", "time"), OF_EXAMS.items())
def test_a_rule_tells_when_exams_begin(rule: str, time: str) -> None:
    found = of(f"{MEETS}\n    {rule}\n\n    Exam 1: Thursday, October 2\n\n    Exam 2: Thursday, November 6\n")
    assert [each.time for each in found.values()] == [time, time]


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


OF_A_WEEK = {
    "Homework is assigned on Mondays at noon and is due the following Monday at 11:00 am.": ("2025-09-08", "11:00"),
    "Homework is posted on Wednesdays and due the following Friday.": ("2025-09-05", None),
    "Homework is posted each Wednesday, due on Friday of the following week at 5 pm.": ("2025-09-12", "17:00"),
    "All homework is due on the Tuesday after, at 9 am.": ("2025-09-09", "09:00"),
    "Homework is due the Friday of that week by 5:00 pm.": ("2025-09-05", "17:00"),
    "Homework is due at noon on the Monday after the week in which it is listed.": ("2025-09-08", "12:00"),
    "HWs are due on Fridays at midnight.": ("2025-09-05", "23:59"),
    "Work is released on Mondays at 8 am and due on Thursdays at 10 pm.": ("2025-09-04", "22:00"),
    "All assignments are due Sundays at 8 pm, and you get them back within a week.": ("2025-09-07", "20:00"),
}


@pytest.mark.parametrize(("rule", "due"), OF_A_WEEK.items())
def test_a_rule_dates_the_work_that_is_listed_with_its_week(rule: str, due: tuple[str, str | None]) -> None:
    found = of(f"""
    # HIST 210: Maps of the Sea
    Fall 2025

    {rule}

    | Week | Dates | Topic | Homework |
    |---|---|---|---|
    | 1 | Aug 25-29 | Stars | |
    | 2 | Sep 1-5 | Winds | HW 1 |
    | 3 | Sep 8-12 | Tides | HW 2 |
    """)
    assert (found["HW 1"].date, found["HW 1"].time) == due


AS_LISTED = {
    "Homework is due at the start of class on the day under which it is listed.": 0.8,
    "All work is due by the date beside which it appears.": 0.8,
    "Homework is due the class after it is listed.": 0.0,
}


@pytest.mark.parametrize(("rule", "least"), AS_LISTED.items())
def test_only_a_rule_that_says_so_makes_the_day_of_its_row_sure(rule: str, least: float) -> None:
    found = of(f"""
    # HIST 210: Maps of the Sea
    Fall 2025

    {rule}

    | Date | Topic | Homework |
    |---|---|---|
    | Sep 8 | Maps | HW 1 |
    | Sep 10 | Ships | |
    """)
    sure = 0.8
    assert found["HW 1"].date == "2025-09-08"
    assert least <= found["HW 1"].confidence < (1 if least else sure)


WEEKS = """
    # HIST 210: Maps of the Sea
    Fall 2025. Class meets on Mondays, 4:00-6:45 pm, Hall 2.

    {rule}

    | Week | Dates | Topic |
    |---|---|---|
    | 1 | Sep 1-5 | Lab 1: stars |
    | 2 | Sep 8-12 | {work} |
    | 3 | Sep 15-19 | Tides |
    """
OF_ITS_WEEK = {
    ("All assignments are due by Friday on the week listed below.", "Assignment 1"): ["2025-09-12 Assignment 1"],
    ("Each reflection is due on the Sunday that ends the week.", "Reflection 1"): ["2025-09-14 Reflection 1"],
    ("There will be a quiz every Wednesday unless there is an exam.", "Quiz 1"): ["2025-09-10 Quiz 1"],
    ("Expect a quiz each Tuesday.", "Quiz 1"): ["2025-09-09 Quiz 1"],
    ("We have weekly quizzes on Thursdays.", "Quiz 1"): ["2025-09-11 Quiz 1"],
    ("We have weekly quizzes on Thursdays.", "Lab practicum"): ["2025-09-08 Lab practicum"],
    ("", "Midterm"): ["2025-09-08 Midterm"],
    ("", "Final presentation"): ["2025-09-08 Final presentation"],
    ("", "Final exam"): [],
}


@pytest.mark.parametrize(("said", "due"), OF_ITS_WEEK.items())
def test_what_is_listed_with_a_week_has_the_day_that_a_rule_or_the_only_class_gives(
    said: tuple[str, str], due: list[str]
) -> None:
    rule, work = said
    found = parsed(WEEKS.format(rule=rule, work=work)).assignments
    assert [f"{each.date} {each.title}" for each in found] == due


def test_a_day_that_a_rule_gives_to_the_week_that_lists_the_work_is_surer() -> None:
    rules = ("Assignments are due on Fridays.", "Assignments are due on the Friday of the week they are listed under.")
    bare, told = (parsed(WEEKS.format(rule=rule, work="Assignment 1")).assignments[0].confidence for rule in rules)
    assert bare < told


OF_ALL = {
    "All work is due at 11:59 pm at the date posted, and you should have grades within a week.": "23:59",
    "Exercises are done in class. Submissions come in before the next lecture (e.g., that of Monday at 1:20 pm).": None,
}


@pytest.mark.parametrize(("rule", "time"), OF_ALL.items())
def test_a_rule_is_told_from_an_example(rule: str, time: str | None) -> None:
    found = of(f"# HIST 210: Maps of the Sea\nFall 2025\n\n{rule}\n\nHomework 1 is due on Tuesday, September 9.\n")
    assert found["Homework 1"].time == time


PLANNED = {
    "| Thu Oct 2 1:00-3:00 pm | Midterm exam |": ("13:00", "15:00"),
    "| Thu Oct 2 | Midterm exam | Hall 4 & Hall 5: 6:30 – 8:30 pm |": ("18:30", "20:30"),
    "| Thu Oct 2 | LECTURE 2: Midterm exam |": ("13:15", None),
    "| Fri Oct 3 | Recitation: Midterm exam |": ("09:00", None),
    "| Thu Oct 2 | Midterm exam | Agenda of the day, meet at 8:35, who comes after whom |": ("08:35", None),
    "| Thu Oct 2 (in class) | Midterm exam |": ("13:15", None),
    "| Thu Oct 2 | Midterm exam |": (None, None),
}


@pytest.mark.parametrize(("row", "hours"), PLANNED.items())
def test_the_row_of_an_exam_may_tell_its_hours(row: str, hours: tuple[str | None, str | None]) -> None:
    (exam,) = of(f"{MEETS}\n    | Date | Topic | Notes |\n    |---|---|---|\n    {row}\n").values()
    assert (exam.time, exam.end_time) == hours


def test_a_cell_that_says_by_when_holds_for_what_its_row_dates() -> None:
    found = of(f"{MEETS}\n    | Date | Work | |\n    |---|---|---|\n    | Oct 3 | Homework 1 | due by 11:59pm |\n")
    assert found["Homework 1"].time == "23:59"


def test_what_is_done_in_class_time_begins_with_class() -> None:
    found = of(f"{MEETS}\n    | Date | Class time |\n    |---|---|\n    | Oct 2 | Map presentations A |\n")
    assert [each.time for each in found.values()] == ["13:15"]


SAID = {
    "The final exam is on May 13. The final will be held between the hours of 1:30 pm and 4:30 pm.": "13:30",
    "The final exam is on May 13. The help room will be open until 5 pm.": None,
    "The final exam is on Thursday, October 2, during the normally scheduled lecture.": "13:15",
    "The midterm will be on Thursday, October 2 at our usual meeting time.": "13:15",
    "Midterm: Thursday, October 2, class time": "13:15",
    "Midterm: Thursday, October 2, same time and place as lecture": "13:15",
    "Final (October 2)\n\n    The alternate final is on October 2, 8:00 am.\n\n    Final: Oct 2, 10:30 am": "10:30",
    "### Exam 1\n\n    Thursday, October 2\n\n    5:30pm–7:30pm\n\n    Hall 5": "17:30",
    "The problems B2A-3 and E2B-4 are due Thursday, October 2": None,
    "Essay 1 is due Thursday, October 2 at 11:59": "23:59",
    "The paper is due Thursday, October 2, half an hour before class.": "12:45",
    "Homework must be submitted by the time class meets.\n\n    Homework 1 is due Thursday, October 2.": "13:15",
    "Do the homework and quiz each week. All work is due at 11:59 pm.\n\n    Quiz 1 is due October 2.": "23:59",
}


@pytest.mark.parametrize(("said", "time"), SAID.items())
def test_the_words_around_tell_the_time(said: str, time: str | None) -> None:
    assert [each.time for each in of(f"{MEETS}\n    {said}\n").values()] == [time]


LATER = {
    "| Tue Sep 9 | Project models due next monday |": ("2025-09-15", "weekday"),
    "| Tue Sep 9 | Project models (due next Thursday) |": ("2025-09-11", "weekday"),
    "| Tue Sep 9 | Project models (due next class) |": ("2025-09-16", "rule"),
    "| Tue Sep 9 | Project models due at the beginning of the following lecture |": ("2025-09-16", "rule"),
    "| Tue Sep 9 | Project models due |": ("2025-09-09", "table"),
}


@pytest.mark.parametrize(("row", "due"), LATER.items())
def test_what_is_due_later_than_its_row_is_dated_by_its_words(row: str, due: tuple[str, str]) -> None:
    plan = f"| Date | Topic |\n    |---|---|\n    {row}\n    | Tue Sep 16 | Tides |\n"
    (work,) = parsed(f"{MEETS}\n    {plan}").assignments
    assert (work.title, work.category, work.date, work.derivation) == ("Project models", "project", *due)


def test_lines_that_tell_the_day_and_the_hours_belong_to_the_exam_of_the_heading() -> None:
    (exam,) = parsed("""
    # HIST 210: Maps of the Sea
    Fall 2025

    ## HIST 210 Exam 1

    #### Keys: Version A and Version B

    #### Date: Wednesday, October 1st, 2025

    #### Time: 7-8:30pm

    #### Covers: Chapters 1-6
    """).assignments
    assert (exam.title, exam.date, exam.time, exam.end_time) == ("HIST 210 Exam 1", "2025-10-01", "19:00", "20:30")


def test_the_class_before_a_colon_is_when_and_not_what() -> None:
    rows = "| Fri Oct 3 | RECITATION: Tides |\n    | Fri Oct 10 | LAB: Group presentations |"
    plan = f"| Date | Topic |\n    |---|---|\n    {rows}\n"
    assert [(each.title, each.category) for each in parsed(f"{MEETS}\n    {plan}").assignments] == [
        ("LAB: Group presentations", "presentation")
    ]


def test_where_there_is_no_class_work_is_not_due_by_its_beginning() -> None:
    rule = "Homework must be submitted by the time class meets."
    plan = "| Date | Due |\n    |---|---|\n    | Oct 2 | Homework 1 |\n    | Oct 9 | No class, Homework 2 due |\n"
    assert {title: each.time for title, each in of(f"{MEETS}\n    {rule}\n\n    {plan}").items()} == {
        "Homework 1": "13:15",
        "Homework 2": None,
    }


def test_a_rule_that_names_the_work_goes_before_one_for_all_and_holds_for_its_weekday() -> None:
    rules = "All homework is due by 11:59 pm. R assignments must be turned in before class starts on Tuesday."
    work = "R assignment 1 is due Tuesday, October 7.\n\n    R assignment 2 is due Thursday, October 16.\n"
    assert [each.time for each in of(f"{MEETS}\n    {rules}\n\n    {work}").values()] == ["13:15", "23:59"]


def test_sections_that_sit_an_exam_on_one_day_have_hours_of_their_own() -> None:
    exams = parsed("""
    # HIST 210: Maps of the Sea
    Fall 2025

    ## Final exam

    Section A: Wednesday, December 10, 9:30 - 11:30 am Section B: Wednesday, December 10, 12:00 – 2:00 pm
    """).assignments
    assert [(exam.title, exam.section, exam.time, exam.end_time) for exam in exams] == [
        ("Final exam", "A", "09:30", "11:30"),
        ("Final exam", "B", "12:00", "14:00"),
    ]


def test_the_hour_that_names_a_section_is_not_that_of_its_exam() -> None:
    exams = parsed("""
    # HIST 210: Maps of the Sea
    Fall 2025

    Final exams

    - 9:00 class: Monday, December 15, 8:00 am
    - 10:00 class: Wednesday, December 17, 10:30 am
    """).assignments
    assert [(exam.date, exam.time) for exam in exams] == [("2025-12-15", "08:00"), ("2025-12-17", "10:30")]
