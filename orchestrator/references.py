"""References: `"$parse.assignments[0].date"` in an argument stands for a value of an earlier step's result.

Grammar
-------
1. A string that begins with `$name` is an expression, and its value takes the string's place, whole and typed. After
   the name come fields and indexes (`.a.b[0]`), each of which must be there, and then any JMESPath
   (https://jmespath.org): `$parse.assignments[?weight >= `10`].title`, `$find[].files[].path`.
2. Further `$name.a[0]` inside the JMESPath stand for their values: `$plan.events[?source == $item]`.
3. `${name.a.b}` inside a longer string is put in as text, numbers and lists as JSON.
4. `$$` is a plain dollar sign, and so is a `$` before an amount (`$5.00`) or in the middle of a text.

A name is a step's id, or `input` (the plan's inputs), `item` and `index` (in a step with `for_each`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import jmespath
from jmespath.exceptions import JMESPathError

from orchestrator.errors import nearest

NAME = r"[A-Za-z0-9_](?:[\w-]*\w)?"
LOOP_NAMES = frozenset({"item", "index"})
INPUT_NAME = "input"

_PATH = r"(?:\.[A-Za-z_]\w*\b(?!\()|\[-?\d+\])*"
_REFERENCE = re.compile(rf"\$({NAME})({_PATH})")
_PART = re.compile(r"\.(\w+)|\[(-?\d+)\]")
_AMOUNT = re.compile(r"\$\d[\d.,]*(?![\w.\[])")
_QUOTED_OR_REFERENCE = re.compile(
    rf"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\$(?P<name>{NAME})(?P<path>{_PATH})"""
)
_IN_TEXT = re.compile(rf"\$\$|\$\{{({NAME})({_PATH})([^{{}}]*)\}}|(\$\{{)")


class ReferenceSyntaxError(ValueError):
    """The text is meant as a reference and can't be one. One sentence."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name and the fields and indexes behind it."""

    name: str
    path: tuple[str | int, ...]
    text: str

    def value(self, scope: Mapping[str, Any]) -> Any:
        """What it stands for.

        Raises:
            LookupError: a field or index is not there; the sentence says which, and what is.
        """
        value = scope[self.name]
        for part in self.path:
            value = _inner(value, part, self.text)
        return value


