"""What the summary and the page both show: dated work, with the date in the store where the student moved it. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from orchestrator.semester.job import Semester
from servers.contract.calendar import Event
from servers.contract.syllabus import SURE, PlannedWork


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of dated work."""

    work: PlannedWork
    day: date
    time: str | None
    moved: bool = False
    """The student moved it by hand: the syllabus says another day or time."""

    @property
    def sure(self) -> bool:
        return self.moved or self.work.confidence >= SURE

    @property
    def place(self) -> str:
        """Where it stands in the syllabus."""
        page = self.work.evidence.page
        return f"{self.work.file}, page {page}" if page else self.work.file


def rows(semester: Semester) -> list[Row]:
    """All dated work in order of time."""
    stored = {(event.source, event.key): event for event in semester.events}
    found = [_row(work, stored) for work in semester.plan.assignments]
    return sorted(found, key=lambda row: (row.day, row.time or "24", row.work.course, row.work.title))


def term(semester: Semester) -> str:
    """What most of the courses call the term; empty where none says."""
    terms = Counter(course.term for course in semester.plan.courses if course.term)
    return terms.most_common(1)[0][0] if terms else ""


def written(day: date) -> str:
    """A day as people say it, in one order everywhere: `Mon 31 Aug`."""
    return f"{day:%a} {day.day} {day:%b}"


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _row(work: PlannedWork, stored: Mapping[tuple[str | None, str | None], Event]) -> Row:
    event = stored.get((work.source, work.id))
    planned = Row(work, date.fromisoformat(work.date), work.time)
    if event is None:
        return planned
    begins = datetime.fromisoformat(event.start)
    time = None if event.all_day else f"{begins:%H:%M}"
    moved = (begins.date(), time) != (planned.day, planned.time)
    return Row(work, begins.date(), time, moved=True) if moved else planned
