"""The reminders in the store: created, completed, snoozed, and kept equal to what their source says.

Rules
-----
1. A reminder has the values that a user sees (`seen`), and, where a source owns it, what that source said last
   (`base`). What the user changed by hand differs from `base` and survives the next sync.
2. What is completed is the work, not the one reminder: a source and an item. A later sync finds it completed, whatever
   reminders it brings for it.
3. What a source no longer has is cancelled, and comes back under the same UID when the source has it again. What the
   user deleted does not come back by a sync.
4. A reminder whose time moves is to be delivered again. Where its source moved it, a snooze that has not rung outlives
   the move if it lies between the new time and the work's due.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from sqlite3 import Connection, Row
from typing import Any
from zoneinfo import ZoneInfo

from servers import sync
from servers.contract.errors import Refused
from servers.contract.identity import uid
from servers.contract.reminders import Kept, Reminder, ReminderSync, Update
from servers.contract.text import printable
from servers.reminders import instants
from servers.reminders.rows import SELECT, Stored, find, reminder_of, state_of, stored_of, unqueue
from servers.reminders.wording import sentences
from servers.store import Store

_SEEN = tuple(name for name in Reminder.model_fields if name not in {"uid", "key", "source", "item", "state"})
_TEXTS = ("title", "notes", "course", "category")


def _now() -> datetime:
    return datetime.now(UTC)


class Reminders:
    """The reminders of one store.

    Args:
        zone: where a time is given without an offset.
        now: the clock; its time is written where something changes, and a snooze may be counted from it.
    """

    def __init__(self, store: Store, zone: ZoneInfo, now: Callable[[], datetime] = _now) -> None:
        self.store, self.zone, self._now = store, zone, now

    def create(self, reminders: Sequence[Reminder]) -> list[Reminder]:
        """Store the reminders; one whose key is there already becomes what is given now, and is open again.

        Raises:
            Refused: one can't be understood. Nothing is stored then.
        """
        normal = [self._normal(reminder) for reminder in reminders]
        with self.store.atomic() as connection:
            return [self._put(connection, reminder) for reminder in normal]

    def sync(self, source: str, reminders: Sequence[Reminder]) -> ReminderSync:
        """Make the reminders of `source` exactly these, but for what the user changed, completed or deleted.

        Raises:
            Refused: one has no key, two have the same, or one can't be understood. Nothing is stored then.
        """
        wanted = _by_key(source, map(self._normal, reminders))
        with self.store.atomic() as connection:
            known = {row["key"]: row for row in _rows(connection, source)}
            base = {key: json.loads(row["base"]) for key, row in known.items() if row["base"]}
            stored = {key: json.loads(row["seen"]) for key, row in known.items() if row["presence"] == "there"}
            changes = sync.three_way(base, stored, {key: _seen(each) for key, each in wanted.items()})
            for key, seen in {**changes.added, **changes.updated}.items():
                reminder, row = wanted[key].model_copy(update=seen), known.get(key)
                self._write(connection, reminder, row, still_snoozed=_outlives(row, reminder))
            for key in changes.removed:
                self._mark(connection, known[key], "gone")
            self._remember(connection, source, wanted, changes.removed)
            touched = {*changes.added, *changes.updated, *changes.removed, *changes.kept}
            after = {row["key"]: reminder_of(row) for row in _rows(connection, source) if row["key"] in touched}
        return ReminderSync(
            added=[after[key] for key in wanted if key in changes.added],
            updated=[
                Update(uid=after[key].uid or "", title=after[key].title, changes=sentences(stored[key], seen))
                for key, seen in changes.updated.items()
            ],
            removed=[after[key] for key in sorted(changes.removed)],
            unchanged=len(wanted.keys() & stored.keys() - changes.updated.keys()),
            kept=[_kept(after[key], fields) for key, fields in sorted(changes.kept.items())],
        )

    def all(self) -> list[Stored]:
        """Every reminder that is not deleted, in order of time."""
        with self.store.reading() as connection:
            rows = connection.execute(f"{SELECT} WHERE presence != 'deleted' ORDER BY uid").fetchall()
        return sorted(map(stored_of, rows), key=lambda each: (each.rings, each.reminder.title))

    def due(self, now: str | None = None) -> list[Reminder]:
        """What is to be told at `now`, without it in this moment: its time has come, and it was not delivered.

        Raises:
            Refused: `now` is not a time.
        """
        moment = datetime.fromisoformat(instants.instant(now, self.zone, "now")) if now else self._now()
        return [each.reminder for each in self.all() if each.reminder.state == "pending" and each.rings <= moment]

    def complete(self, identity: str) -> list[Reminder]:
        """Mark the work that the reminder is about as done; its reminders are answered.

        Raises:
            Refused: there is no such reminder.
        """
        with self.store.atomic() as connection:
            row = find(connection, identity)
            self._finish(connection, row["source"], row["item"])
            return self._of_item(connection, row)

    def reopen(self, identity: str) -> list[Reminder]:
        """Take back that the work is done; its reminders are answered.

        Raises:
            Refused: there is no such reminder.
        """
        with self.store.atomic() as connection:
            row = find(connection, identity)
            self._open(connection, row["source"], row["item"])
            return self._of_item(connection, row)

    def snooze(self, identity: str, until: str) -> Reminder:
        """Remind of it at another time, also if it was delivered already.

        Raises:
            Refused: there is no such reminder, it is done or cancelled, or the time can't be understood.
        """
        when = instants.later(until, self.zone, self._now())
        with self.store.atomic() as connection:
            row = find(connection, identity)
            if state_of(row) in {"done", "cancelled"}:
                raise Refused(f"{reminder_of(row).title} is {state_of(row)}: only what is open can be put off")
            if row["snoozed"] != when or row["delivered"]:
                connection.execute(
                    "UPDATE reminder SET snoozed = ?, delivered = NULL, changed = ? WHERE uid = ?",
                    (when, self._stamp(), identity),
                )
                unqueue(connection, identity)
            return reminder_of(find(connection, identity))

    def delete(self, identity: str) -> Reminder:
        """Delete a reminder, which is answered; a sync of its source does not bring it back.

        Raises:
            Refused: there is none.
        """
        with self.store.atomic() as connection:
            row = find(connection, identity)
            self._mark(connection, row, "deleted")
        return reminder_of(row)

    def take_in(self, reminders: Sequence[Reminder], silent: Sequence[str], *, done: bool) -> None:
        """Store the reminders of one work as another program has them.

        Args:
            silent: UIDs of those that have rung there.
        """
        normal = [self._normal(reminder) for reminder in reminders]
        with self.store.atomic() as connection:
            for reminder in normal:
                self._put(connection, reminder)
            for identity in silent:
                values = (self._stamp(), self._stamp(), identity)
                connection.execute("UPDATE reminder SET delivered = ?, changed = ? WHERE uid = ?", values)
                unqueue(connection, identity)
            for source, item in {(each.source or "", each.item or "") for each in normal}:
                change = self._finish if done else self._open
                change(connection, source, item)

    def _normal(self, reminder: Reminder) -> Reminder:
        """The reminder with its times and texts as they are stored."""
        due = instants.by(reminder.due, self.zone, "due") if reminder.due else None
        if not (reminder.remind_at or due):
            raise Refused(f"{reminder.title} has neither remind_at nor due: give one of them")
        rings = instants.instant(reminder.remind_at, self.zone, "remind_at") if reminder.remind_at else due
        texts = {name: printable(text) for name in _TEXTS if (text := getattr(reminder, name)) is not None}
        return reminder.model_copy(update={**texts, "due": due, "remind_at": rings})

    def _put(self, connection: Connection, given: Reminder) -> Reminder:
        source = given.source or ""
        key = given.key or f"made-{sha256(json.dumps(_seen(given)).encode()).hexdigest()[:16]}"
        row = connection.execute(f"{SELECT} WHERE uid = ?", (uid(source, key),)).fetchone()
        reminder = given.model_copy(update={"key": key, "item": given.item or (row["item"] if row else key)})
        if row is not None and row["snoozed"] == given.remind_at:  # as it was shown: no new time
            reminder.remind_at = json.loads(row["seen"])["remind_at"]
        if row is None or row["presence"] != "there" or json.loads(row["seen"]) != _seen(reminder):
            self._open(connection, source, reminder.item or key)
            self._write(connection, reminder, row, still_snoozed=False)
        return reminder_of(find(connection, uid(source, key)))

    def _write(self, connection: Connection, reminder: Reminder, row: Row | None, *, still_snoozed: bool) -> None:
        """Store it as there; `row` is what it was. `still_snoozed`: whether a snooze outlives that its time moved."""
        source, key = reminder.source or "", reminder.key or ""
        moved = row is not None and _times(json.loads(row["seen"])) != _times(_seen(reminder))
        snoozed = row["snoozed"] if row is not None and (not moved or still_snoozed) else None
        delivered = row["delivered"] if row is not None and not moved else None
        identity = uid(source, key)
        values = (source, key, reminder.item or key, self._stamp(), json.dumps(_seen(reminder)), snoozed, delivered)
        connection.execute(
            "INSERT INTO reminder (uid, source, key, item, changed, presence, seen, snoozed, delivered)"
            " VALUES (?, ?, ?, ?, ?, 'there', ?, ?, ?) ON CONFLICT (uid) DO UPDATE SET item = excluded.item,"
            " changed = excluded.changed, presence = 'there', seen = excluded.seen, snoozed = excluded.snoozed,"
            " delivered = excluded.delivered",
            (identity, *values),
        )
        if moved:
            unqueue(connection, identity)

    def _remember(
        self, connection: Connection, source: str, wanted: Mapping[str, Reminder], gone: Iterable[str]
    ) -> None:
        """Keep what the source says now. What the user holds against it keeps what the source said last (rule 1, 3)."""
        said = [(json.dumps(_seen(each)), each.item or key, uid(source, key)) for key, each in wanted.items()]
        connection.executemany(
            "UPDATE reminder SET base = ?1, item = ?2 WHERE uid = ?3 AND (base IS NOT ?1 OR item != ?2)"
            " AND presence != 'deleted'",
            said,
        )
        connection.executemany("UPDATE reminder SET base = NULL WHERE uid = ?", [(uid(source, key),) for key in gone])

    def _mark(self, connection: Connection, row: Row, presence: str) -> None:
        connection.execute(
            "UPDATE reminder SET presence = ?, changed = ? WHERE uid = ?", (presence, self._stamp(), row["uid"])
        )
        unqueue(connection, row["uid"])

    def _finish(self, connection: Connection, source: str, item: str) -> None:
        values = (source, item, self._stamp())
        if connection.execute("INSERT OR IGNORE INTO finished (source, item, at) VALUES (?, ?, ?)", values).rowcount:
            self._touch(connection, source, item)

    def _open(self, connection: Connection, source: str, item: str) -> None:
        if connection.execute("DELETE FROM finished WHERE source = ? AND item = ?", (source, item)).rowcount:
            self._touch(connection, source, item)

    def _touch(self, connection: Connection, source: str, item: str) -> None:
        connection.execute(
            "UPDATE reminder SET changed = ? WHERE source = ? AND item = ?", (self._stamp(), source, item)
        )

    def _of_item(self, connection: Connection, row: Row) -> list[Reminder]:
        rows = connection.execute(
            f"{SELECT} WHERE source = ? AND item = ? AND presence != 'deleted' ORDER BY key",
            (row["source"], row["item"]),
        )
        return [reminder_of(each) for each in rows]

    def _stamp(self) -> str:
        return self._now().replace(microsecond=0).isoformat()


def _by_key(source: str, reminders: Iterable[Reminder]) -> dict[str, Reminder]:
    wanted: dict[str, Reminder] = {}
    for reminder in reminders:
        if not reminder.key:
            raise Refused(f"{reminder.title} has no key: give one that says what it is, without a date")
        if reminder.key in wanted:
            raise Refused(f"two reminders of {source} have the key {reminder.key!r}: each needs its own")
        wanted[reminder.key] = reminder.model_copy(update={"source": source})
    return wanted


def _seen(reminder: Reminder) -> dict[str, Any]:
    return {name: getattr(reminder, name) for name in _SEEN}


def _times(seen: Mapping[str, Any]) -> tuple[Any, Any]:
    return seen["due"], seen["remind_at"]


def _outlives(row: Row | None, reminder: Reminder) -> bool:
    """Whether a snooze stands after the reminder's source moved it (rule 4)."""
    if row is None or row["snoozed"] is None or row["delivered"] or not (reminder.due and reminder.remind_at):
        return False
    rings, until, due = map(datetime.fromisoformat, (reminder.remind_at, row["snoozed"], reminder.due))
    return rings < until <= due


def _rows(connection: Connection, source: str) -> list[Row]:
    return connection.execute(f"{SELECT} WHERE source = ?", (source,)).fetchall()


def _kept(reminder: Reminder, fields: Iterable[str]) -> Kept:
    return Kept(uid=reminder.uid or "", title=reminder.title, fields=sorted(fields))
