"""How well a run went: speed-up, how near it came to the shortest possible, waiting, use of servers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestrator.graph import Graph, build
from orchestrator.plan import Plan
from orchestrator.spans import Span, Spans, critical_path


@dataclass(frozen=True, slots=True)
class ServerUse:
    """What a server, or a worker of a cluster, had to do; seconds unless said otherwise."""

    calls: int
    work: float
    """Of all its calls together."""
    busy: float
    """During which at least one of its calls was in flight."""
    most_in_flight: int
    sessions: int
    """Processes that were started for it."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Of one run; seconds unless said otherwise."""

    calls: int
    makespan: float
    """From the moment when the servers were ready to the end of the last call."""
    work: float
    """Of all calls together, as if made one after the other."""
    critical_path: float
    """The longest chain of calls that had to follow each other."""
    lower_bound: float
    """No order of the calls takes less: max(critical path, work / limit), over all, each server and each tool."""
    queued: float
    """Waiting of all calls together for nothing but capacity."""
    longest_queued: float
    retries: int
    failed: int
    """Calls that ended badly, those that were made again among them."""
    servers: dict[str, ServerUse]
    workers: dict[str, ServerUse]
    """Of a cluster, each over all its servers; none where all was done on this machine."""

    @property
    def speedup(self) -> float:
        """Against running the same calls one by one."""
        return self.work / self.makespan if self.makespan else 1.0

    @property
    def efficiency(self) -> float:
        """Lower bound by makespan: 1 is as fast as it can be."""
        return self.lower_bound / self.makespan if self.makespan else 1.0


def measured(plan: Plan, spans: Spans, graph: Graph | None = None) -> Metrics:
    """The figures of a run of `plan` (with its `graph`, where it is known) that `spans` heard."""
    calls = spans.calls
    graph = graph or build(plan)[0]
    service = {step.id: step.service_name for step in plan.steps}
    by_server: dict[str, list[Span]] = {}
    by_worker: dict[str, list[Span]] = {}
    for call in calls:
        by_server.setdefault(service[call.step], []).append(call)
        if call.worker:
            by_worker.setdefault(call.worker, []).append(call)
    work = sum(call.seconds for call in calls)
    path = critical_path(plan, graph, calls)[0] if graph else 0.0
    waits = [call.start - call.ready for call in calls]
    return Metrics(
        calls=len(calls),
        makespan=spans.seconds,
        work=work,
        critical_path=path,
        lower_bound=max([path, *_shares(plan, spans)]),
        queued=sum(waits),
        longest_queued=max(waits, default=0.0),
        retries=len(calls) - len({call.key for call in calls}),
        failed=sum(call.ending != "done" for call in calls),
        servers={
            name: _use(each, sum(session.service == name for session in spans.sessions))
            for name, each in sorted(by_server.items())
        },
        workers={
            name: _use(each, sum(session.worker == name for session in spans.sessions))
            for name, each in sorted(by_worker.items())
        },
    )


def _shares(plan: Plan, spans: Spans) -> Iterable[float]:
    """Of each limit that was a number, a cluster's places too: the work of what it held by how many it let run."""
    limits = {name: limit for name, limit in spans.limits.items() if isinstance(limit, int)}
    for name, limit in limits.items():
        held = _held(plan, name)
        yield sum(call.seconds for call in spans.calls if call.step in held) / limit
    for name, places in spans.places.items():
        held = _held(plan, name)
        yield sum(call.seconds for call in spans.calls if call.worker and call.step in held) / places
    if spans.max_concurrent:
        yield sum(call.seconds for call in spans.calls) / spans.max_concurrent


def _held(plan: Plan, name: str) -> set[str]:
    """The steps that call the server, or the tool of a server, called `name`."""
    service, _, tool = name.partition(".")
    return {step.id for step in plan.steps if step.service_name == service and tool in ("", step.tool_name)}


def sentence(metrics: Metrics) -> str:
    """The figures for a person, in a line."""
    waited = f", {metrics.longest_queued:.1f} s the longest wait for a place" if metrics.longest_queued > 0.1 else ""  # noqa: PLR2004
    again = f", {metrics.retries} made again" if metrics.retries else ""
    return (
        f"{metrics.calls} calls{again} in {metrics.makespan:.1f} s, {metrics.speedup:.1f} times as fast as one by one"
        f" ({100 * metrics.efficiency:.0f} % of what is possible){waited}"
    )


def _use(calls: Sequence[Span], sessions: int) -> ServerUse:
    most, busy = _in_flight(calls)
    return ServerUse(len(calls), sum(call.seconds for call in calls), busy, most, sessions)


def _in_flight(calls: Iterable[Span]) -> tuple[int, float]:
    """The most calls at one moment, and the seconds with at least one."""
    changes = sorted([(call.start, 1) for call in calls] + [(call.end, -1) for call in calls])
    running = most = 0
    busy = since = 0.0
    for at, change in changes:
        if not running:
            since = at
        running += change
        most = max(most, running)
        if not running:
            busy += at - since
    return most, busy
