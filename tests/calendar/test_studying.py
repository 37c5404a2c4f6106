"""Study time before what is big, in time that is free."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servers.calendar.agenda import Stretch, taking_place
from servers.calendar.studying import SOURCE, Wishes, study_plan
from servers.contract.calendar import Event, StudyPlan
from servers.occurrences import canonical

NEW_YORK = ZoneInfo("America/New_York")
NOVEMBER = Stretch.of("2026-10-26", "2026-11-15", NEW_YORK)
WISHES = Wishes(timedelta(minutes=90), timedelta(minutes=180), (time(9), time(21)), timedelta(0))


def event(title: str, start: str, **fields: Any) -> Event:
    given = {"uid": title, "title": title, "start": start, "timezone": "America/New_York", **fields}
    return canonical(Event.model_validate(given))


def exam(title: str, start: str, **fields: Any) -> Event:
    return event(title, start, categories=["exam"], **fields)


def planned(*events: Event, stretch: Stretch = NOVEMBER, wishes: Wishes = WISHES) -> StudyPlan:
    return study_plan(events, stretch, wishes)


def days(plan: StudyPlan) -> list[str]:
    return [f"{datetime.fromisoformat(block.start):%d %H:%M}" for block in plan.blocks]


def test_an_exam_gets_hours_by_its_weight_on_the_days_before_it() -> None:
    plan = planned(exam("Midterm", "2026-11-06T10:00:00", weight=15))
    (need,) = plan.needs
    assert (need.reason, need.without_room) == ("6 hours for an exam that counts 15 % of the grade", 0)
    assert days(plan) == ["02 09:00", "03 09:00", "04 09:00", "05 09:00"]
    assert {block.title for block in plan.blocks} == {"Study for Midterm"}


def test_only_heavy_weeks_get_blocks() -> None:
    essay = event("Essay due", "2026-11-06T17:00:00", categories=["paper"], weight=12)
    assert planned(essay).needs == []
    project = event("Project due", "2026-11-03T17:00:00", categories=["project"])
    assert [need.reason for need in planned(essay, project).needs] == [
        "8 hours for a project of unknown weight",
        "4.8 hours for a paper that counts 12 % of the grade",
    ]
    thesis = event("Thesis due", "2026-11-06", weight=20, categories=["other"])
    assert [need.title for need in planned(thesis).needs] == ["Thesis due"]


def test_blocks_keep_away_from_classes_and_the_way_to_them() -> None:
    lecture = event("Lecture", "2026-10-26T10:00:00", rrule="FREQ=DAILY", location="Hall 2")
    there = Wishes(timedelta(minutes=90), timedelta(minutes=90), (time(9), time(13)), timedelta(minutes=25))
    plan = planned(lecture, exam("Midterm", "2026-11-06T18:00:00", weight=5), wishes=there)
    assert days(plan) == ["04 11:30", "05 11:30"]


def test_what_finds_no_room_is_told() -> None:
    busy = event("Field trip", "2026-10-20", all_day=True, end="2026-11-05", busy=True, timezone=None)
    (need,) = planned(busy, exam("Final", "2026-11-06T08:00:00", weight=40)).needs
    assert need.minutes == 720
    assert need.without_room == 720 - 180


def test_blocks_that_are_there_count_wherever_the_student_moved_them() -> None:
    midterm = exam("Midterm", "2026-11-06T10:00:00", weight=15)
    first = planned(midterm).blocks
    moved = [canonical(first[0].model_copy(update={"start": "2026-10-30T20:00:00-04:00", "end": None})), *first[1:]]
    assert planned(midterm, *moved).blocks == []
    (again,) = planned(midterm, *moved[:-1]).blocks
    assert again.key == first[-1].key
    later = Stretch.of("2026-11-04", "2026-11-15", NEW_YORK)
    assert planned(midterm, *moved, stretch=later).blocks == []


def later(days: int, hours: int) -> str:
    return (datetime(2026, 10, 26) + timedelta(days=days, hours=hours)).isoformat()  # noqa: DTZ001 - local


@st.composite
def busy_hours(draw: DrawFn) -> Event:
    day, hour, length = draw(st.integers(0, 20)), draw(st.integers(0, 23)), draw(st.integers(1, 6))
    return event(f"Busy {day} {hour}", later(day, hour), end=later(day, hour + length))


@st.composite
def works(draw: DrawFn) -> Event:
    day, hour, category = draw(st.integers(0, 20)), draw(st.integers(8, 22)), draw(st.sampled_from(["exam", "paper"]))
    return event(f"Work {day} {hour}", later(day, hour), categories=[category], weight=draw(st.integers(0, 50)))


def several(events: st.SearchStrategy[Event], most: int) -> st.SearchStrategy[list[Event]]:
    return st.lists(events, max_size=most, unique_by=lambda each: each.uid)


@settings(max_examples=40, deadline=None)
@given(several(busy_hours(), 40), several(works(), 6))
def test_blocks_are_free_in_time_and_no_more_than_a_day_may_have(busy: list[Event], due: list[Event]) -> None:
    plan = planned(*busy, *due)
    assert plan == planned(*reversed(due), *reversed(busy))
    blocks = [(datetime.fromisoformat(each.start), datetime.fromisoformat(each.end or "")) for each in plan.blocks]
    ends = {need.uid: datetime.fromisoformat(need.due) for need in plan.needs}
    taken = [(each.begins, each.ends) for each in taking_place([*busy, *due], NOVEMBER)]
    for (begins, until), block in zip(blocks, plan.blocks, strict=True):
        assert until <= ends[(block.key or "").rpartition(" ")[0]]
        assert time(9) <= begins.time() < until.time() <= time(21)
        assert all(until <= other[0] or other[1] <= begins for other in taken)
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(blocks)))
    dates = [begins.date() for begins, _ in blocks]
    assert all(dates.count(day) <= 2 for day in dates)
    assert planned(*busy, *due, *plan.blocks).blocks == []
    assert {block.source for block in plan.blocks} <= {SOURCE}
