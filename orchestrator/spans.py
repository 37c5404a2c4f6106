"""A run's events as the calls that it was made of: when each could have started, did start, and ended. Pure.

A listener that metrics, timeline and traces are made from afterwards. A call that is made again is a span of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from orchestrator.events import (
    CallFailed,
    CallLost,
    CallPlaced,
    CallStarted,
    CallSucceeded,
    RunEnded,
    RunEvent,
    RunStarted,
    SessionStarted,
    WorkerJoined,
    WorkerLeft,
)
from orchestrator.graph import Graph
from orchestrator.plan import Plan

Ending = Literal["done", "failed", "lost"]
_ENDINGS: dict[type, Ending] = {CallSucceeded: "done", CallFailed: "failed", CallLost: "lost"}
CallKey = tuple[str, int | None]
"""Step and item."""


@dataclass(frozen=True, slots=True)
class Span:
    """One call, in seconds since the run began."""

    step: str
    index: int | None
    ready: float
    """When nothing but capacity was missing."""
    start: float
    end: float
    ending: Ending
    worker: str = ""
    """Of the cluster; empty where it was made on this machine."""

    @property
    def key(self) -> CallKey:
        return self.step, self.index

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(slots=True)
class Spans:
    """Hears a run."""

    calls: list[Span] = field(default_factory=list[Span])
    """In order of their ends."""
    sessions: list[SessionStarted] = field(default_factory=list[SessionStarted])
    begun: float = 0.0
    """When the servers were ready; of a run that was gone on with, the last time."""
    ended: float = 0.0
    max_concurrent: int | None = None
    limits: Mapping[str, int | str] = field(default_factory=dict[str, "int | str"])
    """What held it, as its beginning says."""
    places: dict[str, int] = field(default_factory=dict[str, int])
    """Most calls of a server that the cluster's workers took at once."""
    _workers: dict[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    _earlier: float = 0.0
    _open: dict[CallKey, CallStarted] = field(default_factory=dict[CallKey, CallStarted])
    _placed: dict[CallKey, CallPlaced] = field(default_factory=dict[CallKey, CallPlaced])

    @property
    def seconds(self) -> float:
        """From the moment when the servers were ready to the last end; the pause before it was gone on with is none."""
        return self._earlier + max(self.ended - self.begun, 0.0)

    def hear(self, event: RunEvent) -> None:
        match event:
            case CallStarted(step=step, index=index):
                self._open[step, index] = event
            case CallPlaced(step=step, index=index):
                self._placed[step, index] = event
            case CallSucceeded() | CallFailed() | CallLost():
                self._end(event)
            case RunStarted(at=at):
                self._earlier = self.seconds
                self.begun = self.ended = at
                self.max_concurrent, self.limits = event.max_concurrent, event.limits
            case RunEnded(at=at):
                self.ended = at
            case WorkerJoined() | WorkerLeft():
                self._count_places(event)
            case SessionStarted():
                self.sessions.append(event)
            case _:
                pass

    def _count_places(self, event: WorkerJoined | WorkerLeft) -> None:
        self._workers[event.worker] = event.places if isinstance(event, WorkerJoined) else {}
        for service in self._workers[event.worker]:
            there = sum(places.get(service, 0) for places in self._workers.values())
            self.places[service] = max(there, self.places.get(service, 0))

    def _end(self, event: CallSucceeded | CallFailed | CallLost) -> None:
        self.ended = event.at
        started = self._open.pop((event.step, event.index), None)
        placed = self._placed.pop((event.step, event.index), None)
        if started is not None:
            # Before the servers were there nothing could start: that wait is the servers', not the call's.
            ready = min(max(started.ready_at, self.begun), started.at)
            start, worker = (max(placed.at, started.at), placed.worker) if placed else (started.at, "")
            self.calls.append(Span(event.step, event.index, ready, start, event.at, _ENDINGS[type(event)], worker))


def critical_path(plan: Plan, graph: Graph, calls: list[Span]) -> tuple[float, list[CallKey]]:
    """The longest chain of calls that had to follow each other: its seconds, and the calls in their order.

    With the durations that the calls had, all attempts of one counted together; waiting is not part of it. An item that
    flows from an item of another step waits for that one alone.
    """
    seconds: dict[str, dict[int | None, float]] = {}
    for call in calls:
        items = seconds.setdefault(call.step, {})
        items[call.index] = items.get(call.index, 0.0) + call.seconds
    return _longest(plan, graph, seconds)


def _longest(
    plan: Plan, graph: Graph, seconds: Mapping[str, Mapping[int | None, float]]
) -> tuple[float, list[CallKey]]:
    ends: dict[CallKey, float] = {}
    before: dict[CallKey, CallKey | None] = {}
    last: list[tuple[float, CallKey | None]] = [(0.0, None)] * len(plan.steps)
    """Of each step the end of its last call, and that call; of a step without calls, of what it waited for."""
    for position in graph.order:
        name, flow = plan.steps[position].id, graph.flows_from[position]
        base = max((last[needed] for needed in graph.needs[position]), default=(0.0, None), key=lambda each: each[0])
        latest = base
        for index, took in seconds.get(name, {}).items():
            key = (name, index)
            begins, previous = base
            source = None if flow is None else (plan.steps[flow].id, index)
            if source in ends and ends[source] > begins:
                begins, previous = ends[source], source
            ends[key], before[key] = begins + took, previous
            if ends[key] >= latest[0]:
                latest = (ends[key], key)
        last[position] = latest
    total, key = max(last, default=(0.0, None), key=lambda each: each[0])
    path: list[CallKey] = []
    while key is not None:
        path.append(key)
        key = before[key]
    return total, path[::-1]
