"""`run --cluster` and `resume --cluster` from the command line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from orchestrator.cli import main
from orchestrator.cluster.worker import dask_setup

ROOT = Path(__file__).parent.parent.parent
SYLLABI = ROOT / "fixtures" / "syllabi"


def ran(*arguments: object, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *map(str, arguments)],
        env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(home), "TZ": "America/Chicago"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.long
def test_a_semester_is_the_same_on_workers_and_without(tmp_path: Path) -> None:
    folder = tmp_path / "syllabi"
    folder.mkdir()
    for name in ("musi150.txt", "stat310.md"):
        shutil.copy(SYLLABI / name, folder / name)
    timeline, made = tmp_path / "timeline.html", list[str]()
    for name, options in (("here", ()), ("there", ("--cluster", "local:1", "--timeline", timeline))):
        ran("run", folder, "--out", tmp_path / name, *options, home=tmp_path / f"home {name}")
        made.append((tmp_path / name / "semester.json").read_text(encoding="utf-8"))
    assert made[0] == made[1]
    assert "syllabus_server on worker 0" in timeline.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("address", "said"), [("local:none", "is no cluster"), ("tcp://10.0.0.7:8786", "is not encrypted")]
)
def test_wrong_usage_of_a_cluster_is_one_sentence_and_code_2(address: str, said: str) -> None:
    done = CliRunner().invoke(main, ["run", str(SYLLABI), "--cluster", address])
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_documented_commands_and_the_compose_file_name_what_there_is() -> None:
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    compose = yaml.safe_load((ROOT / "examples" / "cluster" / "compose.yaml").read_text(encoding="utf-8"))
    for written in (page, compose["services"]["worker"]["command"]):
        assert "--preload orchestrator.cluster.worker" in written
    options = {option for parameter in dask_setup.params for option in parameter.opts}
    assert {option for option in options if option in page} == options
    servers = json.loads(page.split("```json\n")[1].split("```")[0])["mcpServers"]
    assert set(servers["convert"]) == {"command", "args", "workers", "sessions", "max_concurrent", "files"}
