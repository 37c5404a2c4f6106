"""RFC 5545 recurrence rules over the clock on the wall: written in one way, and expanded. Pure.

`dateutil` expands them in local time without a zone. What is refused here would be endless there, or is not RFC 5545.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo

from dateutil.rrule import rrule, rruleset, rrulestr

_PART = re.compile(
    r"(?:FREQ=(?:HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)|UNTIL=\d{8}(?:T\d{6}Z?)?|(?:COUNT|INTERVAL)=0*[1-9]\d{0,4}"
    r"|(?:BY(?:SECOND|MINUTE|HOUR|DAY|MONTHDAY|YEARDAY|WEEKNO|MONTH|SETPOS)|WKST)=[-+\dA-Z]+(?:,[-+\dA-Z]+)*)"
)
_ORDER = (
    *("FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY"),
    *("BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"),
)
_MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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
    ordered = sorted(parts, key=lambda part: _ORDER.index(part.partition("=")[0]))
    return ";".join(_until(part, zone) if part.startswith("UNTIL=") else part for part in ordered)


def expanded(rule: str, first: datetime, zone: tzinfo | None) -> rrule:
    """The local starts that the canonical `rule` gives from the local time `first` on.

    Raises:
        ValueError: it can't be expanded.
    """
    parts = rule.split(";")
    months = _numbers(parts, "BYMONTH=")
    days = _numbers(parts, "BYMONTHDAY=")
    if months and days and min(map(abs, days)) > max(_MOST_DAYS[month - 1] for month in months if 1 <= month <= 12):  # noqa: PLR2004
        raise ValueError("no month has that day")  # dateutil would look for it until the year 9999
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


def _numbers(parts: Iterable[str], name: str) -> list[int]:
    found = next((part.removeprefix(name) for part in parts if part.startswith(name)), "")
    return [int(number) for number in found.split(",") if number]


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
