"""Work that opens on one day and closes on another: which of its dates is the day by which it is done."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.vocabulary import SAT

_UNTIL = re.compile(r"\b(?:until|till|through|thru|ends?|ending|closing)(?:\s+on)?:?\s*$", re.IGNORECASE)
_DUE_BEHIND = re.compile(r"\s*\(\s*(?:is )?due\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_AND = re.compile(r"[\s,@()]*(?:\bat\s+)?\band\b\s*(?:\w+day,?\s+)?", re.IGNORECASE)
_TO = re.compile(r"[\s,@()]*(?:[-–—−→]+|->|\b(?:to|until|till|through)\b)\s*(?:\w+day,?\s+)?", re.IGNORECASE)


def closing(mention: Mention, found: Sequence[DateExpression]) -> list[DateExpression]:
    """Of the dates of a clause, the last of "from May 4, 8 am, to May 6, 8 am", of "between May 4 and May 6", or of
    "May 4 (out), May 6 (due)"; none where they are no such window.
    """
    text = mention.entry.text
    between = bool(_BETWEEN.search(text, mention.segment[0], found[0].start)) if found else False
    if between and len(found[0].days) > 1:
        return [replace(found[0], days=found[0].days[-1:], through=False)]
    for one, other in pairwise(found):
        said = _without_times(mention, one.end, other.start)
        closes = _UNTIL.search(said) or _TO.fullmatch(said) or _DUE_BEHIND.match(text, other.end)
        if closes or (between and _AND.fullmatch(said)):
            return [other]
    return []


def _without_times(mention: Mention, start: int, end: int) -> str:
    """What stands between two dates beside hours."""
    kept, position = "", start
    for time in mention.entry.times:
        if start <= time.start < end:
            kept, position = kept + mention.entry.text[position : time.start], time.end
    return kept + mention.entry.text[position:end]


def closed(mention: Mention, own: Sequence[DateExpression]) -> Mention:
    """The mention as due, where it opens and its date is the one on which it closes."""
    if mention.due or not mention.begins or not own:
        return mention
    last = own[-1]
    opens_and_closes = last.through and mention.category in SAT
    told = opens_and_closes or _UNTIL.search(mention.entry.text, mention.clause[0], last.start)
    return replace(mention, due=True) if told else mention
