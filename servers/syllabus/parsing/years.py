"""Which year a syllabus is of, and in which order it writes day and month: what speaks for each is counted.

A year that is printed stands first; then the weekdays beside dates, the holidays that are always on one weekday, and
the weekdays that the class meets on.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

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
_MOST = 0.65  # of the days of a plan are the class's, some are of other meetings
_NEARLY_ALL = 0.9  # of the weekdays fit: one may be a slip
_AS_WELL = 0.1  # less of the weekdays fit a year that is as likely as the likeliest
_YEARS_BACK = 12
_PRINTED, _LINKED, _FULL_DATE, _MOST_FULL_DATES = 4.0, 4.0, 1.0, 6
_CLASS_DAYS, _WEEKENDS, _MADE = 3.0, 1.0, 1.5
_IMPOSSIBLE = 3.0
"""What counts against a year that has no such day: February 29."""
_ENOUGH_DAYS = 4
_SEASON = timedelta(days=190)  # from the first day that a term may begin on to its end
_MONDAY, _SATURDAY, _TO_FRIDAY = 0, 5, 4
_NO_LEAP_YEAR = 2001
_MADE_BEFORE, _MADE_AFTER = 60, 15  # days before the first date and after the last at which a file may be made
_NO_MOMENT = 2000
"""Up to this year moments are those of clocks that were not set."""
_OLDEST = 1990
"""No file of a syllabus is older: full dates before it are of history."""
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
_REVISED = words(r"updated|revised|modified|edited|changed|revision|version|printed|created|generated|as of")
_COPYRIGHT = re.compile(r"©|\bcopyright\b|\(c\)", re.IGNORECASE)
_AT_END = re.compile(
    r"(?:^|[(,–—-]\s*|\b(?:syllabus|schedule|calendar|year|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s+)"
    r"20[0-4]\d\W*$",
    re.IGNORECASE,
)
""" "Syllabus 2025", "Maps of the Sea (2025)", "August 2025"."""
_HEAD = 12  # short lines
_STAMP = 60  # letters of a line that tells when the text was made


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


def anchored(day: WrittenDay, opening: date | None, *, day_first: bool) -> date | None:
    """The day of the year that it bears, else the first of its name on or after `opening`, if that is known."""
    month, number = in_order(day, day_first=day_first)
    if day.year or opening is None:
        return real(day.year, month, number) if day.year else None
    return real(opening.year + ((month, number) < (opening.month, opening.day)), month, number)


def day_first(written: Sequence[WrittenDay], course: Course, year: int | None) -> bool:
    """Whether 5/9 is the 5th of September: by numbers that are no month, by weekdays, by the place."""
    pairs = [day.numbers for day in written if day.numbers]
    day_first = sum(first > 12 for first, _ in pairs)  # noqa: PLR2004 - months
    month_first = sum(second > 12 for _, second in pairs)  # noqa: PLR2004
    for day in written:
        own = day.year or year
        if day.numbers and day.weekday is not None and own and max(day.numbers) <= 12:  # noqa: PLR2004
            day_first += _is_one_of(real(own, *in_order(day, day_first=True)), {day.weekday})
            month_first += _is_one_of(real(own, *in_order(day, day_first=False)), {day.weekday})
    if day_first != month_first:
        return day_first > month_first
    zone = course.timezone or "America/"
    return not zone.startswith(("America/", "US/", "Pacific/Honolulu"))


class Known(NamedTuple):
    """What beside a printed year says of which year a plan is."""

    written: Sequence[WrittenDay]
    entries: Sequence[Entry]
    metadata: Metadata
    opening: Callable[[int], date]
    """When the first date of the term of a year may fall."""
    day_first: bool
    class_days: Collection[int] = ()
    """The weekdays that the class meets on, 0 for Monday."""
    of_another: bool = False
    """The plan is of another season than the term that is named over it."""

    def on(self, day: WrittenDay, year: int) -> date | None:
        return anchored(day, self.opening(year), day_first=self.day_first)

    def revised(self) -> list[date]:
        """When short lines say that the text was made or last changed: "Last updated: December 20, 2021"."""
        return [
            moment
            for entry in self.entries
            if entry.dates and len(entry.text) <= _STAMP
            for day in entry.dates[0].days[:1]
            if day.year
            and _REVISED.search(entry.text)
            and (moment := real(day.year, *in_order(day, day_first=self.day_first)))
        ]

    def classes(self) -> set[WrittenDay]:
        """The days of the plan of which neither year nor weekday is written."""
        return {day for day in planned(self.entries) if day.year is None and day.weekday is None}

    def weeks(self) -> set[WrittenDay]:
        """The first days of ranges like "3/31-4/4": of weeks from Monday to Friday."""
        ranges = (found.days for entry in self.entries for found in entry.dates if found.through)
        return {
            first for first, last in ranges if first.year is None and _apart(first, last, self.day_first) == _TO_FRIDAY
        }


def _apart(first: WrittenDay, last: WrittenDay, day_first: bool) -> int | None:  # noqa: FBT001
    """Days from one to the other, in a year without a leap day."""
    one, other = (real(_NO_LEAP_YEAR, *in_order(day, day_first=day_first)) for day in (first, last))
    return (other - one).days if one and other else None


def voted(known: Known, printed: int | None, linked: int | None = None) -> int | None:
    """The year of the term that most speaks for: printed with it, in full dates, by the weekdays, by the file."""
    votes: dict[int, float] = defaultdict(float)
    full = Counter(year for year in full_dates(known) if year >= _OLDEST or year == printed)
    classes, weeks = known.classes(), known.weeks()
    if printed:
        votes[printed] += 1 if known.of_another else _PRINTED
    if linked:
        votes[linked] += _LINKED
    for year, count in full.items():
        votes[year] += _FULL_DATE * min(count, _MOST_FULL_DATES)
    moments = [*made(known.metadata), *known.revised()]
    spoken = {*votes, *(moment.year for moment in moments)}
    around = {year + offset for year in spoken for offset in range(-_NEAR, _NEAR + 1)}
    bare = {day for day in known.written if day.year is None}
    named: list[_Known] = [(day, frozenset({day.weekday})) for day in known.written if day.weekday is not None]
    named = [*(each for each in named if each[0].year is None), *_holidays(known.entries)]
    for year in around:
        fits = sum(_is_one_of(known.on(day, year), days) for day, days in named)
        votes[year] += fits - (len(named) - fits)
        votes[year] -= _IMPOSSIBLE * sum(known.on(day, year) is None for day in bare)
        votes[year] += _by_class_days([known.on(day, year) for day in classes], known.class_days)
        votes[year] += _by_class_days([known.on(day, year) for day in weeks], {_MONDAY})
    if not printed or known.of_another:
        for moment in moments:
            votes[_nearest(moment, around, bare, known)] += _MADE / len(moments)
    best = max(votes, key=lambda year: (votes[year], year == printed, year), default=None)
    return printed if best is None or votes[best] <= 0 else best


def full_dates(known: Known) -> list[int]:
    """The years of all dates that have one, but those on which the text was made."""
    years = [day.year for day in known.written if day.year]
    for moment in known.revised():
        years.remove(moment.year)
    return years


def out_of_season(known: Known, year: int) -> bool:
    """Whether a plan is of another term than the one of `year` that is named: "Spring 2021" over August to December."""
    days = [day for each in known.classes() if (day := known.on(each, year))]
    late = sum(day - known.opening(year) > _SEASON for day in days)
    return len(days) >= _ENOUGH_DAYS and late > _MOST * len(days)


def made(metadata: Metadata) -> list[date]:
    """When the file was made and last changed; not where a program writes the same moment into each."""
    moments = dict.fromkeys(moment for moment in (metadata.created, metadata.modified) if moment)
    return [moment for moment in moments if moment.year > _NO_MOMENT]


def _nearest(moment: date, years: Iterable[int], days: Iterable[WrittenDay], known: Known) -> int:
    """The year whose days the moment is nearest to: a plan for January is written in December."""

    def distance(year: int) -> tuple[int, int]:
        found = sorted(day for each in days if (day := known.on(each, year)))
        if not found:
            return 0, abs(moment.year - year)
        first, last = found[0], found[-1]
        return max(0, (first - moment).days - _MADE_BEFORE, (moment - last).days - _MADE_AFTER), abs(moment.year - year)

    return min(years, key=distance)


def _by_class_days(days: Sequence[date | None], class_days: Collection[int]) -> float:
    """How well the days of a plan fit those on which the class meets, -1 to 1 times what that counts."""
    found = [day for day in days if day]
    if len(found) < _ENOUGH_DAYS:
        return 0
    if class_days:
        return _CLASS_DAYS * (2 * sum(day.weekday() in class_days for day in found) / len(found) - 1)
    return -_WEEKENDS * (sum(day.weekday() >= _SATURDAY for day in found) > _MOST * len(found))


def by_weekdays(known: Known, this_year: int | None) -> list[int]:
    """The years that the weekdays fit, the likeliest first; the same weekdays come again after five or six years.

    Not before any year that the text mentions, and not after `this_year`; those first that follow when the
    file was made. The plan is read by the weekdays that the class meets on where too few weekdays stand beside dates.
    """
    sure: set[_Known] = {(day, frozenset({day.weekday})) for day in known.written if day.weekday is not None}
    sure |= set(_holidays(known.entries))
    share = _NEARLY_ALL
    if len(weeks := known.weeks()) >= _ENOUGH_DAYS:
        sure |= {(day, frozenset({_MONDAY})) for day in weeks}
    if len(sure) < _ENOUGH_WEEKDAYS:
        classes = {(day, frozenset(known.class_days)) for day in planned(known.entries) if known.class_days}
        if len(classes) < _ENOUGH_CLASSES:
            return []
        sure, share = sure | classes, _MOST
    if last := max(mentioned(entry.text for entry in known.entries), default=None):
        years = range(last, max(last + 4, (this_year or 0) + 2))
    else:
        years = range(this_year, this_year - _YEARS_BACK, -1) if this_year else range(0)
    fits = {year: sum(_is_one_of(known.on(day, year), days) for day, days in sure) / len(sure) for year in years}
    fitting = [year for year in years if fits[year] >= max(share, max(fits.values()) - _AS_WELL)]
    moments = [*made(known.metadata), *known.revised()]
    made_in = min((moment.year for moment in moments), default=None)
    return sorted(fitting, key=lambda year: (year < made_in, abs(year - made_in)) if made_in else (False, 0))


def hinted(known: Known, edges: Iterable[str]) -> list[int]:
    """The year that a copyright, a month in the head or the file's name tells, if no weekday speaks against it."""
    lines = [text for text in (*edges, *(entry.text for entry in known.entries)) if len(text) <= _STAMP]
    stamps = [text for text in lines if _COPYRIGHT.search(text) or _REVISED.search(text)]
    stamps += [text for text in lines[:_HEAD] if _AT_END.search(text)]
    told = mentioned(stamps) or mentioned(known.metadata.addresses[:1])
    return [year for year in sorted(told)[-1:] if not _disproved(known, year)]


