"""Delivery with a clock of the test's own, on a real store: what goes where, and when it is tried again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servers.contract.errors import Refused
from servers.contract.reminders import Reminder
from servers.reminders.channels import Channel, NotSent
from servers.reminders.delivery import Delivery
from servers.reminders.message import Message
from servers.reminders.outbox import Outbox
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.reminders.settings import Settings
from servers.store import Store

ZONE = ZoneInfo("America/New_York")


class Inbox:
    """A channel as the world may be: it takes messages, or does not."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.down = False
        self.meanwhile: Callable[[], object] = lambda: None

    def send(self, message: Message) -> None:
        self.meanwhile()
        if self.down:
            raise NotSent("no route to it")
        self.got.append(message.title)


class World:
    def __init__(self, **settings: Any) -> None:
        self.now = datetime(2026, 11, 4, 12, tzinfo=UTC)
        self.store = Store(":memory:", MIGRATIONS)
        self.reminders = Reminders(self.store, ZONE, lambda: self.now)
        self.inboxes = {"mail": Inbox(), "phone": Inbox()}
        usual: dict[str, Any] = {"channels": dict.fromkeys(self.inboxes, "x://")}
        self.settings: Settings | None = Settings(**{**usual, **settings})
        self.told: list[str] = []
        self.start()

    def start(self) -> None:
        """A deliverer that begins anew, as after a kill."""
        self.delivery = Delivery(
            Outbox(self.store), self.read, ZONE, self.told.append, now=lambda: self.now, opened=self.opened
        )

    def read(self) -> Settings:
        if self.settings is None:
            raise Refused("delivery.json is not understood")
        return self.settings

    def opened(self, name: str, address: str) -> Channel:
        if address == "unknown://":
            raise Refused(f"channel {name}: its address is not understood")
        return self.inboxes[name]

    def remind(self, title: str, at: str = "2026-11-04T07:00", **fields: Any) -> str:
        (made,) = self.reminders.create([Reminder(title=title, key=title, remind_at=at, **fields)])
        return made.uid or ""

    def step(self, **later: float) -> datetime | None:
        self.now += timedelta(**later)
        return self.delivery.step()

    def states(self) -> dict[str, str]:
        return {each.reminder.title: each.reminder.state for each in self.reminders.all()}

    @property
    def mail(self) -> Inbox:
        return self.inboxes["mail"]

    @property
    def phone(self) -> Inbox:
        return self.inboxes["phone"]


@pytest.fixture
def world() -> World:
    return World()


def test_what_is_due_goes_to_every_channel_once(world: World) -> None:
    world.remind("A")
    world.remind("B", "2026-11-04T07:30")
    assert world.step() == world.now + timedelta(minutes=30)
    assert (world.mail.got, world.phone.got) == (["A"], ["A"])
    assert world.states() == {"A": "delivered", "B": "pending"}
    assert world.step(minutes=29) is not None
    assert world.step(minutes=1) is None
    assert (world.mail.got, world.phone.got) == (["A", "B"], ["A", "B"])


def test_what_fell_due_while_nobody_delivered_is_one_message(world: World) -> None:
    for day in range(1, 4):
        world.remind(f"Day {day}", f"2026-11-0{day}T07:00")
    world.step()
    assert world.mail.got == ["Day 1, and 2 more"]


def test_a_channel_that_fails_is_tried_again_with_longer_pauses_and_holds_up_no_other(world: World) -> None:
    world.phone.down = True
    world.remind("A")
    pauses: list[float] = []
    for _ in range(10):
        wake = world.step()
        assert wake is not None
        pauses.append((wake - world.now).total_seconds())
        world.now = wake - timedelta(seconds=1)
        tried = len(world.told)
        world.step()
        assert len(world.told) == tried  # not before
        world.now = wake
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert world.mail.got == ["A"]
    world.remind("B")
    world.phone.down = False
    world.step(hours=1)
    assert world.phone.got == ["A, and 1 more"]
    assert world.mail.got == ["A", "B"]
    assert world.told[-1] == "phone: sent “A, and 1 more”"


