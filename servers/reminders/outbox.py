"""What is on its way: which reminder goes to which channel, in the store, so that no kill loses it.

Rules
-----
1. A reminder is queued for every channel in one transaction, and is from then on not waiting any more.
2. A channel's message is all that is queued for it. When the channel has taken it, its entries go and the reminders are
   delivered, in one transaction. A kill before that: the message goes again, and only that one.
3. What was put off, completed, deleted or moved meanwhile is not sent; where it was being sent, that does not count.
4. A channel that fails is tried again, after half a minute, then after twice as long each time, up to an hour. It never
   holds up another one, and what falls due meanwhile joins its message.
5. What was queued for a channel that is no more waits again, if no other channel took it.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection, Row
from typing import Any

from servers.contract.reminders import Reminder
from servers.reminders.rows import SELECT, reminder_of, state_of
from servers.reminders.timing import Waiting
from servers.store import Store

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_WAITING = (  # none of these statements has a value of the caller's in its text
    f"{SELECT} WHERE presence = 'there' AND delivered IS NULL AND finished.at IS NULL"  # noqa: S608
    " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.uid = reminder.uid) ORDER BY reminder.uid"
)
_QUEUED = (
    f"SELECT outbox.id AS entry, mine.* FROM outbox JOIN ({SELECT}) AS mine USING (uid)"  # noqa: S608
    " WHERE channel = ? ORDER BY entry"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes to a channel in one message."""

    entries: Sequence[int]
    reminders: Sequence[Reminder]


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last of `number` attempts in a row to send to a channel, none of which succeeded."""

    number: int
    not_before: datetime
    """When it is tried again."""
    fault: str
    """Empty while it is being tried."""


class Outbox:
    """The outbox of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self) -> list[Waiting]:
        with self._store.reading() as connection:
            return _waiting(connection)

    def queue(self, channels: Collection[str], choose: Callable[[Sequence[Waiting]], Sequence[str]]) -> None:
        """Queue for all channels what `choose` picks from what waits."""
        if not choose(self.waiting()):
            return  # most times: the store is not written to then
        with self._store.atomic() as connection:
            chosen = choose(_waiting(connection))
            connection.executemany(
                "INSERT INTO outbox (channel, uid) VALUES (?, ?)",
                [(channel, uid) for channel in channels for uid in chosen],
            )

    def keep_only(self, channels: Collection[str]) -> None:
        """Drop what is queued for, or known of, any other channel (rule 5)."""
        with self._store.reading() as connection:
            known = {
                row["channel"]
                for row in connection.execute("SELECT channel FROM outbox UNION SELECT channel FROM attempt")
            }
        if gone := known - set(channels):
            with self._store.atomic() as connection:
                for table in ("outbox", "attempt"):
                    connection.executemany(f"DELETE FROM {table} WHERE channel = ?", [(name,) for name in gone])  # noqa: S608

    def batch(self, channel: str) -> Batch | None:
        """What is to be sent to the channel; None where nothing is. What need not be sent any more is dropped."""
        with self._store.reading() as connection:
            rows = connection.execute(_QUEUED, (channel,)).fetchall()
        over = [row["entry"] for row in rows if state_of(row) in {"done", "cancelled"}]
        if over:
            with self._store.atomic() as connection:
                _drop(connection, over)
        rows = [row for row in rows if row["entry"] not in over]
        return Batch([row["entry"] for row in rows], [reminder_of(row) for row in rows]) if rows else None

    def sent(self, channel: str, batch: Batch, now: datetime) -> None:
        """The channel has taken it."""
        with self._store.atomic() as connection:
            taken = _drop(connection, batch.entries)
            connection.executemany(
                "UPDATE reminder SET delivered = ? WHERE uid = ? AND delivered IS NULL",
                [(_stamp(now), uid) for uid in taken],
            )
            connection.execute("DELETE FROM attempt WHERE channel = ?", (channel,))

    def begin(self, channel: str, now: datetime) -> Attempt:
        """Write down that the channel is tried: what can't be written down is not sent, or it might be for ever."""
        with self._store.atomic() as connection:
            row = connection.execute("SELECT number FROM attempt WHERE channel = ?", (channel,)).fetchone()
            number = 1 + (row["number"] if row else 0)
            not_before = now + min(_FIRST_PAUSE * 2 ** min(number - 1, 20), _LONGEST_PAUSE)
            connection.execute(
                "INSERT OR REPLACE INTO attempt (channel, number, not_before, fault) VALUES (?, ?, ?, '')",
                (channel, number, _stamp(not_before)),
            )
        return Attempt(number, not_before, "")

    def failed(self, channel: str, fault: str) -> None:
        """The channel has not taken it."""
        self._store.write("UPDATE attempt SET fault = ? WHERE channel = ?", (fault, channel))

    def recover(self) -> None:
        """Let what the last deliverer was sending when it ended go again at once."""
        self._store.write("DELETE FROM attempt WHERE fault = ''", ())

    def attempts(self) -> dict[str, Attempt]:
        """The channels that did not take their last message and still have one to take."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT * FROM attempt WHERE channel IN (SELECT channel FROM outbox)").fetchall()
        return {
            row["channel"]: Attempt(row["number"], datetime.fromisoformat(row["not_before"]), row["fault"])
            for row in rows
        }

    def queued(self) -> dict[str, int]:
        """How many reminders are on their way to each channel."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT channel, count(*) AS number FROM outbox GROUP BY channel")
            return {row["channel"]: row["number"] for row in rows}


def paused(attempt: Attempt | None, now: datetime) -> bool:
    """Whether the channel is left in peace yet. A pause longer than the longest: the clock was set back meanwhile."""
    return attempt is not None and now < attempt.not_before <= now + _LONGEST_PAUSE


def _waiting(connection: Connection) -> list[Waiting]:
    return [_waits(row, json.loads(row["seen"])) for row in connection.execute(_WAITING)]


def _waits(row: Row, seen: Mapping[str, Any]) -> Waiting:
    due, rings = seen["due"], row["snoozed"] or seen["remind_at"]
    by_hand = not row["source"] and rings != due
    return Waiting(
        row["uid"],
        datetime.fromisoformat(rings),
        datetime.fromisoformat(due) if due else None,
        exact=by_hand or row["snoozed"] is not None,
    )


def _drop(connection: Connection, entries: Sequence[int]) -> list[str]:
    """The UIDs of those that were still there."""
    found = [
        connection.execute("DELETE FROM outbox WHERE id = ? RETURNING uid", (entry,)).fetchone() for entry in entries
    ]
    return [row["uid"] for row in found if row is not None]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
