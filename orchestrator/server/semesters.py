"""The semester as it is set up: the newest run of the main job that stored something, and what became of it since."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

from orchestrator.executor import outcome_of
from orchestrator.journal import RunRecord
from orchestrator.plan import Plan
from orchestrator.runs import Settings
from orchestrator.semester.job import Semester, is_semester_plan, semester
from orchestrator.semester.rows import Row, rows
from orchestrator.server.running import Runs
from servers.contract.errors import Refused
from servers.contract.syllabus import PlannedCourse, Syllabus
from servers.roots import Roots

_KEPT = 20
NOTHING_YET = "no semester is set up yet: call set_up_semester with the folder that the syllabi are in"


@dataclass(frozen=True, slots=True)
class SetUp:
    """One run of the main job, with what came of it."""

    record: RunRecord
    plan: Plan
    inputs: Mapping[str, Any]
    settings: Settings
    semester: Semester

    def syllabus(self, course: PlannedCourse) -> Syllabus:
        """The syllabus of a course."""
        same = [each for each in self.semester.syllabi if PurePath(each.source.path).name == course.file]
        wanted = [
            each for each in same if course.title in {None, each.course.title} and course.term == each.course.term
        ]
        return (wanted or same)[0]

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen for it: the plan's inputs with what the run was given."""
        declared = {name: each.default for name, each in self.plan.inputs.items()}
        return {**declared, **self.inputs}


class SetUps:
    """The set-ups that a client may see: those of syllabi below its roots."""

    def __init__(self, runs: Runs, roots: Roots) -> None:
        self._runs, self._roots = runs, roots
        self._kept: dict[str, SetUp | None] = {}

    def newest_first(self, without: Collection[str] = (), *, dry_too: bool = False) -> Iterator[SetUp]:
        """Those that stored something, but for those that were undone. Reads the journal: call it in a thread.

        Args:
            dry_too: those that stored nothing, too.
        """
        for record in self._runs.journal.runs():
            if record.id in without or record.state == "running":
                continue
            found = self.of(record)
            if found is not None and (dry_too or not found.settings.dry_run):
                yield found

    def of(self, record: RunRecord) -> SetUp | None:
        """The set-up that this run was; None where it was something else, or came to nothing."""
        if record.id not in self._kept:
            self._kept[record.id] = self._made(record)
            for old in list(self._kept)[:-_KEPT]:
                del self._kept[old]
        return self._kept[record.id]

    def _made(self, record: RunRecord) -> SetUp | None:
        journal = self._runs.journal
        if not is_semester_plan(journal.plan(record.id)):
            return None
        recorded = journal.read(record.id)
        came = semester(outcome_of(recorded))
        if came is None or not all(map(self._below, came.syllabi)):
            return None
        return SetUp(record, recorded.plan, recorded.inputs, Settings(**recorded.settings), came)

    def _below(self, syllabus: Syllabus) -> bool:
        try:
            self._roots.existing(syllabus.source.path)
        except Refused as refused:
            return "does not exist" in str(refused)
        return True


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of dated work as it stands now."""

    id: str
    """`COURSE/ASSIGNMENT`, by which tools call it."""
    row: Row
    done: bool


def works(semester: Semester, events: Sequence[Any], done: Collection[tuple[str, str]]) -> list[Work]:
    """All dated work in order of time. `events`: as they are stored now; `done`: source and id of what is done."""
    return [
        Work(identity(row.work.course, row.work.id), row, (row.work.source, row.work.id) in done)
        for row in rows(replace(semester, events=tuple(events)))
    ]


def identity(course: str, assignment: str) -> str:
    return f"{course}/{assignment}"


def named(name: str, found: Sequence[Work]) -> Work:
    """The work that `name` means: its id, or the part behind the course where only one has it.

    Raises:
        Refused: none has it, or several.
    """
    plain = _plain(name)
    same = [work for work in found if plain in {_plain(work.id), _plain(f"{work.row.work.source}/{work.row.work.id}")}]
    same = same or [work for work in found if _plain(work.row.work.id) == plain]
    same = same or [work for work in found if _plain(work.row.work.title) == plain]
    if len(same) == 1:
        return same[0]
    if same:
        raise Refused(f"{name!r} may be {' or '.join(work.id for work in same)}: give the whole id")
    near = get_close_matches(name, [work.id for work in found], n=3, cutoff=0.4)
    hint = f"; near are {', '.join(map(repr, near))}" if near else ""
    raise Refused(f"there is no work {name!r}{hint}: whats_due and list_uncertain name the ids")


def course_named(name: str, found: Sequence[PlannedCourse]) -> PlannedCourse:
    """The course that `name` means: what the student calls it, its title, its source or its file.

    Raises:
        Refused: none has it.
    """
    plain = _plain(name)
    for course in found:
        if plain in {_plain(each) for each in (course.course, course.title, course.source, course.file) if each}:
            return course
    known = ", ".join(course.course for course in found) or "none"
    raise Refused(f"there is no course {name!r}: the semester has {known}")


def _plain(name: str) -> str:
    """Without case and spaces."""
    return "".join(name.split()).casefold()
