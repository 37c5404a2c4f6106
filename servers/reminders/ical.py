"""Reminders as an RFC 5545 file of tasks.

1. One VTODO for each work, with a VALARM for each of its reminders, so that a task program shows an exam once. The UID
   is the work's: that of the reminder itself where it is about nothing else, that of the task which another program
   made.
2. An alarm has an absolute time in UTC, the reminder's own UID, and, once delivered, ACKNOWLEDGED (RFC 9074).
3. DTSTAMP and LAST-MODIFIED are when the work's reminders last changed, so that the same reminders give the same bytes.
4. What is done is COMPLETED, what its source no longer has is CANCELLED; neither rings, and a program that imported an
   earlier file learns of it.
5. Over what a server has, only what we know of is written: what another program added stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from icalendar import Alarm, Calendar, Component, Todo

from servers.contract.identity import uid
from servers.reminders.rows import Stored

TAKEN_IN = "Tasks of other programs"
"""The source of tasks that came from a server; the item is their UID."""

_OURS = ("SUMMARY", "DESCRIPTION", "DUE", "STATUS", "COMPLETED", "PERCENT-COMPLETE", "DTSTAMP", "LAST-MODIFIED")
_STATUS = {"done": "COMPLETED", "cancelled": "CANCELLED"}


def to_ical(stored: Iterable[Stored]) -> bytes:
    """The reminders as one file of tasks."""
    calendar = Calendar()
    _add(calendar, "prodid", "-//Syllabus Orchestrator//reminders server//EN")
    _add(calendar, "version", "2.0")
    _add(calendar, "calscale", "GREGORIAN")
    for identity, works in of_one_work(stored):
        calendar.add_component(_todo(identity, works))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def put_over(content: bytes, stored: Sequence[Stored]) -> bytes:
    """The task that a server has, with what we know of it as it is in the reminders of its work."""
    ((identity, works),) = of_one_work(stored)
    calendar: Any = Calendar.from_ical(content)
    there, ours = calendar.walk("VTODO")[0], _todo(identity, works)
    moved = _due(there) != _due(ours)
    for name in _OURS:
        if name == "DUE" and not moved:
            continue  # as the other program wrote it, in its own zone
        there.pop(name, None)
        if name in ours:
            there[name] = ours[name]
    if moved:
        there.pop("DTSTART", None)  # of the old date; what is due before it begins is no task
    rest = [each for each in there.subcomponents if each.name != "VALARM" or "trigger" not in each]
    there.subcomponents = [*rest, *ours.subcomponents]
    return calendar.to_ical()


def title(content: bytes) -> str:
    """What a task that can't be understood is called."""
    lines = content.decode(errors="replace").splitlines()
    found = (line.partition(":")[2].strip() for line in lines if line.upper().startswith("SUMMARY"))
    return next(filter(None, found), "a task without a title")


def of_one_work(stored: Iterable[Stored]) -> Iterator[tuple[str, Sequence[Stored]]]:
    """The UID of each work and its reminders, first those that still stand."""
    for (source, item), works in groupby(sorted(stored, key=_work), key=_work):
        ordered = sorted(works, key=lambda each: (each.reminder.state == "cancelled", each.reminder.key))
        yield (item if source == TAKEN_IN else uid(source, item)), ordered


def _work(stored: Stored) -> tuple[str, str]:
    return stored.reminder.source or "", stored.reminder.item or ""


def _due(todo: Any) -> datetime | None:
    due = todo.get("due")
    return due.dt.astimezone(UTC) if due is not None and isinstance(due.dt, datetime) and due.dt.tzinfo else None


def _todo(identity: str, stored: Sequence[Stored]) -> Todo:
    """A task of the reminders of one work; the values are those of the first, which stands if any does."""
    reminder = stored[0].reminder
    changed = max(each.changed for each in stored)
    todo = Todo()
    _add(todo, "uid", identity)
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
        _add(todo, "percent-complete", 100)
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
