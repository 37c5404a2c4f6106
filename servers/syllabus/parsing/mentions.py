"""Where work is named: "Problem Set 3", "the final exam", "DUE: game review". Knows words, not dates' meaning.

A block is cut into segments (sentences, list parts), and a segment with several names of work into a clause for each,
so that "HW 2 due, HW 3 out" says two different things.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from servers.contract.syllabus import Category
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.vocabulary import (
    DUE,
    KINDS,
    LONE_EXAM,
    NO_CLASS,
    NOT_DUE,
    NOT_WORK,
    NUMBERS,
    ROMAN,
    WEAK,
)

Stretch = tuple[int, int]
"""From, up to, of a block's text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of work in one clause of a block."""

    entry: Entry
    phrase: Stretch
    clause: Stretch
    segment: Stretch
    title: str
    category: Category
    number: str | None = None
    due: bool = False
    """The clause speaks of a deadline."""
    begins: bool = False
    """It speaks of handing out, of beginning, of working on it."""
    unasked: bool = False
    """It speaks of review, solutions, practice, or of there being none."""
    assigned: bool = False
    """It stands behind "Homework:" or the like, where some give out and others take in."""
    weak: bool = False
    """The name alone does not make it work: "response", "form"."""
    named: bool = True
    """False where only a label ("Due:") says that it is work."""
    plural: bool = False


_NUMBER = rf"(?:\d{{1,2}}[a-z]?|{'|'.join(ROMAN)}|{'|'.join(NUMBERS)}|[A-D])"
_AFTER = re.compile(
    rf"\s*(?:#|no\.?|number|\(?part)?\s*(?P<number>(?i:{_NUMBER}))(?P<more>(?:\s*(?:[-–—,&/]|and|through"
    rf"|to)\s*(?i:{_NUMBER}))*)\)?(?![\w/%:°]|\.\d|\s?%|\s?(?:points?|pts|pages?|words?|weeks?|hours?|minutes?|min)\b)"
)
_MODIFIER = re.compile(
    r"(?:(?:final|midterm|mid-term|first|second|third|fourth|fifth|last|next|take-?home|in-?class|comprehensive"
    r"|cumulative|"
    r"group|team|individual|term|research|written|oral|short|long|critical|unit|weekly|online|optional|design|book|"
    r"movie|film|article|literature|class|course|rough|reading|programming|computer|data|peer|revised|full|complete|"
    r"annotated|mini|major|minor|semester|practical|field|\d(?:st|nd|rd|th)|[A-Z][\w'’-]*|[A-Z]{2,}|&|of|and|the"
    r"|\d{1,2}D?)"
    r"[ \t]+)+$"
)
_LEADING_SMALL = re.compile(
    r"^(?:(?:and|of|the|&|on|in|for|a|an|our|your|this|that|all|each|every|no|week|due|also|please|\d{1,2})\s+)+",
    re.IGNORECASE,
)
_BETWEEN_NOUNS = re.compile(r"[ \t]*(?:[-–/]|\b[\dIV]{1,3}\b|of|and|for|&)?[ \t]*")
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][)”\"]))\s+(?=[\"“(\[]?[A-Z0-9])|\s*;\s+|\s*[•●▪◦·|]\s+|\n+")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|ch|chap|sec|dr|mr|mrs|ms|prof|st|vs|no|nos|vol|pp|p|ed|eds|e\.g|i\.e|etc|al|a\.m|p\.m|approx|fig|hw"
    r"|ex|"
    r"mon|tues?|wed|thurs?|thu|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|assn|asgn|proj|univ|dept|rm"
    r"|bldg)\.$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;/+&]|\band\b|\bthen\b|—|–| - ")
