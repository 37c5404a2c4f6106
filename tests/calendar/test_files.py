"""Calendar files: what others wrote is read, what is written says the same again, and others read it."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentlines

from servers.calendar.events import Stored
from servers.calendar.reading import from_ical
from servers.calendar.writing import to_ical
from servers.calendar.zones import vtimezone
from servers.contract.calendar import Alarm, Event, Instance
from servers.contract.errors import Refused
from servers.occurrences import Occurrence, canonical, expand
from tests.calendar.strategies import YEAR, events, stored
from tests.spawning import REPOSITORY

CALENDARS = REPOSITORY / "fixtures" / "calendars"
READERS = Path(__file__).parent / "readers"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def read(name: str, timezone: str | None = None) -> tuple[dict[str, Event], dict[str, str]]:
    """The events of a fixture by title, and why others were skipped."""
    found, skipped = from_ical((CALENDARS / f"{name}.ics").read_bytes(), name, NOW, timezone)
    return {each.event.title: each.event for each in found}, {each.title: each.reason for each in skipped}


def occurring(event: Event) -> list[str]:
    found = expand(event, datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    return [each.start for each in sorted(found, key=lambda each: each.begins.timestamp())]


def test_a_google_calendar() -> None:
    found, skipped = read("google")
    assert skipped == {}
    lecture = found["Optics 🔭 – lecture"]
    assert lecture.description.startswith("Bring the notes; chapters 3, 4.\n\nRoom")
    assert [alarm.trigger for alarm in lecture.alarms] == ["-PT30M", "-P1D"]
    assert occurring(lecture)[2:5] == [
        "2026-11-02T10:00:00-05:00",
        "2026-11-05T14:00:00-05:00",  # moved from the Wednesday
        "2026-11-09T10:00:00-05:00",
    ]
    assert "2026-11-25T10:00:00-05:00" not in occurring(lecture)
    assert lecture.instances[0].location == "Hall 9"
    assert (found["Winter break"].end, found["Winter break"].busy) == ("2027-01-04", None)
    assert found["Office hours"].status == "tentative"


def test_an_apple_calendar() -> None:
    found, skipped = read("apple")
    assert skipped == {
        "Anruf zu Hause": "its time is floating, without a time zone: give `timezone` to say which it is"
    }
    assert found["Übung zur Analysis"].location == "Hörsaal 2\nWallstraße 3, 10179 Berlin"
    assert occurring(found["Übung zur Analysis"])[:2] == ["2026-10-20T14:15:00+02:00", "2026-11-03T14:15:00+01:00"]
    assert found["Übung zur Analysis"].url == "https://example.org/analysis"
    assert found["Abgabe Hausarbeit"].categories == ["Uni", "Abgabe"]
    asked, skipped = read("apple", "Europe/Berlin")
    assert skipped == {}
    assert (asked["Anruf zu Hause"].start, asked["Anruf zu Hause"].end) == (
        "2026-11-01T20:00:00+01:00",
        "2026-11-01T21:00:00+01:00",
    )


def test_an_outlook_calendar() -> None:
    found, skipped = read("outlook")
    assert skipped == {"Return books": "it is a task, not an event"}
    assert found["Lab meeting"].timezone == "America/New_York"
    assert occurring(found["Lab meeting"])[:3] == [
        "2026-10-29T16:00:00-04:00",
        "2026-11-05T16:00:00-05:00",
        "2026-11-13T09:00:00-05:00",
    ]
    assert found["Call with Berlin"].timezone == "Europe/Berlin"  # by its rules alone: the file's name says nothing


def test_a_mozilla_calendar() -> None:
    found, skipped = read("mozilla")
    assert skipped == {
        "All later ones": "it changes this and all later occurrences at once (RANGE), which is not understood",
        "Every blue moon": "its RRULE can't be understood: Expected frequency, got: SOMETIMES",
    }
    seminar = found["Seminar"]
    assert (seminar.color, seminar.categories, seminar.alarms[0].related) == (
        "turquoise",
        ["Study", "Group, small"],
        "end",
    )
    assert occurring(seminar) == [
        "2026-09-01T09:00:00+10:00",
        "2026-10-06T09:00:00+11:00",
        "2026-11-17T09:00:00+11:00",
        "2026-12-01T09:00:00+11:00",
    ]
    assert occurring(found["One of a series that is not in this file"]) == ["2026-10-06T11:00:00+11:00"]


@pytest.mark.parametrize("name", ["google", "apple", "outlook", "mozilla"])
def test_nothing_of_a_foreign_calendar_is_lost_on_the_way(name: str) -> None:
    content = (CALENDARS / f"{name}.ics").read_bytes()
    found, skipped = from_ical(content, name, NOW)
    assert {each.event.uid for each in found} <= {event_uid(line) for line in unfolded(content)}
    written = to_ical(found)
    again, skipped_again = from_ical(written, name, NOW)
    assert skipped_again == []
    assert by_uid(again) == by_uid(found)
    assert to_ical(again) == written
    foreign = [
        line
        for line in unfolded(content)
        if line.startswith(("X-APPLE", "X-MOZ", "X-MS-", "X-ALT", "ORG", "ATT", "CL"))
    ]
    reported = {each.title for each in skipped}
    lost = [
        line for line in foreign if line not in unfolded(written) and not line.startswith(("X-APPLE-CAL", "X-MS-OLK"))
    ]
    assert lost == [] or reported


def unfolded(content: bytes) -> list[str]:
    lines: Any = Contentlines
    return [str(line) for line in lines.from_ical(content)]


def event_uid(line: str) -> str:
    return line.removeprefix("UID:")


def by_uid(found: list[Stored]) -> list[Stored]:
    return sorted(found, key=lambda each: each.event.uid or "")


@pytest.mark.parametrize(
    "content",
    [b"", b"Dear calendar,", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\x00\xff" * 99, b"BEGIN:VCALENDAR\r\n" * 2000],
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="is not an iCalendar file"):
        from_ical(content, "x.ics", NOW)


def test_an_occurrence_of_a_class_that_lasts_the_whole_day() -> None:
    content = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
SUMMARY:Field trips
DTSTART;TZID=Europe/Berlin:20261005T100000
DTEND;TZID=Europe/Berlin:20261005T113000
RRULE:FREQ=WEEKLY;COUNT=3
URL:https://example.org/trips
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Europe/Berlin:20261012T100000
SUMMARY:Field trip to the lake
DTSTART;VALUE=DATE:20261012
DTEND;VALUE=DATE:20261013
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID:20261019T080000Z
SUMMARY:Field trips
DTSTART:20261019T090000Z
DTEND:20261019T103000Z
URL:https://example.org/trips
END:VEVENT
END:VCALENDAR
"""
    (found,), skipped = from_ical(content.encode(), "x.ics", NOW)
    assert skipped == []
    assert occurring(found.event) == ["2026-10-05T10:00:00+02:00", "2026-10-12", "2026-10-19T09:00:00+00:00"]
    assert [each.event.url for each in expand(found.event, *YEAR)] == [
        "https://example.org/trips",
        "",
        "https://example.org/trips",
    ]
    assert from_ical(to_ical([found]), "x.ics", NOW) == ([found], [])


