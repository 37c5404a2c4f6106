"""One worker as a run sees it, when it is lost at the worst moments."""

from typing import Any

import anyio
import pytest

from orchestrator.cluster.link import Link
from orchestrator.cluster.parcels import Outgoing
from orchestrator.cluster.wire import PIECE_BYTES, Message, Wire, encoded
from orchestrator.errors import ServerError

pytestmark = pytest.mark.anyio

READY = {"tools": encoded({"toy": [{"name": "echo"}]}), "places": {"toy": 1}}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Recorded:
    """A connection over which a worker says what was recorded, and then no more."""

    def __init__(self, *messages: Message) -> None:
        self.messages = list(messages)
        self.written: list[Message] = []

    async def read(self) -> Any:
        if not self.messages:
            raise OSError("closed")
        return self.messages.pop(0)

    async def write(self, msg: Any) -> None:
        self.written.append(msg)

    async def close(self) -> None: ...
    def abort(self) -> None: ...
    def closed(self) -> bool:
        return False


def link_over(connection: Recorded) -> Link:
    return Link("worker 0", Wire(connection), READY, Outgoing({}), lambda _worker, _message: None)


async def test_a_call_that_comes_to_a_worker_just_lost_is_lost_too_and_not_sent() -> None:
    link = link_over(Recorded())
    link.end("gone")
    with anyio.fail_after(5), pytest.raises(ServerError, match="'toy' was lost with its worker worker 0: gone"):
        await link.call("toy", "echo", {})
    assert link.in_flight == {"toy": 0}


async def test_a_worker_lost_while_a_long_result_is_fetched_loses_the_call() -> None:
    link = link_over(Recorded({"answer": 0, "size": 2 * PIECE_BYTES}))

    async def lose() -> None:
        await anyio.wait_all_tasks_blocked()
        await link.serve()
        await anyio.wait_all_tasks_blocked()
        link.end("gone")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lose)
        with anyio.fail_after(5), pytest.raises(ServerError, match="was lost with its worker"):
            await link.call("toy", "echo", {})
