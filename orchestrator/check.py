"""Every fault of a plan that can be known before its first call. Pure: a plan and a catalogue in, faults out.

Rules
-----
1. Of the plan alone: duplicate and unknown names, cycles, steps that can never be taken, defaults of another type.
2. With the servers' tools: unknown servers, tools and arguments, missing ones, and literals that the input schema does
   not allow, however deep.
3. References: a field that the output schema does not have, and a value of a type that the argument does not take.
4. Only what is certain is a fault. Where a schema is silent, so is the check.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from orchestrator.errors import Fault, nearest
from orchestrator.graph import Graph, build
from orchestrator.plan import Input, Plan, short
from orchestrator.references import expression, holds, kind
from orchestrator.tools import Catalogue

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (Mapping,),
}


def structure_faults(plan: Plan, services: Collection[str] | None = None) -> list[Fault]:
    """What is wrong with the plan by itself, and where `services` is given, servers that are not among them."""
    return structure(plan, services)[1]


def structure(plan: Plan, services: Collection[str] | None = None) -> tuple[Graph | None, list[Fault]]:
    """The plan's graph, where there can be one, and its faults as of `structure_faults`."""
    graph, faults = build(plan)
    if services is not None:
        faults += _unknown_servers(plan, services)
    for name, declared in plan.inputs.items():
        if declared.default is not None and not _has_type(declared.default, declared.type):
            text = f"the default of the input {name!r} must be {declared.type}, and is {short(declared.default)}"
            faults.append(Fault(text, ("inputs", name, "default")))
    if graph is not None and any(step.when is not None for step in plan.steps):
        faults += _never_taken(plan, graph)
    return graph, faults


def tool_faults(plan: Plan, catalogue: Catalogue) -> list[Fault]:
    """Where the plan, which is sound by itself, does not fit the servers' tools."""
    # Late, because a host waits for its server's first answer, and `jsonschema` is needed for plans alone.
    from orchestrator.fitting import Known, argument_faults, expression_faults  # noqa: PLC0415

    known = Known(plan, catalogue)
    faults: list[Fault] = []
    for position, step in enumerate(plan.steps):
        if step.for_each is not None or step.when is not None:
            faults += expression_faults(position, step, known)
        tools = catalogue.get(step.service_name)
        if tools is None:
            continue
        if step.tool_name in tools:
            faults += argument_faults(position, step, tools[step.tool_name], known)
        else:
            text = f"{step.service_name} has no tool {step.tool_name!r}; {nearest(step.tool_name, tools)}"
            faults.append(Fault(f"step {step.id!r}: {text}", ("steps", position, "tool_name")))
    for name in plan.limits:
        service, _, tool = name.partition(".")
        if tool and service in catalogue and tool not in catalogue[service]:
            text = f"limits: {service} has no tool {tool!r}; {nearest(tool, catalogue[service])}"
            faults.append(Fault(text, ("limits", name)))
    return faults


def input_faults(plan: Plan, given: Mapping[str, Any]) -> list[Fault]:
    """Inputs that the plan does not have, that are missing, or that have another type."""
    faults = [
        Fault(f"the plan has no input {name!r}; {nearest(name, plan.inputs)}", ("inputs",))
        for name in given
        if name not in plan.inputs
    ]
    for name, declared in plan.inputs.items():
        if name in given:
            if not _has_type(given[name], declared.type):
                text = f"the input {name!r} must be {declared.type}, and {given[name]!r} is {kind(given[name])}"
                faults.append(Fault(text, ("inputs", name)))
        elif declared.is_required:
            faults.append(Fault(f"the input {name!r} ({_described(declared)}) is missing", ("inputs", name)))
    return faults


def _described(declared: Input) -> str:
    return f"{declared.type}: {declared.description}" if declared.description else declared.type


def _has_type(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


# -- of the plan alone


def _unknown_servers(plan: Plan, services: Collection[str]) -> Iterator[Fault]:
    for position, step in enumerate(plan.steps):
        if step.service_name not in services:
            hint = nearest(step.service_name, services)
            text = f"step {step.id!r}: there is no server {step.service_name!r}; {hint}"
            yield Fault(text, ("steps", position, "service_name"))
    for name in plan.limits:
        service = name.partition(".")[0]
        if service not in services:
            text = f"limits: there is no server {service!r}; {nearest(service, services)}"
            yield Fault(text, ("limits", name))


def _never_taken(plan: Plan, graph: Graph) -> list[Fault]:
    """Steps whose condition never holds, whatever the results are, and those that wait for such a step."""
    never: dict[int, Fault] = {}
    for position in graph.order:
        step = plan.steps[position]
        waits_for = next((each for each in (*graph.needs[position], graph.flows_from[position]) if each in never), None)
        if waits_for is not None:
            text = f"step {step.id!r} is never taken: it needs {plan.steps[waits_for].id!r}, which is never taken"
            never[position] = Fault(text, ("steps", position))
        elif step.when is not None and _is_constant(step.when) and not holds(expression(step.when).value({})):
            text = f"step {step.id!r} is never taken: its condition {step.when!r} never holds"
            never[position] = Fault(text, ("steps", position, "when"))
    return [never[position] for position in sorted(never)]


def _is_constant(condition: str) -> bool:
    return not expression(condition).references
