"""The calendar server's tools."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from servers import occurrences
from servers.calendar.changes import moment
from servers.calendar.events import Events, Stored
from servers.calendar.ical import from_ical, to_ical
from servers.contract.calendar import (
    CalendarConflict,
    CalendarConflicts,
    Deleted,
    Event,
    EventSync,
    Export,
    FreeSlot,
    FreeTime,
    Import,
)
from servers.contract.calendar import Events as EventList
from servers.contract.errors import Refused
from servers.occurrences import Occurrence
from servers.roots import Roots
from servers.serving import READS, REPLACES, WRITES, ToolAnswer, ToolServer, answer

INSTRUCTIONS = (
    "A calendar kept on this computer. Events recur by RFC 5545 rules in their own time zone. sync_events makes the events"
    " of one source exactly what is given; what the user changed by hand stays."
)
_MOST_IMPORTED = 20_000_000
_Start = Annotated[str, Field(description="A date or an instant, for instance 2026-01-31")]
_End = Annotated[str, Field(description="A date (that whole day) or an instant")]
_Zone = Annotated[str | None, Field(description="IANA zone of dates and of the answer; without it, this computer's")]
_Sources = Annotated[list[str] | None, Field(description="Only events of these sources")]
_Uid = Annotated[str, Field(description="The event's uid, as list_events answers it")]


def build(events: Events, roots: Roots, local_zone: str) -> ToolServer:
    """The server over a store. `local_zone` stands in where a call names no zone."""
    server = ToolServer(
        "calendar", title="Calendar", instructions=INSTRUCTIONS, version=version("syllabus-orchestrator")
    )

    def expanded(start: str, end: str, timezone: str | None, stored: Iterable[Stored]) -> list[Occurrence]:
        zone = occurrences.zone_of(timezone or local_zone) or ZoneInfo("UTC")
        after, before = occurrences.window(start, end, zone)
        found = [each for one in stored for each in occurrences.expand(one.event, after, before)]
        return sorted(found, key=lambda each: (each.begins, each.event.title, each.event.uid or ""))

    def standing(sources: Sequence[str] | None = None, course: str | None = None) -> list[Stored]:
        return [each for each in events.all(sources=sources, course=course) if each.event.status != "cancelled"]

    @server.tool(annotations=WRITES)
    def create_event(event: Event) -> Annotated[ToolAnswer, EventList]:
        """Store one event. The same key again changes that event instead of adding another."""
        return _listed(events.create([event]), "Stored")

    @server.tool(annotations=WRITES)
    def create_events(events_: Annotated[list[Event], Field(alias="events")]) -> Annotated[ToolAnswer, EventList]:
        """Store several events at once, all or none."""
        return _listed(events.create(events_), "Stored")

    @server.tool(annotations=REPLACES)
    def sync_events(
        source: Annotated[
            str, Field(min_length=1, description="Whose events these are, for instance a course and term")
        ],
        events_: Annotated[list[Event], Field(alias="events", description="All of them, each with its key")],
    ) -> Annotated[ToolAnswer, EventSync]:
        """Make the events of a source exactly these; changes made by hand are kept and listed."""
        result = events.sync(source, events_)
        return answer(_synced(source, result), result)

    @server.tool(annotations=READS)
    def list_events(
        start: _Start, end: _End, course: str | None = None, sources: _Sources = None, timezone: _Zone = None
    ) -> Annotated[ToolAnswer, EventList]:
        """List what takes place between two days: one entry for each occurrence, in order."""
        found = expanded(start, end, timezone, standing(sources, course))
        shown = [each.event.model_copy(update={"start": each.start, "end": each.end}) for each in found]
        return _listed(shown, "Between these days:")

    @server.tool(annotations=READS)
    def get_event(uid: _Uid) -> Annotated[ToolAnswer, EventList]:
        """Show one event with its recurrence."""
        return _listed([events.get(uid)], "The event:")

    @server.tool(annotations=REPLACES)
    def update_event(  # noqa: PLR0913, PLR0917 - what of an event can be changed
        uid: _Uid,
        title: str | None = None,
        start: str | None = None,
        end: str | None = None,
        timezone: str | None = None,
        all_day: bool | None = None,  # noqa: FBT001 - an argument of the tool
        location: str | None = None,
        description: str | None = None,
        rrule: Annotated[str | None, Field(description="An empty text ends the recurrence")] = None,
        exdates: list[str] | None = None,
        categories: list[str] | None = None,
        status: Literal["confirmed", "tentative", "cancelled"] | None = None,
    ) -> Annotated[ToolAnswer, EventList]:
        """Change an event by hand; a new start alone keeps its length. Later syncs keep the change."""
        given: dict[str, Any] = {
            "title": title,
            "start": start,
            "end": end,
            "timezone": timezone,
            "all_day": all_day,
            "location": location,
            "description": description,
            "rrule": rrule,
            "exdates": exdates,
            "categories": categories,
            "status": status,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        if rrule == "":
            changes["rrule"] = None
        if start is not None and end is None:
            changes["end"] = _same_length(events.get(uid), changes)
        return _listed([events.update(uid, changes)], "Changed")

    @server.tool(annotations=REPLACES)
    def delete_event(uid: _Uid) -> Annotated[ToolAnswer, Deleted]:
        """Delete an event; a later sync of its source does not bring it back."""
        title = events.get(uid).title
        return answer(f"Deleted {title} ({uid}).", Deleted(deleted=[events.delete(uid)]))

    @server.tool(annotations=READS)
    def find_conflicts(
        start: _Start, end: _End, sources: _Sources = None, timezone: _Zone = None
    ) -> Annotated[ToolAnswer, CalendarConflicts]:
        """Find events that take the same time, and days with more than one exam."""
        found = expanded(start, end, timezone, standing(sources))
        conflicts = CalendarConflicts(conflicts=_conflicts(found))
        return answer("\n".join(each.text for each in conflicts.conflicts) or "Nothing clashes.", conflicts)

    @server.tool(annotations=READS)
    def find_free_time(  # noqa: PLR0913, PLR0917 - arguments of the tool
        start: _Start,
        end: _End,
        minutes: Annotated[int, Field(ge=1, description="The least length of a gap")] = 60,
        earliest: Annotated[str, Field(description="Local time that a day begins")] = "08:00",
        latest: Annotated[str, Field(description="Local time that a day ends")] = "22:00",
        timezone: _Zone = None,
    ) -> Annotated[ToolAnswer, FreeTime]:
        """Find the gaps between events, within the hours of each day."""
        zone = occurrences.zone_of(timezone or local_zone) or ZoneInfo("UTC")
        found = expanded(start, end, timezone, standing())
        after, before = occurrences.window(start, end, zone)
        gaps = _gaps(
            found, after.astimezone(zone), before.astimezone(zone), (_clock(earliest), _clock(latest)), minutes
        )
        free = FreeTime(free=[FreeSlot(start=begins.isoformat(), end=ends.isoformat()) for begins, ends in gaps])
        text = "\n".join(f"{moment(slot.start)} to {moment(slot.end)}" for slot in free.free)
        return answer(text or "No gap of that length.", free)

    @server.tool(annotations=WRITES)
    def export_calendar(
        path: Annotated[
            str | None, Field(description="File to write, ending in .ics; without it the answer is the text")
        ] = None,
        sources: _Sources = None,
    ) -> Annotated[ToolAnswer, Export]:
        """Write the calendar as an iCalendar file (RFC 5545) that any calendar program reads."""
        stored = events.all(sources=sources)
        content = to_ical(stored)
        if path is None:
            text = content.decode()
            return answer(text, Export(text=text, events=len(stored)))
        target = roots.new(path, suffix=".ics")
        _replace(target, content)
        return answer(f"Wrote {len(stored)} events to {target}.", Export(path=str(target), events=len(stored)))

    @server.tool(annotations=WRITES)
    def import_calendar(
        path: Annotated[str | None, Field(description="An .ics file")] = None,
        text: Annotated[str | None, Field(description="Its content instead")] = None,
    ) -> Annotated[ToolAnswer, Import]:
        """Read an iCalendar file into the calendar; what can't be understood is listed, the rest goes in."""
        if (path is None) == (text is None):
            raise Refused("import_calendar takes either a path or a text")
        content, name = (_read(roots.existing(path)), path) if path is not None else ((text or "").encode(), "the text")
        read, skipped = from_ical(content, name)
        stored = events.create(read)
        lines = [f"Imported {len(stored)} events.", *(f"Skipped {each.title}: {each.reason}" for each in skipped)]
        return answer("\n".join(lines), Import(events=stored, skipped=skipped))

    return server


