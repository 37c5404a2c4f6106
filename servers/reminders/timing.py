"""When a reminder is told, and which go together in one message. Pure: the clock is an argument.

Rules
-----
1. A reminder is told at its time, or, where nobody delivered then, as soon as somebody does.
2. In quiet hours nothing is told: it waits for their end. But what is due before they end is told before they begin,
   or at once if they have begun; and what the user asked for at such an hour is told then, if somebody delivers.
3. What falls due together is one message. A message takes along what would follow soon: a reminder may come early by a
   twelfth of the time that it runs ahead of the work, and by half a day at most; one for a time that the user named
   never.
4. Only instants are compared, and nothing is remembered between two questions: a clock that is set forward or back, or
   a change to summer time, moves what is told, and loses or repeats none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EARLY_PART = 12
_EARLY_MOST = timedelta(hours=12)
_IN_TIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that is not delivered and not on its way."""

    uid: str
    rings: datetime
    due: datetime | None = None
    exact: bool = False
    """Whether the user named the time: it does not come early, and quiet hours don't hold it up."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of each day, on the clock of `zone`, in which nothing is told; past midnight if `end` is before."""

    start: time
    end: time
    zone: ZoneInfo

    def around(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The begin and the end of the quiet hours that `moment` lies in, in UTC."""
        today = moment.astimezone(self.zone).date()
        for day in (today - timedelta(days=1), today):
            begins = datetime.combine(day, self.start, self.zone).astimezone(UTC)
            until = day + timedelta(days=1) if self.end <= self.start else day
            ends = datetime.combine(until, self.end, self.zone).astimezone(UTC)
            if begins <= moment < ends:
                return begins, ends
        return None


def ripe(now: datetime, waiting: Iterable[Waiting], quiet: Quiet | None) -> list[str]:
    """The UIDs of what is to be told now, in one message; none if nothing has to be."""
    moments = [(each, told_at(each, now, quiet)) for each in waiting]
    if not any(moment <= now for _, moment in moments):
        return []
    return [each.uid for each, moment in moments if moment - _early(each) <= now]


def next_wake(now: datetime, waiting: Sequence[Waiting], quiet: Quiet | None) -> datetime | None:
    """When the next is to be told, if nothing changes until then."""
    return min((told_at(each, now, quiet) for each in waiting), default=None)


def told_at(waiting: Waiting, now: datetime, quiet: Quiet | None) -> datetime:
    """When it is told by itself: not before `now`."""
    moment = max(waiting.rings, now)
    span = quiet.around(moment) if quiet else None
    if span is None or (waiting.exact and moment - waiting.rings < _IN_TIME):
        return moment
    begins, ends = span
    if waiting.due is not None and moment <= waiting.due < ends:
        return max(begins, now)
    return ends


def _early(waiting: Waiting) -> timedelta:
    if waiting.exact or waiting.due is None:
        return timedelta(0)
    # In UTC: two times of one zone are subtracted as on the clock, an hour off where it changes between them.
    ahead = waiting.due.astimezone(UTC) - waiting.rings.astimezone(UTC)
    return min(max(ahead, timedelta(0)) / _EARLY_PART, _EARLY_MOST)
