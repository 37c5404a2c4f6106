"""RFC 5545 recurrence rules over the clock on the wall: written in one way, and expanded. Pure.

`dateutil` expands them in local time without a zone. What is refused here would be endless there, or is not RFC 5545.
"""

import datetime as dt
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import prod
from types import SimpleNamespace

import dateutil.rrule
from dateutil.rrule import rrule, rruleset, rrulestr

LAST_YEAR = 2199
"""No start is looked for after it."""

# `dateutil` looks for one until `datetime.MAXYEAR`, the year 9999: seconds on end where a rule never occurs.
setattr(dateutil.rrule, "datetime", SimpleNamespace(**{**vars(dt), "MAXYEAR": LAST_YEAR}))  # noqa: B010 - untyped there

_PART = re.compile(
    r"(?:FREQ=(?:HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)|UNTIL=\d{8}(?:T\d{6}Z?)?|(?:COUNT|INTERVAL)=0*[1-9]\d{0,4}"
    r"|(?:BY(?:SECOND|MINUTE|HOUR|DAY|MONTHDAY|YEARDAY|WEEKNO|MONTH|SETPOS)|WKST)=[-+\dA-Z]+(?:,[-+\dA-Z]+)*)"
)
_ORDER = (
    *("FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY"),
    *("BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"),
)
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_MOST_A_DAY = 24
_STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
"""By how much the starts move on, where that is the same each time."""


def canonical(rule: str, zone: tzinfo | None) -> str:
    """`rule` in capitals and in one order, its UNTIL an instant in UTC, or a date where `zone` is None (whole days).

    Raises:
        ValueError: it is no rule that a calendar can show.
    """
    parts = [part for part in rule.strip().upper().split(";") if part]
    names = [part.partition("=")[0] for part in parts]
    if wrong := next((part for part in parts if not _PART.fullmatch(part)), None):
        raise ValueError(f"{wrong!r} is no part of an RFC 5545 rule, or recurs more often than hourly")
    if "FREQ" not in names or len(set(names)) < len(names) or {"COUNT", "UNTIL"} <= set(names):
        raise ValueError("it needs FREQ, each part once, and not both COUNT and UNTIL")
    if {"FREQ=HOURLY", "BYSETPOS"} <= {*parts, *names}:
        raise ValueError("of a single hour there is nothing to choose by BYSETPOS")
    if _times_a_day(parts) > _MOST_A_DAY:
        raise ValueError(f"it recurs more than {_MOST_A_DAY} times a day")
    ordered = sorted(parts, key=lambda part: _ORDER.index(part.partition("=")[0]))
    return ";".join(_until(part, zone) if part.startswith("UNTIL=") else part for part in ordered)


def expanded(rule: str, first: datetime, zone: tzinfo | None, near: datetime | None = None) -> rrule:
    """The local starts that the canonical `rule` gives from the local time `first` on.

    Args:
        near: those before it need not be given, which saves going through the years of a series that began long ago.

    Raises:
        ValueError: it can't be expanded.
    """
    parts = rule.split(";")
    step = _STEPS.get(_value(parts, "FREQ"))
    if near is not None and near > first and step and not _value(parts, "COUNT"):
        step *= int(_value(parts, "INTERVAL") or 1)
        first += (near - first) // step * step
    local = [_local_until(part, zone) if part.startswith("UNTIL=") else part for part in parts]
    found = rrulestr(";".join(local), dtstart=first)
    if not isinstance(found, rrule):
        raise ValueError("it is more than one rule")
    return found


def series(rule: rrule | None, more: Iterable[datetime], without: Iterable[datetime]) -> rruleset:
    """The starts of `rule` and of `more` but for those of `without`, in order and each once."""
    found = rruleset()
    if rule is not None:
        found.rrule(rule)
    for moment in more:
        found.rdate(moment)
    for moment in without:
        found.exdate(moment)
    return found


def _value(parts: Iterable[str], name: str) -> str:
    return next((part.removeprefix(f"{name}=") for part in parts if part.startswith(f"{name}=")), "")


def _times_a_day(parts: Iterable[str]) -> int:
    """How often it can occur on one day at most."""
    parts = list(parts)
    times = {name: len(set(value.split(","))) for name in _CLOCK if (value := _value(parts, name))}
    hours = _MOST_A_DAY if _value(parts, "FREQ") == "HOURLY" else 1
    return prod({"BYHOUR": hours, **times}.values())


def _until(part: str, zone: tzinfo | None) -> str:
    text = part.removeprefix("UNTIL=")
    if zone is None:
        return f"UNTIL={text[:8]}"
    if text.endswith("Z"):
        return part
    moment = datetime.strptime(text, "%Y%m%dT%H%M%S") if "T" in text else _last_second(text)  # noqa: DTZ007 - local
    return f"UNTIL={moment.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local_until(part: str, zone: tzinfo | None) -> str:
    text = part.removeprefix("UNTIL=")
    if zone is None or not text.endswith("Z"):
        return f"UNTIL={text[:8]}T235959"
    moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return f"UNTIL={moment.astimezone(zone):%Y%m%dT%H%M%S}"


def _last_second(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59))
