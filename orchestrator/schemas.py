"""What JSON Schemas say of values that are not there yet: which fields a result will have, and what an argument may be.

Pure. A schema that says nothing of a value (`ANYTHING`) allows everything; only what certainly can't be is a fault. A
`$ref` is followed within its own schema.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from orchestrator.errors import nearest

Schema = Mapping[str, Any]
ANYTHING: Schema = {}

_DEEPEST = 40
"""Levels of `$ref` and alternatives that are followed: a schema may name itself."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a value: its schema, and the document that the schema's `$ref`s are looked up in."""

    schema: Schema = field(default_factory=dict[str, Any])
    root: Schema = field(default_factory=dict[str, Any])

    def alternatives(self, depth: int = 0) -> list[Schema]:
        """The schemas that the value may follow, without `$ref` and alternatives; empty where nothing is known."""
        schema = self.schema
        if depth > _DEEPEST:
            return []
        if isinstance(target := schema.get("$ref"), str):
            return Shape(_looked_up(self.root, target), self.root).alternatives(depth + 1)
        for keyword in ("anyOf", "oneOf", "allOf"):
            if keyword in schema and "properties" not in schema:
                inner = [Shape(each, self.root).alternatives(depth + 1) for each in schema[keyword]]
                return [each for found in inner for each in found] if all(inner) else []
        return [schema] if schema else []

    def types(self) -> set[str]:
        """The JSON types that the value may have, null apart; empty where nothing is known."""
        named = [_types(each) for each in self.alternatives()]
        return set[str]().union(*named) - {"null"} if named and all(named) else set()

    def named(self, name: str) -> "Shape":
        """The field `name`.

        Raises:
            LookupError: the value can't have it.
        """
        objects = [each for each in self.alternatives() if "object" in (_types(each) or {"object"})]
        if not self.alternatives():
            return Shape()
        if not objects:
            raise LookupError(f"{name!r} is asked of {_listed(self.types())}, which has no fields")
        known: dict[str, Schema] = {}
        for each in objects:
            properties = cast("Mapping[str, Schema]", each.get("properties", {}))
            if not properties or each.get("additionalProperties") not in (None, False):
                return Shape(properties[name], self.root) if name in properties else Shape()
            known |= properties
        if name not in known:
            raise LookupError(f"there is no field {name!r}; {nearest(name, known)}")
        return Shape(known[name], self.root)

    def item(self) -> "Shape":
        """An item of the list.

        Raises:
            LookupError: the value can't be a list.
        """
        alternatives = self.alternatives()
        lists = [each for each in alternatives if "array" in (_types(each) or {"array"})]
        if alternatives and not lists:
            raise LookupError(f"an item is asked of {_listed(self.types())}, which is no list")
        items = [each["items"] for each in lists if isinstance(each.get("items"), Mapping)]
        return Shape(items[0], self.root) if len(items) == 1 else Shape()

    def at(self, path: Sequence[str | int]) -> "Shape":
        """What is behind fields and indexes.

        Raises:
            LookupError: the value can't have them.
        """
        shape = self
        for part in path:
            shape = shape.named(part) if isinstance(part, str) else shape.item()
        return shape


def list_of(shape: Shape) -> Shape:
    return Shape({"type": "array", "items": shape.schema} if shape.schema else {"type": "array"}, shape.root)


def searched(tree: Mapping[str, Any], shape: Shape) -> Shape:
    """What a JMESPath (its syntax tree) makes of a value of `shape`.

    Raises:
        LookupError: it asks for a field that the value can't have, which would silently be null.
    """
    walk = _NODES.get(tree["type"])
    return walk(tree, shape) if walk else _anything(tree, shape)


def _anything(tree: Mapping[str, Any], shape: Shape) -> Shape:
    for child in _children(tree):
        searched(child, shape)
    return Shape()


def _in_turn(tree: Mapping[str, Any], shape: Shape) -> Shape:
    for child in _children(tree):
        shape = searched(child, shape)
    return shape


def _flattened(tree: Mapping[str, Any], shape: Shape) -> Shape:
    item = searched(tree["children"][0], shape).item()
    return list_of(item.item() if item.types() == {"array"} else item if item.types() else Shape())


def _projected(tree: Mapping[str, Any], shape: Shape) -> Shape:
    left, right, *condition = _children(tree)
    item = searched(left, shape).item()
    for each in condition:
        searched(each, item)
    return list_of(searched(right, item))


def _of_values(tree: Mapping[str, Any], shape: Shape) -> Shape:
    left, right = _children(tree)
    searched(left, shape)
    return list_of(searched(right, Shape()))


def _made(tree: Mapping[str, Any], shape: Shape) -> Shape:
    pairs = {pair["value"]: searched(pair["children"][0], shape) for pair in _children(tree)}
    properties = {name: inner.schema for name, inner in pairs.items()}
    return Shape({"type": "object", "properties": properties}, shape.root)


_NODES: dict[str, Callable[[Mapping[str, Any], Shape], Shape]] = {
    "identity": lambda _tree, shape: shape,
    "current": lambda _tree, shape: shape,
    "literal": lambda _tree, _shape: Shape(),
    "expref": lambda _tree, _shape: Shape(),  # of the items of another argument: max_by(@, &weight)
    "field": lambda tree, shape: shape.named(tree["value"]),
    "index": lambda _tree, shape: shape.item(),
    "slice": lambda _tree, shape: shape,
    "subexpression": _in_turn,
    "index_expression": _in_turn,
    "pipe": _in_turn,
    "flatten": _flattened,
    "projection": _projected,
    "filter_projection": _projected,
    "value_projection": _of_values,
    "multi_select_dict": _made,
}
"""How a node of the tree changes what is known; any other is only looked through for fields that can't be."""


def _children(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from cast("list[Mapping[str, Any]]", tree.get("children", []))


def _types(schema: Schema) -> set[str]:
    named: object = schema.get("type")
    if isinstance(named, str):
        return {named}
    if isinstance(named, list):
        return set(cast("list[str]", named))
    return {"object"} if "properties" in schema else set()


def _looked_up(root: Schema, target: str) -> Schema:
    found: object = root
    for part in target.removeprefix("#").strip("/").split("/"):
        found = cast("Mapping[str, object]", found).get(part) if isinstance(found, Mapping) else None
    return cast("Schema", found) if isinstance(found, Mapping) and target.startswith("#") else ANYTHING


def _listed(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "null"
