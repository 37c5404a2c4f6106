"""The events as a calendar on a server has them: what `servers.publishing` needs to know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from servers.caldav import Collection
from servers.calendar import rows
from servers.calendar.events import Events, Stored
from servers.calendar.reading import from_ical
from servers.calendar.wording import sentences
from servers.calendar.writing import to_ical
from servers.contract.publishing import Publication, Skipped
from servers.publishing import Side
from servers.publishing import publish as publish_shelf

_ONLY_OURS = ("course", "weight")


def publish(
    events: Events, collection: Collection, sources: Sequence[str] | None = None, prefer: Side | None = None
) -> Publication:
    """Make both calendars one; of what is here only what these sources have goes there."""
    return publish_shelf(events.store, _Shelf(events, sources), collection, prefer)


class _Shelf:
    def __init__(self, events: Events, sources: Sequence[str] | None) -> None:
        self._events, self._sources = events, sources

    def all(self) -> Mapping[str, Stored]:
        return {each.event.uid or "": each for each in self._events.all()}

    def goes_there(self, entry: Stored) -> bool:
        return self._sources is None or entry.event.source in self._sources

    def read(self, content: bytes, here: Stored | None) -> tuple[Stored | None, list[Skipped]]:
        found, skipped = from_ical(content, "an event on the server", self._events.now())
        if not found:
            return None, skipped
        event = found[0].event
        if here is not None:  # other programs drop what only we read
            kept = {name: getattr(event, name) or getattr(here.event, name) for name in _ONLY_OURS}
            event = event.model_copy(update=kept)
        return replace(found[0], event=event), skipped

    def written(self, entry: Stored, over: bytes | None) -> bytes:  # noqa: ARG002 - an event holds all that was there
        return to_ical([entry])

    def values(self, entry: Stored) -> str:
        return rows.written(rows.seen_values(entry.event))

    def title(self, entry: Stored) -> str:
        return entry.event.title

    def called_off(self, entry: Stored) -> bool:
        return entry.event.status == "cancelled"

    def told(self, here: Stored, there: Stored) -> str:
        before, after = (rows.seen_values(each.event) for each in (here, there))
        return ", ".join(sentences(before, after))

    def take_in(self, here: Stored | None, there: Stored) -> str | None:  # noqa: ARG002 - found again by its UID
        _, passed_over = self._events.take_in([there], older_too=True)
        return passed_over[0][1] if passed_over else None

    def delete(self, entry: Stored) -> None:
        self._events.delete(entry.event.uid or "")
