"""The reminders server as a host meets it: its tools over stdio, its store a file."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from mcp import Client
from mcp_types import TextContent

from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.store import Store
from tests.spawning import ask, refusal, spawned

pytestmark = pytest.mark.anyio

SOURCE = "CS 101 Fall 2026"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def reminder(key: str, **fields: Any) -> dict[str, Any]:
    usual = {
        "key": key,
        "title": "CS 101: Midterm 2",
        "due": "2026-11-05T10:00:00-05:00",
        "remind_at": "2026-11-04T10:00:00-05:00",
    }
    return {**usual, **fields}


def exam(*days: str, **fields: Any) -> list[dict[str, Any]]:
    """The reminders of one exam, as the semester's planning makes them, on some days of November."""
    return [
        reminder(f"midterm-2/{day}", item="midterm-2", remind_at=f"2026-11-{day}T10:00:00-05:00", **fields)
        for day in days
    ]


async def text(client: Client, tool: str, **arguments: Any) -> str:
    (block,) = (await client.call_tool(tool, arguments)).content
    assert isinstance(block, TextContent)
    return block.text


async def keys(client: Client, tool: str = "list_reminders", **arguments: str) -> list[str]:
    return [each["key"] for each in (await ask(client, tool, **arguments))["reminders"]]


async def test_a_dry_run_begins_with_what_is_stored_and_stores_nothing(tmp_path: Path) -> None:
    store = str(tmp_path / "reminders.db")
    async with spawned("reminders", "--db", store) as client:
        (made,) = (await ask(client, "create_reminder", reminder=reminder("midterm-2")))["reminders"]
    async with spawned("reminders", "--db", store, "--dry-run") as client:
        await ask(client, "create_reminders", reminders=[reminder("final"), reminder("essay")])
        assert set(await keys(client)) == {"midterm-2", "final", "essay"}
    (stored,) = Reminders(Store(store, MIGRATIONS), ZoneInfo("UTC")).all()
    assert stored.reminder.model_dump(mode="json") == made


async def test_a_source_is_synced_and_the_text_alone_says_what_changed() -> None:
    async with spawned("reminders", "--db", ":memory:") as client:
        first = await ask(client, "sync_reminders", source=SOURCE, reminders=exam("03", "04"))
        assert [each["key"] for each in first["added"]] == ["midterm-2/03", "midterm-2/04"]
        said = await text(client, "sync_reminders", source=SOURCE, reminders=exam("04", notes="Chapters 1 to 5"))
    gone, stays = first["added"]
    assert said.splitlines() == [
        "CS 101 Fall 2026: 0 added, 1 changed, 1 cancelled, 0 unchanged",
        f"CS 101: Midterm 2 has the notes “Chapters 1 to 5” now ({stays['uid']})",
        "cancelled Tue 3 Nov 2026, 10:00 · CS 101: Midterm 2 · due Thu 5 Nov 2026, 10:00 · cancelled · " + gone["uid"],
    ]


async def test_a_reminder_from_due_to_done_to_open_again() -> None:
    async with spawned("reminders", "--db", ":memory:") as client:
        added = (await ask(client, "sync_reminders", source=SOURCE, reminders=exam("03", "04")))["added"]
        first, second = (each["uid"] for each in added)
        assert await keys(client, "due_reminders", now="2026-11-03T10:00:00-05:00") == ["midterm-2/03"]
        await ask(client, "snooze_reminder", uid=first, until="2026-11-04T18:00:00-05:00")
        assert await keys(client, "due_reminders", now="2026-11-04T17:00:00-05:00") == ["midterm-2/04"]
        done = await ask(client, "complete_reminder", uid=second)
        assert [each["state"] for each in done["reminders"]] == ["done", "done"]
        assert await refusal(client, "snooze_reminder", uid=first, until="PT2H") == (
            "CS 101: Midterm 2 is done: only what is open can be put off"
        )
        await ask(client, "reopen_reminder", uid=first)
        assert await ask(client, "delete_reminder", uid=first) == {"deleted": [first]}
        assert await keys(client, "due_reminders") == ["midterm-2/04"]


