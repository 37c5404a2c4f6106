"""The days on which class would meet, or the term goes on, and does not.

A statement of it ("no class", "Spring break", "Labor Day") has its day beside it, or it takes it from where it stands:
the row's date, the weekday over its column, the cell above in a calendar, the weeks before and after.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from servers.contract.syllabus import Day
from servers.syllabus.document import Span
from servers.syllabus.parsing import dayrows, holidays, statements, weekdays
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.dayrows import FRIDAY, NAMED, SUNDAY, Row
from servers.syllabus.parsing.entries import Entry, is_mostly_date
from servers.syllabus.parsing.statements import RESUMES, Statement
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import DAYS, words
from servers.syllabus.parsing.weekdays import Weekdays


@dataclass(frozen=True, slots=True)
class Break:
    first: date
    last: date
    reason: str
    evidence: Span


_Period = tuple[date, date]
_OF_DAYS = words(r"break|recess|vacation|reading week|thanksgiving holidays?")
"""Of these the rows of one week are one."""
_WEEK_LONG = words(
    r"(?:spring|winter|easter|mid-?semester|semester|mid-?term|february|march|teaching) (?:break|recess|vacation"
    r"|reading week)|easter holidays?"
    r"|(?:\w+ )?reading week|break week|non-?\s?teaching week|no class(?:es)? this week"
)
_LONG_THANKSGIVING = words(r"thanksgiving (?:break|recess|holiday|vacation)")
_BEGINS, _ENDS = words(r"begins?|starts?"), words(r"ends?")
_TO = words(r"(?<!due )to|through|until|till")
_UNTIL = re.compile(r"\b(?:(?P<resume>resumes?|returns?|reconvenes?|back)|ends?)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
_DAY_NAME = re.compile(r"\b(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b|\bweek\b", re.IGNORECASE)
_BARE_DAYS = re.compile(r"(?<![\d/])(?P<first>\d{1,2})\s?[-–—]\s?(?P<last>\d{1,2})[\s:,(–—-]*$")
_LONGEST = 45
_ASTRAY = 60  # days from its row at which a date is left over from another year's plan
_NEAR, _FAR = 6, 12
"""Rows that may tell the end of a break; rows that may be of the same week."""
_LONGEST_BREAK = timedelta(days=31)
_SAME_BREAK = 4  # days between two rows of one break
_ODD_DAYS = 2  # rows of a weekday on which class does not meet as a rule
_WEEKEND = frozenset({5, 6})
_WEEK, _TERM = timedelta(weeks=1), timedelta(weeks=40)
_ON_THE = re.compile(r"\s+on\s+(?:the\s+)?|\s*:\s*", re.IGNORECASE)
_ON = re.compile(r"[\s(:–—-]+(?:on\s+)?")
_IN_WEEK = re.compile(r"[^.;\n]{0,24}\b(?:in|during|is|of)\s+(?:the\s+)?", re.IGNORECASE)
_OR = re.compile(r"\s*(?:,\s*)?(?:(?:and|or|nor)\b|&)\s*(?:on\s+)?|\s*,\s*", re.IGNORECASE)
_AND_ON = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:[,;]\s*)?(?:(?:and|or|nor|&)\s+)?(?:on\s+)?(?:the\s+)?", re.IGNORECASE)
_ANOTHERS = re.compile(r"\s*(?:(?:class )?schedule|classes)\b", re.IGNORECASE)
"""Behind a weekday whose classes are held: "no class (Monday schedule)"."""
_BEFORE = 8  # letters between "Tuesday" and what it is


def find(entries: Iterable[Entry], term: Term) -> list[Break]:
    """All of them in order, those that lie within another left out."""
    rows = dayrows.rows(entries, term)
    held = _days_of_class(rows, term)
    found = sorted(
        (each for index in range(len(rows)) for each in _of_row(rows, index, term)),
        key=lambda each: (each.first, -(each.last - each.first).days, each.evidence.line),
    )
    kept: list[Break] = []
    for each in found:
        if any(other.first <= each.first and each.last <= other.last for other in kept):
            continue
        if kept and _is_one_break(kept[-1], each, _of_week(each, found), held):
            kept[-1] = replace(kept[-1], last=max(each.last, kept[-1].last))
        elif not kept or each.first > kept[-1].last:
            kept.append(each)
    return kept


def _is_one_break(before: Break, after: Break, of_week: frozenset[int], held: frozenset[int]) -> bool:
    """Whether two rows name the same break.

    It takes the days between them where there would be class, where the holiday itself is one of them, and where all
    classes of the week are left out; of two classes in a week each stands for itself alone.
    """
    same = before.reason.lower() == after.reason.lower()
    most = _SAME_BREAK if before.evidence != after.evidence else 1
    close = after.first - before.last <= timedelta(most)
    if not same or not close or not _OF_DAYS.search(after.reason):
        return False
    between = [day for day in _each(before.last, after.first) if before.last < day < after.first]
    days = {day.weekday() for day in between} - _WEEKEND
    whole = len(held) > 2 and held <= of_week  # noqa: PLR2004 - more than two
    return not held or not days or bool(days & held) or whole or holidays.on(after.reason, after.first.year) in between


def _of_week(one: Break, found: Iterable[Break]) -> frozenset[int]:
    """The weekdays that it takes of its week, row by row."""
    monday = one.first - timedelta(days=one.first.weekday())
    same = (each for each in found if each.reason.lower() == one.reason.lower())
    return frozenset(each.first.weekday() for each in same if monday <= each.first < monday + _WEEK)


def _days_of_class(rows: Iterable[Row], term: Term) -> frozenset[int]:
    """The weekdays that most rows of its plan are of, else those on which the class meets."""
    days = {row.days[0] for row in rows if len(row.days) == 1 and _says_anything(row)}
    of_rows = Counter(day.weekday() for day in days)
    return frozenset(day for day, count in of_rows.items() if count > _ODD_DAYS) - _WEEKEND or term.class_days


def _of_row(rows: Sequence[Row], index: int, term: Term) -> Iterator[Break]:
    for entry in rows[index].entries:
        for said in statements.find(entry):
            for first, last in _periods(rows, index, said, term):
                if 0 <= (last - first).days <= _LONGEST and _belongs(rows[index], said, first, term):
                    yield Break(first, last, said.reason, said.evidence)


def _belongs(row: Row, said: Statement, day: date, term: Term) -> bool:
    """Whether a day may be of this term, and of its row: plans are copied from year to year."""
    own = {anchored for each in said.entry.dates for anchored in term.days(each)}
    dated_elsewhere = bool(row.days) and said.entry.block.table is not None and not own & {*row.days}
    astray = bool(said.own) and dated_elsewhere and abs((day - row.days[0]).days) > _ASTRAY
    return term.holds(day) and not astray


def _periods(rows: Sequence[Row], index: int, said: Statement, term: Term) -> Iterator[_Period]:
    """When it is: by the dates of the sentence, else by where it stands."""
    row = rows[index]
    if row.days and (beside := _weekdays_beside(said, term)):
        for day in beside:
            on = _in_week(row.days[0], day)
            yield on, on
        return
    if until := _until(said, term):
        yield until
        return
    if said.own:
        periods = list(_of_dates(said, rows[index : index + _NEAR], term))
        if periods and periods[0][0] in row.days:
            periods = [(_regular(rows, index, first), _regular(rows, index, last)) for first, last in periods]
        single = len(periods) == 1 and periods[0][0] == periods[0][1]
    else:
        day = _weekday_over(said)
        periods = list(_bare_days(said, row)) or list(_in_weeks(said, term))
        periods = periods or list(_of_place(rows, index, said, day)) or list(_by_name(said, term))
        single = len(periods) == 1 and periods[0][0] == periods[0][1] and (day is None or _only_one(row, said))
    if single and periods[0][0] in row.days and (following := _after_class(rows, index, said)):
        periods = [following]
    elif (
        single
        and _takes_week(rows, index, said, periods[0][0], term)
        and _alone_in_week(rows, index, said, periods[0][0])
    ):
        monday = periods[0][0] - timedelta(days=periods[0][0].weekday())
        periods = [(monday, monday + FRIDAY)]
    yield from periods


def _takes_week(rows: Sequence[Row], index: int, said: Statement, day: date, term: Term) -> bool:
    """Whether the day stands for its week: not the Tuesday of a class that is held on Tuesdays."""
    week = any(entry.governing and entry.governing.week is not None for entry in rows[index].entries)
    inside = day.weekday() != 0 or term.class_days == frozenset({0})
    lesson = inside and (said.explicit or _is_weekly(rows, index))
    return bool(_WEEK_LONG.fullmatch(said.reason)) and (week or not lesson)


def _is_weekly(rows: Sequence[Row], index: int) -> bool:
    """Whether it is a table's row, and the rows around are a week apart, or more."""
    if rows[index].entries[0].block.table is None:
        return False
    near = sorted({row.days[0] for row in rows[max(index - _FAR, 0) : index + _FAR] if len(row.days) == 1})
    return len(near) > 2 and all(other - one >= _WEEK for one, other in pairwise(near))  # noqa: PLR2004 - a series


