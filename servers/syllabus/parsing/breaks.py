"""The days on which class would meet, or the term goes on, and does not.

A statement of it ("no class", "Spring break", "Labor Day") has its day beside it, or it takes it from where it stands:
the row's date, the weekday over its column, the cell above in a calendar, the weeks before and after.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from servers.contract.syllabus import Day
from servers.syllabus.document import Span
from servers.syllabus.parsing import holidays, weekdays
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry, is_mostly_date
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import DAYS, NO_CLASS, words


@dataclass(frozen=True, slots=True)
class Break:
    first: date
    last: date
    reason: str
    evidence: Span


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the document with the days that it is of."""

    entries: tuple[Entry, ...]
    days: tuple[date, ...] = ()
    is_range: bool = False
    """`days` are the first and the last of it."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence that says that there is no class."""

    entry: Entry
    stretch: tuple[int, int]
    match: re.Match[str]
    own: Sequence[DateExpression]
    """The dates in it."""

    @property
    def reason(self) -> str:
        return " ".join(self.match.group().split())

    @property
    def evidence(self) -> Span:
        first, last = self.stretch if self.own else self.match.span()
        return self.entry.block.passage.span(first, last)


_Period = tuple[date, date]
_NO_CLASS = re.compile(NO_CLASS.pattern.replace(" ", r"\s"), re.IGNORECASE)  # a cell's line may end in the name
_EXPLICIT = words(r"no .+|class.*|.*cancel.*|.*closed?|.*not (?:meet|held).*|school .*|.*off")
"""These say it whatever else is due; a holiday's name may stand there for something else."""
_ANY_HOLIDAY = words(r"holidays?")
_NAMED = 40  # letters of a line that names a holiday; longer ones speak of holidays
_OF_DAYS = words(r"break|recess|vacation|thanksgiving|reading week")
"""Of these the rows of one week are one."""
_ONLY_A_PART = words(r"no (?:labs?|laborator(?:y|ies)|sections?|discussions?|recitations?|tutorials?)(?: .*)?")
_WEEK_LONG = words(
    r"(?:spring|winter|easter|mid-?semester|semester|mid-?term|february|march) (?:break|recess|vacation|holiday"
    r"|reading week)"
    r"|(?:\w+ )?reading week|break week|no class(?:es)? this week"
)
_LONG_THANKSGIVING = words(r"thanksgiving (?:break|recess|holiday|vacation)")
_BEFORE_OR_AFTER = words(r"(?:before|after|until|over|following|prior to|during)")
_MEETS = words(
    r"(?:class(?:es)?|we) (?:will )?(?:meets?|is held|are held|in session|resumes?)|(?<!not )will meet"
    r"|classes resume|make-?up"
)
_DUE = words(r"due|submit|end(?:s|ed)?")
_BEGINS, _ENDS = words(r"begins?|starts?"), words(r"ends?")
_UNSURE = words(r"maybe|possibl[ey]|perhaps|might|tentative(?:ly)?|if")
_TO = words(r"to|through|until|till")
_DAY_NAME = re.compile(r"\b(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b|\bweek\b", re.IGNORECASE)
_BARE_DAYS = re.compile(r"(?<![\d/])(?P<first>\d{1,2})\s?[-–—]\s?(?P<last>\d{1,2})[\s:,(–—-]*$")
_LONGEST = 45
_BESIDE = 40  # letters behind a statement in which "classes in session" takes it back
_NEAR, _FAR = 6, 12
"""Rows that may tell the end of a break; rows that may be of the same week."""
_SAME_BREAK = 4  # days between two rows of one break
_SENTENCE = 120  # letters: what is longer, and has no date itself, speaks of something else
_WEEK = timedelta(days=7)
_FRIDAY, _SUNDAY = timedelta(days=4), timedelta(days=6)
_ON = re.compile(r"\s+(?:on\s+)?")
_BEFORE = 8  # letters between "Tuesday" and what it is


def find(entries: Iterable[Entry], term: Term) -> list[Break]:
    """All of them in order, those that lie within another left out."""
    rows = _rows(entries, term)
    found = sorted(
        (each for index in range(len(rows)) for each in _of_row(rows, index, term)),
        key=lambda each: (each.first, -(each.last - each.first).days, each.evidence.line),
    )
    kept: list[Break] = []
    for each in found:
        if any(other.first <= each.first and each.last <= other.last for other in kept):
            continue
        same = bool(kept) and kept[-1].reason.lower() == each.reason.lower()
        close = bool(kept) and each.first - kept[-1].last <= timedelta(_SAME_BREAK)
        if same and close and _OF_DAYS.search(each.reason):
            kept[-1] = replace(kept[-1], last=max(each.last, kept[-1].last))
        elif not kept or each.first > kept[-1].last:
            kept.append(each)
    return kept


