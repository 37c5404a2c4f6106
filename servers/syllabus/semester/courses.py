"""Which courses the syllabi are: what each is called, whose entries a sync of it owns, and in which zone it lives.

`source` is the course's code and term, else the file's stem; two files that say the same are told apart by as much of
their paths as that takes. The same file given twice, or a copy of it, is one course.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servers.contract.errors import Refused
from servers.contract.syllabus import Syllabus
from servers.syllabus.semester.notes import Notes

# What the planner asks itself, because only it knows what the student has already answered.
_ASKED_HERE = frozenset({"section", "sections", "time zone", "timezone"})


@dataclass(frozen=True, slots=True)
class Course:
    syllabus: Syllabus
    source: str
    label: str
    """What a student calls it: its code, else its title, else its file."""
    zone: ZoneInfo

    @property
    def file(self) -> str:
        return PurePath(self.syllabus.source.path).name


def identified(syllabi: Iterable[Syllabus], local_zone: str, notes: Notes) -> list[Course]:
    """The courses in order of their sources, whatever the order of the syllabi."""
    distinct = _without_copies(syllabi, notes)
    sources = _sources(distinct, notes)
    labels = Counter(_label(syllabus) for syllabus in distinct)
    courses = [
        Course(
            syllabus,
            source,
            _label(syllabus) if labels[_label(syllabus)] == 1 else source,
            _zone(syllabus, local_zone),
        )
        for syllabus, source in zip(distinct, sources, strict=True)
    ]
    _ask_zone([course.label for course in courses if not course.syllabus.course.timezone], local_zone, notes)
    for course in courses:
        _pass_on(course, notes)
    return courses


def year_known(course: Course, notes: Notes) -> bool:
    """If not, the student is asked, and nothing of the course may be planned."""
    known = course.syllabus.course.year is not None or course.syllabus.course.term_start is not None
    if not known:
        notes.ask(
            course.label,
            "year",
            f"In which year is {course.label}? {course.file} does not say: give the term's start and end."
            " Until then nothing of it is planned.",
        )
    return known


def _without_copies(syllabi: Iterable[Syllabus], notes: Notes) -> list[Syllabus]:
    distinct: dict[str, Syllabus] = {}
    for syllabus in sorted(syllabi, key=lambda each: (_wanted_source(each), each.source.path)):
        first = distinct.setdefault(syllabus.source.sha256 or syllabus.source.path, syllabus)
        if first.source.path != syllabus.source.path:
            notes.warn(_label(first), f"{syllabus.source.path} is a copy of {first.source.path}: planned once")
    return list(distinct.values())


def _sources(syllabi: Sequence[Syllabus], notes: Notes) -> list[str]:
    wanted = [_wanted_source(syllabus) for syllabus in syllabi]
    names = wanted
    depth = 0
    while shared := {name for name, times in Counter(names).items() if times > 1}:
        names = [
            f"{want} ({_tail(syllabus, depth)})" if name in shared else name
            for name, want, syllabus in zip(names, wanted, syllabi, strict=True)
        ]
        depth += 1
    for want in sorted({want for want, name in zip(wanted, names, strict=True) if want != name}):
        files = [syllabus.source.path for syllabus, each in zip(syllabi, wanted, strict=True) if each == want]
        notes.warn(want, f"{' and '.join(files)} are of the same course; both are planned: leave out what is outdated")
    return names


def _tail(syllabus: Syllabus, depth: int) -> str:
    """The file's stem, then its name, then one more folder at each depth."""
    path = PurePath(syllabus.source.path)
    return path.stem if depth == 0 else "/".join(path.parts[-depth:])


def _wanted_source(syllabus: Syllabus) -> str:
    course = syllabus.course
    term = course.term or ""
    if course.year and not re.search(r"\d\d", term):
        term = f"{term} {course.year}".strip()
    return f"{course.code} {term}" if course.code and term else PurePath(syllabus.source.path).stem


def _label(syllabus: Syllabus) -> str:
    return syllabus.course.code or syllabus.course.title or PurePath(syllabus.source.path).stem


def _zone(syllabus: Syllabus, local_zone: str) -> ZoneInfo:
    name = syllabus.course.timezone or local_zone
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        raise Refused(f"{_label(syllabus)}: {name!r} is no time zone: give one like America/New_York") from None


def _ask_zone(labels: Sequence[str], local_zone: str, notes: Notes) -> None:
    if labels:
        notes.ask(
            ", ".join(labels),
            "time zone",
            f"The time zone is not in the syllabus: {local_zone}, this computer's, was taken. Is that right?",
            [local_zone],
        )


def _pass_on(course: Course, notes: Notes) -> None:
    """What the parser asked and warned of, and what it found without a date."""
    syllabus = course.syllabus
    for question in syllabus.questions:
        field = question.about.rpartition(":")[2].strip()
        if field.lower() not in _ASKED_HERE:
            notes.ask(course.label, field, question.question, question.choices)
    for warning in syllabus.warnings:
        notes.warn(course.label, warning)
    for what, titles in (
        ("announced without a date", [work.title for work in syllabus.undated]),
        ("repeats without fixed dates", [duty.title for duty in syllabus.recurring]),
    ):
        if titles:
            notes.warn(course.label, f"{what}: {', '.join(dict.fromkeys(titles))}")
