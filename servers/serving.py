"""How each of the servers meets the world: MCP over stdio, errors as one sentence, nothing left behind.

The only room that knows the MCP SDK. What it adds to it: an unknown argument is refused (the SDK ignores it), every
error is one sentence without the SDK's prefix, input schemas carry no `$ref`, and a server ends with its parent even
in the middle of a long call.
"""

import signal
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from difflib import get_close_matches
from typing import Any, cast

from mcp import MCPError
from mcp.server.caching import CacheHint
from mcp.server.extension import Extension
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import (
    INVALID_PARAMS,
    CallToolResult,
    ContentBlock,
    GetPromptResult,
    ImageContent,
    InputRequiredResult,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError

from servers.contract.errors import Refused, validation_sentence
from servers.contract.hosts import fitted
from servers.lifeline import end_with_parent

ToolAnswer = CallToolResult
"""What a tool returns, as `Annotated[ToolAnswer, Model]`: the model is the output schema."""

Progress = Context[Any, Any]
"""An argument of this type is no argument of the tool: through it a tool says how far it is."""

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""Writes, and the same call again changes nothing more."""
CHANGES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
"""Writes, and what comes of the same call again depends on when it is made."""
REPLACES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)
"""Changes or removes what was there; the same call again changes nothing more."""
REPLACES_OUTSIDE = REPLACES.model_copy(update={"open_world_hint": True})
"""The same, on another server too."""

_REST = "the structured content has them"


def answer(text: str, result: BaseModel, links: Sequence[ContentBlock] = (), *, rest: str = _REST) -> ToolAnswer:
    """`result` for programs, and `text` for hosts that show or read only text: it must carry every fact by itself.

    Args:
        links: resources that hold more, and pictures.
        rest: where a model finds what is left out of a text that is too long for hosts.
    """
    return CallToolResult(
        content=[TextContent(type="text", text=fitted(text, rest)), *links],
        structured_content=result.model_dump(mode="json"),
    )


def picture(png: bytes) -> ContentBlock:
    """For people, and for models that see, beside an answer's text."""
    return ImageContent(type="image", data=b64encode(png).decode(), mime_type="image/png")


Lifespan = Callable[[MCPServer[Any]], AbstractAsyncContextManager[Any]]
"""What a server holds open as long as it serves, and its tools find in their context."""


class ToolServer(MCPServer[Any]):
    """An MCP server whose tools raise `Refused` where they can't.

    Args:
        refusals: the errors whose message is for the caller.
        extensions: of the protocol, with tools and resources of their own.
    """

    def __init__(  # noqa: PLR0913 - each by name
        self,
        name: str,
        *,
        title: str,
        instructions: str,
        version: str,
        refusals: tuple[type[Exception], ...] = (Refused,),
        lifespan: Lifespan | None = None,
        extensions: Sequence[Extension] = (),
    ) -> None:
        self._refusals = refusals
        super().__init__(
            name,
            title=title,
            instructions=instructions,
            version=version,
            lifespan=lifespan,
            extensions=extensions,
            log_level="ERROR",
            cache_hints={"tools/list": CacheHint(ttl_ms=3_600_000, scope="public")},
        )

    async def list_tools(self) -> list[Tool]:
        tools = await super().list_tools()
        return [
            tool.model_copy(
                update={
                    "title": tool.title or tool.name.replace("_", " ").capitalize(),
                    "input_schema": _self_contained(tool.input_schema),
                }
            )
            for tool in tools
        ]

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[None, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        known = [prompt.name for prompt in await self.list_prompts()]
        if name not in known:
            raise MCPError(INVALID_PARAMS, f"there is no prompt {name!r}: there are {', '.join(known) or 'none'}")
        return await super().get_prompt(name, arguments, context)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        schemas = {tool.name: tool.input_schema for tool in await super().list_tools()}
        if name in schemas and (unknown := arguments.keys() - schemas[name]["properties"].keys()):
            return _error(_unknown_argument(name, min(unknown), sorted(schemas[name]["properties"])))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, self._refusals):
                return _error(str(cause))
            if isinstance(cause, ValidationError):
                return _error(validation_sentence(cause, f"{name} got a wrong argument"))
            raise


def serve(server: ToolServer) -> None:
    """Serve over stdio until the client closes it or the parent process is gone."""
    end_with_parent()
    # The SDK waits for its stdin reader at SIGINT; nothing here needs a clean-up that a kill could not replace.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    server.run()


def _error(sentence: str) -> CallToolResult:
    return CallToolResult(is_error=True, content=[TextContent(type="text", text=fitted(sentence, "mend these first"))])


def _unknown_argument(tool: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known) or 'none'}"
    return f"{tool} has no argument {name!r}: {hint}"


def _self_contained(schema: Mapping[str, Any]) -> dict[str, Any]:
    """`schema` with each `$ref` replaced by what it names, because hosts drop tools that have them.

    The titles that pydantic makes of names are left out: they say nothing, and a host pays for each word.
    """
    definitions = cast("Mapping[str, Any]", schema.get("$defs", {}))

    def inlined(value: Any) -> Any:
        if isinstance(value, list):
            return [inlined(inner) for inner in cast("list[Any]", value)]
        if not isinstance(value, dict):
            return value
        mapping = cast("dict[str, Any]", value)
        if "$ref" in mapping:
            rest = {name: inner for name, inner in mapping.items() if name != "$ref"}
            return inlined({**definitions[mapping["$ref"].rpartition("/")[2]], **rest})
        return {
            name: inner if name == "default" else inlined(inner)
            for name, inner in mapping.items()
            if name != "$defs" and not (name == "title" and isinstance(inner, str))
        }

    return cast("dict[str, Any]", inlined(dict(schema)))
