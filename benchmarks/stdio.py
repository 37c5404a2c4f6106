"""What the engine costs over one stdio session, and what a second session, the journal and a big result do.

uv run python benchmarks/stdio.py
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters, stdio_client

from orchestrator import Plan, Step
from orchestrator.config import ServerConfig
from orchestrator.executor import run_plan
from orchestrator.journal import Journal
from orchestrator.sessions import Sessions, open_sessions

SERVER = str(Path(__file__).with_name("server.py"))
CALLS, IN_FLIGHT, ROUNDS = 800, 32, 15
SPINS, SPIN_MILLISECONDS = 40, 50


def calls(tool: str, count: int, **arguments: Any) -> Plan:
    step = Step(id="each", for_each=tuple(range(count)), service_name="toy", tool_name=tool, arguments=arguments)
    return Plan(steps=(step,))


def servers(sessions: int = 1, **fields: Any) -> dict[str, ServerConfig]:
    return {"toy": ServerConfig(command=sys.executable, args=(SERVER,), sessions=sessions, **fields)}


async def timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """Wall and processor seconds (of this process) that `work` takes."""
    begun, worked = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - begun, time.process_time() - worked


async def one_session() -> None:
    """Calls a second: bare, through the engine, and with the journal, in turn, so that all see the same machine."""
    parameters = StdioServerParameters(command=sys.executable, args=[SERVER])
    plan = calls("echo", CALLS, value="$item")
    taken: dict[str, list[tuple[float, float]]] = {"bare session.call_tool": [], "engine": [], "engine and journal": []}
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        async with Client(stdio_client(parameters)) as client, open_sessions(servers()) as sessions:
            await client.list_tools()

            async def bare() -> None:
                waiting = iter(range(CALLS))

                async def work() -> None:
                    for number in waiting:
                        await client.session.call_tool("echo", {"value": number})

                async with anyio.create_task_group() as group:
                    for _ in range(IN_FLIGHT):
                        group.start_soon(work)

            async def engine() -> None:
                outcome = await run_plan(plan, tools=sessions, max_concurrent=IN_FLIGHT)
                assert outcome.ok

            async def journalled() -> None:
                with journal.begin(plan, {}, {}) as log:
                    await run_plan(plan, tools=sessions, max_concurrent=IN_FLIGHT, log=log)

            for _ in range(ROUNDS):
                for name, work in zip(taken, (bare, engine, journalled), strict=True):
                    taken[name].append(await timed(work))
    rate = {name: CALLS / statistics.median(wall for wall, _ in each) for name, each in taken.items()}
    for name, each in taken.items():
        processor = min(worked for _, worked in each) / CALLS * 1e6
        print(f"  {name:24} {rate[name]:6.0f} calls/s, {processor:.0f} µs of our processor a call")
    bare_rate, engine_rate, journal_rate = rate.values()
    print(f"  engine / bare {engine_rate / bare_rate:.3f}; with journal / without {journal_rate / engine_rate:.3f}")


async def two_sessions() -> None:
    seconds: dict[int, float] = {}
    for sessions in (1, 2):
        async with open_sessions(servers(sessions, max_concurrent=sessions)) as tools:
            warm = calls("spin", 2 * sessions, milliseconds=SPIN_MILLISECONDS)
            await run_plan(warm, tools=tools, max_concurrent=sessions)
            plan = calls("spin", SPINS, milliseconds=SPIN_MILLISECONDS)
            rounds = [
                (await timed(lambda: run_plan(plan, tools=tools, max_concurrent=sessions)))[0]  # noqa: B023 - awaited here
                for _ in range(5)
            ]
            seconds[sessions] = statistics.median(rounds)
        print(f"  {sessions} session(s): {SPINS / seconds[sessions]:.1f} calls/s of {SPIN_MILLISECONDS} ms")
    print(f"  speed-up {seconds[1] / seconds[2]:.2f}")


async def big_result(rows: int = 17_500) -> None:
    """The longest that the event loop, and another call, wait while a megabyte of rows comes in and is checked."""

    async def gaps(into: list[float]) -> None:
        while True:
            begun = time.perf_counter()
            await anyio.sleep(0.001)
            into.append(time.perf_counter() - begun - 0.001)

    async def echoes(sessions: Sessions, into: list[float]) -> None:
        while True:
            begun = time.perf_counter()
            await sessions.call("small", "echo", {"value": 1})
            into.append(time.perf_counter() - begun)

    taken: list[float] = []
    loop: list[float] = []
    small: list[float] = []
    both = {"toy": servers()["toy"], "small": servers()["toy"]}
    async with open_sessions(both) as sessions:
        await sessions.call("toy", "rows", {"count": 10})
        async with anyio.create_task_group() as group:
            group.start_soon(gaps, loop)
            group.start_soon(echoes, sessions, small)
            for _ in range(5):
                each, _ = await timed(lambda: sessions.call("toy", "rows", {"count": rows}))
                taken.append(each)
            group.cancel_scope.cancel()
    whole, longest, median = (1e3 * each for each in (statistics.median(taken), max(small), statistics.median(small)))
    print(f"  {rows} rows take {whole:.0f} ms; the event loop stood still for at most {max(loop) * 1e3:.0f} ms")
    print(f"  another server's echo meanwhile: median {median:.1f} ms, longest {longest:.0f} ms")


async def adaptive() -> None:
    """Throughput of `max_concurrent: auto`, learning included, against the best fixed limit."""
    tools: dict[str, tuple[int, dict[str, Any]]] = {
        "echo": (2 * CALLS, {"value": "$item"}),
        "nap": (2 * CALLS, {"milliseconds": 50}),
        "spin": (CALLS, {"milliseconds": 5}),
    }
    for tool, (count, arguments) in tools.items():
        rates: dict[object, float] = {}
        plan = calls(tool, count, **arguments)
        for limit in (1, 4, 16, 64, "auto"):
            if tool == "nap" and limit == 1:
                continue  # known, and takes minutes
            async with open_sessions(servers(max_concurrent=limit)) as sessions:
                limited = plan.model_copy(update={"limits": {"toy": limit}})
                rates[limit] = count / (await timed(lambda: run_plan(limited, tools=sessions)))[0]  # noqa: B023
        best = max((rate, limit) for limit, rate in rates.items() if limit != "auto")
        print(f"  {tool}: " + ", ".join(f"{limit}: {rate:.0f}/s" for limit, rate in rates.items()))
        print(f"  auto / best fixed ({best[1]}) {rates['auto'] / best[0]:.2f}")


def main() -> None:
    parts: dict[str, Callable[[], Awaitable[None]]] = {
        f"one stdio session, {IN_FLIGHT} in flight, {CALLS} calls, median of {ROUNDS}": one_session,
        "two sessions on two cores": two_sessions,
        "a megabyte of structured result": big_result,
        "a limit that finds itself": adaptive,
    }
    for heading, part in parts.items():
        print(heading)
        anyio.run(part)


if __name__ == "__main__":
    main()
