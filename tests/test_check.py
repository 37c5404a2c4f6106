"""What is wrong with a plan, told before anything is started."""

from typing import Any

import pytest

from orchestrator.check import input_faults, structure_faults, tool_faults
from orchestrator.errors import Fault
from orchestrator.plan import parse_plan
from orchestrator.tools import Catalogue, Tool

PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
        "total": {"type": "integer"},
        "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "extra": {"type": "object", "additionalProperties": True},
    },
    "$defs": {
        "Item": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
        }
    },
}
SENT = {
    "type": "object",
    "properties": {
        "to": {"type": "string"},
        "text": {"type": "string"},
        "mode": {"enum": ["plain", "rich"]},
        "limit": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
        "files": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    },
    "required": ["to"],
}
CATALOGUE: Catalogue = {
    "files": {
        "list": Tool("list", input_schema={"properties": {"folder": {"type": "string"}}}, output_schema=PAGE),
        "count": Tool("count", output_schema={"properties": {"result": {"type": "integer"}}}),
        "free": Tool("free", input_schema={"type": "object", "additionalProperties": True}),
    },
    "mail": {"send": Tool("send", input_schema=SENT)},
}


def faults_of(steps: str, more: str = "") -> list[Fault]:
    """The faults of a plan whose steps are written short: `a: files.list {folder: x}`."""
    lines: list[str] = []
    for line in filter(str.strip, steps.splitlines()):
        name, called, rest = line.strip().split(" ", 2)
        service, tool = called.split(".")
        lines.append(f"- {{id: {name.strip(':')}, service_name: {service}, tool_name: {tool}, {rest}}}")
    plan = parse_plan("steps:\n" + "\n".join(lines) + f"\n{more}")
    faults = structure_faults(plan, CATALOGUE)
    return faults or tool_faults(plan, CATALOGUE)


LIST = "l: files.list arguments: {folder: x}\n"
FAULTS: dict[str, tuple[str, str]] = {
    "a: flies.list depends_on: []": ("steps.0.service_name", "there is no server 'flies'; did you mean 'files'?"),
    "a: files.lst depends_on: []": ("steps.0.tool_name", "files has no tool 'lst'; did you mean 'list'?"),
    "a: files.list arguments: {foldr: x}": (
        "steps.0.arguments.foldr",
        "files.list has no argument 'foldr'; did you mean 'folder'?",
    ),
    "a: mail.send arguments: {text: hello}": ("steps.0.arguments", "mail.send needs the argument 'to'"),
    "a: mail.send arguments: {to: 5}": (
        "steps.0.arguments.to",
        "mail.send takes string as 'to', and 5 is a number",
    ),
    "a: mail.send arguments: {to: x, mode: rch}": (
        "steps.0.arguments.mode",
        "mail.send does not take \"rch\" as 'mode'; did you mean 'rich'?",
    ),
    "a: mail.send arguments: {to: x, limit: soon}": (
        "steps.0.arguments.limit",
        "mail.send takes integer as 'limit', and \"soon\" is a text",
    ),
    "a: mail.send arguments: {to: x, files: [{name: a}, {name: 7}]}": (
        "steps.0.arguments.files.1.name",
        "mail.send takes string as 'files[1].name', and 7 is a number",
    ),
    LIST + "a: mail.send arguments: {to: $l.itms}": (
        "steps.1.arguments.to",
        "$l.itms leads nowhere: there is no field 'itms'; did you mean 'items'?",
    ),
    LIST + "a: mail.send arguments: {to: '$l.items[0].pth'}": (
        "steps.1.arguments.to",
        "$l.items[0].pth leads nowhere: there is no field 'pth'; did you mean 'path'?",
    ),
    LIST + "a: mail.send arguments: {to: 'see ${l.itms}'}": (
        "steps.1.arguments.to",
        "$l.itms leads nowhere: there is no field 'itms'; did you mean 'items'?",
    ),
    LIST + "a: mail.send arguments: {to: $l.total}": (
        "steps.1.arguments.to",
        "'to' must be string, and $l.total is integer",
    ),
    LIST + "a: mail.send arguments: {to: x, files: [{name: $l.total}]}": (
        "steps.1.arguments.files[0].name",
        "'files[0].name' must be string, and $l.total is integer",
    ),
    LIST + "a: mail.send arguments: {to: x, text: '$l.items[?pth == `1`] | [0].path'}": (
        "steps.1.arguments.text",
        "$l.items[?pth == `1`] | [0].path leads nowhere: there is no field 'pth'; did you mean 'path'?",
    ),
    LIST + "a: mail.send for_each: '$l.items[].pth', arguments: {to: $item}": (
        "steps.1.for_each",
        "$l.items[].pth leads nowhere: there is no field 'pth'; did you mean 'path'?",
    ),
    LIST + "a: mail.send for_each: $l.items, arguments: {to: $item.pth}": (
        "steps.1.arguments.to",
        "$item.pth leads nowhere: there is no field 'pth'; did you mean 'path'?",
    ),
    LIST + "a: mail.send for_each: $l.items, arguments: {to: $item.tags}": (
        "steps.1.arguments.to",
        "'to' must be string, and $item.tags is array",
    ),
    LIST + "a: mail.send when: $l.totl, arguments: {to: x}": (
        "steps.1.when",
        "$l.totl leads nowhere: there is no field 'totl'; did you mean 'total'?",
    ),
    "a: files.count for_each: [1, 2]\nb: mail.send arguments: {to: $a.first}": (
        "steps.1.arguments.to",
        "$a.first leads nowhere: 'first' is asked of array, which has no fields",
    ),
    "a: files.count when: '`false`'": ("steps.0.when", "step 'a' is never taken: its condition '`false`' never holds"),
}
FINE = [
    LIST + 'b: mail.send arguments: {to: "$l.items | max_by(@, &length(path)).path"}',
    "a: files.free arguments: {whatever: 1}",
    "a: mail.send arguments: {to: x, limit: null}",
    "a: mail.send arguments: {to: x, mode: $b}\nb: files.free depends_on: []",
    LIST + "a: mail.send arguments: {to: $l.next, limit: $l.total, text: $l.extra.any.thing}",
    LIST + "a: mail.send arguments: {to: '$l.items[0].tags[-1]', text: '$l.items[].tags[] | [0]'}",
    LIST + "a: mail.send arguments: {to: x, files: '$l.items[].{name: path}'}",
    LIST + "a: mail.send arguments: {to: x, text: '$l.items[*].path | length(@)'}",
    LIST + "a: mail.send for_each: '$l.items[?contains(tags, `1`)]', when: $item.tags, arguments: {to: $item.path}",
    "a: files.count for_each: [1, 2]\nb: mail.send for_each: $a, arguments: {to: x, limit: $item, text: 'n ${index}'}",
]


