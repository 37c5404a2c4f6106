"""What a person sees of a run while it goes on. Listeners: they hear events and decide nothing."""

from collections.abc import Callable
from typing import Any

from orchestrator.events import CallFailed, CallLost, CallStarted, CallSucceeded, ItemsCounted, RunEvent, StepSkipped
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
