"""Each change is all or nothing, at whatever statement its process dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.reminders.receiving import LIMIT_SECONDS, REPOSITORY


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("change", ["sync", "complete", "snooze", "queue", "sent"])
def test_a_death_at_any_statement_leaves_the_store_as_before_or_as_after(tmp_path: Path, change: str) -> None:
    command = [sys.executable, "-m", "tests.reminders.dying", str(tmp_path / "reminders.db"), change]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True)
    states = done.stdout.split()
    assert set(states) == {"old", "new"}
    assert states == sorted(states, reverse=True)  # old until it is done, and then new
    assert len(states) > 3
