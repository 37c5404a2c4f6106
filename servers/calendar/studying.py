"""Study blocks for heavy weeks, put into free time. Pure: the same calendar and the same wishes give the same blocks.

1. A week (Monday to Sunday) is heavy when an exam is written in it, when work due in it counts a fifth of a grade or
   more, or when two pieces of major work (`servers.deadlines`) are due. Only major work of such weeks is prepared for.
2. Where its weight is known, work takes 24 minutes for each percent of the grade, two hours at least and twelve at
   most; else eight hours for an exam, project or paper, and five for the rest.
3. A block lies within the hours of a day, in time that is free, ends before the work is due, and at most ten days
   before; no day has more of them than the student wants. Days come from the deadline backwards, each once before any
   comes twice, and the day of the deadline itself last; what is due first chooses first.
4. Blocks that are in the calendar already stay, wherever the student moved them, and count; what no room is left for
   is told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from math import ceil

from servers import deadlines
from servers.calendar.agenda import Stretch, gaps, taking_place, work_in
from servers.contract.calendar import Event, StudyNeed, StudyPlan
from servers.contract.identity import uid
from servers.deadlines import Deadline
from servers.occurrences import Occurrence

SOURCE = "Study blocks"

_MUCH = 20.0  # percent of a grade
_MINUTES_A_PERCENT = 24
_LEAST, _MOST = 120, 720
_TYPICAL = 300
_TYPICAL_OF = {"exam": 480, "project": 480, "paper": 480}
_AHEAD, _WEEK = timedelta(days=10), timedelta(days=7)
_PAUSE = timedelta(minutes=15)
_QUARTER = 15 * 60


@dataclass(frozen=True, slots=True)
class Wishes:
    block: timedelta
    most_a_day: timedelta
    hours: tuple[time, time]
    """Local times at which a day begins and ends."""
    travel: timedelta


def study_plan(events: Iterable[Event], stretch: Stretch, wishes: Wishes) -> StudyPlan:
    """What of heavy weeks is due in the stretch, and the blocks for it that the calendar does not have yet.

    Raises:
        Refused: an event can't be understood, or there are too many.
    """
    found = taking_place(events, Stretch(stretch.begins - _AHEAD, stretch.ends + _WEEK))
    works = [work for work in _of_heavy_weeks(work_in(found)) if stretch.begins <= work.due < stretch.ends]
    planner = _Planner(found, works, stretch, wishes)
    needs = [(work, *_minutes(work)) for work in works]
    wanted = {work.identity: ceil(timedelta(minutes=minutes) / wishes.block) for work, minutes, _ in needs}
    for turn in range(1, max(wanted.values(), default=0) + 1):
        for work in works:
            for day in planner.days(work):
                if planner.count(work) < wanted[work.identity]:
                    planner.place(work, day, turn)
    return StudyPlan(
        needs=[
            StudyNeed(
                uid=work.identity,
                title=work.name,
                due=work.due.isoformat(),
                minutes=minutes,
                reason=reason,
                without_room=max(0, wanted[work.identity] - planner.count(work)) * _in_minutes(wishes.block),
            )
            for work, minutes, reason in needs
        ],
        blocks=sorted(planner.blocks, key=lambda block: block.start),
    )


class _Planner:
    """The days of the stretch while they fill."""

    def __init__(
        self, found: Sequence[Occurrence], works: Sequence[Deadline], stretch: Stretch, wishes: Wishes
    ) -> None:
        self._taken = [_with_pause(each) if each.event.source == SOURCE else each for each in found]
        self._stretch, self._wishes = stretch, wishes
        self._events = {each.event.uid: each.event for each in found}
        self.blocks: list[Event] = []
        self._keys = {each.event.key or "" for each in found if each.event.source == SOURCE}
        self._of_day: Counter[date] = Counter()
        self._of_work_and_day: Counter[tuple[str, date]] = Counter()
        due = {work.identity: work.due for work in works}
        for block in (each for each in found if each.event.source == SOURCE):
            identity = (block.event.key or "").rpartition(" ")[0]
            self._count(identity if identity in due and block.ends <= due[identity] else "", block)

    def days(self, work: Deadline) -> Iterator[date]:
        """The days on which it may be prepared, in the order in which they are tried."""
        due = work.due.astimezone(self._stretch.begins.tzinfo)
        first = max(self._stretch.begins, due - _AHEAD).date()
        yield from (due.date() - timedelta(days=back) for back in range(1, (due.date() - first).days + 1))
        yield due.date()

    def count(self, work: Deadline) -> int:
        return sum(times for (identity, _), times in self._of_work_and_day.items() if identity == work.identity)

    def place(self, work: Deadline, day: date, most: int) -> None:
        """Put a block of the work on that day, if there is room and the day has fewer than `most` of it."""
        full = (self._of_day[day] + 1) * self._wishes.block > self._wishes.most_a_day
        if full or self._of_work_and_day[work.identity, day] >= most:
            return
        zone = self._stretch.begins.tzinfo
        midnight = datetime.combine(day, time(), zone)
        until = min(midnight + timedelta(days=1), work.due.astimezone(zone))
        within = Stretch(max(midnight, self._stretch.begins), until)
        for begins, ends in gaps(self._taken, within, self._wishes.hours, self._wishes.block, self._wishes.travel):
            start = datetime.fromtimestamp(ceil(begins.timestamp() / _QUARTER) * _QUARTER, zone)
            end = (start.astimezone(UTC) + self._wishes.block).astimezone(zone)
            if end.timestamp() <= ends.timestamp():
                self._put(work, start, end)
                return

    def _put(self, work: Deadline, start: datetime, end: datetime) -> None:
        number = next(number for number in range(1, len(self._keys) + 2) if _key(work, number) not in self._keys)
        key, about = _key(work, number), self._events[work.identity]
        sat = not {"exam", "quiz", "presentation"}.isdisjoint(work.categories)
        block = Event(
            uid=uid(SOURCE, key),
            key=key,
            title=f"{'Study for' if sat else 'Work on'} {work.name.removesuffix(' due')}",
            description=_minutes(work)[1],
            start=start.isoformat(),
            end=end.isoformat(),
            timezone=getattr(start.tzinfo, "key", None),
            categories=["study"],
            course=about.course,
            source=SOURCE,
        )
        self._keys.add(key)
        self.blocks.append(block)
        placed = Occurrence(block, start, end)
        self._count(work.identity, placed)
        self._taken.append(_with_pause(placed))

    def _count(self, identity: str, block: Occurrence) -> None:
        day = block.begins.astimezone(self._stretch.begins.tzinfo).date()
        self._of_day[day] += 1
        self._of_work_and_day[identity, day] += 1


def _with_pause(block: Occurrence) -> Occurrence:
    return replace(block, begins=block.begins - _PAUSE, ends=block.ends + _PAUSE)


def _of_heavy_weeks(works: Iterable[Deadline]) -> Iterator[Deadline]:
    for _, group in groupby((work for work in works if work.major), key=lambda work: work.due.isocalendar()[:2]):
        week = list(group)
        if len(week) > 1 or "exam" in week[0].categories or (week[0].weight or 0) >= _MUCH:
            yield from week


def _minutes(work: Deadline) -> tuple[int, str]:
    """How long it takes to prepare, and why."""
    kind = next((name for name in work.categories if deadlines.is_major([name], None)), "work")
    what = {"exam": "an exam", "work": "work"}.get(kind, f"a {kind}")
    if work.weight:
        minutes = round(min(max(work.weight * _MINUTES_A_PERCENT, _LEAST), _MOST))
        return minutes, f"{minutes / 60:.2g} hours for {what} that counts {work.weight:g} % of the grade"
    minutes = _TYPICAL_OF.get(kind, _TYPICAL)
    return minutes, f"{minutes / 60:.2g} hours for {what} of unknown weight"


def _key(work: Deadline, number: int) -> str:
    return f"{work.identity} {number}"


def _in_minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