def test_an_endless_time_zone_or_rule_is_skipped_not_waited_for() -> None:
    content = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Trap
BEGIN:STANDARD
DTSTART:16010101T000000
RRULE:FREQ=SECONDLY
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Standing still
BEGIN:STANDARD
DTSTART:16010101T000000
RRULE:FREQ=YEARLY;INTERVAL=0
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:0
SUMMARY:Standing still
DTSTART;TZID=Standing still:20260101T000000
END:VEVENT
BEGIN:VEVENT
UID:1
SUMMARY:In a trap
DTSTART;TZID=Trap:20260101T000000
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Each second
DTSTART:20260101T000000Z
RRULE:FREQ=SECONDLY
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Sound
DTSTART:20260101T000000Z
END:VEVENT
END:VCALENDAR
"""
    found, skipped = from_ical(content.encode(), "x.ics", NOW)
    assert [each.event.title for each in found] == ["Sound"]
    assert {each.title for each in skipped} == {"Standing still", "In a trap", "Each second"}


@given(st.lists(events(), min_size=1, max_size=5, unique_by=lambda event: event.uid))
@settings(max_examples=40, deadline=None)
def test_written_read_and_written_again_it_says_the_same(given_events: list[Event]) -> None:
    written = to_ical(map(stored, given_events))
    found, skipped = from_ical(written, "x.ics", NOW)
    assert skipped == []
    assert by_uid(found) == by_uid([stored(event) for event in given_events])
    assert to_ical(found) == written


def test_lines_of_no_more_than_75_bytes_and_text_escaped() -> None:
    title = "Öl; Licht, \\ und “mehr”\nin einer langen Zeile, die umgebrochen werden muss, weil sie so lang ist 🔭🔭🔭"
    event = canonical(Event(uid="1", title=title, start="2026-01-01", all_day=True))
    written = to_ical([stored(event)])
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert from_ical(written, "x", NOW)[0][0].event.title == title


anything = st.text(max_size=20)


@given(
    st.builds(
        Event,
        uid=st.just("1"),
        title=st.text(min_size=1, max_size=20),
        start=st.just("2026-01-01T10:00:00"),
        timezone=st.just("Europe/Berlin"),
        rrule=st.just("FREQ=DAILY;COUNT=3"),
        instances=st.builds(
            Instance, occurrence=st.just("2026-01-02"), title=anything, url=anything, color=anything
        ).map(lambda instance: [instance]),
        **dict.fromkeys(("description", "location", "color", "url", "course", "source", "key"), anything),
        categories=st.lists(anything, max_size=3),
        alarms=st.lists(st.builds(Alarm, trigger=st.just("-P1D"), action=anything, description=anything), max_size=2),
    )
)
@settings(max_examples=100, deadline=None)
def test_whatever_is_stored_can_be_written_and_read_again(event: Event) -> None:
    found, skipped = from_ical(to_ical([stored(canonical(event))]), "x", NOW)
    assert (len(found), skipped) == (1, [])
    assert [each.occurrence for each in found[0].event.instances] == ["2026-01-02T10:00:00"]


@pytest.mark.parametrize("name", ["a,b;c\\n", "a\\b", "two\nlines", "\n"])
def test_names_of_ours_come_back_on_one_line(name: str) -> None:
    event = canonical(Event(uid="1", key=name, source=name, course=name, title="x", start="2026-01-01", all_day=True))
    read = from_ical(to_ical([stored(event)]), "x", NOW)[0][0].event
    assert {read.key or "", read.source or "", read.course or ""} == {" ".join(name.splitlines())}


def test_characters_that_no_file_may_have_do_not_get_into_one() -> None:
    event = canonical(Event(uid="1", title="a\x00b\x1bc\r\nEND:VEVENT\x7f\td", start="2026-01-01", all_day=True))
    written = to_ical([stored(event)])
    assert not any(byte < 32 and byte not in b"\t\r\n" for byte in written)
    assert from_ical(written, "x", NOW)[0][0].event.title == "abc\nEND:VEVENT\td"


@pytest.mark.parametrize(
    "name",
    [
        *("America/New_York", "Europe/Berlin", "Europe/Dublin", "Asia/Jerusalem", "Africa/Casablanca", "Asia/Kolkata"),
        *(
            "Australia/Lord_Howe",
            "America/Santiago",
            "Pacific/Chatham",
            "Asia/Gaza",
            "America/Nuuk",
            "America/St_Johns",
        ),
    ],
)
def test_a_zone_is_written_as_another_program_needs_it(name: str) -> None:
    zone, defined = ZoneInfo(name), tzical(StringIO(vtimezone(name, 2026, 2027).to_ical().decode())).get()
    days = [datetime(2025, 1, 1) + timedelta(days=day) for day in range(4 * 365)]  # noqa: DTZ001 - local times
    for day, next_day in pairwise(days):
        changes = day.replace(tzinfo=zone).utcoffset() != next_day.replace(tzinfo=zone).utcoffset()
        for moment in (day + timedelta(minutes=15 * quarter) for quarter in range(96 if changes else 1)):
            local = moment.replace(tzinfo=zone)
            if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment:  # clocks skip the others
                assert moment.replace(tzinfo=defined).utcoffset() == local.utcoffset(), moment


def read_by_others(written: bytes, path: Path) -> dict[str, list[list[str]]]:
    path.write_bytes(written)
    bounds = [bound.isoformat() for bound in YEAR]
    command = [shutil.which("node") or "node", str(READERS / "expand.mjs"), str(path), *bounds]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=60, env={**os.environ, "TZ": "UTC"})
    return json.loads(shown.stdout)


@pytest.mark.node
@pytest.mark.skipif(
    shutil.which("node") is None or not (READERS / "node_modules").is_dir(),
    reason="needs Node.js and `npm ci` in tests/calendar/readers",
)
@given(given_events=st.lists(events(), min_size=21, max_size=21, unique_by=lambda event: event.uid))
@settings(max_examples=10, deadline=None, database=None, phases=[Phase.generate])
def test_ical_js_and_node_ical_see_the_same_occurrences(
    given_events: list[Event], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("others") / "term.ics"
    plain = [event for event in given_events if not any(map(_at_a_change_of_clocks, expand(event, *YEAR)))]
    ours = sorted(_entry(each) for event in plain for each in expand(event, *YEAR))
    for reader, found in read_by_others(to_ical(map(stored, plain)), path).items():
        theirs = sorted((uid, _instant(begins), _instant(ends)) for uid, begins, ends in found)
        inside = [entry for entry in theirs if entry[1][:10] < "2027" and entry[2] > YEAR[0].isoformat()]
        assert inside == ours, reader


def _at_a_change_of_clocks(occurrence: Occurrence) -> bool:
    """Whether the clocks change while it lasts, or it begins or ends in an hour that they show twice or skip.

    There RFC 5545 §3.3.5 says which hour is meant and §3.8.5.3 that the length is exact, and ical.js does otherwise.
    """
    moments = (occurrence.begins, occurrence.ends)
    skipped = occurrence.within is not None and not _wall_clock(occurrence.begins).startswith(occurrence.within)
    moved = skipped and occurrence.begins.date() == datetime.fromisoformat(occurrence.within or "").date()
    twice = any(moment.utcoffset() != moment.replace(fold=1).utcoffset() for moment in moments)
    return moved or twice or occurrence.begins.utcoffset() != occurrence.ends.utcoffset()


def _wall_clock(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()


def _entry(occurrence: Occurrence) -> tuple[str, str, str]:
    begins, ends = (
        (occurrence.start, occurrence.end)
        if occurrence.event.all_day
        else (each.astimezone(UTC).isoformat() for each in (occurrence.begins, occurrence.ends))
    )
    return occurrence.event.uid or "", begins, ends


def _instant(text: str) -> str:
    return text if "T" not in text else datetime.fromisoformat(text).isoformat()


def test_a_path_in_the_place_of_an_address_comes_back_as_an_address() -> None:
    event = canonical(Event(uid="1", title="a", start="2026-01-01", all_day=True, url=r"file:C:\Notes\new.pdf"))
    found, skipped = from_ical(to_ical([stored(event)]), "x", NOW)
    assert (found[0].event.url, skipped) == ("file:C:%5CNotes%5Cnew.pdf", [])
