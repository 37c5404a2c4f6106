"""The events in the store: created, changed by the user, and kept equal to what their source says.

Each event has the values that a user sees, and, where a source owns it, what that source said last (`base`). A change
by hand differs from `base` and so survives the next sync. What a source no longer has is cancelled, and comes back
under the same UID when the source has it again. `changed` is when a user-visible value last changed; nothing else has
a clock.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from sqlite3 import Connection, Row
from typing import Any

from servers import sync
from servers.calendar.wording import sentences
from servers.contract.calendar import Event, EventSync, Kept, Update
from servers.contract.errors import Refused
from servers.contract.identity import uid
from servers.occurrences import check, first
from servers.store import Store

MIGRATIONS = (
    """
    CREATE TABLE event (
        uid TEXT PRIMARY KEY, source TEXT, key TEXT, sequence INTEGER NOT NULL, changed TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('there', 'gone', 'deleted')), seen TEXT NOT NULL, base TEXT
    ) WITHOUT ROWID;
    CREATE INDEX event_source ON event (source);
    """,
)
"""`state`: `gone` when its source no longer has it, `deleted` when the user deleted it. `seen`, `base`: JSON."""

_IDENTITY = {"uid", "key", "source", "sequence"}
_SELECT = "SELECT uid, source, key, sequence, changed, state, seen, base FROM event"


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
        self._store, self._now = store, now

    def create(self, events: Sequence[Event]) -> list[Event]:
        """Store the events; one whose key (or UID) is there already becomes what is given now.

        Raises:
            Refused: one can't be understood. Nothing is stored then.
        """
        for event in events:
            check(event)
        with self._store.atomic() as connection:
            return [self._put(connection, event) for event in events]

    def take_in(self, given: Sequence[Stored]) -> tuple[list[Event], list[Event]]:
        """Store events as another calendar wrote them, with their sequence and time of change.

        Returns:
            Those that are stored now, and those that were passed over because the store has a later version.
        """
        stored: list[Event] = []
        older: list[Event] = []
        with self._store.atomic() as connection:
            for each in given:
                row = connection.execute(f"{_SELECT} WHERE uid = ?", (each.event.uid,)).fetchone()
                if row is not None and datetime.fromisoformat(row["changed"]) > each.changed:
                    older.append(each.event)
                    continue
                if row is None or json.loads(row["seen"]) != _seen(each.event):
                    key = each.event.key or each.event.uid or ""
                    self._write(connection, each.event.source, key, _seen(each.event), row, given=each)
                stored.append(_event(_row(connection, each.event.uid or "")))
        return stored, older

    def sync(self, source: str, events: Sequence[Event]) -> EventSync:
        """Make the events of `source` exactly these, but for what the user changed by hand.

        Raises:
            Refused: one has no key, two have the same, or one can't be understood. Nothing is stored then.
        """
        wanted = _by_key(source, events)
        with self._store.atomic() as connection:
            rows = connection.execute(f"{_SELECT} WHERE source = ?", (source,)).fetchall()
            known = {row["key"]: row for row in rows}
            base = {key: json.loads(row["base"]) for key, row in known.items() if row["base"]}
            stored = {key: json.loads(row["seen"]) for key, row in known.items() if row["state"] == "there"}
            changes = sync.three_way(base, stored, {key: _seen(event) for key, event in wanted.items()})
            for key, seen in {**changes.added, **changes.updated}.items():
                self._write(connection, source, key, seen, known.get(key))
            for key in changes.removed:
                gone = {**stored[key], "status": "cancelled"}
                self._write(connection, source, key, gone, known[key], state="gone")
            connection.executemany(
                "UPDATE event SET base = ? WHERE uid = ? AND base IS NOT ?",
                [(said, uid(source, key), said) for key in {*known, *wanted} for said in [_said(wanted.get(key))]],
            )
            after = {row["key"]: _event(row) for row in connection.execute(f"{_SELECT} WHERE source = ?", (source,))}
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
        with self._store.reading() as connection:
            return _event(_row(connection, identity))

    def all(self, *, sources: Sequence[str] | None = None, course: str | None = None) -> list[Stored]:
        """Every event that is not deleted, those of some sources or of one course only, in order of UID."""
        with self._store.reading() as connection:
            rows = connection.execute(f"{_SELECT} WHERE state != 'deleted' ORDER BY uid").fetchall()
        found = [Stored(_event(row), datetime.fromisoformat(row["changed"])) for row in rows]
        return [
            each
            for each in found
            if (sources is None or each.event.source in sources) and (course is None or each.event.course == course)
        ]

    def update(self, identity: str, changes: Mapping[str, Any]) -> Event:
        """Change some values of an event by hand. A new start without a new end keeps the event's length.

        Raises:
            Refused: there is no such event, or what comes of it can't be understood.
        """
        with self._store.atomic() as connection:
            row = _row(connection, identity)
            before = _event(row)
            seen = {**json.loads(row["seen"]), **changes}
            if "start" in changes and "end" not in changes and before.end:
                seen["end"] = _same_length(before, Event(**seen))
            check(Event(**seen))
            if seen != json.loads(row["seen"]):
                self._write(connection, row["source"], row["key"], seen, row)
            return _event(_row(connection, identity))

    def delete(self, identity: str) -> str:
        """Delete an event; a sync of its source does not bring it back.

        Raises:
            Refused: there is none.
        """
        with self._store.atomic() as connection:
            row = _row(connection, identity)
            connection.execute(
                "UPDATE event SET state = 'deleted', sequence = sequence + 1, changed = ? WHERE uid = ?",
                (self._stamp(), row["uid"]),
            )
        return identity

    def _put(self, connection: Connection, event: Event) -> Event:
        seen = _seen(event)
        source = event.source
        key = event.key or f"made-{sha256(json.dumps(seen).encode()).hexdigest()[:16]}"
        identity = uid(source or "", key)
        row = connection.execute(f"{_SELECT} WHERE uid = ?", (identity,)).fetchone()
        if row is None or row["state"] != "there" or json.loads(row["seen"]) != seen:
            self._write(connection, source, key, seen, row)
        return _event(_row(connection, identity))

    def _write(  # noqa: PLR0913 - the columns of a row
        self,
        connection: Connection,
        source: str | None,
        key: str,
        seen: Mapping[str, Any],
        row: Row | None,
        *,
        state: str = "there",
        given: Stored | None = None,
    ) -> None:
        """`given` has the UID, sequence and time of change that another calendar gave it."""
        known = row["uid"] if row is not None else (given and given.event.uid) or uid(source or "", key)
        sequence = 0 if row is None else row["sequence"] + 1
        changed = self._stamp()
        if given is not None:
            sequence, changed = max(sequence, given.event.sequence), given.changed.isoformat()
        connection.execute(
            "INSERT INTO event (uid, source, key, sequence, changed, state, seen) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (uid) DO UPDATE SET sequence = excluded.sequence, changed = excluded.changed,"
            " state = excluded.state, seen = excluded.seen",
            (known, source, key, sequence, changed, state, json.dumps(seen)),
        )

    def _stamp(self) -> str:
        return self._now().replace(microsecond=0).isoformat()


def _by_key(source: str, events: Iterable[Event]) -> dict[str, Event]:
    wanted: dict[str, Event] = {}
    for event in events:
        if not event.key:
            raise Refused(f"{event.title} has no key: give one that says what it is, without a date")
        if event.key in wanted:
            raise Refused(f"two events of {source} have the key {event.key!r}: each needs its own")
        check(event)
        wanted[event.key] = event
    return wanted


def _seen(event: Event) -> dict[str, Any]:
    return event.model_dump(mode="json", exclude=_IDENTITY)


def _said(event: Event | None) -> str | None:
    return None if event is None else json.dumps(_seen(event))


def _row(connection: Connection, identity: str) -> Row:
    row = connection.execute(f"{_SELECT} WHERE uid = ? AND state != 'deleted'", (identity,)).fetchone()
    if row is None:
        raise Refused(f"there is no event with the uid {identity!r}: list_events names them")
    return row


def _event(row: Row) -> Event:
    identity = {"uid": row["uid"], "source": row["source"], "key": row["key"], "sequence": row["sequence"]}
    return Event(**{**json.loads(row["seen"]), **identity})


def _same_length(before: Event, after: Event) -> str | None:
    if before.all_day != after.all_day:
        return None
    was, starts = first(before), first(after.model_copy(update={"end": None, "rrule": None})).begins
    ends = starts + (was.ends - was.begins)
    return ends.date().isoformat() if after.all_day else ends.isoformat()


def _kept(event: Event, fields: Iterable[str]) -> Kept:
    return Kept(uid=event.uid or "", title=event.title, fields=sorted(fields))
