"""Work that repeats between two days which its sentence names: "every Friday from September 5 to December 5"."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import words

_EVERY = words(r"every|each|weekly|(?:mon|tues|wednes|thurs|fri|satur|sun)days")
_FROM = re.compile(r"\b(?:from|between|beginning|starting|begins?|starts?|first)\b[^.;:]{0,20}$", re.IGNORECASE)
_TO = re.compile(r"\b(?:to|through|until|till|and|ending|ends?|last)\b[^.;:]{0,20}$|^\s*[-–—]\s*$", re.IGNORECASE)
_PLURAL = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days\b", re.IGNORECASE)
_STEMS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_LONGEST = timedelta(days=250)
_BOTH = 2  # ends


def days(mention: Mention, term: Term) -> Sequence[date]:
    """All days of it; none where the sentence does not say both ends of the repetition."""
    text, (start, end) = mention.entry.text, mention.segment
    dated = [found for found in mention.entry.dates if found.dated and start <= found.start < end]
    ends = len(dated) == _BOTH or (len(dated) == 1 and dated[0].through)
    if not ends or not _EVERY.search(text, start, end) or not _FROM.search(text[start : dated[0].start]):
        return ()
    if len(dated) > 1 and not _TO.search(text[dated[0].end : dated[1].start]):
        return ()
    known = [day for found in dated for day in term.days(found) if term.holds(day)]
    if not known or not timedelta() < known[-1] - known[0] <= _LONGEST:
        return ()
    weekday = _weekday(mention)
    first = known[0] if weekday is None else known[0] + timedelta(days=(weekday - known[0].weekday()) % 7)
    return [first + timedelta(weeks=number) for number in range((known[-1] - first).days // 7 + 1)]


def _weekday(mention: Mention) -> int | None:
    start, end = mention.segment
    named = [
        found.weekday
        for found in mention.entry.dates
        if found.weekday is not None and not found.dated and start <= found.start < end
    ]
    if named:
        return named[0]
    plural = _PLURAL.search(mention.entry.text, start, end)
    return _STEMS.index(plural[1].lower()) if plural else None
