"""The server put together: what a host sees of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any

from mcp.server.lowlevel import NotificationOptions
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, InputRequiredResult, Resource, ResourceLink
from mcp_types.version import is_version_at_least

from orchestrator.errors import OrchestratorError
from orchestrator.server import prompts
from orchestrator.server.desk import Desk
from orchestrator.server.goals import Goals
from orchestrator.server.mending import Mending
from orchestrator.server.plans import Plans
from orchestrator.server.resources import FILES, Resources
from orchestrator.server.reviewing import Reviewing
from orchestrator.server.settings import ServerSettings
from servers.contract.errors import Refused
from servers.serving import READS, REPLACES, REPLACES_OUTSIDE, WRITES, Progress, ToolServer

INSTRUCTIONS = (
    "Turns a folder of course syllabi into a semester: calendar, reminders, what clashes, what is uncertain."
    " set_up_semester first; put its questions to the student, and list_uncertain shows what to check. whats_due and"
    " ask_syllabus answer from it. For anything else over the configured servers: list_servers, then write a plan,"
    " check_plan until it has no fault, run_plan. What runs long answers with a run id for run_status."
)

_UNDOES = REPLACES.model_copy(update={"idempotent_hint": False})
_RUNS = REPLACES_OUTSIDE.model_copy(update={"idempotent_hint": False})
"""What a plan does is what its tools do, so nothing better can be promised."""
_CHANGES_FILES = frozenset({"set_up_semester", "correct_item", "move_item", "undo_change", "run_plan", "resume_run"})
_LINKS_SINCE, _MODERN_SINCE = "2025-06-18", "2026-07-28"
"""Versions of the protocol: from the first on, an answer may link to resources; from the second on, who wants to hear
of changes listens on a stream of its own."""


class HostServer(ToolServer):
    """Tells a host what changed, lists what there is at the moment, and links only where the host knows links."""

    def __init__(self, desk: Desk, resources: Resources) -> None:
        self._resources = resources

        @asynccontextmanager
        async def lifespan(_server: MCPServer[Any]) -> AsyncGenerator[Desk]:
            async with desk.open():
                yield desk

        super().__init__(
            "semester",
            title="Syllabus Orchestrator",
            instructions=INSTRUCTIONS,
            version=version("syllabus-orchestrator"),
            refusals=(Refused, OrchestratorError),
            lifespan=lifespan,
            extensions=[Reviewing(desk).app()],
        )
        # Every transport makes what a host is told at its greeting by this, and has no way to be told what changes.
        lowlevel: Any = self._lowlevel_server
        changing = NotificationOptions(resources_changed=True)
        lowlevel.create_initialization_options = partial(lowlevel.create_initialization_options, changing)

    async def list_resources(self) -> list[Resource]:
        return [*await super().list_resources(), *await self._resources.listed()]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Progress | None = None
    ) -> CallToolResult | InputRequiredResult:
        result = await super().call_tool(name, arguments, context)
        if context is None or not isinstance(result, CallToolResult):
            return result
        if name in _CHANGES_FILES and not result.is_error:
            await _announce(context)
        if not is_version_at_least(context.protocol_version or "", _LINKS_SINCE):
            result.content = [block for block in result.content if not isinstance(block, ResourceLink)]
        return result


def build(settings: ServerSettings) -> HostServer:
    """The server of one client. It starts nothing before it is asked for something."""
    desk = Desk(settings)
    resources = Resources(desk)
    server = HostServer(desk, resources)
    resources.offer(server)
    prompts.offer(server)
    mending, plans = Mending(desk), Plans(desk)
    goals = Goals(desk, mending)
    reading = (
        *(goals.whats_due, goals.whats_changed, goals.ask_syllabus, goals.list_uncertain, goals.show_evidence),
        *(plans.list_servers, plans.check_plan, plans.list_runs, plans.show_run, plans.run_status, plans.run_result),
    )
    for annotations, group in (
        (REPLACES, (goals.set_up_semester,)),
        (READS, reading),
        (REPLACES, (mending.correct_item, mending.move_item)),
        (WRITES, (mending.complete_item,)),
        (_UNDOES, (mending.undo_change,)),
        (_RUNS, (plans.run_plan, plans.resume_run)),
        (WRITES, (plans.cancel_run,)),
    ):
        for tool in group:
            server.tool(annotations=annotations)(tool)
    return server


async def _announce(context: Progress) -> None:
    """The semester's files may be others now, and there may be other courses."""
    if not is_version_at_least(context.protocol_version or "", _MODERN_SINCE):
        await context.session.send_resource_list_changed()
        return
    await context.notify_resources_changed()
    for name in FILES:
        await context.notify_resource_updated(f"semester://{name}")
