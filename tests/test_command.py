"""The command line over servers and plans of strangers: what is told, and with which exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

QUICK = Path(__file__).parent / "servers" / "quick.py"


class Place:
    """A folder with a plan, a configuration and a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.notes = folder / "notes.txt"
        self.notes.touch()
        self.serve()

    def serve(self, **fields: Any) -> None:
        toy = {"command": sys.executable, "args": [str(QUICK), str(self.notes), "0.01"], **fields}
        (self.folder / "servers.json").write_text(json.dumps({"mcpServers": {"toy": toy}}), encoding="utf-8")

    def plan(self, text: str) -> Path:
        path = self.folder / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: object, code: int = 0, **env: str) -> tuple[str, str]:
        """What `syllabus-orchestrator ARGUMENTS` prints to stdout and to stderr."""
        command = [sys.executable, "-m", "orchestrator", *map(str, arguments)]
        environment = {**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(self.home), **env}
        done = subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False, cwd=self.folder
        )
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


NOTES = """
steps:
  - {id: each, for_each: [a, b, c, d], service_name: toy, tool_name: note, arguments: {name: $item}}
  - {id: last, service_name: toy, tool_name: note, arguments: {name: "${each[3]}"}}
"""


def test_a_plan_in_the_place_of_a_syllabus_is_not_read_as_one(place: Place) -> None:
    _, told = place.run("run", place.plan(NOTES), code=2)
    assert "is no syllabus. If it is a plan: --plan" in told


def test_run_show_and_the_page_tell_the_same_figures(place: Place) -> None:
    place.serve(sessions=2, max_concurrent=2)
    plan = place.plan(NOTES)
    servers = ("--config", "servers.json")
    told, said = place.run("run", "--plan", plan, *servers, "--max-concurrent", 3, "--json", "--timeline", "run.html")
    shown, _ = place.run("show", "--json", "--timeline", "shown.html")
    metrics = json.loads(told)["metrics"]
    assert json.loads(shown)["metrics"] == metrics
    assert metrics["lower_bound"] == max(metrics["critical_path"], metrics["work"] / 2)
    text, _ = place.run("show")
    (sentence,) = [line for line in text.splitlines() if "% of what is possible" in line]
    assert sentence in said
    pages = [(place.folder / name).read_text(encoding="utf-8") for name in ("run.html", "shown.html")]
    assert pages[0] == pages[1]
    assert re.search(re.escape(json.dumps(sentence, ensure_ascii=False)), pages[0])
