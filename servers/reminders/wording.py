"""What the reminders server says in words: a reminder, what a sync changed. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from servers import wording
from servers.contract.reminders import Reminder, ReminderSync
from servers.wording import changed, moment

INSTRUCTIONS = (
    "Reminders kept on this computer and sent by `reminders-server deliver`. sync_reminders makes the reminders of one"
    " source exactly what is given; what the user put off, completed or deleted stays so."
)


def line(reminder: Reminder) -> str:
    """One reminder on one line, its UID last."""
    when = moment(reminder.remind_at) if reminder.remind_at else ""
    due = f"due {moment(reminder.due)}" if reminder.due and reminder.due != reminder.remind_at else ""
    course = (reminder.course or "") if (reminder.course or "") not in reminder.title else ""
    rest = (reminder.title, due, course, reminder.category, reminder.state, reminder.uid)
    return " · ".join(part for part in (when, *rest) if part)


def listed(found: Sequence[Reminder], verb: str, *, notes: bool = False) -> str:
    """`verb` with the number of reminders, then a line for each, its notes below where they are wanted."""
    lines = [f"{verb} {len(found)} reminder{'s' * (len(found) != 1)}"]
    for reminder in found:
        lines.append(line(reminder))
        lines += [f"  {note}" for note in reminder.notes.splitlines()] if notes else []
    return "\n".join(lines)


def synced(source: str, result: ReminderSync) -> str:
    """What a sync changed: a line of counts, then one line a change."""
    return wording.synced(source, result, line)


def sentences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What a user sees changed, each a clause to put behind the reminder's title."""
    return [_clause(name, before.get(name), value) for name, value in after.items() if before.get(name) != value]


def _clause(name: str, before: Any, after: Any) -> str:
    verb = {"due": "is due", "remind_at": "reminds"}.get(name)
    if verb is None:
        return changed(name, before, after)
    if not after:
        return f"{verb} at no certain time any more"
    return f"{verb} {moment(after)} instead of {moment(before)}" if before else f"{verb} {moment(after)}"
