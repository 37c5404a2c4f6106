"""The client of fastmcp: python fastmcp_client.py '{"command", "args", "env", "tool", "arguments"}'"""

import asyncio
import json
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport


async def main() -> None:
    given = json.loads(sys.argv[1])
    transport = StdioTransport(given["command"], given["args"], env=given["env"], keep_alive=False)
    async with Client(transport) as client:
        tools = [each.name for each in await client.list_tools()]
        result = await client.call_tool(given["tool"], given["arguments"])
        wrong = await client.call_tool(given["tool"], {"no_such": 1}, raise_on_error=False)
        answers = {
            name: {
                "content": [block.model_dump(mode="json") for block in each.content],
                "structuredContent": each.structured_content,
                "isError": each.is_error,
            }
            for name, each in (("result", result), ("wrong", wrong))
        }
        print(json.dumps({"tools": tools, **answers}))


asyncio.run(main())