def _rows(entries: Iterable[Entry], term: Term) -> list[_Row]:
    rows: list[_Row] = []
    above: dict[tuple[int | None, int], Entry] = {}
    for _, grouped in groupby(entries, key=lambda entry: entry.block.row):
        members = tuple(grouped)
        governing = next((each.governing for each in members if each.governing and each.governing.kind != "due"), None)
        dated = [each for each in (governing.dates if governing else ()) if each.dated][:1]
        days = tuple(day for each in dated for day in term.days(each))
        if not days and governing and governing.week is not None and (monday := term.monday(governing.week)):
            rows.append(_Row(members, (monday, monday + _FRIDAY), is_range=True))
            continue
        if members[0].block.table is not None and all(is_mostly_date(entry) for entry in members):
            above = {(entry.block.table, entry.block.column): entry for entry in members}
        elif above and not days:
            rows += [_Row((entry,), tuple(_days_above(entry, above, term))) for entry in members]
            continue
        whole = any(each.week_of for each in dated) or (governing is not None and governing.whole_week)
        days = (days[0], days[0] + _SUNDAY) if whole and len(days) == 1 else days
        if not days and governing is None and rows and _is_all_under(rows[-1], members):
            rows.append(replace(rows[-1], entries=members))
            continue
        rows.append(_Row(members, days, whole or any(each.through for each in dated)))
    return rows


def _is_all_under(heading: _Row, members: Sequence[Entry]) -> bool:
    """Whether it is one short line right under a heading: "Spring break" under "Week 9: March 10–14"."""
    text = " ".join(entry.text for entry in members)
    return heading.entries[0].block.level > 0 and members[0].block.level == 0 and len(text) <= _NAMED


def _days_above(entry: Entry, above: Mapping[tuple[int | None, int], Entry], term: Term) -> Iterator[date]:
    """The date of the cell above, in a calendar whose rows of dates stand over rows of what is done."""
    over = above.get((entry.block.table, entry.block.column))
    for each in over.dates if over else ():
        yield from term.days(each)


def _of_row(rows: Sequence[_Row], index: int, term: Term) -> Iterator[Break]:
    for entry in rows[index].entries:
        for start, end in _stretches(entry):
            match = _said(entry.text, start, end)
            if match is None:
                continue
            own = [each for each in entry.dates if each.dated and start <= each.start < end]
            if not own and end - start > _SENTENCE:
                continue
            statement = _Statement(entry, (start, end), match, own)
            for first, last in _periods(rows, index, statement, term):
                if 0 <= (last - first).days <= _LONGEST:
                    yield Break(first, last, statement.reason, statement.evidence)


def _stretches(entry: Entry) -> Sequence[tuple[int, int]]:
    """The sentences; a cell of a table without a date is one, whatever its lines."""
    whole = ((0, len(entry.text)),)
    return whole if entry.block.table is not None and not entry.dates else entry.segments or whole


def _said(text: str, start: int, end: int) -> re.Match[str] | None:
    """What in a sentence says that there is no class, if nothing in it says otherwise."""
    for match in _NO_CLASS.finditer(text, start, end):
        explicit = _EXPLICIT.fullmatch(match.group())
        before = text[max(start, match.start() - 12) : match.start()]
        beside = text[match.end() : match.end() + _BESIDE]
        if _ONLY_A_PART.fullmatch(match.group()):
            return None
        if _BEFORE_OR_AFTER.search(before):
            continue
        if _ANY_HOLIDAY.fullmatch(match.group()) and end - start > _NAMED:
            continue
        if _MEETS.search(text, start, end) or _MEETS.search(beside) or _UNSURE.search(text, start, end):
            return None
        return match if explicit or not _DUE.search(text, start, end) else None
    return None


def _periods(rows: Sequence[_Row], index: int, said: _Statement, term: Term) -> Iterator[_Period]:
    """When it is: by the dates of the sentence, else by where it stands."""
    row = rows[index]
    if row.days and (day := _weekday_beside(said, term)):
        on = _in_week(row.days[0], day)
        yield on, on
        return
    if said.own:
        periods = list(_of_dates(said, rows[index : index + _NEAR], term))
        if periods and periods[0][0] in row.days:
            periods = [(_regular(rows, index, first), _regular(rows, index, last)) for first, last in periods]
        single = len(periods) == 1 and periods[0][0] == periods[0][1]
    else:
        day = _weekday_over(said)
        periods = list(_bare_days(said, row)) or list(_of_place(rows, index, said, day))
        single = len(periods) == 1 and periods[0][0] == periods[0][1] and day is None
    if single and _WEEK_LONG.fullmatch(said.match.group()) and _alone_in_week(rows, index, periods[0][0]):
        monday = periods[0][0] - timedelta(days=periods[0][0].weekday())
        periods = [(monday, monday + _FRIDAY)]
    yield from periods


def _of_dates(said: _Statement, following: Sequence[_Row], term: Term) -> Iterator[_Period]:
    ends = [day for each in said.own for day in term.days(each)]
    text = said.entry.text
    if len(said.own) == 2 and len(ends) == 2 and _TO.search(text[said.own[0].end : said.own[1].start]):  # noqa: PLR2004
        yield ends[0], ends[1]
        return
    if ends and _BEGINS.match(text[said.match.end() :].lstrip()) and (last := _end_of(said.reason, following, term)):
        yield ends[0], last
        return
    for each in said.own:
        days = term.days(each)
        if not days:
            continue
        if each.through:
            yield days[0], days[-1]
        elif each.week_of:
            yield days[0], days[0] + _SUNDAY
        else:
            yield from ((day, day) for day in days)


