"""Time zones as calendar files have them: the VTIMEZONE of a zone, and the zone that a file means by its TZID.

`icalendar` writes onsets in the new offset where RFC 5545 §3.6.5 wants the old one (an hour late in spring), and lists
every year up to 2038; so the observances are found here, and written as yearly rules where they are yearly.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from io import StringIO
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.tz import tzical
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from servers import recurrence

_YEARLY = 8
"""Years in a row in which a change must follow a rule for the rule to be written."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ZONE_LINE = re.compile(r"(?:BEGIN|END|TZID|DTSTART|TZOFFSETFROM|TZOFFSETTO|TZNAME|RDATE|RRULE)\b", re.IGNORECASE)
_ZONE_RULE = re.compile(
    r"RRULE:(?:(?:FREQ=YEARLY|INTERVAL=1|BYMONTH=\d+|BYDAY=[-+]?\d?[A-Z]{2}|BYMONTHDAY=[-\d,]+|UNTIL=\w+|WKST=[A-Z]{2})"
    r"(?:;|$))+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Change:
    """A moment at which a zone's clocks change."""

    onset: datetime
    """By the clock before the change, as RFC 5545 wants it."""
    before: timedelta
    after: timedelta
    summer: bool
    name: str

    @property
    def kind(self) -> tuple[Any, ...]:
        return self.before, self.after, self.summer, self.name, self.onset.time()


@lru_cache(maxsize=64)
def vtimezone(name: str, first: int, last: int) -> Any:
    """The VTIMEZONE component of the IANA zone `name`, right from the year `first` to at least the year `last`."""
    zone = ZoneInfo(name)
    component: Any = Timezone()
    component.add("tzid", name)
    begins = datetime(first - 1, 1, 1, tzinfo=UTC)
    changes = list(_changes(zone, begins, datetime(last + _YEARLY, 12, 31, tzinfo=UTC)))
    local = begins.astimezone(zone)
    at_first = _Change(datetime(first - 1, 1, 1), *_offsets(local, local))  # noqa: DTZ001 - the zone's own clock
    for rule, run in _runs([at_first, *changes], last + _YEARLY):
        component.add_component(_observance(run, rule))
    return component


def _observance(run: Sequence[_Change], rule: str | None) -> Any:
    change = run[0]
    component: Any = TimezoneDaylight() if change.summer else TimezoneStandard()
    component.add("dtstart", change.onset)
    component.add("tzoffsetfrom", change.before)
    component.add("tzoffsetto", change.after)
    component.add("tzname", change.name)
    if rule is not None:
        component.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;{rule}"))
    elif len(run) > 1:
        component.add("rdate", [each.onset for each in run[1:]])
    return component


def _runs(changes: Iterable[_Change], last: int) -> Iterator[tuple[str | None, Sequence[_Change]]]:
    """The changes of one kind together: those that follow a rule up to the end, and before them those that do not."""
    ordered = sorted(changes, key=lambda each: (each.kind, each.onset))
    for _, group in groupby(ordered, key=lambda each: each.kind):
        run = list(group)
        start, rule = len(run), None
        while start and (found := _rule(run[start - 1 :], last)):
            start, rule = start - 1, found
        if len(run) - start < _YEARLY:
            start, rule = len(run), None
        if run[:start]:
            yield None, run[:start]
        if rule:
            yield rule, run[start:]


def _rule(run: Sequence[_Change], last: int) -> str | None:
    """The yearly rule that these onsets follow up to the year `last`; None if there is none."""
    days = [each.onset for each in run]
    if [day.year for day in days] != list(range(last + 1 - len(days), last + 1)):
        return None
    if len({(day.month, day.weekday()) for day in days}) > 1:
        return None
    weekday, month = _DAYS[days[0].weekday()], days[0].month
    nth = {(day.day + 6) // 7 for day in days}
    if len(nth) == 1 and nth != {5}:
        return f"BYMONTH={month};BYDAY={nth.pop()}{weekday}"
    if all((day + timedelta(days=7)).month != month for day in days):
        return f"BYMONTH={month};BYDAY=-1{weekday}"
    lowest, highest = min(day.day for day in days), max(day.day for day in days)
    if highest - lowest < 7:  # noqa: PLR2004 - a week: "the Friday from the 23rd on"
        return f"BYMONTH={month};BYMONTHDAY={','.join(str(day) for day in range(lowest, lowest + 7))};BYDAY={weekday}"
    return None


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[_Change]:
    at, step = begins, timedelta(days=1)
    while at < ends:
        if at.astimezone(zone).utcoffset() != (at + step).astimezone(zone).utcoffset():
            onset = _onset(zone, at, at + step)
            before, after = (onset - timedelta(seconds=1)).astimezone(zone), onset.astimezone(zone)
            local = onset.replace(tzinfo=None) + (before.utcoffset() or timedelta(0))
            yield _Change(local, *_offsets(before, after))
        at += step


def _onset(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
            low = middle
        else:
            high = middle
    return high


def _offsets(before: datetime, after: datetime) -> tuple[timedelta, timedelta, bool, str]:
    nothing = timedelta(0)
    return before.utcoffset() or nothing, after.utcoffset() or nothing, bool(after.dst()), after.tzname() or ""


@lru_cache(maxsize=256)
def zone_meant(tzid: str, definition: tuple[str, ...], year: int) -> tzinfo | None:
    """The zone that a file means by `tzid`: the IANA zone wherever one can be told; None where nothing tells it.

    Args:
        definition: the content lines of the file's own VTIMEZONE, if it has one.
        year: near which a zone that only the file defines must have the offsets of the IANA zone.
    """
    parts = tzid.strip("/").split("/")
    names = ["/".join(parts[start:]) for start in range(len(parts))]
    names += [line.partition(":")[2].strip() for line in definition if line.upper().startswith("X-LIC-LOCATION:")]
    names += [WINDOWS_TO_OLSON.get(tzid, "")]
    for name in names:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # unknown, a path, a folder
            continue
    defined = _defined(definition)
    return None if defined is None else _same_as(defined, year) or defined


def _defined(definition: Sequence[str]) -> tzinfo | None:
    """The zone that a VTIMEZONE defines. Other rules than a zone has could keep one busy for ever."""
    rules = [line for line in definition if line.upper().startswith("RRULE")]
    try:
        if not definition or not all(_ZONE_RULE.fullmatch(rule) and _occurs(rule) for rule in rules):
            return None
        return tzical(StringIO("\n".join(line for line in definition if _ZONE_LINE.match(line)))).get()
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return None


def _occurs(line: str) -> bool:
    rule = recurrence.canonical(line.partition(":")[2], None)
    return next(iter(recurrence.expanded(rule, datetime(1600, 1, 1), None)), None) is not None  # noqa: DTZ001 - local


def _same_as(defined: tzinfo, year: int) -> ZoneInfo | None:
    first = datetime(year - 1, 1, 1)  # noqa: DTZ001 - the clock on the wall
    moments = [first + timedelta(days=days, hours=12) for days in range(0, 3 * 365, 5)]
    wanted = [moment.replace(tzinfo=defined).utcoffset() for moment in moments]
    for name in sorted(set(WINDOWS_TO_OLSON.values())):
        zone = ZoneInfo(name)
        if all(each.replace(tzinfo=zone).utcoffset() == offset for each, offset in zip(moments, wanted, strict=True)):
            return zone
    return None