@dataclass(frozen=True, slots=True)
class Expression:
    """A leading reference, and the JMESPath that is applied to its value."""

    lead: Reference | None
    query: str
    """JMESPath, with `{n}` where the n-th of `inner` goes; empty where the lead says it all."""
    inner: tuple[Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return (*([self.lead] if self.lead else []), *self.inner)

    @property
    def text(self) -> str:
        return (self.lead.text if self.lead else "") + self.query.removeprefix("@" if self.lead else "")

    def tree(self) -> Mapping[str, Any]:
        """The syntax tree of the JMESPath, in which the inner references are null."""
        return _compiled(self.query)

    def value(self, scope: Mapping[str, Any]) -> Any:
        """The expression's value.

        Raises:
            LookupError: a reference leads nowhere, or the JMESPath can't be applied to what it got.
        """
        root = self.lead.value(scope) if self.lead else None
        if not self.query:
            return root
        literals = iter([_literal(reference.value(scope)) for reference in self.inner])
        query = _QUOTED_OR_REFERENCE.sub(lambda m: next(literals) if m["name"] else m[0], self.query)
        try:
            return jmespath.search(query, root)  # pyright: ignore[reportUnknownMemberType] - jmespath has no types
        except JMESPathError as error:
            raise LookupError(f"{self.query!r}: {_one_line(error)}") from None


@dataclass(frozen=True, slots=True)
class Text:
    """A text with expressions in it."""

    parts: tuple[str | Expression, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(ref for part in self.parts if isinstance(part, Expression) for ref in part.references)

    def value(self, scope: Mapping[str, Any]) -> str:
        return "".join(part if isinstance(part, str) else _as_text(part.value(scope)) for part in self.parts)


@lru_cache(maxsize=8192)
def template(text: str) -> Expression | Text | None:
    """What `text` is: an expression, a text with expressions or `$$` in it, or None for a plain text.

    Raises:
        ReferenceSyntaxError: it begins like an expression and is none.
    """
    if "$" not in text:
        return None
    if re.match(rf"\${NAME}", text) and not _AMOUNT.match(text):
        return expression(text)
    return _text(text)


@lru_cache(maxsize=1024)
def expression(text: str) -> Expression:
    """`text` as an expression, which need not begin with a reference: `length($find.files) > `3``.

    Raises:
        ReferenceSyntaxError: it is no JMESPath.
    """
    lead = _REFERENCE.match(text)
    rest = text[lead.end() :] if lead else text
    query = (f"@{rest}" if lead else rest) if rest else ""
    if query:
        try:
            _compiled(query)
        except JMESPathError as error:
            raise ReferenceSyntaxError(
                f"{text!r} is no reference: {_one_line(error)}; a plain dollar sign is written $$"
            ) from None
    inner = tuple(_reference(m["name"], m["path"]) for m in _QUOTED_OR_REFERENCE.finditer(query) if m["name"])
    return Expression(_reference(lead[1], lead[2]) if lead else None, query, inner)


def strings(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each string in `value` at any depth, with the keys and indexes that lead to it."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[str, Any]", value).items():
            yield from strings(inner, (*place, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(cast("list[Any]", value)):
            yield from strings(inner, (*place, index))


def is_plain(value: Any) -> bool:
    """Whether no string in `value`, at any depth, has a dollar sign: it then stands for itself."""
    if isinstance(value, str):
        return "$" not in value
    if isinstance(value, Mapping):
        return all(map(is_plain, cast("Mapping[str, Any]", value).values()))
    if isinstance(value, list | tuple):
        return all(map(is_plain, cast("list[Any]", value)))
    return True


def resolve(arguments: Any, scope: Mapping[str, Any]) -> Any:
    """`arguments` with each reference replaced by its value, whole and typed.

    Raises:
        LookupError: a result has no such field or index.
    """
    if isinstance(arguments, str):
        parsed = template(arguments)
        return arguments if parsed is None else parsed.value(scope)
    if isinstance(arguments, Mapping):
        return {name: resolve(value, scope) for name, value in cast("Mapping[str, Any]", arguments).items()}
    if isinstance(arguments, list | tuple):
        return [resolve(value, scope) for value in cast("list[Any]", arguments)]
    return arguments


def holds(condition: Any) -> bool:
    """Whether the value of a `when` counts as yes: not null, false, 0, or an empty text, list or object."""
    return bool(condition)


def _text(text: str) -> Text:
    parts: list[str | Expression] = []
    end = 0
    for match in _IN_TEXT.finditer(text):
        if match[4]:
            raise ReferenceSyntaxError(
                f"{text!r} has a ${{ that is no reference: write ${{step.field}}, or $$ for a dollar sign"
            )
        parts.append(text[end : match.start()])
        parts.append("$" if match[0] == "$$" else expression(f"${match[1]}{match[2]}{match[3]}"))
        end = match.end()
    parts.append(text[end:])
    return Text(tuple(part for part in parts if part != ""))


def _compiled(query: str) -> Mapping[str, Any]:
    without_references = _QUOTED_OR_REFERENCE.sub(lambda m: "`null`" if m["name"] else m[0], query)
    parsed = cast("Any", jmespath.compile(without_references))  # pyright: ignore[reportUnknownMemberType]
    return cast("Mapping[str, Any]", parsed.parsed)


def _reference(name: str, path: str) -> Reference:
    parts = tuple(field or int(index) for field, index in _PART.findall(path))
    return Reference(name, parts, f"${name}{path}")


def _inner(value: Any, part: str | int, text: str) -> Any:
    if isinstance(part, str):
        if isinstance(value, Mapping):
            mapping = cast("Mapping[str, Any]", value)
            if part in mapping:
                return mapping[part]
            raise LookupError(f"{text} leads nowhere: there is no field {part!r}, {nearest(part, mapping)}")
        raise LookupError(f"{text} leads nowhere: {part!r} is asked of {kind(value)}, which has no fields")
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if -len(items) <= part < len(items):
            return items[part]
        raise LookupError(f"{text} leads nowhere: there is no item {part}, the list has {len(items)}")
    raise LookupError(f"{text} leads nowhere: item {part} is asked of {kind(value)}, which is no list")


_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def kind(value: object) -> str:
    """What a person calls the type of a JSON value."""
    return "null" if value is None else _KINDS.get(type(value), type(value).__name__)


def _literal(value: Any) -> str:
    return "`" + json.dumps(value).replace("`", "\\u0060") + "`"


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _one_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".:")
