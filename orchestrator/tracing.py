"""A run and its calls as OpenTelemetry spans, where a tracer is configured; elsewhere they cost next to nothing.

The MCP SDK makes a span of each request and hands the trace on to the server; made inside of ours, its spans join them.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import get_tracer

from orchestrator.plan import Plan
from orchestrator.tools import ToolCaller

_NAME = "orchestrator"


class Traced:
    """A `ToolCaller` each of whose calls is a span `SERVER.TOOL`, with its error where it ends in one."""

    def __init__(self, tools: ToolCaller) -> None:
        self._tools = tools

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        attributes = {"orchestrator.server": service, "orchestrator.tool": tool}
        with get_tracer(_NAME).start_as_current_span(f"{service}.{tool}", attributes=attributes):
            return await self._tools.call(service, tool, arguments)


@contextmanager
def run_span(plan: Plan) -> Generator[None]:
    """The span of a whole run; the calls' spans are its children."""
    attributes = {"orchestrator.steps": len(plan.steps)}
    with get_tracer(_NAME).start_as_current_span(f"run {plan.name}".strip(), attributes=attributes):
        yield
