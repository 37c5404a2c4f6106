"""The tools of `good` over Streamable HTTP on a free port, which is the first line on stdout."""

import runpy
import socket
from pathlib import Path

import uvicorn

good = runpy.run_path(str(Path(__file__).with_name("good.py")))
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
print(listening.getsockname()[1], flush=True)  # noqa: T201 - for the test that started this
app = good["server"].streamable_http_app()
uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)).run(sockets=[listening])
