"""Which year a syllabus is of, and in which order it writes day and month: what speaks for each is counted.

A year that is printed stands first; then the weekdays beside dates, the holidays that are always on one weekday, and
the weekdays that the class meets on.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from servers.contract.syllabus import Course
from servers.syllabus.document import Metadata
from servers.syllabus.parsing.dates import WrittenDay
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.vocabulary import words

_Known = tuple[WrittenDay, frozenset[int | None]]
"""A day, and the weekdays that it may be."""
_NEAR = 1
_MENTIONED_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_ENOUGH_WEEKDAYS = 3
_ENOUGH_CLASSES = 6
_MOST = 0.7  # of the days of a plan are the class's, some are of other meetings
_NEARLY_ALL = 0.9  # of the weekdays fit: one may be a slip
_YEARS_BACK = 12
_PRINTED, _FULL_DATE, _MOST_FULL_DATES = 4.0, 1.0, 6
_HOLIDAYS = (
    (
        0,
        words(
            r"labou?r day|(?:martin luther king|mlk)[\w ,.'’]*|memorial day|presidents?['’]?s?['’]? day|columbus day"
            r"|indigenous peoples?['’]?s?['’]? day|victoria day|easter monday|patriots['’]? day"
        ),
    ),
    (3, words(r"thanksgiving day|ascension day")),
    (4, words(r"good friday")),
)
"""Holidays by the weekday that they always are on, 0 for Monday."""


def real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_order(day: WrittenDay, *, day_first: bool) -> tuple[int, int]:
    if day.numbers is None:
        return day.month or 1, day.day
    first, second = day.numbers
    if first > 12 or (day_first and second <= 12):  # noqa: PLR2004 - months
        return second, first
    return first, second


def day_first(written: Sequence[WrittenDay], course: Course, year: int | None) -> bool:
    """Whether 5/9 is the 5th of September: by numbers that are no month, by weekdays, by the place."""
    pairs = [day.numbers for day in written if day.numbers]
    day_first = sum(first > 12 for first, _ in pairs)  # noqa: PLR2004 - months
    month_first = sum(second > 12 for _, second in pairs)  # noqa: PLR2004
    for day in written:
        own = day.year or year
        if day.numbers and day.weekday is not None and own and max(day.numbers) <= 12:  # noqa: PLR2004
            day_first += _fits(day, own, day_first=True)
            month_first += _fits(day, own, day_first=False)
    if day_first != month_first:
        return day_first > month_first
    zone = course.timezone or "America/"
    return not zone.startswith(("America/", "US/", "Pacific/Honolulu"))


def voted(written: Sequence[WrittenDay], printed: int | None, metadata: Metadata, *, day_first: bool) -> int | None:
    """The calendar year that most speaks for: printed with the term, in full dates, by the weekdays, by the file."""
    votes: Counter[int] = Counter()
    full = Counter(day.year for day in written if day.year)
    if printed:
        votes[printed] += _PRINTED  # type: ignore[reportArgumentType] - a Counter adds fractions as well
    for year, count in full.items():
        votes[year] += _FULL_DATE * min(count, _MOST_FULL_DATES)  # type: ignore[reportArgumentType]
    made = [moment.year for moment in (metadata.created, metadata.modified) if moment]
    around = {year + offset for year in {*votes, *made} for offset in range(-_NEAR, _NEAR + 1)}
    named = [day for day in written if day.weekday is not None and day.year is None]
    for year in around:
        fits = sum(_fits(day, year, day_first=day_first) for day in named)
        votes[year] += fits - (len(named) - fits)
    if not printed and metadata.created and not any(full.values()):
        votes[metadata.created.year] += 1
    best = max(votes, key=lambda year: (votes[year], year == printed, year), default=None)
    if best is None or votes[best] <= 0:
        return printed
    return best


def by_weekdays(
    entries: Sequence[Entry],
    written: Iterable[WrittenDay],
    this_year: int | None,
    class_days: Collection[int],
    *,
    day_first: bool,
) -> list[int]:
    """The years that the weekdays fit, the likeliest first; the same weekdays come again after five or six years.

    Not before any year that the text mentions, and not after `this_year`. `class_days`: the weekdays that the class
    meets on, by which its plan is read where too few weekdays stand beside dates.
    """
    known: set[_Known] = {(day, frozenset({day.weekday})) for day in written if day.weekday is not None}
    known |= set(_holidays(entries))
    share = _NEARLY_ALL
    if len(known) < _ENOUGH_WEEKDAYS:
        planned = {(day, frozenset(class_days)) for day in _planned(entries) if class_days}
        if len(planned) < _ENOUGH_CLASSES:
            return []
        known, share = known | planned, _MOST
    mentioned = [int(found) for entry in entries for found in _MENTIONED_YEAR.findall(entry.text)]
    if mentioned:
        years = range(max(mentioned), max(max(mentioned) + 4, (this_year or 0) + 2))
    else:
        years = range(this_year, this_year - _YEARS_BACK, -1) if this_year else range(0)
    return [
        year
        for year in years
        if sum(_is_one_of(day, days, year, day_first=day_first) for day, days in known) >= share * len(known)
    ]


def _holidays(entries: Iterable[Entry]) -> Iterator[_Known]:
    """The days on which holidays are said to be, with the weekday that they must be."""
    for entry in entries:
        for weekday, holiday in _HOLIDAYS:
            if holiday.search(entry.text):
                days = [day for found in entry.dates for day in found.days] or _governing(entry)
                if len(days) == 1:
                    yield replace(days[0], weekday=weekday), frozenset({weekday})


def _planned(entries: Iterable[Entry]) -> Iterator[WrittenDay]:
    """The single days that rows of class plans are of."""
    for entry in entries:
        if entry.governing and entry.governing.kind == "row" and len(days := _governing(entry)) == 1:
            yield days[0]


def _governing(entry: Entry) -> list[WrittenDay]:
    return [day for found in entry.governing.dates for day in found.days] if entry.governing else []


def _fits(day: WrittenDay, year: int, *, day_first: bool) -> bool:
    return _is_one_of(day, {day.weekday}, year, day_first=day_first)


def _is_one_of(day: WrittenDay, days: Collection[int | None], year: int, *, day_first: bool) -> bool:
    anchored = real(year, *in_order(day, day_first=day_first))
    return anchored is not None and anchored.weekday() in days
