"""The rows of a document with the days that they are of: those of a class plan, of a calendar, of a list of dates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from servers.syllabus.parsing import weekdays
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry, Governing, is_mostly_date, lead
from servers.syllabus.parsing.term import Term

NAMED = 40  # letters of a line that stands under a heading as what its day is
FRIDAY, SUNDAY = timedelta(days=4), timedelta(days=6)
"""From Monday on."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the document with the days that it is of."""

    entries: tuple[Entry, ...]
    days: tuple[date, ...] = ()
    is_range: bool = False
    """`days` are the first and the last of it."""
    is_week: bool = False
    """They are those of a week of which one day is written."""


def rows(entries: Iterable[Entry], term: Term) -> list[Row]:
    """All of them in order; a row of a calendar, several days of which are written in it, is one for each of them."""
    rows: list[Row] = []
    above: dict[tuple[int | None, int], Entry] = {}
    of_rows = (tuple(grouped) for _, grouped in groupby(entries, key=lambda entry: entry.block.row))
    for members in (part for of_row in of_rows for part in _of_each_day(of_row)):
        governing = _governing(members)
        dated = [each for each in (governing.dates if governing else ()) if each.dated][:1]
        days = tuple(day for each in dated for day in term.days(each))
        days = days or _day_of_column(members, term)
        if not days and governing and governing.week is not None and (monday := term.monday(governing.week)):
            rows.append(Row(members, (monday, monday + FRIDAY), is_range=True))
            continue
        if members[0].block.table is not None and all(is_mostly_date(entry) for entry in members):
            above = {(entry.block.table, entry.block.column): entry for entry in members}
        elif above and not days:
            rows += [Row((entry,), tuple(_days_above(entry, above, term))) for entry in members]
            continue
        whole = any(each.week_of for each in dated) or (governing is not None and governing.whole_week)
        is_week = whole and len(days) == 1
        days = (days[0], days[0] + SUNDAY) if is_week else days
        if days and rows and not rows[-1].days and _heads_of(rows[-1], members):
            rows[-1] = replace(rows[-1], days=days, is_range=whole or any(each.through for each in dated))
        if not days and governing is None and rows and _is_all_under(rows[-1], members):
            rows.append(replace(rows[-1], entries=members))
            continue
        rows.append(Row(members, days, whole or any(each.through for each in dated), is_week))
    return rows


def _governing(members: Sequence[Entry]) -> Governing | None:
    """What says when a row is; a week over it that has no date does for a weekday alone: "Monday: no class"."""
    for entry in members:
        governing = _day_of_class(entry)
        own_day = any(each.weekday is not None and not each.dated for each in entry.dates)
        if governing and (own_day or governing.dates or governing.kind != "heading"):
            return governing
    return None


def _day_of_class(entry: Entry) -> Governing | None:
    return entry.governing if entry.governing and entry.governing.kind != "due" else None


def _of_each_day(members: tuple[Entry, ...]) -> Iterable[tuple[Entry, ...]]:
    parts: dict[tuple[DateExpression, ...], list[Entry]] = {}
    for entry in members:
        if governing := _day_of_class(entry):
            parts.setdefault(governing.dates, []).append(entry)
    return map(tuple, parts.values()) if len(parts) > 1 else [members]


def _day_of_column(members: Sequence[Entry], term: Term) -> tuple[date, ...]:
    """The day that a cell under a weekday begins with: "10/15 Trees" in a row of a week."""
    under = (entry for entry in members if entry.block.table is not None and weekdays.find(entry.block.header))
    return tuple(day for entry in under for found in lead(entry)[:1] for day in term.days(found))[:1]


def _is_all_under(heading: Row, members: Sequence[Entry]) -> bool:
    """Whether it is one short line right under a heading or date: "Spring break" under "Week 9: March 10–14"."""
    text = " ".join(entry.text for entry in members)
    over = heading.entries[0].block
    heads = over.level > 0 or (over.table is None and all(is_mostly_date(entry) for entry in heading.entries))
    return heads and members[0].block.level == 0 and len(text) <= NAMED


def _heads_of(heading: Row, members: Sequence[Entry]) -> bool:
    """Whether a line of dates stands right under a heading: "March 21–25" under "Week 10: Spring break"."""
    dates = [each for entry in members for each in entry.dates]
    only = members[0].block.table is None and all(is_mostly_date(entry) for entry in members)
    return heading.entries[0].block.level > 0 and only and all(each.week is None for each in dates)


def _days_above(entry: Entry, above: Mapping[tuple[int | None, int], Entry], term: Term) -> Iterator[date]:
    """The date of the cell above, in a calendar whose rows of dates stand over rows of what is done."""
    over = above.get((entry.block.table, entry.block.column))
    for each in over.dates if over else ():
        yield from term.days(each)
