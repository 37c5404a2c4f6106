"""The tools for plans that a model writes: what there is to call, what is wrong with a plan, and its run."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from anyio import create_task_group, to_thread
from pydantic import Field

from orchestrator.config import ServerConfig
from orchestrator.errors import Fault, OrchestratorError, PlanError
from orchestrator.executor import catalogue, check_plan, outcome_of
from orchestrator.plan import Plan, to_plan
from orchestrator.runs import servers_of
from orchestrator.server import wording
from orchestrator.server.desk import Desk, state
from orchestrator.server.results import (
    Checked,
    ListedServer,
    PlanFault,
    RunList,
    RunResult,
    RunState,
    Servers,
    ServerTool,
)
from orchestrator.server.running import ANSWER_SECONDS
from orchestrator.tools import Tool
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
_MOST_TEXT = 20_000


class Plans:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._listed: dict[str, ListedServer] = {}
        self._tools: dict[str, Mapping[str, Tool]] = {}

    async def list_servers(self, server: _Server = None) -> Annotated[ToolAnswer, Servers]:
        """List the servers that a plan may use, with their tools and their arguments."""
        configs = self._configs()
        if server is not None and server not in configs:
            raise Refused(f"there is no server {server!r}: there are {', '.join(sorted(configs))}")
        wanted = {server: configs[server]} if server else configs
        await self._look(wanted)
        result = Servers(servers=[self._listed[name] for name in wanted])
        return answer(wording.servers_text(result), result)

    async def check_plan(self, plan: _Plan, inputs: _Inputs = None) -> Annotated[ToolAnswer, Checked]:
        """Find every fault of a plan at once, before anything is started: mend them, check again, then run_plan."""
        result = await self._checked(plan, inputs)
        return answer(wording.checked_text(result), result)

    async def run_plan(
        self,
        progress: Progress,
        plan: _Plan,
        inputs: _Inputs = None,
        confirm: _Confirm = False,  # noqa: FBT002 - an argument of the tool
    ) -> Annotated[ToolAnswer, RunResult]:
        """Run a plan of tool calls; what runs long answers with a run id, and the same call meanwhile finds it."""
        checked = await self._checked(plan, inputs or {})
        if not checked.ok:
            raise Refused(wording.checked_text(checked))
        if checked.destructive and not confirm:
            raise Refused(
                f"{', '.join(checked.destructive)} may change or remove what is there: ask the user, then call run_plan"
                " again with confirm=true"
            )
        settings = self._desk.settings_of_run()
        record = await self._desk.ran(to_plan(plan), inputs or {}, settings, progress.report_progress)
        return await self._result(record.id)

    async def resume_run(self, progress: Progress, run: _Run = "last") -> Annotated[ToolAnswer, RunResult]:
        """Go on with a run that was stopped, killed or has failed; what had ended well is not done again."""
        record = await to_thread.run_sync(self._desk.runs.journal.record, run)
        plan = await to_thread.run_sync(self._desk.runs.journal.plan, record.id)
        if faults := self._forbidden(plan):
            raise PlanError(faults)
        going_on = await self._desk.runs.go_on(record.id)
        await self._desk.runs.follow(going_on, ANSWER_SECONDS, progress.report_progress)
        return await self._result(going_on)

    async def list_runs(
        self, limit: Annotated[int, Field(ge=1, le=200, description="How many at most, the newest first")] = 20
    ) -> Annotated[ToolAnswer, RunList]:
        """List the runs, the newest first, with their state."""
        records = await to_thread.run_sync(self._desk.runs.journal.runs)
        result = RunList(runs=[state(record) for record in records[:limit]])
        return answer(wording.runs_text(result.runs), result)

    async def show_run(self, run: _Run = "last") -> Annotated[ToolAnswer, RunState]:
        """Show how a run went: its steps, what failed and why, and what is left to do."""
        recorded = await self._desk.read(run)
        result = state(recorded.record, recorded)
        return answer(wording.run_text(result), result)

    async def run_status(self, run: _Run = "last") -> Annotated[ToolAnswer, RunState]:
        """Tell whether a run goes on, how far it is, and what to call next."""
        recorded = await self._desk.read(run)
        result = state(recorded.record, recorded)
        return answer(wording.run_text(result), result)

    async def run_result(self, run: _Run = "last") -> Annotated[ToolAnswer, RunResult]:
        """Get what came of a run: the result of each step that is done."""
        return await self._result(run)

    async def cancel_run(self, run: _Run) -> Annotated[ToolAnswer, RunState]:
        """Stop a run that goes on; what it stored stays, and resume_run goes on with it."""
        record = await self._desk.runs.stop(run)
        result = state(record, await self._desk.read(record.id))
        return answer(wording.run_text(result), result)

    async def _result(self, run: str) -> ToolAnswer:
        recorded = await self._desk.read(run)
        told = state(recorded.record, recorded)
        results = dict(outcome_of(recorded).results)
        text = json.dumps(results, indent=1, ensure_ascii=False)
        shown = text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]} … ({len(text):,} characters in all)"
        return answer(f"{wording.run_text(told)}\n\n{shown}", RunResult(run=told, results=results))

    async def _checked(self, plan: Mapping[str, Any], inputs: Mapping[str, Any] | None) -> Checked:
        try:
            read = to_plan(plan)
        except PlanError as error:
            return Checked(ok=False, faults=[_fault(each) for each in error.faults], steps=0)
        configs = self._configs()
        faults = [*self._forbidden(read), *await check_plan(read, inputs=inputs, servers=configs)]
        used = {step.service_name for step in read.steps} & configs.keys()
        await self._look({name: configs[name] for name in used - self._tools.keys()})
        asks = [
            f"{step.id} ({step.service_name}.{step.tool_name})"
            for step in read.steps
            if (tool := self._tools.get(step.service_name, {}).get(step.tool_name)) and _may_destroy(tool)
        ]
        return Checked(ok=not faults, faults=[_fault(each) for each in faults], steps=len(read.steps), destructive=asks)

    def _forbidden(self, plan: Plan) -> list[Fault]:
        permits = self._desk.settings.permits
        return [
            Fault(
                f"step {step.id!r} may not call {step.service_name}.{step.tool_name}: this server was started so",
                ("steps", number, "tool_name"),
            )
            for number, step in enumerate(plan.steps)
            if not permits(step.service_name, step.tool_name)
        ]

    def _configs(self) -> dict[str, ServerConfig]:
        settings = self._desk.settings
        settings.out.mkdir(parents=True, exist_ok=True)
        return servers_of(settings.roots, settings.out, settings.config, home=settings.home)

    async def _look(self, configs: Mapping[str, ServerConfig]) -> None:
        async with create_task_group() as looking:
            for name, config in configs.items():
                looking.start_soon(self._look_at, name, config)

    async def _look_at(self, name: str, config: ServerConfig) -> None:
        try:
            found = (await catalogue({name: config}))[name]
        except OrchestratorError as error:
            self._listed[name] = ListedServer(server=name, problem=str(error))
            return
        self._tools[name] = found
        permits = self._desk.settings.permits
        self._listed[name] = ListedServer(
            server=name,
            tools=[
                ServerTool(
                    name=tool.name,
                    description=(tool.description.splitlines() or [""])[0],
                    arguments=_signature(tool),
                    reads_only=tool.read_only,
                    destructive=_may_destroy(tool),
                    permitted=permits(name, tool.name),
                )
                for tool in found.values()
            ],
        )


def _may_destroy(tool: Tool) -> bool:
    return tool.destructive and not tool.read_only


def _fault(fault: Fault) -> PlanFault:
    return PlanFault(text=fault.text, place=_place(fault.place))


def _place(place: Sequence[str | int]) -> str:
    written = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in place)
    return written.removeprefix(".")


def _signature(tool: Tool) -> str:
    properties: Mapping[str, Mapping[str, Any]] = tool.input_schema.get("properties", {})
    required = tool.input_schema.get("required", [])
    return ", ".join(f"{name}{'' if name in required else '?'}: {_kind(schema)}" for name, schema in properties.items())


def _kind(schema: Mapping[str, Any]) -> str:
    choices = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    kinds = dict.fromkeys(str(each.get("type", "any")) for each in choices)
    return "|".join(kinds)
