"""The front door: a plan in, its results out. Opens what is needed, listens, and decides nothing itself."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from anyio import current_time

from orchestrator import dataflow
from orchestrator.check import input_faults, structure, structure_faults, tool_faults
from orchestrator.cluster.address import Cluster
from orchestrator.config import ServerConfig, project_servers
from orchestrator.errors import ClusterError, Fault, PlanError, StepError, innermost
from orchestrator.events import Fact, RunEnded, RunEvent, RunStarted
from orchestrator.journal import Journal, Recorded, RunLog
from orchestrator.limits import Limits, Places
from orchestrator.metrics import Metrics, measured
from orchestrator.plan import Limit, Plan, Step, to_plan
from orchestrator.progress import ProgressCallback, to_callback
from orchestrator.resume import facts_to_replay
from orchestrator.scheduler import Failure, Scheduler, one_second
from orchestrator.spans import Spans
from orchestrator.tools import Catalogue, ToolCaller
from servers.contract.home import data_folder

SILENCE_SECONDS = 600.0
"""After which a call without a time limit is given up, where its server tells of no progress either."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    results: Mapping[str, Any]
    """By step id, of the steps that are done."""
    failures: Sequence[Failure]
    skipped: Mapping[str, str]
    """Why each skipped step was not taken, by step id."""
    ending: StepError | None
    """The failure that ended the run before its time."""
    metrics: Metrics
    """How well it went; of a resumed run, what was left of it."""
    spans: Spans
    """Its calls, to draw."""

    @property
    def ok(self) -> bool:
        return all(failure.policy == "ignore" for failure in self.failures)


async def execute_plan(  # noqa: PLR0913 - the first three are the API of the first day, the rest by name
    plan: Plan | Mapping[str, Any],
    max_concurrent: int | None = None,
    progress_callback: ProgressCallback | None = None,
    *,
    inputs: Mapping[str, Any] | None = None,
    tools: ToolCaller | None = None,
    servers: Mapping[str, ServerConfig] | None = None,
    keep: Collection[str] | None = None,
    journal: Path | None = None,
    cluster: Cluster | None = None,
) -> dict[str, Any]:
    """Run `plan`; the results by step id.

    Args:
        plan: a `Plan`, or the same as objects and lists.
        max_concurrent: most calls in flight; None for no limit but the servers' own.
        progress_callback: called with (current, total, step, result) at each start, where result is None, and each end.
        inputs: what `$input` stands for.
        tools: what makes the calls; without it, `servers` are started and stopped.
        servers: the servers by name; without them, those of this project, reading below the current folder.
        keep: ids of the steps whose results are wanted; None for all.
        journal: the file that the run is written to as it happens, so that `resume_plan` can go on with it.
        cluster: where the calls of servers whose `workers` says so are made; None for all on this machine.

    Raises:
        PlanError: the plan can't be run; nothing was called.
        ServerError: a server could not be started; nothing was called.
        ClusterError: the cluster can't be used, or had no worker for too long.
        StepError: a step failed that may not (`on_error: fail`, the default); what ran was cancelled.
        JournalError: the journal can't be written.
    """
    plan = to_plan(plan)
    listeners = [to_callback(plan, progress_callback)] if progress_callback else []
    work = partial(
        run_plan,
        inputs=inputs,
        max_concurrent=max_concurrent,
        tools=tools,
        servers=servers,
        keep=keep,
        cluster=cluster,
    )
    if journal is None:
        return _results(await work(plan, listeners=listeners))
    opened = Journal(journal)
    with opened.begin(plan, inputs or {}, {}) as log:
        return _results(await work(plan, log=log, listeners=listeners, duration=opened.durations(plan)))


async def resume_plan(
    run: str,
    journal: Path,
    *,
    tools: ToolCaller | None = None,
    servers: Mapping[str, ServerConfig] | None = None,
    cluster: Cluster | None = None,
) -> dict[str, Any]:
    """Go on with a journalled run that was killed, stopped or failed; the results by step id, as of `execute_plan`.

    What had ended well is not called again. A call that was in flight is made again where its tool says that this does
    no harm, or the plan's `retry` allows it; otherwise it has failed with its outcome unknown.

    Args:
        run: its id, the beginning of one, or `last`.
        journal: the file that it was written to.
    """
    opened = Journal(journal)
    recorded = opened.read(run)
    with opened.go_on(recorded.record.id) as log:
        return _results(
            await run_plan(
                recorded.plan,
                inputs=recorded.inputs,
                tools=tools,
                servers=servers,
                log=log,
                facts=recorded.facts,
                cluster=cluster,
            )
        )


