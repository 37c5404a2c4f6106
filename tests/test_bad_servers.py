"""Plans over servers that hang, crash, refuse and break their word: each failure by name, and the rest goes on."""

import sys
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest

from orchestrator import parse_plan
from orchestrator.config import ServerConfig
from orchestrator.executor import Outcome, run_plan

pytestmark = pytest.mark.anyio

SERVERS = Path(__file__).parent / "servers"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def outcome_of(steps: str, **configs: Any) -> Outcome:
    servers = {
        name: ServerConfig(command=sys.executable, args=(str(SERVERS / f"{name}.py"),), **configs)
        for name in ("good", "refusing", "wrong_schema", "junk", "deaf")
        if name in steps
    }
    plan = parse_plan(f"{{on_error: continue, steps: [{steps}]}}")
    with anyio.fail_after(60):
        outcome = await run_plan(plan, servers=servers)
    below = psutil.Process().children(recursive=True)
    assert not [each for each in below if any(str(SERVERS) in argument for argument in each.cmdline())]
    return outcome


def step(name: str, called: str, **fields: Any) -> str:
    service, tool = called.split(".")
    return str({"id": name, "service_name": service, "tool_name": tool, **fields}) + ", "


async def test_each_failure_of_a_tool_is_told_by_name_and_the_others_go_on() -> None:
    outcome = await outcome_of(
        step("huge", "good.rows", arguments={"count": 20_000})
        + step("hangs", "good.hang", arguments={"marker": "/dev/null"}, timeout=0.3, depends_on=["huge"])
        + step("blocks", "good.block", timeout=0.3, depends_on=["huge"])
        + step("deaf_to_cancel", "good.stubborn", timeout=0.3, depends_on=["huge"])
        + step("fails", "good.fail", arguments={"message": "no"})
        + step("refused", "refusing.work")
        + step("lies", "wrong_schema.count")
        + step("after", "good.echo", arguments={"value": 1}, depends_on=["huge"])
    )
    assert {failure.step: failure.reason for failure in outcome.failures} == {
        "hangs": "no answer within 0.3 s, so the call was cancelled",
        "blocks": "no answer within 0.3 s, so the call was cancelled",
        "deaf_to_cancel": "no answer within 0.3 s, so the call was cancelled",
        "fails": "Error executing tool fail",
        "refused": "no licence for this tool",
        "lies": "its answer is not what its own schema says: $.n: 'many' is not of type 'integer'",
    }
    assert len(outcome.results["huge"]["rows"]) == 20_000
    assert outcome.results["after"]["value"] == 1


async def test_a_crash_takes_the_calls_beside_it_and_only_what_may_be_repeated_is(tmp_path: Path) -> None:
    outcome = await outcome_of(
        step("dies", "good.die", arguments={"words": "MemoryError"})
        + step("dies_once", "good.die_once", arguments={"marker": str(tmp_path / "marker")})
        + step("goes_on", "good.echo", arguments={"value": 2}, depends_on=["dies_once"])
    )
    (failure,) = outcome.failures
    assert failure.step == "dies"
    assert failure.reason.startswith("the server 'good' stopped during 'die'")
    assert failure.reason.endswith("whether the tool did its work is unknown, so the call was not repeated")
    assert outcome.results["dies_once"] == "second time"
    assert outcome.results["goes_on"]["value"] == 2
    assert outcome.metrics.retries >= 1


async def test_a_call_without_a_time_limit_is_given_up_when_nothing_is_heard_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orchestrator.executor.SILENCE_SECONDS", 1.0)
    outcome = await outcome_of(
        step("hangs", "good.hang", arguments={"marker": "/dev/null"})
        + step("plods", "good.plod", arguments={"steps": 6, "seconds": 0.3})
    )
    (failure,) = outcome.failures
    assert failure.step == "hangs"
    assert failure.reason == (
        "nothing was heard of it for 1 s, so the call was cancelled: if its tool works so long in silence, give"
        " the step a `timeout`"
    )
    assert outcome.results["plods"] == 6


async def test_servers_that_talk_junk_or_do_not_want_to_end_serve_all_the_same() -> None:
    outcome = await outcome_of(
        step("a", "junk.echo", arguments={"value": 1}) + step("b", "deaf.echo", arguments={"value": 2})
    )
    assert [outcome.results[name]["value"] for name in ("a", "b")] == [1, 2]
