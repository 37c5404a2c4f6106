"""Times of the day as syllabi write them: "11:59 pm", "10–12.30am", "14h00", "noon", "midnight". Knows strings only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servers.syllabus.parsing.stems import Words, has_number


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time or a span of time, `HH:MM`, and where it stands in the text."""

    start: int
    end: int
    begins: str
    ends: str | None = None


_HALF = r"(?P<{0}_half>[ap])(?:\s?\.?\s?m\b\.?|(?<=\d[ap])(?![\w.]))"
_TIME = (
    r"(?P<{0}_hour>[01]?\d|2[0-3])"
    r"(?:\s?(?:[:.h]|(?<=\d)-? (?=(?:00|1[3-9]|[2-5]\d)\s?[ap]\.?m))(?P<{0}_minute>[0-5]\d)"
    r"(?::[0-5]\d(?![\d:]))?)?"
)
"""Its colon may be lost: "11 30 am" or "11- 30 am", where 30 is no hour; seconds may follow: "11:59:59 pm"."""
_PATTERN = re.compile(
    r"(?:\b(?P<between>between)\s+)?(?<![\d/:$-])(?:(?<!\.)|(?<=\.\.))"
    + _TIME.format("first")
    + r"(?:\s*"
    + _HALF.format("first")
    + r")?(?:\s*(?:[-‐‑–—−]{1,3}|\bto\b|\buntil\b|(?(between)\band\b|(?!)))\s*"
    + _TIME.format("last")
    + r"(?:\s*"
    + _HALF.format("last")
    + r")?)?(?![\d/%]|[:.]\d|[-–]\d)",
    re.IGNORECASE,
)
_NAMED = Words(
    "noon|midday|midnight|end of|eod",
    r"\b(?P<noon>(?:12\s*)?noon|midday)\b|\b(?:12\s*)?midnight\b|\bend of (?:the )?day\b|\bEOD\b",
)
_FOUR_DIGITS = re.compile(
    r"(?:(?<=[a-z] )(?<!of )(?P<after_month>(?:0\d|1[0-8]|2[1-3])[0-5]\d)(?=\s?:\s)"
    r"|\b(?P<named>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hrs?|h)\b"
    r"|(?:(?<=[a-z] \d, )|(?<=[a-z] \d\d, )|(?<=day, ))(?:from )?(?P<span>(?:[01]\d|2[0-3])[0-5]\d)"
    r"\s?[-–—]\s?(?P<to>(?:[01]\d|2[0-3])[0-5]\d)\b)"
)
"""Behind a date, "3 November 1700: essay" or "December 15, 1900-2100", or with its unit, "2359 hrs"; what may be a
year is none."""
_IN_ONE = re.compile(r"\d{4}")
_BEFORE_END_OF_DAY = re.compile(r"\bbefore\s*$", re.IGNORECASE)
_IN_THE = re.compile(r"(?<=\d) in the (?P<half>[mae])(?:orning|fternoon|vening)\b")
_THROUGH = re.compile(r"\s*(?:[-–—]|\bto\b|\buntil\b)\s*", re.IGNORECASE)
_BEGINS = re.compile(r"\d\s*[:.hHaApP]|\d{4}\s?[-–—]\s?\d{4}")
"""Without it a text has no time in numbers: cheap to look for first."""
_NOON = 12


def find(text: str) -> tuple[ClockTime, ...]:
    """All times of `text` in order. A bare number is none: minutes, "am" or "pm" must stand with it."""
    if " in the " in text:
        text = _IN_THE.sub(lambda match: ("am" if match["half"] == "m" else "pm").rjust(len(match.group())), text)
    numbers = [*_numbers(text), *_four_digits(text)] if has_number(text) and _BEGINS.search(text) else []
    named = list(_names(text))
    found = sorted([*numbers, *named], key=lambda time: time.start)
    found = [time for index, time in enumerate(found) if index == 0 or time.start >= found[index - 1].end]
    return tuple(_to_noon(text, found) if named and numbers else found)


