"""The three-way merge: what the source says now, without losing what the user changed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from servers.sync import Row, three_way

SAID = {"title": "Essay", "start": "Mon 9", "end": "Mon 10", "days": ["a", "b"]}


def merged(mine: dict[str, Any], now: dict[str, Any], *together: str) -> tuple[Row, set[str]]:
    """The row and the kept fields after the user changed `mine` of what was said, and the source changed `now`."""
    changes = three_way({"k": SAID}, {"k": {**SAID, **mine}}, {"k": {**SAID, **now}}, together=together)
    return changes.updated.get("k", {**SAID, **mine}), changes.kept.get("k", set())


def test_each_side_has_its_own_changes() -> None:
    assert merged({"title": "My essay"}, {"start": "Tue 9"}) == (
        {**SAID, "title": "My essay", "start": "Tue 9"},
        {"title"},
    )


def test_the_user_wins_where_both_changed_the_same() -> None:
    assert merged({"title": "mine"}, {"title": "theirs"}) == ({**SAID, "title": "mine"}, {"title"})
    assert merged({"title": "same"}, {"title": "same"}) == ({**SAID, "title": "same"}, set())


def test_fields_that_belong_together_are_decided_together() -> None:
    moved = {"start": "Tue 9", "end": "Tue 10"}
    assert merged({"end": "Mon 12"}, moved) == ({**SAID, "start": "Tue 9", "end": "Mon 12"}, {"end"})
    assert merged({"end": "Mon 12"}, moved, "start", "end") == ({**SAID, "end": "Mon 12"}, {"start", "end"})


def test_of_a_list_both_sides_put_in_and_take_out() -> None:
    assert merged({"days": ["a", "mine"]}, {"days": ["a", "b", "theirs"]}) == (
        {**SAID, "days": ["a", "theirs", "mine"]},
        {"days"},
    )
    assert merged({"days": ["a", "b", "mine"]}, {"days": ["b"]})[0]["days"] == ["b", "mine"]


def test_what_was_deleted_stays_deleted_and_what_was_changed_is_not_removed() -> None:
    said = {"a": SAID, "b": SAID, "c": SAID}
    stored = {"b": SAID, "c": {**SAID, "title": "mine"}}
    changes = three_way(said, stored, {"a": {**SAID, "title": "new"}})
    assert (changes.added, changes.updated, changes.removed, changes.kept) == ({}, {}, {"b"}, {"c": {"title"}})


rows = st.fixed_dictionaries(
    {"title": st.integers(0, 2), "days": st.lists(st.integers(0, 3), unique=True, max_size=3).map(sorted)}
)
tables = st.dictionaries(st.sampled_from("abcd"), rows)


@given(tables, tables, tables)
def test_syncing_again_changes_nothing(base: dict[str, Row], stored: dict[str, Row], wanted: dict[str, Row]) -> None:
    changes = three_way(base, stored, wanted)
    after = {key: row for key, row in stored.items() if key not in changes.removed}
    after = {**after, **changes.added, **changes.updated}
    again = three_way({**base, **wanted}, after, wanted)
    assert (again.added, again.removed) == ({}, set())
    assert {key: row for key, row in again.updated.items() if row != after[key]} == {}


@given(tables, tables)
def test_without_changes_by_hand_the_store_becomes_what_the_source_says(
    base: dict[str, Row], wanted: dict[str, Row]
) -> None:
    changes = three_way(base, base, wanted)
    after = {key: row for key, row in base.items() if key not in changes.removed}
    assert {**after, **changes.added, **changes.updated} == wanted
    assert changes.kept == {}
