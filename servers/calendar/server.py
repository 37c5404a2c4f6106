"""The calendar server's tools."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from servers import files, occurrences
from servers.caldav import Collection
from servers.calendar import agenda
from servers.calendar.agenda import Stretch
from servers.calendar.events import Events, Stored
from servers.calendar.glance import to_html
from servers.calendar.publishing import publish
from servers.calendar.reading import from_ical
from servers.calendar.sheet import to_csv
from servers.calendar.studying import Wishes, study_plan
from servers.calendar.wording import INSTRUCTIONS, listed, studied, synced
from servers.calendar.writing import to_ical
from servers.contract.calendar import (
    CalendarConflicts,
    Deleted,
    Event,
    EventSync,
    Export,
    FreeSlot,
    FreeTime,
    Import,
    Status,
    StudyPlan,
)
from servers.contract.calendar import Events as EventList
from servers.contract.errors import Refused
from servers.contract.publishing import Publication, Skipped
from servers.occurrences import Occurrence
from servers.publishing import Side, told
from servers.roots import Roots
from servers.serving import READS, REPLACES, REPLACES_OUTSIDE, WRITES, ToolAnswer, ToolServer, answer
from servers.wording import moment

_Start = Annotated[str, Field(description="A date or an instant, for instance 2026-01-31")]
_End = Annotated[str, Field(description="A date (that whole day) or an instant")]
_Zone = Annotated[str | None, Field(description="IANA zone of dates and of the answer; without it, this computer's")]
_Course = Annotated[str | None, Field(description="Only events of this course")]
_Sources = Annotated[list[str] | None, Field(description="Only events of these sources")]
_Uid = Annotated[str, Field(description="The event's uid, as list_events answers it")]
_Occurrence = Annotated[
    str | None, Field(description="Only the occurrence with this `occurrence`, as list_events answers it")
]
_Travel = Annotated[int, Field(ge=0, description="Minutes that the way between two places takes")]
_Given = Annotated[list[Event], Field(description="Each with title and start at least")]
_Synced = Annotated[list[Event], Field(description="All events of the source, each with its key")]
_Source = Annotated[str, Field(min_length=1, description="Whose events these are, for instance 'PHYS 8.01 Fall 2026'")]

_FEWER_DAYS = "ask for fewer days"
_STORED = "list_events shows what is stored"

_FORMATS: dict[str, Callable[[Sequence[Stored]], bytes]] = {
    ".ics": to_ical,
    ".csv": lambda stored: to_csv(each.event for each in stored),
    ".html": lambda stored: to_html(each.event for each in stored),
}


def build(events: Events, roots: Roots, local_zone: str) -> ToolServer:
    """The server over a store. `local_zone` stands in where a call names no zone."""
    tools = _Tools(events, roots, local_zone)
    server = ToolServer(
        "calendar", title="Calendar", instructions=INSTRUCTIONS, version=version("syllabus-orchestrator")
    )
    for annotations, group in (
        (READS, (tools.list_events, tools.get_event, tools.find_conflicts, tools.find_free_time)),
        (
            WRITES,
            (
                tools.create_event,
                tools.create_events,
                tools.propose_study_blocks,
                tools.export_calendar,
                tools.import_calendar,
            ),
        ),
        (REPLACES, (tools.sync_events, tools.update_event, tools.delete_event)),
        (REPLACES_OUTSIDE, (tools.publish_calendar,)),
    ):
        for tool in group:
            server.tool(annotations=annotations)(tool)
    return server


class _Tools:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, events: Events, roots: Roots, local_zone: str) -> None:
        self._events, self._roots, self._local_zone = events, roots, local_zone

    def create_event(self, event: Event) -> Annotated[ToolAnswer, EventList]:
        """Store one event. The same key again changes that event instead of adding another."""
        return _listed(self._events.create([event]), "Stored")

    def create_events(self, events: _Given) -> Annotated[ToolAnswer, EventList]:
        """Store several events at once, all or none."""
        return _listed(self._events.create(events), "Stored")

    def sync_events(self, source: _Source, events: _Synced) -> Annotated[ToolAnswer, EventSync]:
        """Make the events of a source exactly these; changes made by hand are kept and listed."""
        result = self._events.sync(source, events)
        return answer(synced(source, result), result, rest=_STORED)

    def list_events(
        self, start: _Start, end: _End, course: _Course = None, sources: _Sources = None, timezone: _Zone = None
    ) -> Annotated[ToolAnswer, EventList]:
        """List what takes place between two days: one entry for each occurrence, in order."""
        found = self._taking_place(self._stretch(start, end, timezone), sources, course)
        return _listed([agenda.shown(each) for each in found], "Between these days:", rest=_FEWER_DAYS)

    def get_event(self, uid: _Uid) -> Annotated[ToolAnswer, EventList]:
        """Show one event with its recurrence."""
        return _listed([self._events.get(uid)], "The event:")

    def update_event(  # noqa: PLR0913, PLR0917 - what of an event can be changed
        self,
        uid: _Uid,
        occurrence: _Occurrence = None,
        title: Annotated[str | None, Field(description="The new title")] = None,
        start: Annotated[str | None, Field(description="An instant, a local time, or a date where all_day")] = None,
        end: Annotated[str | None, Field(description="Like start, exclusive")] = None,
        timezone: Annotated[str | None, Field(description="IANA name of the zone of local times")] = None,
        all_day: Annotated[bool | None, Field(description="Whether it lasts whole days")] = None,
        location: Annotated[str | None, Field(description="The new place")] = None,
        description: Annotated[str | None, Field(description="The new text")] = None,
        rrule: Annotated[str | None, Field(description="An empty text ends the recurrence")] = None,
        exdates: Annotated[list[str] | None, Field(description="All starts of occurrences left out")] = None,
        categories: Annotated[list[str] | None, Field(description="All of its categories")] = None,
        status: Annotated[Status | None, Field(description="Tentative is shown as such; cancelled is hidden")] = None,
        busy: Annotated[bool | None, Field(description="Whether it takes its time")] = None,
    ) -> Annotated[ToolAnswer, EventList]:
        """Change an event by hand; a new start alone keeps its length. Later syncs keep the change."""
        when = {
            "start": start,
            "end": end,
            "timezone": timezone,
            "all_day": all_day,
            "rrule": rrule,
            "exdates": exdates,
        }
        what = {"title": title, "location": location, "description": description, "categories": categories}
        how = {"status": status, "busy": busy}
        changes = {name: value for name, value in {**when, **what, **how}.items() if value is not None}
        return _listed([self._events.update(uid, changes, occurrence)], "Changed")

    def delete_event(self, uid: _Uid, occurrence: _Occurrence = None) -> Annotated[ToolAnswer, Deleted]:
        """Delete an event, or one occurrence of it; a later sync of its source does not bring it back."""
        if occurrence is not None:
            event = self._events.leave_out(uid, occurrence)
            return answer(f"Left {occurrence} out of {event.title} ({uid}).", Deleted(deleted=[uid]))
        event = self._events.delete(uid)
        return answer(f"Deleted {event.title} ({uid}).", Deleted(deleted=[uid]))

    def find_conflicts(
        self, start: _Start, end: _End, sources: _Sources = None, timezone: _Zone = None, travel_minutes: _Travel = 0
    ) -> Annotated[ToolAnswer, CalendarConflicts]:
        """Find events that clash or leave no time for the way, days with several exams, and deadline clusters."""
        found = self._taking_place(self._stretch(start, end, timezone), sources)
        conflicts = agenda.conflicts(found, timedelta(minutes=travel_minutes))
        text = "\n".join(each.text for each in conflicts)
        return answer(text or "Nothing clashes.", CalendarConflicts(conflicts=conflicts), rest=_FEWER_DAYS)

    def find_free_time(  # noqa: PLR0913, PLR0917 - arguments of the tool
        self,
        start: _Start,
        end: _End,
        minutes: Annotated[int, Field(ge=1, description="The least length of a gap")] = 60,
        earliest: Annotated[str, Field(description="Local time that a day begins")] = "08:00",
        latest: Annotated[str, Field(description="Local time that a day ends")] = "22:00",
        timezone: _Zone = None,
        travel_minutes: _Travel = 0,
    ) -> Annotated[ToolAnswer, FreeTime]:
        """Find the gaps between events, within the hours of each day."""
        stretch = self._stretch(start, end, timezone)
        hours = agenda.hours(earliest, latest)
        found = self._taking_place(stretch)
        gaps = agenda.gaps(found, stretch, hours, timedelta(minutes=minutes), timedelta(minutes=travel_minutes))
        free = FreeTime(free=[FreeSlot(start=begins.isoformat(), end=ends.isoformat()) for begins, ends in gaps])
        text = "\n".join(f"{moment(slot.start)} to {moment(slot.end)}" for slot in free.free)
        return answer(text or "No gap of that length.", free, rest=_FEWER_DAYS)

    def propose_study_blocks(  # noqa: PLR0913, PLR0917 - arguments of the tool
        self,
        start: Annotated[str, Field(description="The first day, or the instant from which on there is time")],
        end: _End,
        timezone: _Zone = None,
        earliest: Annotated[str, Field(description="Local time that a day of study begins")] = "09:00",
        latest: Annotated[str, Field(description="Local time that it ends")] = "21:00",
        minutes: Annotated[int, Field(ge=15, le=600, description="Length of a block")] = 90,
        most_a_day: Annotated[int, Field(ge=15, le=1440, description="Most minutes of study on one day")] = 240,
        travel_minutes: _Travel = 0,
        *,
        store: Annotated[bool, Field(description="Put the blocks into the calendar; else they are only shown")] = False,
    ) -> Annotated[ToolAnswer, StudyPlan]:
        """Propose study time before exams and big deadlines of heavy weeks; stored only where asked for."""
        stretch = self._stretch(start, end, timezone)
        wishes = Wishes(
            block=timedelta(minutes=minutes),
            most_a_day=timedelta(minutes=most_a_day),
            hours=agenda.hours(earliest, latest),
            travel=timedelta(minutes=travel_minutes),
        )
        proposed = study_plan((each.event for each in self._events.all()), stretch, wishes)
        if store:
            blocks = self._events.create(proposed.blocks)
            proposed = proposed.model_copy(update={"blocks": blocks, "stored": True})
        return answer(studied(proposed), proposed, rest=_FEWER_DAYS)

    def export_calendar(
        self,
        path: Annotated[
            str | None, Field(description="File to write: .ics, .csv or .html; without it, the .ics as text")
        ] = None,
        sources: _Sources = None,
    ) -> Annotated[ToolAnswer, Export]:
        """Write the calendar: .ics (RFC 5545) for calendar programs, .csv for spreadsheets, .html to print the term."""
        stored = self._events.all(sources=sources)
        if path is None:
            text = to_ical(stored).decode()
            return answer(text, Export(text=text, events=len(stored)), rest="give a path to write it to")
        if (suffix := Path(path).suffix.lower()) not in _FORMATS:
            raise Refused(f"{path} is not written: its name must end in .ics, .csv or .html")
        target = self._roots.new(path, suffix=suffix)
        files.replace(target, _FORMATS[suffix](stored))
        return answer(f"Wrote {len(stored)} events to {target}.", Export(path=str(target), events=len(stored)))

    def import_calendar(
        self,
        path: Annotated[str | None, Field(description="An .ics file")] = None,
        text: Annotated[str | None, Field(description="Its content instead")] = None,
        timezone: Annotated[str | None, Field(description="IANA zone of times in it that have none")] = None,
    ) -> Annotated[ToolAnswer, Import]:
        """Read an iCalendar file into the calendar; what can't be understood is listed, the rest goes in."""
        if path is not None and text is None:
            content, name = files.read(self._roots.existing(path)), path
        elif text is not None and path is None:
            content, name = text.encode(), "the text"
        else:
            raise Refused("import_calendar takes either a path or a text")
        read, skipped = from_ical(content, name, self._events.now(), timezone)
        stored, passed_over = self._events.take_in(read)
        skipped += [Skipped(title=event.title, reason=reason) for event, reason in passed_over]
        lines = [f"Imported {len(stored)} events.", *(f"Skipped {each.title}: {each.reason}" for each in skipped)]
        return answer("\n".join(lines), Import(events=stored, skipped=skipped))

    def publish_calendar(
        self,
        url: Annotated[str, Field(description="Address of one calendar on a CalDAV server, https")],
        username: Annotated[str | None, Field(description="Its password comes from keyring or environment")] = None,
        sources: _Sources = None,
        prefer: Annotated[
            Side | None, Field(description="Whose version stands where both sides changed; without it, none is touched")
        ] = None,
    ) -> Annotated[ToolAnswer, Publication]:
        """Keep these events on a CalDAV server too, and take what changed there; conflicts are shown."""
        published = publish(self._events, Collection(url, username, "VEVENT"), sources, prefer)
        return answer(told(published), published)

    def _stretch(self, start: str, end: str, timezone: str | None) -> Stretch:
        return Stretch.of(start, end, occurrences.zone_of(timezone or self._local_zone) or ZoneInfo("UTC"))

    def _taking_place(
        self, stretch: Stretch, sources: Sequence[str] | None = None, course: str | None = None
    ) -> list[Occurrence]:
        stored = self._events.all(sources=sources, course=course)
        return agenda.taking_place((each.event for each in stored), stretch)


def _listed(found: Sequence[Event], verb: str, *, rest: str = _STORED) -> ToolAnswer:
    return answer(listed(found, verb), EventList(events=list(found)), rest=rest)
