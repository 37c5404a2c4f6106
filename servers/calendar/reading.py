"""A calendar file, by whatever program, as events.

Each event is read by itself, so that one which can't be understood is told by name and skipped while the rest goes in.
A line that is no field of ours is kept as it came. A file's own time zones become IANA zones wherever one can be told.

The hints of `icalendar` are partial, so at this edge its objects are `Any`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo

from icalendar import Alarm as VAlarm
from icalendar import Event as VEvent
from icalendar.parser import Contentlines

from servers.calendar.events import Stored
from servers.calendar.writing import OWN, UNDERSTOOD, UNDERSTOOD_OF_ALARM, property_name
from servers.calendar.zones import zone_meant
from servers.contract.calendar import Alarm, Event, Instance
from servers.contract.errors import Refused
from servers.contract.publishing import Skipped
from servers.occurrences import canonical, differing, first, zone_of

_NOT_OURS = {"VTODO": "it is a task, not an event", "VJOURNAL": "it is a journal entry, not an event"}
_TZID = re.compile(r'^((?:[^":]|"[^"]*")*;)TZID=', re.IGNORECASE)
_CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\t\r\n"}
_FAULTS = (Refused, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What `icalendar`, `dateutil` and our own checks say of an event that they can't understand."""


@dataclass(slots=True)
class _Block:
    """A component's content lines, unfolded, and the components inside it."""

    name: str
    lines: list[str] = field(default_factory=list[str])
    inner: list["_Block"] = field(default_factory=list["_Block"])


@dataclass(frozen=True, slots=True)
class _Read:
    event: Event
    changed: datetime
    occurrence: str | None
    """RECURRENCE-ID, where the event is one occurrence of a series."""


def from_ical(
    content: bytes, name: str, now: datetime, timezone: str | None = None
) -> tuple[list[Stored], list[Skipped]]:
    """The events of a calendar file, and those that could not be understood.

    Args:
        name: what the file is called in an error.
        now: when an event changed that does not say it.
        timezone: the IANA zone of floating times (those without any zone); without it they are not understood.

    Raises:
        Refused: it is no calendar file, or there is no such zone.
    """
    floating = zone_of(timezone)
    calendars = [block for block in _blocks(_lines(content)) if block.name == "VCALENDAR"]
    if not calendars:
        raise Refused(f"{name} is not an iCalendar file (RFC 5545): it has no BEGIN:VCALENDAR")
    stored: dict[str, Stored] = {}
    skipped: list[Skipped] = []
    for calendar in calendars:
        zones = {
            line.partition(":")[2]: tuple(_all_lines(block))
            for block in calendar.inner
            if block.name == "VTIMEZONE"
            for line in block.lines
            if property_name(line) == "TZID"
        }
        skipped += [
            Skipped(title=_title(block), reason=_NOT_OURS[block.name])
            for block in calendar.inner
            if block.name in _NOT_OURS
        ]
        read = _understood([block for block in calendar.inner if block.name == "VEVENT"], zones, floating, now, skipped)
        stored |= {each.event.uid or "": each for each in _series(read, skipped)}
    return list(stored.values()), skipped


