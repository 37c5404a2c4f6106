"""kill -9 in the middle of delivery: nothing is lost, and a second copy is only of the message that was in flight."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.reminders.receiving import LIMIT_SECONDS, REPOSITORY, Home

CHANNELS = ("a", "b", "c")


@dataclass
class Life:
    """What was received in the life of one deliverer, in order: channel and titles."""

    messages: list[tuple[str, frozenset[str]]] = field(default_factory=list[tuple[str, frozenset[str]]])


class Witness:
    """A web service that notes down each notification, one at a time, in the order in which they came."""

    def __init__(self) -> None:
        self.lives = [Life()]
        self.arrived = threading.Event()
        witness = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return  # it was killed before it had said all
                witness.note(self.path, body)
                try:
                    self.send_response(200)
                    self.end_headers()
                except OSError:
                    pass  # it was killed before it heard the answer

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"

    def note(self, path: str, body: bytes) -> None:
        if path == "/end-of-life":
            self.lives.append(Life())
            return
        said = json.loads(body)
        titles = [line.removeprefix("- ") for line in said["message"].splitlines() if line.startswith("- ")]
        self.lives[-1].messages.append((path.strip("/"), frozenset(titles or [said["title"]])))
        self.arrived.set()

    def end_life(self) -> None:
        """Everything that the dead one sent is noted: requests are answered in the order in which they came."""
        request = Request(f"http://{self.address}/end-of-life", data=b"", headers={"Content-Length": "0"})
        urlopen(request, timeout=LIMIT_SECONDS).close()  # noqa: S310
        self.arrived.clear()


@pytest.fixture
def witness() -> Generator[Witness]:
    it = Witness()
    thread = threading.Thread(target=it.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield it
    it.server.shutdown()
    thread.join()
    it.server.server_close()


def live_and_die(home: Home, witness: Witness, chance: random.Random) -> None:
    """One deliverer, killed at some moment: while it starts, or around its first messages, where the writes are."""
    command = [sys.executable, "-m", "servers.reminders", "deliver"]
    with subprocess.Popen(command, cwd=REPOSITORY, env=home.environment, stderr=subprocess.DEVNULL) as deliverer:
        if chance.random() < 0.2:
            time.sleep(chance.uniform(0, 1))
        else:
            witness.arrived.wait(LIMIT_SECONDS)
            time.sleep(chance.uniform(0, 0.03))
        deliverer.kill()
    witness.end_life()


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.long)])
def test_whatever_the_moment_nothing_is_lost_and_only_what_was_in_flight_comes_twice(
    tmp_path: Path, witness: Witness, kills: int
) -> None:
    home = Home(tmp_path)
    home.settings(**{name: f"json://{witness.address}/{name}" for name in CHANNELS})
    chance = random.Random(kills)  # noqa: S311 - moments, not secrets
    for number in range(kills):
        home.remind(f"{number} first", f"{number} second")
        live_and_die(home, witness, chance)
    home.remind("last")
    with home.deliverer() as deliverer:
        for name in CHANNELS:
            deliverer.says(f"{name}: sent")
    assert set(home.states().values()) == {"delivered"}
    for channel in CHANNELS:
        for title in home.states():
            received = [
                (life, number)
                for life in witness.lives
                for number, (where, titles) in enumerate(life.messages)
                if where == channel and title in titles
            ]
            assert received, f"{title} never came to {channel}"
            for life, number in received[:-1]:
                assert life is not witness.lives[-1]
                assert number == len(life.messages) - 1, f"{title} came again, and was not in flight"