def test_a_channel_that_has_nothing_more_to_take_is_not_tried_again(world: World) -> None:
    world.phone.down = True
    uid = world.remind("A")
    world.step()
    world.reminders.complete(uid)
    world.step(minutes=1)
    assert world.step() is None
    assert Outbox(world.store).attempts() == {}


def test_a_failing_channel_is_reported_with_when_it_is_tried_again(world: World) -> None:
    world.phone.down = True
    world.remind("A")
    world.step()
    assert "phone: not sent, tried again at 07:00:30: no route to it" in world.told


def test_a_clock_that_is_set_back_does_not_keep_a_failed_message_waiting(world: World) -> None:
    world.phone.down = True
    world.remind("A", "2024-01-01T00:00")
    world.step()
    world.phone.down = False
    world.step(days=-365)
    assert world.phone.got == ["A"]
    world.step(days=365)
    assert (world.mail.got, world.phone.got) == (["A"], ["A"])


def test_a_change_to_winter_time_neither_repeats_nor_loses(world: World) -> None:
    world.now = datetime(2026, 11, 1, 4, tzinfo=UTC)
    world.remind("first half past one", "2026-11-01T01:30-04:00")
    world.remind("second half past one", "2026-11-01T01:30-05:00")
    for _ in range(16):
        world.step(minutes=15)
    assert world.mail.got == ["first half past one", "second half past one"]


def test_in_quiet_hours_nothing_is_sent_and_then_all_of_it_at_once() -> None:
    world = World(quiet="22:00-08:00")
    world.now = datetime.fromisoformat("2026-11-04T21:00:00-05:00")
    for hour in range(1, 4):
        world.remind(f"Homework {hour}", f"2026-11-05T0{hour}:00", due="2026-11-06T09:00", source="CS 101")
    assert world.step() == datetime.fromisoformat("2026-11-05T08:00:00-05:00")
    world.step(hours=6)
    assert world.mail.got == []
    world.step(hours=5)
    assert world.mail.got == ["Homework 1, due tomorrow 09:00, and 2 more"]


def completed(world: World, uid: str) -> None:
    world.reminders.complete(uid)


def put_off(world: World, uid: str) -> None:
    world.reminders.snooze(uid, "P1D")


def moved(world: World, uid: str) -> None:
    world.remind("A", "2026-11-09T09:00")


def test_what_the_user_asked_for_in_the_night_comes_in_the_night() -> None:
    world = World(quiet="22:00-08:00")
    world.remind("Feed the yeast", "2026-11-05T02:00", due="2026-11-05T12:00")
    world.remind("Essay", due="2026-11-05T23:59", at="2026-11-05T23:59")
    world.step(hours=18.99)
    assert world.mail.got == []
    world.step(hours=0.02)
    assert world.mail.got == ["Feed the yeast, due today 12:00"]
    assert world.step() == datetime.fromisoformat("2026-11-05T22:00:00-05:00")


@pytest.mark.parametrize(("change", "state"), [(completed, "done"), (put_off, "pending"), (moved, "pending")])
def test_what_the_user_does_with_a_reminder_that_is_on_its_way_counts(
    world: World, change: Callable[[World, str], object], state: str
) -> None:
    for inbox in world.inboxes.values():
        inbox.down = True
    uid = world.remind("A")
    world.step()
    change(world, uid)
    for inbox in world.inboxes.values():
        inbox.down = False
    world.step(hours=2)
    assert (world.mail.got, world.phone.got) == ([], [])
    assert world.states() == {"A": state}


def test_a_reminder_that_is_put_off_while_it_is_being_sent_comes_again(world: World) -> None:
    uid = world.remind("A")
    world.mail.meanwhile = lambda: world.reminders.snooze(uid, "PT1H")
    world.step()
    assert world.states() == {"A": "pending"}
    world.mail.meanwhile = lambda: None
    world.step(hours=1)
    assert (world.mail.got, world.phone.got) == (["A", "A"], ["A"])


def test_a_deleted_reminder_is_not_sent(world: World) -> None:
    world.reminders.delete(world.remind("A"))
    assert world.step() is None
    assert world.mail.got == []


