"""Who teaches: names, addresses, offices and office hours, from the lines that a label announces."""

import re
from collections.abc import Sequence

from servers.contract.syllabus import Instructor

_TEACHER = re.compile(
    r"\W*(?:[a-z] )?(?:course |primary |lead |your |the )?"
    r"(?:instructors?|professors?|prof\.?|lecturers?|faculty|teachers?|taught by"
    r"|convenors?|course coordinator|tutors?)(?:\(s\))?(?:[’']s)?\)?"
    r"(?: (?:name|information|info|contact|and office hours|details))*\s*(?P<colon>[:–—|-]*)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PART = r"(?:[A-ZÀ-Ý]\.(?:[A-Z]\.)?|[A-ZÀ-Ý][\w’'À-ÿ-]*|[“\"][\w’'-]+[”\"])"
_NAME = re.compile(
    r"(?:(?i:dr|prof|professor|assoc|assist|asst|associate|assistant|mr|mrs|ms|mx|name|instructor)\b[.:]?\s+)*"
    rf"(?P<name>{_PART}(?: (?:(?:de|van|von|der|del|la|le|bin|al) )*{_PART}){{1,3}})"
)
_SURNAME = re.compile(r"(?:(?i:dr|prof|professor)\b\.?\s+)(?P<name>[A-ZÀ-Ý][\w’'À-ÿ-]+)\b")
_NO_NAME = re.compile(
    r"\b(?:hours?|office|e-?mail|university|hall|room|information|contact|department|course|class|and|phone|tba|tbd"
    r"|school"
    r"|college|building|website|teaching|assistants?|TAs?|meetings?|lectures?|zoom|policy|grading)\b",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(
    r"\s+(?:e-?mail|office|phone|tel|hours|web(?:site)?|contact|room|location|zoom)\b(?: \w+)?\s*:.*$",
    re.IGNORECASE | re.DOTALL,
)
""" "Email: …" behind a name or hours in the same line."""
_TITLED = re.compile(rf"(?:Dr|Prof|Professor)\b\.?\s+(?P<name>{_PART}(?: {_PART}){{1,2}})(?=\s*(?:$|[-–—,(|]|  |\n))")
_OF_SOMEBODY = re.compile(r"[a-z]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OFFICE = re.compile(
    r"\boffice(?: location| address| room)?\s*[:–—](?!\s*(?:\w+ )?\w+:)\s*(?P<value>[^\n]{2,60}?)"
    r"(?:\s{2}|;|\n|$|\.\s(?!\d)|,?\s*(?:phone|tel|e-?mail|office)\b)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:office|student|drop-?in) (?:\(\w+\) )?(?:hours?|hrs)\b(?:[^:\n\d]{0,20}[:–—]|  |\n(?=[^\n]*\d))"
    r"\s*(?P<value>[^\n]{3,120}?)(?:\s{2}|\n|$)",
    re.IGNORECASE,
)
_OWN_CELL = re.compile(r"\W*\w+(?: \w+)?  +")
"""A label in a cell of its own: "Instructor | Ida Quill"."""
_TOP, _ENOUGH = 8, 4
_ROWS = 60
_REACH = 12


def instructors(rows: Sequence[str]) -> list[Instructor]:
    """Those of the first label that names one, from the rows at the beginning of a document."""
    for place, text in enumerate(rows[:_ROWS]):
        match = _TEACHER.match(text)
        announced = match and (
            not match["rest"] or match["colon"] or _OWN_CELL.match(text) or text.lower().startswith(("prof", "taught"))
        )
        if match is None or not announced:
            continue
        rest = match["rest"].strip() or (rows[place + 1] if place + 1 < len(rows) else "")
        if names := _names(rest):
            about = "\n".join(rows[place : place + _REACH])
            emails = _EMAIL.findall(about)
            alone = len(names) == 1
            return [
                Instructor(
                    name=name,
                    email=_email(name, emails, index),
                    office=_first(_OFFICE, about) if alone else None,
                    hours=_first(_HOURS, about) if alone else None,
                )
                for index, name in enumerate(names)
            ]
    return _unannounced(rows)


def _email(name: str, emails: Sequence[str], index: int) -> str | None:
    """The address made of the name, else that in the same place unless it is made of another's name."""
    letters = {part[0].lower() for part in name.split()}
    parts = [part.lower()[:_ENOUGH] for part in name.split() if len(part) >= _ENOUGH]
    if own := next((each for each in emails if any(part in each.split("@")[0].lower() for part in parts)), None):
        return own
    there = next(iter(emails[index : index + 1]), "")
    local = there.split("@")[0].lower()
    return None if not there or (_OF_SOMEBODY.fullmatch(local) and local[0] not in letters) else there


def _unannounced(rows: Sequence[str]) -> list[Instructor]:
    """A name with its "Dr." near the top, or that stands alone there over an address that is made of the name."""
    for place, text in enumerate(rows[:_TOP]):
        if titled := _TITLED.match(text):
            about = "\n".join(rows[place : place + _REACH])
            email = _email(titled["name"], _EMAIL.findall(about), 0)
            hours = _first(_HOURS, about)
            return [Instructor(name=titled["name"], email=email, office=_first(_OFFICE, about), hours=hours)]
        text = text.split("  ", maxsplit=1)[0]  # noqa: PLW2901 - its first cell
        match = _NAME.fullmatch(text.strip())
        about = "\n".join(rows[place : place + _TOP])
        parts = [part.lower()[:_ENOUGH] for part in match["name"].split() if len(part) >= _ENOUGH] if match else []
        emails = [each for each in _EMAIL.findall(about) if any(part in each.split("@")[0].lower() for part in parts)]
        if match and emails and not _NO_NAME.search(text):
            office, hours = _first(_OFFICE, about), _first(_HOURS, about)
            return [Instructor(name=match["name"], email=emails[0], office=office, hours=hours)]
    return []


def _names(text: str) -> list[str]:
    text = text.split("\n", maxsplit=1)[0]
    return [name for part in re.split(r"\s+(?:and|&)\s+|\s*[;/]\s*", text) if (name := _name(part))]


def _name(text: str) -> str | None:
    text = _LABEL_BEHIND.sub("", text.strip(" \t:*–—-"))
    match = _NAME.match(text) or _SURNAME.match(text)
    if match is None or _NO_NAME.search(match["name"]):
        return None
    return match["name"].rstrip(" ,.")


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return _LABEL_BEHIND.sub("", match["value"]).strip(" .,;") if match else None
