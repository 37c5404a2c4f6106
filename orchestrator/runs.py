"""A run with what belongs to it: its servers, its journal, the files of a semester.

What the command line does at a terminal and what an MCP server does in a process of its own is the same run.
"""

import os
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from orchestrator.cluster.address import Cluster
from orchestrator.config import ServerConfig, project_servers, read_config
from orchestrator.events import RunEvent
from orchestrator.executor import Outcome, run_plan
from orchestrator.journal import Journal, Recorded
from orchestrator.plan import Plan, Step
from orchestrator.scheduler import one_second
from orchestrator.semester import files
from orchestrator.semester.job import Semester, is_semester_plan, semester
from orchestrator.tools import ToolCaller
from servers.contract.home import data_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs beside its plan and inputs, kept in the journal for whoever goes on with it."""

    target: str
    """The folder that files are written to."""
    config: str | None = None
    max_concurrent: int | None = None
    timeout: float | None = None
    dry_run: bool = False
    """Nothing is stored or written."""
    roots: Sequence[str] = ()
    """What the syllabus server may read; where none is named, what the plan has among its paths."""
    key: str | None = None
    """By which whoever asks for the same finds this run while it goes on."""
    process: int | None = None
    """Id of the process that the run goes on in, where it has one of its own."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that may start."""

    plan: Plan
    inputs: Mapping[str, Any]
    folder: Path
    """What is written goes here: the target, or in a dry run a folder that is gone afterwards."""
    duration: Callable[[Step], float] = one_second
    _settled: Mapping[str, Any] = field(default_factory=dict[str, Any])

    async def run(self, listeners: Sequence[Callable[[RunEvent], None]] = ()) -> Outcome:
        """Raises what `run_plan` raises."""
        return await run_plan(self.plan, inputs=self.inputs, listeners=listeners, **self._settled)

    def write(self, outcome: Outcome) -> tuple[Semester | None, list[Path]]:
        """The semester that came of it, and the files that were written for it."""
        result = semester(outcome) if is_semester_plan(self.plan) else None
        return result, files.write(result, self.folder) if result else []


def journal(home: Path | None = None) -> Journal:
    """The journal that stands in `home`, without it in this user's folder."""
    return Journal((home or data_folder()) / "journal.db")


@contextmanager
def prepared(  # noqa: PLR0913 - what a run is made of
    plan: Plan,
    inputs: Mapping[str, Any],
    settings: Settings,
    *,
    earlier: Recorded | None = None,
    journalled: bool = True,
    run: str | None = None,
    cluster: Cluster | None = None,
    tools: ToolCaller | None = None,
    home: Path | None = None,
) -> Generator[Prepared]:
    """A run of `plan`, or what is left of the `earlier` one; its state is written when the block is left.

    Args:
        run: the id of a new run, where it is known already.
        cluster: where the calls of servers that may go are made.
        tools: what makes the calls; without it, servers are started for the run.
        home: folder of the journal; without it, this user's.

    Raises:
        ConfigError: the configuration of the servers can't be used.
        JournalError: the journal can't be written, or the earlier run still goes on.
    """
    settings = replace(settings, process=None if tools else os.getpid())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()) if settings.dry_run else settings.target)
        if is_semester_plan(plan):
            inputs = {**inputs, "export": str(folder / "semester.ics")}
        settled: dict[str, Any] = {
            "tools": tools,
            "servers": None if tools else _servers(plan, folder, settings, cluster.local_slots if cluster else None),
            "cluster": cluster,
            "max_concurrent": settings.max_concurrent,
            "timeout": settings.timeout,
        }
        duration: Callable[[Step], float] = one_second
        if journalled:
            opened = journal(home)
            written = asdict(settings)
            log = opened.go_on(earlier.record.id, written) if earlier else opened.begin(plan, inputs, written, run)
            settled["log"] = stack.enter_context(log)
            settled["facts"] = earlier.facts if earlier else ()
            settled["duration"] = duration = opened.durations(plan)
        yield Prepared(plan, inputs, folder, duration, settled)


def servers_of(  # noqa: PLR0913 - what they need to know
    roots: Sequence[Path],
    out: Path,
    config: Path | None,
    *,
    home: Path | None = None,
    dry_run: bool = False,
    cores: int | None = None,
) -> dict[str, ServerConfig]:
    """The servers of this project, and those of a configuration beside them.

    Args:
        home: folder of the stores; without it, this user's.
        cores: for how many syllabi to be read at once; None for as many as this machine has.

    Raises:
        ConfigError: the configuration can't be used.
    """
    own = project_servers(roots, home=home or data_folder(), out=out, dry_run=dry_run, cores=cores)
    return {**own, **(read_config(config) if config else {})}


def _servers(plan: Plan, out: Path, settings: Settings, cores: int | None) -> dict[str, ServerConfig]:
    roots = [Path(root) for root in settings.roots] or _named(plan)
    config = Path(settings.config) if settings.config else None
    return servers_of(roots, out, config, dry_run=settings.dry_run, cores=cores)


def _named(plan: Plan) -> list[Path]:
    """What the plan has as its paths, else the current folder."""
    named = plan.inputs["paths"].default if "paths" in plan.inputs else None
    paths = cast("list[object]", named) if isinstance(named, list) else []
    return [Path(str(path)) for path in paths] or [Path.cwd()]
