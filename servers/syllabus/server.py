"""The syllabus server's tools: each takes a path below the roots, and has a worker do what touches the file."""

from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from servers.contract.errors import Refused, validation_sentence
from servers.contract.syllabus import (
    FoundFile,
    FoundSyllabi,
    PageShown,
    Passages,
    PassedOver,
    Preferences,
    SemesterPlan,
    Syllabus,
    SyllabusText,
    TermGiven,
)
from servers.roots import Roots
from servers.serving import READS, Progress, ToolAnswer, ToolServer, answer, picture
from servers.syllabus import tasks
from servers.syllabus.tasks import Asked, Listing
from servers.syllabus.wording import found_text, page_text, pages_text, passages_text, plan_text, syllabus_text
from servers.syllabus.worker import Worker

INSTRUCTIONS = (
    "Reads course syllabi (PDF, Word, HTML, Markdown, text) below the folders that it was started with, offline."
    " find_syllabi lists them, parse_syllabus reads one, search_syllabus answers a question from one,"
    " plan_semester makes one plan of several: give it all their paths at once."
)
_Folder = Annotated[str, Field(description="Folder to look through, or a single file")]
_Recursive = Annotated[bool, Field(description="Look into the folders inside it too")]
_Path = Annotated[str, Field(description="A syllabus file, as find_syllabi answers it")]
_PathOrNone = Annotated[str | None, Field(description="A syllabus file, as find_syllabi answers it")]
_Parsed = Annotated[dict[str, Any] | None, Field(description="Instead of path: a result of parse_syllabus")]
_Term = Annotated[
    TermGiven | None,
    Field(description="The term where the syllabus leaves it open: name, start and end (YYYY-MM-DD)"),
]
_Zone = Annotated[
    str | None, Field(description="IANA zone where the syllabus names no place, for instance America/New_York")
]
_Password = Annotated[str | None, Field(description="Opens an encrypted file")]
_Corrections = Annotated[
    dict[str, Any] | None,
    Field(
        description="What the student knows better: `assignments` {id: {date, time, title, category, weight} or null},"
        " `added`, `sections`, `no_class`, `course`. Kept for good in a file beside the syllabus, NAME.corrections.yaml"
    ),
]
_Question = Annotated[
    str, Field(min_length=1, max_length=500, description="In plain words, for instance 'how many classes can I miss?'")
]
_Limit = Annotated[int, Field(ge=1, le=20, description="How many passages at most")]
_Page = Annotated[int | None, Field(ge=1, description="Only this page, counted from 1")]
_OnePage = Annotated[int, Field(ge=1, description="The page, counted from 1")]
_Box = Annotated[
    list[float] | None,
    Field(min_length=4, max_length=4, description="An evidence's box, to be told where on the picture it lies"),
]
_Paths = Annotated[list[str] | None, Field(description="Syllabus files; all courses of the term at once")]
_Syllabi = Annotated[list[dict[str, Any]] | None, Field(description="Instead of paths: results of parse_syllabus")]
_Sections = Annotated[
    dict[str, str] | None,
    Field(description='The student\'s section in each course, for instance {"PHYS 308": "002"}'),
]
_Preferences = Annotated[
    Preferences | None, Field(description="Hours and days that the student wants free; warned of, not moved")
]
_Reminders = Annotated[
    dict[str, list[str]] | None,
    Field(
        description='When to be reminded before the due time, by category, "major" or "default", for instance'
        ' {"exam": ["14d", "2d"], "default": ["1d"]}; 0d is the due time'
    ),
]


def build(roots: Roots) -> ToolServer:
    tools = _Tools(roots)
    server = ToolServer(
        "syllabus", title="Syllabus", instructions=INSTRUCTIONS, version=version("syllabus-orchestrator")
    )
    for tool in (
        tools.find_syllabi,
        tools.parse_syllabus,
        tools.search_syllabus,
        tools.read_syllabus,
        tools.show_page,
        tools.plan_semester,
    ):
        server.tool(annotations=READS)(tool)
    return server


