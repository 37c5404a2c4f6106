"""A real CalDAV server on this machine, with one user, ada; and another program that uses it."""

import re
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import caldav
import pytest

PASSWORD = "correct horse"  # noqa: S105 - of a server that lives for a few tests


@contextmanager
def radicale(folder: Path) -> Generator[str]:
    """The address of a Radicale that keeps its files below `folder`."""
    (folder / "users").write_text(f"ada:{PASSWORD}\n", encoding="utf-8")
    options = {
        "server-hosts": f"127.0.0.1:{_free_port()}",
        "storage-filesystem-folder": str(folder / "collections"),
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(folder / "users"),
        "auth-htpasswd-encryption": "plain",
        "logging-level": "info",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "radicale", "--config", "", *arguments]
    log = folder / "log"
    with log.open("w", encoding="utf-8") as written, subprocess.Popen(command, stdout=written, stderr=written) as run:
        try:
            yield f"http://127.0.0.1:{_port(run, log)}"
        finally:
            run.terminate()


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        return one.getsockname()[1]


def _port(run: subprocess.Popen[bytes], log: Path) -> str:
    while run.poll() is None:
        if found := re.search(r"Listening on '127\.0\.0\.1:(\d+)'", log.read_text(encoding="utf-8")):
            return found[1]
    pytest.fail(log.read_text(encoding="utf-8"))


@contextmanager
def another_program(server: str) -> Generator[Any]:
    library: Any = caldav
    with library.DAVClient(url=server, username="ada", password=PASSWORD, enable_rfc6764=False) as client:
        yield client
