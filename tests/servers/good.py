"""A server that behaves: what it needs for a test, and nothing more."""

import os
import sys
import threading
from typing import Any

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp_types import ToolAnnotations

server = MCPServer("good", log_level="ERROR")
READS = ToolAnnotations(read_only_hint=True)


@server.tool(annotations=READS)
async def echo(value: Any = None) -> dict[str, Any]:
    """The value, and which process answered."""
    return {"value": value, "process": os.getpid()}


@server.tool(annotations=READS)
async def number() -> int:
    """A plain number, which the protocol wraps."""
    return 42


@server.tool()
async def fail(message: str) -> None:
    """Says that it failed."""
    raise ValueError(message) if not message else RuntimeError(message)


@server.tool(annotations=READS)
async def hang(marker: str) -> None:
    """Never answers; leaves a file `marker` when it is cancelled."""
    try:
        await anyio.sleep_forever()
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.Path(marker).write_text("cancelled")


@server.tool(annotations=READS)
async def plod(context: Context, steps: int, seconds: float) -> int:
    """Takes so many steps of so many seconds, and tells of each."""
    for number in range(steps):
        await anyio.sleep(seconds)
        await context.report_progress(number + 1, steps)
    return steps


@server.tool(annotations=READS)
def block() -> None:
    """Never answers, in a thread that nobody can cancel."""
    threading.Event().wait()


@server.tool(annotations=READS)
async def stubborn() -> None:
    """Never answers, and does not let itself be cancelled."""
    with anyio.CancelScope(shield=True):
        await anyio.sleep_forever()


@server.tool(annotations=READS)
async def rows(count: int) -> dict[str, Any]:
    """So many rows."""
    return {"rows": [{"number": number, "name": f"row {number}"} for number in range(count)]}


@server.tool()
async def die(words: str = "") -> None:
    """Ends the process in the middle of the call."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
    os._exit(3)


@server.tool(annotations=READS)
async def die_once(marker: str) -> str:
    """Ends the process the first time, answers the second."""
    path = anyio.Path(marker)
    if await path.exists():
        return "second time"
    await path.write_text("died")
    os._exit(3)


if __name__ == "__main__":
    server.run()
