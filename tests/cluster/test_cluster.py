"""Plans over the workers of a cluster: the same results, workers that come and go, files that go with calls."""

import logging
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import dask.config
import pytest
from distributed import LocalCluster
from distributed.security import Security

from orchestrator import parse_plan
from orchestrator.cluster.address import Cluster
from orchestrator.config import ServerConfig, project_servers
from orchestrator.errors import ClusterError
from orchestrator.events import CallPlaced, RunEvent, WorkerLeft, WorkersAwaited
from orchestrator.executor import Outcome, run_plan
from orchestrator.plan import to_plan
from tests.cluster.workers import Workers, workers

pytestmark = pytest.mark.anyio

HERE = Path(__file__).parent
SERVERS = HERE.parent / "servers"
SYLLABI = HERE.parent.parent / "fixtures" / "syllabi"
SYLLABUS = {"service_name": "syllabus_server"}
PATH = {"path": "$item"}
Listener = Callable[[RunEvent], None]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Generator[Workers]:
    with workers(tmp_path_factory.mktemp("workers"), 2) as running:
        yield running


def toy(**fields: Any) -> dict[str, ServerConfig]:
    return {"toy": ServerConfig(command=sys.executable, args=(str(SERVERS / "good.py"),), workers=True, **fields)}


def quick(notes: Path, seconds: float) -> dict[str, ServerConfig]:
    arguments = (str(SERVERS / "quick.py"), str(notes), str(seconds))
    return {"toy": ServerConfig(command=sys.executable, args=arguments, workers=True)}


async def ran(
    running: Workers,
    steps: str,
    servers: Mapping[str, ServerConfig],
    listener: Listener = lambda _event: None,
    **options: Any,
) -> Outcome:
    running.offer({name: config for name, config in servers.items() if config.workers})
    plan = parse_plan(f"{{on_error: continue, steps: [{steps}]}}")
    cluster = Cluster(running.address, **options)
    with anyio.fail_after(60):
        return await run_plan(plan, servers=servers, cluster=cluster, listeners=[listener])


def step(name: str, tool: str, **fields: Any) -> str:
    return str({"id": name, "service_name": "toy", "tool_name": tool, **fields}) + ", "


async def test_calls_are_spread_over_the_workers_and_each_is_a_lane(two: Workers, tmp_path: Path) -> None:
    names = [str(number) for number in range(12)]
    outcome = await ran(
        two, step("each", "note", for_each=names, arguments={"name": "$item"}), quick(tmp_path / "notes", 0.2)
    )
    assert outcome.results["each"] == names
    assert {worker: use.sessions for worker, use in outcome.metrics.workers.items()} == {"worker 0": 1, "worker 1": 1}
    assert sum(use.calls for use in outcome.metrics.workers.values()) == 12


@pytest.mark.long
async def test_no_more_calls_are_in_flight_than_the_workers_have_places(two: Workers) -> None:
    each = step("each", "echo", for_each=list(range(30)), arguments={"value": "$item"})
    outcome = await ran(two, each, toy(sessions=1, max_concurrent=2))
    assert {use.most_in_flight for use in outcome.metrics.workers.values()} == {2}


@pytest.mark.long
async def test_a_result_too_long_for_a_message_comes_in_pieces(two: Workers) -> None:
    outcome = await ran(two, step("rows", "rows", arguments={"count": 60_000}), toy())
    assert len(outcome.results["rows"]["rows"]) == 60_000


