"""The plan: a graph of tool calls with references between their results, from JSON or YAML.

Only the shape is checked here; whether the plan can run is for `check`. Knows no server and starts nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestrator.errors import Fault, PlanError, nearest
from orchestrator.references import NAME

OnError = Literal["fail", "continue", "ignore"]

_StepName = Annotated[str, Field(pattern=rf"^{NAME}$")]


class Step(BaseModel):
    """One tool call, or with `for_each` one call an item."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _StepName
    service_name: str = Field(min_length=1)
    tool_name: str = Field(min_length=1)
    arguments: Mapping[str, Any] = {}
    depends_on: tuple[str, ...] = ()
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
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    description: str = ""
    inputs: Mapping[str, Input] = {}
    on_error: OnError = "fail"
    max_concurrent: int | None = Field(default=None, ge=1, description="Most calls in flight over all servers")
    steps: tuple[Step, ...]


def read_plan(path: Path) -> Plan:
    """The plan in a JSON or YAML file.

    Raises:
        PlanError: it can't be read, or has not the shape of a plan.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PlanError([Fault(f"{path} can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise PlanError([Fault(f"{path} is not a text in UTF-8")]) from None
    return parse_plan(text, str(path))


def parse_plan(text: str, name: str = "the plan") -> Plan:
    """The plan that `text` writes in JSON or YAML.

    Raises:
        PlanError: it is neither, or has not the shape of a plan; one fault for each place.
    """
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise PlanError([Fault(f"{name} is neither JSON nor YAML: {_where(error)}")]) from None
    except ValueError as no_json:
        try:
            value = yaml.load(text, _Loader)  # noqa: S506 - a safe one
        except (yaml.YAMLError, RecursionError) as no_yaml:
            error = no_json if text.lstrip().startswith("{") else no_yaml
            raise PlanError([Fault(f"{name} is neither JSON nor YAML: {_where(error)}")]) from None
    return to_plan(value, name)


def to_plan(value: object, name: str = "the plan") -> Plan:
    """`value` (objects and lists, as in JSON) as a plan.

    Raises:
        PlanError: it has not the shape of a plan; one fault for each place.
    """
    if isinstance(value, Plan):
        return value
    try:
        return Plan.model_validate(value)
    except ValidationError as error:
        faults = [_shape_fault(name, dict(each)) for each in error.errors(include_url=False)]
        raise PlanError(faults) from None


def to_json(plan: Plan) -> str:
    """The plan as a person would write it in JSON: without what is default."""
    return plan.model_dump_json(indent=2, exclude_defaults=True) + "\n"


def to_yaml(plan: Plan) -> str:
    """The same in YAML."""
    value = plan.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120)


class _Loader(yaml.SafeLoader):
    """YAML as JSON has it: a date stays the text that was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _where(error: Exception) -> str:
    return " ".join(str(error).split())


def _shape_fault(name: str, error: dict[str, Any]) -> Fault:
    place: tuple[str | int, ...] = tuple(error["loc"])
    where = written(place) or "it"
    match error["type"]:
        case "extra_forbidden":
            known = Step.model_fields if place[:1] == ("steps",) else Plan.model_fields
            text = f"{written(place[:-1]) or 'the plan'} has no field {place[-1]!r}: {nearest(str(place[-1]), known)}"
        case "missing":
            text = f"{where} is missing"
        case "string_pattern_mismatch":
            text = f"{where} is {error['input']!r}: letters, digits, _ and - only, because references name it"
        case _:
            text = f"{where}: {error['msg'][:1].lower()}{error['msg'][1:]} (it is {_short(error['input'])})"
    return Fault(f"{name}: {text}", place)


def written(place: tuple[str | int, ...]) -> str:
    """A place in a plan as a person writes it: `steps[2].arguments.path`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - what fits in a sentence
