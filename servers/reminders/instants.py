"""Times as they are given → instants with an offset. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from servers.contract.errors import Refused

_LAST_MINUTE = time(23, 59)
_DURATION = TypeAdapter(timedelta)


def by(text: str, zone: ZoneInfo, what: str) -> str:
    """An instant or local time, or a date for the last minute of that day in `zone`. `what` names it in the error.

    Raises:
        Refused: it is none of these.
    """
    if len(text) == len("2026-01-31"):
        day = _read(text, what, "a date like 2026-01-31 or a time like 2026-01-31T09:00")
        return datetime.combine(day.date(), _LAST_MINUTE, zone).isoformat()
    return instant(text, zone, what)


def instant(text: str, zone: ZoneInfo, what: str) -> str:
    """An RFC 3339 instant, or a local time in `zone`, in the one form that is stored.

    Raises:
        Refused: it is neither, or a date without a time. `what` names it.
    """
    form = "a time like 2026-01-31T09:00, or with an offset 2026-01-31T09:00-05:00"
    if len(text) <= len("2026-01-31"):
        raise Refused(f"{what} {text!r} has no time of the day: write {form}")
    when = _read(text, what, form)
    return (when if when.tzinfo else when.replace(tzinfo=zone)).isoformat()


def later(text: str, zone: ZoneInfo, now: datetime) -> str:
    """An instant or local time, or an ISO 8601 duration from `now` ("PT2H", "P1D").

    Raises:
        Refused: it is none of these.
    """
    if not text.startswith("P"):
        return instant(text, zone, "until")
    try:
        when = now + _DURATION.validate_python(text)
    except (ValidationError, OverflowError):
        raise Refused(f"until {text!r} is no duration: write it like PT2H or P1D") from None
    return when.astimezone(zone).replace(microsecond=0).isoformat()


def _read(text: str, what: str, form: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
        when.astimezone(UTC)  # raises where it leaves the years that there are
    except (ValueError, OverflowError):
        raise Refused(f"{what} {text!r} is not a time: write {form}") from None
    return when