async def run_plan(  # noqa: PLR0913 - what a run is made of, each by name
    plan: Plan,
    *,
    inputs: Mapping[str, Any] | None = None,
    max_concurrent: int | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 - of each call, not of this function
    tools: ToolCaller | None = None,
    servers: Mapping[str, ServerConfig] | None = None,
    keep: Collection[str] | None = None,
    log: RunLog | None = None,
    listeners: Sequence[Callable[[RunEvent], None]] = (),
    duration: Callable[[Step], float] = one_second,
    facts: Sequence[Fact] = (),
    cluster: Cluster | None = None,
) -> Outcome:
    """Run `plan` and tell how it went, failures included. Arguments as of `execute_plan`.

    Args:
        timeout: seconds for a call where neither its step nor its server says how long. Where nobody does, a call to
            one of `servers` is given up when nothing was heard of it for `SILENCE_SECONDS`.
        log: the journal of the run, which writes each turn of events down before any call of it is sent.
        listeners: hear every event after it was written down; what one raises ends the run.
        duration: expected seconds of a step's call, for the order of what may start.
        facts: of an earlier run of the plan, to go on from.

    Raises:
        PlanError, ServerError, ClusterError: as `execute_plan`.
    """
    known = None if tools is not None else _known(servers)
    graph, faults = structure(plan, known)
    faults += input_faults(plan, inputs or {}) + _limit_faults(max_concurrent)
    if faults or graph is None:
        raise PlanError(faults)
    names = {step.service_name for step in plan.steps}
    configs = {name: config for name, config in (known or {}).items() if name in names}
    begun = monotonic() - (facts[-1].at if facts else 0.0)

    def now() -> float:
        return monotonic() - begun

    spans = Spans()
    emit = _emitter(log, [spans.hear, *listeners])

    def time_limit(step: Step) -> dataflow.TimeLimit | None:
        config = configs.get(step.service_name)
        seconds = step.timeout or (config.timeout if config else None) or timeout
        if seconds is not None:
            return dataflow.TimeLimit(seconds)
        return dataflow.TimeLimit(SILENCE_SECONDS, of_silence=True) if config else None

    async with _opened(tools, configs, lambda event: emit([event]), now, plan, cluster) as opened:
        tools_of = opened.catalogue
        if faults := tool_faults(plan, tools_of):
            raise PlanError(faults)
        limits = _limits(plan, configs, max_concurrent, opened.places)
        scheduler = Scheduler(
            plan,
            graph=graph,
            inputs={name: (inputs or {}).get(name, declared.default) for name, declared in plan.inputs.items()},
            limits=limits,
            duration=duration,
            repeatable=_repeatable(tools_of),
            keep=keep,
        )
        for fact in facts_to_replay(plan, facts, _repeatable(tools_of)):
            scheduler.apply(fact)
        emit([RunStarted(plan.name, len(plan.steps), limits.total, limits.by_name(), now())])
        try:
            await dataflow.run(
                scheduler,
                opened.caller,
                emit,
                now=now,
                time_limit=time_limit,
                places_changed=opened.places_changed,
            )
        except ExceptionGroup as group:
            raise innermost(group) from None
        ok = all(failure.policy == "ignore" for failure in scheduler.failures)
        emit([RunEnded(ok, now())])
    return Outcome(
        results=scheduler.results,
        failures=scheduler.failures,
        skipped=scheduler.skipped,
        ending=_ending(plan, scheduler.failure),
        metrics=measured(plan, spans, graph),
        spans=spans,
    )


def outcome_of(recorded: Recorded) -> Outcome:
    """What a journalled run came to, so far as it went."""
    plan, spans = recorded.plan, Spans()
    inputs = {name: recorded.inputs.get(name, declared.default) for name, declared in plan.inputs.items()}
    scheduler = Scheduler(plan, inputs=inputs)
    last = max((number for number, event in enumerate(recorded.events) if isinstance(event, RunStarted)), default=0)
    before = [event for event in recorded.events[:last] if isinstance(event, Fact)]
    after = [event for event in recorded.events[last:] if isinstance(event, Fact)]
    for fact in (*facts_to_replay(plan, before, lambda _step: True), *after):
        scheduler.apply(fact)
    for event in recorded.events:
        spans.hear(event)
    return Outcome(
        results=scheduler.results,
        failures=scheduler.failures,
        skipped=scheduler.skipped,
        ending=_ending(plan, scheduler.failure),
        metrics=measured(plan, spans),
        spans=spans,
    )


def _results(outcome: Outcome) -> dict[str, Any]:
    if outcome.ending is not None:
        raise outcome.ending
    return dict(outcome.results)


async def check_plan(
    plan: Plan | Mapping[str, Any],
    *,
    inputs: Mapping[str, Any] | None = None,
    servers: Mapping[str, ServerConfig] | None = None,
) -> list[Fault]:
    """Every fault of `plan` that can be known before its first call. Its servers are asked for their tools.

    Args:
        inputs: values for its inputs; without them, inputs are not checked.

    Raises:
        ServerError: a server could not be started.
    """
    try:
        plan = to_plan(plan)
    except PlanError as error:
        return list(error.faults)
    known = _known(servers)
    faults = structure_faults(plan, known) + (input_faults(plan, inputs) if inputs is not None else [])
    names = {step.service_name for step in plan.steps} & known.keys()
    return faults + tool_faults(plan, await catalogue({name: known[name] for name in sorted(names)}))


