"""What the engine costs a no-op step in process, and what a waiting step holds in memory.

uv run python benchmarks/overhead.py                                        ours, and a bare asyncio.gather
uv run --with distributed --with langgraph python benchmarks/overhead.py    with dask.distributed and langgraph beside
"""

import asyncio
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from typing import Any

import anyio
from graphs import Graph, random_graph
from makespan import by_dask, by_langgraph

from orchestrator import Plan
from orchestrator.executor import run_plan
from orchestrator.graph import build
from orchestrator.limits import Limits
from orchestrator.scheduler import Scheduler

LIMIT = 8
SIZES = {1_000: 15, 10_000: 5, 100_000: 3}
"""Steps, and how often each is run; the best is told, because a shared machine only ever adds."""


class NoOp:
    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        return None


async def ours(graph: Graph) -> None:
    await run_plan(graph.plan, tools=NoOp(), max_concurrent=LIMIT)


async def gathered(graph: Graph) -> None:
    tools = NoOp()
    await asyncio.gather(*(tools.call("", "", step.arguments) for step in graph.plan.steps))


def microseconds(run: Callable[[Graph], Awaitable[Any]], graph: Graph, rounds: int) -> tuple[float, float]:
    """Of processor and of wall time, a step."""
    processor: list[float] = []
    wall: list[float] = []
    for _ in range(rounds):
        begun, worked = time.perf_counter(), time.process_time()
        told = anyio.run(run, graph)
        wall.append(told if told is not None else time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
    size = len(graph.plan.steps)
    return min(processor) / size * 1e6, min(wall) / size * 1e6


def yardstick() -> float:
    """Microseconds for a hundred additions, to compare machines and moments by."""
    best = 1.0
    for _ in range(20):
        begun, total = time.process_time(), 0
        for number in range(10_000):
            total += number
        best = min(best, time.process_time() - begun)
    return best * 1e4


def held(plan: Plan) -> tuple[float, float]:
    """Bytes a waiting step: of the run's own state, and of the plan's graph within it."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    graph, _ = build(plan)
    built = tracemalloc.get_traced_memory()[0]
    scheduler = Scheduler(plan, graph=graph, limits=Limits(total=LIMIT))
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert not scheduler.done
    return (after - before) / len(plan.steps), (built - before) / len(plan.steps)


def main() -> None:
    print(f"100 additions: {yardstick():.2f} µs; a no-op step, microseconds of processor (of wall time), the best run:")
    for size, rounds in SIZES.items():
        graph = random_graph(7, size, 1.0)
        for name, run in (("ours, with metrics", ours), ("asyncio.gather, no graph", gathered)):
            print(f"  {size:7} steps  {name:26} %.1f (%.1f)" % microseconds(run, graph, rounds))
    still = random_graph(7, 1000, 0.0)
    for name, module, run in (("dask.distributed", "distributed", by_dask), ("langgraph", "langgraph", by_langgraph)):
        if find_spec(module):
            print(f"  {1000:7} steps  {name:26} %.1f (%.1f)" % microseconds(run, still, 1))
    whole, of_graph = held(random_graph(7, 100_000, 1.0).plan)
    print(f"a waiting step holds {whole:.0f} bytes, {of_graph:.0f} of them the graph")


if __name__ == "__main__":
    main()
