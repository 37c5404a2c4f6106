"""When the class meets: ways of saying it, and the other hours that a syllabus names."""

import pytest

from servers.contract.syllabus import Meeting
from tests.syllabus.reading import parsed

MEETINGS = {
    "Lecture: MWF 10:00 - 10:50 AM, Olin 201": ["lecture MO WE FR 10:00 10:50"],
    "Class meets Tuesdays and Thursdays from 1:00 to 2:15 in Olin 201": ["lecture TU TH 13:00 14:15"],
    "Time: T/R 1-2:15pm": ["lecture TU TH 13:00 14:15"],
    "Schedule: TuTh 9:30–10:45": ["lecture TU TH 09:30 10:45"],
    "Meeting time: MWF 9-10": ["lecture MO WE FR 09:00 10:00"],
    "Class: MW 11:00-12:15": ["lecture MO WE 11:00 12:15"],
    "Lab: every Friday 14:00–16:50": ["lab FR 14:00 16:50"],
    "Class meets at 6:30–9:15 pm on Wednesdays": ["lecture WE 18:30 21:15"],
    "Labs: Every other Fri (starting Sep 6), 10:00 - 11:45am, Olin 5": ["lab FR 10:00 11:45"],
    "Lecture: Mon & Wed\n\n10am - 11am": ["lecture MO WE 10:00 11:00"],
    "Recitation: Fri 11am": ["recitation FR 11:00 None"],
    "Lecture: MW 9:30-10:45; Discussion: F 9:30-10:20": ["lecture MO WE 09:30 10:45", "discussion FR 09:30 10:20"],
}
NO_MEETINGS = (
    "Office hours: Mon & Wed 11-12pm",
    "Office Hours:\n\nMonday 3-4pm\n\nFriday 1-2pm",
    "Homework is due on Fridays at 5pm",
    "The final exam is on Tuesday, December 16, 8:00-10:00am",
    "The help room is open Monday to Thursday 7-9pm",
    "I answer e-mail Monday to Friday, 9am to 5pm",
)


def _told(meeting: Meeting) -> str:
    return f"{meeting.kind} {' '.join(meeting.days)} {meeting.start} {meeting.end}"


@pytest.mark.parametrize(("text", "meetings"), MEETINGS.items())
def test_the_class_meets(text: str, meetings: list[str]) -> None:
    sections = parsed(f"# HIST 201: The Long Century\n\n{text}").sections
    assert [_told(meeting) for section in sections for meeting in section.meetings] == meetings


@pytest.mark.parametrize("text", NO_MEETINGS)
def test_other_hours_are_no_meetings(text: str) -> None:
    assert parsed(f"# HIST 201: The Long Century\n\n{text}").sections == []


def test_sections_are_told_apart_by_their_labels() -> None:
    sections = parsed(
        """
        # HIST 201

        | Section | Days | Time | Room |
        |---|---|---|---|
        | Lab 01 | Monday | 1:00-2:50 pm | Olin 5 |
        | Lab 02 | Tuesday | 3:00-4:50 pm | Olin 5 |
        """
    ).sections
    assert [(section.id, *map(_told, section.meetings)) for section in sections] == [
        ("01", "lab MO 13:00 14:50"),
        ("02", "lab TU 15:00 16:50"),
    ]