def _until(said: Statement, term: Term) -> _Period | None:
    """ "Spring break begins March 8; classes resume March 17", which are two sentences."""
    text, end = said.entry.text, said.match.end()
    begins = _BEGINS.match(text[end:].lstrip())
    following = [each for each in said.entry.dates if each.dated and each.start >= end][:2]
    days = [day for each in following for day in term.days(each)]
    if not begins or len(said.own) > 1 or said.own != following[:1] or len(days) != 2:  # noqa: PLR2004 - from one to the other
        return None
    told = _UNTIL.search(text, following[0].end, following[1].start)
    if told is None:
        return None
    return days[0], days[1] - timedelta(days=bool(told["resume"]))


def _by_name(said: Statement, term: Term) -> Iterator[_Period]:
    """ "No class on Labor Day": the calendar knows when that is."""
    if not said.explicit or term.opening is None:
        return
    for match in said.more:
        for year in (term.opening.year, term.opening.year + 1):
            day = holidays.on(match.group(), year)
            if day and term.opening <= day < term.opening + _TERM:
                yield day, day + timedelta(days=bool(_LONG_THANKSGIVING.fullmatch(match.group())))
                break


def _in_weeks(said: Statement, term: Term) -> Iterator[_Period]:
    """ "There are no classes in week 6"."""
    for each in said.entry.dates:
        named = each.week is not None and each.weekday is None and said.stretch[0] <= each.start < said.stretch[1]
        if named and _IN_WEEK.fullmatch(said.entry.text, said.match.end(), each.start):
            monday = term.monday(each.week or 0)
            yield from [(monday, monday + FRIDAY)] if monday else []


