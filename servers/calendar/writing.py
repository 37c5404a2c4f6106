"""Events as an RFC 5545 file: each zone with its VTIMEZONE, local times with TZID, series with what differs from them.

DTSTAMP and LAST-MODIFIED are when the event last changed, so that the same events give the same bytes. Cancelled events
stay in the file with STATUS:CANCELLED: a program that imported an earlier one learns of it.

The hints of `icalendar` are partial, so at this edge its objects are `Any`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from icalendar import Alarm as VAlarm
from icalendar import Calendar
from icalendar import Event as VEvent
from icalendar.parser import Contentline, Contentlines
from icalendar.prop import vDuration, vRecur

from servers.calendar.events import Stored
from servers.calendar.zones import vtimezone
from servers.contract.calendar import Alarm, Event
from servers.occurrences import Occurrence, differing, first, local_start

OWN = {
    "key": "X-SYLLABUS-KEY",
    "source": "X-SYLLABUS-SOURCE",
    "course": "X-SYLLABUS-COURSE",
    "weight": "X-SYLLABUS-WEIGHT",
}
UNDERSTOOD = frozenset(
    {
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "STATUS"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "TRANSP", "COLOR", "URL"),
        *OWN.values(),
    }
)
"""The properties of an event that are fields of ours; every other line is kept as it came."""
UNDERSTOOD_OF_ALARM = frozenset({"ACTION", "TRIGGER", "DESCRIPTION"})


def to_ical(stored: Iterable[Stored]) -> bytes:
    """The events as one calendar file."""
    ordered = sorted(stored, key=lambda each: (each.event.start, each.event.uid or ""))
    calendar: Any = Calendar()
    calendar.add("prodid", "-//Syllabus Orchestrator//calendar server//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Semester")
    for component in _vtimezones([each.event for each in ordered]):
        calendar.add_component(component)
    begin_and_properties: list[Any] = [line for line in calendar.content_lines() if line]
    events = [line for each in ordered for line in _vevents(each)]
    return bytes(Contentlines([*begin_and_properties[:-1], *events, begin_and_properties[-1]]).to_ical())


def _vtimezones(events: Sequence[Event]) -> list[Any]:
    each_time = [each for event in events for each in (event, *event.instances)]
    names = {each.timezone for each in each_time if each.timezone and not each.all_day}
    years = [int(each.start[:4]) for each in each_time if each.start]
    return [vtimezone(name, min(years), max(years)) for name in sorted(names - {"UTC"})]


def _vevents(stored: Stored) -> list[Any]:
    series = stored.event
    base = first(series)
    component = _vevent(stored, base)
    if series.rrule:
        component.add("rrule", vRecur.from_ical(series.rrule))
    for name, texts in (("exdate", series.exdates), ("rdate", series.rdates)):
        for text in texts:
            _add_time(component, name, _moment(series, local_start(text, base)))
    lines = _lines(component, series)
    for instance in series.instances:
        own = first(differing(series, instance))
        component = _vevent(Stored(own.event, stored.changed), own)
        _add_time(component, "recurrence-id", _moment(series, local_start(instance.occurrence, base)))
        lines += _lines(component, own.event)
    return lines


def _vevent(stored: Stored, at: Occurrence) -> Any:
    event = stored.event
    component: Any = VEvent()
    component.add("uid", event.uid)
    component.add("dtstamp", stored.changed)
    component.add("last-modified", stored.changed)
    component.add("sequence", event.sequence)
    component.add("summary", event.title)
    _add_time(component, "dtstart", _moment(event, at.begins))
    _add_time(component, "dtend", _moment(event, at.ends))
    for name in ("description", "location", "color", "url"):
        if value := getattr(event, name):
            component.add(name, value)
    if event.categories:
        component.add("categories", event.categories)
    busy = not event.all_day if event.busy is None else event.busy
    component.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    component.add("status", event.status.upper())
    for field, name in OWN.items():
        if (value := getattr(event, field)) not in {None, ""}:
            # icalendar escapes nothing in a property that it does not know, so a line of it has to be one.
            component.add(name, " ".join(str(value).splitlines()))
    return component


def _moment(event: Event, at: datetime) -> date | datetime:
    """A date for whole days, the local time where the event has a zone, else an instant in UTC."""
    if event.all_day:
        return at.date()
    return at if event.timezone else at.astimezone(UTC)


def _add_time(component: Any, name: str, moment: date | datetime) -> None:
    parameters = {} if isinstance(moment, datetime) else {"VALUE": "DATE"}
    component.add(name, moment, parameters)


def _lines(component: Any, event: Event) -> list[Any]:
    alarms = [line for alarm in event.alarms for line in _alarm_lines(alarm, event.title)]
    return _block(component, event.other, UNDERSTOOD, alarms)


def _alarm_lines(alarm: Alarm, title: str) -> list[Any]:
    component: Any = VAlarm()
    component.add("action", alarm.action)
    if alarm.trigger.lstrip("+-").upper().startswith("P"):
        related = {"RELATED": "END"} if alarm.related == "end" else {}
        component.add("trigger", cast("Any", vDuration).from_ical(alarm.trigger), related)
    else:
        component.add("trigger", datetime.fromisoformat(alarm.trigger).astimezone(UTC), {"VALUE": "DATE-TIME"})
    if alarm.description or alarm.action == "DISPLAY":
        component.add("description", alarm.description or title)
    return _block(component, alarm.other, UNDERSTOOD_OF_ALARM)


def _block(component: Any, kept: Iterable[str], understood: frozenset[str], inner: Sequence[Any] = ()) -> list[Any]:
    """The component's lines; before its END, those kept from another program and the blocks inside."""
    *lines, end = [line for line in component.content_lines() if line]
    own = {*understood, "BEGIN", "END"}
    other = [Contentline(line) for line in kept if property_name(line) not in own]
    return [*lines, *other, *inner, end]


def property_name(line: str) -> str:
    """The name at the beginning of a content line, in capitals."""
    return line.partition(":")[0].partition(";")[0].upper()
