"""The events in the store: created, changed by the user, and kept equal to what their source says.

Each event has the values that a user sees, and, where a source owns it, what that source said last (`base`). A change
by hand differs from `base` and so survives the next sync. What a source no longer has is cancelled, and comes back
under the same UID when the source has it again; what the user deleted does not come back. `changed` is when a
user-visible value last changed; nothing else has a clock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe
from sqlite3 import Connection, Row
from typing import Any

from servers import publishing
from servers.calendar import rows
from servers.calendar.wording import sentences
from servers.contract.calendar import Event, EventSync, Kept, Update
from servers.contract.errors import Refused
from servers.contract.identity import uid
from servers.occurrences import canonical
from servers.store import Store

MIGRATIONS = (
    """
    CREATE TABLE event (
        uid TEXT PRIMARY KEY, source TEXT, key TEXT, sequence INTEGER NOT NULL, changed TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('there', 'gone', 'deleted')), seen TEXT NOT NULL, base TEXT
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX event_key ON event (source, key);
    """,
    publishing.TABLE,
    "CREATE TABLE feed (secret TEXT NOT NULL)",
)
"""`state`: `gone` when its source no longer has it, `deleted` when the user deleted it."""

_SELECT = "SELECT uid, source, key, sequence, changed, state, seen, base FROM event"
_WRITE = (
    "INSERT INTO event (uid, source, key, sequence, changed, state, seen) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (uid) DO UPDATE SET sequence = excluded.sequence, changed = excluded.changed,"
    " state = excluded.state, seen = excluded.seen"
)


@dataclass(frozen=True, slots=True)
class Stored:
    event: Event
    changed: datetime
    """When what a user sees last changed, in UTC."""


def _now() -> datetime:
    return datetime.now(UTC)


class Events:
    """The events of one store.

    Args:
        now: the clock; its time is written where something changes.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = _now) -> None:
        self.store, self._now = store, now

    def now(self) -> datetime:
        """What is written as the time of a change that happens now: whole seconds, in UTC."""
        return self._now().astimezone(UTC).replace(microsecond=0)

    def create(self, events: Sequence[Event]) -> list[Event]:
        """Store the events; one whose key is there already becomes what is given now.

        Raises:
            Refused: one can't be understood. Nothing is stored then.
        """
        given = [_identified(canonical(event)) for event in events]
        with self.store.atomic() as connection:
            for event in given:
                row = _found(connection, event.uid)
                if row is None or row["state"] != "there" or rows.read(row["seen"]) != rows.seen_values(event):
                    self._write(connection, event, row)
            return [_event(_row(connection, event.uid or "")) for event in given]

    def take_in(
        self, given: Sequence[Stored], *, older_too: bool = False
    ) -> tuple[list[Event], list[tuple[Event, str]]]:
        """Store events as another calendar wrote them, with their UID, sequence and time of change.

        Args:
            older_too: also those of which the store has a later version.

        Returns:
            Those that are stored now, and those that were passed over, each with the reason.
        """
        stored: list[Event] = []
        passed_over: list[tuple[Event, str]] = []
        with self.store.atomic() as connection:
            for each in given:
                event = each.event.model_copy(update={"key": each.event.key or each.event.uid})
                row = _found(connection, event.uid)
                later = row is not None and datetime.fromisoformat(row["changed"]) > each.changed
                if later and not older_too:
                    passed_over.append((event, "the calendar has a later version of it"))
                elif row is None and _keyed(connection, event) is not None:
                    passed_over.append((event, f"{event.source} has another event with the key {event.key!r}"))
                else:
                    if row is None or rows.read(row["seen"]) != rows.seen_values(event):
                        self._write(connection, event, row, each.changed)
                    stored.append(_event(_row(connection, event.uid or "")))
        return stored, passed_over

    def sync(self, source: str, events: Sequence[Event]) -> EventSync:
        """Make the events of `source` exactly these, but for what the user changed by hand.

        Raises:
            Refused: one has no key, two have the same, or one can't be understood. Nothing is stored then.
        """
        wanted = {key: rows.seen_values(event) for key, event in rows.by_key(source, events).items()}
        with self.store.atomic() as connection:
            known = _of_source(connection, source)
            said = {key: rows.read(row["base"] or "{}") for key, row in known.items() if _was_said(row)}
            stored = {key: rows.read(row["seen"]) for key, row in known.items() if row["state"] == "there"}
            changes = rows.merged(said, stored, wanted)
            gone = {key: {**stored[key], "status": "cancelled"} for key in changes.removed}
            for key, seen in {**changes.added, **changes.updated, **gone}.items():
                self._write(connection, Event(**seen, source=source, key=key), known.get(key), gone=key in gone)
            connection.executemany(
                "UPDATE event SET base = ?1 WHERE source = ?2 AND key = ?3 AND base IS NOT ?1",
                [(rows.written(values), source, key) for key, values in wanted.items()],
            )
            after = {key: _event(row) for key, row in _of_source(connection, source).items()}
        return EventSync(
            added=[after[key] for key in wanted if key in changes.added],
            updated=[
                Update(uid=after[key].uid or "", title=after[key].title, changes=sentences(stored[key], seen))
                for key, seen in changes.updated.items()
            ],
            removed=[after[key] for key in sorted(changes.removed)],
            unchanged=len(wanted.keys() & stored.keys() - changes.updated.keys()),
            kept=[_kept(after[key], fields) for key, fields in sorted(changes.kept.items())],
        )

    def get(self, identity: str) -> Event:
        """The event of that UID.

        Raises:
            Refused: there is none.
        """
        with self.store.reading() as connection:
            return _event(_row(connection, identity))

    def all(self, *, sources: Sequence[str] | None = None, course: str | None = None) -> list[Stored]:
        """Every event that is not deleted, those of some sources or of one course only, in order of UID."""
        with self.store.reading() as connection:
            found = connection.execute(f"{_SELECT} WHERE state != 'deleted' ORDER BY uid").fetchall()
        chosen = [row for row in found if sources is None or row["source"] in sources]
        stored = [Stored(_event(row), datetime.fromisoformat(row["changed"])) for row in chosen]
        return [each for each in stored if course is None or each.event.course == course]

    def update(self, identity: str, changes: Mapping[str, Any], occurrence: str | None = None) -> Event:
        """Change some values by hand. A new start without a new end keeps the length.

        Args:
            occurrence: the start in its series of the one occurrence that is meant; without it, the whole event.

        Raises:
            Refused: there is no such event or occurrence, or what comes of it can't be understood.
        """
        return self._by_hand(identity, lambda event: rows.changed(event, changes, occurrence))

    def leave_out(self, identity: str, occurrence: str) -> Event:
        """Take one occurrence out of its series, by hand.

        Raises:
            Refused: there is no such event or occurrence.
        """
        return self._by_hand(identity, lambda event: rows.without(event, occurrence))

    def delete(self, identity: str) -> Event:
        """Delete an event; a sync of its source does not bring it back.

        Raises:
            Refused: there is none.
        """
        with self.store.atomic() as connection:
            row = _row(connection, identity)
            connection.execute(
                "UPDATE event SET state = 'deleted', sequence = sequence + 1, changed = ? WHERE uid = ?",
                (self.now().isoformat(), row["uid"]),
            )
        return _event(row)

    def feed_secret(self) -> str:
        """The part of the feed's address that nobody can guess; the same for ever, so that subscriptions last."""
        with self.store.atomic() as connection:
            row = connection.execute("SELECT secret FROM feed").fetchone()
            if row is None:
                row = (token_urlsafe(24),)
                connection.execute("INSERT INTO feed VALUES (?)", row)
            return str(row[0])

    def _by_hand(self, identity: str, change: Callable[[Event], Event]) -> Event:
        with self.store.atomic() as connection:
            row = _row(connection, identity)
            event = change(_event(row))
            if event != _event(row):
                self._write(connection, event, row)
            return _event(_row(connection, identity))

    def _write(
        self, connection: Connection, event: Event, row: Row | None, at: datetime | None = None, *, gone: bool = False
    ) -> None:
        """Store the event in the place of `row`. `at` is when another calendar changed it, with its own sequence."""
        identity = row["uid"] if row is not None else event.uid or uid(event.source or "", event.key or "")
        before = -1 if row is None else row["sequence"]
        sequence = before + 1 if at is None else max(before, event.sequence)
        state, changed = "gone" if gone else "there", (at or self.now()).isoformat()
        seen = rows.written(rows.seen_values(event))
        connection.execute(_WRITE, (identity, event.source, event.key, sequence, changed, state, seen))


