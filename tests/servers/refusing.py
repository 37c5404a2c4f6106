"""Lists its tools and refuses every call with a protocol error."""

from mcp import MCPError
from mcp.server.mcpserver import MCPServer
from mcp_types import INVALID_REQUEST

server = MCPServer("refusing", log_level="ERROR")


@server.tool()
async def work() -> str:
    """Is always refused."""
    raise MCPError(code=INVALID_REQUEST, message="no licence for this tool")


if __name__ == "__main__":
    server.run()
