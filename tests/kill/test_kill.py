"""SIGKILL at any moment, of the orchestrator, of its servers, of both: no call lost, none done twice, nothing left.

The short form runs with all tests, 200 moments with `pytest -m long`.
"""

import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest

from orchestrator import Plan, StepError, parse_plan, resume_plan
from orchestrator.config import ServerConfig
from orchestrator.events import CallSucceeded
from orchestrator.executor import run_plan
from orchestrator.journal import Journal

QUICK = Path(__file__).parent.parent / "servers" / "quick.py"
PLAN = parse_plan("""
on_error: continue
steps:
  - {id: first, service_name: toy, tool_name: note, arguments: {name: first}}
  - {id: each, for_each: [a, b, c, d, e, f], service_name: toy, tool_name: note, arguments: {name: "${first} ${item}"}}
  - {id: posted, for_each: $each, service_name: toy, tool_name: post, arguments: {name: "post ${item}"}}
  - {id: after, service_name: toy, tool_name: note, arguments: {name: "after ${each[5]}"}}
  - {id: last, depends_on: [posted, after], service_name: toy, tool_name: note, arguments: {name: last}}
""")
NOTES = ["first", *(f"first {item}" for item in "abcdef"), "after first f", "last"]
POSTS = [f"post first {item}" for item in "abcdef"]


def servers(notes: Path) -> Mapping[str, ServerConfig]:
    arguments = (str(QUICK), str(notes), "0.01")
    return {"toy": ServerConfig(command=sys.executable, args=arguments, sessions=2, max_concurrent=2)}


def work(plan: Plan, path: Path, notes: Path) -> None:
    """What the process does that is killed: begin the run, or go on with it."""
    journal = Journal(path)

    async def begin() -> None:
        with journal.begin(plan, {}, {}) as log:
            await run_plan(plan, servers=servers(notes), log=log)

    async def go_on() -> None:
        await resume_plan("last", path, servers=servers(notes))

    with suppress(StepError):
        anyio.run(go_on if journal.runs() else begin)


def kill(process: Any, moment: float, whom: str) -> None:
    """Wait for `moment` seconds, and kill."""
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        time.sleep(moment)
        children = psutil.Process(process.pid).children(recursive=True)
        if whom in ("orchestrator", "both"):
            os.kill(process.pid, signal.SIGKILL)
        if whom in ("servers", "both"):
            for child in children:
                child.kill()


def left_behind(notes: Path) -> list[psutil.Process]:
    found = [each for each in psutil.process_iter(["cmdline"]) if str(notes) in (each.info["cmdline"] or [])]
    return psutil.wait_procs(found, timeout=10)[1]


def check(folder: Path, seed: int) -> None:
    """Kill a run at three moments, go on with it to its end, and look at what was done."""
    rng = random.Random(seed)  # noqa: S311 - moments, no secrets
    path, notes = folder / f"{seed}.db", folder / f"{seed}.txt"
    notes.touch()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["orchestrator.sessions", "orchestrator.executor"])
    kills = [rng.choice(["orchestrator", "servers", "both"]) for _ in range(3)]
    for whom in kills:
        done_before = done(path)
        process = context.Process(target=work, args=(PLAN, path, notes))
        process.start()
        kill(process, rng.uniform(0, 0.5), whom)
        process.join(60)
        assert done_before <= done(path)
    written = Counter(notes.read_text(encoding="utf-8").split("\n"))
    before = done(path)
    work(PLAN, path, notes)
    again = Counter(notes.read_text(encoding="utf-8").split("\n")) - written

    results = Journal(path).read("last")
    assert {each for each in before if again[each]} == set(), "what had ended well was done again"
    assert set(NOTES) <= done(path), "a call was lost"
    unknown = {post for post in POSTS if post not in done(path)}
    total = written + again
    assert all(total[post] <= 1 for post in POSTS), "what may not be repeated was"
    assert all(1 <= total[note] <= 1 + 2 * len(kills) for note in NOTES)
    assert results.record.state == ("failed" if unknown else "done")
    assert left_behind(notes) == []


def done(path: Path) -> set[str]:
    """The answers of all calls that the journal knows to have ended well."""
    journal = Journal(path)
    facts = journal.read("last").facts if journal.runs() else []
    return {fact.result for fact in facts if isinstance(fact, CallSucceeded)}


@pytest.mark.parametrize("seed", range(4))
def test_a_run_killed_at_a_few_moments_is_gone_on_with(tmp_path: Path, seed: int) -> None:
    check(tmp_path, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1067))  # three moments each
def test_a_run_killed_at_two_hundred_moments_is_gone_on_with(tmp_path: Path, seed: int) -> None:
    check(tmp_path, seed)
