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
    "Lectures: Tu/Th 2:10p – 3:30p": ["lecture TU TH 14:10 15:30"],
    "Lecture: MW 08:30--09:20, CS 110": ["lecture MO WE 08:30 09:20"],
    "## Meetings\n\n- MW\n- 2:55-4:10pm": ["lecture MO WE 14:55 16:10"],
    "## Lecture\n\nOlin 117: Wednesdays 3:30-5:20": ["lecture WE 15:30 17:20"],
    "Class: Tu 10:15am-12:20pm, Olin 1 or W 1:20pm-2:55pm, Olin 2": [
        "lecture TU 10:15 12:20",
        "lecture WE 13:20 14:55",
    ],
    "Friday 9:35—10:25am (Lecture), 10:40am—12:15pm (Laboratory)": ["lecture FR 09:35 10:25", "lab FR 10:40 12:15"],
    "Fall 2017 | Wednesday 7:00-8:00 PM | PAR 1": ["lecture WE 19:00 20:00"],
    "Lecture: MW 9:30-10:45; Discussion: F 9:30-10:20": ["lecture MO WE 09:30 10:45", "discussion FR 09:30 10:20"],
    "Instructor: Ida Quill\n\nTTh 12:30-1:45": ["lecture TU TH 12:30 13:45"],
    "Lab sections meet Tuesday 1-3 (L01) and Wednesday 1-3 (L02).": ["lab TU 13:00 15:00", "lab WE 13:00 15:00"],
    "| Section | Days | Time |\n|---|---|---|\n| 001 | MWF | 9:00-9:50 |\n| 002 | TR | 11:00-12:15 |": [
        "lecture MO WE FR 09:00 09:50",
        "lecture TU TH 11:00 12:15",
    ],
    "Rehearsals: Wednesdays, 6:30-8:30 PM, Olin Hall": ["lecture WE 18:30 20:30"],
    "Lecture & Discussion: M, W at 10am (50 mins)\n\nLab: F at 10am (3 hours)": [
        "lecture MO WE 10:00 10:50",
        "lab FR 10:00 13:00",
    ],
    "Lectures: Monday, Wednesday 10:00am -\n\n11:15am": ["lecture MO WE 10:00 11:15"],
    "Lectures will regularly be held on Mondays, Wednesdays, and Fridays from\n\n4:00 pm to 4:50 pm in Olin 4.": [
        "lecture MO WE FR 16:00 16:50"
    ],
    "## Lab schedule\n\nLocation: Olin 4\n\n16570: M 2 00 pm – 4 00 pm": ["lab MO 14:00 16:00"],
    "| | |\n|---|---|\n| Office hours: Wed. 1-3 | Spring 2015 |\n| e-mail: quill@hist.edu | TTh 11am-12:15pm |": [
        "lecture TU TH 11:00 12:15"
    ],
    "| | |\n|---|---|\n| Lab: Thu 1-3pm | Office hours: |\n| Thu 4-6pm | Monday 11am-12pm |": [
        "lab TH 13:00 15:00",
        "lab TH 16:00 18:00",
    ],
    "| Monday | Tuesday | Thursday |\n|---|---|---|\n| Posts due (5:59pm) | All: class meeting (9:30-10:45am) "
    "| All: class meeting (9:30-10:45am) |": ["lecture TU TH 09:30 10:45"],
    "HIST 201 | TTh 9:25-10:40 | Olin 4": ["lecture TU TH 09:25 10:40"],
    "HIST 201-A Spring 2017 Thursday, 2:00-4:50 PM, Room 126 4 GR hours": ["lecture TH 14:00 16:50"],
    "Class hours: 1400-1520 MW": ["lecture MO WE 14:00 15:20"],
    "This course meets Wednesday evenings, 6-9 pm.": ["lecture WE 18:00 21:00"],
    "Meets: 18:30-20:30, alternate Wednesdays": ["lecture WE 18:30 20:30"],
    "Live meetings: 6pm-9pm EST Mon & Wed": ["lecture MO WE 18:00 21:00"],
    "Class meets on T & Th from noon to 1:15 p.m.": ["lecture TU TH 12:00 13:15"],
    "On Fridays between 10:15 and 12:00 we meet in small groups.": ["lecture FR 10:15 12:00"],
    "Lectures: TR 9:30-10:45. Lectures begin at 9:30 on Tuesdays and Thursdays.": ["lecture TU TH 09:30 10:45"],
    "Meeting times: Tu., Th. 11:30-1 pm (section, TBA)": ["lecture TU TH 11:30 13:00"],
    "## Discussions and office hours\n\n- DIS 1A, Friday 12 pm - 1:50 pm, Ida Quill": ["discussion FR 12:00 13:50"],
    "| Lecture | Lab |\n|---|---|\n| MW, 1200–1320 | See the web |": ["lecture MO WE 12:00 13:20"],
    "| Instructor | Class | Office hours |\n|---|---|---|\n| Ida Quill | MW 9:00-10:15 | T 1-3 |": [
        "lecture MO WE 09:00 10:15"
    ],
    "| | | | |\n|---|---|---|---|\n| MWF | 301 Olin | 10:20–11:10am | Class |\n| Th | 306 Olin | 10:20–11:40am "
    "| Recitation |": ["lecture MO WE FR 10:20 11:10", "recitation TH 10:20 11:40"],
    "Prof. Ida Quill, Olin 4\n\nWinter 2017, TR 8:00 - 9:50am, Olin 340": ["lecture TU TH 08:00 09:50"],
}
NO_MEETINGS = (
    "Office hours: Mon & Wed 11-12pm",
    "Office Hours:\n\nMonday 3-4pm\n\nFriday 1-2pm",
    "Homework is due on Fridays at 5pm",
    "The final exam is on Tuesday, December 16, 8:00-10:00am",
    "The help room is open Monday to Thursday 7-9pm",
    "I answer e-mail Monday to Friday, 9am to 5pm",
    "You can expect replies within regular working hours (9 am to 5 pm, M-F)",
    "## Office hours\n\nTimes: Thursdays 3:30-5:30 pm",
    "## Instructor\n\n- T 10-11am, W 1:30-2:30pm",
    "Tutoring hours (digital lab): Mon 2:45-3:45 pm",
    "Office hours are after class on Mondays, 1-2pm",
    "Section 2 (10:00am T/R) - Final exam",
    "The other hour of the timetable (Tuesday at 8:35) is used for drop-in office hours.",
    "Instructor: Ida Quill\n\nMW 2-3",
    "Schedule\n\n| Date | Topic | Time |\n|---|---|---|\n| Tue 2 Sep 2025 | Talk with M. Wu | Tuesday 9:00-9:50 |",
    "General information\n\nProgrammer on duty: Ida Quill, Monday, 14:30 - 20:30",
    "## Hours\n\n9:00-5:00pm, Monday-Friday, but not on public holidays",
    "Homework is assigned on Mondays at 12 pm, right after the lecture",
    "| Monday | Friday |\n|---|---|\n| Office hours 9:30-10:45am | Help room 1:00-2:00pm |",
    "Bo keeps a problem session on Wednesday evenings at 7.",
    "Bo holds open lab on Thursday evenings, 6–8 p.m.",
    "TA: Bo Lin (TA), lab hours Monday 3-5pm",
    "Office (student) hours: MF 1:00-1:50p",
    "Office and hours: Wed 4-6 pm",
    "### Tuesday 1-23",
    "Class sessions\n\n- 7/6 - Tuesday 9:45am to 11:15am (Quiz 1)",
    "Modules close every Sunday at 11:59 pm, and class goes on",
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
        ("Lab 01", "lab MO 13:00 14:50"),
        ("Lab 02", "lab TU 15:00 16:50"),
    ]


