"""When the class meets: days, hours, places, section by section. Not when somebody has office hours.

Read row by row: what stands in one line or table row belongs together, and a line of days goes on with a line of hours.
Whether a row speaks of the class, the words nearest before its days say, else the row or heading that it stands under.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from servers.contract.syllabus import Meeting, MeetingKind, Section
from servers.syllabus.parsing import slots
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.slots import Slot
from servers.syllabus.parsing.vocabulary import words


@dataclass(frozen=True, slots=True)
class _Row:
    """The pieces of one row as one text."""

    text: str
    over: str
    """What it stands under: the heading, and the headers of a table's columns."""
    place: int
    """Which row of the document it is."""


@dataclass(frozen=True, slots=True)
class _Found:
    meeting: Meeting
    label: str | None


_KINDS: tuple[tuple[MeetingKind, re.Pattern[str]], ...] = (
    ("lab", words(r"labs?|laborator(?:y|ies)|practicals?|practicum|studios?")),
    ("recitation", words(r"recitations?|tutorials?|tuts?|precepts?|problem sessions?|exercise (?:class|session)s?")),
    ("discussion", words(r"discussions?|discs?|sections?(?! *[#:]? *\w?\d)")),
    ("seminar", words(r"seminars?|workshops?|colloqui(?:um|a)")),
    ("lecture", words(r"lectures?|lecs?|class(?:es)?|course|meetings?|meets?")),
)
_OF_CLASS = words(
    r"lectures?|lecs?|class(?:es)?|course|meetings?|meets?|schedule|sections?|secs?|sessions?|days?|times?|when"
    r"|hours|we"
    r"|labs?|laborator(?:y|ies)|practicals?|studios?|recitations?|tutorials?|tuts?|precepts?|discussions?|seminars?"
    r"|workshops?|location|room|zoom|instruction|format|where|credits?|timings?"
)
_NOT_OF_CLASS = words(
    r"(?:office|student|drop-?in|help|review|tutoring|consult\w*|contact|visiting|open|lab|coffee|support|homework"
    r"|mentor\w*)"
    r" (?:hours?|sessions?|times?|room|desk|center)(?: (?:location|and location|times?|schedule|are|will be))*"
    r"|office|drop-?ins?|help-?desk|tutor(?:s|ing)?|appointments?|availab\w+|consult\w*|e-?mails?|respond\w*|hotline"
    r"|repl(?:y|ies)|open|closed?|phone|call|text|(?:learning|writing|counsel\w+) center|library|si"
    r"|supplemental instruction"
    r"|TAs?|teaching assistants?|graders?|GSIs?|LAs?|OH|monitored|happy hour"
)
_NEVER = words(
    r"due|exams?|examinations?|quiz(?:zes)?|tests?|midterms?|finals?|deadlines?|submit\w*|submissions?|turn(?:ed)? in"
    r"|released?|post(?:ed)?|uploaded|until|no later than|before|by|holiday|event|make-?up|instead"
)
_OF_PEOPLE = words(
    r"instructors?|professors?|prof|TAs?|teaching assistants?|teaching team|staff|GSIs?|contacts?|office hours?"
)
_SENTENCE_END = re.compile(r"(?<=[a-z)])[.;!?]\s+(?=[A-Z])|\n")
_FIRST_ROWS = 30
"""A short line of nothing but days and hours there is the class's, without a word that says so."""
_SHORT = 60


def find(entries: Iterable[Entry]) -> list[Section]:
    """The sections in the order in which they stand there; all in one without an id where only one is named."""
    found = list(_all(list(_rows(entries))))
    distinct = {
        (each.meeting.kind, *each.meeting.days, each.meeting.start, each.label): each for each in reversed(found)
    }
    kept = [each for each in found if any(each is other for other in distinct.values())]
    if len({each.label for each in kept if each.label}) < 2:  # noqa: PLR2004 - one label alone tells nothing apart
        kept = [replace(each, label=None) for each in kept]
    sections: dict[str | None, list[Meeting]] = {}
    for each in kept:
        sections.setdefault(each.label, []).append(each.meeting)
    return [Section(id=label, meetings=meetings) for label, meetings in sections.items()]


def _rows(entries: Iterable[Entry]) -> Iterator[_Row]:
    for place, (_, grouped) in enumerate(groupby(entries, key=lambda entry: entry.block.row)):
        members = list(grouped)
        headings = members[0].block.headings[-1:] if not members[0].block.level else ()
        over = " ".join([*headings, *(entry.block.header for entry in members)])
        yield _Row("  ".join(entry.text for entry in members), over, place)