async def test_a_list_is_narrowed_by_state_time_and_course() -> None:
    async with spawned("reminders", "--db", ":memory:") as client:
        given = [
            reminder("a", course="CS 101", remind_at="2026-11-01T10:00Z"),
            reminder("b", course="CS 101", remind_at="2026-11-02T23:30Z"),
            reminder("c", course="BIO 2", remind_at="2026-11-03T10:00Z"),
        ]
        made = (await ask(client, "create_reminders", reminders=given))["reminders"]
        await ask(client, "complete_reminder", uid=made[0]["uid"])
        assert await keys(client) == ["a", "b", "c"]
        assert await keys(client, state="pending") == ["b", "c"]
        assert await keys(client, before="2026-11-02") == ["a", "b"]
        assert await keys(client, before="2026-11-02T23:00Z") == ["a"]
        assert await keys(client, course="BIO 2") == ["c"]
        assert "before 'Friday' has no time of the day" in await refusal(client, "list_reminders", before="Friday")


async def test_the_export_has_one_task_for_each_work_with_an_alarm_for_each_reminder(tmp_path: Path) -> None:
    async with spawned("reminders", "--db", ":memory:", "--root", str(tmp_path)) as client:
        notes = "“Midterm 2, Nov 5” (cs101.pdf, page 2)\n20 % of the grade."
        given = [
            *exam("03", "04", notes=notes, course="CS 101", category="exam"),
            reminder("essay", title="Éssay; x, y"),
        ]
        await ask(client, "sync_reminders", source=SOURCE, reminders=given)
        listed = (await ask(client, "list_reminders"))["reminders"]
        essay = next(each for each in listed if each["key"] == "essay")
        await ask(client, "complete_reminder", uid=essay["uid"])
        written = await ask(client, "export_reminders", path=str(tmp_path / "reminders.ics"))
        assert written == {"path": str(tmp_path / "reminders.ics"), "text": None, "reminders": 3}
    file: Any = Calendar.from_ical((tmp_path / "reminders.ics").read_bytes())
    tasks = {str(task["uid"]): task for task in file.walk("VTODO")}
    done = tasks.pop(essay["uid"])
    assert (str(done["summary"]), str(done["status"]), done.walk("VALARM")) == ("Éssay; x, y", "COMPLETED", [])
    (exam_task,) = tasks.values()
    assert str(exam_task["description"]) == notes
    assert exam_task["due"].dt.isoformat() == "2026-11-05T15:00:00+00:00"
    assert {alarm["trigger"].params["VALUE"] for alarm in exam_task.walk("VALARM")} == {"DATE-TIME"}
    assert {(str(alarm["uid"]), alarm["trigger"].dt.isoformat()) for alarm in exam_task.walk("VALARM")} == {
        (each["uid"], f"{each['remind_at'][:10]}T15:00:00+00:00") for each in listed if each["key"] != "essay"
    }


async def test_an_export_can_be_written_below_a_root_only(tmp_path: Path) -> None:
    async with spawned("reminders", "--db", ":memory:", "--root", str(tmp_path)) as client:
        assert "outside of what this server may touch" in await refusal(client, "export_reminders", path="/etc/x.ics")
        assert (await ask(client, "export_reminders"))["text"].startswith("BEGIN:VCALENDAR")


async def test_a_model_can_choose_the_tools_by_what_they_say_of_themselves() -> None:
    async with spawned("reminders", "--db", ":memory:") as client:
        tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == {
        "create_reminder",
        "create_reminders",
        "sync_reminders",
        "list_reminders",
        "due_reminders",
        "complete_reminder",
        "reopen_reminder",
        "snooze_reminder",
        "delete_reminder",
        "publish_reminders",
        "export_reminders",
    }
    for tool in tools:
        assert tool.description
        assert "\n" not in tool.description
        assert tool.output_schema is not None
        assert tool.annotations is not None
        assert "$ref" not in str(tool.input_schema)
    writing = {tool.name for tool in tools if tool.annotations and not tool.annotations.read_only_hint}
    assert {tool.name for tool in tools} - writing == {"list_reminders", "due_reminders"}
