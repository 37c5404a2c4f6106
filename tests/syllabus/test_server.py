"""The syllabus server as its users meet it: a process of its own, over stdio, on real files."""

import json
from base64 import b64decode
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp_types import ImageContent, TextContent

from tests.spawning import ask, refusal, spawned

pytestmark = pytest.mark.anyio

SYLLABUS = """# PHYS 308: Modern Physics

Fall 2025, Mirror Lake University. Instructor: Ada Moreno, office hours Tuesdays.

## Grading

Homework 40 %, midterm exam 25 %, final exam 35 %. Late work loses ten percent a day.

## Schedule

- Homework 1 due September 12, 2025
- Midterm exam: October 15, 2025
- Final exam: December 10, 2025
"""
FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
LETTER = "Dear Ada,\n\nthank you for the bread. It was very good.\n"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "physics.md").write_text(SYLLABUS, encoding="utf-8")
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    (folder / "program.py").write_text("print('Fall 2025 exam grading homework')", encoding="utf-8")
    (folder / "deep").mkdir()
    (folder / "deep" / "chemistry.md").write_text(SYLLABUS.replace("PHYS 308", "CHEM 110"), encoding="utf-8")
    (folder / "way-out.md").symlink_to(__file__)
    return folder


@pytest.fixture(scope="module")
async def server(shelf: Path) -> AsyncGenerator[Client]:
    async with spawned("syllabus", "--root", str(shelf)) as client:
        yield client


