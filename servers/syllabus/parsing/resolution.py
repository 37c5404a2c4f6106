"""Which date belongs to which work: by clause and sentence, by row and column, by the heading above.

Gives candidates with what speaks for each; whether that is enough is for `confidence` to say.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from servers.contract.syllabus import Derivation
from servers.syllabus.document import Span
from servers.syllabus.parsing import inweek, repeated, titles, windows
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry, Governing
from servers.syllabus.parsing.mentions import Mention, Stretch
from servers.syllabus.parsing.rules import Rule
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import (
    DUE,
    EXAMINED,
    NO_CLASS,
    NUMBERS,
    PERFORMED,
    SAT,
    singular,
)

Relation = Literal["beside", "before", "after", "due column", "row", "lead", "heading"]
"""Where the date stands: in the clause beside the name, leading or following it; in the row's due column; or above."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Perhaps a piece of dated work."""

    mention: Mention
    day: date
    title: str
    relation: Relation
    derivation: Derivation
    evidence: Span
    several: bool = False
    """One of several days that one date expression gives."""
    span: bool = False
    """The date was a range or a week, of which one day was taken."""
    whole_week: bool = False
    """Only the week is known, by its first day."""
    by_rule: bool = False
    """Its weekday is that of a rule for all work of its kind, or of the week's only class."""
    later: bool = False
    """Its words say that it is due on a later day than that of its row, and it is that day."""
    expression: DateExpression | None = None
    """Of its own clause."""
    beside: Entry | None = None
    """The cell that dates it, where that is another than the name's."""
    section: str | None = None
    """The one section that it is for, where its column says so."""

    @property
    def of_section(self) -> str | None:
        """The one section that it is for, as its column or its sentence says: "Section 02: Monday, December 8"."""
        mention = self.mention
        if self.section or mention.category not in SAT:
            return self.section
        named = _FOR_SECTION.findall(mention.entry.text, *mention.segment)
        return named[0] if len(named) == 1 else None


_LONGEST_PRESENTED = timedelta(days=21)
_NOTE = re.compile(r"\s*\(\W*(?:(?:due|for|the|our)\b:?\s*)*", re.IGNORECASE)
_FOR_SECTION = re.compile(
    r"(?:^|[:,;(\n–—-]|\bfor|(?<=\s))\s*\b[Ss]ec(?:tion|\.)\s?#?([A-Z]?\d{1,3}[A-Z]?|[A-Z])\b(?!\.\d)(?=\s*(?:[:(),;–—-]|$))"
)
_CLOSING = re.compile(r"[\])]")
_DUE_ENDS = DUE.pattern + r"[\s:by(on]*$"
_LISTED = re.compile(r"[\s,;&()@]*(?:\b(?:and|at|by|on|before|in class|then)\b[\s,;&()@]*)*", re.IGNORECASE)
"""Between dates of one list, beside their times."""
_GOES_ON = re.compile(r"\s*(?:[-–—&,]|to\b|and\b|through\b)\s*\d", re.IGNORECASE)
_COVERS = re.compile(r"\b(?:covers?|covering|includ\w+|materials?|contents?)\b[^.;()]{0,30}$", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|—|to|through)\s*(\d{1,2})$")
_SOME_TIME = re.compile(r"\bdue in (?:an?|one|two|three|\d{1,2}) (?:days?|weeks?|class(?:es)?)\b", re.IGNORECASE)
"""Later than its row's day, which only gives it out."""
_DATE_OPEN = re.compile(r"\bdates?(?: (?:and|&) times?)?:? (?:tb[adc]\b|to be (?:ann|det|conf|sched))", re.IGNORECASE)
_DUE_AT = re.compile(
    r"\bdue (?:(?:by|before|in|at|on|for|the) )*(?:session|class|lecture|meeting|lesson|seminar)"
    r" #?(?P<number>\d{1,2})\b",
    re.IGNORECASE,
)
_FREE = 40  # letters before a date
_ON = re.compile(r"\s*:?\s*(?:on\s+)?(?:the\s+)?", re.IGNORECASE)
_COUNT = re.compile(r"(?P<count>[A-Za-z]+) (?P<what>(?:[\w-]+ )?\w+s)")

_COUNTED = frozenset({"exam", "quiz", "homework", "lab", "paper", "project"})
"""Of these, "midterm exams" over two days are two; presentations may go on over both."""


def candidates(entry: Entry, mentions: Sequence[Mention], term: Term, general: Sequence[Rule]) -> Iterator[Candidate]:
    """All readings of the mentions of one block that have a date."""
    for mention in mentions:
        own = _own_dates(mention, mentions)
        if own and not mention.number and (days := repeated.days(mention, term)):
            yield from _repeated(mention, days)
        elif own:
            yield from _explicit(windows.closed(mention, own), own, term)
        elif weeks := _own_weeks(mention):
            yield from _in_weeks(mention, weeks, term)
        elif entry.governing and not _elsewhen(mention):
            yield from _governed(mention, entry.governing, term, general)


