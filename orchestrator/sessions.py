"""Tools of MCP servers that are child processes: each server a pool of sessions, each session a process of its own.

Rules
-----
1. A session is entered and left by one task, its owner; calls come from any task (the SDK's cancel scopes want it so).
2. A further session starts when a call waits for one and the server may have more; a dead one is replaced in that way.
3. A call on a session that died is lost: whether the tool ran is unknown, and repeating it is not for here to decide.
4. When `open_sessions` is left, for whatever reason, no process is left behind.
"""

import logging
import tempfile
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import IO, Any, cast

import mcp.client.stdio
from anyio import CancelScope, Event, create_task_group, current_time, fail_after
from anyio.abc import TaskGroup
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import CONNECTION_CLOSED, CallToolResult, TextContent
from mcp_types import Tool as ListedTool
from pydantic import ValidationError

from orchestrator.config import ServerConfig
from orchestrator.errors import ServerError, ToolError, innermost, nearest
from orchestrator.events import RunEvent, SessionEnded, SessionStarted
from orchestrator.tools import Catalogue, Tool

# A host that closes us waits 2 s before it kills; the SDK would wait as long for each child, one level too late.
mcp.client.stdio.PROCESS_TERMINATION_TIMEOUT = 0.7
mcp.client.stdio.FORCE_KILL_TIMEOUT = 0.4
logging.getLogger("mcp").addHandler(logging.NullHandler())  # junk on a child's stdout is told in our own sentence

_LAST_WORDS_BYTES = 400


def _silent(_event: RunEvent) -> None: ...


@asynccontextmanager
async def open_sessions(
    configs: Mapping[str, ServerConfig],
    *,
    emit: Callable[[RunEvent], None] = _silent,
    now: Callable[[], float] = current_time,
) -> "AsyncGenerator[Sessions]":
    """The tools of `configs`; one session of each server is started, all at once.

    Raises:
        ServerError: a server could not be started, or gave no sensible answer in time.
    """
    failure: Exception | None = None
    async with create_task_group() as owners:
        sessions = Sessions({name: _Pool(name, config, owners, emit, now) for name, config in configs.items()})
        try:
            await sessions.start()
            yield sessions
        except Exception as error:  # noqa: BLE001 - raised again below, outside of the group that would wrap it
            failure = error
        finally:
            sessions.close()
    if failure is not None:
        raise failure


class Sessions:
    """A `ToolCaller` over MCP. Made by `open_sessions`."""

    def __init__(self, pools: Mapping[str, "_Pool"]) -> None:
        self._pools = pools

    @property
    def catalogue(self) -> Catalogue:
        """What the servers say of their tools."""
        return {name: pool.tools for name, pool in self._pools.items()}

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        """The tool's result: its structured content, or where it has none, its text.

        Raises:
            ToolError: the tool answered that it failed, or there is no such tool.
            ServerError: the server died or broke the protocol; whether the tool ran is unknown.
        """
        if service not in self._pools:
            raise ToolError(f"there is no server {service!r}; {nearest(service, self._pools)}")
        return await self._pools[service].call(tool, arguments)

    async def start(self) -> None:
        """Start one session of each server.

        Raises:
            ServerError: the first that could not be started.
        """
        failures: list[ServerError] = []

        async def start(pool: _Pool) -> None:
            try:
                await pool.ready()
            except ServerError as error:
                failures.append(error)
                starting.cancel_scope.cancel()

        async with create_task_group() as starting:
            for pool in self._pools.values():
                starting.start_soon(start, pool)
        if failures:
            raise failures[0]

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


class _Session:
    """One process and the client that talks to it."""

    def __init__(self, number: int, slots: int | None) -> None:
        self.number = number
        self.slots = slots
        self.in_flight = 0
        self.client: Client | None = None
        self.starting = CancelScope()
        self.leave = Event()
        self.stderr: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self.junk = ""

    @property
    def has_room(self) -> bool:
        return self.slots is None or self.in_flight < self.slots

    def last_words(self) -> str:
        """The tail of what the process wrote to stderr, or what it wrote to stdout that was not MCP."""
        if self.stderr.closed:
            return ""
        self.stderr.seek(0, 2)
        self.stderr.seek(max(0, self.stderr.tell() - _LAST_WORDS_BYTES))
        lines = [line.strip() for line in self.stderr.read().splitlines() if line.strip()]
        said = " | ".join(lines[-3:])
        return said or (f"not MCP: {self.junk}" if self.junk else "")

    async def hear(self, message: object) -> None:
        if isinstance(message, ValidationError):
            self.junk = str(message.errors()[0]["input"])[:80]


