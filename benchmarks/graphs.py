"""Random heavy-tailed graphs of steps, their lower bound, and the pure scheduler run over them in simulated time."""

import heapq
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestrator import Plan, Step
from orchestrator.events import CallStarted, CallSucceeded
from orchestrator.graph import build, remaining_path
from orchestrator.limits import Limits
from orchestrator.scheduler import Scheduler


@dataclass(frozen=True)
class Graph:
    plan: Plan
    seconds: Mapping[str, float]
    """How long each step takes."""

    def bound(self, limit: int) -> float:
        """No schedule is shorter: max(critical path, work / limit)."""
        graph, _ = build(self.plan)
        assert graph is not None
        paths = remaining_path(graph, self.plan.steps, lambda step: self.seconds[step.id])
        return max(*paths, sum(self.seconds.values()) / limit)


def random_graph(seed: int, size: int, mean: float, sigma: float = 1.0) -> Graph:
    """Each step needs up to three of the fifty before it; log-normal durations of `mean` seconds."""
    rng = random.Random(seed)
    steps: list[Step] = []
    for number in range(size):
        needs = {rng.randrange(max(0, number - 50), number) for _ in range(rng.randrange(4))} if number else set[int]()
        steps.append(
            Step(
                id=f"s{number}",
                service_name="toy",
                tool_name="work",
                arguments={"step": f"s{number}"},
                depends_on=tuple(f"s{each}" for each in sorted(needs)),
            )
        )
    median = mean / 2.718281828 ** (sigma**2 / 2)
    seconds = {step.id: median * rng.lognormvariate(0, sigma) for step in steps}
    return Graph(Plan(steps=tuple(steps)), seconds)


def again(graph: Graph, seed: int, spread: float) -> Graph:
    """The same plan on another day: each duration differs by a log-normal factor of `spread`."""
    rng = random.Random(seed)
    return Graph(graph.plan, {name: each * rng.lognormvariate(0, spread) for name, each in graph.seconds.items()})


def simulated(graph: Graph, expected: Mapping[str, float] | None, limit: int) -> float:
    """Makespan of the scheduler; it expects the durations `expected`, or knows nothing."""
    scheduler = Scheduler(
        graph.plan,
        limits=Limits(total=limit),
        duration=lambda step: expected[step.id] if expected else 1.0,
    )
    now = 0.0
    ends: list[tuple[float, str]] = []
    while True:
        while (call := scheduler.startable()) is not None:
            scheduler.apply(CallStarted(call.step.id, at=now))
            heapq.heappush(ends, (now + graph.seconds[call.step.id], call.step.id))
        if not ends:
            return now
        now, name = heapq.heappop(ends)
        scheduler.apply(CallSucceeded(name, None, at=now))


def waves(graph: Graph, limit: int) -> float:
    """Makespan of the first version: all ready steps at once, at most `limit` together, then wait for all of them."""
    done: set[str] = set()
    now = 0.0
    while len(done) < len(graph.plan.steps):
        ready = [s.id for s in graph.plan.steps if s.id not in done and set(s.depends_on) <= done]
        now += _packed([graph.seconds[name] for name in ready], limit)
        done |= set(ready)
    return now


def _packed(seconds: Sequence[float], limit: int) -> float:
    free = [0.0] * limit
    for each in seconds:
        heapq.heappush(free, heapq.heappop(free) + each)
    return max(free)
