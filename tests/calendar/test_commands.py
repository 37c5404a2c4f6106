"""What `calendar-server` does besides serving: the feed, and the care of the store."""

import http.client
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from servers.calendar.events import MIGRATIONS, Events
from servers.contract.calendar import Event
from servers.store import Store
from tests.spawning import REPOSITORY


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `calendar-server ARGUMENTS`."""
    command = [sys.executable, "-m", "servers.calendar", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def store(path: Path, *titles: str) -> Path:
    with closing(Store(str(path), MIGRATIONS)) as opened:
        Events(opened).create([Event(title=title, start="2026-11-03", all_day=True) for title in titles])
    return path


@contextmanager
def feed(path: Path) -> Generator[str]:
    """The address that `calendar-server feed` says to subscribe to."""
    command = [sys.executable, "-m", "servers.calendar", "feed", "--db", str(path), "--port", "0"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("Subscribe to ").strip()
        finally:
            process.terminate()


def asked(address: str, method: str = "GET", path: str | None = None, **headers: str) -> tuple[int, str, str]:
    """Status, ETag and body."""
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)) as connection:
        connection.request(
            method, path or parts.path, headers={name.replace("_", "-"): headers[name] for name in headers}
        )
        answer = connection.getresponse()
        return answer.status, answer.getheader("ETag") or "", answer.read().decode()


def test_a_calendar_program_subscribes_to_the_feed(tmp_path: Path) -> None:
    path = store(tmp_path / "calendar.db", "Essay due")
    with feed(path) as address:
        status, tag, body = asked(address)
        assert (status, "SUMMARY:Essay due" in body) == (200, True)
        assert asked(address, If_None_Match=tag) == (304, tag, "")
        assert asked(address, "HEAD") == (200, tag, "")
        store(path, "Talk")
        assert "SUMMARY:Talk" in asked(address, If_None_Match=tag)[2]
        for method in ("POST", "PUT", "DELETE"):
            assert asked(address, method)[0] == 501
        assert asked(address, path="/calendar.ics")[0] == 404
        assert asked(address, path=urlsplit(address).path.swapcase())[0] == 404
        assert asked(address, Host="evil.example:80")[0] == 421
        secret = urlsplit(address).path
        busy = run("feed", "--db", str(path), "--port", str(urlsplit(address).port))
        assert busy[0] == 1
        assert "can't be used: Address already in use; give another with --port" in busy[1]
    with feed(path) as address:
        assert urlsplit(address).path == secret  # a subscription lasts


def test_the_store_is_checked_and_copied(tmp_path: Path) -> None:
    path, copy = store(tmp_path / "calendar.db", *map(str, range(300))), tmp_path / "copy.db"
    assert run("check", "--db", str(path)) == (0, f"{path} is whole.\n")
    assert run("backup", "--db", str(path), str(copy)) == (0, f"The store as it is now is in {copy}.\n")
    assert run("backup", "--db", str(path), str(copy))[0] == 1
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) // 2))
    code, shown = run("check", "--db", str(path))
    assert (code, "is damaged" in shown, "put a backup in its place" in shown) == (1, True, True)
    assert run("check", "--db", str(copy)) == (0, f"{copy} is whole.\n")


@pytest.mark.parametrize("command", ["check", "feed"])
def test_a_store_that_is_not_there_is_not_made_by_looking(command: str, tmp_path: Path) -> None:
    path = tmp_path / "calendar.db"
    assert run(command, "--db", str(path)) == (1, f"there is no store at {path}: name one with --db\n")
    assert not path.exists()


def test_the_help_names_the_commands_and_the_store() -> None:
    code, shown = run("--help")
    assert code == 0
    assert all(word in shown for word in ("MCP server", "calendar.db", "feed", "check", "backup"))
