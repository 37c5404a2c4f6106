"""When the class meets: days, hours, places, section by section. Not when somebody has office hours.

Read row by row: what stands in one line or table row belongs together, and a line of days goes on with a line of hours.
Whether a row speaks of the class, the words nearest before its days say, else the row or heading that it stands under.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from servers.contract.syllabus import Day, Meeting, MeetingKind, Section
from servers.syllabus.parsing import dates, rooms, sectionlabels, slots, weekdays
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.slots import Slot
from servers.syllabus.parsing.stems import Words
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import DAYS, section_of, words
from servers.syllabus.parsing.weekdays import Weekdays


@dataclass(frozen=True, slots=True)
class _Row:
    """The pieces of one row as one text."""

    text: str
    heading: str
    headers: tuple[tuple[int, str], ...]
    """Of a table's columns, and from where on its piece stands in the text."""
    place: int
    """Which row of the document it is."""
    timed: bool
    """It may hold hours."""
    section: str | None = None
    """What its cell in a column of sections says."""

    def over(self, slot: Slot) -> str:
        """What days and hours stand under: the heading, and the headers of their columns."""
        places = [slot.days.start, slot.hours.start]
        of_cells = [
            next((header for start, header in reversed(self.headers) if start <= place), "") for place in places
        ]
        return " ".join([self.heading, *dict.fromkeys(of_cells)])


@dataclass(frozen=True, slots=True)
class _Found:
    meeting: Meeting
    label: str | None


_KINDS: tuple[tuple[MeetingKind, Words], ...] = (
    ("lab", words(r"labs?|laborator(?:y|ies)|practicals?|practicum|studios?")),
    (
        "recitation",
        words(r"recitations?|recs?(?= ?\d)|tutorials?|tuts?|precepts?|problem sessions?|exercise (?:class|session)s?"),
    ),
    ("discussion", words(r"discussions?|discs?|dis(?= ?\d)|sections?(?! *[#:]? *\w?\d)")),
    ("seminar", words(r"seminars?|workshops?|colloqui(?:um|a)")),
    ("lecture", words(r"lectures?|lecs?|class(?:es)?|course|meetings?|meets?|rehearsals?")),
)
_DISCUSSED = words(r"discussions?|discs?|dis")
_OF_CLASS = words(
    r"lectures?|lecs?|class(?:es)?|course|meetings?|meets?|sections?|secs?|labs?|laborator(?:y|ies)|practicals?"
    r"|studios?"
    r"|recitations?|tutorials?|tuts?|precepts?|discussions?|(?:dis|recs?)(?= ?\d)|seminars?|workshops?|instruction"
    r"|rehearsals?"
)
_OF_TIME = words(r"schedule|sessions?|days?|times?|timings?|when|hours|we")
"""Words of hours, whosever they are: the heading above must not be of somebody else's."""
_NOT_OF_CLASS = words(
    r"office ?(?:and|&|/|\+) ?hours?|open (?:labs?|studios?|gym)"
    r"|(?:office|student|drop-?in|help|review|tutoring|consult\w*|contact|visiting|open|lab|coffee|support|homework"
    r"|mentor\w*|working|business|normal)"
    r" (?:hours?|sessions?|times?|room|desk|center)(?: (?:location|and location|times?|schedule|are|will be))*"
    r"|(?:before|after|outside(?: of)?) (?:class|lecture|lab)s?|office|drop-?ins?|help-?desk|tutor(?:s|ing)?"
    r"|appointments?|availab\w+|consult\w*|e-?mails?|respond\w*|hotline"
    r"|repl(?:y|ies)|open|closed?|phone|call|text|(?:learning|writing|counsel\w+) center|library|si"
    r"|supplemental instruction"
    r"|reader['’]?s['’]? cards?|visits?|archives?|fellows?|tutors?|coordinators?"
    r"|on[- ]duty|(?:TAs?|GSIs?)(?: ?[-–—:]+ ?(?:labs?|discussions?|sections?))?"
    r"|teaching assistants?|graders?|GSIs?|LAs?|OH|monitored|happy hour"
)
_NEVER = words(
    r"due|exams?|examinations?|quiz(?:zes)?|tests?|midterms?|finals?|deadlines?|submit\w*|submissions?|turn(?:ed)? in"
    r"|released?|assigned (?:on|every|each)|post(?:ed)?|uploaded|until|no later than|before|by|holiday|event|make-?up"
    r"|instead"
    r"|(?:keeps?|holds?|hosts?|offers?|runs?) (?:an? |open |optional |weekly )*(?:problem|review|help|open|optional)"
)
_OF_OTHERS = re.compile(
    r"[\s()\]:,–—|-]*(?:(?:(?:will be|is|are) )?(?:used|reserved|set aside|meant) )?(?:(?:for|as) )?"
    r"(?:final|midterm|exam|quiz|(?:\w+\s){0,2}(?:office|drop-?in|help) hours|(?:SI|tutoring|supplemental)\b)",
    re.IGNORECASE,
)
"""Right behind the hours: "Section 2 (10:00 TR): Final exam", "MW 3-4 office hours"."""
_FEW = 5
"""More words than these, none of which tells anything, are prose of something else."""
_OF_PEOPLE = words(
    r"instructors?|professors?|prof|TAs?|teaching assistants?|teaching team|staff|GSIs?|contacts?|office hours?"
)
_OFFICE = words(r"(?:office|student|drop-?in|help) hours?|instructors? availability")
_MEETS_THEN = re.compile(r"[\s,]*(?:we|(?:the |our )?class) (?:will )?meets?\b", re.IGNORECASE)
""" "On Fridays from 10 to 12 we meet in small groups"."""
_ASIDE = re.compile(r"\s*\((?!\s*(?:TA|GA|GSI|LA)s?\b)[^()]*\)")
_TO = words(r"to|through|until|till")
_WEEKS = timedelta(weeks=2)
_SENTENCE_END = re.compile(r"(?<=[a-z)\d])[.!?]\s+(?=[A-Z])|\n")
_FIRST_ROWS = 30
"""A short line of nothing but days and hours there is the class's, without a word that says so."""
_SHORT = 60
_NEAR = 4
"""So many rows further down a row may give the place."""
_LINE = 100  # letters of one line, that the next goes on with


