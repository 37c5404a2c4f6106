"""Moments told by a class: "at the start of lecture", "an hour before class", "in class". Knows strings only."""

import re
import sys
from dataclasses import dataclass

from servers.syllabus.parsing.vocabulary import NUMBERS

_MINUTES = 60  # of an hour


@dataclass(frozen=True, slots=True)
class OfClass:
    """When a class of some kind begins or ends, or some time before."""

    kind: str = "class"
    at_end: bool = False
    earlier: int = 0
    """Minutes before."""


_CLASS = r"(?P<kind>class|lecture|lab|tutorial|recitation|discussion|section|seminar|precept)s?\b"
_PATTERN = re.compile(
    r"(?:\b(?P<count>half an|an?|\d{1,2}|one|two|three|ten|fifteen|twenty|thirty)[ -]"
    r"(?P<unit>hours?|hrs?|min(?:ute)?s?)\s+)?"
    r"\b(?:at|by|before|prior to|in|during)\s+(?:the\s+)?"
    r"(?:(?:start|beginning|begin|time|first (?:\w+ )?minutes|(?P<end>end))\s+(?:of\s+|that\s+)?)?"
    r"(?:the\s+|our\s+|each\s+|your\s+)?(?:(?:normal|regular|usual)(?:ly)?\s+)?(?:scheduled\s+)?"
    rf"{_CLASS}|\bin[- ]class\b|\b(?:start|beginning) of (?:the )?class\b"
    r"|\b(?:scheduled|regular|normal|usual) (?:class|lecture|meeting|session) (?:time|period|hours?)\b"
    r"|\bat (?:the|our) (?:regular|normal|usual) time\b"
    r"|\bsame time (?:and (?:place|room|location) )?as (?:the )?(?:class|lecture)\b"
    r"|(?<!no )(?<!more )(?<!\w )\bclass time\b"
    r"|\bbring\b[^.;]{0,60}\bto (?P<brought>class|lecture|lab)\b"
    r"|\bduring (?:the )?(?P<during>lecture|class|tutorial|lab|recitation|section)(?:'s)?"
    r" (?:time|period|hours?|session)",
    re.IGNORECASE,
)


def find(text: str, start: int = 0, end: int = sys.maxsize) -> OfClass | None:
    """The first such moment in `text[start:end]`; the end of a class goes before others."""
    every = list(_PATTERN.finditer(text, start, end))
    match = next((each for each in every if each["end"]), next(iter(every), None))
    if match is None:
        return None
    kind = match["kind"] or match["during"] or match["brought"] or "class"
    return OfClass(kind.lower(), bool(match["end"]), _minutes(match["count"], match["unit"]))


def places(text: str, start: int, end: int) -> list[int]:
    """Where such moments begin."""
    return [match.start() for match in _PATTERN.finditer(text, start, end)]


def _minutes(count: str | None, unit: str | None) -> int:
    if count is None or unit is None:
        return 0
    of_unit = 1 if unit.lower().startswith("m") else _MINUTES
    if count.lower() == "half an":
        return of_unit // 2
    return of_unit * (int(count) if count.isdigit() else NUMBERS.get(count.lower(), 30 if count == "thirty" else 1))