def _disproved(known: Known, year: int) -> bool:
    """Whether the weekdays beside dates, or those of class, are of another year."""
    named = [(day, {day.weekday}) for day in known.written if day.weekday is not None]
    classes = [(day, known.class_days) for day in known.classes() if known.class_days]
    return any(
        sum(_is_one_of(known.on(day, year), days) for day, days in every) < _MOST * len(every)
        for every in (named, classes)
    )


def mentioned(texts: Iterable[str]) -> set[int]:
    """All years that are named, of whatever they are."""
    return {int(found) for text in texts for found in _MENTIONED_YEAR.findall(text)}


def _holidays(entries: Iterable[Entry]) -> Iterator[_Known]:
    """The days on which holidays are said to be, with the weekday that they must be."""
    for entry in entries:
        for weekday, holiday in _HOLIDAYS if entry.dates or entry.governing else ():
            if holiday.search(entry.text):
                days = [day for found in entry.dates for day in found.days] or _governing(entry)
                if len(days) == 1:
                    yield replace(days[0], weekday=weekday), frozenset({weekday})


def planned(entries: Iterable[Entry]) -> Iterator[WrittenDay]:
    """The single days that rows of class plans are of."""
    for entry in entries:
        if entry.governing and entry.governing.kind == "row" and len(days := _governing(entry)) == 1:
            yield days[0]


def _governing(entry: Entry) -> list[WrittenDay]:
    return [day for found in entry.governing.dates for day in found.days] if entry.governing else []


def _is_one_of(day: date | None, weekdays: Collection[int | None]) -> bool:
    return day is not None and day.weekday() in weekdays
