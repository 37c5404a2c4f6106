"""At what time work is due: stated with it, by a general rule of the document, or by the class that it is done in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servers.contract.syllabus import Category, Meeting, Section
from servers.syllabus.parsing import classtimes, clock
from servers.syllabus.parsing.classtimes import OfClass
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.merging import Item
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.rules import Rule, named_first, names
from servers.syllabus.parsing.titles import Stretch
from servers.syllabus.parsing.vocabulary import DAYS, DUE, SAT, kinds, words


@dataclass(frozen=True, slots=True)
class Due:
    """When on its day; both None where the document does not say."""

    time: str | None = None
    end: str | None = None
    in_class: bool = False
    days_before: int = 0
    """It is so many days before that of the class: "25 hours before class"."""


_KINDS = {"class": "lecture", "tutorial": "recitation", "section": "discussion", "precept": "recitation"}

_OF_DAY = 24 * 60  # minutes
_UNTIL = words(r"deadlines?|no later than")
"""What is sat any time until then is not sat in class."""


_SLOT = re.compile(
    r"\W*(?P<kind>class|lecture|lab|tutorial|recitation|discussion|section|seminar)\b(?: ?#?\d{1,2})?"
    r"(?: ?\([^()\n]{1,24}\))?\s?:",
    re.IGNORECASE,
)
"""Before what is done in that class: "LECTURE 2: Midterm 1"."""
_IN_CLASS = re.compile(r"\W*(?:in[- ]class(?: (?:activit(?:y|ies)|work))?|class time|during class)\W*", re.IGNORECASE)
"""The header of a column of what is done in class."""
_OPENS = re.compile(r"\b(?:opens?|available|posted|released|starts?)\s+(?:at|from|on)?\s*$", re.IGNORECASE)
_OF_SECTION = re.compile(r"\s*(?:class|sections?|lecture)\b", re.IGNORECASE)
""" "The 9:00 class: Monday, December 15, 8:00 am"."""
_CLOSES = re.compile(r"\b(?:clos\w+|due|until|by|ends?|before)\s+(?:at|on|by)?\s*$", re.IGNORECASE)
_ALTERNATE = re.compile(
    r"\b(?:alternat(?:e|ive)|make-?up|deferred|early)\s+(?:\w+\s+)?(?:finals?|mid-?terms?|exam\w*|tests?|quiz\w*)\b",
    re.IGNORECASE,
)
"""For those who can't come to the exam itself."""
_PRONOUN = re.compile(r"(?:it|this)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:the|it|this)\b.{0,40}\b(?:is|will|takes?|starts?|begins?|runs?|lasts)\b", re.IGNORECASE)


def due(item: Item, general: Sequence[Rule], sections: Sequence[Section]) -> Due:
    """As it is stated where the work is told, best or elsewhere; else by its class, or as a rule has it."""
    every = (item.candidate, *item.others)
    if stated := next(filter(None, map(_stated, every)), None):
        return stated
    if by_class := next(filter(None, (_by_class(each, sections) for each in every)), None):
        return by_class
    best, *others = (_by_rule(each, general, sections) for each in every)
    return next((each for each in (best, *others) if each.time), best)


def _stated(candidate: Candidate) -> Due | None:
    mention = candidate.mention
    if _ALTERNATE.search(mention.entry.text, mention.segment[0], mention.phrase[1]):
        return None
    if own := _beside(candidate) or _own(candidate) or _of_row(candidate) or _of_next_sentence(mention):
        return Due(own.begins, own.ends if mention.category in SAT else None)
    above = _of_heading(candidate)
    return Due(above) if above else None


def _by_class(candidate: Candidate, sections: Sequence[Section]) -> Due | None:
    """As its words say, though the hour of the class may not be known."""
    of_class = _of_class(candidate)
    performed = candidate.mention.category in SAT
    return _at_class(candidate.day, of_class, _its(candidate, sections), in_class=performed) if of_class else None


