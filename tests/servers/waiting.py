"""A server whose tool tells its process id into a FIFO and then never answers."""

import os

import anyio
from mcp.server.mcpserver import MCPServer

server = MCPServer("waiting", log_level="ERROR")


@server.tool()
async def wait(fifo: str) -> str:
    await anyio.Path(fifo).write_text(str(os.getpid()), encoding="utf-8")
    await anyio.sleep_forever()
    return "never"


server.run()
