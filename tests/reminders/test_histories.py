"""Whatever sources, user and deliverer do, in whatever order: nothing of the user's is lost, nothing comes twice."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from servers.contract.identity import uid
from servers.contract.reminders import Reminder
from servers.reminders.outbox import Outbox
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.reminders.timing import ripe
from servers.store import Store

Name = tuple[str, str]
"""Source and key."""

SOURCES = ("CS 101", "BIO 2")
WORKS = ("midterm", "essay")
OFFSETS = (1, 7)
FIRST_DAY = datetime(2026, 9, 1, 12, tzinfo=UTC)

days = st.integers(0, 60)
syllabi = st.dictionaries(st.sampled_from(WORKS), st.tuples(days, st.sampled_from(["", " (new)"])), max_size=2)
chosen = st.integers(0, 1000)


def planned(source: str, syllabus: Mapping[str, tuple[int, str]]) -> list[Reminder]:
    return [
        Reminder(
            key=f"{work}/{offset}d",
            title=f"{work}{mark}",
            due=(FIRST_DAY + timedelta(days=day)).isoformat(),
            remind_at=(FIRST_DAY + timedelta(days=day - offset)).isoformat(),
            item=work,
            source=source,
        )
        for work, (day, mark) in syllabus.items()
        for offset in OFFSETS
    ]


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = FIRST_DAY
        store = Store(":memory:", MIGRATIONS)
        self.reminders, self.outbox = Reminders(store, ZoneInfo("UTC"), lambda: self.now), Outbox(store)
        self.said: dict[str, list[Reminder]] = {}
        self.done: set[Name] = set()
        self.deleted: set[Name] = set()
        self.titles: dict[Name, str] = {}
        self.told: dict[Name, str | None] = {}
        """For which time each was delivered last; not what its source has moved since, if only there and back."""
        self.due: dict[Name, str | None] = {}

    def there(self) -> dict[Name, Reminder]:
        found = (each.reminder for each in self.reminders.all())
        return {(each.source or "", each.key or ""): each for each in found if each.state != "cancelled"}

    def pick(self, number: int) -> tuple[Name, Reminder]:
        there = sorted(self.there().items())
        return there[number % len(there)]

    @rule(source=st.sampled_from(SOURCES), syllabus=syllabi)
    def sync(self, source: str, syllabus: Mapping[str, tuple[int, str]]) -> None:
        self.said[source] = planned(source, syllabus)
        before = self.there()
        result = self.reminders.sync(source, self.said[source])
        after = self.there()
        assert {each.uid for each in result.added} == {after[name].uid for name in after.keys() - before.keys()}
        assert {each.uid for each in result.removed} == {before[name].uid for name in before.keys() - after.keys()}
        for name, reminder in after.items():
            if self.due.get(name) != reminder.due:
                self.told.pop(name, None)
            self.due[name] = reminder.due

    @rule(source=st.sampled_from(SOURCES))
    def the_same_sync_again(self, source: str) -> None:
        before = self.there()
        result = self.reminders.sync(source, self.said.get(source, []))
        assert (result.added, result.updated, result.removed) == ([], [], [])
        assert self.there() == before

    @precondition(lambda self: bool(self.there()))
    @rule(number=chosen)
    def complete(self, number: int) -> None:
        (source, _), reminder = self.pick(number)
        self.reminders.complete(reminder.uid or "")
        self.done.add((source, reminder.item or ""))

    @precondition(lambda self: bool(self.there()))
    @rule(number=chosen)
    def reopen(self, number: int) -> None:
        (source, _), reminder = self.pick(number)
        self.reminders.reopen(reminder.uid or "")
        self.done.discard((source, reminder.item or ""))

    @precondition(lambda self: bool(self.there()))
    @rule(number=chosen)
    def delete(self, number: int) -> None:
        name, reminder = self.pick(number)
        self.reminders.delete(reminder.uid or "")
        self.deleted.add(name)

    @precondition(lambda self: bool(self.there()))
    @rule(number=chosen, title=st.sampled_from(["my own words", "other words"]))
    def rename(self, number: int, title: str) -> None:
        name, reminder = self.pick(number)
        if title != reminder.title:
            self.reminders.create([reminder.model_copy(update={"title": title})])
            self.titles[name] = title
            self.done.discard((name[0], reminder.item or ""))

    @precondition(lambda self: bool(self.there()))
    @rule(number=chosen, hours=st.integers(1, 200))
    def snooze(self, number: int, hours: int) -> None:
        name, reminder = self.pick(number)
        if reminder.state != "done":
            self.reminders.snooze(reminder.uid or "", f"PT{hours}H")
            self.told.pop(name, None)

    @rule(hours=st.integers(-48, 400))
    def deliver(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.outbox.queue(["mail"], lambda waiting: ripe(self.now, waiting, None))
        batch = self.outbox.batch("mail")
        for each in batch.reminders if batch else ():
            name = (each.source or "", each.key or "")
            assert each.state == "pending"
            assert self.told.get(name) != each.remind_at
            self.told[name] = each.remind_at
        if batch:
            self.outbox.sent("mail", batch, self.now)

    @invariant()
    def what_the_user_did_stands(self) -> None:
        there = self.there()
        assert not self.deleted & there.keys()
        for name, reminder in there.items():
            assert reminder.uid == uid(*name)
            assert (reminder.state == "done") == ((name[0], reminder.item) in self.done)
            assert reminder.title == self.titles.get(name, reminder.title)

    @invariant()
    def what_a_source_says_is_there_unless_the_user_deleted_it(self) -> None:
        said: dict[Name, Any] = {(source, each.key or ""): each for source in self.said for each in self.said[source]}
        there = self.there()
        assert said.keys() - self.deleted <= there.keys()
        assert there.keys() - said.keys() <= self.titles.keys()
        for name in said.keys() & there.keys():
            assert there[name].due == said[name].due


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a history takes minutes, to read one does not
)
