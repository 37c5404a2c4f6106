"""A sync that is killed leaves the store as it was before, or as it is after."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.spawning import REPOSITORY


def killing(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.calendar.killing", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_killed_before_any_statement_of_a_sync(tmp_path: Path) -> None:
    killing("each", str(tmp_path / "calendar.db"))


def test_killed_at_a_few_random_moments(tmp_path: Path) -> None:
    killing("random", str(tmp_path / "calendar.db"), "12")


@pytest.mark.long
def test_killed_at_200_random_moments(tmp_path: Path) -> None:
    assert " 0 times" not in killing("random", str(tmp_path / "calendar.db"), "200")
