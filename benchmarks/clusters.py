"""Workers on this machine for the benchmarks, and what their processes use."""

import json
import logging
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from distributed import LocalCluster

from orchestrator.cluster.address import Cluster
from orchestrator.config import ServerConfig


@contextmanager
def workers(count: int, servers: Mapping[str, ServerConfig], slots: int = 1) -> Generator[Cluster]:
    """`count` workers that serve `servers`, ready; files are sent to them, as to other machines."""
    entries = {name: config.model_dump(mode="json", exclude_unset=True) for name, config in servers.items()}
    start: Any = LocalCluster
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "servers.json"
        file.write_text(json.dumps({"mcpServers": entries}), encoding="utf-8")
        with start(
            n_workers=count,
            threads_per_worker=slots,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            local_directory=folder,
            preload=["orchestrator.cluster.worker"],
            preload_argv=["--servers", str(file)],
        ) as running:
            yield Cluster(running.scheduler_address)


def processor_seconds() -> float:
    """Of this process and of all below it that are alive, their ended children included."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def memory() -> tuple[float, float]:
    """MiB that this process holds, and all below it together."""
    below = sum(_held(process) for process in psutil.Process().children(recursive=True))
    return _held(psutil.Process()) / 2**20, below / 2**20


def _held(process: psutil.Process) -> float:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
