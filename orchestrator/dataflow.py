"""The one place where calls are awaited: a task group that does what the scheduler allows.

A fact is given to `emit` before anything follows from it, so that a journal that listens there knows of each call that
was sent. On a failure that ends the run the calls in flight are cancelled.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from anyio import create_task_group, current_time, move_on_after, sleep
from anyio.abc import TaskGroup

from orchestrator.errors import ServerError, ToolError
from orchestrator.events import (
    CallFailed,
    CallLost,
    CallStarted,
    CallSucceeded,
    Fact,
    RetryDue,
    RetryPlanned,
    RunEvent,
)
from orchestrator.plan import Step
from orchestrator.scheduler import Call, Scheduler
from orchestrator.tools import ToolCaller

Emit = Callable[[RunEvent], None]


def no_time_limit(_step: Step) -> float | None:
    return None


async def run(
    scheduler: Scheduler,
    tools: ToolCaller,
    emit: Emit,
    *,
    now: Callable[[], float] = current_time,
    time_limit: Callable[[Step], float | None] = no_time_limit,
) -> None:
    """Make all calls of `scheduler` until it is done or failed.

    Args:
        scheduler: the state of the run, new or with the facts of an earlier one applied.
        tools: what makes the calls.
        emit: hears every event, before anything follows from it; what it raises ends the run.
        now: seconds since some fixed moment, for the facts' `at`.
        time_limit: seconds for one call of a step; past it the call is cancelled and counts as lost.
    """

    async with create_task_group() as calls:
        loop = _Loop(scheduler, tools, emit, now, time_limit, calls)
        for notice in scheduler.opening:
            emit(notice)
        for fact in scheduler.left_behind():
            calls.start_soon(loop.take_up, replace(fact, at=now()))
        loop.start_what_may()


@dataclass(frozen=True, slots=True)
class _Loop:
    scheduler: Scheduler
    tools: ToolCaller
    emit: Emit
    now: Callable[[], float]
    time_limit: Callable[[Step], float | None]
    calls: TaskGroup

    def start_what_may(self) -> None:
        while (call := self.scheduler.startable()) is not None:
            if call.fault is not None:
                self.record(CallFailed(call.step.id, call.fault, call.index, self.now()))
            else:
                self.record(CallStarted(call.step.id, call.index, call.ready_at, self.now()))
                self.calls.start_soon(self.make, call)
        if self.scheduler.failure:
            self.calls.cancel_scope.cancel()

    def record(self, fact: Fact) -> float | None:
        """Tell everyone; the seconds to wait where the call is to be repeated."""
        self.emit(fact)
        wait: float | None = None
        for notice in self.scheduler.apply(fact):
            self.emit(notice)
            if isinstance(notice, RetryPlanned):
                wait = notice.seconds
        return wait

    async def make(self, call: Call) -> None:
        await self.take_up(await self.outcome(call))

    async def take_up(self, fact: Fact) -> None:
        """Record how a call ended, start what may start now, and see to its repetition."""
        wait = self.record(fact)
        self.start_what_may()
        if wait is not None:
            await sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
            self.record(RetryDue(fact.step, fact.index, self.now()))
            self.start_what_may()

    async def outcome(self, call: Call) -> Fact:
        step, index = call.step, call.index
        limit = self.time_limit(step)
        try:
            with move_on_after(limit):
                result = await self.tools.call(step.service_name, step.tool_name, call.arguments)
                return CallSucceeded(step.id, result, index, self.now())
        except ToolError as error:
            return CallFailed(step.id, str(error), index, self.now())
        except ServerError as error:
            return CallLost(step.id, str(error), index, at=self.now())
        reason = f"no answer within {limit:g} s, so the call was cancelled"
        return CallLost(step.id, reason, index, timed_out=True, at=self.now())
