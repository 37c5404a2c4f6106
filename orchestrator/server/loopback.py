"""The review page without a host: HTTP on loopback, and the tools that the page calls.

1. Loopback alone; whoever knows the secret path may read and change, nobody else.
2. `Host` and `Origin` must be ours, so that no page of another site, whose name was made to point here, gets at it.
3. The page may call what it is made of (`_TOOLS`), and no other tool.
"""

import re
import secrets
import signal
import socket
import webbrowser
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, Literal

import anyio
import click
import uvicorn
from anyio import to_thread
from mcp import Client, MCPError
from mcp.server.transport_security import RequestBodyLimitMiddleware
from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from orchestrator.errors import OrchestratorError, ToolError
from orchestrator.server.app import build
from orchestrator.server.reviewing import page
from orchestrator.server.settings import ServerSettings

_ADDRESS = "127.0.0.1"
_NAMES = (_ADDRESS, "localhost")
_MOST_BODY = 100_000
_LOOK_SECONDS = 0.5
_TOOLS = Literal[
    "review_semester", "show_evidence", "correct_item", "complete_item", "undo_change", "set_up_semester", "run_status"
]  # fmt: skip
_INVALID_REQUEST, _INTERNAL_ERROR = -32600, -32603
"""Codes of JSON-RPC 2.0."""


class _Call(BaseModel):
    name: _TOOLS
    arguments: dict[str, Any] = {}


class _Read(BaseModel):
    uri: str = Field(pattern="^syllabus://")


class _CallRequest(BaseModel):
    jsonrpc: Literal["2.0"]
    id: int
    method: Literal["tools/call"]
    params: _Call


class _ReadRequest(BaseModel):
    jsonrpc: Literal["2.0"]
    id: int
    method: Literal["resources/read"]
    params: _Read


_Request = Annotated[_CallRequest | _ReadRequest, Field(discriminator="method")]
_REQUEST: TypeAdapter[_CallRequest | _ReadRequest] = TypeAdapter(_Request)


def review(settings: ServerSettings, *, browser: bool) -> None:
    """Set the semester of the `settings`' roots up, and serve its review until Ctrl-C or SIGTERM.

    Args:
        browser: open the page in the user's.

    Raises:
        ToolError: the semester could not be set up.
        KeyboardInterrupt: it was stopped.
    """
    # uvicorn ends in order at SIGTERM and then raises the signal again, which would skip the clean-up below.
    signal.signal(signal.SIGTERM, _as_interrupt)
    anyio.run(_review, settings, browser)


def _as_interrupt(_signal: int, _frame: object) -> None:
    signal.raise_signal(signal.SIGINT)


async def _review(settings: ServerSettings, browser: bool) -> None:  # noqa: FBT001 - passed on in order
    async with Client(build(settings)) as client:
        await _set_up(client, settings)
        with socket.create_server((_ADDRESS, 0)) as listening:
            secret = secrets.token_urlsafe(24)
            port: int = listening.getsockname()[1]
            address = f"http://{_ADDRESS}:{port}/{secret}/"
            click.echo(f"Review it at {address} ; Ctrl-C ends it.", err=True)
            if browser:
                await to_thread.run_sync(webbrowser.open, address)
            door = _Door(client, port)
            app = Starlette(
                routes=[Route(f"/{secret}/", door.page), Route(f"/{secret}/", door.call, methods=["POST"])],
                middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=_MOST_BODY)],
            )
            config = uvicorn.Config(app, lifespan="off", log_level="warning", access_log=False, server_header=False)
            await uvicorn.Server(config).serve(sockets=[listening])


async def _set_up(client: Client, settings: ServerSettings) -> None:
    told = ""

    async def tell(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001 - as it is called
        nonlocal told
        if message and message != told:
            told = message
            click.echo(f"  {message}", err=True)

    paths = [str(root) for root in settings.roots]
    answer = await client.call_tool("set_up_semester", {"paths": paths}, progress_callback=tell)
    run = _structured(answer)["run"]
    while run["state"] == "running":
        await anyio.sleep(_LOOK_SECONDS)
        run = _structured(await client.call_tool("run_status", {"run": run["run"]}))
    click.echo(f"Calendar file: {settings.out / 'semester.ics'}", err=True)


def _structured(answer: CallToolResult) -> Mapping[str, Any]:
    if answer.is_error or answer.structured_content is None:
        raise ToolError("\n".join(each.text for each in answer.content if isinstance(each, TextContent)))
    return answer.structured_content


class _Door:
    """What is answered at the secret path."""

    def __init__(self, client: Client, port: int) -> None:
        self._client = client
        self._hosts = {f"{name}:{port}" for name in _NAMES}
        self._headers = {
            "Content-Security-Policy": _policy(page()),
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    async def page(self, request: Request) -> Response:
        return self._refusal(request) or HTMLResponse(page(), headers=self._headers)

    async def call(self, request: Request) -> Response:
        """The answer to a request of the page, as a host would give it."""
        if refusal := self._refusal(request):
            return refusal
        if request.headers.get("origin", "").removeprefix("http://") not in self._hosts:
            return PlainTextResponse("only the page itself may call", HTTPStatus.FORBIDDEN)
        if request.headers.get("content-type") != "application/json":
            return PlainTextResponse("JSON alone is taken", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return JSONResponse(await self._answer(await request.body()), headers=self._headers)

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("host") in self._hosts:
            return None
        return PlainTextResponse("not under this name", HTTPStatus.MISDIRECTED_REQUEST)

    async def _answer(self, body: bytes) -> dict[str, Any]:
        try:
            request = _REQUEST.validate_json(body)
        except ValidationError:
            return _failed(None, _INVALID_REQUEST, "this is nothing that the page asks")
        try:
            if isinstance(request, _CallRequest):
                result = await self._client.call_tool(request.params.name, request.params.arguments)
            else:
                result = await self._client.read_resource(request.params.uri)
        except (MCPError, OrchestratorError) as error:
            return _failed(request.id, _INTERNAL_ERROR, str(error))
        told = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {"jsonrpc": "2.0", "id": request.id, "result": told}


def _failed(request: int | None, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request, "error": {"code": code, "message": message}}


def _policy(html: str) -> str:
    """Only the page's own style and script, by their hashes, pictures within it, and requests to where it came from."""

    def inside(tag: str) -> str:
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        return " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in found)

    return (
        f"default-src 'none'; style-src {inside('style')}; script-src {inside('script')}; img-src data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
