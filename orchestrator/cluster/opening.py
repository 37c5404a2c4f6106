"""Opens a run's tools on a cluster: streams to its workers, sessions of what stays, and workers on this machine."""

import json
import logging
import tempfile
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from anyio import CancelScope, create_task_group
from distributed import LocalCluster

from orchestrator.cluster.address import Cluster
from orchestrator.cluster.caller import Spread
from orchestrator.cluster.membership import Membership
from orchestrator.config import ServerConfig
from orchestrator.errors import ClusterError, innermost
from orchestrator.events import RunEvent
from orchestrator.sessions import open_sessions


@asynccontextmanager
async def open_spread(
    cluster: Cluster,
    configs: Mapping[str, ServerConfig],
    called: Collection[tuple[str, str]],
    *,
    emit: Callable[[RunEvent], None],
    now: Callable[[], float],
) -> AsyncGenerator[Spread]:
    """The tools of `configs`: those that go are on the workers of `cluster`, the others here.

    Args:
        called: server and name of each tool that will be called; no session is opened that none of them needs.

    Raises:
        ClusterError: the cluster can't be used, or had no worker for too long.
        ServerError: a server that stays could not be started.
    """
    goes = {(service, tool): configs[service].goes(tool) for service, tool in called if service in configs}
    there = {name: config for name, config in configs.items() if any(goes[each] for each in goes if each[0] == name)}
    here = {name: config for name, config in configs.items() if not all(goes[each] for each in goes if each[0] == name)}
    if not there:
        raise ClusterError(
            'no call of the plan goes to a worker: say "workers": true in the configuration of the servers that are to'
        )
    try:
        async with _scheduler(cluster, there) as address, open_sessions(here, emit=emit, now=now) as sessions:
            membership = Membership(address, cluster.patience)
            spread = Spread(cluster, membership, there, sessions, emit=emit, now=now)
            async with create_task_group() as tasks:
                tasks.start_soon(spread.watch)
                try:
                    await spread.ready()
                    yield spread
                finally:
                    await spread.close()
                    membership.close()
    except ExceptionGroup as group:
        raise innermost(group) from None


@asynccontextmanager
async def _scheduler(cluster: Cluster, configs: Mapping[str, ServerConfig]) -> AsyncGenerator[str]:
    """The scheduler's address. Workers on this machine start what `configs` says, and read files where they lie."""
    if cluster.local_workers is None:
        yield cluster.address
        return
    entries = {name: config.model_dump(mode="json", exclude_unset=True) for name, config in configs.items()}
    with tempfile.TemporaryDirectory() as folder:  # nobody else can look into it: there may be secrets
        file = Path(folder) / "servers.json"
        file.write_text(json.dumps({"mcpServers": entries}), encoding="utf-8")
        started = cast("Any", LocalCluster)(
            n_workers=cluster.local_workers,
            threads_per_worker=cluster.local_slots,
            asynchronous=True,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            local_directory=folder,
            preload=["orchestrator.cluster.worker"],
            preload_argv=["--servers", str(file), "--root", "/"],
        )
        try:
            try:
                await started
            except RuntimeError as error:
                raise ClusterError(f"{cluster.address}: the workers could not be started: {error.__cause__}") from error
            yield str(started.scheduler_address)
        finally:
            with CancelScope(shield=True):
                await started.close()
