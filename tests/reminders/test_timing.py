"""When reminders are told. The rules' numbers are those of `timing`."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.reminders.timing import Quiet, Waiting, next_wake, ripe, told_at

ZONE = ZoneInfo("America/New_York")
NIGHT = Quiet(time(22), time(8), ZONE)
HALF_A_DAY = timedelta(hours=12)


def at(text: str) -> datetime:
    """A local time in November 2026: "05 10:00"; the clocks go back on the 1st at two."""
    return datetime.fromisoformat(f"2026-11-{text.replace(' ', 'T')}").replace(tzinfo=ZONE).astimezone(UTC)


def waiting(rings: str, due: str | None = None, *, exact: bool = False) -> Waiting:
    return Waiting(f"{rings}/{due}", at(rings), at(due) if due else None, exact)


@pytest.mark.parametrize(
    ("reminder", "now", "told"),
    [
        (waiting("05 10:00"), "04 12:00", "05 10:00"),  # rule 1
        (waiting("05 10:00"), "06 12:00", "06 12:00"),
        (waiting("05 23:59"), "04 12:00", "06 08:00"),  # rule 2
        (waiting("05 03:00"), "04 12:00", "05 08:00"),
        (waiting("05 10:00"), "06 23:00", "07 08:00"),
        (waiting("05 23:59", "06 23:59"), "04 12:00", "06 08:00"),
        (waiting("05 23:59", "05 23:59"), "04 12:00", "05 22:00"),  # else it came after the work is due
        (waiting("06 01:00", "06 07:30"), "04 12:00", "05 22:00"),
        (waiting("05 23:59", "05 23:59"), "05 22:30", "05 22:30"),
        (waiting("05 23:59", "05 23:59"), "06 00:30", "06 08:00"),  # over: no reason to wake anybody
        (waiting("05 23:00", exact=True), "04 12:00", "05 23:00"),  # the user asked for that hour
        (waiting("05 23:00", exact=True), "05 23:01", "05 23:01"),
        (waiting("05 23:00", exact=True), "06 02:00", "06 08:00"),
        (waiting("05 22:00"), "04 12:00", "06 08:00"),
        (waiting("05 08:00"), "04 12:00", "05 08:00"),
    ],
)
def test_a_reminder_is_told_at_its_time_but_for_quiet_hours(reminder: Waiting, now: str, told: str) -> None:
    assert told_at(reminder, at(now), NIGHT) == at(told)


def test_quiet_hours_of_an_afternoon_do_not_reach_into_the_night() -> None:
    siesta = Quiet(time(13), time(15), ZONE)
    assert told_at(waiting("05 13:30"), at("05 00:00"), siesta) == at("05 15:00")
    assert told_at(waiting("05 23:59"), at("05 00:00"), siesta) == at("05 23:59")


@pytest.mark.parametrize("night", ["2026-03-08", "2026-11-01"])
def test_quiet_hours_end_by_the_clock_also_in_the_nights_of_its_change(night: str) -> None:
    begins = datetime.fromisoformat(f"{night}T00:30").replace(tzinfo=ZONE).astimezone(UTC)
    told = told_at(Waiting("a", begins), begins, NIGHT)
    assert told.astimezone(ZONE).isoformat()[:16] == f"{night}T08:00"


def test_a_message_takes_along_what_follows_soon() -> None:
    now = at("04 10:00")
    together = [
        waiting("04 10:00", "05 10:00"),
        waiting("04 12:00", "05 12:00"),  # a day ahead: two hours early
        waiting("04 20:00", "11 20:00"),  # a week ahead: half a day early
    ]
    alone = [
        waiting("04 12:01", "05 12:01"),
        waiting("04 22:01", "30 22:01"),
        waiting("04 10:30", "04 10:30"),  # when it is due: not before
        waiting("04 11:00", "05 12:00", exact=True),
        waiting("04 10:30"),
    ]
    assert ripe(now, [*together, *alone], None) == [each.uid for each in together]
    assert ripe(now, [*together[1:], *alone], None) == []
    assert next_wake(now, alone, None) == at("04 10:30")


moments = st.integers(0, 60 * 24 * 20).map(lambda minutes: at("01 00:00") + timedelta(minutes=minutes))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
hours = st.none() | st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]).map(
    lambda pair: Quiet(*pair, ZONE)
)


@st.composite
def reminders(draw: st.DrawFn) -> Sequence[Waiting]:
    return [
        Waiting(str(number), draw(moments), draw(st.none() | moments), exact=draw(st.booleans()))
        for number in range(draw(st.integers(1, 8)))
    ]


@given(reminders(), hours, st.lists(st.integers(-90, 3000), max_size=6))
def test_each_is_told_once_whatever_the_clock_does_meanwhile(
    pending: Sequence[Waiting], quiet: Quiet | None, jumps: Sequence[int]
) -> None:
    """A deliverer that wakes when it is asked to, and whose clock is set by `jumps` minutes now and then."""
    now = at("01 00:00")
    told: list[str] = []
    sets = iter(jumps)
    while pending:
        found = ripe(now, pending, quiet)
        told += found
        pending = [each for each in pending if each.uid not in found]
        wake = next_wake(now, pending, quiet)
        assert wake is None or wake > now  # it never spins
        now = (wake or now) + timedelta(minutes=next(sets, 0))
    assert len(told) == len(set(told))


@given(reminders(), hours, moments)
def test_nothing_is_told_too_early_too_late_or_in_the_night_without_need(
    pending: Sequence[Waiting], quiet: Quiet | None, now: datetime
) -> None:
    for each in pending:
        told, moment = told_at(each, now, quiet), max(each.rings, now)
        asked_for = each.exact and moment - each.rings < timedelta(minutes=5)
        assert told >= now
        if quiet is None or asked_for:
            assert told == moment
        elif span := quiet.around(told):
            assert each.due is not None
            assert told in {now, span[0]}
            assert each.due < span[1]
        if each.due is not None and moment <= each.due:
            assert told <= each.due
    early = [each for each in pending if each.uid in ripe(now, pending, None) and each.rings > now]
    assert all(each.due is not None and not each.exact for each in early)
    assert all((each.rings - now) * 12 <= (each.due or now) - each.rings for each in early)
    assert all(each.rings - now <= HALF_A_DAY for each in early)
