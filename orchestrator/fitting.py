"""Whether a step's references and arguments fit what the servers say of their tools. Pure.

Arguments are checked with the values that only the run will know taken out, so that literals are checked however deep
they stand; a reference is followed through the output schema of the step that it names.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from jsonschema import SchemaError, ValidationError
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from orchestrator.errors import Fault, nearest
from orchestrator.places import Place, written
from orchestrator.plan import Plan, Step, short
from orchestrator.references import INPUT_NAME, Expression, Reference, Text, expression, kind, template
from orchestrator.schemas import Shape, list_of, searched
from orchestrator.tools import Catalogue, Tool


class Known:
    """What is known of each value that a plan's references name."""

    def __init__(self, plan: Plan, catalogue: Catalogue) -> None:
        self._plan = plan
        self._position = {step.id: position for position, step in enumerate(plan.steps)}
        self._catalogue = catalogue
        self._inputs = {name: Shape({"type": declared.type}) for name, declared in plan.inputs.items()}

    def of(self, step: Step, parsed: Expression) -> Shape:
        """What is known of an expression's value.

        Raises:
            LookupError: it can have none.
        """
        for reference in parsed.inner:
            self._named(step, reference)
        shape = self._named(step, parsed.lead) if parsed.lead else Shape()
        if not parsed.query:
            return shape
        try:
            return searched(parsed.tree(), shape)
        except LookupError as error:
            raise LookupError(f"{parsed.text} leads nowhere: {error.args[0]}") from None

    def _named(self, step: Step, reference: Reference) -> Shape:
        try:
            return self._whole(step, reference.name).at(reference.path)
        except LookupError as error:
            raise LookupError(f"{reference.text} leads nowhere: {error.args[0]}") from None

    def _whole(self, step: Step, name: str) -> Shape:
        if name in self._position:
            return _result(self._plan.steps[self._position[name]], self._catalogue)
        if name == INPUT_NAME:
            return Shape({"type": "object", "properties": {key: each.schema for key, each in self._inputs.items()}})
        if name == "item" and isinstance(step.for_each, str):
            try:
                return self.of(step, expression(step.for_each)).item()
            except LookupError:
                return Shape()  # told where for_each is looked at
        return Shape()


def _result(step: Step, catalogue: Catalogue) -> Shape:
    tool = catalogue.get(step.service_name, {}).get(step.tool_name)
    shape = Shape()
    if tool is not None and tool.output_schema is not None:
        whole = Shape(tool.output_schema, tool.output_schema)
        shape = whole.named("result") if tool.wraps_result else whole
    return shape if step.for_each is None else list_of(shape)


def expression_faults(position: int, step: Step, known: Known) -> Iterator[Fault]:
    """References of the step's items and condition that lead nowhere."""
    for name, text in (("for_each", step.for_each), ("when", step.when)):
        if isinstance(text, str):
            try:
                known.of(step, expression(text))
            except LookupError as error:
                yield Fault(f"step {step.id!r}: {error.args[0]}", ("steps", position, name))


def argument_faults(position: int, step: Step, tool: Tool, known: Known) -> Iterator[Fault]:
    """Arguments that the tool does not take, lacks, or does not take so."""
    here: Place = ("steps", position, "arguments")
    whose = f"step {step.id!r}: {step.service_name}.{step.tool_name}"
    names = cast("Mapping[str, Any]", tool.input_schema.get("properties", {}))
    if tool.input_schema.get("additionalProperties") in (None, False):  # where it is silent, servers ignore the name
        for name in step.arguments:
            if name not in names:
                yield Fault(f"{whose} has no argument {name!r}; {nearest(name, names)}", (*here, name))
    arguments = _Arguments(step, known)
    literal = arguments.literal(step.arguments, here, Shape(tool.input_schema, tool.input_schema))
    yield from arguments.faults
    yield from _schema_faults(tool.input_schema, literal, whose, here)


class _Unknown:
    """Stands for a value that only the run will know."""


class _UnknownText(str):
    """Stands for a text that only the run will know."""

    __slots__ = ()