@pytest.mark.long
async def test_a_call_past_its_time_is_cancelled_in_the_server(two: Workers, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    hang = step("hang", "hang", arguments={"marker": str(marker)}, timeout=0.2)
    outcome = await ran(two, hang, toy())
    assert outcome.failures[0].reason == "no answer within 0.2 s, so the call was cancelled"
    assert marker.read_text(encoding="utf-8") == "cancelled"


def kill_once_called(process: int, notes: Path, name: str) -> None:
    while not notes.exists() or name not in notes.read_text(encoding="utf-8"):
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("victim", ["note", "post"])
async def test_a_killed_worker_s_call_is_made_again_only_where_that_does_no_harm(
    two: Workers, tmp_path: Path, victim: str
) -> None:
    notes, heard = tmp_path / "notes", list[RunEvent]()

    def kill(event: RunEvent) -> None:
        heard.append(event)
        placed = [each for each in heard if isinstance(each, CallPlaced)]
        if isinstance(event, CallPlaced) and len(placed) == 2:
            (worker,) = {each.worker for each in placed if each.step == victim}
            number = int(worker.removeprefix("worker "))
            Thread(target=kill_once_called, args=(two.dask.workers[number].pid, notes, victim)).start()

    outcome = await ran(
        two,
        step("note", "note", arguments={"name": "note"}) + step("post", "post", arguments={"name": "post"}),
        quick(notes, 0.5),
        kill,
    )
    written = Counter(notes.read_text(encoding="utf-8").split())
    assert [event.reason for event in heard if isinstance(event, WorkerLeft)] == ["the connection to it broke"]
    assert written["post"] == 1, "what may not be repeated is not"
    if victim == "note":
        assert outcome.results == {"note": "note", "post": "post"}
        assert written["note"] == 2
    else:
        (failure,) = outcome.failures
        assert failure.reason.startswith("the server 'toy' was lost with its worker worker ")
        assert failure.reason.endswith("whether the tool did its work is unknown, so the call was not repeated")
        assert outcome.results == {"note": "note"}


@pytest.mark.long
async def test_syllabi_that_the_workers_have_not_are_sent_with_their_corrections(two: Workers, tmp_path: Path) -> None:
    """And what is told of them is told of the files as they lie here."""
    for name in ("musi150.txt", "stat310.md"):
        shutil.copy(SYLLABI / name, tmp_path / name)
    (tmp_path / "musi150.txt.corrections.yaml").write_text("course: {code: MUSI 999}", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("musi150.txt", "stat310.md", "none.md")]
    plan = to_plan(
        {
            "on_error": "continue",
            "steps": [
                {"id": "found", **SYLLABUS, "tool_name": "find_syllabi", "arguments": {"folder": str(tmp_path)}},
                {"id": "read", **SYLLABUS, "tool_name": "parse_syllabus", "for_each": paths, "arguments": PATH},
            ],
        }
    )
    servers = project_servers([tmp_path], home=tmp_path, out=tmp_path)
    two.offer({})
    with anyio.fail_after(60):
        there = await run_plan(plan, servers=servers, cluster=Cluster(two.address))
        here = await run_plan(plan, servers=servers)
    assert there.results == here.results
    assert there.results["read"][0]["course"]["code"] == "MUSI 999"
    assert {use.calls for use in there.metrics.workers.values()} <= {1, 2, 3}
    assert [failure.step for failure in there.failures] == ["read"]


async def test_a_plan_waits_for_the_first_worker(tmp_path: Path) -> None:
    with workers(tmp_path, 0) as none:

        def start_one(event: RunEvent) -> None:
            if isinstance(event, WorkersAwaited):
                Thread(target=none.dask.scale, args=(1,)).start()

        outcome = await ran(none, step("a", "echo", arguments={"value": 1}), toy(), start_one)
        assert outcome.results["a"]["value"] == 1


async def test_a_plan_without_a_worker_ends_with_a_clear_error(tmp_path: Path) -> None:
    heard: list[RunEvent] = []
    with workers(tmp_path, 0) as none, pytest.raises(ClusterError) as caught:
        await ran(none, step("a", "echo"), toy(), heard.append, patience=0.1)
    told = f"the cluster at {none.address} had no worker for 'toy' for 0.1 s: start workers, and resume the run"
    assert str(caught.value) == told
    assert heard == [WorkersAwaited(none.address, 0.1)]


async def test_a_scheduler_that_is_not_there_is_told(two: Workers) -> None:
    plan = parse_plan(f"steps: [{step('a', 'echo')}]")
    with pytest.raises(ClusterError, match=r"had no worker for 'toy' for 0\.5 s .the scheduler can't be reached: "):
        await run_plan(plan, servers=toy(), cluster=Cluster("tcp://127.0.0.1:9", patience=0.5))


async def test_a_plan_that_sends_nothing_to_the_workers_is_told() -> None:
    plan = parse_plan(f"steps: [{step('a', 'echo')}]")
    servers = {"toy": toy()["toy"].model_copy(update={"workers": False})}
    with pytest.raises(ClusterError, match='say "workers": true in the configuration'):
        await run_plan(plan, servers=servers, cluster=Cluster("local:1"))


async def test_a_worker_that_was_not_told_to_serve_runs_is_of_no_use(tmp_path: Path) -> None:
    """An empty Dask worker is no worker of ours."""
    cluster: Any = LocalCluster
    plan = parse_plan(f"steps: [{step('a', 'echo')}]")
    quiet: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
    with (
        cluster(n_workers=1, threads_per_worker=1, **quiet) as empty,
        pytest.raises(ClusterError, match="it was not started with --preload orchestrator"),
    ):
        await run_plan(plan, servers=toy(), cluster=Cluster(empty.scheduler_address))


@pytest.mark.long
async def test_over_tls_only_who_has_the_cluster_s_certificate_is_served(tmp_path: Path) -> None:
    security: Any = Security
    keys = security.temporary()
    tls = "distributed.comm.tls."
    certified = {
        f"{tls}ca-file": keys.tls_ca_file,
        f"{tls}client.cert": keys.tls_client_cert,
        f"{tls}client.key": keys.tls_client_key,
    }
    plan = step("a", "echo", arguments={"value": 1})
    with workers(tmp_path, 1, security=keys) as secure:
        assert secure.address.startswith("tls://")
        with dask.config.set(certified):
            assert (await ran(secure, plan, toy())).results["a"]["value"] == 1
        with pytest.raises(ClusterError, match="wants a certificate: name it in Dask's configuration"):
            await ran(secure, plan, toy())
        other: Any = security.temporary()
        with (
            dask.config.set({**certified, f"{tls}ca-file": other.tls_ca_file}),
            pytest.raises(ClusterError, match="the scheduler can't be reached"),
        ):
            await ran(secure, plan, toy(), patience=0.5)
