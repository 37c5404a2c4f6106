"""What was changed through the tools, written down with what takes it back. The newest change is undone first.

A set-up needs no entry: the journal has it. What is undone is marked, never deleted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from servers.store import Store

_MIGRATIONS = (
    """
    CREATE TABLE change (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, said TEXT NOT NULL, inverse TEXT NOT NULL, undone TEXT
    );
    CREATE TABLE run (
        run TEXT PRIMARY KEY, how TEXT NOT NULL CHECK (how IN ('follows', 'undone')), at TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
)


How = Literal["follows", "undone"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A change that was not undone."""

    id: int
    at: str
    said: str
    """What was done, in words."""
    inverse: Mapping[str, Any]
    """What takes it back."""


class Changes:
    """The log in the file `path`.

    Raises:
        Refused: it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self._store = Store(str(path), _MIGRATIONS)

    def add(self, said: str, inverse: Mapping[str, Any]) -> int:
        """Write a change down, before it is made."""
        with self._store.atomic() as connection:
            values = (_now(), said, json.dumps(inverse))
            return connection.execute("INSERT INTO change (at, said, inverse) VALUES (?, ?, ?)", values).lastrowid or 0

    def drop(self, entry: int) -> None:
        """Take a change out that was not made after all."""
        self._store.write("DELETE FROM change WHERE id = ?", (entry,))

    def newest(self) -> Entry | None:
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT id, at, said, inverse FROM change WHERE undone IS NULL ORDER BY id DESC LIMIT 1"
            ).fetchone()
        return Entry(row[0], row[1], row[2], json.loads(row[3])) if row else None

    def undone(self, entry: int) -> None:
        self._store.write("UPDATE change SET undone = ? WHERE id = ?", (_now(), entry))

    def mark(self, run: str, how: How) -> None:
        """Remember of a set-up that it only follows a change or its undoing, or that it was undone itself."""
        self._store.write("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (run, how, _now()))

    def marked(self, how: How) -> set[str]:
        with self._store.reading() as connection:
            return {run for (run,) in connection.execute("SELECT run FROM run WHERE how = ?", (how,))}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
