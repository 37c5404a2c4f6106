"""What stands where all is work: beneath "Due", "Homework (Sunday)", in a list of deadlines, whatever it is called."""

import re
from functools import lru_cache

from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.titles import Stretch
from servers.syllabus.parsing.vocabulary import DEADLINES, DUE, LONG_WEEKDAY, kinds, says_readings

_READS = re.compile(r"\W*(?:read(?:ings?)?|watch|listen|review|skim|view|see)\b", re.IGNORECASE)
_WORK_COLUMN = re.compile(
    r"\W*(?:(?:home-?works?|hws?|assignments?|deliverables?|submissions?|assessments?|milestones?|due|this week)"
    r"\b\W*)+",
    re.IGNORECASE,
)
_DUE_COLUMN = re.compile(
    r"\W*(?:deadlines?|graded (?:work|items?)"
    r"|(?:(?:what['’]?s|what is|items?|(?:home)?work|labs?|assignments?|things?) )?"
    r"(?:to be )?(?:due|to (?:turn|hand) in|(?:turned|handed) in|deliver(?:ies|y|ables?)|hand-?ins?))\b"
    r"\W*(?:\([^()]*\)|today|this week|(?:(?:in|before|by|at|for|on)\b[^,;&/]*))?\W*",
    re.IGNORECASE,
)
_PAGES = re.compile(r"\W*(?:ch(?:ap(?:ter)?s?)?|pp?|pages?|sec(?:tions?)?|handouts?)\b", re.IGNORECASE)
_ASIDES = re.compile(
    r"\((?!\s*(?:not?|optional|ungraded)\b)(?=[^()]*\b(?:due|handed|turned|submit\w*|upload\w*)\b)[^()]*\)"
)
"""Behind a heading, it says how work is handed in."""
_UNLESS = re.compile(
    r"\([^()]*\b(?:unless|otherwise|except)\b[^()]*\)|\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b\.?", re.IGNORECASE
)
"""Behind a heading, "11:59 pm (Friday unless noted)" says when."""
_FEW = 4  # words beside "deadlines" in a heading


def is_of_work(header: str) -> bool:
    return _is_work_column(header) or is_due_list(header)


def as_due(entry: Entry, segment: Stretch) -> bool:
    """Whether it stands in a list or a column of deadlines, with a date."""
    dated = any(found.dated and segment[0] <= found.start < segment[1] for found in entry.dates)
    if entry.governing and entry.governing.kind == "due" and entry.block.bullet and entry.block.table is None:
        return True
    header = entry.block.header
    reads = bool(_READS.match(entry.text, segment[0]))
    if _of_a_weekday(header):
        return True
    if (
        (_is_work_column(header) or _is_due_column(header))
        and entry.governing
        and not (reads or _PAGES.match(entry.text, segment[0]))
    ):
        return True
    on_a_day = any(
        (found.dated or _ends_with(entry, segment, found)) and segment[0] <= found.start < segment[1]
        for found in entry.dates
    )
    if on_a_day and not reads and kinds(header) and len(header.split()) <= _FEW:
        return True
    over = (entry.block.header,) if entry.block.table is not None else (*entry.block.headings[-1:], entry.label)
    return dated and not entry.block.level and any(is_due_list(each) for each in over)


def _ends_with(entry: Entry, segment: Stretch, found: DateExpression) -> bool:
    """ "Chapter 12, Sunday": the weekday is all that stands behind the comma."""
    before, after = entry.text[segment[0] : found.start].rstrip(), entry.text[found.end : segment[1]]
    return found.weekday is not None and before.endswith((",", ":", "-", "–", "due", "by")) and not after.strip(" .)*")


@lru_cache(maxsize=1 << 8)
def _of_a_weekday(header: str) -> bool:
    """ "Homework (Sunday)", "Online chapters (due Wed)": all that stands in the column is handed in on that day."""
    work = kinds(header) or (DUE.search(header) and not says_readings(header))
    return bool(work) and bool(LONG_WEEKDAY.search(header)) and len(_UNLESS.sub("", header).split()) <= _FEW


@lru_cache(maxsize=1 << 8)
def _is_work_column(header: str) -> bool:
    """ "Homework*" or "Assignments due": all that stands in the column is work, whatever it is called."""
    return bool(_WORK_COLUMN.fullmatch(header))


@lru_cache(maxsize=1 << 8)
def _is_due_column(header: str) -> bool:
    """ "Due in class", "To turn in": all that stands in the column is handed in, whatever it is called."""
    return bool(_DUE_COLUMN.fullmatch(header))


@lru_cache(maxsize=1 << 8)
def is_due_list(above: str) -> bool:
    """Whether a heading, line or header says of what stands beneath that it is handed in, and little else."""
    few = len(DEADLINES.sub("", _UNLESS.sub("", _ASIDES.sub("", above))).split()) <= _FEW
    named = kinds(above.partition(":")[2])  # "Due: Problem set 1" is of that alone
    return few and bool(DEADLINES.search(above)) and not (named or says_readings(above))
