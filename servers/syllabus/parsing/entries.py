"""A block with its dates and times, and what its place says of it: the dates that govern it, its label."""

import re
from dataclasses import dataclass, field
from typing import Literal

from servers.contract.syllabus import Category
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.names import Abbreviations
from servers.syllabus.parsing.rows import Block
from servers.syllabus.parsing.titles import Stretch

Kind = Literal["due", "row", "lead", "heading"]


@dataclass(frozen=True, slots=True)
class Governing:
    """The dates that hold for a block although they stand elsewhere."""

    kind: Kind
    dates: tuple[DateExpression, ...]
    week: int | None = None
    """The week that the row says it is, beside its dates."""
    whole_week: bool = False
    """The dates stand for the weeks that they begin."""
    finals: bool = False
    """It is the week of the final exams."""
    weekday: int | None = None
    """The day of `week`: "Thursday of week 5"."""
    weekly: bool = False
    """They stand in a column of weeks, where a day may be that which a week begins with."""
    hours: ClockTime | None = None
    """What another cell of the row, or its date's own, tells of the hours."""
    following: tuple[DateExpression, ...] = ()
    """The dates of the row below."""
    due_by: ClockTime | None = None
    """The time at which another cell of the row says that something is due."""
    of_parts: bool = False
    """What they hold for are the parts of a numbered work that is due: the problems beneath "3. Due September 13:"."""
    within: int | None = None
    """The week beneath whose heading the dates stand: one of its days, not its first."""
    told: str = ""
    """All that the cell says in which they stand: "10/6 (in class)"."""


@dataclass(slots=True, unsafe_hash=True)  # as `Block`
class Entry:
    block: Block
    dates: tuple[DateExpression, ...]
    times: tuple[ClockTime, ...]
    governing: Governing | None = None
    label: str = ""
    """The short line above the list or paragraph that it stands in: "Due dates (11:59 pm)"."""
    over_label: str = ""
    """What stands over that in the same manner."""
    abbreviations: Abbreviations = field(default_factory=dict[str, Category])
    """The document's own for names of work."""
    counts: str = ""
    """What its number is of: "HW" of a bare 3 beneath "HW due"."""
    segments: tuple[Stretch, ...] = ()
    """Its sentences and parts of lists."""
    beneath: ClockTime | None = None
    """Of a line that tells a day, the hours that the next tells: "Time: 7-8:30pm"."""

    text: str = field(init=False, repr=False, compare=False)
    """Its block's, which every rule asks for: a field, because a property takes four times as long."""

    def __post_init__(self) -> None:
        self.text = self.block.passage.text


_LEAD = re.compile(
    r"^\W*(?:(?:(?:week|wk|class|lecture|lec|session|day|meeting|module|unit|part|topic)\b\.?\s*#?\s*(?:\d{1,2}"
    r"|[a-z]+)?|\d{1,2})"
    r"[\s:.,()–—|/-]*)?(?:(?:of|dates?)[:\s]*)?$",
    re.IGNORECASE,
)
_MOSTLY = 0.45
_WHERE = re.compile(
    r"\b(?:in|during|before)[ -](?:class|lecture|lab|tutorial)\b|\btentative(?:ly)?\b"
    r"|\b(?:midnight|noon|[ECMP][SD]?T)\b"
    r"|\((?:to be )?(?:submit(?:ted)?|upload(?:ed)?|hand(?:ed)? in|turn(?:ed)? in|send|by e-?mail|via|online|on)\s"
    r"[^()\d]*\)",
    re.IGNORECASE,
)
"""Beside a date it says no more than when."""
_NUMBERED_NAME = re.compile(r"[A-Za-z]{2}\.?\s?#?\s?\d")


def is_mostly_date(entry: Entry) -> bool:
    """Whether a block says little more than a date."""
    if not entry.dates:
        return False
    covered = sum(letters(entry.text[found.start : found.end]) for found in entry.dates)
    if covered >= _MOSTLY * letters(entry.text):
        return True
    return covered >= _MOSTLY * letters(_WHERE.sub("", entry.text))


def letters(text: str) -> int:
    """How many letters and figures it has."""
    return sum(map(str.isalnum, text))


def says_only_when(entry: Entry) -> bool:
    """Whether a block is a date and names nothing beside it, not even by a number: "HW 3, May 4" does."""
    rest = entry.text
    for found in sorted((*entry.dates, *entry.times), key=lambda each: -each.start):
        rest = f"{rest[: found.start]} {rest[found.end :]}"
    return is_mostly_date(entry) and not _NUMBERED_NAME.search(rest)


def lead(entry: Entry) -> tuple[DateExpression, ...]:
    """The dates that the block begins with."""
    leading: list[DateExpression] = []
    for found in entry.dates:
        before = entry.text[leading[-1].end if leading else 0 : found.start]
        if not _LEAD.match(before) or (found.weekday is not None and found.week is None):
            break
        leading.append(found)
        if found.dated:
            break
    return tuple(leading)


_OWN_LINE = re.compile(r"(?:^|\n)\W*$")
_LINE_ENDS = re.compile(r"[^\w\n]*(?:\n|$)")


def stands_alone(text: str, found: DateExpression) -> bool:
    """Whether a date has a line, or brackets, for itself, as the day of a class beneath what is taught in it."""
    if text[found.start - 1 : found.start] == "(" and text[found.end : found.end + 1] == ")":
        return True
    return bool(_OWN_LINE.search(text, 0, found.start)) and bool(_LINE_ENDS.match(text, found.end))


def alone(entry: Entry) -> tuple[DateExpression, ...]:
    """The only date of a block that stands alone."""
    found = tuple(each for each in entry.dates if each.dated and stands_alone(entry.text, each))
    return found if len(found) == 1 else ()
