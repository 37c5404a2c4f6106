"""A Dask cluster on this machine for tests: its workers serve what stands in a file that each test writes anew."""

import json
import logging
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from distributed import LocalCluster

from orchestrator.cluster.address import Cluster
from orchestrator.cluster.caller import Spread
from orchestrator.cluster.opening import open_spread
from orchestrator.config import ServerConfig
from orchestrator.events import RunEvent


@dataclass(frozen=True)
class Workers:
    """Running workers."""

    address: str
    servers: Path
    """The file that names the servers."""
    dask: Any
    count: int

    def offer(self, configs: Mapping[str, ServerConfig]) -> None:
        """Have the workers serve `configs`, once all of them are there."""
        if self.count:
            self.dask.wait_for_workers(self.count, 20)
        entries = {name: config.model_dump(mode="json", exclude_unset=True) for name, config in configs.items()}
        self.servers.write_text(json.dumps({"mcpServers": entries}), encoding="utf-8")


@contextmanager
def workers(folder: Path, count: int, **options: Any) -> Generator[Workers]:
    """`count` workers; gone afterwards.

    Args:
        options: Dask's, of the cluster.
    """
    servers = folder / "workers.json"
    servers.write_text('{"mcpServers": {}}', encoding="utf-8")
    cluster: Any = LocalCluster
    with cluster(
        n_workers=count,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
        silence_logs=logging.CRITICAL,
        local_directory=str(folder),
        preload=["orchestrator.cluster.worker"],
        preload_argv=["--servers", str(servers)],
        **options,
    ) as dask:
        yield Workers(dask.scheduler_address, servers, dask, count)


@asynccontextmanager
async def opened_on(
    running: Workers, config: ServerConfig, emit: Callable[[RunEvent], None], patience: float = 10.0
) -> AsyncGenerator[Spread]:
    """The server `toy` on workers."""
    configs = {"toy": config.model_copy(update={"workers": True})}
    running.offer(configs)
    cluster = Cluster(running.address, patience=patience)
    async with open_spread(cluster, configs, {("toy", "any")}, emit=emit, now=anyio.current_time) as spread:
        yield spread
