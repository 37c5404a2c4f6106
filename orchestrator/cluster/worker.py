"""What `dask worker --preload orchestrator.cluster.worker` loads: a door for runs to this worker's servers.

A run names servers; which there are and how they are started stands in this worker's own configuration, which is read
anew for each run. Commands are never taken from a run.
"""

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import click
from distributed import Worker
from distributed.core import Status

from orchestrator.cluster.address import is_private
from orchestrator.cluster.hosting import host
from orchestrator.cluster.wire import OPERATION, VERSION, Connection, Wire
from orchestrator.config import ServerConfig, project_servers, read_config
from orchestrator.errors import ConfigError, nearest

MOST_PLACES = 1024
"""Of a server that sets itself no number: the run finds it out (`auto`)."""

log = logging.getLogger("distributed.worker")


@click.command()
@click.option("--servers", type=click.Path(path_type=Path), help='Servers that runs may use: those with "workers".')
@click.option("--root", "roots", multiple=True, type=click.Path(path_type=Path), help="A folder with syllabi, shared.")
@click.option("--plain", is_flag=True, help="Serve runs although the network connection is not encrypted.")
def dask_setup(worker: Worker, servers: Path | None, roots: Sequence[Path], *, plain: bool) -> None:
    """Open the door."""
    refusal = None
    if not plain and not is_private(worker.address):
        refusal = f"it listens at {worker.address} without encryption: start it with TLS, or with --plain"
        log.error("No run is served: %s", refusal)

    async def serve(comm: Connection, protocol: int, wanted: Sequence[str]) -> Any:
        said = refusal or _other_version(protocol)
        with tempfile.TemporaryDirectory(prefix="run-", dir=worker.local_directory) as folder:
            try:
                configs = offered(wanted, servers, [*roots, Path(folder)], worker.state.nthreads)
            except ConfigError as error:
                said = said or str(error)
                configs = {}
            if said:
                await comm.write({"refused": said})
            else:
                await host(Wire(comm), configs, Path(folder), list(roots))
        return Status.dont_reply

    cast("Any", worker).handlers[OPERATION] = serve


def offered(wanted: Sequence[str], file: Path | None, roots: Sequence[Path], slots: int) -> dict[str, ServerConfig]:
    """Those of the servers `wanted` that this worker may start.

    Args:
        file: names them, in the form that hosts have.
        roots: folders that the syllabus server may read; the last one is the run's own.
        slots: calls of a server at once, where the file says nothing.

    Raises:
        ConfigError: the file can't be used, or none of them is in it.
    """
    run = roots[-1]
    known = project_servers(roots, home=run, out=run, cores=slots) | (read_config(file) if file else {})
    allowed = {name: _placed(config, slots, str(run)) for name, config in known.items() if config.workers}
    found = {name: allowed[name] for name in wanted if name in allowed}
    if not found:
        where = str(file or "the worker's configuration")
        raise ConfigError(where, f"it offers runs no {wanted[0]!r}; {nearest(wanted[0], allowed)}")
    return found


def _placed(config: ServerConfig, slots: int, folder: str) -> ServerConfig:
    """With numbers for this worker, and the run's folder where `${files}` stands."""
    update: dict[str, Any] = {
        "args": tuple(argument.replace("${files}", folder) for argument in config.args),
        "env": {name: value.replace("${files}", folder) for name, value in config.env.items()},
    }
    if config.max_concurrent is None:
        update["max_concurrent"] = max(slots, config.sessions)
        if "sessions" not in config.model_fields_set:
            update["sessions"] = slots
    elif config.max_concurrent == "auto":
        update["max_concurrent"] = MOST_PLACES
    return config.model_copy(update=update)


def _other_version(protocol: int) -> str | None:
    if protocol == VERSION:
        return None
    return f"it speaks version {VERSION}, the run version {protocol}: install the same syllabus-orchestrator on both"
