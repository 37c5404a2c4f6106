"""Which date governs what stands under it: rows of a class plan, day headings with lists beneath, due columns.

Works on dates as they are written (`dates`), before any year is known.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from servers.syllabus.document import Document
from servers.syllabus.parsing import clock, columndates, counted, dates, labels
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry, Governing, alone, is_mostly_date, lead, letters, says_only_when
from servers.syllabus.parsing.names import abbreviations
from servers.syllabus.parsing.rows import Block, blocks
from servers.syllabus.parsing.sentences import segments
from servers.syllabus.parsing.vocabulary import DUE, FINALS_WEEK, LONG_WEEKDAY, NUMBERED_DUE, WEEKDAYS, kinds
from servers.syllabus.parsing.weeks import Weeks

_SHORT_CELL = 40  # letters
_DAYS = 3  # lines that only say a day make a plan of it
_A_PLAN = 4  # days that are headings
_DATE_HEADER = re.compile(r"\b(?:dates?|days?|weeks?|when|class(?:es)?|lectures?|meetings?|wk)\b|^#$", re.IGNORECASE)
_DUE_HEADER = re.compile(r"\b(?:due|deadlines?|submi\w+)\b", re.IGNORECASE)
_FIRST_DAY = re.compile(r"(?:opens?|starts?|begins?|from|available)(?: dates?| on)?", re.IGNORECASE)
_LAST_DAY = re.compile(r"(?:closes?|ends?|until|to)(?: dates?| on)?", re.IGNORECASE)
_TAUGHT_HEADER = re.compile(
    r"\b(?:topics?|lectures?|readings?|materials?|resources?|slides|notes|contents?|code|videos?)\b", re.IGNORECASE
)
_WEEK_HEADER = re.compile(r"\bweek (?:of|beginning|starting)\b|\bw/[bc]\b", re.IGNORECASE)
_WEEK_COLUMN = re.compile(r"\W*(?:week|wk)\b", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"(\d{1,2})\b(?![/.-]\d)")
_BARE_NUMBER = re.compile(r"\d{1,2}\W*")
_NEXT_CLASS = re.compile(r"\b(?:next|following) (?:class|lecture|session|meeting|time)\b", re.IGNORECASE)
_SOON = 6  # rows within which the next class stands
_HOURS = re.compile(r"\W*(?:(?:exam|start)\s)?(?:times?|hours)\s*:", re.IGNORECASE)
_MEETS = re.compile(r"\bmeet at\b", re.IGNORECASE)
_ROOM = 24  # letters beside the hours: "1505 SC & 2217 SC"
_FEW = 12  # letters beside a date and "due", as of "by 11:59 pm"


def entries(document: Document) -> tuple[Entry, ...]:
    """Every block of the document with its own dates and times, and those that govern it."""
    found = [Entry(block, _dates(block), clock.find(block.text)) for block in blocks(document)]
    for index, date in columndates.find(found).items():
        found[index] = replace(found[index], dates=(date,))
    short = abbreviations(entry.text for entry in found)
    counts = counted.columns(entry.block for entry in found)
    return tuple(
        Entry(
            entry.block,
            entry.dates,
            entry.times,
            governed,
            *label,
            short,
            counted.counted(entry.block, counts),
            tuple(segments(entry, entry.block.passage.wraps)),
            _hours_beneath(entry, after),
        )
        for entry, after, governed, label in zip(
            found, (*found[1:], None), _governed(found), labels.of(found), strict=True
        )
    )


def _hours_beneath(entry: Entry, after: Entry | None) -> ClockTime | None:
    single = entry.dates and not entry.times and after is not None and len(after.times) == 1 and not after.dates
    if not single or after is None:
        return None
    (time,) = after.times
    alone = time.end - time.start >= len(after.text.strip(" ().,")) and is_mostly_date(entry)
    return time if alone or _HOURS.match(after.text) else None


def _dates(block: Block) -> tuple[DateExpression, ...]:
    """Its dates. The one that a cell of a calendar begins with is of the weekday that its column is of."""
    found = dates.find(block.text)
    column = LONG_WEEKDAY.fullmatch(block.header.strip()) if found and block.header else None
    if column is None or len(found[0].days) != 1 or block.text[: found[0].start].strip():
        return found
    day = found[0].days[0]
    if day.weekday is None:
        day = replace(day, weekday=WEEKDAYS[column["day"].lower()])
    return (replace(found[0], days=(day,)), *found[1:])


def _governed(found: Sequence[Entry]) -> list[Governing | None]:
    rows: dict[int, list[Entry]] = {}
    for entry in found:
        rows.setdefault(entry.block.row, []).append(entry)
    by_days = sum(map(_is_day_line, found)) >= _DAYS
    below = _Below(Weeks(found), series=_dated_headings(found) > 1, within=_within_days(found), by_days=by_days)
    of_rows = {row: below.enter(members) for row, members in rows.items()}
    for row, after in pairwise(of_rows):
        here, there = of_rows[row].whole, of_rows[after].whole
        if here and there and rows[row][0].block.table == rows[after][0].block.table is not None:
            of_rows[row] = _OfRow(replace(here, following=there.dates), of_rows[row].columns)
    return [
        _of_next_row(entry.block, rows, of_rows)
        if _NEXT_CLASS.search(entry.block.header)
        else _for_entry(entry, rows[entry.block.row], of_rows[entry.block.row])
        for entry in found
    ]


def _dated_headings(found: Iterable[Entry]) -> int:
    return sum(bool(entry.block.level) and any(each.dated for each in entry.dates) for entry in found)


def _within_days(found: Iterable[Entry]) -> frozenset[int]:
    """The rows of headings that part what is told of a day, where the days of a plan are headings of the same level.

    "Course materials:" between "Session 1, 9/3" and "Session 2, 9/8"; of the last day, what an earlier one had as well.
    """
    levels: dict[int, list[Entry]] = {}
    for entry in found:
        if entry.block.level:
            levels.setdefault(entry.block.level, []).append(entry)
    rows = set[int]()
    for headings in levels.values():
        days = [place for place, entry in enumerate(headings) if any(each.dated for each in lead(entry))]
        if len(days) < _A_PLAN:
            continue
        dated = {place for place, entry in enumerate(headings) if any(each.dated for each in entry.dates)}
        parts = [entry for place, entry in enumerate(headings[: days[-1]]) if place > days[0] and place not in dated]
        names = {_beginning(entry) for entry in parts}
        last = [entry for entry in headings[days[-1] + 1 :] if _beginning(entry) in names]
        rows |= {entry.block.row for entry in (*parts, *last)}
    return frozenset(rows)


def _beginning(heading: Entry) -> tuple[str, ...]:
    return tuple(heading.text.split()[:3])


@dataclass(frozen=True, slots=True)
class _OfRow:
    """The dates that hold for a row: for all of it, and in a calendar's grid for each of its columns."""

    whole: Governing | None
    columns: Mapping[int, Governing] = field(default_factory=dict[int, Governing])

    def at(self, column: int) -> Governing | None:
        return self.columns.get(column, self.whole) if self.columns else self.whole


