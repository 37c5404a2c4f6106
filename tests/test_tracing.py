"""A run as OpenTelemetry spans."""

import sys
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from orchestrator.config import ServerConfig
from orchestrator.executor import run_plan
from orchestrator.plan import Plan, Step

GOOD = Path(__file__).parent / "servers" / "good.py"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_a_run_its_calls_and_the_sdks_requests_are_one_trace() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    steps = (
        Step(id="a", service_name="good", tool_name="echo", arguments={"value": 1}),
        Step(id="b", service_name="good", tool_name="fail", arguments={"message": "no"}, on_error="continue"),
    )
    config = ServerConfig(command=sys.executable, args=(str(GOOD),))
    await run_plan(Plan(name="two", steps=steps), servers={"good": config})
    spans = {span.name: span for span in exporter.get_finished_spans()}
    run = spans["run two"]
    assert parent(spans["good.echo"]) == parent(spans["good.fail"]) == identity(run)
    assert not spans["good.fail"].status.is_ok
    requests = [span for span in exporter.get_finished_spans() if parent(span) == identity(spans["good.echo"])]
    assert requests, "the SDK's span of the request stands inside of the call's"


def identity(span: ReadableSpan) -> int:
    context = span.get_span_context()
    assert context is not None
    return context.span_id


def parent(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None
