"""Which facts of an earlier run a new one begins with. Pure.

All of them, but for the failures that ended the run: those calls are made again. A call whose outcome is unknown and
that may not be repeated stays the failure that it was.
"""

from collections.abc import Callable, Sequence

from orchestrator.events import CallFailed, CallLost, CallStarted, Fact
from orchestrator.plan import Plan, Step


def facts_to_replay(plan: Plan, facts: Sequence[Fact], repeatable: Callable[[Step], bool]) -> list[Fact]:
    """The facts to give to a new scheduler before it starts anything."""
    steps = {step.id: step for step in plan.steps}

    def ended_the_run(fact: Fact) -> bool:
        step = steps[fact.step]
        known_or_harmless = isinstance(fact, CallFailed) or (isinstance(fact, CallLost) and repeatable(step))
        return known_or_harmless and (step.on_error or plan.on_error) == "fail"

    last = {(fact.step, fact.index): number for number, fact in enumerate(facts)}
    again = {call: number for call, number in last.items() if ended_the_run(facts[number])}
    starts = {
        (fact.step, fact.index): number
        for number, fact in enumerate(facts)
        if isinstance(fact, CallStarted) and (fact.step, fact.index) in again
    }
    left_out = {*again.values(), *starts.values()}
    return [fact for number, fact in enumerate(facts) if number not in left_out]