def _lines(content: bytes) -> Sequence[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:  # what old Windows programs write
        text = content.decode("latin-1")
    return [str(line) for line in cast("Any", Contentlines).from_ical(text.translate(_CONTROLS)) if line]


def _blocks(lines: Iterable[str]) -> list[_Block]:
    outermost: list[_Block] = []
    stack: list[_Block] = []
    for line in lines:
        name, value = property_name(line), line.partition(":")[2].strip().upper()
        if name == "BEGIN":
            stack.append(_Block(value))
        elif name == "END":
            if stack and stack[-1].name == value:
                done = stack.pop()
                (stack[-1].inner if stack else outermost).append(done)
        elif stack:
            stack[-1].lines.append(line)
    return outermost


def _all_lines(block: _Block) -> list[str]:
    inside = [line for each in block.inner for line in _all_lines(each)]
    return [f"BEGIN:{block.name}", *block.lines, *inside, f"END:{block.name}"]


def _title(block: _Block) -> str:
    found = (line.partition(":")[2] for line in block.lines if property_name(line) == "SUMMARY")
    return next(found, "").strip()[:200] or "an event without a title"


def _understood(
    blocks: Iterable[_Block],
    zones: Mapping[str, tuple[str, ...]],
    floating: ZoneInfo | None,
    now: datetime,
    skipped: list[Skipped],
) -> Iterator[_Read]:
    for block in blocks:
        try:
            yield _Reader(block, zones, floating).read(now)
        except _FAULTS as error:
            skipped.append(Skipped(title=_title(block), reason=_short(error)))


class _Reader:
    """One VEVENT."""

    def __init__(self, block: _Block, zones: Mapping[str, tuple[str, ...]], floating: ZoneInfo | None) -> None:
        self._block, self._zones, self._floating = block, zones, floating
        # `icalendar` would look the zone up by its own lights, and warn: here it reads only the clock on the wall.
        lines = [_TZID.sub(r"\1X-TZID=", line) for line in block.lines if property_name(line) in UNDERSTOOD]
        self._component: Any = VEvent.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))
        if self._component.errors:
            name, reason = self._component.errors[0]
            raise Refused(f"its {name or 'content'} can't be understood: {reason}")

    def read(self, now: datetime) -> _Read:
        begins = self._required("DTSTART")
        identity = str(self._required("UID"))
        names = [property_name(line) for line in self._block.lines]
        if "EXRULE" in names or names.count("RRULE") > 1:
            raise Refused("it has EXRULE or several RRULEs, which RFC 5545 does not allow")
        changed = self._component.get("last-modified") or self._component.get("dtstamp")
        event = Event(
            uid=identity,
            title=str(self._component.get("summary", "")).strip() or "(no title)",
            description=str(self._component.get("description", "")),
            location=str(self._component.get("location", "")),
            **self._times(begins),
            categories=[str(each) for listed in self._several("categories") for each in listed.cats],
            sequence=max(0, int(self._component.get("sequence", 0))),
            status=self._status(),
            busy=self._busy(all_day=not isinstance(begins.dt, datetime)),
            color=self._text("color"),
            url=self._text("url"),
            alarms=[_alarm(each, str(self._component.get("summary", ""))) for each in self._block.inner],
            other=[line for line in self._block.lines if property_name(line) not in UNDERSTOOD],
            key=self._text(OWN["key"]),
            source=self._text(OWN["source"]),
            course=self._text(OWN["course"]),
            weight=float(weight) if (weight := self._text(OWN["weight"])) else None,
        )
        when = changed.dt.astimezone(UTC) if changed is not None else now
        return _Read(event, when, self._recurrence_id())

    def _times(self, begins: Any) -> dict[str, Any]:
        ends, duration = self._component.get("dtend"), self._component.get("duration")
        zone = None if not isinstance(begins.dt, datetime) else self._zone(begins.dt, begins)
        rule = self._component.get("rrule")
        dates = {
            name: [self._time(each.dt, held) for held in self._several(name) for each in held.dts]
            for name in ("exdate", "rdate")
        }
        recurs = rule is not None or dates["rdate"] or "recurrence-id" in self._component
        if recurs and zone is not None and not isinstance(zone, ZoneInfo) and zone is not UTC:
            raise Refused(f"its time zone {begins.params.get('TZID')!r} is like no zone that is known")
        named = getattr(zone, "key", "UTC" if recurs and zone is UTC else None)
        return {
            "start": self._time(begins.dt, begins),
            "end": self._time(ends.dt, ends) if ends is not None else self._end(begins, duration),
            "timezone": named if zone is not None else None,
            "all_day": zone is None,
            "rrule": rule.to_ical().decode() if rule is not None else None,
            "exdates": dates["exdate"],
            "rdates": dates["rdate"],
        }

    def _end(self, begins: Any, duration: Any) -> str | None:
        """RFC 5545 §3.6.1: without an end, a date lasts that day, and a time no time at all."""
        if duration is not None:
            return self._time(begins.dt + duration.dt, begins)
        return self._time(begins.dt, begins) if isinstance(begins.dt, datetime) else None

    def _time(self, moment: date | datetime | tuple[Any, ...], held: Any) -> str:
        if isinstance(moment, tuple):
            raise Refused("it recurs by periods, which are not understood")
        if not isinstance(moment, datetime):
            return moment.isoformat()
        return moment.replace(tzinfo=self._zone(moment, held)).isoformat()

    def _zone(self, moment: datetime, held: Any) -> tzinfo:
        tzid = held.params.get("X-TZID")
        if tzid is None:
            if moment.tzinfo is not None:
                return UTC
            if self._floating is None:
                raise Refused("its time is floating, without a time zone: give `timezone` to say which it is")
            return self._floating
        zone = zone_meant(str(tzid), self._zones.get(str(tzid), ()), moment.year)
        if zone is None:
            raise Refused(f"its time zone {str(tzid)!r} is defined nowhere")
        return zone

    def _recurrence_id(self) -> str | None:
        held = self._component.get("recurrence-id")
        if held is None:
            return None
        if "RANGE" in held.params:
            raise Refused("it changes this and all later occurrences at once (RANGE), which is not understood")
        return self._time(held.dt, held)

    def _required(self, name: str) -> Any:
        found = next(iter(self._several(name)), None)
        if found is None:
            raise Refused(f"it has no {name}")
        return found

    def _several(self, name: str) -> list[Any]:
        found: Any = self._component.get(name)
        return cast("list[Any]", found) if isinstance(found, list) else [found] * (found is not None)

    def _text(self, name: str) -> str | None:
        return str(self._component[name]) if self._component.get(name) else None

    def _status(self) -> Any:
        text = str(self._component.get("status", "")).lower()
        return text if text in {"tentative", "cancelled"} else "confirmed"

    def _busy(self, *, all_day: bool) -> bool | None:
        """None where it is what a time or a day is by itself."""
        busy = str(self._component.get("transp", "OPAQUE")).upper() != "TRANSPARENT"
        return None if busy != all_day else busy


