"""Big things that come at once: exams on one day, deadlines that lie close together. Pure.

1. Major is an exam, a project, a paper, a presentation, and what makes up 10 % of a grade or more.
2. Same-day exams: two or more exams on one day.
3. Deadline cluster: within 48 hours at least three pieces of major work, or two or more that make up 40 % of a grade
   or more together. Clusters that run into each other are one; one that only says "same-day exams" again is left out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal

_MAJOR = frozenset({"exam", "project", "paper", "presentation"})
_MAJOR_WEIGHT = 10.0
_WINDOW = timedelta(hours=48)
_MANY = 3
_MUCH = 40.0  # percent of a grade, together


@dataclass(frozen=True, slots=True)
class Deadline:
    identity: str
    name: str
    due: datetime
    """When it is due or begins; the last minute of the day where no time is known."""
    categories: Collection[str]
    weight: float | None
    """Percent of its course's grade."""
    major: bool

    def __str__(self) -> str:
        return f"{self.name} ({self.weight:g} %)" if self.weight else self.name


@dataclass(frozen=True, slots=True)
class Heap:
    """What comes at once, in order of time."""

    kind: Literal["same-day exams", "deadline cluster"]
    members: Sequence[Deadline]

    def told(self, day: Callable[[date], str]) -> str:
        """It as a clause; `day` says a date."""
        first, last = (day(self.members[end].due.date()) for end in (0, -1))
        what = "exams" if self.kind == "same-day exams" else "big things"
        span = f"on {first}" if first == last else f"from {first} to {last}"
        return f"{len(self.members)} {what} {span}: {', '.join(map(str, self.members))}"


def is_major(categories: Collection[str], weight: float | None) -> bool:
    return not _MAJOR.isdisjoint(categories) or (weight or 0) >= _MAJOR_WEIGHT


def heaps(deadlines: Sequence[Deadline]) -> list[Heap]:
    """What comes at once. `deadlines` in order of time."""
    days = groupby((each for each in deadlines if "exam" in each.categories), key=lambda each: each.due.date())
    exams = [Heap("same-day exams", several) for _, group in days if len(several := list(group)) > 1]
    known = [{each.identity for each in heap.members} for heap in exams]
    clusters = [Heap("deadline cluster", run) for run in _runs([each for each in deadlines if each.major])]
    new = [heap for heap in clusters if not any({each.identity for each in heap.members} <= told for told in known)]
    return [*exams, *new]


def _runs(major: Sequence[Deadline]) -> Iterator[Sequence[Deadline]]:
    run: list[Deadline] = []
    for index, first in enumerate(major):
        within = [each for each in major[index:] if each.due - first.due <= _WINDOW]
        if not _heavy(within):
            continue
        if run and run[-1].due < first.due:
            yield run
            run = []
        run = [*run, *(each for each in within if each not in run)]
    if run:
        yield run


def _heavy(within: Iterable[Deadline]) -> bool:
    weights = [each.weight or 0 for each in within]
    return len(weights) >= _MANY or (len(weights) > 1 and sum(weights) >= _MUCH)
