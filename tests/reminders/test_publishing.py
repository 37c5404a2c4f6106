"""Reminders as tasks on a CalDAV server, in both directions, against a real one on this machine."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servers.caldav import PASSWORD_VARIABLE, Collection
from servers.contract.publishing import Publication
from servers.contract.reminders import Reminder
from servers.reminders.publishing import publish
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.store import Store
from tests.radicale import PASSWORD, another_program, radicale
from tests.spawning import refusal, spawned

SOURCE = "PHYS 1"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@dataclass
class Both:
    """Reminders here and tasks on the server, with the phone that uses the latter."""

    reminders: Reminders
    url: str
    phone: Any

    def publish(self, **options: Any) -> Publication:
        return publish(self.reminders, Collection(self.url, "ada", "VTODO"), **options)

    def task(self, title: str) -> Any:
        todos = self.phone.get_todos(include_completed=True)
        (found,) = (each for each in todos if str(each.icalendar_component["summary"]) == title)
        return found

    def edit(self, title: str, **properties: Any) -> None:
        """What a phone does: reads the task, changes it, writes it back."""
        task = self.task(title)
        with task.edit_icalendar_component() as component:
            for name, value in properties.items():
                component.pop(name, None)
                component.add(name.replace("_", "-"), value)
        task.save()

    def states(self) -> dict[str | None, str]:
        return {each.reminder.key: each.reminder.state for each in self.reminders.all()}


@pytest.fixture
def both(server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Generator[Both]:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    with another_program(server) as client, closing(Store(":memory:", MIGRATIONS)) as store:
        phone = client.principal().make_calendar(cal_id=request.node.name)
        reminders = Reminders(store, ZoneInfo("America/New_York"), lambda: NOW)
        yield Both(reminders, f"{server}/ada/{request.node.name}/", phone)


def of(work: str, *days: int, due: str = "2026-11-20T10:00:00-05:00", **fields: Any) -> list[Reminder]:
    """The reminders of one work, some days of November before it is due, as the plan of a semester makes them."""
    return [
        Reminder(
            key=f"{work}/{day}",
            item=work,
            title=work.capitalize(),
            due=due,
            remind_at=f"2026-11-{day:02}T10:00:00-05:00",
            **fields,
        )
        for day in days
    ]


def titles(named: list[Any]) -> list[str]:
    return [each.title for each in named]


def test_a_task_ticked_off_on_the_phone_is_done_here_and_stays_done_when_the_syllabus_is_read_again(both: Both) -> None:
    both.reminders.sync(SOURCE, [*of("midterm", 13, 19), *of("essay", 19)])
    assert sorted(titles(both.publish().sent)) == ["Essay", "Midterm"]
    both.task("Midterm").complete()
    assert titles(both.publish().received) == ["Midterm"]
    assert both.states() == {"midterm/13": "done", "midterm/19": "done", "essay/19": "pending"}
    both.reminders.sync(SOURCE, [*of("midterm", 12, 19), *of("essay", 19)])
    assert both.states()["midterm/12"] == "done"
    assert both.publish() == Publication(url=both.url)


def test_what_is_done_or_reopened_here_is_so_on_the_phone(both: Both) -> None:
    (first, *_) = both.reminders.sync(SOURCE, of("midterm", 13, 19)).added
    both.publish()
    both.reminders.complete(first.uid or "")
    assert titles(both.publish().sent) == ["Midterm"]
    assert str(both.task("Midterm").icalendar_component["status"]) == "COMPLETED"
    both.reminders.reopen(first.uid or "")
    both.publish()
    component = both.task("Midterm").icalendar_component
    assert str(component["status"]) == "NEEDS-ACTION"
    assert not {"COMPLETED", "PERCENT-COMPLETE"} & component.keys()
    assert both.publish() == Publication(url=both.url)


@pytest.mark.long
def test_what_the_phone_changes_counts_as_changed_by_hand(both: Both) -> None:
    both.reminders.sync(SOURCE, of("midterm", 13, 19))
    both.publish()
    both.edit("Midterm", summary="Midterm in Hall 2", due=datetime(2026, 11, 21, 15, tzinfo=UTC))
    assert titles(both.publish().received) == ["Midterm in Hall 2"]
    kept = both.reminders.sync(SOURCE, of("midterm", 13, 19)).kept
    assert {tuple(each.fields) for each in kept} == {("due", "title")}
    assert {each.reminder.due for each in both.reminders.all()} == {"2026-11-21T15:00:00+00:00"}
    assert both.publish() == Publication(url=both.url)


@pytest.mark.long
def test_what_another_program_wrote_into_a_task_stays_there(both: Both) -> None:
    both.reminders.sync(SOURCE, of("midterm", 13))
    both.publish()
    both.edit("Midterm", priority=1, x_apple_sort_order="7", dtstart=datetime(2026, 11, 20, 15, tzinfo=UTC))
    assert both.publish() == Publication(url=both.url)
    both.reminders.sync(SOURCE, of("midterm", 13, due="2026-11-18T10:00:00-05:00"))
    assert titles(both.publish().sent) == ["Midterm"]
    component = both.task("Midterm").icalendar_component
    assert (component["priority"], str(component["x-apple-sort-order"])) == (1, "7")
    assert component["due"].dt == datetime(2026, 11, 18, 15, tzinfo=UTC)
    assert "DTSTART" not in component


@pytest.mark.long
def test_an_alarm_that_rang_or_moved_on_the_phone(both: Both) -> None:
    both.reminders.sync(SOURCE, of("midterm", 12, 13, 19))
    both.publish()
    task = both.task("Midterm")
    with task.edit_icalendar_component() as component:
        rang, moved, _ = sorted(component.walk("VALARM"), key=lambda alarm: alarm["trigger"].dt)
        rang.add("acknowledged", datetime(2026, 11, 12, 15, 1, tzinfo=UTC))
        moved["trigger"].dt = datetime(2026, 11, 14, 9, tzinfo=UTC)
    task.save()
    both.publish()
    assert both.states() == {"midterm/12": "delivered", "midterm/13": "pending", "midterm/19": "pending"}
    rings = {each.reminder.key: each.rings for each in both.reminders.all()}
    assert rings["midterm/13"] == datetime(2026, 11, 14, 9, tzinfo=UTC)
    assert both.publish() == Publication(url=both.url)


def test_a_task_made_on_the_phone_comes_here_and_back(both: Both) -> None:
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT2H\nEND:VALARM\n"
    for uid, title, more in (
        ("one", "Return books", f"DUE;VALUE=DATE:20261112\n{alarm}"),
        ("two", "Water the plants", "DUE:20261112T100000Z\nRRULE:FREQ=DAILY\n"),
        ("three", "Some day", ""),
        ("four", "Long done", "DUE:20261012T100000Z\nSTATUS:COMPLETED\n"),
    ):
        task = f"BEGIN:VTODO\nUID:{uid}\nDTSTAMP:20261101T000000Z\nSUMMARY:{title}\n{more}END:VTODO\n"
        both.phone.add_todo(ical=f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{task}END:VCALENDAR\n")
    run = both.publish()
    assert titles(run.received) == ["Return books"]
    assert {each.title: each.reason for each in run.skipped} == {
        "Water the plants": "it recurs, which a reminder can't",
        "Some day": "it has no date: give it one to be reminded of it",
    }
    (reminder,) = (each.reminder for each in both.reminders.all())
    assert (reminder.due, reminder.remind_at) == ("2026-11-12T23:59:00-05:00", "2026-11-13T02:59:00+00:00")
    both.reminders.complete(reminder.uid or "")
    assert titles(both.publish().sent) == ["Return books"]
    assert str(both.task("Return books").icalendar_component["status"]) == "COMPLETED"


@pytest.mark.long
def test_what_is_deleted_on_one_side_is_deleted_on_the_other(both: Both) -> None:
    both.reminders.sync(SOURCE, [*of("midterm", 13), *of("essay", 13, 19)])
    both.publish()
    both.task("Essay").delete()
    assert titles(both.publish().removed_here) == ["Essay"]
    both.reminders.sync(SOURCE, [*of("midterm", 13), *of("essay", 13, 19)])
    assert set(both.states()) == {"midterm/13"}
    (midterm,) = both.reminders.all()
    both.reminders.delete(midterm.reminder.uid or "")
    assert titles(both.publish().removed_there) == ["Midterm"]
    assert both.phone.get_todos(include_completed=True) == []


def test_a_conflict_is_shown_and_nothing_overwritten_until_the_user_says_whose_it_is(both: Both) -> None:
    both.reminders.sync(SOURCE, of("midterm", 13))
    both.publish()
    both.edit("Midterm", summary="Midterm, room 5")
    both.reminders.sync(SOURCE, of("midterm", 13, notes="Chapters 1 to 4"))
    for _ in range(2):
        run = both.publish()
        assert (run.sent, run.received) == ([], [])
        (conflict,) = run.conflicts
        assert conflict.text == (
            "Midterm, changed on both sides; on the server it was called “Midterm”,"
            " has no notes any more (was “Chapters 1 to 4”)"
        )
    assert titles(both.publish(prefer="here").sent) == ["Midterm"]
    assert str(both.task("Midterm").icalendar_component["description"]) == "Chapters 1 to 4"


@pytest.mark.long
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_host_that_gives_no_password_is_told_where_to_put_it(both: Both, tmp_path: Path) -> None:
    async with spawned("reminders", "--db", str(tmp_path / "reminders.db")) as client:
        shown = await refusal(client, "publish_reminders", url=both.url, username="ada")
        assert shown.startswith("there is no password for ada@127.0.0.1: put it into the variable CALDAV_PASSWORD")
