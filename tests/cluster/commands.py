"""A cluster as docs/cluster.md starts it: `dask scheduler` and `dask worker`, processes of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from orchestrator.config import ServerConfig

_DASK = (sys.executable, "-m", "dask")
STARTS_WITHIN_SECONDS = 60


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Commands:
    """What runs of a cluster; `kill` ends what is left."""

    folder: Path
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict[str, "subprocess.Popen[str]"])

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def servers(self) -> Path:
        return self.folder / "servers.json"

    def offer(self, configs: Mapping[str, ServerConfig]) -> None:
        """Write the file that the workers read anew for each run."""
        entries = {name: config.model_dump(mode="json", exclude_unset=True) for name, config in configs.items()}
        self.servers.write_text(json.dumps({"mcpServers": entries}), encoding="utf-8")

    def start_scheduler(self) -> None:
        options = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self._start("scheduler", *options, said="Scheduler at")

    def start_workers(self, count: int, *options: str) -> None:
        """`count` workers under one nanny each, which starts a worker anew that was killed."""
        wanted = ("--nworkers", str(count), "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")
        preload = ("--preload", "orchestrator.cluster.worker", "--servers", str(self.servers), *options)
        self._start("worker", self.address, *wanted, *preload, said="Registered to", times=count)

    def worker_processes(self) -> list[psutil.Process]:
        """The processes that are workers: below the nannies, and no servers."""
        below = psutil.Process(self.running["worker"].pid).children()
        return [each for each in below if "spawn_main" in " ".join(each.cmdline())]

    def kill(self, name: str) -> None:
        """Kill it with all that it started."""
        process = self.running.pop(name, None)
        if process is None:
            return
        family = [process, *psutil.Process(process.pid).children(recursive=True)]
        for each in family:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                os.kill(each.pid, signal.SIGKILL)
        process.wait(10)

    def _start(self, name: str, *arguments: str, said: str, times: int = 1) -> None:
        log = self.folder / f"{name}.log"
        with log.open("w", encoding="utf-8") as output:
            self.running[name] = subprocess.Popen(
                [*_DASK, name, *arguments], stdout=output, stderr=output, text=True, start_new_session=True
            )
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while log.read_text(encoding="utf-8").count(said) < times:
            if time.monotonic() > until or self.running[name].poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
