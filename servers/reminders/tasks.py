"""A piece of work with its reminders as one task (VTODO), as it is here and as another program has it.

1. Two tasks say the same when title, notes, due, whether it is open, and the times at which it still rings are equal.
2. What no longer rings there (its alarm acknowledged or taken away) counts as delivered here. An alarm is known again
   by its UID, else by its time; one that is new there is a further reminder.
3. Done and cancelled are alike: closed. A task that is new there and open comes here, under the source `TAKEN_IN`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from servers.contract.errors import Refused
from servers.contract.reminders import Reminder
from servers.reminders.ical import TAKEN_IN, of_one_work
from servers.reminders.rows import Stored
from servers.reminders.wording import sentences

_LAST_MINUTE = time(23, 59)
_CLOSED = {"COMPLETED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Task:
    uid: str
    title: str
    notes: str
    due: datetime | None
    open: bool
    rings: Sequence[tuple[str | None, datetime]]
    """UID and time of each alarm that has not rung."""
    stored: Sequence[Stored] = ()
    """The reminders that it is made of; none where it is another program's."""

    def values(self) -> str:
        due = _text(self.due.astimezone(UTC)) if self.due else None
        rings = sorted({at.astimezone(UTC).isoformat() for _, at in self.rings}) if self.open else []
        return json.dumps([self.title, self.notes, due, self.open, rings])


def tasks(stored: Sequence[Stored]) -> dict[str, Task]:
    """The tasks of all reminders, by UID."""
    return {identity: _of_reminders(identity, each) for identity, each in of_one_work(stored)}


def _of_reminders(identity: str, stored: Sequence[Stored]) -> Task:
    shown = stored[0].reminder
    return Task(
        uid=identity,
        title=shown.title,
        notes=shown.notes,
        due=datetime.fromisoformat(shown.due) if shown.due else None,
        open=shown.state not in {"done", "cancelled"},
        rings=[(each.reminder.uid, each.rings) for each in stored if each.reminder.state == "pending"],
        stored=stored,
    )


def read(content: bytes, zone: ZoneInfo) -> Task:
    """The task that a server has. `zone`: of dates and of times without one.

    Raises:
        Refused: it is none that a reminder can be made of.
    """
    try:
        calendar: Any = Calendar.from_ical(content)
        component = next(iter(calendar.walk("VTODO")))
        begins, ends = (_moment(component.get(name), zone) for name in ("dtstart", "due"))
        if ends is None and begins is not None and "duration" in component:
            ends = begins + component["duration"].dt
        bases = {"START": begins or ends, "END": ends or begins}
        rings = [each for alarm in component.walk("VALARM") if (each := _ring(alarm, bases, zone)) is not None]
        closed = str(component.get("status", "")).upper() in _CLOSED or "completed" in component
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, StopIteration, OverflowError) as error:
        raise Refused(f"it can't be understood: {' '.join(str(error).split())[:200]}") from None
    if "rrule" in component or "rdate" in component:
        raise Refused("it recurs, which a reminder can't")
    if ends is None and not rings:
        raise Refused("it has no date: give it one to be reminded of it")
    title = str(component.get("summary", "")).strip() or "(no title)"
    return Task(str(component["uid"]), title, str(component.get("description", "")), ends, not closed, rings)


def _ring(alarm: Any, bases: Mapping[str, datetime | None], zone: ZoneInfo) -> tuple[str | None, datetime] | None:
    """When the alarm rings; None for one that has, or that rings at no time but at a place."""
    trigger = alarm.get("trigger")
    if trigger is None:
        return None
    if isinstance(trigger.dt, timedelta):
        base = bases["END" if str(trigger.params.get("RELATED", "")).upper() == "END" else "START"]
        at = base.astimezone(UTC) + trigger.dt if base else None
    else:
        at = _moment(trigger, zone)
    rung = _moment(alarm.get("acknowledged"), zone)
    if at is None or (rung is not None and rung >= at):
        return None
    return str(alarm["uid"]) if "uid" in alarm else None, at


def _moment(held: Any, zone: ZoneInfo) -> datetime | None:
    if held is None:
        return None
    if not isinstance(held.dt, datetime):
        return datetime.combine(held.dt, _LAST_MINUTE, zone)
    return held.dt if held.dt.tzinfo else held.dt.replace(tzinfo=zone)


def told(here: Task, there: Task) -> str:
    """What is otherwise there, as a clause."""
    mine, theirs = ({"title": each.title, "notes": each.notes, "due": _text(each.due)} for each in (here, there))
    said = (
        sentences(mine, theirs) if here.due != there.due else sentences({**mine, "due": None}, {**theirs, "due": None})
    )
    if here.open != there.open:
        said.append("is open" if there.open else "is done")
    return ", ".join(said) or "rings at other times"


def taken_in(here: Task | None, there: Task) -> tuple[list[Reminder], list[str]]:
    """The reminders as the task there wants them, and the UIDs of those that no longer ring."""
    if here is None:
        shown = Reminder(title=there.title, item=there.uid, source=TAKEN_IN)
        return _further(there, shown, there.uid, there.rings or [(None, there.due)], set()), []
    standing = [each.reminder for each in here.stored if each.reminder.state != "cancelled"]
    if not standing:
        return [], []
    mine, theirs = {uid or "": at for uid, at in here.rings}, list(there.rings)
    moved = {uid: at for uid, at in theirs if uid in mine}
    for uid, at in [each for each in theirs if each[0] not in mine]:
        known = next((name for name, time in mine.items() if name not in moved and time == at), None)
        moved[known or uid or at.isoformat()] = at
    new = [(None, at) for name, at in moved.items() if name not in mine]
    written = [
        each.model_copy(update={**_changed(here, there), **_rings_at(moved.get(each.uid or ""), mine, each)})
        for each in standing
    ]
    keys = {each.reminder.key for each in here.stored}
    further = _further(there, standing[0], f"{standing[0].item}/own", new, keys) if there.open else []
    silent = [uid for uid in mine if uid not in moved] if there.open else []
    return [*written, *further], silent


def _changed(here: Task, there: Task) -> dict[str, Any]:
    due = {} if here.due == there.due else {"due": _text(there.due)}
    return {"title": there.title, "notes": there.notes, **due}


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _rings_at(at: datetime | None, mine: Mapping[str, datetime], reminder: Reminder) -> dict[str, str]:
    return {} if at is None or mine[reminder.uid or ""] == at else {"remind_at": at.isoformat()}


def _further(
    there: Task, like: Reminder, key: str, rings: Sequence[tuple[str | None, datetime | None]], taken: set[str | None]
) -> list[Reminder]:
    names = (name for number in range(1, len(rings) + len(taken) + 1) if (name := f"{key} {number}") not in taken)
    due = _text(there.due)
    given = {"title": there.title, "notes": there.notes, "due": due, "uid": None, "state": "pending"}
    return [
        like.model_copy(update={**given, "key": next(names), "remind_at": at.isoformat() if at else due})
        for _, at in rings
    ]
