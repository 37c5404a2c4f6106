"""When events occur: recurrences expanded in their own zone, what overlaps, what is free. Pure.

A recurrence is a rule about the clock on the wall (RFC 5545 §3.3.10): it is expanded in local time, and only then does
each occurrence get its offset, so that a class at ten stays at ten when summer time ends. How long it lasts is exact.
A date is a date everywhere: what lasts whole days begins at midnight wherever one looks from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset

from servers import recurrence
from servers.contract.calendar import Event, Instance
from servers.contract.errors import Refused
from servers.contract.text import printable

MOST_OCCURRENCES = 20_000
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_AT_ONCE = timedelta(0)
_TEXTS = ("title", "description", "location")
_UNTIMED = Instance.model_fields.keys() - {"occurrence", "start", "end"}
_YEARS = range(1900, recurrence.LAST_YEAR + 1)
"""Where a calendar's clocks are known, and every sum of a time and a length is a time again."""
_SLACK = timedelta(hours=3)
"""More than any zone has ever moved its clocks; what is expanded beyond a window is cut off by instants afterwards."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    event: Event
    """As it is this time: an occurrence that differs from its series has its own title, place and status."""
    begins: datetime
    """In the event's zone; the first midnight of what lasts whole days."""
    ends: datetime
    """Exclusive."""
    within: str | None = None
    """Its start in the series; None where the event occurs once."""

    @property
    def start(self) -> str:
        """RFC 3339 with offset, or the date of what lasts whole days."""
        return self.begins.date().isoformat() if self.event.all_day else self.begins.isoformat()

    @property
    def end(self) -> str:
        return self.ends.date().isoformat() if self.event.all_day else self.ends.isoformat()

    def meets(self, begins: float, ends: float) -> bool:
        """Whether it takes place, in part at least, between these instants (seconds since 1970), the end exclusive."""
        starts = self.begins.timestamp()
        return starts < ends and (self.ends.timestamp() > begins or starts >= begins)


