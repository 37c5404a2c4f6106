"""The calendar server as hosts meet it: a process of its own, asked over stdio."""

import csv
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from tests.spawning import ask, refusal, spawned

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
async def calendar(anyio_backend: str, folder: Path) -> AsyncGenerator[Client]:
    """One server for all tests here; each uses sources and weeks of its own."""
    async with spawned("calendar", "--db", str(folder / "calendar.db"), "--root", str(folder)) as client:
        yield client


def lecture(**fields: Any) -> dict[str, Any]:
    """Mondays and Wednesdays at ten in New York, over the end of summer time on 1 November 2026."""
    return {
        "key": "lecture",
        "title": "Physics lecture",
        "start": "2026-10-26T10:00:00",
        "end": "2026-10-26T11:00:00",
        "timezone": "America/New_York",
        "rrule": "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261112T045959Z",
        "location": "Hall 1",
        "course": "PHYS 1",
        **fields,
    }


async def test_a_class_at_ten_stays_at_ten_when_summer_time_ends(calendar: Client) -> None:
    stored = await ask(calendar, "create_event", event=lecture(source="dst"))
    assert stored["events"][0]["uid"]
    listed = await ask(
        calendar, "list_events", start="2026-10-26", end="2026-11-30", sources=["dst"], timezone="America/New_York"
    )
    assert [event["start"] for event in listed["events"]] == [
        "2026-10-26T10:00:00-04:00",
        "2026-10-28T10:00:00-04:00",
        "2026-11-02T10:00:00-05:00",
        "2026-11-04T10:00:00-05:00",
        "2026-11-09T10:00:00-05:00",
        "2026-11-11T10:00:00-05:00",
    ]


async def test_the_same_key_again_is_the_same_event(calendar: Client) -> None:
    given = {"key": "quiz", "title": "Quiz", "start": "2027-01-05", "all_day": True, "source": "same key"}
    (first,) = (await ask(calendar, "create_events", events=[given]))["events"]
    (again,) = (await ask(calendar, "create_events", events=[{**given, "start": "2027-01-06"}]))["events"]
    assert (again["uid"], again["start"], again["sequence"]) == (first["uid"], "2027-01-06", 1)


async def test_a_sync_tells_what_it_changed_and_a_second_changes_nothing(calendar: Client) -> None:
    midterm = {
        "key": "midterm-2",
        "title": "Midterm 2",
        "start": "2026-11-03T19:00:00",
        "timezone": "America/New_York",
        "categories": ["exam"],
    }
    added = await ask(calendar, "sync_events", source="PHYS 1", events=[midterm, lecture()])
    assert ([event["title"] for event in added["added"]], added["unchanged"]) == (["Midterm 2", "Physics lecture"], 0)
    moved = [{**midterm, "start": "2026-11-05T19:00:00"}, lecture()]
    changed = await ask(calendar, "sync_events", source="PHYS 1", events=moved)
    assert [(update["title"], update["changes"]) for update in changed["updated"]] == [
        ("Midterm 2", ["moved from Tue 3 Nov to Thu 5 Nov"])
    ]
    again = await ask(calendar, "sync_events", source="PHYS 1", events=moved)
    assert again == {"added": [], "updated": [], "removed": [], "unchanged": 2, "kept": []}


async def test_what_the_user_changed_or_deleted_outlives_the_next_sync(calendar: Client) -> None:
    def given(room: str) -> list[dict[str, Any]]:
        day = {"start": "2027-02-01", "all_day": True, "location": room}
        return [{"key": "essay", "title": "Essay", **day}, {"key": "talk", "title": "Talk", **day}]

    added = await ask(calendar, "sync_events", source="hand", events=given("A"))
    essay, talk = (event["uid"] for event in added["added"])
    await ask(calendar, "update_event", uid=essay, title="Essay on light")
    assert await ask(calendar, "delete_event", uid=talk) == {"deleted": [talk]}
    synced = await ask(calendar, "sync_events", source="hand", events=given("B"))
    assert synced["kept"] == [{"uid": essay, "title": "Essay on light", "fields": ["title"]}]
    (shown,) = (await ask(calendar, "get_event", uid=essay))["events"]
    assert (shown["title"], shown["location"]) == ("Essay on light", "B")
    assert "there is no event with the uid" in await refusal(calendar, "get_event", uid=talk)


async def test_a_new_start_keeps_the_length(calendar: Client) -> None:
    event = {"title": "Review", "start": "2027-03-01T10:00:00+01:00", "end": "2027-03-01T12:30:00+01:00"}
    (stored,) = (await ask(calendar, "create_event", event=event))["events"]
    (moved,) = (await ask(calendar, "update_event", uid=stored["uid"], start="2027-03-02T08:00:00+01:00"))["events"]
    assert moved["end"] == "2027-03-02T10:30:00+01:00"


