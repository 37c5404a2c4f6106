"""One worker, as a run sees it: sends calls, takes answers, hands out pieces of files."""

from asyncio import Future, get_running_loop
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from anyio import get_cancelled_exc_class

from orchestrator.cluster.parcels import Outgoing
from orchestrator.cluster.wire import Message, Wire, decoded, encoded
from orchestrator.errors import ServerError, ToolError
from orchestrator.tools import Catalogue, Tool, sign_of_life


class Link:
    """A worker that takes calls.

    Args:
        worker: its name.
        wire: the run's stream to it.
        ready: its first message.
        outgoing: the files that go with calls.
        told: hears what the worker tells beside answers.
    """

    def __init__(
        self,
        worker: str,
        wire: Wire,
        ready: Message,
        outgoing: Outgoing,
        told: Callable[[str, Message], None],
    ) -> None:
        self.worker = worker
        self.places: dict[str, int] = dict(ready["places"])
        """Most calls in flight, by server."""
        self.in_flight = dict.fromkeys(self.places, 0)
        self.catalogue: Catalogue = {
            name: {tool["name"]: Tool(**tool) for tool in tools} for name, tools in decoded(ready["tools"]).items()
        }
        self._wire, self._outgoing, self._told = wire, outgoing, told
        self._numbers = count()
        self._answers: dict[int, Future[Message]] = {}
        self._gone: str | None = None
        """Why it takes no calls any more."""
        self._heard: dict[int, Callable[[], None]] = {}
        """What to call when something is heard of a call."""

    def room(self, service: str) -> tuple[float, int]:
        """How full it is, the least first."""
        return self.in_flight[service] / max(self.places[service], 1), sum(self.in_flight.values())

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        """As of a `ToolCaller`."""
        self.in_flight[service] += 1
        try:
            files = [parcel.told() for parcel in await self._outgoing.parcels(service, arguments)]
            call = {"service": service, "tool": tool, "arguments": encoded(arguments), "files": files}
            return await self._value(service, call)
        finally:
            self.in_flight[service] -= 1

    async def serve(self) -> None:
        """Take what the worker sends until the stream breaks."""
        async for message in self._wire.received():
            if "answer" in message:
                future = self._answers.get(message["answer"])
                if future is not None and not future.done():
                    future.set_result(message)
            elif "alive" in message:
                self._heard.get(message["alive"], _nothing)()
            elif "want" in message:
                self._hand_out(message)
            else:
                self._told(self.worker, message)

    def end(self, reason: str) -> None:
        """Tell every call in flight, and any to come, that its worker is lost."""
        self._gone = reason
        self._wire.abort()
        for future in self._answers.values():
            if not future.done():
                future.set_result({})

    async def _value(self, service: str, call: Message) -> Any:
        number = next(self._numbers)
        self._heard[number] = sign_of_life.get() or _nothing
        try:
            answer = await self._asked(number, service, {"call": number, **call})
            if "failed" in answer:
                raise ToolError(answer["failed"])
            if "lost" in answer:
                raise ServerError(*answer["lost"])
            if "value" in answer:
                return decoded(answer["value"])
            return decoded(await self._fetched(number, service, answer["size"]))
        except get_cancelled_exc_class():
            self._wire.send({"cancel": number})
            raise
        finally:
            self._answers.pop(number, None)
            del self._heard[number]

    async def _fetched(self, number: int, service: str, size: int) -> bytearray:
        """A result that is kept on the worker, piece by piece."""
        value = bytearray()
        while len(value) < size:
            answer = await self._asked(number, service, {"fetch": number, "offset": len(value)})
            value += answer["piece"]
        self._wire.send({"cancel": number})
        return value

    async def _asked(self, number: int, service: str, message: Message) -> Message:
        if self._gone is None:
            future = self._answers[number] = get_running_loop().create_future()
            self._wire.send(message)
            if answer := await future:
                return answer
        raise ServerError(service, f"was lost with its worker {self.worker}: {self._gone}")

    def _hand_out(self, wanted: Message) -> None:
        data = self._outgoing.piece(wanted["want"], wanted["part"], wanted["offset"])
        self._wire.send({"piece": wanted["number"], "data": data})


def _nothing() -> None: ...
