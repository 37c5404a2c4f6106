"""The server over Streamable HTTP: who may speak to it, and each client with a server of its own.

1. Loopback alone and under no name of its own, unless clients must send a token (`clients`).
2. The `Host` and `Origin` of a request must be ours: a web page that the user visits must not reach the server under
   another name (DNS rebinding).
3. Who a client is, its token says and nothing else. Its roots, stores, runs and questions are those of a server that
   no other token reaches; a session of another client's is answered as one that does not exist.
4. No TLS: where it leaves the machine, a proxy in front of it has to terminate it.
"""

import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress

import anyio
import click
import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestrator.errors import ConfigError
from orchestrator.options import Http
from orchestrator.server.app import build
from orchestrator.server.clients import Clients, clients
from orchestrator.server.settings import ServerSettings

_PATH = "/mcp"
_CLOSING_SECONDS = 2
"""How long an answer that is being sent may still take when the server ends."""


def serve_http(http: Http, user: ServerSettings) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        ConfigError: the address can't be used, or is not to be without a token.
    """
    known = clients(user, http.clients, private=http.private)
    listening = _bound(http)
    port: int = listening.getsockname()[1]
    security = security_of(http, port)
    # uvicorn ends in order at SIGTERM and then raises the signal again, which would skip the clean-up below.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    shown = f"[{http.host}]" if ":" in http.host else http.host
    whom = "programs on this machine" if known.without_token else "whoever has a token"
    click.echo(f"Serving http://{shown}:{port}{_PATH} to {whom}; Ctrl-C ends it.", err=True)
    with suppress(KeyboardInterrupt):
        anyio.run(_serve, known, security, listening)


async def _serve(known: Clients, security: TransportSecuritySettings, listening: socket.socket) -> None:
    async with AsyncExitStack() as stack:
        apps: dict[int, ASGIApp] = {}
        for settings in [*known.by_digest.values(), *([known.without_token] if known.without_token else [])]:
            server = build(settings)
            apps[id(settings)] = server.streamable_http_app(streamable_http_path=_PATH, transport_security=security)
            await stack.enter_async_context(server.session_manager.run())
        config = uvicorn.Config(
            _Door(known, apps),
            lifespan="off",  # the servers are entered above, in this task
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=_CLOSING_SECONDS,
        )
        with suppress(KeyboardInterrupt):  # which uvicorn raises when it has ended in order
            await uvicorn.Server(config).serve(sockets=[listening])


class _Door:
    """Sends each request to the server of its client."""

    def __init__(self, known: Clients, apps: Mapping[int, ASGIApp]) -> None:
        self._clients = known
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = _bearer(Headers(scope=scope))
        settings = self._clients.of(token)
        if settings is not None:
            await self._apps[id(settings)](scope, receive, send)
            return
        challenge = 'Bearer realm="semester"' + ("" if token is None else ', error="invalid_token"')
        sentence = "a token is needed: send it as `Authorization: Bearer TOKEN`" if token is None else "no such token"
        refusal = JSONResponse({"error": sentence}, 401, {"WWW-Authenticate": challenge})
        await refusal(scope, receive, send)


def _bearer(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _bound(http: Http) -> socket.socket:
    family = socket.AF_INET6 if ":" in http.host else socket.AF_INET
    try:
        return socket.create_server((http.host, http.port), family=family)
    except OSError as error:
        raise ConfigError("--http", f"{http.host}:{http.port} can't be used: {error.strerror}") from None


def security_of(http: Http, port: int) -> TransportSecuritySettings:
    """Under which names the server may be spoken to.

    Raises:
        ConfigError: it listens everywhere, and no name is given.
    """
    here = ["127.0.0.1", "localhost", "[::1]"] if http.loopback else []
    host = f"[{http.host}]" if ":" in http.host else http.host
    names: Sequence[str] = [*here, *([] if http.everywhere else [host])]
    if not names and not http.names:
        raise ConfigError(
            "--http", f"{http.host} is every address of this machine: say with --name under which one clients reach it"
        )
    hosts = [f"{name}:{port}" for name in names]
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *http.names, *(f"{name}:*" for name in http.names)],
        allowed_origins=[
            *(f"http://{each}" for each in hosts),
            *(f"https://{name}{any_port}" for name in http.names for any_port in ("", ":*")),
        ],
    )