def _listed(found: Sequence[Event], verb: str) -> ToolAnswer:
    lines = [_line(event) for event in found]
    return answer(
        "\n".join([f"{verb} {len(found)} event{'s' * (len(found) != 1)}", *lines]), EventList(events=list(found))
    )


def _line(event: Event) -> str:
    when = moment(event.start) + (f" to {moment(event.end)}" if event.end and not event.all_day else "")
    rest = [
        event.location,
        f"recurs {event.rrule}" if event.rrule else "",
        event.status * (event.status != "confirmed"),
    ]
    return " · ".join(filter(None, [when, event.title, *rest, event.uid]))


def _synced(source: str, result: EventSync) -> str:
    head = (
        f"{source}: {len(result.added)} added, {len(result.updated)} changed, {len(result.removed)} cancelled,"
        f" {result.unchanged} unchanged"
    )
    return "\n".join(
        [
            head,
            *(f"added {_line(event)}" for event in result.added),
            *(f"{update.title}: {'; '.join(update.changes)} ({update.uid})" for update in result.updated),
            *(f"cancelled {_line(event)}" for event in result.removed),
            *(f"kept your own {', '.join(kept.fields)} of {kept.title} ({kept.uid})" for kept in result.kept),
        ]
    )


def _same_length(event: Event, changes: dict[str, Any]) -> str | None:
    base = occurrences.first(event)
    moved = occurrences.first(event.model_copy(update={**changes, "end": None, "rrule": None}))
    ends = moved.begins + (base.ends - base.begins)
    return ends.date().isoformat() if changes.get("all_day", event.all_day) else ends.isoformat()


