"""A server whose tool knocks at one FIFO and answers what comes out of another: a test holds it as long as it likes."""

import os

import anyio
from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations

server = MCPServer("gate", log_level="ERROR")


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
async def wait(knock: str, opened: str) -> str:
    await anyio.Path(knock).write_text(f"{os.getpid()}\n", encoding="utf-8")
    async with await anyio.open_file(opened, encoding="utf-8") as answers:
        return (await answers.readline()).strip()


@server.tool()
async def remove(name: str) -> str:
    """Says nothing of what it destroys, which counts as destroying."""
    return f"{name} is gone"


server.run()
