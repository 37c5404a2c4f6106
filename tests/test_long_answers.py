"""However much there is to tell: what a host gets stays below what hosts bear, and says where the rest is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import pytest
from mcp import Client
from mcp_types import CallToolResult, TextContent

from servers.calendar import server as calendar
from servers.calendar.events import MIGRATIONS as EVENT_TABLES
from servers.calendar.events import Events
from servers.contract.hosts import fitted
from servers.reminders import server as reminders
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS as REMINDER_TABLES
from servers.roots import Roots
from servers.store import Store
from tests.server.hosting import Place, host, place
from tests.spawning import spawned

pytestmark = pytest.mark.anyio

MOST_TOKENS = 25_000  # of an answer, for Claude Code; other hosts bear more
BYTES_A_TOKEN = 3  # of English text 4; of ids, dates and JSON some 3; of Chinese 3 to 5
YEARS = {"start": "2026-01-01", "end": "2035-12-31"}
MANY = 500
TITLE = "Midterm on what a title can hold when somebody pastes a whole sentence into it, as somebody will"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def text_of(result: CallToolResult) -> str:
    (first, *_) = result.content
    assert isinstance(first, TextContent)
    return first.text


def assert_borne(text: str, tool: str) -> None:
    assert len(text.encode()) <= MOST_TOKENS * BYTES_A_TOKEN, tool


async def assert_all_cut(client: Client, calls: Mapping[str, dict[str, Any]]) -> None:
    """Each of these calls has more to tell than fits, and its last line says how much more and where."""
    for tool, arguments in calls.items():
        result = await client.call_tool(tool, arguments)
        text = text_of(result)
        assert not result.is_error, text[:1000]
        assert_borne(text, tool)
        assert " more lines: " in text.rpartition("\n… and ")[2], f"{tool}: {text[-300:]}"


@pytest.mark.parametrize("line", ["word " * 5, "课程大纲" * 9, "x" * 100_000, '{"a": 1}, ' * 7_000])
def test_a_text_is_cut_where_hosts_would_drop_it_and_says_what_is_left_out(line: str) -> None:
    lines = [f"{number} {line}" for number in range(2 + 200_000 // len(line))]
    cut = fitted("\n".join(lines), "ask for less")
    assert_borne(cut, line[:9])
    shown, _, told = cut.rpartition("\n… and ")
    left = int(told.removesuffix(" more lines: ask for less").replace(",", ""))
    assert left + len([each for each in shown.split("\n") if not each.endswith(" …")]) == len(lines)
    assert "\n".join(lines).startswith(shown.removesuffix(" …"))
    assert len(shown) > 10_000, "and not sooner"


def test_a_text_that_is_borne_is_left_as_it_is() -> None:
    assert fitted("课" * 20_000, "ask for less") == "课" * 20_000
    assert fitted("", "ask for less") == ""


def event(number: int, source: str = "MATH 1") -> dict[str, Any]:
    day = f"20{26 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
    hours = {"start": f"{day}T{8 + number % 9:02}:00:00Z", "end": f"{day}T{9 + number % 9:02}:30:00Z"}
    return {"source": source, "key": f"{source} {number}", "title": f"{number}. {TITLE}", **hours}


def reminder(number: int, source: str = "MATH 1") -> dict[str, Any]:
    rings = f"2020-{1 + number % 12:02}-{1 + number % 28:02}T08:00:00Z"
    return {"source": source, "key": f"{source} {number}", "title": f"{number}. {TITLE}", "remind_at": rings}


async def test_a_full_calendar_is_told_in_parts(tmp_path: Path) -> None:
    events = Events(Store(str(tmp_path / "c.db"), EVENT_TABLES))
    without_start = ["BEGIN:VEVENT", f"SUMMARY:{TITLE[:70]}", "END:VEVENT"] * MANY * 2
    async with Client(calendar.build(events, Roots([tmp_path]), "UTC")) as client:
        await assert_all_cut(
            client,
            {
                "find_free_time": YEARS,
                "create_events": {"events": [event(number) for number in range(MANY)]},
                "sync_events": {"source": "M 2", "events": [event(number, "M 2") for number in range(MANY)]},
                "list_events": YEARS,
                "find_conflicts": YEARS,
                "export_calendar": {},
                "import_calendar": {"text": "\r\n".join(["BEGIN:VCALENDAR", *without_start, "END:VCALENDAR", ""])},
            },
        )


async def test_a_full_store_of_reminders_is_told_in_parts(tmp_path: Path) -> None:
    store = Reminders(Store(str(tmp_path / "r.db"), REMINDER_TABLES), ZoneInfo("UTC"))
    async with Client(reminders.build(store, Roots([tmp_path]), ZoneInfo("UTC"))) as client:
        await assert_all_cut(
            client,
            {
                "create_reminders": {"reminders": [reminder(number) for number in range(MANY)]},
                "sync_reminders": {"source": "M 2", "reminders": [reminder(number, "M 2") for number in range(MANY)]},
                "list_reminders": {},
                "due_reminders": {},
                "export_reminders": {},
            },
        )


def syllabus(number: int, items: int) -> str:
    """A course with so many pieces of work, each with a date that is no such weekday, and a word on each."""
    days = [f"{('September', 'October', 'November')[each % 3]} {1 + each % 28}, 2026" for each in range(items)]
    work = "\n".join(f"- Report {each + 1} (tentative): Monday, {day}" for each, day in enumerate(days))
    policy = "\n\n".join(f"## Policy {each}\n\nLate work loses points. {'Really. ' * 50}" for each in range(items))
    return (
        f"# MATH {100 + number}: Numbers\n\nFall 2026, Columbus, Ohio\n\nInstructor: Dr. Per Lind\n\n"
        "Classes begin August 24, 2026. Classes end December 11, 2026.\n\n"
        f"## Grading\n\nReports 100%\n\n## Dates\n\n{work}\n\n{policy}\n"
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Many syllabi and one that is huge, among files that are none."""
    here = place(tmp_path_factory.mktemp("many"), {f"math{number}.md": syllabus(number, 45) for number in range(14)})
    (here.folder / "huge.md").write_text(syllabus(99, 700), encoding="utf-8")
    for number in range(1500):
        (here.folder / f"holiday-{number}-by-the-sea.jpg").touch()
    return here


