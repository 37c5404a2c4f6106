"""What is too long for an answer: the semester's files, the syllabi as text, runs as pictures and as data.

The links in answers lead here; a host lists what there is, and completes the arguments of the templates.
"""

import json
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import Completion, CompletionArgument, PromptReference, Resource, ResourceLink, ResourceTemplateReference

from orchestrator.errors import OrchestratorError
from orchestrator.executor import outcome_of
from orchestrator.server.desk import Desk
from orchestrator.server.semesters import course_named
from orchestrator.timeline import to_html
from servers.contract.errors import Refused
from servers.contract.syllabus import SyllabusText
from servers.serving import ToolServer

FILES = {
    "semester.ics": ("text/calendar", "The semester for any calendar program (iCalendar)"),
    "semester.html": ("text/html", "The term as a page: calendar, due work with its quotes, what clashes"),
    "semester.json": ("application/json", "The semester for programs"),
}
_COURSE, _RUN = "course", "run"
_MOST = 100
"""Values of a completion, as the protocol bounds it."""


class Resources:
    """The resources of one client."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def offer(self, server: ToolServer) -> None:
        """Register the templates, what is listed, and the completion of their arguments."""
        for name, (mime, title) in FILES.items():
            server.resource(f"semester://{name}", name=name, title=title, description=title, mime_type=mime)(
                self._reader_of(name)
            )
        for uri, title, mime, read in (
            ("syllabus://{course}", "A syllabus as text, page by page", "text/plain", self._syllabus),
            ("run://{run}/timeline", "A run as a picture", "text/html", self._timeline),
            ("run://{run}/result", "What came of a run", "application/json", self._result),
        ):
            server.resource(uri, name=read.__name__.strip("_"), title=title, description=title, mime_type=mime)(read)
        server.completion()(self._completed)

    async def listed(self) -> list[Resource]:
        """What there is now."""
        found = await self._desk.last_set_up()
        if found is None:
            return []
        courses = [
            Resource(
                uri=syllabus_uri(each.course),
                name=each.file,
                title=f"The syllabus of {each.course}",
                description="Its text, page by page",
                mime_type="text/plain",
            )
            for each in found.semester.plan.courses
        ]
        timeline = timeline_link(found.record.id).model_dump(exclude={"type"})
        return [*courses, Resource(**timeline)]

    def _reader_of(self, name: str) -> Callable[[], Awaitable[str]]:
        async def read() -> str:
            with _as_missing():
                found = await self._desk.set_up()
            path = Path(found.settings.target) / name
            if not path.is_file():
                raise ResourceNotFoundError(f"{name} is not there: set_up_semester writes it")
            return await to_thread.run_sync(lambda: path.read_bytes().decode())  # with the line ends that it has

        return read

    async def _syllabus(self, course: str) -> str:
        with _as_missing():
            found = await self._desk.set_up()
            syllabus = found.syllabus(course_named(course, found.semester.plan.courses))
            answer = await self._desk.call("syllabus_server", "read_syllabus", path=syllabus.source.path)
        return "\n\n".join(
            f"[page {page.page}]\n{page.text}" if page.page else page.text
            for page in SyllabusText.model_validate(answer).pages
        )

    async def _timeline(self, run: str) -> str:
        with _as_missing():
            recorded = await self._desk.read(run)
            outcome = await to_thread.run_sync(outcome_of, recorded)
        return to_html(recorded.plan, outcome.spans, outcome.metrics)

    async def _result(self, run: str) -> str:
        with _as_missing():
            outcome = await to_thread.run_sync(outcome_of, await self._desk.read(run))
        return json.dumps(dict(outcome.results), indent=1, ensure_ascii=False)

    async def _completed(
        self, _of: PromptReference | ResourceTemplateReference, argument: CompletionArgument, _context: Any
    ) -> Completion:
        values = await self._values(argument.name)
        begun = argument.value.casefold()
        first = [each for each in values if each.casefold().startswith(begun)]
        rest = [each for each in values if begun in each.casefold() and each not in first]
        found = [*first, *rest]
        return Completion(values=found[:_MOST], total=len(found), has_more=len(found) > _MOST)

    async def _values(self, argument: str) -> list[str]:
        if argument == _RUN:
            return [each.id for each in await to_thread.run_sync(self._desk.runs.journal.runs)]
        if argument == _COURSE:
            found = await self._desk.last_set_up()
            return [each.course for each in found.semester.plan.courses] if found else []
        return []


def file_links(names: Sequence[str]) -> list[ResourceLink]:
    """To the semester's files of these names."""
    return [
        ResourceLink(uri=f"semester://{name}", name=name, title=FILES[name][1], mime_type=FILES[name][0])
        for name in names
    ]


def timeline_link(run: str) -> ResourceLink:
    return ResourceLink(uri=f"run://{run}/timeline", name="timeline", title="How the run went", mime_type="text/html")


def result_link(run: str) -> ResourceLink:
    return ResourceLink(
        uri=f"run://{run}/result", name="result", title="The results of all steps", mime_type="application/json"
    )


def syllabus_uri(course: str) -> str:
    return f"syllabus://{quote(course, safe='')}"


@contextmanager
def _as_missing() -> Generator[None]:
    """A resource that can't be given is one that is not there; the sentence says why."""
    try:
        yield
    except (Refused, OrchestratorError) as error:
        raise ResourceNotFoundError(str(error)) from None
