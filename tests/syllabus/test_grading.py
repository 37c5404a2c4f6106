"""What the grade is made of: ways of setting it out, and percentages that are something else."""

import pytest

from tests.syllabus.reading import parsed

SCHEMES = {
    "a list": "- Homework: 30%\n- Midterm exam: 30%\n- Final exam: 40%",
    "amounts first": "- 30% Homework\n- 30% Midterm exam\n- 40% Final exam",
    "one line": "Grading policy: Homework (30%), Midterm exam (30%), Final exam (40%).",
    "a table": "| Component | Weight |\n|---|---|\n| Homework | 30% |\n| Midterm exam | 30% |\n| Final exam | 40% |",
    "bare numbers under a header": (
        "| Item | Percent |\n|---|---|\n| Homework | 30 |\n| Midterm exam | 30 |\n| Final exam | 40 |"
    ),
    "points of a stated total": (
        "| Item | Points |\n|---|---|\n| Homework | 60 |\n| Midterm exam | 60 |\n| Final exam | 80 |\n| Total | 200 |"
    ),
    "prose": "Homework is worth 30%, the midterm exam counts for 30%, and the final exam makes up 40% of the grade.",
    "a paragraph each": (
        "Homework (30%): there will be six.\n\nMidterm exam (30%): in week 7; 10% is taken home.\n\n"
        "Final exam (40%): cumulative."
    ),
    "a formula": "Grade = (30% × Homework) + (30% × Midterm exam) + (40% × Final exam)",
    "how many of each": "- 5 × Homework: 30%\n- 1x Midterm exam: 30%\n- x Final exam: 40%",
    "two columns of parts": "| | | | |\n|---|---|---|---|\n| Homework | 30% | Midterm exam | 30% |\n| Final exam "
    "| 40% | | |",
    "points each and together": (
        "| Item | Points | Total |\n|---|---|---|\n| Homework | 6 @ 10 points each | 60 |\n| Midterm exam | 60 | 60 |"
        "\n| Final exam | 80 | 80 |\n| Total | | 200 |"
    ),
    "a total of points in prose": (
        "There are 200 total points.\n\n- Homework: 60 points\n- Midterm exam: 60 points\n- Final exam: 80 points"
    ),
    "each and its total": "- Homework (30%)\n- In-class exams — 15% each (30% total)\n- Final exam (40%)",
    "a sum before its parts": (
        "Assessment: 60% coursework and 40% examination.\n\n- Homework (30%)\n- Midterm exam (30%)\n- Final exam (40%)"
    ),
    "marks of a stated total": (
        "Assessment (total 100 marks): Homework – 30 marks; Midterm exam – 30 marks; Final exam – 40 marks"
    ),
    "another scheme": (
        "Scheme A: Homework 30%, Midterm exam 30%, Final exam 40%.\n\nScheme B: Homework 30%, Final exam 70%."
    ),
    "another scheme with more parts": (
        "Undergraduates:\n\n- Homework 30%\n- Midterm exam 30%\n- Final exam 40%\n\nGraduates:\n\n- Homework 20%\n"
        "- Midterm exam 30%\n- Final exam 40%\n- Report 10%"
    ),
    "dashes without spaces": "Homework—30%; Midterm exam—30%; Final exam—40%.",
    "a row with its label": (
        "| Component | Homework | Midterm exam | Final exam |\n|---|---|---|---|\n| Weight | 30% | 30% | 40% |"
    ),
    "a sentence behind each": "**Homework** 30%: weekly. **Midterm exam** 30%: October. **Final exam** 40%: December.",
    "counts behind a dash": "- 30% - 6x Homework\n- 30% - Midterm exam\n- 40% - Final exam",
    "each and together in words": (
        "Your grade will be based on three homework sets (10% each; 30% total), the midterm exam (30%) and the final "
        "exam (40%). There will be no paper."
    ),
    "points each and their total": (
        "- Five homework sets: 6 points each (30 points total)\n- Midterm exam: 30 points\n- Final exam: 40 points"
    ),
    "points with a total behind": (
        "We will have homework (60 points), a second (written) midterm exam (60 points), and a final exam (80 points) "
        "for a total of 200 points. Grades are assigned at 90%, 80%, 70%."
    ),
    "two exams of which each is as much": "- Homework (30%)\n- 2 midterm exams (15%)\n- Final exam (40%)",
    "a share of a late work": (
        "- Homework 30%: due Thursdays. If it comes at 8:01 pm, 20% will be taken off.\n- Midterm exam 30%\n"
        "- Final exam 40%"
    ),
    "a name above when it is": (
        "| | |\n|---|---|\n| Homework | |\n| Weekly, due Tuesdays | 30% |\n| Midterm exam | |\n"
        "| Monday, in class | 30% |\n| Final exam | |\n| To be scheduled | 40% |"
    ),
    "numbers and short names beside": (
        "| | | | |\n|---|---|---|---|\n| Homework | (3) | (HW) | 30% |\n| Midterm exam | (1) | (MT) | 30% |\n"
        "| Final exam | (1) | (FX) | 40% |"
    ),
    "points of one sheet": (
        "- Homework 30%. Marking of a sheet (4 points total): 2 points for completeness, 2 points for a question.\n"
        "- Midterm exam 30%\n- Final exam 40%"
    ),
    "numbered tests": "- Homework - 30%\n- Test 1 – 30% of grade\n- Test 2 – 40% of grade",
    "words behind": "- 30% (6): Homework [goal 1]\n- 30% (1): Midterm exam\n- 40%—Final exam—at the end",
    "behind a label": "Assessment: 30% homework, 30% midterm exam (in class), 40% final exam (in class).",
    "a total beside a scale": (
        "| Item | Points | Remarks |\n|---|---|---|\n| Homework | 60 | six |\n| Midterm exam | 60 | in class |\n"
        "| Final exam | 80 | all |\n| Total | 200 | 90% A, 80% B, 70% C, 60% D |"
    ),
    "leaders": "Homework ..........30%\n\nMidterm exam ......30%\n\nFinal exam ........40%",
    "a sentence about something else": (
        "Homework counts for 30%, the midterm exam for 30%, and the final exam for 40%. There is no curve."
    ),
    "a date in the name's sentence": (
        "- Six homework sets count 30%.\n- Midterm exam on Tuesday, Oct. 15 (to be confirmed) will count 30%.\n"
        "- Final exam will count 40%."
    ),
    "a paragraph with the amounts of its parts": (
        "Homework (30%): six.\n\nMidterm exam (30%): in week 7.\n\n"
        "Final paper (40% with its parts). The plan is due in May (10%), the paper (30%) in June."
    ),
    "far apart": (
        "### Homework\n\nHomework is worth 30% of the grade.\n\n"
        + "Bring a pen.\n\n" * 12
        + "### Exams\n\nThe midterm exam is worth 30% of the grade.\n\n"
        + "Bring a ruler.\n\n" * 12
        + "### Final\n\nThe final exam is worth 40% of the grade."
    ),
    "bare points that make up their total": "- Homework: 60\n- Midterm exam: 60\n- Final exam: 80\n- Total: 200",
    "leaders and bare numbers": "Homework ...... 30\n\nMidterm exam ...... 30\n\nFinal exam ...... 40",
    "fractions in a column of weights": (
        "| Item | Weight |\n|---|---|\n| Homework | 0.30 |\n| Midterm exam | 0.30 |\n| Final exam | 0.40 |"
    ),
    "a formula with fractions": "The grade is computed as 0.3 × Homework + 0.3 × Midterm exam + 0.4 × Final exam.",
    "a formula that begins with percentages": "Grade = 30% Homework + 30% Midterm exam + 40% Final exam",
    "a row under the names": "| Homework | Midterm exam | Final exam |\n|---|---|---|\n| 30% | 30% | 40% |",
    "your grade": "Your grade: 30% homework, 30% midterm exam, 40% final exam.",
    "from": "30% of your grade comes from homework, 30% from the midterm exam, and 40% from the final exam.",
    "the remaining": "Homework constitutes 30% and the midterm exam 30%. The remaining 40% is the final exam.",
    "a comma before the amount": "Homework, 30%. Midterm exam, 30%. Final exam, 40%.",
    "a sentence each": "Homework: 30 points. Midterm exam: 30 points. Final exam: 40 points. Total: 100 points.",
    "details in brackets": "- Homework: 30% (3% each)\n- Midterm exam: 30%\n- Final exam: 40% (10% is taken home)",
    "so many at so much": "- Homework (3 at 10% each)\n- Midterm exam (30%)\n- Final exam (40%)",
    "points each": "- Homework (10 points each): 30 points\n- Midterm exam: 30 points\n- Final exam: 40 points",
    "points in all": "Homework (60 points), a midterm exam (60 points), the final exam (80 points): 200 points in all.",
    "a longer cell": (
        "| Item | Share |\n|---|---|\n| Homework | 30% in all, the lowest grade of 5 is dropped |\n"
        "| Midterm exam | 30% |\n| Final exam | 40% |"
    ),
    "a scale in the same paragraph": (
        "Homework counts 30%; the midterm exam counts 30%; the final exam counts 40%. A = 90%, B = 80%, C = 70%."
    ),
    "what a name includes": "- Homework (including sheets): 30%\n- Midterm exam: 30%\n- Final exam: 40%",
    "two names in a cell": (
        "| Item | Share |\n|---|---|\n| Homework<br>Midterm exam | - 30%<br>- 30% |\n| Final exam | - 40% |"
    ),
    "a sentence that begins with an amount": (
        "There is no final. 30% of the grade is based on homework, 30% on the midterm exam, and 40% on your part in "
        "the talks that we hold as well as brief questions that I will ask you to answer in advance of the next class."
    ),
    "so often a week": "- Homework (30%, roughly 2 per week)\n- Midterm exam (30%)\n- Final exam (40%)",
    "each": "- Homework (30%)\n- 2 exams: 15% each\n- Final project: 40%",
}
SCALE = "- A: 93–100%\n- B: 83-92%\n- C: 70% or above\n- D: 60–69%\n"
PENALTIES = "Late work loses 10% per day. After 3 days 50% is deducted. Extra credit of up to 20% can be earned."


