"""The names of work in a segment: which nouns are one, how many there are, and which part of it speaks of each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from servers.contract.syllabus import Category
from servers.syllabus.parsing import topics
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.names import NUMBERED, nouns
from servers.syllabus.parsing.ordinals import ordinals, series
from servers.syllabus.parsing.titles import Stretch
from servers.syllabus.parsing.vocabulary import DUE, SAT, WEAK, words

_PARTS = re.compile(r"[,;&+/]|\b(?:and|or|then|due|out|will|is|are|covers?|includes?|must|not|no|if)\b", re.IGNORECASE)
_BESIDE = re.compile(r"[/(;,&+–—|]")
_APART = 5  # words between two names of work that make them two
_GENERIC = words(r"(?:home)?works?|assignments?|assessments?|deliverables?|activit(?:y|ies)|hws?")
"""Labels that say nothing of the kind of what follows: "Assignment: Essay 1"."""
_BETWEEN_NOUNS = re.compile(r"[ \t]*(?:[-–/]|\b[\dIV]{1,3}\b|of|and|for|&)?[ \t]*")
_BY = re.compile(r"\s+(?:by|on|at|before|no later than)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"[\s,;]*(?:and\s+)?(?:then\s+)?(?:the|your|our|an?|all)?\s*", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+(?:an?\s+|the\s+)?")
""" "Project or essay" is one work, of the student's choice."""
_CLAUSE_END = re.compile(r"[,;/+&]|\band\b|\bthen\b|—|–| - ")
_PLACES = ("lab", "labs", "tutorial", "tutorials", "discussion", "discussions")
_PLACE = re.compile(
    r"\b(?:in|during|at)\s+(?:the\s+|your\s+|our\s+)?(?:lab/)?(?:labs?|tutorials?|discussions?)$", re.IGNORECASE
)
"""Of "Quiz 3 in lab", where it is done."""
_LISTED = re.compile(r"(?:[:,;]|\band)\s+(?P<name>[A-Za-z][\w'’-]*(?: [\w'’-]+){0,4}?)\s*\(")
_STAGE = re.compile(
    r"\b(?:in-?\s?class|class|unit|chapter|module|topic|computer|written) tests?$"
    r"|\b(?:first|second|third|rough|final|revised|full|complete|progress|written)\s+"
    r"(?:drafts?|reports?|outlines?|reflections?|prototypes?|critiques?|memos?|abstracts?)$",
    re.IGNORECASE,
)
"""Of a course's own work, where the noun alone might be of anything."""
_DENIED = re.compile(
    r"\b(?:no|not an?|without an?|instead of an?|in lieu of an?|rather than an?|in place of an?)\s+(?:\w+ )?$",
    re.IGNORECASE,
)
"""Before a name, it is of that name: "paper due (no final exam)"."""
_SHOWN = re.compile(r"presentation:\s*\S", re.IGNORECASE)
"""What the teacher shows: "Presentation: Tides.pptx"."""
_GLOSS = re.compile(r"\s*#?\d{1,2}[,:]?\s*(?:[–—-]\s*)?\(?(?:[A-Za-z][\w'’-]*\s+){1,4}")
_COUNTED = re.compile(r"\s+#?\d{1,2}\s+")
_SIBLINGS = 3
_DUE_AFTER_OUT = re.compile(r"\s*(?:and\s+)?(?:is\s+)?due\b[^,;]*\d", re.IGNORECASE)
"""It goes on with the work before: "HW 1 out 9/3, due 9/10 HW 2 out 9/10"."""
_TELLING = frozenset({"project", "paper", "presentation"})


@dataclass(slots=True)
class Work:
    """A name of work: its words, and the kinds that they name; "lab quiz" is one work of two kinds."""

    start: int
    end: int
    head: int
    """Where the noun ends that a number may follow."""
    kinds: list[Category]
    weak: bool
    """All its nouns name other things as well."""
    like: str = ""
    """The name that is left out where its place stands alone: "the second"."""


def works_in(entry: Entry, segment: Stretch, earlier: Sequence[Work]) -> list[Work]:
    """The works that a segment names, in order; `earlier` are those of the segment before it."""
    works = _with_siblings(entry, segment, _works(entry, segment))
    return _with_ordinals(entry, segment, works, earlier)


def _works(entry: Entry, segment: Stretch) -> list[Work]:
    """The works that a segment names: nouns that nothing parts are one, as in "Proposal for the final project"."""
    found: list[Work] = []
    named = nouns(entry.text, *segment, entry.abbreviations)
    if len(named) > 1 and topics.is_class(entry.text, segment[0], *named[0][:2]):
        named = named[1:]
    for begin, stop, kind in named:
        place = entry.text[begin:stop].lower().endswith(_PLACES) and _PLACE.search(entry.text, segment[0], stop)
        if place or topics.is_time(entry.text, begin, stop):
            continue
        last = found[-1] if found else None
        weak = bool(WEAK.fullmatch(entry.text, begin, stop)) and not _STAGE.search(entry.text, segment[0], stop)
        weak = weak or bool(_SHOWN.match(entry.text, begin))
        if last is None or (begin >= last.end and _parted(entry, last, (begin, stop, kind), segment)):
            found.append(Work(begin, stop, stop, [kind], weak))
            continue
        colon = ":" in entry.text[last.end : begin]
        generic = bool(_GENERIC.fullmatch(entry.text, last.start, last.end))
        if _is_gloss(entry.text, last, begin, stop):  # "Assignment 1, map assignment"
            last.end = stop
            continue
        counted = _COUNTED.fullmatch(entry.text, last.end, begin)
        if kind in SAT and counted and not SAT.intersection(last.kinds):  # "Assignment 1 presentations"
            last.kinds = [kind]
        if begin < last.end or not ((colon and not generic) or _numbered(entry, last.head, segment)):
            last.kinds.append(kind)
        elif colon and generic and kind in _TELLING and not weak:  # "Assignment 4: project proposal"
            last.kinds = [kind]
        if _numbered(entry, stop, segment) or not _numbered(entry, last.head, segment):
            last.head = max(stop, last.head)
        last.end = max(stop, last.end)
        last.weak = last.weak and weak
    return found


