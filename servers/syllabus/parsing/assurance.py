"""How well the year of a document's dates is borne out: where it is wrong, all of its dates are."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from servers.syllabus.document import Metadata
from servers.syllabus.parsing import years
from servers.syllabus.parsing.dates import WrittenDay
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.term import Term

_IN_DOUBT, _BY_FILE, _NOT_OF_TERM = "year in doubt", "year by the file alone", "another year than its term"
TOLD = {
    _IN_DOUBT: "Little speaks for {year} as the year of these dates: check it before anything else",
    _NOT_OF_TERM: "The term is printed as {term}, but the weekdays are those of {year}: check the year",
    _BY_FILE: "The text names no year: {year} is when the file was made",
}
"""What a student is told of the year."""
_MOST = 0.7
_A_FEW = 3
_A_PLAN = 6  # days
_BEFORE, _AFTER = timedelta(days=150), timedelta(days=60)
"""From the dates of a plan to when its file is made, at most."""
_LONG_AGO = timedelta(days=365)


def of_year(calendar: Term, entries: Sequence[Entry], metadata: Metadata) -> tuple[str, ...]:
    """What makes the year less than certain: as much against it as for it, another in the term, the file alone."""
    if calendar.year is None or calendar.likely:
        return ()  # the student is asked
    written = {day for entry in entries for found in entry.dates for day in found.days}
    named = [day for day in written if day.weekday is not None and day.year in {None, calendar.year}]
    fits = sum((anchored := calendar.anchor(day)) is not None and anchored.weekday() == day.weekday for day in named)
    full = any(day.year in {calendar.year, calendar.year + 1} for day in written)
    of_class = _of_class(calendar, entries)
    made = _made(calendar, written, metadata)
    text = calendar.stated + full + (fits > _MOST * len(named)) + (of_class is not None and of_class >= _MOST)
    against = (len(named) >= _A_FEW and fits < _MOST * len(named)) + (of_class == 0) + (made is False)
    if strays := _strays(calendar, written):
        text, against = text - full, against + strays
    held = (
        (text + (made is True) <= against, _IN_DOUBT),
        (calendar.doubtful, _NOT_OF_TERM),
        (not text and text + (made is True) > against, _BY_FILE),
    )
    return tuple(name for holds, name in held if holds)


def _strays(calendar: Term, written: Iterable[WrittenDay]) -> bool:
    """Whether all days with weekday and year lie a term or more away from those without: "Tuesday 24 April 2018"."""
    plan = sorted(day for each in written if not each.year and (day := calendar.anchor(each)))
    full = [day for each in written if each.year and each.weekday is not None and (day := calendar.anchor(each))]
    if not plan or not full:
        return False
    return all(day < plan[0] - _BEFORE or day > plan[-1] + _BEFORE for day in full)


def _of_class(calendar: Term, entries: Iterable[Entry]) -> float | None:
    """How many of the days of a class plan are days of class; None where too little is known."""
    days = {day for written in {*years.planned(entries)} if (day := calendar.anchor(written))}
    if len(days) < _A_PLAN or not calendar.class_days:
        return None
    return sum(day.weekday() in calendar.class_days for day in days) / len(days)


def _made(calendar: Term, written: Iterable[WrittenDay], metadata: Metadata) -> bool | None:
    """Whether the file was made at the time of its dates; False where it is of another year, None where in between."""
    days: list[date] = sorted(day for each in written if not each.year and (day := calendar.anchor(each)))
    moments = years.made(metadata)
    if not days or not moments:
        return None
    first, last = days[0], days[-1]
    if all(first - _BEFORE <= moment <= last + _AFTER for moment in moments):
        return True
    if all(moment < first - _LONG_AGO or moment > last + _LONG_AGO for moment in moments):
        return False
    return None
