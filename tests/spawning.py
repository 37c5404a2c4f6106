"""Servers as their users run them: processes of their own that speak MCP over stdio."""

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters
from mcp_types import TextContent

REPOSITORY = Path(__file__).parent.parent
LIMIT_SECONDS = 180  # for all tests of a module that share a server, on a busy machine


@asynccontextmanager
async def spawned(server: str, *arguments: str) -> AsyncGenerator[Client]:
    """A client of `python -m servers.SERVER ARGUMENTS`; the process is gone afterwards."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", f"servers.{server}", *arguments], cwd=REPOSITORY, env={"TZ": "UTC"}
    )
    with anyio.fail_after(LIMIT_SECONDS):
        async with Client(command) as client:
            await client.list_tools()
            yield client


async def ask(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured result of a call that succeeds."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    """The sentence of a call that is refused."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text