class _Pool:
    """The sessions of one server."""

    def __init__(
        self,
        name: str,
        config: ServerConfig,
        owners: TaskGroup,
        emit: Callable[[RunEvent], None],
        now: Callable[[], float],
    ) -> None:
        self.tools: dict[str, Tool] = {}
        self._name, self._config = name, config
        self._owners, self._emit, self._now = owners, emit, now
        self._sessions: list[_Session] = []
        """Alive or about to be."""
        self._started = 0
        self._waiting: deque[Event] = deque()
        self._failure: ServerError | None = None

    async def ready(self) -> None:
        session, _ = await self._acquire()
        self._release(session)

    def close(self) -> None:
        for session in self._sessions:
            session.leave.set()
            if session.client is None:
                session.starting.cancel()

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Any:
        session, client = await self._acquire()
        try:
            answer = await client.call_tool(tool, dict(arguments))
        except MCPError as error:
            if error.code != CONNECTION_CLOSED:
                raise ToolError(error.message) from None
            raise self._dead(session, f"stopped during {tool!r}") from None
        except (RuntimeError, ValidationError) as error:
            what = f"answered {tool!r} with what its own schema does not allow: {_one_line(error)}"
            raise ServerError(self._name, what) from None
        finally:
            self._release(session)
        return _value(answer, self.tools.get(tool))

    def _dead(self, session: _Session, what: str) -> ServerError:
        self._forget(session, what)
        error = ServerError(self._name, what, session.last_words())
        session.leave.set()
        self._wake(len(self._waiting))  # somebody has to start the next one
        return error

    async def _acquire(self) -> tuple[_Session, Client]:
        """A place in the session with the fewest calls, once there is one."""
        while True:
            free = [(each.in_flight, each.number, each, each.client) for each in self._sessions if each.client]
            room = [place for place in free if place[2].has_room]
            if room:
                _, _, session, client = min(room)
                session.in_flight += 1
                return session, client
            if self._failure is not None and not self._sessions:
                failure, self._failure = self._failure, None  # the next call tries anew
                raise failure
            if len(self._sessions) < self._config.sessions and all(each.client for each in self._sessions):
                self._started += 1
                session = _Session(self._started, self._config.slots)
                self._sessions.append(session)
                self._owners.start_soon(self._own, session)
            turn = Event()
            self._waiting.append(turn)
            try:
                await turn.wait()
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)

    def _release(self, session: _Session) -> None:
        session.in_flight -= 1
        self._wake(1)

    def _wake(self, count: int) -> None:
        for _ in range(min(count, len(self._waiting))):
            self._waiting.popleft().set()

    async def _own(self, session: _Session) -> None:
        """Enter the session, keep it until it is to be left, leave it: the whole life in one task."""
        config = self._config
        parameters = StdioServerParameters(
            command=config.command, args=list(config.args), env=dict(config.env), cwd=config.cwd
        )
        begun = self._now()
        try:
            with session.starting, fail_after(config.start_timeout) as starting:
                transport = stdio_client(parameters, errlog=cast("Any", session.stderr))
                async with Client(transport, message_handler=session.hear) as client:
                    self.tools = await _tools(client)
                    starting.deadline = float("inf")
                    if not config.check_results:
                        client.session.validate_tool_result = _unchecked
                    session.client = client
                    self._emit(SessionStarted(self._name, session.number, self._now() - begun, self._now()))
                    self._wake(session.slots or len(self._waiting))
                    await session.leave.wait()
                    self._forget(session)
        except Exception as error:  # noqa: BLE001 - told to whoever waits for this session
            self._ended_badly(session, error)
        finally:
            session.client = None
            session.stderr.close()

    def _forget(self, session: _Session, reason: str = "") -> None:
        if session in self._sessions:
            self._sessions.remove(session)
            self._emit(SessionEnded(self._name, session.number, reason, self._now()))

    def _ended_badly(self, session: _Session, error: Exception) -> None:
        cause = innermost(error)
        if session not in self._sessions:
            return  # its call has told already
        self._failure = self._start_failure(session, cause)
        self._forget(session, str(self._failure))
        self._wake(len(self._waiting))

    def _start_failure(self, session: _Session, cause: Exception) -> ServerError:
        config = self._config
        if isinstance(cause, FileNotFoundError | PermissionError | NotADirectoryError):
            return ServerError(self._name, f"could not be started: {config.command}: {cause.strerror}")
        if isinstance(cause, TimeoutError):
            what = f"did not answer as an MCP server within {config.start_timeout:g} s of its start"
        elif isinstance(cause, MCPError):
            what = "ended before it had answered"
        else:
            what = f"could not be used: {_one_line(cause)}"
        return ServerError(self._name, what, session.last_words())


async def _tools(client: Client) -> dict[str, Tool]:
    tools: dict[str, Tool] = {}
    cursor: str | None = None
    while True:
        page = await client.list_tools(cursor=cursor)
        tools |= {tool.name: _tool(tool) for tool in page.tools}
        cursor = page.next_cursor
        if cursor is None:
            return tools


def _tool(listed: ListedTool) -> Tool:
    hints = listed.annotations
    return Tool(
        name=listed.name,
        description=listed.description or "",
        input_schema=listed.input_schema,
        output_schema=listed.output_schema,
        read_only=bool(hints and hints.read_only_hint),
        idempotent=bool(hints and hints.idempotent_hint),
        destructive=hints is None or hints.destructive_hint is not False,
    )


async def _unchecked(name: str, result: CallToolResult) -> None: ...


def _value(answer: CallToolResult, tool: Tool | None) -> Any:
    """What the tool returned.

    Raises:
        ToolError: it answered that it failed.
    """
    text = "\n".join(block.text for block in answer.content if isinstance(block, TextContent))
    if answer.is_error:
        raise ToolError(text or "the tool failed and said no more")
    structured = answer.structured_content
    if structured is None:
        return text
    schema = tool.output_schema if tool else None
    wrapped = list(structured) == ["result"] and schema is not None and list(schema.get("properties", {})) == ["result"]
    return structured["result"] if wrapped else structured


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
