"""Dated work as syllabi write it: what is an item, when, at what time, of which kind; and what is none."""

import pytest

from tests.syllabus.reading import parsed

HEAD = "# CHEM 101\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"
PLAN = "| Date | Topic | Assignments |\n|---|---|---|\n"

ITEMS = {
    "Concert report (10%): two pages. Due Monday, November 3, by mail, before midnight.": [
        "2025-11-03 23:59 paper Concert report"
    ],
    "Map quiz (5%). Rivers and ports. In class on Wednesday, September 10; ten minutes.": [
        "2025-09-10 10:00 quiz Map quiz"
    ],
    "Problem Set 5 is due on Friday, October 10, just before the fall break.": [
        "2025-10-10 None homework Problem Set 5"
    ],
    "Tell us by September 12 so that we can plan the midterm.": [],
    "- HW 4 (linear models): 10/22": ["2025-10-22 None homework HW 4 (linear models)"],
    "Homework is to be uploaded by 11:59 pm on the date given.\n\n- HW 1: due 9/3": ["2025-09-03 23:59 homework HW 1"],
    "### Class 3, Sept 8\n\n#### Quiz 1 (ions)\n\nIons.\n\n### Class 4, Sept 10\n\n#### Exercise 1 due\n\nBonds.\n": [
        "2025-09-08 None quiz Quiz 1 (ions)",
        "2025-09-10 None homework Exercise 1",
    ],
    "## Term project\n\n- Draft report: due 10/1\n- Topic statement: due 9/3": [
        "2025-09-03 None project Topic statement",
        "2025-10-01 None project Draft report",
    ],
    "Classes begin Monday, August 25, 2025.\n\n| What | When | Weight |\n|---|---|---|\n"
    "| Two exams | Thursday of Week 5 and Thursday of Week 10 | 40% |\n| Final paper | Friday of Week 12 | 60% |": [
        "2025-09-25 None exam Exam 1",
        "2025-10-30 None exam Exam 2",
        "2025-11-14 None paper Final paper",
    ],
    "| Date | Homeworks |\n|---|---|\n| 9/8 | Homework 1 |\n| 9/15 | Homework 1 due / Homework 2 |\n"
    "| 9/22 | Homework 2 due |": [
        "2025-09-15 None homework Homework 1",
        "2025-09-22 None homework Homework 2",
    ],
    "<table><tr><th>Week</th><th>Content</th></tr><tr><td>3</td><td><ul><li>Mon, 9/8; Wed, 9/10: Ions</li>"
    "<li>Fri, 9/12: Bonds</li><li>Lab 1 due!</li></ul></td></tr></table>": ["2025-09-12 None lab Lab 1"],
    "| When | What |\n|---|---|\n| 29 Aug 1 | Ions |\n| 5 Sept 2 | Bonds |\n| 12 Sept 3 | Quiz 1 |\n| 19 Sept 4 | Gas |"
    "\n| 26 Sept 5 | Quiz 2 |": ["2025-09-12 None quiz Quiz 1", "2025-09-26 None quiz Quiz 2"],
    "| When | What |\n|---|---|\n| 1 Aug 29 | Ions |\n| 2 Sept 5 | Bonds |\n| 3 Sept 12 | Quiz 1 |\n| 4 Sept 19 | Gas |"
    "\n| 5 Sept 26 | Quiz 2 |": ["2025-09-12 None quiz Quiz 1", "2025-09-26 None quiz Quiz 2"],
    "| Date | Event |\n|---|---|\n| Nov 4 | Groups 1, 2, and 3 present ions |\n| Nov 5 | Teams 4 and 5 present |": [
        "2025-11-04 None presentation Groups 1, 2, and 3 present ions",
        "2025-11-05 None presentation Teams 4 and 5 present",
    ],
    "| Week | Activities |\n|---|---|\n| 28h October | Ion quiz |\n| 4th November | Bond quiz |": [
        "2025-10-28 None quiz Ion quiz",
        "2025-11-04 None quiz Bond quiz",
    ],
    "| Dates | Topic | Due before class |\n|---|---|---|\n| 9/9-9/15 | Ions | HW 1 |\n| 9/16-9/22 | Bonds | HW 2 |": [
        "2025-09-10 None homework HW 1",
        "2025-09-17 None homework HW 2",
    ],
    "| Date | Topic | Activities |\n|---|---|---|\n| 9/8 | Atoms | Q1 |\n| 9/15 | Ions | Q2 |\n| 9/22 | Bonds | Q3 |": [
        "2025-09-08 None quiz Q1",
        "2025-09-15 None quiz Q2",
        "2025-09-22 None quiz Q3",
    ],
    "| Date | Assignments |\n|---|---|\n| 9.8 | Essay 1 due |\n| 9.10 | |\n| 9.15 | |\n| 9.17 | |\n"
    "| 9.22 | Essay 2 due |": [
        "2025-09-08 None paper Essay 1",
        "2025-09-22 None paper Essay 2",
    ],
    "Quizzes 20%, midterm 30% (October 9, in class), final 50%.": ["2025-10-09 None exam midterm"],
    "The usual grade for a homework will be a 4/5.": [],
    "Homework 1 is due September 12 at 5 pm.": ["2025-09-12 17:00 homework Homework 1"],
    "- Midterm: October 15, 12:00-1:05 pm, Hall 2": ["2025-10-15 12:00 exam Midterm, Hall 2"],
    "- HW3 due 9/19": ["2025-09-19 None homework HW3"],
    "- Midterm exam: October 15, 7:00-9:00 pm": ["2025-10-15 19:00 exam Midterm exam"],
    "The proposal for the final project is due on October 3.": [
        "2025-10-03 None project proposal for the final project"
    ],
    "- Homework 2 due Sep 5, Homework 3 due Sep 12": [
        "2025-09-05 None homework Homework 2",
        "2025-09-12 None homework Homework 3",
    ],
    "- Homework 1-3 due Sep 5, 12, 19": [
        "2025-09-05 None homework Homework 1",
        "2025-09-12 None homework Homework 2",
        "2025-09-19 None homework Homework 3",
    ],
    "- Presentation (15%): a disorder of your choice. Due April 14 by 5:00 PM.": [
        "2026-04-14 17:00 presentation Presentation: a disorder of your choice"
    ],
    "## Due dates (11:59 pm)\n\n- Oct. 8: Pluto writeup\n- Oct. 22: a model": [
        "2025-10-08 23:59 paper Pluto writeup",
        "2025-10-22 23:59 project a model",
    ],
    "Due Fri, Oct 10:\n\n- Survey\n- Lab 3": ["2025-10-10 None other Survey", "2025-10-10 None lab Lab 3"],
    "Test dates: tests are scheduled as follows:\n\nSeptember 16\n\nOctober 14": [
        "2025-09-16 None exam Test",
        "2025-10-14 None exam Test",
    ],
    "| Assignment | Weight | Due date |\n|---|---|---|\n| Essay 1 | 10% | Sep 26 |\n| Game | 20% | Oct 24, 5 pm |": [
        "2025-09-26 None paper Essay 1",
        "2025-10-24 17:00 project Game",
    ],
    "| Quiz | Topic | Date |\n|---|---|---|\n| 1 | Statistics | Sep 8 |\n| 2 | Matrices | Sep 22 |": [
        "2025-09-08 None quiz Quiz 1",
        "2025-09-22 None quiz Quiz 2",
    ],
    "| Week of | Tutorials (Monday) | Homework (Sunday) |\n|---|---|---|\n| 9/8/2025 | Tutorial 1 | HW1 |": [
        "2025-09-08 None homework Tutorial 1",
        "2025-09-14 None homework HW1",
    ],
    "First day of classes: Monday, August 25, 2025.\n\nHomework is due on Friday of its week.\n\n"
    "| Week | Topics | Due |\n|---|---|---|\n| 1 | Atoms | |\n| 2 | Ions | Homework 1 |\n| 3 | Bonds | Homework 2 |": [
        "2025-09-05 None homework Homework 1",
        "2025-09-12 None homework Homework 2",
    ],
    PLAN + "| Sep 8 | Molecules | HW 1 due |\n| Sep 10 | Exam 1 | |": [
        "2025-09-08 None homework HW 1",
        "2025-09-10 None exam Exam 1",
    ],
    "All assignments are due on Sunday at the close of their week.\n\n"
    "## Week 1 (September 8)\n\n- Discussion 1: atoms\n\n"
    "## Week 2 (September 15)\n\n- Discussion 2: ions": [
        "2025-09-14 None discussion Discussion 1: atoms",
        "2025-09-21 None discussion Discussion 2: ions",
    ],
    "Quizzes are given at the beginning of class.\n\n- Quiz 1: Monday, Sep 8": ["2025-09-08 10:00 quiz Quiz 1"],
    "Quizzes are held every week, starting on Week 2 (Sep 8), at the beginning of class.\n\n- Quiz 1: Monday, Sep 8": [
        "2025-09-08 10:00 quiz Quiz 1"
    ],
    "- Take-home exam: Oct 3 - Oct 6": ["2025-10-06 None exam Take-home exam"],
    PLAN + "| Oct 10 | Proposal due (accepted without penalty until Monday the 13th) | |\n"
    "| Oct 17 | HW 3 due (late until Sunday) | |\n| Oct 20 | HW 4 due Wednesday | |": [
        "2025-10-10 None project Proposal",
        "2025-10-17 None homework HW 3",
        "2025-10-22 None homework HW 4",
    ],
    "### Friday, September 5\n\nSubmit PS4\n\nSea, A. A survey. Journal of Maps, 58(4):1043–1063, May 2014.\n\n"
    "### Monday, September 8\n\nSalts": ["2025-09-05 None homework PS4"],
    "Coursework 1 (20%): hand-in 13 October, 4 pm\n\nHand-in date: 20 November (Essay 2)\n\nCW3 due: Fri 14 Nov": [
        "2025-10-13 16:00 homework Coursework 1",
        "2025-11-14 None homework CW3",
        "2025-11-20 None paper Essay 2",
    ],
    PLAN
    + "| Oct 6 | Coursework feedback | |\n| Oct 8 | Read the coursework | |\n| Oct 13 | Coursework 2 hand-in | |": [
        "2025-10-13 None homework Coursework 2"
    ],
    PLAN + "| Oct 6 | Exam 1 (last day to drop) | |\n| Oct 15 | Midterm / Drop deadline | |": [
        "2025-10-06 None exam Exam 1",
        "2025-10-06 None admin last day to drop",
        "2025-10-15 None admin Drop deadline",
        "2025-10-15 None exam Midterm",
    ],
    "- Last day to drop: October 31": ["2025-10-31 None admin Last day to drop"],
}
NO_ITEMS = (
    "Suppose an assignment is due on Monday, November 10. You submit it on Monday, November 17.",
    "- HW 2 assigned Sep 10",
    "- Sep 17: Review for the midterm",
    "You have 3 weeks for each paper.",
    "Due process, 14 September 2025",
    "December 8 - 19: Final Examinations",
    PLAN + "| Sep 8 | Posthoc tests | |\n| Sep 10 | Goodness-of-fit tests | |",
    PLAN + "| Sep 8 | Exercise 1: in class | Exercise 1 due Nov 3 |\n".replace("Exercise 1 due Nov 3", "reading"),
    "- No quiz on October 6",
    PLAN + "| Oct 6 | Problems 1-5 (not collected) | |\n| Oct 8 | Worksheet 2 (will not be collected) | |",
    PLAN + "| Oct 10 | Quiz 2 postponed | |\n| Oct 13 | Exam 2 topics announced | |",
    "There is no final exam on December 10.",
    PLAN + "| Sep 24 | Precipitation (Exam 1 was last night) | |",
)


