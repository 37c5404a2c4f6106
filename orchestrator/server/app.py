"""The server put together: what a host sees of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from mcp.server.mcpserver import MCPServer

from orchestrator.errors import OrchestratorError
from orchestrator.server.desk import Desk
from orchestrator.server.goals import Goals
from orchestrator.server.mending import Mending
from orchestrator.server.plans import Plans
from orchestrator.server.settings import ServerSettings
from servers.contract.errors import Refused
from servers.serving import READS, REPLACES, REPLACES_OUTSIDE, WRITES, ToolServer, serve

INSTRUCTIONS = (
    "Turns a folder of course syllabi into a semester: calendar, reminders, what clashes, what is uncertain."
    " set_up_semester first; put its questions to the student, and list_uncertain shows what to check. whats_due and"
    " ask_syllabus answer from it. For anything else over the configured servers: list_servers, then write a plan,"
    " check_plan until it has no fault, run_plan. What runs long answers with a run id for run_status."
)

_UNDOES = REPLACES.model_copy(update={"idempotent_hint": False})
_RUNS = REPLACES_OUTSIDE.model_copy(update={"idempotent_hint": False})
"""What a plan does is what its tools do, so nothing better can be promised."""


def build(settings: ServerSettings) -> ToolServer:
    """The server of one client. It starts nothing before it is asked for something."""
    desk = Desk(settings)

    @asynccontextmanager
    async def lifespan(_server: MCPServer[None]) -> AsyncGenerator[None]:
        async with desk.open():
            yield

    server = ToolServer(
        "semester",
        title="Syllabus Orchestrator",
        instructions=INSTRUCTIONS,
        version=version("syllabus-orchestrator"),
        refusals=(Refused, OrchestratorError),
        lifespan=lifespan,
    )
    goals, mending, plans = Goals(desk), Mending(desk), Plans(desk)
    reading = (
        *(goals.whats_due, goals.whats_changed, goals.ask_syllabus, goals.list_uncertain),
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


def serve_stdio(server: ToolServer) -> None:
    """Serve over stdin and stdout until the host closes them or is gone; runs go on."""
    serve(server)