def _of_next_row(block: Block, rows: Mapping[int, Sequence[Entry]], of_rows: Mapping[int, _OfRow]) -> Governing | None:
    """The day of the class after, of what stands beneath "For next class"."""
    own = of_rows[block.row].whole
    for later in range(block.row + 1, block.row + _SOON):
        whole = of_rows[later].whole if later in rows and rows[later][0].block.table == block.table else None
        if own and whole and whole.dates and whole.dates != own.dates:
            return whole
    return None


def _for_entry(entry: Entry, members: Sequence[Entry], row: _OfRow) -> Governing | None:
    due = [
        found
        for other in members
        if other is not entry and _is_due_cell(other) and _governs(other, entry)
        for found in other.dates
        if found.dated
    ]
    governing = Governing("due", tuple(due)) if due else _of_day_in_cell(entry, members) or row.at(entry.block.column)
    timed = [other for other in members if other is not entry and len(other.times) == 1 and _says_only_hours(other)]
    if governing is None or len(timed) != 1 or row.columns:
        return governing
    (told,) = timed[0].times
    by = governing.kind == "due" or DUE.search(timed[0].text) or DUE.search(timed[0].block.header)
    return replace(governing, due_by=told) if by else replace(governing, hours=told)


def _says_only_hours(entry: Entry) -> bool:
    """Whether a block tells a time, perhaps with its day or room, and no more."""
    told = sum(letters(entry.text[found.start : found.end]) for found in (*entry.dates, *entry.times))
    short = letters(entry.text) - told <= _ROOM and not kinds(entry.text)
    return short or bool(_MEETS.search(entry.text))


