"""Days of the week on which something regularly is: "Mondays and Wednesdays", "MWF", "Tu/Th", "T/R", "Mon–Fri".

Knows strings only. A bare letter is a day of the week only beside others of its kind or right before a time; whether
what was found is one, the words around it decide, and they are read elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from servers.contract.syllabus import Day
from servers.syllabus.parsing.vocabulary import DAYS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week in their order, and where they stand in the text."""

    start: int
    end: int
    days: tuple[Day, ...]


_ALL_FIVE = frozenset({"weekdays", "weekday", "daily"})
_NAME = r"(?:weekdays?|daily|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
_PACKED = r"(?-i:(?:Mo|Tu|TU|We|Th|TH|Fr|Sa|Su|[MTWRF])+)"
_DAY = rf"(?:{_NAME}|{_PACKED})\b\.?"
_JOIN = r"\s*(?:,\s*(?:and\b|&)|[,/&+|;]|\band\b|[-–—−]|\bthrough\b|\bthru\b|\bto\b)\s*|\s+|(?<=\.)"
_RUN = re.compile(rf"(?<![\w@])(?<!\w[-/.'’]){_DAY}(?:(?:{_JOIN}){_DAY})*", re.IGNORECASE)
_PIECE = re.compile(rf"(?P<join>{_JOIN})?(?P<day>{_NAME}|{_PACKED})\b\.?", re.IGNORECASE)
_SINGLE = re.compile(r"Mo|T[UuHh]|We|Fr|Sa|Su|[MTWRF]")
_ALWAYS_A_RANGE = frozenset({"through", "thru", "to"})
_DASHES = "-–—−"
_PAIR = 2  # "Tue-Thu" are two days, and "Mon-Thu" is all from the one to the other


def find(text: str) -> tuple[Weekdays, ...]:
    """All runs of days of the week in `text`, in order."""
    return tuple(found for match in _RUN.finditer(text) if (found := _read(text, match)))


def at_beginning(text: str) -> Weekdays | None:
    """The run of days of the week that `text` begins with."""
    match = _RUN.match(text)
    return _read(text, match) if match else None


def _read(text: str, match: re.Match[str]) -> Weekdays | None:
    numbers: list[int] = []
    end = match.start()
    for piece in _PIECE.finditer(text, match.start(), match.end()):
        if piece.start() != end:
            break
        days = list(_days(piece["day"]))
        if not days:
            break
        numbers += _between(numbers, days, (piece["join"] or "").strip().lower())
        numbers += days
        end = piece.end()
    if not numbers:
        return None
    return Weekdays(match.start(), end, tuple(DAYS[number] for number in sorted(set(numbers))))


def _days(word: str) -> Iterator[int]:
    """The days that a word names: one by a name, several packed together in the order of the week."""
    if word.lower() in _ALL_FIVE:
        yield from range(5)
        return
    if word.lower() in WEEKDAYS:
        yield WEEKDAYS[word.lower()]
        return
    packed = [WEEKDAYS[letters.lower()] for letters in _SINGLE.findall(word)] if not word.islower() else []
    if packed == sorted(set(packed)) and "".join(_SINGLE.findall(word)) == word:
        yield from packed


def _between(before: list[int], days: list[int], join: str) -> range:
    """The days within a range of days."""
    if not before or len(days) > 1 or days[0] <= before[-1]:
        return range(0)
    dashed = join in _DASHES and join != "" and days[0] - before[-1] > _PAIR
    return range(before[-1] + 1, days[0]) if dashed or join in _ALWAYS_A_RANGE else range(0)
