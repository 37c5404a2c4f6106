"""Dated work on the calendar: when it is due, whether it is sat or handed in, and the event that it becomes.

1. Due without a time: the last minute of that day for a reminder, an all-day event in the calendar.
2. What is sat (an exam, a presentation, anything done in class) takes a span of time. Done in class without a time of
   its own, it has the class's hours. Its end is the stated one, else the class's, else `_LENGTHS` after its start.
3. What is handed in is a moment, as an event and as a deadline; it takes no time and so can't clash with a class.
4. In the calendar stands what is sat, and what is major; the rest has reminders only.
5. What we are not sure of is asked, not told: its title ends in "?", its status is tentative, its text says why.
6. An exam in the hours of its own class takes that day's place in the class's recurrence, if we are sure of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from servers.contract.calendar import Event
from servers.contract.errors import Refused
from servers.contract.syllabus import SURE, Assignment, PlannedWork
from servers.deadlines import is_major
from servers.syllabus.semester.courses import Course
from servers.syllabus.semester.meetings import Slot, clock_of, day_of
from servers.syllabus.semester.notes import Notes

_PERFORMED = frozenset({"exam", "presentation"})
_HANDED_IN = re.compile(r"\b(?:due|take[- ]?home|submi\w+|upload\w*|turn(?:ed)? in|hand(?:ed)? in)\b", re.IGNORECASE)
_LAST_MINUTE = time(23, 59)
_LENGTHS = {"exam": timedelta(hours=2)}
_LENGTH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment of a course in its place."""

    course: Course
    assignment: Assignment
    due: datetime
    """When it is due or begins; the last minute of the day where no time is known."""
    sat: bool
    all_day: bool = False
    end: datetime | None = None
    """Of what is sat at a known time."""
    slot: Slot | None = None
    """The class that it is done in."""
    end_assumed: bool = False

    @property
    def major(self) -> bool:
        item = self.assignment
        return item.major or is_major([item.category], item.weight)

    @property
    def name(self) -> str:
        return f"{self.course.label}: {self.assignment.title}"

    @property
    def sure(self) -> bool:
        return self.assignment.confidence >= SURE

    def titled(self, what: str = "") -> str:
        """As its entries are called (rule 5). Many calendar programs show a title, and no status."""
        return f"{self.name}{what}{'' if self.sure else '?'}"

    def takes(self, slot: Slot) -> bool:
        """Whether it is held in place of that class, not within it (rule 6)."""
        if self.slot is not slot or self.end is None or self.assignment.category != "exam":
            return False
        day = self.due.date()
        hours = _on(day, slot.end) - _on(day, slot.start)
        return self.sure and self.end - self.due >= hours / 2


def placed(course: Course, assignments: Iterable[Assignment], slots: Sequence[Slot], notes: Notes) -> list[Work]:
    works = [_placed(course, assignment, slots) for assignment in assignments]
    ids = Counter(work.assignment.id for work in works)
    if twice := sorted(name for name, times in ids.items() if times > 1):
        raise Refused(f"{course.label}: two assignments have the id {twice[0]!r}: give each its own")
    assumed = [work.assignment.title for work in works if work.end_assumed]
    if assumed:
        notes.warn(course.label, f"no end is given for {', '.join(assumed)}: an hour is assumed, two for an exam")
    return works


def work_event(work: Work) -> Event | None:
    """None for what is neither sat nor major (rule 4)."""
    if not (work.sat or work.major):
        return None
    day = work.due.date()
    item = work.assignment
    return Event(
        key=item.id,
        title=work.titled() if work.sat else work.titled(" due"),
        description=description(work),
        location=work.slot.location if work.slot else "",
        start=day.isoformat() if work.all_day else work.due.isoformat(),
        end=(day + timedelta(days=1)).isoformat() if work.all_day else (work.end or work.due).isoformat(),
        timezone=None if work.all_day else work.course.zone.key,
        all_day=work.all_day,
        categories=[item.category],
        course=work.course.label,
        source=work.course.source,
        weight=item.weight,
        status="confirmed" if work.sure else "tentative",
    )


def work_row(work: Work) -> PlannedWork:
    item = work.assignment
    return PlannedWork(
        id=item.id,
        source=work.course.source,
        course=work.course.label,
        title=item.title,
        category=item.category,
        date=work.due.date().isoformat(),
        time=None if work.all_day else f"{work.due:%H:%M}",
        due=work.due.isoformat(),
        weight=item.weight,
        confidence=item.confidence,
        file=work.course.file,
        evidence=item.evidence,
    )


def description(work: Work) -> str:
    """Where it stands in the syllabus, what it counts, and whether the student should check it."""
    item = work.assignment
    page = f", page {item.evidence.page}" if item.evidence.page else ""
    lines = [f"“{item.evidence.text}” ({work.course.file}{page})" if item.evidence.text else "Added by you."]
    if item.weight:
        lines.append(f"{item.weight:g} % of the grade.")
    if work.end_assumed:
        lines.append("The syllabus does not say when it ends.")
    if not work.sure:
        lines.append("Unconfirmed: compare it with the syllabus.")
    return "\n".join(lines)


def _placed(course: Course, item: Assignment, slots: Sequence[Slot]) -> Work:
    day = day_of(item.date)
    stated = clock_of(item.time) if item.time else None
    handed_in = _HANDED_IN.search(f"{item.title} {item.evidence.text}")
    performed = item.category in _PERFORMED and not handed_in
    sat = item.in_class or item.end_time is not None or performed
    slot = _slot(item, day, stated, slots) if sat else None
    start = stated or (slot.start if slot and item.in_class else None)
    if start is None:
        return Work(course, item, datetime.combine(day, _LAST_MINUTE, course.zone), sat=sat, all_day=True)
    due = datetime.combine(day, start, course.zone)
    if not sat:
        return Work(course, item, due, sat=False)
    stated_end = _later(day, start, item.end_time)
    end = stated_end or (_on(day, slot.end) if slot else _on(day, start) + _LENGTHS.get(item.category, _LENGTH))
    assumed = not (stated_end or slot)
    return Work(course, item, due, sat=True, end=end.replace(tzinfo=course.zone), slot=slot, end_assumed=assumed)


def _slot(item: Assignment, day: date, start: time | None, slots: Sequence[Slot]) -> Slot | None:
    """The class that something on `day` is done in: of its own kind if there is one."""
    that_day = [slot for slot in slots if day in slot.dates]
    if start is not None:
        that_day = [slot for slot in that_day if slot.start <= start < slot.end]
    elif not item.in_class:
        return None
    return min(
        that_day, key=lambda slot: (slot.kind != item.category, slot.kind != "lecture", slot.start), default=None
    )


def _later(day: date, start: time, end: str | None) -> datetime | None:
    """The stated end, on the next day where it is before the start."""
    if end is None:
        return None
    stated = clock_of(end)
    return _on(day if stated > start else day + timedelta(days=1), stated)


def _on(day: date, clock: time) -> datetime:
    """In no zone yet, so that an hour is an hour on the clock."""
    return datetime.combine(day, clock)
