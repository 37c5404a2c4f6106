"""What a server says of its tools and what a tool answers, as the engine's values. No process, no connection.

A result is checked against the output schema here and not by the SDK, which does it on the event loop: a megabyte
of rows would hold every other call for half a second.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from anyio import to_thread
from jsonschema import SchemaError
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from mcp_types import CallToolResult, TextContent
from mcp_types import Tool as ListedTool
from referencing import Registry
from referencing.exceptions import Unresolvable

from orchestrator.errors import ToolError
from orchestrator.tools import Tool

_CHECKED_AT_ONCE = 500
"""Values in a result that is checked where it comes in: some 3 ms. A larger one is checked in a thread."""

_LONGEST_MESSAGE = 200
"""The validator quotes the value that is wrong, which may be all of the result."""


class BrokenSchemaError(Exception):
    """A result is not what the tool's own output schema says, or that schema is none. The message ends a sentence."""


def to_tool(listed: ListedTool) -> Tool:
    hints = listed.annotations
    return Tool(
        name=listed.name,
        description=listed.description or "",
        input_schema=listed.input_schema,
        output_schema=listed.output_schema,
        read_only=bool(hints and hints.read_only_hint),
        idempotent=bool(hints and hints.idempotent_hint),
        destructive=hints is None or hints.destructive_hint is not False,
    )


def value(answer: CallToolResult, tool: Tool | None) -> Any:
    """What the tool returned: its structured content, where the protocol wrapped it the value within, else its text."""
    structured = answer.structured_content
    if structured is None:
        return _text(answer)
    wrapped = tool is not None and tool.wraps_result and list(structured) == ["result"]
    return structured["result"] if wrapped else structured


def successful(answer: CallToolResult) -> CallToolResult:
    """The answer itself.

    Raises:
        ToolError: it says that the tool failed.
    """
    if answer.is_error:
        raise ToolError(_text(answer) or "the tool failed and said no more")
    return answer


def _text(answer: CallToolResult) -> str:
    return "\n".join(block.text for block in answer.content if isinstance(block, TextContent))


class ResultCheck:
    """Checks results against their tools' output schemas."""

    def __init__(self) -> None:
        self._validators: dict[str, tuple[Mapping[str, Any], Validator]] = {}

    async def check(self, tool: Tool, answer: CallToolResult) -> None:
        """Return if the result is what `tool` promised.

        Raises:
            BrokenSchemaError: it is not.
        """
        if tool.output_schema is None or answer.is_error:
            return
        schema, validator = self._validators.get(tool.name, (None, None))
        if validator is None or schema is not tool.output_schema:  # a session that was replaced lists its tools anew
            validator = _validator(tool.output_schema)
            self._validators[tool.name] = (tool.output_schema, validator)
        if answer.structured_content is None:
            raise BrokenSchemaError("it has no structured content")
        if _count(answer.structured_content, _CHECKED_AT_ONCE) < _CHECKED_AT_ONCE:
            _check(validator, answer.structured_content)
        else:
            await to_thread.run_sync(_check, validator, answer.structured_content, abandon_on_cancel=True)


def _validator(output_schema: Mapping[str, Any]) -> Validator:
    schema = dict(output_schema)
    kind = validator_for(schema)
    try:
        kind.check_schema(schema)
    except SchemaError as error:
        raise BrokenSchemaError(f"the schema itself is none: {error.message}") from None
    return kind(schema, registry=Registry())  # an empty one: a `$ref` to elsewhere is not fetched


def _check(validator: Validator, content: Any) -> None:
    try:
        error = next(validator.iter_errors(content), None)
    except Unresolvable as unresolvable:
        raise BrokenSchemaError(f"the schema itself leads nowhere: {unresolvable}") from None
    if error is not None:
        raise BrokenSchemaError(f"{error.json_path}: {error.message[:_LONGEST_MESSAGE]}")


def _count(content: object, enough: int) -> int:
    """How many values are in `content`, counted no further than `enough`."""
    waiting: list[object] = [content]
    count = 0
    while waiting and count < enough:
        inner = waiting.pop()
        count += 1
        if isinstance(inner, dict):
            waiting.extend(cast("dict[str, object]", inner).values())
        elif isinstance(inner, list):
            waiting.extend(cast("Sequence[object]", inner))
    return count