def _of_dates(said: Statement, following: Sequence[Row], term: Term) -> Iterator[_Period]:
    text = said.entry.text
    on = _named_by_on(said)
    said = replace(said, own=on) if on and said.explicit else said
    ends = [day for each in said.own for day in term.days(each)]
    between = len(said.own) == 1 and _BETWEEN.search(text[: said.own[0].start])
    if len(ends) == 2 and (between or _TO.search(text[said.own[0].end : said.own[-1].start])):  # noqa: PLR2004
        yield ends[0], ends[1]
        return
    if (
        ends
        and _BEGINS.match(text[said.match.end() :].lstrip())
        and (last := _end_of(said.reason, ends[0], following, term))
    ):
        yield ends[0], last
        return
    for each in said.own:
        days = term.days(each)
        if not days:
            continue
        if each.through:
            yield days[0], days[-1]
        elif each.week_of:
            yield _week(said, days[0])
        else:
            yield from ((day, day) for day in days)


def _named_by_on(said: Statement) -> list[DateExpression]:
    """The dates right behind "no class on", and those that go on from them: "on May 2 (fair), May 9 or on May 16"."""
    text, on = said.entry.text, list[DateExpression]()
    for each in said.own:
        follows = bool(on) and _AND_ON.fullmatch(text, on[-1].end, each.start)
        if follows or any(_ON_THE.fullmatch(text, match.end(), each.start) for match in said.more):
            on.append(each)
    return on


