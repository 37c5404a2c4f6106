"""Reminders as an RFC 5545 file of tasks.

1. One VTODO for each work, with a VALARM for each of its reminders, so that a task program shows an exam once. The UID
   is the work's: that of the reminder itself where it is about nothing else.
2. An alarm has an absolute time in UTC, the reminder's own UID, and, once delivered, ACKNOWLEDGED (RFC 9074).
3. DTSTAMP and LAST-MODIFIED are when the work's reminders last changed, so that the same reminders give the same bytes.
4. What is done is COMPLETED, what its source no longer has is CANCELLED; neither rings, and a program that imported an
   earlier file learns of it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from icalendar import Alarm, Calendar, Component, Todo

from servers.contract.identity import uid
from servers.reminders.rows import Stored

_STATUS = {"done": "COMPLETED", "cancelled": "CANCELLED"}


def to_ical(stored: Iterable[Stored]) -> bytes:
    """The reminders as one file of tasks."""
    calendar = Calendar()
    _add(calendar, "prodid", "-//Syllabus Orchestrator//reminders server//EN")
    _add(calendar, "version", "2.0")
    _add(calendar, "calscale", "GREGORIAN")
    for _, works in groupby(sorted(stored, key=_work), key=_work):
        calendar.add_component(_todo(list(works)))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _work(stored: Stored) -> tuple[str, str]:
    return stored.reminder.source or "", stored.reminder.item or ""


def _todo(stored: Sequence[Stored]) -> Todo:
    """A task of the reminders of one work; the values are those of the first that still stands."""
    stored = sorted(stored, key=lambda each: (each.reminder.state == "cancelled", each.reminder.key))
    reminder = stored[0].reminder
    changed = max(each.changed for each in stored)
    todo = Todo()
    _add(todo, "uid", uid(*_work(stored[0])))
    _add(todo, "dtstamp", changed)
    _add(todo, "last-modified", changed)
    _add(todo, "summary", reminder.title)
    if reminder.notes:
        _add(todo, "description", reminder.notes)
    if reminder.due:
        _add(todo, "due", _instant(reminder.due))
    if categories := [text for text in (reminder.course, reminder.category) if text]:
        _add(todo, "categories", categories)
    _add(todo, "status", _STATUS.get(reminder.state, "NEEDS-ACTION"))
    if reminder.state == "done":
        _add(todo, "completed", changed)
    for each in stored:
        if each.reminder.state not in _STATUS:
            todo.add_component(_alarm(each))
    return todo


def _alarm(stored: Stored) -> Alarm:
    reminder = stored.reminder
    alarm = Alarm()
    _add(alarm, "uid", reminder.uid)
    _add(alarm, "action", "DISPLAY")
    _add(alarm, "description", reminder.title)
    _add(alarm, "trigger", _instant(reminder.remind_at or ""), VALUE="DATE-TIME")  # else it is read as a duration
    if stored.delivered is not None:
        _add(alarm, "acknowledged", stored.delivered)
    return alarm


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _add(component: Component, name: str, value: object, **parameters: str) -> None:
    component.add(name, value, parameters)  # pyright: ignore[reportUnknownMemberType] - the library leaves it untyped
