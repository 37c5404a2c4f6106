"""The reminders in a store: what a sync changes, what the user did and keeps."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servers.contract.errors import Refused
from servers.contract.reminders import Reminder
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.store import Store

SOURCE = "CS 101 Fall 2026"
LATE = "2027-01-01T00:00Z"


@pytest.fixture
def reminders() -> Reminders:
    return Reminders(
        Store(":memory:", MIGRATIONS), ZoneInfo("America/New_York"), lambda: datetime(2026, 11, 1, tzinfo=UTC)
    )


def reminder(key: str, **fields: Any) -> Reminder:
    usual: dict[str, Any] = {
        "title": "CS 101: Midterm 2",
        "due": "2026-11-05T10:00:00-05:00",
        "remind_at": "2026-11-04T10:00:00-05:00",
    }
    return Reminder(key=key, **{**usual, **fields})


def exam(*days: str, due: str = "2026-11-05T10:00:00-05:00", **fields: Any) -> list[Reminder]:
    """The reminders of one exam, as the semester's planning makes them, on some days of November."""
    return [
        reminder(f"midterm/{day}", item="midterm", due=due, remind_at=f"2026-11-{day}T10:00:00-05:00", **fields)
        for day in days
    ]


def states(reminders: Reminders) -> dict[str | None, str]:
    return {each.reminder.key: each.reminder.state for each in reminders.all()}


def test_the_same_key_again_is_the_same_reminder(reminders: Reminders) -> None:
    first, _ = reminders.create([reminder("a", title="A"), reminder("b", title="B")])
    (again,) = reminders.create([reminder("a", title="A, chapter 2")])
    assert again.uid == first.uid
    assert {each.reminder.title for each in reminders.all()} == {"A, chapter 2", "B"}


def test_the_same_reminder_without_a_key_again_is_the_same_too(reminders: Reminders) -> None:
    given = Reminder(title="Call the library", remind_at="2026-11-04T10:00")
    assert reminders.create([given]) == reminders.create([given])


def test_of_several_reminders_all_are_stored_or_none(reminders: Reminders) -> None:
    with pytest.raises(Refused, match="B has neither remind_at nor due: give one of them"):
        reminders.create([reminder("a"), Reminder(title="B", key="b")])
    assert states(reminders) == {}