_LABEL = re.compile(
    r"^\W*(?:(?:fixed|hard|final)\s+)?(?:due(?: today| in class| dates?)?|deadlines?|to (?:turn|hand) in"
    r"|hand in|turn in|submit|submission|deliverables?|assignments? due|"
    r"homework due|hw due)\b(?:[^:]{0,24}?:)?[\s:.–—-]*|\bdue\W*$",
    re.IGNORECASE,
)
_SAYS_DUE = re.compile(r"\b(?:is |are )?due\b(?! (?:to|date))", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"^\W*(?:homework|hw|assignment|assign(?:ed)?|for next (?:class|time|week)|to do|read(?:ing)?s?)\s*:", re.IGNORECASE
)
_SHORT = 12
_NOISE = re.compile(
    r"\b(?:is |are |will be )?(?:due|deadlines?|submit(?:ted)?|hand(?:ed)? in|turn(?:ed)? in"
    r"|upload(?:ed)?)\b(?:\s+(?:by|on|at|before|in class|today|via \w+))*"
    r"|\b(?:fixed|hard)\s+(?=deadline)|\b(?:in[- ]class|tentative(?:ly)?|tbd|tba|tbc)\b|\(\s*\)|\[\s*\]",
    re.IGNORECASE,
)
_EDGE = ' \t\n,;:.–—-−|*•●▪◦·()[]{}!?"“”&@/→➔=>_#…'
_LONGEST_TITLE = 9
_TRAILING = re.compile(
    r"\s+(?:at|by|on|in|to|of|from|and|or|for|the|before|after|begins?|is|are|will|be|be held|held|ct|est|et|pt"
    r"|pm|am|with|via)$",
    re.IGNORECASE,
)


def segments(entry: Entry) -> Iterator[Stretch]:
    """The sentences and list parts of a block; a date or time is never cut."""
    text, start = entry.text, 0
    whole = [(found.start, found.end) for found in entry.dates] + [(found.start, found.end) for found in entry.times]
    for match in _SENTENCE_END.finditer(text):
        if any(begin < match.end() and match.start() < end for begin, end in whole):
            continue
        if _ABBREVIATED.search(text[start : match.start()]) or _goes_on(text, match):
            continue
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """At a line's end: what follows belongs to what stands before."""
    if "\n" not in match.group():
        return False
    after = text[match.end() : match.end() + 12]
    return bool(re.match(r"[a-z(]|due\b", after, re.IGNORECASE)) and not re.match(r"[A-Z](?!ue\b|UE\b)", after)


def mentioned(entry: Entry) -> Iterator[Mention]:
    """Every mention of work in a block."""
    for segment in segments(entry):
        nouns = list(_nouns(entry.text, segment))
        if not nouns:
            if labelled := _labelled(entry, segment):
                yield labelled
            continue
        clauses = _clauses(entry, segment, nouns)
        for noun, clause in zip(nouns, clauses, strict=True):
            yield _mention(entry, noun, clause, segment, alone=len(nouns) == 1)


_Noun = tuple[Stretch, list[Category]]


def _nouns(text: str, segment: Stretch) -> Iterator[_Noun]:
    """Phrases that name work, with the kinds that their words name; "lab quiz" is one phrase of two kinds."""
    phrase: _Noun | None = None
    for begin, stop, kind in _work_words(text, segment):
        if phrase and (begin < phrase[0][1] or _BETWEEN_NOUNS.fullmatch(text, phrase[0][1], begin)):
            phrase = ((phrase[0][0], max(stop, phrase[0][1])), [*phrase[1], kind])
            continue
        if phrase:
            yield phrase
        phrase = ((begin, stop), [kind])
    if phrase:
        yield phrase


def _work_words(text: str, segment: Stretch) -> list[tuple[int, int, Category]]:
    patterns: list[tuple[Category, re.Pattern[str]]] = [*KINDS, ("exam", LONE_EXAM)]
    found = [(match.span(), kind) for kind, pattern in patterns for match in pattern.finditer(text, *segment)]
    return [(span[0], span[1], kind) for span, kind in sorted(found, key=lambda each: (each[0][0], -each[0][1]))]


def _clauses(entry: Entry, segment: Stretch, nouns: Sequence[_Noun]) -> list[Stretch]:
    """For each name of work, the part of the segment that speaks of it."""
    borders = [segment[0]]
    for ((_, before), _), ((after, _), _) in pairwise(nouns):
        ends = [
            match
            for match in _CLAUSE_END.finditer(entry.text, before, after)
            if not any(found.start < match.end() and match.start() < found.end for found in entry.dates)
        ]
        borders.append(ends[-1].end() if ends else after)
    borders.append(segment[1])
    return list(pairwise(borders))


