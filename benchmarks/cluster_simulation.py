"""The real scheduling core against modelled workers: where the orchestrator becomes the limit, up to 1,000 workers.

uv run python benchmarks/cluster_simulation.py             the model
uv run python benchmarks/cluster_simulation.py --check     beside one and two real workers on this machine

The job has the shape of a big one: each document is read, and what came of it is worked on. The core's own work is
measured while it runs; what a call costs the orchestrator beside it, and how long a message is under way, are figures
of `cluster.py`. The orchestrator is a server with one queue: an answer waits until those before it are seen to.
Workers may die: their calls come back as lost, are made again, and another worker is there after half a minute.
"""

import heapq
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import anyio
from cluster import LIMIT, PLACES, made, server, spread_over
from clusters import workers

from orchestrator import Plan, Step
from orchestrator.cluster.address import Cluster
from orchestrator.events import CallLost, CallStarted, CallSucceeded, RetryDue, RetryPlanned
from orchestrator.limits import Limits, Places
from orchestrator.scheduler import Scheduler

OTHER_COST = 560e-6
"""Processor seconds of the orchestrator a call beside the core: messages, JSON, the journal, the event loop."""
UNDER_WAY = 4.0e-3
"""Seconds of a call that are neither the tool's nor the orchestrator's: to the worker, over stdio, and back."""

Key = tuple[str, int]
Fact = CallSucceeded | CallLost | RetryDue


@dataclass(frozen=True)
class Model:
    workers: int
    places: int
    """On each worker."""
    deaths_per_hour: float = 0.0
    """Of each worker."""


@dataclass(frozen=True)
class Told:
    makespan: float
    core: float
    """Measured seconds of the scheduling core."""
    busy: float
    """Seconds of the orchestrator, the core's among them."""
    lost: int


def durations(documents: int, mean: float, seed: int = 7) -> list[float]:
    """Of each document's two calls: log-normal, sigma 1."""
    rng = random.Random(seed)
    return [mean * rng.lognormvariate(-0.5, 1.0) for _ in range(documents)]


def job(seconds: Sequence[float]) -> Plan:
    """Each document is read and then worked on, and both take as long as `seconds` says."""
    asked = {"service_name": "toy", "tool_name": "sleep", "arguments": {"seconds": "$item"}}
    read = Step.model_validate({"id": "read", "for_each": tuple(seconds), **asked})
    worked = Step.model_validate({"id": "worked", "for_each": "$read", **asked})
    return Plan(steps=(read, worked))


def bound(seconds: Sequence[float], places: int) -> float:
    return max(2 * sum(seconds) / places, 2 * max(seconds))


