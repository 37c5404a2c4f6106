"""Tools of MCP servers: each server a pool of sessions, over stdio each session a process of its own.

Rules
-----
1. A session is entered and left by one task, its owner; calls come from any task (the SDK's cancel scopes want it so).
2. A further session starts when a call waits for one and the server may have more; a dead one is replaced in that way.
3. A session is dead when its connection ends, or when it answers nothing at all after a call of it was cancelled.
4. A call on a session that died is lost: whether the tool ran is unknown, and repeating it is not for here to decide.
   One that was refused because the server had forgotten the session reached no tool, and is made on another session.
5. When `open_sessions` is left, for whatever reason, no process is left behind.
"""

import errno
import logging
import tempfile
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import IO, Any

from anyio import (
    CancelScope,
    Event,
    create_task_group,
    current_time,
    fail_after,
    get_cancelled_exc_class,
    move_on_after,
)
from anyio.abc import TaskGroup
from mcp import Client, MCPError
from mcp.shared.dispatcher import ProgressFnT
from mcp_types import CONNECTION_CLOSED, CallToolResult
from pydantic import ValidationError

from orchestrator.answers import BrokenSchemaError, ResultCheck, successful, to_tool, value
from orchestrator.config import ServerConfig
from orchestrator.errors import ServerError, ToolError, innermost, nearest
from orchestrator.events import RunEvent, SessionEnded, SessionStarted
from orchestrator.tools import Catalogue, Tool, sign_of_life
from orchestrator.transport import SESSION_FORGOTTEN, connected

logging.getLogger("mcp").addHandler(logging.NullHandler())  # junk on a child's stdout is told in our own sentence

_LAST_WORDS_BYTES = 400
_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
"""What a start fails with where disk, memory, open files or processes have run out."""
DOUBT_SECONDS = 5.0
"""How long a session that had a call cancelled may take to show that it still answers."""


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
            ToolError: the tool answered that it failed or not as its schema says, or there is no such tool.
            ServerError: the server died; whether the tool ran is unknown.
        """
        answer = await self.answer(service, tool, arguments)
        return value(answer, self._pools[service].tools.get(tool))

    async def answer(self, service: str, tool: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """All that the tool answered: also the pictures, of which the result has none.

        Raises: as `call`.
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


class _ForgottenError(ServerError):
    """The server refused the call because it does not know the session any more. No tool ran."""


