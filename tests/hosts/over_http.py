"""The server over HTTP as its user starts it: a process that says where it serves."""

import os
import re
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

SYLLABI = Path(__file__).parent.parent.parent / "fixtures" / "syllabi"


@contextmanager
def served(home: Path, *options: str, environment: Mapping[str, str] | None = None) -> Generator[str]:
    """The URL of `serve --http` with these options; the process is gone afterwards."""
    command = [sys.executable, "-m", "orchestrator", "serve", "--http", "127.0.0.1:0", *options]
    settled = {**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(home), **(environment or {})}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=settled, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        try:
            found = re.search(r"http://\S+", first)
            assert found, first + process.stderr.read()
            yield found[0]
        finally:
            process.terminate()
            last_words = process.stderr.read()
    assert process.returncode == 130, last_words
    assert "Traceback" not in last_words, last_words
