"""How near the makespan of random heavy-tailed graphs comes to the lower bound max(critical path, work / limit).

uv run python benchmarks/makespan.py                                          ours, and waves as in the first version
uv run --with distributed --with langgraph python benchmarks/makespan.py      with dask.distributed and langgraph beside
"""

import operator
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any, TypedDict

import anyio
from graphs import Graph, again, random_graph, simulated, waves

from orchestrator.executor import run_plan

LIMIT, SIZE, SEEDS = 8, 1000, range(20)
LIVE_SIZE, LIVE_MEAN, ROUNDS = 300, 0.037, 3
SPREAD = 0.25
"""How much a step's duration differs from one run to the next."""


def simulation() -> None:
    ratios: dict[str, list[float]] = {}
    for seed in SEEDS:
        graph = random_graph(seed, SIZE, 1.0)
        bound = graph.bound(LIMIT)
        earlier = again(graph, seed + 1000, SPREAD)
        ratios.setdefault("waves, as the first version", []).append(waves(graph, LIMIT) / bound)
        ratios.setdefault("ours, nothing known of durations", []).append(simulated(graph, None, LIMIT) / bound)
        learned = simulated(graph, earlier.seconds, LIMIT)
        ratios.setdefault("ours, durations of one earlier run", []).append(learned / bound)
        ratios.setdefault("ours, durations known", []).append(simulated(graph, graph.seconds, LIMIT) / bound)
    print(f"simulated makespan / bound, {SIZE} steps, limit {LIMIT}, {len(SEEDS)} seeds: mean (worst)")
    for name, each in ratios.items():
        print(f"  {name:38} {statistics.mean(each):.3f} ({max(each):.3f})")


class Sleeping:
    """A server whose tool takes as long as the graph says."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        await anyio.sleep(self.graph.seconds[arguments["step"]])


async def ours(graph: Graph) -> None:
    await run_plan(
        graph.plan,
        tools=Sleeping(graph),
        max_concurrent=LIMIT,
        duration=lambda step: graph.seconds[step.id],
    )


async def in_waves(graph: Graph) -> None:
    done: set[str] = set()
    limit = anyio.CapacityLimiter(LIMIT)

    async def work(name: str) -> None:
        async with limit:
            await anyio.sleep(graph.seconds[name])

    while len(done) < len(graph.plan.steps):
        ready = [s.id for s in graph.plan.steps if s.id not in done and set(s.depends_on) <= done]
        async with anyio.create_task_group() as group:
            for name in ready:
                group.start_soon(work, name)
        done |= set(ready)


async def by_dask(graph: Graph) -> float:
    """Its own seconds, without those of its start."""
    dask: Any = import_module("distributed")
    cluster = dask.LocalCluster(
        n_workers=1, threads_per_worker=LIMIT, processes=False, dashboard_address=None, asynchronous=True
    )
    async with cluster, dask.Client(cluster, asynchronous=True) as client:
        await client.submit(time.sleep, 0)
        begun = time.perf_counter()
        futures: dict[str, Any] = {}
        for step in graph.plan.steps:
            needed = [futures[name] for name in step.depends_on]
            futures[step.id] = client.submit(_sleep, graph.seconds[step.id], *needed, key=step.id, pure=False)
        await client.gather(list(futures.values()))
        return time.perf_counter() - begun


def _sleep(seconds: float, *_needed: None) -> None:
    time.sleep(seconds)


class _State(TypedDict):
    done: Annotated[list[str], operator.add]


async def by_langgraph(graph: Graph) -> float:
    """Its own seconds, without those of compiling the graph."""
    lib: Any = import_module("langgraph.graph")
    builder = lib.StateGraph(_State)

    def node(name: str) -> Callable[[Any], Awaitable[Any]]:
        async def work(_state: Any) -> Any:
            await anyio.sleep(graph.seconds[name])
            return {"done": [name]}

        return work

    for step in graph.plan.steps:
        builder.add_node(step.id, node(step.id))
        builder.add_edge(list(step.depends_on) or lib.START, step.id)
    compiled = builder.compile()
    begun = time.perf_counter()
    await compiled.ainvoke({"done": []}, {"max_concurrency": LIMIT, "recursion_limit": 10_000})
    return time.perf_counter() - begun


def live() -> None:
    graph = random_graph(7, LIVE_SIZE, LIVE_MEAN)
    bound = graph.bound(LIMIT)
    others: dict[str, Callable[[Graph], Awaitable[float | None]]] = {
        "ours": ours,
        "waves, as the first version": in_waves,
    }
    if find_spec("distributed"):
        others["dask.distributed"] = by_dask
    if find_spec("langgraph"):
        others["langgraph"] = by_langgraph
    taken: dict[str, list[float]] = {name: [] for name in others}
    for _ in range(ROUNDS):
        for name, run in others.items():
            begun = time.perf_counter()
            told = anyio.run(run, graph)
            taken[name].append(told or time.perf_counter() - begun)
    what = f"{LIVE_SIZE} sleeping steps of {LIVE_MEAN * 1e3:.0f} ms, limit {LIMIT}, median of {ROUNDS}"
    print(f"live makespan / bound, {what}")
    for name, each in taken.items():
        print(f"  {name:38} {statistics.median(each) / bound:.3f}")


if __name__ == "__main__":
    simulation()
    live()
