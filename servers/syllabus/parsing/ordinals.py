"""Work that a sentence names by its place alone: "The first midterm is on October 3 and the second on November 7"."""

import re
from collections.abc import Iterator, Sequence

from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.titles import Stretch
from servers.syllabus.parsing.vocabulary import singular

_PLACE = r"(?:first|second|third|fourth|fifth|sixth|last|final|next|other)"
_ALONE = re.compile(
    rf"\b(?:the|your|our|an)\s+(?P<place>{_PLACE})(?:\s+one)?"
    r"(?=\s*[,(:–—]|\s+(?:is|are|will|on|due|by|at|in|takes|comes|follows|a week|\w+ weeks?)\b)",
    re.IGNORECASE,
)
_NEAR = 50
"""Letters from it to its date: "the second a week later, on Friday, May 4"."""
_BEFORE = re.compile(
    rf"\b(?P<several>{_PLACE}|two|three|four|five|six|both|several)\s+(?P<name>(?:[\w-]+\s+){{0,3}})$", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*#?1\b")


def ordinals(text: str, segment: Stretch, dates: Sequence[DateExpression]) -> Iterator[tuple[int, int, int]]:
    """From, up to, of each ordinal without a noun that has a date soon after it, and where that begins."""
    dated = [each.start for each in dates if each.dated and segment[0] <= each.start < segment[1]]
    found = list(_ALONE.finditer(text, *segment)) if dated else []
    for number, match in enumerate(found):
        ends = found[number + 1].start() if number + 1 < len(found) else segment[1]
        ends = min(ends, match.end() + _NEAR)
        if days := [start for start in dated if match.end() <= start < ends]:
            yield *match.span("place"), days[0]


def series(text: str, start: int, end: int) -> str:
    """What one of a series is called, where the noun from `start` to `end` names one: "first midterm", "two essays"."""
    before = _BEFORE.search(text, max(start - 40, 0), start)
    if before is None and not _NUMBER.match(text, end):
        return ""
    return singular((before["name"] if before else "") + text[start:end])
