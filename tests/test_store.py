"""What a store promises about its file: whole or refused, whoever else uses it and whatever the disk does."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from servers import store as stores
from servers.contract.errors import Refused
from servers.store import Store
from tests.spawning import REPOSITORY

FIRST = ("CREATE TABLE note (text TEXT NOT NULL UNIQUE)",)
SECOND = (*FIRST, "ALTER TABLE note ADD COLUMN colour TEXT; UPDATE note SET colour = 'red'")


def written(path: Path, *notes: str) -> Path:
    with closing(Store(str(path), FIRST)) as store, store.atomic() as connection:
        connection.executemany("INSERT INTO note VALUES (?)", [(note,) for note in notes])
    return path


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY text")]


def refused(path: Path, migrations: tuple[str, ...] = FIRST) -> str:
    with pytest.raises(Refused) as caught:
        Store(str(path), migrations)
    return str(caught.value)


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=REPOSITORY,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_an_old_store_opens_in_a_new_version_and_is_refused_by_the_old_one_then(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    with closing(Store(str(path), SECOND)) as store, store.reading() as connection:
        assert [tuple(row) for row in connection.execute("SELECT text, colour FROM note")] == [("a", "red")]
    assert refused(path) == (
        f"{path} is from a newer version of this program (schema 2, this one knows 1): update the program, or name"
        " another file"
    )


def test_a_migration_that_fails_leaves_the_old_store(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        Store(str(path), (*FIRST, "DELETE FROM note; DROP TABLE missing"))
    assert notes(written(path, "b")) == ["a", "b"]


def test_a_change_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    with closing(Store(str(path), FIRST)) as store:

        def change() -> None:
            with store.atomic() as connection:
                connection.execute("DELETE FROM note")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            change()
    assert notes(path) == ["a"]


def test_many_processes_open_and_write_a_new_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    code = """
import sys
from servers.store import Store
input()
for number in range(20):
    store = Store(sys.argv[1], (sys.argv[2],))
    with store.atomic() as connection:
        connection.execute("INSERT INTO note VALUES (?)", (f"{sys.argv[3]} {number}",))
    store.close()
"""
    writers = [child(code, str(path), FIRST[0], str(number)) for number in range(4)]
    for writer in writers:  # all wait for their line, so that none is done before the last begins
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.communicate(timeout=60)[0] for writer in writers] == [""] * 4
    assert len(notes(path)) == 80


def test_a_locked_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "notes.db", "a")
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.05)
    with closing(Store(str(path), FIRST)) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match=r"notes\.db: another program held it for more than 10 s"), store.atomic():
            pass
        with store.reading() as connection:  # readers go on
            assert connection.execute("SELECT count(*) FROM note").fetchone()[0] == 1


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    with closing(Store(str(path), FIRST)) as store:
        with store.reading() as connection:
            connection.execute("PRAGMA max_page_count = 10")
        with pytest.raises(Refused, match=r"notes\.db: the disk is full"), store.atomic() as connection:
            connection.executemany("INSERT INTO note VALUES (?)", [(f"{n:09999}",) for n in range(99)])
    assert notes(path) == ["a"]


def test_a_disk_that_takes_no_more_bytes_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    code = """
import resource, sys
from servers.store import Store
store = Store(sys.argv[1], (sys.argv[2],))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with store.atomic() as connection:
    connection.executemany("INSERT INTO note VALUES (?)", [(f"{n:09999}",) for n in range(99)])
"""
    writer = child(code, str(path), FIRST[0])
    assert f"Refused: {path}: the disk reported an error" in writer.communicate(timeout=30)[0]
    assert notes(path) == ["a"]


def test_a_read_only_store_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    code = """
import os, sys
from servers.store import Store
if os.geteuid() == 0:  # permissions do not bind root
    os.setuid(65534)
Store(sys.argv[1], (sys.argv[2],)).write("DELETE FROM note", ())
"""
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    for folder in tmp_path.parents:
        if folder.name.startswith(("pytest-", "popen-")):
            folder.chmod(0o755)  # pytest's own, closed to the user that the child becomes
    shown = child(code, str(path), FIRST[0]).communicate(timeout=30)[0]
    tmp_path.chmod(0o755)
    assert f"Refused: {path}: it is read-only: change its permissions, or name another file" in shown
    assert notes(path) == ["a"]


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Dear diary, " * 1000, encoding="utf-8")
    assert refused(path).startswith(f"{path}: it is not a store of this program")
    assert path.read_text(encoding="utf-8") == "Dear diary, " * 1000
    assert "can't be opened" in refused(path / "below.db")


def test_damage_is_found_and_named(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", *(f"{number:0999}" for number in range(200)))
    with closing(Store(str(path), FIRST)) as store:
        assert store.faults() == []
    content = path.read_bytes()
    path.write_bytes(content[:8192] + bytes(len(content) - 8192))
    with closing(Store(str(path), FIRST)) as store:
        assert store.faults() != []
        with pytest.raises(Refused, match="it is damaged"), store.reading() as connection:
            connection.execute("SELECT * FROM note").fetchall()


def test_a_backup_is_a_store_of_that_moment_while_others_write(tmp_path: Path) -> None:
    path, copy = written(tmp_path / "notes.db", "a"), tmp_path / "copy.db"
    with closing(Store(str(path), FIRST)) as store:
        store.backup(copy)
        written(path, "b")
        assert (notes(copy), notes(path)) == (["a"], ["a", "b"])
        with pytest.raises(Refused, match=r"copy\.db is there already"):
            store.backup(copy)
        with pytest.raises(Refused, match=r"nowhere/x|x\.db"):
            store.backup(tmp_path / "nowhere" / "x.db")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "notes.db"]


def test_a_dry_run_works_on_a_copy(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.db", "a")
    with closing(Store(str(path), SECOND, copy=True)) as store:
        store.write("DELETE FROM note", ())
    assert notes(written(path)) == ["a"]
    with closing(Store(str(tmp_path / "new.db"), FIRST, copy=True)):
        assert not (tmp_path / "new.db").exists()
