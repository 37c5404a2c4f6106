"""Every fault of a plan that can be known before its first call. Pure: a plan and a catalogue in, faults out."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from orchestrator.errors import Fault, nearest
from orchestrator.graph import build
from orchestrator.plan import Input, Plan, Step
from orchestrator.references import kind, strings
from orchestrator.tools import Catalogue, Tool

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (Mapping,),
    "null": (type(None),),
}
"""What JSON Schema calls the types of Python's JSON values."""


def structure_faults(plan: Plan, services: Collection[str] | None = None) -> list[Fault]:
    """What is wrong with the plan by itself, and where `services` is given, servers that are not among them."""
    _, faults = build(plan)
    if services is not None:
        for position, step in enumerate(plan.steps):
            if step.service_name not in services:
                hint = nearest(step.service_name, services)
                text = f"step {step.id!r}: there is no server {step.service_name!r}; {hint}"
                faults.append(Fault(text, ("steps", position, "service_name")))
    return faults


def tool_faults(plan: Plan, catalogue: Catalogue) -> list[Fault]:
    """Where the plan does not fit the servers' tools: unknown tools, unknown, missing and wrongly typed arguments."""
    return [
        fault
        for position, step in enumerate(plan.steps)
        if step.service_name in catalogue
        for fault in _step_faults(position, step, catalogue[step.service_name])
    ]


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


def _step_faults(position: int, step: Step, tools: Mapping[str, Tool]) -> Iterator[Fault]:
    tool = tools.get(step.tool_name)
    if tool is None:
        text = f"step {step.id!r}: {step.service_name} has no tool {step.tool_name!r}; {nearest(step.tool_name, tools)}"
        yield Fault(text, ("steps", position, "tool_name"))
        return
    properties = cast("Mapping[str, Any]", tool.input_schema.get("properties", {}))
    called = f"{step.service_name}.{step.tool_name}"
    for name, value in step.arguments.items():
        place = ("steps", position, "arguments", name)
        if name not in properties:
            if tool.input_schema.get("additionalProperties") in (None, False):
                yield Fault(f"step {step.id!r}: {called} has no argument {name!r}; {nearest(name, properties)}", place)
        elif not any("$" in text for _, text in strings(value)) and not _fits(value, properties[name]):
            wanted = " or ".join(sorted(_wanted(properties[name])))
            yield Fault(f"step {step.id!r}: {name!r} of {called} must be {wanted}, and is {kind(value)}", place)
    for name in cast("list[str]", tool.input_schema.get("required", [])):
        if name not in step.arguments:
            yield Fault(f"step {step.id!r}: {called} needs the argument {name!r}", ("steps", position, "arguments"))


def _wanted(schema: object) -> set[str]:
    """The JSON types that a schema allows at its top; empty where it does not say."""
    if not isinstance(schema, Mapping):
        return set()
    mapping = cast("Mapping[str, Any]", schema)
    if "type" in mapping:
        named = mapping["type"]
        return {named} if isinstance(named, str) else set(named)
    alternatives = [_wanted(each) for key in ("anyOf", "oneOf") for each in mapping.get(key, [])]
    return set[str]().union(*alternatives) if alternatives and all(alternatives) else set()


def _fits(value: object, schema: object) -> bool:
    wanted = _wanted(schema)
    return not wanted or any(_has_type(value, name) for name in wanted)


def _has_type(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(name, (object,)))