class _Session:
    """One connection to a server, over stdio a process of its own."""

    def __init__(self, number: int, slots: int | None) -> None:
        self.number = number
        self.slots = slots
        self.in_flight = 0
        self.answers = 0
        self.client: Client | None = None
        """None before it has answered and after it has ended."""
        self.starting = CancelScope()
        self.in_doubt = False
        """Whether it is being asked if it still answers."""
        self.asking = CancelScope()
        self.leave = Event()
        self.stderr: IO[str] | None = None
        """What the process writes there, while it is open."""
        self.junk = ""
        self.said: str | None = None

    @property
    def has_room(self) -> bool:
        return not self.in_doubt and (self.slots is None or self.in_flight < self.slots)

    def last_words(self) -> str:
        """The tail of what the process wrote to stderr, or what it wrote to stdout that was not MCP."""
        if self.said is not None or self.stderr is None or self.stderr.closed:
            return self.said or ""
        self.stderr.seek(0, 2)
        self.stderr.seek(max(0, self.stderr.tell() - _LAST_WORDS_BYTES))
        lines = [line.strip() for line in self.stderr.read().splitlines() if line.strip()]
        said = " | ".join(lines[-3:])
        return said or (f"not MCP: {self.junk}" if self.junk else "")

    async def hear(self, message: object) -> None:
        if isinstance(message, ValidationError):
            self.junk = str(message.errors()[0]["input"])[:80]

    def end(self) -> None:
        """Have its owner leave it."""
        if self.client is None:
            self.starting.cancel()
        self.asking.cancel()
        self.leave.set()


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
        self._failed_starts = 0
        self._failure = ServerError(name, "could not be used")
        """Why the last start failed."""
        self._check = ResultCheck()

    async def ready(self) -> None:
        session, _ = await self._acquire()
        self._release(session)

    def close(self) -> None:
        for session in self._sessions:
            session.end()

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> CallToolResult:
        try:
            return await self._made(tool, arguments)
        except _ForgottenError:
            return await self._made(tool, arguments)

    async def _made(self, tool: str, arguments: Mapping[str, Any]) -> CallToolResult:
        session, client = await self._acquire()
        try:
            answer = await client.call_tool(tool, dict(arguments), progress_callback=_progress())
            session.answers += 1
            known = self.tools.get(tool)
            if known is not None and self._config.check_results:
                await self._check.check(known, answer)
        except MCPError as error:
            if error.code == CONNECTION_CLOSED:
                raise self._dead(session, f"stopped during {tool!r}") from None
            if error.code == SESSION_FORGOTTEN:
                self._forget(session, "no longer knows the session, so another is opened")
                raise _ForgottenError(self._name, f"no longer knew the session at {tool!r}") from None
            raise ToolError(error.message) from None
        except (BrokenSchemaError, ValidationError) as error:
            raise ToolError(f"its answer is not what its own schema says: {_one_line(error)}") from None
        except RuntimeError as error:  # the SDK's, where a server wants of a client what this one is not for
            raise ToolError(_one_line(error)) from None
        except get_cancelled_exc_class():
            self._doubt(session, client, tool)
            raise
        finally:
            self._release(session)
        return successful(answer)

    def _dead(self, session: _Session, what: str) -> ServerError:
        session.said = session.last_words()
        self._forget(session, what)
        session.end()
        self._wake(len(self._waiting))  # somebody has to start the next one
        return ServerError(self._name, what, session.said)

    def _hung_up(self, session: _Session) -> None:
        if session in self._sessions and session.client is not None:  # nobody asked it to
            self._dead(session, "stopped")

    def _doubt(self, session: _Session, client: Client, tool: str) -> None:
        """A call was given up: the session gets no other before it has shown that it still answers."""
        if session in self._sessions and not session.in_doubt:
            session.in_doubt = True
            self._owners.start_soon(self._ask, session, client, tool)

    async def _ask(self, session: _Session, client: Client, tool: str) -> None:
        before = session.answers
        with (
            CancelScope() as session.asking,
            suppress(MCPError, RuntimeError, ValidationError),
            move_on_after(DOUBT_SECONDS),
        ):
            await client.session.list_tools()
            session.answers += 1
        session.in_doubt = False
        if session.answers > before:
            self._wake(session.slots or len(self._waiting))
        elif not session.leave.is_set():
            self._dead(session, f"did not answer within {DOUBT_SECONDS:g} s of {tool!r} being cancelled")

    async def _acquire(self) -> tuple[_Session, Client]:
        """A place in the session with the fewest calls, once there is one."""
        failed_before = self._failed_starts
        while True:
            free = [(each.in_flight, each.number, each, each.client) for each in self._sessions if each.client]
            room = [place for place in free if place[2].has_room]
            if self._failed_starts > failed_before and not free:
                raise self._failure
            if not room or (room[0][2].slots is None and min(room)[0]):
                self._start_another()
            if room:
                _, _, session, client = min(room)
                session.in_flight += 1
                return session, client
            turn = Event()
            self._waiting.append(turn)
            try:
                await turn.wait()
            except get_cancelled_exc_class():
                if turn.is_set():
                    self._wake(1)  # the place that it was woken for is another's now
                else:
                    self._waiting.remove(turn)
                raise

    def _start_another(self) -> None:
        """Start a further session, unless there are enough or one is about to be ready."""
        if len(self._sessions) < self._config.sessions and all(each.client for each in self._sessions):
            self._started += 1
            session = _Session(self._started, self._config.slots)
            self._sessions.append(session)
            self._owners.start_soon(self._own, session)

    def _release(self, session: _Session) -> None:
        session.in_flight -= 1
        if not session.in_flight and session not in self._sessions:
            session.end()
        self._wake(1)

    def _wake(self, count: int) -> None:
        for _ in range(min(count, len(self._waiting))):
            self._waiting.popleft().set()

    # -- the life of a session

    async def _own(self, session: _Session) -> None:
        """Enter the session, keep it until it is to be left, leave it: the whole life in one task."""
        begun = self._now()
        try:
            with session.starting, fail_after(self._config.start_timeout) as starting:
                session.stderr = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
                transport = connected(self._config, session.stderr, lambda: self._hung_up(session))
                async with Client(transport, message_handler=session.hear) as client:
                    self.tools = await _tools(client)
                    starting.deadline = float("inf")
                    client.session.validate_tool_result = _checked_elsewhere
                    session.client = client
                    self._emit(SessionStarted(self._name, session.number, self._now() - begun, self._now()))
                    self._wake(session.slots or len(self._waiting))
                    await session.leave.wait()
                    self._forget(session)
        except Exception as error:  # noqa: BLE001 - told to whoever waits for this session
            self._ended_badly(session, error)
        finally:
            session.client = None
            if session.stderr:
                session.stderr.close()

    def _forget(self, session: _Session, reason: str = "") -> None:
        if session in self._sessions:
            self._sessions.remove(session)
            self._emit(SessionEnded(self._name, session.number, reason, self._now()))

    def _ended_badly(self, session: _Session, error: Exception) -> None:
        cause = innermost(error)
        if session not in self._sessions:
            return  # its call has told already
        self._failed_starts += 1
        self._failure = self._start_failure(session, cause)
        self._forget(session, str(self._failure))
        self._wake(len(self._waiting))

    def _start_failure(self, session: _Session, cause: Exception) -> ServerError:
        config = self._config
        if isinstance(cause, OSError) and (session.stderr is None or cause.errno in _OF_THE_MACHINE):
            what = f"could not be started, for which this machine is to blame: {_reason(cause)}"
            return ServerError(self._name, what)
        if isinstance(cause, FileNotFoundError | PermissionError | NotADirectoryError):
            return ServerError(self._name, f"could not be started: {_reason(cause)}")
        if config.url is not None:
            return ServerError(self._name, f"could not be reached at {config.url}: {_one_line(cause)}")
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
        tools |= {tool.name: to_tool(tool) for tool in page.tools}
        cursor = page.next_cursor
        if cursor is None:
            return tools


def _progress() -> ProgressFnT | None:
    """What is called when the server tells of the call's progress; none where nobody wants to know."""
    alive = sign_of_life.get()
    if alive is None:
        return None

    async def tell(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001 - the SDK's
        alive()

    return tell


async def _checked_elsewhere(name: str, result: CallToolResult) -> None: ...


def _reason(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
