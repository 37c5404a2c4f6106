"""The events in the store: syncs, changes by hand, and what becomes of both."""

from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servers.calendar.events import MIGRATIONS, Events, Stored
from servers.calendar.reading import from_ical
from servers.calendar.writing import to_ical
from servers.contract.calendar import Event, EventSync
from servers.contract.errors import Refused
from servers.contract.identity import uid
from servers.store import Store

NOW = datetime(2026, 9, 1, tzinfo=UTC)
SOURCE = "PHYS 1 Fall 2026"


@contextmanager
def calendar(path: str = ":memory:") -> Generator[Events]:
    with closing(Store(path, MIGRATIONS)) as store:
        yield Events(store, now=lambda: NOW)


def lecture(**fields: Any) -> Event:
    """Mondays at ten in New York, six times."""
    given_fields = {
        "key": "lecture",
        "title": "Lecture",
        "rrule": "FREQ=WEEKLY;COUNT=6",
        "location": "Hall 1",
        **fields,
    }
    return timed(**{"start": "2026-10-05T10:00:00", "end": "2026-10-05T11:00:00", **given_fields})


def timed(**fields: Any) -> Event:
    return Event.model_validate({"timezone": "America/New_York", **fields})


def exam(key: str, start: str) -> Event:
    return timed(key=key, title=key.capitalize(), start=start)


def said(result: EventSync) -> list[str]:
    return [f"{update.title} {change}" for update in result.updated for change in update.changes]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start": "2026-11-05T10:00:00"}, "Exam moved from Tue 3 Nov to Thu 5 Nov"),
        ({"start": "2026-11-03T14:30:00"}, "Exam moved from 10:00 to 14:30 on Tue 3 Nov"),
        ({"start": "2026-11-05T14:30:00"}, "Exam moved from Tue 3 Nov, 10:00 to Thu 5 Nov, 14:30"),
        ({"start": "2027-01-12T10:00:00"}, "Exam moved from Tue 3 Nov 2026 to Tue 12 Jan 2027"),
        ({"end": "2026-11-03T12:00:00"}, "Exam ends Tue 3 Nov 2026, 12:00 instead of Tue 3 Nov 2026, 11:00"),
        ({"start": "2026-11-03", "all_day": True, "timezone": None}, "Exam moved from Tue 3 Nov, 10:00 to Tue 3 Nov"),
        ({"title": "Final"}, "Final was called “Exam”"),
        ({"location": "Hall 2"}, "Exam has the location “Hall 2” now"),
        ({"status": "cancelled"}, "Exam is cancelled"),
        ({"rrule": "FREQ=WEEKLY;COUNT=3"}, "Exam has the recurrence “FREQ=WEEKLY;COUNT=3” now"),
    ],
)
def test_a_change_is_told_as_a_person_would(fields: dict[str, Any], sentence: str) -> None:
    before = {"key": "exam", "title": "Exam", "start": "2026-11-03T10:00:00"}
    with calendar() as events:
        events.sync(SOURCE, [timed(**before)])
        assert said(events.sync(SOURCE, [timed(**{**before, **fields})])) == [sentence]


def test_what_the_source_drops_is_cancelled_and_comes_back_as_the_same_event() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")]).added
        (removed,) = events.sync(SOURCE, []).removed
        assert (removed.uid, removed.status, removed.sequence) == (added.uid, "cancelled", 1)
        assert events.sync(SOURCE, []) == EventSync(added=[], updated=[], removed=[], unchanged=0)
        (back,) = events.sync(SOURCE, [exam("final", "2026-12-11T09:00:00")]).added
        assert (back.uid, back.status, back.sequence) == (added.uid, "confirmed", 2)


def test_what_the_user_deleted_stays_deleted_even_when_the_source_drops_it_for_a_while() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")]).added
        events.delete(added.uid or "")
        for version in ([exam("final", "2026-12-11T09:00:00")], [], [exam("final", "2026-12-12T09:00:00")]):
            result = events.sync(SOURCE, version)
            assert (result.added, result.updated, result.removed) == ([], [], [])
        assert events.all() == []


def test_what_the_user_changed_is_kept_when_the_source_drops_it() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")]).added
        events.update(added.uid or "", {"location": "Gym"})
        result = events.sync(SOURCE, [])
        assert (result.removed, [(kept.title, kept.fields) for kept in result.kept]) == ([], [("Final", ["location"])])
        assert events.get(added.uid or "").status == "confirmed"


