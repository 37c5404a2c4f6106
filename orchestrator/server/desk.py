"""What all tools of one server share: settings, runs, the set-up semester and the stores. Knows nothing of MCP."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from itertools import islice
from typing import Any

from anyio import create_task_group, to_thread

from orchestrator.executor import outcome_of
from orchestrator.journal import Recorded, RunRecord
from orchestrator.plan import Plan
from orchestrator.progress import Lines
from orchestrator.runs import Settings, servers_of
from orchestrator.server.changes import Changes
from orchestrator.server.results import RunState
from orchestrator.server.running import ANSWER_SECONDS, Report, Runs
from orchestrator.server.semesters import NOTHING_YET, SetUp, SetUps, Work, works
from orchestrator.server.settings import ServerSettings
from orchestrator.server.stores import Stores
from servers.contract.calendar import Event, Events
from servers.contract.errors import Refused
from servers.contract.reminders import Reminder, Reminders
from servers.roots import Roots


class Desk:
    """One client's place."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.roots = Roots(settings.roots)
        self.runs = Runs(settings.home)
        self._changes: Changes | None = None
        self.set_ups = SetUps(self.runs, self.roots)
        self.stores = Stores(servers_of(settings.roots, settings.out, None, home=settings.home))

    @property
    def changes(self) -> Changes:
        """Opened when it is first needed."""
        if self._changes is None:
            self._changes = Changes(self.settings.home / "changes.db")
        return self._changes

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """While this lasts, servers may be started; afterwards none is left."""
        async with create_task_group() as tasks:
            self.stores.live_in(tasks)
            try:
                yield
            finally:
                self.stores.close()

    # -- runs

    def settings_of_run(self, *, dry_run: bool = False) -> Settings:
        self.settings.out.mkdir(parents=True, exist_ok=True)
        return Settings(
            target=str(self.settings.out),
            config=str(self.settings.config) if self.settings.config else None,
            dry_run=dry_run,
            roots=tuple(map(str, self.settings.roots)),
        )

    async def ran(self, plan: Plan, inputs: Mapping[str, Any], settings: Settings, report: Report) -> RunRecord:
        """How a run of `plan` stands when it has ended, or when an answer has to be given."""
        run = await self.runs.start(plan, inputs, settings)
        return await self.runs.follow(run, ANSWER_SECONDS, report)

    async def read(self, run: str) -> Recorded:
        """One run, by its id or the beginning of one."""
        return await to_thread.run_sync(self.runs.journal.read, run)

    # -- the semester

    async def set_up(self) -> SetUp:
        """The semester as it is set up.

        Raises:
            Refused: none is.
        """
        found = await self.last_set_up()
        if found is None:
            raise Refused(NOTHING_YET)
        return found

    async def last_set_up(self) -> SetUp | None:
        return next(iter(await self.last_set_ups(1)), None)

    async def last_set_ups(self, most: int) -> list[SetUp]:
        """The newest first."""

        def found() -> list[SetUp]:
            return list(islice(self.set_ups.newest_first(self.changes.marked("undone")), most))

        return await to_thread.run_sync(found)

    async def works(self, found: SetUp) -> list[Work]:
        """All dated work as it stands in the stores now."""
        events = await self.events(found, found.semester.plan.first, found.semester.plan.last)
        return works(found.semester, events, await self.done())

    async def events(self, found: SetUp, first: str | None, last: str | None) -> list[Event]:
        """The occurrences of the semester's events between two days."""
        if not (first and last):
            return []
        day_before, day_after = _shifted(first, -60), _shifted(last, 60)  # work that was moved by hand, too
        answer = await self.stores.call(
            "calendar_server",
            "list_events",
            start=day_before,
            end=day_after,
            sources=found.semester.plan.sources,
        )
        return Events.model_validate(answer).events

    async def reminders(self) -> list[Reminder]:
        return Reminders.model_validate(await self.stores.call("reminders_server", "list_reminders")).reminders

    async def done(self) -> Collection[tuple[str, str]]:
        """Source and id of the work that is done."""
        return {
            (each.source, each.item)
            for each in await self.reminders()
            if each.state == "done" and each.source and each.item
        }


def state(record: RunRecord, recorded: Recorded | None = None) -> RunState:
    """How a run stands, as it is told."""
    done: dict[str, str] = {}
    failures: list[str] = []
    if recorded is not None:
        lines = Lines(recorded.plan, lambda _line: None)
        for event in recorded.events:
            lines.hear(event)
        begun = {name: count for name, count in lines.counts.items() if count.first is not None}
        done = {name: f"{count.done}/{count.calls}" for name, count in begun.items()}
        failures = [_failed(each.step, each.index, each.reason) for each in outcome_of(recorded).failures]
    return RunState(
        run=record.id,
        name=record.name or "plan",
        state=record.state,
        started=record.started,
        ended=record.ended,
        calls=record.calls,
        done=done,
        failures=failures,
        left=_left(record),
    )


def _left(record: RunRecord) -> str:
    match record.state:
        case "running":
            return (
                f'It goes on by itself: ask run_status(run="{record.id}") in a few seconds, then run_result;'
                f' cancel_run(run="{record.id}") stops it.'
            )
        case "done":
            return ""
        case "failed":
            return f'What failed can be made again, and what was done is not: resume_run(run="{record.id}").'
        case "stopped" | "interrupted":
            return f'It was stopped before its end: resume_run(run="{record.id}") makes what is left.'


def _failed(step: str, index: int | None, reason: str) -> str:
    return f"{step}: {reason}" if index is None else f"{step}[{index}]: {reason}"


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
