"""The seam between the engine and what runs the tools."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol


class ToolCaller(Protocol):
    """Calls tools. MCP sessions are one; a dict of functions in a test is another.

    One that has a `catalogue: Catalogue` beside has plans checked against it, and its repeatable tools repeated.
    """

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        """The tool's structured result.

        A cancelled caller must not leave the call running.

        Raises:
            ToolError: the tool answered that it failed.
            ServerError: the server died, hung or could not be reached; whether the tool ran is unknown.
        """
        ...


current_call: ContextVar[tuple[str, int | None]] = ContextVar("current_call")
"""Step and item of the call that is being made, for a caller that tells where it makes it."""

sign_of_life: ContextVar[Callable[[], None] | None] = ContextVar("sign_of_life", default=None)
"""To be called whenever something is heard of the call that is being made; None where nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What a server says of one of its tools."""

    name: str
    description: str = ""
    input_schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    output_schema: Mapping[str, Any] | None = None
    read_only: bool = False
    idempotent: bool = False
    destructive: bool = True
    """The protocol's default where a server is silent."""

    @property
    def repeatable(self) -> bool:
        """Whether a second call does nothing that the first did not."""
        return self.read_only or self.idempotent

    @property
    def may_destroy(self) -> bool:
        """Whether it may change or remove what is there."""
        return self.destructive and not self.read_only

    @property
    def wraps_result(self) -> bool:
        """Whether its structured content is `{"result": …}` only because the protocol wants an object."""
        return self.output_schema is not None and list(self.output_schema.get("properties", {})) == ["result"]


Catalogue = Mapping[str, Mapping[str, Tool]]
"""The tools of each server by name: `catalogue["calendar_server"]["create_event"]`."""
