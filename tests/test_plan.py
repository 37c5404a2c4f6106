"""Plans as they are written."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import PlanError
from orchestrator.plan import Plan, Step, parse_plan, read_plan, to_json, to_plan

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


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("steps: [{id: a, service_name: toy}]", "plan.yaml: steps[0].tool_name is missing"),
        (
            "steps: [{id: a, service_name: toy, tool_name: t, depend_on: []}]",
            "plan.yaml: steps[0] has no field 'depend_on': did you mean 'depends_on'?",
        ),
        ("step: []", "plan.yaml: the plan has no field 'step': did you mean 'steps'?"),
        (
            "steps: [{id: a b, service_name: toy, tool_name: t}]",
            "plan.yaml: steps[0].id is 'a b': letters, digits, _ and - only, because references name it",
        ),
        (
            "{steps: [{id: a, service_name: s, tool_name: t, timeout: 0}]}",
            "plan.yaml: steps[0].timeout: input should be greater than 0 (it is 0)",
        ),
        ("- 1", "plan.yaml: it: input should be a valid dictionary or instance of Plan (it is [1])"),
    ],
)
def test_a_fault_of_the_shape_names_its_place(text: str, fault: str) -> None:
    assert fault in faults_of(text)


@pytest.mark.parametrize("text", ["{", "a: [", "\t- x: 1", "{" * 100_000])
def test_what_is_neither_json_nor_yaml_is_refused(text: str) -> None:
    assert faults_of(text)[0].startswith("plan.yaml is neither JSON nor YAML: ")


def test_every_fault_of_the_shape_is_told_at_once() -> None:
    assert len(faults_of("{steps: [{id: a}, {id: b}], nme: x}")) == 5


def test_a_plan_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"gone\.json can't be read: No such file or directory"):
        read_plan(tmp_path / "gone.json")
