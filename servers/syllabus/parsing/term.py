"""One vote over the whole document: which year, which order of numbers, which weeks. Each date is anchored here, once.

The year is never guessed: it is printed with the term or a date, or the weekdays that stand beside dates fit only one
of the years around the file's own date, or the student says it. Otherwise there is none, and so no dates.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from servers.contract.syllabus import Course, TermGiven
from servers.syllabus.document import Metadata
from servers.syllabus.parsing import addresses, weekdays, weeks, years
from servers.syllabus.parsing.dates import DateExpression, WrittenDay
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.headlines import SHORT
from servers.syllabus.parsing.stems import Words
from servers.syllabus.parsing.vocabulary import NO_CLASS, kinds

_WEEK = timedelta(days=7)
_SEASONS: tuple[tuple[re.Pattern[str], tuple[int, int, int]], ...] = (
    (
        re.compile(r"\b(?:fall|autumn|michaelmas|semester 1|wintersemester|ws|wise|hs|a[uw]t)\b", re.IGNORECASE),
        (0, 7, 15),
    ),
    (
        re.compile(r"\b(?:spring|lent|hilary|winter|january|j-?term|semester 2|ss|sose|fs)\b", re.IGNORECASE),
        (-1, 12, 1),
    ),
    (re.compile(r"\b(?:summer|trinity|may|maymester)\b", re.IGNORECASE), (0, 4, 1)),
)
"""When the first date of a term may fall: years after its own, month, day."""
_SEASON_YEAR = re.compile(
    r"(?:fall|autumn|spring|summer|winter|michaelmas|hilary|trinity|lent|semester|term)[ _-]{0,2}(20\d\d)(?!\d)"
    r"|(?<!\d)(20\d\d)[ _-]{1,2}(?:fall|autumn|spring|summer|winter)",
    re.IGNORECASE,
)
_YEAR_OF_NAME = re.compile(r"(?<!\d)(?:20|19)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"(?:['’]|[A-Za-z]\s?)(?P<year>[12]\d)$")
""" "Fall '25", "FA25"."""
_HEAD = 40  # blocks from the top in which the term is named
_TWO_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)\b")
_A_PLAN, _NEARLY_ALL = 4, 0.9  # days
_MOST = 0.75  # of the days of a plan: two thirds of them fit MWF in other years as well
_BEFORE_TERM, _AFTER_TERM = 60, 460  # days before the first possible and after it
_WHOLE = r"(?:class(?:es)?|instruction|the (?:semester|term|quarter))"
_BEGINS = re.compile(
    rf"\b(?:(?:first|1st) class (?:is|meets|will be)|(?:first|1st) (?:day|meeting) of {_WHOLE}|(?:class(?:es)?"
    r"|instruction|semester|term|quarter|course|teaching|lectures?)\s+(?:begins?|starts?|commences?)|(?:semester|term"
    r"|course|quarter) (?:start|begin)(?:s|ning)? ?(?:date)?|start date)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf"\b(?:last class (?:is|meets|will be)|and the last (?:is )?on|last (?:day|meeting) of {_WHOLE}|(?:class(?:es)?"
    r"|instruction|semester|term|quarter|course|teaching)(?: (?:begins?|starts?)\b[^.;]{0,60}?\band)? ends?"
    r"|(?:semester|term|course) end(?: date)?|end date)\b",
    re.IGNORECASE,
)
_TERM_DATES = Words(
    r"dates?|times?|(?:runs?|meets) from|when|start|begin|weeks",
    r"\b(?:term|semester|quarter|course|class|session) ?(?:dates?|times?)\b|\b(?:runs?|meets) from\b"
    r"|^\W*(?:dates?|when)\b.|\b(?:start|begin)\w*\b.{0,12}\bend\b|\b\d+ weeks\b",
)
_PARTS = re.compile(r"[•·|;]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_SHORTEST, _LONGEST = timedelta(days=9), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Term:
    """What the document's dates mean."""

    year: int | None
    """Calendar year in which the term begins; None where nothing settles it."""
    opening: date | None
    """A day without a year is the first of its name on or after this one."""
    day_first: bool
    weeks: Mapping[int, date]
    """The Monday of each week that a date stands beside."""
    printed: Mapping[int, tuple[date, ...]] = field(default_factory=dict[int, tuple[date, ...]], kw_only=True)
    """The days that stand beside each week."""
    start: date | None
    end: date | None
    stated: bool = False
    """The year is printed with the term."""
    doubtful: bool = False
    """Printed years and weekdays disagree."""
    likely: tuple[int, ...] = ()
    """The years to choose from, where only the weekdays speak for them; `year` is the first."""

    class_days: frozenset[int] = frozenset()
    """The weekdays on which class meets, as far as they are known; 0 for Monday."""
    week_ends: int | None = None
    """The weekday that "the end of week 6" is, where the document says it."""

    def anchor(self, day: WrittenDay) -> date | None:
        """The day of the calendar, or None where the year is not known or there is no such day."""
        return years.anchored(day, self.opening, day_first=self.day_first)

    def holds(self, day: date) -> bool:
        """Whether the day may be of the term at all, and not one on which a text was published."""
        return self.opening is None or -_BEFORE_TERM <= (day - self.opening).days <= _AFTER_TERM

    def days(self, expression: DateExpression) -> list[date]:
        return [anchored for day in expression.days if (anchored := self.anchor(day))]

    def agrees(self, entries: Iterable[Entry], class_days: Collection[int]) -> bool:
        """Whether the plan's days are days on which the class meets, as far as there is a plan."""
        days = [day for written in {*years.planned(entries)} if (day := self.anchor(written))]
        fits = sum(day.weekday() in class_days for day in days)
        return self.year is not None and (len(days) < _A_PLAN or fits >= _MOST * len(days))

    def monday(self, week: int) -> date | None:
        """Of the week of that number: as it is written in the plan, else counted from the nearest that is."""
        if week in self.weeks:
            return self.weeks[week]
        if self.weeks:
            nearest = min(self.weeks, key=lambda known: (abs(known - week), known))
            return self.weeks[nearest] + (week - nearest) * _WEEK
        if self.start:
            return self.start - timedelta(days=self.start.weekday()) + (week - 1) * _WEEK
        return None