def _repeated(mention: Mention, days: Sequence[date]) -> Iterator[Candidate]:
    entry = mention.entry
    evidence = entry.block.passage.span(*mention.segment)
    named = replace(mention, title=titles.of_phrase(entry.text[slice(*mention.phrase)]))
    for day, title in zip(days, _titles(named, len(days)), strict=True):
        yield Candidate(named, day, title, "after", "rule", evidence, several=True)


def _own_weeks(mention: Mention) -> list[DateExpression]:
    """The weeks that its clause names, other than that of its row: "due Weeks 3, 5 and 7", "Friday of week 4"."""
    governing = mention.entry.governing
    own = [
        found
        for found in mention.entry.dates
        if found.week is not None
        and mention.clause[0] <= found.start < mention.clause[1]
        and (governing is None or found.week != governing.week)
        and not _covered(mention, found)
    ]
    deadline = mention.number and any(inweek.is_deadline(mention, found) for found in own)
    return own if mention.due or deadline or mention.category in SAT else []


def _in_weeks(mention: Mention, weeks: Sequence[DateExpression], term: Term) -> Iterator[Candidate]:
    evidence = mention.entry.block.passage.span(*mention.segment)
    beside = inweek.named(mention)
    for found in weeks:
        named = replace(mention, due=mention.due or inweek.is_deadline(mention, found))
        monday = term.monday(found.week or 0)
        days = term.printed.get(found.week or 0, ())
        weekday = found.weekday if found.weekday is not None else beside
        told = inweek.Told(weekday) if weekday is not None else inweek.end_of(found, term)
        weekday = told.weekday
        if weekday is not None and monday:
            day, open_day = monday + timedelta(days=weekday), False
        elif days:
            day, open_day = days[-1], len(days) > 1
        else:
            continue
        if not term.holds(day):
            continue
        yield Candidate(
            named,
            day,
            mention.title,
            "beside",
            "week",
            evidence,
            len(weeks) > 1,
            open_day,
            whole_week=not told.sure,
            expression=found,
        )


def _elsewhen(mention: Mention) -> bool:
    """Whether its clause names another week than the row's, or says that its date is open."""
    return bool(_DATE_OPEN.search(mention.entry.text, *mention.segment)) or any(
        (found.finals or found.week is not None) and mention.clause[0] <= found.start < mention.clause[1]
        for found in mention.entry.dates
        if mention.entry.governing
        and found not in mention.entry.governing.dates
        and found.week != mention.entry.governing.week
        and not _covered(mention, found)
    )


def _covered(mention: Mention, found: DateExpression) -> bool:
    """Whether the weeks are those that one exam is about, and not when it is: "Test 1 (motion: weeks 1-2)"."""
    text = mention.entry.text
    if mention.category not in EXAMINED or mention.plural or found.week is None:
        return False
    several = text[found.start : found.start + 5].lower() == "weeks"
    return bool((several and _GOES_ON.match(text, found.end)) or _COVERS.search(text, mention.segment[0], found.start))


def _dated(entry: Entry, stretch: Stretch) -> list[DateExpression]:
    return [found for found in entry.dates if found.dated and stretch[0] <= found.start < stretch[1]]


def _own_dates(mention: Mention, mentions: Sequence[Mention]) -> list[DateExpression]:
    """The dates of the mention's clause; else those of its segment that no other mention lays claim to."""
    entry, phrase = mention.entry, mention.phrase
    if noted := _noted(mention):
        return [noted]
    of_clause = [
        found for found in _dated(entry, mention.clause) if not _in_brackets_of_another(mention, mentions, found)
    ]
    of_clause = _in_its_brackets(mention, of_clause) or of_clause
    if window := windows.closing(mention, of_clause):
        return window
    if len(of_clause) > 1:
        of_clause = [found for found in of_clause if not _is_free(entry, found)] or of_clause
    if len(of_clause) > 1:
        before = [found for found in of_clause if found.end <= phrase[0]]
        after = [found for found in of_clause if found.start >= phrase[1]]
        date_first = bool(before) and _begins(mention, before[0])
        due = _beside_due(mention, of_clause)
        return due or (before[-1:] if date_first and not mention.due else after or before[-1:])
    if of_clause:
        return of_clause
    of_segment = [
        found for found in _dated(entry, mention.segment) if not _in_brackets_of_another(mention, mentions, found)
    ]
    after = [found for found in of_segment if found.start >= phrase[1]]
    before = [found for found in of_segment if found.end <= phrase[0]]
    others = [other for other in mentions if other.segment == mention.segment and other is not mention]
    if after and not any(
        phrase[1] <= other.phrase[0] < after[0].start and _claims(other, after[0]) for other in others
    ):
        return after[:1]
    return after[:1] if after else before[-1:]


