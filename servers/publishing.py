"""The same entries here and on a server, in both directions.

For each entry three values count: what both sides had when they last agreed, what is here, what is there. Who alone
changed it wins; where both did and not to the same, neither is overwritten and the conflict is told. The server's ETags
see to it that what changes there in the meantime is not overwritten either. What both have is remembered entry by
entry, right after the server has it, so that a run that is cut off goes on where it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from servers.caldav import ChangedThere, Collection, Entry
from servers.contract.publishing import Conflicting, Named, Publication, Skipped
from servers.store import Store

Side = Literal["here", "there"]
TABLE = """
    CREATE TABLE published (
        url TEXT NOT NULL, uid TEXT NOT NULL, seen TEXT NOT NULL, PRIMARY KEY (url, uid)
    ) WITHOUT ROWID;
    """
"""What a server and the store both had when they last agreed."""

T = TypeVar("T")


class Shelf(Protocol[T]):
    """What is kept here: entries of type `T`, one for each UID."""

    def all(self) -> Mapping[str, T]:
        """What is kept, by UID."""
        ...

    def goes_there(self, entry: T) -> bool:
        """Whether it is to be on the server at all; what is there is left alone where not."""
        ...

    def read(self, content: bytes, here: T | None) -> tuple[T | None, list[Skipped]]:
        """The entry that the server has, and what of it can't be understood. `here`: what is kept under its UID."""
        ...

    def written(self, entry: T, over: bytes | None) -> bytes:
        """The entry as the server gets it, in the place of what it has now."""
        ...

    def values(self, entry: T) -> str:
        """What a user sees of it, in one form, so that two that say the same are equal."""
        ...

    def title(self, entry: T) -> str: ...

    def called_off(self, entry: T) -> bool:
        """Whether it need not be put where it never was."""
        ...

    def told(self, here: T, there: T) -> str:
        """What is otherwise there, as a clause; empty where no words can tell it."""
        ...

    def take_in(self, here: T | None, there: T) -> str | None:
        """Make it here what it is there; the reason where that can't be."""
        ...

    def delete(self, entry: T) -> None: ...


def publish(store: Store, shelf: Shelf[T], collection: Collection, prefer: Side | None = None) -> Publication:
    """Make shelf and collection one.

    Args:
        prefer: whose version stands where both sides changed an entry; without it neither is touched.
    """
    run = _Run(store, shelf, collection, prefer)
    everything = shelf.all()
    here = {uid: each for uid, each in everything.items() if shelf.goes_there(each)}
    with store.reading() as connection:
        rows = connection.execute("SELECT uid, seen FROM published WHERE url = ?", (collection.url,))
        agreed: dict[str, str] = dict(map(tuple, rows))
    there = run.read(everything)
    left_alone = (everything.keys() - here.keys()) | run.not_understood
    for identity in sorted({*here, *there, *agreed} - left_alone):
        run.settle(identity, agreed.get(identity), here.get(identity), there.get(identity))
    return run.publication


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    entry: Entry
    value: T


class _Run(Generic[T]):
    def __init__(self, store: Store, shelf: Shelf[T], collection: Collection, prefer: Side | None) -> None:
        self._store, self._shelf, self._collection, self._prefer = store, shelf, collection, prefer
        self.publication = Publication(url=collection.url)
        self.not_understood: set[str] = set()

    def read(self, here: Mapping[str, T]) -> dict[str, _Found[T]]:
        """What is on the server, by UID; what can't be understood is told and left alone."""
        found: dict[str, _Found[T]] = {}
        for entry in self._collection.entries():
            value, skipped = self._shelf.read(entry.content, here.get(entry.uid))
            self.publication.skipped.extend(skipped)
            if skipped:
                self.not_understood.add(entry.uid)
            if value is not None:
                found[entry.uid] = _Found(entry, value)
        return found

    def settle(self, identity: str, said: str | None, here: T | None, found: _Found[T] | None) -> None:
        """Bring one entry to the same state on both sides. `said` is what both had when they last agreed."""
        there = found.value if found else None
        mine, theirs = self._values(here), self._values(there)
        if mine == theirs:
            if said != mine:
                self._agree(identity, mine)
        elif theirs == said or (mine != said and self._prefer == "here"):
            self._send(identity, here, found)
        elif mine == said or self._prefer == "there":
            self._receive(identity, here, there)
        else:
            self._conflict(identity, here, there)

    def _send(self, identity: str, here: T | None, found: _Found[T] | None) -> None:
        if found is None and here is not None and self._shelf.called_off(here):
            return
        try:
            if here is not None:
                entry = found.entry if found else None
                self._collection.put(self._shelf.written(here, entry.content if entry else None), entry)
                self.publication.sent.append(self._named(identity, here))
            elif found is not None:
                self._collection.remove(found.entry)
                self.publication.removed_there.append(self._named(identity, found.value))
        except ChangedThere:
            self._conflict(identity, here, found.value if found else None)
        else:
            self._agree(identity, self._values(here))

    def _receive(self, identity: str, here: T | None, there: T | None) -> None:
        if there is not None:
            if reason := self._shelf.take_in(here, there):
                self.publication.skipped.append(Skipped(title=self._shelf.title(there), reason=reason))
                return
            self.publication.received.append(self._named(identity, there))
        elif here is not None:
            self._shelf.delete(here)
            self.publication.removed_here.append(self._named(identity, here))
        self._agree(identity, self._values(there))

    def _conflict(self, identity: str, here: T | None, there: T | None) -> None:
        title = self._named(identity, here or there).title
        if here is not None and there is not None:
            told = self._shelf.told(here, there) or "changed while it was being written"
            text = f"{title}, changed on both sides; on the server it {told}"
        else:
            states = [("changed" if each else "deleted") for each in (here, there)]
            text = f"{title} was {states[0]} here and {states[1]} on the server"
        self.publication.conflicts.append(Conflicting(uid=identity, title=title, text=text))

    def _agree(self, identity: str, values: str | None) -> None:
        """Remember what both have now; None where neither has the entry any more."""
        name = (self._collection.url, identity)
        if values is None:
            self._store.write("DELETE FROM published WHERE url = ? AND uid = ?", name)
        else:
            self._store.write("INSERT OR REPLACE INTO published VALUES (?, ?, ?)", (*name, values))

    def _values(self, entry: T | None) -> str | None:
        return None if entry is None else self._shelf.values(entry)

    def _named(self, identity: str, entry: T | None) -> Named:
        return Named(uid=identity, title=self._shelf.title(entry) if entry is not None else identity)


def told(published: Publication) -> str:
    """What publishing did: a line of counts, then one line an entry."""
    groups = (
        ("sent", published.sent),
        ("received", published.received),
        ("removed on the server", published.removed_there),
        ("removed here", published.removed_here),
    )
    head = ", ".join(f"{len(group)} {verb}" for verb, group in groups)
    return "\n".join(
        [
            f"{published.url}: {head}, {len(published.conflicts)} in conflict",
            *(f"{verb}: {each.title} ({each.uid})" for verb, group in groups for each in group),
            *(f"conflict: {each.text} ({each.uid})" for each in published.conflicts),
            *(f"skipped {each.title}: {each.reason}" for each in published.skipped),
        ]
    )
