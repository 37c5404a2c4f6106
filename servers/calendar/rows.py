"""What the store keeps of an event, and what a sync makes of it. Pure.

`seen` are the values that a user sees, `base` those that the source said last: JSON of what is not as it is by default,
so that a field which a later version adds changes no row.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from servers.contract.calendar import Event, Instance
from servers.contract.errors import Refused
from servers.occurrences import canonical, differing, first, lasting, recurs, start_in_series
from servers.sync import Changes, Row, three_way

_TIMES = ("start", "end", "timezone", "all_day")
"""Who moves an event has decided all of them."""
_IDENTITY = {"uid", "key", "source", "sequence", "occurrence"}
_DEFAULTS = Event(title="-", start="-").model_dump(mode="json", exclude=_IDENTITY | {"title", "start"})


def seen_values(event: Event) -> dict[str, Any]:
    """The values of `event` that a user sees."""
    return event.model_dump(mode="json", exclude=_IDENTITY)


def written(values: Mapping[str, Any]) -> str:
    """The values as the store keeps them."""
    return json.dumps({name: value for name, value in values.items() if value != _DEFAULTS.get(name, ...)})


def read(text: str) -> dict[str, Any]:
    """The values that `written` wrote."""
    return {**_DEFAULTS, **json.loads(text)}


def by_key(source: str, events: Iterable[Event]) -> dict[str, Event]:
    """The events of a source, each in canonical form.

    Raises:
        Refused: one has no key, two have the same, or one can't be understood.
    """
    wanted: dict[str, Event] = {}
    for event in events:
        if not event.key:
            raise Refused(f"{event.title} has no key: give one that says what it is, without a date")
        if event.key in wanted:
            raise Refused(f"two events of {source} have the key {event.key!r}: each needs its own")
        wanted[event.key] = canonical(event)
    return wanted


def merged(said: Mapping[str, Row], stored: Mapping[str, Row], wanted: Mapping[str, Row]) -> Changes:
    """What a sync has to change, the updated values in canonical form.

    Where what the user changed and what the source changed can't stand together, the event stays as it was.
    """
    changes = three_way(said, stored, wanted, together=_TIMES)
    resolved = {key: _resolved(stored[key], row) for key, row in changes.updated.items()}
    updated = {key: seen for key, seen in resolved.items() if seen != stored[key]}
    unresolved = {
        key: {name for name, value in stored[key].items() if value != wanted[key][name]}
        for key in resolved.keys() - updated.keys()
    }
    return Changes(changes.added, dict[str, Row](updated), changes.removed, {**changes.kept, **unresolved})


def _resolved(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return seen_values(_moved_along(Event(**before), Event(**values)))
    except Refused:
        return dict(before)


def changed(event: Event, changes: Mapping[str, Any], occurrence: str | None) -> Event:
    """`event`, or the one occurrence of it that starts so in the series, with other values.

    Raises:
        Refused: there is no such occurrence, or what comes of it can't be understood.
    """
    if occurrence is not None:
        return _with_instance(event, occurrence, changes)
    ended: dict[str, Any] = {"rrule": None, "rdates": [], "exdates": [], "instances": []}
    given = {**ended, **changes, "rrule": None} if changes.get("rrule") == "" else changes
    return _moved_along(event, _kept_length(event, given))


def without(event: Event, occurrence: str) -> Event:
    """The series without one occurrence.

    Raises:
        Refused: there is no such occurrence.
    """
    named = _named(event, occurrence)
    instances = [each for each in event.instances if each.occurrence != named]
    return canonical(event.model_copy(update={"exdates": [*event.exdates, named], "instances": instances}))


def _with_instance(event: Event, occurrence: str, changes: Mapping[str, Any]) -> Event:
    if wrong := next((name for name in changes if name not in Instance.model_fields), None):
        raise Refused(
            f"{event.title}: one occurrence has no {wrong} of its own: change the series, without `occurrence`"
        )
    named = _named(event, occurrence)
    known = next((each for each in event.instances if each.occurrence == named), Instance(occurrence=named))
    own = differing(event, known)
    after = _kept_length(own, changes)
    given = {**changes, "end": after.end} if "start" in changes else changes
    instance = Instance.model_validate({**known.model_dump(), **given})
    rest = [each for each in event.instances if each.occurrence != named]
    return canonical(event.model_copy(update={"instances": [*rest, instance]}))


def _named(event: Event, occurrence: str) -> str:
    """The start in its series of the occurrence that is meant, in canonical form."""
    if not recurs(event):
        raise Refused(f"{event.title} does not recur: leave out `occurrence`")
    found = start_in_series(event, occurrence)
    if found is None:
        raise Refused(f"{event.title} has no occurrence {occurrence}: give the `occurrence` that list_events answers")
    return found


def _kept_length(before: Event, changes: Mapping[str, Any]) -> Event:
    """`before` with the changes; what starts at another time lasts as long as before, unless an end is given."""
    after = Event(**{**before.model_dump(), **changes})
    if after.all_day and not before.all_day and "start" not in changes:
        return after.model_copy(update={"start": before.start[:10], "end": None})
    if "start" not in changes or "end" in changes or not before.end:
        return after
    if before.all_day != after.all_day:
        return after.model_copy(update={"end": None})
    was, now = (
        first(each.model_copy(update={"rrule": None, "rdates": []}))
        for each in (before, after.model_copy(update={"end": None}))
    )
    return after.model_copy(update={"end": lasting(now, was).end})


def _moved_along(before: Event, after: Event) -> Event:
    """`after` in canonical form; where the series moved to another hour, what differs from it moves along."""
    after = canonical(after)
    if not (recurs(before) and recurs(after)) or before.all_day or after.all_day:
        return after
    old, new = (first(each).begins.time().isoformat() for each in (before, after))

    def shifted(text: str) -> str:
        day, _, time = text.partition("T")
        return f"{day}T{new}" if time == old else text

    instances = [each.model_copy(update={"occurrence": shifted(each.occurrence)}) for each in after.instances]
    exdates = list(dict.fromkeys(map(shifted, after.exdates)))
    return canonical(after.model_copy(update={"exdates": exdates, "instances": instances}))
