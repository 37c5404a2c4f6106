"""The world that reminders go to, as it is: mail and web servers on this machine, and the deliverer as a process."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from servers.contract.reminders import Reminder
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.store import Store

LIMIT_SECONDS = 30
REPOSITORY = Path(__file__).parent.parent.parent


class WebService:
    """Takes notifications over HTTP; answers `status`, and not before `may_answer` is set."""

    def __init__(self) -> None:
        self.got: queue.Queue[dict[str, Any]] = queue.Queue()
        self.status = 200
        self.may_answer = threading.Event()
        self.may_answer.set()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.put(json.loads(body))
                if service.may_answer.wait(LIMIT_SECONDS):
                    try:
                        self.send_response(service.status)
                        self.end_headers()
                    except OSError:
                        pass  # the deliverer was killed meanwhile

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self._server.server_port}"

    def next(self) -> dict[str, Any]:
        """The next notification; waits for it."""
        return self.got.get(timeout=LIMIT_SECONDS)

    @contextmanager
    def running(self) -> Generator["WebService"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self.may_answer.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class Home:
    """A user's folder with a store, and the commands that the user runs there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "reminders.db"
        self.environment = {**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(folder), "TZ": "UTC"}

    @property
    def reminders(self) -> Reminders:
        return Reminders(Store(str(self.store), MIGRATIONS), ZoneInfo("UTC"))

    def remind(self, *titles: str) -> None:
        """Store reminders that are due."""
        self.reminders.create([Reminder(title=title, key=title, remind_at="2026-01-01T10:00Z") for title in titles])

    def states(self) -> dict[str, str]:
        return {each.reminder.title: each.reminder.state for each in self.reminders.all()}

    def settings(self, **channels: str) -> None:
        file = self.folder / "delivery.json"
        file.write_text(json.dumps({"channels": channels}), encoding="utf-8")
        file.chmod(0o600)

    @contextmanager
    def deliverer(self) -> Generator["Deliverer"]:
        """`reminders-server deliver`, stopped at the end as a service manager stops it."""
        command = [sys.executable, "-m", "servers.reminders", "deliver"]
        with subprocess.Popen(
            command, cwd=REPOSITORY, env=self.environment, stderr=subprocess.PIPE, text=True
        ) as process:
            deliverer = Deliverer(process)
            try:
                yield deliverer
            finally:
                deliverer.stop()
                process.wait(LIMIT_SECONDS)
                deliverer.rest = process.stderr.read() if process.stderr else ""


class Deliverer:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.rest = ""
        """What it said from the last line that was read on."""
        self._stopped = False

    def says(self, beginning: str) -> str:
        """Its next line that begins so; waits for it."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith(beginning):
                return line.rstrip()
        raise AssertionError(f"it ended without saying {beginning!r}")

    def stop(self) -> None:
        """Once, as a service manager does it: a second time would end it at once."""
        if not self._stopped:
            self.process.terminate()
        self._stopped = True

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(LIMIT_SECONDS)
