"""On which day of its week, or after the day of its row, work is: by a weekday that its clause or column names, by the
end of the week, by a rule for all work of its kind.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Governing
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.rules import HANDED_IN, Rule, rule_for_day
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import DUE, LONG_WEEKDAY, SAT, WEEKDAY_LETTERS, WEEKDAYS, words

NEXT_CLASS = re.compile(
    r"\bdue (?:(?:by|before|at|in|on|the|start|beginning|of) )*(?:next|following) (?:class|lecture|session|meeting)\b",
    re.IGNORECASE,
)
OF_CLASS = words(r"(?:before|in|for|at|during) (?:class|lecture|lab|section)")
_NEXT_DAY = re.compile(rf"\b(?:next|following) {LONG_WEEKDAY.pattern}", re.IGNORECASE)
_END = re.compile(r"\bend of (?:the |this |that )?(?:week|wk)\b|\bEOW\b", re.IGNORECASE)
_BY = re.compile(r"\bby $", re.IGNORECASE)
_DUE_THEN = re.compile(r"(?:\b(?:due|on|by|before|until|this|for)|[,(:–—-])\s*$", re.IGNORECASE)
"""Right before a weekday, it is that of the name before it."""
_WHILE = re.compile(r"\b(?:due|by|before|in|at|for|during)\s+(?:the\s+)?$", re.IGNORECASE)
_GRACE = re.compile(r"\b(?:late|penalty|grace|extensions?|extended)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\s+(?:the\s+\d|holiday\b|break\b|off\b)", re.IGNORECASE)
""" "Monday the 14th" is not of the row's week; nor is work of a "Monday holiday"."""
_POSSESSIVE = ("'s", "’s")
_OF_EACH = re.compile(r"\b(?:each|every|all|any) $", re.IGNORECASE)
_AT_LARGE = re.compile(
    r"\b(?:each|every|all|any|always|usually|generally|weekly|late|penalt\w+|if|unless|may|must be reported"
    r"|office hours?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\b(?:is|are|will be|should|must|can)\b", re.IGNORECASE)
_TAKEN_HOME = words(r"assignments?|homeworks?|due|deliverables?|submissions?|work")
_FRIDAY = 4
_WEEK = timedelta(days=7)


class Told(NamedTuple):
    """The weekday that work is on."""

    weekday: int | None = None
    """0 for Monday, 7 for the Monday after; None where nothing tells it."""
    sure: bool = True
    """False where only the end of the week is told, and not which day that is."""
    by_rule: bool = False
    """A rule for all work of its kind tells it."""


def told(mention: Mention, governing: Governing, term: Term, general: Sequence[Rule]) -> Told:
    """As its own words tell it, else its row, else the end of the week, else a rule."""
    weekday = named(mention)
    weekday = governing.weekday if weekday is None else weekday
    if weekday is not None or governing.kind == "due":
        return Told(weekday)
    if not is_week(governing):
        return _past_its_row(mention, governing, term, general)
    return _end(mention, governing, term) or _by_rule(mention, governing, term, general)


def _past_its_row(mention: Mention, governing: Governing, term: Term, general: Sequence[Rule]) -> Told:
    """The weekday that a rule gives to what the row of another day lists, and does not say to be due then."""
    rule = rule_for_day(mention.category, mention.title, general) if _only_listed(mention) else None
    of_row = term.days(governing.dates[0]) if governing.dates else []
    if rule is None or rule.weekday is None or len(of_row) != 1 or rule.weekday % 7 == of_row[0].weekday():
        return Told()
    return Told(rule.weekday, by_rule=True)


def _only_listed(mention: Mention) -> bool:
    taken_home = mention.category in HANDED_IN
    return taken_home and not mention.due and not DUE.search(mention.entry.block.header)


def is_at_large(mention: Mention, governing: Governing) -> bool:
    """Whether what stands beneath a week speaks of every week: behind the last of them may stand the course's rules."""
    if governing.kind != "heading" or governing.dates:
        return False
    text = mention.entry.text
    told = _SENTENCE.search(text, *mention.clause) and not mention.number
    return bool(told or _AT_LARGE.search(text, *mention.segment))


