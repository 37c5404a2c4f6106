"""The plans in examples/ over servers that are not ours, installed from npm as their README says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
PACKAGES = [f"@modelcontextprotocol/server-{name}" for name in ("everything", "memory", "filesystem")]

NPM = shutil.which("npm") or ""

pytestmark = [pytest.mark.long, pytest.mark.skipif(not NPM, reason="needs Node.js and npm")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with the servers installed."""
    home = tmp_path_factory.mktemp("examples")
    subprocess.run([NPM, "install", "--silent", "--prefix", home, *PACKAGES], check=True)
    (home / "a.txt").write_text("first line\nsecond line\n", encoding="utf-8")
    (home / "b.txt").write_text("other\n", encoding="utf-8")
    return home


def ran(folder: Path, plan: str, *options: str) -> subprocess.CompletedProcess[str]:
    files = ("--config", str(EXAMPLES / "servers.json"), "--plan", str(EXAMPLES / plan))
    return subprocess.run(
        [sys.executable, "-m", "orchestrator", "run", *files, *options],
        cwd=folder,
        env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_weather_tells_the_warmest_city(folder: Path) -> None:
    done = ran(folder, "weather.yaml", "--input", "warm=-100")
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert len(results["report"]) == 3
    warmest = max(report["temperature"] for report in results["report"])
    assert f"the warmest has {warmest} degrees" in results["tell"]


def test_weather_is_not_told_where_it_is_not_warm(folder: Path) -> None:
    done = ran(folder, "weather.yaml", "--input", "warm=100")
    assert done.returncode == 0, done.stderr
    assert "tell" not in json.loads(done.stdout)
    assert "tell skipped" in done.stderr


def test_notes_makes_a_graph_of_files(folder: Path) -> None:
    done = ran(folder, "notes.yaml", "--input", 'files=["a.txt", "b.txt"]')
    assert done.returncode == 0, done.stderr
    graph = json.loads(done.stdout)["graph"]
    noted = {entity["name"]: entity["observations"] for entity in graph["entities"]}
    assert noted["file 0"] == ["first line"]
    assert {(relation["from"], relation["to"]) for relation in graph["relations"]} == {
        ("collection", "file 0"),
        ("collection", "file 1"),
    }


def test_patience_gives_one_call_up_and_goes_on_with_the_rest(folder: Path) -> None:
    done = ran(folder, "patience.yaml")
    assert done.returncode == 1
    assert "42" in json.loads(done.stdout)["tell"]
    assert "endless: no answer within 1 s" in done.stderr
    assert "hopeless skipped: it needs 'endless', which failed" in done.stderr


@pytest.mark.parametrize("plan", ["weather.yaml", "notes.yaml", "patience.yaml"])
def test_no_fault_is_found_in_them(folder: Path, plan: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "check", EXAMPLES / plan, "--config", EXAMPLES / "servers.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
