"""What names work and is none: topics, readings, times, examples; and beside each what looks like it and is work."""

import pytest

from tests.syllabus.reading import parsed

HEAD = "# CHEM 101\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"
PLAN = "| Date | Topic | Assignment due |\n|---|---|---|\n"


def items(markdown: str) -> list[str]:
    return [f"{each.date} {each.category} {each.title}" for each in parsed(HEAD + markdown).assignments]


@pytest.mark.parametrize(
    "text",
    [
        PLAN + "| Sep 8 | Lecture 3: species and their competition | |",
        PLAN + "| Sep 8 | L4.3 Poster presentations | |",
        PLAN + "| Sep 8 | Writing a research paper | |\n| Sep 10 | Putting together an oral presentation | |",
        PLAN + "| Sep 8 | Graphic presentation of information | |",
        PLAN + "| Sep 8 | Skim this long presentation of the method | |",
        PLAN + "| Sep 8 | What makes some forms of rule last? | |",
        PLAN + "| Sep 8 | Abstract data types | |",
        PLAN + "| Nov 24 | | Fall Break |",
        PLAN + "| Sep 8 | Introduce presentations | |\n| Sep 10 | Start working on the final | |",
        PLAN + "| Sep 8 | Discuss the midterm | |\n| Sep 10 | Work on final | |",
        "| Date | Topic | Lab Topic |\n|---|---|---|\n| Sep 8 | Acids | Intro lab |\n| Sep 15 | Salts | Salt lab |",
        "- October 8: no reading assignment is due, but bring your notes",
        "E.g., the first homework is due at 5 pm on October 8.",
        "The workshop is held during the final exam slot on Tuesday, December 9.",
        "The readings of October 8 come up again after the midterm.",
    ],
)
def test_what_is_taught_read_or_only_spoken_of_is_no_work(text: str) -> None:
    assert items(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAN + "| Sep 8 | Lecture 3: Midterm 1 | |", ["2025-09-08 exam Lecture 3: Midterm 1"]),
        (PLAN + "| Sep 8 | L2.9 Bonds, Quiz 2 | |", ["2025-09-08 quiz L2.9 Bonds, Quiz 2"]),
        (PLAN + "| Sep 8 | Introduction to ions (Quiz 4) | |", ["2025-09-08 quiz Introduction to ions (Quiz 4)"]),
        ("- October 8: no class, but the paper is due", ["2025-10-08 paper paper"]),
        (
            "The final exam is held during the final exam period on Tuesday, December 9.",
            ["2025-12-09 exam final exam"],
        ),
        (
            "- October 8: Lab: a case study of the lakes of the north and of what lives in them (final paper due)",
            ["2025-10-08 paper final paper"],
        ),
        (
            "Two midterm exams will take place on October 6 and November 10.",
            ["2025-10-06 exam midterm exam 1", "2025-11-10 exam midterm exam 2"],
        ),
        (PLAN + "| Oct 8 | | Feedback for two projects |", ["2025-10-08 project Feedback for two projects"]),
        (PLAN + "| Oct 8 | | Case study |", ["2025-10-08 paper Case study"]),
        (PLAN + "| Oct 8 | | No class, final projects due |", ["2025-10-08 project final projects"]),
        ("The presentation of your results is on October 8.", ["2025-10-08 presentation presentation of your results"]),
    ],
)
def test_what_looks_like_it_is_work_where_it_says_so(text: str, expected: list[str]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## STAT 1 Exam 2\n\n#### Date: Wednesday, October 8", ["2025-10-08 exam STAT 1 Exam 2"]),
        (
            "## Exams\n\nMidterm\n\nFinal\n\nMonday, December 8, 3:30-5:30 PM, room to be announced",
            ["2025-12-08 exam Final"],
        ),
        ("## Assignment 4\n\nDue Dec. 2, 11:59pm on Canvas", ["2025-12-02 homework Assignment 4"]),
        ("Assignment 4:\n\n- Due: Dec. 2 by 5 pm\n- Covers units 1-3", ["2025-12-02 homework Assignment 4"]),
        (
            "- Exams:\n    - In-class:\n        - Sep 19\n        - Oct 17\n    - Take-home:\n        - Nov 14",
            ["2025-09-19 exam Exam", "2025-10-17 exam Exam", "2025-11-14 exam Exam"],
        ),
        (
            "## Projects\n\nGroup:\n\n- Due Oct 3\n\nIndividual:\n\n- Due Nov 3",
            ["2025-10-03 project Project", "2025-11-03 project Project"],
        ),
        ("Essays are due:\n\n- Sep 12\n- Oct 10", ["2025-09-12 paper Essay", "2025-10-10 paper Essay"]),
        (
            "2. Due Friday, September 5:\n\n- Page 24, problems 36 and 37",
            ["2025-09-05 homework Page 24, problems 36 and 37"],
        ),
        ("- Dec 15: Final grades due\n- Dec 16: grades are due", []),
        (
            "- Essay 1 (due 9/22, 10% of final grade)\n- Essay 2 (15 points, due Nov 17)",
            ["2025-09-22 paper Essay 1", "2025-11-17 paper Essay 2"],
        ),
        (PLAN + "| Dec 1 | Lab: student presentations | |", ["2025-12-01 presentation Lab: student presentations"]),
        (PLAN + "| Dec 1 | Midterm exam<br>Assigned @ 5 pm | |", []),
        (PLAN + "| Dec 1 | | Prepare for quiz 2 |", []),
    ],
)
def test_a_line_alone_is_read_with_what_stands_over_or_under_it(text: str, expected: list[str]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exam 1 is on October 8 (no class on October 6 so that you can study).", ["2025-10-08 exam Exam 1"]),
        ("- October 8: Midterm exam (no lecture)", ["2025-10-08 exam Midterm exam"]),
        ("No lecture on October 8: midterm exam at 7 pm.", ["2025-10-08 exam midterm exam"]),
        ("- October 8: no class - exam review", []),
        ("No class: study for the midterm, October 8.", []),
    ],
)
def test_an_exam_is_sat_although_there_is_no_class(text: str, expected: list[str]) -> None:
    assert items(text) == expected
