"""When events occur: recurrences expanded in their own zone, what overlaps, what is free. Pure.

A recurrence is a rule about the clock on the wall (RFC 5545 §3.3.10): it is expanded in local time, and only then does
each occurrence get its offset, so that a class at ten stays at ten when summer time ends.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from servers.contract.calendar import Event
from servers.contract.errors import Refused

MOST_OCCURRENCES = 20_000
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_UNTIL = re.compile(r"UNTIL=(\d{8}(?:T\d{6}Z?)?)", re.IGNORECASE)
_TOO_OFTEN = re.compile(r"FREQ=(?:SECONDLY|MINUTELY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Occurrence:
    event: Event
    begins: datetime
    """With its zone; the first midnight of what lasts whole days."""
    ends: datetime
    """Exclusive."""

    @property
    def start(self) -> str:
        """RFC 3339 with offset, or the date of what lasts whole days."""
        return self.begins.date().isoformat() if self.event.all_day else self.begins.isoformat()

    @property
    def end(self) -> str:
        return self.ends.date().isoformat() if self.event.all_day else self.ends.isoformat()


def zone_of(name: str | None) -> ZoneInfo | None:
    """The IANA zone `name`.

    Raises:
        Refused: there is none of that name.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        raise Refused(f"{name!r} is no IANA time zone: write it like Europe/Berlin or America/New_York") from None


def first(event: Event) -> Occurrence:
    """The event itself, before any recurrence.

    Raises:
        Refused: its times can't be understood, or contradict each other.
    """
    zone = zone_of(event.timezone)
    begins = _moment(event, event.start, zone)
    ends = _moment(event, event.end, zone) if event.end else begins + (_DAY if event.all_day else _HOUR)
    if ends < begins or (event.all_day and ends == begins):
        raise Refused(f"{event.title}: it ends ({event.end}) before it starts ({event.start})")
    if event.rrule and zone is None and not event.all_day:
        raise Refused(f"{event.title}: a recurring event needs a timezone, for instance America/New_York")
    return Occurrence(event, begins, ends)


def check(event: Event) -> None:
    """Raise `Refused` where the event can't be understood: its times, zone, rule or exceptions."""
    _rule(event, first(event))


def expand(event: Event, after: datetime, before: datetime) -> list[Occurrence]:
    """The occurrences that take place, in part at least, from `after` up to, not including, `before`.

    Raises:
        Refused: the event can't be understood, or has more than `MOST_OCCURRENCES` of them there.
    """
    base = first(event)
    rule = _rule(event, base)
    if rule is None:
        found = [base]
    else:
        zone = base.begins.tzinfo
        lasts = base.ends.replace(tzinfo=None) - base.begins.replace(tzinfo=None)
        low = after.astimezone(zone).replace(tzinfo=None) - lasts
        high = before.astimezone(zone).replace(tzinfo=None)
        inside = takewhile(lambda moment: moment < high, rule.xafter(low, inc=True))
        begins = list(islice(inside, MOST_OCCURRENCES + 1))
        if len(begins) > MOST_OCCURRENCES:
            raise Refused(f"{event.title}: it occurs more than {MOST_OCCURRENCES} times: ask for a shorter time")
        found = [
            Occurrence(event, moment.replace(tzinfo=zone), (moment + lasts).replace(tzinfo=zone)) for moment in begins
        ]
    return [each for each in found if each.begins < before and (each.ends > after or each.begins >= after)]


def window(start: str, end: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From `start` to `end`, instants or dates; a date as the end means that whole day.

    Raises:
        Refused: one is neither, or the end is before the start.
    """
    begins, ends = _bound(start, zone), _bound(end, zone)
    if "T" not in end and " " not in end:
        ends += _DAY
    if ends <= begins:
        raise Refused(f"the end ({end}) is not after the start ({start})")
    return begins, ends


def overlaps(occurrences: Iterable[Occurrence]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Each pair that takes the same time, in order. What lasts whole days, or no time at all, is in nobody's way."""
    running: list[Occurrence] = []
    for each in sorted(filter(takes_time, occurrences), key=lambda each: (each.begins, each.event.uid or "")):
        running = [other for other in running if other.ends > each.begins]
        yield from ((other, each) for other in running if other.event.uid != each.event.uid)
        running.append(each)


def takes_time(occurrence: Occurrence) -> bool:
    event = occurrence.event
    return not event.all_day and event.status != "cancelled" and occurrence.ends > occurrence.begins


def free(
    occurrences: Iterable[Occurrence], begins: datetime, ends: datetime, at_least: timedelta
) -> list[tuple[datetime, datetime]]:
    """The gaps of at least that length between `begins` and `ends`."""
    gaps: list[tuple[datetime, datetime]] = []
    for each in sorted(filter(takes_time, occurrences), key=lambda each: each.begins):
        if each.begins - begins >= at_least:
            gaps.append((begins, min(each.begins, ends)))
        begins = max(begins, each.ends)
        if begins >= ends:
            return gaps
    return [*gaps, (begins, ends)] if ends - begins >= at_least else gaps


def _bound(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is neither a date nor a time: write 2026-01-31 or 2026-01-31T09:00:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _moment(event: Event, text: str, zone: ZoneInfo | None) -> datetime:
    try:
        if event.all_day:
            return datetime.combine(date.fromisoformat(text), time(), zone or UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        form = "a date like 2026-01-31" if event.all_day else "a time like 2026-01-31T09:00:00"
        raise Refused(f"{event.title}: {text!r} is not {form}") from None
    if moment.tzinfo is None:
        if zone is None:
            raise Refused(f"{event.title}: {text} has no offset: give one, or a timezone beside it")
        return moment.replace(tzinfo=zone)
    return moment.astimezone(zone) if zone else moment


def _rule(event: Event, base: Occurrence) -> rruleset | None:
    """The recurrence in local time without a zone, its exceptions taken out; None for an event that occurs once."""
    if not event.rrule:
        return None
    if _TOO_OFTEN.search(event.rrule):
        raise Refused(f"{event.title}: {event.rrule} recurs more often than a calendar can show: use HOURLY or rarer")
    local = base.begins.replace(tzinfo=None)
    zone = base.begins.tzinfo
    rules = rruleset()
    try:
        rules.rrule(_parsed(_UNTIL.sub(lambda match: f"UNTIL={_local(match[1], zone)}", event.rrule), local))
        for exception in event.exdates:
            moment = datetime.fromisoformat(exception)
            rules.exdate(moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment)
    except (ValueError, TypeError) as error:
        raise Refused(f"{event.title}: the recurrence {event.rrule!r} can't be understood: {error}") from None
    return rules


def _parsed(rule: str, start: datetime) -> rrule:
    parsed = rrulestr(rule, dtstart=start)
    if not isinstance(parsed, rrule):
        raise ValueError("it is more than one rule")
    return parsed


def _local(until: str, zone: object) -> str:
    """UNTIL as the wall clock says it, because the rule is expanded without a zone."""
    if not until.upper().endswith("Z"):
        return until if "T" in until.upper() else f"{until}T235959"
    moment = datetime.strptime(until.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(zone).strftime("%Y%m%dT%H%M%S")  # type: ignore[arg-type]


def same_day(occurrences: Sequence[Occurrence], category: str) -> dict[date, list[Occurrence]]:
    """The days that have at least two occurrences of that category."""
    days: dict[date, list[Occurrence]] = {}
    for each in sorted(occurrences, key=lambda each: each.begins):
        if category in each.event.categories and each.event.status != "cancelled":
            days.setdefault(each.begins.date(), []).append(each)
    return {day: several for day, several in days.items() if len(several) > 1}
