"""A file is read once for all that is asked of it, until it changes or others need the room."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from servers.syllabus import readers, tasks
from servers.syllabus.tasks import Asked, answering, looked_at, parsed, text_of

SYLLABUS = "# BIO 101 Syllabus\n\nInstructor: Ida Quill\n\nHomework 1 is due May 4, 2026. Late work is not accepted.\n"


@contextmanager
def readings() -> Generator[list[int]]:
    """How often a document is read, as a list of one number: whatever calls it, the reader itself is watched."""
    count = [0]

    def watch(frame: object, event: str, _: object) -> None:
        count[0] += event == "call" and getattr(frame, "f_code", None) is readers.read.__code__

    sys.setprofile(watch)
    try:
        yield count
    finally:
        sys.setprofile(None)


def test_what_was_found_is_parsed_searched_and_shown_without_being_read_again(tmp_path: Path) -> None:
    file = tmp_path / "once.md"
    file.write_text(SYLLABUS)
    with readings() as count:
        looked_at(file, named=False)
        assert [each.date for each in parsed(Asked(file)).assignments] == ["2026-05-04"]
        assert "Ida Quill" in text_of(Asked(file)).pages[0].text
        assert answering(Asked(file), "late policy", 1)
        assert count == [1]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "changed.md"
    file.write_text(SYLLABUS)
    looked_at(file, named=False)
    file.write_text(SYLLABUS.replace("May 4", "May 5"))
    assert [each.date for each in parsed(Asked(file)).assignments] == ["2026-05-05"]


def test_what_is_kept_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_MOST_LINES", 20)
    files = [tmp_path / f"{name}.txt" for name in "abc"]
    for file in files:
        file.write_text("\n\n".join(f"{file.name} {line}" for line in range(8)))
    with readings() as count:
        for file in files:
            text_of(Asked(file))
        text_of(Asked(files[2]))
        assert count == [3]
        text_of(Asked(files[0]))  # it was the longest unused when the third needed its room
        assert count == [4]
