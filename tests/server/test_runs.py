"""Plans that a model writes: checked whole, asked about, and run in a process that outlives the host."""

import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest
from mcp import Client
from mcp_types import ElicitRequestParams, ElicitResult

from orchestrator.server import desk
from orchestrator.server.app import build
from orchestrator.server.running import Runs
from orchestrator.server.settings import ServerSettings
from tests.server.hosting import ERAS, REPOSITORY, Era, ask, host, place, refusal

pytestmark = pytest.mark.anyio

GATE = REPOSITORY / "tests" / "servers" / "gate.py"
REMOVE = {"steps": [{"id": "gone", "service_name": "gate", "tool_name": "remove", "arguments": {"name": "notes"}}]}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Gate:
    """A plan whose one call knocks and waits until it is let through."""

    def __init__(self, folder: Path) -> None:
        self._paths = {name: folder / name for name in ("knock", "opened")}
        for path in self._paths.values():
            os.mkfifo(path)
        # Both ends at once, so that nobody waits for the other to open his.
        self._ends = {name: os.open(path, os.O_RDWR | os.O_NONBLOCK) for name, path in self._paths.items()}

    @property
    def plan(self) -> dict[str, Any]:
        arguments = {name: str(path) for name, path in self._paths.items()}
        return {"steps": [{"id": "through", "service_name": "gate", "tool_name": "wait", "arguments": arguments}]}

    async def knocked(self) -> psutil.Process:
        """Waits until the call is made; the process that it is made in."""
        await anyio.wait_readable(self._ends["knock"])
        return psutil.Process(int(os.read(self._ends["knock"], 100)))

    def let_through(self, word: str) -> None:
        os.write(self._ends["opened"], f"{word}\n".encode())


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> ServerSettings:
    config = tmp_path / "servers.json"
    server = {"command": sys.executable, "args": [str(GATE)]}
    config.write_text(json.dumps({"mcpServers": {"gate": server}}), encoding="utf-8")
    here = place(tmp_path, {})
    return ServerSettings(roots=[here.folder], home=here.home, out=here.home / "semester", config=config)


@asynccontextmanager
async def served(settings: ServerSettings, **client: Any) -> AsyncGenerator[Client]:
    """A client in the server's own process: what it starts are processes of their own all the same."""
    with anyio.fail_after(60):
        async with Client(build(settings), **client) as connected:
            yield connected


async def gone(process: psutil.Process) -> None:
    with anyio.fail_after(20):
        await anyio.to_thread.run_sync(process.wait)


async def test_a_run_goes_on_when_its_host_is_killed_and_is_found_by_the_next(
    settings: ServerSettings, gate: Gate
) -> None:
    here = place(settings.home.parent / "other", {})
    with pytest.raises(Exception, match=r"unhandled errors|Connection closed"):  # noqa: PT012 - the host dies within
        async with host(here, "--config", str(settings.config)) as client, anyio.create_task_group() as calls:
            calls.start_soon(client.call_tool, "run_plan", {"plan": gate.plan})
            await gate.knocked()
            (serving,) = [each for each in psutil.Process().children(recursive=True) if "serve" in each.cmdline()]
            serving.kill()
    async with served(replace(settings, home=here.home)) as client:
        said, status = await ask(client, "run_status", run="last")
        assert status["state"] == "running"
        assert f'run_status(run="{status["run"]}")' in said, "it says what to call next"
        gate.let_through("late")
        await Runs(here.home).follow(status["run"], 20)
        said, result = await ask(client, "run_result", run=status["run"])
        assert result["results"] == {"through": "late"}
        assert "late" in said


@pytest.mark.long
async def test_the_same_call_while_it_runs_finds_the_run_instead_of_starting_another(
    settings: ServerSettings, gate: Gate
) -> None:
    runs: list[str] = []

    async def call(client: Client) -> None:
        _, result = await ask(client, "run_plan", plan=gate.plan)
        runs.append(result["run"]["run"])

    async with served(settings) as one, served(settings) as other:
        async with anyio.create_task_group() as calls:
            for client in (one, one, other):
                calls.start_soon(call, client)
            await gate.knocked()
            gate.let_through("once")
        _, listed = await ask(one, "list_runs")
    assert [each["run"] for each in listed["runs"]] == list(set(runs))


