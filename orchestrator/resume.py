"""Which facts of an earlier run a new one begins with. Pure.

All of them, but for the failures that ended the run and the calls that they were of: those calls are made again. A call
whose outcome is unknown and that may not be repeated stays the failure that it was.
"""

from collections.abc import Callable, Sequence

from orchestrator.events import CallFailed, CallLost, CallStarted, Fact, RetryDue
from orchestrator.plan import Plan, Step


def facts_to_replay(plan: Plan, facts: Sequence[Fact], repeatable: Callable[[Step], bool]) -> list[Fact]:
    """The facts to give to a new scheduler before it starts anything."""
    steps = {step.id: step for step in plan.steps}
    left_out: set[int] = set()
    started: dict[tuple[str, int | None], int] = {}
    following = _following(facts)
    for number, fact in enumerate(facts):
        if isinstance(fact, CallStarted):
            started[fact.step, fact.index] = number
        elif _ended_the_run(fact, following[number], plan, steps[fact.step], repeatable):
            left_out.add(number)
            if (start := started.get((fact.step, fact.index))) is not None:  # one that leads nowhere never starts
                left_out.add(start)
    return [fact for number, fact in enumerate(facts) if number not in left_out]


def _ended_the_run(fact: Fact, after: Fact | None, plan: Plan, step: Step, repeatable: Callable[[Step], bool]) -> bool:
    if isinstance(after, RetryDue) or (step.on_error or plan.on_error) != "fail":
        return False
    return isinstance(fact, CallFailed) or (isinstance(fact, CallLost) and repeatable(step))


def _following(facts: Sequence[Fact]) -> list[Fact | None]:
    """For each fact the next one of the same call."""
    following: list[Fact | None] = [None] * len(facts)
    last: dict[tuple[str, int | None], int] = {}
    for number, fact in enumerate(facts):
        call = (fact.step, fact.index)
        if call in last:
            following[last[call]] = fact
        last[call] = number
    return following