def _all(rows: Sequence[_Row]) -> Iterator[_Found]:
    """Goes down the rows and knows of what the last one spoke."""
    over, accepted = "", False
    following = [row.text for row in rows[1:]] + [""]
    for row, after in zip(rows, following, strict=True):
        text = row.text
        if len(text) <= _SHORT and slots.goes_on(text, after[:_SHORT]):
            text = f"{text} {after}"
        found = list(slots.find(text))
        if not found:
            over, accepted = row.text, False
            continue
        for slot in found:
            said = _SENTENCE_END.split(slot.before)[-1]
            own = bool(re.search(r"[A-Za-z]{2}", said))
            accepted = _is_class(said, slot.after) if own else accepted or _under_class(over, row, len(text))
            if own:
                over = said
            if accepted:
                yield _found(slot, said, f"{row.over} {over}")


def _is_class(said: str, after: str) -> bool:
    """Whether the words before the days are of the class: its last word counts, and some words never are."""
    if _NEVER.search(said) or _NOT_OF_CLASS.match(after.lstrip(" ,;:()-–")):
        return False
    of_class = max((match.end() for match in _OF_CLASS.finditer(said)), default=-1)
    other = max((match.end() for match in _NOT_OF_CLASS.finditer(said)), default=-1)
    return of_class > other


def _under_class(over: str, row: _Row, length: int) -> bool:
    """Whether a row that begins with days or hours stands under words of the class, or alone near the beginning."""
    if len(over) <= _SHORT and (_OF_CLASS.search(over) or _NOT_OF_CLASS.search(over) or _NEVER.search(over)):
        return _is_class(over, "")
    if _OF_PEOPLE.search(row.over) or _NEVER.search(row.over):
        return False
    return _is_class(row.over, "") or (row.place < _FIRST_ROWS and length <= _SHORT and not _OF_PEOPLE.search(over))


def _found(slot: Slot, said: str, over: str) -> _Found:
    return _Found(
        Meeting(
            kind=_kind(said) or _kind(over) or "lecture",
            days=list(slot.days.days),
            start=slot.hours.begins,
            end=slot.hours.ends,
            location=_location(slot.after),
        ),
        _label(said) or _label(slot.after[:_SHORT]),
    )


def _kind(said: str) -> MeetingKind | None:
    """The kind that is named last: nearest to the days."""
    named: dict[int, MeetingKind] = {
        match.start(): kind for kind, pattern in _KINDS for match in pattern.finditer(said)
    }
    return named[max(named)] if named else None


_LABEL = re.compile(
    r"\b(?:section|sec|lab|lecture|lec|tut|dis|disc|discussion|recitation|rec|tutorial|group)\b\.?\s*[#:]?\s*"
    r"(?P<id>(?-i:[A-Z]?\d{1,4}[A-Z]?|[A-Z]))\b(?!\s*[:.]\d|\s*[ap]m)",
    re.IGNORECASE,
)
_LONE_LABEL = re.compile(r"\b(?:LEC|LAB|TUT|DIS|REC|SEM|L|D|R)?\d{2,4}[A-Z]?(?=\W*$)|^\W*\d{3}\b")


def _label(said: str) -> str | None:
    if match := _LABEL.search(said):
        return match["id"]
    match = _LONE_LABEL.search(said) if len(said) <= _SHORT else None
    return match.group().strip(" -–—:()") if match else None


_PLACE = re.compile(
    r"[\s,;:.()|–—-]*(?:\b(?:in|at|location|room|rm|place|where)\b\.?\s*[:#]?\s*|@\s*)*(?P<place>[A-Z0-9][^;"
    r"|()\n]{1,60}?)"
    r"\s*(?:[;|()\n]|\s{2}|\.\s|$)",
    re.IGNORECASE,
)
_OF_PLACES = re.compile(r"\d|\b(?:zoom|online|hall|room|build\w*|center|auditorium|theat(?:er|re))\b", re.IGNORECASE)
_NO_PLACE = re.compile(r"\d\s?[:.]\s?\d\d|\bfrom\b|\bsection\b|\bminutes\b|^\d+$", re.IGNORECASE)


def _location(after: str) -> str | None:
    match = _PLACE.match(after)
    if match is None:
        return None
    place = match["place"].strip(" ,.")
    return place if _OF_PLACES.search(place) and not _NO_PLACE.search(place) else None
