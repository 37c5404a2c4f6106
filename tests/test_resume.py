"""Which facts of an earlier run count."""

from orchestrator.events import CallFailed, CallLost, CallStarted, CallSucceeded, Fact, RetryDue
from orchestrator.plan import Plan, Step
from orchestrator.resume import facts_to_replay

A = Step(id="a", service_name="toy", tool_name="t", retry=1)


def replayed(*facts: Fact, repeatable: bool = False, on_error: str = "fail") -> list[Fact]:
    plan = Plan(steps=(A.model_copy(update={"on_error": on_error}),))
    return facts_to_replay(plan, facts, lambda _: repeatable)


def test_a_failure_that_was_made_good_stays_with_what_followed_it() -> None:
    facts = (CallStarted("a"), CallFailed("a", "busy"), RetryDue("a"), CallStarted("a"), CallSucceeded("a", 1))
    assert replayed(*facts) == list(facts)


def test_the_failure_that_ended_the_run_is_forgotten_with_its_call() -> None:
    again = (CallStarted("a"), CallFailed("a", "no"))
    assert replayed(*again) == []
    assert replayed(*again, *again) == []
    assert replayed(*again, CallStarted("a"), CallSucceeded("a", 1)) == [CallStarted("a"), CallSucceeded("a", 1)]


def test_a_failure_that_the_plan_lives_with_stays() -> None:
    facts = (CallStarted("a"), CallFailed("a", "no"))
    assert replayed(*facts, on_error="continue") == list(facts)


def test_a_lost_call_is_made_again_only_where_that_does_no_harm() -> None:
    facts = (CallStarted("a"), CallLost("a", "the server died"))
    assert replayed(*facts, repeatable=True) == []
    assert replayed(*facts) == list(facts)