def zone_of(name: str | None) -> ZoneInfo | None:
    """The IANA zone `name`.

    Raises:
        Refused: there is none of that name.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, a path, a folder
        raise Refused(f"{name!r} is no IANA time zone: write it like Europe/Berlin or America/New_York") from None


def recurs(event: Event) -> bool:
    return bool(event.rrule or event.rdates)


def first(event: Event, viewed_from: tzinfo = UTC) -> Occurrence:
    """The event itself, before any recurrence. Whole days begin at midnight in `viewed_from`.

    Raises:
        Refused: its times can't be understood, or contradict each other.
    """
    zone = viewed_from if event.all_day else zone_of(event.timezone)
    begins = _moment(event, event.start, zone)
    if event.end:
        ends = _moment(event, event.end, zone)
    else:
        ends = _lasting(begins, _DAY) if event.all_day else _after(begins, _HOUR)
    if ends.timestamp() < begins.timestamp() or (event.all_day and ends == begins):
        raise Refused(f"{event.title}: it ends ({event.end}) before it starts ({event.start})")
    if recurs(event) and zone is None:
        raise Refused(f"{event.title}: a recurring event needs a timezone, for instance America/New_York")
    return Occurrence(event, begins, ends)


def canonical(event: Event) -> Event:
    """`event` with each time written in the one way in which it is stored, compared and exported.

    Start and end are instants with offset in the event's zone (dates for whole days), exceptions are local times in
    order, UNTIL is in UTC, texts have no control characters. A start that the rule does not give becomes the first that
    it gives: programs disagree about the other.

    Raises:
        Refused: it can't be understood.
    """
    event = event.model_copy(update=_writable(event))
    base = first(event)
    if not recurs(event):
        if event.instances:
            raise Refused(f"{event.title}: it does not recur, so no occurrence can differ")
        return event.model_copy(update={"start": base.start, "end": base.end, "exdates": []})
    event, base = _synchronised(event, base)
    written = event.model_copy(
        update={
            "start": base.start,
            "end": base.end,
            "exdates": sorted({_local_text(event, text, base) for text in event.exdates}),
            "rdates": sorted({_local_text(event, text, base) for text in event.rdates}),
        }
    )
    instances = [_canonical_instance(written, instance, base) for instance in event.instances]
    if len({instance.occurrence for instance in instances}) < len(instances):
        raise Refused(f"{event.title}: two of its instances are of the same occurrence")
    return written.model_copy(update={"instances": sorted(instances, key=lambda each: each.occurrence)})


def expand(event: Event, after: datetime, before: datetime) -> list[Occurrence]:
    """The occurrences that take place, in part at least, from `after` up to, not including, `before`.

    Raises:
        Refused: the event can't be understood, or has more than `MOST_OCCURRENCES` of them there.
    """
    viewed_from = after.tzinfo or UTC
    base = first(event, viewed_from)
    begins, ends = after.timestamp(), before.timestamp()
    if not recurs(event):
        return [base] * base.meets(begins, ends)
    low = _naive(after, base) - (_naive(base.ends, base) - _naive(base.begins, base)) - _SLACK
    starts = _starts(event, base, low)
    changed = {_local(instance.occurrence): instance for instance in event.instances}
    high = _naive(before, base) + _SLACK
    inside = takewhile(lambda moment: moment < high, starts.xafter(low, inc=True))
    moments = list(islice(inside, MOST_OCCURRENCES + 1))
    if len(moments) > MOST_OCCURRENCES:
        raise Refused(f"{event.title}: it occurs more than {MOST_OCCURRENCES} times: ask for a shorter time")
    found = [_at(base, moment) for moment in moments if moment not in changed]
    for moment, instance in changed.items():
        own = first(differing(event, instance), viewed_from)
        if own.meets(begins, ends) and _occurs(event, base, moment):
            found.append(Occurrence(own.event, own.begins, own.ends, instance.occurrence))
    return [each for each in found if each.meets(begins, ends)]


def start_in_series(event: Event, text: str) -> str | None:
    """The start in its series of the occurrence that `text` names, in canonical form; None where there is none."""
    base = first(event)
    named = _local_text(event, text, base)
    return named if _occurs(event, base, _local(named)) else None


def differing(series: Event, instance: Instance) -> Event:
    """The event that `instance` makes of its occurrence: it occurs once, and what is null is as in the series."""
    given: dict[str, Any] = {
        name: value
        for name in Instance.model_fields
        if name != "occurrence" and (value := getattr(instance, name)) is not None
    }
    base = first(series)
    planned = _at(base, _local(instance.occurrence))
    single: dict[str, Any] = {
        "rrule": None,
        "rdates": [],
        "exdates": [],
        "instances": [],
        "occurrence": instance.occurrence,
    }
    update: dict[str, Any] = {"start": planned.start, "end": planned.end, **single, **given}
    if "start" in given and "end" not in given:
        moved = first(series.model_copy(update={**update, "end": None}))
        update["end"] = (lasting(moved, base) if moved.event.all_day == series.all_day else moved).end
    return series.model_copy(update=update)


def lasting(occurrence: Occurrence, other: Occurrence) -> Occurrence:
    """`occurrence` with an end that makes it last as long as `other`."""
    return replace(occurrence, ends=_shifted(occurrence.event, occurrence.begins, other))


def window(start: str, end: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From `start` to `end`, instants or dates; a date as the end means that whole day.

    Raises:
        Refused: one is neither, or the end is before the start.
    """
    begins, ends = _bound(start, zone), _bound(end, zone)
    if "T" not in end and " " not in end:
        ends = _lasting(ends, _DAY)
    if ends.timestamp() <= begins.timestamp():
        raise Refused(f"the end ({end}) is not after the start ({start})")
    return begins, ends


