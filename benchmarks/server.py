"""The server that the benchmarks call over stdio."""

import os
import time
from typing import Annotated, Any

import anyio
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel

server = MCPServer("benchmark", log_level="ERROR")
READS = ToolAnnotations(read_only_hint=True)


class Row(BaseModel):
    number: int
    name: str
    weight: float


class Rows(BaseModel):
    rows: list[Row]


@server.tool(annotations=READS)
async def echo(value: int) -> dict[str, int]:
    """The value, and which process answered."""
    return {"value": value, "process": os.getpid()}


@server.tool(annotations=READS)
async def sleep(seconds: float) -> float:
    """Waits, as for another service."""
    await anyio.sleep(seconds)
    return seconds


@server.tool(annotations=READS)
async def spin(milliseconds: float) -> int:
    """Works so long on the processor, one call after the other."""
    end = time.thread_time() + milliseconds / 1e3
    turns = 0
    while time.thread_time() < end:
        turns += 1
    return turns


@server.tool(annotations=READS)
async def nap(milliseconds: float) -> int:
    """Waits so long, as for a network; any number of calls at once."""
    await anyio.sleep(milliseconds / 1e3)
    return 0


@server.tool(annotations=READS)
async def rows(count: int) -> Annotated[CallToolResult, Rows]:
    """So many rows as structured content; 17,500 of them are a megabyte."""
    content: dict[str, Any] = {"rows": [{"number": n, "name": f"row {n}", "weight": n / 2} for n in range(count)]}
    return CallToolResult(content=[TextContent(type="text", text=f"{count} rows")], structured_content=content)


if __name__ == "__main__":
    server.run()
