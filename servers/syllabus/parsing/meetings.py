"""When the class meets: days, hours, places, section by section. Not when somebody has office hours.

Read row by row: what stands in one line or table row belongs together, and a line of days goes on with a line of hours.
What a row is about, the words before its days say, else the row above that it goes on with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from servers.contract.syllabus import Meeting, MeetingKind, Section
from servers.syllabus.parsing import clock, dates, weekdays
from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.vocabulary import words
from servers.syllabus.parsing.weekdays import Weekdays


@dataclass(frozen=True, slots=True)
class _Row:
    """The pieces of one row as one text."""

    text: str
    context: str
    """What stands over it: headers of its columns, the heading."""
    place: int
    """Which row of the document it is."""
    tabled: bool


@dataclass(frozen=True, slots=True)
class _Slot:
    """Days and hours that stand together, and the words before and behind them."""

    days: Weekdays
    hours: ClockTime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Found:
    meeting: Meeting
    label: str | None


_KINDS: tuple[tuple[MeetingKind, re.Pattern[str]], ...] = (
    ("lab", words(r"labs?|laborator(?:y|ies)|practicals?|practicum|studios?")),
    ("recitation", words(r"recitations?|tutorials?|tuts?|precepts?|problem sessions?|exercise (?:class|session)s?")),
    ("discussion", words(r"discussions?|discs?|discussion sections?")),
    ("seminar", words(r"seminars?|workshops?|colloqui(?:um|a)")),
    ("lecture", words(r"lectures?|lecs?|class(?:es)?|course|meetings?|meets?")),
)
_OF_CLASS = words(
    r"lectures?|lecs?|class(?:es)?|course|meetings?|meets?|meeting times?|schedule|sections?|secs?|sessions?|days?"
    r"|times?|when"
    r"|labs?|laborator(?:y|ies)|practicals?|studios?|recitations?|tutorials?|tuts?|precepts?|discussions?|seminars?"
    r"|workshops?|hours|location|room|zoom|instruction|format|where|credits?"
)
_OTHER = words(
    r"office|office hours?|student hours|drop-?in|helpdesk|help|tutoring|tutors?|appointments?|availab\w+|consult\w*"
    r"|coffee"
    r"|due|exams?|examinations?|quiz(?:zes)?|tests?|midterms?|finals?|deadlines?|submit\w*|submissions?|released?"
    r"|posted"
    r"|open|closed|library|hotline|e-?mails?|respond\w*|repl(?:y|ies)|review|reading|holiday|phone|call|text|hrs?"
    r"|learning center|writing center|support|question|supplemental instruction|si|TAs?|teaching assistants?|GSIs?"
    r"|before|by|until"
)
_HOURS = re.compile(
    r"[\s,:;(@–—-]*(?:\b(?:from|at)\b\s*)?(?P<from>\d{1,2})(?:[:.]?(?P<from_minute>[0-5]\d))?\s*(?:[-–—]|\bto\b)\s*"
    r"(?P<to>\d{1,2})(?:[:.]?(?P<to_minute>[0-5]\d))?(?![\w/%.:-])"
)
_BETWEEN = re.compile(
    r"^(?:\s*\([^()]{0,60}\))?[\s,:;(@–—|•·.-]*(?:\b(?:from|at|every week|each week|weekly|between)\b[\s,:]*)?$",
    re.IGNORECASE,
)
_BEFORE_DAYS = re.compile(r"^[\s,:;()@–—|•·.-]*(?:\b(?:on|every|each)\b[\s,:]*)?$", re.IGNORECASE)
_HALF_DAY = re.compile(r"[ap]\s?\.?\s?m\b|noon", re.IGNORECASE)
_DAYS_END = re.compile(r"[\s,:;–—-]*$")
_FIRST_ROWS = 30  # a short line of days and hours there is the class's, without a word that says so
_SHORT = 60
_EARLIEST = "07:15"  # 1:00 to 7:00 without "am" are of the afternoon


def find(entries: Iterable[Entry]) -> list[Section]:
    """The sections in the order in which they stand there; all in one without an id where only one is named."""
    found = list(_all(list(_rows(entries))))
    kept = list(
        {(each.meeting.kind, tuple(each.meeting.days), each.meeting.start, each.label): each for each in found}.values()
    )
    labels = {each.label for each in kept if each.label}
    if len(labels) < 2:  # noqa: PLR2004 - one label alone tells nothing apart
        kept = [replace(each, label=None) for each in kept]
    sections: dict[str | None, list[Meeting]] = {}
    for each in kept:
        sections.setdefault(each.label, []).append(each.meeting)
    return [Section(id=label, meetings=meetings) for label, meetings in sections.items()]


def _rows(entries: Iterable[Entry]) -> Iterator[_Row]:
    for place, (_, grouped) in enumerate(groupby(entries, key=lambda entry: entry.block.row)):
        members = list(grouped)
        first = members[0].block
        context = " ".join([*first.headings[-1:], *(entry.block.header for entry in members)])
        yield _Row("  ".join(entry.text for entry in members), context, place, first.table is not None)


def _all(rows: Sequence[_Row]) -> Iterator[_Found]:
    words_over = ""
    accepted = False
    for index, row in enumerate(rows):
        text = row.text
        if index + 1 < len(rows) and _goes_on(text, rows[index + 1].text):
            text = f"{text} {rows[index + 1].text}"
        slots = list(_slots(text))
        if not slots:
            words_over = row.text
            accepted = False
            continue
        for slot in slots:
            said = slot.before.strip()
            if not re.search(r"[A-Za-z]{2}", said):
                said = words_over if not accepted else said
                if accepted:
                    yield from _found(slot, words_over, row)
                    continue
            accepted = _is_class(said, row, text)
            words_over = said or words_over
            if accepted:
                yield from _found(slot, said, row)


def _goes_on(text: str, following: str) -> bool:
    """Days at a line's end, and hours at the beginning of the next."""
    days = list(weekdays.find(text)) if len(text) < _SHORT else []
    hours = clock.find(following[:_SHORT]) if days else ()
    return bool(
        hours
        and not clock.find(text)
        and _DAYS_END.match(text, days[-1].end)
        and not re.search(r"[A-Za-z]{3}", following[: hours[0].start].lower().replace("time", "").replace("hours", ""))
        and not weekdays.find(following[: hours[0].start])
    )


