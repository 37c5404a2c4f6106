"""The plan: a graph of tool calls with references between their results, from JSON or YAML.

Only the shape is checked here; whether the plan can run is for `check`. Knows no server and starts nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestrator.errors import Fault, PlanError, nearest
from orchestrator.places import Place, located, written
from orchestrator.references import NAME

OnError = Literal["fail", "continue", "ignore"]
Limit = Annotated[int, Field(ge=1)] | Literal["auto"]
"""Most calls in flight; with `auto` it is found out while the plan runs."""

_StepName = Annotated[str, Field(pattern=rf"^{NAME}$")]


class Step(BaseModel):
    """One tool call, or with `for_each` one call an item."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _StepName = Field(description="What references call it: letters, digits, _ and -")
    service_name: str = Field(min_length=1, description="The server, as the configuration names it")
    tool_name: str = Field(min_length=1)
    arguments: Mapping[str, Any] = Field(default={}, description="The tool's; `$step.field` stands for a result")
    depends_on: tuple[str, ...] = Field(default=(), description="Steps to wait for that no reference names")
    for_each: str | tuple[Any, ...] | None = Field(
        default=None,
        description="A reference to a list, or a list: one call an item, which `$item` and `$index` stand for",
    )
    when: str | None = Field(default=None, description="An expression; where it does not hold, the call is not made")
    on_error: OnError | None = Field(default=None, description="Without it, the plan's")
    retry: int | None = Field(
        default=None, ge=0, le=100, description="How often a call that fails or is lost is repeated"
    )
    timeout: float | None = Field(default=None, gt=0, description="Seconds for one call")
    priority: int = Field(default=0, description="Among calls that may start, a higher one goes first")
    max_concurrent: int | None = Field(default=None, ge=1, description="Most calls of this step in flight")
    description: str = ""


class Input(BaseModel):
    """A value that whoever runs the plan gives, `$input.NAME` in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["string", "number", "integer", "boolean", "array", "object"] = "string"
    default: Any = None
    required: bool | None = Field(default=None, description="Without it, required where there is no default")
    description: str = ""

    @property
    def is_required(self) -> bool:
        return "default" not in self.model_fields_set if self.required is None else self.required


class Plan(BaseModel):
    """Tool calls over MCP servers, and what they need from each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    json_schema: str | None = Field(default=None, alias="$schema", exclude=True, description="For editors; not read")
    name: str = ""
    description: str = ""
    inputs: Mapping[str, Input] = Field(default={}, description="By name; `$input.NAME` stands for the value")
    on_error: OnError = Field(
        default="fail",
        description="What a failed call does: end the run; skip what needs it; or stand as null",
    )
    max_concurrent: int | None = Field(default=None, ge=1, description="Most calls in flight over all servers")
    limits: Mapping[str, Limit] = Field(
        default={}, description="Most calls in flight, of a server (`calendar_server`) or of a tool (`server.tool`)"
    )
    steps: tuple[Step, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a plan file, as `docs/plan.schema.json` has it for editors."""
    generated = Plan.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **generated}


def read_plan(path: Path) -> Plan:
    """The plan in a JSON or YAML file.

    Raises:
        PlanError: it can't be read, or has not the shape of a plan; each fault with its line.
    """
    return parse_plan(read_text(path), str(path))


def read_text(path: Path) -> str:
    """What stands in a plan's file.

    Raises:
        PlanError: it can't be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PlanError([Fault(f"{path} can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise PlanError([Fault(f"{path} is not a text in UTF-8")]) from None


def parse_plan(text: str, name: str = "the plan") -> Plan:
    """The plan that `text` writes in JSON or YAML.

    Raises:
        PlanError: it is neither, or has not the shape of a plan; one fault for each place, with its line.
    """
    try:
        value = json.loads(text, object_pairs_hook=_without_twins)
    except RecursionError as error:
        raise PlanError([Fault(f"{name} is neither JSON nor YAML: {_where(error)}")]) from None
    except ValueError as no_json:
        try:
            value = yaml.load(text, _Loader)  # noqa: S506 - a safe one
        except _TwinError as twin:
            raise PlanError([Fault(f"{name}:{twin.line}: {twin}")]) from None
        except (yaml.YAMLError, RecursionError) as no_yaml:
            error = no_json if text.lstrip().startswith("{") else no_yaml
            raise PlanError([Fault(f"{name} is neither JSON nor YAML: {_where(error)}")]) from None
    try:
        return to_plan(value)
    except PlanError as error:
        raise PlanError(located(error.faults, text, name)) from None


def to_plan(value: object) -> Plan:
    """`value` (objects and lists, as in JSON) as a plan.

    Raises:
        PlanError: it has not the shape of a plan; one fault for each place.
    """
    if isinstance(value, Plan):
        return value
    try:
        return Plan.model_validate(value)
    except ValidationError as error:
        raise PlanError(_shape_faults(value, error)) from None


def to_json(plan: Plan) -> str:
    """The plan as a person would write it in JSON: without what nobody set."""
    # Not without what is default: an input whose default was set to null is not required, one without a default is.
    return plan.model_dump_json(indent=2, exclude_unset=True) + "\n"


def to_yaml(plan: Plan) -> str:
    """The same in YAML."""
    value = plan.model_dump(mode="json", exclude_unset=True)
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120)


