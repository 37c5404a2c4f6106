"""Plans as they are written."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import Fault, PlanError
from orchestrator.places import located
from orchestrator.plan import Plan, Step, json_schema, parse_plan, read_plan, to_json, to_plan

STEP: dict[str, Any] = {"id": "a", "service_name": "toy", "tool_name": "echo"}


def faults_of(text: str) -> list[str]:
    with pytest.raises(PlanError) as caught:
        parse_plan(text, "plan.yaml")
    return [fault.text for fault in caught.value.faults]


def test_the_same_plan_in_yaml_and_in_json() -> None:
    yaml = """
    name: week
    steps:
      - {id: a, service_name: toy, tool_name: echo, arguments: {since: 2026-08-24, x: "$b.y"}}
      - {id: b, service_name: toy, tool_name: echo, depends_on: []}
    """
    plan = parse_plan(yaml)
    assert plan.steps[0].arguments == {"since": "2026-08-24", "x": "$b.y"}
    assert parse_plan(to_json(plan)) == plan


def test_a_plan_can_be_built_with_the_names_of_the_first_day() -> None:
    plan = Plan(name="p", steps=(Step(id="a", service_name="toy", tool_name="echo", arguments={}, depends_on=()),))
    assert to_plan({"name": "p", "steps": [STEP]}) == plan


SHAPE = "{id: a, service_name: s, tool_name: t}"
FAULTS = {
    "steps: [{id: a, service_name: toy}]": "plan.yaml:1: steps[0].tool_name is missing",
    "steps:\n- {id: a, service_name: toy, tool_name: t,\n  depend_on: []}": (
        "plan.yaml:3: steps[0] has no field 'depend_on'; did you mean 'depends_on'?"
    ),
    "step: []": "plan.yaml:1: the plan has no field 'step'; did you mean 'steps'?",
    "{steps: [], inputs: {n: {typ: string}}}": "plan.yaml:1: inputs.n has no field 'typ'; did you mean 'type'?",
    "steps: [{id: a b, service_name: toy, tool_name: t}]": (
        'plan.yaml:1: steps[0].id must be of letters, digits, _ and - only, because references name it, and is "a b"'
    ),
    "steps:\n- id: a\n  service_name: s\n  tool_name: t\n  timeout: 0": (
        "plan.yaml:5: steps[0].timeout must be more than 0, and is 0"
    ),
    f"{{steps: [{SHAPE}], max_concurrent: 0}}": "plan.yaml:1: max_concurrent must be at least 1, and is 0",
    f"{{steps: [{SHAPE}], limits: {{s: 0}}}}": "plan.yaml:1: limits.s must be at least 1 or 'auto', and is 0",
    f"{{steps: [{SHAPE[:-1]}, for_each: 3}}]}}": "plan.yaml:1: steps[0].for_each must be a text or a list, and is 3",
    f"{{steps: [{SHAPE[:-1]}, on_error: stop}}]}}": (
        "plan.yaml:1: steps[0].on_error must be 'fail', 'continue' or 'ignore', and is \"stop\""
    ),
    "- 1": "plan.yaml:1: a plan must be an object, and is [1]",
    "": "plan.yaml:1: a plan must be an object, and is null",
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_a_fault_of_the_shape_names_its_line_and_place(text: str, fault: str) -> None:
    assert fault in faults_of(text)


@pytest.mark.parametrize("text", ["{", "a: [", "\t- x: 1", "{" * 100_000])
def test_what_is_neither_json_nor_yaml_is_refused(text: str) -> None:
    assert faults_of(text)[0].startswith("plan.yaml is neither JSON nor YAML: ")


def test_every_fault_of_the_shape_is_told_at_once() -> None:
    assert len(faults_of("{steps: [{id: a}, {id: b}], nme: x}")) == 5


def test_a_plan_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"gone\.json can't be read: No such file or directory"):
        read_plan(tmp_path / "gone.json")


def test_editors_know_a_plan_by_the_schema_beside_the_docs() -> None:
    """Made by `json.dumps(json_schema(), indent=1)`."""
    stored = Path(__file__).parent.parent / "docs" / "plan.schema.json"
    assert json.loads(stored.read_text(encoding="utf-8")) == json_schema()
    plan = parse_plan('{"$schema": "plan.schema.json", "steps": []}')
    assert "schema" not in to_json(plan)


def test_faults_come_in_the_order_of_their_lines() -> None:
    text = "steps:\n- id: a\n  tool_name: t\n  service_name: s\nmax_concurrent: 2"
    faults = [Fault("late", ("max_concurrent",)), Fault("early", ("steps", 0, "tool_name")), Fault("whole", ())]
    assert [fault.text for fault in located(faults, text, "p.yaml")] == [
        "p.yaml:1: whole",
        "p.yaml:3: early",
        "p.yaml:5: late",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "steps:\n- id: a\n  service_name: s\n  tool_name: t\n  tool_name: u\n",
        '{"steps": [\n{"id": "a",\n"service_name": "s",\n"tool_name": "t",\n"tool_name": "u"}]}',
    ],
    ids=["YAML", "JSON"],
)
def test_a_key_that_stands_twice_is_a_fault_and_not_silently_the_last(text: str) -> None:
    assert faults_of(text) == ["plan.yaml:5: 'tool_name' stands twice in one object: keep one of them"]


def test_what_an_anchor_brings_may_be_replaced() -> None:
    plan = parse_plan(
        "steps:\n- &a {id: a, service_name: s, tool_name: t}\n- &b {<<: *a, id: b}\n- {<<: *b, id: c, tool_name: u}\n"
    )
    assert [(step.id, step.tool_name) for step in plan.steps] == [("a", "t"), ("b", "t"), ("c", "u")]