@pytest.mark.parametrize(("steps", "fault"), FAULTS.items(), ids=[text for _, text in FAULTS.values()])
def test_what_can_be_known_before_the_first_call_is_a_fault_with_its_place(steps: str, fault: tuple[str, str]) -> None:
    place, sentence = fault
    (found,) = faults_of(steps)
    assert found.text.endswith(sentence)
    assert [str(part) for part in found.place] == place.replace("[", ".").replace("]", "").split(".")


@pytest.mark.parametrize("steps", FINE)
def test_what_may_be_right_is_no_fault(steps: str) -> None:
    assert faults_of(steps) == []


def test_all_faults_are_told_in_one_pass() -> None:
    steps = "a: files.lst depends_on: []\nb: mail.send arguments: {too: 1, text: $c.itms}\n" + LIST.replace("l:", "c:")
    assert len(faults_of(steps)) == 4


def test_what_waits_for_a_step_that_is_never_taken_is_never_taken() -> None:
    steps = "a: files.count when: '`[]`'\nb: files.free depends_on: [a]\nc: files.free for_each: $b"
    assert [fault.text for fault in faults_of(steps)] == [
        "step 'a' is never taken: its condition '`[]`' never holds",
        "step 'b' is never taken: it needs 'a', which is never taken",
        "step 'c' is never taken: it needs 'b', which is never taken",
    ]


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ("{flies: 2}", "limits: there is no server 'flies'; did you mean 'files'?"),
        ("{files.lst: 2}", "limits: files has no tool 'lst'; did you mean 'list'?"),
    ],
)
def test_a_limit_of_what_there_is_not_is_a_fault(limits: str, fault: str) -> None:
    assert [each.text for each in faults_of(LIST, f"limits: {limits}")] == [fault]


def test_a_schema_that_the_server_itself_got_wrong_is_not_held_against_the_plan() -> None:
    plan = parse_plan("steps: [{id: a, service_name: s, tool_name: t, arguments: {x: 1}}]")
    schemas: list[dict[str, Any]] = [
        {"properties": {"x": {"type": "objekt"}}},
        {"properties": {"x": {"$ref": "https://example.org/none.json"}}},
    ]
    for schema in schemas:
        assert tool_faults(plan, {"s": {"t": Tool("t", input_schema=schema)}}) == []


def test_inputs_and_their_defaults_have_the_type_that_they_say() -> None:
    plan = parse_plan("{inputs: {n: {type: integer, default: many}, f: {}}, steps: []}")
    assert [fault.text for fault in structure_faults(plan)] == [
        "the default of the input 'n' must be integer, and is \"many\""
    ]
    assert [fault.text for fault in input_faults(plan, {"n": True, "ff": "x"})] == [
        "the plan has no input 'ff'; did you mean 'f'?",
        "the input 'n' must be integer, and True is true or false",
        "the input 'f' (string) is missing",
    ]