def is_due_on_its_day(mention: Mention, general: Sequence[Rule]) -> bool:
    """Whether a rule for all work of its kind says that it is due on the very day that lists it. Of labs only what is
    one by its number or is all that its clause names: "Lab: compasses", not "lab safety".
    """
    if not any(rule.on_its_day and rule.holds_for(mention.category) for rule in general):
        return False
    behind = mention.entry.text[mention.phrase[1] : mention.segment[1]].strip(" *_")
    alone = mention.category != "lab" or bool(mention.number) or not behind or behind[0] in ":–—-("
    return alone and not (mention.begins or mention.unasked)


def is_due_later(mention: Mention, governing: Governing, general: Sequence[Rule]) -> bool:
    """Whether the day of its row only lists it, as a rule says of all work of its kind: "due by the next class"."""
    held = any(rule.later and mention.category in (rule.categories or {"homework", "lab"}) for rule in general)
    return held and _only_listed(mention) and not is_week(governing)


def named(mention: Mention) -> int | None:
    """The weekday that the clause, or else the column's header, names; of "before class", "in class on Tuesday"."""
    own = _weekdays(mention)
    for start, end in (mention.clause, mention.segment):
        if found := next((found for found in own if start <= found.start < end), None):
            return found.weekday
    text = mention.entry.text
    if own and not text[: own[0].start].strip(" \t*•(–-"):  # "Mon: Charts. Wed: Tides. HW 1 due"
        labels = [each for each in own if each.start < mention.segment[0] and text.startswith(":", each.end)]
        return (labels or own[:1])[-1].weekday
    block = mention.entry.block
    headed = LONG_WEEKDAY.findall(block.header)
    if not headed and OF_CLASS.search(block.header):
        headed = [day for header in block.beside if OF_CLASS.search(header) for day in LONG_WEEKDAY.findall(header)]
    if not headed and block.header in WEEKDAY_LETTERS and WEEKDAY_LETTERS.intersection(block.beside):
        headed = [block.header]
    return WEEKDAYS[headed[0].lower()] if len(headed) == 1 else None


def _weekdays(mention: Mention) -> list[DateExpression]:
    """The weekdays without a date in its text; of "before Monday's lecture", but not of "covers Monday's lecture", nor
    those of each week: "on Fridays", "every Monday".
    """
    text = mention.entry.text
    return [
        found
        for found in mention.entry.dates
        if found.weekday is not None
        and found.week is None
        and (not text.startswith(_POSSESSIVE, found.end) or _WHILE.search(text, 0, found.start))
        and not (_OF_EACH.search(text, 0, found.start) or text[found.start : found.end].lower().endswith("days"))
        and not _is_grace(mention, found)
    ]


def _is_grace(mention: Mention, found: DateExpression) -> bool:
    """Until when it is still taken, not when it is due: "without penalty until Monday", "late until Sunday"."""
    text, (start, end) = mention.entry.text, mention.segment
    return bool(_GRACE.search(text, max(start, mention.phrase[1]), found.start) or _NUMBER.match(text, found.end, end))


def _by_rule(mention: Mention, governing: Governing, term: Term, general: Sequence[Rule]) -> Told:
    """The weekday that a rule, or the week's only class, gives to work of its kind; to a quiz that a column of
    assignments lists, theirs.
    """
    if rule := rule_for_day(mention.category, mention.title, general):
        return Told(rule.weekday, by_rule=not rule.of_its_week)
    listed = mention.category == "quiz" and _TAKEN_HOME.search(mention.entry.block.header)
    if any(rule.week_ends and (listed or rule.holds_for(mention.category)) for rule in general):
        return _end_of_row(governing, term)._replace(by_rule=True)
    of_row = term.days(governing.dates[0]) if governing.dates else []
    if listed:
        rule = rule_for_day("homework", mention.title, general)
        return (
            Told(rule.weekday, by_rule=True) if rule and [day.weekday() for day in of_row] != [rule.weekday] else Told()
        )
    return Told(min(term.class_days), by_rule=True) if _is_sat_in_class(mention, of_row, term) else Told()


