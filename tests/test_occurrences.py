"""When events occur: rules, exceptions, zones, whole days; what overlaps and what is free."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.contract.calendar import Event, Instance
from servers.contract.errors import Refused
from servers.occurrences import canonical, expand, free, overlaps, window
from servers.recurrence import expanded

NEW_YORK = ZoneInfo("America/New_York")
TERM = (datetime(2026, 8, 1, tzinfo=NEW_YORK), datetime(2027, 8, 1, tzinfo=NEW_YORK))


def event(**fields: Any) -> Event:
    lecture = {"title": "Lecture", "start": "2026-10-26T10:00:00", "timezone": "America/New_York"}
    return Event.model_validate({**lecture, **fields})


def starts(given: Event, after: datetime = TERM[0], before: datetime = TERM[1]) -> list[str]:
    return [each.start for each in expand(canonical(given), after, before)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"rrule": "FREQ=WEEKLY;UNTIL=20261109T150000Z"},
            ["2026-10-26T10:00:00-04:00", "2026-11-02T10:00:00-05:00", "2026-11-09T10:00:00-05:00"],
        ),
        (
            {"rrule": "FREQ=WEEKLY;UNTIL=20261102", "exdates": ["2026-10-26"]},
            ["2026-11-02T10:00:00-05:00"],
        ),
        (
            {"rrule": "FREQ=WEEKLY;COUNT=2", "rdates": ["2026-10-28T14:00:00"], "exdates": ["2026-11-02T15:00:00Z"]},
            ["2026-10-26T10:00:00-04:00", "2026-10-28T14:00:00-04:00"],
        ),
        (
            {"rdates": ["2026-11-30T10:00:00"]},
            ["2026-10-26T10:00:00-04:00", "2026-11-30T10:00:00-05:00"],
        ),
        (  # the first day of term is a Monday, the class is not
            {"rrule": "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=2"},
            ["2026-10-27T10:00:00-04:00", "2026-10-29T10:00:00-04:00"],
        ),
        (
            {"start": "2026-11-26", "timezone": None, "all_day": True, "rrule": "FREQ=DAILY;UNTIL=20261127"},
            ["2026-11-26", "2026-11-27"],
        ),
        (  # 02:30 does not exist on 14 March 2027: it is taken as an hour later, the day before and after as they are
            {"start": "2027-03-13T02:30:00", "rrule": "FREQ=DAILY;COUNT=3"},
            ["2027-03-13T02:30:00-05:00", "2027-03-14T03:30:00-04:00", "2027-03-15T02:30:00-04:00"],
        ),
        (  # 01:30 comes twice on 1 November 2026: the first is meant
            {"start": "2026-10-31T01:30:00", "rrule": "FREQ=DAILY;COUNT=2"},
            ["2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00"],
        ),
        ({"start": "2026-10-26T14:00:00Z", "timezone": None}, ["2026-10-26T14:00:00+00:00"]),
    ],
)
def test_rules_are_expanded_on_the_wall_clock(fields: dict[str, Any], expected: list[str]) -> None:
    assert starts(event(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"timezone": None}, "2026-10-26T10:00:00 has no offset"),
        ({"timezone": "Mars/Olympus"}, "'Mars/Olympus' is no IANA time zone"),
        ({"timezone": "../../etc/passwd"}, "is no IANA time zone"),
        ({"start": "Monday"}, "'Monday' is not a time like 2026-01-31T09:00:00"),
        ({"start": "0001-01-01T00:00:00"}, "is not between the years 1900 and 2199"),
        ({"end": "2026-10-26T09:00:00"}, "it ends (2026-10-26T09:00:00) before it starts"),
        ({"start": "2026-10-26", "end": "2026-10-26", "all_day": True}, "before it starts"),
        ({"rrule": "FREQ=WEEKLY", "start": "2026-10-26T10:00:00Z", "timezone": None}, "needs a timezone"),
        ({"rrule": "RRULE:FREQ=WEEKLY"}, "'RRULE:FREQ=WEEKLY' is no part of an RFC 5545 rule"),
        ({"rrule": "FREQ=WEEKLY\nEXRULE:FREQ=DAILY"}, "is no part of an RFC 5545 rule"),
        ({"rrule": "FREQ=MINUTELY"}, "more often than hourly"),
        ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "'INTERVAL=0' is no part"),
        ({"rrule": "FREQ=DAILY;COUNT=2;UNTIL=20261101"}, "not both COUNT and UNTIL"),
        ({"rrule": "COUNT=2"}, "it needs FREQ"),
        ({"rrule": "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"}, "it never occurs"),
        ({"rrule": "FREQ=HOURLY;BYMINUTE=0,30"}, "it recurs more than 24 times a day"),
        ({"rrule": "FREQ=HOURLY;BYSETPOS=2"}, "nothing to choose by BYSETPOS"),
        ({"rrule": "FREQ=DAILY;UNTIL=20250101"}, "it never occurs"),
        ({"instances": [Instance(occurrence="2026-10-26")]}, "it does not recur"),
        ({"rrule": "FREQ=DAILY", "exdates": ["Thanksgiving"]}, "'Thanksgiving' is no start of an occurrence"),
        (
            {
                "rrule": "FREQ=DAILY",
                "instances": [Instance(occurrence="2026-10-27"), Instance(occurrence="2026-10-27")],
            },
            "two of its instances are of the same occurrence",
        ),
    ],
)
def test_what_can_not_be_understood_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        canonical(event(**fields))
    assert sentence in str(caught.value)


def test_too_many_occurrences_are_refused_not_counted_for_ever() -> None:
    with pytest.raises(Refused, match="more than 20000 times"):
        expand(event(rrule="FREQ=HOURLY"), TERM[0], TERM[0].replace(year=2099))


@given(
    st.sampled_from(["HOURLY;INTERVAL=7", "DAILY;INTERVAL=3", "WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "MONTHLY"]),
    st.integers(0, 4000),
    st.sampled_from(["", ";COUNT=40", ";UNTIL=20261231"]),
)
def test_a_series_that_began_long_ago_occurs_as_seen_from_its_beginning(rule: str, days: int, end: str) -> None:
    given = canonical(event(start="2016-03-05T02:30:00", rrule=f"FREQ={rule}{end}"))
    after = datetime(2016, 1, 1, tzinfo=NEW_YORK) + timedelta(days=days)
    before = after + timedelta(days=60)
    from_the_beginning = expand(given, datetime(2016, 1, 1, tzinfo=NEW_YORK), before)
    assert expand(given, after, before) == [
        each for each in from_the_beginning if each.meets(after.timestamp(), before.timestamp())
    ]


def test_no_rule_is_followed_beyond_the_years_of_a_calendar() -> None:
    assert [each.year for each in expanded("FREQ=YEARLY", datetime(2197, 1, 1), None)] == [2197, 2198, 2199]  # noqa: DTZ001 - local


def test_one_occurrence_can_move_out_of_its_series_or_be_cancelled() -> None:
    series = canonical(
        event(
            end="2026-10-26T11:30:00",
            location="Hall 1",
            rrule="FREQ=WEEKLY;COUNT=4",
            instances=[
                Instance(occurrence="2026-11-02", start="2026-12-24T15:00:00", location="Hall 2"),
                Instance(occurrence="2026-11-09", status="cancelled"),
                Instance(occurrence="2026-11-10", title="never: no Tuesday belongs to the series"),
            ],
        )
    )
    shown = [
        (each.start, each.end, each.within, each.event.location, each.event.status) for each in expand(series, *TERM)
    ]
    assert shown == [
        ("2026-10-26T10:00:00-04:00", "2026-10-26T11:30:00-04:00", "2026-10-26T10:00:00", "Hall 1", "confirmed"),
        ("2026-11-16T10:00:00-05:00", "2026-11-16T11:30:00-05:00", "2026-11-16T10:00:00", "Hall 1", "confirmed"),
        ("2026-12-24T15:00:00-05:00", "2026-12-24T16:30:00-05:00", "2026-11-02T10:00:00", "Hall 2", "confirmed"),
        ("2026-11-09T10:00:00-05:00", "2026-11-09T11:30:00-05:00", "2026-11-09T10:00:00", "Hall 1", "cancelled"),
    ]
    christmas = datetime(2026, 12, 24, tzinfo=NEW_YORK)
    assert [each.within for each in expand(series, christmas, christmas + timedelta(days=1))] == ["2026-11-02T10:00:00"]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York", "UTC"])
def test_a_date_is_that_date_wherever_one_looks_from(zone: str) -> None:
    due = canonical(Event(title="Essay due", start="2026-11-05", all_day=True))
    for day, there in (("2026-11-04", 0), ("2026-11-05", 1), ("2026-11-06", 0)):
        assert len(expand(due, *window(day, day, ZoneInfo(zone)))) == there


def test_how_long_it_lasts_is_exact_when_the_clocks_change() -> None:
    night = canonical(event(start="2026-10-24T22:00:00", end="2026-10-25T06:00:00", rrule="FREQ=WEEKLY;COUNT=2"))
    assert [each.end for each in expand(night, *TERM)] == ["2026-10-25T06:00:00-04:00", "2026-11-01T05:00:00-05:00"]


def busy(title: str, start: str, end: str, **fields: Any) -> Event:
    return Event(uid=title, title=title, start=f"2026-11-01T{start}", end=f"2026-11-01T{end}", **fields)


def clashing(*events: Event, travel: int = 0) -> list[str]:
    found = [each for given in events for each in expand(given, *TERM)]
    pairs = overlaps(found, timedelta(minutes=travel))
    return [f"{one.event.title}{other.event.title}" for one, other in pairs]


def test_what_overlaps() -> None:
    a = busy("a", "10:00:00Z", "12:00:00Z", location="North")
    b = busy("b", "11:00:00Z", "11:30:00Z")
    c = busy("c", "12:00:00Z", "13:00:00Z", location="South")
    assert clashing(a, b, c) == ["ab"]
    assert clashing(a, b, c, travel=15) == ["ab", "ac"]
    assert clashing(a, c.model_copy(update={"location": "north "}), travel=15) == []
    assert clashing(a, busy("d", "06:00:00-05:00", "06:15:00-05:00")) == ["ad"]
    assert clashing(a, busy("off", "11:00:00Z", "11:30:00Z", status="cancelled")) == []
    assert clashing(a, busy("free", "11:00:00Z", "11:30:00Z", busy=False)) == []
    day = Event(uid="day", title="day", start="2026-11-01", all_day=True)
    assert clashing(a, day) == []
    assert clashing(day.model_copy(update={"busy": True}), a) == ["daya"]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    early = busy("early", "01:15:00-04:00", "01:45:00-04:00", timezone="America/New_York")
    late = busy("late", "01:15:00-05:00", "01:45:00-05:00", timezone="America/New_York")
    assert clashing(early, late) == []
    found = [each for given in (late, early) for each in expand(given, *TERM)]
    night = datetime(2026, 11, 1, 1, tzinfo=NEW_YORK), datetime(2026, 11, 1, 3, tzinfo=NEW_YORK)
    assert [begins.isoformat() for begins, _ in free(found, *night, timedelta(minutes=30))] == [
        "2026-11-01T01:45:00-04:00",
        "2026-11-01T01:45:00-05:00",
    ]


times = st.integers(0, 48).map(lambda quarter: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter))
spans = st.lists(st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]), max_size=8)


@given(spans)
def test_free_and_taken_time_make_up_the_day(taken: list[tuple[datetime, datetime]]) -> None:
    day = datetime(2026, 11, 1, tzinfo=UTC)
    events = [
        Event(uid=str(number), title="x", start=begins.isoformat(), end=ends.isoformat())
        for number, (begins, ends) in enumerate(taken)
    ]
    found = [each for given_event in events for each in expand(given_event, day, day + timedelta(days=1))]
    gaps = free(found, day, day + timedelta(days=1), timedelta(minutes=15))
    for quarter in range(96):
        at = day + timedelta(minutes=15 * quarter)
        assert any(begins <= at < ends for begins, ends in gaps) != any(begins <= at < ends for begins, ends in taken)


@given(spans)
def test_each_pair_that_overlaps_is_found_once(taken: list[tuple[datetime, datetime]]) -> None:
    events = [
        Event(uid=str(number), title="x", start=begins.isoformat(), end=ends.isoformat())
        for number, (begins, ends) in enumerate(taken)
    ]
    found = [each for given_event in events for each in expand(given_event, *TERM)]
    pairs = sorted(sorted((one.event.uid or "", other.event.uid or "")) for one, other in overlaps(found))
    assert pairs == sorted(
        sorted((str(one), str(other)))
        for one in range(len(taken))
        for other in range(one)
        if taken[one][0] < taken[other][1] and taken[other][0] < taken[one][1]
    )


def test_a_stretch_of_time_must_have_a_length() -> None:
    with pytest.raises(Refused, match="is not after the start"):
        window("2026-11-02", "2026-11-01", NEW_YORK)
    begins, ends = window("2026-11-01", "2026-11-01", NEW_YORK)
    assert ends.timestamp() - begins.timestamp() == 25 * 3600


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - local times
    st.sampled_from(["FREQ=WEEKLY;UNTIL=20280601", "FREQ=DAILY;INTERVAL=3;COUNT=9", "freq=monthly;byday=-1fr", ""]),
    st.sampled_from(["America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]),
)
def test_the_canonical_form_is_final_and_occurs_when_the_event_does(start: datetime, rule: str, zone: str) -> None:
    given_event = event(start=start.replace(microsecond=0).isoformat(), rrule=rule or None, timezone=zone)
    written = canonical(given_event)
    assert canonical(written) == written
    years = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    assert [each.start for each in expand(written, *years)] == [each.start for each in expand(given_event, *years)]