def _of_day_in_cell(entry: Entry, members: Sequence[Entry]) -> Governing | None:
    """The day of the item above it, where a cell lists the days of a week: "Mon 2/1: …", "Fri 2/5: …", "Lab 1 due"."""
    if entry.block.table is None or entry.dates:
        return None
    cell = [
        other for other in members if other.block.column == entry.block.column and other.block.row == entry.block.row
    ]
    above = [other for other in cell if other.block.line < entry.block.line]
    days = [dates for other in above if (dates := tuple(each for each in lead(other) if each.dated))]
    return Governing("lead", days[-1]) if len(days) > 1 else None


def _is_due_cell(entry: Entry) -> bool:
    of_deadlines = _DUE_HEADER.search(entry.block.header) or _ends(entry.block)
    return bool(of_deadlines) and says_only_when(entry) and not kinds(entry.text)


def _ends(block: Block) -> bool:
    """Whether its column tells the last day of what another tells the first: "Opens | Closes"."""
    return bool(_LAST_DAY.fullmatch(block.header)) and any(map(_FIRST_DAY.fullmatch, block.beside))


def _governs(due: Entry, entry: Entry) -> bool:
    """Whether a cell of a column of deadlines dates another: not what is taught in the row, which has its own day."""
    header = entry.block.header
    if _ends(due.block) and "exam" in kinds(entry.text):
        return False
    return due.block.column == entry.block.column or not _TAUGHT_HEADER.search(header) or bool(kinds(header))


def _says_only_due(entry: Entry) -> bool:
    """ "Due Fri, Jan 10:", of the list beneath."""
    rest = entry.text
    for found in reversed((*entry.dates,)):
        rest = rest[: found.start] + rest[found.end :]
    return bool(DUE.search(rest)) and letters(DUE.sub("", rest)) < _FEW and not kinds(rest)


class _Below:
    """Goes down the document and knows which date still holds."""

    def __init__(self, weeks: Weeks, *, series: bool, within: frozenset[int], by_days: bool) -> None:
        self._weeks = weeks
        self._within = within
        """Rows of headings that go on with the day above."""
        self._by_days = by_days
        """Lines that only say a day or a week, each over the lines of what is done then."""
        self._series = series
        """Several headings have dates: they are days of class. A single one is the document's own date."""
        self._heading: tuple[int, Governing] | None = None
        self._lead: tuple[Entry, Governing] | None = None
        self._table: int | None = None
        self._table_row = _OfRow(None)
        self._weekday: int | None = None
        """That the last row of a table says."""

    def enter(self, members: Sequence[Entry]) -> _OfRow:
        first = members[0]
        if first.block.table is not None:
            return self._in_table(members)
        self._table = None
        self._weeks.enter(first)
        return _OfRow(self._weeks.within(first, self._in_text(members)))

    def _in_text(self, members: Sequence[Entry]) -> Governing | None:
        first = members[0]
        own = _of_row(members)
        if first.block.level:
            self._lead = None
            if own and self._series:
                self._heading = (first.block.level, replace(own, kind="heading"))
            elif self._heading and first.block.level <= self._heading[0] and first.block.row not in self._within:
                self._heading = None
            return own or (self._heading[1] if self._heading else None)
        if own and not own.dates and self._heading:
            own = replace(own, dates=self._heading[1].dates)
        if own:
            due = _says_only_due(first)
            parts = due and bool(NUMBERED_DUE.match(first.text))
            self._lead = (first, replace(own, kind="due" if due else "lead", of_parts=parts))
            return own
        if first.text.strip().isdigit():  # the number of the next week or day
            self._lead = None
        if self._lead and (_under(first, self._lead[0]) or (self._by_days and _is_beneath(first, self._lead[0]))):
            return self._lead[1]
        self._lead = None if not first.block.bullet else self._lead
        return self._heading[1] if self._heading and _is_of_a_day(first.text) else None

    def _in_table(self, members: Sequence[Entry]) -> _OfRow:
        self._lead = None
        if members[0].block.table != self._table:
            self._table, self._table_row, self._weekday = members[0].block.table, _OfRow(self._weeks.over), None
        before, self._weekday = self._weekday, _weekday_of_row(members)
        days = _days_of_columns(members)
        if halves := _days_of_halves(members):
            self._table_row = _OfRow(None, halves)
        elif len(days) > 1:
            self._table_row = _OfRow(None, _days_of_pairs(members, days) or days)
        elif own := _of_row(members):
            finals = own.finals or any(FINALS_WEEK.search(entry.text) for entry in members)
            several = any(found.through for found in own.dates)
            self._table_row = _OfRow(
                replace(own, finals=finals, weekday=self._weekday if several or not own.dates else own.weekday)
            )
        elif self._weekday is not None and self._table_row.whole and self._weekday > (-1 if before is None else before):
            return _OfRow(replace(self._table_row.whole, weekday=self._weekday))
        elif heads := _days_of_headers(members):
            return _OfRow(None, heads)
        elif not self._table_row.columns and any(_dateless_first(entry) for entry in members):
            return _OfRow(None) if members[0].block.column == 0 else self._table_row
        return self._table_row


