"""The tools for what a student wants: the semester set up, what is due, what changed, what is uncertain."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from mcp.server.elicitation import AcceptedElicitation
from mcp.server.mcpserver.resolve import Resolve
from pydantic import Field

from orchestrator.journal import RunRecord
from orchestrator.semester.summary import NOTHING_CHANGED, changes
from orchestrator.server import asking, resources, results, setting_up, wording
from orchestrator.server.desk import Desk
from orchestrator.server.mending import Mending
from orchestrator.server.results import SetUpResult
from orchestrator.server.semesters import course_named, named
from servers.contract.errors import Refused
from servers.contract.syllabus import Passages
from servers.serving import Progress, ToolAnswer, answer

_Folder = Annotated[str | None, Field(description="Folder with the syllabi, or one file; without it, as the last time")]
_Paths = Annotated[list[str] | None, Field(description="Instead of folder: several folders or files")]
_Sections = Annotated[
    dict[str, str] | None,
    Field(description='The student\'s section in each course, {"PHYS 308": "002"}; without it, as the last time'),
]
_Years = Annotated[
    dict[str, str] | None,
    Field(description='The year of a course whose syllabus names none, {"CHEM 121": "2026"}; kept beside the syllabus'),
]
_Include = Annotated[
    list[str] | None,
    Field(
        description="Only these go into calendar and reminders: exam, quiz, homework, lab, project, presentation,"
        " paper, discussion, participation, reading, admin, other, and class for class meetings; all where not given"
    ),
]
_Start = Annotated[str | None, Field(description="First day of the term, YYYY-MM-DD, where the syllabi leave it open")]
_End = Annotated[str | None, Field(description="Last day of the term, YYYY-MM-DD")]
_Zone = Annotated[
    str | None, Field(description="IANA zone of courses whose syllabus settles none, for instance America/New_York")
]
_Reminders = Annotated[
    dict[str, list[str]] | None,
    Field(
        description='When to be reminded before the due time, by category, "major" or "default":'
        ' {"exam": ["14d", "2d"], "default": ["1d 18:00"]}'
    ),
]
_DryRun = Annotated[bool, Field(description="Show what would be stored, and store nothing")]
_Course = Annotated[str | None, Field(description="Only this course, as the student calls it")]
_From = Annotated[str | None, Field(description="First day, YYYY-MM-DD; without it, today")]
_Until = Annotated[str | None, Field(description="Last day, YYYY-MM-DD; without it, a week after the first")]
_Id = Annotated[str, Field(description="The item's id, as whats_due and list_uncertain name it")]
_Question = Annotated[
    str, Field(min_length=1, max_length=500, description="In plain words, for instance 'how late may homework be?'")
]

_SHOWN = 200


class Goals:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, desk: Desk, mending: Mending) -> None:
        self._desk, self._mending = desk, mending

    async def set_up_semester(  # noqa: PLR0913, PLR0917 - arguments of the tool
        self,
        begun: Annotated[RunRecord, Resolve(asking.first)],
        record: Annotated[RunRecord, Resolve(asking.second)],
        accepted: Annotated[asking.Answer, Resolve(asking.acceptance)],
        progress: Progress,
        folder: _Folder = None,
        paths: _Paths = None,
        sections: _Sections = None,
        years: _Years = None,
        include: _Include = None,
        term_start: _Start = None,
        term_end: _End = None,
        timezone: _Zone = None,
        reminders: _Reminders = None,
        dry_run: _DryRun = False,  # noqa: FBT002 - an argument of the tool
    ) -> Annotated[ToolAnswer, SetUpResult]:
        """Read a folder of syllabi and put classes, exams, deadlines and reminders into the calendar. Start here.

        The same call again goes on where it was and stores nothing twice; a choice that was made stays until another
        is made. dry_run shows first what would be stored.
        """
        result = await setting_up.result(self._desk, record, [begun])
        if isinstance(accepted, AcceptedElicitation) and accepted.data is not None and accepted.data.accept:
            unsure = [each.id for each in result.uncertain]
            await self._mending.correct(unsure, {}, "Accepted", progress.report_progress)
            newest = await self._desk.set_up()
            result = await setting_up.result(self._desk, newest.record, [begun, record])
        names = [Path(each).name for each in result.files]
        links = [*resources.file_links(names), resources.timeline_link(result.run.run)] if names else []
        rest = "name one syllabus at a time" if result.dry_run else wording.SEMESTER
        return answer(wording.set_up_text(result), result, links, rest=rest)

    async def whats_due(
        self, since: _From = None, until: _Until = None, course: _Course = None
    ) -> Annotated[ToolAnswer, results.Due]:
        """List what is due, and the classes, between two days; without them, of the next seven days."""
        found = await self._desk.set_up()
        first = _day(since, "since") if since else date.today()  # noqa: DTZ011 - the student's own today
        last = _day(until, "until") if until else first + timedelta(days=7)
        wanted = course_named(course, found.semester.plan.courses).course if course else None
        due = [
            wording.item(work)
            for work in await self._desk.works(found)
            if first <= work.row.day <= last and wanted in {None, work.row.work.course}
        ]
        held = [
            event
            for event in await self._desk.events(found, first, last)
            if "class" in event.categories and wanted in {None, event.course}
        ]
        result = results.Due(
            since=first.isoformat(),
            until=last.isoformat(),
            items=due[:_SHOWN],
            classes=[wording.class_line(event) for event in held[:_SHOWN]],
            not_shown=max(0, len(due) - _SHOWN),
        )
        return answer(wording.due_text(result), result, rest="ask for fewer days, or one course")

    async def whats_changed(self, progress: Progress) -> Annotated[ToolAnswer, results.Changed]:
        """Tell what changed in the syllabi since the semester was set up, and what the last set-up changed."""
        last = await self._desk.last_set_up()
        if last is None:
            result = results.Changed(changes=[])
            return answer(wording.changed_text(result), result)
        settings = self._desk.settings_of_run(dry_run=True)
        record = await self._desk.ran(last.plan, last.inputs, settings, progress.report_progress)
        now = await setting_up.came_of(self._desk, record)
        when = _moment(last.record.ended or last.record.started)
        if now is None:
            result = results.Changed(last_set_up=when, changes=[], run=await self._desk.state(record.id))
            return answer(wording.changed_text(result), result)
        pending = [each for each in changes(now) if not each.startswith(NOTHING_CHANGED)]
        kept = [each for each in pending if " kept" in each]
        result = results.Changed(
            last_set_up=when,
            changes=[each for each in changes(last.semester) if not each.startswith(NOTHING_CHANGED)],
            pending=[each for each in pending if each not in kept],
            by_hand=kept,
        )
        return answer(wording.changed_text(result), result, rest=wording.SEMESTER)

    async def ask_syllabus(self, question: _Question, course: _Course = None) -> Annotated[ToolAnswer, results.Answers]:
        """Find the passages of the syllabi that answer a question: late policy, absences, textbook, office hours …"""
        found = await self._desk.set_up()
        courses = found.semester.plan.courses
        wanted = [course_named(course, courses)] if course else courses
        passages: list[results.Found] = []
        for each in wanted:
            path = found.syllabus(each).source.path
            said = await self._desk.call(
                "syllabus_server", "search_syllabus", path=path, question=question, limit=5 if course else 2
            )
            passages += [
                results.Found(course=each.course, file=each.file, **passage.model_dump())
                for passage in Passages.model_validate(said).passages
            ]
        best = sorted(passages, key=lambda passage: -passage.score)[:8]
        result = results.Answers(passages=best)
        return answer(wording.answers_text(result), result, rest="ask of one course")

    async def list_uncertain(self, course: _Course = None) -> Annotated[ToolAnswer, results.Uncertain]:
        """List what was read with doubt, with the quote of each, and the questions that only the student can answer."""
        found = await self._desk.set_up()
        plan = found.semester.plan
        wanted = course_named(course, plan.courses).course if course else None
        unsure = [
            wording.item(work)
            for work in await self._desk.works(found)
            if not work.row.sure and wanted in {None, work.row.work.course}
        ]
        result = results.Uncertain(
            items=unsure,
            questions=[wording.asked(each) for each in plan.questions if not wanted or each.about.startswith(wanted)],
            warnings=[each for each in plan.warnings if not wanted or each.startswith(wanted)],
        )
        return answer(wording.uncertain_text(result), result, rest="ask for one course at a time")

    async def show_evidence(self, id: _Id) -> Annotated[ToolAnswer, results.Shown]:  # noqa: A002 - an argument of the tool
        """Show where an item stands in its syllabus: the page as a picture, and where on it the item's quote is."""
        found = await self._desk.set_up()
        work = named(id, await self._desk.works(found))
        item, evidence = wording.item(work), work.row.work.evidence
        if not evidence.text:
            raise Refused(f"{item.title} stands nowhere in {item.file}: it was added by hand")
        if evidence.page is None:
            raise Refused(f"{item.file} has no pages to show: read {resources.syllabus_uri(item.course)}, its text")
        syllabus = found.syllabus(course_named(item.course, found.semester.plan.courses))
        shown, picture = await self._desk.page(syllabus, evidence)
        result = results.Shown(item=item, pages=shown.pages, place=shown.place)
        return answer(wording.shown_text(result), result, picture)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{name} is no day ({text!r}): write it as YYYY-MM-DD") from None


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%d %b %Y, %H:%M}"