def named_by(metadata: Metadata) -> str | None:
    """The term by the file's name and what the document links to."""
    found = addresses.term(metadata.addresses)
    return f"{found[0]} {found[1]}" if found else None


class Beside(NamedTuple):
    """What is known of the term beside its text."""

    metadata: Metadata
    given: TermGiven | None = None
    this_year: int | None = None
    edges: Sequence[str] = ()
    """What stands at the edges of its pages."""
    class_days: frozenset[int] = frozenset()
    """The weekdays that the class meets on, 0 for Monday."""


class _Named(NamedTuple):
    """What names the term."""

    name: str
    printed: int | None
    """The year that is printed with it."""
    linked: int | None
    """Where none is, that of the addresses."""
    start: date | None
    """As the student gives it."""

    @property
    def by_two_years(self) -> bool:
        return bool(_TWO_YEARS.search(self.name))


def find(entries: Sequence[Entry], course: Course, beside: Beside) -> Term:
    """The vote over all that the document and what is known beside it say."""
    named = _named(entries, course, beside)
    written = [day for entry in entries for found in entry.dates for day in found.days]
    known = _known(entries, written, course, beside, named)
    year, likely = _year(known, beside, named)
    opening = None if year is None else known.opening(year)
    bare = Term(year, opening, known.day_first, {}, None, None)
    first, last = _spanned(entries, bare)
    start = named.start or _stated(entries, bare, _BEGINS, 0) or first
    end = _iso(beside.given.end if beside.given else None) or _stated(entries, bare, _ENDS, -1) or last
    if start and end and not start < end:
        start, end = named.start, None
    year = year and _of_most(year, written, entries, bare)
    disagree = None not in (named.printed, year) and named.printed != year
    return Term(
        year,
        opening,
        known.day_first,
        _weeks(entries, bare),
        start,
        end,
        year is not None and year in {named.printed, named.linked},
        disagree and not named.start and not named.by_two_years,
        likely,
        printed=_printed(entries, bare),
        class_days=beside.class_days,
        week_ends=weeks.end(entries),
    )


def _named(entries: Sequence[Entry], course: Course, beside: Beside) -> _Named:
    given = beside.given
    name = (given.name if given else None) or course.term or ""
    head = (entry.text for entry in entries[:_HEAD] if len(entry.text) <= SHORT)
    headed = (int(found[1] or found[2]) for text in head for found in _SEASON_YEAR.finditer(text))
    printed = course.year or _year_of(name) or next(headed, None)
    linked = None if printed else named_by(beside.metadata)
    return _Named(
        name or linked or "", printed, int(linked[-4:]) if linked else None, _iso(given.start if given else None)
    )


def _year_of(name: str) -> int | None:
    """The year in a term's name."""
    if whole := _YEAR_OF_NAME.search(name):
        return int(whole.group())
    short = _SHORT_YEAR.search(name)
    return 2000 + int(short["year"]) if short else None


def _known(
    entries: Sequence[Entry], written: Sequence[WrittenDay], course: Course, beside: Beside, named: _Named
) -> years.Known:
    day_first = years.day_first(written, course, named.start.year if named.start else named.printed or named.linked)

    def opens(name: str) -> Callable[[int], date]:
        @cache
        def of(year: int) -> date:
            return _opening(year, name, written, named.start, day_first=day_first)

        return of

    known = years.Known(written, entries, beside.metadata, opens(named.name), day_first, beside.class_days)
    of_its_season = beside.given or named.by_two_years or not named.printed
    if of_its_season or not years.out_of_season(known, named.printed or 0):
        return known
    return known._replace(opening=opens(""), of_another=True)


