"""Questions to the student: put as a form where the host can, told in the answer where it can't; both eras."""

from pathlib import Path
from typing import Any

import pytest
from mcp.server.elicitation import render_elicitation_schema
from mcp_types import ElicitRequestParams, ElicitResult

from orchestrator.server.asking import decisions_form, with_decisions
from orchestrator.server.setting_up import Request
from servers.contract.syllabus import Question
from tests.server.hosting import ask, host, place
from tests.server.syllabi import CHEMISTRY, DOUBTFUL, UNDATED

pytestmark = pytest.mark.anyio

SECTION = Question(about="CHEM 110: section", question="Which section are you in?", choices=["001", "002"])
LAB = Question(about="CHEM 110: lab section", question="Which lab are you in?", choices=["L1", "L2"])
YEAR = Question(about="GEOG 105: year", question="Which year is this syllabus of?")
ZONE = Question(about="GEOG 105: time zone", question="Is it right?", choices=["America/Denver"])
OTHER = Question(about="GEOG 105: weight", question="What does the report count?")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_a_form_has_a_field_for_each_question_that_a_set_up_can_take_an_answer_to() -> None:
    form = decisions_form([SECTION, OTHER, YEAR, ZONE])
    assert form is not None
    properties = render_elicitation_schema(form)["properties"]
    assert [each["title"] for each in properties.values()] == [SECTION.about, YEAR.about, ZONE.about]
    assert properties["question_1"]["enum"] == ["001", "002"]
    assert properties["question_4"]["default"] == "America/Denver"
    assert decisions_form([OTHER]) is None


def test_what_is_filled_in_becomes_arguments_of_the_set_up_and_what_is_not_stays_open() -> None:
    wanted = with_decisions(
        Request(), [SECTION, LAB, YEAR, ZONE], {"question_1": "002", "question_2": "L1", "question_3": " 2026 "}
    )
    assert wanted == Request(sections={"CHEM 110": "002,L1"}, years={"GEOG 105": "2026"})
    assert with_decisions(Request(), [SECTION], {}) == Request()


async def test_a_host_of_today_puts_the_forms_what_is_chosen_is_planned_and_what_is_accepted_certain(
    tmp_path: Path,
) -> None:
    asked: list[ElicitRequestParams] = []

    async def elicit(_context: Any, params: ElicitRequestParams) -> ElicitResult:
        asked.append(params)
        return ElicitResult(action="accept", content={"question_1": "002"} if len(asked) == 1 else {"accept": True})

    here = place(tmp_path, {"chem.md": CHEMISTRY, "maps.md": DOUBTFUL})
    async with host(here, mode="legacy", elicitation_callback=elicit) as client:
        said, set_up = await ask(client, "set_up_semester")
        _, due = await ask(client, "whats_due", since="2026-08-31", until="2026-08-31")
    decisions, acceptance = asked
    assert "CHEM 110: section" in str(decisions)
    assert set_up["questions"] == []
    assert "Questions" not in said
    assert "“Report 2 (tentative): Monday, November 24, 2026” (maps.md)" in acceptance.message
    assert set_up["uncertain"] == []
    assert "paper-2-report: {}" in (here.folder / "maps.md.corrections.yaml").read_text(encoding="utf-8")
    assert "Mon 31 Aug 11:00–11:50: CHEM 110 lecture · Hall 2" in due["classes"]


@pytest.mark.long
async def test_in_the_era_to_come_the_call_made_again_with_the_answer_sets_nothing_up_twice(tmp_path: Path) -> None:
    async def elicit(_context: Any, params: ElicitRequestParams) -> ElicitResult:
        return ElicitResult(action="accept", content={"question_1": "2026"} if "year" in str(params) else {})

    here = place(tmp_path, {"geog.md": UNDATED})
    async with host(here, elicitation_callback=elicit) as client:
        _, set_up = await ask(client, "set_up_semester")
        assert [each["date"][:4] for each in set_up["due_next"]] in (["2026"] * len(set_up["due_next"]), [])
        _, listed = await ask(client, "list_runs")
    assert len(listed["runs"]) == 2, "one before the answer, one with it"
    assert "2026" in (here.folder / "geog.md.corrections.yaml").read_text(encoding="utf-8")
    assert set_up["items"] == 2
    assert not [each for each in set_up["questions"] if each["about"].endswith("year")]


async def test_who_says_no_reads_the_question_in_the_answer_and_nothing_is_stored(tmp_path: Path) -> None:
    async def elicit(_context: Any, _params: ElicitRequestParams) -> ElicitResult:
        return ElicitResult(action="decline")

    here = place(tmp_path, {"geog.md": UNDATED})
    async with host(here, elicitation_callback=elicit) as client:
        said, set_up = await ask(client, "set_up_semester")
    assert 'set_up_semester(years={"GEOG 105": "' in said
    assert set_up["items"] == 0, "of a year that nobody knows nothing is stored"
    assert not (here.home / "semester" / "semester.ics").exists()
