"""A run's part of a worker: its sessions, which are the very pools that a run has on one machine, and its files.

Answers are sent and forgotten; nothing of a run outlives its stream.
"""

from asyncio import Future, get_running_loop
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

from anyio import CancelScope, Event, create_task_group
from anyio.abc import TaskGroup

from orchestrator.cluster.parcels import Incoming, to_parcel
from orchestrator.cluster.wire import PIECE_BYTES, VERSION, Message, Wire, decoded, encoded
from orchestrator.config import ServerConfig
from orchestrator.errors import ServerError, ToolError
from orchestrator.events import RunEvent
from orchestrator.sessions import Sessions, open_sessions
from orchestrator.tools import sign_of_life


async def host(wire: Wire, configs: Mapping[str, ServerConfig], folder: Path, roots: list[Path]) -> None:
    """Serve the run at the other end of `wire` with the servers `configs` until it ends.

    Args:
        folder: for files that the run sends.
        roots: folders that files may be used in where they lie.
    """
    async with create_task_group() as tasks:
        tasks.start_soon(wire.pump)
        hosting = _Hosting(wire, configs, folder, roots)
        async with create_task_group() as living:
            living.start_soon(hosting.live)
            await hosting.hear()
            if not hosting.end():
                living.cancel_scope.cancel()
        wire.finish()


class _Hosting:
    def __init__(self, wire: Wire, configs: Mapping[str, ServerConfig], folder: Path, roots: list[Path]) -> None:
        self._wire, self._configs = wire, configs
        self._incoming = Incoming(folder, roots, self._fetch)
        self._sessions: Sessions
        self._tasks: TaskGroup | None = None
        """Of the calls, once there are sessions."""
        self._ended = Event()
        self._calls: dict[int, CancelScope] = {}
        self._kept: dict[int, bytes] = {}
        """Results too long for a message, until they are fetched."""
        self._numbers = count()
        self._pieces: dict[int, Future[bytes]] = {}

    async def live(self) -> None:
        """Have sessions, and make the calls that are heard, until the end."""

        def told(event: RunEvent) -> None:
            self._wire.send({"event": type(event).__name__, **asdict(event)})

        try:
            async with open_sessions(self._configs, emit=told) as self._sessions, create_task_group() as self._tasks:
                self._wire.send(self._ready())
                await self._ended.wait()
                self._tasks.cancel_scope.cancel()
        except ServerError as error:
            self._wire.send({"refused": str(error)})

    def _ready(self) -> Message:
        tools = {
            name: [asdict(tool) for tool in each.values() if self._configs[name].goes(tool.name)]
            for name, each in self._sessions.catalogue.items()
        }
        places = {name: config.max_concurrent for name, config in self._configs.items()}
        return {"ready": VERSION, "tools": encoded(tools), "places": places}

    def end(self) -> bool:
        """Have the sessions closed in order; false where they are not there yet."""
        self._ended.set()
        return self._tasks is not None

    async def hear(self) -> None:
        """Take what the run sends until it ends."""
        async for message in self._wire.received():
            if "call" in message and self._tasks is not None:
                scope = self._calls[message["call"]] = CancelScope()
                self._tasks.start_soon(self._call, message, scope)
            elif "cancel" in message:
                self._kept.pop(message["cancel"], None)
                if (scope := self._calls.get(message["cancel"])) is not None:
                    scope.cancel()
            elif "fetch" in message:
                offset = message["offset"]
                piece = self._kept[message["fetch"]][offset : offset + PIECE_BYTES]
                self._wire.send({"answer": message["fetch"], "piece": piece})
            elif "end" in message:
                return
            elif (waiting := self._pieces.get(message["piece"])) is not None and not waiting.done():
                waiting.set_result(bytes(message["data"]))

    async def _call(self, message: Message, scope: CancelScope) -> None:
        number: int = message["call"]
        try:
            with scope:
                self._wire.send({"answer": number, **await self._answer(number, message)})
        finally:
            del self._calls[number]

    async def _answer(self, number: int, message: Message) -> Message:
        service, tool = message["service"], message["tool"]
        if not self._configs[service].goes(tool):
            return {"failed": f"{tool!r} is not among the tools of {service!r} that this worker offers"}
        names: dict[str, str] = {}
        """Of each file that was sent, the path that it has at the run, by the one that it has here."""
        try:
            arguments = decoded(message["arguments"])
            for told in message["files"]:
                parcel = to_parcel(told)
                place = await self._incoming.place(parcel)
                if place != parcel.path:
                    names[place] = parcel.path
                    arguments = {name: _replaced(each, parcel.path, place) for name, each in arguments.items()}
            sign_of_life.set(partial(self._wire.send, {"alive": number}))
            value = await self._sessions.call(service, tool, arguments)
        except ToolError as error:
            return {"failed": _renamed(str(error), names)}
        except ServerError as error:
            return {"lost": [error.service, error.what, error.last_words]}
        data = encoded(value)
        if names:
            in_json = {encoded(here).decode()[1:-1]: encoded(there).decode()[1:-1] for here, there in names.items()}
            data = _renamed(data.decode(), in_json).encode()
        if len(data) <= PIECE_BYTES:
            return {"value": data}
        self._kept[number] = data
        return {"size": len(data)}

    async def _fetch(self, digest: str, part: int, offset: int) -> bytes:
        number = next(self._numbers)
        self._pieces[number] = get_running_loop().create_future()
        self._wire.send({"want": digest, "part": part, "offset": offset, "number": number})
        try:
            return await self._pieces[number]
        finally:
            del self._pieces[number]


def _replaced(value: Any, path: str, place: str) -> Any:
    if isinstance(value, list):
        return [place if each == path else each for each in cast("list[Any]", value)]
    return place if value == path else value


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for here, there in names.items():
        text = text.replace(here, there)
    return text