class _Tools:
    """Each public method is a tool: its name, its description and its arguments are what a host sees."""

    def __init__(self, roots: Roots) -> None:
        self._roots, self._worker = roots, Worker()

    async def find_syllabi(
        self,
        progress: Progress,
        folder: _Folder,
        recursive: _Recursive = True,  # noqa: FBT002 - an argument of the tool
    ) -> Annotated[ToolAnswer, FoundSyllabi]:
        """List the files of a folder that are course syllabi, and why each other file is none. Start here."""
        place = self._roots.existing(folder)
        named = not place.is_dir()
        listing = (
            Listing([place], [])
            if named
            else await self._worker.run(place.name, tasks.listed, place, recursive, self._roots)
        )
        looks = [await self._look(file, named=named) async for file in _told(progress, listing.candidates, "looked at")]
        passed = [*listing.passed_over, *(look for look in looks if isinstance(look, PassedOver))]
        found = FoundSyllabi(
            files=[look for look in looks if isinstance(look, FoundFile)],
            passed_over=sorted(passed, key=lambda each: each.path),
        )
        return answer(found_text(found), found, rest="name a smaller folder")

    async def parse_syllabus(
        self,
        path: _Path,
        term: _Term = None,
        timezone: _Zone = None,
        password: _Password = None,
        corrections: _Corrections = None,
    ) -> Annotated[ToolAnswer, Syllabus]:
        """Read one syllabus: course, meetings, every dated piece of work with its quote, grading, policies."""
        syllabus = await self._parsed(Asked(self._roots.existing(path), password, term, timezone, corrections))
        return answer(syllabus_text(syllabus), syllabus, rest="search_syllabus finds them")

    async def search_syllabus(
        self,
        question: _Question,
        path: _PathOrNone = None,
        syllabus: _Parsed = None,
        limit: _Limit = 5,
        password: _Password = None,
    ) -> Annotated[ToolAnswer, Passages]:
        """Find the passages of a syllabus that answer a question: late policy, absences, textbook, office hours …"""
        if path is not None and syllabus is None:
            asked = Asked(self._roots.existing(path), password)
        elif path is None and syllabus is not None:
            asked = _validated([syllabus], "syllabus")[0]
        else:
            raise Refused("search_syllabus takes either a path or a syllabus")
        name = asked.file.name if isinstance(asked, Asked) else "the syllabus"
        found = await self._worker.run(name, tasks.answering, asked, question, limit)
        return answer(passages_text(found), Passages(passages=found), rest="ask for fewer passages, with limit")

    async def read_syllabus(
        self, path: _Path, page: _Page = None, password: _Password = None
    ) -> Annotated[ToolAnswer, SyllabusText]:
        """Show the text of a syllabus as it stands, all of it or one page, to compare something with its context."""
        file = self._roots.existing(path)
        text = await self._worker.run(file.name, tasks.text_of, Asked(file, password))
        if page is not None:
            pages = [each for each in text.pages if (each.page or 1) == page]
            if not pages:
                raise Refused(f"{file.name} has no page {page}: it has {len(text.pages)}")
            text = SyllabusText(pages=pages)
        return answer(pages_text(text), text, rest="read it page by page, or ask search_syllabus")

    async def show_page(
        self, path: _Path, page: _OnePage, box: _Box = None, password: _Password = None
    ) -> Annotated[ToolAnswer, PageShown]:
        """Show a page of a PDF as a picture, to see what was read from it as its author meant it to be seen."""
        file = self._roots.existing(path)
        shown, pages = await self._worker.run(file.name, tasks.page_shown, Asked(file, password), page)
        place = shown.place((box[0], box[1], box[2], box[3])) if box else None
        result = PageShown(page=page, pages=pages, place=place)
        return answer(page_text(file.name, result), result, [picture(shown.png)])

    async def plan_semester(  # noqa: PLR0913, PLR0917 - arguments of the tool
        self,
        progress: Progress,
        paths: _Paths = None,
        syllabi: _Syllabi = None,
        sections: _Sections = None,
        preferences: _Preferences = None,
        reminders: _Reminders = None,
        term: _Term = None,
        timezone: _Zone = None,
    ) -> Annotated[ToolAnswer, SemesterPlan]:
        """Turn syllabi into one semester: class events, due work, reminders, clashes, weekly load, open questions."""
        if (paths is None) == (syllabi is None):
            raise Refused("plan_semester takes either paths or syllabi")
        files = [self._roots.existing(path) for path in paths or []]
        given = _validated(syllabi or [], "syllabi")
        async for file in _told(progress, files, "read"):
            given.append(await self._parsed(Asked(file, None, term, timezone)))
        plan = _planned(given, sections or {}, preferences or Preferences(), reminders or {}, timezone)
        return answer(plan_text(plan), plan, rest="plan fewer courses at once")

    async def _parsed(self, asked: Asked) -> Syllabus:
        return await self._worker.run(asked.file.name, tasks.parsed, asked)

    async def _look(self, file: Path, *, named: bool) -> FoundFile | PassedOver:
        try:
            return await self._worker.run(file.name, tasks.looked_at, file, named)
        except Refused as refused:  # it hung, swelled or crashed: this file alone is passed over
            return PassedOver(path=str(file), reason=str(refused).removeprefix(f"{file.name} "))


async def _told(progress: Progress, files: Sequence[Path], done: str) -> AsyncIterator[Path]:
    """The files one by one; after each the host is told."""
    for number, file in enumerate(files, 1):
        yield file
        await progress.report_progress(number, len(files), f"{file.name} {done}")


def _validated(syllabi: Sequence[dict[str, Any]], argument: str) -> list[Syllabus]:
    try:
        return TypeAdapter(list[Syllabus]).validate_python(syllabi)
    except ValidationError as error:
        raise Refused(validation_sentence(error, f"{argument}: give it as parse_syllabus answered it")) from None


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
        [_zoned(each, timezone) for each in syllabi],
        local_zone=local_zone(),
        sections=sections,
        preferences=preferences,
        reminding=reminders,
    )


def _zoned(syllabus: Syllabus, timezone: str | None) -> Syllabus:
    """With the zone that the caller names, where the document names none."""
    course = syllabus.course
    return syllabus.model_copy(update={"course": course.model_copy(update={"timezone": course.timezone or timezone})})