def test_what_is_done_before_its_time_is_not_sent(world: World) -> None:
    world.reminders.complete(world.remind("A"))
    assert world.step() is None
    assert (world.mail.got, Outbox(world.store).queued()) == ([], {})


def test_a_reminder_that_is_put_off_after_it_came_comes_again(world: World) -> None:
    uid = world.remind("A")
    world.step()
    world.reminders.snooze(uid, "PT2H")
    assert world.step() == world.now + timedelta(hours=2)
    world.step(hours=2)
    assert world.mail.got == ["A", "A"]


def test_a_moved_exam_is_told_again(world: World) -> None:
    def sync(day: str) -> None:
        given = Reminder(title="Exam", key="exam/1d", due=f"{day}T10:00", remind_at=f"{day}T06:00")
        world.reminders.sync("CS 101", [given])

    sync("2026-11-04")
    world.step()
    sync("2026-11-04")
    world.step(minutes=1)
    assert world.mail.got == ["Exam, due today 10:00"]
    sync("2026-11-05")
    world.step(days=1)
    assert world.mail.got == ["Exam, due today 10:00", "Exam, due today 10:00"]


def test_an_exam_that_moves_after_its_snooze_rang_is_told_at_its_new_time(world: World) -> None:
    def sync(due: str) -> str:
        given = Reminder(key="exam/1d", title="Exam", due=due, remind_at="2026-11-04T06:00")
        world.reminders.sync("CS 101", [given])
        return world.reminders.all()[0].reminder.uid or ""

    world.reminders.snooze(sync("2026-11-05T10:00"), "PT1H")
    world.step(hours=1)
    sync("2026-11-05T12:00")
    assert world.reminders.all()[0].reminder.remind_at == "2026-11-04T06:00:00-05:00"
    world.step()
    assert world.mail.got == ["Exam, due tomorrow 10:00", "Exam, due tomorrow 12:00"]


def test_what_was_queued_for_a_channel_that_is_no_more_goes_to_those_that_are() -> None:
    world = World(channels={"phone": "x://"})
    world.phone.down = True
    world.remind("A")
    world.step()
    world.settings = Settings(channels={"mail": "x://"})
    world.step()
    assert world.mail.got == ["A"]
    assert world.states() == {"A": "delivered"}


def test_a_channel_that_can_not_be_opened_is_reported_and_loses_nothing() -> None:
    world = World(channels={"mail": "x://", "phone": "unknown://"})
    world.remind("A")
    world.step()
    world.step()
    assert world.mail.got == ["A"]
    assert world.told.count("channel phone: its address is not understood") == 1
    world.settings = Settings(channels={"mail": "x://", "phone": "x://"})
    world.step()
    assert (world.mail.got, world.phone.got) == (["A"], ["A"])


def test_settings_that_can_not_be_read_are_reported_once_and_delivery_goes_on(world: World) -> None:
    world.step()
    world.settings = None
    world.remind("A")
    world.step()
    world.step()
    assert world.mail.got == ["A"]
    assert world.told.count("delivery.json is not understood") == 1


def test_without_a_channel_everything_waits() -> None:
    world = World(channels={})
    world.remind("A")
    assert world.step() is None
    assert world.told == ["no channel is named"]
    world.settings = Settings(channels={"mail": "x://"})
    world.step()
    assert world.mail.got == ["A"]


def test_what_was_being_sent_in_a_kill_goes_again_at_once(world: World) -> None:
    def kill() -> None:
        raise KeyboardInterrupt

    world.remind("A")
    world.phone.meanwhile = kill
    with pytest.raises(KeyboardInterrupt):
        world.step()
    world.phone.meanwhile = lambda: None
    world.start()
    world.step()
    assert (world.mail.got, world.phone.got) == (["A"], ["A"])


def test_what_can_not_be_written_down_is_not_sent(world: World) -> None:
    """Else a full disk would have the same message sent for ever."""
    world.remind("A")
    with world.store.atomic() as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'full'); END")
    for _ in range(3):
        with pytest.raises(Exception, match="full"):
            world.step(minutes=1)
    assert world.mail.got == []
