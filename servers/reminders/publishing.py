"""The reminders as a list of tasks on a server has them: what `servers.publishing` needs to know of them."""

from collections.abc import Mapping, Sequence

from servers.caldav import Collection
from servers.contract.errors import Refused
from servers.contract.publishing import Publication, Skipped
from servers.publishing import Side
from servers.publishing import publish as publish_shelf
from servers.reminders import ical, tasks
from servers.reminders.reminders import Reminders
from servers.reminders.tasks import Task


def publish(
    reminders: Reminders, collection: Collection, sources: Sequence[str] | None = None, prefer: Side | None = None
) -> Publication:
    """Make both one; of what is here only what these sources have goes there."""
    return publish_shelf(reminders.store, _Shelf(reminders, sources), collection, prefer)


class _Shelf:
    def __init__(self, reminders: Reminders, sources: Sequence[str] | None) -> None:
        self._reminders, self._sources = reminders, sources

    def all(self) -> Mapping[str, Task]:
        return tasks.tasks(self._reminders.all())

    def goes_there(self, entry: Task) -> bool:
        return self._sources is None or entry.stored[0].reminder.source in self._sources

    def read(self, content: bytes, here: Task | None) -> tuple[Task | None, list[Skipped]]:
        try:
            task = tasks.read(content, self._reminders.zone)
        except Refused as refused:
            title = here.title if here else ical.title(content)
            return None, [Skipped(title=title, reason=str(refused))]
        return (task if task.open or here else None), []

    def written(self, entry: Task, over: bytes | None) -> bytes:
        return ical.to_ical(entry.stored) if over is None else ical.put_over(over, entry.stored)

    def values(self, entry: Task) -> str:
        return entry.values()

    def title(self, entry: Task) -> str:
        return entry.title

    def called_off(self, entry: Task) -> bool:
        return not entry.open

    def told(self, here: Task, there: Task) -> str:
        return tasks.told(here, there)

    def take_in(self, here: Task | None, there: Task) -> str | None:
        if here is not None and there.open and here.stored[0].reminder.state == "cancelled":
            return "its source no longer has it"
        written, silent = tasks.taken_in(here, there)
        self._reminders.take_in(written, silent, done=not there.open)
        return None

    def delete(self, entry: Task) -> None:
        for each in entry.stored:
            self._reminders.delete(each.reminder.uid or "")
