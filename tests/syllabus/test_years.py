"""Of which year a syllabus is that does not print it beside its dates: what says so, and what is asked."""

from datetime import date

import pytest

from servers.syllabus.document import Metadata
from tests.syllabus.reading import parsed

WITHOUT_A_YEAR = {
    "Revised for 2024.\n\n| Dates | Topic |\n|---|---|\n| 03/31--04/04 | Maps |\n| 04/07--04/11 | Sets |\n"
    "| 04/14--04/18 | Rings |\n| 04/21--04/25 | Fields |\n\n- Midterm exam: April 16": "2025-04-16",
    "The [notes](https://college.example/syllabus_f2013.txt).\n\n- Midterm exam: October 16": "2013-10-16",
    "The [notes](https://college.example/math210-sp20/n.pdf).\n\n- Midterm exam: March 5": "2020-03-05",
    "Labor Day, September 1: no class.\n\nColumbus Day, October 13: no class.\n\nThanksgiving Day is November 27."
    "\n\n- Midterm exam: October 16": "2025-10-16",
    "Lectures: Tuesday and Thursday 1:15 - 2:30 pm\n\n| Date | Topic |\n|---|---|\n| Sep 2 | Sets |\n| Sep 4 | Maps |"
    "\n| Sep 9 | Groups |\n| Sep 11 | Rings |\n| Sep 16 | Fields |\n| Sep 18 | Midterm exam |": "2025-09-18",
}


@pytest.mark.parametrize(
    ("text", "day"), WITHOUT_A_YEAR.items(), ids=["weeks", "letter", "address", "holidays", "days of class"]
)
def test_the_year_is_that_of_addresses_of_holidays_or_of_the_days_of_class(text: str, day: str) -> None:
    found = parsed(f"# MATH 210: Sets\n\n{text}\n", this_year=2026)
    assert [each.date for each in found.assignments] == [day]


def test_in_the_second_half_of_an_academic_year_days_are_of_its_second_year() -> None:
    found = parsed("""
    # HIST 210: Maps of the Sea
    Academic year 2025/26

    - Essay 1: due 2 February 2026
    - Essay 2: due 2 March 2026
    - Essay 3: due 9 March 2026
    - Essay 4: due 16 March 2026
    - Essay 5: due 23 March 2026
    - Essay 6: due 30 March 2026
    - Essay 7: due Monday 13 April
    """)
    assert found.assignments[-1].date == "2026-04-13"


def test_a_year_that_the_text_names_and_that_alone_fits_the_weekdays_needs_no_question() -> None:
    found = parsed(
        "# MATH 210: Sets\n\nCopyright 2025\n\nQuizzes: Tue Sep 2, Thu Sep 11, Tue Sep 16. Exam: Thu Oct 2.\n",
        this_year=2026,
    )
    assert (found.course.year, found.questions) == (2025, [])


def test_a_year_that_only_weekdays_speak_for_is_asked() -> None:
    found = parsed("# MATH 210: Sets\n\nQuizzes: Tue Sep 2, Thu Sep 11, Tue Sep 16. Exam: Thu Oct 2.\n", this_year=2026)
    assert found.course.year is None
    assert [question.choices[:1] for question in found.questions] == [["2025"]]


PLAN = "| Date | Topic |\n|---|---|\n"


PRINTED = (
    *("Fall '25", "F'25", "FA25", "Fall 2025", "2025_Fall Term", "FALL 25", "Fall25", "Fall, Year 2025", "2025F"),
    *("Fall Quarter AY 2025", "T3 2025", "Sem 2 2025", "August – December 2025", "Aug 2025 to Dec 2025"),
)


@pytest.mark.parametrize("printed", PRINTED)
def test_a_term_is_printed_with_its_year_in_many_ways(printed: str) -> None:
    found = parsed(f"# MATH 210: Sets ({printed})\n\n- Midterm exam: October 16\n")
    assert [each.date for each in found.assignments] == ["2025-10-16"]
    assert found.course.code == "MATH 210"


STAMPS: dict[str, tuple[int | None, list[str]]] = {
    "Last updated: December 20, 2024": (2025, []),
    "Version of 12/20/2024": (2025, []),
    "© 2025 Ann Sea": (None, ["2025"]),
    "Revised 1/2025": (None, ["2025"]),
    "Syllabus 2025": (None, ["2025"]),
    "Department of Maps, Jan. 2025": (None, ["2025"]),
    "Map Hall 2025": (None, []),
    "Prerequisite: MATH 2025": (None, []),
    "Sea, A. (2025). Maps of the sea, and of what is beneath it, for all who sail on it. Sea Press.": (None, []),
}