def _is_free(entry: Entry, found: DateExpression) -> bool:
    """Whether "no class on" stands right before a date."""
    said = entry.text[max(0, found.start - _FREE) : found.start]
    return any(_ON.fullmatch(said, match.end()) for match in NO_CLASS.finditer(said))


def _noted(mention: Mention) -> DateExpression | None:
    """The day that the name is a note to, in brackets behind it: of "Sep 10, 17 (quiz), 24" the 17th alone."""
    text, named = mention.entry.text, mention.phrase[0]
    for found in mention.entry.dates if "(" in text else ():
        if found.dated and mention.segment[0] <= found.start and _NOTE.fullmatch(text, found.end, named):
            return found if found.through or mention.plural else replace(found, days=found.days[-1:])
    return None


def _in_brackets_of_another(mention: Mention, mentions: Sequence[Mention], found: DateExpression) -> bool:
    """ "Quizzes 20%, midterm 30% (February 9, in class), final 40%": what stands in brackets is of the name before."""
    text = mention.entry.text
    opening = text.rfind("(", mention.segment[0], found.start)
    if opening < 0 or ")" in text[opening : found.start]:
        return False
    before = [other for other in mentions if other.segment == mention.segment and other.phrase[1] <= opening]
    return bool(before) and max(before, key=lambda other: other.phrase[1]) is not mention


def _in_its_brackets(mention: Mention, dates: Iterable[DateExpression]) -> list[DateExpression]:
    """Of "April 15: The sea of today [Final exam: April 29]" the date that stands in the brackets of the name."""
    text, (start, end) = mention.entry.text, mention.phrase
    opening = max(text.rfind("[", mention.segment[0], start), text.rfind("(", mention.segment[0], start))
    closing = _CLOSING.search(text, end)
    if opening < 0 or closing is None or _CLOSING.search(text, opening, start):
        return []
    return [found for found in dates if opening < found.start < closing.start()]


def _claims(other: Mention, found: DateExpression) -> bool:
    """Whether a date belongs to another mention alone: a full clause of its own lies around it."""
    return other.clause[0] <= found.start < other.clause[1] and not DUE.search(
        other.entry.text[other.phrase[1] : found.start]
    )


def _begins(mention: Mention, found: DateExpression) -> bool:
    return not mention.entry.text[mention.segment[0] : found.start].strip(" \t*•-–([")


def _beside_due(mention: Mention, found: Sequence[DateExpression]) -> list[DateExpression]:
    """Of several dates, the one that "due" stands right before; of several works also those that are listed with it."""
    text = mention.entry.text
    first = next(
        (index for index, each in enumerate(found) if re.search(_DUE_ENDS, text[: each.start], re.IGNORECASE)), None
    )
    if first is None:
        return []
    listed = [found[first]]
    for each in found[first + 1 :]:
        between = listed[-1].end, each.start
        timed = [(time.start, time.end) for time in mention.entry.times if between[0] <= time.start < between[1]]
        said = text[slice(*between)] if not timed else text[between[0] : timed[0][0]] + text[timed[0][1] : between[1]]
        if not mention.plural or not _LISTED.fullmatch(said):
            break
        listed.append(each)
    return listed


def _explicit(mention: Mention, own: Sequence[DateExpression], term: Term) -> Iterator[Candidate]:
    entry = mention.entry
    single = len(own) > 1 and all(len(found.days) == 1 and not found.week_of for found in own)
    of_all = _titles(mention, len(own)) if single else []
    for index, found in enumerate(own):
        days = [day for day in term.days(found) if term.holds(day)]
        if not days:
            continue
        relation: Relation = "after" if found.start >= mention.phrase[1] else "before"
        if mention.phrase == mention.segment:
            relation = "beside"
        evidence = entry.block.passage.span(
            min(mention.phrase[0], found.start) if mention.named else mention.segment[0],
            max(mention.segment[1], found.end),
            mention.phrase[1] - 1 if mention.named else None,
        )
        names = of_all[index : index + 1]
        if not names:
            names = [mention.title] if found.through else _titles(mention, len(days))
        at_end = mention.due or mention.category in EXAMINED  # a window in which to take it
        chosen = [days[-1] if at_end else days[0]] if found.through or found.week_of else days
        turns = presented(mention, days, term) if found.through else []
        told = inweek.behind(mention, found, days[0])
        chosen = turns or ([told] if told else chosen)
        for day, title in zip(
            chosen, names if len(names) == len(chosen) else [mention.title] * len(chosen), strict=True
        ):
            yield Candidate(
                mention,
                day,
                title,
                relation,
                "explicit",
                evidence,
                len(chosen) > 1,
                (found.through or found.week_of) and not turns,
                expression=found,
            )