def items(markdown: str) -> list[str]:
    return [f"{each.date} {each.time} {each.category} {each.title}" for each in parsed(HEAD + markdown).assignments]


@pytest.mark.parametrize(("text", "expected"), ITEMS.items())
def test_dated_work_is_found(text: str, expected: list[str]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize("text", NO_ITEMS)
def test_what_is_no_dated_work(text: str) -> None:
    assert items(text) == []


def test_a_column_for_each_section_dates_its_exam_at_the_hour_of_its_class() -> None:
    found = parsed(
        "# CHEM 101\n\nFall 2025\n\n| | Section 1 | Section 2 |\n|---|---|---|\n"
        "| Lectures | MW 10:00 - 10:50 AM | TR 1:00 - 2:15 PM |\n| Room | Hall 1 | Hall 2 |\n"
        "| Midterm 1 | Wednesday, October 15, in class | Thursday, October 16, in class |\n"
        "| Final exam | December 8, 8:00-10:00 AM | December 9, 1:00-3:00 PM |\n\n"
        "Grading: Midterm 1 40%, Final exam 60%\n"
    )
    assert [(each.section, each.date, each.time, each.weight) for each in found.assignments] == [
        ("1", "2025-10-15", "10:00", 40),
        ("2", "2025-10-16", "13:00", 40),
        ("1", "2025-12-08", "08:00", 60),
        ("2", "2025-12-09", "13:00", 60),
    ]
    assert [(each.id, each.meetings[0].location) for each in found.sections] == [("1", "Hall 1"), ("2", "Hall 2")]
    assert not found.warnings
    assert found.questions[0].choices == ["1", "2"]


def test_work_that_is_numbered_by_sections_is_told_apart() -> None:
    found = parsed(HEAD + "- Sep 8: Lab 1.3 due\n- Oct 6: Lab 3.1 due\n- Oct 8: Lab 1.4 due\n")
    assert len({each.id for each in found.assignments}) == 3
    assert found.warnings == []
