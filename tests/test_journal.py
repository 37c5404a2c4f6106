"""Runs as they are written down, stopped anywhere and gone on with."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from orchestrator import Plan, Step, StepError, ToolError, execute_plan, resume_plan
from orchestrator.errors import JournalError
from orchestrator.events import CallStarted, CallSucceeded, RunEvent
from orchestrator.executor import run_plan
from orchestrator.journal import Journal

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


PLAN = Plan(
    name="diamond",
    steps=(
        step("a"),
        step("each", for_each="$a.items", arguments={"name": "${item}"}, retry=1),
        step("flow", for_each="$each", arguments={"name": "flow ${item.name}"}, retry=1),
        step("b", "a", retry=1),
        step("last", "flow", "b", retry=1),
    ),
)
CALLS = ["a", "b", "flow p", "flow q", "flow r", "last", "p", "q", "r"]


class StopError(Exception):
    """The run was stopped here."""


async def test_a_run_stopped_at_any_event_ends_after_resume_as_if_nothing_had_been(tmp_path: Path) -> None:
    whole = await execute_plan(PLAN, tools=Counting())
    stop_at = 0
    while True:
        journal = Journal(tmp_path / f"{stop_at}.db")
        heard: list[RunEvent] = []

        def stop(event: RunEvent, heard: list[RunEvent] = heard, stop_at: int = stop_at) -> None:
            heard.append(event)
            if len(heard) > stop_at:
                raise StopError

        tools = Counting()
        try:
            with journal.begin(PLAN, {}, {}) as log:
                await run_plan(PLAN, tools=tools, listeners=[log.hear, stop])
        except StopError:
            pass
        else:
            break  # every place to stop at was tried
        started = [event for event in heard if isinstance(event, CallStarted)]
        if isinstance(heard[-1], CallStarted) and heard[-1].step == "a":  # the only one that may not be repeated
            with pytest.raises(StepError, match="whether the tool did its work is unknown"):
                await resume_plan("last", tmp_path / f"{stop_at}.db", tools=tools)
        else:
            assert await resume_plan("last", tmp_path / f"{stop_at}.db", tools=tools) == whole
            assert sorted(tools.made) == CALLS
            assert all(count <= 2 for count in tools.made.values())
            again = sum(tools.made.values()) - len(CALLS)
            assert again <= len(started)
        stop_at += 1
    assert stop_at > 20


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


@pytest.mark.parametrize("content", [b"not a database at all, not even nearly", b"SQLite format 3\0" + bytes(50)])
async def test_a_journal_that_is_damaged_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"journal\.db: it is not a store of this program"):
        await execute_plan(PLAN, tools=Counting(), journal=path)


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
