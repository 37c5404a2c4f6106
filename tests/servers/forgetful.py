"""A Streamable HTTP server with sessions that seems restarted after the first call: it does not know the first session.

Its port is the first line on stdout. `post`, which may not be repeated, adds its name to FILE: `forgetful.py FILE`.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOOL = {"name": "post", "inputSchema": {"type": "object", "properties": {"name": {"type": "string"}}}}
known: set[str] = set()
opened = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        session = self.headers.get("mcp-session-id")
        if session is not None and session not in known:
            self.answer(404, {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "Session not found"}})
        elif "id" not in message:
            self.answer(202, None)
        else:
            self.handle_request(message)

    def do_GET(self) -> None:
        self.answer(405, None)

    def do_DELETE(self) -> None:
        self.answer(200, None)

    def handle_request(self, message: dict[str, Any]) -> None:
        global opened  # noqa: PLW0603 - the server's whole memory
        headers: dict[str, str] = {}
        answer: dict[str, Any] = {"error": {"code": -32601, "message": "Method not found"}}
        match message["method"]:
            case "initialize":
                opened += 1
                known.add(str(opened))
                headers["mcp-session-id"] = str(opened)
                said: dict[str, Any] = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}}
                answer = {"result": {**said, "serverInfo": {"name": "forgetful", "version": "1"}}}
            case "tools/list":
                answer = {"result": {"tools": [TOOL]}}
            case "tools/call":
                name = message["params"]["arguments"]["name"]
                with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
                    file.write(f"{name}\n")
                known.discard("1")
                answer = {"result": {"content": [{"type": "text", "text": name}]}}
            case _:
                pass
        self.answer(200, {"jsonrpc": "2.0", "id": message["id"], **answer}, headers)

    def answer(self, status: int, body: dict[str, Any] | None, headers: dict[str, str] | None = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "content-type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *_values: object) -> None:  # noqa: A002 - the base class names it
        pass


listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(listening.server_port, flush=True)  # noqa: T201 - for the test that started this
listening.serve_forever()
