"""Several syllabi → one semester: events, reminders, what clashes, the load of each week, what the student must decide.

Pure: the same syllabi, in whatever order, give the same plan. What the student has to decide first (a section, a year)
is asked, and nothing that hangs on it is planned meanwhile. Knows nothing of files, of the clock, or of stores.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servers.contract.calendar import Event
from servers.contract.errors import Refused
from servers.contract.syllabus import PlannedCourse, Preferences, SemesterPlan, Syllabus, WeekLoad
from servers.syllabus.semester.clashes import conflicts
from servers.syllabus.semester.courses import Course, identified, year_known
from servers.syllabus.semester.meetings import Slot, class_event, slots_of
from servers.syllabus.semester.notes import Notes
from servers.syllabus.semester.preferred import Preferred
from servers.syllabus.semester.reminding import reminders, rules
from servers.syllabus.semester.sections import attended, warn_of_unknown
from servers.syllabus.semester.work import Work, placed, work_event, work_row

__all__ = ["plan"]


@dataclass(frozen=True, slots=True)
class _Term:
    """One course with everything that has a date."""

    course: Course
    slots: Sequence[Slot]
    works: Sequence[Work]

    @property
    def days(self) -> list[date]:
        return [work.due.date() for work in self.works] + [day for slot in self.slots for day in slot.held]

    def meets(self, other: "_Term") -> bool:
        """Whether the two have a time in common."""
        return min(self.days) <= max(other.days) and min(other.days) <= max(self.days)


def plan(
    syllabi: Iterable[Syllabus],
    *,
    local_zone: str,
    sections: Mapping[str, str],
    preferences: Preferences,
    reminding: Mapping[str, Sequence[str]],
) -> SemesterPlan:
    """The semester. `local_zone` stands in where a syllabus names no zone; `sections`: a section's id for each course.

    Raises:
        Refused: a date, time or zone in a syllabus, a preference or a rule of `reminding` is not what it should be.
    """
    notes = Notes()
    remind, preferred = rules(reminding), Preferred.of(preferences)
    courses = identified(syllabi, local_zone, notes)
    warn_of_unknown(sections, courses, notes)
    terms = [_term(course, sections, notes) for course in courses if year_known(course, notes)]
    for term in terms:
        for slot in term.slots:
            preferred.warn_of(term.course, slot, notes)
    _ask_of_other_terms(terms, notes)
    works = sorted((work for term in terms for work in term.works), key=_order)
    events = [event for term in terms for event in _events(term)]
    days = [day for term in terms for day in term.days]
    return SemesterPlan(
        sources=[term.course.source for term in terms],
        first=min(days).isoformat() if days else None,
        last=max(days).isoformat() if days else None,
        courses=[_row(course) for course in courses],
        events=events,
        reminders=[reminder for work in works for reminder in reminders(work, remind)],
        assignments=[work_row(work) for work in works],
        conflicts=conflicts(events, works),
        workload=_workload(works),
        questions=notes.questions,
        warnings=notes.warnings,
    )


def _term(course: Course, chosen: Mapping[str, str], notes: Notes) -> _Term:
    mine = attended(course, chosen, notes)
    try:
        slots = slots_of(course, mine.sections, notes)
        items = [item for item in course.syllabus.assignments if mine.includes(item.section)]
        return _Term(course, slots, placed(course, items, slots, notes))
    except ValueError as error:
        raise Refused(f"{course.label}: {error}: write dates as YYYY-MM-DD and times as HH:MM") from None


def _ask_of_other_terms(terms: Sequence[_Term], notes: Notes) -> None:
    """A syllabus of another year among those of this term is an old one more often than not."""
    dated = [term for term in terms if term.days]
    if not dated:
        return
    usual = max(dated, key=lambda term: (sum(term.meets(other) for other in dated), max(term.days)))
    for term in dated:
        if not term.meets(usual):
            mine, others = max(term.days), max(usual.days)
            notes.ask(
                term.course.label,
                "term",
                f"Its dates end in {mine:%B %Y}, those of other courses go to {others:%B %Y}: is this an old syllabus?"
                " Then leave its file out",
            )


def _row(course: Course) -> PlannedCourse:
    facts = course.syllabus.course
    return PlannedCourse(
        source=course.source, course=course.label, title=facts.title, term=facts.term, file=course.file
    )


def _events(term: _Term) -> list[Event]:
    taken = {slot.key: {work.due.date() for work in term.works if work.takes(slot)} for slot in term.slots}
    events = [
        *(class_event(term.course, slot, taken[slot.key]) for slot in term.slots),
        *(work_event(work) for work in term.works),
    ]
    return sorted((event for event in events if event), key=lambda event: (event.start, event.key or ""))


def _workload(works: Iterable[Work]) -> list[WeekLoad]:
    weeks: dict[tuple[date, str], list[Work]] = {}
    for work in works:
        day = work.due.date()
        weeks.setdefault((day - timedelta(days=day.weekday()), work.course.label), []).append(work)
    return [
        WeekLoad(
            week=week.isoformat(),
            course=course,
            weight=round(sum(work.assignment.weight or 0 for work in due), 2),
            items=len(due),
        )
        for (week, course), due in sorted(weeks.items())
    ]


def _order(work: Work) -> tuple[str, str, str, str]:
    return work.due.isoformat(), work.course.source, work.assignment.title, work.assignment.id