def find(entries: Iterable[Entry], term: Term) -> list[Section]:
    """The sections in the order in which they stand there; all in one without an id where only one is named."""
    entries = list(entries)
    of_columns = list(_of_columns(entries))
    apart = {cell.block.row for cell, _ in of_columns}
    found = [each for _, each in of_columns]
    found += _of_week(entries)
    found += _all(list(_rows(entry for entry in entries if entry.block.row not in apart)), term)
    distinct: dict[tuple[object, ...], _Found] = {}
    for each in found:
        key = (*each.meeting.days, each.meeting.start, each.meeting.end, each.label)
        known = distinct.setdefault(key, each)
        known.meeting.location = known.meeting.location or each.meeting.location
    kept = [each for each in distinct.values() if not _is_told_in_full(each, distinct.values())]
    if {each.meeting.kind for each in kept} == {"discussion"} and not _discussed(entries):
        for each in kept:  # by the word "section" alone: there is no lecture beside them
            each.meeting.kind = "lecture"
    if len({each.label for each in kept if each.label}) < 2:  # noqa: PLR2004 - one label alone tells nothing apart
        kept = [replace(each, label=None) for each in kept]
    sections: dict[str | None, list[Meeting]] = {}
    for each in kept:
        sections.setdefault(each.label, []).append(each.meeting)
    return [Section(id=label, meetings=meetings) for label, meetings in sections.items()]


def _discussed(entries: Iterable[Entry]) -> bool:
    """Whether hours near the beginning are of a discussion by that name."""
    top = (entry for entry in entries if entry.block.row < _FIRST_ROWS and entry.times)
    return any(_DISCUSSED.search(entry.text) for entry in top)


def _is_told_in_full(short: _Found, every: Iterable[_Found]) -> bool:
    """Whether it only says when a meeting begins of which the document elsewhere tells the end as well."""
    return short.meeting.end is None and any(
        each.meeting.end and each.meeting.start == short.meeting.start and {*short.meeting.days} <= {*each.meeting.days}
        for each in every
    )


