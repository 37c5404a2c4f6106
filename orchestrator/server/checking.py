"""What there is to call, and what is wrong with a plan that wants to call it."""

from collections.abc import Mapping, Sequence
from typing import Any

from anyio import create_task_group

from orchestrator.check import input_faults, structure_faults, tool_faults
from orchestrator.config import ServerConfig
from orchestrator.errors import Fault, OrchestratorError, PlanError, nearest
from orchestrator.executor import catalogue
from orchestrator.plan import Plan, to_plan
from orchestrator.runs import servers_of
from orchestrator.server.results import Checked, ListedServer, PlanFault, Servers, ServerTool
from orchestrator.server.settings import ServerSettings
from orchestrator.tools import Tool
from servers.contract.errors import Refused


class Checking:
    """The servers that a plan may use. They are started for the question and stopped again."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._listed: dict[str, ListedServer] = {}
        self._tools: dict[str, Mapping[str, Tool]] = {}

    async def servers(self, server: str | None) -> Servers:
        """All servers with their tools, or the one that is named.

        Raises:
            Refused: there is no such server.
        """
        configs = self._configs()
        if server is not None and server not in configs:
            raise Refused(f"there is no server {server!r}; {nearest(server, configs)}")
        wanted = {server: configs[server]} if server else configs
        await self._look(wanted)
        return Servers(servers=[self._listed[name] for name in wanted])

    async def check(self, plan: Mapping[str, Any], inputs: Mapping[str, Any] | None) -> Checked:
        """All that is wrong with a plan, and what of it may destroy something. `inputs`: None where not known yet."""
        try:
            read = to_plan(plan)
        except PlanError as error:
            return Checked(ok=False, faults=[_fault(each) for each in error.faults], steps=0)
        configs = self._configs()
        used = {step.service_name for step in read.steps} & configs.keys()
        await self._look({name: configs[name] for name in used - self._tools.keys()})
        faults = [*self.forbidden(read), *structure_faults(read, configs)]
        faults += input_faults(read, inputs) if inputs is not None else []
        faults += [Fault(problem) for name in sorted(used) if (problem := self._listed[name].problem)]
        faults += tool_faults(read, {name: self._tools[name] for name in used & self._tools.keys()})
        asks = [
            f"{step.id} ({step.service_name}.{step.tool_name})"
            for step in read.steps
            if (tool := self._tools.get(step.service_name, {}).get(step.tool_name)) and tool.may_destroy
        ]
        return Checked(ok=not faults, faults=[_fault(each) for each in faults], steps=len(read.steps), destructive=asks)

    def forbidden(self, plan: Plan) -> list[Fault]:
        """The steps that this server was started without."""
        permits = self._settings.permits
        return [
            Fault(
                f"step {step.id!r} may not call {step.service_name}.{step.tool_name}: this server was started so",
                ("steps", number, "tool_name"),
            )
            for number, step in enumerate(plan.steps)
            if not permits(step.service_name, step.tool_name)
        ]

    def _configs(self) -> dict[str, ServerConfig]:
        settings = self._settings
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
        permits = self._settings.permits
        self._listed[name] = ListedServer(
            server=name,
            tools=[
                ServerTool(
                    name=tool.name,
                    description=(tool.description.splitlines() or [""])[0],
                    arguments=_signature(tool),
                    reads_only=tool.read_only,
                    destructive=tool.may_destroy,
                    permitted=permits(name, tool.name),
                )
                for tool in found.values()
            ],
        )


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
