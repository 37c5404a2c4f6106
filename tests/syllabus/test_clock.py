"""Times as they are written."""

import pytest

from servers.syllabus.parsing import clock

TIMES = {
    "5:00pm": ("17:00", None),
    "11:59 PM": ("23:59", None),
    "@8am": ("08:00", None),
    "11:59:59pm": ("23:59", None),
    "12 pm": ("12:00", None),
    "12:00 a.m.": ("00:00", None),
    "14:00": ("14:00", None),
    "midnight": ("23:59", None),
    "noon": ("12:00", None),
    "by the end of the day": ("23:59", None),
    "2-3:15 pm": ("14:00", "15:15"),
    "11:30-12:20pm": ("11:30", "12:20"),
    "11am-1pm": ("11:00", "13:00"),
    "10-12.30am": ("10:00", "12:30"),
    "7:45 a.m. – 9:45 a.m.": ("07:45", "09:45"),
    "from 06:50 to 09:50 PM": ("18:50", "21:50"),
    "14:00 – 17:00": ("14:00", "17:00"),
    "9 00 am - 10 30 am": ("09:00", "10:30"),
    "8- 00 am - 9- 15 am": ("08:00", "09:15"),
    "Tuesday 3 November 1700: Essay": ("17:00", None),
    "by 2359 hrs": ("23:59", None),
    "March 9 10 am": ("10:00", None),
    "between 1:30 pm and 4:30 pm": ("13:30", "16:30"),
    "between 10:15 and 12:00": ("10:15", "12:00"),
    "noon to 1:15 p.m.": ("12:00", "13:15"),
    "10 am - noon": ("10:00", "12:00"),
    "2:30--‐3:20 PM": ("14:30", "15:20"),
    "11:40 PM - 1:00 PM": ("11:40", "13:00"),
    "Friday ....9:00am-11:00am": ("09:00", "11:00"),
}


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_each_form_of_a_time(text: str, expected: tuple[str, str | None]) -> None:
    (found,) = clock.find(text)
    assert (found.begins, found.ends) == expected


@pytest.mark.parametrize(
    "text",
    ["Chapter 3-4", "9/19", "$5.00", "2025", "10 %", "before EOD", "p. 12", "5 points", "Fall 2025: a", "in 1800, an"],
)
def test_what_is_no_time(text: str) -> None:
    assert clock.find(text) == ()