def _titles(mention: Mention, count: int) -> list[str]:
    title = mention.title
    bare = mention.plural and title.endswith("s") and title.split()[0].lower() not in NUMBERS
    if bare and count > 1 and mention.category in _COUNTED and not any(map(str.isdigit, title)):
        title = f"{singular(title)} 1-{count}"
    return numbered(title, count)


def numbered(title: str, count: int) -> list[str]:
    """ "Homework 1-4" over four days is four pieces of work, and so are "Four quizzes"."""
    counted = _COUNT.fullmatch(title)
    if counted and NUMBERS.get(counted["count"].lower(), 0) == count:
        return [f"{singular(counted['what']).capitalize()} {number}" for number in range(1, count + 1)]
    match = _RANGE.search(title)
    if match is None:
        return [title] * count
    first, last = int(match[1]), int(match[2])
    if last - first + 1 != count:
        return [title] * count
    return [f"{title[: match.start()]}{number}" for number in range(first, last + 1)]


def _governed(mention: Mention, governing: Governing, term: Term, general: Sequence[Rule]) -> Iterator[Candidate]:
    entry = mention.entry
    evidence = entry.block.passage.span(*mention.segment, mention.phrase[1] - 1 if mention.named else None)
    relation: Relation = "due column" if governing.kind == "due" else governing.kind
    told = inweek.told(mention, governing, term, general)
    if told.weekday is None and not mention.due:
        mention = replace(mention, due=inweek.is_due_on_its_day(mention, general))
    dated = [found for found in governing.dates if found.dated]
    elsewhen = _SOME_TIME.search(entry.text, *mention.clause) or _due_at_another(mention)
    if elsewhen or inweek.is_at_large(mention, governing):
        return
    if later := inweek.later(mention, governing, term):
        derived: Derivation = "rule" if inweek.NEXT_CLASS.search(entry.text, *mention.segment) else "weekday"
        yield Candidate(mention, later, mention.title, relation, derived, evidence, later=True)
        return
    if inweek.is_due_later(mention, governing, general):
        return
    if day := inweek.on(told, governing, term):
        derivation: Derivation = "weekday" if dated else "week"
        yield Candidate(
            mention, day, mention.title, relation, derivation, evidence, whole_week=not told.sure, by_rule=told.by_rule
        )
        return
    for found in dated[:1]:
        days = term.days(found)
        if not days:
            continue
        chosen, wide = _chosen(mention, governing, days, term, through=found.through)
        for day in chosen:
            yield Candidate(
                mention, day, mention.title, relation, "table", evidence, len(chosen) > 1, wide, governing.whole_week
            )


def _due_at_another(mention: Mention) -> bool:
    """Whether it says of another class by its number that it is due then: "start Problem Set 2 (due Session 7)"."""
    told = _DUE_AT.search(mention.entry.text, *mention.clause)
    block = mention.entry.block
    places = " ".join((mention.entry.text[: mention.clause[0]], mention.entry.label, *block.headings[-1:]))
    return told is not None and re.search(rf"\b{told['number']}\b", places) is None


def _chosen(
    mention: Mention, governing: Governing, days: Sequence[date], term: Term, *, through: bool
) -> tuple[Sequence[date], bool]:
    """Of the days of a row those that are the work's, and whether one was taken of several that it may be on."""
    if through and (turns := presented(mention, days, term)):
        return turns, False
    if through or governing.whole_week:
        classes = _classes(days, term) if inweek.OF_CLASS.search(mention.entry.block.header) else []
        return (classes[:1], False) if classes else (days[-1:], True)
    goes_on = "presentation" in mention.title.lower() and not (mention.number or mention.due)
    if len(days) > 1 and not (mention.plural or goes_on):
        return (days[-1:] if mention.due else days[:1]), True
    return days, False


def presented(mention: Mention, days: Sequence[date], term: Term) -> list[date]:
    """The days of class of a range over which the class presents, one after the other; else none."""
    several = mention.category == "presentation" and mention.plural and len(days) > 1
    if not several or days[-1] - days[0] > _LONGEST_PRESENTED or PERFORMED.search(mention.title):
        return []
    classes = _classes(days, term)
    return classes if len(classes) > 1 else []


def _classes(days: Sequence[date], term: Term) -> list[date]:
    """The days of a week or range on which class meets."""
    last = days[-1] if len(days) > 1 else days[0] + timedelta(days=6)
    every = (days[0] + timedelta(days=number) for number in range((last - days[0]).days + 1))
    return [day for day in every if day.weekday() in term.class_days]
