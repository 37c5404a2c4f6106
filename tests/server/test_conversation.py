"""The whole conversation, in both eras of the protocol: set up, what is uncertain, decide, find it, take it back."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import anyio
import pytest
from icalendar import Calendar
from mcp import Client, MCPError
from mcp_types import ResourceListChangedNotification, ResourceTemplateReference, TextResourceContents

from tests.server.hosting import FIXTURES, Place, ask, host, place, refusal, text
from tests.server.syllabi import DOUBTFUL, HISTORY

pytestmark = pytest.mark.anyio

PAPER = "HIST 201/paper-1-paper"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def talk(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[tuple[Place, Client]]:
    """A conversation in which a semester was set up. Each test leaves it as it was: what it changes, it undoes."""
    here = place(tmp_path_factory.mktemp("conversation"), {"hist.md": HISTORY})
    async with host(here) as client:
        await ask(client, "set_up_semester", include=["paper"])
        yield here, client


async def read(client: Client, uri: str) -> str:
    (content,) = (await client.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    return content.text


def events(place: Place) -> dict[str, tuple[str, str]]:
    """Status and day of each event of semester.ics, by its title."""
    calendar = Calendar.from_ical((place.home / "semester" / "semester.ics").read_bytes())
    return {
        str(event["summary"]): (str(event.get("status", "CONFIRMED")), event.start.isoformat()[:10])
        for event in calendar.events
        if event.start
    }


async def test_a_student_sets_up_decides_and_takes_back(tmp_path: Path) -> None:
    doubtful = f"{DOUBTFUL}- Report 3 (tentative): Monday, November 17, 2026\n"
    here = place(tmp_path, {"hist.md": HISTORY, "maps.pdf": doubtful})
    shutil.copy(FIXTURES / "chem121.pdf", here.folder)
    heard: list[object] = []

    async def hear(message: object) -> None:
        heard.append(message)

    async with host(here, mode="legacy", message_handler=hear) as client:  # as most hosts of today
        said, set_up = await ask(client, "set_up_semester", folder=str(here.folder))
        assert [each for each in heard if isinstance(each, ResourceListChangedNotification)], "its files are there now"
        assert [each["course"] for each in set_up["courses"]] == ["CHEM 121", "GEOG 210", "HIST 201"]
        assert all(f"id {each['id']}" in said and each["quote"] in said for each in set_up["uncertain"])
        assert 'set_up_semester(sections={"CHEM 121": "L01"})' in said, "a question says how to answer it"

        shown = await client.call_tool("show_evidence", {"id": "GEOG 210/paper-2-report"})
        assert {"text", "image"} == {block.type for block in shown.content}
        assert "“Report 2 (tentative): Monday, November 24, 2026”" in text(shown)
        assert "has no pages to show: read syllabus://HIST%20201" in await refusal(client, "show_evidence", id=PAPER)

        _, uncertain = await ask(client, "list_uncertain")
        unsure = [each["id"] for each in uncertain["items"]]
        assert unsure == [each["id"] for each in set_up["uncertain"]]
        *accepted, moved = (each for each in unsure if each.startswith("GEOG 210/"))
        assert len(accepted) == 2
        await ask(client, "correct_item", ids=accepted, accept=True)
        _, after = await ask(client, "list_uncertain")
        assert [each["id"] for each in after["items"]] == [each for each in unsure if each not in accepted]

        _, change = await ask(client, "correct_item", ids=[moved], date="2026-12-02")
        assert [(each["date"], each["sure"]) for each in change["items"]] == [("2026-12-02", True)]
        said, due = await ask(client, "whats_due", since="2026-12-02", until="2026-12-02")
        assert [each["id"] for each in due["items"]] == [moved]
        assert f"id {moved}" in said

        said, _ = await ask(client, "undo_change")
        assert moved in said
        _, due = await ask(client, "whats_due", since="2026-12-02", until="2026-12-02")
        assert due["items"] == []
        beside = (here.folder / "maps.pdf.corrections.yaml").read_text(encoding="utf-8")
        assert all(each.partition("/")[2] in beside for each in accepted), "what was accepted stands by the syllabus"

        await ask(client, "undo_change")
        said, _ = await ask(client, "undo_change")
        assert "nothing of it is left" in said
        assert await refusal(client, "undo_change") == "there is nothing to undo"
        assert "no semester is set up yet" in await refusal(client, "whats_due")
    assert not (here.folder / "maps.pdf.corrections.yaml").exists()
    assert {status for status, _ in events(here).values()} <= {"CANCELLED"}


async def test_a_dry_run_shows_what_would_be_stored_and_stores_nothing(talk: tuple[Place, Client]) -> None:
    here, client = talk
    before = (here.home / "semester" / "semester.ics").read_bytes()
    said, tried = await ask(client, "set_up_semester", include=["exam"], dry_run=True)
    assert said.startswith("Dry run, nothing was stored")
    assert any("Paper 1" in each for each in tried["changes"]), "it would go"
    assert tried["files"] == []
    _, due = await ask(client, "whats_due", since="2026-09-22", until="2026-09-22")
    assert [each["id"] for each in due["items"]] == [PAPER]
    assert (here.home / "semester" / "semester.ics").read_bytes() == before


async def test_work_that_is_done_rings_no_more_until_it_is_opened_again(talk: tuple[Place, Client]) -> None:
    _, client = talk
    said, change = await ask(client, "complete_item", ids=[PAPER])
    assert [each["done"] for each in change["items"]] == [True]
    assert "done" in said
    assert "Nothing to do" in (await ask(client, "complete_item", ids=[PAPER]))[0]
    await ask(client, "undo_change")
    _, due = await ask(client, "whats_due", since="2026-09-22", until="2026-09-22")
    assert [(each["id"], each["done"]) for each in due["items"]] == [(PAPER, False)]
    assert f"near are '{PAPER}'" in await refusal(client, "complete_item", ids=["HIST 201/paper-1"])


async def test_what_a_person_wrote_beside_a_syllabus_stays_and_is_never_undone(talk: tuple[Place, Client]) -> None:
    here, client = talk
    beside = here.folder / "hist.md.corrections.yaml"
    before = "# asked Dr. Veldkamp\ncourse: {timezone: America/New_York}\n"
    beside.write_text(before, encoding="utf-8")
    await ask(client, "move_item", id=PAPER, date="2026-09-24", time="none")
    said = beside.read_text(encoding="utf-8")
    assert "# asked Dr. Veldkamp" in said
    assert 'paper-1-paper: {time: null, date: "2026-09-24"}' in said
    _, due = await ask(client, "whats_due", since="2026-09-24", until="2026-09-24")
    assert [(each["title"], each["time"]) for each in due["items"]] == [("Paper 1", None)]
    beside.write_text(f"{said}# and this\n", encoding="utf-8")
    assert "was changed since by someone else" in await refusal(client, "undo_change")
    beside.write_text(said, encoding="utf-8")
    await ask(client, "undo_change")
    assert beside.read_text(encoding="utf-8") == before
    beside.unlink()


async def test_what_can_not_be_written_is_one_clear_sentence_and_changes_nothing(talk: tuple[Place, Client]) -> None:
    here, client = talk
    beside = here.folder / "hist.md.corrections.yaml"
    beside.symlink_to(here.root / "elsewhere.yaml")
    told = await refusal(client, "correct_item", ids=[PAPER], reject=True)
    assert told == "hist.md.corrections.yaml is a link: put a file in its place"
    beside.unlink()
    beside.write_text("assignments: [no mapping]", encoding="utf-8")
    told = await refusal(client, "correct_item", ids=[PAPER], reject=True)
    assert told == "hist.md.corrections.yaml: assignments is no mapping: mend it there"
    told = await refusal(client, "correct_item", ids=[PAPER], accept=True, date="2026-09-24")
    assert told.startswith("correct_item takes one of: accept, reject, or what is right")
    assert "there is no 2026-02-30" in await refusal(client, "move_item", id=PAPER, date="2026-02-30")
    assert beside.read_text(encoding="utf-8") == "assignments: [no mapping]"
    beside.unlink()


async def test_a_question_is_answered_and_paths_outside_are_refused(talk: tuple[Place, Client]) -> None:
    here, client = talk
    (here.root / "elsewhere.md").write_text(HISTORY, encoding="utf-8")
    for outside in (str(here.root / "elsewhere.md"), "../elsewhere.md", "~root"):
        assert "outside of what this server may touch" in await refusal(client, "set_up_semester", folder=outside)
    assert await refusal(client, "set_up_semester", folder="a\0b") == r"'a\x00b' is not a path"
    said, _ = await ask(client, "ask_syllabus", question="what happens if my paper is late?")
    assert "five points for each day" in said
    assert "there is no course 'BIO'" in await refusal(client, "ask_syllabus", question="late?", course="BIO")


async def test_the_rest_is_there_to_read_and_its_names_are_completed(talk: tuple[Place, Client]) -> None:
    here, client = talk
    listed = {str(each.uri): each for each in (await client.list_resources()).resources}
    assert {"semester://semester.ics", "semester://semester.html", "syllabus://HIST%20201"} <= listed.keys()
    assert listed["semester://semester.ics"].mime_type == "text/calendar"
    assert (
        await read(client, "semester://semester.ics") == (here.home / "semester" / "semester.ics").read_bytes().decode()
    )
    assert "five points for each day" in await read(client, "syllabus://HIST%20201")
    (timeline,) = [uri for uri in listed if uri.endswith("/timeline")]
    assert "sync_events" in await read(client, timeline)
    assert '"plan"' in await read(client, timeline.replace("/timeline", "/result"))
    for gone in ("syllabus://BIO%20110", "run://never/result", "syllabus://..%2Fhist"):
        with pytest.raises(MCPError):
            await read(client, gone)
    templates = (await client.list_resource_templates()).resource_templates
    assert {each.uri_template for each in templates} == {
        "syllabus://{course}",
        "run://{run}/timeline",
        "run://{run}/result",
    }
    course = await client.complete(
        ResourceTemplateReference(uri="syllabus://{course}"), {"name": "course", "value": "hi"}
    )
    assert course.completion.values == ["HIST 201"]
    run = await client.complete(ResourceTemplateReference(uri="run://{run}/result"), {"name": "run", "value": "20"})
    assert run.completion.values


async def test_the_usual_jobs_are_prompts(talk: tuple[Place, Client]) -> None:
    _, client = talk
    prompts = {each.name: each for each in (await client.list_prompts()).prompts}
    assert {"set_up_my_semester", "this_week", "check_dates"} <= prompts.keys()
    assert all(each.title and each.description for each in prompts.values())
    got = await client.get_prompt("set_up_my_semester", {"folder": "~/Fall 2026"})
    assert "My syllabi are in ~/Fall 2026." in str(got.messages[0].content)


async def test_a_listener_hears_that_the_semester_changed(talk: tuple[Place, Client]) -> None:
    _, client = talk
    with anyio.fail_after(30):
        async with client.listen(
            resources_list_changed=True, resource_subscriptions=["semester://semester.ics"]
        ) as told:
            await ask(client, "move_item", id=PAPER, date="2026-09-25")
            heard = [await anext(told), await anext(told)]
            await ask(client, "undo_change")
    assert {type(each).__name__ for each in heard} == {"ResourcesListChanged", "ResourceUpdated"}


@pytest.mark.long
async def test_a_choice_stays_and_a_set_up_is_undone_to_the_one_before(talk: tuple[Place, Client]) -> None:
    here, client = talk
    edited = HISTORY.replace("Tuesday, November 10", "Thursday, November 12")
    (here.folder / "hist.md").write_text(edited, encoding="utf-8")
    _, changed = await ask(client, "whats_changed")
    assert any("Paper 2" in each for each in changed["pending"])
    assert events(here)["HIST 201: Paper 2 due"] == ("CONFIRMED", "2026-11-10"), "to look changes nothing"
    said, _ = await ask(client, "set_up_semester")
    assert "Paper 2 due moved from Tue 10 Nov to Thu 12 Nov" in said
    assert set(events(here)) == {"HIST 201: Paper 1 due", "HIST 201: Paper 2 due"}, "only papers were wanted"
    said, _ = await ask(client, "undo_change")
    assert "the set-up of" in said
    assert events(here)["HIST 201: Paper 2 due"] == ("CONFIRMED", "2026-11-10")
    (here.folder / "hist.md").write_text(HISTORY, encoding="utf-8")
