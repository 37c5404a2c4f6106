"""The same events here and on a server, in both directions.

For each event three values count: what both sides had when they last agreed, what is here, what is there. Who alone
changed it wins; where both did and not to the same, neither is overwritten and the conflict is told. The server's ETags
see to it that what changes there in the meantime is not overwritten either. What both have is remembered event by
event, right after the server has it, so that a run that is cut off goes on where it was.
"""

from dataclasses import dataclass, replace
from typing import Literal

from servers.calendar import rows
from servers.calendar.caldav import ChangedThere, Collection, Entry
from servers.calendar.events import Events, Stored
from servers.calendar.reading import from_ical
from servers.calendar.wording import sentences
from servers.calendar.writing import to_ical
from servers.contract.calendar import Conflicting, Named, Publication, Skipped

Side = Literal["here", "there"]


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    stored: Stored


def publish(
    events: Events, collection: Collection, sources: list[str] | None = None, prefer: Side | None = None
) -> Publication:
    """Make both calendars one.

    Args:
        sources: only what these sources have here goes there; what is new there comes here in any case.
        prefer: whose version stands where both sides changed an event; without it neither is touched.
    """
    run = _Run(events, collection, prefer)
    everything = {each.event.uid or "": each for each in events.all()}
    here = {uid: each for uid, each in everything.items() if sources is None or each.event.source in sources}
    agreed = events.agreed(collection.url)
    there = run.read(everything)
    left_alone = (everything.keys() - here.keys()) | run.not_understood
    for identity in sorted({*here, *there, *agreed} - left_alone):
        run.settle(identity, agreed.get(identity), here.get(identity), there.get(identity))
    return run.publication


class _Run:
    def __init__(self, events: Events, collection: Collection, prefer: Side | None) -> None:
        self._events, self._collection, self._prefer = events, collection, prefer
        self.publication = Publication(url=collection.url)
        self.not_understood: set[str] = set()

    def read(self, here: dict[str, Stored]) -> dict[str, _Found]:
        """What is on the server, by UID; what can't be understood is told and left alone."""
        found: dict[str, _Found] = {}
        for entry in self._collection.entries():
            stored, skipped = from_ical(entry.content, "an event on the server", self._events.now())
            self.publication.skipped.extend(skipped)
            for each in stored:
                identity = each.event.uid or ""
                if skipped:
                    self.not_understood.add(identity)
                event = each.event
                if identity in here:  # other programs drop what only we read
                    mine = here[identity].event
                    event = event.model_copy(
                        update={name: getattr(event, name) or getattr(mine, name) for name in ("course", "weight")}
                    )
                found[identity] = _Found(entry, replace(each, event=event))
        return found

    def settle(self, identity: str, said: str | None, here: Stored | None, found: _Found | None) -> None:
        """Bring one event to the same state on both sides. `said` is what both had when they last agreed."""
        there = found.stored if found else None
        mine, theirs = _values(here), _values(there)
        if mine == theirs:
            self._events.agree(self._collection.url, identity, mine)
        elif theirs == said or (mine != said and self._prefer == "here"):
            self._send(identity, here, found)
        elif mine == said or self._prefer == "there":
            self._receive(identity, here, there)
        else:
            self._conflict(identity, here, there)

    def _send(self, identity: str, here: Stored | None, found: _Found | None) -> None:
        if found is None and here is not None and here.event.status == "cancelled":
            return  # what never was there need not be called off there
        try:
            if here is not None:
                self._collection.put(to_ical([here]), found.entry if found else None)
                self.publication.sent.append(_named(identity, here))
            elif found is not None:
                self._collection.remove(found.entry)
                self.publication.removed_there.append(_named(identity, found.stored))
        except ChangedThere:
            self._conflict(identity, here, found.stored if found else None)
        else:
            self._events.agree(self._collection.url, identity, _values(here))

    def _receive(self, identity: str, here: Stored | None, there: Stored | None) -> None:
        if there is not None:
            _, passed_over = self._events.take_in([there], older_too=True)
            if passed_over:
                self.publication.skipped += [Skipped(title=event.title, reason=why) for event, why in passed_over]
                return
            self.publication.received.append(_named(identity, there))
        elif here is not None:
            self._events.delete(identity)
            self.publication.removed_here.append(_named(identity, here))
        self._events.agree(self._collection.url, identity, _values(there))

    def _conflict(self, identity: str, here: Stored | None, there: Stored | None) -> None:
        if here is not None and there is not None:
            before, after = (rows.seen_values(each.event) for each in (here, there))
            told = ", ".join(sentences(before, after)) or "changed while it was being written"
            text = f"{here.event.title}, changed on both sides; on the server it {told}"
        else:
            states = [("changed" if each else "deleted") for each in (here, there)]
            text = f"{_named(identity, here or there).title} was {states[0]} here and {states[1]} on the server"
        title = _named(identity, here or there).title
        self.publication.conflicts.append(Conflicting(uid=identity, title=title, text=text))


def _values(stored: Stored | None) -> str | None:
    return None if stored is None else rows.written(rows.seen_values(stored.event))


def _named(identity: str, stored: Stored | None) -> Named:
    return Named(uid=identity, title=stored.event.title if stored else identity)
