"""Writes what came of the main job: `semester.json` for programs, `semester.html` for people.

`semester.ics` is written by the calendar server. The same semester gives the same bytes.
"""

import os
from pathlib import Path

from pydantic import TypeAdapter

from orchestrator.semester.job import Semester
from orchestrator.semester.page import render

_SEMESTER = TypeAdapter(Semester)
_THIS_RUN = {"event_changes", "reminder_changes"}
"""What changed belongs to the run, not to the semester: a second run must write the same file."""


def to_json(semester: Semester, *, with_changes: bool = False) -> str:
    exclude = None if with_changes else _THIS_RUN
    return _SEMESTER.dump_json(semester, indent=1, exclude=exclude).decode() + "\n"


def write(semester: Semester, folder: Path) -> list[Path]:
    """Write both files into `folder`, each whole or not at all; their paths.

    Raises:
        OSError: one can't be written.
    """
    contents = {"semester.json": to_json(semester), "semester.html": render(semester)}
    return [_replace(folder / name, content) for name, content in contents.items()]


def _replace(path: Path, content: str) -> Path:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(content, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
