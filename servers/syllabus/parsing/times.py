"""At what time work is due: stated with it, by a general rule of the document, or by the class that it is done in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from servers.contract.syllabus import Category, Meeting, Section
from servers.syllabus.parsing import clock
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.mentions import Mention, segments
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.vocabulary import DAYS, DUE, kinds, words


@dataclass(frozen=True, slots=True)
class Due:
    """When on its day; both None where the document does not say."""

    time: str | None = None
    end: str | None = None
    in_class: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """ "All homework is due at 11:59 pm": a time for all work of some kinds."""

    categories: frozenset[Category] | None
    """None for all work that is handed in."""
    time: str | None
    kind: str | None = None
    """Instead of a time: the class at whose beginning it is."""


_SAT: frozenset[Category] = frozenset({"exam", "quiz", "presentation"})
_HANDED_IN: frozenset[Category] = frozenset({"homework", "lab", "project", "paper", "discussion", "other"})
_GENERAL = words(
    r"all|each|every|always|any|weekly|regularly|unless|generally|typically|assignments|homeworks?|problem sets"
    r"|labs|quizzes|papers|due dates"
)
_OF_CLASS = re.compile(
    r"\b(?:at|by|before|in|during)\s+(?:the\s+)?(?:(?:start|beginning)\s+of\s+)?(?:the\s+|our\s+"
    r"|each\s+)?(?P<kind>class|lecture|lab|"
    r"tutorial|recitation|discussion|section|seminar|precept)s?\b|\bin[- ]class\b"
    r"|\bduring (?:the )?(?P<during>lecture|class|tutorial|lab|recitation|section)(?:'s)? (?:time|period|hours?"
    r"|session)",
    re.IGNORECASE,
)
_KINDS = {"class": "lecture", "tutorial": "recitation", "section": "discussion", "precept": "recitation"}
_ALL_WORK = words(r"assignments?|work|everything|deadlines?|submissions?|deliverables?|due dates?|written work")
_NOT_TIMES = words(
    r"office hours?|late|penalt\w+|extension\w*|grace|email|e-mail|per (?:day|hour)|within|hours after|opens?"
)


def rules(entries: Iterable[Entry]) -> list[Rule]:
    """The general rules of the document."""
    return [rule for entry in entries for rule in _rules(entry)]


def _rules(entry: Entry) -> Iterator[Rule]:
    for start, end in segments(entry):
        said = entry.text[start:end]
        held = words(r"held|taken|given|administered|take place").search(said)
        if not (DUE.search(said) or held) or _NOT_TIMES.search(said):
            continue
        if any(found.dated and start <= found.start < end for found in entry.dates):
            continue
        if not _GENERAL.search(said) and not entry.block.level:
            continue
        times = [time for time in entry.times if start <= time.start < end]
        of_class = _OF_CLASS.search(said)
        if not times and not of_class:
            continue
        named = frozenset(kinds(said))
        whole = _ALL_WORK.search(said) and named <= {"homework"}
        categories = None if whole else named
        if held and categories is not None:
            categories = categories & _SAT
        if categories is not None and not categories:
            continue
        if times:
            yield Rule(categories, times[0].begins)
        elif of_class:
            yield Rule(categories, None, (of_class["kind"] or of_class["during"] or "class").lower())


def due(candidate: Candidate, general: Sequence[Rule], sections: Sequence[Section]) -> Due:
    mention = candidate.mention
    own = _own(mention)
    performed = mention.category in _SAT
    clause = mention.entry.text[mention.segment[0] : mention.segment[1]]
    of_class = _OF_CLASS.search(clause)
    if own:
        return Due(own.begins, own.ends if performed or own.ends is None else None, in_class=False)
    if heading := _of_heading(candidate):
        return Due(heading)
    if of_class:
        kind = (of_class["kind"] or of_class["during"] or "class").lower()
        return Due(_class_start(candidate.day, kind, sections), in_class=performed)
    for rule in general:
        if (rule.categories is None and mention.category in _HANDED_IN) or mention.category in (rule.categories or ()):
            if rule.time:
                return Due(rule.time)
            if start := _class_start(candidate.day, rule.kind or "class", sections):
                return Due(start, in_class=performed)
    return Due(in_class=performed and candidate.derivation == "table" and not mention.due)


def _own(mention: Mention) -> ClockTime | None:
    """The time in the mention's clause, else in its sentence."""
    for stretch in (mention.clause, mention.segment):
        inside = [time for time in mention.entry.times if stretch[0] <= time.start < stretch[1]]
        if inside:
            return inside[0]
    return None


def _of_heading(candidate: Candidate) -> str | None:
    """A heading "(11:59 pm)" over a list of deadlines."""
    entry = candidate.mention.entry
    for heading in (entry.label, *entry.block.headings[-1:]):
        found = clock.find(heading)
        if found and DUE.search(heading):
            return found[0].begins
    return None


def _class_start(day: date, kind: str, sections: Sequence[Section]) -> str | None:
    """When the class of that kind begins on that weekday, where all sections agree."""
    weekday = DAYS[day.weekday()]
    meetings: list[Meeting] = [
        meeting for section in sections for meeting in section.meetings if weekday in meeting.days
    ]
    of_kind = [meeting for meeting in meetings if meeting.kind == _KINDS.get(kind, kind)]
    if kind == "tutorial" and not of_kind:
        of_kind = [meeting for meeting in meetings if meeting.kind in {"discussion", "recitation"}]
    starts = {meeting.start for meeting in (of_kind or (meetings if kind == "class" else []))}
    return starts.pop() if len(starts) == 1 else None
