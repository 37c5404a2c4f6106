"""Events as an RFC 5545 file, and such a file as events.

Out: each zone with its VTIMEZONE; local times with TZID; DTSTAMP and LAST-MODIFIED are when the event last changed, so
that the same events give the same bytes. Cancelled events stay in the file with STATUS:CANCELLED: a program that
imported an earlier one learns of it. In: what can't be understood is told by name and skipped, the rest goes in.

The hints of `icalendar` are partial, so at this edge its objects are `Any`.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from icalendar import Calendar
from icalendar import Event as VEvent
from icalendar.prop import vRecur

from servers.calendar.events import Stored
from servers.contract.calendar import Event, Skipped
from servers.contract.errors import Refused
from servers.occurrences import check, first

_OWN = {"key": "X-SYLLABUS-KEY", "source": "X-SYLLABUS-SOURCE", "course": "X-SYLLABUS-COURSE"}


def to_ical(stored: Iterable[Stored]) -> bytes:
    """The events as one calendar file."""
    calendar: Any = Calendar()
    calendar.add("prodid", "-//Syllabus Orchestrator//calendar server//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Semester")
    for each in sorted(stored, key=lambda each: (each.event.start, each.event.uid or "")):
        calendar.add_component(_vevent(each))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _vevent(stored: Stored) -> Any:
    event, base = stored.event, first(stored.event)
    component: Any = VEvent()
    component.add("uid", event.uid)
    component.add("dtstamp", stored.changed)
    component.add("last-modified", stored.changed)
    component.add("sequence", event.sequence)
    component.add("summary", event.title)
    component.add("dtstart", base.begins.date() if event.all_day else base.begins)
    component.add("dtend", base.ends.date() if event.all_day else base.ends)
    for name in ("description", "location"):
        if value := getattr(event, name):
            component.add(name, value)
    if event.rrule:
        component.add("rrule", vRecur.from_ical(event.rrule))
        for exception in event.exdates:
            component.add("exdate", _exception(event, exception, base.begins))
    if event.categories:
        component.add("categories", event.categories)
    if event.all_day:
        component.add("transp", "TRANSPARENT")  # a deadline takes no time
    component.add("status", event.status.upper())
    for field, name in _OWN.items():
        if value := getattr(event, field):
            component.add(name, value)
    return component


def _exception(event: Event, text: str, begins: datetime) -> date | datetime:
    moment = datetime.fromisoformat(text)
    if event.all_day:
        return moment.date()
    return moment.astimezone(begins.tzinfo) if moment.tzinfo else moment.replace(tzinfo=begins.tzinfo)


def from_ical(content: bytes, name: str) -> tuple[list[Stored], list[Skipped]]:
    """The events of a calendar file, and those that could not be understood.

    Raises:
        Refused: it is no calendar file.
    """
    try:
        calendars: Any = Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise Refused(f"{name} is not an iCalendar file (RFC 5545): {_short(error)}") from None
    components = [component for calendar in calendars for component in calendar.walk("VEVENT")]
    events: dict[str, Stored] = {}
    skipped: list[Skipped] = []
    for component in sorted(components, key=lambda each: each.get("recurrence-id") is not None):
        try:
            event = _event(component)
            check(event)
        except (Refused, ValueError, KeyError, TypeError, AttributeError) as error:
            skipped.append(
                Skipped(title=str(component.get("summary", "an event without a title")), reason=_short(error))
            )
            continue
        changed = component.get("recurrence-id")
        master = events.get(str(component.get("uid")))
        if changed is not None and master is not None:
            events[str(component["uid"])] = Stored(_without(master.event, changed.dt), master.changed)
        events[event.uid or ""] = Stored(event, _changed(component))
    return list(events.values()), skipped


def _event(component: Any) -> Event:
    start, end = component.get("dtstart"), component.get("dtend")
    if start is None:
        raise Refused("it has no DTSTART")
    if component.get("uid") is None:
        raise Refused("it has no UID")
    begins: date | datetime = start.dt
    all_day = not isinstance(begins, datetime)
    if isinstance(begins, datetime) and begins.tzinfo is None:
        raise Refused("its time is floating: it names no time zone")
    ends = end.dt if end is not None else _lasting(component, begins)
    identity = str(component["uid"])
    if (changed := component.get("recurrence-id")) is not None:
        identity = f"{identity}/{changed.dt.isoformat()}"
    return Event(
        uid=identity,
        title=str(component.get("summary", "")).strip() or "(no title)",
        description=str(component.get("description", "")),
        location=str(component.get("location", "")),
        start=begins.isoformat(),
        end=ends.isoformat() if ends is not None else None,
        timezone=_zone(begins),
        all_day=all_day,
        rrule=component["rrule"].to_ical().decode() if component.get("rrule") else None,
        exdates=_exdates(component),
        categories=_categories(component),
        sequence=max(0, int(component.get("sequence", 0))),
        status=_status(str(component.get("status", "")).lower()),
        key=_text(component, _OWN["key"]),
        source=_text(component, _OWN["source"]),
        course=_text(component, _OWN["course"]),
    )


def _changed(component: Any) -> datetime:
    found = component.get("last-modified") or component.get("dtstamp")
    return found.dt.astimezone(UTC) if found is not None else datetime.fromtimestamp(0, UTC)


def _lasting(component: Any, begins: date | datetime) -> date | datetime | None:
    duration = component.get("duration")
    if duration is not None:
        return begins + duration.dt
    # RFC 5545 §3.6.1: without an end, a date lasts that day, and a time no time at all.
    return begins + timedelta(days=1) if not isinstance(begins, datetime) else begins


def _zone(begins: date | datetime) -> str | None:
    if not isinstance(begins, datetime) or begins.tzinfo is UTC:
        return None
    name = getattr(begins.tzinfo, "key", None)
    return None if name in {None, "UTC"} else str(name)


def _text(component: Any, name: str) -> str | None:
    return str(component[name]) if component.get(name) else None


def _exdates(component: Any) -> list[str]:
    return [_local(each.dt) for inside in _several(component, "exdate") for each in inside.dts]


def _local(moment: date | datetime) -> str:
    return moment.replace(tzinfo=None).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _categories(component: Any) -> list[str]:
    return [str(category) for inside in _several(component, "categories") for category in inside.cats]


def _several(component: Any, name: str) -> list[Any]:
    """The property's values, whether it stands once, several times or not at all."""
    found: Any = component.get(name)
    return cast("list[Any]", found) if isinstance(found, list) else [found] * (found is not None)


def _status(text: str) -> Any:
    return text if text in {"tentative", "cancelled"} else "confirmed"


def _without(master: Event, occurrence: date | datetime) -> Event:
    """A changed occurrence is an event of its own, and left out of the series."""
    return master.model_copy(update={"exdates": [*master.exdates, _local(occurrence)]})


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
