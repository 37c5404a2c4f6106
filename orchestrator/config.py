"""Which servers there are and how each is started: the three of this project, and files as MCP hosts have them.

Reads a file, starts nothing.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestrator.errors import ConfigError


class Files(BaseModel):
    """Which files a call takes along to a worker."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    arguments: tuple[str, ...] = Field(description="Names of arguments that are a file's path, or a list of paths")
    beside: tuple[str, ...] = Field(default=(), description="Endings of further files that belong to such a file")
    below: tuple[Path, ...] = Field(
        default=(), description="Folders and files that may be sent; without, those of the current folder"
    )


class ServerConfig(BaseModel):
    """How one server is started and used. The first four names are the hosts'; what else hosts write is left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    command: str | None = Field(default=None, min_length=1, description="A program that speaks MCP over stdio")
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = {}
    cwd: Path | None = None
    url: str | None = Field(default=None, pattern="^https?://", description="Or a server that speaks Streamable HTTP")
    headers: Mapping[str, str] = Field(default={}, description="Sent with every request to `url`")
    sessions: int = Field(
        default=1, ge=1, description="Most processes of it at once; a further one starts when calls wait"
    )
    max_concurrent: Annotated[int, Field(ge=1)] | Literal["auto"] | None = Field(
        default=None, description="Most calls in flight over all its sessions; `auto` finds it out"
    )
    timeout: float | None = Field(default=None, gt=0, description="Seconds for one call, where the step says nothing")
    start_timeout: float = Field(
        default=20.0, gt=0, description="Seconds until it must have answered for the first time"
    )
    check_results: bool = Field(default=True, description="Whether results are checked against the output schema here")
    ends_with_parent: bool = Field(default=False, description="Whether it ends by itself when its parent was killed")

    workers: bool | tuple[str, ...] = Field(
        default=False, description="Whether its calls go to a cluster's workers, or which of its tools' calls do"
    )
    files: Files | None = Field(default=None, description="Which files go with a call to a worker that has them not")

    def goes(self, tool: str) -> bool:
        """Whether the calls of `tool` go to the workers, where there is a cluster."""
        return self.workers if isinstance(self.workers, bool) else tool in self.workers

    @property
    def slots(self) -> int | None:
        """Most calls in flight in one session."""
        return -(-self.max_concurrent // self.sessions) if isinstance(self.max_concurrent, int) else None

    @model_validator(mode="after")
    def _reachable(self) -> "ServerConfig":
        if (self.command is None) == (self.url is None):
            raise ValueError("it needs either a command or a url")
        return self


def read_config(path: Path) -> dict[str, ServerConfig]:
    """The servers of a file `{"mcpServers": {NAME: {"command": …, "args": […]}}}` (VS Code writes `servers`).

    Raises:
        ConfigError: it can't be read, is no JSON, or a server in it has no command.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(str(path), f"it can't be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigError(str(path), f"it is not JSON: {error}") from None
    content = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    servers = content.get("mcpServers", content.get("servers"))
    if not isinstance(servers, dict):
        raise ConfigError(str(path), 'it has no object "mcpServers" with the servers by name')
    return {name: _server(path, name, entry) for name, entry in cast("dict[str, Any]", servers).items()}


def _server(path: Path, name: str, entry: object) -> ServerConfig:
    try:
        return ServerConfig.model_validate(entry)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in fault["loc"]) or "it"
        raise ConfigError(str(path), f"server {name!r}: {field}: {_said(fault['msg'])}") from None


def _said(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def project_servers(
    roots: Sequence[Path], *, home: Path, out: Path, dry_run: bool = False, cores: int | None = None
) -> dict[str, ServerConfig]:
    """The servers of this project. The stores stay; what reads goes to the workers, where there is a cluster.

    Args:
        roots: folders and files that the syllabus server may read.
        home: folder of the stores.
        out: folder that exports are written to.
        dry_run: work on copies of the stores; nothing is stored.
        cores: for how many syllabi to be read at once; None for as many as this machine has.
    """
    cores = cores or os.cpu_count() or 1
    reading = [argument for root in roots for argument in ("--root", str(root))]
    trial = ["--dry-run"] if dry_run else []

    def storing(name: str) -> list[str]:
        return ["--db", str(home / f"{name}.db"), "--root", str(out), *trial]

    return {
        "syllabus_server": _own("syllabus", reading, sessions=cores, max_concurrent=cores).model_copy(
            update={
                "workers": ("parse_syllabus", "search_syllabus", "plan_semester"),
                "files": Files(arguments=("path", "paths"), beside=(".corrections.yaml",), below=tuple(roots)),
            }
        ),
        "calendar_server": _own("calendar", storing("calendar"), max_concurrent=4),
        "reminders_server": _own("reminders", storing("reminders"), max_concurrent=4),
    }


def _own(name: str, arguments: Sequence[str], *, max_concurrent: int, sessions: int = 1) -> ServerConfig:
    return ServerConfig(
        command=sys.executable,
        args=("-P", "-m", f"servers.{name}", *arguments),  # -P: a folder `servers` of the user's must not shadow ours
        env={"TZ": os.environ["TZ"]} if "TZ" in os.environ else {},
        sessions=sessions,
        max_concurrent=max_concurrent,
        ends_with_parent=True,
        check_results=False,  # they check their answers themselves, with the same models
    )