@pytest.mark.parametrize(
    ("given", "due", "remind_at"),
    [
        ({"due": "2026-11-05"}, "2026-11-05T23:59:00-05:00", "2026-11-05T23:59:00-05:00"),
        ({"due": "2026-11-05T10:00Z"}, "2026-11-05T10:00:00+00:00", "2026-11-05T10:00:00+00:00"),
        ({"remind_at": "2026-10-05 09:30"}, None, "2026-10-05T09:30:00-04:00"),
        (
            {"due": "2026-11-05", "remind_at": "2026-11-04T18:00+01:00"},
            "2026-11-05T23:59:00-05:00",
            "2026-11-04T18:00:00+01:00",
        ),
    ],
)
def test_times_may_be_given_as_people_give_them(
    reminders: Reminders, given: dict[str, Any], due: str | None, remind_at: str
) -> None:
    (made,) = reminders.create([Reminder(title="Quiz", **given)])
    assert (made.due, made.remind_at) == (due, remind_at)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due": "tomorrow"}, "due 'tomorrow' has no time of the day: write a time like 2026-01-31T09:00"),
        ({"remind_at": "2026-11-05"}, "remind_at '2026-11-05' has no time of the day"),
        ({"due": "2026-13-05"}, "due '2026-13-05' is not a time: write a date like 2026-01-31"),
        ({"due": "2026-13-05T10:00"}, "due '2026-13-05T10:00' is not a time"),
        ({"due": "0001-01-01T00:00+14:00"}, "due '0001-01-01T00:00+14:00' is not a time"),
    ],
)
def test_a_time_that_is_none_is_refused_in_a_sentence(
    reminders: Reminders, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        reminders.create([Reminder(title="Quiz", **given)])
    assert sentence in str(refused.value)


def test_the_same_sync_again_changes_nothing(reminders: Reminders) -> None:
    first = reminders.sync(SOURCE, exam("03", "04", "05"))
    assert [each.key for each in first.added] == ["midterm/03", "midterm/04", "midterm/05"]
    again = reminders.sync(SOURCE, exam("05", "04", "03"))
    assert (again.added, again.updated, again.removed, again.kept, again.unchanged) == ([], [], [], [], 3)


def test_what_moved_is_told_as_people_say_it(reminders: Reminders) -> None:
    reminders.sync(SOURCE, exam("04"))
    moved = reminder("midterm/04", item="midterm", due="2026-11-06T10:00-05:00", remind_at="2026-11-05T10:00-05:00")
    (update,) = reminders.sync(SOURCE, [moved]).updated
    assert update.changes == [
        "is due Fri 6 Nov 2026, 10:00 instead of Thu 5 Nov 2026, 10:00",
        "reminds Thu 5 Nov 2026, 10:00 instead of Wed 4 Nov 2026, 10:00",
    ]


def test_what_a_source_no_longer_has_is_cancelled_and_may_come_back(reminders: Reminders) -> None:
    (first, _) = reminders.sync(SOURCE, exam("03", "04")).added
    (removed,) = reminders.sync(SOURCE, exam("04")).removed
    assert (removed.uid, removed.state) == (first.uid, "cancelled")
    assert [each.key for each in reminders.due(LATE)] == ["midterm/04"]
    (back,) = reminders.sync(SOURCE, exam("03", "04")).added
    assert (back.uid, back.state) == (first.uid, "pending")


def test_a_sync_leaves_other_sources_and_the_user_s_own_alone(reminders: Reminders) -> None:
    reminders.sync("Other", [reminder("essay")])
    reminders.create([reminder("own"), reminder("beside", source=SOURCE)])
    reminders.sync(SOURCE, [])
    assert states(reminders) == {"essay": "pending", "own": "pending", "beside": "pending"}


def test_what_the_user_changed_by_hand_is_kept_and_told(reminders: Reminders) -> None:
    reminders.sync(SOURCE, [reminder("essay", title="Essay")])
    reminders.create([reminder("essay", title="Essay, the long one", source=SOURCE)])
    (kept,) = reminders.sync(SOURCE, [reminder("essay", title="Essay 1", notes="10 pages")]).kept
    assert kept.fields == ["title"]
    (stored,) = reminders.all()
    assert (stored.reminder.title, stored.reminder.notes) == ("Essay, the long one", "10 pages")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([Reminder(title="Essay", due="2026-11-05")], "Essay has no key: give one that says what it is"),
        ([reminder("a"), reminder("a")], "two reminders of CS 101 Fall 2026 have the key 'a': each needs its own"),
        ([reminder("b"), reminder("c", due="soon")], "due 'soon'"),
    ],
)
def test_a_sync_that_is_refused_leaves_everything_as_it_was(
    reminders: Reminders, given: list[Reminder], sentence: str
) -> None:
    reminders.sync(SOURCE, exam("04"))
    with pytest.raises(Refused, match=sentence):
        reminders.sync(SOURCE, given)
    assert states(reminders) == {"midterm/04": "pending"}


def test_work_that_is_done_stays_done_whatever_the_next_sync_brings(reminders: Reminders) -> None:
    first, second = reminders.sync(SOURCE, exam("03", "04")).added
    assert [each.state for each in reminders.complete(first.uid or "")] == ["done", "done"]
    reminders.sync(SOURCE, exam("03", "04", "05", due="2026-11-09T10:00:00-05:00"))
    assert set(states(reminders).values()) == {"done"}
    assert reminders.due(LATE) == []
    assert [each.state for each in reminders.reopen(second.uid or "")] == ["pending"] * 3


def test_reminders_that_did_not_say_their_work_learn_it_from_a_later_sync(reminders: Reminders) -> None:
    reminders.sync(SOURCE, [each.model_copy(update={"item": None}) for each in exam("03", "04")])
    assert reminders.sync(SOURCE, exam("03", "04")).unchanged == 2
    reminders.complete(reminders.all()[0].reminder.uid or "")
    assert set(states(reminders).values()) == {"done"}


def test_completing_one_work_leaves_the_next_open(reminders: Reminders) -> None:
    midterm, _final = reminders.sync(SOURCE, [*exam("03"), reminder("final")]).added
    reminders.complete(midterm.uid or "")
    assert states(reminders) == {"midterm/03": "done", "final": "pending"}


def test_a_reminder_made_anew_for_what_was_done_is_open(reminders: Reminders) -> None:
    (made,) = reminders.create([reminder("library")])
    reminders.complete(made.uid or "")
    assert reminders.create([reminder("library")])[0].state == "done"
    assert reminders.create([reminder("library", remind_at="2026-12-01T09:00")])[0].state == "pending"


def test_a_deleted_reminder_does_not_come_back_by_a_sync(reminders: Reminders) -> None:
    first, _ = reminders.sync(SOURCE, exam("03", "04")).added
    reminders.delete(first.uid or "")
    reminders.sync(SOURCE, exam("03", "04", title="CS 101: Midterm II"))
    assert states(reminders) == {"midterm/04": "pending"}
    with pytest.raises(Refused, match="there is no reminder with the uid"):
        reminders.delete(first.uid or "")


