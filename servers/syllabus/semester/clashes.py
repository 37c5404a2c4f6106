"""What a student can't do, or will hardly manage, at once: a sentence each.

1. Overlap: two events take the same hours. Work done within its own class is no overlap. Patterns that clash week after
   week are one conflict.
2. Same-day exams: two or more exams on one day.
3. Deadline cluster: within 48 hours at least three pieces of major work, or two or more that make up 40 % of a grade
   or more together. Clusters that run into each other are one; one that only says "same-day exams" again is left out.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from servers import occurrences
from servers.contract.calendar import Event
from servers.contract.identity import uid
from servers.contract.syllabus import SemesterConflict
from servers.occurrences import Occurrence
from servers.syllabus.semester.work import Work

_WINDOW = timedelta(hours=48)
_MANY = 3
_MUCH = 40.0  # percent of a grade, together
_EVER, _NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def conflicts(events: Sequence[Event], works: Sequence[Work]) -> list[SemesterConflict]:
    """All conflicts in order of time. `works` in order of time."""
    exams = _same_day_exams(works)
    known = {frozenset(conflict.items) for conflict in exams}
    clusters = [cluster for cluster in _clusters(works) if not any(set(cluster.items) <= items for items in known)]
    found = [*_overlaps(events, works), *exams, *clusters]
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


def _same_day_exams(works: Iterable[Work]) -> list[SemesterConflict]:
    exams = [work for work in works if work.assignment.category == "exam"]
    days = [(day, list(several)) for day, several in groupby(exams, key=lambda work: work.due.date())]
    return [
        SemesterConflict(
            kind="same-day exams",
            when=day.isoformat(),
            items=_names(several),
            text=f"{len(several)} exams on {_day(day)}: {_listed(several)}",
        )
        for day, several in days
        if len(several) > 1
    ]


def _clusters(works: Iterable[Work]) -> list[SemesterConflict]:
    runs: list[list[Work]] = []
    major = [work for work in works if work.major]
    for index, first in enumerate(major):
        within = [work for work in major[index:] if work.due - first.due <= _WINDOW]
        if not _heavy(within):
            continue
        if runs and runs[-1][-1].due >= first.due:
            runs[-1] += [work for work in within if work not in runs[-1]]
        else:
            runs.append(within)
    return [_cluster(run) for run in runs]


def _heavy(works: Sequence[Work]) -> bool:
    return len(works) >= _MANY or (len(works) > 1 and sum(work.assignment.weight or 0 for work in works) >= _MUCH)


def _cluster(run: Sequence[Work]) -> SemesterConflict:
    first, last = run[0].due.date(), run[-1].due.date()
    span = f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}"
    return SemesterConflict(
        kind="deadline cluster",
        when=first.isoformat(),
        items=_names(run),
        text=f"{len(run)} big things {span}: {_listed(run)}",
    )


def _names(works: Iterable[Work]) -> list[str]:
    return [work.name for work in works]


def _listed(works: Iterable[Work]) -> str:
    return ", ".join(f"{work.name}{_weight(work)}" for work in works)


def _weight(work: Work) -> str:
    return f" ({work.assignment.weight:g} %)" if work.assignment.weight else ""


def _day(day: date | datetime) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
