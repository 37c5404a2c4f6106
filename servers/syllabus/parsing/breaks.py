"""The days on which class would meet, or the term goes on, and does not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from servers.syllabus.document import Span
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import NO_CLASS, words


@dataclass(frozen=True, slots=True)
class Break:
    first: date
    last: date
    reason: str
    evidence: Span


_BEFORE_OR_AFTER = words(r"(?:before|after|until|over|following|prior to)")
_MEETS = words(
    r"(?:class(?:es)?|we) (?:will )?(?:meets?|is held|are held|in session|resumes?)|will meet|classes resume"
    r"|make-?up|due|submit|end(?:s|ed)?"
)
_UNSURE = words(r"maybe|possibl[ey]|perhaps|might|tentative(?:ly)?|if")
_TO = words(r"to|through|until|till")
_LONGEST = 45
_SAME_BREAK = 4  # days between two rows of one break


def find(entries: Iterable[Entry], term: Term) -> list[Break]:
    """All of them in order, those that lie within another left out."""
    found = sorted(
        (each for entry in entries for each in _breaks(entry, term)),
        key=lambda each: (each.first, -(each.last - each.first).days, each.evidence.line),
    )
    kept: list[Break] = []
    for each in found:
        if any(other.first <= each.first and each.last <= other.last for other in kept):
            continue
        same = kept and kept[-1].reason.lower() == each.reason.lower()
        if same and (each.first - kept[-1].last).days <= _SAME_BREAK and "no " not in each.reason.lower():
            kept[-1] = replace(kept[-1], last=max(each.last, kept[-1].last))
        else:
            kept.append(each)
    return kept


def _breaks(entry: Entry, term: Term) -> Iterator[Break]:
    for start, end in entry.segments:
        match = NO_CLASS.search(entry.text, start, end)
        if match is None or _MEETS.search(entry.text, start, end):
            continue
        if _BEFORE_OR_AFTER.search(entry.text[max(start, match.start() - 12) : match.start()]):
            continue
        own = [each for each in entry.dates if each.dated and start <= each.start < end]
        governed = [each for each in entry.governing.dates if each.dated] if entry.governing and not own else []
        if governed and end - start > 120:  # noqa: PLR2004 - letters: a sentence on something else
            continue
        evidence = entry.block.passage.span(match.start() if governed else start, match.end() if governed else end)
        if _UNSURE.search(entry.text, start, end):
            continue
        for first, last in _periods(entry, own or governed[:1], term):
            if 0 <= (last - first).days <= _LONGEST:
                yield Break(first, last, " ".join(match.group().split()), evidence)


def _periods(entry: Entry, found: Sequence[DateExpression], term: Term) -> Iterator[tuple[date, date]]:
    own = found[0] in entry.dates if found else False
    ends = [day for each in found for day in term.days(each)]
    if own and len(found) == 2 and len(ends) == 2 and _TO.search(entry.text[found[0].end : found[1].start]):  # noqa: PLR2004
        yield ends[0], ends[1]
        return
    whole_week = not own and entry.governing is not None and entry.governing.whole_week
    for each in found:
        days = term.days(each)
        if not days:
            continue
        if each.through or (not own and len(days) > 1):
            yield days[0], days[-1]
        elif each.week_of or whole_week:
            yield days[0], date.fromordinal(days[0].toordinal() + 6)
        else:
            yield from ((day, day) for day in days)
