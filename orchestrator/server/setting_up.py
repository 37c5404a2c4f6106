"""The semester set up: what was asked for becomes the main job's run, and what came of that run an answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from anyio import to_thread

from orchestrator.executor import outcome_of
from orchestrator.journal import RunRecord
from orchestrator.plan import Plan
from orchestrator.semester.job import Semester, semester, semester_plan
from orchestrator.semester.rows import term
from orchestrator.semester.summary import NOTHING_CHANGED, changes, passed_over
from orchestrator.server import corrections, wording
from orchestrator.server.desk import Desk
from orchestrator.server.results import CourseSummary, Item, SetUpResult
from orchestrator.server.running import ANSWER_SECONDS, Report
from orchestrator.server.semesters import SetUp, course_named, works
from servers.contract.errors import Refused

_NEXT = 8
_LEAST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Request:
    """What the student wants set up. What is None stays as it was for the same folders."""

    places: Sequence[str] | None = None
    """Files and folders."""
    sections: Mapping[str, str] | None = None
    years: Mapping[str, str] | None = None
    """The year of a course whose syllabus names none."""
    include: Sequence[str] | None = None
    term: Mapping[str, str] = field(default_factory=dict[str, str])
    timezone: str | None = None
    reminders: Mapping[str, Sequence[str]] | None = None
    dry_run: bool = False
    until: float = field(default_factory=lambda: monotonic() + ANSWER_SECONDS, compare=False, repr=False)
    """When an answer has to be given."""

    @property
    def seconds(self) -> float:
        """How long a run may be waited for: a student who was asked meanwhile has taken time of the host's own."""
        return max(_LEAST_SECONDS, self.until - monotonic())


async def set_up(desk: Desk, request: Request, report: Report) -> RunRecord:
    """How the run that sets the semester up stands when it has ended, or when an answer has to be given.

    Raises:
        Refused: a path lies outside, or the run could not begin.
    """
    if request.years:
        await _keep_years(desk, request.years, dry_run=request.dry_run)
    plan = await _plan(desk, request)
    run = await desk.runs.start(plan, {}, desk.settings_of_run(dry_run=request.dry_run))
    return await desk.follow(run, request.seconds, report)


async def came_of(desk: Desk, record: RunRecord) -> Semester | None:
    """The semester that a run came to; None while it goes on, and where it came to none."""
    if record.state == "running":
        return None
    recorded = await desk.read(record.id)
    return await to_thread.run_sync(lambda: semester(outcome_of(recorded)))


async def result(desk: Desk, record: RunRecord, earlier: Sequence[RunRecord] = ()) -> SetUpResult:
    """What is answered of a set-up: all of it where it has ended, else how far it is.

    Args:
        earlier: set-ups that the same call made before: what they changed is told with it.
    """
    told = await desk.state(record.id)
    settings = desk.runs.journal.settings(record.id)
    dry = bool(settings.get("dry_run"))
    came = await came_of(desk, record)
    if came is None:
        return SetUpResult(run=told, dry_run=dry)
    before = {each.id: each for each in earlier if each.id != record.id}.values()
    found = [wording.item(work) for work in works(came, came.events, ())]
    today = date.today().isoformat()  # noqa: DTZ011 - the student's own today
    return SetUpResult(
        run=told,
        dry_run=dry,
        term=term(came),
        courses=_courses(came, found),
        items=len(found),
        planned=found if dry else [],
        due_next=[] if dry else [each for each in found if each.date >= today and each.category != "admin"][:_NEXT],
        exams=[] if dry else [each for each in found if each.category == "exam"],
        conflicts=[each.text for each in came.plan.conflicts],
        questions=[wording.asked(each) for each in came.plan.questions],
        uncertain=[each for each in found if not each.sure],
        passed_over=list(passed_over(came)),
        unread=[f"{each.path}: {each.reason}" for each in came.unread],
        changes=_changes([*[await came_of(desk, each) for each in before], came]),
        warnings=came.plan.warnings,
        files=[] if dry else _files(Path(str(settings["target"])), came),
    )


def _changes(semesters: Sequence[Semester | None]) -> list[str]:
    """What these runs changed, a sentence each; one sentence where none did."""
    said = [each for came in semesters if came for each in changes(came)]
    return [each for each in said if not each.startswith(NOTHING_CHANGED)] or said[:1]


async def _plan(desk: Desk, request: Request) -> Plan:
    last = await desk.last_set_up()
    places = _places(desk, request.places, last)
    chosen: Mapping[str, Any] = last.choices if last is not None and list(last.choices["paths"]) == places else {}
    sections: dict[str, str] = {**(chosen.get("sections") or {}), **(request.sections or {})}
    inputs: dict[str, Any] = {
        "sections": {course: section for course, section in sections.items() if section},
        "include": chosen.get("include") if request.include is None else list(request.include),
        "term": {**(chosen.get("term") or {}), **request.term},
        "timezone": request.timezone or chosen.get("timezone"),
        "reminders": chosen.get("reminders") if request.reminders is None else dict(request.reminders),
    }
    export = str(desk.settings.out / "semester.ics")
    given = {name: value for name, value in inputs.items() if value}
    return semester_plan({"paths": places, "export": export, **given})


async def _keep_years(desk: Desk, years: Mapping[str, str], *, dry_run: bool) -> None:
    """Write them beside the syllabi, where every later reading finds them."""
    if dry_run:
        raise Refused("years are kept beside the syllabus, so they can't be tried in a dry run: set up without it")
    found = await desk.last_read()
    if found is None:
        raise Refused("years are of courses that were read before: set up without them first")
    written: dict[Path, str] = {}
    for name, year in years.items():
        syllabus = found.syllabus(course_named(name, found.semester.plan.courses))
        path = desk.corrections_of(syllabus)
        printed = re.sub(r"\s*\d{4}", "", syllabus.course.term or "")
        term = year if re.search(r"[^\W\d]", year) else f"{printed} {year}".strip()
        written[path] = corrections.edited(corrections.text(path) or "", path.name, {}, {"term": term})
    desk.write(written, f"Year of {', '.join(f'{name}: {year}' for name, year in years.items())}")


def _places(desk: Desk, given: Sequence[str] | None, last: SetUp | None) -> list[str]:
    if given:
        return sorted({str(desk.roots.existing(each)) for each in given})
    if last is not None:
        return list(last.choices["paths"])
    if len(desk.settings.roots) > 1:
        known = ", ".join(map(str, desk.settings.roots))
        raise Refused(f"set_up_semester needs the folder that the syllabi are in, below one of {known}")
    return [str(root) for root in desk.settings.roots]


def _courses(came: Semester, found: Sequence[Item]) -> list[CourseSummary]:
    return [
        CourseSummary(
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
