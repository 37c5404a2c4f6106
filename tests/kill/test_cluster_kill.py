"""SIGKILL of workers, of the scheduler and of the client in the middle of a plan on a cluster, at many moments.

All results arrive, or the run ends with a clear error and is gone on with; nothing is done again untold. Run with
`pytest -m long tests/kill/test_cluster_kill.py -n 0`.
"""

import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest

from orchestrator import StepError, parse_plan
from orchestrator.cluster.address import Cluster
from orchestrator.config import ServerConfig
from orchestrator.errors import ClusterError
from orchestrator.events import CallStarted, CallSucceeded
from orchestrator.executor import resume_plan, run_plan
from orchestrator.journal import Journal
from tests.cluster.commands import Commands

pytestmark = pytest.mark.long

QUICK = Path(__file__).parent.parent / "servers" / "quick.py"
ITEMS = "abcdefghijklmnop"
PLAN = parse_plan(f"""
inputs: {{items: {{type: array, default: {list(ITEMS)}}}}}
on_error: continue
steps:
  - {{id: first, service_name: toy, tool_name: note, arguments: {{name: first}}}}
  - id: each
    for_each: $input.items
    service_name: toy
    tool_name: note
    arguments: {{name: "${{first}}-${{item}}"}}
  - {{id: posted, for_each: $each, service_name: toy, tool_name: post, arguments: {{name: "post-${{item}}"}}}}
  - {{id: last, depends_on: [posted], service_name: toy, tool_name: note, arguments: {{name: last}}}}
""")
NOTES = {"first", "last", *(f"first-{item}" for item in ITEMS)}
POSTS = {f"post-first-{item}" for item in ITEMS}
PATIENCE = 30.0
"""Longer than a worker takes to be there again."""


def servers(notes: Path) -> dict[str, ServerConfig]:
    return {"toy": ServerConfig(command=sys.executable, args=(str(QUICK), str(notes), "0.02"), workers=True)}


def work(path: Path, notes: Path, address: str, patience: float) -> None:
    """Begin the run, or go on with it."""
    cluster = Cluster(address, patience=patience)
    journal = Journal(path)

    async def begin() -> None:
        with journal.begin(PLAN, {}, {}) as log:
            await run_plan(PLAN, servers=servers(notes), log=log, cluster=cluster)

    async def go_on() -> None:
        await resume_plan("last", path, servers=servers(notes), cluster=cluster)

    with suppress(StepError, ClusterError):
        anyio.run(go_on if journal.runs() else begin)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Commands]:
    commands = Commands(tmp_path_factory.mktemp("cluster"))
    commands.offer({})
    try:
        commands.start_scheduler()
        commands.start_workers(2)
        yield commands
    finally:
        commands.kill("worker")
        commands.kill("scheduler")


def begun(cluster: Commands, path: Path, notes: Path, patience: float) -> Any:
    """A client in a process of its own."""
    cluster.offer(servers(notes))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["orchestrator.cluster.opening", "orchestrator.executor"])
    process = context.Process(target=work, args=(path, notes, cluster.address, patience))
    process.start()
    return process


def when_called(notes: Path, seconds: float) -> None:
    """Wait for the first call, and then `seconds` more."""
    until = time.monotonic() + 60
    while not notes.exists() and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(seconds)


def written(notes: Path) -> Counter[str]:
    return Counter(notes.read_text(encoding="utf-8").split())


def check(path: Path, notes: Path) -> None:
    """Nothing was done more often than the journal tells, nor again after it had ended well; nothing is lost."""
    events = Journal(path).read("last").events
    started, done = Counter[str](), set[tuple[str, int | None]]()
    for event in events:
        if isinstance(event, CallStarted):
            assert (event.step, event.index) not in done, "what had ended well was begun again"
            started[named(event)] += 1
        elif isinstance(event, CallSucceeded):
            done.add((event.step, event.index))
    results = {event.result for event in events if isinstance(event, CallSucceeded)}
    assert results >= NOTES, "a call was lost"
    total = written(notes)
    assert all(total[name] <= started[name] for name in total), "a call was made untold"
    assert all(total[post] <= 1 for post in POSTS), "what may not be repeated was"
    assert all(total[name] >= 1 for name in results)


def named(event: CallStarted) -> str:
    item = "" if event.index is None else ITEMS[event.index]
    return {"first": "first", "last": "last", "each": f"first-{item}", "posted": f"post-first-{item}"}[event.step]


def left_behind(notes: Path) -> list[psutil.Process]:
    found = [each for each in psutil.process_iter(["cmdline"]) if str(notes) in (each.info["cmdline"] or [])]
    return psutil.wait_procs(found, timeout=10)[1]


@pytest.mark.parametrize("seed", range(50))
def test_a_killed_worker_loses_what_is_on_it_and_nothing_else(cluster: Commands, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - moments, no secrets
    path, notes = tmp_path / "journal.db", tmp_path / "notes"
    client = begun(cluster, path, notes, PATIENCE)
    when_called(notes, rng.uniform(0, 0.5))
    rng.choice(cluster.worker_processes()).kill()
    client.join(90)
    assert client.exitcode == 0
    assert Journal(path).read("last").record.state in ("done", "failed"), "the run came to its end"
    check(path, notes)
    assert left_behind(notes) == []


@pytest.mark.parametrize("seed", range(50))
def test_a_killed_client_is_gone_on_with(cluster: Commands, tmp_path: Path, seed: int) -> None:
    rng = random.Random(1000 + seed)  # noqa: S311
    path, notes = tmp_path / "journal.db", tmp_path / "notes"
    client = begun(cluster, path, notes, PATIENCE)
    when_called(notes, rng.uniform(0, 0.5))
    client.kill()
    client.join(10)
    assert left_behind(notes) == [], "the workers end the sessions of a run that is gone"
    work(path, notes, cluster.address, PATIENCE)
    check(path, notes)


@pytest.mark.parametrize("seed", range(50))
def test_a_killed_scheduler_ends_the_run_and_it_is_gone_on_with(tmp_path: Path, seed: int) -> None:
    rng = random.Random(2000 + seed)  # noqa: S311
    path, notes = tmp_path / "journal.db", tmp_path / "notes"
    cluster = Commands(tmp_path)
    try:
        started(cluster, notes)
        client = begun(cluster, path, notes, 5.0)
        when_called(notes, rng.uniform(0, 0.5))
        cluster.kill("scheduler")
        client.join(60)
        assert client.exitcode == 0, "the run has ended by itself"
        assert Journal(path).read("last").record.state != "interrupted"
        cluster.kill("worker")
        started(cluster, notes)
        if Journal(path).read("last").record.state != "done":
            work(path, notes, cluster.address, PATIENCE)
        check(path, notes)
    finally:
        cluster.kill("worker")
        cluster.kill("scheduler")
    assert left_behind(notes) == []


def started(cluster: Commands, notes: Path) -> None:
    cluster.offer(servers(notes))
    cluster.start_scheduler()
    cluster.start_workers(2)
