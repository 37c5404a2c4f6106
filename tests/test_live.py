"""A run as a person at a terminal sees it."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

WAITING = Path(__file__).parent / "servers" / "waiting.py"


MOST_SHOWN = 200_000  # characters; the lanes are drawn again and again, so a wait for what never comes ends


def seen(terminal: int, pattern: str) -> str:
    """What the terminal shows from now on until it has shown `pattern`."""
    shown = ""
    while not re.search(pattern, shown):
        assert len(shown) < MOST_SHOWN, shown[-500:]
        shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(terminal, 4096).decode("utf-8", "replace"))
    return shown


def test_each_server_is_a_lane_with_what_it_does_and_how_much_is_done(tmp_path: Path) -> None:
    fifo, config, plan = tmp_path / "called", tmp_path / "servers.json", tmp_path / "plan.json"
    os.mkfifo(fifo)
    server = {"command": sys.executable, "args": [str(WAITING)]}
    config.write_text(json.dumps({"mcpServers": {"waiting": server, "other": server}}), encoding="utf-8")
    steps = [
        {"id": "one", "service_name": "waiting", "tool_name": "wait", "arguments": {"fifo": str(fifo)}},
        {"id": "two", "service_name": "other", "tool_name": "wait", "arguments": {"fifo": "$one"}},
    ]
    plan.write_text(json.dumps({"steps": steps}), encoding="utf-8")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "orchestrator", "run", "--plan", str(plan), "--config", str(config)],
        env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(tmp_path / "home"), "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        fifo.read_text(encoding="utf-8")  # blocks until the tool is called
        seen(ours, r"waiting +0/1 +one \d+\.\d s\s+other +0/1 +–")
        process.send_signal(signal.SIGINT)
        seen(ours, "`syllabus-orchestrator resume` goes on from there")
    os.close(ours)
    assert process.returncode == 130
