"""Words that the calendar and the reminders share: a moment, what changed in a field, what a sync did. Pure."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from servers.contract.calendar import EventSync
from servers.contract.reminders import ReminderSync

_LONG = 120
"""Characters of both values together above which only the name of what changed is told."""


def moment(text: str) -> str:
    """An instant or date as people say it: "Wed 5 Nov 2026, 10:00"."""
    if "T" not in text:
        day = date.fromisoformat(text)
        return f"{day:%a} {day.day} {day:%b %Y}"
    when = datetime.fromisoformat(text)
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M}"


def changed(name: str, before: Any, after: Any) -> str:
    """What changed in the field `name`, as a clause to put behind the entry's title."""
    if name == "title":
        return f"was called “{before}”"
    if isinstance(after, list) or isinstance(before, list) or len(f"{before}{after}") > _LONG:
        return f"has other {name}"
    if not before:
        return f"has the {name} “{after}” now"
    return (
        f"has no {name} any more (was “{before}”)" if not after else f"has the {name} “{after}” instead of “{before}”"
    )


def synced(source: str, result: EventSync | ReminderSync, line: Callable[[Any], str]) -> str:
    """What a sync changed: a line of counts, then one line a change. `line` tells an event or a reminder."""
    added, removed = result.added, result.removed
    head = (
        f"{source}: {len(added)} added, {len(result.updated)} changed, {len(removed)} cancelled,"
        f" {result.unchanged} unchanged"
    )
    return "\n".join(
        [
            head,
            *(f"added {line(each)}" for each in added),
            *(f"{update.title} {', '.join(update.changes)} ({update.uid})" for update in result.updated),
            *(f"cancelled {line(each)}" for each in removed),
            *(f"kept your own {', '.join(each.fields)} of {each.title} ({each.uid})" for each in result.kept),
        ]
    )
