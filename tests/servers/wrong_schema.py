"""Answers with what its own output schema does not allow, which only a server that does not check itself can do."""

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, ListToolsResult, TextContent, Tool

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


async def list_tools(_context: object, _params: object) -> ListToolsResult:
    return ListToolsResult(tools=[Tool(name="count", input_schema={"type": "object"}, output_schema=SCHEMA)])


async def call_tool(_context: object, _params: object) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text="many")], structured_content={"n": "many"})


async def main() -> None:
    server = Server("wrong schema", on_list_tools=list_tools, on_call_tool=call_tool)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(main)