def _end_of(reason: str, begins: date, rows: Iterable[Row], term: Term) -> date | None:
    """The day of "Fall break ends", or that before "classes resume", where a later line says it."""
    for entry in (entry for row in rows for entry in row.entries):
        for start, end in entry.segments or ((0, len(entry.text)),):
            at = entry.text.lower().find(reason.lower(), start, end)
            ends = at >= 0 and _ENDS.match(entry.text[at + len(reason) :].lstrip())
            resumes = RESUMES.search(entry.text, start, end)
            if not (ends or resumes):
                continue
            days = [day for each in entry.dates if start <= each.start < end for day in term.days(each)]
            if days and begins < days[0] <= begins + _LONGEST_BREAK:
                return days[0] - timedelta(days=bool(resumes) and not (ends and len(days) > 1))
    return None


def _bare_days(said: Statement, row: Row) -> Iterator[_Period]:
    """ "10-12 Fall break" in the row of a week: days of its month."""
    match = _BARE_DAYS.search(said.entry.text[said.stretch[0] : said.match.start()])
    if match is None or not row.days:
        return
    first = next((day for day in _each(row.days[0], row.days[-1]) if day.day == int(match["first"])), None)
    if first and int(match["first"]) <= int(match["last"]):
        yield first, first + timedelta(days=int(match["last"]) - int(match["first"]))


def _weekdays_beside(said: Statement, term: Term) -> tuple[Day, ...]:
    """Weekdays right beside what says it, apart from any date: "no class on Tuesday", "Mon. and Tue. (fall break)"."""
    text, start = said.entry.text, said.stretch[0]
    runs = weekdays.find(said.text)
    for match in said.more:
        before = [each for each in said.entry.dates if start <= each.start and 0 <= match.start() - each.end < _BEFORE]
        after = [
            each
            for each in said.entry.dates
            if _ON.fullmatch(text[match.end() : each.start]) and not _ANOTHERS.match(text, each.end)
        ]
        for each in [*before[-1:], *after]:
            number = each.weekday if not each.dated else each.days[-1].weekday
            belongs = any(day.weekday() == number for day in term.days(each))
            if number is not None and each.week is None and not belongs:
                around = [run for run in runs if run.start < each.end - start and each.start - start < run.end]
                days = (DAYS[number],) if each.dated or not around else _from_to(said.text, around[0])
                return tuple(dict.fromkeys([*days, *_listed_behind(said, each)]))
    return ()


def _listed_behind(said: Statement, first: DateExpression) -> Iterator[Day]:
    """The weekdays that go on from the first: "Wednesday or Friday"."""
    text, end = said.entry.text, first.end
    for each in said.entry.dates:
        if each.weekday is not None and each.week is None and end < each.start and _OR.fullmatch(text, end, each.start):
            yield DAYS[each.weekday]
            end = each.end


def _from_to(text: str, run: Weekdays) -> tuple[Day, ...]:
    """ "Wed.–Fri.": a break takes the days between as well."""
    ranged = len(run.days) == 2 and re.search(r"[-–—]|\bto\b", text[run.start : run.end])  # noqa: PLR2004 - first, last
    return DAYS[DAYS.index(run.days[0]) : DAYS.index(run.days[1]) + 1] if ranged else run.days


def _weekday_over(said: Statement) -> Day | None:
    """The one weekday of its column."""
    over = weekdays.find(said.entry.block.header)
    return over[0].days[0] if len(over) == 1 and len(over[0].days) == 1 else None


def _in_week(first: date, day: Day) -> date:
    return first - timedelta(days=first.weekday()) + timedelta(days=DAYS.index(day))


def _of_place(rows: Sequence[Row], index: int, said: Statement, day: Day | None) -> Iterator[_Period]:
    row = rows[index]
    dateless = not any(entry.dates for entry in row.entries)
    heads = row.entries[0].block.table is not None or (not row.days and len(said.entry.text) <= NAMED)
    if dateless and heads and (between := _weeks_between(rows, index)):
        yield between
        return
    if not row.days:
        return
    first, last = row.days[0], row.days[-1]
    if day is not None:
        on = _in_week(first, day)
        yield on, on
        return
    holiday = holidays.on(said.reason, first.year)
    if row.is_range and holiday and first <= holiday <= last and not _is_all_of_row(row, said):
        yield holiday, holiday + timedelta(days=bool(_LONG_THANKSGIVING.fullmatch(said.reason)))
    elif row.is_week:
        yield _week(said, first)
    elif row.is_range or _WEEK_LONG.fullmatch(said.reason):
        yield _regular(rows, index, first), _regular(rows, index, last)
    else:
        yield from ((each, each) for each in row.days)


