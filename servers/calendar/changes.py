"""What changed between two forms of an event, in sentences that a person understands. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_NAMES = {"rrule": "recurrence", "exdates": "days left out", "all_day": "whole days", "categories": "categories"}


def sentences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """One for each thing that a user sees changed; times are one thing."""
    said: list[str] = []
    if any(before.get(name) != after.get(name) for name in ("start", "end", "timezone", "all_day")):
        said.append(_moved(before, after))
    for name in after:
        if name in {"start", "end", "timezone", "all_day"} or before.get(name) == after.get(name):
            continue
        said.append(_changed(_NAMES.get(name, name), before.get(name), after[name]))
    return said


def moment(text: str) -> str:
    """An instant or date as people say it: "Wed 5 Nov 2026, 10:00"."""
    if "T" not in text:
        return f"{date.fromisoformat(text):%a} {date.fromisoformat(text).day} {date.fromisoformat(text):%b %Y}"
    when = datetime.fromisoformat(text)
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M}"


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if before["start"] != after["start"]:
        return f"moved from {moment(before['start'])} to {moment(after['start'])}"
    if before.get("end") != after.get("end"):
        ends = [moment(each["end"]) if each.get("end") else "no end" for each in (before, after)]
        return f"ends {ends[1]} instead of {ends[0]}"
    return "its time zone or length changed"


def _changed(name: str, before: Any, after: Any) -> str:
    if name == "status":
        return f"is now {after}"
    if isinstance(after, list) or isinstance(before, list) or len(f"{before}{after}") > 120:  # noqa: PLR2004
        return f"{name} changed"
    if not before:
        return f"{name} is now “{after}”"
    return f"{name} “{before}” removed" if not after else f"{name} changed from “{before}” to “{after}”"
