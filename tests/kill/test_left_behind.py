"""No process is left behind, whatever the servers are and however the orchestrator ends."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

SERVERS = Path(__file__).parent.parent / "servers"
SCRIPT = """
import json, sys, anyio
from orchestrator import execute_plan
from orchestrator.config import read_config
from pathlib import Path

step = {"id": "hang", "service_name": "toy", "tool_name": sys.argv[2], "arguments": json.loads(sys.argv[3])}

def started(current, total, step, result):
    print("in the call", flush=True)

anyio.run(lambda: execute_plan({"steps": [step]}, None, started, servers=read_config(Path(sys.argv[1]))))
"""
PYTHON = sys.executable
WRAPPED = 'true; "$0" "$1"; true'  # so that no shell becomes its last command
FLED = 'true; setsid "$0" "$1"; true'  # a process group and session of its own


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.parametrize(
    ("command", "server", "tool", "arguments"),
    [
        ([PYTHON], "good", "block", {}),
        ([PYTHON], "deaf", "hang", {"marker": "/dev/null"}),
        (["sh", "-c", WRAPPED, PYTHON], "deaf", "block", {}),
        (["sh", "-c", FLED, PYTHON], "deaf", "block", {}),
    ],
    ids=["in the middle of a call", "deaf", "deaf behind a wrapper", "deaf in a session of its own"],
)
def test_no_server_outlives_an_orchestrator_that_was_killed(
    tmp_path: Path, command: list[str], server: str, tool: str, arguments: dict[str, str]
) -> None:
    config = tmp_path / "servers.json"
    entry = {"command": command[0], "args": [*command[1:], str(SERVERS / f"{server}.py")]}
    config.write_text(json.dumps({"mcpServers": {"toy": entry}}), encoding="utf-8")
    orchestrator = [PYTHON, "-c", SCRIPT, str(config), tool, json.dumps(arguments)]
    with subprocess.Popen(orchestrator, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the call\n"
        below = psutil.Process(process.pid).children(recursive=True)
        assert any(str(SERVERS / f"{server}.py") in each.cmdline() and PYTHON in each.cmdline() for each in below)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        _, alive = psutil.wait_procs(below, timeout=10)
    assert alive == []
