"""What a call costs on a cluster of two local workers, beside the same server over stdio on this machine.

uv run python benchmarks/cluster.py
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import anyio
from clusters import workers
from graphs import Graph, random_graph

from orchestrator import Plan, Step
from orchestrator.cluster.address import Cluster
from orchestrator.cluster.caller import Spread
from orchestrator.cluster.opening import open_spread
from orchestrator.config import ServerConfig
from orchestrator.executor import Outcome, run_plan
from orchestrator.journal import Journal
from orchestrator.sessions import open_sessions
from orchestrator.tools import ToolCaller

SERVER = str(Path(__file__).with_name("server.py"))
WORKERS, PLACES = 2, 4
"""In all as many places as the one server on this machine has."""
LIMIT = WORKERS * PLACES
ROUNDS = 7
SIZE, MEAN = 300, 0.1

Callers = Mapping[str, ToolCaller]
"""`stdio` and `cluster`: they take turns, so that both see the same machine."""


def server(sessions: int, max_concurrent: int) -> dict[str, ServerConfig]:
    config = ServerConfig(
        command=sys.executable, args=(SERVER,), workers=True, sessions=sessions, max_concurrent=max_concurrent
    )
    return {"toy": config}


def calls(tool: str, count: int, **arguments: float) -> Plan:
    each = Step(id="each", for_each=tuple(range(count)), service_name="toy", tool_name=tool, arguments=arguments)
    return Plan(steps=(each,))


async def made(plan: Plan, tools: ToolCaller, limit: int, seconds: Mapping[str, float] | None = None) -> Outcome:
    outcome = await run_plan(
        plan,
        tools=tools,
        max_concurrent=limit,
        duration=lambda step: seconds[step.id] if seconds else 1.0,
    )
    assert outcome.ok, outcome.failures[:3]
    return outcome


async def price(callers: Callers) -> None:
    print("a call, one at a time: ms, the median of a round's 100 calls, the best round")
    taken: dict[str, list[float]] = {name: [] for name in callers}
    for _ in range(ROUNDS):
        for name, tools in callers.items():
            outcome = await made(calls("echo", 100, value=1), tools, 1)
            taken[name].append(1e3 * statistics.median(each.seconds for each in outcome.spans.calls))
    here, there = min(taken["stdio"]), min(taken["cluster"])
    print(f"  stdio {here:.2f}, cluster {there:.2f}: {there - here:.2f} more")


async def work(callers: Callers) -> None:
    """Through the engine, with a journal."""
    print(f"processor µs of the orchestrator a call, {LIMIT} in flight, the best round of 200 calls")
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        for name, tools in callers.items():
            best = float("inf")
            for _ in range(ROUNDS):
                plan = calls("echo", 200, value=1)
                with journal.begin(plan, {}, {}) as log:
                    begun = time.process_time()
                    await run_plan(plan, tools=tools, max_concurrent=LIMIT, log=log)
                    best = min(best, time.process_time() - begun)
            print(f"  {name} {best / 200 * 1e6:.0f}")


async def throughput(callers: Callers) -> None:
    print(f"calls a second, {LIMIT} in flight, the best round")
    for seconds in (0.0, 0.01, 0.05, 0.1):
        plan = calls("sleep", 200, seconds=seconds)
        taken: dict[str, list[float]] = {name: [] for name in callers}
        for _ in range(ROUNDS):
            for name, tools in callers.items():
                taken[name].append(200 / (await made(plan, tools, LIMIT)).metrics.makespan)
        here, there = max(taken["stdio"]), max(taken["cluster"])
        print(f"  {seconds * 1e3:4.0f} ms: stdio {here:6.1f}, cluster {there:6.1f}: {100 * there / here:.0f} %")


def sleeping(graph: Graph) -> Plan:
    """The same graph, of calls that sleep as long as it says."""
    steps = [
        step.model_copy(update={"tool_name": "sleep", "arguments": {"seconds": graph.seconds[step.id]}})
        for step in graph.plan.steps
    ]
    return Plan(steps=tuple(steps))


async def makespan(callers: Callers) -> None:
    print(f"makespan / bound, {SIZE} steps of {MEAN * 1e3:.0f} ms on the average, {LIMIT} places, best (median) of 3")
    for seed in (7, 8, 9):
        graph = random_graph(seed, SIZE, MEAN)
        bound, plan = graph.bound(LIMIT), sleeping(graph)
        taken: dict[str, list[float]] = {name: [] for name in callers}
        for _ in range(3):
            for name, tools in callers.items():
                taken[name].append((await made(plan, tools, LIMIT, graph.seconds)).metrics.makespan / bound)
        told = [f"{name} {min(each):.3f} ({statistics.median(each):.3f})" for name, each in taken.items()]
        print(f"  seed {seed}, bound {bound:.2f} s: {', '.join(told)}", flush=True)


def spread_over(cluster: Cluster) -> AbstractAsyncContextManager[Spread]:
    called = {("toy", "sleep")}
    return open_spread(cluster, server(1, PLACES), called, emit=lambda _event: None, now=anyio.current_time)


async def measured(cluster: Cluster) -> None:
    there = spread_over(cluster)
    async with open_sessions(server(WORKERS, LIMIT)) as here, there as spread:
        while spread.places["toy"].limit < LIMIT:
            await spread.places_changed()
        await made(calls("sleep", 4 * LIMIT, seconds=0.2), here, LIMIT)  # so that the second session is there
        for part in (price, work, throughput, makespan):
            await part({"stdio": here, "cluster": spread})


def main() -> None:
    with workers(WORKERS, server(1, PLACES), PLACES) as cluster:
        anyio.run(measured, cluster)


if __name__ == "__main__":
    main()
