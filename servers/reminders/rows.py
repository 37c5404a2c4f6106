"""The rows of the store that server and deliverer share, and what they say.

The two never talk to each other: the store is where they meet.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection, Row
from typing import Any

from servers import publishing
from servers.contract.errors import Refused
from servers.contract.reminders import Reminder, State

MIGRATIONS = (
    """
    CREATE TABLE reminder (
        uid TEXT PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, item TEXT NOT NULL, changed TEXT NOT NULL,
        presence TEXT NOT NULL CHECK (presence IN ('there', 'gone', 'deleted')),
        seen TEXT NOT NULL, base TEXT, snoozed TEXT, delivered TEXT
    ) WITHOUT ROWID;
    CREATE INDEX reminder_item ON reminder (source, item);
    CREATE TABLE finished (
        source TEXT NOT NULL, item TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (source, item)
    ) WITHOUT ROWID;
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, uid TEXT NOT NULL REFERENCES reminder,
        UNIQUE (channel, uid)
    );
    CREATE TABLE attempt (
        channel TEXT PRIMARY KEY, number INTEGER NOT NULL, not_before TEXT NOT NULL, fault TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    publishing.TABLE,
)
"""`presence`: `gone` when its source no longer has it, `deleted` when the user deleted it. `seen`, `base`: values as
JSON. `snoozed` stands in for the time in `seen`. `finished`: the work that is done. `outbox`, `attempt`: see
`outbox`."""

SELECT = "SELECT reminder.*, finished.at AS finished FROM reminder LEFT JOIN finished USING (source, item)"


@dataclass(frozen=True, slots=True)
class Stored:
    reminder: Reminder
    changed: datetime
    """When what a user sees last changed, in UTC."""
    delivered: datetime | None

    @property
    def rings(self) -> datetime:
        return datetime.fromisoformat(self.reminder.remind_at or "")


def find(connection: Connection, identity: str) -> Row:
    row = connection.execute(f"{SELECT} WHERE uid = ? AND presence != 'deleted'", (identity,)).fetchone()
    if row is None:
        raise Refused(f"there is no reminder with the uid {identity!r}: list_reminders names them")
    return row


def unqueue(connection: Connection, identity: str) -> None:
    """What is being sent in this moment goes out, but does not count as its delivery."""
    connection.execute("DELETE FROM outbox WHERE uid = ?", (identity,))


def stored_of(row: Row) -> Stored:
    delivered = datetime.fromisoformat(row["delivered"]) if row["delivered"] else None
    return Stored(reminder_of(row), datetime.fromisoformat(row["changed"]), delivered)


def reminder_of(row: Row) -> Reminder:
    seen: dict[str, Any] = json.loads(row["seen"])
    if row["snoozed"]:
        seen["remind_at"] = row["snoozed"]
    names: dict[str, Any] = {"uid": row["uid"], "key": row["key"], "item": row["item"], "source": row["source"] or None}
    return Reminder(**{**seen, **names}, state=state_of(row))


def state_of(row: Row) -> State:
    if row["presence"] == "gone":
        return "cancelled"
    if row["finished"]:
        return "done"
    return "delivered" if row["delivered"] else "pending"