def _end_of(reason: str, rows: Iterable[_Row], term: Term) -> date | None:
    """The day of "Fall break ends", where a later line says it."""
    for entry in (entry for row in rows for entry in row.entries):
        for start, end in entry.segments or ((0, len(entry.text)),):
            at = entry.text.lower().find(reason.lower(), start, end)
            if at >= 0 and _ENDS.match(entry.text[at + len(reason) :].lstrip()):
                days = [day for each in entry.dates if start <= each.start < end for day in term.days(each)]
                return days[0] if days else None
    return None


def _bare_days(said: _Statement, row: _Row) -> Iterator[_Period]:
    """ "10-12 Fall break" in the row of a week: days of its month."""
    match = _BARE_DAYS.search(said.entry.text[said.stretch[0] : said.match.start()])
    if match is None or not row.days:
        return
    first = next((day for day in _each(row.days[0], row.days[-1]) if day.day == int(match["first"])), None)
    if first and int(match["first"]) <= int(match["last"]):
        yield first, first + timedelta(days=int(match["last"]) - int(match["first"]))


def _weekday_beside(said: _Statement, term: Term) -> Day | None:
    """The weekday right beside the statement, apart from any date: "Tuesday is fall break", "no class on Tuesday"."""
    start, at = said.stretch[0], said.match.start()
    before = [each for each in said.entry.dates if start <= each.start and 0 <= at - each.end < _BEFORE]
    after = [each for each in said.entry.dates if _ON.fullmatch(said.entry.text[said.match.end() : each.start])]
    for each in [*before[-1:], *after][:1]:
        number = each.weekday if not each.dated else each.days[-1].weekday
        belongs = any(day.weekday() == number for day in term.days(each))
        if number is not None and each.week is None and not belongs:
            return DAYS[number]
    return None


def _weekday_over(said: _Statement) -> Day | None:
    """The one weekday of its column."""
    over = weekdays.find(said.entry.block.header)
    return over[0].days[0] if len(over) == 1 and len(over[0].days) == 1 else None


def _in_week(first: date, day: Day) -> date:
    return first - timedelta(days=first.weekday()) + timedelta(days=DAYS.index(day))


def _of_place(rows: Sequence[_Row], index: int, said: _Statement, day: Day | None) -> Iterator[_Period]:
    row = rows[index]
    dateless = row.entries[0].block.table is not None and not any(entry.dates for entry in row.entries)
    if dateless and (monday := _week_between(rows, index)):
        yield monday, monday + _FRIDAY
        return
    if not row.days:
        return
    first, last = row.days[0], row.days[-1]
    if day is not None:
        on = _in_week(first, day)
        yield on, on
        return
    holiday = holidays.on(said.reason, first.year)
    if row.is_range and holiday and first <= holiday <= last:
        yield holiday, holiday + timedelta(days=bool(_LONG_THANKSGIVING.fullmatch(said.reason)))
    elif row.is_range or _WEEK_LONG.fullmatch(said.reason):
        yield _regular(rows, index, first), _regular(rows, index, last)
    else:
        yield from ((each, each) for each in row.days)


def _regular(rows: Sequence[_Row], index: int, day: date) -> date:
    """`day`, or the same of the week in between where the rows before and after are two weeks apart and it is not."""
    own = rows[index].days
    before = next((row.days[0] for row in reversed(rows[:index]) if row.days and row.days != own), None)
    after = next((row.days[0] for row in rows[index + 1 :] if row.days and row.days != own), None)
    if before and after and after - before == 2 * _WEEK and not before <= day <= after:
        return before + _WEEK + (day - own[0])
    return day


def _week_between(rows: Sequence[_Row], index: int) -> date | None:
    """The Monday of the week that the rows before and after leave out."""
    before = next((row.days[-1] for row in reversed(rows[:index]) if row.days), None)
    after = next((row.days[0] for row in rows[index + 1 :] if row.days), None)
    if before is None or after is None or not timedelta(days=9) <= after - before <= timedelta(days=16):
        return None
    return before - timedelta(days=before.weekday()) + _WEEK


def _alone_in_week(rows: Sequence[_Row], index: int, day: date) -> bool:
    """Whether no other row that says anything has a day of the same week."""
    monday = day - timedelta(days=day.weekday())
    near = [*rows[max(index - _FAR, 0) : index], *rows[index + 1 : index + _FAR]]
    taken = {other for row in near if _says_anything(row) for other in row.days}
    return not any(monday <= other <= monday + _FRIDAY for other in taken - {day})


def _says_anything(row: _Row) -> bool:
    return any(
        not is_mostly_date(entry) and re.search(r"[A-Za-z]{3}", _DAY_NAME.sub("", entry.text)) for entry in row.entries
    )


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
