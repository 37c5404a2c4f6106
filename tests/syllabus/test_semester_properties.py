"""What holds of every semester, whatever the syllabi."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from servers import occurrences
from servers.contract.calendar import Event
from servers.contract.errors import Refused
from servers.contract.syllabus import SemesterPlan, Syllabus
from tests.syllabus.courses import meeting, pause, planned, section, syllabus, work

ZONE = ZoneInfo("America/Chicago")
FIRST, LAST = date(2026, 8, 31), date(2026, 12, 11)
EVER = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

few = settings(max_examples=40)  # each plans whole semesters

days = st.dates(FIRST, LAST)
clocks = st.builds("{:02}:{:02}".format, st.integers(7, 20), st.sampled_from([0, 15, 30]))
categories = st.sampled_from(["exam", "quiz", "homework", "paper", "project", "lab", "admin"])


@st.composite
def meetings(draw: st.DrawFn) -> Any:
    start = draw(clocks)
    hour, minute = start.split(":")
    chosen = draw(st.lists(st.sampled_from(WEEK), min_size=1, max_size=3, unique=True))
    return meeting(" ".join(chosen), start, f"{int(hour) + 1:02}:{minute}")


@st.composite
def works(draw: st.DrawFn) -> list[Any]:
    count = draw(st.integers(0, 6))
    return [
        work(
            f"Task {number}",
            draw(days).isoformat(),
            draw(categories),
            time=draw(st.none() | clocks),
            weight=draw(st.none() | st.integers(0, 40)),
            in_class=draw(st.booleans()),
            confidence=draw(st.sampled_from([0.5, 0.9])),
        )
        for number in range(count)
    ]


@st.composite
def pauses(draw: st.DrawFn) -> list[Any]:
    starts = draw(st.lists(days, max_size=3))
    return [pause(day.isoformat(), (day + timedelta(days=draw(st.integers(0, 9)))).isoformat()) for day in starts]


@st.composite
def courses(draw: st.DrawFn, code: str = "PHYS 308") -> Syllabus:
    return syllabus(
        code,
        sections=[section(*draw(st.lists(meetings(), max_size=2)))],
        no_class=draw(pauses()),
        assignments=draw(works()),
    )


semesters = st.lists(st.sampled_from(["PHYS 308", "MATH 201", "HIST 100"]), unique=True, max_size=3).flatmap(
    lambda codes: st.tuples(*(courses(code) for code in codes))
)


def days_of(event: Event) -> list[date]:
    if event.all_day:
        return [date.fromisoformat(event.start)]
    return [each.begins.astimezone(ZONE).date() for each in occurrences.expand(event, *EVER)]


@few
@given(courses())
def test_classes_are_held_on_their_days_in_the_term_and_on_no_day_off(course: Syllabus) -> None:
    plan = planned(course)
    off = {
        date.fromisoformat(each.date) + timedelta(days=number)
        for each in course.no_class
        for number in range(10)
        if (date.fromisoformat(each.date) + timedelta(days=number)).isoformat() <= (each.end or each.date)
    }
    exams = {row.date for row in plan.assignments if row.category == "exam"}
    term = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    for index, each in enumerate(course.sections[0].meetings):
        key = "class/lecture" if index == 0 else f"class/lecture-{index + 1}"
        wanted = [day for day in term if WEEK[day.weekday()] in each.days and day not in off]
        held = [day for event in plan.events if event.key == key for day in days_of(event)]
        assert set(held) <= set(wanted)
        assert {day.isoformat() for day in set(wanted) - set(held)} <= exams
        assert held == sorted(set(held))


@few
@given(semesters, st.randoms(use_true_random=False))
def test_the_order_of_the_syllabi_does_not_matter(semester: tuple[Syllabus, ...], random: Any) -> None:
    other = list(semester)
    random.shuffle(other)
    assert planned(*semester) == planned(*other)


@few
@given(semesters)
def test_keys_are_unique_within_their_source_and_hold_no_date_or_time(semester: tuple[Syllabus, ...]) -> None:
    plan = planned(*semester)
    for entries in (plan.events, plan.reminders):
        keys = [(each.source, each.key) for each in entries]
        assert len(set(keys)) == len(keys)
        assert not any(re.search(r"\d{4}|\d\d:\d\d", key or "") for _, key in keys)


@few
@given(courses(), st.integers(1, 28))
def test_what_moves_keeps_its_keys(course: Syllabus, shift: int) -> None:
    moved = course.model_copy(
        update={
            "assignments": [
                item.model_copy(update={"date": (date.fromisoformat(item.date) + timedelta(days=shift)).isoformat()})
                for item in course.assignments
            ]
        }
    )
    assert works_of(planned(course)) == works_of(planned(moved))


def works_of(plan: SemesterPlan) -> tuple[set[str | None], set[str | None]]:
    events = {event.key for event in plan.events if "class" not in event.categories}
    return events, {reminder.key for reminder in plan.reminders}


@few
@given(semesters)
def test_all_dated_work_is_in_the_table_in_order_and_in_the_load_once(semester: tuple[Syllabus, ...]) -> None:
    plan = planned(*semester)
    items = [item for course in semester for item in course.assignments]
    assert sorted(row.date for row in plan.assignments) == [row.date for row in plan.assignments]
    assert sorted(row.date for row in plan.assignments) == sorted(item.date for item in items)
    assert sum(week.items for week in plan.workload) == len(items)
    assert sum(week.weight for week in plan.workload) == sum(item.weight or 0 for item in items)


@few
@given(semesters)
def test_reminders_come_before_the_due_time_by_whole_days_on_the_calendar(semester: tuple[Syllabus, ...]) -> None:
    for reminder in planned(*semester).reminders:
        due = datetime.fromisoformat(reminder.due or "").astimezone(ZONE)
        at = datetime.fromisoformat(reminder.remind_at or "").astimezone(ZONE)
        gap = (reminder.key or "").rpartition("/")[2].removesuffix("d")
        assert (due.date() - at.date()).days == int(gap)
        assert due.time() == at.time()


@few
@given(semesters)
def test_every_event_can_be_stored_and_lies_in_the_plan(semester: tuple[Syllabus, ...]) -> None:
    plan = planned(*semester)
    for event in plan.events:
        held = days_of(event)
        assert (plan.first or "") <= min(held).isoformat()
        assert max(held).isoformat() <= (plan.last or "")


@few
@given(semesters)
def test_overlaps_are_just_those_of_the_clock(semester: tuple[Syllabus, ...]) -> None:
    """Told by brute force over all pairs, for the classes alone."""
    plan = planned(*(course.model_copy(update={"assignments": []}) for course in semester))
    told = {frozenset(each.items) for each in plan.conflicts if each.kind == "overlap"}
    spans = [
        (event.title, event.key, each.begins, each.ends)
        for event in plan.events
        for each in occurrences.expand(event, *EVER)
    ]
    clash = {
        frozenset((one[0], other[0]))
        for one in spans
        for other in spans
        if (one[0], one[1]) < (other[0], other[1]) and one[2] < other[3] and other[2] < one[3]
    }
    assert told == clash


texts = st.text(max_size=12) | st.sampled_from(["2026-09-01", "10:00", "24:00", "0001-01-01", "9999-12-31", ""])


@given(texts, texts, texts, texts, st.none() | texts)
def test_nonsense_is_refused_or_planned_and_never_more_than_that(
    day: str, clock: str, end: str, first: str, zone: str | None
) -> None:
    course = syllabus(
        course={"term_start": first, "term_end": end, "timezone": zone},
        sections=[section(meeting("MO", clock, end, first=day), meeting("", clock, None, first=first))],
        no_class=[pause(day, first)],
        assignments=[work("A", day, "exam", time=clock or None, end_time=end or None, in_class=True)],
    )
    with suppress(Refused):
        for event in planned(course).events:
            occurrences.expand(event, *EVER)