def _its(candidate: Candidate, sections: Sequence[Section]) -> Sequence[Section]:
    """Those that the work is for."""
    ids = {candidate.of_section, None}
    return [section for section in sections if section.id in ids] if candidate.of_section else sections


def _by_rule(candidate: Candidate, general: Sequence[Rule], sections: Sequence[Section]) -> Due:
    mention, sections = candidate.mention, _its(candidate, sections)
    performed = mention.category in SAT
    until = performed and bool(_UNTIL.search(mention.entry.text, *mention.segment))
    for rule in named_first(candidate.title, general):
        if not rule.holds_for(mention.category) or (until and not rule.time):
            continue
        if rule.of_class and rule.of_class.earlier >= _OF_DAY and not names(candidate.title, rule.subject):
            continue  # another day than that of its row: only where the rule names the work
        if rule.time:
            return Due(rule.time)
        of_day = rule.weekday is None or rule.weekday % 7 == candidate.day.weekday()
        if (
            rule.of_class
            and of_day
            and (due := _at_class(candidate.day, rule.of_class, sections, in_class=performed)).time
        ):
            return due
    return Due(in_class=performed and candidate.derivation == "table" and not mention.due)


def _at_class(day: date, of_class: OfClass, sections: Sequence[Section], *, in_class: bool) -> Due:
    """At that moment of the class of a day; without a time where none is known."""
    time = _class_time(day, of_class.kind, sections, at_end=of_class.at_end)
    if time is None or not of_class.earlier:
        return Due(time, in_class=in_class)
    minutes = 60 * int(time[:2]) + int(time[3:]) - of_class.earlier
    days, minutes = divmod(minutes, _OF_DAY)
    return Due(f"{minutes // 60:02}:{minutes % 60:02}", days_before=-days)


def _of_class(candidate: Candidate) -> OfClass | None:
    """The class that it is done in, or due at, as its words say."""
    mention = candidate.mention
    if found := classtimes.find(mention.entry.text, *(_told(candidate) or mention.segment)):
        return found
    if candidate.beside and (found := classtimes.find(candidate.beside.text)):
        return found
    if mention.category not in SAT:
        return None
    governing = mention.entry.governing
    if governing and candidate.derivation != "explicit" and (found := classtimes.find(governing.told)):
        return found
    slot = _SLOT.match(mention.entry.text, *mention.segment)
    if slot is None and not mention.due and _IN_CLASS.fullmatch(mention.entry.block.header):
        return OfClass()
    return OfClass(slot["kind"].lower()) if slot else None


def _beside(candidate: Candidate) -> ClockTime | None:
    return next(iter(candidate.beside.times), None) if candidate.beside else None


def _told(candidate: Candidate) -> Stretch | None:
    """What tells of its day alone, where its clause has several days and each has its hour or its note.

    "February 12 (in class), March 26 (in class) and May 8 (12:30-2:30)"; "at 7 pm on May 4 and at 8 pm on May 6".
    """
    entry, (start, end), found = candidate.mention.entry, candidate.mention.clause, candidate.expression
    dated = [other for other in entry.dates if other.dated and start <= other.start < end]
    place = next((index for index, other in enumerate(dated) if found and other.end == found.end), None)
    if len(dated) == 1 or place is None:
        return None
    notes = [time.start for time in entry.times if start <= time.start < end]
    notes = sorted([*notes, *classtimes.places(entry.text, start, end)])
    if notes and notes[0] < dated[0].start:
        before = dated[place - 1].end if place else start
        return (before, dated[place].start) if len(notes) == len(dated) else None
    behind = list(zip((other.end for other in dated), (*(other.start for other in dated[1:]), end), strict=True))
    noted = [stretch for stretch in behind if any(stretch[0] <= note < stretch[1] for note in notes)]
    bracketed = any(entry.text[stretch[0] : stretch[1]].lstrip().startswith("(") for stretch in noted)
    if len(noted) < 2 and not bracketed:  # noqa: PLR2004 - one alone is of all of them
        return None
    return behind[place] if bracketed else next((each for each in noted if each >= behind[place]), behind[place])