def _identified(event: Event) -> Event:
    """The event with its key, made from what it is where it was given none, and the UID that follows from that."""
    key = event.key or f"made-{sha256(rows.written(rows.seen_values(event)).encode()).hexdigest()[:16]}"
    return event.model_copy(update={"key": key, "uid": uid(event.source or "", key)})


def _found(connection: Connection, identity: str | None) -> Row | None:
    return connection.execute(f"{_SELECT} WHERE uid = ?", (identity,)).fetchone()


def _keyed(connection: Connection, event: Event) -> Row | None:
    return connection.execute(f"{_SELECT} WHERE source = ? AND key = ?", (event.source, event.key)).fetchone()


def _of_source(connection: Connection, source: str) -> dict[str, Row]:
    return {row["key"]: row for row in connection.execute(f"{_SELECT} WHERE source = ?", (source,))}


def _was_said(row: Row) -> bool:
    """Whether the source said it at the last sync. What the user deleted counts as said, and so does not come back."""
    return row["state"] == "deleted" or (row["base"] is not None and row["state"] != "gone")


def _row(connection: Connection, identity: str) -> Row:
    row = _found(connection, identity)
    if row is None or row["state"] == "deleted":
        raise Refused(f"there is no event with the uid {identity!r}: list_events names them")
    return row


def _event(row: Row) -> Event:
    identity = {"uid": row["uid"], "source": row["source"], "key": row["key"], "sequence": row["sequence"]}
    return Event(**rows.read(row["seen"]), **identity)


def _kept(event: Event, fields: Iterable[str]) -> Kept:
    return Kept(uid=event.uid or "", title=event.title, fields=sorted(fields))