def _of_columns(entries: Iterable[Entry]) -> Iterator[tuple[Entry, _Found]]:
    """Of a table that gives each section a column: each cell with hours of class, and what it says."""
    for table, grouped in groupby(entries, key=lambda entry: entry.block.table):
        members = list(grouped) if table is not None else []
        named = {entry.block.row: entry.text for entry in reversed(members) if not section_of(entry.block.header)}
        cells = [entry for entry in members if section_of(entry.block.header) and entry.block.row in named]
        places = {
            entry.block.column: entry.text for entry in cells if rooms.LABEL.fullmatch(named[entry.block.row].strip())
        }
        for cell in cells:
            said = named[cell.block.row]
            for slot in slots.find(cell.text) if _is_class(said, said) else ():
                place = places.get(cell.block.column)
                yield cell, replace(_found(slot, said, said, place, (None, None)), label=section_of(cell.block.header))


def _of_week(entries: Iterable[Entry]) -> Iterator[_Found]:
    """Of a table that is the timetable of a week, each day a column: the hours of class, on all days that have them."""
    days: dict[tuple[MeetingKind, str, str | None], set[Day]] = {}
    for entry in entries:
        column = weekdays.find(entry.block.header) if entry.times else ()
        dated = entry.governing is not None and any(each.dated for each in entry.governing.dates)
        if len(column) != 1 or column[0].end - column[0].start < len(entry.block.header.strip()) or dated:
            continue
        since = 0
        for time in entry.times:
            said = _said(entry.text[since : time.start])
            since = time.end
            if time.ends and _OF_CLASS.search(said) and _is_class(said, ""):
                key = _kind(said) or "lecture", time.begins, time.ends
                days.setdefault(key, set()).update(column[0].days)
    for (kind, start, end), on in days.items():
        yield _Found(Meeting(kind=kind, days=sorted(on, key=DAYS.index), start=start, end=end), None)


_BORDER = " | "
_LABELS = words(r"sections?|sec|#")
"""Over a column of labels it says nothing of what is held."""


def _rows(entries: Iterable[Entry]) -> Iterator[_Row]:
    """The rows of the document; of a letterhead in two columns, those of the right one behind those of the left."""
    aside: list[_Row] = []
    for place, (_, grouped) in enumerate(groupby(entries, key=lambda entry: entry.block.row)):
        members = _days_before_hours(list(grouped))
        if aside and (members[0].block.level or len(members[0].text) > _LINE):
            yield from aside
            aside = []
        first = next((index for index in range(1, len(members)) if _stands_apart(members, index)), len(members))
        if members[first:]:
            aside = [*(aside or [_Row("", "", (), place, timed=False)]), _row(members[first:], place)]
        yield _row(members[:first], place)
    yield from aside


def _days_before_hours(members: list[Entry]) -> list[Entry]:
    """The cells of a row with its days right before its hours, and before both what is held then."""
    days = [each for each in members if (found := weekdays.at_beginning(each.text)) and found.end == len(each.text)]
    hours = [each for each in members if each.times and each.times[0].end - each.times[0].start == len(each.text)]
    if len(days) != 1 or len(hours) != 1 or members[0].block.table is None:
        return members
    others = [each for each in members if each is not days[0] and each is not hours[0]]
    named = [each for each in others if _OF_CLASS.search(each.text) or sectionlabels.is_one(each.text)]
    return [*named, *days, *hours, *(each for each in others if each not in named)]


def _row(members: Sequence[Entry], place: int) -> _Row:
    headings = members[0].block.headings[-1:] if not members[0].block.level else ()
    text, headers = "", list[tuple[int, str]]()
    for entry in members:
        text += _BORDER if text else ""
        headers.append((len(text), "" if _LABELS.fullmatch(entry.block.header) else entry.block.header))
        text += entry.text
    may_hold = slots.may_hold(text, (time for entry in members for time in entry.times))
    section = next((entry.text for entry in members if _LABELS.fullmatch(entry.block.header)), None)
    return _Row(text, " ".join(headings), tuple(headers), place, may_hold and not _is_of_plan(members), section)


_FACT = re.compile(
    r"\W*(?:(?:e-?mail|office(?: hours?)?|phone|tel(?:ephone)?|fax|instructors?|prof(?:essor)?|lecturer|TAs?|GSIs?"
    r"|teaching assistants?|web(?:site)?|contact|pronouns)\b[^:]{0,20}:|(?:professor|dr\.) [A-Z])",
    re.IGNORECASE,
)
"""What a piece of a line tells of a person."""


