"""The tools for what a student wants: the semester set up, what is due, what is uncertain, a date put right."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from pydantic import Field

from orchestrator.executor import outcome_of
from orchestrator.journal import RunRecord
from orchestrator.semester.job import Semester, semester, semester_plan
from orchestrator.semester.rows import term
from orchestrator.semester.summary import changes
from orchestrator.server import results, wording
from orchestrator.server.desk import Desk, state
from orchestrator.server.results import Item, SetUpResult
from orchestrator.server.semesters import SetUp, course_named, works
from servers.contract.errors import Refused
from servers.contract.syllabus import Passages
from servers.serving import Progress, ToolAnswer, answer

_Date = Annotated[str | None, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
_Folder = Annotated[str | None, Field(description="Folder with the syllabi, or one file; without it, as the last time")]
_Paths = Annotated[list[str] | None, Field(description="Instead of folder: several folders or files")]
_Sections = Annotated[
    dict[str, str] | None,
    Field(description='The student\'s section in each course, {"PHYS 308": "002"}; without it, as the last time'),
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
_Question = Annotated[
    str, Field(min_length=1, max_length=500, description="In plain words, for instance 'how late may homework be?'")
]

_NEXT = 8
_SHOWN = 200


class Goals:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def set_up_semester(  # noqa: PLR0913, PLR0917 - arguments of the tool
        self,
        progress: Progress,
        folder: _Folder = None,
        paths: _Paths = None,
        sections: _Sections = None,
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
        last = await self._desk.last_set_up()
        places = self._places(folder, paths, last)
        chosen = _chosen(last, places)
        given: dict[str, Any] = {
            "sections": {**chosen.get("sections", {}), **(sections or {})},
            "include": include if include is not None else chosen.get("include"),
            "term": {**(chosen.get("term") or {}), **_present(start=term_start, end=term_end)},
            "timezone": timezone or chosen.get("timezone"),
            "reminders": reminders if reminders is not None else chosen.get("reminders"),
        }
        export = str(self._desk.settings.out / "semester.ics")
        plan = semester_plan({"paths": places, "export": export, **_present(**given)})
        settings = self._desk.settings_of_run(dry_run=dry_run)
        record = await self._desk.ran(plan, {}, settings, progress.report_progress)
        result = await self.set_up_result(record)
        return answer(wording.set_up_text(result), result)

    async def whats_due(
        self, since: _From = None, until: _Until = None, course: _Course = None
    ) -> Annotated[ToolAnswer, results.Due]:
        """List what is due between two days, without them within the next week, with what is done and uncertain."""
        found = await self._desk.set_up()
        first = _day(since, "since") if since else date.today()  # noqa: DTZ011 - the student's own today
        last = _day(until, "until") if until else first + timedelta(days=7)
        wanted = course_named(course, found.semester.plan.courses).course if course else None
        due = [
            wording.item(work)
            for work in await self._desk.works(found)
            if first <= work.row.day <= last and wanted in {None, work.row.work.course}
        ]
        result = results.Due(
            since=first.isoformat(), until=last.isoformat(), items=due[:_SHOWN], not_shown=max(0, len(due) - _SHOWN)
        )
        return answer(wording.due_text(result), result)

    async def whats_changed(self, progress: Progress) -> Annotated[ToolAnswer, results.Changed]:
        """Tell what changed in the syllabi since the semester was set up, and what the last set-up changed."""
        last = await self._desk.last_set_up()
        if last is None:
            result = results.Changed(changes=[])
            return answer(wording.changed_text(result), result)
        settings = self._desk.settings_of_run(dry_run=True)
        record = await self._desk.ran(last.plan, last.inputs, settings, progress.report_progress)
        now = await self._came_of(record)
        pending = [each for each in changes(now) if not each.startswith("Nothing changed")] if now else []
        kept = [each for each in pending if " kept" in each]
        result = results.Changed(
            last_set_up=_moment(last.record.ended or last.record.started),
            changes=[each for each in changes(last.semester) if not each.startswith("Nothing changed")],
            pending=[each for each in pending if each not in kept],
            by_hand=kept,
        )
        return answer(wording.changed_text(result), result)

    async def ask_syllabus(self, question: _Question, course: _Course = None) -> Annotated[ToolAnswer, results.Answers]:
        """Find the passages of the syllabi that answer a question: late policy, absences, textbook, office hours …"""
        found = await self._desk.set_up()
        courses = found.semester.plan.courses
        wanted = [course_named(course, courses)] if course else courses
        passages: list[results.Found] = []
        for each in wanted:
            path = self._path(found, each.file)
            said = await self._desk.stores.call(
                "syllabus_server", "search_syllabus", path=path, question=question, limit=5 if course else 2
            )
            passages += [
                results.Found(course=each.course, file=each.file, **passage.model_dump())
                for passage in Passages.model_validate(said).passages
            ]
        best = sorted(passages, key=lambda passage: -passage.score)[:8]
        result = results.Answers(passages=best)
        return answer(wording.answers_text(result), result)

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
        return answer(wording.uncertain_text(result), result)

    # -- what came of a run of the main job

    async def set_up_result(self, record: RunRecord) -> SetUpResult:
        """What the tool answers of a set-up: all of it where it has ended, else how far it is."""
        recorded = await self._desk.read(record.id)
        told = state(record, recorded)
        came = await self._came_of(record)
        dry = bool(recorded.settings.get("dry_run"))
        if came is None:
            return SetUpResult(run=told, dry_run=dry)
        found = [wording.item(work) for work in works(came, came.events, ())]
        today = date.today().isoformat()  # noqa: DTZ011 - the student's own today
        coming = [each for each in found if each.date >= today and each.category != "admin"]
        return SetUpResult(
            run=told,
            dry_run=dry,
            term=term(came),
            courses=_courses(came, found),
            items=len(found),
            due_next=coming[:_NEXT],
            exams=[each for each in found if each.category == "exam"],
            conflicts=[each.text for each in came.plan.conflicts],
            questions=[wording.asked(each) for each in came.plan.questions],
            uncertain=[each for each in found if not each.sure],
            unread=[f"{each.path}: {each.reason}" for each in came.unread],
            changes=list(changes(came)),
            warnings=came.plan.warnings,
            files=[] if dry else _files(Path(str(recorded.settings["target"])), came),
        )

    async def _came_of(self, record: RunRecord) -> Semester | None:
        if record.state == "running":
            return None
        recorded = await self._desk.read(record.id)
        return await to_thread.run_sync(lambda: semester(outcome_of(recorded)))

    def _places(self, folder: str | None, paths: Sequence[str] | None, last: SetUp | None) -> list[str]:
        if folder is not None and paths is not None:
            raise Refused("set_up_semester takes either a folder or paths")
        given = [folder] if folder is not None else list(paths or [])
        if given:
            return sorted({str(self._desk.roots.existing(each)) for each in given})
        if last is not None:
            return list(last.choices["paths"])
        return [str(root) for root in self._desk.settings.roots]

    def _path(self, found: SetUp, file: str) -> str:
        return next(each.source.path for each in found.semester.syllabi if Path(each.source.path).name == file)


def _courses(came: Semester, found: Sequence[Item]) -> list[results.CourseSummary]:
    return [
        results.CourseSummary(
            course=each.course,
            title=each.title,
            term=each.term,
            file=each.file,
            items=sum(item.course == each.course for item in found),
        )
        for each in came.plan.courses
    ]


def _files(folder: Path, came: Semester) -> list[str]:
    names = ["semester.html", "semester.json", *(["semester.ics"] if came.plan.sources else [])]
    return [str(folder / name) for name in sorted(names)]


def _chosen(last: SetUp | None, places: Sequence[str]) -> Mapping[str, Any]:
    """The choices of the last set-up of the same places: they stay until others are made."""
    return last.choices if last is not None and list(last.choices["paths"]) == list(places) else {}


def _present(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{name} is no day ({text!r}): write it as YYYY-MM-DD") from None


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%d %b %Y, %H:%M}"
