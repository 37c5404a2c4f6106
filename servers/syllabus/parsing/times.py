"""At what time work is due: stated with it, by a general rule of the document, or by the class that it is done in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servers.contract.syllabus import Meeting, Section
from servers.syllabus.parsing import clock
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.merging import Item
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.rules import OF_CLASS, SAT, Rule, class_named
from servers.syllabus.parsing.vocabulary import DAYS, DUE, words


@dataclass(frozen=True, slots=True)
class Due:
    """When on its day; both None where the document does not say."""

    time: str | None = None
    end: str | None = None
    in_class: bool = False


_KINDS = {"class": "lecture", "tutorial": "recitation", "section": "discussion", "precept": "recitation"}

_UNTIL = words(r"deadlines?|no later than")
"""What is sat any time until then is not sat in class."""


def due(item: Item, general: Sequence[Rule], sections: Sequence[Section]) -> Due:
    """As it is said where the work is told best; where no time stands there, as it is said elsewhere."""
    best = _due(item.candidate, general, sections)
    if best.time:
        return best
    elsewhere = (_due(other, general, sections) for other in item.others)
    return next((each for each in elsewhere if each.time), best)


def _due(candidate: Candidate, general: Sequence[Rule], sections: Sequence[Section]) -> Due:
    mention = candidate.mention
    performed = mention.category in SAT
    if own := _beside(candidate) or _own(mention):
        return Due(own.begins, own.ends if performed else None)
    if above := _of_heading(candidate):
        return Due(above)
    if candidate.section:
        sections = [section for section in sections if section.id in {candidate.section, None}]
    of_class = OF_CLASS.search(mention.entry.text, *mention.segment)
    if candidate.beside and not of_class:
        of_class = OF_CLASS.search(candidate.beside.text)
    if of_class:
        return Due(
            _class_time(candidate.day, class_named(of_class), sections, at_end=bool(of_class["end"])),
            in_class=performed,
        )
    until = performed and bool(_UNTIL.search(mention.entry.text, *mention.segment))
    for rule in general:
        if not rule.holds_for(mention.category) or (until and not rule.time):
            continue
        if rule.time:
            return Due(rule.time)
        if rule.of_class and (start := _class_time(candidate.day, rule.of_class, sections, at_end=rule.at_end)):
            return Due(start, in_class=performed)
    return Due(in_class=performed and candidate.derivation == "table" and not mention.due)


def _beside(candidate: Candidate) -> ClockTime | None:
    return next(iter(candidate.beside.times), None) if candidate.beside else None


def _own(mention: Mention) -> ClockTime | None:
    """The time in the mention's clause, else in its sentence."""
    for stretch in (mention.clause, mention.segment):
        inside = [time for time in mention.entry.times if stretch[0] <= time.start < stretch[1]]
        if inside:
            return inside[0]
    return None


def _of_heading(candidate: Candidate) -> str | None:
    """A heading "(11:59 pm)" over a list of deadlines, or a column's header "Due at 5 pm"."""
    block = candidate.mention.entry.block
    for heading in (candidate.mention.entry.label, block.header, *block.headings[-1:]):
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
