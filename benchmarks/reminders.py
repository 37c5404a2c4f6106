"""What syncing, asking and delivering cost with a term's reminders, on a store on disk.

uv run python benchmarks/reminders.py [REMINDERS]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from servers.contract.reminders import Reminder
from servers.reminders.delivery import Delivery
from servers.reminders.message import Message
from servers.reminders.outbox import Outbox
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.reminders.settings import Settings
from servers.store import Store

NOW = datetime(2026, 9, 1, tzinfo=UTC)
ROUNDS = 5


class Nowhere:
    def send(self, message: Message) -> None:
        pass


def term(number: int, later: timedelta = timedelta(0)) -> list[Reminder]:
    return [
        Reminder(
            key=f"work-{each}/1d",
            item=f"work-{each}",
            title=f"CS 101: Homework {each}",
            notes="“Homework, due Friday” (cs101.pdf, page 2)\n5 % of the grade.",
            due=(NOW + timedelta(hours=each) + later).isoformat(),
            remind_at=(NOW + timedelta(hours=each - 24) + later).isoformat(),
        )
        for each in range(number)
    ]


def measured(what: str, run: Callable[[], object], *, rounds: int = ROUNDS) -> None:
    times: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    print(f"{what:<58} {statistics.median(times) * 1000:8.1f} ms")


def main(number: int) -> None:
    zone, now = ZoneInfo("UTC"), NOW
    with tempfile.TemporaryDirectory() as folder:
        store = Store(str(Path(folder) / "reminders.db"), MIGRATIONS)
        reminders = Reminders(store, zone, lambda: now)
        given, moved = term(number), term(number, timedelta(hours=1))
        measured(f"sync of {number} reminders, all new", lambda: reminders.sync("CS 101", given), rounds=1)
        measured("the same again, nothing changed", lambda: reminders.sync("CS 101", given))
        measured("again, all moved", lambda: reminders.sync("CS 101", moved), rounds=1)
        measured("due_reminders", reminders.due)
        channels = {"mail": "x://", "phone": "x://"}
        delivery = Delivery(
            Outbox(store),
            lambda: Settings(channels=channels),
            zone,
            lambda _line: None,
            now=lambda: now,
            opened=lambda _name, _address: Nowhere(),
        )
        delivery.step()
        measured("a look of the deliverer that finds nothing due", delivery.step)
        now = NOW + timedelta(days=365)
        measured("all due, to two channels", delivery.step, rounds=1)
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
