"""Sessions over real processes, those that behave and those that do not, on this machine and on a cluster's worker."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import anyio
import psutil
import pytest

from orchestrator.config import ServerConfig
from orchestrator.errors import ClusterError, ServerError, ToolError
from orchestrator.events import RunEvent, SessionEnded, SessionStarted
from orchestrator.sessions import Sessions, open_sessions
from orchestrator.tools import Catalogue, ToolCaller
from tests.cluster.workers import Workers, opened_on, workers

pytestmark = pytest.mark.anyio

SERVERS = Path(__file__).parent / "servers"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def config(name: str, **fields: Any) -> ServerConfig:
    return ServerConfig(command=sys.executable, args=(str(SERVERS / f"{name}.py"),), **fields)


class Caller(ToolCaller, Protocol):
    @property
    def catalogue(self) -> Catalogue: ...


Opener = Callable[..., AbstractAsyncContextManager[Caller]]


@asynccontextmanager
async def opened(
    name: str, emit: Callable[[RunEvent], None] = lambda _event: None, **fields: Any
) -> AsyncGenerator[Sessions]:
    with anyio.fail_after(40):
        async with open_sessions({"toy": config(name, **fields)}, emit=emit) as sessions:
            yield sessions


@asynccontextmanager
async def opened_there(
    running: Workers, name: str, emit: Callable[[RunEvent], None] = lambda _event: None, **fields: Any
) -> AsyncGenerator[Caller]:
    def of_sessions(event: RunEvent) -> None:
        if isinstance(event, SessionStarted | SessionEnded):
            emit(event)

    with anyio.fail_after(40):
        async with opened_on(running, config(name, **{"sessions": 1, **fields}), of_sessions) as spread:
            yield spread


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Generator[Workers]:
    with workers(tmp_path_factory.mktemp("worker"), 1) as running:
        yield running


@pytest.fixture(params=["here", pytest.param("on a worker", marks=pytest.mark.long)])
def opener(request: pytest.FixtureRequest) -> Opener:
    """Opens a server's sessions where the calls of a run may go: the same is true of both."""
    return opened if request.param == "here" else partial(opened_there, request.getfixturevalue("worker"))


def children() -> list[psutil.Process]:
    """The servers that are alive below this process."""
    below = psutil.Process().children(recursive=True)
    return [
        each for each in below if str(SERVERS) in " ".join(each.cmdline()) and "leash" not in " ".join(each.cmdline())
    ]


async def start_error(opener: Opener, name: str, **fields: Any) -> str:
    """The sentence that is told, without the one of the cluster before it."""
    with pytest.raises((ServerError, ClusterError)) as caught:
        async with opener(name, **fields):
            pass
    assert children() == []
    return str(caught.value).partition("worker 0: ")[2] or str(caught.value)


