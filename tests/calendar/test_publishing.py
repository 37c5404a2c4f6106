"""Calendars on a CalDAV server, in both directions, against a real one on this machine."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servers.caldav import PASSWORD_VARIABLE, ChangedThere, Collection
from servers.calendar.events import MIGRATIONS, Events
from servers.calendar.publishing import publish
from servers.contract.calendar import Event
from servers.contract.errors import Refused
from servers.contract.publishing import Publication
from servers.store import Store
from tests.radicale import PASSWORD, another_program, radicale
from tests.spawning import ask, refusal, spawned

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@dataclass
class Both:
    """A calendar here and one on the server, with another program that uses the latter."""

    events: Events
    url: str
    theirs: Any

    def publish(self, **options: Any) -> Publication:
        return publish(self.events, Collection(self.url, "ada", "VEVENT"), **options)

    def titles_there(self) -> list[str]:
        return sorted(str(event.icalendar_component["summary"]) for event in self.theirs.get_events())

    def edit_there(self, title: str, **properties: str) -> None:
        """What another program does: reads the event, changes it, writes it back."""
        (event,) = (each for each in self.theirs.get_events() if str(each.icalendar_component["summary"]) == title)
        with event.edit_icalendar_component() as component:
            for name, value in properties.items():
                component[name] = value
        event.save()

    def delete_there(self, title: str) -> None:
        (event,) = (each for each in self.theirs.get_events() if str(each.icalendar_component["summary"]) == title)
        event.delete()


@pytest.fixture
def both(server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Generator[Both]:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    with another_program(server) as client, closing(Store(":memory:", MIGRATIONS)) as store:
        theirs = client.principal().make_calendar(cal_id=request.node.name)
        yield Both(Events(store, now=lambda: NOW), f"{server}/ada/{request.node.name}/", theirs)


def exam(key: str, **fields: Any) -> Event:
    given = {"key": key, "title": key.capitalize(), "start": "2026-11-03T19:00:00", "timezone": "America/New_York"}
    return Event.model_validate({**given, **fields})


def titles(named: list[Any]) -> list[str]:
    return [each.title for each in named]


def test_what_is_here_goes_there_and_what_is_there_comes_here(both: Both) -> None:
    both.events.sync("PHYS 1", [exam("midterm"), exam("lecture", rrule="FREQ=WEEKLY;COUNT=9")])
    both.theirs.add_event(summary="Dentist", dtstart=datetime(2026, 11, 4, 9, tzinfo=UTC), uid="dentist")
    first = both.publish()
    assert sorted(titles(first.sent)) == ["Lecture", "Midterm"]
    assert titles(first.received) == ["Dentist"]
    assert both.titles_there() == ["Dentist", "Lecture", "Midterm"]
    assert both.events.get("dentist").start == "2026-11-04T09:00:00+00:00"
    assert both.publish() == Publication(url=both.url)


def test_changes_and_removals_go_both_ways(both: Both) -> None:
    both.events.sync("PHYS 1", [exam("midterm"), exam("quiz"), exam("essay"), exam("talk")])
    both.publish()
    both.edit_there("Midterm", location="Gym")
    both.delete_there("Quiz")
    by_title = {each.event.title: each.event.uid or "" for each in both.events.all()}
    both.events.update(by_title["Essay"], {"title": "Essay on light"})
    both.events.delete(by_title["Talk"])
    run = both.publish()
    assert (titles(run.sent), titles(run.removed_there)) == (["Essay on light"], ["Talk"])
    assert (titles(run.received), titles(run.removed_here)) == (["Midterm"], ["Quiz"])
    assert both.titles_there() == ["Essay on light", "Midterm"]
    kept = both.events.sync("PHYS 1", [exam("midterm"), exam("quiz"), exam("essay"), exam("talk")])
    assert both.events.get(by_title["Midterm"]).location == "Gym"  # changed by the user's other program: by hand
    assert sorted((each.title, each.fields) for each in kept.kept) == [
        ("Essay on light", ["title"]),
        ("Midterm", ["location"]),
    ]
    assert both.publish() == Publication(url=both.url)


def test_a_conflict_is_shown_and_nothing_overwritten_until_the_user_says_whose_it_is(both: Both) -> None:
    (added,) = both.events.sync("PHYS 1", [exam("midterm")]).added
    both.publish()
    both.edit_there("Midterm", location="Gym")
    both.events.update(added.uid or "", {"location": "Hall 1"})
    for _ in range(2):
        run = both.publish()
        assert (run.sent, run.received) == ([], [])
        assert [each.text for each in run.conflicts] == [
            "Midterm, changed on both sides; on the server it has the location “Gym” instead of “Hall 1”"
        ]
    assert titles(both.publish(prefer="there").received) == ["Midterm"]
    assert both.events.get(added.uid or "").location == "Gym"
    assert both.publish() == Publication(url=both.url)


@pytest.mark.long
def test_changed_there_and_deleted_here_is_a_conflict(both: Both) -> None:
    (added,) = both.events.sync("PHYS 1", [exam("midterm")]).added
    both.publish()
    both.edit_there("Midterm", location="Gym")
    both.events.delete(added.uid or "")
    assert [each.text for each in both.publish().conflicts] == ["Midterm was deleted here and changed on the server"]
    assert titles(both.publish(prefer="here").removed_there) == ["Midterm"]


def test_an_edit_between_reading_and_writing_is_not_overwritten(both: Both) -> None:
    both.events.sync("PHYS 1", [exam("midterm")])
    both.publish()
    collection = Collection(both.url, "ada", "VEVENT")
    (entry,) = collection.entries()
    both.edit_there("Midterm", location="Gym")
    with pytest.raises(ChangedThere):
        collection.put(entry.content, entry)
    with pytest.raises(ChangedThere):
        collection.remove(entry)


def test_only_the_chosen_sources_go_there(both: Both) -> None:
    both.events.sync("PHYS 1", [exam("midterm")])
    both.events.sync("DIARY", [exam("secret")])
    assert titles(both.publish(sources=["PHYS 1"]).sent) == ["Midterm"]
    assert both.titles_there() == ["Midterm"]


def test_what_can_not_be_understood_there_is_told_and_left_alone(both: Both) -> None:
    floating = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:f\nDTSTAMP:20260101T000000Z\n"
    floating += "DTSTART:20261104T090000\nSUMMARY:Somewhen\nEND:VEVENT\nEND:VCALENDAR\n"
    both.theirs.add_event(ical=floating)
    (skipped,) = both.publish().skipped
    assert skipped.title == "Somewhen"
    assert both.titles_there() == ["Somewhen"]


def test_what_became_incomprehensible_there_is_not_deleted_here(both: Both) -> None:
    (added,) = both.events.sync("PHYS 1", [exam("midterm")]).added
    both.publish()
    both.edit_there("Midterm", dtstart="20261103T190000", dtend="20261103T200000")
    (skipped,) = both.publish().skipped
    assert (skipped.title, skipped.reason.split(":")[0]) == ("Midterm", "its time is floating, without a time zone")
    assert both.events.get(added.uid or "").title == "Midterm"


@pytest.mark.long
def test_what_keeps_it_from_the_server_is_one_sentence(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = f"{both.url[:-1]}-not-there/"
    for url, sentence in (
        (nowhere, f"127.0.0.1 has no calendar at {nowhere}: make one there, or mend it"),
        ("http://127.0.0.1:1/ada/x/", "127.0.0.1 can't be reached: ConnectionError"),
        ("http://example.org/ada/x/", "example.org would be sent the password in clear: use its https address"),
        ("https://[::", "give the calendar's https address, without a user or password in it"),
        ("https://example.org:99999/", "give the calendar's https address, without a user or password in it"),
        ("https://ada:pw@example.org/x/", "give the calendar's https address, without a user or password in it"),
    ):
        with pytest.raises(Refused) as refused:
            publish(both.events, Collection(url, "ada", "VEVENT"))
        assert str(refused.value) == sentence
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong")
    with pytest.raises(Refused, match=r"127\.0\.0\.1 did not accept the user name and password"):
        both.publish()


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_host_publishes_by_the_tool_and_never_sees_the_password(both: Both, tmp_path: Path) -> None:
    async with spawned("calendar", "--db", str(tmp_path / "calendar.db")) as client:
        shown = await refusal(client, "publish_calendar", url=both.url, username="ada")
        assert shown.startswith("there is no password for ada@127.0.0.1: put it into the variable CALDAV_PASSWORD")
        await ask(client, "create_event", event={"title": "Talk", "start": "2026-11-03", "all_day": True})
        assert PASSWORD not in str(await client.list_tools())
