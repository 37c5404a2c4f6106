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
