"""Results as text, for hosts that show or read nothing else: every fact that a model needs, in few words. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from servers.contract.calendar import Event
from servers.contract.syllabus import (
    SURE,
    Assignment,
    Course,
    Evidence,
    FoundSyllabi,
    GradingPart,
    Meeting,
    NoClass,
    PageShown,
    Passage,
    PlannedWork,
    Policy,
    Question,
    ScheduleRow,
    SemesterPlan,
    Syllabus,
    SyllabusText,
)

_MOST = 400  # characters of a policy or a quote; search_syllabus and read_syllabus have the rest


def found_text(found: FoundSyllabi) -> str:
    return "\n".join(
        [
            f"{_count(len(found.files), 'syllabus', 'syllabi')} found",
            *(
                _dotted([file.path, file.format, _count(file.pages, "page") if file.pages else None, file.problem])
                for file in found.files
            ),
            *_block("Passed over", (f"{passed.path}: {passed.reason}" for passed in found.passed_over)),
        ]
    )


def syllabus_text(syllabus: Syllabus) -> str:
    return "\n".join(
        [
            _course(syllabus.course),
            f"{syllabus.source.path} · {syllabus.source.format} · {_count(syllabus.source.pages, 'page')}",
            *_block("Questions", map(_question, syllabus.questions)),
            *_block("Warnings", syllabus.warnings),
            *_block("Instructors", (_dotted(vars(each).values()) for each in syllabus.course.instructors)),
            *_block(
                "Meetings", (_meeting(section.id, each) for section in syllabus.sections for each in section.meetings)
            ),
            *_block("Dated work", map(_assignment, syllabus.assignments)),
            *_block(
                "Announced without a date",
                (_dotted([each.title, each.category, _percent(each.weight)]) for each in syllabus.undated),
            ),
            *_block(
                "Repeats",
                (_dotted([each.title, each.category, each.rule, each.time]) for each in syllabus.recurring),
            ),
            *_block("No class", map(_no_class, syllabus.no_class)),
            *_block("Grading", map(_grading, syllabus.grading)),
            *_block("Policies", map(_policy, syllabus.policies)),
            *_block("Schedule", map(_row, syllabus.schedule)),
        ]
    )


def checked_text(syllabus: Syllabus) -> str:
    """A syllabus for the eyes of its student: what is uncertain first, each with the id that corrections call it by."""
    unsure = [item for item in syllabus.assignments if item.confidence < SURE]
    sure = [item for item in syllabus.assignments if item.confidence >= SURE]
    rest = syllabus_text(syllabus.model_copy(update={"assignments": []})).splitlines()
    return "\n".join(
        [
            *rest[:2],
            *_block("Please check", (_dotted([_assignment(each), each.id]) for each in unsure)),
            *_block("Dated work", (_dotted([_assignment(each), each.id]) for each in sure)),
            *rest[2:],
        ]
    )


def passages_text(passages: Sequence[Passage]) -> str:
    blocks = (
        f"[{_dotted([each.heading, f'page {each.page}' if each.page else None, f'score {each.score:g}'])}]\n{each.text}"
        for each in passages
    )
    return "\n".join(["\n\n".join(blocks) or "Nothing in the syllabus speaks of that."])


def pages_text(text: SyllabusText) -> str:
    return "\n".join(f"[page {each.page}]\n{each.text}" if each.page else each.text for each in text.pages)


def page_text(name: str, shown: PageShown) -> str:
    place = shown.place
    box = f"; the box begins {place.left:.0f} % from its left and {place.top:.0f} % from its top" if place else ""
    return f"The picture is page {shown.page} of {shown.pages} of {name}{box}."


def plan_text(plan: SemesterPlan) -> str:
    reminded = Counter((each.source, (each.key or "").partition("/")[0]) for each in plan.reminders)
    first = f" from {plan.first} to {plan.last}" if plan.first else ""
    return "\n".join(
        [
            f"{_count(len(plan.sources), 'course')}{first}: "
            + ", ".join(
                [
                    f"{_count(len(plan.assignments), 'piece')} of dated work",
                    _count(len(plan.events), "event"),
                    _count(len(plan.reminders), "reminder"),
                ]
            ),
            *_block("Questions, to be answered first", map(_question, plan.questions)),
            *_block("Conflicts", (each.text for each in plan.conflicts)),
            *_block("Classes", (_class(event) for event in plan.events if event.rrule or "class" in event.categories)),
            *_block("Dated work", (_planned(row, reminded[row.source, row.id]) for row in plan.assignments)),
            *_block(
                "Load",
                (
                    _dotted([f"week of {week.week}", week.course, _count(week.items, "piece"), _percent(week.weight)])
                    for week in plan.workload
                ),
            ),
            *_block("Warnings", plan.warnings),
        ]
    )


def _course(course: Course) -> str:
    term = course.term or (str(course.year) if course.year else "term unknown")
    span = f"{course.term_start or '?'} to {course.term_end or '?'}" if course.term_start or course.term_end else None
    return _dotted([course.code, course.title or "untitled course", term, span, course.institution, course.timezone])


def _meeting(section: str | None, meeting: Meeting) -> str:
    times = f"{meeting.start}-{meeting.end or '?'}" if meeting.start else "no time given"
    return _dotted(
        [
            f"section {section}" if section else None,
            meeting.kind,
            " ".join(meeting.days),
            times,
            meeting.location,
            f"from {meeting.first}" if meeting.first else None,
            f"until {meeting.last}" if meeting.last else None,
        ]
    )


def _assignment(item: Assignment) -> str:
    return _dotted(
        [
            _when(item.date, item.time, item.end_time),
            item.title,
            item.category,
            _percent(item.weight),
            f"section {item.section}" if item.section else None,
            "in class" if item.in_class else None,
            f"{item.confidence:.2f}",
            _quoted(item.evidence),
        ]
    )


def _planned(row: PlannedWork, reminders: int) -> str:
    return _dotted(
        [
            _when(row.date, row.time, None),
            f"{row.course}: {row.title}",
            row.category,
            _percent(row.weight),
            f"{row.confidence:.2f}",
            _count(reminders, "reminder"),
        ]
    )


def _class(event: Event) -> str:
    without = ", ".join(day[:10] for day in event.exdates)
    return _dotted(
        [
            event.title,
            f"{event.start} to {event.end}",
            event.location,
            event.rrule,
            f"not on {without}" if without else None,
        ]
    )


def _no_class(pause: NoClass) -> str:
    return _dotted([f"{pause.date} to {pause.end}" if pause.end else pause.date, pause.reason])


def _grading(part: GradingPart) -> str:
    count = f"{part.count} of them" if part.count else None
    return _dotted([part.name, _percent(part.weight), count, f"lowest {part.drop} dropped" if part.drop else None])


def _policy(policy: Policy) -> str:
    return f"{policy.kind} · {policy.title}: {_short(policy.text)}"


def _row(row: ScheduleRow) -> str:
    week = None if row.week is None else f"week {row.week}"
    return _dotted([f"{row.date} to {row.end}" if row.end else row.date, week, row.topic, row.readings])


def _question(question: Question) -> str:
    choices = f" [{' | '.join(question.choices)}]" if question.choices else ""
    return f"{question.about}: {question.question}{choices}"


def _when(day: str, begins: str | None, ends: str | None) -> str:
    return day + (f" {begins}" if begins else "") + (f"-{ends}" if ends else "")


def _quoted(evidence: Evidence) -> str:
    return (
        f"“{_short(evidence.text)}”" + (f" p. {evidence.page}" if evidence.page else "")
        if evidence.text
        else "added by hand"
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST else f"{words[:_MOST].rpartition(' ')[0] or words[:_MOST]} …"


def _percent(weight: float | None) -> str | None:
    return f"{weight:g} %" if weight else None


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _dotted(parts: Iterable[str | None]) -> str:
    return " · ".join(part for part in parts if part)


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines under their title; nothing where there are none."""
    inside = [f"- {line}" for line in lines]
    if inside:
        yield from ("", f"{title}:", *inside)
