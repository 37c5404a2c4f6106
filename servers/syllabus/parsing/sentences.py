"""A block as sentences and parts of lists: the stretches that say one thing each."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from servers.syllabus.parsing import titles
from servers.syllabus.parsing.names import LABEL, NUMBERED, nouns
from servers.syllabus.parsing.titles import Stretch, Written
from servers.syllabus.parsing.vocabulary import DUE

_LABELS = (
    r"(?:assign(?:ed)?|hand(?:ed)?[ -]?out|given(?: out)?|out|posted|released?|begin|start|pick up|next|due|hand in"
    r"|turn in|submit)\s*:"
)
_SENTENCE_END = re.compile(
    r"[\s,;•●▪◦·|]"  # all that ends a sentence begins with one of these: the search passes over the rest
    r"(?:(?<=\s)(?:(?:(?<=[.!?].)|(?<=[.!?][)”\"].))\s*(?=[\"“(\[]?[A-Z0-9])"
    rf"|\s*[;•●▪◦·|]\s+|/\s*(?=(?i:{_LABELS}))|(?<=\n)\n*)"
    r"|(?<=[;•●▪◦·|])\s+"
    r"|(?<=,)(?:(?<=\b[Dd]ue,)|(?<=\bDUE,)|(?<=\bout,)|(?<=[Aa]vail,)"
    r"|(?<=ailable,)|(?<=igned,)|(?<=osted,)|(?<=eased,))\s+(?=[A-Z]))",
    re.DOTALL,
)
"""After "HW 1 due," and "HW 2 out," another is told of."""
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|ch|chap|sec|dr|jr|sr|mr|mrs|ms|prof|st|vs|no|nos|vol|pp|p|ed|eds|e\.g|i\.e|etc|al|a\.m|p\.m|approx|fig|hw"
    r"|ex|"
    r"mon|tues?|wed|thurs?|thu|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|assn|asgn|proj|univ|dept|rm"
    r"|bldg)\.$",
    re.IGNORECASE,
)
_DUE_LABEL = re.compile(r"due\s*:\s*(?=[A-Za-z])", re.IGNORECASE)
_CONTINUATION = re.compile(
    r"[a-z(]|[-–—]?\s*(?:[Dd]ue|DUE)\b(?!:\s*(?:[•●▪◦·\n]|$))"
    r"|(?:Assigned|Released|Posted|Handed [Oo]ut|Distributed)\s*(?:[@(\n]|at\b|on\b|in\b|$)"
)
_LABEL = re.compile(rf"[^\w\n]*{_LABELS}", re.IGNORECASE)
"""Where a cell begins with one, each further one begins another part of it."""
_UNFINISHED = re.compile(
    r"(?:\b(?:of|the|and|for|in|on|a|an|to|with|or|your|by|from|over|before|after|about|until)|[,/&+:–—-])\s*$"
)
_BESIDE_DATE = re.compile(r"[\s.,;@()|–-]*(?:(?:at|by|on|from|before)[\s.,;@()|–-]+)*", re.IGNORECASE)
_SECTION = re.compile(r"\b[Ss]ection\s#?(?:[A-Z]?\d{1,3}[A-Z]?|[A-Z])\s?[:(]")
_LEADER = re.compile(r"[.·_…](?:\s?[.·_…]){3,}\s*")
_IN_BRACKETS = re.compile(r"\s*\([^()\n]*\)")
_ENOUGH = 9  # letters: the longest abbreviation, and a little
_OPENING = 2  # words before a noun at the beginning of a line
_SHORT = 14  # words


def segments(written: Written, wraps: frozenset[int]) -> Iterator[Stretch]:
    """The sentences and list parts of a block; a date or time is never cut, and "Due May 4." goes with what is due.

    `wraps`: where the text has a line break that a lack of space may be the cause of.
    """
    ready: Stretch | None = None
    for start, end in _sentences(written, wraps):
        if ready and _only_a_deadline(written, start, end):
            ready = ready[0], end
            continue
        if ready:
            yield ready
        ready = start, end
    if ready:
        yield ready


def _sentences(written: Written, wraps: frozenset[int]) -> Iterator[Stretch]:
    text, start = written.text, 0
    for stop, begin in _borders(written, wraps):
        if text[start:stop].strip():
            yield start, stop
        start = begin
    if text[start:].strip():
        yield start, len(text)


def _borders(written: Written, wraps: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Where a sentence ends and the next begins."""
    text, leader = written.text, _LEADER.search(written.text)
    whole = [(found.start, found.end) for found in (*written.dates, *written.times)]
    if leader:
        yield from _after_leaders(text, dict(whole))
        return
    labels = sorted([*_day_labels(written), *_section_labels(written)])
    for match in _SENTENCE_END.finditer(text):
        begin, end = match.span()
        while labels and labels[0] <= end:
            label = labels.pop(0)
            if label < begin:
                yield label, label
        if any(first < end and begin < last for first, last in whole):
            continue
        if text[begin] == "," and any(found.start == end for found in (*written.dates, *written.times)):
            continue
        abbreviated = text[begin - 1 : begin] == "." and _ABBREVIATED.search(text[max(0, begin - _ENOUGH) : begin])
        if not abbreviated and not _goes_on(written, match, wraps):
            yield begin, end
    yield from ((label, label) for label in labels)


