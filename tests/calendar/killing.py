"""Kills a sync with SIGKILL, and looks at what is left: `killing.py each STORE` or `killing.py random STORE TIMES`.

A program of its own, because it forks, which a process with threads should not.
"""

import os
import random
import signal
import sys
import time
from contextlib import closing
from itertools import count

from servers.calendar.events import MIGRATIONS, Events
from servers.contract.calendar import Event
from servers.store import Store

SOURCE = "PHYS 1"
OLD, NEW = (
    [
        Event(key=f"{number}", title=f"{word} {number}", start=f"2026-11-{number + 1:02}", all_day=True)
        for number in numbers
    ]
    for word, numbers in (("old", range(12)), ("new", range(4, 16)))
)


def standing(path: str) -> set[str]:
    """The titles in the store, which must be whole; the user's own event and change must be there."""
    with closing(Store(path, MIGRATIONS)) as store:
        assert store.faults() == []
        events = [each.event for each in Events(store).all()]
    assert len({event.key for event in events}) == len(events)
    assert {"Birthday"} <= {event.title for event in events}
    assert {event.location for event in events if event.key == "5"} == {"Gym"}
    return {event.title for event in events if event.source == SOURCE and event.status != "cancelled"}


def prepared(path: str) -> tuple[set[str], set[str]]:
    """A store that was synced to the old version; the titles of the old and of the new one."""
    with closing(Store(path, MIGRATIONS)) as store:
        events = Events(store)
        events.create([Event(title="Birthday", start="2026-11-11", all_day=True)])
        (changed,) = (each.uid or "" for each in events.sync(SOURCE, OLD).added if each.key == "5")
        events.update(changed, {"location": "Gym"})
    return {event.title for event in OLD}, {event.title for event in NEW}


def killed(child_pid: int) -> bool:
    return os.waitpid(child_pid, 0)[1] == signal.SIGKILL


def at_each_statement(path: str) -> None:
    """Killed before the first SQL statement, before the second, and so on, until a sync goes through."""
    old, new = prepared(path)
    for stop in count(1):
        child = os.fork()
        if child == 0:
            _sync_until(path, stop)
            os._exit(0)
        if not killed(child):
            assert standing(path) == new
            assert stop > len(NEW)
            return
        assert standing(path) == old, stop


def _sync_until(path: str, stop: int) -> None:
    store, numbers = Store(path, MIGRATIONS), count(1)

    def before(_statement: str) -> None:
        if next(numbers) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    with store.reading() as connection:
        connection.set_trace_callback(before)
    Events(store).sync(SOURCE, NEW)


def at_random_moments(path: str, times: int) -> None:
    """Killed anywhere, while two versions are synced in turn."""
    old, new = prepared(path)
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    seen: list[set[str]] = []
    for _ in range(times):
        begun, tell = os.pipe()
        child = os.fork()
        if child == 0:
            events = Events(Store(path, MIGRATIONS))
            os.write(tell, b".")
            for number in count():
                events.sync(SOURCE, (NEW, OLD)[number % 2])
        os.read(begun, 1)  # on a busy machine it takes a while to begin
        time.sleep(chance.uniform(0.001, 0.03))
        os.kill(child, signal.SIGKILL)
        assert killed(child)
        os.close(begun)
        os.close(tell)
        seen.append(standing(path))
    assert all(titles in (old, new) for titles in seen)
    print(f"old {seen.count(old)} times, new {seen.count(new)} times")  # noqa: T201 - for who runs it


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["each", store_path]:
            at_each_statement(store_path)
        case ["random", store_path, how_often]:
            at_random_moments(store_path, int(how_often))
        case _:
            sys.exit(__doc__)