def _mention(entry: Entry, named: _Noun, clause: Stretch, segment: Stretch, *, alone: bool) -> Mention:
    text, (noun, kinds) = entry.text, named
    after = _AFTER.match(text, noun[1], clause[1])
    if after and _in_date(after.start("number"), entry.dates):
        after = None
    phrase = (_phrase_start(text, clause[0], noun[0], entry.dates), after.end() if after else noun[1])
    said = text[clause[0] : clause[1]]
    title = " ".join(_LEADING_SMALL.sub("", text[phrase[0] : phrase[1]]).split())
    if alone:
        title = _whole_title(entry, segment) or title
    label = _LABEL.search(text[segment[0] : segment[1]])
    return Mention(
        entry,
        phrase,
        clause,
        segment,
        title.strip(_EDGE),
        _category(kinds, text[noun[0] : noun[1]]),
        after["number"].lower() if after else None,
        due=bool(DUE.search(said)) or bool(label),
        begins=bool(NOT_DUE.search(said)),
        unasked=bool(NOT_WORK.search(said)) or bool(NO_CLASS.search(said)),
        assigned=bool(_ASSIGNED.search(text[segment[0] : segment[1]])),
        weak=bool(WEAK.fullmatch(text[noun[0] : noun[1]])),
        plural=text[noun[0] : noun[1]].lower().endswith("s") and not after,
    )


def _labelled(entry: Entry, segment: Stretch) -> Mention | None:
    """A segment that names no known work but says "Due:"."""
    text = entry.text[segment[0] : segment[1]]
    label = _LABEL.search(text)
    if (label is None or not label.group().strip()) and not (_SAYS_DUE.search(text) and len(text.split()) <= _SHORT):
        return None
    title = _whole_title(entry, segment)
    if not title or not re.search(r"[A-Za-z]{3}", title):
        return None
    return Mention(entry, segment, segment, segment, title, "other", due=True, named=False)


def _in_date(position: int, dates: Iterable[DateExpression]) -> bool:
    return any(found.start <= position < found.end for found in dates)


def _phrase_start(text: str, clause: int, noun: int, dates: Iterable[DateExpression]) -> int:
    floor = max([clause, *(found.end for found in dates if found.end <= noun)])
    before = _MODIFIER.search(text[floor:noun])
    return noun if before is None else floor + before.start()


def _whole_title(entry: Entry, segment: Stretch) -> str | None:
    """The segment without its dates, times and words of handing in, if that is short enough for a name."""
    start, end = segment
    holes = sorted((found.start, found.end) for found in (*entry.dates, *entry.times) if start <= found.start < end)
    kept, position = "", start
    for begin, stop in holes:
        kept += entry.text[position : max(begin, position)] + " "
        position = max(position, stop)
    kept += entry.text[position:end]
    kept = _NOISE.sub(" ", kept)
    kept = " ".join(re.sub(r"\(\s*\)|\[\s*\]|\.{3,}|(?:\s\.){2,}|…", " ", kept).split()).strip(_EDGE)
    while (shorter := _TRAILING.sub("", kept).strip(_EDGE)) != kept:
        kept = shorter
    kept = re.sub(r"^(?:at|by|on|in|before|the|your)\s+", "", kept, flags=re.IGNORECASE)
    return kept if kept and len(kept.split()) <= _LONGEST_TITLE and kept.count("(") == kept.count(")") else None


def _category(kinds: Sequence[Category], words: str) -> Category:
    """Of several kinds that a name's words are of, the first in the order of `KINDS`; "midterm" gives way to all."""
    strong: list[Category] = [kind for kind in kinds if kind != "exam"]
    if strong and not any(kind == "exam" and pattern.search(words) for kind, pattern in KINDS):
        kinds = strong
    return next(kind for kind, _ in KINDS if kind in kinds)