def _is_sat_in_class(mention: Mention, of_row: Sequence[date], term: Term) -> bool:
    """What is sat or shown in a week in which class meets once; but for a final exam, which has a day of its own, and
    for presentations, which may go on.
    """
    apart = mention.plural if mention.category == "presentation" else "final" in mention.title.lower()
    if mention.category not in SAT or apart or len(term.class_days) != 1:
        return False
    return not of_row or of_row[-1] - of_row[0] < _WEEK


def _end(mention: Mention, governing: Governing, term: Term) -> Told | None:
    """ "Due by the end of the week"."""
    if not (_END.search(mention.entry.text, *mention.segment) or _END.search(mention.entry.block.header)):
        return None
    return _end_of_row(governing, term)


def _end_of_row(governing: Governing, term: Term) -> Told:
    range_of_row = governing.dates[0] if governing.dates and governing.dates[0].through else None
    if term.week_ends is None and range_of_row and (days := term.days(range_of_row)):
        return Told(days[-1].weekday())
    return last_day(term)


def is_deadline(mention: Mention, week: DateExpression) -> bool:
    """Whether a week is named as the last for something: "assignment 1 by week 4", "at the end of week 9"."""
    return week.start >= mention.phrase[1] and (week.ends or bool(_BY.search(mention.entry.text, 0, week.start)))


def end_of(week: DateExpression, term: Term) -> Told:
    """ "The end of week 6"."""
    return last_day(term) if week.ends else Told()


def last_day(term: Term) -> Told:
    """The day that a week ends on."""
    return Told(_FRIDAY, sure=False) if term.week_ends is None else Told(term.week_ends)


def later(mention: Mention, governing: Governing, term: Term) -> date | None:
    """The day after that of its row on which a clause says that it is due: "due next Monday", "due next class"."""
    if not mention.due or not governing.dates or governing.kind == "due":
        return None
    text, (start, stop) = mention.entry.text, mention.segment
    days = term.days(governing.dates[0])
    if days and (found := _NEXT_DAY.search(text, start, stop)):
        weekday = WEEKDAYS[found["day"].lower()]
        last = days[-1] + timedelta(days=6 - days[-1].weekday() if governing.whole_week else 0)
        return last + timedelta(days=(weekday - last.weekday() - 1) % 7 + 1)
    if governing.following and NEXT_CLASS.search(text, start, stop):
        following = term.days(governing.following[0])
        return following[0] if following and days and following[0] > days[-1] else None
    return None


def behind(mention: Mention, found: DateExpression, day: date) -> date | None:
    """The weekday on or after `day`, the date that `found` is, of "Sept 17: wind (quiz 1 on Monday)"."""
    text, (start, stop) = mention.entry.text, (mention.phrase[1], mention.clause[1])
    if found.end > mention.phrase[0] or found.through or found.week_of or len(found.days) > 1:
        return None
    for other in _weekdays(mention):
        if start <= other.start < stop and _DUE_THEN.search(text, start, other.start) and other.weekday is not None:
            return day + timedelta(days=(other.weekday - day.weekday()) % 7)
    return None


def is_week(governing: Governing) -> bool:
    """Whether the date stands for a week of class, not for one day."""
    several = sum(len(found.days) for found in governing.dates) > 1
    return governing.week is not None or governing.whole_week or governing.weekly or several


def on(told: Told, governing: Governing, term: Term) -> date | None:
    """The day of that name in the week that a row is of; of the row of one class, the next from it on."""
    dated = next((found for found in governing.dates if found.dated), None)
    days = term.days(dated) if dated else []
    if told.weekday is None or (dated and not days):
        return None
    monday = days[0] - timedelta(days=days[0].weekday()) if days else term.monday(governing.week or 0)
    if monday is None or (governing.week is None and not days):
        return None
    day = monday + timedelta(days=told.weekday)
    if not days or day >= days[0]:
        return day
    of_class = not is_week(governing) and governing.kind != "due"
    of_class = of_class and (told.by_rule or days[0].weekday() in term.class_days)
    within = dated is not None and dated.through and day + _WEEK <= days[-1]  # "Tue 9/2 - Mon 9/8" has one Monday
    return day + _WEEK if of_class or within else day
