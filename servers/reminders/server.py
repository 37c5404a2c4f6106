"""The reminders server's tools."""

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from servers import files
from servers.caldav import Collection
from servers.contract.publishing import Publication
from servers.contract.reminders import Deleted, Reminder, ReminderExport, ReminderSync, State
from servers.contract.reminders import Reminders as ReminderList
from servers.publishing import Side, told
from servers.reminders import instants
from servers.reminders.ical import to_ical
from servers.reminders.publishing import publish
from servers.reminders.reminders import Reminders
from servers.reminders.wording import INSTRUCTIONS, listed, synced
from servers.roots import Roots
from servers.serving import CHANGES, READS, REPLACES, REPLACES_OUTSIDE, WRITES, ToolAnswer, ToolServer, answer

_Uid = Annotated[str, Field(description="The reminder's uid, as list_reminders answers it")]
_Given = Annotated[list[Reminder], Field(description="Each with title, and remind_at or due, at least")]
_Synced = Annotated[list[Reminder], Field(description="All reminders of the source, each with its key")]
_Source = Annotated[
    str, Field(min_length=1, description="Whose reminders these are, for instance 'PHYS 8.01 Fall 2026'")
]
_NARROWER = "list_reminders with a course, or an earlier `before`, shows fewer"


def build(reminders: Reminders, roots: Roots, zone: ZoneInfo) -> ToolServer:
    """The server over a store. `zone`: of times that a call gives without an offset."""
    tools = _Tools(reminders, roots, zone)
    server = ToolServer(
        "reminders", title="Reminders", instructions=INSTRUCTIONS, version=version("syllabus-orchestrator")
    )
    for annotations, group in (
        (READS, (tools.list_reminders, tools.due_reminders)),
        (
            WRITES,
            (
                tools.create_reminder,
                tools.create_reminders,
                tools.complete_reminder,
                tools.reopen_reminder,
                tools.export_reminders,
            ),
        ),
        (CHANGES, (tools.snooze_reminder,)),
        (REPLACES, (tools.sync_reminders, tools.delete_reminder)),
        (REPLACES_OUTSIDE, (tools.publish_reminders,)),
    ):
        for tool in group:
            server.tool(annotations=annotations)(tool)
    return server


class _Tools:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, reminders: Reminders, roots: Roots, zone: ZoneInfo) -> None:
        self._reminders, self._roots, self._zone = reminders, roots, zone

    def create_reminder(self, reminder: Reminder) -> Annotated[ToolAnswer, ReminderList]:
        """Store one reminder. The same key again changes that reminder instead of adding another."""
        return _listed(self._reminders.create([reminder]), "Stored")

    def create_reminders(self, reminders: _Given) -> Annotated[ToolAnswer, ReminderList]:
        """Store several reminders at once, all or none."""
        return _listed(self._reminders.create(reminders), "Stored")

    def sync_reminders(self, source: _Source, reminders: _Synced) -> Annotated[ToolAnswer, ReminderSync]:
        """Make the reminders of a source exactly these; what is done, put off or changed by hand is kept."""
        result = self._reminders.sync(source, reminders)
        return answer(synced(source, result), result, rest=_NARROWER)

    def list_reminders(
        self,
        state: Annotated[State | None, Field(description="Only these; without it, all but the cancelled")] = None,
        before: Annotated[
            str | None, Field(description="Only what reminds up to then: a date (that whole day) or an instant")
        ] = None,
        course: Annotated[str | None, Field(description="Only of this course")] = None,
    ) -> Annotated[ToolAnswer, ReminderList]:
        """List reminders in order of time, with their state and uid."""
        until = datetime.fromisoformat(instants.by(before, self._zone, "before")) if before else None
        found = [
            each.reminder
            for each in self._reminders.all()
            if (each.reminder.state == state if state else each.reminder.state != "cancelled")
            and (until is None or each.rings <= until)
            and course in {None, each.reminder.course}
        ]
        return _listed(found, "There are")

    def due_reminders(
        self, now: Annotated[str | None, Field(description="An instant; without it, this moment")] = None
    ) -> Annotated[ToolAnswer, ReminderList]:
        """List what is to be told now: reminders whose time has come and that were not delivered yet."""
        return _listed(self._reminders.due(now), "Due now:", notes=True)

    def complete_reminder(self, uid: _Uid) -> Annotated[ToolAnswer, ReminderList]:
        """Mark the work that a reminder is about as done: none of its reminders rings any more."""
        return _listed(self._reminders.complete(uid), "Done:")

    def reopen_reminder(self, uid: _Uid) -> Annotated[ToolAnswer, ReminderList]:
        """Take back a completion: the reminders of that work ring again."""
        return _listed(self._reminders.reopen(uid), "Open again:")

    def snooze_reminder(
        self,
        uid: _Uid,
        until: Annotated[
            str, Field(description="An instant, a local time, or a duration from now (ISO 8601: PT2H, P1D)")
        ],
    ) -> Annotated[ToolAnswer, ReminderList]:
        """Put a reminder off to a later time, also one that was delivered already."""
        return _listed([self._reminders.snooze(uid, until)], "Put off")

    def delete_reminder(self, uid: _Uid) -> Annotated[ToolAnswer, Deleted]:
        """Delete a reminder; a later sync of its source does not bring it back."""
        return answer(f"Deleted {self._reminders.delete(uid).title} ({uid}).", Deleted(deleted=[uid]))

    def export_reminders(
        self,
        path: Annotated[
            str | None, Field(description="File to write, ending in .ics; without it the answer is the text")
        ] = None,
    ) -> Annotated[ToolAnswer, ReminderExport]:
        """Write the reminders as tasks with alarms (RFC 5545 VTODO), a file that task programs read."""
        stored = self._reminders.all()
        content = to_ical(stored)
        if path is None:
            text = content.decode()
            return answer(text, ReminderExport(text=text, reminders=len(stored)), rest="give a path to write it to")
        target = self._roots.new(path, suffix=".ics")
        files.replace(target, content)
        return answer(
            f"Wrote {len(stored)} reminders to {target}.", ReminderExport(path=str(target), reminders=len(stored))
        )

    def publish_reminders(
        self,
        url: Annotated[str, Field(description="Address of one list of tasks on a CalDAV server, https")],
        username: Annotated[str | None, Field(description="Its password comes from keyring or environment")] = None,
        sources: Annotated[list[str] | None, Field(description="Only reminders of these sources")] = None,
        prefer: Annotated[
            Side | None, Field(description="Whose version stands where both sides changed; without it, none is touched")
        ] = None,
    ) -> Annotated[ToolAnswer, Publication]:
        """Keep reminders as tasks on a CalDAV server too, and take what was done there; conflicts are shown."""
        published = publish(self._reminders, Collection(url, username, "VTODO"), sources, prefer)
        return answer(told(published), published)


def _listed(found: Sequence[Reminder], verb: str, *, notes: bool = False) -> ToolAnswer:
    return answer(listed(found, verb, notes=notes), ReminderList(reminders=list(found)), rest=_NARROWER)
