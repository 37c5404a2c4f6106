"""Ways of writing the days on which a class meets, as a table, and what must not be taken for days."""

import pytest

from servers.syllabus.parsing import weekdays

DAYS = {
    "Mondays and Wednesdays from 2 to 3": "MO WE",
    "Mondays, Wednesdays, and Fridays": "MO WE FR",
    "MWF 10am": "MO WE FR",
    "M/W/F 9:00": "MO WE FR",
    "M.W.F. 9:00": "MO WE FR",
    "MW": "MO WE",
    "TR 1-2:15pm": "TU TH",
    "T/R 1-2:15pm": "TU TH",
    "TTh": "TU TH",
    "TuTh": "TU TH",
    "Tu/Th": "TU TH",
    "T, Th 3:30": "TU TH",
    "Tue. and Thurs.": "TU TH",
    "Tues-Thurs": "TU TH",
    "MoWeFr": "MO WE FR",
    "MTWThF": "MO TU WE TH FR",
    "MTWTHF 2:30pm": "MO TU WE TH FR",
    "M-F": "MO TU WE TH FR",
    "Mon–Fri": "MO TU WE TH FR",
    "Monday through Thursday": "MO TU WE TH",
    "Sat & Sun": "SA SU",
    "F 10:00": "FR",
}
NO_DAYS = ("a month of", "Monterey", "friends", "the ratio", "FM radio", "MIT", "WTM", "j.mon@x.edu", "s.tue@x.edu")


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_days_are_read_however_they_are_written(text: str, days: str) -> None:
    (found,) = weekdays.find(text)
    assert " ".join(found.days) == days


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_only_looks_like_days_is_left_alone(text: str) -> None:
    assert weekdays.find(text) == ()


def test_days_with_other_words_between_are_found_apart() -> None:
    text = "Tuesday 6:30-8pm and Thursday 1-2pm"
    assert [(text[found.start : found.end], found.days) for found in weekdays.find(text)] == [
        ("Tuesday", ("TU",)),
        ("Thursday", ("TH",)),
    ]
