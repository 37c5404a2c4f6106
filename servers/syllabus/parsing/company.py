"""What the rest of the document says of an item: whether its date and its like bear it out.

Signs for and against that no sentence or row shows alone: the same work told a second time, a number in its place in a
series, days too crowded to be true, a weekday that does not fit, a year that little speaks for. What a sign is worth
stands in `confidence`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from servers.syllabus.parsing.dates import WrittenDay
from servers.syllabus.parsing.merging import Item, numbers, title_words
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import SAT

_CROWD = 3  # pieces of work on one day, by the date of a row: more than a course takes in at once
_SERIES = 3
_NUMBERED = re.compile(r"(?P<name>.*?)\W*(?P<number>\d{1,2})\b(?!\s*%)")


def signs(items: Sequence[Item], calendar: Term) -> list[tuple[str, ...]]:
    """For each item, the names of what holds for it."""
    ordered, disordered = _series(items)
    of_day: dict[date, list[Item]] = defaultdict(list)
    for item in items:
        of_day[item.candidate.day].append(item)
    return [
        tuple(
            name
            for name, holds in (
                ("said twice", _twice(item)),
                ("in order with its like", index in ordered and _has_own_date(item)),
                ("rows in order with its like", index in ordered and _of_a_row(item)),
                ("out of order with its like", index in disordered),
                ("crowded day", _crowded(item, of_day[item.candidate.day])),
                ("beside a surer one", _beside_a_surer(item, of_day[item.candidate.day])),
                ("for another day too", _another_day(item, items)),
                *_by_weekday(item, calendar),
            )
            if holds
        )
        for index, item in enumerate(items)
    ]


def _twice(item: Item) -> bool:
    """Whether another sentence or row says it too."""
    return any(other.mention.entry is not item.candidate.mention.entry for other in item.others)


def _has_own_date(item: Item) -> bool:
    """Beside its name, and not that of its row: rows are in order whatever is in them."""
    return item.candidate.derivation == "explicit" and item.candidate.mention.named


def _of_a_row(item: Item) -> bool:
    """It is due or sat on its row's day. Where a plan only names it, it may as well be given out then."""
    mention = item.candidate.mention
    return item.candidate.derivation == "table" and (mention.due or mention.category in SAT)


def _numbered(item: Item) -> tuple[str, int] | None:
    """ "Problem Set 3: graphs" is the third of its like."""
    match = _NUMBERED.match(item.title)
    return (match["name"].casefold(), int(match["number"])) if match and match["name"] else None


def _series(items: Sequence[Item]) -> tuple[set[int], set[int]]:
    """The items of series that are complete and in order of date; and those of series that are not in order."""
    series: dict[tuple[str | None, str], list[tuple[int, date, int]]] = defaultdict(list)
    for index, item in enumerate(items):
        if numbered := _numbered(item):
            series[item.candidate.of_section, numbered[0]].append((numbered[1], item.candidate.day, index))
    ordered, disordered = set[int](), set[int]()
    for members in series.values():
        members.sort()
        days, numbers = [day for _, day, _ in members], [number for number, _, _ in members]
        whole = numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1
        if any(before > after for before, after in pairwise(days)):
            disordered |= {index for *_, index in members}
        elif whole and len(set(days)) == len(days) >= _SERIES:
            ordered |= {index for *_, index in members}
    return ordered, disordered


def _crowded(item: Item, same_day: Sequence[Item]) -> bool:
    """A row's date that holds for too much: for much work, or for several numbers of one series."""
    if item.candidate.derivation == "explicit":
        return False
    number = _numbered(item)
    alike = [other for each in same_day if (other := _numbered(each)) and number and other[0] == number[0]]
    return len(same_day) > _CROWD or len(set(alike)) > 1


def _beside_a_surer(item: Item, same_day: Iterable[Item]) -> bool:
    """Whether what may be the same work stands on its day under another name, and is surer."""
    mine, kind = title_words(item.title), item.candidate.mention.category
    for other in same_day:
        theirs = title_words(other.title)
        counts = numbers(mine), numbers(theirs)
        apart = all(counts) and (counts[0] != counts[1] or _in_two_cells(item, other))
        if other is item or apart or _rank(other) < _rank(item):
            continue
        if other.candidate.mention.category == kind or (mine & theirs) - counts[0]:
            return True
    return False


def _in_two_cells(item: Item, other: Item) -> bool:
    """Whether two cells of one row name them: a column of homework, and another of what is read before."""
    one, two = item.candidate.mention.entry.block, other.candidate.mention.entry.block
    return one.table is not None and one.row == two.row and one.column != two.column


def _rank(item: Item) -> tuple[float, int, int]:
    words = title_words(item.title)
    return item.confidence, bool(numbers(words)), len(words)


def _another_day(item: Item, items: Iterable[Item]) -> bool:
    """Whether the same numbered work is told for another day as well."""
    words = title_words(item.title)
    return bool(numbers(words)) and any(
        other.candidate.day != item.candidate.day
        and other.candidate.of_section == item.candidate.of_section
        and title_words(other.title) == words
        for other in items
    )


def _by_weekday(item: Item, calendar: Term) -> Iterator[tuple[str, bool]]:
    """Whether the weekday that stands beside its date is that of the calendar."""
    fits = [
        day.weekday == anchored.weekday()
        for day in _written(item)
        if day.weekday is not None and (anchored := calendar.anchor(day))
    ]
    yield "its weekday fits", any(fits)
    yield "its weekday does not fit", bool(fits) and not all(fits)


def _written(item: Item) -> list[WrittenDay]:
    """The date that it has, as it stands in its sentence or its row."""
    found, governing = item.candidate.expression, item.candidate.mention.entry.governing
    if found is not None:
        return list(found.days)
    return [day for each in (governing.dates[:1] if governing else ()) for day in each.days]