def _alarm(block: _Block, title: str) -> Alarm:
    lines = [line for line in block.lines if property_name(line) in UNDERSTOOD_OF_ALARM]
    component: Any = VAlarm.from_ical("\r\n".join(["BEGIN:VALARM", *lines, "END:VALARM"]))
    trigger = component["trigger"]
    description = str(component.get("description", ""))
    return Alarm(
        trigger=trigger.dt.isoformat() if isinstance(trigger.dt, datetime) else trigger.to_ical().decode(),
        related="end" if str(trigger.params.get("RELATED", "")).upper() == "END" else "start",
        action=str(component.get("action", "DISPLAY")),
        description="" if description == title else description,
        other=[line for line in block.lines if property_name(line) not in UNDERSTOOD_OF_ALARM],
    )


def _series(read: Iterable[_Read], skipped: list[Skipped]) -> Iterator[Stored]:
    """Each event with the occurrences that differ from it."""
    masters: dict[str, _Read] = {}
    others: dict[str, list[_Read]] = {}
    for each in read:
        if each.occurrence is not None:
            others.setdefault(each.event.uid or "", []).append(each)
        elif (known := masters.get(each.event.uid or "")) is None or known.event.sequence <= each.event.sequence:
            masters[each.event.uid or ""] = each
    for identity in dict.fromkeys([*masters, *others]):
        changed = others.get(identity, [])
        master = masters.get(identity) or _without_master(changed)
        try:
            event = canonical(master.event)
        except _FAULTS as error:
            skipped.append(Skipped(title=master.event.title, reason=_short(error)))
            continue
        instances: dict[str, Instance] = {}
        for each in changed:
            try:
                instance = _instance(event, each)
            except _FAULTS as error:
                skipped.append(Skipped(title=f"{each.event.title} ({each.occurrence})", reason=_short(error)))
            else:
                instances[instance.occurrence] = instance
        event = event.model_copy(update={"instances": [instances[name] for name in sorted(instances)]})
        latest = max([master, *changed], key=lambda each: each.changed)
        sequence = max(each.event.sequence for each in [master, *changed])
        yield Stored(event.model_copy(update={"sequence": sequence}), latest.changed)


def _without_master(changed: Sequence[_Read]) -> _Read:
    """A series of just these occurrences: a file may have single ones of a series that it leaves out."""
    one, *rest = changed
    starts = {"start": one.occurrence, "end": None, "rdates": [each.occurrence for each in rest] or [one.occurrence]}
    zone = one.event.timezone or (None if one.event.all_day else "UTC")
    return _Read(one.event.model_copy(update={**starts, "timezone": zone}), one.changed, None)


def _instance(series: Event, changed: _Read) -> Instance:
    """The occurrence of the series as `changed` says it is, in canonical form."""
    own = changed.event
    (named,) = _only(series, Instance(occurrence=changed.occurrence or ""))
    planned = differing(series, named)
    given: dict[str, Any] = {
        name: value
        for name in Instance.model_fields
        if name not in {"occurrence", "start", "end", "busy"}
        and (value := getattr(own, name)) != getattr(planned, name)
        and value is not None
    }
    given |= {name: "" for name in ("color", "url") if getattr(planned, name) and not getattr(own, name)}
    if own.busy != planned.busy:
        given["busy"] = (not own.all_day) if own.busy is None else own.busy
    base = first(own)
    if (base.start, base.end) != (planned.start, planned.end):
        given |= {"start": base.start, "end": base.end}
    (instance,) = _only(series, Instance(occurrence=named.occurrence, **given))
    return instance


def _only(series: Event, instance: Instance) -> list[Instance]:
    return canonical(series.model_copy(update={"instances": [instance]})).instances


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