def _week(said: Statement, monday: date) -> _Period:
    """A week without class is all of it, one with a break or holiday the days on which there would be class."""
    return monday, monday + (FRIDAY if said.name else SUNDAY)


def _only_one(row: Row, said: Statement) -> bool:
    """Whether nothing else in its row says anything."""
    return not any(entry is not said.entry and _tells(entry) for entry in row.entries)


def _is_all_of_row(row: Row, said: Statement) -> bool:
    """Whether the row says nothing else: its days are those of the break, unless they are a week with a holiday."""
    whole_week = row.days[-1] - row.days[0] >= FRIDAY
    return (
        _only_one(row, said) and len(said.entry.text) <= NAMED and not (whole_week and not _OF_DAYS.search(said.reason))
    )


def _regular(rows: Sequence[Row], index: int, day: date) -> date:
    """`day`, or the same of the week in between where the rows before and after are two weeks apart and it is not."""
    own = rows[index].days
    before = next((row.days[0] for row in reversed(rows[:index]) if row.days and row.days != own), None)
    after = next((row.days[0] for row in rows[index + 1 :] if row.days and row.days != own), None)
    if before and after and after - before == 2 * _WEEK and not before <= day <= after:
        return before + _WEEK + (day - own[0])
    return day


def _weeks_between(rows: Sequence[Row], index: int) -> _Period | None:
    """The weeks that the rows before and after leave out."""
    before = next((row.days[-1] for row in reversed(rows[:index]) if row.days), None)
    after = next((row.days[0] for row in rows[index + 1 :] if row.days), None)
    if before is None or after is None or not timedelta(days=9) <= after - before <= timedelta(days=16):
        return None
    monday = before - timedelta(days=before.weekday()) + _WEEK
    return monday, monday + FRIDAY


def _after_class(rows: Sequence[Row], index: int, said: Statement) -> _Period | None:
    """The weeks after the day of a class behind whose topic a break stands, if the rows leave them out."""
    row, text = rows[index], said.entry.text
    before = text[: said.match.start()]
    for each in reversed([each for each in said.entry.dates if each.start < said.match.start()]):
        before = before[: each.start] + before[each.end :]
    behind = re.search(r"[A-Za-z]{3}", _DAY_NAME.sub("", before)) and len(text) - said.match.end() <= 2  # noqa: PLR2004
    after = next((other.days[0] for other in rows[index + 1 :] if other.days), None)
    if not behind or not _WEEK_LONG.fullmatch(said.reason) or len(row.days) != 1 or after is None:
        return None
    monday = row.days[0] + timedelta(days=7 - row.days[0].weekday())
    last = after - timedelta(days=after.weekday()) - timedelta(days=3)
    return (monday, last) if monday < last <= monday + _WEEK else None


def _alone_in_week(rows: Sequence[Row], index: int, said: Statement, day: date) -> bool:
    """Whether no other row that says anything else has a day of the same week."""
    monday = day - timedelta(days=day.weekday())
    near = [*rows[max(index - _FAR, 0) : index], *rows[index + 1 : index + _FAR]]
    reason = said.reason.lower()
    other = (
        row for row in near if _says_anything(row) and not any(reason in each.text.lower() for each in row.entries)
    )
    taken = {day for row in other for day in row.days}
    return not any(monday <= other <= monday + FRIDAY for other in taken - {day})


def _says_anything(row: Row) -> bool:
    return any(_tells(entry) for entry in row.entries)


def _tells(entry: Entry) -> bool:
    return not is_mostly_date(entry) and re.search(r"[A-Za-z]{3}", _DAY_NAME.sub("", entry.text)) is not None


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
