"""What single sentences of a syllabus say is due, and when: a case for each manner of saying it."""

import pytest

from tests.syllabus.reading import parsed

HEAD = """
    # HIST 210: Maps of the Sea

    Fall 2025. Lectures MW 10:00-10:50 AM, Hall 4.

    """

SENTENCES = {
    "There will be two in-class exams (October 1 and November 5) and a cumulative final (December 15, 8-10 AM).": [
        "2025-10-01 10:00 exam exam 1",
        "2025-11-05 10:00 exam exam 2",
        "2025-12-15 08:00 exam cumulative final",
    ],
    "Homework is due every Friday at 5 pm, beginning September 5 and ending September 19.": [
        "2025-09-05 17:00 homework Homework",
        "2025-09-12 17:00 homework Homework",
        "2025-09-19 17:00 homework Homework",
    ],
    "A quiz is due each Monday from September 8 through September 22.": [
        "2025-09-08 None quiz quiz",
        "2025-09-15 None quiz quiz",
        "2025-09-22 None quiz quiz",
    ],
    "Homework is due every Friday.": [],
    "Fri 21 November: final drafts of term papers due (no final exam)": [
        "2025-11-21 None paper final drafts of term papers",
    ],
    "There may be a quiz on October 3. Quiz 2 is on October 17.": ["2025-10-17 None quiz Quiz 2"],
    "Lecture 24 (Dec. 3): Project presentations": ["2025-12-03 10:00 presentation Lecture 24: Project presentations"],
    "October 8: in-class essay": ["2025-10-08 10:00 paper in-class essay"],
    "Project milestones: proposal (9/19), final report (12/5), demo (12/8).": [
        "2025-09-19 None project Project milestones: proposal",
        "2025-12-05 None paper final report",
        "2025-12-08 None project demo",
    ],
    "HW 1 out 9/3, due 9/10 HW 2 out 9/10, due 9/17": [
        "2025-09-10 None homework HW 1",
        "2025-09-17 None homework HW 2",
    ],
    "Assignment 1 - Posted: Sep 3 - Due: Sep 17": ["2025-09-17 None homework Assignment 1"],
    "Essay 1: topics handed out 9/10, due 9/24.": ["2025-09-24 None paper Essay 1"],
    "The exam on October 8 covers chapters 1-5; the exam on November 12 covers chapters 6-10.": [
        "2025-10-08 None exam exam",
        "2025-11-12 None exam exam",
    ],
    "Midterm: Thursday, October 16, 7-9pm, in Hall 12": ["2025-10-16 19:00 exam Midterm"],
    "Deadline for the group contract: 12 September 2025, 17:00.": ["2025-09-12 17:00 other group contract"],
    "Problem sets are due Wednesdays at the beginning of class: Sept 10, Sept 24.": [
        "2025-09-10 10:00 homework Problem set 1",
        "2025-09-24 10:00 homework Problem set 2",
    ],
    "Quizzes: 9/12, 9/26": ["2025-09-12 None quiz Quiz 1", "2025-09-26 None quiz Quiz 2"],
    "Midterm Exam ........ October 15 Final Exam ....... December 17 (10:15 a.m. - 12:15 p.m.)": [
        "2025-10-15 None exam Midterm Exam",
        "2025-12-17 10:15 exam Final Exam",
    ],
    "By Friday, September 5, complete the syllabus quiz on Canvas.": ["2025-09-05 None quiz syllabus quiz"],
    "Sept 8 - Charts\n    Sept 22 - EXAM 1\n    Sept 29 - Tides (HW 2 due)": [
        "2025-09-22 None exam EXAM 1",
        "2025-09-29 None homework Tides (HW 2)",
    ],
    "You must submit your book choice to me no later than Monday, September 15.": [
        "2025-09-15 None homework book choice"
    ],
    "Due dates: proposal, 10/3; annotated bibliography, 10/24; first draft, 11/14; final paper, 12/8.": [
        "2025-10-03 None project proposal",
        "2025-10-24 None paper annotated bibliography",
        "2025-11-14 None paper first draft",
        "2025-12-08 None paper final paper",
    ],
    "Exam 2 will be distributed on November 3 and must be returned by November 7 at 5:00 p.m.": [
        "2025-11-07 17:00 exam Exam 2"
    ],
    "Quizzes will be given at the start of class on September 10; October 8, 15 and 29; and November 12.": [
        "2025-09-10 10:00 quiz Quiz 1",
        "2025-10-08 10:00 quiz Quiz 2",
        "2025-10-15 10:00 quiz Quiz 3",
        "2025-10-29 10:00 quiz Quiz 4",
        "2025-11-12 10:00 quiz Quiz 5",
    ],
    "Peer review of draft: October 22 in class. Final version: October 31 by 5:00 PM.": [
        "2025-10-22 10:00 paper Peer review of draft",
        "2025-10-31 17:00 paper Final version",
    ],
    "Tests: Sept 17, Oct 15, and the final on Dec 15 at 1 pm.": [
        "2025-09-17 None exam Test 1",
        "2025-10-15 None exam Test 2",
        "2025-12-15 13:00 exam final",
    ],
    "Assignment 1 (due: 12 Sep 2025, 23:59) 15% Assignment 2 (due: 10 Oct 2025, 23:59) 25%": [
        "2025-09-12 23:59 homework Assignment 1",
        "2025-10-10 23:59 homework Assignment 2",
    ],
    "Class days: Oct 1, 6, 8 (quiz 2), 13, 15, 20 (Midterm)": [
        "2025-10-08 None quiz quiz 2",
        "2025-10-20 None exam Midterm",
    ],
    "Exams: September 24 (in class), October 29 (in class) and December 15 (12:30p-2:30p).": [
        "2025-09-24 10:00 exam Exam 1",
        "2025-10-29 10:00 exam Exam 2",
        "2025-12-15 12:30 exam Exam 3",
    ],
    "The two midterms are on September 24 and October 29 during the regular class time.": [
        "2025-09-24 10:00 exam Midterm 1",
        "2025-10-29 10:00 exam Midterm 2",
    ],
    "Essays are due on September 24 at noon, October 29 at 5pm and December 3 at midnight.": [
        "2025-09-24 12:00 paper Essay 1",
        "2025-10-29 17:00 paper Essay 2",
        "2025-12-03 23:59 paper Essay 3",
    ],
    "Tests are at 7 pm on September 24 and at 6 pm on October 29.": [
        "2025-09-24 19:00 exam Test 1",
        "2025-10-29 18:00 exam Test 2",
    ],
    "Quiz (40%, in pairs): Monday, September 22, 13:15 - 14:15.": ["2025-09-22 13:15 quiz Quiz (in pairs)"],
    "The proposal is due at 5 pm on October 1, the draft by noon on November 5, the report by 9 pm on December 3.": [
        "2025-10-01 17:00 project proposal",
        "2025-11-05 12:00 paper draft",
        "2025-12-03 21:00 paper report",
    ],
    "Papers are due Monday, October 6 and I will return the papers by October 15.": ["2025-10-06 None paper Papers"],
    "The quiz opens at 8 am and closes at 9 pm on September 10.": ["2025-09-10 21:00 quiz quiz"],
    "Final exam: December 15, 2-4 in the afternoon": ["2025-12-15 14:00 exam Final exam"],
    "Final exam: Monday, December 15, 1900-2100": ["2025-12-15 19:00 exam Final exam"],
    "The paper is due Wednesday, December 3, 30 minutes before class.": ["2025-12-03 09:30 paper paper"],
    "Final exam: Section 1: Monday, December 15, 8:00-10:00; Section 2: Tuesday, December 16, 10:30-12:30": [
        "2025-12-15 08:00 exam Final exam: Section 1",
        "2025-12-16 10:30 exam Final exam",
    ],
    "A paper proposal of 1-2 pages is due October 1.": ["2025-10-01 None project A paper proposal"],
    "MIDTERM EXAM\n    Wednesday, October 15": ["2025-10-15 None exam MIDTERM EXAM"],
    "Monday 9/22: Return exam; start winds": [],
    "The mid-term exam is tentatively scheduled for the evening of Tuesday, October 14, 7-8:30 p.m.": [
        "2025-10-14 19:00 exam mid-term exam"
    ],
    "Problem sets are due at 5pm on the following dates: 9/10, 9/24.": [
        "2025-09-10 17:00 homework Problem set 1",
        "2025-09-24 17:00 homework Problem set 2",
    ],
    "The last day to withdraw from the class with a W is November 7, 2025.": [
        "2025-11-07 None admin last day to withdraw from the class with a W"
    ],
    "Homework 4 (due Oct 8) covers Chapters 3 and 4.": ["2025-10-08 None homework Homework 4"],
    "A1: Sept 12. A2: Sept 26. A3: Oct 10.": [
        "2025-09-12 None homework A1",
        "2025-09-26 None homework A2",
        "2025-10-10 None homework A3",
    ],
    "Project timeline\n    Oct 27 Midpoint check-in\n    Dec 8 Poster session": [
        "2025-10-27 None project Midpoint check-in",
        "2025-12-08 None presentation Poster session",
    ],
    "Week 2: Sept 1-5\n    Charts\n    Quiz 1 Friday\n    Week 3: Sept 8-12\n    HW 1 due Friday\n"
    "    Week 4: Sept 15-19\n    Date TBA Exam 1": [
        "2025-09-05 None quiz Quiz 1",
        "2025-09-12 None homework HW 1",
    ],
    "### Week 2 (September 1 – 5)\n    - Wed: Tides. Response 1 due\n    ### Week 3 (September 8 – 12)\n"
    "    - Wed: Response 2 due": ["2025-09-03 None paper Response 1", "2025-09-10 None paper Response 2"],
    "| Item | Weight | When |\n    |---|---|---|\n    | Midterm 1 | 20% | Sept 24, in class |\n"
    "    | Midterm 2 | 20% | Oct 29, in class |": [
        "2025-09-24 10:00 exam Midterm 1",
        "2025-10-29 10:00 exam Midterm 2",
    ],
    "There is one midterm exam, worth 30%. It will be held on 17 October, and covers all.": [
        "2025-10-17 None exam midterm exam"
    ],
    "There are three problem sets, done alone. Their deadlines are October 2, October 23, and November 11.": [
        "2025-10-02 None homework problem set 1",
        "2025-10-23 None homework problem set 2",
        "2025-11-11 None homework problem set 3",
    ],
    "First Midterm Tentatively scheduled for Friday September 26;": ["2025-09-26 None exam First Midterm"],
    "## Mini-essays\n    1. How do maps lie?\n       - Due on 09/05/2025.\n    2. What do tides tell?\n"
    "       - Due on 09/19/2025.": [
        "2025-09-05 None homework How do maps lie",
        "2025-09-19 None homework What do tides tell",
    ],
    "The final exam will run from 5pm on 12/10/2025 until 5pm on 12/12/2025.": ["2025-12-12 17:00 exam final exam"],
    "| Date | Topic |\n    |---|---|\n    | 9/10 | Review / Exam 1 |\n    | 9/17 | Exam 2 review |": [
        "2025-09-10 None exam Review / Exam 1"
    ],
    "| Date | Topic | Due |\n    |---|---|---|\n    | 9/10 | Charts | In-class essay on maps |\n"
    "    | 9/17 | Tides | Essay 1 |": ["2025-09-17 None paper Essay 1"],
    "Monday, September 8\n    Winds\n    HW 1 due\n    Wednesday, September 10\n    Tides\n"
    "    Monday, September 15\n    Exam 1\n    Wednesday, September 17\n    Essay 1 due": [
        "2025-09-08 None homework HW 1",
        "2025-09-15 None exam Exam 1",
        "2025-09-17 None paper Essay 1",
    ],
}


@pytest.mark.parametrize("said", SENTENCES)
def test_a_sentence_says_what_is_due_and_when(said: str) -> None:
    found = parsed(HEAD + said).assignments
    assert [f"{each.date} {each.time} {each.category} {each.title}" for each in found] == SENTENCES[said]
