"""What one message says: one reminder in full, several as a list in order of when the work is due. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from servers.contract.reminders import Reminder

_MOST_OVER = 5
"""Of what is over already, the last are told; a syllabus that is read late in the term would bring all before."""


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    body: str


def message(reminders: Iterable[Reminder], now: datetime) -> Message:
    """A message of all of them; several reminders of one work are told once."""
    works = {(each.source, each.item or each.key): each for each in reminders}
    told = sorted(works.values(), key=lambda each: (not _over(each, now), _moment(each), each.title))
    if len(told) == 1:
        (one,) = told
        return Message(_line(one, now), one.notes)
    over = [each for each in told if _over(each, now)]
    ahead = told[len(over) :]
    first, more = (ahead[0], len(ahead) - 1) if ahead else (over[-1], len(over) - 1)
    lines = [f"- {_line(each, now)}" for each in ahead]
    if over:
        earlier = len(over) - _MOST_OVER
        lines += ["Over already:", *(f"- {_line(each, now)}" for each in over[-_MOST_OVER:])]
        lines += [f"- and {earlier} earlier"] if earlier > 0 else []
    return Message(_line(first, now) + (f", and {more} more" if more else ""), "\n".join(lines))


def _line(reminder: Reminder, now: datetime) -> str:
    if reminder.due is None:
        return reminder.title
    return f"{reminder.title}, {'was ' * _over(reminder, now)}due {_when(_moment(reminder), now)}"


def _moment(reminder: Reminder) -> datetime:
    return datetime.fromisoformat(reminder.due or reminder.remind_at or "")


def _over(reminder: Reminder, now: datetime) -> bool:
    return reminder.due is not None and _moment(reminder) < now


def _when(moment: datetime, now: datetime) -> str:
    """As people say it, on the clock of the work's own place: "today 23:59", "tomorrow 10:00", "Thu 5 Nov, 10:00"."""
    days = (moment.date() - now.astimezone(moment.tzinfo).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return f"{near} {moment:%H:%M}" if near else f"{moment:%a} {moment.day} {moment:%b, %H:%M}"
