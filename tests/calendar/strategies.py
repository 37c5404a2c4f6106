"""Random events of a term, as a hypothesis would have them: recurring or not, in many zones, with exceptions."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servers.calendar.events import Stored
from servers.contract.calendar import Alarm, Event, Instance
from servers.occurrences import canonical, expand

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata", "America/Santiago", "UTC")
RULES = (
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261211",
    "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=20",
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261120",
    "FREQ=DAILY;INTERVAL=3;COUNT=40",
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=9",
    "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20261231",
    "FREQ=YEARLY;COUNT=2",
)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(str.strip).filter(bool)
colours = st.none() | st.sampled_from(["turquoise", "tomato"])
alarms = st.builds(
    Alarm, trigger=st.sampled_from(["-PT15M", "-P1D", "PT5M", "2026-03-01T08:00:00+00:00"]), description=st.just("")
)


@st.composite
def events(draw: DrawFn) -> Event:
    """An event in canonical form, with a UID."""
    all_day = draw(st.booleans()) and draw(st.booleans())
    start = datetime(2026, 1, 1) + timedelta(minutes=15 * draw(st.integers(0, 300 * 96)))  # noqa: DTZ001 - local
    lasts = timedelta(minutes=15 * draw(st.integers(1, 12)))
    days = timedelta(days=draw(st.integers(1, 3)))
    rule = draw(st.none() | st.sampled_from(RULES))
    event = Event(
        uid=draw(st.uuids()).hex,
        title=draw(texts),
        description=draw(st.just("") | texts),
        location=draw(st.just("") | texts),
        start=start.date().isoformat() if all_day else start.isoformat(),
        end=(start + days).date().isoformat() if all_day else (start + lasts).isoformat(),
        timezone=None if all_day else draw(st.sampled_from(ZONES if rule else ZONES[:-1])),
        all_day=all_day,
        rrule=rule,
        categories=draw(st.lists(texts, max_size=2, unique=True)),
        status=draw(st.sampled_from(["confirmed", "tentative"])),
        busy=draw(st.none() | st.just(all_day)),
        color=draw(colours),
        alarms=draw(st.lists(alarms, max_size=2)),
        weight=draw(st.none() | st.floats(0, 100)),
        sequence=draw(st.integers(0, 5)),
    )
    return _with_exceptions(draw, canonical(event)) if event.rrule else canonical(event)


def _with_exceptions(draw: DrawFn, event: Event) -> Event:
    within = [each for each in expand(event, *YEAR) if each.within]
    chosen = draw(st.lists(st.sampled_from(within), max_size=4, unique_by=lambda each: each.within)) if within else []
    left_out, changed = chosen[::2], chosen[1::2]
    instances: list[Instance] = []
    for each in changed:
        later = (each.begins + timedelta(days=1)).date().isoformat() if event.all_day else None
        moved = later or (each.begins.replace(hour=12) + timedelta(days=1)).isoformat()
        start = draw(st.none() | st.just(moved))
        instances.append(Instance(occurrence=each.within or "", title=draw(st.none() | texts), start=start))
    exdates = [each.within for each in left_out]
    return canonical(event.model_copy(update={"exdates": exdates, "instances": instances}))


def stored(event: Event) -> Stored:
    return Stored(event, datetime(2026, 1, 1, tzinfo=UTC))
