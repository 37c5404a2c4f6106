"""Days of the week with their hours: "MWF 10:00–10:50", "3-4pm on Tuesdays". Knows strings only.

Whose hours they are, a class's or an office's, the words before and behind them decide, and they are read elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from servers.syllabus.parsing import clock, dates, weekdays
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.stems import has_number
from servers.syllabus.parsing.weekdays import Weekdays


@dataclass(frozen=True, slots=True)
class Slot:
    days: Weekdays
    hours: ClockTime
    before: str
    """What is said before, since the slot before it."""
    after: str
    """What is said behind, until the next days."""


_BARE = re.compile(
    r"[\s,:;(@–—-]*(?:\b(?:from|at)\b\s*)?(?P<from>\d{1,2})(?:[:.]?(?P<from_minute>[0-5]\d))?\s*(?:[-–—]|\bto\b)\s*"
    r"(?P<to>\d{1,2})(?:[:.]?(?P<to_minute>[0-5]\d))?(?![\w/%.:-])"
)
_IN_FOUR = re.compile(
    r"(?<![\w/:.$-])(?P<from>[01]\d|2[0-3])(?P<from_minute>[0-5]\d)\s*[-–—]\s*"
    r"(?P<to>[01]\d|2[0-3])(?P<to_minute>[0-5]\d)[\s,;:]*$"
)
"""Before the days: "1400-1520 MW"."""
_RANGE = re.compile(r"\d\s*(?:[-–—]|to)\s*\d")
_BETWEEN = re.compile(
    r"(?:\s*\([^()]{0,60}\))?[\s,:;(@–—|•·.-]*"
    r"(?:\d(?:\.\d)?\s*(?:hours?|hrs?|minutes?)\b[\s(]*)?(?:\b(?:from|at|starting|beginning|starts|every week"
    r"|each week|weekly|between|(?:(?:class|meeting|lecture|course) )?(?:times?|hours?)|of|evenings?|mornings?"
    r"|afternoons?|nights?)\b[\s,:|]*){0,2}$",
    re.IGNORECASE,
)
_NO_MORE = re.compile(r"[\s,:;–—.•*-]*(?:from|between|at)?\s*", re.IGNORECASE)
_ICON = re.compile(r"^[•*\s-]*(?:[^\W\d]\s+)?")
"""What a list begins with: a mark, or the letter that a picture has in its font."""
_OPEN = re.compile(r"\s*(?:[–—-]|to|until)\s*", re.IGNORECASE)
_BEFORE_DAYS = re.compile(
    r"(?:\s*\(?\b(?:(?-i:[A-Z]{1,3}T|UTC)|(?:eastern|central|mountain|pacific|local)(?: (?:standard )?time)?)\b\)?)?"
    r"[\s,:;()@–—|•·.-]*(?:\b(?:on|every|each|alternate|every other)\b[\s,:]*)?$",
    re.IGNORECASE,
)
_OF_SECTION = re.compile(
    r"(?:\s*\([\w ]{3,20}\))?"
    r"[\s,;()/&]*(?:\(?sec(?:tion)?s?\b\.?\s*#?\w{1,4}[\s,;:)]*)?(?:\b(?:and"
    r"|or)\b[\s,(]*)?(?:sec(?:tion)?\b\.?\s*#?\w{1,4}[\s:)]*)?$",
    re.IGNORECASE,
)
"""Between the hours of one section and those of another on the same days."""
_LASTS = re.compile(
    r"\W{0,2}\s*(?:for )?(?P<count>\d{1,3}(?:\.5)?)[\s-]?(?P<unit>min(?:ute)?s?|h(?:ou)?rs?)\b", re.IGNORECASE
)
"""Right behind the hour at which it begins: "10am (50 minutes)"."""
_UNTIL = re.compile(r"\s*,?\s*(?:and\s+)?(?:end(?:s|ing)?|finish(?:es|ing)?|until|till)(?:\s+at)?\s*$", re.IGNORECASE)
_HALF_DAY = re.compile(r"[ap]\s?\.?\s?m\b|\d[ap]\b|noon", re.IGNORECASE)
_EARLIEST = "07:15"  # 1:00 to 7:00 without "am" are of the afternoon
_HOURS_OF_DAY = 24
_MINUTES = 60  # of an hour
_MORNING, _NOON = 7, 12
_SHORT = 60
_WAKING = ("06:30", "22:00")
"""Between these a class begins; before and after, something is due."""


def find(text: str) -> Iterator[Slot]:
    """Each run of days with the hours right behind it, else with those right before it."""
    for slot in _slots(text):
        hours = _lasting(_by_day(text, slot.hours), slot.after)
        if _WAKING[0] <= hours.begins <= _WAKING[1]:
            yield replace(slot, hours=hours)


def _slots(text: str) -> Iterator[Slot]:
    days = weekdays.find(text)
    if not days:
        return
    dated = [found for found in dates.find(text) if found.dated]
    days = [run for run in days if not any(_is_of(run, date, text) for date in dated)]
    hours = _ended(text, clock.find(text))
    since = 0
    for index, run in enumerate(days):
        until = days[index + 1].start if index + 1 < len(days) else len(text)
        behind = next((time for time in hours if run.end <= time.start < until), None)
        if behind is None or not _BETWEEN.match(text[run.end : behind.start]):
            behind = _bare(text, run)
        before = next((time for time in reversed(hours) if since <= time.start and time.end <= run.start), None)
        before = before or _hours(_IN_FOUR.search(text, since, run.start))
        if behind:
            for time in (
                behind,
                *_further(text, [time for time in hours if behind.end <= time.start < until], behind.end),
            ):
                yield Slot(run, time, text[since : run.start if time is behind else time.start], text[time.end : until])
                since = time.end
        elif before and _BEFORE_DAYS.match(text[before.end : run.start]):
            yield Slot(run, before, text[since : before.start], text[run.end : until])
            since = run.end


def _is_of(run: Weekdays, date: DateExpression, text: str) -> bool:
    """Whether it is the weekday of a date, and not of every week: "7/6 - Tuesday"."""
    behind = len(run.days) == 1 and date.end <= run.start and not text[date.end : run.start].strip(" ,:–—-")
    return behind or (date.start < run.end and run.start < date.end)


def _ended(text: str, hours: Sequence[ClockTime]) -> list[ClockTime]:
    """Hours whose end is told apart made one: "at 8:35 and ending at 9:55"."""
    joined: list[ClockTime] = []
    for time in hours:
        if joined and not joined[-1].ends and not time.ends and _UNTIL.match(text[joined[-1].end : time.start]):
            joined[-1] = replace(joined[-1], end=time.end, ends=time.begins)
        else:
            joined.append(time)
    return joined


def _further(text: str, hours: Iterable[ClockTime], since: int) -> Iterator[ClockTime]:
    """Hours on the same days: of another section, or one after the other."""
    for time in hours:
        between = text[since : time.start]
        listed = "," in between and time.ends
        if not _OF_SECTION.match(between) or not (listed or re.search(r"[a-z;]", between)):
            return
        yield time
        since = time.end


def _lasting(hours: ClockTime, after: str) -> ClockTime:
    """With their end, where only their length is told."""
    lasts = _LASTS.match(after) if hours.ends is None else None
    if lasts is None:
        return hours
    length = round(float(lasts["count"]) * (1 if lasts["unit"].lower().startswith("m") else _MINUTES))
    end = int(hours.begins[:2]) * _MINUTES + int(hours.begins[3:]) + length
    return replace(hours, ends=f"{end // _MINUTES:02}:{end % _MINUTES:02}") if end < _MINUTES * _HOURS_OF_DAY else hours


def may_hold(text: str, hours: Iterable[ClockTime]) -> bool:
    """Whether there can be a slot at all: `hours` are those of the text, which bare numbers may stand for as well."""
    return any(hours) or (has_number(text) and _RANGE.search(text) is not None)


def goes_on(text: str, following: str) -> bool:
    """Whether `text` ends with days, and the line that follows begins with their hours, or with the end of them."""
    hours = clock.find(following)
    days = list(weekdays.find(text)) if hours else []
    if not days or weekdays.find(following):
        return False
    if begun := clock.find(text):
        return not begun[-1].ends and bool(_OPEN.fullmatch(text, begun[-1].end)) and hours[0].start == 0
    if not _NO_MORE.fullmatch(text, days[-1].end):
        return False
    return _BETWEEN.match(unmarked(following[: hours[0].start])) is not None


def unmarked(text: str) -> str:
    """A line without the mark or picture that it begins with."""
    return _ICON.sub("", text)


def hours_alone(text: str) -> ClockTime | None:
    """The hours that a short line without days begins with: it goes on with the days of the line above."""
    first = next(iter(clock.find(text[:_SHORT])), None)
    if first is None or first.start > 2 or not first.ends or len(text) > _SHORT or weekdays.find(text):  # noqa: PLR2004
        return None
    return _by_day(text, first)


def days_alone(text: str) -> Weekdays | None:
    """The days that a line without hours begins with: "Mondays and Wednesdays, September 2 to October 14"."""
    first = weekdays.at_beginning(text)
    if first is None or clock.find(text):
        return None
    dated = any(found.dated and found.start <= first.start < found.end for found in dates.find(text))
    return None if dated else first


def under(text: str, days: Weekdays) -> Slot | None:
    """The hours of a line without days that stands under these: "Section 01, 1:00-2:20 pm, Hall 3"."""
    hours = next(iter(clock.find(text)), None)
    if hours is None or not hours.ends or weekdays.find(text):
        return None
    return Slot(days, _by_day(text, hours), text[: hours.start], text[hours.end :])


def minutes(hours: ClockTime) -> int:
    """How long they last; 0 where the document does not say."""
    if hours.ends is None:
        return 0
    return _MINUTES * (int(hours.ends[:2]) - int(hours.begins[:2])) + int(hours.ends[3:]) - int(hours.begins[3:])


def _bare(text: str, run: Weekdays) -> ClockTime | None:
    """Hours without minutes, "am" or "pm", right behind the days: "MWF 9-10"."""
    return _hours(_BARE.match(text, run.end))


def _hours(match: re.Match[str] | None) -> ClockTime | None:
    if match is None or max(int(match["from"]), int(match["to"])) >= _HOURS_OF_DAY:
        return None
    if not (match["from_minute"] or match["to_minute"]) and int(match["from"]) < _MORNING < _NOON < int(match["to"]):
        return None  # "Tuesday 1-23" is January 23
    begins = f"{int(match['from']):02}:{match['from_minute'] or '00'}"
    return ClockTime(match.start("from"), match.end(), begins, f"{int(match['to']):02}:{match['to_minute'] or '00'}")


def _by_day(text: str, time: ClockTime) -> ClockTime:
    """The hours in the part of the day in which classes are, where no "am" or "pm" says it."""
    begins, ends = time.begins, time.ends
    if begins < _EARLIEST and not _HALF_DAY.search(text[time.start : time.end]):
        begins = _later(begins)
    if ends and begins < _WAKING[0] and _later(begins) < ends:  # "1:30am–5:20pm"
        begins = _later(begins)
    if ends and ends <= begins:
        ends = _later(ends)
    return replace(time, begins=begins, ends=ends if ends and ends > begins else None)


def _later(time: str) -> str:
    hour = int(time[:2]) + 12
    return f"{hour:02}{time[2:]}" if hour < _HOURS_OF_DAY else time