def test_a_time_chosen_by_hand_is_not_torn_apart_by_the_source() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")]).added
        events.update(added.uid or "", {"end": "2026-12-10T13:00:00-05:00"})
        result = events.sync(SOURCE, [exam("final", "2026-12-14T09:00:00")])
        shown = events.get(added.uid or "")
        assert (shown.start, shown.end) == ("2026-12-10T09:00:00-05:00", "2026-12-10T13:00:00-05:00")
        assert result.kept[0].fields == ["end", "start"]


def test_one_class_moved_and_one_left_out_by_hand_outlive_the_source_s_new_hour() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [lecture()]).added
        identity = added.uid or ""
        events.update(identity, {"start": "2026-10-13T15:00:00-04:00", "location": "Lab"}, "2026-10-12T10:00:00")
        events.leave_out(identity, "2026-10-19")
        later = lecture(start="2026-10-05T11:00:00", end="2026-10-05T12:00:00", exdates=["2026-10-26"], title="Optics")
        events.sync(SOURCE, [later])
        shown = events.get(identity)
        assert (shown.title, shown.start) == ("Optics", "2026-10-05T11:00:00-04:00")
        assert sorted(shown.exdates) == ["2026-10-19T11:00:00", "2026-10-26T11:00:00"]
        (instance,) = shown.instances
        assert (instance.occurrence, instance.start, instance.location) == (
            "2026-10-12T11:00:00",
            "2026-10-13T15:00:00-04:00",
            "Lab",
        )
        assert events.sync(SOURCE, [later]).updated == []


def test_changes_that_can_not_stand_together_leave_the_user_s_event() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [lecture()]).added
        moved = events.update(added.uid or "", {"location": "Lab"}, "2026-10-12")
        result = events.sync(SOURCE, [lecture(rrule=None)])
        assert events.get(added.uid or "") == moved
        assert (result.updated, result.kept[0].fields) == ([], ["instances", "rrule"])


def test_a_time_becomes_a_whole_day_by_hand() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")]).added
        shown = events.update(added.uid or "", {"all_day": True})
        assert (shown.start, shown.end) == ("2026-12-10", "2026-12-11")
        assert events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")]).updated == []


def test_ending_a_recurrence_by_hand_ends_what_belongs_to_it() -> None:
    with calendar() as events:
        (added,) = events.sync(SOURCE, [lecture(exdates=["2026-10-12"])]).added
        events.update(added.uid or "", {"title": "Guest lecture"}, "2026-10-19")
        shown = events.update(added.uid or "", {"rrule": ""})
        assert (shown.rrule, shown.exdates, shown.instances) == (None, [], [])


def test_occurrences_that_do_not_exist_can_not_be_changed() -> None:
    with calendar() as events:
        (series, once) = events.create([lecture(), exam("final", "2026-12-10T09:00:00")])
        with pytest.raises(Refused, match="Lecture has no occurrence 2026-10-13"):
            events.update(series.uid or "", {"title": "x"}, "2026-10-13")
        with pytest.raises(Refused, match="one occurrence has no rrule of its own"):
            events.update(series.uid or "", {"rrule": "FREQ=DAILY"}, "2026-10-12")
        with pytest.raises(Refused, match="Final does not recur"):
            events.leave_out(once.uid or "", "2026-12-10")


def test_a_sync_with_a_fault_changes_nothing() -> None:
    with calendar() as events:
        events.sync(SOURCE, [lecture()])
        before = events.all()
        for faulty in (
            [exam("a", "2026-12-10T09:00:00"), exam("b", "soon")],
            [lecture(title="new"), lecture()],
            [lecture(title="new"), timed(title="no key", start="2026-12-10T09:00:00")],
        ):
            with pytest.raises(Refused):
                events.sync(SOURCE, faulty)
        assert events.all() == before


def test_an_older_file_does_not_undo_what_changed_since() -> None:
    with calendar() as events:
        (added,) = events.create([exam("final", "2026-12-10T09:00:00")])
        file = to_ical(events.all())
        older = [Stored(each.event, each.changed.replace(year=2025)) for each in events.all()]
        events.update(added.uid or "", {"location": "Gym"})
        stored, passed_over = events.take_in(older)
        assert (stored, passed_over[0][1]) == ([], "the calendar has a later version of it")
        events.take_in(from_ical(file, "x", NOW)[0])
        assert events.get(added.uid or "").sequence == 1


