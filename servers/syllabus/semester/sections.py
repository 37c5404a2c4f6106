"""Which sections of a course the student is in.

Sections that hold the same kind of meeting are alternatives: a student is in one of them. Where there is only one, it
is everybody's; where there are several and none was chosen, the student is asked, and nothing of them is planned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servers.contract.syllabus import Meeting, Section
from servers.syllabus.semester.courses import Course
from servers.syllabus.semester.notes import Notes


@dataclass(frozen=True, slots=True)
class Attended:
    """The sections that the student is in, as far as that is known."""

    sections: tuple[Section, ...]

    def includes(self, section: str | None) -> bool:
        """Whether what is for this section is for the student."""
        return section is None or _plain(section) in {_plain(each.id) for each in self.sections if each.id}


def attended(course: Course, chosen: Mapping[str, str], notes: Notes) -> Attended:
    """`chosen`: a section's id for each course; several ids (a lecture's and a lab's) with commas between them."""
    sections = _with_those_of_work(course)
    wanted = _wanted(course, chosen)
    for unknown in sorted(wanted - {_plain(section.id) for section in sections if section.id}):
        ids = ", ".join(section.id for section in sections if section.id) or "none"
        notes.warn(course.label, f"there is no section {unknown!r}; it has {ids}")
    taken = [section for section in sections if section.id is None]
    for alternatives in _alternatives([section for section in sections if section.id is not None]):
        mine = [section for section in alternatives if section.id and _plain(section.id) in wanted]
        if len(alternatives) == 1 or mine:
            taken += mine or alternatives
        else:
            _ask(course, alternatives, notes)
    return Attended(tuple(taken))


def warn_of_unknown(chosen: Mapping[str, str], courses: Iterable[Course], notes: Notes) -> None:
    """Warn of choices for courses that are not among these."""
    courses = list(courses)
    for name in chosen:
        if not any(_plain(name) in _names(course) for course in courses):
            known = ", ".join(course.label for course in courses) or "none"
            notes.warn("sections", f"{name!r} is none of the courses ({known})")


def _wanted(course: Course, chosen: Mapping[str, str]) -> set[str]:
    ids = [ids for name, ids in chosen.items() if _plain(name) in _names(course)]
    return {_plain(each) for several in ids for each in several.split(",")}


def _names(course: Course) -> set[str]:
    facts = course.syllabus.course
    return {_plain(name) for name in (course.label, course.source, facts.code, facts.title, course.file) if name}


def _plain(name: str) -> str:
    """Without case and spaces: `phys308` is `PHYS 308`."""
    return "".join(name.split()).casefold()


def _with_those_of_work(course: Course) -> list[Section]:
    """The sections, and those that only an exam or a deadline names."""
    sections = list(course.syllabus.sections)
    known = {_plain(section.id) for section in sections if section.id}
    for work in course.syllabus.assignments:
        if work.section and _plain(work.section) not in known:
            known.add(_plain(work.section))
            sections.append(Section(id=work.section))
    return sections


def _alternatives(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections in groups that share a kind of meeting."""
    groups: list[tuple[set[str], list[Section]]] = []
    for section in sections:
        kinds = {str(meeting.kind) for meeting in section.meetings} or {"lecture"}
        members = [section]
        for group in [group for group in groups if group[0] & kinds]:
            groups.remove(group)
            kinds |= group[0]
            members = group[1] + members
        groups.append((kinds, members))
    return [members for _, members in groups]


def _ask(course: Course, alternatives: Sequence[Section], notes: Notes) -> None:
    kinds = sorted({meeting.kind for section in alternatives for meeting in section.meetings})
    described = "; ".join(f"{section.id} ({_times(section.meetings)})" for section in alternatives)
    what = f"{'/'.join(kinds)} section" if kinds else "section"
    notes.ask(
        course.label,
        "section" if "lecture" in kinds or not kinds else f"{kinds[0]} section",
        f"Which {what} are you in? {described}. Until then nothing of these is planned.",
        [section.id for section in alternatives if section.id],
    )


def _times(meetings: Sequence[Meeting]) -> str:
    return (
        ", ".join(" ".join(filter(None, [*meeting.days, meeting.start, meeting.location])) for meeting in meetings)
        or "no times given"
    )