async def text_of(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text


async def test_a_folder_is_searched_through_and_each_file_passed_over_has_its_reason(
    server: Client, shelf: Path
) -> None:
    found = await ask(server, "find_syllabi", folder=str(shelf))
    assert [Path(file["path"]).name for file in found["files"]] == ["physics.md", "chemistry.md"]
    reasons = {Path(passed["path"]).name: passed["reason"] for passed in found["passed_over"]}
    assert reasons.keys() == {"letter.txt", "program.py", "way-out.md"}
    assert "does not look like a syllabus" in reasons["letter.txt"]
    assert "no PDF, Word" in reasons["program.py"]
    assert "leads out" in reasons["way-out.md"]


async def test_a_folder_alone_is_searched_without_those_inside(server: Client, shelf: Path) -> None:
    found = await ask(server, "find_syllabi", folder=str(shelf), recursive=False)
    assert [Path(file["path"]).name for file in found["files"]] == ["physics.md"]


async def test_a_file_that_the_user_names_is_taken_as_a_syllabus(server: Client, shelf: Path) -> None:
    found = await ask(server, "find_syllabi", folder=str(shelf / "letter.txt"))
    assert found == {
        "files": [{"path": str(shelf / "letter.txt"), "format": "txt", "pages": 1, "problem": None}],
        "passed_over": [],
    }


async def test_a_syllabus_is_read_with_its_quotes(server: Client) -> None:
    syllabus = await ask(server, "parse_syllabus", path="physics.md", term=None, timezone=None)
    assert [(item["category"], item["date"]) for item in syllabus["assignments"]] == [
        ("homework", "2025-09-12"),
        ("exam", "2025-10-15"),
        ("exam", "2025-12-10"),
    ]
    assert all(item["evidence"]["text"] in SYLLABUS for item in syllabus["assignments"])


async def test_the_text_alone_says_what_is_due(server: Client) -> None:
    text = await text_of(server, "parse_syllabus", path="physics.md")
    assert "2025-10-15 · Midterm exam · exam" in text
    assert "2025-12-10 · Final exam · exam" in text


async def test_paths_and_parsed_syllabi_make_the_same_semester(server: Client) -> None:
    parsed = await ask(server, "parse_syllabus", path="physics.md")
    needed = ("source", "course", "sections", "assignments", "recurring", "undated", "no_class", "grading")
    projection = {name: parsed[name] for name in (*needed, "questions", "warnings")}
    by_value = await ask(server, "plan_semester", syllabi=[projection], sections={})
    by_path = await ask(server, "plan_semester", paths=["physics.md"])
    assert by_value == by_path
    assert [row["date"] for row in by_path["assignments"]] == ["2025-09-12", "2025-10-15", "2025-12-10"]


async def test_one_plan_is_made_of_several_courses(server: Client) -> None:
    plan = await ask(server, "plan_semester", paths=["physics.md", "deep/chemistry.md"])
    assert len(plan["sources"]) == 2
    assert "same-day exams" in {conflict["kind"] for conflict in plan["conflicts"]}
    text = await text_of(server, "plan_semester", paths=["physics.md", "deep/chemistry.md"])
    assert all(conflict["text"] in text for conflict in plan["conflicts"])


async def test_a_plan_of_nothing_and_a_plan_of_nonsense_are_refused(server: Client) -> None:
    assert "either paths or syllabi" in await refusal(server, "plan_semester")
    sentence = await refusal(server, "plan_semester", syllabi=[{"course": {}}])
    assert sentence.startswith("syllabi: give it as parse_syllabus answered it: 0.source: field required")
    assert "no offset" in await refusal(server, "plan_semester", paths=["physics.md"], reminders={"exam": ["soon"]})


async def test_a_syllabus_is_the_same_however_often_it_is_read(server: Client) -> None:
    first, again = [await ask(server, "parse_syllabus", path="physics.md") for _ in range(2)]
    assert json.dumps(first) == json.dumps(again)


async def test_a_single_file_is_a_root(shelf: Path) -> None:
    async with spawned("syllabus", "--root", str(shelf / "physics.md")) as client:
        assert (await ask(client, "parse_syllabus", path=str(shelf / "physics.md")))["assignments"]
        assert "outside" in await refusal(client, "parse_syllabus", path=str(shelf / "letter.txt"))


async def test_several_roots_may_be_given(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text(SYLLABUS, encoding="utf-8")
    async with spawned("syllabus", "--root", str(shelf / "deep"), "--root", str(tmp_path)) as client:
        assert (await ask(client, "parse_syllabus", path="chemistry.md"))["assignments"]
        assert (await ask(client, "parse_syllabus", path="other.md"))["assignments"]
        assert "outside" in await refusal(client, "parse_syllabus", path=str(shelf / "physics.md"))


async def test_a_question_is_answered_by_the_passage_that_speaks_of_it(server: Client) -> None:
    found = await ask(
        server, "search_syllabus", path="physics.md", question="May I hand something in after the deadline?"
    )
    assert "Late work loses ten percent" in found["passages"][0]["text"]
    assert found["passages"][0]["heading"] == "Grading"
    text = await text_of(server, "search_syllabus", path="physics.md", question="What is the late policy?", limit=1)
    assert "Late work loses ten percent" in text


async def test_a_parsed_syllabus_answers_questions_too(server: Client) -> None:
    parsed = await ask(server, "parse_syllabus", path="physics.md")
    found = await ask(server, "search_syllabus", syllabus=parsed, question="When is the midterm?", limit=3)
    assert any("October 15" in passage["text"] for passage in found["passages"])
    assert "either a path or a syllabus" in await refusal(server, "search_syllabus", question="When?")


async def test_a_host_is_told_file_by_file_how_far_a_long_call_is(server: Client) -> None:
    told: list[tuple[float, float | None, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    paths = ["physics.md", "deep/chemistry.md"]
    await server.call_tool("plan_semester", {"paths": paths}, progress_callback=hear)
    assert told == [(1, 2, "physics.md read"), (2, 2, "chemistry.md read")]


async def test_the_zone_of_the_caller_is_taken_and_not_asked_for(server: Client) -> None:
    parsed = await ask(server, "parse_syllabus", path="physics.md")
    parsed["course"]["timezone"] = None
    plan = await ask(server, "plan_semester", syllabi=[parsed], timezone="America/Lima")
    assert {event["timezone"] for event in plan["events"] if not event["all_day"]} <= {"America/Lima"}
    assert all(row["due"].endswith("-05:00") for row in plan["assignments"])
    assert not [question for question in plan["questions"] if "time zone" in question["about"]]


async def test_a_page_is_shown_with_the_place_of_what_was_read(server: Client, shelf: Path) -> None:
    (shelf / "chemistry.pdf").write_bytes((FIXTURES / "syllabi" / "chem121.pdf").read_bytes())
    syllabus = await ask(server, "parse_syllabus", path="chemistry.pdf")
    evidence = syllabus["assignments"][0]["evidence"]
    result = await server.call_tool("show_page", {"path": "chemistry.pdf", **{n: evidence[n] for n in ("page", "box")}})
    said, picture = result.content
    assert isinstance(said, TextContent)
    assert f"page {evidence['page']} of {syllabus['source']['pages']} of chemistry.pdf" in said.text
    assert isinstance(picture, ImageContent)
    assert b64decode(picture.data).startswith(b"\x89PNG")
    assert result.structured_content is not None
    place = result.structured_content["place"]
    assert 0 < place["left"] < place["left"] + place["width"] < 100
    assert 0 < place["top"] < place["top"] + place["height"] < 100
    told = await refusal(server, "show_page", path="chemistry.pdf", page=40)
    assert told == "chemistry.pdf has no page 40 to show: it has 4, and read_syllabus has its text"
    told = await refusal(server, "show_page", path="physics.md", page=1)
    assert told == "physics.md is no PDF, so it has no pages to show: read_syllabus has its text"
    assert "outside of what this server may touch" in await refusal(server, "show_page", path="/etc/x.pdf", page=1)
