"""What stands beneath a line "Week 3" or "Module 3: winds, May 4": the week or date is that of all beneath it.

Days that are told there tell when the week is, and a weekday that is told there is one of that week.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from servers.syllabus.parsing.entries import Entry, Governing, lead
from servers.syllabus.parsing.labels import LONG
from servers.syllabus.parsing.vocabulary import DUE, LONG_WEEKDAY, WEEKDAYS, kinds

_SEVERAL = 3
"""Fewer of such lines are no plan."""


_UNIT = re.compile(
    r"\W*(?:weeks?|modules?|units?|sessions?|class|lectures?|lessons?|meetings?) ?#?\d{1,2}\b", re.IGNORECASE
)
"""What a plan counts."""
_ENDS = re.compile(
    r"\b(?:(?:a|the|each|every|our|module|course|class|all) weeks?\b[^.;\n]{0,40}?"
    r"\b(?:ends?|closes?|through|thru|to|until)"
    r"|weeks (?:run|go|end|are)\b[^.;\n]{0,24}?(?:\b(?:on|through|thru|to|until|at)|-|–)"
    r"|end(?: of (?:the |each |a )?week)?\W{0,3}(?:means?|is|refers to|=))"
    rf"\W{{0,3}}(?:(?:on|at|by|[\d:]+(?: ?[ap]m)?)\W+){{0,3}}{LONG_WEEKDAY.pattern}",
    re.IGNORECASE,
)


def end(found: Iterable[Entry]) -> int | None:
    """The weekday, 0 for Monday, that the document says its weeks end on: "End means 23:59 Sunday of that week"."""
    for entry in found:
        if any(each.weekday is not None for each in entry.dates) and (told := _ENDS.search(entry.text)):
            return WEEKDAYS[told["day"].lower()]
    return None


class Weeks:
    """Goes down the document and knows beneath which week it is."""

    def __init__(self, found: Iterable[Entry]) -> None:
        self._heads = {entry.block.row: head for entry in found if entry.dates and (head := _heads(entry))}
        if len({(head.week, head.dates and head.dates[0].days) for head in self._heads.values()}) < _SEVERAL:
            self._heads = {}
        rows = sorted(self._heads)
        self._longest = max((after - before for before, after in pairwise(rows)), default=0)
        """Rows from one of them to the next, at most: the last is no longer."""
        self._row = 0
        self.over: Governing | None = None
        """The week, where it is known, of what comes next."""
        self._level = 0

    def enter(self, first: Entry) -> None:
        """Goes on to the row, no table's, that begins with `first`."""
        level, head = first.block.level, self._heads.get(first.block.row)
        if head is not None:
            self.over, self._level, self._row = head, level, first.block.row
        elif first.block.row > self._row + self._longest:
            self.over = None
        elif self.over and (weekday := _day(first)) is not None:
            self.over = replace(self.over, weekday=weekday)
        elif (level and level <= (self._level or level)) or (not self._level and len(first.text) > LONG):
            self.over = None

    def within(self, first: Entry, own: Governing | None) -> Governing | None:
        """`own`, what holds for the row by itself, and the week that it stands in."""
        if self.over is None or first.block.row in self._heads:
            return own
        if own is None:
            return self.over if len(first.text) <= LONG else None
        return own if own.week is not None or own.kind == "due" else replace(own, within=self.over.week)


def _heads(entry: Entry) -> Governing | None:
    """The week that a line of few words begins with, if it names no date; or the date that such a line ends with, as of
    "Module 3: winds, May 4", where it is no heading by its looks.
    """
    if entry.block.table is not None or len(entry.text) > LONG:
        return None
    first, *_, last = (*entry.dates, *entry.dates)
    dated = [found for found in entry.dates if found.dated]
    if not dated:
        counted = first.week is not None and first.weekday is None and lead(entry)
        return Governing("heading", (), first.week) if counted else None
    alone = dated == [last] and not entry.text[last.end :].strip(" .:)]*|") and not entry.times
    if entry.block.level or not alone or not _UNIT.match(entry.text) or kinds(entry.text) or DUE.search(entry.text):
        return None
    return Governing("heading", (last,), first.week)


def _day(entry: Entry) -> int | None:
    """The weekday that a heading begins with, or that is all that a line says: "Tuesday", "Thursday: exams"."""
    first = entry.dates[0] if entry.dates else None
    if first is None or first.weekday is None or first.week is not None or entry.text[: first.start].strip():
        return None
    return first.weekday if entry.block.level or not entry.text[first.end :].strip(" :.–—-") else None