def overlaps(
    occurrences: Iterable[Occurrence], travel: timedelta = _AT_ONCE
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Each pair that takes the same time, or in two places leaves less than `travel` between them, in order."""
    way = travel.total_seconds()
    running: list[Occurrence] = []
    for each in sorted(filter(takes_time, occurrences), key=lambda each: (_instant(each), each.event.uid or "")):
        begins = _instant(each)
        running = [other for other in running if other.ends.timestamp() + way > begins]
        for other in running:
            if other.event.uid != each.event.uid and (
                other.ends.timestamp() > begins or elsewhere(other.event, each.event)
            ):
                yield other, each
        running.append(each)


def elsewhere(one: Event, other: Event) -> bool:
    """Whether the two are known to be in different places."""
    places = {event.location.strip().casefold() for event in (one, other)}
    return len(places) > 1 and "" not in places


def takes_time(occurrence: Occurrence) -> bool:
    """Whether it is in anybody's way: not what lasts whole days unless it says so, nor what takes no time at all."""
    event = occurrence.event
    busy = not event.all_day if event.busy is None else event.busy
    return busy and event.status != "cancelled" and occurrence.ends.timestamp() > occurrence.begins.timestamp()


def free(
    occurrences: Iterable[Occurrence],
    begins: datetime,
    ends: datetime,
    at_least: timedelta,
    travel: timedelta = _AT_ONCE,
) -> list[tuple[datetime, datetime]]:
    """The gaps of at least that length between `begins` and `ends`; `travel` goes off beside what has a place."""
    zone, shortest = begins.tzinfo, at_least.total_seconds()
    gaps: list[tuple[datetime, datetime]] = []
    at, last = begins.timestamp(), ends.timestamp()
    for each in sorted(filter(takes_time, occurrences), key=_instant):
        way = travel.total_seconds() if each.event.location.strip() else 0
        until = min(_instant(each) - way, last)
        if until - at >= shortest:
            gaps.append((datetime.fromtimestamp(at, zone), datetime.fromtimestamp(until, zone)))
        at = max(at, each.ends.timestamp() + way)
    if last - at >= shortest:
        gaps.append((datetime.fromtimestamp(at, zone), datetime.fromtimestamp(last, zone)))
    return gaps


def _writable(given: Event | Instance) -> dict[str, Any]:
    """Its texts without the control characters that RFC 5545 §3.1 forbids in a file.

    Raises:
        Refused: an alarm rings at what is no time.
    """
    texts = {name: printable(text) for name in _TEXTS if (text := getattr(given, name)) is not None}
    single = {name: "".join(text.split()) for name in ("color", "url") if (text := getattr(given, name)) is not None}
    categories = None if given.categories is None else [name for name in map(printable, given.categories) if name]
    for alarm in given.alarms or ():
        if alarm.trigger[0].isdigit():
            _bound(alarm.trigger, UTC)
    return {**texts, **single, "categories": categories}


def _instant(occurrence: Occurrence) -> float:
    return occurrence.begins.timestamp()


def _bound(text: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is neither a date nor a time: write 2026-01-31 or 2026-01-31T09:00:00+01:00") from None
    return _in_reach(moment if moment.tzinfo else moment.replace(tzinfo=zone), text)


def _in_reach(moment: datetime, text: str) -> datetime:
    if moment.year not in _YEARS:
        raise Refused(f"{text} is not between the years {_YEARS.start} and {_YEARS.stop - 1}")
    return moment


def _moment(event: Event, text: str, zone: tzinfo | None) -> datetime:
    try:
        if event.all_day:
            return _in_reach(datetime.combine(date.fromisoformat(text), time(), zone), text)
        moment = _in_reach(datetime.fromisoformat(text), text)
    except ValueError:
        form = "a date like 2026-01-31" if event.all_day else "a time like 2026-01-31T09:00:00"
        raise Refused(f"{event.title}: {text!r} is not {form}") from None
    if moment.tzinfo is None and zone is None:
        raise Refused(f"{event.title}: {text} has no offset: give one, or a timezone beside it")
    return _existing(moment if moment.tzinfo else moment.replace(tzinfo=zone), zone)


def _existing(moment: datetime, zone: tzinfo | None) -> datetime:
    """`moment` as the clocks of `zone` show it: a time that they skip becomes what it would have been (§3.3.5)."""
    return moment.astimezone(UTC).astimezone(zone) if zone else moment


def _after(begins: datetime, length: timedelta) -> datetime:
    """That much later by a stop-watch."""
    return (begins.astimezone(UTC) + length).astimezone(begins.tzinfo)


def _lasting(begins: datetime, days: timedelta) -> datetime:
    """That many days later by the calendar."""
    return begins + days


def _shifted(event: Event, begins: datetime, base: Occurrence) -> datetime:
    """The end of what begins at `begins` and lasts as long as `base`."""
    if event.all_day:
        return _lasting(begins, base.ends.replace(tzinfo=None) - base.begins.replace(tzinfo=None))
    return _after(begins, timedelta(seconds=base.ends.timestamp() - base.begins.timestamp()))


def _at(base: Occurrence, moment: datetime) -> Occurrence:
    """The occurrence of the series that starts at the local time `moment`."""
    begins = _existing(moment.replace(tzinfo=base.begins.tzinfo), base.begins.tzinfo)
    within = moment.date().isoformat() if base.event.all_day else moment.isoformat()
    return Occurrence(base.event, begins, _shifted(base.event, begins, base), within)


def _naive(moment: datetime, base: Occurrence) -> datetime:
    return moment.astimezone(base.begins.tzinfo).replace(tzinfo=None)


def local_start(text: str, base: Occurrence) -> datetime:
    """The start of the occurrence that a canonical exception, further start or instance names."""
    return _at(base, _local(text)).begins


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _zone(base: Occurrence) -> tzinfo | None:
    """The zone of the rule; None where whole days recur."""
    return None if base.event.all_day else base.begins.tzinfo


def _occurs(event: Event, base: Occurrence, moment: datetime) -> bool:
    return bool(_starts(event, base, moment).between(moment, moment, inc=True))


def _starts(event: Event, base: Occurrence, near: datetime) -> rruleset:
    """The local starts of the series; some of those before `near` may be left out."""
    begins = base.begins.replace(tzinfo=None)
    rule = _rule(event, base, near) if event.rrule else None
    more = [_local(_local_text(event, text, base)) for text in event.rdates]
    without = [_local(_local_text(event, text, base)) for text in event.exdates]
    return recurrence.series(rule, more if rule else [begins, *more], without)


def _rule(event: Event, base: Occurrence, near: datetime | None = None) -> rrule:
    zone = _zone(base)
    try:
        rule = recurrence.canonical(event.rrule or "", zone)
        return recurrence.expanded(rule, base.begins.replace(tzinfo=None), zone, near)
    except (ValueError, TypeError, OverflowError) as error:
        raise Refused(f"{event.title}: the recurrence {event.rrule!r} can't be understood: {error}") from None


def _synchronised(event: Event, base: Occurrence) -> tuple[Event, Occurrence]:
    """The event with its rule written canonically, and its start the first that the rule gives."""
    if not event.rrule:
        return event, base
    starts = next(iter(_rule(event, base)), None)
    if starts is None:
        raise Refused(f"{event.title}: by its recurrence {event.rrule!r} it never occurs")
    event = event.model_copy(update={"rrule": recurrence.canonical(event.rrule, _zone(base))})
    return event, _at(Occurrence(event, base.begins, base.ends), starts)


def _local_text(event: Event, text: str, base: Occurrence) -> str:
    """The start of an occurrence as its series' clock shows it; a date means the one that starts on that day."""
    try:
        moment = _in_reach(datetime.fromisoformat(text), text)
    except ValueError:
        raise Refused(f"{event.title}: {text!r} is no start of an occurrence: write 2026-01-31T09:00:00") from None
    if moment.tzinfo is not None:
        moment = _naive(moment, base)
    if event.all_day:
        return moment.date().isoformat()
    if "T" not in text and " " not in text:
        moment = datetime.combine(moment.date(), base.begins.time())
    return moment.isoformat()


def _canonical_instance(series: Event, instance: Instance, base: Occurrence) -> Instance:
    writable = _writable(instance)
    named = instance.model_copy(update={**writable, "occurrence": _local_text(series, instance.occurrence, base)})
    own, planned = first(differing(series, named)), differing(series, Instance(occurrence=named.occurrence))
    as_planned = {name: None for name in _UNTIMED if getattr(named, name) == getattr(planned, name)}
    ends = own.end if instance.start or instance.end else None
    return named.model_copy(update={**as_planned, "start": own.start if instance.start else None, "end": ends})