class _Arguments:
    """Goes down a step's arguments and their schema together."""

    def __init__(self, step: Step, known: Known) -> None:
        self.faults: list[Fault] = []
        self._step, self._known = step, known

    def literal(self, value: Any, place: Place, wanted: Shape) -> Any:
        """`value` with what only the run will know taken out; the references in it are checked on the way."""
        if isinstance(value, str):
            return self._text(value, place, wanted)
        if isinstance(value, Mapping):
            fields = cast("Mapping[str, Any]", value).items()
            return {name: self.literal(inner, (*place, name), _inside(wanted, name)) for name, inner in fields}
        if isinstance(value, list | tuple):
            items = enumerate(cast("Sequence[Any]", value))
            return [self.literal(inner, (*place, index), _inside(wanted, index)) for index, inner in items]
        return value

    def _text(self, text: str, place: Place, wanted: Shape) -> Any:
        parsed = template(text)
        if parsed is None:
            return text
        try:
            if isinstance(parsed, Expression):
                self._fits(text, self._known.of(self._step, parsed), place, wanted)
                return _Unknown()
            for part in parsed.parts:
                if isinstance(part, Expression):
                    self._known.of(self._step, part)
        except LookupError as error:
            self.faults.append(Fault(f"step {self._step.id!r}: {error.args[0]}", place))
        return _UnknownText(text) if isinstance(parsed, Text) else _Unknown()

    def _fits(self, text: str, given: Shape, place: Place, wanted: Shape) -> None:
        have, want = given.types(), wanted.types()
        if have and want and not _numbers_alike(have) & _numbers_alike(want):
            argument, must, what = written(place[3:]), " or ".join(sorted(want)), " or ".join(sorted(have))
            fault = f"step {self._step.id!r}: {argument!r} must be {must}, and {text} is {what}"
            self.faults.append(Fault(fault, place))


def _inside(shape: Shape, part: str | int) -> Shape:
    try:
        return shape.at([part])
    except LookupError:
        return Shape()  # the schema's own check tells


def _numbers_alike(types: set[str]) -> set[str]:
    """An integer is a number, and a number may be whole."""
    return {"number" if each == "integer" else each for each in types}


def _schema_faults(schema: Mapping[str, Any], arguments: Any, whose: str, here: Place) -> Iterator[Fault]:
    kind_of_schema = validator_for(dict(schema))
    try:
        kind_of_schema.check_schema(dict(schema))
        validator = kind_of_schema(dict(schema), registry=Registry())
        errors = sorted(validator.iter_errors(arguments), key=lambda each: [str(part) for part in each.absolute_path])
    except (SchemaError, Unresolvable):
        return  # the server's own fault, and not the plan's
    for error in errors:
        path = tuple(error.absolute_path)
        if _is_known(error) and not (error.validator == "additionalProperties" and not path):
            yield Fault(f"{whose} {_sentence(error, written(path))}", (*here, *path))


def _is_known(error: ValidationError) -> bool:
    """Whether what is wrong is not for the run to say."""
    if isinstance(error.instance, _Unknown):
        return False
    if isinstance(error.instance, _UnknownText):
        return error.validator == "type"
    return error.validator in ("type", "required", "additionalProperties") or not _has_unknown(error.instance)


def _has_unknown(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unknown, cast("dict[str, object]", value).values()))
    if isinstance(value, list):
        return any(map(_has_unknown, cast("list[object]", value)))
    return isinstance(value, _Unknown | _UnknownText)


def _sentence(error: ValidationError, where: str) -> str:
    """The end of a sentence that begins with the tool's name."""
    schema = cast("Mapping[str, Any]", error.schema)
    inside = f" in {where!r}" if where else ""
    match error.validator:
        case "required":
            given = cast("Mapping[str, Any]", error.instance)
            missing = next(name for name in cast("list[str]", error.validator_value) if name not in given)
            return f"needs the argument {missing!r}{inside}"
        case "type":
            wanted = error.validator_value
            must = wanted if isinstance(wanted, str) else " or ".join(cast("list[str]", wanted))
            return f"takes {must} as {where!r}, and {short(error.instance)} is {kind(error.instance)}"
        case "enum":
            choices = [str(each) for each in cast("list[object]", error.validator_value)]
            return f"does not take {short(error.instance)} as {where!r}; {nearest(str(error.instance), choices)}"
        case "anyOf" | "oneOf":
            types = Shape(schema).types()
            must = " or ".join(sorted(types)) or "another value"
            return f"takes {must} as {where!r}, and {short(error.instance)} is {kind(error.instance)}"
        case _:
            return f"can't take {where!r} so: {error.message}"
