"""A month's sheet: columns of weekdays, and in its rows the days, of which often only the numbers stand there.

"Sep 29 | 30 | Oct 1", or "31 | 1 | 2" beneath "September 2025". A row is of days where its numbers count on as the
weekdays of its columns do; so nothing else is taken for a day. Works on texts, before any year is known.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from servers.syllabus.parsing.dates import DateExpression, WrittenDay
from servers.syllabus.parsing.labels import Said
from servers.syllabus.parsing.vocabulary import LONG_WEEKDAY, MONTHS, WEEKDAYS, is_weekday

_DAY = re.compile(r"\W*(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?=\s|$|[:.–—-]\s)(?!\s*(?:%|[ap]\.?m\b|points?\b|pts\b))")
_TITLE = re.compile(r"\W*([A-Za-z]{3,9})\.?(?:,?\s+20\d\d)?\W*")
_LETTERS = 3  # of the names of weekdays, fewer
_SHEETS = {"SMTWTFS": 6, "SMTWRFS": 6, "MTWTFSS": 7, "MTWTF": 7}
"""What the weekdays of a week are called by letters of which some mean two, and which comes first; 7 for Monday."""
_FEWEST = 2  # columns of weekdays, and rows of days
_LATE = 20  # a month's sheet that begins with a later day begins with those of the month before

Cell = tuple[int, int, int, int | None]
"""Which text, its weekday, its day, and its month where that is written."""


def find(texts: Sequence[Said]) -> Iterator[tuple[int, DateExpression]]:
    """The days of which only the number stands in a sheet, with the places of their texts in `texts`."""
    above = ""
    for table, members in groupby(enumerate(texts), key=lambda each: each[1].block.table):
        cells = list(members)
        if table is not None and len(weekdays := _weekdays(said for _, said in cells)) >= _FEWEST:
            yield from _of_sheet(texts, _rows(cells, weekdays), _month(above, cells[0][1].block.headings))
        above = cells[-1][1].text


def _weekdays(cells: Iterable[Said]) -> dict[int, int]:
    """The weekday of each column that is called by one."""
    headers = {said.block.column: said.block.header.strip(" .:") for said in cells}
    columns = sorted(column for column, header in headers.items() if header[:1].isalpha() and len(header) < _LETTERS)
    if first := _SHEETS.get("".join(headers[column][0] for column in columns)):
        return {column: (first + place) % 7 for place, column in enumerate(columns)}
    return {column: WEEKDAYS[_name(header)] for column, header in headers.items() if is_weekday(header)}


def _name(header: str) -> str:
    named = LONG_WEEKDAY.fullmatch(header)
    return (named["day"] if named else header).lower()


def _rows(cells: Iterable[tuple[int, Said]], weekdays: Mapping[int, int]) -> Iterator[list[Cell]]:
    """The cells of each row that begin with a day."""
    for _, row in groupby(cells, key=lambda each: each[1].block.row):
        first: dict[int, Cell] = {}
        for index, said in row:
            column, written = said.block.column, said.dates[0] if said.dates else None
            if column not in weekdays or column in first:
                continue
            if written and written.dated and written.days[0].month and not said.text[: written.start].strip():
                first[column] = index, weekdays[column], written.days[0].day, written.days[0].month
            elif match := _DAY.match(said.text):
                first[column] = index, weekdays[column], int(match[1]), None
        yield list(first.values())


def _counts_on(row: Sequence[Cell]) -> bool:
    """Whether the days of a row follow each other as its weekdays do; behind the end of a month they begin anew."""
    return len(row) >= _FEWEST and all(
        other[2] - one[2] == (other[1] - one[1]) % 7 or (other[2] < 7 and one[2] > _LATE)  # noqa: PLR2004 - days of a week
        for one, other in pairwise(row)
    )


def month_named(title: str) -> int | None:
    """The month that is all of a title: "September 2025"."""
    match = _TITLE.fullmatch(title)
    return MONTHS.get(match[1].lower()) if match else None


def _month(above: str, headings: Sequence[str]) -> int | None:
    """That which stands over a sheet."""
    return next(filter(None, map(month_named, (above, *reversed(headings)))), None)


def _of_sheet(
    texts: Sequence[Said], rows: Iterable[Sequence[Cell]], month: int | None
) -> Iterator[tuple[int, DateExpression]]:
    days = [row for row in rows if _counts_on(row)]
    if len(days) < _FEWEST:
        return
    if month and days[0][0][2] > _LATE and not days[0][0][3]:
        month = (month - 2) % 12 + 1
    before = 0
    for index, weekday, day, written in (cell for row in days for cell in row):
        if month and day < before:
            month = month % 12 + 1
        month, before = written or month, day
        match = _DAY.match(texts[index].text)
        if month and match and not written:
            yield index, DateExpression(*match.span(1), (WrittenDay(month, day, None, weekday),))
