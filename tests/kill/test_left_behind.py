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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.parametrize(
    ("server", "tool", "arguments"), [("good", "block", {}), ("deaf", "hang", {"marker": "/dev/null"})]
)
def test_no_server_outlives_an_orchestrator_that_was_killed(
    tmp_path: Path, server: str, tool: str, arguments: dict[str, str]
) -> None:
    config = tmp_path / "servers.json"
    entry = {"command": sys.executable, "args": [str(SERVERS / f"{server}.py")]}
    config.write_text(json.dumps({"mcpServers": {"toy": entry}}), encoding="utf-8")
    command = [sys.executable, "-c", SCRIPT, str(config), tool, json.dumps(arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as orchestrator:
        assert orchestrator.stdout is not None
        assert orchestrator.stdout.readline() == "in the call\n"
        children = psutil.Process(orchestrator.pid).children(recursive=True)
        assert children
        orchestrator.send_signal(signal.SIGKILL)
        orchestrator.wait(10)
        _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
