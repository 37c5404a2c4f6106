"""A term at a glance: one page to print and pin to the wall, a row a week and a column a day. Pure.

1. Days show what takes place once: exams, due work, whatever else. What recurs, the classes, stands below the grid.
2. A day on which every class is left out and nothing else takes place says "no class".
3. Print is as large as one landscape page, A4 or Letter, allows; on a screen the page follows its light or dark.
4. One HTML file without scripts or network. A course is told by its name; the colour only helps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from math import ceil
from typing import NamedTuple

from jinja2 import Environment

from servers.calendar.studying import SOURCE as STUDY
from servers.contract.calendar import Event
from servers.occurrences import Occurrence, expand, first, recurs

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_LONGEST = timedelta(days=366)
_HUES = (214, 12, 152, 280, 38, 186, 330, 96, 250, 60)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
_PAGE_WIDTH, _PAGE_HEIGHT, _WEEKDAY, _WEEKEND = 747.0, 530.0, 103.0, 64.0
"""In points: what the smaller of A4 and Letter leaves in landscape within its margins, and of it the days."""
_SATURDAY, _DATE = 5, 6
_LETTER, _BOLD, _LINE, _AROUND, _HEADINGS = 0.58, 1.1, 1.2, 3.0, 6
"""Width of a letter and height of a line over the size of the type, and how much wider a bold one is; what a row has
besides its lines, in points; how many lines the title, the names of the days and the heading of the classes take."""


class Item(NamedTuple):
    course: str
    title: str
    time: str
    exam: bool
    sure: bool
    hue: int | None


class Day(NamedTuple):
    date: date
    items: Sequence[Item]
    free: bool
    """Whether every class of the day is left out."""


class Week(NamedTuple):
    number: int
    days: Sequence[Day]
    weight: float
    """Percent of the courses' grades that is due in it."""


class Course(NamedTuple):
    name: str
    hue: int
    classes: Sequence[str]
    """Kind, days, hours and place of each."""


@dataclass(frozen=True, slots=True)
class Glance:
    weeks: Sequence[Week]
    courses: Sequence[Course]
    size: float
    """Of the type in print, in points."""


def to_html(events: Iterable[Event]) -> bytes:
    """The page; what is cancelled and what is study time is not on it."""
    shown = [event for event in events if event.status != "cancelled" and event.source != STUDY]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files("servers.calendar") / "glance.html").read_text(encoding="utf-8"))
    return template.render(glance=_glance(shown), day_names=_DAYS).encode()


def _glance(events: Sequence[Event]) -> Glance:
    names = sorted({event.course for event in events if event.course})
    hues = {name: _HUES[number % len(_HUES)] for number, name in enumerate(names)}
    found = [each for event in events for each in _first_year(event)]
    days = [each.begins.date() for each in found]
    single: dict[date, list[Occurrence]] = {}
    for each in found:
        if not recurs(each.event):
            single.setdefault(each.begins.date(), []).append(each)
    left_out = {date.fromisoformat(text[:10]) for event in events for text in event.exdates}
    free = left_out - set(days)
    weeks: list[Week] = []
    if days:
        monday, last = min(days) - _DAY * min(days).weekday(), max(days)
        while monday <= last:
            week = [monday + _DAY * number for number in range(7)]
            due = [each for day in week for each in single.get(day, [])]
            row = [Day(day, [_item(each, hues) for each in _ordered(single.get(day, []))], day in free) for day in week]
            weeks.append(Week(len(weeks) + 1, row, sum(each.event.weight or 0 for each in due)))
            monday += _WEEK
    courses = [Course(name, hues[name], _classes(event for event in events if event.course == name)) for name in names]
    meeting = [course for course in courses if course.classes]
    return Glance(weeks, meeting, _size(weeks, meeting))


def _first_year(event: Event) -> Sequence[Occurrence]:
    """Of a series without an end, the first year is enough to see."""
    begins = first(event).begins
    return [each for each in expand(event, begins - _DAY, begins + _LONGEST) if each.event.status != "cancelled"]


def _ordered(found: Iterable[Occurrence]) -> Sequence[Occurrence]:
    return sorted(found, key=lambda each: ("exam" not in each.event.categories, each.start, each.event.title))


def _item(occurrence: Occurrence, hues: Mapping[str, int]) -> Item:
    event, course = occurrence.event, occurrence.event.course or ""
    last = occurrence.ends.date() - _DAY
    until = f"to {last.day} {last:%b}" if event.all_day and last > occurrence.begins.date() else ""
    return Item(
        course=course,
        title=event.title.removeprefix(f"{course}: "),
        time=until if event.all_day else f"{occurrence.begins:%H:%M}",
        exam="exam" in event.categories,
        sure=event.status == "confirmed",
        hue=hues.get(course),
    )


def _classes(events: Iterable[Event]) -> Sequence[str]:
    """The series of a course, those of the same kind, hours and place as one."""
    slots: dict[tuple[str, str, str], set[int]] = {}
    for event in events:
        if recurs(event):
            kind = event.title.removeprefix(event.course or "").strip(" :")
            hours = "" if event.all_day else f"{_hour(event.start)}–{_hour(event.end or event.start)}"
            slots.setdefault((kind, hours, event.location), set()).update(
                each.begins.weekday() for each in _first_year(event)
            )
    return [
        " ".join(filter(None, (kind, " ".join(_DAYS[day][:3] for day in sorted(days)), hours, place)))
        for (kind, hours, place), days in slots.items()
    ]


def _hour(text: str) -> str:
    return f"{datetime.fromisoformat(text):%H:%M}"


def _size(weeks: Sequence[Week], courses: Sequence[Course]) -> float:
    """The largest type in which all of it is likely to fit on one page."""
    return next((size for size in _SIZES if _height(weeks, courses, size) <= _PAGE_HEIGHT), _SIZES[-1])


def _height(weeks: Sequence[Week], courses: Sequence[Course], size: float) -> float:
    rows = [max(_label_lines(week), *(_lines(day, size) for day in week.days)) for week in weeks]
    letters = _PAGE_WIDTH / 2 / (size * _LETTER)
    legend = sum(ceil((len(each.name) + len("; ".join(each.classes))) / letters) for each in courses)
    return (sum(rows) + ceil(legend / 2) + _HEADINGS) * size * _LINE + len(rows) * _AROUND


def _lines(day: Day, size: float) -> int:
    """How many lines the day takes; beside its date its first lines are shorter."""
    letters = (_WEEKDAY if day.date.weekday() < _SATURDAY else _WEEKEND) / (size * _LETTER)
    widths = [
        (len(item.course) + len(item.title) + len(item.time) + 6) * (_BOLD if item.exam else 1) for item in day.items
    ]
    return sum(ceil((width + 6 * (number == 0)) / letters) for number, width in enumerate(widths))


def _label_lines(week: Week) -> int:
    begins_month = any(day.date.day == 1 for day in week.days)
    return 1 + begins_month + (week.weight > 0)
