"""What a student can't do, or will hardly manage, at once: a sentence each.

Overlap: two events take the same hours. Work done within its own class is no overlap. Patterns that clash week after
week are one conflict. Exams on one day and deadline clusters are those of `servers.deadlines`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from servers import occurrences
from servers.contract.calendar import Event
from servers.contract.identity import uid
from servers.contract.syllabus import SemesterConflict
from servers.deadlines import Deadline, Heap, heaps
from servers.occurrences import Occurrence
from servers.syllabus.semester.work import Work

_EVER, _NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def conflicts(events: Sequence[Event], works: Sequence[Work]) -> list[SemesterConflict]:
    """All conflicts in order of time. `works` in order of time."""
    found = [*_overlaps(events, works), *map(_heap, heaps([_deadline(work) for work in works]))]
    return sorted(found, key=lambda conflict: (conflict.when, conflict.kind, conflict.items))


def _overlaps(events: Iterable[Event], works: Iterable[Work]) -> list[SemesterConflict]:
    named = [event.model_copy(update={"uid": uid(event.source or "", event.key or "")}) for event in events]
    hosts = {uid(work.course.source, work.assignment.id): _host(work) for work in works if work.slot}
    clashing: dict[tuple[str, str], list[tuple[Occurrence, Occurrence]]] = {}
    for pair in occurrences.overlaps(each for event in named for each in occurrences.expand(event, _EVER, _NEVER)):
        one, other = (occurrence.event.uid or "" for occurrence in pair)
        if hosts.get(one, one) != hosts.get(other, other):
            clashing.setdefault((min(one, other), max(one, other)), []).append(pair)
    return [_overlap(pairs) for pairs in clashing.values()]


def _host(work: Work) -> str:
    """The UID of the class that the work is done in."""
    return uid(work.course.source, work.slot.key if work.slot else "")


def _overlap(pairs: Sequence[tuple[Occurrence, Occurrence]]) -> SemesterConflict:
    one, later = pairs[0]
    first = later.begins
    times = f"; {len(pairs)} times until {_day(pairs[-1][1].begins)}" if len(pairs) > 1 else ""
    return SemesterConflict(
        kind="overlap",
        when=first.isoformat(),
        items=[one.event.title, later.event.title],
        text=f"{one.event.title} and {later.event.title} overlap on {_day(first)} from {first:%H:%M}{times}",
    )


def _deadline(work: Work) -> Deadline:
    item = work.assignment
    return Deadline(uid(work.course.source, item.id), work.name, work.due, [item.category], item.weight, work.major)


def _heap(heap: Heap) -> SemesterConflict:
    return SemesterConflict(
        kind=heap.kind,
        when=heap.members[0].due.date().isoformat(),
        items=[each.name for each in heap.members],
        text=heap.told(_day),
    )


def _day(day: date | datetime) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