@pytest.mark.long
async def test_many_and_huge_syllabi_are_told_in_parts(many: Place) -> None:
    folder, huge = str(many.folder), str(many.folder / "huge.md")
    async with spawned("syllabus", "--root", folder) as client:
        await assert_all_cut(
            client,
            {
                "find_syllabi": {"folder": folder},
                "read_syllabus": {"path": huge},
                "plan_semester": {"paths": [str(each) for each in sorted(many.folder.glob("*.md"))]},
            },
        )
        for tool, more in {"search_syllabus": {"question": "late work?", "limit": 20}, "parse_syllabus": {}}.items():
            assert_borne(text_of(await client.call_tool(tool, {"path": huge, **more})), tool)


@pytest.mark.long
async def test_a_full_semester_is_told_in_parts_by_every_tool(many: Place) -> None:
    faulty = {"steps": [{"id": f"s{n}", "service_name": "calender_server", "tool_name": "x"} for n in range(1000)]}
    listing = {"id": "all", "service_name": "calendar_server", "tool_name": "list_events", "arguments": YEARS}
    async with host(many, seconds=600) as client:
        await settled(client, "set_up_semester", {"paths": [str(each) for each in many.folder.glob("math*.md")]})
        unsure = (await client.call_tool("list_uncertain", {})).structured_content
        assert unsure is not None
        ids = [each["id"] for each in unsure["items"]]
        cut: dict[str, dict[str, Any]] = {"list_uncertain": {}, "review_semester": {}, "check_plan": {"plan": faulty}}
        await assert_all_cut(client, cut)
        borne: dict[str, dict[str, Any]] = {
            "whats_due": {"since": "2026-01-01", "until": "2027-01-01"},
            "list_runs": {"limit": 200},
            "ask_syllabus": {"question": "what of late work?"},
            **{tool: {} for tool in ("list_servers", "show_run", "run_status", "run_result")},
            "show_evidence": {"id": ids[0]},
            "correct_item": {"ids": ids[:40], "accept": True},
            "move_item": {"id": ids[0], "date": "2026-11-30"},
            "complete_item": {"ids": ids[:40]},
            "undo_change": {},
            "whats_changed": {},
            "run_plan": {"plan": {"steps": [listing]}},
            "resume_run": {},
            "cancel_run": {"run": "last"},
        }
        for tool, arguments in borne.items():
            await settled(client, tool, arguments)
        tools = {tool.name for tool in (await client.list_tools()).tools}
    assert tools == {*cut, *borne, "set_up_semester"}


async def settled(client: Client, tool: str, arguments: dict[str, Any]) -> None:
    """Make the call, and wait for the run that it may have begun: each answer on the way is one that hosts bear."""
    result = await client.call_tool(tool, arguments)
    assert_borne(text_of(result), tool)
    said: dict[str, Any] = result.structured_content or {}
    while said.get("state") == "running" or "'state': 'running'" in str(said.get("run")):
        await anyio.sleep(0.5)
        status = await client.call_tool("run_status", {})
        assert_borne(text_of(status), "run_status")
        said = status.structured_content or {}
