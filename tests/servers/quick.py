"""An MCP server in the standard library alone, up in a twentieth of a second: `quick.py FILE SECONDS`.

`note` may be repeated, `post` may not. Each writes the name that it was given as a line to FILE when it begins, takes
so many seconds, and answers with the name. One call after the other.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
TOOLS = [
    {"name": "note", "inputSchema": SCHEMA, "annotations": {"idempotentHint": True}},
    {"name": "post", "inputSchema": SCHEMA},
]


def answer(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    match method:
        case "initialize":
            return {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "quick", "version": "1"},
            }
        case "tools/list":
            return {"tools": TOOLS}
        case "tools/call":
            name = params["arguments"]["name"]
            with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")
            time.sleep(float(sys.argv[2]))
            return {"content": [{"type": "text", "text": name}]}
        case _:
            return None


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    result = answer(message["method"], message.get("params", {}))
    failure = {"error": {"code": -32601, "message": "Method not found"}}
    reply = {"jsonrpc": "2.0", "id": message["id"], **(failure if result is None else {"result": result})}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
