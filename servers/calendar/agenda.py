"""What takes place in a stretch of time: occurrences in order, what clashes, what is free. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from servers import deadlines, occurrences
from servers.contract.calendar import CalendarConflict, Event
from servers.contract.errors import Refused
from servers.deadlines import Deadline
from servers.occurrences import MOST_OCCURRENCES, Occurrence
from servers.wording import moment

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins` up to, not including, `ends`, both in the zone that days are counted in."""

    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, start: str, end: str, zone: ZoneInfo) -> "Stretch":
        """Between two dates (both whole) or instants.

        Raises:
            Refused: one is neither, or the end is before the start.
        """
        begins, ends = occurrences.window(start, end, zone)
        return cls(begins.astimezone(zone), ends.astimezone(zone))


def taking_place(events: Iterable[Event], stretch: Stretch) -> list[Occurrence]:
    """The occurrences of what is not cancelled, in order of start.

    Raises:
        Refused: there are more than `MOST_OCCURRENCES` of them.
    """
    standing = (event for event in events if event.status != "cancelled")
    found = (each for event in standing for each in occurrences.expand(event, stretch.begins, stretch.ends))
    takes_place = list(islice((each for each in found if each.event.status != "cancelled"), MOST_OCCURRENCES + 1))
    if len(takes_place) > MOST_OCCURRENCES:
        raise Refused(f"more than {MOST_OCCURRENCES} events take place then: ask for a shorter time")
    return sorted(takes_place, key=lambda each: (each.begins, each.event.title, each.event.uid or ""))


def shown(occurrence: Occurrence) -> Event:
    """The event as a list shows one occurrence of it."""
    update = {"start": occurrence.start, "end": occurrence.end, "occurrence": occurrence.within}
    return occurrence.event.model_copy(update={**update, "instances": []})


def conflicts(found: Sequence[Occurrence], travel: timedelta) -> list[CalendarConflict]:
    """What overlaps, leaves less than `travel` for the way, or comes in heaps (`servers.deadlines`), in order of time.

    Two series that clash again and again are one conflict, at the first time.
    """
    pairs: dict[tuple[str, str, bool], list[tuple[Occurrence, Occurrence]]] = {}
    for one, later in occurrences.overlaps(found, travel):
        uids = sorted((one.event.uid or "", later.event.uid or ""))
        pairs.setdefault((uids[0], uids[1], _overlap(one, later)), []).append((one, later))
    clashing = [_clash(several) for several in pairs.values()]
    heaps = [
        CalendarConflict(
            kind=heap.kind,
            when=heap.members[0].due.date().isoformat(),
            uids=[each.identity for each in heap.members],
            text=heap.told(lambda day: moment(day.isoformat())),
        )
        for heap in deadlines.heaps(work_in(found))
    ]
    return sorted([*clashing, *heaps], key=lambda each: (each.when, each.kind, each.uids))


def work_in(found: Iterable[Occurrence]) -> list[Deadline]:
    """The graded work among what takes place, in order of time; what stands on a whole day is due at its end."""
    works = [
        Deadline(
            each.event.uid or "",
            each.event.title,
            each.ends - _MINUTE if each.event.all_day else each.begins,
            each.event.categories,
            each.event.weight,
            deadlines.is_major(each.event.categories, each.event.weight),
        )
        for each in found
    ]
    return sorted(works, key=lambda work: (work.due.timestamp(), work.name))


def _overlap(one: Occurrence, later: Occurrence) -> bool:
    return one.ends.timestamp() > later.begins.timestamp()


def _clash(pairs: Sequence[tuple[Occurrence, Occurrence]]) -> CalendarConflict:
    one, later = pairs[0]
    uids = [one.event.uid or "", later.event.uid or ""]
    again = f"; {len(pairs)} times until {moment(pairs[-1][1].start)}" if len(pairs) > 1 else ""
    if _overlap(one, later):
        text = f"{one.event.title} and {later.event.title} overlap on {moment(later.start)}{again}"
        return CalendarConflict(kind="overlap", when=later.start, uids=uids, text=text)
    minutes = int(later.begins.timestamp() - one.ends.timestamp()) // 60
    text = (
        f"{minutes} minutes from {one.event.title} ({one.event.location}) to {later.event.title}"
        f" ({later.event.location}) on {moment(later.start)}{again}"
    )
    return CalendarConflict(kind="travel", when=later.start, uids=uids, text=text)


def gaps(
    found: Sequence[Occurrence],
    stretch: Stretch,
    hours: tuple[time, time],
    at_least: timedelta,
    travel: timedelta = timedelta(0),
) -> list[tuple[datetime, datetime]]:
    """The free times of at least that length within the hours of each day."""
    free: list[tuple[datetime, datetime]] = []
    day = stretch.begins.date()
    while day <= stretch.ends.date():
        begins, ends = (datetime.combine(day, hour, stretch.begins.tzinfo) for hour in hours)
        begins, ends = max(begins, stretch.begins), min(ends, stretch.ends)
        if ends > begins:
            free += occurrences.free(found, begins, ends, at_least, travel)
        day += timedelta(days=1)
    return free


def hours(earliest: str, latest: str) -> tuple[time, time]:
    """The local times at which a day begins and ends.

    Raises:
        Refused: one is none, or the day ends before it begins.
    """
    begins, ends = _clock(earliest), _clock(latest)
    if ends <= begins:
        raise Refused(f"a day from {earliest} to {latest} has no hours: give the earlier time as `earliest`")
    return begins, ends


def _clock(text: str) -> time:
    try:
        hour = time.fromisoformat(text)
    except ValueError:
        hour = None
    if hour is None or hour.tzinfo is not None:
        raise Refused(f"{text!r} is not a time of the day: write it like 08:30")
    return hour