def _own(candidate: Candidate) -> ClockTime | None:
    """The time beside its day, in its clause, else in its sentence."""
    mention = candidate.mention
    text, times = mention.entry.text, mention.entry.times
    if told := _told(candidate):
        return _deadline(text, [time for time in times if told[0] <= time.start < told[1]])
    if of_clause := _deadline(text, [time for time in times if mention.clause[0] <= time.start < mention.clause[1]]):
        return of_clause
    begin, end = mention.segment
    if mention.category in SAT and any(
        found.dated and mention.clause[1] <= found.start for found in mention.entry.dates
    ):
        end = mention.clause[1]  # "tests on May 4 and May 18, and the final on June 8 at 1 pm"
    return next((time for time in times if begin <= time.start < end and not _in_brackets(text, begin, time)), None)


def _deadline(text: str, times: Sequence[ClockTime]) -> ClockTime | None:
    """The first of these; of "opens at 8 am and closes at 9 pm" the second."""
    times = [time for time in times if not _OF_SECTION.match(text, time.end)] or times
    if len(times) > 1 and _OPENS.search(text, 0, times[0].start):
        return next((time for time in times[1:] if _CLOSES.search(text, 0, time.start)), times[0])
    return next(iter(times), None)


def _in_brackets(text: str, begin: int, time: ClockTime) -> bool:
    """Within a bracket of another clause: "two exams (May 4, May 18) and a final (June 8, 8-10 am)"."""
    return text.count("(", begin, time.start) > text.count(")", begin, time.start)


def _of_row(candidate: Candidate) -> ClockTime | None:
    """What the row says beside its date, or the next line: the hours of what is sat, the time of a deadline."""
    governing = candidate.mention.entry.governing
    if beneath := candidate.mention.entry.beneath:
        return beneath
    if governing is None or candidate.derivation == "explicit":
        return None
    return governing.hours if candidate.mention.category in SAT else governing.due_by


def _of_next_sentence(mention: Mention) -> ClockTime | None:
    """ "The final exam is on May 13. The final will be held between 1:30 pm and 4:30 pm."."""
    if mention.category not in SAT:
        return None
    entry, (_, end) = mention.entry, mention.segment
    begin, stop = next((each for each in entry.segments if each[0] >= end), (0, 0))
    said = entry.text[begin:stop]
    dated = any(begin <= found.start < stop and (found.dated or found.weekday is not None) for found in entry.dates)
    names = set(kinds(said)) or ({mention.category} if _PRONOUN.match(said) else set[Category]())
    if dated or not _GOES_ON.match(said) or names != {mention.category}:
        return None
    return next((time for time in entry.times if begin <= time.start < stop), None)


def _of_heading(candidate: Candidate) -> str | None:
    """A heading "(11:59 pm)" over a list of deadlines, or a column's header "Due at 5 pm"."""
    block, label = candidate.mention.entry.block, candidate.mention.entry.label
    of_another = bool(kinds(label)) and candidate.mention.category not in kinds(label)
    for heading in ("" if of_another else label, block.header, *block.headings[-1:]):
        if DUE.search(heading) and (found := clock.find(heading)):
            return found[0].begins
    return None


def _class_time(day: date, kind: str, sections: Sequence[Section], *, at_end: bool) -> str | None:
    """When the class of that kind begins, or ends, on that weekday, where all sections agree."""
    weekday = DAYS[day.weekday()]
    meetings: list[Meeting] = [
        meeting for section in sections for meeting in section.meetings if weekday in meeting.days
    ]
    of_kind = [meeting for meeting in meetings if meeting.kind == _KINDS.get(kind, kind)]
    if kind == "tutorial" and not of_kind:
        of_kind = [meeting for meeting in meetings if meeting.kind in {"discussion", "recitation"}]
    chosen = of_kind or (meetings if kind == "class" else [])
    moments = {meeting.end if at_end else meeting.start for meeting in chosen}
    return moments.pop() if len(moments) == 1 else None