class _TwinError(ValueError):
    """A key stands twice in one object, of which JSON and YAML would silently take the last."""

    def __init__(self, key: object, line: int = 0) -> None:
        super().__init__(f"{key!r} stands twice in one object: keep one of them")
        self.line = line


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _TwinError(next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number])))
    return value


class _Loader(yaml.SafeLoader):
    """YAML as JSON has it: a date stays the text that was written. No key stands twice in one object."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        seen: set[object] = set()
        for key, _ in node.value:  # as it was written: what a merge (`<<`) will bring may be replaced
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _TwinError(key.value, key.start_mark.line + 1)
                seen.add(key.value)
        return node


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _where(error: Exception) -> str:
    return " ".join(str(error).split())


_WANTED = {
    "dict_type": "an object",
    "model_type": "an object",
    "mapping_type": "an object",
    "tuple_type": "a list",
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "literal_error": "{expected}",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "string_too_short": "a text that is not empty",
    "string_pattern_mismatch": "of letters, digits, _ and - only, because references name it",
}
"""What must stand in a place, by what pydantic calls its fault."""


def _shape_faults(value: object, error: ValidationError) -> list[Fault]:
    faults: list[Fault] = []
    wanted: dict[Place, tuple[list[str], object]] = {}
    for each in error.errors(include_url=False):
        place = each["loc"]
        if each["type"] == "missing":
            faults.append(Fault(f"{written(place)} is missing", place))
        elif each["type"] == "extra_forbidden":
            known = {"steps": Step, "inputs": Input}.get(str(place[0]), Plan).model_fields
            inside = written(place[:-1]) or "the plan"
            faults.append(Fault(f"{inside} has no field {place[-1]!r}; {nearest(str(place[-1]), known)}", place))
        else:
            what = _WANTED.get(each["type"], each["msg"]).format(**each.get("ctx", {}))
            real = _within(value, place)
            wanted.setdefault(real, ([], each["input"]))[0].append(what)
    for place, (alternatives, given) in wanted.items():
        must = " or ".join(alternatives)
        faults.append(Fault(f"{written(place) or 'a plan'} must be {must}, and is {short(given)}", place))
    return faults


def _within(value: object, place: Place) -> Place:
    """As much of `place` as leads into `value`: for alternatives pydantic adds a word of its own."""
    for length, part in enumerate(place):
        inside = cast("dict[Any, Any] | list[Any]", value)
        known = part in inside if isinstance(value, dict) else isinstance(value, list | tuple) and isinstance(part, int)
        if not known:
            return place[:length]
        value = inside[cast("Any", part)]
    return place


def short(value: object) -> str:
    """`value` as JSON, no longer than fits in a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004
