"""How fast the calendar server is: syncs, clashes, export, import; through its tools, and inside.

Inside, processor time is measured, which other work on the machine hardly changes; through the tools, the best time on
the clock and the processor time of the server besides.

uv run python benchmarks/calendar_server.py
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import psutil
from mcp import Client, StdioServerParameters

from servers.calendar import agenda
from servers.calendar.agenda import Stretch
from servers.calendar.events import MIGRATIONS, Events
from servers.calendar.reading import from_ical
from servers.calendar.writing import to_ical
from servers.contract.calendar import Event
from servers.store import Store

ROUNDS = 7
REPOSITORY = Path(__file__).parent.parent
TERM = ("2026-09-01", "2026-12-18")
ZONE = "America/New_York"


def course(number: int) -> list[Event]:
    """Two lectures and a lab each week, with breaks, and 27 dated pieces of work."""
    series = [
        timed(f"lecture {number}", 9 + number, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261211"),
        timed(f"lab {number}", 13 + number % 2, f"FREQ=WEEKLY;BYDAY={('MO', 'WE', 'FR')[number % 3]};UNTIL=20261211"),
        timed(f"seminar {number}", 15, "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261211"),
    ]
    return [*series, *single(27, f"course {number}")]


def timed(title: str, hour: int, rule: str) -> Event:
    return Event(
        key=title,
        title=title.capitalize(),
        start=f"2026-09-01T{hour:02}:00:00",
        end=f"2026-09-01T{hour + 1:02}:15:00",
        timezone=ZONE,
        rrule=rule,
        exdates=["2026-11-24", "2026-11-26"],
        location=f"Hall {hour}",
    )


def single(number: int, of: str) -> list[Event]:
    """Hours of their own, spread over the term from day to day."""
    first = date.fromisoformat(TERM[0])
    return [
        Event(
            key=f"{of} {index}",
            title=f"{of} {index}",
            start=f"{first + timedelta(days=index % 108)}T{8 + index % 11:02}:00:00",
            timezone=ZONE,
            categories=["homework"],
            description="Problems 1 to 5 of the chapter, handed in on paper before the lecture begins.",
        )
        for index in range(number)
    ]


def measured(what: str, work: Callable[[], object], unit: str = "", units: int = 0) -> None:
    seconds = [_seconds(work) for _ in range(ROUNDS)]
    rate = f", {units / statistics.median(seconds):,.0f} {unit} a second" if units else ""
    print(f"{what}: {statistics.median(seconds):.3f} s (of {ROUNDS}, best {min(seconds):.3f}){rate}", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    begins = time.process_time()
    work()
    return time.process_time() - begins


def inside(folder: Path) -> None:
    """The rooms themselves, on a store on disk."""
    thousand = single(1000, "event")
    with closing(Store(str(folder / "calendar.db"), MIGRATIONS)) as store:
        events = Events(store)
        fresh = iter(range(ROUNDS))
        measured("sync 1,000 new events", lambda: events.sync(f"s{next(fresh)}", thousand), "events", 1000)
        measured("sync 1,000 unchanged events", lambda: events.sync("s0", thousand), "events", 1000)
        rooms = iter("abcdefghijk")

        def moved() -> None:
            room = next(rooms)
            events.sync("s0", [event.model_copy(update={"location": room}) for event in thousand])

        measured("sync 1,000 changed events", moved, "events", 1000)
    _clashes([event for number in range(5) for event in course(number)], "5 courses (150 events)")
    _clashes(single(2000, "event"), "2,000 events")
    with closing(Store(str(folder / "large.db"), MIGRATIONS)) as store:
        events = Events(store)
        events.sync("large", single(10_000, "event"))
        stored = events.all()
    measured("export 10,000 events", partial(to_ical, stored), "events", 10_000)
    content = to_ical(stored)
    print(f"  {len(content) / 1e6:.1f} MB")
    measured("read 10,000 events back", lambda: from_ical(content, "x", datetime.now(UTC)), "events", 10_000)


def _clashes(events: list[Event], what: str) -> None:
    identified = [event.model_copy(update={"uid": str(index)}) for index, event in enumerate(events)]

    def search() -> None:
        found = agenda.taking_place(identified, Stretch.of(*TERM, ZoneInfo(ZONE)))
        agenda.conflicts(found, timedelta(0))

    measured(f"conflicts of {what}", search)


async def through_the_tools() -> None:
    """The server as a host meets it, over stdio."""
    arguments = ["-m", "servers.calendar", "--db", ":memory:"]
    command = StdioServerParameters(command=sys.executable, args=arguments, cwd=REPOSITORY)
    async with Client(command) as client:
        await client.list_tools()
        thousand = [event.model_dump(mode="json") for event in single(1000, "event")]
        for index in range(5):
            given = [event.model_dump(mode="json") for event in course(index)]
            await _call(client, "sync_events", source=f"course {index}", events=given)
        sources = [f"course {index}" for index in range(5)]
        asked = [{"sources": sources, "start": TERM[0], "end": TERM[1], "timezone": ZONE}] * ROUNDS
        await _timed("find_conflicts of 5 courses", client, "find_conflicts", asked)
        await _timed("list_events of 5 courses, a term", client, "list_events", asked)
        fresh = [{"source": f"s{index}", "events": thousand} for index in range(ROUNDS)]
        await _timed("sync_events of 1,000 new events", client, "sync_events", fresh)
        await _timed("sync_events of 1,000 unchanged events", client, "sync_events", fresh)


async def _call(client: Client, tool: str, **arguments: Any) -> None:
    result = await client.call_tool(tool, arguments)
    if result.is_error:
        raise SystemExit(str(result.content))


async def _timed(what: str, client: Client, tool: str, calls: Sequence[dict[str, Any]]) -> None:
    (server,) = psutil.Process().children()
    on_the_clock: list[float] = []
    in_the_server: list[float] = []
    for arguments in calls:
        begins, used = time.perf_counter(), sum(server.cpu_times()[:2])
        await _call(client, tool, **arguments)
        on_the_clock.append(time.perf_counter() - begins)
        in_the_server.append(sum(server.cpu_times()[:2]) - used)
    clock, processor = min(on_the_clock), min(in_the_server)
    print(f"{what}: {clock:.3f} s over stdio, best of {len(calls)}; {processor:.2f} s of the server", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        inside(Path(name))
    anyio.run(through_the_tools)
