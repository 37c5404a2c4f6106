"""In which room a class meets: behind its hours, or in a line of its own. Knows strings only."""

import re
from collections.abc import Iterable

from servers.syllabus.parsing import clock, weekdays

LABEL = re.compile(
    r"(?:(?:class|lecture|course|meeting)s?\s*)?(?:location|room|place|where|venue|classroom)s?:?", re.IGNORECASE
)
"""Names a column or row of rooms."""
_BEHIND = re.compile(
    r"[\s,;:.()|–—-]*(?:\b(?:in|at|location|place|where)\b\.?\s*[:#]?\s*|\b(?:room|rm)\b\.?\s*[:#]\s*|@\s*)*"
    r"(?P<place>[A-Z0-9][^;|()\n]{1,60}?)\s*(?:[;|()\n]|\s{2}|\.\s|$)",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"\W*(?:(?:class|lecture|course|meeting|lab)s?\s*)?(?:location|room|place|where|venue|lectures?"
    r"|classroom)s?\s*[:|]+\s*"
    r"(?P<place>[^|;\n]{2,60}?)\s*(?:[|;\n(]|$)",
    re.IGNORECASE,
)
_OF_PLACES = re.compile(r"\d|\b(?:zoom|online|hall|room|build\w*|center|auditorium|theat(?:er|re))\b", re.IGNORECASE)
_NO_PLACE = re.compile(
    r"\d\s?:\s?\d\d|\d/\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\.? \d"
    r"|^and\b|\bfrom\b|\bsections?\b|\bminutes\b|^\d+$|[–:-]$|^both\b",
    re.IGNORECASE,
)
_CREDITS = re.compile(r",?\s+\d(?:\.\d)?\s+(?:\w+\s)?(?:credit|unit|hour)s?\b.*$", re.IGNORECASE)
""" "4 credits", of a course that meets in "Olin 201"."""


def behind(after: str) -> str | None:
    """The room that what stands behind the hours begins with: ", in Olin 201"."""
    match = _BEHIND.match(after)
    if match is None:
        return None
    place = _CREDITS.sub("", match["place"]).strip(" ,.")
    if not _OF_PLACES.search(place) or _NO_PLACE.search(place) or clock.find(place) or weekdays.find(place):
        return None
    return place


def beside(lines: Iterable[str]) -> str | None:
    """What the first of these lines that tells a room says: "Location: Olin 201"."""
    for line in lines:
        match = _LINE.match(line)
        if match and not _NO_PLACE.search(match["place"]) and not weekdays.find(match["place"]):
            return match["place"].strip(" ,.|")
    return None


def tells_one(line: str) -> bool:
    """Whether a line begins with the word for a room, and goes on with one."""
    return _LINE.match(line) is not None