@pytest.mark.parametrize(("line", "told"), STAMPS.items())
def test_when_a_text_was_made_tells_its_year_and_a_copyright_only_what_to_ask(
    line: str, told: tuple[int | None, list[str]]
) -> None:
    found = parsed(f"# MATH 210: Sets\n\n- Midterm exam: March 5\n\n{line}\n", this_year=2026)
    assert (found.course.year, [choice for asked in found.questions for choice in asked.choices]) == told
    assert [each.date for each in found.assignments] == (["2025-03-05"] if told != (None, []) else [])


def test_a_file_older_than_its_plan_gives_way_to_the_days_of_class_and_the_student_is_asked() -> None:
    days = ["Jan 17", "Jan 19", "Jan 24", "Jan 26", "Jan 31", "Feb 2", "Feb 7"]
    rows = "".join(f"| {day} | Topic |\n" for day in days)
    found = parsed(
        f"# MATH 210: Sets\n\nTu/Th 9:00-10:20 AM\n\n{PLAN}{rows}| Feb 9 | Exam 1 |\n",
        metadata=Metadata(created=date(2021, 7, 25)),
        this_year=2026,
    )
    assert [each.date for each in found.assignments] == ["2023-02-09"]
    assert [question.choices for question in found.questions] == [["2023", "2017"]]
    assert found.assignments[0].confidence < 0.8


BY_THE_FILE = [
    # A single date of a paper's or page's is none of the plan's.
    (date(2020, 12, 18), None, "- Wed 6 Jan: Quiz 1\n\n- Fri 5 Feb: Quiz 2\n\n(Seen on March 3, 2010.)", "2021-01-06"),
    # A plan for January is written in December, and changed in January.
    (
        date(2016, 12, 6),
        date(2017, 1, 9),
        "- Project 1: due 22nd January\n\n- Project 2: due 5th February",
        "2017-01-22",
    ),
    (date(2023, 8, 2), None, "- Project 1: due September 8\n\n- Project 2: due October 5", "2023-09-08"),
    (date(2024, 5, 20), None, "- Project 1: due February 8\n\n- Project 2: due April 5", "2024-02-08"),
    # There is no February 29 in 2025 and 2026, and the class meets on Tuesdays and Thursdays.
    (
        date(2025, 7, 21),
        None,
        "Tuesdays and Thursdays, 8:15-9:30 am\n\n"
        + PLAN
        + "| January 25 | Project 1 due |\n| February 15 | Sums |\n| February 29 | Limits |\n| March 19 | Series |"
        "\n| April 11 | Integrals |",
        "2024-01-25",
    ),
    # A page printed in 2025 of a plan whose class meets on Mondays and Wednesdays of 2024.
    (
        date(2025, 1, 10),
        None,
        "Lectures: Monday and Wednesday 10:00-11:15\n\n"
        + PLAN
        + "| September 4 | Project 1 due |\n| September 9 | Sums |\n| September 11 | Limits |\n"
        "| September 16 | Series |\n| September 18 | Integrals |",
        "2024-09-04",
    ),
]


@pytest.mark.parametrize(("created", "modified", "text", "day"), BY_THE_FILE)
def test_the_year_is_the_one_that_the_files_own_date_and_the_plan_agree_on(
    created: date, modified: date | None, text: str, day: str
) -> None:
    found = parsed(f"# MATH 210: Sets\n\n{text}\n", metadata=Metadata(created=created, modified=modified))
    assert found.assignments[0].date == day
    assert found.course.year == int(day[:4])


def test_a_plan_that_is_newer_than_the_printed_term_is_dated_by_its_weekdays() -> None:
    found = parsed("""
    # MATH 210: Sets (Fall 2015)

    - Wed, 1/20: Intro
    - Fri, 1/22: Quiz 1
    - Mon, 1/25: Maps
    - Wed, 1/27: Quiz 2
    - Mon, 3/7: No class (spring break)
    """)
    assert [each.date for each in found.assignments] == ["2016-01-22", "2016-01-27"]
    assert [each.date for each in found.no_class] == ["2016-03-07"]
    assert found.course.year == 2016
    assert any("check the year" in warning for warning in found.warnings)


