"""Where in a plan's file a fault is. Reads text, knows nothing of plans."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import yaml

from orchestrator.errors import Fault

Place = tuple[str | int, ...]
"""Keys and indexes that lead to a value: ("steps", 2, "arguments", "path")."""


def written(place: Place) -> str:
    """A place as a person writes it: `steps[2].arguments.path`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def located(faults: Sequence[Fault], text: str, name: str) -> list[Fault]:
    """The faults in order of their places, each sentence with the file `name` and the line in `text` before it."""
    try:
        compose = cast("Any", yaml).compose  # it has no types
        root = cast("yaml.Node | None", compose(text, yaml.SafeLoader))  # a JSON text is YAML too
    except (yaml.YAMLError, RecursionError):
        root = None
    lines = [_line(root, fault.place) for fault in faults]
    order = sorted(range(len(faults)), key=lambda number: lines[number])
    return [replace(faults[number], text=f"{name}:{lines[number]}: {faults[number].text}") for number in order]


def _line(node: yaml.Node | None, place: Place) -> int:
    """Counted from 1; of the innermost part of `place` that is there."""
    line = 1
    for part in place:
        inner: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
            for key, value in pairs:
                if key.value == str(part):
                    inner, line = value, key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            items = cast("list[yaml.Node]", node.value)
            if part < len(items):
                inner, line = items[part], items[part].start_mark.line + 1
        if inner is None:
            break
        node = inner
    return line
