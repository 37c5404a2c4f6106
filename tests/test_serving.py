"""What `serving` adds to the SDK: sentences for faults, schemas that every host takes."""

from typing import Annotated, Any

import pytest
from mcp import Client, MCPError
from mcp_types import INVALID_PARAMS, TextContent
from pydantic import BaseModel, Field

from servers.contract.errors import Refused
from servers.serving import READS, ToolAnswer, ToolServer, answer

pytestmark = pytest.mark.anyio


class Leaf(BaseModel):
    title: str = Field(description="A property that is called like a keyword")
    green: bool = True


class Tree(BaseModel):
    leaves: list[Leaf]
    first: Leaf | None = None


class Count(BaseModel):
    leaves: int


def grown() -> ToolServer:
    server = ToolServer("grove", title="Grove", instructions="Counts leaves.", version="1")

    @server.tool(annotations=READS)
    async def count_leaves(  # pyright: ignore[reportUnusedFunction] - the server has it
        tree: Annotated[Tree, Field(description="What to count")], most: int = 10
    ) -> Annotated[ToolAnswer, Count]:
        """Count the leaves of a tree."""
        if not tree.leaves:
            raise Refused("the tree has no leaves: wait for spring")
        if most < 0:
            raise RuntimeError("a fault of ours")
        return answer(f"{len(tree.leaves)} leaves", Count(leaves=len(tree.leaves)))

    return server


async def told(arguments: dict[str, Any]) -> tuple[bool, str]:
    async with Client(grown()) as client:
        result = await client.call_tool("count_leaves", arguments)
    (block,) = result.content
    assert isinstance(block, TextContent)
    return bool(result.is_error), block.text


LEAF = {"title": "oak"}


async def test_an_answer_is_text_and_structure() -> None:
    async with Client(grown()) as client:
        result = await client.call_tool("count_leaves", {"tree": {"leaves": [LEAF, LEAF]}})
    assert result.structured_content == {"leaves": 2}
    assert await told({"tree": {"leaves": [LEAF, LEAF]}}) == (False, "2 leaves")


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"tree": {"leaves": []}}, "the tree has no leaves: wait for spring"),
    ({"tree": {"leaves": [LEAF]}, "mots": 1}, "count_leaves has no argument 'mots': did you mean 'most'?"),
    ({"tree": {"leaves": [LEAF]}, "zzz": 1}, "count_leaves has no argument 'zzz': it takes most, tree"),
    ({}, "count_leaves got a wrong argument: tree: field required"),
    (
        {"tree": {"leaves": [LEAF, {"title": 3}]}},
        "count_leaves got a wrong argument: tree.leaves.1.title: input should be a valid string (it is 3)",
    ),
    (
        {"tree": {"leaves": [{}, {}]}, "most": "x" * 100},
        "count_leaves got a wrong argument: tree.leaves.0.title: field required; 2 more",
    ),
]


@pytest.mark.parametrize(("arguments", "sentence"), FAULTS)
async def test_a_fault_of_the_caller_is_one_sentence_and_nothing_else(arguments: dict[str, Any], sentence: str) -> None:
    assert await told(arguments) == (True, sentence)


async def test_a_fault_of_ours_keeps_its_words_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    wrong, text = await told({"tree": {"leaves": [LEAF]}, "most": -1})
    assert wrong
    assert "a fault of ours" not in text
    assert "a fault of ours" in caplog.text


async def test_schemas_stand_alone_and_keep_what_is_called_like_a_keyword() -> None:
    async with Client(grown()) as client:
        (tool,) = (await client.list_tools()).tools
    leaf = {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "A property that is called like a keyword"},
            "green": {"type": "boolean", "default": True},
        },
        "required": ["title"],
    }
    assert tool.title == "Count leaves"
    assert tool.input_schema["properties"] == {
        "tree": {
            "type": "object",
            "description": "What to count",
            "properties": {
                "leaves": {"type": "array", "items": leaf},
                "first": {"anyOf": [leaf, {"type": "null"}], "default": None},
            },
            "required": ["leaves"],
        },
        "most": {"type": "integer", "default": 10},
    }
    assert "$defs" not in tool.input_schema


async def test_a_prompt_that_is_none_is_refused_as_a_wrong_parameter() -> None:
    async with Client(grown()) as client:
        with pytest.raises(MCPError, match="there is no prompt 'sow': there are none") as refused:
            await client.get_prompt("sow")
    assert refused.value.code == INVALID_PARAMS
