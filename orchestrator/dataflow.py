"""The one place where calls are awaited: a task group that does what the scheduler allows.

Rules
-----
1. What happens at one moment is a turn: the fact that a call ended, what follows from it, the calls that start now. It
   is told as a whole before any of its calls is sent, so that a journal that listens knows of each call that was.
2. A task that made a call goes on with the next one that may start; a further task begins only where more may.
3. On a failure that ends the run the calls in flight are cancelled.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic

from anyio import CancelScope, create_task_group, current_time, move_on_after, sleep
from anyio.abc import TaskGroup
from anyio.lowlevel import checkpoint

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
from orchestrator.tools import ToolCaller, current_call, sign_of_life

Emit = Callable[[Sequence[RunEvent]], None]


_CALLS_IN_A_ROW = 16
"""After which a task lets others have their turn: tools in this process may never wait."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Past it a call is cancelled and counts as lost."""

    seconds: float
    of_silence: bool = False
    """Whether each sign of life of the call begins it anew."""


def no_time_limit(_step: Step) -> TimeLimit | None:
    return None


async def run(  # noqa: PLR0913 - what a run is made of
    scheduler: Scheduler,
    tools: ToolCaller,
    emit: Emit,
    *,
    now: Callable[[], float] = monotonic,
    time_limit: Callable[[Step], TimeLimit | None] = no_time_limit,
    places_changed: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Make all calls of `scheduler` until it is done or failed.

    Args:
        scheduler: the state of the run, new or with the facts of an earlier one applied.
        tools: what makes the calls.
        emit: hears the events of each turn, in order; what it raises ends the run before anything of the turn is sent.
        now: seconds since some fixed moment, for the facts' `at`.
        time_limit: for one call of a step.
        places_changed: returns when a limit was changed from outside, where one may be.
    """
    async with create_task_group() as tasks:
        loop = _Loop(scheduler, tools, emit, now, time_limit, tasks)
        if places_changed is not None:
            tasks.start_soon(loop.keep_up, places_changed)
        if scheduler.opening:
            emit(scheduler.opening)
        for fact in (None, *scheduler.left_behind()):
            call = loop.take_up(fact and replace(fact, at=now()))
            if call is not None:
                tasks.start_soon(loop.work, call)


@dataclass(frozen=True, slots=True)
class _Loop:
    scheduler: Scheduler
    tools: ToolCaller
    emit: Emit
    now: Callable[[], float]
    time_limit: Callable[[Step], TimeLimit | None]
    tasks: TaskGroup
    keeping_up: CancelScope = field(default_factory=CancelScope)

    async def work(self, call: Call) -> None:
        """Make `call`, and then one after the other what may start when it has ended."""
        made = 0
        following: Call | None = call
        while following is not None:
            following = self.take_up(await self.outcome(following))
            made += 1
            if made % _CALLS_IN_A_ROW == 0:
                await checkpoint()

    def take_up(self, fact: Fact | None) -> Call | None:
        """See to all that follows from `fact`, but for one call, which is for the caller to make."""
        calls, wait = self.turn(fact)
        if wait is not None and fact is not None:
            self.tasks.start_soon(self.repeat, fact, wait)
        for call in calls[1:]:
            self.tasks.start_soon(self.work, call)
        return calls[0] if calls else None

    def turn(self, fact: Fact | None) -> tuple[list[Call], float | None]:
        """Make `fact` part of the state; the calls that start now, and how long to wait where its call is repeated."""
        events: list[RunEvent] = []
        calls: list[Call] = []
        wait: float | None = None
        if fact is not None:
            notices = self.scheduler.apply(fact)
            events += (fact, *notices)
            wait = next((notice.seconds for notice in notices if isinstance(notice, RetryPlanned)), None)
        while (call := self.scheduler.startable()) is not None:
            if call.fault is None:
                started: Fact = CallStarted(call.step.id, call.index, call.ready_at, self.now())
                calls.append(call)
            else:
                started = CallFailed(call.step.id, call.fault, call.index, self.now())
            events.append(started)
            events += self.scheduler.apply(started)
        if events:
            self.emit(events)
        if self.scheduler.failure:
            self.tasks.cancel_scope.cancel()
        if self.scheduler.done:
            self.keeping_up.cancel()
        return calls, wait

    async def keep_up(self, places_changed: Callable[[], Awaitable[None]]) -> None:
        """Start what may whenever there are other places than before, until nothing is left that could."""
        with self.keeping_up:
            while not self.scheduler.done:
                call = self.take_up(None)
                if call is not None:
                    self.tasks.start_soon(self.work, call)
                await places_changed()

    async def repeat(self, fact: Fact, wait: float) -> None:
        await sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
        call = self.take_up(RetryDue(fact.step, fact.index, self.now()))
        if call is not None:
            await self.work(call)

    async def outcome(self, call: Call) -> Fact:
        step, index = call.step, call.index
        current_call.set((step.id, index))
        limit = self.time_limit(step)
        try:
            if limit is None:
                result = await self.tools.call(step.service_name, step.tool_name, call.arguments)
                return CallSucceeded(step.id, result, index, self.now())
            with move_on_after(limit.seconds) as scope:
                if limit.of_silence:
                    sign_of_life.set(partial(_begin_anew, scope, limit.seconds))
                result = await self.tools.call(step.service_name, step.tool_name, call.arguments)
                return CallSucceeded(step.id, result, index, self.now())
        except ToolError as error:
            return CallFailed(step.id, str(error), index, self.now())
        except ServerError as error:
            return CallLost(step.id, str(error), index, at=self.now())
        reason = (
            f"nothing was heard of it for {limit.seconds:g} s, so the call was cancelled: if its tool works so long in"
            " silence, give the step a `timeout`"
            if limit.of_silence
            else f"no answer within {limit.seconds:g} s, so the call was cancelled"
        )
        return CallLost(step.id, reason, index, timed_out=True, at=self.now())


def _begin_anew(scope: CancelScope, seconds: float) -> None:
    scope.deadline = current_time() + seconds
