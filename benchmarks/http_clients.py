"""Fifty clients at once over HTTP, and what is left of them: `uv run python benchmarks/http_clients.py`."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import anyio
import psutil
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

CLIENTS, CALLS, ROUNDS = 50, 10, 4
SYLLABI = Path(__file__).parent.parent / "fixtures" / "syllabi"


async def visit(url: str, times: list[float], *, legacy: bool) -> None:
    """One client: it connects, lists the tools, calls one several times and leaves."""
    async with Client(streamable_http_client(url), mode="legacy" if legacy else "auto") as client:
        await client.list_tools()
        for _ in range(CALLS):
            begun = time.perf_counter()
            result = await client.call_tool("list_runs", {})
            assert not result.is_error, result
            times.append(time.perf_counter() - begun)


async def one_round(url: str) -> tuple[float, list[float]]:
    """Seconds of a round of all clients, half of them of the earlier protocol, and of each call."""
    times: list[float] = []
    begun = time.perf_counter()
    async with anyio.create_task_group() as tasks:
        for number in range(CLIENTS):
            tasks.start_soon(lambda legacy=number % 2 == 0: visit(url, times, legacy=legacy))
    return time.perf_counter() - begun, times


def left(process: psutil.Process) -> str:
    return (
        f"{process.num_threads()} threads, {process.num_fds()} descriptors, {len(process.children())} children,"
        f" {process.memory_info().rss / 2**20:.0f} MiB"
    )


def main() -> None:
    command = [sys.executable, "-m", "orchestrator", "serve", "--http", "127.0.0.1:0", "--root", str(SYLLABI)]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": home}
        ) as server,
    ):
        assert server.stderr is not None
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found is not None
        process = psutil.Process(server.pid)
        print(f"at the start: {left(process)}")
        for number in range(1, ROUNDS + 1):
            used = sum(process.cpu_times()[:2])
            seconds, times = anyio.run(one_round, found[0])
            used = sum(process.cpu_times()[:2]) - used
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(
                f"round {number}: {CLIENTS} clients, {len(times)} calls in {seconds:.1f} s,"
                f" {used:.1f} s of the processor, p50 {p50:.3f} s, p95 {p95:.3f} s; then {left(process)}"
            )
        server.terminate()
        print(server.stderr.read(), end="")


if __name__ == "__main__":
    main()
