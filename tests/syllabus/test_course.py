"""What the course is called: code, title, term and people from the head of a document."""

from zoneinfo import available_timezones

import pytest

from servers.syllabus.parsing import domains, places
from tests.syllabus.reading import parsed

HEADS = {
    "# HIST 201: The Long Century\n\nFall 2025": ("HIST 201", "The Long Century", "Fall 2025"),
    "# The Long Century\n\nHIST 201, Fall 2025\n\nHilltop University": ("HIST 201", "The Long Century", "Fall 2025"),
    "# HIST201-02 The Long Century (Spring Semester 2024)": ("HIST201", "The Long Century", "Spring Semester 2024"),
    "# HIST 201 | Schedule\n\n| Day | Topic |\n|---|---|\n| W Aug 23 | The big picture |": ("HIST 201", None, None),
    "# HIST 201: The Long Century (FA24)": ("HIST 201", "The Long Century", "Fall 2024"),
    "# Syllabus\n\nCourse code: HIST 201\n\nCourse title: The Long Century": ("HIST 201", "The Long Century", None),
    "# HIST-UA 2010: The Long Century\n\nTerm: Spring 2026": ("HIST-UA 2010", "The Long Century", "Spring 2026"),
    "# 21.118 — Autumn 2023\n\n# The Long Century": ("21.118", "The Long Century", "Autumn 2023"),
    "# The Long Century\n\n2017–18\n\nHI201": ("HI201", "The Long Century", "2017–18"),
    "# History 201: The Long Century\n\nFall 2025": ("History 201", "The Long Century", "Fall 2025"),
    "# Modern History (HIST) 3000\n\n## The Long Century\n\n2025 Spring": (
        "HIST 3000",
        "The Long Century",
        "2025 Spring",
    ),
    "# The Long Century (HIST 201/501)": ("HIST 201/501", "The Long Century", None),
    "# HIST 201-04 The Long Century and the Origins of\n\n# Our Own": (
        "HIST 201",
        "The Long Century and the Origins of Our Own",
        None,
    ),
    "# Course Syllabus\n\n## The Long Century\n\nHIST 201\n\nOlin Hall 102": ("HIST 201", "The Long Century", None),
    "# HIST 201 / ART 17: The Long Century\n\nFall 2025": ("HIST 201 / ART 17", "The Long Century", "Fall 2025"),
    "# The Long Century\n\nSubject Code and Course Number: Modern History 201": (
        "Modern History 201",
        "The Long Century",
        None,
    ),
    "# Course #: HIST 201: The Long Century\n\n## Syllabus: Spring 2026": (
        "HIST 201",
        "The Long Century",
        "Spring 2026",
    ),
    "# PhD 1506: The Long Century\n\nPage: https://hilltop.example/spring26/long": (
        "PhD 1506",
        "The Long Century",
        "Spring 2026",
    ),
    "To: hist201-fall@lists.hilltop.example\n\nSubject: HIST 201 Syllabus\n\nDear all,\n\nhello.\n\n"
    "HIST 201 - UNIVERSITY CHOIR (1 credit)\n\nFall 2026": ("HIST 201", "UNIVERSITY CHOIR", "Fall 2026"),
    "Dear all,\n\nhere is what we do.\n\nHIST 201 - THE LONG CENTURY (1 credit)\n\nFall 2026": (
        "HIST 201",
        "THE LONG CENTURY",
        "Fall 2026",
    ),
    "# HIST 201 Section B001: The Long Century\n\nIn light of what may come, the syllabus may be revised several times"
    " throughout the semester.": ("HIST 201", "The Long Century", None),
    "# Graduate Course Outline\n\n| | |\n|---|---|\n| Course Name and Number "
    "| HIST 645 – The Long Century |\n\nFall 2025": (
        "HIST 645",
        "The Long Century",
        "Fall 2025",
    ),
    "# The Long Century:\n\n# A Reading of Sources\n\nHIST 816 — Hilltop School of Management — Fall–1, 2026\n\n"
    "Hilltop University": ("HIST 816", "The Long Century: A Reading of Sources", "Fall–1, 2026"),
    "# HIST 201 · The Long Century · Fall 2025": ("HIST 201", "The Long Century", "Fall 2025"),
    "# The Long Century\n\n### Linguistics 753 / Philosophy 746\n\nThis joins Topics (LING 753) and a seminar.": (
        "LING 753",
        "The Long Century",
        None,
    ),
    "| | |\n|---|---|\n| Professor Ada Winter | Modern History 110D/Y |\n\n# The Long Century": (
        "Modern History 110D/Y",
        "The Long Century",
        None,
    ),
    "<table><tr><td>HIST 182: Introduction to<br>the Long Century</td><td>Prof. Winter</td></tr></table>": (
        "HIST 182",
        "Introduction to the Long Century",
        None,
    ),
    "# 15-316 The Long Century": ("15-316", "The Long Century", None),
    "# The Long Century\n\nPages: [a](https://hist173.example) [b](https://hilltop-hist173.chat.example)": (
        "HIST 173",
        "The Long Century",
        None,
    ),
    "# The Long Century\n\n[One](https://isbn123.example) [of another](https://hist174.example)": (
        None,
        "The Long Century",
        None,
    ),
    "# HIST 201 The Long Century Monday and Wednesday, 10 am": ("HIST 201", "The Long Century", None),
    "# HI4J3\n\n# The Long Century": ("HI4J3", "The Long Century", None),
    "# HIS325H1F The Long Century": ("HIS325H1F", "The Long Century", None),
    "# HIST 29/29L\n\n# The Long Century": ("HIST 29/29L", "The Long Century", None),
    "# HISTORY 4/590: The Long Century": ("HISTORY 4/590", "The Long Century", None),
    "# MODERN HISTORY E-7\n\n#### The Long Century": ("MODERN HISTORY E-7", "The Long Century", None),
    "# Modern History 51: The Long Century": ("Modern History 51", "The Long Century", None),
    "# HIST 299.002: The Long Century": ("HIST 299.002", "The Long Century", None),
    "# HIST1-GC 4200: The Long Century": ("HIST1-GC 4200", "The Long Century", None),
    "# History 135-3-04: The Long Century\n\n## Hall L221\n\n## Lecture: MWF 1-2 pm, Hall L221": (
        "History 135-3",
        "The Long Century",
        None,
    ),
    "# 17-356: The Long Century": ("17-356", "The Long Century", None),
    "# CMU 17-356: The Long Century": ("17-356", "The Long Century", None),
    "# HIST 201 The Long Century. 3 Hours": ("HIST 201", "The Long Century", None),
    "# ID 233: The Long Century": ("ID 233", "The Long Century", None),
    "# HIST 201 — Semester Schedule\n\n### The Long Century · Fall 2026": ("HIST 201", "The Long Century", "Fall 2026"),
    "# The Long Century\n\nTerm: Term 3\n\nHIST 201": ("HIST 201", "The Long Century", "Term 3"),
    "# HIST 201: The Long Century\n\n## 2023_Fall Term [202309]": ("HIST 201", "The Long Century", "2023 Fall Term"),
    "# HIST 201 A Sp 21: The Long Century\n\nA free version of this course was available in another place, where it "
    "was read by many people in summer 2015.": ("HIST 201", "The Long Century", "Spring 2021"),
    "THE LONG CENTURY FALL 2025\n\nA\n\nB\n\nC\n\nD\n\nE\n\nF\n\nG\n\nH\n\nI\n\nJ\n\nIn HIST 201 we ask how "
    "long it was.\n\n# CONNECT": (
        "HIST 201",
        "THE LONG CENTURY",
        "FALL 2025",
    ),
    "# HIST 201\n\n## The Long Century\n\nSubject: HIST 140, a question": (
        "HIST 201",
        "The Long Century",
        None,
    ),
    "# FOR 128: The Long Century\n\nSemester 2, 2025": ("FOR 128", "The Long Century", "Semester 2, 2025"),
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


PLACES = {
    "University of Oregon": ("University of Oregon", "America/Los_Angeles"),
    "Hilltop College, Department of History": ("Hilltop College", None),
    "Department of History\n\nThe University of Texas at Austin": ("University of Texas at Austin", "America/Chicago"),
    "Washington University in St. Louis": ("Washington University in St. Louis", "America/Chicago"),
    "Contact: a.winter@history.mit.edu": ("MIT", "America/New_York"),
    "Contact: a.winter@uni-hilltop.de": (None, "Europe/Berlin"),
    "All times are Pacific time.": (None, "America/Los_Angeles"),
    "Homework is due at 9:00 Atlantic.": (None, "America/Halifax"),
    "All times are given as MST.": (None, "America/Denver"),
    "We compute the MST of a graph, and the AST of a program; Pacific islands; Eastern Europe.": (None, None),
    "Mail: ada@hilltop.example.edu. Read [this](https://owl.purdue.edu/x).": (None, None),
    "[Library](https://library.smith.edu/), [Help](https://www.smith.edu/help)": ("Smith College", "America/New_York"),
    "[Zoom](https://upenn.zoom.us/j/1) [again](https://upenn.zoom.us/j/2)": (
        "University of Pennsylvania",
        "America/New_York",
    ),
    "Read [a](https://stat.auckland.ac.nz/a) and [b](https://stat.auckland.ac.nz/b).": (None, None),
    "Boise State University": ("Boise State University", "America/Boise"),
    "Bowen, A Reader, University of California Press, Berkeley, 2008": (None, None),
    "Where: 424 Scotland Street": (None, None),
    "Instructor: Austin J. Winter": (None, None),
    "National University of Singapore Email: ada@nus.edu.sg": ("National University of Singapore", "Asia/Singapore"),
    "College of Arts and Sciences": (None, None),
    "a.winter@mail.example.com": (None, None),
    "[A](https://a.wisc.edu/1) [B](https://b.wisc.edu/2) [C](https://c.wisc.edu/3) a.winter@umw.edu": (
        "University of Mary Washington",
        "America/New_York",
    ),
    "Contact: a.winter@rhc.edu. Rocky Hill College wishes you well.": ("Rocky Hill College", None),
    "Read Equity Awareness for Data, by the Urban Institute.": (None, None),
    "Evening/Weekend College": (None, None),
    "Recording is unethical and may also be a violation. Under the University rules it is forbidden.": (None, None),
    "Space Robotics Group<br>University of Toronto Institute for Aerospace Studies": (
        "University of Toronto",
        "America/Toronto",
    ),
}


@pytest.mark.parametrize(("text", "place"), PLACES.items())
def test_a_place_settles_the_time_zone(text: str, place: tuple[str | None, str | None]) -> None:
    course = parsed(f"# HIST 201: The Long Century\n\n{text}").course
    assert (course.institution, course.timezone) == place


def test_a_university_that_a_book_is_of_is_not_where_the_mail_is_of_another_country() -> None:
    topics = "\n\n".join(f"Topic {number}: charts of the sea" for number in range(30))
    books = "Maps (University of Texas at Austin). Seas (University of Texas at Austin)."
    course = parsed(f"# HIST 201\n\nContact: ada@hilltop.ac.uk\n\n{topics}\n\n{books}").course
    assert (course.institution, course.timezone) == (None, "Europe/London")


def test_every_zone_of_the_tables_exists() -> None:
    named = {*places.PLACES, *places.COUNTRIES.values(), *(zone for _, zone in places.ZONES_BY_WORD)}
    named |= set(domains.zones().values())
    assert named <= available_timezones()


TEACHERS = {
    "Instructor: Ada Winter (she/her)": ["Ada Winter"],
    "Professor Ada M. Winter": ["Ada M. Winter"],
    "Instructors: Ada Winter and Bo Lund": ["Ada Winter", "Bo Lund"],
    "## Instructor\n\nDr. Ada Winter": ["Ada Winter"],
    "Instructor: TBA": [],
    "Instructor Information": [],
    "Faculty of Science": [],
    "Instructor: Ada Winter Email: ada@hilltop.example Office: Hall 3": ["Ada Winter"],
    "(Lead Professor): Dr. Ada Winter – ada@hilltop.example": ["Ada Winter"],
    "r Instructor: Ada Winter (ada@hilltop.example)": ["Ada Winter"],
    "Dr. Ada Winter - Fall 2025": ["Ada Winter"],
    "Dr. Ada Winter will show you the sea.": [],
}


@pytest.mark.parametrize(("text", "names"), TEACHERS.items())
def test_who_teaches_is_read_from_a_label(text: str, names: list[str]) -> None:
    assert [each.name for each in parsed(f"# HIST 201: The Long Century\n\n{text}").course.instructors] == names


ABOUT = {
    "- Instructor: Ada Winter\n- Assistant: bolund@hilltop.example": (None, None, None),
    "- Instructor: Ada Winter\n- Office (Student) Hours: MF 1-2\n- awinter@hilltop.example": (
        "awinter@hilltop.example",
        None,
        "MF 1-2",
    ),
    "- Instructor: Ada Winter\n- Office Hrs: MF 1-2 Email: x@hilltop.example": (None, None, "MF 1-2"),
    "- Instructor: Ada Winter\n\n### Office hours\n\nMondays 1-2": (None, None, "Mondays 1-2"),
    "| | |\n|---|---|\n| Instructor: | Ada Winter |\n| Office: | Lecture Hall: (TBD) |": (None, None, None),
}


@pytest.mark.parametrize(("text", "about"), ABOUT.items())
def test_what_is_told_of_a_teacher_is_of_no_other(text: str, about: tuple[str | None, ...]) -> None:
    (teacher,) = parsed(f"# HIST 201: The Long Century\n\n{text}").course.instructors
    assert (teacher.email, teacher.office, teacher.hours) == about


def test_a_term_that_begins_and_ends_in_one_sentence_has_both_days() -> None:
    course = parsed("# HIST 201\n\nFall 2026\n\nClasses begin August 24, 2026 and end December 11, 2026.").course
    assert (course.term_start, course.term_end) == ("2026-08-24", "2026-12-11")


TERMS = {
    "August 24th to December 11th": ("2026-08-24", "2026-12-11"),
    "When: Tuesdays 12-2, from 25/08/2026 to 08/12/2026": ("2026-08-25", "2026-12-08"),
    "Class time and location: 8/24/2026 - 12/11/2026, online": ("2026-08-24", "2026-12-11"),
    "Course Start Date–End Date: August 24, 2026 – December 11, 2026": ("2026-08-24", "2026-12-11"),
    "Mondays and Wednesdays • August 24 – December 9, 2026 • Final exam December 14": ("2026-08-24", "2026-12-09"),
    "| Session dates | Credits |\n|---|---|\n| Aug 24, 2026 - Oct 9, 2026 | 1 |": ("2026-08-24", "2026-10-09"),
    "The first class is on Monday, August 24, and the last on Friday, December 4.": ("2026-08-24", "2026-12-04"),
    "Reading period: December 1 - December 12": (None, None),
    "Project phase: September 7 - October 30": (None, None),
    "No class: November 23 - December 4": (None, None),
    "| Dates | Topic |\n|---|---|\n| August 24 - September 4 | Maps |": (None, None),
}


@pytest.mark.parametrize(("text", "days"), TERMS.items())
def test_the_term_is_a_range_that_stands_alone_or_with_when_class_meets(
    text: str, days: tuple[str | None, str | None]
) -> None:
    course = parsed(f"# HIST 201: The Long Century\n\nFall 2026\n\n{text}\n").course
    assert (course.term_start, course.term_end) == days


@pytest.mark.parametrize(
    ("address", "term"),
    [
        ("https://github.com/some-place/spring2015/", "Spring 2015"),
        ("https://pages.some.place/hist-201-fall-2024", "Fall 2024"),
        ("https://github.com/2015-fall-hist-201", "Fall 2015"),
        ("https://github.com/some/HIST212FA24/edit/main", "Fall 2024"),
        ("https://hist-295-s24.some.place/", "Spring 2024"),
        ("https://github.com/some/HIST363_MapsF25", "Fall 2025"),
        ("https://some.place/HIST201_24F", "Fall 2024"),
        ("https://some.place/2024/fall/plan.html", "Fall 2024"),
        ("https://some.place/25sp/plan.html", "Spring 2025"),
        ("https://some.place/images/s24px.png", None),
        ("https://some.place/2024/report.pdf", None),
    ],
)
def test_what_a_syllabus_links_to_tells_the_term_that_its_text_leaves_out(address: str, term: str | None) -> None:
    found = parsed(f"# HIST 201: The Long Century\n\n[Our place]({address})\n\nEssay 1 is due on September 12.\n")
    assert found.course.term == term
    assert [each.date[:4] for each in found.assignments] == ([term[-4:]] if term else [])
