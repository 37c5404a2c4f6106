"""The semester in a screenful of text: courses, what is due next, exams, clashes, what needs a decision. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath

import click

from orchestrator.semester.job import Semester
from orchestrator.semester.rows import Row, rows, term, written
from servers.contract.calendar import EventSync
from servers.contract.reminders import ReminderSync
from servers.contract.syllabus import Section, Syllabus

NOTHING_CHANGED = "Nothing changed"
_NEXT = 8
_MOST = 6
"""Lines of a list before it says how many more there are."""
_TITLE = 44
"""Letters of a title before it is cut."""
_DAYS = {"MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su"}

_DOCUMENTS = frozenset({".pdf", ".docx", ".doc", ".odt", ".rtf", ".html", ".htm", ".md", ".txt"})

_Style = Callable[..., str]


def text(semester: Semester, today: date, *, styled: bool) -> str:
    """The summary; with colours where `styled`."""
    style: _Style = click.style if styled else _plain
    work = rows(semester)
    parts = [
        _head(semester, work, style),
        _block("Courses", _courses(semester, work), style, most=30),
        _block(*_due(work, today), style),
        _block("Exams", [_line(row, style) for row in work if row.work.category == "exam"], style, most=12),
        _block("Clashes", [conflict.text for conflict in semester.plan.conflicts], style, colour="yellow"),
        _block("To decide", _decisions(semester, work), style, colour="yellow", most=12),
        _block("Not read", [f"{each.path}: {each.reason}" for each in semester.unread], style, colour="red", most=20),
        _block("Passed over", list(passed_over(semester)), style, most=5),
        _block("This run", list(changes(semester)), style, most=20),
    ]
    return "\n\n".join(part for part in parts if part)


def _plain(text: str, **_style: object) -> str:
    return text


def _head(semester: Semester, work: Sequence[Row], style: _Style) -> str:
    counts = [_count(len(semester.syllabi), "course"), _count(len(work), "dated item"), *_span(semester)]
    return style(" · ".join([term(semester) or "Your semester", *counts]), bold=True)


def _span(semester: Semester) -> Iterator[str]:
    if semester.plan.first and semester.plan.last:
        first, last = date.fromisoformat(semester.plan.first), date.fromisoformat(semester.plan.last)
        year = "" if first.year == last.year else f" {first.year}"
        yield f"{first.day} {first:%b}{year} – {last.day} {last:%b %Y}"


def _block(title: str, lines: Sequence[str], style: _Style, *, colour: str | None = None, most: int = _NEXT) -> str:
    if not lines:
        return ""
    shown = [f"  {line}" for line in lines[:most]]
    if len(lines) > most:
        shown.append(f"  … and {len(lines) - most} more, all in semester.html")
    return "\n".join([style(title, bold=True, fg=colour), *shown])


def _courses(semester: Semester, work: Iterable[Row]) -> list[str]:
    by_file = {syllabus.source.path.replace("\\", "/").rpartition("/")[2]: syllabus for syllabus in semester.syllabi}
    counts: dict[str, int] = {}
    for row in work:
        counts[row.work.source] = counts.get(row.work.source, 0) + 1
    lines = [
        (
            course.course,
            _cut(course.title if course.title and course.title != course.course else "", 34),
            _cut(_meets(by_file.get(course.file)), 40),
            _count(counts.get(course.source, 0), "dated item"),
        )
        for course in semester.plan.courses
    ]
    return _aligned(lines)


def _meets(syllabus: Syllabus | None) -> str:
    """When the first section meets, and that there are others."""
    sections: list[Section] = syllabus.sections if syllabus else []
    timed = [section for section in sections if any(meeting.start for meeting in section.meetings)]
    if not timed:
        return ""
    said = [
        f"{''.join(_DAYS[day] for day in meeting.days)} {meeting.start}" + (f"–{meeting.end}" if meeting.end else "")
        for meeting in timed[0].meetings
        if meeting.start
    ]
    return ", ".join(said) + (f" (or {_count(len(timed) - 1, 'other section')})" if len(timed) > 1 else "")


def _due(work: Sequence[Row], today: date) -> tuple[str, list[str]]:
    coming = [row for row in work if row.day >= today and row.work.category != "admin"]
    title = "Due next" if coming else "Was due"
    return title, [_line(row, _plain) for row in (coming[:_NEXT] or work[-3:])]


def _line(row: Row, style: _Style) -> str:
    weight = f" ({row.work.weight:g} %)" if row.work.weight else ""
    doubt = "" if row.sure else style("  ? please check", fg="yellow")
    when = f"{written(row.day):<10} {row.time or '':<5}"
    return f"{when}  {row.work.course:<10} {_cut(row.work.title, _TITLE)}{weight}{doubt}"


def _decisions(semester: Semester, work: Iterable[Row]) -> list[str]:
    asked = [f"{question.about.rpartition(':')[0]}: {question.question}" for question in semester.plan.questions]
    unsure = [row for row in work if not row.sure]
    if unsure:
        first = ", ".join(f"{row.work.course} {row.work.title} ({written(row.day)})" for row in unsure[:3])
        more = f" and {len(unsure) - 3} more" if len(unsure) > 3 else ""  # noqa: PLR2004 - that many were named
        asked.append(f"{_count(len(unsure), 'date')} to check against the syllabus: {first}{more}")
    return asked


def passed_over(semester: Semester) -> Iterator[str]:
    """The documents among what was passed over: one of them may be a syllabus after all."""
    for each in semester.passed_over:
        if PurePath(each.path).suffix.lower() in _DOCUMENTS:
            yield f"{each.path}: {each.reason}"


def changes(semester: Semester) -> Iterator[str]:
    """What the run changed in the stores, a sentence each."""
    syncs = [*semester.event_changes.values(), *semester.reminder_changes.values()]
    if not any(sync.added or sync.updated or sync.removed for sync in syncs):
        if syncs:
            yield f"{NOTHING_CHANGED}: calendar and reminders are as the syllabi say."
        yield from _kept(syncs)
        return
    events, reminders = (_total("added", each.values()) for each in (semester.event_changes, semester.reminder_changes))
    if events or reminders:
        yield f"{_count(events, 'event')} and {_count(reminders, 'reminder')} added"
    for sync in semester.event_changes.values():
        yield from (f"{update.title} {', '.join(update.changes)}" for update in sync.updated)
        yield from (f"{event.title} is no longer in the syllabus: cancelled" for event in sync.removed)
    for what in ("updated", "removed"):
        if count := _total(what, semester.reminder_changes.values()):
            yield f"{_count(count, 'reminder')} {what}"
    yield from _kept(syncs)


def _kept(syncs: Iterable[EventSync | ReminderSync]) -> Iterator[str]:
    for sync in syncs:
        yield from (f"{kept.title}: your own {', '.join(kept.fields)} kept" for kept in sync.kept)


def _total(what: str, syncs: Iterable[EventSync | ReminderSync]) -> int:
    return sum(len(getattr(sync, what)) for sync in syncs)


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True) if width).rstrip()
        for line in lines
    ]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
