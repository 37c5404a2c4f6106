"""What a host sees of the server before it calls anything: nothing to choke on. The other three: test_contract."""

import re
from pathlib import Path

import pytest
from mcp import Client

from orchestrator.server.app import build
from orchestrator.server.settings import ServerSettings
from tests.test_contract import assert_first_line_tells_what, assert_input_is_self_contained

pytestmark = pytest.mark.anyio

READS = {
    *("whats_due", "whats_changed", "ask_syllabus", "list_uncertain", "show_evidence", "list_servers"),
    *("check_plan", "list_runs", "show_run", "run_status", "run_result", "review_semester"),
}
DESTROYS = {"set_up_semester", "correct_item", "move_item", "undo_change", "run_plan", "resume_run"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_each_tool_is_one_that_every_host_takes(tmp_path: Path) -> None:
    async with Client(build(ServerSettings(roots=[tmp_path], home=tmp_path, out=tmp_path))) as client:
        tools = (await client.list_tools()).tools
    for tool in tools:
        assert re.fullmatch(r"[a-z_]{1,24}", tool.name)
        assert tool.title
        assert_first_line_tells_what(tool)
        assert_input_is_self_contained(tool)
        assert tool.output_schema, tool.name
        assert tool.output_schema["type"] == "object", tool.name
        bare = [name for name, schema in tool.input_schema["properties"].items() if "description" not in schema]
        assert bare == [], tool.name


async def test_each_tool_says_honestly_what_it_does(tmp_path: Path) -> None:
    async with Client(build(ServerSettings(roots=[tmp_path], home=tmp_path, out=tmp_path))) as client:
        hints = {tool.name: tool.annotations for tool in (await client.list_tools()).tools}
    assert {name for name, hint in hints.items() if hint and hint.read_only_hint} == READS
    assert {name for name, hint in hints.items() if hint and hint.destructive_hint} == DESTROYS
    assert {name for name, hint in hints.items() if hint and hint.open_world_hint} == {"run_plan", "resume_run"}
    assert all(hints.values())


async def test_to_be_asked_for_the_tools_touches_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with Client(build(ServerSettings(roots=[tmp_path], home=home, out=home / "semester"))) as client:
        await client.list_tools()
        await client.list_prompts()
        await client.list_resource_templates()
    assert not home.exists()
