"""The calendar server, but killed in the middle of its first sync: `dying_calendar.py MARKER ARGUMENTS`."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from servers.calendar.__main__ import main
from servers.serving import ToolServer

marker = Path(sys.argv.pop(1))
killed = marker.exists()
call_tool = ToolServer.call_tool


async def killed_once(self: ToolServer, name: str, *given: Any, **more: Any) -> Any:
    if name == "sync_events" and not killed:
        os.close(os.open(marker, os.O_CREAT))
        os.kill(os.getpid(), signal.SIGKILL)
    return await call_tool(self, name, *given, **more)


ToolServer.call_tool = killed_once
main()