def _conflicts(found: Sequence[Occurrence]) -> list[CalendarConflict]:
    clashing = [
        CalendarConflict(
            kind="overlap",
            when=later.start,
            uids=[one.event.uid or "", later.event.uid or ""],
            text=f"{one.event.title} and {later.event.title} overlap on {moment(later.start)}",
        )
        for one, later in occurrences.overlaps(found)
    ]
    exams = [
        CalendarConflict(
            kind="same-day exams",
            when=day.isoformat(),
            uids=[each.event.uid or "" for each in several],
            text=f"{len(several)} exams on {moment(day.isoformat())}: {', '.join(each.event.title for each in several)}",
        )
        for day, several in occurrences.same_day(found, "exam").items()
    ]
    return sorted([*clashing, *exams], key=lambda each: (each.when, each.kind, each.uids))


def _gaps(
    found: Sequence[Occurrence], after: datetime, before: datetime, hours: tuple[time, time], minutes: int
) -> list[tuple[datetime, datetime]]:
    gaps: list[tuple[datetime, datetime]] = []
    day = after.date()
    while day <= before.date():
        begins = max(datetime.combine(day, hours[0], after.tzinfo), after)
        ends = min(datetime.combine(day, hours[1], after.tzinfo), before)
        if ends > begins:
            gaps += occurrences.free(found, begins, ends, timedelta(minutes=minutes))
        day += timedelta(days=1)
    return gaps


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a time of the day: write it like 08:30") from None


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise Refused(f"{path} is a folder: name one .ics file")
    if path.stat().st_size > _MOST_IMPORTED:
        raise Refused(f"{path.name} is larger than {_MOST_IMPORTED // 1_000_000} MB: that is no calendar file")
    return path.read_bytes()


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
