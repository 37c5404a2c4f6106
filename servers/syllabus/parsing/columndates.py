"""Dates that only their column tells: "8.27" or "08-27" among others of its kind, the 8 beside "Sep", the 28 of
"28 Aug 1", and the 14th of "10/1" with a 4 on the next line, where the column is that narrow.

Elsewhere such numbers are sections, versions and weeks. Works on texts, before any year is known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from servers.syllabus.parsing import calendars, dates
from servers.syllabus.parsing.dates import DateExpression, WrittenDay
from servers.syllabus.parsing.labels import Said
from servers.syllabus.parsing.vocabulary import words

_LONGEST = 24  # letters of a cell that is a date by its place
_DOTTED = 5  # dates of a column
_COUNTS_ON = 0.8  # of the steps of such a number are by one
_FEWEST = 3  # days beside or beneath names of months
_DAY = re.compile(r"\s*(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\W*")
_BROKEN = re.compile(r"(?<=\d[/.-]\d)\n(?=\d\b)|(?<=\d[/.-])\n(?=\d)|(?<=[a-z])-?\n(?=[a-z]+\b)", re.IGNORECASE)
"""Where a narrow column may have parted a date: behind its slash or hyphen, or within a number or a name."""
_COUNTED = words(r"weeks?|class(?:es)?|lectures?|sessions?|units?|modules?|no|points?|homeworks?|hw|quiz")
"""Numbers beneath it are none of days."""
_DATED = words(r"dates?|days?|when")

Found = tuple[int, DateExpression]
"""Which text, and the date that it is."""


def find(texts: Sequence[Said]) -> dict[int, DateExpression]:
    """By their place in `texts` the dates of those that alone would have none, or another."""
    within: dict[int, list[tuple[int, Said]]] = {}
    for index, said in enumerate(texts):
        if said.block.table is not None and len(said.text) <= _LONGEST:
            within.setdefault(said.block.table, []).append((index, said))
    tables = {index: found for table in within.values() for index, found in (*_dotted(table), *_beside_months(table))}
    headings = [(index, said) for index, said in enumerate(texts) if said.block.level and len(said.text) <= _LONGEST]
    return tables | dict(_dotted(headings)) | _between_numbers(texts) | _broken(texts) | dict(calendars.find(texts))


def _dotted(table: Sequence[tuple[int, Said]]) -> Iterator[Found]:
    """Of one table, or of headings, which stand in columns by their level."""
    columns: dict[int, list[Found]] = {}
    for index, said in table:
        dashes = bool(_DATED.search(said.block.header))
        if not any(found.dated for found in said.dates) and (dotted := dates.dotted(said.text, dashes=dashes)):
            columns.setdefault(said.block.level or said.block.column, []).append((index, dotted))
    for column in columns.values():
        if len(column) >= _DOTTED and _ascends([found.days[0].numbers or (0, 0) for _, found in column]):
            yield from column


def _between_numbers(texts: Sequence[Said]) -> dict[int, DateExpression]:
    """Of a column of "28 Aug 1", "4 Sept 2" the days: the number that counts on is the lesson's."""
    columns: dict[tuple[int | None, int], list[tuple[int, DateExpression, int]]] = {}
    for index, said in enumerate(texts):
        if said.dates and (between := dates.between_numbers(said.text)):
            columns.setdefault((said.block.table, said.block.column), []).append((index, *between))
    known: dict[int, DateExpression] = {}
    for column in columns.values():
        steps = [other[2] - one[2] for one, other in pairwise(column)]
        if len(column) >= _DOTTED and steps.count(1) >= _COUNTS_ON * len(steps):
            known |= {index: day for index, day, _ in column}
    return known


def _broken(texts: Sequence[Said]) -> dict[int, DateExpression]:
    """The dates of cells whose lines part a number, in columns that only so go on from day to day."""
    columns: dict[tuple[int, int], list[int]] = {}
    for index, said in enumerate(texts):
        if said.block.table is not None and len(said.text) <= _LONGEST:
            columns.setdefault((said.block.table, said.block.column), []).append(index)
    known: dict[int, DateExpression] = {}
    for column in columns.values():
        mended = {index: day for index in column if (day := _mended(texts[index].text))}
        if mended:
            written = {index: day for index in column for day in texts[index].dates[:1] if day.dated}
            steps, ours = _steps_back(written), _steps_back(written | mended)
            known |= mended if ours < steps or (ours == steps and mended.keys() - written.keys()) else {}
    return known


def _mended(text: str) -> DateExpression | None:
    """The date that a text has where the line breaks within its words are none; None where it has no such break."""
    breaks = [place for found in _BROKEN.finditer(text) for place in range(*found.span())]
    if not breaks:
        return None
    kept = [place for place in range(len(text)) if place not in breaks]
    found = next((found for found in dates.find("".join(text[place] for place in kept)) if found.dated), None)
    if found is None or kept[found.end - 1] - kept[found.start] == found.end - 1 - found.start:
        return None
    return replace(found, start=kept[found.start], end=kept[found.end - 1] + 1)


def _steps_back(column: Mapping[int, DateExpression]) -> int:
    """How often a date of the column is before that above it."""
    days = [
        found.days[0].numbers or (found.days[0].month or 0, found.days[0].day) for _, found in sorted(column.items())
    ]
    return min(sum(one > other for one, other in pairwise(each)) for each in (days, [day[::-1] for day in days]))


def _beside_months(table: Sequence[tuple[int, Said]]) -> list[Found]:
    """The numbers of days in the column of the months' names, or in the next."""
    found: list[Found] = []
    month, column = 0, -1
    for index, said in table:
        if not month and (headed := calendars.month_named(said.block.header)):
            month, column = headed, said.block.column
        if named := calendars.month_named(said.text):
            month, column = named, said.block.column
        elif not month or said.dates or not 0 <= said.block.column - column <= 1:
            continue
        elif (day := _DAY.fullmatch(said.text)) and not _COUNTED.search(said.block.header):
            found.append((index, DateExpression(*day.span(1), (WrittenDay(month, int(day[1])),))))
    days = [(each.days[0].month or 0, each.days[0].day) for _, each in found]
    return found if len(found) >= _FEWEST and _ascends(days) else []


def _ascends(days: Sequence[tuple[int, int]]) -> bool:
    """Whether most come later than what stands above, as days of a plan do, and grades (3.7, 3.3) do not."""
    steps = [(one < other) - (one > other) for one, other in pairwise(days)]
    swapped = [(one[::-1] < other[::-1]) - (one[::-1] > other[::-1]) for one, other in pairwise(days)]
    return max(sum(steps), sum(swapped)) > 0
