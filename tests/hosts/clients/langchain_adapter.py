"""LangChain's adapter: python langchain_adapter.py '{"command", "args", "env", "tool", "arguments"}'"""

import asyncio
import json
import sys
from typing import Any

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools


async def main() -> None:
    given = json.loads(sys.argv[1])
    server: Any = {"transport": "stdio", "command": given["command"], "args": given["args"], "env": given["env"]}
    async with MultiServerMCPClient({"it": server}).session("it") as session:
        tools = {each.name: each for each in await load_mcp_tools(session)}
        call = {"type": "tool_call", "id": "1", "name": given["tool"], "args": given["arguments"]}
        message = await tools[given["tool"]].ainvoke(call)
        artifact = message.artifact or {}
        result = {"content": message.content, "structuredContent": artifact.get("structured_content"), "isError": False}
        print(json.dumps({"tools": list(tools), "result": result}))


asyncio.run(main())
