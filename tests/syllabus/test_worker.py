"""The process that reads strangers' files: bounded in time and memory, warm, and never left behind."""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

import anyio
import psutil
import pytest
from anyio import to_thread
from mcp import MCPError

from servers.contract.errors import Refused
from servers.syllabus.worker import Worker
from tests.spawning import REPOSITORY, ask, spawned

pytestmark = pytest.mark.anyio

SOON = 60  # seconds; what is waited for comes in a fraction of one, on a machine that is not busy


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_tasks_share_one_warm_process() -> None:
    worker = Worker()
    first = await worker.run("a.pdf", os.getpid)
    assert first != os.getpid()
    assert await worker.run("b.pdf", os.getpid) == first


async def test_a_task_that_hangs_is_cut_off_and_the_next_one_runs() -> None:
    process = await Worker().run("fine.pdf", os.getpid)  # warm, for a start takes its time on a busy machine
    worker = Worker(seconds=2)
    with anyio.fail_after(SOON), pytest.raises(Refused, match=r"^slow\.pdf took more than 2 seconds to read"):
        await worker.run("slow.pdf", time.sleep, 3600)
    assert not psutil.pid_exists(process)
    assert await Worker().run("next.pdf", os.getpid) != process


async def test_a_reader_that_crashes_costs_one_sentence() -> None:
    worker = Worker()
    with pytest.raises(Refused, match=r"^evil\.pdf made the reader crash"):
        await worker.run("evil.pdf", ctypes.string_at, 0)
    assert await worker.run("next.pdf", os.getpid)


async def test_a_task_gets_no_more_memory_than_its_bound() -> None:
    with pytest.raises(Refused, match=r"^huge\.pdf needs more memory"):
        await Worker().run("huge.pdf", bytearray, 8 << 30)


async def test_a_refusal_comes_through_as_it_is_and_a_fault_says_whose_it_is() -> None:
    worker = Worker()
    with pytest.raises(Refused, match=r"^x\.pdf could not be read because of a fault in the reader \(ValueError: "):
        await worker.run("x.pdf", int, "no number")


async def test_a_cancelled_task_is_killed() -> None:
    worker = Worker()
    process = await worker.run("fine.pdf", os.getpid)
    with anyio.move_on_after(0.5) as scope:
        await worker.run("slow.pdf", time.sleep, 3600)
    assert scope.cancelled_caught
    assert not psutil.pid_exists(process)


LONG = "The midterm exam is on October 3 and homework 2 is due on Friday, week 4, at 5 pm. " * 20_000


async def test_a_call_that_its_host_gives_up_frees_the_server(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "short.md").write_text("# PHYS 1\n\nFinal exam: December 10, 2026\n", encoding="utf-8")
    async with spawned("syllabus", "--root", str(tmp_path)) as client:
        with pytest.raises(MCPError):
            await client.call_tool("parse_syllabus", {"path": "long.txt"}, read_timeout_seconds=2)
        with anyio.fail_after(SOON):
            assert (await ask(client, "parse_syllabus", path="short.md"))["assignments"]


CLIENT = """
import sys, anyio
from mcp import Client, StdioServerParameters

async def main(folder):
    server = StdioServerParameters(command=sys.executable, args=["-m", "servers.syllabus", "--root", folder])
    async with Client(server) as client:
        await client.list_tools()
        print("started", flush=True)
        await client.call_tool("parse_syllabus", {"path": "long.txt"})

anyio.run(main, sys.argv[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
async def test_nothing_is_left_behind_when_the_host_is_killed_in_the_middle_of_a_parse(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(LONG, encoding="utf-8")
    host = await anyio.open_process([sys.executable, "-c", CLIENT, str(tmp_path)], cwd=REPOSITORY, stderr=None)
    with anyio.fail_after(SOON):
        children = await to_thread.run_sync(_server_and_worker, host.pid)
    host.send_signal(signal.SIGKILL)
    _, alive = await to_thread.run_sync(lambda: psutil.wait_procs(children, timeout=SOON))
    assert not alive
    await host.wait()
    await host.aclose()


def _server_and_worker(host: int) -> list[psutil.Process]:
    """The processes below `host`, once the worker among them is at work."""
    while True:
        below = psutil.Process(host).children(recursive=True)
        if len(below) == 2 and any(_busy(process) for process in below):
            return below
        ended, _ = psutil.wait_procs(below, timeout=0.05)
        assert not ended


def _busy(process: psutil.Process) -> bool:
    return "to_process" in " ".join(process.cmdline()) and process.cpu_times().user > 1