def _with_ordinals(entry: Entry, segment: Stretch, works: Sequence[Work], earlier: Sequence[Work]) -> list[Work]:
    """The works of a segment, and those that it names by their place among what was named before."""
    found = list(works)
    for start, stop, dated in ordinals(entry.text, segment, entry.dates):
        if any(start <= work.start < dated for work in works):
            continue
        before = [work for work in works if work.end <= start] or earlier
        if before and (name := before[-1].like or series(entry.text, before[-1].start, before[-1].end)):
            found.append(Work(start, stop, stop, before[-1].kinds, weak=False, like=name))
    return sorted(found, key=lambda work: work.start)


def _with_siblings(entry: Entry, segment: Stretch, works: Sequence[Work]) -> Sequence[Work]:
    """Of "proposal (9/19), final report (12/5), demo (12/8)" what is named as the works beside it are is one too."""
    starts = {found.start for found in entry.dates if found.dated and segment[0] <= found.start < segment[1]}
    if len(starts) < _SIBLINGS or not works:
        return works
    parts = [match for match in _LISTED.finditer(entry.text, *segment) if match.end() in starts]
    known = [work for work in works if any(_overlap(work, part) for part in parts)]
    if len(parts) < _SIBLINGS or 2 * len(known) < len(parts):
        return works
    for work in known:
        work.weak = False
    others = [part for part in parts if not any(_overlap(work, part) for work in works)]
    found = [Work(*part.span("name"), part.end("name"), list(works[0].kinds), weak=False) for part in others]
    return sorted([*works, *found], key=lambda work: work.start)


def _overlap(work: Work, part: re.Match[str]) -> bool:
    return work.start < part.end("name") and part.start("name") < work.end


def _parted(entry: Entry, last: Work, noun: tuple[int, int, Category], segment: Stretch) -> bool:
    """Whether a noun, from where to where and of which kind, names another work than that before it."""
    begin, stop, kind = noun
    between = entry.text[last.end : begin]
    if (kind == "admin") != ("admin" in last.kinds) and _BESIDE.search(between):  # "Midterm / drop deadline"
        return True
    if _is_gloss(entry.text, last, begin, stop):
        return False
    if _numbered(entry, last.head, segment) and _numbered(entry, stop, segment):
        return True
    if _BETWEEN_NOUNS.fullmatch(between) or _OR.fullmatch(between):
        return False
    dated = any(last.end <= found.start < begin for found in (*entry.dates, *entry.times))
    return dated or bool(_PARTS.search(between)) or len(between.split()) > _APART


def _is_gloss(text: str, last: Work, begin: int, stop: int) -> bool:
    """Whether it says what the numbered work before it is, by its own noun: "Exercise 2, tidal logic exercise"."""
    gloss = _GLOSS.fullmatch(text, last.head, begin)
    noun = text[last.start : last.head].rsplit(maxsplit=1)[-1].lower()
    return gloss is not None and text[begin:stop].lower() == noun


def _numbered(entry: Entry, noun_ends: int, segment: Stretch) -> bool:
    after = NUMBERED.match(entry.text, noun_ends, segment[1])
    return after is not None and not in_date(after.start("number"), entry.dates)


def clauses(entry: Entry, segment: Stretch, works: Sequence[Work]) -> list[Stretch]:
    """For each name of work, the part of the segment that speaks of it."""
    borders = [segment[0]]
    for before, after in pairwise(works):
        ends = [
            match
            for match in _CLAUSE_END.finditer(entry.text, before.end, after.start)
            if not any(found.start < match.end() and match.start() < found.end for found in entry.dates)
            and not any(time.start == match.end() + 1 for time in entry.times)
            and not _DUE_AFTER_OUT.match(entry.text, match.end(), after.start)
        ]
        denied = _DENIED.search(entry.text, before.end, after.start)
        borders.append(ends[-1].end() if ends else denied.start() if denied else after.start)
    borders.append(segment[1])
    return list(pairwise(borders))


def leaves_out_due(entry: Entry, segment: Stretch, clause: Stretch, phrase: Stretch) -> bool:
    """Whether a clause leaves out "is due", which the one before it says: "…, the draft by noon on November 5"."""
    dated = any(found.dated and phrase[1] <= found.start < clause[1] for found in entry.dates)
    alone = dated and _ARTICLE.fullmatch(entry.text, clause[0], phrase[0]) and _BY.match(entry.text, phrase[1])
    return bool(alone) and DUE.search(entry.text, segment[0], clause[0]) is not None


def in_date(position: int, dates: Iterable[DateExpression]) -> bool:
    return any(found.start <= position < found.end for found in dates)
