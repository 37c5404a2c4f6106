"""Which calls of a plan may start now.

Pure: does no I/O, reads no clock and awaits nothing. The executor tells it facts by `apply` and asks `startable` until
the answer is None. The same facts in the same order give the same state, so a journal of them is all that a resumed
run needs.

Rules
-----
1. A call starts at most once, after everything that its step depends on, and within the limits; it starts again only
   after it failed or was lost, where the plan's `retry` or the tool's own word (read-only, idempotent) allows it.
2. Nothing that may start waits: not for a sibling, not for a "level" of the graph, not for a call to another server.
3. Among calls that may start, the higher `priority` goes first, then the one with the longest remaining path (list
   scheduling by critical path; Graham 1969 bounds any such schedule by 2 - 1/limit of the optimum), then the earlier
   step and item.
4. A step that maps over all results of another `for_each` step takes each item as it comes.
5. `on_error` of a step, else of the plan: `fail` ends the run; `continue` skips what depends on the step, and in a
   `for_each` step leaves null in the item's place; `ignore` goes on with null as the result.
6. What depends on a step that failed or was skipped is skipped, and says why.
7. A result that nobody will read again is let go, unless the caller asked to keep it.
"""

import heapq
import math
from collections import ChainMap, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, cast

from orchestrator.errors import PlanError
from orchestrator.events import (
    CallFailed,
    CallLost,
    CallStarted,
    CallSucceeded,
    Fact,
    ItemsCounted,
    Notice,
    RetryDue,
    RetryPlanned,
    StepSkipped,
)
from orchestrator.graph import Graph, build, remaining_path
from orchestrator.limits import UNLIMITED, Entry, Gauge, Limits, lanes
from orchestrator.plan import OnError, Plan, Step
from orchestrator.references import INPUT_NAME, LOOP_NAMES, expression, holds, kind, resolve

REPEATS_OF_A_LOST_CALL = 2
"""Of a repeatable tool, where the plan says nothing: a server that dies three times on one call will die again."""
FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call that is ready to be made: its arguments hold values, no references."""

    step: Step
    index: int | None
    arguments: Mapping[str, Any]
    ready_at: float
    fault: str | None = None
    """Why it can't be formed, where a reference leads nowhere. It then has to fail without being made."""


@dataclass(frozen=True, slots=True)
class Failure:
    step: str
    index: int | None
    reason: str
    policy: OnError


class _Status(IntEnum):
    WAITING = 0
    READY = 1
    RUNNING = 2
    RETRYING = 3
    OPEN = 4
    """A `for_each` step whose items are under way."""
    DONE = 5
    FAILED = 6
    SKIPPED = 7


_BAD = (_Status.FAILED, _Status.SKIPPED)
_WHOLE = -1
"""In the place of an item's index, for a step that is one call."""


@dataclass(slots=True)
class _Items:
    """The state of a `for_each` step that is open."""

    values: Sequence[Any]
    status: list[_Status]
    results: list[Any]
    left: int


def one_second(_step: Step) -> float:
    return 1.0


def _never(_step: Step) -> bool:
    return False


