"""The Python SDK, version 1: python python_v1.py '{"command", "args", "env", "tool", "arguments"}'"""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main() -> None:
    given = json.loads(sys.argv[1])
    server = StdioServerParameters(command=given["command"], args=given["args"], env=given["env"])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        begun = await session.initialize()
        tools = [each.name for each in (await session.list_tools()).tools]
        result = await session.call_tool(given["tool"], given["arguments"])
        wrong = await session.call_tool(given["tool"], {"no_such": 1})
        told = {"tools": tools, "protocol": begun.protocolVersion}
        print(json.dumps({**told, "result": result.model_dump(mode="json"), "wrong": wrong.model_dump(mode="json")}))


asyncio.run(main())