def _year(known: years.Known, beside: Beside, named: _Named) -> tuple[int | None, tuple[int, ...]]:
    """The year, and where only the weekdays speak for it, all that they fit.

    When the file was made alone is no proof against them: a plan is written over the one of an earlier year.
    """
    year = named.start.year if named.start else years.voted(known, named.printed, named.linked)
    if year is not None and (named.start or named.printed or named.linked or years.full_dates(known)):
        return year, ()
    likely = tuple(years.by_weekdays(known, beside.this_year))
    if year is not None and (not likely or year in likely):
        return year, ()
    if not likely:
        likely = tuple(years.hinted(known, beside.edges))
        return next(iter(likely), None), likely
    said = years.mentioned((*beside.edges, *(entry.text for entry in known.entries)))
    year = likely[0]
    if [each for each in likely if each in said] == [year]:  # "Copyright 2024", and no other that is named fits
        return year, ()
    return year, likely


def _of_most(year: int, written: Iterable[WrittenDay], entries: Iterable[Entry], term: Term) -> int:
    """`year`, or that of nearly all days of the plan: the name of a term may be older than the plan under it."""
    days = {*years.planned(entries), *(day for day in written if day.weekday is not None)}
    found = [anchored.year for day in days if (anchored := term.anchor(day))]
    most = max(set(found), key=found.count, default=year)
    return most if len(found) >= _A_PLAN and found.count(most) >= _NEARLY_ALL * len(found) else year


def _iso(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _opening(year: int, name: str, written: Sequence[WrittenDay], given_start: date | None, *, day_first: bool) -> date:
    if given_start:
        return given_start - 4 * _WEEK
    if academic := _TWO_YEARS.search(name):
        return date(year - (year == int(academic[1]) + 1), 7, 15)
    for pattern, (later, month, day) in _SEASONS:
        if pattern.search(name):
            return date(year + later, month, day)
    months = [years.in_order(day, day_first=day_first)[0] for day in written if day.year is None]
    crosses = {9, 10, 11} & set(months) and {1, 2, 3} & set(months)
    autumn_first = crosses and months and months[0] >= 8  # noqa: PLR2004 - August
    return date(year, 7, 15) if autumn_first else date(year, 1, 1)


def _stated(entries: Sequence[Entry], term: Term, pattern: re.Pattern[str], which: int) -> date | None:
    """The date that the document gives for the beginning (`which` 0) or end (-1) of the term."""
    for entry in entries:
        if not any(found.dated for found in entry.dates):
            continue
        for match in pattern.finditer(entry.text):
            near = [found for found in entry.dates if found.dated and found.end > match.start() - 40]
            after = [found for found in near if found.start >= match.end() and found.start - match.end() < 40]  # noqa: PLR2004
            before = [found for found in near if found.end <= match.start()]
            for found in after[:1] or before[-1:]:
                if days := term.days(found):
                    return days[which if found.through else 0]
        if _TERM_DATES.search(entry.text):
            for found in entry.dates:
                days = term.days(found)
                if found.through and len(days) == 2 and days[1] - days[0] > 3 * _WEEK:  # noqa: PLR2004 - first and last
                    return days[which]
    return None


def _spanned(entries: Sequence[Entry], term: Term) -> tuple[date, date] | tuple[None, None]:
    """The first and last day of a range in the head that is all that its line says, or that says when class meets."""
    for place, entry in enumerate(entries[: 2 * _HEAD]):
        for found in entry.dates:
            days = term.days(found) if found.through and len(entry.text) <= SHORT else []
            if len(days) == 2 and _SHORTEST <= days[1] - days[0] <= _LONGEST:  # noqa: PLR2004 - first and last
                said = _says_when(entry, found)
                if said == "by its words" or (said and place < _HEAD):
                    return days[0], days[1]
    return None, None


def _says_when(entry: Entry, found: DateExpression) -> str | None:
    """How a line tells that a range is the term: by its words, or as it says nothing else."""
    before, after = _PARTS.split(entry.text[: found.start])[-1], _PARTS.split(entry.text[found.end :])[0]
    rest, header = f"{before} {after}", entry.block.header if entry.block.table is not None else ""
    if kinds(rest) or NO_CLASS.search(rest):
        return None
    if _TERM_DATES.search(header) or _TERM_DATES.search(rest) or _TERM_DATES.search(entry.text):
        return "by its words"
    alone = not header and entry.block.table is None and not _WORD.search(rest)
    return "alone" if alone or (entry.block.table is None and weekdays.find(rest)) else None


def _printed(entries: Iterable[Entry], term: Term) -> dict[int, tuple[date, ...]]:
    printed: dict[int, tuple[date, ...]] = {}
    for entry in entries:
        governing = entry.governing
        if governing and governing.week is not None and governing.dates and governing.kind != "due":
            printed.setdefault(governing.week, tuple(term.days(governing.dates[0])))
    return printed


def _weeks(entries: Iterable[Entry], term: Term) -> dict[int, date]:
    mondays: dict[int, date] = {}
    for entry in entries:
        governing = entry.governing
        week = None if governing is None else governing.within if governing.week is None else governing.week
        if governing is None or week is None or week in mondays:
            continue
        for found in governing.dates:
            if days := term.days(found):
                first = days[0]
                weekend = first.weekday() == 6 and governing.kind != "due"  # noqa: PLR2004 - a week written from Sunday on
                mondays[week] = first + timedelta(days=1) if weekend else first - timedelta(days=first.weekday())
                break
    return mondays
