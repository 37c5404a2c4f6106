"""What names the work of a line that only says when: the heading, label or line over it."""

import re
from typing import NamedTuple

from servers.contract.syllabus import Category
from servers.syllabus.parsing import titles
from servers.syllabus.parsing.entries import Entry, is_mostly_date, says_only_when
from servers.syllabus.parsing.names import nouns
from servers.syllabus.parsing.vocabulary import DUE, NO_CLASS, NOT_WORK, NUMBERED_DUE, WEAK, kinds, singular, words

_WHEN = re.compile(r"\W*(?:dates?|when|day|date and time)\s*:", re.IGNORECASE)
_IN_CLASS = re.compile(r"\bin[- ]class\b", re.IGNORECASE)
_MANNER = words(
    r"in[- ]class|take-?home|groups?|teams?|individual|pairs?|written|oral|online|short|long|evening|regular"
)
_HOW = re.compile(rf"(?:(?:by|via|on|in|to|through)\s*)?(?:{titles.PLACE})?", re.IGNORECASE)
_DATES = re.compile(r"\s+dates?$", re.IGNORECASE)
_BEHIND_DAY = re.compile(r"\s*(?:[:–—]|-\s)\s*(?=[^\W\d])")
_READS = re.compile(r"(?:read|watch|listen|review|skim|view|see)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"(?:(?!(?:and|schedules?|calendar|topics|lectures?|class)\b)[\w-]+ ?){1,3}(?<=s) ?:?", re.IGNORECASE
)
"""Works of one kind, and nothing beside them: not "Topics and assignments"."""
_HELD_IN_CLASS = frozenset({"lab", "discussion", "participation", "other", "admin"})
_THESE = re.compile(r"\W*(?:these|this|those|the listed|the above)\s", re.IGNORECASE)
_FEW = 4  # words that name work
_NAMES = 8  # words of a line over a list, "MATH 470 Assignments, Fall 2025"
_SHORT = 14  # words of a line that says when


class Named(NamedTuple):
    title: str
    category: Category
    due: bool
    one: bool = False
    """The line is the deadline of one numbered work, and of no other."""


def naming(entry: Entry) -> Named | None:
    """A date beneath "Midterm exams:", or beneath the heading of that name; "Due Dec. 2" beneath "Assignment 4"."""
    name = _over(entry)
    leads = entry.text.rstrip().endswith(":")  # a list of its own, beneath it
    dated = any(found.dated for found in entry.dates)
    if entry.block.table is not None or leads or not dated or NO_CLASS.search(entry.text):
        return None
    short = len(name.split()) <= _FEW
    deadline = short and _tells_deadline(entry)
    if short and _BEHIND_DAY.match(entry.text, entry.dates[0].end) and not deadline:
        return _listed(entry, name)
    if not (deadline or is_mostly_date(entry) or _begins_with_day(entry)):
        return None
    return _of_kind(entry, name, deadline=deadline) if kinds(name) else _of_item(entry, name)


def _of_kind(entry: Entry, name: str, *, deadline: bool) -> Named | None:
    """What names work by its kind: "Midterm exams:", "Assignment 4"."""
    if WEAK.fullmatch(name) or not (deadline or _introduces(entry, name)):
        return None
    begin, end, kind = nouns(name, 0, len(name))[0]
    if not entry.block.alone and kind != "exam":  # beside the day of an exam stand its hours and room, else a name
        return None
    short = len(name.split()) <= _FEW
    title = titles.of_phrase(_DATES.sub("", name.rstrip(" :")) if short else name[begin:end])
    one = short and sum(len(found.days) for found in entry.dates) == 1 and bool(kinds(title.split()[-1]))
    due = bool(DUE.search(name)) or short or deadline
    return Named(singular(title) if one else title, kind, due, one=deadline and title[-1:].isdigit())


