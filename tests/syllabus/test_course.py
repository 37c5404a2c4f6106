"""What the course is called: code, title, term and people from the head of a document."""

import pytest

from tests.syllabus.reading import parsed

HEADS = {
    "# HIST 201: The Long Century\n\nFall 2025": ("HIST 201", "The Long Century", "Fall 2025"),
    "# The Long Century\n\nHIST 201, Fall 2025\n\nHilltop University": ("HIST 201", "The Long Century", "Fall 2025"),
    "# HIST201-02 The Long Century (Spring Semester 2024)": ("HIST201", "The Long Century", "Spring Semester 2024"),
    "# Syllabus\n\nCourse code: HIST 201\n\nCourse title: The Long Century": ("HIST 201", "The Long Century", None),
    "# HIST-UA 2010: The Long Century\n\nTerm: Spring 2026": ("HIST-UA 2010", "The Long Century", "Spring 2026"),
    "# 21.118 — Autumn 2023\n\n# The Long Century": ("21.118", "The Long Century", "Autumn 2023"),
    "# The Long Century\n\n2017–18\n\nHI201": ("HI201", "The Long Century", "2017–18"),
}


@pytest.mark.parametrize(("head", "facts"), HEADS.items())
def test_code_title_and_term_are_as_printed(head: str, facts: tuple[str | None, ...]) -> None:
    course = parsed(f"{head}\n\n## Description\n\nPrerequisite: HIST 101 or MATH 2130. We meet in Room 101.").course
    assert (course.code, course.title, course.term) == facts


def test_the_instructor_is_found_with_what_stands_below() -> None:
    (teacher,) = parsed(
        """
        # HIST 201: The Long Century

        - Instructor: Dr. Ada M. Winter
        - Email: awinter@hilltop.example
        - Office: 12 Olin Hall
        - Office Hours: Mon 3-4pm and by appointment
        """
    ).course.instructors
    assert (teacher.name, teacher.email) == ("Ada M. Winter", "awinter@hilltop.example")
    assert (teacher.office, teacher.hours) == ("12 Olin Hall", "Mon 3-4pm and by appointment")