@pytest.fixture
def http_server() -> Generator[tuple[str, subprocess.Popen[str]]]:
    """`good` over Streamable HTTP: its URL and its process."""
    command = [sys.executable, str(SERVERS / "over_http.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/mcp", process
        process.kill()


@pytest.fixture
def forgetful_server(tmp_path: Path) -> Generator[str]:
    """The URL of a server that writes its calls into the file `notes`."""
    command = [sys.executable, str(SERVERS / "forgetful.py"), str(tmp_path / "notes")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/mcp"
        process.kill()


async def use(tools: ToolCaller) -> None:
    """What every `ToolCaller` does alike."""
    assert (await tools.call("toy", "echo", {"value": [1, {"a": None}]}))["value"] == [1, {"a": None}]
    assert await tools.call("toy", "number", {}) == 42
    with pytest.raises(ToolError, match="Error executing tool fail"):
        await tools.call("toy", "fail", {"message": "no"})
    with pytest.raises(ToolError, match="there is no server 'boy'; did you mean 'toy'"):
        await tools.call("boy", "echo", {})
    with pytest.raises(ServerError, match="the server 'toy' stopped during 'die'"):
        await tools.call("toy", "die", {"words": "MemoryError"})


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_tools_are_called_over_stdio(anyio_backend: str) -> None:
    async with opened("good") as sessions:
        assert sessions.catalogue["toy"]["echo"].repeatable
        assert not sessions.catalogue["toy"]["die"].repeatable
        await use(sessions)
    assert children() == []


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_tools_are_called_over_http(
    anyio_backend: str, http_server: tuple[str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    url, process = http_server
    with anyio.fail_after(40):
        async with open_sessions({"toy": ServerConfig(url=url)}) as sessions:
            marker = tmp_path / "marker"
            with anyio.move_on_after(0.05):
                await sessions.call("toy", "hang", {"marker": str(marker)})
            while not marker.exists():
                await sessions.call("toy", "echo", {})
            await use(sessions)
            process.wait(10)
            with pytest.raises(ServerError, match=f"the server 'toy' could not be reached at {url}: "):
                await sessions.call("toy", "echo", {})


async def test_a_further_session_is_started_only_when_a_call_waits_for_one(opener: Opener) -> None:
    heard: list[RunEvent] = []
    second = anyio.Event()

    def emit(event: RunEvent) -> None:
        heard.append(event)
        if event == SessionStarted("toy", 2):
            second.set()

    async with opener("good", emit, sessions=2, max_concurrent=2) as sessions:
        for _ in range(3):
            await sessions.call("toy", "echo", {})
        assert heard == [SessionStarted("toy", 1)]
        async with anyio.create_task_group() as calls:
            for _ in range(2):
                calls.start_soon(sessions.call, "toy", "hang", {"marker": os.devnull})
            await second.wait()
            calls.cancel_scope.cancel()
    assert heard[2:] == [SessionEnded("toy", 1), SessionEnded("toy", 2)]


async def test_a_cancelled_call_is_cancelled_in_the_server(opener: Opener, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    async with opener("good") as sessions:
        with anyio.move_on_after(0.05):
            await sessions.call("toy", "hang", {"marker": str(marker)})
        while not marker.exists():
            await sessions.call("toy", "echo", {})  # the session is still good
    assert marker.read_text(encoding="utf-8") == "cancelled"


async def test_a_server_that_dies_in_a_call_is_named_with_its_last_words_and_replaced(opener: Opener) -> None:
    heard: list[RunEvent] = []
    async with opener("good", heard.append) as sessions:
        with pytest.raises(ServerError) as caught:
            await sessions.call("toy", "die", {"words": "MemoryError"})
        assert str(caught.value) == "the server 'toy' stopped during 'die'; its last words: \"MemoryError\""
        assert (await sessions.call("toy", "echo", {"value": 1}))["value"] == 1
    assert [type(event) for event in heard] == [SessionStarted, SessionEnded, SessionStarted, SessionEnded]


async def test_a_server_that_was_killed_while_idle_is_replaced_before_a_call_is_lost(opener: Opener) -> None:
    gone = anyio.Event()

    def emit(event: RunEvent) -> None:
        if isinstance(event, SessionEnded):
            gone.set()

    async with opener("good", emit) as sessions:
        (child,) = children()
        child.send_signal(signal.SIGKILL)
        await gone.wait()
        assert (await sessions.call("toy", "echo", {"value": 1}))["value"] == 1


async def test_a_server_that_answers_nothing_after_a_call_was_cancelled_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orchestrator.sessions.DOUBT_SECONDS", 0.5)
    heard: list[RunEvent] = []
    async with opened("good", heard.append) as sessions:
        (frozen,) = children()
        frozen.suspend()
        with anyio.move_on_after(0.05):
            await sessions.call("toy", "echo", {})
        assert (await sessions.call("toy", "echo", {"value": 1}))["process"] != frozen.pid
    assert isinstance(heard[1], SessionEnded)
    assert heard[1].reason == "did not answer within 0.5 s of 'echo' being cancelled"


async def test_a_server_that_can_not_be_started_says_why(opener: Opener) -> None:
    assert await start_error(opener, "broken") == (
        "the server 'toy' ended before it had answered; its last words: \"cannot read config.toml: no such file\""
    )
    assert await start_error(opener, "silent", start_timeout=0.5) == (
        "the server 'toy' did not answer as an MCP server within 0.5 s of its start;"
        ' its last words: "waiting for a licence"'
    )
    assert await start_error(opener, "only_junk", start_timeout=0.5) == (
        "the server 'toy' did not answer as an MCP server within 0.5 s of its start;"
        ' its last words: "not MCP: Usage: only_junk [OPTIONS]"'
    )
    missing = ServerConfig(command="/no/such/command")
    with pytest.raises(ServerError) as caught:
        async with open_sessions({"toy": missing}):
            pass
    assert str(caught.value) == "the server 'toy' could not be started: /no/such/command: No such file or directory"


async def test_junk_on_stdout_does_no_harm(opener: Opener, capfd: pytest.CaptureFixture[str]) -> None:
    async with opener("junk") as sessions:
        assert (await sessions.call("toy", "echo", {"value": 1}))["value"] == 1
    assert capfd.readouterr() == ("", "")


async def test_calls_that_wait_for_a_server_that_can_not_be_started_fail_together(opener: Opener) -> None:
    failures: list[str] = []
    starts: list[RunEvent] = []

    async def call(sessions: Caller) -> None:
        with pytest.raises(ServerError) as caught:
            await sessions.call("toy", "echo", {})
        failures.append(str(caught.value))

    async with opener("once", starts.append) as sessions, anyio.create_task_group() as calls:
        with pytest.raises(ServerError):
            await sessions.call("toy", "die", {})
        for _ in range(5):
            calls.start_soon(call, sessions)
    assert len(failures) == 5
    assert len(starts) == 3  # started, died, one further start that failed


async def test_a_server_that_ignores_the_end_of_input_and_sigterm_is_killed(opener: Opener) -> None:
    async with opener("deaf") as sessions:
        assert (await sessions.call("toy", "echo", {"value": 1}))["value"] == 1
    assert children() == []


async def test_a_refusal_by_the_protocol_is_the_tool_s_answer(opener: Opener) -> None:
    async with opener("refusing") as sessions:
        with pytest.raises(ToolError, match="no licence for this tool"):
            await sessions.call("toy", "work", {})


async def test_a_server_that_has_forgotten_the_session_gets_a_new_one_and_the_call_once(
    forgetful_server: str, tmp_path: Path
) -> None:
    heard: list[RunEvent] = []
    with anyio.fail_after(40):
        async with open_sessions({"toy": ServerConfig(url=forgetful_server)}, emit=heard.append) as sessions:
            for name in ("a", "b", "c"):
                assert await sessions.call("toy", "post", {"name": name}) == name
    assert (tmp_path / "notes").read_text(encoding="utf-8") == "a\nb\nc\n"
    assert [type(event) for event in heard] == [SessionStarted, SessionEnded, SessionStarted, SessionEnded]
    assert isinstance(heard[1], SessionEnded)
    assert heard[1].reason == "no longer knows the session, so another is opened"


async def test_what_the_machine_lacks_is_not_told_as_the_server_s_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(ServerError) as caught:
        async with open_sessions({"toy": config("good")}):
            pass
    told = f"the server 'toy' could not be started, for which this machine is to blame: {tmp_path / 'gone'}"
    assert str(caught.value).startswith(told)


async def test_an_answer_against_the_server_s_own_schema_is_told_as_that(opener: Opener) -> None:
    async with opener("wrong_schema") as sessions:
        with pytest.raises(
            ToolError, match=r"its answer is not what its own schema says: \$\.n: 'many' is not of type"
        ):
            await sessions.call("toy", "count", {})


async def test_an_error_in_the_body_comes_out_as_it_is_and_leaves_no_process(opener: Opener) -> None:
    with pytest.raises(KeyError, match="mine"):
        async with opener("good"):
            raise KeyError("mine")
    assert children() == []


async def test_a_cancelled_opening_leaves_no_process(opener: Opener) -> None:
    with anyio.move_on_after(0.2) as scope:
        async with opener("good"):
            await anyio.sleep_forever()
    assert scope.cancelled_caught
    assert children() == []
