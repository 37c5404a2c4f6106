"""Who teaches: names, addresses, offices and office hours, from the lines that a label announces."""

import re
from collections.abc import Sequence
from itertools import groupby

from servers.contract.syllabus import Instructor
from servers.syllabus.parsing.entries import Entry

_ROWS = 60
_TEACHER = re.compile(
    r"^\W*(?:course |primary |lead |your )?(?:instructors?|professors?|prof\.?|lecturers?|faculty|teachers?"
    r"|taught by|convenors?)(?:\(s\))?"
    r"(?:[’']s)?(?: (?:name|information|info|contact))?\s*[:–—|-]*\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(
    r"^(?:(?i:dr|prof|professor|mr|mrs|ms|mx)\.?\s+)*(?P<name>[A-ZÀ-Ý][\w’'À-ÿ.-]*(?:\s+(?:(?:de|van|von|der|del|la"
    r"|le|bin|al)\s+)*[A-ZÀ-Ý(“\"][\w’'À-ÿ.”\")-]*){1,3})"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OFFICE = re.compile(
    r"\boffice(?: location| address| room)?\s*[:–—]\s*(?P<value>[^\n]{2,60}?)(?:\s{2}|;|\.\s|$)", re.IGNORECASE
)
_HOURS = re.compile(
    r"\b(?:office|student|drop-?in) hours?[^:]{0,20}[:–—]\s*(?P<value>[^\n]{3,120}?)(?:\s{2}|$)", re.IGNORECASE
)
_REACH = 12
_NO_NAME = re.compile(
    r"\b(?:hours?|office|email|university|hall|room|information|contact|department|course|class|and|phone|tba|tbd"
    r"|school|college|building|website)\b",
    re.IGNORECASE,
)


def instructors(entries: Sequence[Entry]) -> list[Instructor]:
    rows: list[str] = []
    for _, members in groupby(entries, key=lambda entry: entry.block.row):
        rows.append("  ".join(entry.text for entry in members))
        if len(rows) >= _ROWS:
            break
    for place, text in enumerate(rows):
        match = _TEACHER.match(text)
        if match is None:
            continue
        rest = match["rest"].strip() or (rows[place + 1] if place + 1 < len(rows) else "")
        name = _name(re.sub(r"^\W*name\s*:\s*", "", rest, flags=re.IGNORECASE))
        if name:
            about = "  \n".join(rows[place : place + _REACH])
            return [
                Instructor(
                    name=name,
                    email=_first(_EMAIL, about),
                    office=_first(_OFFICE, about),
                    hours=_first(_HOURS, about),
                )
            ]
    return []


def _name(text: str) -> str | None:
    match = _NAME.match(text.strip(" \t:*–—-"))
    if match is None or _NO_NAME.search(match["name"]):
        return None
    return match["name"].rstrip(" ,.")


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    if match is None:
        return None
    return (match["value"] if "value" in pattern.groupindex else match.group()).strip(" .,;")