def test_it_does_so_neither_after_its_source_was_without_it(reminders: Reminders) -> None:
    (only,) = reminders.sync(SOURCE, exam("03")).added
    reminders.delete(only.uid or "")
    reminders.sync(SOURCE, [])
    assert reminders.sync(SOURCE, exam("03")).added == []
    assert states(reminders) == {}


def test_what_the_user_did_not_change_follows_its_source_also_after_that_was_without_it(reminders: Reminders) -> None:
    (only,) = reminders.sync(SOURCE, exam("03")).added
    reminders.create([only.model_copy(update={"title": "The big one"})])
    (kept,) = reminders.sync(SOURCE, []).kept
    assert kept.title == "The big one"
    reminders.sync(SOURCE, exam("03", due="2026-11-09T10:00:00-05:00"))
    (stored,) = reminders.all()
    assert (stored.reminder.title, stored.reminder.due) == ("The big one", "2026-11-09T10:00:00-05:00")


def test_a_snoozed_reminder_is_due_at_its_new_time_only(reminders: Reminders) -> None:
    (made,) = reminders.sync(SOURCE, exam("03")).added
    put_off = reminders.snooze(made.uid or "", "2026-11-04T18:00:00-05:00")
    assert put_off.remind_at == "2026-11-04T18:00:00-05:00"
    assert reminders.sync(SOURCE, exam("03")).unchanged == 1
    assert reminders.due("2026-11-04T17:59:00-05:00") == []
    assert reminders.due("2026-11-04T18:00:00-05:00") == [put_off]


def test_a_new_time_by_hand_ends_a_snooze(reminders: Reminders) -> None:
    (made,) = reminders.sync(SOURCE, exam("03")).added
    reminders.snooze(made.uid or "", "2026-11-04T18:00:00-05:00")
    (changed,) = reminders.create([made.model_copy(update={"remind_at": "2026-11-04T17:00:00-05:00"})])
    assert changed.remind_at == "2026-11-04T17:00:00-05:00"


def test_a_change_by_hand_of_what_was_put_off_leaves_it_put_off(reminders: Reminders) -> None:
    (made,) = reminders.sync(SOURCE, exam("03")).added
    shown = reminders.snooze(made.uid or "", "2026-11-04T18:00:00-05:00")
    (changed,) = reminders.create([shown.model_copy(update={"title": "The big one", "item": None})])
    assert (changed.title, changed.remind_at, changed.item) == ("The big one", shown.remind_at, "midterm")
    assert reminders.sync(SOURCE, exam("03")).kept[0].fields == ["title"]


def test_a_snooze_may_be_a_duration_from_now(reminders: Reminders) -> None:
    (made,) = reminders.create([reminder("a")])
    assert reminders.snooze(made.uid or "", "P1DT2H").remind_at == "2026-11-01T21:00:00-05:00"
    with pytest.raises(Refused, match="until 'P2X' is no duration: write it like PT2H or P1D"):
        reminders.snooze(made.uid or "", "P2X")


def test_only_what_is_open_can_be_snoozed(reminders: Reminders) -> None:
    (made,) = reminders.sync(SOURCE, exam("03")).added
    reminders.complete(made.uid or "")
    with pytest.raises(Refused, match="CS 101: Midterm 2 is done: only what is open can be put off"):
        reminders.snooze(made.uid or "", "PT2H")


@pytest.mark.parametrize(
    ("due", "remind_at", "stands"),
    [
        ("2026-11-05T11:00:00-05:00", "2026-11-03T11:00:00-05:00", True),  # an hour later: the snooze is still of use
        ("2026-11-04T10:00:00-05:00", "2026-11-02T10:00:00-05:00", False),  # it would come after the work is due
        ("2026-11-12T10:00:00-05:00", "2026-11-10T10:00:00-05:00", False),  # it would come before there is need
    ],
)
def test_a_snooze_outlives_a_move_only_where_it_is_still_of_use(
    reminders: Reminders, due: str, remind_at: str, *, stands: bool
) -> None:
    (made,) = reminders.sync(SOURCE, exam("03")).added
    reminders.snooze(made.uid or "", "2026-11-04T18:00:00-05:00")
    reminders.sync(SOURCE, [made.model_copy(update={"due": due, "remind_at": remind_at})])
    (now,) = reminders.all()
    assert now.reminder.remind_at == ("2026-11-04T18:00:00-05:00" if stands else remind_at)


def test_characters_that_no_file_may_have_do_not_get_into_one(reminders: Reminders) -> None:
    (stored,) = reminders.create([reminder("a", title="Es\x00say", notes="one\r\ntwo\x07")])
    assert (stored.title, stored.notes) == ("Essay", "one\ntwo")
