"""A run while it goes on, at a terminal: each server a lane with what it does, how much is done, how long it may take.

Only listens. Steps that have ended, and what failed, stay as lines above the lanes, which go away at the end.
"""

import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live as Region
from rich.table import Table

from orchestrator.events import (
    CallFailed,
    CallLost,
    CallStarted,
    CallSucceeded,
    RunEvent,
)
from orchestrator.plan import Plan, Step
from orchestrator.progress import Lines
from orchestrator.scheduler import one_second
from orchestrator.spans import CallKey

_MOST_NAMED = 3
"""Calls of a lane that are named, the longest first; the rest are counted."""
_REDRAWN_PER_SECOND = 8


class Live:
    """Hears a run and shows it.

    Args:
        console: of the terminal.
        duration: expected seconds of a step's call; where earlier runs taught nothing, no time to go is shown.
    """

    def __init__(self, plan: Plan, console: Console, duration: Callable[[Step], float]) -> None:
        self._console = console
        self._lines = Lines(plan, lambda line: console.print(line, markup=False, highlight=False))
        self._steps = {step.id: step for step in plan.steps}
        self._expected = {step.id: duration(step) for step in plan.steps}
        self._learned = any(seconds != one_second(self._steps[name]) for name, seconds in self._expected.items())
        self._running: dict[CallKey, float] = {}
        self._worked = 0.0
        self._last_heard = (0.0, time.monotonic())

    def hear(self, event: RunEvent) -> None:
        self._last_heard = (event.at, time.monotonic())
        match event:
            case CallStarted(step=name, index=index, at=at):
                self._running[name, index] = at
            case (
                CallSucceeded(step=name, index=index)
                | CallFailed(step=name, index=index)
                | CallLost(step=name, index=index)
            ):
                self._worked += event.at - self._running.pop((name, index), event.at)
            case _:
                pass
        self._lines.hear(event)

    def told(self) -> str:
        """What is done so far, in a few words."""
        return self._lines.told()

    @contextmanager
    def shown(self) -> Generator[None]:
        """The lanes stand at the bottom of the terminal inside of the block."""
        with Region(self, console=self._console, refresh_per_second=_REDRAWN_PER_SECOND, transient=True):
            yield

    def __rich__(self) -> Table:
        now = self._now()
        table = Table.grid(padding=(0, 2))
        for service in dict.fromkeys(step.service_name for step in self._steps.values()):
            mine = {name for name, step in self._steps.items() if step.service_name == service}
            table.add_row(service, self._ended_of(mine), self._doing(mine, now))
        table.add_row("", self._ended_of(self._steps), f"{now:.0f} s{self._to_come(now)}", style="bold")
        return table

    def _ended_of(self, steps: Iterable[str]) -> str:
        counts = [self._lines.counts[name] for name in steps]
        return f"{sum(count.ended for count in counts)}/{sum(count.calls for count in counts)}"

    def _now(self) -> float:
        at, heard = self._last_heard
        return at + time.monotonic() - heard

    def _doing(self, steps: set[str], now: float) -> str:
        running = sorted((since, name, index) for (name, index), since in self._running.items() if name in steps)
        named = [
            f"{name if index is None else f'{name}[{index}]'} {now - since:.1f} s"
            for since, name, index in running[:_MOST_NAMED]
        ]
        more = [f"and {len(running) - _MOST_NAMED} more"] if len(running) > _MOST_NAMED else []
        return ", ".join([*named, *more]) or "–"

    def _to_come(self, now: float) -> str:
        """What is left by the learned durations, done as much side by side as it was so far."""
        if not self._learned or not self._worked:
            return ""
        left = sum(
            self._expected[name] * max(count.calls - count.ended, 0) for name, count in self._lines.counts.items()
        )
        side_by_side = max(self._worked / now, 1.0) if now else 1.0
        return f", about {left / side_by_side:.0f} s to go"
