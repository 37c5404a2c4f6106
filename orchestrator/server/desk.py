"""What all tools of one server share: settings, runs, the set-up semester and the stores. Knows nothing of MCP."""

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import Event, create_task_group, get_cancelled_exc_class, move_on_after, to_thread
from anyio.abc import TaskGroup

from orchestrator.config import project_servers
from orchestrator.events import CallFailed, CallLost, CallStarted, RunEvent
from orchestrator.journal import Recorded, RunRecord
from orchestrator.plan import Plan
from orchestrator.progress import Lines
from orchestrator.runs import Settings
from orchestrator.server import corrections
from orchestrator.server.changes import Changes
from orchestrator.server.checking import Checking
from orchestrator.server.results import RunState
from orchestrator.server.running import ANSWER_SECONDS, Report, Runs
from orchestrator.server.semesters import NOTHING_YET, SetUp, SetUps, Work, works
from orchestrator.server.settings import ServerSettings
from orchestrator.server.stores import Stores
from servers.contract.calendar import Event as CalendarEvent
from servers.contract.calendar import Events
from servers.contract.errors import Refused
from servers.contract.reminders import Reminder, Reminders
from servers.contract.syllabus import CORRECTIONS_SUFFIX, Evidence, PageShown, Syllabus
from servers.roots import Roots

if TYPE_CHECKING:
    from mcp_types import ContentBlock

_BEYOND = timedelta(days=60)
_LEAVING_SECONDS = 0.5
"""After which a call that was cancelled was not cancelled because the host is gone."""