class Scheduler:
    """The state of one run.

    Args:
        plan: the steps.
        graph: of the plan, where it was built before.
        inputs: what `$input` stands for.
        limits: most calls in flight.
        duration: expected seconds of a step's call, from earlier runs. Only their order of size matters.
        repeatable: whether a call of this step may be made again when its outcome is unknown.
        keep: ids of the steps whose results are wanted at the end; None for all.

    Raises:
        PlanError: an unknown dependency, two steps of one name, or a cycle (each step of it is named).
    """

    def __init__(  # noqa: PLR0913 - what a run is made of
        self,
        plan: Plan,
        *,
        graph: Graph | None = None,
        inputs: Mapping[str, Any] | None = None,
        limits: Limits = UNLIMITED,
        duration: Callable[[Step], float] = one_second,
        repeatable: Callable[[Step], bool] = _never,
        keep: Collection[str] | None = None,
    ) -> None:
        if graph is None:
            graph, faults = build(plan)
            if graph is None:
                raise PlanError(faults)
        self.results: dict[str, Any] = {}
        """By step id, of the steps that are done and still wanted."""
        self.failures: list[Failure] = []
        self.failure: Failure | None = None
        """The failure that ends the run."""
        self.skipped: dict[str, str] = {}
        """Why each skipped step was not taken."""
        self._plan, self._steps, self._graph = plan, plan.steps, graph
        self._repeatable = repeatable
        self._scope: Mapping[str, Any] = ChainMap(self.results, {INPUT_NAME: dict(inputs or {})})
        self._position = {step.id: position for position, step in enumerate(plan.steps)}
        self._status = [_Status.WAITING] * len(plan.steps)
        self._needs_left = [len(needs) for needs in graph.needs]
        self._readers_left = [0] * len(plan.steps)
        for sources in graph.reads:
            for source in sources:
                self._readers_left[source] += 1
        self._kept = None if keep is None else frozenset(keep)
        self._rank = remaining_path(graph, plan.steps, duration)
        self._items: dict[int, _Items] = {}
        self._faults: dict[tuple[int, int], str] = {}
        self._attempts: dict[tuple[int, int], int] = {}
        self._unfinished = 0
        self._total = Gauge(math.inf if limits.total is None else limits.total)
        self._lanes, self._lane_of = lanes(plan.steps, limits)
        self._ended: deque[tuple[int, int]] = deque()
        self._notices: list[Notice] = []
        self._now = 0.0
        for position, left in enumerate(self._needs_left):
            if not left and graph.flows_from[position] is None:
                self._open(position)
        self._follow_up()
        self.opening: tuple[Notice, ...] = tuple(self._notices)
        """What the plan alone decides, before any call."""

    @property
    def done(self) -> bool:
        """Whether no call is ready, in flight or waiting to be repeated."""
        return not self._unfinished

    def startable(self) -> Call | None:
        """The call that should start next, or None while nothing may. Asking changes nothing."""
        if self.failure or self._total.running >= self._total.limit:
            return None
        best: Entry | None = None
        for lane in self._lanes:
            heap = lane.heap
            while heap and self._state(heap[0][2], heap[0][3]) is not _Status.READY:
                heapq.heappop(heap)  # a journal may have started calls in another order
            if heap and (best is None or heap[0] < best) and lane.has_room():
                best = heap[0]
        return None if best is None else self._call(best)

    def apply(self, fact: Fact) -> list[Notice]:
        """Make `fact` part of the state; what follows from it by the plan's rules."""
        position = self._position[fact.step]
        item = _WHOLE if fact.index is None else fact.index
        self._now = fact.at
        self._notices = []
        was = self._state(position, item)
        if isinstance(fact, CallStarted):
            self._total.start()
            for gauge in self._lane_of[position].gauges:
                gauge.start()
            self._set(position, item, _Status.RUNNING)
            heap = self._lane_of[position].heap
            if heap and heap[0][2:4] == (position, item):
                heapq.heappop(heap)
        elif isinstance(fact, RetryDue):
            self._push(position, item)
        else:
            if was is _Status.RUNNING:
                ok = not isinstance(fact, CallLost)
                self._total.end(fact.at, ok=ok)
                for gauge in self._lane_of[position].gauges:
                    gauge.end(fact.at, ok=ok)
            if isinstance(fact, CallSucceeded):
                self._end(position, item, _Status.DONE, fact.result)
            elif was is not _Status.RUNNING or not self._repeats(position, item, fact):
                self._fail(position, item, fact)
            self._follow_up()
        return self._notices

    def left_behind(self) -> list[Fact]:
        """What has to be told of calls that a replayed run had in flight or was about to repeat."""
        facts: list[Fact] = []
        for position, step in enumerate(self._steps):
            items = self._items.get(position)
            states = [(None, self._status[position]), *enumerate(items.status if items else [])]
            for index, status in states:
                if status is _Status.RUNNING:
                    reason = "the run was ended in the middle of the call"
                    facts.append(CallLost(step.id, reason, index, interrupted=True))
                elif status is _Status.RETRYING:
                    facts.append(RetryDue(step.id, index))
        return facts

    # -- calls

    def _call(self, entry: Entry) -> Call:
        _, _, position, item, ready_at = entry
        step = self._steps[position]
        index = None if item == _WHOLE else item
        if fault := self._faults.get((position, item)):
            return Call(step, index, {}, ready_at, fault)
        if self._graph.plain[position]:
            return Call(step, index, step.arguments, ready_at)
        try:
            return Call(step, index, resolve(step.arguments, self._scope_of(position, item)), ready_at)
        except LookupError as error:
            return Call(step, index, {}, ready_at, str(error.args[0]))

    def _scope_of(self, position: int, item: int) -> Mapping[str, Any]:
        if item == _WHOLE:
            return self._scope
        return ChainMap({"item": self._items[position].values[item], "index": item}, cast("Any", self._scope))

    def _state(self, position: int, item: int) -> _Status:
        if item == _WHOLE or position not in self._items:
            return self._status[position]
        return self._items[position].status[item]

    def _set(self, position: int, item: int, status: _Status) -> None:
        if item == _WHOLE:
            self._status[position] = status
        else:
            self._items[position].status[item] = status

    def _push(self, position: int, item: int) -> None:
        if self._state(position, item) is not _Status.RETRYING:
            self._unfinished += 1
        self._set(position, item, _Status.READY)
        entry = (-self._steps[position].priority, -self._rank[position], position, item, self._now)
        heapq.heappush(self._lane_of[position].heap, entry)

    # -- failure

    def _repeats(self, position: int, item: int, fact: CallFailed | CallLost) -> bool:
        """Whether the call will be made again; the wait for it is then planned."""
        step = self._steps[position]
        repeatable = self._repeatable(step)
        attempt = self._attempts.get((position, item), 0)
        if isinstance(fact, CallLost) and fact.interrupted:
            if not repeatable and not step.retry:
                return False
            seconds = 0.0
        else:
            lost = isinstance(fact, CallLost) and not fact.timed_out and repeatable
            allowed = step.retry if step.retry is not None else REPEATS_OF_A_LOST_CALL if lost else 0
            if attempt >= allowed:
                return False
            self._attempts[position, item] = attempt + 1
            seconds = min(FIRST_WAIT_SECONDS * 2**attempt, LONGEST_WAIT_SECONDS)
        self._set(position, item, _Status.RETRYING)
        self._notices.append(RetryPlanned(step.id, fact.reason, seconds, fact.index, self._now))
        return True

    def _fail(self, position: int, item: int, fact: CallFailed | CallLost) -> None:
        step = self._steps[position]
        reason = fact.reason
        if isinstance(fact, CallLost) and not self._repeatable(step):
            reason += "; whether the tool did its work is unknown, so the call was not repeated"
        policy = step.on_error or self._plan.on_error
        failure = Failure(step.id, fact.index, reason, policy)
        self.failures.append(failure)
        if policy == "fail":
            self.failure = self.failure or failure
        status = _Status.DONE if policy == "ignore" else _Status.FAILED
        self._end(position, item, status, None)

    # -- what follows

    def _end(self, position: int, item: int, status: _Status, result: Any) -> None:
        """The call will not be made (again). What follows is done by `_follow_up`, however long the chain."""
        if self._state(position, item) in (_Status.READY, _Status.RUNNING, _Status.RETRYING):
            self._unfinished -= 1
        self._set(position, item, status)
        self._ended.append((position, item))
        if item == _WHOLE:
            if status is _Status.DONE:
                self.results[self._steps[position].id] = result
            return
        items = self._items[position]
        items.results[item] = result
        items.left -= 1
        if not items.left:
            self._end(position, _WHOLE, _Status.DONE, items.results)

    def _follow_up(self) -> None:
        while self._ended:
            position, item = self._ended.popleft()
            if item != _WHOLE:
                for follower in self._flowing(position):
                    if self._status[follower] is _Status.OPEN:
                        self._open_item(follower, item)
                continue
            for follower in self._graph.followers[position]:
                self._settle_need(position, follower)
            self._let_go(position)

    def _settle_need(self, position: int, follower: int) -> None:
        if self._status[follower] is not _Status.WAITING:
            return
        if self._status[position] in _BAD:
            what = "failed" if self._status[position] is _Status.FAILED else "was skipped"
            self._skip(follower, f"it needs {self._steps[position].id!r}, which {what}")
        elif self._graph.flows_from[follower] != position:
            self._needs_left[follower] -= 1
            self._open(follower)
        else:
            self._open(follower)

    def _skip(self, position: int, reason: str) -> None:
        step = self._steps[position].id
        self.skipped[step] = reason
        self._notices.append(StepSkipped(step, reason, None, self._now))
        self._end(position, _WHOLE, _Status.SKIPPED, None)

    def _let_go(self, position: int) -> None:
        """Forget the results that had `position` as their last reader, and its own where it has none."""
        if self._kept is None:
            return
        for source in (*self._graph.reads[position], position):
            if source != position:
                self._readers_left[source] -= 1
            step = self._steps[source].id
            unread = not self._readers_left[source] and self._status[source] in (_Status.DONE, *_BAD)
            if unread and step not in self._kept:
                self.results.pop(step, None)
                self._items.pop(source, None)

    # -- opening

    def _flowing(self, position: int) -> list[int]:
        return [f for f in self._graph.followers[position] if self._graph.flows_from[f] == position]

    def _open(self, position: int) -> None:
        """Make the step's calls ready, if all that it needs is there."""
        source = self._graph.flows_from[position]
        if self._needs_left[position] or (source is not None and source not in self._items):
            return
        step = self._steps[position]
        try:
            if not (step.for_each is not None and _looks_at_items(step)) and not _holds(step, self._scope):
                self._skip(position, f"its condition {step.when!r} does not hold")
            elif step.for_each is None:
                self._push(position, _WHOLE)
            else:
                self._open_items(position, source)
        except LookupError as error:
            self._faults[position, _WHOLE] = str(error.args[0])
            self._push(position, _WHOLE)

    def _open_items(self, position: int, source: int | None) -> None:
        step = self._steps[position]
        values = self._items[source].results if source is not None else self._values(step)
        count = len(values)
        self._items[position] = _Items(values, [_Status.WAITING] * count, [None] * count, count)
        self._status[position] = _Status.OPEN
        self._notices.append(ItemsCounted(step.id, count, self._now))
        for item in range(count):
            self._open_item(position, item)
        if not count:
            self._end(position, _WHOLE, _Status.DONE, [])
        for follower in self._flowing(position):
            if self._status[follower] is _Status.WAITING:
                self._open(follower)

    def _values(self, step: Step) -> Sequence[Any]:
        if not isinstance(step.for_each, str):
            return cast("list[Any]", resolve(step.for_each, self._scope))
        values = expression(step.for_each).value(self._scope)
        if not isinstance(values, list):
            raise LookupError(f"for_each needs a list, and {step.for_each} is {kind(values)}")
        return cast("list[Any]", values)

    def _open_item(self, position: int, item: int) -> None:
        if self._state(position, item) is not _Status.WAITING:
            return
        step = self._steps[position]
        if (source := self._graph.flows_from[position]) is not None:
            before = self._state(source, item)
            if before in _BAD:
                what = "failed" if before is _Status.FAILED else "was skipped"
                self._skip_item(position, item, f"item {item} of {self._steps[source].id!r} {what}")
                return
            if before is not _Status.DONE:
                return
        try:
            if _looks_at_items(step) and not _holds(step, self._scope_of(position, item)):
                self._skip_item(position, item, f"its condition {step.when!r} does not hold")
                return
        except LookupError as error:
            self._faults[position, item] = str(error.args[0])
        self._push(position, item)

    def _skip_item(self, position: int, item: int, reason: str) -> None:
        self._notices.append(StepSkipped(self._steps[position].id, reason, item, self._now))
        self._end(position, item, _Status.SKIPPED, None)


def _looks_at_items(step: Step) -> bool:
    return step.when is not None and any(ref.name in LOOP_NAMES for ref in expression(step.when).references)


def _holds(step: Step, scope: Mapping[str, Any]) -> bool:
    return step.when is None or holds(expression(step.when).value(scope))