def _to_noon(text: str, found: Sequence[ClockTime]) -> Iterator[ClockTime]:
    """With "noon to 1:15 pm" and "10 am - noon" made one."""
    times = iter(found)
    time = next(times)
    for other in times:
        if not time.ends and not other.ends and _THROUGH.fullmatch(text, time.end, other.start):
            time = ClockTime(time.start, other.end, time.begins, other.begins)
            continue
        yield time
        time = other
    yield time


def _names(text: str) -> Iterator[ClockTime]:
    for match in _NAMED.finditer(text):
        if match.group().lower().endswith(("eod", "day")) and _BEFORE_END_OF_DAY.search(text[: match.start()]):
            continue
        yield ClockTime(match.start(), match.end(), "12:00" if match["noon"] else "23:59")


def _four_digits(text: str) -> Iterator[ClockTime]:
    for match in _FOUR_DIGITS.finditer(text) if _IN_ONE.search(text) else ():
        group = match.lastgroup if match.lastgroup != "to" else "span"
        digits, ends = match[group or 0], match["to"]
        until = f"{ends[:2]}:{ends[2:]}" if ends else None
        yield ClockTime(match.start(group or 0), match.end(), f"{digits[:2]}:{digits[2:]}", until)


def _numbers(text: str) -> Iterator[ClockTime]:
    for match in _PATTERN.finditer(text):
        got = match.groupdict()
        colons = ":" in match.group() or re.search(r"\dh\d", match.group()) is not None or _is_dotted_span(text, match)
        if not (got["first_half"] or got["last_half"] or (colons and (got["first_minute"] or got["last_minute"]))):
            continue
        if _is_of_a_name(text, match):
            continue
        first = _written(got, "first", got["first_half"] or None)
        if got["last_hour"] is None:
            half = first[2] or (_LAST_MINUTE.get(first[:2]))
            yield ClockTime(match.start("first_hour"), match.end(), _clock(*first[:2], half))
            continue
        last = _written(got, "last", got["last_half"] or got["first_half"])
        begins, ends = _span(first, last)
        yield ClockTime(match.start("first_hour"), match.end(), begins, ends)


def _is_dotted_span(text: str, match: re.Match[str]) -> bool:
    """ "From 10.30 to 12.30"."""
    both = match["first_minute"] and match["last_minute"]
    return bool(both) and _FROM.search(text, 0, match.start("first_hour")) is not None


def _is_of_a_name(text: str, match: re.Match[str]) -> bool:
    """ "Problem E2A-3"."""
    start = match.start("first_hour")
    return start > 0 and text[start - 1].isalpha() and not set(":mM") & set(match.group())


_LAST_MINUTE = {(11, 59): "p"}
"""Where nothing says which half of the day it is: of no deadline in the morning."""
_FROM = re.compile(r"\b(?:from|between|time|hours)\b:?\s*$", re.IGNORECASE)
_Written = tuple[int, int, str | None]


def _written(got: dict[str, str | None], which: str, half: str | None) -> _Written:
    return int(got[f"{which}_hour"] or 0), int(got[f"{which}_minute"] or 0), half


def _clock(hour: int, minute: int, half: str | None) -> str:
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half.lower() == "p" else 0)
    return f"{hour:02}:{minute:02}"


def _span(first: _Written, last: _Written) -> tuple[str, str]:
    """A span of time; the half of the day of its begin is that which lies nearest before the end."""
    ends = _clock(*last)
    if first[2]:
        begins = _clock(*first)
        if last[2] == first[2] and ends < begins:  # "10-12.30am": the half was the begin's
            ends = _clock(last[0], last[1], "p")
        if last[2] == first[2] and first[2] in "pP" and ends < begins:  # a slip: "11:40 pm - 1:00 pm"
            begins = _clock(first[0], first[1], "a")
        return begins, ends
    if not last[2]:
        return _clock(*first), ends
    if last[2].lower() == "a" and last[0] == _NOON:  # "10-12.30am": it is noon that is meant
        return _clock(first[0], first[1], "a"), _clock(last[0], last[1], "p")
    same_half = _clock(first[0], first[1], last[2])
    return (same_half if same_half < ends else _clock(first[0], first[1], "a")), ends
