"""Runs as they are written down, stopped anywhere and gone on with."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator import Plan, Step, StepError, ToolError, execute_plan, resume_plan
from orchestrator.errors import JournalError, PlanError
from orchestrator.events import CallStarted, CallSucceeded, RunEvent
from orchestrator.executor import Outcome, run_plan
from orchestrator.journal import Journal, RunLog
from orchestrator.plan import to_plan
from orchestrator.tools import Catalogue, Tool
from servers import store

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Counting:
    """Tools that count how often each call was made; those named in `broken` fail."""

    def __init__(self, *broken: str) -> None:
        self.made: dict[str, int] = {}
        self.broken = set(broken)

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        name = arguments["name"]
        self.made[name] = self.made.get(name, 0) + 1
        if name in self.broken:
            raise ToolError(f"{name} is broken")
        return {"name": name, "big": "x" * 2000, "items": ["p", "q", "r"]}


def step(name: str, *needs: str, **fields: Any) -> Step:
    fields = {"arguments": {"name": name}, **fields}
    return Step(id=name, service_name="toy", tool_name="work", depends_on=needs, **fields)


class StopError(Exception):
    """The run was stopped here."""


class Stopping(RunLog):
    """Writes a run and stops it at the n-th write, before or after it was done."""

    def __init__(self, log: RunLog, at: int, *, after: bool) -> None:
        self.log, self.left, self.after = log, at, after

    def write(self, events: Sequence[RunEvent]) -> None:
        self.left -= 1
        if self.left < 0 and not self.after:
            raise StopError
        self.log.write(events)
        if self.left < 0:
            raise StopError


class Model:
    """Tools that answer by their arguments alone, and a catalogue that says which may be repeated."""

    def __init__(self) -> None:
        anything = {"additionalProperties": True}
        again, once = Tool("again", input_schema=anything, idempotent=True), Tool("once", input_schema=anything)
        self.catalogue: Catalogue = {"toy": {"again": again, "once": once}}
        self.made: list[tuple[str, str]] = []

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        name = arguments["name"]
        self.made.append((tool, name))
        if arguments.get("broken"):
            raise ToolError(f"{name} is broken")
        return {"name": name, "items": ["p", "q", "r"], "big": "x" * (2000 if tool == "again" else 0)}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of a few steps: some map over the step before them, some fail, some may not be repeated."""
    steps: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        name = f"s{number}"
        before = f"s{draw(st.integers(0, number - 1))}" if number else None
        fields: dict[str, Any] = {"arguments": {"name": name}}
        if before and draw(st.booleans()):
            mapped = any(each["id"] == before and "for_each" in each for each in steps)
            fields = {
                "for_each": f"${before}" if mapped else f"${before}.items",
                "arguments": {"name": f"{name} ${{index}}"},
            }
        elif before:
            fields["depends_on"] = [before]
        fields["arguments"]["broken"] = draw(st.integers(0, 4)) == 0
        tool = draw(st.sampled_from(["again", "once"]))
        steps.append({"id": name, "service_name": "toy", "tool_name": tool, **fields})
    return to_plan({"on_error": "continue", "steps": steps})


def told(outcome: Outcome) -> object:
    failures = sorted((each.step, each.index is not None, each.index, each.reason) for each in outcome.failures)
    return dict(outcome.results), failures, dict(outcome.skipped)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans(), when=st.sampled_from(["before", "after"]), limit=st.sampled_from([1, 3]))
def test_a_run_stopped_at_any_write_ends_after_resume_as_if_nothing_had_been(
    tmp_path: Path, plan: Plan, when: str, limit: int
) -> None:
    async def stop_everywhere() -> None:
        whole = await run_plan(plan, tools=Model(), max_concurrent=limit)
        journal = Journal(tmp_path / "journal.db")
        for stop_at in count():
            tools, before = Model(), {record.id for record in journal.runs()}
            try:
                with journal.begin(plan, {}, {}) as log:
                    stopping = Stopping(log, stop_at, after=when == "after")
                    await run_plan(plan, tools=tools, max_concurrent=limit, log=stopping)
            except StopError:
                pass
            else:
                return  # every write was stopped at
            begun = {record.id for record in journal.runs()} - before
            for run in begun:  # none, where it was stopped before anything was written
                facts = journal.read(run).facts
                with journal.go_on(run) as log:
                    outcome = await run_plan(plan, tools=tools, max_concurrent=limit, log=log, facts=facts)
                unknown = [each for each in outcome.failures if "is unknown" in each.reason]
                assert unknown or told(outcome) == told(whole)
                once = [name for tool, name in tools.made if tool == "once"]
                assert len(once) == len(set(once)), "what may not be repeated was"
                assert len(tools.made) <= len(set(tools.made)) + limit
                assert all(plan_step(plan, each.step).tool_name == "once" for each in unknown)

    anyio.run(stop_everywhere)


def plan_step(plan: Plan, name: str) -> Step:
    return next(each for each in plan.steps if each.id == name)


