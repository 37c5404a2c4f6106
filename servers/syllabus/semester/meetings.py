"""When a course's classes meet, and the recurring events that say so.

A pattern runs from its first matching day in the term to the last one, without the days on which there is no class.
Where the term is not known, from the earliest to the latest dated thing of the document, and the student is told.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from servers.contract.calendar import Event
from servers.contract.syllabus import Meeting, Section
from servers.syllabus.semester.courses import Course
from servers.syllabus.semester.notes import Notes

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLASS_LENGTH = timedelta(hours=1)  # where only the start is stated
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"\d\d:\d\d")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_LONGEST_COURSE = timedelta(days=370)  # where dates lie further apart, one of them was misread


@dataclass(frozen=True, slots=True)
class Slot:
    """One pattern of class meetings: the same hours on some days of the week."""

    key: str
    title: str
    kind: str
    start: time
    end: time
    location: str
    dates: tuple[date, ...]
    """Each day of the pattern in the term, days without class included."""
    free: frozenset[date]
    """Those of `dates` on which there is no class."""

    @property
    def held(self) -> list[date]:
        return [day for day in self.dates if day not in self.free]


def day_of(text: str) -> date:
    """Raises `ValueError` where it is no date that a course can have."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a date")
    day = date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"the year of {text!r} is out of range")
    return day


def clock_of(text: str) -> time:
    """Raises `ValueError` where it is no `HH:MM`."""
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"{text!r} is not a time")
    return time.fromisoformat(text)


def slots_of(course: Course, sections: Iterable[Section], notes: Notes) -> list[Slot]:
    numbered: dict[str, int] = {}
    found: list[Slot] = []
    for section in sections:
        for meeting in section.meetings:
            if meeting.start is None:
                notes.warn(course.label, f"no time is given for the {meeting.kind}: it is not in the calendar")
                continue
            name = "/".join(filter(None, ["class", section.id, meeting.kind]))
            numbered[name] = numbered.get(name, 0) + 1
            key = name if numbered[name] == 1 else f"{name}-{numbered[name]}"
            dates = _dates(course, meeting, notes)
            if dates:
                found.append(_slot(course, meeting, key, dates))
    return found


def class_event(course: Course, slot: Slot, taken: Collection[date]) -> Event | None:
    """The event of a slot; on the days `taken` something else (an exam) has its place. None where no day is left."""
    held = [day for day in slot.held if day not in taken]
    if not held:
        return None
    first, last = held[0], held[-1]
    missing = [day for day in slot.dates if first < day < last and day not in held]
    return Event(
        key=slot.key,
        title=slot.title,
        location=slot.location,
        start=_at(course, first, slot.start).isoformat(),
        end=_at(course, first, slot.end).isoformat(),
        timezone=course.zone.key,
        rrule=_weekly(course, slot, held) if len(held) > 1 else None,
        exdates=[datetime.combine(day, slot.start).isoformat() for day in missing],
        categories=["class", slot.kind],
        course=course.label,
        source=course.source,
    )


def _slot(course: Course, meeting: Meeting, key: str, dates: list[date]) -> Slot:
    start = clock_of(meeting.start or "")
    breaks = [(day_of(pause.date), day_of(pause.end or pause.date)) for pause in course.syllabus.no_class]
    return Slot(
        key=key,
        title=f"{course.label} {meeting.kind}",
        kind=meeting.kind,
        start=start,
        end=_end(start, meeting.end),
        location=meeting.location or "",
        dates=tuple(dates),
        free=frozenset(day for day in dates if any(first <= day <= last for first, last in breaks)),
    )


def _end(start: time, stated: str | None) -> time:
    if stated and clock_of(stated) > start:
        return clock_of(stated)
    later = datetime.combine(date.min, start) + _CLASS_LENGTH
    return later.time() if later.date() == date.min else time(23, 59)


def _dates(course: Course, meeting: Meeting, notes: Notes) -> list[date]:
    span = _span(course, meeting, notes)
    if span is None:
        return []
    first, last = span
    if not meeting.days:
        return [first] if meeting.first else []
    days = {DAYS.index(day) for day in meeting.days}
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if day.weekday() in days]


def _span(course: Course, meeting: Meeting, notes: Notes) -> tuple[date, date] | None:
    """The first and the last day on which the pattern may meet."""
    facts = course.syllabus.course
    known = _dated_days(course)
    first = meeting.first or facts.term_start or min(known, default=None)
    last = meeting.last or facts.term_end or max(known, default=None)
    if first is None or last is None or day_of(last) - day_of(first) > _LONGEST_COURSE:
        notes.ask(
            course.label,
            "term",
            "When does the term begin and end? The syllabus does not say; until then no class meeting is planned.",
        )
        return None
    for word, stated, taken in (("start", facts.term_start, meeting.first), ("end", facts.term_end, meeting.last)):
        if not (stated or taken):
            day = first if word == "start" else last
            notes.warn(course.label, f"the term's {word} is not given; {day}, from the dated work, stands for it")
    return day_of(first), day_of(last)


def _dated_days(course: Course) -> list[str]:
    syllabus = course.syllabus
    rows = [*syllabus.schedule, *syllabus.no_class]
    days = [work.date for work in syllabus.assignments if work.category != "admin"]
    return [day for day in (*days, *(row.date for row in rows), *(row.end for row in rows)) if day]


def _weekly(course: Course, slot: Slot, held: list[date]) -> str:
    days = ",".join(DAYS[number] for number in sorted({day.weekday() for day in slot.dates}))
    # In UTC, because the start is in a zone (RFC 5545 §3.3.10).
    until = _at(course, held[-1], slot.start).astimezone(UTC)
    return f"FREQ=WEEKLY;BYDAY={days};UNTIL={until:%Y%m%dT%H%M%SZ}"


def _at(course: Course, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, course.zone)