@pytest.mark.parametrize("text", SCHEMES.values(), ids=SCHEMES.keys())
def test_the_parts_and_their_weights_are_read(text: str) -> None:
    parts = parsed(f"# HIST 201\n\n## Grading\n\n{text}\n\n## Scale\n\n{SCALE}\n\n## Late work\n\n{PENALTIES}").grading
    assert [part.weight for part in parts] == [30, 30, 40]
    assert "homework" in parts[0].name.lower()


NAMES = {
    "- 30% problem sets, due Fridays at 4pm\n- 70% final exam": ["problem sets", "final exam"],
    "- In-class exam 3/23 (30%)\n- Final TBD (70%)": ["In-class exam", "Final"],
    "- 3 homeworks: 30%\n- One final exam: 70%": ["homeworks", "final exam"],
    "Your grade is based on quizzes (30%) and the final project (70%).": ["quizzes", "final project"],
    "There will be two exams. Each exam is worth 20%. There will also be a project worth 60%.": ["exam", "project"],
    "Homework 10%, midterm 40% (May 9, in class), final 50%.": ["Homework", "midterm", "final"],
    "Homework: 10% Midterm (during lab): 40% Term project: 50%": ["Homework", "Midterm", "Term project"],
    "Five assignments: 20% × 5 = 100%": ["assignments"],
    "| Part | Weight |\n|---|---|\n| Project: plan | 10% |\n| Project: poster | 45% |\n| Project: talk | 45% |": [
        "Project: plan",
        "Project: poster",
        "Project: talk",
    ],
    "Grading: 2 exams (20% for the midterm and 30% for the final) and a paper (50%)": ["midterm", "final", "paper"],
}