def _is_of_a_day(text: str) -> bool:
    """Whether a paragraph may be of the day of the heading above: it is short, or its first sentence says "due"."""
    return len(text) <= labels.LONG or bool(DUE.search(text.partition(". ")[0][: labels.LONG // 2]))


def _weekday_of_row(members: Iterable[Entry]) -> int | None:
    """The weekday that is all that one of its cells says, beside a week's date: "Wed", "W"."""
    named = (
        WEEKDAYS.get(entry.text.strip(" .:").lower())
        for entry in members
        if _DATE_HEADER.search(entry.block.header) and entry.text[:1].isupper()
    )
    return next((weekday for weekday in named if weekday is not None), None)


def _days_of_halves(members: Iterable[Entry]) -> dict[int, Governing]:
    """The day of each column, where a plan stands in two halves beside each other: "Date | Topic | Date | Topic"."""
    days: dict[int, Governing] = {}
    for entry in members:
        header = entry.block.header
        if entry.dates and header in entry.block.beside and _DATE_HEADER.search(header) and is_mostly_date(entry):
            own = _governing(entry.dates)
            days |= {entry.block.column: own} if own else {}
        elif days:
            days.setdefault(entry.block.column, next(reversed(days.values())))
    return days


def _days_of_headers(members: Iterable[Entry]) -> dict[int, Governing]:
    """The day of each column whose header is a date, where several are: a plan that goes from left to right."""
    days: dict[int, Governing] = {}
    for entry in members:
        header = entry.block.header
        found = dates.find(header) if header[-1:].isdigit() else ()
        if found and found[-1].dated and len(header) - (found[-1].end - found[-1].start) < _FEW:
            days[entry.block.column] = Governing("row", found[-1:])
    return days


def _days_of_columns(members: Sequence[Entry]) -> dict[int, Governing]:
    """The day of each column, where a row is a week of a calendar: several of its cells begin or end with a day."""
    days: dict[int, Governing] = {}
    for entry in members:
        of_weekday = LONG_WEEKDAY.search(entry.block.header)
        begins = lead(entry) or (alone(entry) if of_weekday else ())
        single = len(begins) == 1 and begins[0].dated and not begins[0].through and len(begins[0].days) == 1
        plain = of_weekday or not _DATE_HEADER.search(entry.block.header)
        if single and plain and not _DUE_HEADER.search(entry.block.header) and (own := _governing(begins)):
            days.setdefault(entry.block.column, own)
    return days


def _days_of_pairs(members: Sequence[Entry], days: Mapping[int, Governing]) -> dict[int, Governing]:
    """The day of each column where dates and names take turns: "Waves | Sep 1 | Homework 1 | Sep 2", or dates first."""
    texts = [entry for entry in members if entry.dates or not entry.text.strip(" .").isdigit()]
    columns = list(dict.fromkeys(entry.block.column for entry in texts))
    named = [column not in days for column in columns]
    alone = all(is_mostly_date(entry) for entry in texts if entry.block.column in days)
    if not alone or any(one == other for one, other in pairwise(named)) or not (named[0] or named[-1]):
        return {}
    before = columns if named[0] else columns[::-1]
    return {name: days[day] for name, day in zip(before[::2], before[1::2], strict=False)} | dict(days)


def _dateless_first(entry: Entry) -> bool:
    """A first cell with a text that is no date: the row is of its own, not a further line of the row above."""
    return entry.block.column == 0 and not entry.dates


def _is_day_line(entry: Entry) -> bool:
    block = entry.block
    plain = block.table is None and not block.level and not block.bullet
    return plain and len(entry.text) <= _SHORT_CELL and bool(lead(entry)) and says_only_when(entry)


def _is_beneath(entry: Entry, leader: Entry) -> bool:
    """A short line below one that only says a day or a week."""
    return len(entry.text.split()) <= labels.SHORT and _is_day_line(leader)


def _under(entry: Entry, leader: Entry) -> bool:
    if len(entry.text) > labels.LONG:
        return False
    deeper = entry.block.indent > leader.block.indent + 4
    announced = leader.text.endswith(":") and len(entry.text.split()) <= labels.SHORT and entry.block.level == 0
    return (
        deeper or announced or (entry.block.bullet and not leader.block.bullet) or entry.block.row == leader.block.row
    )


def _of_row(members: Sequence[Entry]) -> Governing | None:
    """The date of a row: in its date column, else a piece that is little more than a date, else what it begins with.

    Where one cell says which week it is and another which days, both hold.
    """
    if not any(entry.dates or _counts_week(entry) for entry in members):
        return None
    found: Governing | None = None
    for choose in (_in_date_column, is_mostly_date):
        for entry in members:
            if not choose(entry) or _DUE_HEADER.search(entry.block.header):
                continue
            own = _of_cell(entry)
            if own and (found is None or (_says_day(own) and not _says_day(found))):
                week, finals = (found.week, found.finals) if found else (None, False)
                found = replace(own, week=own.week or week, finals=own.finals or finals)
        if found and _says_day(found):
            return found
    if found:
        return found
    begins = (lead(members[0]), *(lead(entry) for entry in members[1:2]), _short_first(members[0]))
    for dates_of in (*begins, _of_heading(members[0])):
        if own := _governing(dates_of):
            return own
    return None


def _says_day(governing: Governing) -> bool:
    """Whether it has a date, and not only the week of the final exams."""
    return any(each.dated for each in governing.dates)


def _of_heading(entry: Entry) -> tuple[DateExpression, ...]:
    return entry.dates if entry.block.level and len(entry.text) < labels.LONG else ()


def _short_first(entry: Entry) -> tuple[DateExpression, ...]:
    """The one date of a first cell that says little else, as of "Spring break, 3/16-3/20"."""
    dated = tuple(each for each in entry.dates if each.dated)
    first = entry.block.table is not None and entry.block.column == 0 and len(dated) == 1
    return (
        dated if first and len(entry.text) <= _SHORT_CELL and not (kinds(entry.text) or DUE.search(entry.text)) else ()
    )


def _of_cell(entry: Entry) -> Governing | None:
    own = _governing(entry.dates)
    counted = _WEEK_COLUMN.match(entry.block.header) and _NUMBER_FIRST.match(entry.text)
    if own is None and counted and _counts_week(entry):
        return Governing("row", (), int(counted[1]))
    if own and own.week is None and counted:
        own = replace(own, week=int(counted[1]))
    header = entry.block.header
    whole, weekly = bool(_WEEK_HEADER.search(header)), bool(_WEEK_COLUMN.match(header))
    return own and replace(own, whole_week=own.whole_week or whole, weekly=weekly, told=entry.text)


def _in_date_column(entry: Entry) -> bool:
    dated = bool(entry.dates) or _counts_week(entry)
    return dated and bool(_DATE_HEADER.search(entry.block.header)) and not DUE.search(entry.text)


def _counts_week(entry: Entry) -> bool:
    """A bare number in a column of weeks."""
    return bool(_WEEK_COLUMN.match(entry.block.header)) and bool(_BARE_NUMBER.fullmatch(entry.text))


def _governing(found: Iterable[DateExpression]) -> Governing | None:
    found = tuple(found)
    dated = tuple(each for each in found if each.dated)
    counted = next((each for each in found if each.week is not None), None)
    week, weekday = (counted.week, counted.weekday) if counted else (None, None)
    finals = tuple(each for each in found if each.finals)
    if dated or week is not None or finals:
        return Governing("row", dated or finals, week, any(each.week_of for each in dated), bool(finals), weekday)
    return None
