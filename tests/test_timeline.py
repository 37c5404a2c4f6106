"""A run drawn: a page for people, a trace for Perfetto, the plan as a chart."""

import json
import re

import pytest

from orchestrator.errors import PlanError
from orchestrator.events import (
    CallFailed,
    CallLost,
    CallPlaced,
    CallStarted,
    CallSucceeded,
    RunEnded,
    RunEvent,
    RunStarted,
)
from orchestrator.mermaid import to_mermaid
from orchestrator.metrics import measured
from orchestrator.plan import Plan, Step
from orchestrator.spans import Spans
from orchestrator.timeline import to_html, to_trace

PLAN = Plan(
    name="two </script> courses",
    steps=(
        Step(id="parse", service_name="reader", tool_name="parse", for_each=("x", "y")),
        Step(id="store", service_name="keeper", tool_name="store", for_each="$parse", arguments={"value": "$item"}),
        Step(id="tell", service_name="keeper", tool_name="tell", depends_on=("store",)),
    ),
)
EVENTS: tuple[RunEvent, ...] = (
    RunStarted(PLAN.name, 3, at=1.0),
    CallStarted("parse", 0, at=1.0),
    CallStarted("parse", 1, at=1.0),
    CallSucceeded("parse", None, 0, at=2.0),
    CallStarted("store", 0, ready_at=2.0, at=2.5),
    CallSucceeded("store", None, 0, at=3.0),
    CallSucceeded("parse", None, 1, at=4.0),
    CallStarted("store", 1, ready_at=4.0, at=4.0),
    CallFailed("store", "no", 1, at=5.0),
    CallStarted("tell", ready_at=5.0, at=5.0),
    CallSucceeded("tell", None, at=5.5),
    RunEnded(ok=False, at=5.5),
)


def spans() -> Spans:
    heard = Spans()
    for event in EVENTS:
        heard.hear(event)
    return heard


def test_calls_in_flight_together_have_lanes_of_their_own() -> None:
    events = json.loads(to_trace(PLAN, spans()))["traceEvents"]
    lanes = {event["name"]: (event["pid"], event["tid"]) for event in events if event["ph"] == "X"}
    assert lanes["parse[0]"] != lanes["parse[1]"]
    assert lanes["store[0]"] == lanes["store[1]"] == lanes["tell"], "a lane that is free again is taken"


def test_a_trace_says_when_each_call_ran_how_long_and_how_it_ended() -> None:
    events = json.loads(to_trace(PLAN, spans()))["traceEvents"]
    (failed,) = [event for event in events if event.get("cat") == "failed"]
    assert (failed["name"], failed["ts"], failed["dur"]) == ("store[1]", 4_000_000, 1_000_000)


def test_the_page_tells_waiting_from_running_and_what_held_a_call_up() -> None:
    drawn = spans()
    page = to_html(PLAN, drawn, measured(PLAN, drawn))
    written = re.search(r"const data = (.*);", page)
    assert written is not None
    data = json.loads(written[1])
    labels = [call[0] for call in data["calls"]]
    assert data["calls"][labels.index("store[0]")][4:7] == [2.0, 2.5, 3.0]
    assert [labels[each] for each in data["needs"][labels.index("store[1]")]] == ["parse[1]"]
    assert [labels[each] for each in data["needs"][labels.index("tell")]] == ["store[1]"], "the last of them to end"
    assert {call[0] for call in data["calls"] if call[8]} == {"parse[1]", "store[1]", "tell"}
    assert page.count("</script>") == 1, "no name of a plan ends the script"


def test_a_plan_is_a_chart_with_thick_arrows_where_items_flow() -> None:
    assert to_mermaid(PLAN).splitlines() == [
        "flowchart LR",
        '  s0[["parse × items<br>reader.parse"]]',
        '  s1[["store × items<br>keeper.store"]]',
        '  s2["tell<br>keeper.tell"]',
        "  s0 ==> s1",
        "  s1 --> s2",
    ]


def test_a_plan_that_goes_in_circles_is_no_chart() -> None:
    steps = (
        Step(id="a", service_name="s", tool_name="t", depends_on=("b",)),
        Step(id="b", service_name="s", tool_name="t", depends_on=("a",)),
    )
    with pytest.raises(PlanError, match="wait for each other"):
        to_mermaid(Plan(steps=steps))


def test_what_ran_on_workers_has_a_lane_on_each() -> None:
    plan = Plan(steps=(Step(id="read", service_name="reader", tool_name="read", for_each=("x", "y", "z")),))
    drawn = Spans()
    for index, worker in enumerate(("worker 0", "worker 1", "")):
        drawn.hear(CallStarted("read", index, at=float(index)))
        if worker:
            drawn.hear(CallPlaced("read", worker, index, at=float(index)))
    for index in range(3):
        drawn.hear(CallSucceeded("read", None, index, at=5.0))
    traced = [event for event in json.loads(to_trace(plan, drawn))["traceEvents"] if event["ph"] == "M"]
    assert [each["args"]["name"] for each in traced] == ["reader", "reader on worker 0", "reader on worker 1"]
    metrics = measured(plan, drawn)
    assert {name: use.calls for name, use in metrics.workers.items()} == {"worker 0": 1, "worker 1": 1}
    assert '"reader on worker 1":1' in to_html(plan, drawn, metrics)


def test_a_call_that_was_made_again_elsewhere_is_drawn_where_each_was() -> None:
    drawn = Spans()
    for worker, end in (("worker 0", CallLost("read", "gone", at=1.0)), ("worker 1", CallSucceeded("read", None))):
        for event in (CallStarted("read"), CallPlaced("read", worker), end):
            drawn.hear(event)
    assert [(call.worker, call.ending) for call in drawn.calls] == [("worker 0", "lost"), ("worker 1", "done")]
