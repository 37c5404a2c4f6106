"""Results against their tools' output schemas."""

from typing import Any

import anyio
import pytest
from anyio.lowlevel import checkpoint
from mcp_types import CallToolResult

from orchestrator.answers import BrokenSchemaError, ResultCheck
from orchestrator.tools import Tool

pytestmark = pytest.mark.anyio

ROW = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
TOOL = Tool("rows", output_schema={"type": "object", "properties": {"rows": {"type": "array", "items": ROW}}})


def answer(content: dict[str, Any] | None) -> CallToolResult:
    return CallToolResult(content=[], structured_content=content)


@pytest.mark.parametrize("count", [1, 20_000])
async def test_a_result_that_breaks_its_schema_is_told_with_the_place(count: int) -> None:
    check = ResultCheck()
    rows: list[Any] = [{"n": n} for n in range(count)]
    await check.check(TOOL, answer({"rows": rows}))
    rows.append({"n": "many"})
    with pytest.raises(BrokenSchemaError) as caught:
        await check.check(TOOL, answer({"rows": rows}))
    assert str(caught.value) == f"$.rows[{count}].n: 'many' is not of type 'integer'"


async def test_a_result_that_is_not_there_at_all_breaks_the_schema() -> None:
    with pytest.raises(BrokenSchemaError, match="it has no structured content"):
        await ResultCheck().check(TOOL, answer(None))


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "objekt"}, "the schema itself is none: "),
        ({"$ref": "https://example.org/schema.json"}, "the schema itself leads nowhere: "),
    ],
)
async def test_a_schema_that_is_none_is_told_as_that(schema: dict[str, Any], fault: str) -> None:
    with pytest.raises(BrokenSchemaError, match=fault):
        await ResultCheck().check(Tool("t", output_schema=schema), answer({"n": 1}))


async def test_others_go_on_while_a_huge_result_is_checked() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await checkpoint()

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(others)
            await ResultCheck().check(TOOL, answer({"rows": [{"n": n} for n in range(20_000)]}))
            group.cancel_scope.cancel()
    assert turns > 5  # checked on the event loop, it would be one
