"""`execute_plan` as its first users call it: the seven behaviours of the first version, proved without clocks."""

from collections.abc import Mapping
from typing import Any

import anyio
import pytest

from orchestrator import Plan, Step, StepError, ToolError, execute_plan
from orchestrator.run_agent import create_progress_callback

pytestmark = pytest.mark.anyio


class Tools:
    """Tools in this process that notice who is in flight together.

    `together` calls have to be in flight at once before any of them answers.
    """

    def __init__(self, together: int = 1) -> None:
        self.together = together
        self.in_flight = 0
        self.most = 0
        self.order: list[str] = []
        self.open = anyio.Event()

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        self.order.append(arguments["name"])
        if self.in_flight == self.together:
            self.open.set()
        try:
            with anyio.fail_after(5):
                await self.open.wait()
            if arguments.get("fail"):
                raise ToolError("the file is encrypted")
        finally:
            self.in_flight -= 1
        return {"name": arguments["name"], "nested": {"list": [10, {"deep": arguments.get("value")}]}}


def step(name: str, *needs: str, **arguments: Any) -> Step:
    return Step(
        id=name,
        service_name="toy_server",
        tool_name="work",
        arguments={"name": name, **arguments},
        depends_on=needs,
    )


async def test_parallel_execution_of_independent_steps() -> None:
    tools = Tools(together=3)
    results = await execute_plan(Plan(steps=(step("a"), step("b"), step("c"))), tools=tools)
    assert tools.most == 3
    assert results.keys() == {"a", "b", "c"}


async def test_dependency_ordering_is_respected() -> None:
    tools = Tools()
    await execute_plan(Plan(steps=(step("c", "b"), step("b", "a"), step("a"))), tools=tools)
    assert tools.order == ["a", "b", "c"]
    assert tools.most == 1


async def test_parallel_execution_with_shared_dependency() -> None:
    tools = Tools(together=1)

    class Fan(Tools):
        async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
            return await (tools if arguments["name"] == "root" else super()).call(service, tool, arguments)

    fan = Fan(together=3)
    leaves = [step(name, "root") for name in ("x", "y", "z")]
    await execute_plan(Plan(steps=(step("root"), *leaves)), tools=fan)
    assert tools.order == ["root"]
    assert fan.most == 3


async def test_max_concurrent_limiting() -> None:
    tools = Tools(together=2)
    await execute_plan(Plan(steps=tuple(step(f"s{i}") for i in range(6))), max_concurrent=2, tools=tools)
    assert tools.most == 2


async def test_error_handling_in_parallel_execution() -> None:
    with pytest.raises(StepError) as caught:
        await execute_plan(Plan(steps=(step("good"), step("bad", fail=True))), tools=Tools())
    assert str(caught.value) == "step 'bad' (toy_server.work) failed: the file is encrypted"
    assert (caught.value.step, caught.value.service, caught.value.tool) == ("bad", "toy_server", "work")


async def test_progress_callback_is_called() -> None:
    heard: list[tuple[int, int, str, bool]] = []

    def callback(current: int, total: int, step: Step, result: Any) -> None:
        heard.append((current, total, step.id, result is None))

    await execute_plan(Plan(steps=(step("a"), step("b", "a"))), None, callback, tools=Tools())
    assert heard == [(1, 2, "a", True), (1, 2, "a", False), (2, 2, "b", True), (2, 2, "b", False)]


async def test_variable_resolution_with_nested_fields() -> None:
    steps = (
        step("a", value={"due": "2026-10-01"}),
        step("b", value="$a.nested.list[1].deep.due"),
        step("c", value="$b.nested.list[0]"),
        step("d", value="due ${b.nested.list[1].deep}, $$5"),
    )
    results = await execute_plan(Plan(steps=steps), tools=Tools())
    found = {name: result["nested"]["list"][1]["deep"] for name, result in results.items()}
    assert found == {"a": {"due": "2026-10-01"}, "b": "2026-10-01", "c": 10, "d": "due 2026-10-01, $5"}


async def test_the_progress_lines_are_those_of_the_first_version() -> None:
    lines: list[str] = []
    plan = Plan(steps=(step("a"), step("b"), step("c", "a", "b")))
    await execute_plan(plan, None, create_progress_callback(lines.append), tools=Tools(together=2))
    assert lines[:2] == [
        "[1/3] ▶ Executing: toy_server.work",
        "[1/3] ▶ Executing: toy_server.work (+1 parallel)",
    ]
    assert lines[-2:] == ["[3/3] ▶ Executing: toy_server.work", "[3/3] ✓ Completed: toy_server.work"]


async def test_a_plan_may_be_given_as_plain_objects() -> None:
    plan = {"name": "p", "steps": [{"id": "a", "service_name": "s", "tool_name": "t", "arguments": {"name": "a"}}]}
    assert (await execute_plan(plan, tools=Tools()))["a"]["name"] == "a"


async def test_inputs_are_checked_and_take_their_defaults() -> None:
    plan = {
        "inputs": {"folder": {"type": "string"}, "limit": {"type": "integer", "default": 5}},
        "steps": [
            {
                "id": "a",
                "service_name": "s",
                "tool_name": "t",
                "arguments": {"name": "$input.folder", "value": "$input.limit"},
            }
        ],
    }
    results = await execute_plan(plan, inputs={"folder": "fall"}, tools=Tools())
    assert results["a"] == {"name": "fall", "nested": {"list": [10, {"deep": 5}]}}
    for inputs, fault in [
        ({}, "the input 'folder' (string) is missing"),
        ({"folder": 1}, "the input 'folder' must be string, and 1 is a number"),
        ({"folder": "f", "limits": 1}, "the plan has no input 'limits'; did you mean 'limit'?"),
    ]:
        with pytest.raises(Exception, match=fault.replace("(", r"\(").replace(")", r"\)").replace("?", r"\?")):
            await execute_plan(plan, inputs=inputs, tools=Tools())