def _stands_apart(members: Sequence[Entry], index: int) -> bool:
    """Whether a piece of a line is of another column of text than that to its left, and no part of what that says."""
    piece, left = members[index], members[index - 1]
    if piece.block.header or any(piece.block.beside):
        return False
    if _FACT.match(piece.text):
        return True
    own = bool(weekdays.find(piece.text)) and bool(piece.times)
    fact = _FACT.match(left.text)
    return own and bool((fact and left.text[fact.end() :].strip()) or (left.times and weekdays.find(left.text)))


def _is_of_plan(members: Iterable[Entry]) -> bool:
    """Whether it is a row of the class plan, of one day: its hours are of that day alone."""
    days = [
        each for entry in members if entry.block.table is not None and entry.governing for each in entry.governing.dates
    ]
    return any(each.dated and len(each.days) == 1 and not each.week_of for each in days)


def _all(rows: list[_Row], term: Term) -> Iterator[_Found]:
    """Goes down the rows and knows of what the last one spoke."""
    over, accepted = "", False
    last: Slot | None = None
    above: Weekdays | None = None
    for index, row in enumerate(rows):
        text, after = row.text, rows[index + 1].text if index + 1 < len(rows) else ""
        followed = len(text) <= _LINE and bool(after) and rows[index + 1].timed and slots.goes_on(text, after[:_SHORT])
        text = f"{text} {slots.unmarked(after)}" if followed else text
        found = list(slots.find(text)) if row.timed or followed else []
        if not found and last and accepted and (hours := slots.hours_alone(row.text)) and not _says(row.text):
            days = replace(last.days, start=hours.start)
            found = [replace(last, days=days, hours=hours, before="", after=row.text[hours.end :])]
        if not found and above and (under := slots.under(row.text, above)) and sectionlabels.of(under.before, ""):
            found, accepted = [under], True
        else:
            above = slots.days_alone(row.text) if row.place < _FIRST_ROWS and not found else None
        if not found:
            over, accepted, last = (over if _is_place(row.text) else row.text), False, None
            continue
        last = found[-1]
        place = rooms.beside(each.text for each in (*rows[index - 1 : index], *rows[index + 1 : index + _NEAR]))
        column: str | None = None
        for slot in found:
            said, above_it = _said(slot.before), row.over(slot)
            accepted, column = accepted and column in {None, above_it}, above_it
            if _says(said):
                accepted, over = _is_class(said, above_it), said
            elif (sectionlabels.COURSE.match(said.strip(_MARKS)) and not _others(said)) or _MEETS_THEN.match(
                slot.after
            ):
                accepted = True
            elif len(re.findall(r"[A-Za-z]{3,}", said)) > _FEW:
                accepted = False
            else:
                accepted = accepted or _under_class(over, said, row, slot)
            if (
                accepted
                and not _OF_OTHERS.match(slot.after)
                and not (_is_all_week(slot) and not _OF_CLASS.search(said))
            ):
                meeting = _found(slot, said, f"{above_it} {over}", place, _span(slot, term))
                yield meeting if meeting.label else replace(meeting, label=row.section)


def _is_place(text: str) -> bool:
    """Whether a row says where, and not what: what follows goes on from the row before."""
    return rooms.tells_one(text) and not _says(text)


def _said(before: str) -> str:
    """The last sentence or line before the days that tells anything, without what stands in brackets."""
    sentences = _SENTENCE_END.split(_ASIDE.sub("", before))
    return next((each for each in reversed(sentences) if _says(each)), sentences[-1])


def _says(said: str) -> bool:
    """Whether the words tell of what they speak."""
    return any(pattern.search(said) for pattern in (_OF_CLASS, _OF_TIME, _NOT_OF_CLASS, _NEVER))


def _is_class(said: str, heading: str) -> bool:
    """Whether the words before the days are of the class: the last of them counts, and some never are."""
    if _NEVER.search(said):
        return False
    ends = [
        max((match.end() for match in pattern.finditer(said)), default=-1)
        for pattern in (_OF_CLASS, _OF_TIME, _NOT_OF_CLASS)
    ]
    of_class, of_time, other = ends
    return of_class > other or (of_time > other and not _is_of_office(heading))


def _is_of_office(heading: str) -> bool:
    return bool(_OFFICE.search(heading)) and not _OF_CLASS.search(_OFFICE.sub("", heading))