async def test_conflicts_and_free_time(calendar: Client) -> None:
    def exam(title: str, start: str, end: str) -> dict[str, Any]:
        return {"title": title, "start": f"2027-05-03T{start}Z", "end": f"2027-05-03T{end}Z", "categories": ["exam"]}

    exams = [exam("Algebra", "09:00:00", "11:00:00"), exam("Biology", "10:30:00", "12:00:00")]
    await ask(calendar, "create_events", events=exams)
    found = await ask(calendar, "find_conflicts", start="2027-05-03", end="2027-05-03", timezone="UTC")
    assert [conflict["text"] for conflict in found["conflicts"]] == [
        "2 exams on Mon 3 May 2027: Algebra, Biology",
        "Algebra and Biology overlap on Mon 3 May 2027, 10:30",
    ]
    free = await ask(
        calendar,
        "find_free_time",
        start="2027-05-03",
        end="2027-05-03",
        earliest="08:30",
        latest="13:00",
        minutes=45,
        timezone="UTC",
    )
    assert free["free"] == [{"start": "2027-05-03T12:00:00+00:00", "end": "2027-05-03T13:00:00+00:00"}]


async def test_study_blocks_are_stored_only_when_asked_for(calendar: Client) -> None:
    final = {"key": "final", "title": "Final", "start": "2028-12-08T10:00:00", "timezone": "UTC", "weight": 30}
    await ask(calendar, "sync_events", source="study", events=[{**final, "categories": ["exam"]}])
    days = {"start": "2028-12-01", "end": "2028-12-10"}
    proposed = await ask(calendar, "propose_study_blocks", **days)
    assert (len(proposed["blocks"]), proposed["stored"]) == (8, False)
    assert proposed["needs"][0]["reason"] == "12 hours for an exam that counts 30 % of the grade"
    assert len((await ask(calendar, "list_events", **days))["events"]) == 1
    stored = await ask(calendar, "propose_study_blocks", **days, store=True)
    assert stored["blocks"] == proposed["blocks"]
    assert len((await ask(calendar, "list_events", **days))["events"]) == 9
    assert (await ask(calendar, "propose_study_blocks", **days, store=True))["blocks"] == []


async def test_an_exported_calendar_comes_back_whole(calendar: Client, folder: Path) -> None:
    await ask(calendar, "sync_events", source="export", events=[lecture(title="Licht; Öl, \\ und “mehr”\nzwei")])
    written = await ask(calendar, "export_calendar", path="semester.ics", sources=["export"])
    assert written == {"path": str(folder / "semester.ics"), "text": None, "events": 1}
    text = (await ask(calendar, "export_calendar", sources=["export"]))["text"]
    assert (folder / "semester.ics").read_bytes().decode() == text
    async with spawned("calendar", "--db", ":memory:", "--root", str(folder)) as other:
        imported = await ask(other, "import_calendar", path="semester.ics")
        assert (len(imported["events"]), imported["skipped"]) == (1, [])
        assert (await ask(other, "export_calendar"))["text"] == text


async def test_a_table_for_spreadsheets_has_a_row_an_occurrence(calendar: Client, folder: Path) -> None:
    hostile = {"key": "hostile", "title": '=HYPERLINK("http://evil.example")', "start": "2026-10-27", "all_day": True}
    await ask(calendar, "sync_events", source="table", events=[lecture(), hostile])
    await ask(calendar, "export_calendar", path="semester.csv", sources=["table"])
    rows = list(csv.DictReader((folder / "semester.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["Title"], row["Start"]) for row in rows[:3]] == [
        ("Physics lecture", "2026-10-26T10:00:00-04:00"),
        ('\'=HYPERLINK("http://evil.example")', "2026-10-27"),
        ("Physics lecture", "2026-10-28T10:00:00-04:00"),
    ]
    assert len(rows) == 7


async def test_what_can_not_be_done_is_refused_in_one_sentence(calendar: Client) -> None:
    assert await refusal(calendar, "create_event", event={"title": "Talk", "start": "2026-11-03T19:00:00"}) == (
        "Talk: 2026-11-03T19:00:00 has no offset: give one, or a timezone beside it"
    )
    assert "is outside of what this server may touch" in await refusal(calendar, "export_calendar", path="../x.ics")
    assert "must end in .ics" in await refusal(calendar, "export_calendar", path="notes.txt")
    assert "is not an iCalendar file" in await refusal(calendar, "import_calendar", text="Dear calendar,")
    assert await refusal(calendar, "import_calendar") == "import_calendar takes either a path or a text"
    assert await refusal(calendar, "sync_events", source="x", events=[{"title": "Talk", "start": "2026-11-03"}]) == (
        "Talk has no key: give one that says what it is, without a date"
    )


async def test_tools_are_what_hosts_can_use(calendar: Client) -> None:
    tools = {tool.name: tool for tool in (await calendar.list_tools()).tools}
    assert tools.keys() >= {
        *("create_event", "create_events", "sync_events", "list_events", "get_event", "update_event", "delete_event"),
        *("find_conflicts", "find_free_time", "export_calendar", "import_calendar"),
    }
    for name, tool in tools.items():
        assert len(name) <= 24
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz_")
        assert "$ref" not in str(tool.input_schema)
        assert tool.input_schema["type"] == "object"
        assert tool.output_schema is not None
        assert tool.description
        assert "\n" not in tool.description
        assert tool.annotations is not None
