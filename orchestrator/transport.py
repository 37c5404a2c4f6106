"""How a session reaches its server: a child process over stdio, or Streamable HTTP at a URL. Knows nothing of pools."""

import os
import shutil
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import httpx2
import mcp.client.stdio
from anyio import ClosedResourceError, EndOfStream
from mcp import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from orchestrator import leash
from orchestrator.config import ServerConfig

SESSION_FORGOTTEN = -32_097
"""Code of the error of a request that was refused because the server does not know the session (any more)."""

Streams = tuple[Any, Any]
"""From the server and to it; the SDK gives them no public type."""

_SESSION_ID = "mcp-session-id"
_HTTP_TIMEOUT = httpx2.Timeout(30.0, read=None)  # to connect; how long a call may take is for the plan to say

# A host that closes us waits 2 s before it kills; the SDK would wait as long for each child, one level too late.
mcp.client.stdio.PROCESS_TERMINATION_TIMEOUT = 0.7
mcp.client.stdio.FORCE_KILL_TIMEOUT = 0.4


@asynccontextmanager
async def connected(config: ServerConfig, errlog: IO[str], ended: Callable[[], None]) -> AsyncGenerator[Streams]:
    """The streams to and from the server of `config`; when this is left, its process is gone.

    Args:
        errlog: a real file, which gets what the process writes to stderr.
        ended: called as soon as the server's side ends, before anybody is told that the connection is closed.
    """
    async with _opened(config, errlog) as (read, write):
        yield _Watched(read, ended), write


@asynccontextmanager
async def _opened(config: ServerConfig, errlog: IO[str]) -> AsyncGenerator[Streams]:
    if config.url is None:
        transport: AbstractAsyncContextManager[Streams] = stdio_client(_parameters(config), errlog=cast("Any", errlog))
        async with transport as streams:
            yield streams
    else:
        async with (
            _HttpClient(headers=dict(config.headers), timeout=_HTTP_TIMEOUT) as client,
            streamable_http_client(config.url, http_client=client) as streams,
        ):
            yield streams


def _parameters(config: ServerConfig) -> StdioServerParameters:
    """The command, leashed where it does not end with its parent by itself and the platform can."""
    command, arguments = config.command or "", list(config.args)
    path = config.env.get("PATH", os.environ.get("PATH"))
    if not config.ends_with_parent and sys.platform == "linux" and shutil.which(command, path=path):
        script = str(Path(leash.__file__).resolve())
        command, arguments = sys.executable, ["-I", "-S", script, str(os.getpid()), command, *arguments]
    return StdioServerParameters(command=command, args=arguments, env=dict(config.env), cwd=config.cwd)


class _HttpClient(httpx2.AsyncClient):
    """Tells a session that the server no longer knows (404, MCP 2025-06-18, transports) from what a tool answers.

    Servers put an error of JSON-RPC into such an answer that the SDK hands on as if the request had been looked at.
    """

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = await super().send(request, **options)
        if response.status_code != HTTPStatus.NOT_FOUND or _SESSION_ID not in request.headers:
            return response
        await response.aclose()
        error = {"code": SESSION_FORGOTTEN, "message": "the session is not known any more"}
        return httpx2.Response(404, json={"jsonrpc": "2.0", "id": None, "error": error}, request=request)


class _Watched:
    """A stream of messages that tells of its end first, so that nobody is given a connection that is closed."""

    def __init__(self, stream: Any, ended: Callable[[], None]) -> None:
        self._stream, self._ended = stream, ended

    @property
    def last_context(self) -> Any:
        """What the SDK's own streams carry beside a message."""
        return getattr(self._stream, "last_context", None)

    async def receive(self) -> Any:
        try:
            return await self._stream.receive()
        except (EndOfStream, ClosedResourceError):
            self._ended()
            raise

    async def aclose(self) -> None:
        await self._stream.aclose()

    def __aiter__(self) -> "_Watched":
        return self

    async def __anext__(self) -> Any:
        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        await self._stream.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._stream.__aexit__(kind, error, trace)