def _is_class(said: str, row: _Row, text: str) -> bool:
    last = said[-120:]
    if _OTHER.search(last):
        return False
    if _OF_CLASS.search(last) or (row.tabled and _OF_CLASS.search(row.context)):
        return True
    return row.place < _FIRST_ROWS and len(text) <= _SHORT and not _OTHER.search(row.context)


def _slots(text: str) -> Iterator[_Slot]:
    """Each run of days with the hours behind it, else with those right before it."""
    if not any(letter.isdigit() for letter in text):
        return
    dated = [found for found in dates.find(text) if found.dated]
    days = [
        found
        for found in weekdays.find(text)
        if not any(date.start < found.end and found.start < date.end for date in dated)
    ]
    if not days:
        return
    hours = list(clock.find(text))
    since = 0
    for index, run in enumerate(days):
        until = days[index + 1].start if index + 1 < len(days) else len(text)
        behind = next((time for time in hours if run.end <= time.start < until), None)
        if behind is None or not _BETWEEN.match(text[run.end : behind.start]):
            behind = _bare(text, run)
        before = next((time for time in reversed(hours) if since <= time.start and time.end <= run.start), None)
        if behind:
            yield _Slot(run, _by_day(text, behind), text[since : run.start], text[behind.end : until])
            since = behind.end
        elif before and _BEFORE_DAYS.match(text[before.end : run.start]):
            yield _Slot(run, _by_day(text, before), text[since : before.start], text[run.end : until])
            since = run.end


def _bare(text: str, run: Weekdays) -> ClockTime | None:
    """Hours without minutes, "am" or "pm", right behind the days: "MWF 9-10"."""
    match = _HOURS.match(text, run.end)
    if match is None or not (int(match["from"]) < 24 and int(match["to"]) < 24):  # noqa: PLR2004 - hours
        return None
    begins = f"{int(match['from']):02}:{match['from_minute'] or '00'}"
    return ClockTime(match.start("from"), match.end(), begins, f"{int(match['to']):02}:{match['to_minute'] or '00'}")


def _by_day(text: str, time: ClockTime) -> ClockTime:
    """The hours in the part of the day in which classes are, where no "am" or "pm" says it."""
    begins, ends = time.begins, time.ends
    if not _HALF_DAY.search(text[time.start : time.end]):
        begins = _later(begins) if begins < _EARLIEST else begins
    if ends and ends <= begins:
        ends = _later(ends)
    return replace(time, begins=begins, ends=ends if ends and ends > begins else None)


def _later(time: str) -> str:
    hour = int(time[:2]) + 12
    return f"{hour:02}{time[2:]}" if hour < 24 else time  # noqa: PLR2004 - hours


def _found(slot: _Slot, said: str, row: _Row) -> Iterator[_Found]:
    kind = _kind(said) or _kind(row.context) or "lecture"
    meeting = Meeting(
        kind=kind,
        days=list(slot.days.days),
        start=slot.hours.begins,
        end=slot.hours.ends,
        location=_location(slot.after),
    )
    yield _Found(meeting, _label(said))


def _kind(said: str) -> MeetingKind | None:
    """The kind that is named last: nearest to the days."""
    named: dict[int, MeetingKind] = {
        match.start(): kind for kind, pattern in _KINDS for match in pattern.finditer(said)
    }
    return named[max(named)] if named else None


_LABEL = re.compile(
    r"\b(?P<word>section|sec\.?|lab|lecture|lec|tut|dis|disc|discussion|recitation|rec|tutorial"
    r"|group)\s*[#:]?\s*(?P<id>(?-i:[A-Z]?\d{1,4}[A-Z]?|[A-Z]))\b",
    re.IGNORECASE,
)
_LONE_LABEL = re.compile(r"\b(?:(?:LEC|LAB|TUT|DIS|REC|SEM|L|D|R)\d{1,4}|\d{3})\b")


def _label(said: str) -> str | None:
    if match := _LABEL.search(said):
        return match["id"]
    match = _LONE_LABEL.search(said)
    return match.group() if match else None


_PLACE = re.compile(
    r"^[\s,;:.()|–—-]*(?:\b(?:in|at|location|room|rm|place|where)\b\.?\s*[:#]?\s*|@\s*)*(?P<place>[A-Z0-9][^;"
    r"|()\n]{1,60}?)\s*(?:[;|()\n]|\s{2}|\.\s|$)",
    re.IGNORECASE,
)


def _location(after: str) -> str | None:
    match = _PLACE.match(after)
    if match is None:
        return None
    place = match["place"].strip(" ,.")
    return place if re.search(r"\d|zoom|online|hall|room|build", place, re.IGNORECASE) else None
