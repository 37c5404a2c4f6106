"""Every run as it happens, in SQLite: read back to resume it, to show it, and to learn how long calls take.

Rules
-----
1. The events of a turn are written in one change before anything follows from them: a kill at any moment leaves all
   that was told before. (`synchronous=NORMAL`: only a power cut may lose the last moments.)
2. A big result is stored once, by its SHA-256, however many events and runs bear it. A small one stands in its event.
3. Who writes a run holds its lock, which ends with the process: so a run that was killed is told from one that goes on,
   and nobody resumes a run that goes on.
4. The newest `KEPT_RUNS` runs are kept.
"""

import json
import secrets
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock, Timeout

from orchestrator.errors import JournalError, PlanError, nearest
from orchestrator.events import CallFailed, CallLost, CallStarted, CallSucceeded, Fact, RunEnded, RunEvent, RunStarted
from orchestrator.plan import Plan, Step, parse_plan, to_json
from servers.contract.errors import Refused
from servers.store import Store

State = Literal["running", "done", "failed", "stopped", "interrupted"]
"""`stopped` was ended by the user; `interrupted` was killed. Both, and `failed`, can be resumed."""

KEPT_RUNS = 200

_MIGRATIONS = (
    """
    CREATE TABLE run (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, plan TEXT NOT NULL, plan_hash TEXT NOT NULL, inputs TEXT NOT NULL,
        settings TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, state TEXT
    );
    CREATE TABLE event (
        run TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, step TEXT, item INTEGER, at REAL NOT NULL,
        rest TEXT NOT NULL, result TEXT, PRIMARY KEY (run, number)
    ) WITHOUT ROWID;
    CREATE TABLE result (hash TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX event_result ON event (result) WHERE result IS NOT NULL;
    CREATE TABLE duration (
        plan_hash TEXT NOT NULL, step TEXT NOT NULL, service TEXT NOT NULL, tool TEXT NOT NULL, arguments TEXT NOT NULL,
        seconds REAL NOT NULL, PRIMARY KEY (plan_hash, step)
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE event ADD COLUMN value TEXT",
)

_BIG = 1024
"""Letters of JSON from which on a result is stored apart."""
_ROWS_AT_ONCE = 500
_INSERT = "INSERT INTO event (run, number, kind, step, item, at, rest, result, value) VALUES "
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"

_KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(RunEvent)}
_COLUMNS = {"step", "index", "at", "result"}
_REST: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.name not in _COLUMNS) for kind in _KINDS.values()
}
"""What of each kind of event has no column of its own."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run, as `runs` lists it."""

    id: str
    name: str
    """Of the plan."""
    state: State
    started: str
    """RFC 3339, UTC."""
    ended: str | None
    calls: int
    """How many have ended well."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that is needed to go on with a run, or to show it."""

    record: RunRecord
    plan: Plan
    inputs: Mapping[str, Any]
    settings: Mapping[str, Any]
    """What the command that started it wants to find again."""
    events: Sequence[RunEvent]

    @property
    def facts(self) -> list[Fact]:
        return [event for event in self.events if isinstance(event, Fact)]


class RunLog:
    """Writes one run. Made by `Journal`."""

    def __init__(self, store: Store, run: str, number: int) -> None:
        self.run = run
        self.state: State = "stopped"
        """How the run stands if nothing more is heard."""
        self.has_begun = False
        """Whether its plan was found sound and its servers were there."""
        self._store, self._number = store, number
        self._stored: set[str] = set()
        """Hashes of the big results that are known to be there."""
        self._begun: dict[tuple[str, int | None], float] = {}
        self._took: dict[str, tuple[int, float]] = {}

    @property
    def seconds(self) -> dict[str, float]:
        """How long the calls of each step took on the average."""
        return {step: seconds / calls for step, (calls, seconds) in self._took.items()}

    def hear(self, event: RunEvent) -> None:
        """Write one event down. As of `write`."""
        self.write((event,))

    def write(self, events: Sequence[RunEvent]) -> None:
        """Write the events of a turn down, in one change.

        Raises:
            JournalError: they could not be written; what was written before stays.
        """
        with _sentences():
            for first in range(0, len(events), _ROWS_AT_ONCE):
                rows = [self._row(event) for event in events[first : first + _ROWS_AT_ONCE]]
                self._store.write(_INSERT + ", ".join([_ROW] * len(rows)), [value for row in rows for value in row])
        for event in events:
            self._learn(event)

    def _row(self, event: RunEvent) -> tuple[object, ...]:
        kind = type(event)
        rest = {name: getattr(event, name) for name in _REST[kind]}
        result, value = self._result(event.result) if isinstance(event, CallSucceeded) else (None, None)
        step, index = getattr(event, "step", None), getattr(event, "index", None)
        self._number += 1
        return (self.run, self._number, kind.__name__, step, index, event.at, json.dumps(rest), result, value)

    def _result(self, result: Any) -> tuple[str | None, str | None]:
        """Its hash where it is stored apart, else its value."""
        value = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
        if len(value) < _BIG:
            return None, value
        key = sha256(value.encode()).hexdigest()
        if key not in self._stored:
            self._store.write("INSERT OR IGNORE INTO result VALUES (?, ?)", (key, value))
            self._stored.add(key)
        return key, None

    def _learn(self, event: RunEvent) -> None:
        match event:
            case CallStarted():
                self._begun[event.step, event.index] = event.at
            case CallSucceeded():
                took = event.at - self._begun.pop((event.step, event.index), event.at)
                calls, seconds = self._took.get(event.step, (0, 0.0))
                self._took[event.step] = (calls + 1, seconds + took)
            case CallFailed() | CallLost():
                self._begun.pop((event.step, event.index), None)
            case RunStarted():
                self.has_begun = True
            case RunEnded(ok=ok):
                self.state = "done" if ok else "failed"
            case _:
                pass


class Journal:
    """The journal in the file `path`.

    Raises:
        JournalError: it is damaged, locked, read-only or from a newer version.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _sentences():
            self._store = Store(str(path), _MIGRATIONS)

    @contextmanager
    def begin(
        self, plan: Plan, inputs: Mapping[str, Any], settings: Mapping[str, Any], run: str | None = None
    ) -> Generator[RunLog]:
        """A new run; its state is written when the block is left, and one that never began leaves nothing.

        Args:
            run: its id, from `new_run_id`, where somebody has to know it before the run begins.
        """
        now = datetime.now(UTC)
        run = run or new_run_id()
        text = to_json(plan)
        row = (run, plan.name, text, _plan_hash(plan), json.dumps(inputs), json.dumps(settings), _written(now))
        with self._held(run):
            with _sentences():
                self._store.write("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)", row)
                self._forget_old()
            log = RunLog(self._store, run, 0)
            try:
                with self._kept(plan, log):
                    yield log
            finally:
                if not log.has_begun:
                    self._drop(run)

    @contextmanager
    def go_on(self, run: str, settings: Mapping[str, Any] | None = None) -> Generator[RunLog]:
        """An earlier run again; what happens is added to what it has, and `settings`, where given, replace its own.

        Raises:
            JournalError: it is still going on, or there is no such run.
        """
        recorded = self.read(run)
        run = recorded.record.id
        with self._held(run), self._kept(recorded.plan, RunLog(self._store, run, len(recorded.events))) as log:
            if settings is not None:
                with _sentences():
                    self._store.write("UPDATE run SET settings = ? WHERE id = ?", (json.dumps(settings), run))
            yield log

    def runs(self) -> list[RunRecord]:
        """All runs, the newest first."""
        return self._records("", ())

    def read(self, run: str) -> Recorded:
        """One run with all its events. `run` is its id, the beginning of one, or `last`.

        Raises:
            JournalError: there is none, or more than one.
        """
        record = self._found(run)
        with _sentences(), self._store.reading() as connection:
            plan, inputs, settings = connection.execute(
                "SELECT plan, inputs, settings FROM run WHERE id = ?", (record.id,)
            ).fetchone()
            rows = connection.execute(
                "SELECT kind, step, item, at, rest, coalesce(event.value, result.value)"
                " FROM event LEFT JOIN result ON hash = result"
                " WHERE run = ? ORDER BY number",
                (record.id,),
            ).fetchall()
        try:
            events = [_event(*row) for row in rows]
            return Recorded(record, parse_plan(plan), json.loads(inputs), json.loads(settings), events)
        except (KeyError, TypeError, ValueError, PlanError):
            raise JournalError(
                f"{self._path}: the run {record.id} can't be read: it is damaged, or of a newer version of this"
                " program; the other runs are not concerned"
            ) from None

    def record(self, run: str) -> RunRecord:
        """How a run stands. `run` as for `read`.

        Raises:
            JournalError: there is none, or more than one.
        """
        exact = self._records("WHERE id = ?", (run,))
        return exact[0] if exact else self._found(run)

    def settings(self, run: str) -> Mapping[str, Any]:
        """What the command that started the run `run`, its whole id, wants to find again."""
        with _sentences(), self._store.reading() as connection:
            row = connection.execute("SELECT settings FROM run WHERE id = ?", (run,)).fetchone()
        return json.loads(row[0]) if row else {}

    def plan(self, run: str) -> Plan:
        """The plan of the run `run`, its whole id.

        Raises:
            JournalError: there is none.
        """
        with _sentences(), self._store.reading() as connection:
            row = connection.execute("SELECT plan FROM run WHERE id = ?", (run,)).fetchone()
        if row is None:
            raise JournalError(f"there is no run {run!r}")
        return parse_plan(row[0])

    def heard(self, run: str, after: int) -> list[RunEvent]:
        """The events of the run `run`, its whole id, behind its first `after` ones; null for each result."""
        with _sentences(), self._store.reading() as connection:
            rows = connection.execute(
                "SELECT kind, step, item, at, rest, NULL FROM event WHERE run = ? AND number > ? ORDER BY number",
                (run, after),
            ).fetchall()
        return [_event(*row) for row in rows]

    def going_on(self, name: str, value: str) -> str | None:
        """The id of a run that goes on and whose settings have this `value` under `name`; None where there is none."""
        with _sentences(), self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM run WHERE state IS NULL AND json_extract(settings, '$.' || ?) = ?"
                " ORDER BY started DESC",
                (name, value),
            ).fetchall()
        return next((run for (run,) in rows if self._is_held(run)), None)

    def durations(self, plan: Plan) -> Callable[[Step], float]:
        """Expected seconds of a step's call.

        As in the last run of this plan; else as the tool's call with the same arguments as written; else the tool's
        mean; else one second.
        """
        with _sentences(), self._store.reading() as connection:
            known = connection.execute(
                "SELECT plan_hash, step, service, tool, arguments, seconds FROM duration"
            ).fetchall()
        this = _plan_hash(plan)
        by_step = {step: seconds for plan_hash, step, *_, seconds in known if plan_hash == this}
        by_arguments = {(service, tool, written): seconds for _, _, service, tool, written, seconds in known}
        by_tool: dict[tuple[str, str], list[float]] = {}
        for _, _, service, tool, _, seconds in known:
            by_tool.setdefault((service, tool), []).append(seconds)
        mean = {tool: sum(each) / len(each) for tool, each in by_tool.items()}

        def duration(step: Step) -> float:
            tool = (step.service_name, step.tool_name)
            alike = by_arguments.get((*tool, _arguments_hash(step)), mean.get(tool, 1.0))
            return by_step.get(step.id, alike)

        return duration

    # -- within

    def _records(self, where: str, values: Sequence[str]) -> list[RunRecord]:
        with _sentences(), self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, name, state, started, ended,"  # noqa: S608 - no value in it
                " (SELECT count(*) FROM event WHERE run = id AND kind = 'CallSucceeded')"
                f" FROM run {where} ORDER BY started DESC, id DESC",
                values,
            ).fetchall()
        return [self._record(*row) for row in rows]

    def _found(self, run: str) -> RunRecord:
        records = self.runs()
        matching = records[:1] if run == "last" else [each for each in records if each.id.startswith(run)]
        exact = [each for each in matching if each.id == run] or matching
        if len(exact) == 1:
            return exact[0]
        if exact:
            raise JournalError(f"{run!r} is the beginning of {len(exact)} runs: give more of the id")
        raise JournalError(f"there is no run {run!r}; {nearest(run, [each.id for each in records])}")

    def _record(  # noqa: PLR0913, PLR0917 - the columns of the table
        self, run: str, name: str, state: State | None, started: str, ended: str | None, calls: int
    ) -> RunRecord:
        if state is None:
            state = "running" if self._is_held(run) else "interrupted"
        return RunRecord(run, name, state, started, ended, calls)

    def _lock(self, run: str) -> FileLock:
        return FileLock(self._path.with_name(f"{self._path.stem}-{run}.lock"), timeout=0)

    def _is_held(self, run: str) -> bool:
        lock = self._lock(run)
        if not Path(lock.lock_file).exists():
            return False
        try:
            with lock:
                return False
        except Timeout:
            return True

    @contextmanager
    def _held(self, run: str) -> Generator[None]:
        lock = self._lock(run)
        try:
            lock.acquire()
        except Timeout:
            raise JournalError(
                f"the run {run} is still going on in another process: wait for it, or stop that"
            ) from None
        try:
            yield
        finally:
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)

    @contextmanager
    def _kept(self, plan: Plan, log: RunLog) -> Generator[RunLog]:
        """Writes at the end how the run stands, and what was learned of its durations."""
        self._set(log.run, None, None)
        try:
            yield log
        finally:
            self._set(log.run, log.state, _written(datetime.now(UTC)))
            self._learn(plan, log.seconds)

    def _set(self, run: str, state: str | None, ended: str | None) -> None:
        with _sentences():
            self._store.write("UPDATE run SET state = ?, ended = ? WHERE id = ?", (state, ended, run))

    def _learn(self, plan: Plan, seconds: Mapping[str, float]) -> None:
        this = _plan_hash(plan)
        rows = [
            (this, step.id, step.service_name, step.tool_name, _arguments_hash(step), seconds[step.id])
            for step in plan.steps
            if step.id in seconds
        ]
        with _sentences(), self._store.atomic() as connection:
            connection.executemany("INSERT OR REPLACE INTO duration VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _drop(self, run: str) -> None:
        with _sentences(), self._store.atomic() as connection:
            connection.execute("DELETE FROM event WHERE run = ?", (run,))
            connection.execute("DELETE FROM run WHERE id = ?", (run,))

    def _forget_old(self) -> None:
        with self._store.atomic() as connection:
            old = "SELECT id FROM run ORDER BY started DESC, id DESC LIMIT -1 OFFSET ?"
            connection.execute(f"DELETE FROM event WHERE run IN ({old})", (KEPT_RUNS,))  # noqa: S608 - no value in it
            connection.execute(f"DELETE FROM run WHERE id IN ({old})", (KEPT_RUNS,))  # noqa: S608
            if connection.execute("SELECT changes()").fetchone()[0]:
                connection.execute(
                    "DELETE FROM result WHERE hash NOT IN (SELECT result FROM event WHERE result NOT NULL)"
                )
                connection.execute("DELETE FROM duration WHERE plan_hash NOT IN (SELECT plan_hash FROM run)")


def new_run_id() -> str:
    """An id that no run has, which says when it was made."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def _event(  # noqa: PLR0913, PLR0917 - the columns of the table
    kind: str, step: str | None, item: int | None, at: float, rest: str, result: str | None
) -> RunEvent:
    known = _KINDS[kind]
    values: dict[str, Any] = {"at": at, **json.loads(rest)}
    names = {field.name for field in fields(known)}
    columns = {"step": step, "index": item, "result": None if result is None else json.loads(result)}
    event: RunEvent = known(**values, **{name: value for name, value in columns.items() if name in names})
    return event


def _plan_hash(plan: Plan) -> str:
    """What the plan does: its inputs' values and its prose may differ."""
    return sha256(json.dumps([step.model_dump(mode="json") for step in plan.steps]).encode()).hexdigest()


def _arguments_hash(step: Step) -> str:
    return sha256(json.dumps(step.model_dump(mode="json")["arguments"], sort_keys=True).encode()).hexdigest()


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def _sentences() -> Generator[None]:
    try:
        yield
    except Refused as refused:
        raise JournalError(str(refused)) from refused