async def test_a_run_that_failed_twice_can_be_gone_on_with_a_third_time(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    tools = Counting("b")
    plan = Plan(steps=(step("a"), step("b", "a"), step("c", "b")))
    with pytest.raises(StepError):
        await execute_plan(plan, tools=tools, journal=journal)
    with pytest.raises(StepError):
        await resume_plan("last", journal, tools=tools)
    tools.broken.clear()
    assert (await resume_plan("last", journal, tools=tools)).keys() == {"a", "b", "c"}
    assert tools.made == {"a": 1, "b": 3, "c": 1}


async def test_what_had_ended_well_is_not_called_again(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    tools = Counting("b")
    plan = Plan(steps=(step("a"), step("b", "a"), step("c", "b")))
    with pytest.raises(StepError, match="b is broken"):
        await execute_plan(plan, tools=tools, journal=journal)
    assert [record.state for record in Journal(journal).runs()] == ["failed"]
    tools.broken.clear()
    results = await resume_plan("last", journal, tools=tools)
    assert results.keys() == {"a", "b", "c"}
    assert tools.made == {"a": 1, "b": 2, "c": 1}
    assert [record.state for record in Journal(journal).runs()] == ["done"]


async def test_a_plan_with_a_fault_leaves_no_run(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    with pytest.raises(PlanError):
        await execute_plan(Plan(steps=(step("a", "b"),)), tools=Counting(), journal=journal)
    assert Journal(journal).runs() == []


async def test_a_result_that_comes_often_is_stored_once(tmp_path: Path) -> None:
    plan = Plan(steps=(step("each", for_each=[1, 2, 3], arguments={"name": "same"}),))
    await execute_plan(plan, tools=Counting(), journal=tmp_path / "journal.db")
    with sqlite3.connect(tmp_path / "journal.db") as connection:
        assert connection.execute("SELECT count(*) FROM result").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM event WHERE kind = 'CallSucceeded'").fetchone() == (3,)
    connection.close()


async def test_durations_are_learned_for_the_step_then_the_arguments_then_the_tool(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    plan = Plan(steps=(step("a"), step("b")))
    with journal.begin(plan, {}, {}) as log:
        for name, seconds in (("a", 1.0), ("b", 3.0)):
            log.hear(CallStarted(name, at=0.0))
            log.hear(CallSucceeded(name, None, at=seconds))
    learned = journal.durations(plan)
    assert [learned(each) for each in plan.steps] == [1.0, 3.0]
    other = Plan(steps=(step("x", arguments={"name": "b"}), step("y"), step("z").model_copy(update={"tool_name": "t"})))
    learned = journal.durations(other)
    assert [learned(each) for each in other.steps] == [3.0, 2.0, 1.0]


async def test_a_run_that_goes_on_is_not_resumed_and_one_that_was_killed_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    script = (
        "import sys; from pathlib import Path; from orchestrator.journal import Journal;"
        "from orchestrator.plan import parse_plan;"
        "plan = parse_plan('{steps: [{id: a, service_name: toy, tool_name: work, arguments: {name: a}}]}');"
        "block = Journal(Path(sys.argv[1])).begin(plan, {}, {}); log = block.__enter__();"
        "print(log.run, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: ASYNC220 - nothing else goes on here
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        run = other.stdout.readline().strip()
        assert [record.state for record in Journal(path).runs()] == ["running"]
        with pytest.raises(JournalError, match=f"the run {run} is still going on in another process"):
            await resume_plan("last", path, tools=Counting())
        other.kill()
    assert [record.state for record in Journal(path).runs()] == ["interrupted"]
    assert await resume_plan(run[:8], path, tools=Counting()) != {}


async def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no run '2026'; there are none"):
        await resume_plan("2026", tmp_path / "journal.db", tools=Counting())


async def test_a_journal_that_another_program_holds_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    path = tmp_path / "journal.db"
    Journal(path)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match=r"journal\.db: another program held it"):
            await execute_plan(Plan(steps=(step("a"),)), tools=Counting(), journal=path)
    other.close()


@pytest.mark.parametrize("content", [b"not a database at all, not even nearly", b"SQLite format 3\0" + bytes(50)])
async def test_a_journal_that_is_damaged_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"journal\.db: it is not a store of this program"):
        await execute_plan(Plan(steps=(step("a"),)), tools=Counting(), journal=path)


@pytest.mark.parametrize("damage", ["kind = 'FromTomorrow'", "rest = '{'", """rest = '{"colour": 1}'"""])
async def test_a_run_that_is_damaged_or_of_a_newer_version_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "journal.db"
    await execute_plan({"steps": [step("a").model_dump()]}, tools=Counting(), journal=path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE event SET {damage} WHERE kind = 'CallStarted'")  # noqa: S608 - ours
    connection.close()
    journal = Journal(path)
    assert len(journal.runs()) == 1
    with pytest.raises(JournalError, match="can't be read: it is damaged, or of a newer version"):
        journal.read("last")


async def test_a_full_disk_ends_the_run_with_one_sentence_and_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    limit = 200_000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    plan = Plan(steps=tuple(step(f"s{i}", arguments={"name": str(i)}, retry=1) for i in range(200)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(JournalError, match=r"journal\.db: the disk"):
            await execute_plan(plan, tools=Counting(), journal=path, max_concurrent=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    tools = Counting()
    results = await resume_plan("last", path, tools=tools)
    assert len(results) == 200
    assert 0 < len(tools.made) < 200
