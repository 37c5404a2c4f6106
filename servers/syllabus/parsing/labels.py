"""What names a list, a paragraph or a cell's lines: the item above it, else the short line before.

Knows where texts stand, and whether they have a date; not what they name.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from servers.syllabus.parsing.rows import Block
from servers.syllabus.parsing.titles import Written


class Said(Written, Protocol):
    """A text with its place."""

    @property
    def block(self) -> Block: ...


SHORT = 8
"""Words of a line that names what follows, at most."""
LONG = 240
"""Letters: a paragraph of prose, which no heading of a day governs."""
_LINE_LABEL = re.compile(r"^[^\w\n]*([A-Za-z][A-Za-z ]{1,20}:)", re.MULTILINE)
_PRONOUN = re.compile(r"(?:they|these|those|each|all)\b", re.IGNORECASE)
"""What begins with it goes on from the sentence before."""
_LAST_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Label(NamedTuple):
    text: str
    over: str = ""
    """What stands over it in the same manner: "Exams:" over "In class:", that a list of dates is beneath."""


def of(found: Sequence[Said]) -> list[Label]:
    """For each entry what names the list or paragraph that it stands in: the item above it, else the line before."""
    labels: list[Label] = []
    label, heading, over_label, before, above, dated_row = "", "", "", "", list[tuple[float, str]](), -1
    follows_label = False
    cell, within = None, ""
    for entry in found:
        dated = any(each.dated for each in entry.dates)
        dated_row = entry.block.row if dated else dated_row
        place = entry.block.table is not None and (entry.block.row, entry.block.column)
        over, cell = within if place and place == cell else "", place
        within = (_LINE_LABEL.findall(entry.text) or [over])[-1] if place else ""
        if entry.block.bullet:
            while above and above[-1][0] >= entry.block.indent:
                above.pop()
            inner = above[-1][1] if above else over or label
            labels.append(Label(inner, above[-2][1] if len(above) > 1 else label if above else over_label))
            follows_label = False
            above.append((entry.block.indent, "" if dated else entry.text[:LONG]))
            continue
        above = []
        if entry.block.level:  # what stood over a list before it is not over it
            label, over_label = label if label == heading else "", ""
        labels.append(Label(label, over_label))
        names = False
        if entry.block.level:
            label = heading = entry.text
        elif entry.block.table is None and entry.block.row != dated_row:
            names = len(entry.text.split()) <= SHORT or (entry.text.endswith(":") and len(entry.text) <= 2 * LONG)
            said = entry.text
            if _PRONOUN.match(said):
                said = f"{_LAST_SENTENCE.split(before)[-1][:LONG]} {said}"
            over_label = label if names and follows_label else over_label
            label = said if names else label
        follows_label = names
        before = entry.text
    return labels
