"""The rules of a course, by kind: under headings, and in paragraphs that a label begins."""

import pytest

from servers.contract.syllabus import PolicyKind
from servers.syllabus.parsing import policies
from tests.syllabus.reading import parsed

KINDS: dict[str, PolicyKind] = {
    "Late work": "late",
    "Make-up exams": "late",
    "Extensions and deadlines": "late",
    "Attendance policy": "attendance",
    "Academic Integrity": "integrity",
    "Collaboration and plagiarism": "integrity",
    "Use of generative AI": "ai",
    "AI policy": "ai",
    "Students with disabilities": "accommodation",
    "Accessibility": "accommodation",
    "Grading scale": "grading",
    "Regrade requests": "grading",
    "AI/ML resource policy": "ai",
    "Use of Artificial Intelligence (AI)": "ai",
    "Sexual misconduct and Title IX": "other",
    "Religious accommodations": "other",
    "Electronic devices": "other",
    "Title IX": "other",
    "Course policies": "other",
}
NO_POLICIES = (
    "Course description",
    "Artificial intelligence: an introduction",
    "Electronic literature",
    "Textbook",
    "Schedule",
    "Software (with accessibility and privacy information)",
)


@pytest.mark.parametrize(("title", "kind"), KINDS.items())
def test_a_heading_tells_the_kind(title: str, kind: PolicyKind) -> None:
    assert policies.kind_of(title) == kind


@pytest.mark.parametrize("title", NO_POLICIES)
def test_other_headings_are_no_policies(title: str) -> None:
    assert policies.kind_of(title) is None


def test_a_policy_is_all_that_stands_under_its_heading() -> None:
    found = parsed(
        """
        # HIST 201

        ## Late work

        Ten percent a day.

        - Three days at most.

        ### How to ask for more time

        By e-mail.

        ## Textbook

        None.
        """
    ).policies
    assert [(policy.kind, policy.title, policy.text) for policy in found] == [
        ("late", "Late work", "Ten percent a day.\nThree days at most.\nBy e-mail."),
    ]


def test_a_labelled_paragraph_is_a_policy_of_its_own() -> None:
    found = parsed(
        "# HIST 201\n\n## Rules\n\nAttendance: three absences are free.\n\nBring a pencil.\n\nCheating. It is reported."
    ).policies
    assert [(policy.kind, policy.text) for policy in found] == [
        ("attendance", "three absences are free."),
        ("integrity", "It is reported."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "You must not miss the deadline: it is late in the year.",
        "## Schedule\n\n- Nov 21, FIXED DEADLINE: websites\n- Nov 28: late antiquity",
        "## Unit 7: Fiscal policy\n\nModule 33",
    ],
)
def test_what_only_names_such_a_thing_is_no_policy(text: str) -> None:
    assert parsed(f"# HIST 201\n\n{text}").policies == []


def test_a_title_is_without_the_number_of_its_heading() -> None:
    found = parsed("# HIST 201\n\n## 5.10 Late work\n\nTen percent a day.\n\n## COVID-19 policy\n\nWear a mask.")
    assert [policy.title for policy in found.policies] == ["Late work", "COVID-19 policy"]


def test_a_table_under_the_heading_is_told_with_it() -> None:
    (found,) = parsed("# HIST 201\n\n## Grading scale\n\n| | |\n|---|---|\n| A | 93-100 |\n| B | 83-92 |").policies
    assert found.text == "A | 93-100\nB | 83-92"


def test_a_sentence_in_the_place_of_a_heading_goes_on_with_the_policy_above() -> None:
    sentence = "## Please write to the instructor to ask for an extension before the deadline"
    (found,) = parsed(f"# HIST 201\n\n## Late work\n\nTen percent a day.\n\n{sentence}\n\nwith a reason.").policies
    assert found.title == "Late work"
    assert found.text.endswith("before the deadline\nwith a reason.")


def test_a_list_of_days_is_no_policy_of_lateness() -> None:
    assert parsed("# HIST 201\n\nFall 2025\n\n## Deadlines\n\nEssay: October 3, 2025\n\nMap: October 9").policies == []
