"""A run as a picture: one HTML file with a lane for each place of a server, and a trace that Perfetto opens. Pure.

On a cluster a server has its lanes on each worker.

Waiting is told apart from running, the longest chain is marked, and a click on a call shows what it waited for and what
waited for it. The same for three calls and for three thousand: the page draws what it is scrolled and zoomed to.
"""

import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from orchestrator.graph import Graph, build
from orchestrator.metrics import Metrics, sentence
from orchestrator.plan import Plan
from orchestrator.spans import CallKey, Span, Spans, critical_path

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A call in the lane that it is drawn in."""

    call: Span
    where: str
    """Its server, and the worker where there are workers."""
    lane: int
    """Within it, from 0."""


def to_html(plan: Plan, spans: Spans, metrics: Metrics) -> str:
    """The run as a page that needs nothing else."""
    graph, _ = build(plan)
    path = set(critical_path(plan, graph, spans.calls)[1]) if graph else set[CallKey]()
    placed = list(_placed(plan, spans))
    tools = {step.id: step.tool_name for step in plan.steps}
    data = {
        "name": plan.name or "Run",
        "summary": sentence(metrics),
        "end": max([spans.ended, *(call.end for call in spans.calls)]),
        "servers": _lanes(placed),
        "calls": [_drawn(each, tools[each.call.step], critical=each.call.key in path) for each in placed],
        "needs": _waited_for(plan, graph, placed) if graph else [list[int]() for _ in placed],
    }
    # "<" would end the script element that the data stand in.
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    page = files("orchestrator").joinpath("timeline.html").read_text(encoding="utf-8")
    return page.replace("/*DATA*/", written)


def to_trace(plan: Plan, spans: Spans) -> str:
    """The run in the Trace Event Format, which Perfetto opens: a process for each server, a thread for each lane."""
    placed = list(_placed(plan, spans))
    process = {name: number for number, name in enumerate(sorted({each.where for each in placed}), start=1)}
    events: list[dict[str, Any]] = [
        {"name": "process_name", "ph": "M", "pid": number, "tid": 0, "args": {"name": name}}
        for name, number in process.items()
    ]
    for each in placed:
        call = each.call
        events.append(
            {
                "name": _label(call),
                "cat": call.ending,
                "ph": "X",
                "pid": process[each.where],
                "tid": each.lane + 1,
                "ts": round(call.start * _MICROSECONDS),
                "dur": round(call.seconds * _MICROSECONDS),
                "args": {"queued_seconds": round(call.start - call.ready, 6), "ending": call.ending},
            }
        )
    return json.dumps({"traceEvents": events, "displayTimeUnit": "ms"}, ensure_ascii=False)


def _placed(plan: Plan, spans: Spans) -> Iterator[Placed]:
    """Each call in the lowest lane of where it was made that is free when it starts, in order of start."""
    service = {step.id: step.service_name for step in plan.steps}
    free: dict[str, list[int]] = {}
    busy: dict[str, list[tuple[float, int]]] = {}
    for call in sorted(spans.calls, key=lambda call: (call.start, call.end)):
        name = f"{service[call.step]} on {call.worker}" if call.worker else service[call.step]
        lanes, running = free.setdefault(name, []), busy.setdefault(name, [])
        while running and running[0][0] <= call.start:
            heapq.heappush(lanes, heapq.heappop(running)[1])
        lane = heapq.heappop(lanes) if lanes else len(running)
        heapq.heappush(running, (call.end, lane))
        yield Placed(call, name, lane)


def _lanes(placed: Sequence[Placed]) -> dict[str, int]:
    lanes: dict[str, int] = {}
    for each in sorted(placed, key=lambda each: each.where):
        lanes[each.where] = max(lanes.get(each.where, 0), 1 + each.lane)
    return lanes


def _drawn(placed: Placed, tool: str, *, critical: bool) -> list[Any]:
    call = placed.call
    times = [round(each, 4) for each in (call.ready, call.start, call.end)]
    return [_label(call), tool, placed.where, placed.lane, *times, call.ending, int(critical)]


def _waited_for(plan: Plan, graph: Graph, placed: Sequence[Placed]) -> list[list[int]]:
    """Of each call the calls that held it up, by their place in the list: of a step with items the last one to end."""
    position = {step.id: number for number, step in enumerate(plan.steps)}
    last: dict[str, int] = {}
    number: dict[CallKey, int] = {}
    for index, each in enumerate(placed):
        number[each.call.key] = index
        if each.call.end >= placed[last.setdefault(each.call.step, index)].call.end:
            last[each.call.step] = index
    found: list[list[int]] = []
    for each in placed:
        here = position[each.call.step]
        needed = [last[name] for needs in graph.needs[here] if (name := plan.steps[needs].id) in last]
        flow = graph.flows_from[here]
        source = None if flow is None else number.get((plan.steps[flow].id, each.call.index))
        found.append(needed if source is None else [*needed, source])
    return found


def _label(call: Span) -> str:
    return call.step if call.index is None else f"{call.step}[{call.index}]"