def test_a_course_number_or_a_column_tells_the_section() -> None:
    of_numbers = parsed("# HIST 210\n\nHIST 210A: MWF 10:45-11:45\n\nHIST 210B: MWF 1:15-2:15\n").sections
    of_column = parsed(
        """
        # HIST 210

        | Section | Instructor | Time | Room |
        |---|---|---|---|
        | 1 | Ida Quill | MWF 9:00-9:50 | Olin 4 |
        | 2 | Ann Sea | MWF 11:00-11:50 | Olin 5 |
        """
    ).sections
    assert [(section.id, section.meetings[0].start) for section in (*of_numbers, *of_column)] == [
        ("A", "10:45"), ("B", "13:15"), ("1", "09:00"), ("2", "11:00"),
    ]  # fmt: skip


def test_hours_of_several_sections_on_the_same_days() -> None:
    sections = parsed(
        "# HIST 201\n\nMeeting times: Tues/Thurs 8 am (section 01) and 9:30 am (section 02)\n\nRoom: Olin 201"
    ).sections
    assert [(section.id, *map(_told, section.meetings)) for section in sections] == [
        ("01", "lecture TU TH 08:00 None"),
        ("02", "lecture TU TH 09:30 None"),
    ]
    assert {meeting.location for section in sections for meeting in section.meetings} == {"Olin 201"}


def test_the_days_above_hold_for_the_hours_of_each_section() -> None:
    sections = parsed(
        """
        # HIST 201

        Mondays and Wednesdays • September 2 – October 14, 2026

        | | | |
        |---|---|---|
        | Section 01 | 1:00–2:20 pm | Olin 3 |
        | Section G1 | 2:35–3:55 pm | Olin 3 |
        """
    ).sections
    assert [(section.id, *map(_told, section.meetings)) for section in sections] == [
        ("01", "lecture MO WE 13:00 14:20"),
        ("G1", "lecture MO WE 14:35 15:55"),
    ]


def test_the_first_and_the_last_meeting_where_the_document_says_them() -> None:
    (section,) = parsed("# HIST 201\n\nWhen: Tuesdays 12-2, from 23/09/2025 to 02/12/2025\n").sections
    (meeting,) = section.meetings
    assert (_told(meeting), meeting.first, meeting.last) == ("lecture TU 12:00 14:00", "2025-09-23", "2025-12-02")


def test_the_student_is_asked_for_the_section() -> None:
    (question,) = parsed(
        "# HIST 201\n\nFall 2025\n\n- Lab 01: Monday 1:00-2:50 pm\n- Lab 02: Tuesday 3:00-4:50 pm\n"
    ).questions
    assert (question.about, question.choices) == ("HIST 201: section", ["Lab 01", "Lab 02"])
