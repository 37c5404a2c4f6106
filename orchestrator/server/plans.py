"""The tools for plans that a model writes: what there is to call, what is wrong with a plan, and its run."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from anyio import to_thread
from mcp.server.elicitation import AcceptedElicitation
from mcp.server.mcpserver.resolve import Resolve
from pydantic import Field

from orchestrator.errors import PlanError
from orchestrator.executor import outcome_of
from orchestrator.plan import to_plan
from orchestrator.server import asking, setting_up, wording
from orchestrator.server.desk import Desk, state
from orchestrator.server.resources import result_link, timeline_link
from orchestrator.server.results import Checked, RunList, RunResult, RunState, Servers
from orchestrator.server.running import ANSWER_SECONDS
from servers.contract.errors import Refused
from servers.serving import Progress, ToolAnswer, answer

_Plan = Annotated[
    dict[str, Any],
    Field(
        description='{"steps": [{"id", "service_name", "tool_name", "arguments", …}]}; "$step.field" in an argument'
        " stands for an earlier step's result; also for_each with $item, when, on_error, inputs"
    ),
]
_Inputs = Annotated[dict[str, Any] | None, Field(description="Values of the plan's inputs, by name")]
_Run = Annotated[str, Field(description="The run's id or the beginning of it; last for the newest")]
_Confirm = Annotated[
    bool, Field(description="True where the user has agreed to the steps that may change or remove what is there")
]
_Server = Annotated[str | None, Field(description="Only this server, with its tools in full words")]
_MOST_RESULTS = 50_000
"""Characters of all results in an answer; what is longer is read as a resource."""


class Plans:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def list_servers(self, server: _Server = None) -> Annotated[ToolAnswer, Servers]:
        """List the servers that a plan may use, with their tools and their arguments."""
        result = await self._desk.checking.servers(server)
        return answer(wording.servers_text(result), result, rest="ask for one server")

    async def check_plan(self, plan: _Plan, inputs: _Inputs = None) -> Annotated[ToolAnswer, Checked]:
        """Find every fault of a plan at once, before anything is started: mend them, check again, then run_plan."""
        result = await self._desk.checking.check(plan, inputs)
        return answer(wording.checked_text(result), result, rest="mend these first")

    async def run_plan(
        self,
        agreed: Annotated[asking.Answer, Resolve(asking.agreement)],
        progress: Progress,
        plan: _Plan,
        inputs: _Inputs = None,
        confirm: _Confirm = False,  # noqa: FBT002 - an argument of the tool
    ) -> Annotated[ToolAnswer, RunResult]:
        """Run a plan of tool calls; what runs long answers with a run id, and the same call meanwhile finds it."""
        if not isinstance(agreed, AcceptedElicitation) or not agreed.data.agree:
            raise Refused("the user did not agree to what may change or remove what is there: nothing was started")
        settings = self._desk.settings_of_run()
        record = await self._desk.ran(to_plan(plan), inputs or {}, settings, progress.report_progress)
        return await self._result(record.id)

    async def resume_run(self, progress: Progress, run: _Run = "last") -> Annotated[ToolAnswer, RunResult]:
        """Go on with a run that was stopped, killed or has failed; what had ended well is not done again."""
        record = await to_thread.run_sync(self._desk.runs.journal.record, run)
        plan = await to_thread.run_sync(self._desk.runs.journal.plan, record.id)
        if faults := self._desk.checking.forbidden(plan):
            raise PlanError(faults)
        going_on = await self._desk.runs.go_on(record.id)
        await self._desk.follow(going_on, ANSWER_SECONDS, progress.report_progress)
        return await self._result(going_on)

    async def list_runs(
        self, limit: Annotated[int, Field(ge=1, le=200, description="How many at most, the newest first")] = 20
    ) -> Annotated[ToolAnswer, RunList]:
        """List the runs, the newest first, with their state."""
        records = await to_thread.run_sync(self._desk.runs.journal.runs)
        result = RunList(runs=[state(record) for record in records[:limit]])
        return answer(wording.runs_text(result.runs), result, rest="ask with a lower limit")

    async def show_run(self, run: _Run = "last") -> Annotated[ToolAnswer, RunState]:
        """Show how a run went: its steps, what failed and why, and what is left to do."""
        result = await self._desk.state(run)
        return answer(wording.run_text(result), result, rest=f"run://{result.run}/timeline has them")

    async def run_status(self, run: _Run = "last") -> Annotated[ToolAnswer, RunState]:
        """Tell whether a run goes on, how far it is, and what to call next."""
        result = await self._desk.state(run)
        return answer(wording.run_text(result), result, rest=f"run://{result.run}/timeline has them")

    async def run_result(self, run: _Run = "last") -> Annotated[ToolAnswer, RunResult]:
        """Get what came of a run: the result of each step that is done."""
        return await self._result(run)

    async def cancel_run(self, run: _Run) -> Annotated[ToolAnswer, RunState]:
        """Stop a run that goes on; what it stored stays, and resume_run goes on with it."""
        record = await self._desk.runs.stop(run)
        result = await self._desk.state(record.id)
        return answer(wording.run_text(result), result, rest=f"run://{result.run}/timeline has them")

    async def _result(self, run: str) -> ToolAnswer:
        recorded = await self._desk.read(run)
        told = await self._desk.state(recorded.record.id)
        links = [result_link(told.run), timeline_link(told.run)]
        if await setting_up.came_of(self._desk, recorded.record) is not None:
            semester = await setting_up.result(self._desk, recorded.record)
            return answer(
                wording.set_up_text(semester), RunResult(run=told, semester=semester), links, rest=wording.SEMESTER
            )
        results = dict(await to_thread.run_sync(lambda: outcome_of(recorded).results))
        shown = _fitting(results)
        left_out = [step for step in results if step not in shown]
        result = RunResult(run=told, results=shown, left_out=left_out)
        return answer(wording.result_text(result), result, links, rest=f"run://{told.run}/result has them")


def _fitting(results: Mapping[str, Any]) -> dict[str, Any]:
    """The short ones first, as many as an answer holds; in their order."""
    sizes = {step: len(json.dumps(result)) for step, result in results.items()}
    kept: set[str] = set()
    left = _MOST_RESULTS
    for step in sorted(sizes, key=lambda step: sizes[step]):
        left -= sizes[step]
        if left >= 0:
            kept.add(step)
    return {step: result for step, result in results.items() if step in kept}