def _of_item(entry: Entry, name: str) -> Named | None:
    """ "Due on May 4" beneath the item "How do maps lie?" of a list: work by what it is about."""
    about = 1 < len(name.split()) <= _SHORT and name[0].isupper() and not name.endswith(":")
    if not (about and entry.block.bullet and name == entry.label and _tells_deadline(entry)):
        return None
    over = next((heading for heading in reversed(entry.block.headings) if kinds(heading)), "homework")
    return Named(titles.of_phrase(name), kinds(over)[0], due=True)


def _listed(entry: Entry, name: str) -> Named | None:
    """ "Sep 5: Homer" in the list beneath "Response papers"."""
    first, kind = entry.dates[0], kinds(name)
    behind = _BEHIND_DAY.match(entry.text, first.end)
    if not (entry.block.bullet and behind and _SEVERAL.fullmatch(name) and kind and kind[0] not in _HELD_IN_CLASS):
        return None
    what = titles.of_segment(entry, (behind.end(), len(entry.text)))
    if (
        entry.text[: first.start].strip()
        or not what
        or _READS.match(what)
        or NO_CLASS.search(entry.text)
        or NOT_WORK.search(entry.text)
    ):
        return None
    return Named(f"{singular(name.rstrip(' :'))}: {what}", kind[0], due=True)


def numbered(entry: Entry) -> Named | None:
    """ "3. Due September 13:" beneath "Assignments" is the third of them."""
    number = NUMBERED_DUE.match(entry.text)
    if number is None or not entry.dates or entry.text[number.end() : entry.dates[0].start].strip(" :,;-–on"):
        return None
    over = (each for each in (entry.label, *reversed(entry.block.headings)) if len(each.split()) <= _NAMES)
    name = next((each for each in over if kinds(each)), "assignments")
    begin, end, kind = nouns(name, 0, len(name))[-1]
    return Named(f"{singular(name[begin:end]).capitalize()} {number['number']}", kind, due=True)


def referred(entry: Entry, segment: tuple[int, int]) -> Named | None:
    """What "these responses are due before class" speaks of, beneath "Discussion question"."""
    if not _THESE.match(entry.text, *segment):
        return None
    over = (entry.label, *entry.block.headings[-1:])
    name = next((each for each in over if len(each.split()) <= _FEW and kinds(each)), None)
    return Named(titles.of_phrase(name.rstrip(" :")), kinds(name)[0], due=True) if name else None


def _introduces(entry: Entry, name: str) -> bool:
    """Whether a line names what stands beneath it, or at least this, that only says when."""
    one_exam = len(name.split()) == 2 and says_only_when(entry)  # noqa: PLR2004 - "Final exam", as is "Exam 1"
    named = one_exam or (len(name.split()) <= 2 and _begins_with_day(entry))  # noqa: PLR2004
    told = entry.block.bullet or _WHEN.match(entry.text)
    return bool(told) or name.endswith(":") or name in entry.block.headings[-1:] or named


def _over(entry: Entry) -> str:
    """What may name the work of a line that says only when: its label, or a heading over "Date: October 8"."""
    headings = entry.block.headings[:-1] if entry.block.level else entry.block.headings
    if _WHEN.match(entry.text):
        return next((heading for heading in reversed(headings[-2:]) if kinds(heading)), "")
    if _MANNER.fullmatch(entry.label.strip(" :*")):
        return next((name for name in (entry.over_label, *headings[-1:]) if kinds(name)), "")
    return entry.label or (headings[-1] if headings and not entry.block.level else "")


def _begins_with_day(entry: Entry) -> bool:
    """A short line that begins with a day and its hours: "Monday, December 14, 3:30-5:30 PM, room to be announced"."""
    first = next(iter(entry.dates), None)
    return (
        first is not None
        and not entry.text[: first.start].strip()
        and bool(entry.times or _IN_CLASS.search(entry.text))
        and len(entry.text.split()) <= _SHORT
    )


def _tells_deadline(entry: Entry) -> bool:
    """ "Due Dec. 2, 11:59pm on Canvas": when and how something is handed in, and not what."""
    if len(entry.text.split()) > _SHORT or not DUE.within(entry.text):
        return False
    title = titles.of_segment(entry, (0, len(entry.text)))
    return title is None or _HOW.fullmatch(title) is not None
