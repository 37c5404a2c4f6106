"""How many calls may be in flight, and which calls the same limits hold back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.plan import Step

Entry = tuple[int, float, int, int, float]
"""A ready call: priority and remaining path (both negative, so that the least goes first), step, item, since when."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most calls in flight; None and what is not named have no limit."""

    total: int | None = None
    services: Mapping[str, int] = field(default_factory=dict[str, int])
    tools: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])


UNLIMITED = Limits()


@dataclass(slots=True)
class Gauge:
    """How many calls are in flight under one limit."""

    limit: float
    running: int = 0


@dataclass(slots=True)
class Lane:
    """Calls that are held back by the same limits; the next one on top of the heap."""

    gauges: tuple[Gauge, ...]
    heap: list[Entry] = field(default_factory=list[Entry])

    def has_room(self) -> bool:
        return all(gauge.running < gauge.limit for gauge in self.gauges)


def lanes(steps: Sequence[Step], limits: Limits) -> tuple[list[Lane], list[Lane]]:
    """All lanes, and the lane of each step: steps under the same limits share one."""
    gauges: dict[object, Gauge] = {}
    shared: dict[tuple[object, ...], Lane] = {}
    lane_of: list[Lane] = []
    for step in steps:
        tool = (step.service_name, step.tool_name)
        limited = {
            step.service_name: limits.services.get(step.service_name),
            tool: limits.tools.get(tool),
            ("step", step.id): step.max_concurrent if step.for_each is not None else None,
        }
        held = {key: limit for key, limit in limited.items() if limit is not None}
        for key, limit in held.items():
            gauges.setdefault(key, Gauge(limit))
        lane_of.append(shared.setdefault(tuple(held), Lane(tuple(gauges[key] for key in held))))
    return list(shared.values()), lane_of