class Desk:
    """One client's place."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.roots = Roots(settings.roots)
        self.runs = Runs(settings.home)
        self.asked_of: dict[str, str] = {}
        """The run that a question to the student is about, by what was asked for."""
        self._changes: Changes | None = None
        self._tasks: TaskGroup | None = None
        self._leaving = Event()
        self.set_ups = SetUps(self.runs, self.roots)
        self.checking = Checking(settings)
        self.stores = Stores(project_servers(settings.roots, home=settings.home, out=settings.out))

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
            async with create_task_group() as self._tasks:
                try:
                    yield
                finally:
                    self._leaving.set()
                    self._tasks.cancel_scope.cancel()
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
        return await self.follow(await self.runs.start(plan, inputs, settings), ANSWER_SECONDS, report)

    async def follow(self, run: str, seconds: float, report: Report) -> RunRecord:
        """How the run stands when it has ended, or after `seconds`. Who cancels the call stops the run."""
        try:
            return await self.runs.follow(run, seconds, report)
        except get_cancelled_exc_class():
            self.tasks.start_soon(self._stop_unless_leaving, run)
            raise

    async def _stop_unless_leaving(self, run: str) -> None:
        """Stop the run, but not where the call ended because the host did: that run goes on."""
        with move_on_after(_LEAVING_SECONDS):
            await self._leaving.wait()
            return
        await self.runs.stop(run)

    async def again(self, plan: Plan, inputs: Mapping[str, Any], settings: Settings) -> str:
        """Start a run that changes little over the servers that are kept, so that the student does not wait for them.

        What is written elsewhere than they may write takes a process of its own, as any run.
        """
        if Path(settings.target) != self.settings.out or settings.config:
            return await self.runs.start(plan, inputs, settings)
        await self.stores.ready()
        return await self.runs.start_here(plan, inputs, settings, self.stores, self.tasks)

    async def call(self, service: str, tool: str, **arguments: Any) -> Any:
        """The result of a tool of the three servers."""
        return await self.stores.call(service, tool, arguments)

    async def page(self, syllabus: Syllabus, evidence: Evidence) -> "tuple[PageShown, list[ContentBlock]]":
        """The page that the evidence stands on, and its picture."""
        arguments = {"path": syllabus.source.path, "page": evidence.page, "box": evidence.box}
        answer = await self.stores.answer("syllabus_server", "show_page", arguments)
        return PageShown.model_validate(answer.structured_content), answer.content[1:]

    @property
    def tasks(self) -> TaskGroup:
        """What goes on while the server serves."""
        if self._tasks is None:
            raise RuntimeError("the server is not open")
        return self._tasks

    async def state(self, run: str) -> RunState:
        """How a run stands. `run` is its id, the beginning of one, or `last`."""
        journal = self.runs.journal

        def looked() -> RunState:
            record = journal.record(run)
            return state(record, journal.plan(record.id), journal.heard(record.id, 0))

        return await to_thread.run_sync(looked)

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

    async def last_read(self) -> SetUp | None:
        """The newest reading of syllabi, a dry run too."""
        found = partial(self.set_ups.newest_first, dry_too=True)
        return await to_thread.run_sync(lambda: next(found(), None))

    async def last_set_ups(self, most: int) -> list[SetUp]:
        """The newest first."""

        def found() -> list[SetUp]:
            return list(islice(self.set_ups.newest_first(self.changes.marked("undone")), most))

        return await to_thread.run_sync(found)

    # -- corrections

    def corrections_of(self, syllabus: Syllabus) -> Path:
        """The file beside the syllabus that holds what is right.

        Raises:
            Refused: the syllabus is gone, or the file is a link, which could lead out of the roots.
        """
        path = self.roots.existing(syllabus.source.path)
        beside = path.with_name(f"{path.name}{CORRECTIONS_SUFFIX}")
        if beside.is_symlink():
            raise Refused(f"{beside.name} is a link: put a file in its place")
        return beside

    def write(self, written: Mapping[Path, str], said: str) -> None:
        """Write what these files now say, all or none, and remember how to take it back.

        Args:
            said: what is done, in words.

        Raises:
            Refused: one can't be written.
        """
        before = {path: corrections.text(path) for path in written}
        files = [{"path": str(path), "before": before[path], "after": after} for path, after in written.items()]
        entry = self.changes.add(said, {"kind": "files", "files": files})
        done: list[Path] = []
        try:
            for path, after in written.items():
                corrections.write(path, after)
                done.append(path)
        except Refused:
            for path in done:
                corrections.write(path, before[path])
            self.changes.drop(entry)
            raise

    # -- the stores

    async def works(self, found: SetUp) -> list[Work]:
        """All dated work as it stands in the stores now."""
        plan = found.semester.plan
        if not (plan.first and plan.last):
            return []
        # Wider than the term, because work may have been moved by hand.
        first, last = (date.fromisoformat(day) for day in (plan.first, plan.last))
        return works(found.semester, await self.events(found, first - _BEYOND, last + _BEYOND), await self.done())

    async def events(self, found: SetUp, first: date, last: date) -> list[CalendarEvent]:
        """The occurrences of the semester's events between two days."""
        sources = found.semester.plan.sources
        days = {"start": first.isoformat(), "end": last.isoformat()}
        return Events.model_validate(await self.call("calendar_server", "list_events", **days, sources=sources)).events

    async def reminders(self) -> list[Reminder]:
        return Reminders.model_validate(await self.call("reminders_server", "list_reminders")).reminders

    async def done(self) -> Collection[tuple[str, str]]:
        """Source and id of the work that is done."""
        return {
            (each.source, each.item)
            for each in await self.reminders()
            if each.state == "done" and each.source and each.item
        }


def state(record: RunRecord, plan: Plan | None = None, events: Iterable[RunEvent] = ()) -> RunState:
    """How a run stands, as it is told; with its `plan` and `events`, how far each step is and what failed."""
    done: dict[str, str] = {}
    failures: dict[tuple[str, int | None], str] = {}
    if plan is not None:
        lines = Lines(plan, lambda _line: None)
        for event in events:
            lines.hear(event)
            match event:
                case CallFailed(step=step, index=index) | CallLost(step=step, index=index):
                    failures[step, index] = event.reason
                case CallStarted(step=step, index=index):
                    failures.pop((step, index), None)
                case _:
                    pass
        begun = {name: count for name, count in lines.counts.items() if count.first is not None}
        done = {name: f"{count.done}/{count.calls}" for name, count in begun.items()}
    return RunState(
        run=record.id,
        name=record.name or "plan",
        state=record.state,
        started=record.started,
        ended=record.ended,
        calls=record.calls,
        done=done,
        failures=[_failed(*call, reason) for call, reason in failures.items()],
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