def _under_class(over: str, said: str, row: _Row, slot: Slot) -> bool:
    """Whether a row that tells nothing itself stands under words of the class, or alone near the beginning."""
    above = row.over(slot)
    if _OFFICE.match(over):
        return False
    if len(over) <= _SHORT and _says(over):
        return _is_class(_said(over), above)
    if _OF_PEOPLE.search(above) or _NEVER.search(above) or _is_of_office(above):
        return False
    if _is_class(above, above):
        return True
    termed = bool(_TERMED.match(said))
    alone = slot.hours.end <= _SHORT and not _others(said)
    if row.place >= _FIRST_ROWS or not alone:
        return False
    return termed or not _OF_PEOPLE.search(over) or (bool(_TEACHER.match(over)) and _is_lesson(slot))


def _others(said: str) -> bool:
    """Whether it has other words than those of a course's number and term."""
    return any(letter.isalpha() for letter in _OF_TERM.sub("", sectionlabels.COURSE.sub("", said)))


_MARKS = " |,;:.*•·–—-"
_OF_TERM = re.compile(
    r"\b(?:fall|spring|summer|winter|autumn|semester|term|quarter|session|online|crn|sec(?:tion)?(?: \w{1,3})?)\b",
    re.IGNORECASE,
)


def _is_all_week(slot: Slot) -> bool:
    """Whether these are hours of business: from morning to evening, every day."""
    return len(slot.days.days) >= _WEEKDAYS and slots.minutes(slot.hours) >= _DAY


_WEEKDAYS = 5
_DAY = 7 * 60
_TEACHER = re.compile(r"\W*(?:instructor|prof\w*|lecturer)\s*[:.]?\s+[A-Z][^:]*$", re.IGNORECASE)
""" "Instructor: Ida Quill", under which the hours of the class may stand as well."""
_LESSON = 75


def _is_lesson(slot: Slot) -> bool:
    """Whether the hours last as a lesson does, and not as office hours do, which are whole hours."""
    lasts = slots.minutes(slot.hours)
    return lasts >= _LESSON or lasts % 60 != 0


_TERMED = re.compile(r"\W*(?:fall|spring|summer|winter|autumn)\s+20\d\d\W*$", re.IGNORECASE)
"""Before days and hours it says whose they are: "Winter 2017, TR 8:00-9:50"."""


def _span(slot: Slot, term: Term) -> tuple[str | None, str | None]:
    """The first and the last day of the meetings, where dates right behind the hours tell them."""
    found = [each for each in dates.find(slot.after[:_SHORT]) if each.dated]
    days = [day for each in found for day in term.days(each)]
    told = [each.through for each in found] == [True] or (
        len(found) > 1 and _TO.search(slot.after[found[0].end : found[1].start])
    )
    if told and len(days) > 1 and days[1] - days[0] > _WEEKS:
        return days[0].isoformat(), days[1].isoformat()
    return None, None


def _found(slot: Slot, said: str, over: str, beside: str | None, span: tuple[str | None, str | None]) -> _Found:
    return _Found(
        Meeting(
            kind=_kind(_bracket(slot.after)) or _kind(said) or _kind(over) or "lecture",
            days=list(slot.days.days),
            start=slot.hours.begins,
            end=slot.hours.ends,
            location=rooms.behind(sectionlabels.BRACKETED.sub("", slot.after, count=1)) or beside,
            first=span[0],
            last=span[1],
        ),
        sectionlabels.of(_SENTENCE_END.split(slot.before)[-1], slot.after),
    )


def _bracket(after: str) -> str:
    """What stands in brackets right behind the hours: "(Laboratories)"."""
    match = re.match(r"\s*\(([^()]{3,30})\)", after)
    return match[1] if match else ""


def _kind(said: str) -> MeetingKind | None:
    """The kind that is named last: nearest to the days; "meet" and "class" tell none where another is named."""
    named: dict[tuple[bool, int], MeetingKind] = {
        (not _OF_ANY.fullmatch(match.group()), match.start()): kind
        for kind, pattern in _KINDS
        for match in pattern.finditer(said)
        if not _AND_ALSO.search(said, 0, match.start())
    }
    return named[max(named)] if named else None


_AND_ALSO = re.compile(r"\b(?:lectures?|lecs?|labs?|seminars?)\s*(?:[&/+]|and)\s*$", re.IGNORECASE)
"""Before what the same hours are as well: "Lecture & discussion: MW 10:00"."""
_OF_ANY = words(r"class(?:es)?|course|meetings?|meets?|sections?")