@pytest.mark.parametrize(("text", "names"), NAMES.items())
def test_a_part_is_called_as_the_document_names_it(text: str, names: list[str]) -> None:
    assert [part.name for part in parsed(f"# HIST 201\n\n## Grading\n\n{text}").grading] == names


def test_of_two_schemes_beside_each_other_one_is_read() -> None:
    parts = parsed(
        "# HIST 201\n\n## Grading\n\n| Undergraduates | | Graduates | |\n|---|---|---|---|\n"
        "| Homework | 50% | Homework | 40% |\n| Final exam | 50% | Final exam | 60% |\n"
    ).grading
    assert [part.weight for part in parts] == [50, 50]


def test_counts_and_drops_are_read() -> None:
    (quizzes, labs, exams) = parsed(
        """
        # HIST 201

        ## Grading

        - Quizzes (10, lowest two dropped): 20%
        - Labs 1-6: 30%
        - 2 exams: 25% each
        """
    ).grading
    assert labs.count == 6
    assert (exams.count, exams.weight) == (2, 50)
    assert quizzes.drop == 2


def test_the_evidence_of_a_part_stands_in_the_document() -> None:
    text = "# HIST 201\n\n## Grading\n\n- Homework: 40%\n- Exams: 60%"
    assert [part.evidence.text for part in parsed(text).grading] == ["Homework: 40%", "Exams: 60%"]


@pytest.mark.parametrize("text", [SCALE, PENALTIES, "Attendance is expected in 100% of the classes."])
def test_what_is_no_scheme_gives_no_parts(text: str) -> None:
    assert parsed(f"# HIST 201\n\n## Grading\n\n{text}").grading == []


def test_parts_that_do_not_make_up_the_whole_are_told() -> None:
    read = parsed("# HIST 201\n\n## Grading\n\n- Homework: 30%\n- Midterm exam: 30%\n- Final exam: 30%")
    assert [part.weight for part in read.grading] == [30, 30, 30]
    assert any("90 %" in warning for warning in read.warnings)


def test_what_a_part_is_made_up_of_is_told_in_brackets_behind_its_name() -> None:
    found = parsed("""
    # HIST 210: Maps of the Sea
    Fall 2025

    ## Grading

    - 45% Assignments (9% for each assignment)
    - 55% Final Project (5% proposal, 20% chart, 10% talk, 20% paper)
    """)
    assert [(part.name, part.weight) for part in found.grading] == [("Assignments", 45), ("Final Project", 55)]


def test_parts_in_lines_of_their_own_stand_for_their_sum() -> None:
    found = parsed("""
    # HIST 210: Maps of the Sea

    ## Grading

    - Homework: 15%
    - Exams: 85%
      - Midterm exam: 35%
      - Final exam: 50%
    """)
    assert [(part.name, part.weight) for part in found.grading] == [
        ("Homework", 15),
        ("Midterm exam", 35),
        ("Final exam", 50),
    ]


def test_a_total_above_the_whole_is_one_with_a_bonus() -> None:
    found = parsed("""
    # HIST 210: Maps of the Sea

    ## Grading

    | | |
    |---|---|
    | Homework | 40% |
    | Chart corrections (bonus) | 5% |
    | Final exam | 60% |
    | Total | 105% |
    """)
    assert [part.weight for part in found.grading] == [40, 5, 60]
