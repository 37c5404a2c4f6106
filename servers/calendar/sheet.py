"""The calendar as a table for spreadsheets and Notion: one row an occurrence, in order of time. Pure."""

import csv
from collections.abc import Iterable
from datetime import timedelta
from io import StringIO

from servers.contract.calendar import Event
from servers.occurrences import Occurrence, expand, first

_COLUMNS = ("Title", "Start", "End", "All day", "Course", "Categories", "Location", "Description", "Status", "UID")
_LONGEST = timedelta(days=366)
"""How much of a series is written: a term's is shorter, and one without an end must end somewhere."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(events: Iterable[Event]) -> bytes:
    """The occurrences of the events, of a series those of its first year; UTF-8 with the mark that Excel needs."""
    found = [each for event in events for each in _first_year(event)]
    text = StringIO(newline="")
    written = csv.writer(text)
    written.writerow(_COLUMNS)
    for each in sorted(found, key=lambda each: (each.begins.timestamp(), each.event.title, each.event.uid or "")):
        written.writerow(map(_plain, _row(each)))
    return text.getvalue().encode("utf-8-sig")


def _first_year(event: Event) -> list[Occurrence]:
    begins = first(event).begins
    return expand(event, begins - timedelta(days=1), begins + _LONGEST)


def _row(occurrence: Occurrence) -> tuple[str, ...]:
    event = occurrence.event
    whole_days = "yes" if event.all_day else "no"
    what = (event.course or "", ", ".join(event.categories), event.location, event.description)
    return event.title, occurrence.start, occurrence.end, whole_days, *what, event.status, event.uid or ""


def _plain(text: str) -> str:
    """The text as a spreadsheet shows it, and does not run it: a title may come from anybody's file."""
    return f"'{text}" if text.startswith(_FORMULA) else text