async def test_what_runs_long_answers_with_a_run_id_and_tells_meanwhile_how_far_it_is(
    settings: ServerSettings, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "ANSWER_SECONDS", 0.5)
    told: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message))

    async with served(settings) as client:
        result = await client.call_tool("run_plan", {"plan": gate.plan}, progress_callback=hear)
        assert result.structured_content
        run = result.structured_content["run"]
        assert run["state"] == "running"
        assert "ask run_status" in run["left"]
        assert [each for each, _ in told] == sorted({each for each, _ in told}), "it only grows"
        assert all(message for _, message in told)
        process = await gate.knocked()
        _, stopped = await ask(client, "cancel_run", run=run["run"])
        assert stopped["state"] == "stopped"
        assert "resume_run" in stopped["left"]
        await gone(process)


async def test_a_call_that_is_cancelled_stops_its_run_and_resume_goes_on(settings: ServerSettings, gate: Gate) -> None:
    async with served(settings) as client:
        processes: list[psutil.Process] = []
        async with anyio.create_task_group() as calls:
            calls.start_soon(client.call_tool, "run_plan", {"plan": gate.plan})
            processes.append(await gate.knocked())
            calls.cancel_scope.cancel()
        await gone(processes[0])
        _, listed = await ask(client, "list_runs")
        await Runs(settings.home).follow(listed["runs"][0]["run"], 20)
        async with anyio.create_task_group() as calls:

            async def resume() -> None:
                _, result = await ask(client, "resume_run")
                assert result["results"] == {"through": "again"}

            calls.start_soon(resume)
            await gate.knocked()
            gate.let_through("again")
        assert "nothing of it is left to do" in await refusal(client, "resume_run")


async def test_all_faults_of_a_plan_are_told_at_once_with_their_place_and_nothing_runs(
    settings: ServerSettings,
) -> None:
    plan = {
        "steps": [
            {"id": "a", "service_name": "calender_server", "tool_name": "list_events"},
            {"id": "b", "service_name": "gate", "tool_name": "remove", "arguments": {"nam": "$a.x"}},
        ]
    }
    async with served(settings) as client:
        said, checked = await ask(client, "check_plan", plan=plan)
        assert not checked["ok"]
        assert {each["place"] for each in checked["faults"]} >= {"steps[0].service_name", "steps[1].arguments.nam"}
        assert "did you mean 'calendar_server'?" in said
        assert "did you mean 'name'?" in said
        assert "calendar_server" in await refusal(client, "run_plan", plan=plan)
        _, listed = await ask(client, "list_runs")
        assert listed["runs"] == []


async def test_what_is_not_permitted_can_not_be_called(settings: ServerSettings) -> None:
    narrowed = replace(settings, allow=("gate.*", "calendar_server.list_*"), deny=("gate.remove",))
    async with served(narrowed) as client:
        assert "may not call gate.remove" in await refusal(client, "run_plan", plan=REMOVE, confirm=True)
        said, servers = await ask(client, "list_servers", server="gate")
        assert {tool["name"]: tool["permitted"] for tool in servers["servers"][0]["tools"]} == {
            "wait": True,
            "remove": False,
        }
        assert "NOT permitted" in said


@pytest.mark.long
@pytest.mark.parametrize(
    ("era", "word"), [("legacy", "yes"), ("auto", "yes"), ("auto", "no"), ("legacy", "decline"), ("auto", "cancel")]
)
async def test_what_may_destroy_is_asked_first_where_the_host_can(
    settings: ServerSettings, era: Era, word: str
) -> None:
    asked: list[str] = []

    async def elicit(_context: Any, params: ElicitRequestParams) -> ElicitResult:
        asked.append(params.message)
        if word in {"decline", "cancel"}:
            return ElicitResult(action=word)  # type: ignore[arg-type]
        return ElicitResult(action="accept", content={"agree": word == "yes"})

    async with served(settings, mode=era, elicitation_callback=elicit) as client:
        if word == "yes":
            _, result = await ask(client, "run_plan", plan=REMOVE)
            assert result["results"] == {"gone": "notes is gone"}
        else:
            assert "did not agree" in await refusal(client, "run_plan", plan=REMOVE)
            assert (await ask(client, "list_runs"))[1]["runs"] == []
    assert asked == ["The plan may change or remove what is there: gone (gate.remove). Run it?"]


@pytest.mark.long
@pytest.mark.parametrize("era", ERAS)
async def test_a_host_that_can_not_ask_is_told_the_argument_that_answers(settings: ServerSettings, era: Era) -> None:
    async with served(settings, mode=era) as client:
        told = await refusal(client, "run_plan", plan=REMOVE)
        assert "gone (gate.remove) may change or remove what is there" in told
        assert told.endswith("call run_plan again with confirm=true")
        _, result = await ask(client, "run_plan", plan=REMOVE, confirm=True)
        assert result["results"] == {"gone": "notes is gone"}
