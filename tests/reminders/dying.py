"""A program that makes one change to a store, again and again, and dies at the first, the second, … statement of it.

Prints for each death whether the store is as it was before (`old`), as after (`new`), or neither (`torn`).
"""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from servers.contract.reminders import Reminder
from servers.reminders.outbox import Outbox
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.store import Store

NOW = datetime(2026, 11, 1, tzinfo=UTC)
QUERIES = (
    "SELECT * FROM reminder ORDER BY uid",
    "SELECT * FROM finished ORDER BY source, item",
    "SELECT * FROM outbox ORDER BY id",
    "SELECT * FROM attempt ORDER BY channel",
)


class World:
    def __init__(self, path: Path) -> None:
        self.store = Store(str(path), MIGRATIONS)
        self.reminders = Reminders(self.store, ZoneInfo("UTC"), lambda: NOW)
        self.outbox = Outbox(self.store)

    def exam(self, *days: str) -> None:
        """The source says that there is an exam, and when to remind of it."""
        given = [Reminder(key=day, item="exam", title="Exam", remind_at=f"2026-10-{day}T10:00") for day in days]
        self.reminders.sync("CS 101", given)

    def queue(self) -> None:
        self.outbox.queue(["mail", "phone"], lambda waiting: [each.uid for each in waiting])

    def sent(self) -> None:
        batch = self.outbox.batch("mail")
        assert batch is not None
        self.outbox.sent("mail", batch, NOW)

    def a_reminder(self) -> str:
        return self.reminders.all()[0].reminder.uid or ""

    def content(self) -> object:
        with self.store.reading() as connection:
            return [[tuple(row) for row in connection.execute(query)] for query in QUERIES]

    def die_at(self, statement: int) -> None:
        left = iter(range(statement - 1))
        with self.store.reading() as connection:
            connection.set_trace_callback(lambda _: None if next(left, None) is not None else os._exit(1))


CHANGES: Mapping[str, Callable[[World], object]] = {
    "sync": lambda world: world.exam("04", "05", "06", "07"),
    "complete": lambda world: world.reminders.complete(world.a_reminder()),
    "snooze": lambda world: world.reminders.snooze(world.a_reminder(), "P1D"),
    "queue": World.queue,
    "sent": World.sent,
}


def deaths(change: Callable[[World], object], before: Path) -> None:
    after = before.with_name("after.db")
    shutil.copy(before, after)
    changed = World(after)
    change(changed)
    states = {str(World(before).content()): "old", str(changed.content()): "new"}
    statement, status = 0, 1
    while status:
        statement += 1
        copy = before.with_name(f"{statement}.db")
        shutil.copy(before, copy)
        child = os.fork()
        if not child:
            world = World(copy)
            world.die_at(statement)
            change(world)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        print(states.get(str(World(copy).content()), "torn"))  # noqa: T201 - its answer


if __name__ == "__main__":
    store = Path(sys.argv[1])
    world = World(store)
    world.exam("02", "03", "04", "05")
    if sys.argv[2] in {"snooze", "sent"}:
        world.queue()
    world.store.close()
    deaths(CHANGES[sys.argv[2]], store)
