"""What the calendar says in words: an event, a moment, what a change came to. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from servers.contract.calendar import Event, EventSync

_TIMES = ("start", "end", "timezone", "all_day")
_NAMES = {"rrule": "recurrence", "exdates": "days left out"}
_LONG = 120
"""Characters of both values together above which only the name of what changed is told."""


def moment(text: str) -> str:
    """An instant or date as people say it: "Wed 5 Nov 2026, 10:00"."""
    if "T" not in text:
        day = date.fromisoformat(text)
        return f"{day:%a} {day.day} {day:%b %Y}"
    when = datetime.fromisoformat(text)
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M}"


def line(event: Event) -> str:
    """One event on one line, its UID last."""
    when = moment(event.start) + (f" to {moment(event.end)}" if event.end and not event.all_day else "")
    rest = (event.location, event.rrule and f"recurs {event.rrule}", event.status * (event.status != "confirmed"))
    return " · ".join(part for part in (when, event.title, *rest, event.uid) if part)


def synced(source: str, result: EventSync) -> str:
    """What a sync changed: a line of counts, then one line a change."""
    head = (
        f"{source}: {len(result.added)} added, {len(result.updated)} changed, {len(result.removed)} cancelled,"
        f" {result.unchanged} unchanged"
    )
    return "\n".join(
        [
            head,
            *(f"added {line(event)}" for event in result.added),
            *(f"{update.title} {', '.join(update.changes)} ({update.uid})" for update in result.updated),
            *(f"cancelled {line(event)}" for event in result.removed),
            *(f"kept your own {', '.join(kept.fields)} of {kept.title} ({kept.uid})" for kept in result.kept),
        ]
    )


def sentences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What a user sees changed, each a clause to put behind the event's title. The times of an event are one thing."""
    said: list[str] = []
    if any(before.get(name) != after.get(name) for name in _TIMES):
        said.append(_moved(before, after))
    said += [
        _changed(name, before.get(name), value)
        for name, value in after.items()
        if name not in _TIMES and before.get(name) != value
    ]
    return said


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if before["start"] != after["start"]:
        return f"moved {_from_to(before['start'], after['start'])}"
    if before.get("end") != after.get("end"):
        now, was = (moment(each["end"]) if each.get("end") else "without an end" for each in (after, before))
        return f"ends {now} instead of {was}"
    if before.get("timezone") != after.get("timezone"):
        return f"is in the time zone {after.get('timezone')} instead of {before.get('timezone')}"
    return "lasts whole days now" if after["all_day"] else "has a time of the day now"


def _from_to(was: str, now: str) -> str:
    """Both moments with no more than what tells them apart: "from Tue 3 Nov to Thu 5 Nov"."""
    before, after = datetime.fromisoformat(was), datetime.fromisoformat(now)
    year = " %Y" if before.year != after.year else ""
    days = [f"{each:%a} {each.day} {each:%b{year}}" for each in (before, after)]
    hours = [f"{each:%H:%M}" if "T" in text else "" for each, text in ((before, was), (after, now))]
    if hours[0] == hours[1]:
        return f"from {days[0]} to {days[1]}"
    if before.date() == after.date() and all(hours):
        return f"from {hours[0]} to {hours[1]} on {days[0]}"
    parts = [", ".join(filter(None, pair)) for pair in zip(days, hours, strict=True)]
    return f"from {parts[0]} to {parts[1]}"


def _changed(name: str, before: Any, after: Any) -> str:
    if name == "title":
        return f"was called “{before}”"
    if name == "status":
        return f"is {after}"
    name = _NAMES.get(name, name)
    if isinstance(after, list) or isinstance(before, list) or len(f"{before}{after}") > _LONG:
        return f"has other {name}"
    if not before:
        return f"has the {name} “{after}” now"
    return (
        f"has no {name} any more (was “{before}”)" if not after else f"has the {name} “{after}” instead of “{before}”"
    )


def listed(found: Sequence[Event], verb: str) -> str:
    """`verb` with the number of events, then a line for each."""
    return "\n".join([f"{verb} {len(found)} event{'s' * (len(found) != 1)}", *map(line, found)])
