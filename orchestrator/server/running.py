"""Runs in processes of their own, started, followed and stopped through the journal.

A run goes on when the call that started it is cut off, and when the host is gone. The same request while it goes on
finds it by its key instead of starting another.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from json import dumps
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar

from anyio import TASK_STATUS_IGNORED, CancelScope, Lock, current_time, sleep, to_thread
from anyio.abc import TaskGroup, TaskStatus
from filelock import FileLock, Timeout

from orchestrator.errors import JournalError, OrchestratorError
from orchestrator.journal import Journal, RunRecord, new_run_id
from orchestrator.plan import Plan, to_json
from orchestrator.progress import Lines
from orchestrator.runs import Settings, journal, prepared
from orchestrator.server.detached import Job, job
from orchestrator.tools import ToolCaller
from servers.contract.errors import Refused
from servers.contract.home import VARIABLE

ANSWER_SECONDS = 45.0
"""How long a call waits for a run: some hosts cut every call after 60 s."""
_START_SECONDS = 30.0
_LOOK_SECONDS = 0.15
_TELL_SECONDS = 2.0
_KEPT_LOGS = 20

Report = Callable[[float, float | None, str], Awaitable[None]]
"""Takes how far a run is, of how many calls, and in words."""


Result = TypeVar("Result")


@dataclass(slots=True)
class _Followed:
    """How far a run is, from its events."""

    lines: Lines
    heard: int = 0
    told: int = 0

    def tell(self) -> tuple[float, float, str]:
        """Calls that have ended, with a fraction that grows each time; calls that are known of; both in words."""
        self.told += 1
        counts = self.lines.counts
        known, ended = (sum(getattr(each, name) for each in counts.values()) for name in ("calls", "ended"))
        begun = [name for name, each in counts.items() if each.first is not None and each.ended < each.calls]
        words = ", ".join(f"{name} {counts[name].ended} of {counts[name].calls}" for name in begun)
        return ended + 1 - 1 / (self.told + 1), max(known, ended + 1), words or ("working" if ended else "starting")


class Runs:
    """The runs of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._opened: Journal | None = None
        self._starting = Lock()
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._here: dict[str, CancelScope] = {}
        """The runs of this process."""
        self._words: dict[str, str] = {}
        """What a run of this process could not go on for."""

    @property
    def journal(self) -> Journal:
        """Opened when it is first needed: a server that is only asked for its tools needs none."""
        if self._opened is None:
            self._opened = journal(self._home)
        return self._opened

    async def start(self, plan: Plan, inputs: Mapping[str, Any], settings: Settings) -> str:
        """Start a run of `plan`, or find the one that goes on with the same plan, inputs and settings; its id.

        Raises:
            Refused: it could not begin; the sentence says why.
        """
        key = _key(plan, inputs, settings)
        return await self._begun(job(plan, inputs, replace(settings, key=key), new_run_id()), key)

    async def start_here(
        self, plan: Plan, inputs: Mapping[str, Any], settings: Settings, tools: ToolCaller, tasks: TaskGroup
    ) -> str:
        """Start a run of `plan` in this process, over servers that are there; its id. It ends with `tasks`.

        Raises:
            Refused: it could not begin; the sentence says why.
        """
        run = new_run_id()
        settings = replace(settings, key=_key(plan, inputs, settings))
        await tasks.start(self._perform, plan, inputs, settings, tools, run)
        return run

    async def _perform(  # noqa: PLR0913 - passed on by the task group in order
        self,
        plan: Plan,
        inputs: Mapping[str, Any],
        settings: Settings,
        tools: ToolCaller,
        run: str,
        *,
        task_status: TaskStatus[None] = TASK_STATUS_IGNORED,
    ) -> None:
        scope = self._here[run] = CancelScope()
        has_begun = False
        try:
            with scope, prepared(plan, inputs, settings, run=run, tools=tools, home=self._home) as ready:
                has_begun = True
                task_status.started()
                await to_thread.run_sync(ready.write, await ready.run())
        except (OrchestratorError, OSError) as error:
            self._words[run] = str(error)
        finally:
            del self._here[run]
            if not has_begun:
                task_status.started()  # who follows it is told why

    async def go_on(self, run: str) -> str:
        """Go on with a run that stopped; its whole id. One that goes on already is left alone.

        Raises:
            JournalError: there is none.
            Refused: it is done, or could not begin.
        """
        record = await to_thread.run_sync(self.journal.record, run)
        if record.state == "running":
            return record.id
        if record.state == "done":
            raise Refused(f"the run {record.id} is done: nothing of it is left to do; run_result has what came of it")
        written = await to_thread.run_sync(self.journal.settings, record.id)
        settings = Settings(**written)
        key = settings.key or record.id
        return await self._begun(Job(record.id, replace(settings, key=key)), key)

    async def follow(self, run: str, seconds: float, report: Report | None = None) -> RunRecord:
        """How the run stands when it has ended, or after `seconds`; meanwhile `report` is told.

        Raises:
            Refused: it ended before it began.
        """
        until, tell_at = current_time() + seconds, current_time()
        await to_thread.run_sync(self._record, run)
        followed = _Followed(Lines(await to_thread.run_sync(self.journal.plan, run), _nothing))
        while True:
            record = await to_thread.run_sync(self._record, run)
            for event in await to_thread.run_sync(self.journal.heard, run, followed.heard):
                followed.lines.hear(event)
                followed.heard += 1
            if record.state != "running":
                self._reap(run)
                return record
            if report is not None and current_time() >= tell_at:
                await report(*followed.tell())
                tell_at = current_time() + _TELL_SECONDS
            if current_time() >= until:
                return record
            await sleep(_LOOK_SECONDS)

    async def stop(self, run: str) -> RunRecord:
        """Stop a run in order, and wait until it has; what it stored stays.

        Raises:
            JournalError: there is none.
        """
        record = await to_thread.run_sync(self.journal.record, run)
        if record.state != "running":
            return record
        settings = Settings(**await to_thread.run_sync(self.journal.settings, record.id))
        if record.id in self._here:
            self._here[record.id].cancel()
        elif settings.process is None:
            raise Refused(f"the run {record.id} goes on in another process, which alone can stop it")
        else:  # the run holds its lock, so the process is still the one that wrote its id down
            os.kill(settings.process, signal.SIGTERM)
        return await self.follow(record.id, 10.0)

    async def _begun(self, asked: Job, key: str) -> str:
        async with self._starting:
            # Not to be cut off: a call that ends here would leave a run that nobody knows of.
            return await shielded(partial(self._begin, asked, key))

    def _begin(self, asked: Job, key: str) -> str:
        self._home.mkdir(parents=True, exist_ok=True)
        try:
            lock = FileLock(self._home / "starting.lock", thread_local=False).acquire(_START_SECONDS)
        except Timeout:
            raise Refused("another host is starting a run and does not come to an end: try again") from None
        with lock:  # two hosts may ask at the same moment
            if going_on := self.journal.going_on("key", key):
                return going_on
            child = self._spawned(asked)
            while self.journal.going_on("key", key) != asked.run:
                try:
                    child.wait(_LOOK_SECONDS / 3)
                except subprocess.TimeoutExpired:
                    continue
                break
        self._children[asked.run] = child
        return asked.run

    def _spawned(self, asked: Job) -> subprocess.Popen[bytes]:
        logs = self._home / "runs"
        logs.mkdir(exist_ok=True)
        for old in sorted(logs.glob("*.log"), reverse=True)[_KEPT_LOGS:]:
            old.unlink(missing_ok=True)
        with self._log(asked.run).open("wb") as log, TemporaryFile() as told:
            told.write(asked.written().encode())
            told.seek(0)
            return subprocess.Popen(
                # -P: a folder `orchestrator` of the user's must not shadow ours
                [sys.executable, "-P", "-m", "orchestrator.server.detached"],
                stdin=told,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, VARIABLE: str(self._home)},
                start_new_session=True,  # whoever ends the host's processes does not end this one
            )

    def _record(self, run: str) -> RunRecord:
        try:
            return self.journal.record(run)
        except JournalError:
            raise Refused(self._last_words(run) or f"the run {run} ended before it began") from None

    def _log(self, run: str) -> Path:
        return self._home / "runs" / f"{run}.log"

    def _last_words(self, run: str) -> str:
        self._reap(run)
        if run in self._words:
            return self._words[run]
        try:
            return self._log(run).read_text(encoding="utf-8", errors="replace").strip()[-4000:]
        except OSError:
            return ""

    def _reap(self, run: str) -> None:
        """Let the process of an ended run be gone."""
        if child := self._children.pop(run, None):
            child.wait()


def _key(plan: Plan, inputs: Mapping[str, Any], settings: Settings) -> str:
    asked = [to_json(plan), dict(inputs), asdict(replace(settings, key=None, process=None))]
    return sha256(dumps(asked, sort_keys=True).encode()).hexdigest()


async def shielded(work: Callable[[], Result]) -> Result:
    """What `work` makes in a thread, also where the caller is cancelled meanwhile."""
    made: list[Result] = []
    with CancelScope(shield=True):
        made.append(await to_thread.run_sync(work))
    return made[0]


def _nothing(_line: str) -> None: ...
