"""Rules → reminders. The only place where "7 days before" becomes an instant.

A rule names a category, `major` (10 % of the grade or more, exams, projects, papers, presentations) or `default`; its
offsets are days, weeks, hours or minutes before the work is due, `0d` for when it is due. A category's own rule goes
before `major`, and that before `default`. Days are days on the calendar: the same time of day, on both sides of a
change of the clocks, or the time that the rule names ("1d 18:00"); never after the work is due.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import get_args

from servers.contract.errors import Refused
from servers.contract.reminders import Reminder
from servers.contract.syllabus import Category
from servers.syllabus.semester.work import Work, description

RULES: Mapping[str, Sequence[str]] = {"major": ("0d", "7d", "1d"), "default": ("1d",)}

_OFFSET = re.compile(r"(\d{1,4})(?:([hm])|([wd])(?:\s+([01]?\d|2[0-3]):([0-5]\d))?)")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_NAMES = (*get_args(Category), *RULES)


@dataclass(frozen=True, slots=True)
class Offset:
    text: str
    gap: timedelta
    by_calendar: bool
    """Counted in days, not in hours."""
    at: time | None
    """The time of day, where it is not that of the due."""


Rules = Mapping[str, Sequence[Offset]]


def rules(given: Mapping[str, Sequence[str]]) -> Rules:
    """`given` over the usual ones.

    Raises:
        Refused: a rule for what is no category, or with an offset that is none.
    """
    if unknown := sorted(given.keys() - set(_NAMES)):
        raise Refused(f"reminders: {unknown[0]!r} is no category: use one of {', '.join(_NAMES)}")
    return {name: tuple(dict.fromkeys(map(_offset, offsets))) for name, offsets in {**RULES, **given}.items()}


def reminders(work: Work, rules: Rules) -> list[Reminder]:
    item = work.assignment
    usual = "major" if work.major else "default"
    return [
        Reminder(
            key=f"{item.id}/{offset.text}",
            title=work.titled(),
            notes=description(work),
            due=work.due.isoformat(),
            remind_at=_before(work.due, offset).isoformat(),
            course=work.course.label,
            category=item.category,
            item=item.id,
            source=work.course.source,
        )
        for offset in rules.get(item.category, rules[usual])
    ]


def _offset(text: str) -> Offset:
    match = _OFFSET.fullmatch(text.strip())
    if not match:
        raise Refused(f"reminders: {text!r} is no offset: write it like 7d, 1w, 12h, 30m, or 1d 18:00")
    number, short, long, hour, minute = match.groups()
    gap = timedelta(**{_UNITS[short or long]: int(number)})
    at = time(int(hour), int(minute)) if hour else None
    return Offset(" ".join(text.split()), gap, by_calendar=long is not None, at=at)


def _before(due: datetime, offset: Offset) -> datetime:
    if not offset.by_calendar:
        # Arithmetic on a zoned datetime counts days on the calendar; hours must be counted in UTC.
        return (due.astimezone(UTC) - offset.gap).astimezone(due.tzinfo)
    day = due - offset.gap
    return min(due, day if offset.at is None else datetime.combine(day.date(), offset.at, due.tzinfo))