def _day_labels(written: Written) -> list[int]:
    """Where the second and further days begin of "Mon: Homework 1 due Wed: Exam 1", which begins with the first."""
    text = written.text
    days = [
        found.start
        for found in written.dates
        if (found.weekday is not None or found.dated) and text.startswith(":", found.end)
    ]
    return [] if not days or text[: days[0]].strip(" \t*•-–") else days[1:]


def _section_labels(written: Written) -> list[int]:
    """Where the second and further labels begin of "Section 1: Monday, December 8 Section 2: Tuesday, December 9"."""
    if "ection" not in written.text:
        return []
    labels = [match.start() for match in _SECTION.finditer(written.text)]
    return [
        label
        for before, label in pairwise(labels)
        if any(found.dated and before < found.start < label for found in written.dates)
    ]


def _after_leaders(text: str, dates: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Behind each date of "Quiz 1 ..... July 14 Quiz 2 ..... July 21"."""
    for match in _LEADER.finditer(text):
        end = dates.get(match.end()) or text.find("\n", match.end())
        if end > 0:
            bracket = _IN_BRACKETS.match(text, end)
            end = bracket.end() if bracket else end
            yield end, end


def _only_a_deadline(written: Written, start: int, end: int) -> bool:
    """Whether a sentence says that something is due, and when, but not what."""
    if not any(found.dated and start <= found.start < end for found in written.dates):
        return False
    said = written.text[start:end]
    short = len(said.split()) <= _SHORT and DUE.search(said)
    return bool(short) and not titles.of_segment(written, (start, end))


def _goes_on(written: Written, match: re.Match[str], wraps: frozenset[int]) -> bool:
    """At a line's end: what follows belongs to what stands before."""
    text, (begin, end) = written.text, match.span()
    if "\n" not in match.group():
        return False
    if _LABEL.match(text, end) and _LABEL.match(text):
        return False
    if _names_what_is_due(written, end):
        return False
    if _CONTINUATION.match(text, end) or _UNFINISHED.search(text[max(0, begin - _ENOUGH) : begin]):
        return True
    if _is_date_of_line_above(written, begin, end):
        return True
    dated = any(found.end == begin for found in written.dates)
    return begin in wraps and not dated and not _begins_work(text, end)


def _names_what_is_due(written: Written, end: int) -> bool:
    """Whether a line is "Due: field log", and not "Due: May 4" of what stands above."""
    label = _DUE_LABEL.match(written.text, end)
    return label is not None and not any(found.start == label.end() for found in (*written.dates, *written.times))


def _is_date_of_line_above(written: Written, begin: int, end: int) -> bool:
    """Whether the line from `end` on is a date alone, perhaps with its hours, and the line up to `begin` has none.

    "May 4, 11:59 pm" beneath "Essay 1".
    """
    above = written.text.rfind("\n", 0, begin) + 1
    first = next(iter(written.dates), None)
    if first is None or first.start == 0 or any(above <= found.start < begin for found in written.dates):
        return False
    stop = written.text.find("\n", end)
    stop = stop if stop >= 0 else len(written.text)
    if not any(found.dated and end <= found.start < stop for found in written.dates):
        return False
    rest, at = "", end
    for found in sorted((*written.dates, *written.times), key=lambda each: each.start):
        if end <= found.start < stop:
            rest += f"{written.text[at : found.start]} "
            at = max(at, found.end)
    return _BESIDE_DATE.fullmatch(rest + written.text[at:stop]) is not None


def _begins_work(text: str, start: int) -> bool:
    """Whether a line opens with a name of work and its number, or with "Due:"."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    if LABEL.match(line):
        return True
    for begin, stop, _ in nouns(line, 0, len(line))[:1]:
        return len(line[:begin].split()) <= _OPENING and bool(NUMBERED.match(line, stop))
    return False
