"""What the calendar says in words: an event, a moment, what a change came to. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from servers import wording
from servers.contract.calendar import Event, EventSync, StudyPlan
from servers.wording import changed, moment

INSTRUCTIONS = (
    "A calendar kept on this computer. Events recur by RFC 5545 rules in their own time zone. sync_events makes the"
    " events of one source exactly what is given; what the user changed by hand stays."
)
_TIMES = ("start", "end", "timezone", "all_day")
_NAMES = {
    "rrule": "recurrence",
    "exdates": "days left out",
    "rdates": "further days",
    "weight": "percent of the grade",
    "instances": "changed occurrences",
    "other": "properties that only other programs read",
}


def line(event: Event) -> str:
    """One event on one line, its UID last."""
    when = moment(event.start) + (f" to {moment(event.end)}" if event.end and not event.all_day else "")
    rest = (event.location, event.rrule and f"recurs {event.rrule}", event.status * (event.status != "confirmed"))
    return " · ".join(part for part in (when, event.title, *rest, event.uid) if part)


def synced(source: str, result: EventSync) -> str:
    """What a sync changed: a line of counts, then one line a change."""
    return wording.synced(source, result, line)


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
    return f"is {after}" if name == "status" else changed(_NAMES.get(name, name), before, after)


def listed(found: Sequence[Event], verb: str) -> str:
    """`verb` with the number of events, then a line for each."""
    return "\n".join([f"{verb} {len(found)} event{'s' * (len(found) != 1)}", *map(line, found)])


def studied(proposed: StudyPlan) -> str:
    """What has to be prepared, then the blocks for it."""
    if not proposed.needs:
        return "No heavy week then: no exam, nothing that counts 20 %, no two big things in one week."
    needs = [
        f"{need.title}, {moment(need.due)}: {need.reason}"
        + (f"; no free time for {need.without_room} minutes of it" if need.without_room else "")
        for need in proposed.needs
    ]
    done = "Stored" if proposed.stored else "Proposed, not stored:"
    return "\n".join([*needs, listed(proposed.blocks, done)])
