"""The scheduler's rules, on any graph."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import PlanError
from orchestrator.events import (
    CallFailed,
    CallLost,
    CallStarted,
    CallSucceeded,
    Fact,
    ItemsCounted,
    RetryDue,
    RetryPlanned,
    StepSkipped,
)
from orchestrator.limits import Limits
from orchestrator.plan import Plan, Step
from orchestrator.scheduler import Call, Scheduler


def step(name: str, *needs: str, **fields: Any) -> Step:
    return Step(id=name, service_name="toy", tool_name="echo", depends_on=needs, **fields)


def plan(**needs: str) -> Plan:
    """`plan(a="", b="a", c="a b")`: three steps, b after a, c after both."""
    return Plan(steps=tuple(step(name, *names.split()) for name, names in needs.items()))


def startable(scheduler: Scheduler) -> list[Call]:
    """Start all that may start now."""
    started: list[Call] = []
    while call := scheduler.startable():
        started.append(call)
        scheduler.apply(CallStarted(call.step.id, call.index))
    return started


def names(calls: list[Call]) -> list[str]:
    return [call.step.id if call.index is None else f"{call.step.id}[{call.index}]" for call in calls]


@st.composite
def acyclic_plans(draw: st.DrawFn) -> Plan:
    size = draw(st.integers(1, 20))
    edges = [draw(st.sets(st.integers(0, i - 1), max_size=3)) if i else set[int]() for i in range(size)]
    return plan(**{f"s{i}": " ".join(f"s{j}" for j in sorted(before)) for i, before in enumerate(edges)})


@given(graph=acyclic_plans(), limit=st.integers(1, 4), data=st.data())
def test_every_call_starts_once_after_its_dependencies_and_nothing_ready_waits(
    graph: Plan, limit: int, data: st.DataObject
) -> None:
    scheduler = Scheduler(graph, limits=Limits(total=limit))
    running: list[str] = []
    finished: list[str] = []
    while not scheduler.done:
        for call in startable(scheduler):
            assert set(call.step.depends_on) <= set(finished)
            assert call.step.id not in running + finished
            running.append(call.step.id)
        waiting = [s for s in graph.steps if s.id not in running + finished and set(s.depends_on) <= set(finished)]
        assert len(running) <= limit
        assert len(running) == limit or not waiting
        running.remove(ended := data.draw(st.sampled_from(running)))
        scheduler.apply(CallSucceeded(ended, None))
        finished.append(ended)
    assert sorted(finished) == sorted(each.id for each in graph.steps)


@given(graph=acyclic_plans(), data=st.data())
def test_a_run_cut_anywhere_and_replayed_ends_with_the_same_results(graph: Plan, data: st.DataObject) -> None:
    facts: list[Fact] = []
    go_on(Scheduler(graph, limits=Limits(total=3)), facts)
    kept = facts[: data.draw(st.integers(0, len(facts)))]

    resumed = Scheduler(graph, limits=Limits(total=1), repeatable=lambda _: True)
    for fact in kept:
        resumed.apply(fact)
    for name in sorted(started(kept) - succeeded(kept)):
        resumed.apply(CallLost(name, "the run was killed"))
        resumed.apply(RetryDue(name))
    again: list[Fact] = []
    go_on(resumed, again)

    assert resumed.results == {each.id: each.id for each in graph.steps}
    assert not started(again) & succeeded(kept)


def go_on(scheduler: Scheduler, facts: list[Fact]) -> None:
    """Run to the end, last started first finished, and keep the facts."""
    running: list[str] = []
    while not scheduler.done:
        while call := scheduler.startable():
            facts.append(CallStarted(call.step.id))
            scheduler.apply(facts[-1])
            running.append(call.step.id)
        facts.append(CallSucceeded(running[-1], result=running[-1]))
        scheduler.apply(facts[-1])
        running.pop()


def started(facts: list[Fact]) -> set[str]:
    return {fact.step for fact in facts if isinstance(fact, CallStarted)}


def succeeded(facts: list[Fact]) -> set[str]:
    return {fact.step for fact in facts if isinstance(fact, CallSucceeded)}


@given(graph=acyclic_plans(), data=st.data())
def test_whatever_fails_under_continue_just_what_needs_it_is_skipped(graph: Plan, data: st.DataObject) -> None:
    graph = graph.model_copy(update={"on_error": "continue"})
    broken = data.draw(st.sets(st.sampled_from([each.id for each in graph.steps])))
    scheduler = Scheduler(graph)
    while calls := startable(scheduler):
        for call in calls:
            name = call.step.id
            scheduler.apply(CallFailed(name, "no") if name in broken else CallSucceeded(name, name))
    lost: set[str] = set()
    for each in graph.steps:
        if each.id in broken or lost & set(each.depends_on):
            lost.add(each.id)
    assert scheduler.done
    assert scheduler.results.keys() == {each.id for each in graph.steps} - lost
    assert {failure.step for failure in scheduler.failures} | scheduler.skipped.keys() == lost


def test_the_longest_remaining_path_goes_first() -> None:
    seconds = {"short": 1.0, "head": 1.0, "tail": 9.0}
    scheduler = Scheduler(
        plan(short="", head="", tail="head"), limits=Limits(total=1), duration=lambda each: seconds[each.id]
    )
    assert names(startable(scheduler)) == ["head"]


def test_priority_goes_before_the_longest_remaining_path() -> None:
    steps = (step("long"), step("tail", "long"), step("urgent", priority=1))
    assert names(startable(Scheduler(Plan(steps=steps), limits=Limits(total=1)))) == ["urgent"]


def test_a_full_server_does_not_hold_up_calls_to_another() -> None:
    busy = [Step(id=f"b{i}", service_name="busy", tool_name="t", priority=9) for i in range(3)]
    scheduler = Scheduler(Plan(steps=(*busy, step("a"))), limits=Limits(total=2, services={"busy": 1}))
    assert names(startable(scheduler)) == ["b0", "a"]


def test_limits_of_a_tool_and_of_a_step_are_kept_together() -> None:
    steps = (step("each", for_each=[1, 2, 3], max_concurrent=2), step("x"), step("y"))
    scheduler = Scheduler(Plan(steps=steps), limits=Limits(tools={("toy", "echo"): 3}))
    assert names(startable(scheduler)) == ["each[0]", "each[1]", "x"]
    scheduler.apply(CallSucceeded("x", None))
    assert names(startable(scheduler)) == ["y"]  # the tool has room again, the step has not
    scheduler.apply(CallSucceeded("each", None, index=0))
    assert names(startable(scheduler)) == ["each[2]"]


def test_for_each_makes_one_call_an_item_and_answers_in_their_order() -> None:
    steps = (step("list"), step("each", for_each="$list.items", arguments={"x": "$item.n", "i": "$index"}))
    scheduler = Scheduler(Plan(steps=steps))
    startable(scheduler)
    assert scheduler.apply(CallSucceeded("list", {"items": [{"n": "a"}, {"n": "b"}]})) == [ItemsCounted("each", 2)]
    assert [call.arguments for call in startable(scheduler)] == [{"x": "a", "i": 0}, {"x": "b", "i": 1}]
    scheduler.apply(CallSucceeded("each", "B", index=1))
    scheduler.apply(CallSucceeded("each", "A", index=0))
    assert scheduler.results["each"] == ["A", "B"]
    assert scheduler.done


def test_items_flow_on_without_waiting_for_their_siblings() -> None:
    steps = (
        step("read", for_each=["a", "b"]),
        step("store", for_each="$read", arguments={"x": "$item"}),
        step("count", arguments={"all": "$store"}),
    )
    scheduler = Scheduler(Plan(steps=steps))
    assert names(startable(scheduler)) == ["read[0]", "read[1]"]
    scheduler.apply(CallSucceeded("read", "B", index=1))
    (flowed,) = startable(scheduler)
    assert (flowed.step.id, flowed.index, flowed.arguments) == ("store", 1, {"x": "B"})
    scheduler.apply(CallSucceeded("store", "stored B", index=1))
    scheduler.apply(CallSucceeded("read", "A", index=0))
    startable(scheduler)
    scheduler.apply(CallSucceeded("store", "stored A", index=0))
    (last,) = startable(scheduler)
    assert last.arguments == {"all": ["stored A", "stored B"]}


def test_a_step_that_reads_all_results_besides_does_not_start_on_the_first_item() -> None:
    steps = (
        step("read", for_each=["a", "b"]),
        step("store", for_each="$read", arguments={"x": "$item", "all": "$read"}),
    )
    scheduler = Scheduler(Plan(steps=steps))
    startable(scheduler)
    scheduler.apply(CallSucceeded("read", "A", index=0))
    assert startable(scheduler) == []


def test_an_empty_list_makes_no_call_and_an_empty_result() -> None:
    steps = (step("none", for_each=[]), step("each", for_each="$none"), step("after", arguments={"x": "$each"}))
    scheduler = Scheduler(Plan(steps=steps))
    assert [call.arguments for call in startable(scheduler)] == [{"x": []}]


def test_an_item_that_fails_leaves_null_in_its_place_and_stops_only_what_flows_from_it() -> None:
    steps = (
        step("read", for_each=["a", "b"], on_error="continue"),
        step("store", for_each="$read", arguments={"x": "$item"}),
        step("count", arguments={"read": "$read", "stored": "$store"}),
    )
    scheduler = Scheduler(Plan(steps=steps))
    startable(scheduler)
    notices = scheduler.apply(CallFailed("read", "encrypted", index=0))
    assert notices == [StepSkipped("store", "item 0 of 'read' failed", index=0)]
    scheduler.apply(CallSucceeded("read", "B", index=1))
    startable(scheduler)
    scheduler.apply(CallSucceeded("store", "stored B", index=1))
    (last,) = startable(scheduler)
    assert last.arguments == {"read": [None, "B"], "stored": [None, "stored B"]}
    assert [(failure.step, failure.index) for failure in scheduler.failures] == [("read", 0)]


def test_for_each_over_what_is_no_list_fails_the_step_and_says_what_it_is() -> None:
    scheduler = Scheduler(Plan(steps=(step("a"), step("each", for_each="$a.n"))))
    startable(scheduler)
    scheduler.apply(CallSucceeded("a", {"n": 5}))
    call = scheduler.startable()
    assert call is not None
    assert call.fault == "for_each needs a list, and $a.n is a number"


def test_a_step_whose_condition_does_not_hold_is_skipped_with_what_needs_it() -> None:
    steps = (
        step("find"),
        step("parse", when="length($find.files) > `1`", arguments={"x": "$find.files[0]"}),
        step("plan", "parse"),
        step("other", "find"),
    )
    scheduler = Scheduler(Plan(steps=steps))
    startable(scheduler)
    notices = scheduler.apply(CallSucceeded("find", {"files": ["one"]}))
    assert notices == [
        StepSkipped("parse", "its condition 'length($find.files) > `1`' does not hold"),
        StepSkipped("plan", "it needs 'parse', which was skipped"),
    ]
    assert names(startable(scheduler)) == ["other"]


def test_a_condition_on_the_item_is_asked_for_each_item() -> None:
    steps = (step("each", for_each=[1, 0, 3], when="$item", arguments={"x": "$item"}),)
    scheduler = Scheduler(Plan(steps=steps))
    assert names(startable(scheduler)) == ["each[0]", "each[2]"]
    for index in (0, 2):
        scheduler.apply(CallSucceeded("each", index, index=index))
    assert scheduler.results["each"] == [0, None, 2]


def test_an_ignored_failure_gives_null_to_what_reads_it() -> None:
    steps = (step("a", on_error="ignore"), step("b", arguments={"x": "$a"}))
    scheduler = Scheduler(Plan(steps=steps))
    startable(scheduler)
    scheduler.apply(CallFailed("a", "no"))
    assert [call.arguments for call in startable(scheduler)] == [{"x": None}]


def test_a_failure_by_default_ends_the_run() -> None:
    scheduler = Scheduler(plan(a="", b=""), limits=Limits(total=1))
    startable(scheduler)
    scheduler.apply(CallFailed("a", "no"))
    assert scheduler.startable() is None
    assert scheduler.failure is not None
    assert (scheduler.failure.step, scheduler.failure.reason) == ("a", "no")


def test_a_failed_call_is_repeated_only_as_often_as_the_plan_allows() -> None:
    scheduler = Scheduler(Plan(steps=(step("a", retry=1),)))
    startable(scheduler)
    (planned,) = scheduler.apply(CallFailed("a", "busy"))
    assert isinstance(planned, RetryPlanned)
    assert scheduler.startable() is None
    assert not scheduler.done
    scheduler.apply(RetryDue("a"))
    assert names(startable(scheduler)) == ["a"]
    assert scheduler.apply(CallFailed("a", "busy")) == []
    assert scheduler.failure is not None


def test_a_lost_call_is_repeated_where_the_tool_says_that_this_does_no_harm() -> None:
    scheduler = Scheduler(plan(a=""), repeatable=lambda _: True)
    startable(scheduler)
    (planned,) = scheduler.apply(CallLost("a", "the server died"))
    assert isinstance(planned, RetryPlanned)


def test_a_lost_call_is_never_repeated_silently_where_nobody_allows_it() -> None:
    scheduler = Scheduler(plan(a=""))
    startable(scheduler)
    scheduler.apply(CallLost("a", "the server died"))
    assert scheduler.failure is not None
    assert scheduler.failure.reason == (
        "the server died; whether the tool did its work is unknown, so the call was not repeated"
    )


def test_results_that_nobody_will_read_again_are_let_go() -> None:
    steps = (step("a"), step("b", arguments={"x": "$a"}), step("c", arguments={"x": "$b"}))
    scheduler = Scheduler(Plan(steps=steps), keep={"c"})
    held: list[set[str]] = []
    while calls := startable(scheduler):
        for call in calls:
            scheduler.apply(CallSucceeded(call.step.id, "big"))
            held.append(set(scheduler.results))
    assert held == [{"a"}, {"b"}, {"c"}]


def test_a_chain_of_any_length_can_be_skipped() -> None:
    steps = [step("s0", on_error="continue"), *(step(f"s{i}", f"s{i - 1}") for i in range(1, 5000))]
    scheduler = Scheduler(Plan(steps=tuple(steps)))
    startable(scheduler)
    scheduler.apply(CallFailed("s0", "no"))
    assert len(scheduler.skipped) == 4999


@pytest.mark.parametrize(
    ("needs", "fault"),
    [
        ({"a": "b", "b": "a"}, "the steps a → b → a wait for each other"),
        ({"a": "a"}, "the steps a → a wait for each other"),
        ({"x": "", "a": "x b", "b": "c", "c": "a", "d": "a"}, "the steps a → b → c → a wait for each other"),
        ({"parse": "", "a": "prase"}, "step 'a' needs 'prase', which is not in the plan; did you mean 'parse'?"),
    ],
)
def test_a_plan_that_could_never_end_is_refused(needs: dict[str, str], fault: str) -> None:
    with pytest.raises(PlanError) as caught:
        Scheduler(plan(**needs))
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ((step("a"), step("a")), "two steps are called 'a': the steps 0 and 1"),
        ((step("a", arguments={"x": "$b.y"}),), "step 'a' needs 'b', which is not in the plan; there are none"),
        ((step("item"),), "step 'item' has a name that references keep for themselves"),
        ((step("a", arguments={"x": "$item"}),), "step 'a': $item has a meaning only in a step with for_each"),
        ((step("a", arguments={"x": "$input.f"}),), "step 'a': the plan has no input 'f'; there are none"),
        ((step("a", arguments={"x": "$b["}),), "step 'a': '$b[' is no reference"),
    ],
)
def test_a_plan_with_a_wrong_name_is_refused(steps: tuple[Step, ...], fault: str) -> None:
    with pytest.raises(PlanError) as caught:
        Scheduler(Plan(steps=steps))
    assert str(caught.value).startswith(fault)