class Run:
    """One simulated run. Its clock is simulated; only the core's own seconds are measured."""

    def __init__(self, seconds: Sequence[float], model: Model) -> None:
        self.seconds, self.model = seconds, model
        self.places = Places()
        self.places.resize(model.workers * model.places)
        self.scheduler = Scheduler(
            job(seconds),
            limits=Limits(places={("toy", "sleep"): self.places}),
            repeatable=lambda _step: True,
            keep=(),
        )
        self.rng = random.Random(1)
        self.free = list(range(model.workers)) * model.places
        self.in_flight: dict[Key, tuple[int, int]] = {}
        """Worker and number of each call."""
        self.events: list[tuple[float, int, str, Key]] = []
        self.order = count()
        self.core = self.busy = self.free_at = 0.0
        self.lost = 0

    def go(self) -> Told:
        if self.model.deaths_per_hour:
            self._later(self._life(), "death")
        self._turn(0.0, None)
        while not self.scheduler.done:
            at, number, kind, key = heapq.heappop(self.events)
            name, index = key
            if kind == "death":
                self._die(at)
            elif kind == "back":
                self.free += [index] * self.model.places
                self.places.resize(self.places.limit + self.model.places)
                self._turn(at, None)
            elif kind == "retry":
                self._turn(at, RetryDue(name, index, at=at))
            elif self.in_flight.get(key, (0, -1))[1] == number:
                self.free.append(self.in_flight.pop(key)[0])
                self._turn(at, CallSucceeded(name, self.seconds[index], index, at=at))
        return Told(self.free_at, self.core, self.busy, self.lost)

    def _turn(self, at: float, fact: Fact | None) -> None:
        """What the orchestrator does at one moment, and how long it is busy with it."""
        started: list[Key] = []
        begun = time.process_time_ns()
        notices = self.scheduler.apply(fact) if fact is not None else []
        while (call := self.scheduler.startable()) is not None:
            self.scheduler.apply(CallStarted(call.step.id, call.index, at=at))
            started.append((call.step.id, call.index or 0))
        core = (time.process_time_ns() - begun) / 1e9
        now = max(at, self.free_at) + core
        for key in started:
            now += OTHER_COST
            number = next(self.order)
            self.in_flight[key] = (self.free.pop(), number)
            heapq.heappush(self.events, (now + self.seconds[key[1]] + UNDER_WAY, number, "answer", key))
        self.core += core
        self.busy += core + len(started) * OTHER_COST
        self.free_at = now
        for notice in notices:
            if isinstance(notice, RetryPlanned):
                self._later(now + notice.seconds, "retry", (notice.step, notice.index or 0))

    def _die(self, at: float) -> None:
        worker = self.rng.randrange(self.model.workers)
        dead = [key for key, (where, _) in self.in_flight.items() if where == worker]
        if dead or worker in self.free:
            self.free = [each for each in self.free if each != worker]
            self.places.resize(self.places.limit - self.model.places)
            self._later(at + 30.0, "back", ("", worker))
        for key in dead:
            del self.in_flight[key]
        for name, index in dead:
            self._turn(at, CallLost(name, "gone", index, at=at))
        self.lost += len(dead)
        self._later(at + self._life(), "death")

    def _life(self) -> float:
        """Until the next death of any worker."""
        return self.rng.expovariate(self.model.deaths_per_hour * self.model.workers / 3600)

    def _later(self, at: float, kind: str, key: Key = ("", 0)) -> None:
        heapq.heappush(self.events, (at, next(self.order), kind, key))


def simulation() -> None:
    print("workers × places, calls, mean s: calls a second, makespan / bound; the core's (all) µs a call, busy")
    wanted = [(Model(there, 4), mean) for there in (1, 10, 100, 1000) for mean in (0.1, 1.0, 10.0)]
    for model, mean in wanted:
        tell(model, min(max(1_000, 50 * model.workers * model.places), 20_000), mean)
    tell(Model(1000, 4, deaths_per_hour=1.0), 20_000, 10.0)
    tell(Model(1000, 4), 500_000, 10.0)


def tell(model: Model, documents: int, mean: float) -> None:
    seconds = durations(documents, mean)
    told, calls = Run(seconds, model).go(), 2 * documents
    ratio = told.makespan / bound(seconds, model.workers * model.places)
    print(
        f"  {model.workers:5} × {model.places}, {calls:9,}, {mean:4}: {calls / told.makespan:6.0f}, {ratio:7.3f};"
        f" {told.core / calls * 1e6:4.0f} ({told.busy / calls * 1e6:4.0f}), {100 * told.busy / told.makespan:3.0f} %"
        f"{f'; {told.lost} calls lost and made again' if told.lost else ''}",
        flush=True,
    )


async def real(cluster: Cluster, there: int) -> None:
    async with spread_over(cluster) as spread:
        while spread.places["toy"].limit < there * PLACES:
            await spread.places_changed()
        for mean in (0.02, 0.1):
            seconds = durations(200, mean)
            runs = [await made(job(seconds), spread, there * PLACES) for _ in range(3)]
            measured, model = (
                min(run.metrics.makespan for run in runs),
                Run(seconds, Model(there, PLACES)).go().makespan,
            )
            print(
                f"  {there} × {PLACES}, 400 calls of {mean * 1e3:.0f} ms: measured {measured:.2f} s,"
                f" model {model:.2f} s ({100 * (model / measured - 1):+.0f} %)",
                flush=True,
            )


def main() -> None:
    if "--check" in sys.argv:
        for there in (1, LIMIT // PLACES):
            with workers(there, server(1, PLACES), PLACES) as cluster:
                anyio.run(real, cluster, there)
    else:
        simulation()


if __name__ == "__main__":
    main()
