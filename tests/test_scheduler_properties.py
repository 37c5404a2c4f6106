"""The scheduler on any plan, limits, outcomes and order, beside an interpreter that makes one call after the other."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.events import CallFailed, CallLost, CallStarted, CallSucceeded, Fact, RetryDue, RetryPlanned
from orchestrator.limits import Limits
from orchestrator.plan import Plan, Step, to_plan
from orchestrator.references import expression, holds, resolve
from orchestrator.scheduler import Scheduler

Key = tuple[str, int | None]
Outcomes = Callable[[Key, int], str]
"""How the n-th attempt of a call ends: well, failed or lost."""


@st.composite
def steps(draw: st.DrawFn, number: int, before: list[dict[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": f"s{number}",
        "service_name": draw(st.sampled_from(["files", "mail"])),
        "tool_name": draw(st.sampled_from(["a", "b"])),
        "on_error": draw(st.sampled_from(["continue", "ignore"])),
        "retry": draw(st.sampled_from([None, 0, 1])),
        "priority": draw(st.integers(-1, 1)),
        "arguments": {},
    }
    if before:
        needed = draw(st.sets(st.sampled_from([each["id"] for each in before]), max_size=2))
        fields["arguments"] = {name: f"${name}" for name in sorted(needed)}
        source = draw(st.sampled_from(before))
        kind = draw(st.sampled_from(["call", "call", "items", "flow", "when"]))
        if kind == "flow" and "for_each" in source and source["id"] not in needed:
            fields |= {"for_each": f"${source['id']}", "arguments": {**fields["arguments"], "x": "$item"}}
        elif kind == "items" and "for_each" not in source and source["on_error"] == "continue":
            fields |= {"for_each": f"${source['id']}.items", "max_concurrent": draw(st.sampled_from([None, 1, 2]))}
        elif kind == "when" and "for_each" not in source and source["on_error"] == "continue":
            fields["when"] = f"${source['id']}.flag"
    if draw(st.integers(0, 3)) == 0 and "for_each" not in fields:
        fields |= {"for_each": draw(st.lists(st.integers(0, 1), max_size=3)), "when": "$item"}
    return fields


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    written: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 7))):
        written.append(draw(steps(number, written)))
    return to_plan({"steps": draw(st.permutations(written))})


limits = st.builds(
    Limits,
    total=st.sampled_from([None, 1, 2, 3]),
    services=st.dictionaries(st.sampled_from(["files", "mail"]), st.integers(1, 2)),
    tools=st.dictionaries(st.tuples(st.sampled_from(["files", "mail"]), st.sampled_from("ab")), st.integers(1, 2)),
)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcomes:
    seed = draw(st.integers(0, 2**16))
    ends = ("well", "well", "well", "failed", "lost")
    return lambda key, attempt: ends[crc32(repr((seed, key, attempt)).encode()) % 5]


def result_of(key: Key) -> dict[str, Any]:
    name, index = key
    return {"items": list(range(int(name[1:]) % 3)), "flag": (int(name[1:]) + (index or 0)) % 2 == 0, "call": list(key)}


class Run:
    """Drives a scheduler, and looks at each moment that the rules hold."""

    def __init__(self, plan: Plan, limits: Limits, outcome: Outcomes) -> None:
        self.plan, self.limits, self.outcome = plan, limits, outcome
        self.scheduler = Scheduler(plan, limits=limits)
        self.steps = {step.id: step for step in plan.steps}
        self.facts: list[Fact] = []
        self.running: list[Key] = []
        self.waiting: list[Key] = []
        self.attempts: Counter[Key] = Counter()

    def apply(self, fact: Fact) -> None:
        self.facts.append(fact)
        planned = [notice for notice in self.scheduler.apply(fact) if isinstance(notice, RetryPlanned)]
        self.waiting += [(notice.step, notice.index) for notice in planned]

    def start_all(self) -> None:
        while (call := self.scheduler.startable()) is not None:
            key = (call.step.id, call.index)
            if call.fault is not None:
                self.apply(CallFailed(*key[:1], call.fault, call.index))
                continue
            self.attempts[key] += 1
            assert self.attempts[key] <= 1 + (call.step.retry or 0), "a call is made at most once, but for its retries"
            self.running.append(key)
            self.apply(CallStarted(*key))
            self.limits_are_kept()
        self.nothing_that_could_start_waits()

    def limits_are_kept(self) -> None:
        assert all(self.room(key, -1) for key in self.running)

    def room(self, key: Key, besides: int = 0) -> bool:
        """Whether `key` may be in flight beside the others; with `besides` -1, it is one of them."""
        step = self.steps[key[0]]
        others = [self.steps[name] for name, _ in self.running]
        alike: list[tuple[int | None, Callable[[Step], bool]]] = [
            (self.limits.total, lambda _: True),
            (as_int(self.limits.services.get(step.service_name)), lambda each: each.service_name == step.service_name),
            (
                as_int(self.limits.tools.get((step.service_name, step.tool_name))),
                lambda each: (each.service_name, each.tool_name) == (step.service_name, step.tool_name),
            ),
            (step.max_concurrent if step.for_each is not None else None, lambda each: each.id == step.id),
        ]
        return all(limit is None or sum(map(same, others)) + besides < limit for limit, same in alike)

    def nothing_that_could_start_waits(self) -> None:
        unlimited = Scheduler(self.plan)
        for fact in self.facts:
            unlimited.apply(fact)
        while (call := unlimited.startable()) is not None:
            assert not self.room((call.step.id, call.index)), f"{call.step.id} waits for nothing"
            unlimited.apply(CallStarted(call.step.id, call.index))

    def end(self, key: Key) -> None:
        self.running.remove(key)
        match self.outcome(key, self.attempts[key]):
            case "well":
                self.apply(CallSucceeded(key[0], result_of(key), key[1]))
            case "failed":
                self.apply(CallFailed(key[0], "no", key[1]))
            case _:
                self.apply(CallLost(key[0], "gone", key[1]))

    def to_the_end(self, choose: Callable[[int], int]) -> "Run":
        self.start_all()
        while self.running or self.waiting:
            number = choose(len(self.running) + len(self.waiting))
            if number < len(self.running):
                self.end(self.running[number])
            else:
                key = self.waiting.pop(number - len(self.running))
                self.apply(RetryDue(*key))
            self.start_all()
        assert self.scheduler.done, "nothing is in flight, and the run has not ended"
        return self


def as_int(limit: object) -> int | None:
    return limit if isinstance(limit, int) else None


def one_after_the_other(plan: Plan, outcome: Outcomes) -> tuple[dict[str, Any], set[str]]:
    """The results and the skipped steps of a plan, by its rules and nothing else."""
    results: dict[str, Any] = {}
    skipped: set[str] = set()
    bad: set[str] = set()
    bad_items: set[Key] = set()
    for step in sorted(plan.steps, key=lambda each: int(each.id[1:])):
        names = {name for name in (f"s{n}" for n in range(len(plan.steps))) if f"${name}" in repr(step)}
        if names & bad or (step.for_each is None and step.when and not holds(expression(step.when).value(results))):
            skipped.add(step.id)
            bad.add(step.id)
            continue
        if step.for_each is None:
            value = called(step, None, results, outcome)
            if value is not None or step.on_error == "ignore":
                results[step.id] = value
            else:
                bad.add(step.id)
            continue
        source = step.for_each if isinstance(step.for_each, str) else ""
        items: list[Any] = expression(source).value(results) if source else list(step.for_each)
        answers: list[Any] = []
        for index, item in enumerate(items):
            scope = {**results, "item": item, "index": index}
            flowed_bad = "." not in source and (source.removeprefix("$"), index) in bad_items
            taken = not flowed_bad and (step.when is None or holds(expression(step.when).value(scope)))
            value = called(step, index, scope, outcome) if taken else None
            if value is None and not (taken and step.on_error == "ignore"):
                bad_items.add((step.id, index))
            answers.append(value)
        results[step.id] = answers
    return results, skipped


def called(step: Step, index: int | None, scope: Mapping[str, Any], outcome: Outcomes) -> Any:
    resolve(step.arguments, scope)
    tries = range(1, 2 + (step.retry or 0))
    well = any(outcome((step.id, index), attempt) == "well" for attempt in tries)
    return result_of((step.id, index)) if well else None


@settings(max_examples=80, deadline=None)
@given(plan=plans(), limits=limits, outcome=outcomes(), data=st.data())
def test_any_plan_in_any_order_comes_to_what_its_rules_say(
    plan: Plan, limits: Limits, outcome: Outcomes, data: st.DataObject
) -> None:
    run = Run(plan, limits, outcome).to_the_end(lambda count: data.draw(st.integers(0, count - 1)))
    results, skipped = one_after_the_other(plan, outcome)
    assert run.scheduler.results == results
    assert run.scheduler.skipped.keys() == skipped


@settings(max_examples=30, deadline=None)
@given(plan=plans(), limits=limits, outcome=outcomes(), data=st.data())
def test_the_same_facts_give_the_same_state(plan: Plan, limits: Limits, outcome: Outcomes, data: st.DataObject) -> None:
    run = Run(plan, limits, outcome).to_the_end(lambda count: data.draw(st.integers(0, count - 1)))
    replayed = Scheduler(plan, limits=limits)
    for fact in run.facts:
        replayed.apply(fact)
    assert replayed.done
    assert (replayed.results, replayed.failures, replayed.skipped) == (
        run.scheduler.results,
        run.scheduler.failures,
        run.scheduler.skipped,
    )


@settings(max_examples=50, deadline=None)
@given(plan=plans(), outcome=outcomes(), data=st.data())
def test_a_call_starts_only_when_all_that_it_names_has_ended(
    plan: Plan, outcome: Outcomes, data: st.DataObject
) -> None:
    class Ordered(Run):
        def apply(self, fact: Fact) -> None:
            if isinstance(fact, CallStarted):
                step = self.steps[fact.step]
                flow = isinstance(step.for_each, str) and "." not in step.for_each and step.for_each[1:]
                named = {each for each in self.steps if f"${each}" in repr(step)} - {flow}
                assert named <= self.scheduler.results.keys()
                if flow and flow not in self.scheduler.results:
                    assert any(
                        isinstance(each, CallSucceeded | CallFailed | CallLost)
                        and (each.step, each.index) == (flow, fact.index)
                        for each in self.facts
                    )
            super().apply(fact)

    Ordered(plan, Limits(), outcome).to_the_end(lambda count: data.draw(st.integers(0, count - 1)))


def test_asking_changes_nothing() -> None:
    scheduler = Scheduler(to_plan({"steps": [{"id": "s0", "service_name": "files", "tool_name": "a"}]}))
    first = scheduler.startable()
    assert first is not None
    assert scheduler.startable() == first