async def catalogue(servers: Mapping[str, ServerConfig]) -> Catalogue:
    """The tools of `servers`, which are started for the question and stopped again.

    Raises:
        ServerError: one could not be started.
    """
    async with _opened(None, servers, lambda _event: None, current_time) as opened:
        return opened.catalogue


def _known(servers: Mapping[str, ServerConfig] | None) -> Mapping[str, ServerConfig]:
    here = Path.cwd()
    return project_servers([here], home=data_folder(), out=here) if servers is None else servers


def _limit_faults(max_concurrent: int | None) -> list[Fault]:
    if max_concurrent is None or max_concurrent >= 1:
        return []
    return [Fault(f"max_concurrent must be at least 1, and is {max_concurrent}")]


def _emitter(log: RunLog | None, listeners: Sequence[Callable[[RunEvent], None]]) -> dataflow.Emit:
    def emit(events: Sequence[RunEvent]) -> None:
        if log is not None:
            log.write(events)
        for listener in listeners:
            for event in events:
                listener(event)

    return emit


def _limits(
    plan: Plan, configs: Mapping[str, ServerConfig], max_concurrent: int | None, places: Mapping[str, Places]
) -> Limits:
    totals = [limit for limit in (plan.max_concurrent, max_concurrent) if limit is not None]
    services: dict[str, Limit] = {}
    tools: dict[tuple[str, str], Limit] = {}
    for name, limit in plan.limits.items():
        service, _, tool = name.partition(".")
        if tool:
            tools[service, tool] = limit
        else:
            services[service] = limit
    for name, config in configs.items():
        counted_there = name in places and isinstance(config.max_concurrent, int)
        if config.max_concurrent is not None and not counted_there:
            services[name] = _lower(services.get(name), config.max_concurrent)
    called = {(step.service_name, step.tool_name) for step in plan.steps}
    gone = {each: places[each[0]] for each in called if each[0] in places and configs[each[0]].goes(each[1])}
    return Limits(min(totals, default=None), services, tools, gone)


def _lower(asked: Limit | None, declared: Limit) -> Limit:
    """A number is a promise, so it goes before `auto`."""
    numbers = [limit for limit in (asked, declared) if isinstance(limit, int)]
    return min(numbers) if numbers else "auto"


def _repeatable(catalogue: Catalogue) -> Callable[[Step], bool]:
    def repeatable(step: Step) -> bool:
        tool = catalogue.get(step.service_name, {}).get(step.tool_name)
        return tool is not None and tool.repeatable

    return repeatable


def _ending(plan: Plan, failure: Failure | None) -> StepError | None:
    if failure is None:
        return None
    step = next(step for step in plan.steps if step.id == failure.step)
    return StepError(step.id, step.service_name, step.tool_name, failure.reason, failure.index)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What makes the calls of a run."""

    caller: ToolCaller
    catalogue: Catalogue
    places: Mapping[str, Places] = field(default_factory=dict[str, Places])
    """Of the servers whose calls go to a cluster."""
    places_changed: Callable[[], Awaitable[None]] | None = None


@asynccontextmanager
async def _opened(  # noqa: PLR0913, PLR0917 - what a caller is made of
    tools: ToolCaller | None,
    configs: Mapping[str, ServerConfig],
    emit: Callable[[RunEvent], None],
    now: Callable[[], float],
    plan: Plan | None = None,
    cluster: Cluster | None = None,
) -> AsyncGenerator[_Opened]:
    if tools is not None:
        yield _Opened(tools, getattr(tools, "catalogue", {}))
        return
    # The only late imports: whoever brings their own tools does not wait 0.6 s for the MCP SDK.
    from orchestrator.sessions import open_sessions  # noqa: PLC0415
    from orchestrator.tracing import Traced, run_span  # noqa: PLC0415

    with run_span(plan) if plan else nullcontext():
        if cluster is None:
            async with open_sessions(configs, emit=emit, now=now) as sessions:
                yield _Opened(Traced(sessions), sessions.catalogue)
            return
        try:
            from orchestrator.cluster.opening import open_spread  # noqa: PLC0415 - the extra may not be there
        except ModuleNotFoundError as error:
            raise ClusterError(f"a cluster needs the extra syllabus-orchestrator[cluster]: {error}") from None

        called = {(step.service_name, step.tool_name) for step in plan.steps} if plan else set[tuple[str, str]]()
        async with open_spread(cluster, configs, called, emit=emit, now=now) as spread:
            yield _Opened(Traced(spread), spread.catalogue, spread.places, spread.places_changed)
