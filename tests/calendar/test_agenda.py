"""What clashes, and when there is time."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servers.calendar import agenda
from servers.calendar.agenda import Stretch
from servers.contract.calendar import CalendarConflict, Event
from servers.contract.errors import Refused
from servers.occurrences import canonical
from tests.syllabus.courses import planned, syllabus, work

NEW_YORK = ZoneInfo("America/New_York")
NOVEMBER = Stretch.of("2026-11-01", "2026-11-30", NEW_YORK)


def event(title: str, start: str, end: str | None = None, **fields: Any) -> Event:
    given = {"uid": title, "title": title, "start": start, "end": end, "timezone": "America/New_York", **fields}
    return canonical(Event.model_validate(given))


def conflicts(*events: Event, travel: int = 0) -> list[CalendarConflict]:
    return agenda.conflicts(agenda.taking_place(events, NOVEMBER), timedelta(minutes=travel))


def test_classes_that_clash_week_after_week_are_one_conflict() -> None:
    physics = event("Physics", "2026-11-02T10:00:00", "2026-11-02T11:00:00", rrule="FREQ=WEEKLY;BYDAY=MO,WE")
    biology = event("Biology", "2026-11-04T10:30:00", "2026-11-04T12:00:00", rrule="FREQ=WEEKLY")
    (conflict,) = conflicts(physics, biology)
    assert (conflict.kind, conflict.when, conflict.uids) == (
        "overlap",
        "2026-11-04T10:30:00-05:00",
        ["Physics", "Biology"],
    )
    assert conflict.text == (
        "Physics and Biology overlap on Wed 4 Nov 2026, 10:30; 4 times until Wed 25 Nov 2026, 10:30"
    )


def test_many_events_that_recur_hourly_are_refused_not_listed_for_ever() -> None:
    bombs = (event(f"Bomb {number}", "2026-01-01T00:00:00", rrule="FREQ=HOURLY") for number in range(1000))
    with pytest.raises(Refused, match="more than 20000 events take place then: ask for a shorter time"):
        agenda.taking_place(bombs, NOVEMBER)


def test_an_occurrence_that_was_called_off_is_in_nobody_s_way() -> None:
    instances = [{"occurrence": "2026-11-04T10:00:00", "status": "cancelled"}]
    series = event("Physics", "2026-11-02T10:00:00", rrule="FREQ=WEEKLY;BYDAY=MO,WE", instances=instances)
    assert conflicts(series, event("Dentist", "2026-11-04T10:15:00")) == []


def test_events_in_other_zones_and_whole_days_that_are_taken() -> None:
    call = event("Call", "2026-11-03T16:00:00", timezone="Europe/Berlin")
    talk = event("Talk", "2026-11-03T10:30:00", "2026-11-03T11:00:00")
    away = event("Away", "2026-11-03", "2026-11-05", all_day=True, busy=True, timezone=None)
    assert [each.text for each in conflicts(call, talk)] == ["Call and Talk overlap on Tue 3 Nov 2026, 10:30"]
    assert {tuple(each.uids) for each in conflicts(call, talk, away)} == {
        ("Call", "Talk"),
        ("Away", "Call"),
        ("Away", "Talk"),
    }


def test_the_way_between_two_places_takes_time() -> None:
    one = event("Physics", "2026-11-02T10:00:00", "2026-11-02T11:00:00", location="North")
    other = event("Biology", "2026-11-02T11:10:00", "2026-11-02T12:00:00", location="South")
    assert conflicts(one, other) == []
    (conflict,) = conflicts(one, other, travel=15)
    assert (conflict.kind, conflict.text) == (
        "travel",
        "10 minutes from Physics (North) to Biology (South) on Mon 2 Nov 2026, 11:10",
    )


def test_two_exams_on_one_day() -> None:
    exams = [event(title, f"2026-11-09T{hour:02}:00:00", categories=["exam"]) for title, hour in (("A", 9), ("B", 15))]
    (conflict,) = conflicts(*exams, event("Quiz", "2026-11-09T12:00:00", categories=["quiz"]))
    assert (conflict.kind, conflict.when, conflict.text) == (
        "same-day exams",
        "2026-11-09",
        "2 exams on Mon 9 Nov 2026: A, B",
    )


def test_deadlines_that_lie_close_together() -> None:
    essay = event("Essay due", "2026-11-10", categories=["paper"], weight=20, all_day=True, timezone=None)
    talk = event("Talk", "2026-11-11T09:00:00", categories=["presentation"], weight=20)
    chores = event("Homework", "2026-11-10T09:00:00", categories=["homework"], weight=5)
    (conflict,) = conflicts(talk, essay, chores)
    assert (conflict.kind, conflict.when, conflict.uids) == ("deadline cluster", "2026-11-10", ["Essay due", "Talk"])
    assert conflict.text == ("2 big things from Tue 10 Nov 2026 to Wed 11 Nov 2026: Essay due (20 %), Talk (20 %)")
    assert conflicts(essay, chores) == []


def test_the_calendar_finds_the_heaps_that_the_plan_of_the_semester_tells() -> None:
    mine = [work("Exam 1", "2026-11-09", "exam", weight=20, time="09:00"), work("Essay", "2026-11-24", weight=25)]
    theirs = [work("Midterm", "2026-11-09", "exam", weight=10), work("Project", "2026-11-25", "project", weight=20)]
    plan = planned(syllabus(assignments=mine), syllabus("MATH 201", assignments=theirs))
    events = [canonical(each.model_copy(update={"uid": each.title})) for each in plan.events]
    assert [(each.kind, each.when) for each in conflicts(*events)] == [
        ("same-day exams", "2026-11-09"),
        ("deadline cluster", "2026-11-24"),
    ]
    assert [(each.kind, each.when) for each in plan.conflicts] == [
        (each.kind, each.when) for each in conflicts(*events)
    ]


def test_free_time_lies_within_the_day_s_hours_and_leaves_time_for_the_way() -> None:
    stretch = Stretch.of("2026-11-02", "2026-11-03", NEW_YORK)
    lecture = event("Physics", "2026-11-02T10:00:00", "2026-11-02T11:00:00", location="North")
    found = agenda.taking_place([lecture], stretch)
    hours = agenda.hours("09:00", "13:00")
    gaps = agenda.gaps(found, stretch, hours, timedelta(minutes=45), timedelta(minutes=20))
    assert [(begins.strftime("%d %H:%M"), ends.strftime("%d %H:%M")) for begins, ends in gaps] == [
        ("02 11:20", "02 13:00"),
        ("03 09:00", "03 13:00"),
    ]


@pytest.mark.parametrize("text", ["noon", "25:00", "08:00+01:00", ""])
def test_what_is_no_time_of_the_day(text: str) -> None:
    with pytest.raises(Refused, match="is not a time of the day: write it like 08:30"):
        agenda.hours(text, "22:00")


def test_a_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match="a day from 20:00 to 08:00 has no hours: give the earlier time as `earliest`"):
        agenda.hours("20:00", "08:00")
