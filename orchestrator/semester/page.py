"""`semester.html`: the term as a calendar, all due work with its quotes, what clashes, what is uncertain. Pure.

One file that needs nothing else: no network, no fonts, no images. The same semester gives the same bytes; what depends
on the day it is looked at (today, what is past) the page works out itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from orchestrator.semester.job import Semester
from orchestrator.semester.rows import Row, monday, rows, term, written
from servers.contract.calendar import Event
from servers.contract.syllabus import NoClass

if TYPE_CHECKING:
    from jinja2 import Template

HUES = (212, 12, 145, 285, 38, 185, 330, 95, 255, 60)
"""Of the courses' colours, neighbours far apart; the eleventh course has the first again."""
_MOST_WEEKS = 60  # a year and a bit: what is more has an old syllabus, or a date that was misread, among it
_NEAR = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class CourseShown:
    label: str
    title: str
    file: str
    colour: int
    """Index into `HUES`."""
    items: int


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    rows: Sequence[Row]
    free: str = ""
    """Why there is no class, and whose."""


@dataclass(frozen=True, slots=True)
class Share:
    course: str
    colour: int
    weight: float
    """Percent of that course's grade."""
    width: float
    """Percent of the widest bar of the term."""


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    """From the week of the first class or deadline on."""
    days: Sequence[Day]
    load: Sequence[Share]


@dataclass(frozen=True, slots=True)
class ClassShown:
    start: str
    end: str
    title: str
    location: str
    colour: int
    times: int
    """How often it takes place in the term."""


def render(semester: Semester) -> str:
    """The page."""
    work = rows(semester)
    colours = {course.course: number % len(HUES) for number, course in enumerate(semester.plan.courses)}
    return _template().render(
        title=term(semester) or "Your semester",
        hues=HUES,
        courses=_courses(semester, work, colours),
        colours=colours,
        weeks=_weeks(semester, work, colours),
        timetable=_timetable(semester.events, colours),
        work=work,
        unsure=[row for row in work if not row.sure],
        conflicts=semester.plan.conflicts,
        questions=semester.plan.questions,
        warnings=semester.plan.warnings,
        unread=semester.unread,
        passed_over=semester.passed_over,
        written=written,
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - whoever renders no page need not wait for it

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["percent"] = lambda weight: f"{weight:g} %"
    return environment.from_string(files("orchestrator.semester").joinpath("page.html").read_text(encoding="utf-8"))


def _courses(semester: Semester, work: Iterable[Row], colours: Mapping[str, int]) -> list[CourseShown]:
    counts = Counter(row.work.course for row in work)
    return [
        CourseShown(each.course, each.title or "", each.file, colours[each.course], counts[each.course])
        for each in semester.plan.courses
    ]


def _weeks(semester: Semester, work: Sequence[Row], colours: Mapping[str, int]) -> list[Week]:
    if not (semester.plan.first and semester.plan.last):
        return []
    first = monday(date.fromisoformat(semester.plan.first))
    last = date.fromisoformat(semester.plan.last)
    free = _free_days(semester)
    by_day: dict[date, list[Row]] = {}
    for row in work:
        by_day.setdefault(row.day, []).append(row)
    loads = _loads(work)
    widest = max((sum(load.values()) for load in loads.values()), default=0.0)
    weeks: list[Week] = []
    for begins in _shown(first, last, [*by_day, *free]):
        week = [begins + timedelta(days=each) for each in range(7)]
        shares = [
            Share(course, colours[course], weight, round(100 * weight / widest, 1))
            for course, weight in sorted(loads.get(begins, {}).items())
        ]
        weeks.append(
            Week(
                (begins - first).days // 7 + 1,
                [Day(day, by_day.get(day, ()), free.get(day, "")) for day in week],
                shares,
            )
        )
    return weeks


def _loads(work: Iterable[Row]) -> dict[date, dict[str, float]]:
    """What of each course's grade is due in each week, by its Monday."""
    loads: dict[date, dict[str, float]] = {}
    for row in work:
        if row.work.weight:
            week = loads.setdefault(monday(row.day), {})
            week[row.work.course] = week.get(row.work.course, 0.0) + row.work.weight
    return loads


def _shown(first: date, last: date, busy: Sequence[date]) -> list[date]:
    """The Mondays of the weeks that are drawn: all of them, or where that is too many those near a day of `busy`."""
    mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    if len(mondays) > _MOST_WEEKS:
        mondays = [each for each in mondays if any(abs(each - day) < _NEAR for day in busy)]
    return mondays[-_MOST_WEEKS:]


def _free_days(semester: Semester) -> dict[date, str]:
    """The days without class, each with its reason; with the courses where not all of them say so."""
    labels = {course.file: course.course for course in semester.plan.courses}
    said: dict[date, dict[str, str]] = {}
    for syllabus in semester.syllabi:
        label = labels.get(syllabus.source.path.replace("\\", "/").rpartition("/")[2])
        for pause in syllabus.no_class if label else ():
            for day in _days(pause):
                said.setdefault(day, {})[label or ""] = pause.reason
    return {day: _reason(reasons, len(labels)) for day, reasons in said.items()}


def _days(pause: NoClass) -> Iterable[date]:
    first, last = date.fromisoformat(pause.date), date.fromisoformat(pause.end or pause.date)
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _reason(reasons: Mapping[str, str], courses: int) -> str:
    reason, _ = Counter(reasons.values()).most_common(1)[0]
    few = len(reasons) <= courses / 2
    return f"{reason} ({', '.join(sorted(reasons))})" if few else reason


def _timetable(events: Iterable[Event], colours: Mapping[str, int]) -> list[tuple[str, list[ClassShown]]]:
    """The usual week: each day that has classes, with them in order of time."""
    patterns: Counter[tuple[int, str, str, str, str, str]] = Counter()
    for event in events:
        if "class" in event.categories and not event.all_day and event.end:
            begins, ends = datetime.fromisoformat(event.start), datetime.fromisoformat(event.end)
            hours = (f"{begins:%H:%M}", f"{ends:%H:%M}")
            patterns[begins.weekday(), *hours, event.title, event.location, event.course or ""] += 1
    week: dict[int, list[ClassShown]] = {}
    for (day, start, end, title, location, course), times in sorted(patterns.items()):
        week.setdefault(day, []).append(ClassShown(start, end, title, location, colours.get(course, 0), times))
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return [(names[day], classes) for day, classes in sorted(week.items())]
