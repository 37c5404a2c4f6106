"""What a person sees of a run while it goes on. Listeners: they hear events and decide nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orchestrator.events import (
    CallFailed,
    CallLost,
    CallStarted,
    CallSucceeded,
    ItemsCounted,
    RetryPlanned,
    RunEvent,
    SessionEnded,
    SessionStarted,
    StepSkipped,
    WorkerJoined,
    WorkerLeft,
    WorkersAwaited,
)
from orchestrator.plan import Plan, Step

ProgressCallback = Callable[[int, int, Step, Any], None]
"""Called with (current, total, step, result) at each start, where the result is None, and at each end."""


def to_callback(plan: Plan, callback: ProgressCallback) -> Callable[[RunEvent], None]:
    """A listener that calls `callback` for each call; a `for_each` step counts as its items once they are known."""
    steps = {step.id: step for step in plan.steps}
    total, ended = len(steps), 0

    def hear(event: RunEvent) -> None:
        nonlocal total, ended
        match event:
            case ItemsCounted(count=count):
                total += count - 1
            case StepSkipped():
                ended += 1
            case CallStarted(step=name):
                callback(ended + 1, total, steps[name], None)
            case CallSucceeded(step=name, result=result):
                ended += 1
                callback(ended, total, steps[name], result)
            case CallFailed() | CallLost():
                ended += 1
            case _:
                pass

    return hear


def create_progress_callback(write: Callable[[str], None] = print) -> ProgressCallback:
    """A callback that writes a line at each start and each end, as the first version of this program did."""
    running: dict[str, int] = {}

    def callback(current: int, total: int, step: Step, result: Any) -> None:
        tool = f"{step.service_name}.{step.tool_name}"
        if result is None:
            others = sum(running.values())
            running[step.id] = running.get(step.id, 0) + 1
            write(f"[{current}/{total}] ▶ Executing: {tool}{f' (+{others} parallel)' if others else ''}")
        else:
            running[step.id] = max(0, running.get(step.id, 0) - 1)
            write(f"[{current}/{total}] ✓ Completed: {tool}")

    return callback


@dataclass(slots=True)
class Count:
    """How far a step is."""

    calls: int = 1
    done: int = 0
    failed: int = 0
    first: float | None = None

    @property
    def ended(self) -> int:
        """Calls that are over, skipped ones among them."""
        return self.done + self.failed


class Lines:
    """Writes a line for each step that ends, and at once for each call that fails.

    Args:
        write: takes a line without its end.
        verbose: a line for each call and each server process too.
    """

    def __init__(self, plan: Plan, write: Callable[[str], None], *, verbose: bool = False) -> None:
        self.counts = {step.id: Count() for step in plan.steps}
        """By step id."""
        self._write, self._verbose = write, verbose
        self._begun: dict[tuple[str, int | None], float] = {}

    def hear(self, event: RunEvent) -> None:
        match event:
            case ItemsCounted(step=name, count=count):
                self.counts[name].calls = count
            case StepSkipped(step=name, index=index, reason=reason):
                self._skipped(name, index, reason)
            case CallStarted(step=name, index=index, at=at):
                self._begun[name, index] = at
                count = self.counts[name]
                count.first = at if count.first is None else count.first
            case CallSucceeded(step=name, index=index, at=at):
                self.counts[name].done += 1
                self._ended(name, index, at)
            case CallFailed(step=name, index=index, reason=reason) | CallLost(step=name, index=index, reason=reason):
                self.counts[name].failed += 1
                self._write(f"✗ {_called(name, index)}: {reason}")
                self._ended(name, index, event.at)
            case RetryPlanned(step=name):
                self.counts[name].failed -= 1
                self._write(f"  {_called(name, event.index)} is tried again in about {event.seconds:g} s")
            case SessionStarted() | SessionEnded():
                self._session(event)
            case WorkersAwaited() | WorkerJoined() | WorkerLeft():
                self._worker(event)
            case _:
                pass

    def told(self) -> str:
        """What is done so far, in a few words: `find 1/1, parse 3/8`."""
        begun = {name: count for name, count in self.counts.items() if count.first is not None}
        return ", ".join(f"{name} {count.done}/{count.calls}" for name, count in begun.items())

    def _ended(self, name: str, index: int | None, at: float) -> None:
        count = self.counts[name]
        if self._verbose:
            seconds = at - self._begun.get((name, index), at)
            self._write(f"  {_called(name, index)} took {seconds:.2f} s")
        if count.ended >= count.calls:
            of = f" {count.done} of {count.calls}" if count.calls > 1 or count.failed else ""
            seconds = at - (count.first if count.first is not None else at)
            self._write(f"{'✓' if not count.failed else '!'} {name}{of} in {seconds:.1f} s")

    def _skipped(self, name: str, index: int | None, reason: str) -> None:
        self.counts[name].done += 1
        if self._verbose or index is None:
            self._write(f"- {_called(name, index)} skipped: {reason}")

    def _worker(self, event: WorkersAwaited | WorkerJoined | WorkerLeft) -> None:
        match event:
            case WorkersAwaited(address=address, seconds=seconds):
                self._write(f"… waiting for a worker at {address}, at most {seconds:g} s")
            case WorkerJoined(worker=worker, places=places):
                self._write(f"+ {worker} takes calls: {', '.join(f'{name} {most}' for name, most in places.items())}")
            case WorkerLeft(worker=worker, reason=reason):
                self._write(f"✗ {worker}: {reason}")

    def _session(self, event: SessionStarted | SessionEnded) -> None:
        process = f"{event.service}, process {event.session}{f' on {event.worker}' if event.worker else ''}"
        if isinstance(event, SessionEnded) and event.reason:
            self._write(f"✗ {process}: {event.reason}")
        elif isinstance(event, SessionStarted) and self._verbose:
            self._write(f"  {process}: ready in {event.seconds:.1f} s")


def _called(name: str, index: int | None) -> str:
    return name if index is None else f"{name}[{index}]"