def test_a_plan_of_another_season_than_the_printed_term_is_of_the_year_that_the_file_was_made_in() -> None:
    rows = "".join(f"| {day} | Topic |\n" for day in ("Aug 28", "Sep 4", "Sep 11", "Sep 18", "Oct 2", "Nov 13"))
    found = parsed(
        f"# MATH 210: Sets\n\nSpring 2021\n\n{PLAN}{rows}| Dec 4 | Final exam |\n",
        metadata=Metadata(created=date(2020, 8, 25), modified=date(2021, 1, 22)),
    )
    assert [each.date for each in found.assignments] == ["2020-12-04"]


def test_the_days_of_a_winter_term_named_by_two_years_are_of_the_second() -> None:
    found = parsed(
        "# MATH 210: Sets\n\n## Winter 2025/26\n\n- Jan 14: Quiz 1\n- Feb 4: Quiz 2\n- Mar 4: Quiz 3\n- Apr 8: Quiz 4"
    )
    assert [each.date for each in found.assignments[:1]] == ["2026-01-14"]
    assert found.course.year == 2026


def test_dates_within_addresses_are_no_dates() -> None:
    papers = "".join(
        f"- Doe ({year}). Retrieved from https://news.example/{year}/03/0{year - 2010}/a\n"
        for year in range(2011, 2019)
    )
    found = parsed(f"# PSY 102, Summer 2019\n\n- Essay 1: due May 21\n\n## Reading\n\n{papers}")
    assert [each.date for each in found.assignments] == ["2019-05-21"]


OF_OTHER_TERMS = [
    (
        "These are videos of the lectures that I recorded in Spring 2021; be warned that the course has"
        " changed since and that they replace no class."
    ),
    (
        "For a refresher on matrices please watch the first ten lectures of the course on linear algebra"
        " of Spring 2005 (on the web)."
    ),
]


@pytest.mark.parametrize("sentence", OF_OTHER_TERMS)
def test_a_term_in_a_sentence_far_down_is_not_that_of_the_course(sentence: str) -> None:
    head = "\n\n".join(f"Line {number}" for number in range(14))
    found = parsed(
        f"# MATH 210: Sets\n\n{head}\n\n{sentence}\n\n- Essay: due Tue, March 18\n- Exam: Thu, April 10\n",
        metadata=Metadata(created=date(2025, 1, 28)),
    )
    assert (found.course.term, found.course.year) == (None, 2025)
    assert [each.date for each in found.assignments] == ["2025-03-18", "2025-04-10"]


@pytest.mark.parametrize("term", ["FS 2015", "HS 2019", "SoSe 2021", "WS 2018/19"])
def test_german_terms_are_terms(term: str) -> None:
    assert parsed(f"# Data\n\n## Syllabus, {term}\n").course.term == term


def test_a_grade_scale_is_no_column_of_dates() -> None:
    scale = "".join(
        f"| {letter} | {points} |\n"
        for letter, points in zip("ABCDEF", ("3.7", "3.3", "2.7", "2.3", "1.7", "1.3"), strict=True)
    )
    assert parsed(f"# MATH 210: Sets\n\nFall 2025\n\n| Grade | Points |\n|---|---|\n{scale}").schedule == []


def test_full_dates_of_history_are_not_of_the_term() -> None:
    found = parsed(
        """
        # HIST 210: Maps of the Sea

        - Oct 15: Essay 1
        - Nov 26: Essay 2

        The battle of Leyte ended on October 26, 1944, and the charts of May 7, 1945 and June 2, 1946 show it.
        """,
        metadata=Metadata(created=date(2014, 9, 1)),
    )
    assert [each.date for each in found.assignments] == ["2014-10-15", "2014-11-26"]


def test_a_year_that_a_deadline_with_weekday_and_year_belies_is_in_doubt() -> None:
    plan = "\n".join(f"| {day} | Talks {day} |" for day in ("Jan 13", "Jan 20", "Jan 27", "Feb 3", "Feb 10", "Feb 24"))
    told = parsed(
        "# HIST 210\n\nClass meets Fridays 3:00-5:00 pm.\n\nThe essay is due Tuesday 24 April 2018.\n\n"
        f"| Date | Topic |\n|---|---|\n{plan}\n| Mar 10 | Student presentations |\n",
        metadata=Metadata(created=date(2017, 9, 20)),
    )
    assert told.warnings == ["Little speaks for 2017 as the year of these dates: check it before anything else"]
    assert all(each.confidence < 0.5 for each in told.assignments)
