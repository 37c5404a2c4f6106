"""The executor's loop over functions in this process, on asyncio and trio."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import anyio
import pytest

from orchestrator import dataflow
from orchestrator.errors import ServerError, ToolError
from orchestrator.events import CallFailed, CallLost, CallStarted, CallSucceeded, RetryDue, RetryPlanned, RunEvent
from orchestrator.limits import Limits, Places
from orchestrator.plan import Plan, Step
from orchestrator.scheduler import Scheduler

pytestmark = pytest.mark.anyio


class Barrier:
    """A tool that answers only when `parties` calls of it are in flight together."""

    def __init__(self, parties: int) -> None:
        self.in_flight = 0
        self.parties = parties
        self.open = anyio.Event()

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        self.in_flight += 1
        if self.in_flight == self.parties:
            self.open.set()
        await self.open.wait()
        return dict(arguments)


class Flaky:
    """A tool that raises what it is given, one after the other, and then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        if self.errors:
            raise self.errors.pop(0)
        return "done"


class Deaf:
    """A tool that never answers."""

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        await anyio.sleep_forever()


def step(name: str, **fields: Any) -> Step:
    return Step(id=name, service_name="toy", tool_name="echo", **fields)


def silent(_events: Sequence[RunEvent]) -> None: ...


async def test_independent_calls_are_in_flight_together() -> None:
    scheduler = Scheduler(Plan(steps=(step("a"), step("b"), step("each", for_each=[1, 2]))))
    with anyio.fail_after(5):  # a barrier of four never opens for an executor that makes one call after the other
        await dataflow.run(scheduler, Barrier(4), silent)
    assert scheduler.results.keys() == {"a", "b", "each"}


async def test_a_reference_passes_the_value_on_whole_and_typed() -> None:
    steps = (step("a", arguments={"weights": [10, 90]}), step("b", arguments={"final": "$a.weights[1]"}))
    scheduler = Scheduler(Plan(steps=steps))
    await dataflow.run(scheduler, Barrier(1), silent)
    assert scheduler.results["b"] == {"final": 90}


async def test_a_call_is_announced_before_it_is_made_and_its_outcome_before_what_follows() -> None:
    heard: list[RunEvent] = []
    scheduler = Scheduler(Plan(steps=(step("a", arguments={"n": 1}), step("b", arguments={"n": "$a.n"}))))
    await dataflow.run(scheduler, Barrier(1), heard.extend)
    assert heard == [
        CallStarted("a"),
        CallSucceeded("a", {"n": 1}),
        CallStarted("b"),
        CallSucceeded("b", {"n": 1}),
    ]


async def test_what_could_not_be_journalled_leads_to_nothing() -> None:
    def full_disk(events: Sequence[RunEvent]) -> None:
        if any(isinstance(event, CallSucceeded) for event in events):
            raise OSError(28, "No space left on device")

    tools = Barrier(1)
    scheduler = Scheduler(Plan(steps=(step("a"), step("b", arguments={"n": "$a"}))))
    with pytest.raises(ExceptionGroup, check=lambda group: group.subgroup(OSError) is not None):
        await dataflow.run(scheduler, tools, full_disk)
    assert tools.in_flight == 1  # b was never sent


async def test_the_first_failure_cancels_what_is_in_flight() -> None:
    class Half:
        async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
            if arguments["fail"]:
                raise ToolError("week1.pdf is encrypted: give its password as `password`")
            await anyio.sleep_forever()

    steps = (step("hangs", arguments={"fail": False}), step("fails", arguments={"fail": True}))
    scheduler = Scheduler(Plan(steps=steps))
    with anyio.fail_after(5):
        await dataflow.run(scheduler, Half(), silent)
    assert scheduler.failure is not None
    assert scheduler.failure.reason == "week1.pdf is encrypted: give its password as `password`"


async def test_a_call_past_its_time_is_cancelled_and_the_rest_goes_on() -> None:
    class Slow:
        async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
            if arguments["slow"]:
                await anyio.sleep_forever()
            return "done"

    heard: list[RunEvent] = []
    steps = (
        step("slow", arguments={"slow": True}, on_error="continue"),
        step("quick", arguments={"slow": False}),
    )
    scheduler = Scheduler(Plan(steps=steps))
    with anyio.fail_after(5):
        limit = {"slow": dataflow.TimeLimit(0.01), "quick": None}
        await dataflow.run(scheduler, Slow(), heard.extend, time_limit=lambda each: limit[each.id])
    assert CallLost("slow", "no answer within 0.01 s, so the call was cancelled", timed_out=True) in heard
    assert scheduler.results == {"quick": "done"}


async def test_a_lost_call_of_a_repeatable_tool_is_made_again_after_a_wait() -> None:
    heard: list[RunEvent] = []
    scheduler = Scheduler(Plan(steps=(step("a"),)), repeatable=lambda _: True)
    with anyio.fail_after(5):
        await dataflow.run(scheduler, Flaky(ServerError("toy", "stopped")), heard.extend)
    assert [type(event) for event in heard] == [
        CallStarted,
        CallLost,
        RetryPlanned,
        RetryDue,
        CallStarted,
        CallSucceeded,
    ]


async def test_a_reference_that_leads_nowhere_fails_the_step_without_a_call() -> None:
    heard: list[RunEvent] = []
    scheduler = Scheduler(Plan(steps=(step("a", arguments={"n": 1}), step("b", arguments={"x": "$a.m"}))))
    await dataflow.run(scheduler, Barrier(1), heard.extend)
    assert heard[-1] == CallFailed("b", "$a.m leads nowhere: there is no field 'm', known are 'n'")


async def test_a_cancelled_run_cancels_its_calls() -> None:
    scheduler = Scheduler(Plan(steps=(step("a"),)))
    with anyio.fail_after(5), anyio.move_on_after(0.01) as scope:
        await dataflow.run(scheduler, Deaf(), silent)
    assert scope.cancelled_caught


async def test_calls_begin_as_places_come_and_the_run_waits_for_the_first() -> None:

    places, changed, tool = Places(), anyio.Event(), Barrier(2)
    events: list[RunEvent] = []
    scheduler = Scheduler(Plan(steps=tuple(map(step, "abcd"))), limits=Limits(places={("toy", "echo"): places}))

    async def more() -> None:
        await changed.wait()

    def resize(count: int) -> None:
        nonlocal changed
        places.resize(count)
        changed.set()
        changed = anyio.Event()

    async with anyio.create_task_group() as run:
        with anyio.fail_after(5):
            work = partial(dataflow.run, scheduler, tool, events.extend, places_changed=more)
            run.start_soon(work)
            await anyio.wait_all_tasks_blocked()
            assert events == []
            resize(1)
            await anyio.wait_all_tasks_blocked()
            assert events == [CallStarted("a")]
            resize(2)
            await tool.open.wait()
    assert scheduler.results.keys() == set("abcd")
