"""How well a run went, told from its events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.events import CallFailed, CallStarted, CallSucceeded, RunEnded, RunEvent, RunStarted
from orchestrator.graph import build
from orchestrator.limits import Limits
from orchestrator.metrics import measured
from orchestrator.plan import Plan, Step
from orchestrator.scheduler import Scheduler
from orchestrator.spans import Spans, critical_path


def step(name: str, *needs: str, service: str = "s") -> Step:
    return Step(id=name, service_name=service, tool_name="work", depends_on=needs)


def heard(*events: RunEvent) -> Spans:
    spans = Spans()
    for event in events:
        spans.hear(event)
    return spans


def test_two_side_by_side_are_twice_as_fast_as_one_by_one() -> None:
    spans = heard(
        RunStarted("", 2, max_concurrent=2),
        CallStarted("a"),
        CallStarted("b"),
        CallSucceeded("a", None, at=2.0),
        CallSucceeded("b", None, at=2.0),
        RunEnded(ok=True, at=2.0),
    )
    metrics = measured(Plan(steps=(step("a"), step("b"))), spans)
    assert (metrics.speedup, metrics.efficiency, metrics.work, metrics.lower_bound) == (2.0, 1.0, 4.0, 2.0)
    assert metrics.servers["s"].most_in_flight == 2
    assert metrics.servers["s"].busy == 2.0


def test_waiting_for_a_place_is_told_apart_from_running() -> None:
    spans = heard(
        RunStarted("", 2, max_concurrent=1),
        CallStarted("a"),
        CallSucceeded("a", None, at=1.0),
        CallStarted("b", ready_at=0.0, at=1.0),
        CallSucceeded("b", None, at=3.0),
        RunEnded(ok=True, at=3.0),
    )
    metrics = measured(Plan(steps=(step("a"), step("b"))), spans)
    assert (metrics.queued, metrics.longest_queued, metrics.efficiency) == (1.0, 1.0, 1.0)


def test_a_call_that_was_made_again_counts_as_one_retry() -> None:
    spans = heard(
        CallStarted("a"), CallFailed("a", "busy", at=1.0), CallStarted("a", at=2.0), CallSucceeded("a", None, at=3.0)
    )
    metrics = measured(Plan(steps=(step("a"),)), spans)
    assert (metrics.calls, metrics.retries, metrics.failed) == (2, 1, 1)


def test_an_item_waits_only_for_the_item_that_it_flows_from() -> None:
    parse = Step(id="parse", service_name="s", tool_name="parse", for_each=("x", "y"))
    store = Step(id="store", service_name="s", tool_name="store", for_each="$parse", arguments={"value": "$item"})
    plan = Plan(steps=(parse, store))
    spans = heard(
        CallStarted("parse", 0),
        CallStarted("parse", 1),
        CallSucceeded("parse", None, 0, at=1.0),
        CallStarted("store", 0, at=1.0),
        CallSucceeded("parse", None, 1, at=5.0),
        CallSucceeded("store", None, 0, at=7.0),
        CallStarted("store", 1, at=7.0),
        CallSucceeded("store", None, 1, at=8.0),
    )
    graph, _ = build(plan)
    assert graph is not None
    seconds, path = critical_path(plan, graph, spans.calls)
    assert (seconds, path) == (7.0, [("parse", 0), ("store", 0)])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 12))
    steps: list[Step] = []
    for number in range(count):
        needs = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set[int]()
        steps.append(step(str(number), *map(str, needs), service=draw(st.sampled_from("st"))))
    return Plan(steps=tuple(steps))


@given(plans(), st.lists(st.floats(0.0, 10.0), min_size=12, max_size=12), st.integers(1, 4))
def test_no_run_is_faster_than_its_lower_bound_nor_slower_than_one_by_one(
    plan: Plan, seconds: list[float], limit: int
) -> None:
    limits = Limits(total=limit, services={"s": 2})
    metrics = measured(plan, simulated(plan, seconds, limits))
    assert metrics.lower_bound <= metrics.makespan + 1e-9
    assert metrics.makespan <= metrics.work + 1e-9
    assert metrics.critical_path <= metrics.lower_bound
    assert metrics.calls == len(plan.steps)


def simulated(plan: Plan, seconds: list[float], limits: Limits) -> Spans:
    """The run of `plan` where each step takes its `seconds`, on a clock of its own."""
    scheduler, spans = Scheduler(plan, limits=limits), Spans()
    running: list[tuple[float, str]] = []
    now = 0.0
    spans.hear(RunStarted("", len(plan.steps), limits.total, limits.by_name()))
    while True:
        while (call := scheduler.startable()) is not None:
            started = CallStarted(call.step.id, ready_at=call.ready_at, at=now)
            scheduler.apply(started)
            spans.hear(started)
            running.append((now + seconds[int(call.step.id)], call.step.id))
        if not running:
            break
        running.sort()
        now, name = running.pop(0)
        ended = CallSucceeded(name, None, at=now)
        scheduler.apply(ended)
        spans.hear(ended)
    spans.hear(RunEnded(ok=True, at=now))
    return spans


@pytest.mark.parametrize("events", [(), (RunStarted("", 0), RunEnded(ok=True))])
def test_a_run_without_calls_has_figures_too(events: tuple[RunEvent, ...]) -> None:
    metrics = measured(Plan(steps=(step("a"),)), heard(*events))
    assert (metrics.calls, metrics.speedup, metrics.efficiency) == (0, 1.0, 1.0)


def test_a_limit_of_a_tool_bounds_the_run_too() -> None:
    spans = heard(
        RunStarted("", 2, limits={"s.work": 1, "s": "auto"}),
        CallStarted("a"),
        CallSucceeded("a", None, at=1.0),
        CallStarted("b", at=1.0),
        CallSucceeded("b", None, at=2.0),
        RunEnded(ok=True, at=2.0),
    )
    assert measured(Plan(steps=(step("a"), step("b"))), spans).efficiency == 1.0


def test_the_pause_before_a_run_was_gone_on_with_is_no_part_of_it() -> None:
    spans = heard(
        RunStarted("", 2),
        CallStarted("a"),
        CallSucceeded("a", None, at=1.0),
        RunStarted("", 2, at=5.0),
        CallStarted("b", at=5.0),
        CallSucceeded("b", None, at=6.0),
        RunEnded(ok=True, at=6.0),
    )
    metrics = measured(Plan(steps=(step("a"), step("b"))), spans)
    assert (metrics.makespan, metrics.speedup) == (2.0, 1.0)


def test_a_run_that_was_killed_is_measured_up_to_its_last_call() -> None:
    spans = heard(RunStarted("", 2, at=1.0), CallStarted("a", at=1.0), CallSucceeded("a", None, at=4.0))
    assert measured(Plan(steps=(step("a"), step("b"))), spans).makespan == 3.0
