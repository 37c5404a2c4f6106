"""Every example of docs/plans.md is a sound plan and answers what the page says."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from orchestrator import ToolError, parse_plan
from orchestrator.executor import run_plan
from orchestrator.plan import Input, Plan, Step

pytestmark = pytest.mark.anyio

PAGE = (Path(__file__).parent.parent / "docs" / "plans.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^## (.+?)$.*?^```yaml\n(.*?)^```\n^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TEXTS = {"a.txt": "alpha", "b.txt": "beta", "c.txt": "gamma"}


class Toys:
    """The servers `files` and `mail` of the page."""

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        match service, tool, arguments:
            case "files", "list", {"folder": "notes"}:
                return {"files": list(TEXTS), "total": len(TEXTS)}
            case "files", "read", {"path": path} if path in TEXTS:
                return TEXTS[path]
            case "files", "count", {"text": str(text)}:
                return len(text)
            case "mail", "send", {"to": to, "text": text}:
                return f"to {to}: {text}"
            case _:
                raise ToolError(f"{service}.{tool} can't do that with {arguments}")


def test_the_page_has_an_example_of_everything() -> None:
    assert len(EXAMPLES) == 6


@pytest.mark.parametrize(("heading", "plan", "results"), EXAMPLES, ids=[heading for heading, *_ in EXAMPLES])
async def test_the_examples_answer_what_the_page_says(heading: str, plan: str, results: str) -> None:
    outcome = await run_plan(parse_plan(plan), tools=Toys())
    assert outcome.ending is None
    assert outcome.results == json.loads(results)


@pytest.mark.parametrize("name", sorted({*Plan.model_fields, *Step.model_fields, *Input.model_fields}))
def test_the_page_names_every_field(name: str) -> None:
    elsewhere = {"name", "description", "json_schema", "id", "arguments", "type", "default", "required"}
    assert name in elsewhere or re.search(rf"\b{name}\b", PAGE)
