"""Days without class: stated with their dates, or taken from where the statement stands."""

from datetime import date

import pytest

from servers.syllabus.parsing import holidays
from tests.syllabus.reading import parsed

HEAD = "# HIST 201: The Long Century\n\nFall 2025\n\n## Schedule\n\n"
STATED = {
    "No class on September 10.": ["2025-09-10"],
    "There will be no class on Sept. 10 and Sept. 24.": ["2025-09-10", "2025-09-24"],
    "This class will not meet on Sept. 10, Sept. 24, and Oct. 1.": ["2025-09-10", "2025-09-24", "2025-10-01"],
    "Thanksgiving break: November 26–28": ["2025-11-26..2025-11-28"],
    "Fall break (Oct 13 - Oct 14), no classes": ["2025-10-13..2025-10-14"],
    "Labor Day, Monday September 1: university closed": ["2025-09-01"],
    "Finals week, 12/10: No class, but problem set due": ["2025-12-10"],
    "- Fri, October 3, 7:30pm – Fall break begins\n- Wed, October 8, 8:30am – Fall break ends": [
        "2025-10-03..2025-10-08"
    ],
    "Classes begin August 25, 2025.\n\n"
    "| Week | Topic |\n|---|---|\n| 1 | One |\n| 2 | No class on Tuesday. Thursday: two |": ["2025-09-02"],
    "### October 14: Reading week\n\nNo meetings.": ["2025-10-13..2025-10-17"],
    "- Week 8: Oct 14, 16: Sorting\n- Week 9: Oct 23 (Tuesday is fall break): Trees": ["2025-10-21"],
    "Fall break begins October 11; classes resume October 15": ["2025-10-11..2025-10-14"],
    "Fall break falls between October 11 and October 14.": ["2025-10-11..2025-10-14"],
    "- October 11, Break begins\n- October 15, Classes resume": ["2025-10-11..2025-10-14"],
    "- Fall break begins: October 11\n- Fall break ends, classes resume: October 15": ["2025-10-11..2025-10-14"],
    "13-17 Oct: Study break": ["2025-10-13..2025-10-17"],
    "Holidays (no class): 9/1, 10/13, 11/26-11/28": ["2025-09-01", "2025-10-13", "2025-11-26..2025-11-28"],
    "Mark these: Sep 1 Labor Day (no class), Oct 13-14 Fall Break, Dec 5 last day of class": [
        "2025-09-01",
        "2025-10-13..2025-10-14",
    ],
    "Cancelled classes: Sept 10, Sept 24": ["2025-09-10", "2025-09-24"],
    "There is no class on Labor Day.": ["2025-09-01"],
    "Week 14 (Nov 24): no class Wednesday, Thanksgiving": ["2025-11-26"],
    "### Week 7: Oct 6, 8\n\nTrees\n\n### Fall Reading Week\n\n### Week 8: Oct 20, 22\n\nGraphs": [
        "2025-10-13..2025-10-17"
    ],
    "Classes are suspended for fall break from Monday, October 13 through Tuesday, October 14.": [
        "2025-10-13..2025-10-14"
    ],
    "We won't meet on September 10, and we do not have class on September 24.": ["2025-09-10", "2025-09-24"],
    "October 6\n\nReading week\n\nOctober 13\n\nTrees": ["2025-10-06..2025-10-10"],
    "Friday, October 10: Autumn Holiday – No class": ["2025-10-10"],
    "As there are no classes on Monday, September 1, the course meets on Friday, September 5.": ["2025-09-01"],
    "### Week 8: FALL BREAK\n\n### Monday October 13 - Friday October 17\n\n### Week 9": ["2025-10-13..2025-10-17"],
    "There will be no class on Wednesday, September 10 due to a visit and no class on Wednesday, October 8 either.": [
        "2025-09-10",
        "2025-10-08",
    ],
    "Non-teaching week: 13-17 October": ["2025-10-13..2025-10-17"],
    "There is no class on Monday, October 13 (fall break), Wednesday, November 26 or Friday, November 28.": [
        "2025-10-13",
        "2025-11-26",
        "2025-11-28",
    ],
    "Thanksgiving break begins Wednesday, November 26 and classes resume Monday, December 1.": [
        "2025-11-26..2025-11-30"
    ],
    "Fall break (no class): October 10 — the problem set is due Monday, October 13 instead.": ["2025-10-10"],
    "Lecture cancelled on October 8; it is made up on October 9.": ["2025-10-08"],
    "We will not meet on these days:\n\n- September 1\n- Wednesday, October 8 (conference)": [
        "2025-09-01",
        "2025-10-08",
    ],
    "### University holidays and breaks\n\n- Sep 1\n- Oct 13-14: Term pause\n- Oct 15: classes resume": [
        "2025-09-01",
        "2025-10-13..2025-10-14",
    ],
    "### Oct 13\n\n#### No class\n\n### Oct 15\n\n#### Trees": ["2025-10-13"],
    "November 4: no in-person class": ["2025-11-04"],
    "November 4: no session": ["2025-11-04"],
    "November 4: no in class session": ["2025-11-04"],
    "The campus is closed on September 1.": ["2025-09-01"],
    "Recess week: 22-26 September": ["2025-09-22..2025-09-26"],
    "Week 13 (11/24-11/28): Thanksgiving, no class on Wednesday or Friday": ["2025-11-26", "2025-11-28"],
    "We will skip class on October 15.": ["2025-10-15"],
    "Classes begin September 1.\n\nReading week is in week 7.": ["2025-10-13..2025-10-17"],
    "No class the week of October 13.": ["2025-10-13..2025-10-19"],
}
NOT_STATED = (
    "Monday, September 1 – Labor Day; classes in session",
    "Homework 3 is due before Thanksgiving break, on November 25.",
    "Friday 10/31 (maybe no class?)",
    "No lab on September 10.",
    "There are no laboratories in the weeks of September 1 (Labor Day) and October 13 (fall break).",
    "Students who observe a religious holiday must tell me by September 10.",
    "Classes resume after fall break on October 15.",
    "The draft is due on November 20, so that nobody takes it home for Thanksgiving.",
    "Thanksgiving Week, November 24 (class optional)",
    "Labor Day (class held): Monday, September 1",
    "October 8: a protocol that has no session state",
    "Class will be held on Veterans Day (Nov 11).",
    "November 24: the history of Thanksgiving",
    "November 24: lab time, Thanksgiving week",
    "Because of Thanksgiving break, the lecture of November 24 will be recorded.",
    "October 8: reading the plan, then a reading day for the midterm",
    "The exam on October 20 covers everything up to fall break.",
    "There is no class participation grade for October 8.",
    "There is no class on holidays. What we do:\n\n- Sep 3: Trees\n- Sep 8: Maps",
)
WEEKS = "| Week | Dates | Monday | Wednesday | Friday |\n|---|---|---|---|---|\n"
TABLES: dict[str, tuple[str, list[str]]] = {
    "words that say it alone": (
        "| Date | Topic |\n|---|---|\n| 9/8 | One |\n| 9/10 | CANCELED (storm) |\n| 9/15 | BREAK |\n| 9/17 | Two |",
        ["2025-09-10", "2025-09-15"],
    ),
    "a holiday on several days, each by itself": (
        "| Date | Topic |\n|---|---|\n| 11/26 | Thanksgiving |\n| 11/28 | Thanksgiving |\n| 12/1 | Thanksgiving |",
        ["2025-11-26", "2025-11-28", "2025-12-01"],
    ),
    "weekdays of a week": (
        (
            "| Week of | Topic | Days without class |\n|---|---|---|\n| Oct 13 | One | Mon. and Tue. (fall break) |\n"
            "| Nov 24 | Two | Wed.–Fri. (Thanksgiving) |"
        ),
        ["2025-10-13..2025-10-14", "2025-11-26", "2025-11-27", "2025-11-28"],
    ),
    "a range of days that is the holiday's": (
        "| Date | Topic |\n|---|---|\n| Nov 24 | One |\n| Nov 26–28 | Thanksgiving, no class |\n| Dec 1 | Two |",
        ["2025-11-26..2025-11-28"],
    ),
    "a weekday's cell beside a dated one": (
        "| Week | Tue | Thu |\n|---|---|---|\n| 7 | 10/7 One | 10/9 Two |\n| 8 | fall break | 10/16 Three |",
        ["2025-10-14"],
    ),
    "the one day of a class that is held once a week": (
        ("| Date | Topic |\n|---|---|\n| Sep 30 | One |\n| Oct 7 | Two |\n| Oct 14 | Fall Break |\n| Oct 21 | Three |"),
        ["2025-10-14"],
    ),
    "the only row of its week": (
        (
            "| Date | Topic |\n|---|---|\n| Oct 7 | One |\n| Oct 9 | Two |\n| Oct 14 | Reading Week |\n"
            "| Oct 21 | Three |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "all classes of a week": (
        (
            "| Week | Date | Topic |\n|---|---|---|\n| 7 | 10/6 | One |\n| | 10/8 | Two |\n"
            "| 8 | 10/13 | No class; Semester break |\n| | 10/15 | No class; Semester break |\n| 9 | 10/20 | Three |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "the one class of a week, on Mondays": (
        (
            "Mondays, 10:15 am–11:45 am\n\n| Date | Topic |\n|---|---|\n| 6 October | One |\n"
            "| 13 October | MID-TERM BREAK – NO CLASS |\n| 20 October | NO CLASS |\n| 27 October | Two |"
        ),
        ["2025-10-13", "2025-10-20"],
    ),
    "a break behind the topic of the class before it": (
        (
            "| Date | Topic |\n|---|---|\n| Oct 7 | One |\n| Oct 9 | Two READING WEEK |\n| Oct 21 | Three |"
            "\n| Oct 23 | Four |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "a break with its own days in the column of weeks": (
        (
            "| Date | Topic |\n|---|---|\n| Week 8<br>Date: 10/9 | One |"
            "\n| Reading week<br>Date: 10/13-10/17 | No class |\n| Week 9<br>Date: 10/23 | Two |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "a long cell, one sentence of which says it": (
        (
            "| Date | Topic |\n|---|---|\n| Dec 2 | One |\n| Dec 9 | No class. Work on your project.<br>Please submit"
            " the draft to your instructor and to your assistant by e-mail before midnight, as is told on its page. |"
        ),
        ["2025-12-09"],
    ),
    "a date of another year's plan": (
        "| Dates | Topic |\n|---|---|\n| Sep 8 – 12 | Loops [No class on 1/16/23] |\n| Sep 15 – 19 | Lists |",
        [],
    ),
    "a line under the heading of its week": (
        "#### Week 8: Oct 20–24\n\nTrees\n\n#### Week 9: Oct 27–31\n\nFall Break\n\n#### Week 10: Nov 3–7\n\nGraphs",
        ["2025-10-27..2025-10-31"],
    ),
    "a break on both days of class, each by itself": (
        (
            "| Date | Topic |\n|---|---|\n| 9/30 | One |\n| 10/2 | Two |\n| 10/7 | Three |\n| 10/9 | Four |\n"
            "| 10/14 | Fall break |\n| 10/16 | Fall break |\n| 10/21 | Five |\n| 10/23 | Six |"
        ),
        ["2025-10-14", "2025-10-16"],
    ),
    "a break on all days of class, of which there are three": (
        (
            "| Date | Topic |\n|---|---|\n| 10/6 | One |\n| 10/8 | Two |\n| 10/10 | Three |\n| 10/13 | Fall break |\n"
            "| 10/15 | Fall break |\n| 10/17 | Fall break |\n| 10/20 | Four |\n| 10/22 | Five |\n| 10/24 | Six |\n"
            "| 10/27 | Seven |\n| 10/29 | Eight |\n| 10/31 | Nine |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "a calendar's row of a week, in pairs of dates and topics": (
        (
            "| Date | Lecture | Date | Lab |\n|---|---|---|---|\n| 9/1 | No lecture | 9/2 | Tools |\n"
            "| 9/8 | Trees | 9/9 | No class |\n| 9/15 | Graphs | 9/16 | Heaps |"
        ),
        ["2025-09-01", "2025-09-09"],
    ),
    "the week that a break's date is of": (
        "| Week of | Topic |\n|---|---|\n| Oct 6 | One |\n| Oct 13 | Fall break |\n| Oct 20 | Two |",
        ["2025-10-13..2025-10-17"],
    ),
    "a day whose classes are another day's": (
        "| Date | Topic |\n|---|---|\n| 10/13 | One |\n| 10/14 | No class -- Monday class schedule |\n| 10/20 | Two |",
        ["2025-10-14"],
    ),
    "a date beside the finals' week": (
        (
            "| Week | Date | Topic |\n|---|---|---|\n| 14 | 12/2/25 | One |\n| 15 | 12/9/25 | Two |\n"
            "| Finals week | 12/16/25 | No class |"
        ),
        ["2025-12-16"],
    ),
    "its day beneath the week's own": (
        "| Week | Topic |\n|---|---|\n| Week 1<br>Sep 3<br>No class: Sep 1 (Labor Day) | One |\n| Sep 8 | Two |",
        ["2025-09-01"],
    ),
    "a holiday beside something else": (
        "| Date | Topic |\n|---|---|\n| 10/13 | Holiday/ Group work |\n| 10/15 | No lecture, but the labs meet |",
        [],
    ),
    "a row of one day": (
        "| Date | Topic |\n|---|---|\n| Sep 8 | One |\n| Sep 10 | No class |\n| Sep 15 | Two |",
        ["2025-09-10"],
    ),
    "a row of two days": (
        "| Dates | Topic |\n|---|---|\n| Sep 8, 10 | One |\n| Sep 15, 17 | No class |\n| Sep 22, 24 | Two |",
        ["2025-09-15", "2025-09-17"],
    ),
    "under a weekday": (
        WEEKS + "| 1 | 9/1 - 9/5 | No class | One | Two |\n| 2 | 9/8 - 9/12 | Three | Four | No class |",
        ["2025-09-01", "2025-09-12"],
    ),
    "a holiday in a week": (
        "| Week | Dates | Topic |\n|---|---|---|\n| 1 | 9/1 - 9/5 | One (Labor Day) |\n| 2 | 9/8 - 9/12 | Two |",
        ["2025-09-01"],
    ),
    "a break in a week that begins with a date": (
        (
            "| Week | Date | Topic |\n"
            "|---|---|---|\n| 7 | Oct 6 | One |\n| 8 | Oct 13 | Reading week |\n| 9 | Oct 20 | Two |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "a break without a date between two weeks": (
        (
            "| Week | Dates | Topic |\n"
            "|---|---|---|\n| 7 | 10/6 - 10/10 | One |\n| | | Reading week |\n| 8 | 10/20 - 10/24 | Two |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
    "days of the month in a week's row": (
        (
            "| Dates | Topic |\n"
            "|---|---|\n| October 6 – October 12 | One |\n| October 13 – October 19 | 15-17 FALL BREAK Two |"
        ),
        ["2025-10-15..2025-10-17"],
    ),
    "a calendar of dates over topics": (
        "| Mon | Wed |\n|---|---|\n| Sep 1 | Sep 3 |\n| No school | One |\n| Sep 8 | Sep 10 |\n| Two | Three |",
        ["2025-09-01"],
    ),
    "a date that the weeks around disprove": (
        (
            "| Week | Date | Topic |\n"
            "|---|---|---|\n| 6 | Oct 7 | One |\n| 7 | Sep 14 | Reading week |\n| 8 | Oct 21 | Two |"
        ),
        ["2025-10-13..2025-10-17"],
    ),
}


def _free(text: str) -> list[str]:
    return [f"{each.date}..{each.end}" if each.end else each.date for each in parsed(HEAD + text).no_class]


@pytest.mark.parametrize(("text", "days"), STATED.items())
def test_days_stated_with_their_dates(text: str, days: list[str]) -> None:
    assert _free(text) == days


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_only_sounds_like_it_frees_no_day(text: str) -> None:
    assert _free(text) == []


@pytest.mark.parametrize(("text", "days"), TABLES.values(), ids=TABLES.keys())
def test_days_taken_from_where_the_statement_stands(text: str, days: list[str]) -> None:
    assert _free(text) == days


HOLIDAYS = {
    ("Labor Day", 2025): date(2025, 9, 1),
    ("Martin Luther King, Jr. Day", 2026): date(2026, 1, 19),
    ("Presidents' Day", 2024): date(2024, 2, 19),
    ("Memorial Day", 2025): date(2025, 5, 26),
    ("Thanksgiving break", 2023): date(2023, 11, 23),
    ("Veterans Day", 2025): date(2025, 11, 11),
    ("Good Friday", 2024): date(2024, 3, 29),
    ("Easter Monday", 2025): date(2025, 4, 21),
    ("Spring break", 2025): None,
}


@pytest.mark.parametrize(("named", "day"), HOLIDAYS.items())
def test_a_holiday_falls_on_its_day(named: tuple[str, int], day: date | None) -> None:
    assert holidays.on(*named) == day
