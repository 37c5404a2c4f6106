"""What all three servers promise to every host: names, schemas, annotations, text, and an end."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any, cast

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import TextContent, Tool

from tests.spawning import REPOSITORY, refusal, spawned

pytestmark = pytest.mark.anyio

SYLLABUS = """# ASTR 101: The Sky

Fall 2026. Instructor: Noor Haddad.

- Homework 1 due September 11, 2026
- Final exam: December 10, 2026
"""
EVENT = {"title": "Star party", "start": "2026-10-02T20:00:00Z", "end": "2026-10-02T22:00:00Z", "key": "party"}
REMINDER = {"title": "Star chart", "remind_at": "2026-10-01T20:00:00Z", "due": "2026-10-02T20:00:00Z", "key": "chart"}

TOOLS = {
    "syllabus": {"find_syllabi", "parse_syllabus", "search_syllabus", "read_syllabus", "plan_semester"},
    "calendar": {
        *("create_event", "create_events", "sync_events", "list_events", "get_event", "update_event", "delete_event"),
        *("find_conflicts", "find_free_time", "export_calendar", "import_calendar"),
    },
    "reminders": {
        *("create_reminder", "create_reminders", "sync_reminders", "list_reminders", "complete_reminder"),
        *("snooze_reminder", "delete_reminder", "due_reminders", "export_reminders"),
    },
}
# One call of each server that answers with content, and a word of that content.
CALLS: dict[str, tuple[str, dict[str, Any], str]] = {
    "syllabus": ("parse_syllabus", {"path": "sky.md"}, "2026-12-10"),
    "calendar": ("create_events", {"events": [EVENT]}, "Star party"),
    "reminders": ("create_reminders", {"reminders": [REMINDER]}, "Star chart"),
}
READS = re.compile("find|list|get|parse|search|read|show|plan|due|export")

servers = pytest.mark.parametrize("server", list(TOOLS))


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contract")
    (folder / "sky.md").write_text(SYLLABUS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=list(TOOLS))
async def running(request: pytest.FixtureRequest, folder: Path) -> AsyncGenerator[tuple[str, Client]]:
    async with spawned(request.param, *options(request.param, folder)) as client:
        yield request.param, client


def options(server: str, folder: Path) -> list[str]:
    store = [] if server == "syllabus" else ["--db", str(folder / f"{server}.db")]
    return [*store, "--root", str(folder)]


async def test_a_server_has_the_tools_of_the_contract_and_every_host_can_take_them(running: tuple[str, Client]) -> None:
    server, client = running
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools.keys() >= TOOLS[server]
    for name, tool in tools.items():
        assert re.fullmatch(r"[a-z_]{1,24}", name)
        assert tool.title
        assert_first_line_tells_what(tool)
        assert_input_is_self_contained(tool)
        assert_annotated(tool)
        assert tool.output_schema, name
        assert tool.output_schema["type"] == "object", name


def assert_first_line_tells_what(tool: Tool) -> None:
    first, _, _ = (tool.description or "").partition("\n")
    assert 20 <= len(first) <= 140, tool.name
    assert first[0].isupper()
    assert "…" in first or first.endswith("."), tool.name


def assert_input_is_self_contained(tool: Tool) -> None:
    schema = tool.input_schema
    assert schema["type"] == "object"
    assert not {"oneOf", "anyOf", "allOf", "not", "enum"} & schema.keys(), tool.name
    assert not {"$ref", "$defs"} & set(names_in(schema)), tool.name
    assert len(json.dumps(schema)) < 7000, f"{tool.name}: hosts pay for each word of it"


def assert_annotated(tool: Tool) -> None:
    hints = tool.annotations
    assert hints, tool.name
    assert hints.open_world_hint is False or tool.name.startswith("publish"), tool.name
    if hints.read_only_hint:
        assert READS.match(tool.name), f"{tool.name} says that it only reads"
        assert not hints.destructive_hint
    if re.match("delete|update|sync", tool.name):
        assert hints.destructive_hint, tool.name


def names_in(schema: object) -> Iterator[str]:
    """All keys, at any depth."""
    if isinstance(schema, dict):
        for name, value in cast("dict[str, object]", schema).items():
            yield name
            yield from names_in(value)
    elif isinstance(schema, list):
        for value in cast("list[object]", schema):
            yield from names_in(value)


async def test_every_argument_is_described(running: tuple[str, Client]) -> None:
    bare = [
        f"{tool.name}({name})"
        for tool in (await running[1].list_tools()).tools
        for name, schema in tool.input_schema["properties"].items()
        if "description" not in schema
    ]
    assert bare == []


async def test_the_text_of_an_answer_carries_its_facts_and_is_no_copy_of_the_structure(
    running: tuple[str, Client],
) -> None:
    server, client = running
    tool, arguments, word = CALLS[server]
    result = await client.call_tool(tool, arguments)
    (block,) = result.content
    assert isinstance(block, TextContent)
    assert word in block.text
    assert not block.text.startswith("{")
    assert len(block.text) < len(json.dumps(result.structured_content))


async def test_a_call_with_an_unknown_argument_is_refused_with_the_near_name(running: tuple[str, Client]) -> None:
    server, client = running
    tool, arguments, _ = CALLS[server]
    known = next(iter(arguments))
    told = await refusal(client, tool, **{**arguments, f"{known}x": 1})
    assert told == f"{tool} has no argument '{known}x': did you mean '{known}'?"


@servers
async def test_hosts_of_the_protocol_before_2026_are_served_too(server: str, folder: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable, args=["-m", f"servers.{server}", *options(server, folder)], cwd=REPOSITORY
    )
    with anyio.fail_after(60):
        async with Client(command, mode="legacy") as client:
            assert {tool.name for tool in (await client.list_tools()).tools} >= TOOLS[server]


@servers
def test_help_says_how_a_server_is_started(server: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", f"servers.{server}", "--help"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{server}-server" in told.stdout
    assert "--root" in told.stdout
    assert "MCP" in told.stdout


@servers
def test_a_server_ends_with_its_input_and_writes_nothing_on_the_wire(server: str, folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", f"servers.{server}", *options(server, folder)],
        cwd=REPOSITORY,
        input=b"",
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert ended.stdout == b""
    assert ended.stderr == b""
