"""Work that is announced without a date, and duties that repeat without the document fixing their days."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from servers.contract.syllabus import Assignment, Category, Evidence, GradingPart, Recurring, Undated
from servers.syllabus.document import Document
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.merging import numbers, title_words
from servers.syllabus.parsing.rules import names
from servers.syllabus.parsing.titles import Stretch
from servers.syllabus.parsing.vocabulary import DAYS, DUE, NOT_DUE, kinds, words

_WORK: frozenset[Category] = frozenset(
    {"exam", "quiz", "homework", "lab", "project", "presentation", "paper", "discussion"}
)
_OPEN = words(
    r"tb[adc]|to be (?:announced|determined|confirmed|arranged)|(?<!need )(?<!needs )(?<!have )to be scheduled"
    r"|date (?:and time )?(?:is )?not yet"
)
_ROOM = re.compile(
    r"\b(?:rooms?(?:\(s\))?|place|location|venue|time|hall)[\s:,]*(?:is |are |will be )?$", re.IGNORECASE
)
"""Before it, not the day is open."""
_EACH = re.compile(
    r"^(?:every other|each week you will)(?=\W):?\s*"
    r"|\s+(?:(?:each|every)(?: week)?|weekly|(?:will be|are) (?:assigned|posted|given).*)$",
    re.IGNORECASE,
)
_DATE_LEFT = re.compile(r"\s*\(dates?\)", re.IGNORECASE)
_LEFT_OPEN = re.compile(
    r"[\s:(–-]*\b(?:to be (?:announced|determined|confirmed|arranged|scheduled)|tb[adc]|by the registrar)\b.*",
    re.IGNORECASE,
)
""" "Final exam" of "Final exam to be scheduled by the registrar"."""
_STEM = 4
_SENTENCE = 200  # letters: longer ones, as in policies, say of something else that it is open
_REPEATS = words(
    r"every|each|weekly|biweekly|bi-weekly|following (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days"
)
_GIVEN = words(r"(?:given|handed|sent) out|posted|assigned|released|distributed")
_LATER = re.compile(r"\b(?:a|one) week (?:later|after)", re.IGNORECASE)
_ALL = re.compile(r"^(?:all|the)\s+(?=\w)", re.IGNORECASE)
_OF_EVERY_WEEK = re.compile(r"(?:weekly|bi-?weekly)\b", re.IGNORECASE)
_FORTNIGHTLY = words(r"every (?:other|second) \w+|bi-?weekly|every two weeks|fortnightly")


def find(
    document: Document,
    mentioned: Iterable[Iterable[Mention]],
    assignments: Sequence[Assignment],
    parts: Sequence[GradingPart],
    duties: Sequence[Recurring],
) -> list[Undated]:
    """Parts of the grade of which nothing is dated and that no duty tells, and work whose date is "to be announced"."""
    dated = {assignment.category for assignment in assignments}
    known = {(assignment.category, title_words(assignment.title)) for assignment in assignments}
    found: dict[str, Undated] = {}
    for part in parts:
        kind = next(iter(kinds(part.name)), None)
        if kind in _WORK and kind not in dated and not _is_told(part.name, kind, duties):
            found.setdefault(
                part.name.lower(), Undated(title=part.name, category=kind, weight=part.weight, evidence=part.evidence)
            )
    for mention in (mention for inside in mentioned for mention in inside):
        entry = mention.entry
        said = entry.text[mention.clause[0] : mention.clause[1]]
        if (
            mention.category in _WORK
            and len(said) <= _SENTENCE
            and _is_open(said)
            and not _dated_inside(entry, mention)
        ):
            title = _LEFT_OPEN.sub("", _DATE_LEFT.sub("", mention.title)) or mention.title
            if not any(kind == mention.category and _is_same(title_words(title), named) for kind, named in known):
                found.setdefault(
                    title.lower(),
                    Undated(title=title, category=mention.category, evidence=_evidence(document, mention)),
                )
    return list(found.values())


def _is_told(name: str, kind: Category, duties: Iterable[Recurring]) -> bool:
    """Whether a duty of every week is the part: "Homework, due Fridays" of "Homeworks 20 %"."""
    return any(duty.category == kind and _stems(name) & _stems(duty.title) for duty in duties)


def _stems(name: str) -> set[str]:
    return {word[:_STEM] for word in title_words(name)}


def _is_open(said: str) -> bool:
    """Whether the day is still to come, and not the room alone."""
    match = _OPEN.search(said)
    return match is not None and not _ROOM.search(said, 0, match.start())


def _is_same(title: frozenset[str], other: frozenset[str]) -> bool:
    """Whether work of one kind is named by both: "Midterm exam 1" and "Midterm 1"; another number is another work."""
    return numbers(title) == numbers(other) and (title <= other or other <= title)


def recurring(
    document: Document,
    mentioned: Iterable[Iterable[Mention]],
    assignments: Sequence[Assignment],
    parts: Sequence[GradingPart],
) -> list[Recurring]:
    """ "Reading quizzes every Monday": a duty with a rule, where the words fix one and no plan its days.

    Of a part of the grade that is called weekly only that is known.
    """
    seen: set[tuple[int, Stretch]] = set()
    duties: dict[tuple[object, ...], Recurring] = {}
    for mention in (mention for inside in mentioned for mention in inside):
        said = (mention.entry.block.line, mention.segment)
        if mention.category in _WORK and said not in seen and (duty := _recurring(document, mention)):
            seen.add(said)
            if not _is_listed(duty, assignments):
                duties.setdefault((duty.category, duty.rule, duty.time), duty)
    known = {each.category for each in (*duties.values(), *assignments)}
    return [*duties.values(), *(duty for part in parts if (duty := _weekly(part)) and duty.category not in known)]


def _weekly(part: GradingPart) -> Recurring | None:
    kind = next(iter(kinds(part.name)), None)
    if kind not in _WORK or not _OF_EVERY_WEEK.match(part.name):
        return None
    return Recurring(title=part.name, category=kind, rule="FREQ=WEEKLY", evidence=part.evidence)


def _is_listed(duty: Recurring, assignments: Iterable[Assignment]) -> bool:
    """Whether several dated works are of it: "Notebook assignments every Sunday" as "NB 1", "NB 2" on Sundays."""
    of_day = [
        each
        for each in assignments
        if each.category == duty.category and (duty.rule or "").endswith(DAYS[date.fromisoformat(each.date).weekday()])
    ]
    return sum(names(each.title, duty.title.lower().split()) for each in of_day) > 1


def _recurring(document: Document, mention: Mention) -> Recurring | None:
    entry, (start, end) = mention.entry, mention.segment
    said = entry.text[start:end]
    if not (_REPEATS.search(said) and DUE.search(said)) or any(
        each.dated and start <= each.start < end for each in entry.dates
    ):
        return None
    weekday = _weekday_due(mention)
    if weekday is None:
        weekday = _plural_weekday(said)
    if weekday is None:
        return None
    due = DUE.search(entry.text, start, end)
    times = [time for time in entry.times if start <= time.start < end]
    behind = [time for time in times if due and time.start >= due.end()]
    title = _named(mention.title)
    return Recurring(
        title=title if kinds(title) or not entry.label else entry.label.strip(" :"),
        category=mention.category,
        rule=f"FREQ=WEEKLY;{'INTERVAL=2;' if _FORTNIGHTLY.search(said) else ''}BYDAY={DAYS[weekday]}",
        time=next((time.begins for time in (*behind, *times)), None),
        evidence=_evidence(document, mention),
    )


def _named(title: str) -> str:
    """ "Weekly exercises" of "Weekly exercises: a handful of questions", "Problem sets" of "Problem sets each"."""
    first = re.split(r": |, (?:when|which|that)\b", title, maxsplit=1)[0]
    return _ALL.sub("", _EACH.sub("", first if kinds(first) else title))


def _weekday_due(mention: Mention) -> int | None:
    """The weekday behind "due", else the one before it on which nothing is only handed out."""
    entry, (start, end) = mention.entry, mention.segment
    due = DUE.search(entry.text, start, end)
    days = [each for each in entry.dates if each.weekday is not None and start <= each.start < end]
    behind = [each for each in days if due and each.start >= due.end()]
    before = [each for each in days if not NOT_DUE.search(entry.text, start, each.start)]
    return next((each.weekday for each in (*behind, *before)), None)


def _plural_weekday(said: str) -> int | None:
    """That of "on Tuesdays", unless the work is only given out on it."""
    match = re.search(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days\b", said, re.IGNORECASE)
    order = ["mon", "tues", "wednes", "thurs", "fri", "satur", "sun"]
    given = match is not None and _GIVEN.search(said, 0, match.start()) and not _LATER.search(said)
    return order.index(match[1].lower()) if match and not given else None


def _dated_inside(entry: Entry, mention: Mention) -> bool:
    return any(each.dated and mention.clause[0] <= each.start < mention.clause[1] for each in entry.dates)


def _evidence(document: Document, mention: Mention) -> Evidence:
    span = mention.entry.block.passage.span(*mention.segment)
    page = document.lines[span.line].page if document.paged else None
    return Evidence(page=page, text=document.verbatim(span), box=document.box(span))
