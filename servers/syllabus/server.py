"""The syllabus server's tools: each takes a path below the roots, and has a worker do what touches the file."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from servers.contract.errors import Refused
from servers.contract.syllabus import (
    FoundFile,
    FoundSyllabi,
    PassedOver,
    Preferences,
    SemesterPlan,
    Syllabus,
    TermGiven,
)
from servers.roots import Roots
from servers.serving import READS, ToolAnswer, ToolServer, answer, validation_sentence
from servers.syllabus import tasks
from servers.syllabus.tasks import Asked
from servers.syllabus.wording import found_text, plan_text, syllabus_text
from servers.syllabus.worker import Worker

INSTRUCTIONS = (
    "Reads course syllabi (PDF, Word, HTML, Markdown, text) below the folders that it was started with, offline."
    " find_syllabi lists them, parse_syllabus reads one, search_syllabus answers a question from one,"
    " plan_semester makes one plan of several: give it all their paths at once."
)
_Path = Annotated[str, Field(description="A syllabus file, as find_syllabi answers it")]
_Term = Annotated[
    TermGiven | None,
    Field(description="The term where the syllabus leaves it open: name, start and end (YYYY-MM-DD)"),
]
_Zone = Annotated[
    str | None, Field(description="IANA zone where the syllabus names no place, for instance America/New_York")
]
_Password = Annotated[str | None, Field(description="Opens an encrypted file")]
_Syllabi = TypeAdapter(list[Syllabus])


def build(roots: Roots) -> ToolServer:
    server = ToolServer(
        "syllabus", title="Syllabus", instructions=INSTRUCTIONS, version=version("syllabus-orchestrator")
    )
    worker = Worker()

    async def parsed(path: str, term: TermGiven | None, timezone: str | None, password: str | None = None) -> Syllabus:
        asked = Asked(roots.existing(path), password, term, timezone)
        return await worker.run(asked.file.name, tasks.parsed, asked)

    @server.tool(title="Find syllabi", annotations=READS)
    async def find_syllabi(
        folder: Annotated[str, Field(description="Folder to look through, or a single file")],
        recursive: Annotated[bool, Field(description="Look into the folders inside it too")] = True,  # noqa: FBT002
    ) -> Annotated[ToolAnswer, FoundSyllabi]:
        """List the files of a folder that are course syllabi, and why each other file is none. Start here."""
        place = roots.existing(folder)
        named = not place.is_dir()
        listing = (
            tasks.Listing([place], []) if named else await worker.run(place.name, tasks.listed, place, recursive, roots)
        )
        looks = [await _look(worker, file, named=named) for file in listing.candidates]
        passed = [*listing.passed_over, *(look for look in looks if isinstance(look, PassedOver))]
        found = FoundSyllabi(
            files=[look for look in looks if isinstance(look, FoundFile)],
            passed_over=sorted(passed, key=lambda each: each.path),
        )
        return answer(found_text(found), found)

    @server.tool(title="Read a syllabus", annotations=READS)
    async def parse_syllabus(
        path: _Path, term: _Term = None, timezone: _Zone = None, password: _Password = None
    ) -> Annotated[ToolAnswer, Syllabus]:
        """Read one syllabus: course, meetings, every dated piece of work with its quote, grading, policies."""
        syllabus = await parsed(path, term, timezone, password)
        return answer(syllabus_text(syllabus), syllabus)

    @server.tool(title="Plan the semester", annotations=READS)
    async def plan_semester(  # noqa: PLR0913, PLR0917 - arguments of the tool
        paths: Annotated[list[str] | None, Field(description="Syllabus files; all courses of the term at once")] = None,
        syllabi: Annotated[
            list[dict[str, Any]] | None, Field(description="Instead of paths: results of parse_syllabus")
        ] = None,
        sections: Annotated[
            dict[str, str] | None,
            Field(description='The student\'s section in each course, for instance {"PHYS 308": "002"}'),
        ] = None,
        preferences: Annotated[
            Preferences | None, Field(description="Hours and days that the student wants free; warned of, not moved")
        ] = None,
        reminders: Annotated[
            dict[str, list[str]] | None,
            Field(
                description='When to be reminded before the due time, by category, "major" or "default", for instance'
                ' {"exam": ["14d", "2d"], "default": ["1d"]}; 0d is the due time'
            ),
        ] = None,
        term: _Term = None,
        timezone: _Zone = None,
    ) -> Annotated[ToolAnswer, SemesterPlan]:
        """Turn syllabi into one semester: class events, due work, reminders, clashes, weekly load, open questions."""
        if (paths is None) == (syllabi is None):
            raise Refused("plan_semester takes either paths or syllabi")
        given = _validated(syllabi or []) + [await parsed(path, term, timezone) for path in paths or []]
        plan = _planned(given, sections or {}, preferences or Preferences(), reminders or {}, timezone)
        return answer(plan_text(plan), plan)

    return server


async def _look(worker: Worker, file: Path, *, named: bool) -> FoundFile | PassedOver:
    try:
        return await worker.run(file.name, tasks.looked_at, file, named)
    except Refused as refused:  # it hung, swelled or crashed: this file alone is passed over
        return PassedOver(path=str(file), reason=str(refused).removeprefix(f"{file.name} "))


def _validated(syllabi: Sequence[dict[str, Any]]) -> list[Syllabus]:
    try:
        return _Syllabi.validate_python(syllabi)
    except ValidationError as error:
        raise Refused(validation_sentence(error, "syllabi: give them as parse_syllabus answered them")) from None


def _planned(
    syllabi: Sequence[Syllabus],
    sections: dict[str, str],
    preferences: Preferences,
    reminders: dict[str, list[str]],
    timezone: str | None,
) -> SemesterPlan:
    from servers.localzone import local_zone  # noqa: PLC0415 - not needed to start
    from servers.syllabus.semester import plan  # noqa: PLC0415

    return plan(
        syllabi,
        local_zone=timezone or local_zone(),
        sections=sections,
        preferences=preferences,
        reminding=reminders,
    )