def test_a_file_can_not_make_two_events_of_one_key() -> None:
    with calendar() as events:
        events.sync(SOURCE, [exam("final", "2026-12-10T09:00:00")])
        stranger = exam("final", "2026-12-12T09:00:00").model_copy(update={"uid": "x", "source": SOURCE})
        stored, passed_over = events.take_in([Stored(stranger, NOW)])
        assert (stored, passed_over[0][1]) == ([], f"{SOURCE} has another event with the key 'final'")


@dataclass
class Model:
    """What must be true of one source's events, kept by the test."""

    wanted: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    mine: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    known: set[str] = field(default_factory=set[str])
    deleted: set[str] = field(default_factory=set[str])


keys = st.sampled_from(["lecture", "quiz", "essay"])
days = st.integers(1, 28).map(lambda day: f"2026-11-{day:02}")
values = st.fixed_dictionaries(
    {"title": st.sampled_from("ABC"), "location": st.sampled_from(["", "X", "Y"]), "start": days}
)
operations = st.one_of(
    st.tuples(st.just("sync"), st.dictionaries(keys, values), st.integers(1, 3)),
    st.tuples(
        st.just("edit"), keys, st.sampled_from([("title", "mine"), ("location", "mine"), ("start", "2026-12-24")])
    ),
    st.tuples(st.just("delete"), keys),
)
Operation = tuple[Any, ...]


def wanted_events(version: dict[str, dict[str, Any]]) -> list[Event]:
    return [Event(key=key, all_day=True, **fields) for key, fields in version.items()]


def perform(events: Events, source: str, operation: Operation, model: Model) -> None:
    match operation:
        case ("sync", version, times):
            for attempt in range(times):
                result = events.sync(source, wanted_events(version))
                assert attempt == 0 or (result.added, result.updated, result.removed) == ([], [], [])
            model.wanted = version
            model.known |= version.keys()
        case ("edit", key, (name, value)) if key in model.known - model.deleted:
            events.update(uid(source, key), {name: value})
            model.mine.setdefault(key, {})[name] = value
        case ("delete", key) if key in model.known - model.deleted:
            events.delete(uid(source, key))
            model.deleted.add(key)
        case _:
            pass


def shown(events: Events, source: str) -> dict[str, Event]:
    found = [each.event for each in events.all(sources=[source])]
    assert len({event.key for event in found}) == len(found)
    assert all(event.uid == uid(source, event.key or "") for event in found)
    return {event.key or "": event for event in found}


@given(st.lists(operations, max_size=12))
@settings(max_examples=150, deadline=None)
def test_nothing_of_the_user_s_is_lost_and_nothing_is_there_twice(term: list[Operation]) -> None:
    with calendar() as events:
        (own,) = events.create([Event(title="Birthday", start="2026-11-11", all_day=True)])
        model = Model()
        sequences: dict[str, int] = {}
        for operation in term:
            perform(events, SOURCE, operation, model)
            found = shown(events, SOURCE)
            assert found.keys() == model.known - model.deleted
            for key, event in found.items():
                assert {name: getattr(event, name) for name in model.mine.get(key, {})} == model.mine.get(key, {})
                if key in model.wanted:
                    expected = {**model.wanted[key], **model.mine.get(key, {})}
                    assert {name: getattr(event, name) for name in expected} == expected
                if operation[0] == "sync" and key not in model.mine:
                    assert (event.status == "cancelled") == (key not in model.wanted)
                assert event.sequence >= sequences.get(key, 0)
                sequences[key] = event.sequence
        assert events.get(own.uid or "") == own


@given(st.lists(operations, max_size=8), st.lists(operations, max_size=8), st.data())
@settings(max_examples=80, deadline=None)
def test_the_order_of_sources_and_retries_does_not_matter(
    one: list[Operation], other: list[Operation], data: st.DataObject
) -> None:
    def result(order: Sequence[str], *, once: bool) -> list[Stored]:
        queues = {"one": iter(one), "other": iter(other)}
        models = {"one": Model(), "other": Model()}
        with calendar() as events:
            for source in order:
                operation = next(queues[source])
                perform(
                    events,
                    source,
                    (*operation[:2], 1) if once and operation[0] == "sync" else operation,
                    models[source],
                )
            return events.all()

    in_turn = ["one"] * len(one) + ["other"] * len(other)
    assert result(data.draw(st.permutations(in_turn)), once=False) == result(in_turn, once=True)


def test_the_store_outlives_the_process(tmp_path: Path) -> None:
    path = str(tmp_path / "calendar.db")
    with calendar(path) as events:
        events.sync(SOURCE, [lecture()])
        before = events.all()
    with calendar(path) as events:
        assert events.all() == before
        assert events.sync(SOURCE, [lecture()]).unchanged == 1
