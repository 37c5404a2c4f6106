"""What a run and a worker say to each other: messages over one of Dask's connections, in both directions at any time.

Rules
-----
1. A message is a dict of plain values; tool arguments and results are JSON within it.
2. A result longer than `PIECE_BYTES` stays with the worker until it is fetched, piece by piece, so that it does not
   hold up shorter ones. It is answered once it is here as a whole.
3. A run's stream is the run: when it ends, for whatever reason, the worker ends the run's sessions.
"""

from collections import deque
from collections.abc import AsyncGenerator
from typing import Any, Protocol

from anyio import Event
from pydantic_core import from_json, to_json

VERSION = 1
OPERATION = "syllabus-orchestrator"
"""What a worker's door to runs is called among the operations of Dask's."""

PIECE_BYTES = 1 << 20

Message = dict[str, Any]


class Connection(Protocol):
    """One of Dask's, as far as it is used here. Every failure is an `OSError`."""

    async def read(self) -> Any: ...
    async def write(self, msg: Any) -> Any: ...
    async def close(self) -> None: ...
    def abort(self) -> None: ...
    def closed(self) -> bool: ...


class Wire:
    """One end of a stream."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: deque[Message] = deque()
        self._more = Event()
        self._finished = False

    def send(self, message: Message) -> None:
        """Have `message` sent after those before it. Never waits, never fails: a broken stream is told by its end."""
        self._waiting.append(message)
        self._more.set()

    async def pump(self) -> None:
        """Send what there is to be sent until the stream ends. Exactly one task does it: Dask wants one writer."""
        while not self._connection.closed():
            while self._waiting:
                try:
                    await self._connection.write(self._waiting.popleft())
                except OSError:
                    return
            if self._finished:
                await self._connection.close()
                return
            await self._more.wait()
            self._more = Event()

    async def received(self) -> AsyncGenerator[Message]:
        """The messages of the other end until it ends."""
        while True:
            try:
                yield await self._connection.read() or {}
            except OSError:
                return

    def finish(self) -> None:
        """End it once all is sent."""
        self._finished = True
        self._more.set()

    def abort(self) -> None:
        """End it at once."""
        self._connection.abort()
        self._more.set()


def encoded(value: Any) -> bytes:
    """As JSON, in the way in which the MCP SDK writes it."""
    return to_json(value, inf_nan_mode="constants")


def decoded(data: bytes | memoryview | bytearray) -> Any:
    return from_json(bytes(data))
