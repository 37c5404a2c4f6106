"""The calendar as a feed that calendar programs on this computer subscribe to: HTTP on loopback, read only.

Whoever knows the secret path may read, nobody may write. The Host is checked as well, so that no page of another site,
whose name was made to point here, gets at it.
"""

import secrets
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from servers.calendar.events import Events
from servers.calendar.writing import to_ical
from servers.contract.errors import Refused

_ADDRESS = "127.0.0.1"
_NAMES = ("127.0.0.1", "localhost")


def feed_server(events: Events, port: int) -> tuple[ThreadingHTTPServer, str]:
    """A server that has begun to listen, and the address to subscribe to. Port 0 takes any that is free.

    Raises:
        Refused: something else listens there.
    """
    path = f"/{events.feed_secret()}/calendar.ics"
    try:
        server = ThreadingHTTPServer((_ADDRESS, port), _handler(path, lambda: to_ical(events.all())))
    except OSError as error:
        raise Refused(f"port {port} can't be used: {error.strerror}; give another with --port") from None
    server.daemon_threads = True
    return server, f"http://{_ADDRESS}:{server.server_port}{path}"


def _handler(path: str, content: Callable[[], bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10
        """Seconds that a client may keep silent."""
        server_version, sys_version = "calendar-server", ""

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Nothing: a line would have the secret path in it."""

        def _answer(self, *, with_body: bool) -> None:
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            if host not in _NAMES:
                self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            elif not secrets.compare_digest(self.path.encode(), path.encode()):
                self.send_error(HTTPStatus.NOT_FOUND)
            else:
                self._send(content(), with_body=with_body)

        def _send(self, body: bytes, *, with_body: bool) -> None:
            tag = f'"{sha256(body).hexdigest()[:32]}"'
            known = self.headers.get("If-None-Match") == tag
            self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
            self.send_header("ETag", tag)
            self.send_header("Cache-Control", "private, no-cache")
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            if not known:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body and not known:
                self.wfile.write(body)

    return Handler
