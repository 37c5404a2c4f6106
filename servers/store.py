"""A SQLite file that many processes may use at once and that no kill, full disk or newer program harms.

Rules
-----
1. WAL, so that readers never wait for the writer and a kill at any moment leaves the last commit.
2. One writer: each change is one `BEGIN IMMEDIATE` transaction, waited for up to `BUSY_SECONDS`.
3. The schema has a version (`PRAGMA user_version`); an older store is migrated in one transaction, a newer one refused.
4. What SQLite says becomes one sentence with the file's name; what was stored stays as it was.
"""

import os
import sqlite3
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

from servers.contract.errors import Refused

BUSY_SECONDS = 10.0
_SWITCH_SECONDS = 0.005  # how long another process takes to switch a store to WAL

_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space and try again; nothing was changed",
    sqlite3.SQLITE_BUSY: f"another program held it for more than {BUSY_SECONDS:.0f} s: try again when that is done",
    sqlite3.SQLITE_LOCKED: "another call holds it: try again when that is done",
    sqlite3.SQLITE_READONLY: "it is read-only: change its permissions, or name another file",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened: is its folder there, and may you write to it?",
    sqlite3.SQLITE_PERM: "it can't be opened: is its folder there, and may you write to it?",
    sqlite3.SQLITE_CORRUPT: "it is damaged: put a backup in its place, or move it away to start anew",
    sqlite3.SQLITE_NOTADB: "it is not a store of this program: name another file, or move it away to start anew",
    sqlite3.SQLITE_IOERR: "the disk reported an error while it was read or written; nothing was changed",
}


class Store:
    """An open store. Safe to use from any thread; one transaction at a time.

    Args:
        path: the file; its folder is made if need be. `:memory:` for a store that ends with the process.
        migrations: SQL scripts; the n-th (from 1) leads from version n-1 to n. Never change one that was released.
        copy: work on a copy of the file in memory, so that nothing is stored.

    Raises:
        Refused: it can't be opened, or is from a newer version of the program.
    """

    def __init__(self, path: str, migrations: Sequence[str], *, copy: bool = False) -> None:
        self.name = path
        self._lock = RLock()
        with self._sentences():
            self._connection = _copied(path) if copy else _opened(path)
            try:
                self._migrate(migrations)
            except BaseException:
                self._connection.close()
                raise

    @contextmanager
    def atomic(self) -> Generator[sqlite3.Connection]:
        """One change: all of it is stored when the block ends, or nothing where it raises."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def write(self, statement: str, values: Sequence[object]) -> None:
        """One statement as a change of its own, at half the price of a block."""
        with self._lock, self._sentences():
            self._connection.execute(statement, values)

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """A view of one moment, whatever others write meanwhile."""
        with self._transaction("BEGIN") as connection:
            yield connection

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file, page by page and index by index; nothing where it is whole."""
        with self._lock, self._sentences():
            found = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
            found += [
                f"a row of {row['table']} refers to a row of {row['parent']} that is not there"
                for row in self._connection.execute("PRAGMA foreign_key_check")
            ]
        return [fault for fault in found if fault != "ok"]

    def backup(self, path: Path) -> None:
        """Write the store as it is at this moment to the new file `path`, while others go on using it.

        Raises:
            Refused: there is a file already, or it can't be written; no part of one is left behind then.
        """
        if path.exists():
            raise Refused(f"{path} is there already: name a new file for the backup")
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with self._lock, self._sentences(str(path)), closing(sqlite3.connect(unfinished)) as copy:
                self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
            unfinished.replace(path)
        except OSError as error:
            raise Refused(f"{path} can't be written: {error.strerror}") from None
        finally:
            unfinished.unlink(missing_ok=True)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Generator[sqlite3.Connection]:
        with self._lock, self._sentences():
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back where the disk is full
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _sentences(self, name: str | None = None) -> Generator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # a fault of ours, never of the caller: keep its traceback
        except sqlite3.Error as error:
            primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
            sentence = _SENTENCES.get(primary)
            if sentence is None:
                raise
            raise Refused(f"{name or self.name}: {sentence}") from error

    def _migrate(self, migrations: Sequence[str]) -> None:
        newest = len(migrations)
        if self._version() > newest:
            raise Refused(
                f"{self.name} is from a newer version of this program (schema {self._version()}, this one knows"
                f" {newest}): update the program, or name another file"
            )
        if self._version() == newest:
            return
        with self.atomic() as connection:
            # Asked again inside the transaction: another process may have migrated it since.
            for number, script in enumerate(migrations[self._version() :], start=self._version() + 1):
                for statement in filter(str.strip, script.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        return version


def _opened(path: str) -> sqlite3.Connection:
    if path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"{path} can't be opened: {error.strerror}") from None
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing; a power cut may lose the last commits
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait where another process switches at the same moment, so that is done here."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_SWITCH_SECONDS)
        else:
            return


def _copied(path: str) -> sqlite3.Connection:
    memory = _opened(":memory:")
    if path != ":memory:" and Path(path).exists():
        original = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        with original:
            original.backup(memory)
        original.close()
    return memory
