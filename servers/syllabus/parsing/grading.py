"""What the final grade is made of: the statements of shares that stand together and make up the whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from servers.contract.syllabus import Evidence, GradingPart
from servers.syllabus.document import Document
from servers.syllabus.parsing import shares
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.shares import Share
from servers.syllabus.parsing.vocabulary import kinds, words

_TOTAL = words(r"(?:grand |sub|course )?totals?(?: points?| possible)*|sum|overall")
_OF_GRADE = words(
    r"grad(?:e|es|ed|ing)|assessments?|evaluations?|weights?|weighting|percent\w*|marks?|points|components?"
    r"|requirements"
)
_NEAR_ROWS = 8
"""Shares further apart are of different schemes."""
_WHOLE = 100.0
_ROUNDING = 0.6
_PLAUSIBLE = (40.0, 125.0)
"""Between these an incomplete scheme may lie, of which something was not read."""
_ENOUGH = 2.0
_LEAST_POINTS = 10
"""Less in all is what one piece of work gives."""
_STEM = 4
_MOST = 20
_SHORT = 60
"""Letters of a line that names a part; a paragraph tells of it, and the list behind tells no more than its details."""
_DETAIL = 4
"""More parts than these beneath one are how it is marked, not what the course is made of."""
_MANY = 5
"""So many parts are no accident."""


def find(document: Document, entries: Sequence[Entry]) -> list[GradingPart]:
    schemes = [(_likely(weighed), weighed) for weighed in map(_weighed, _schemes(list(shares.find(entries))))]
    likely, best = max(schemes, key=itemgetter(0))
    if likely < _ENOUGH:
        return []
    before = (each for sure, each in schemes if sure > likely - 1 and _is_alternative(each.parts, best.parts))
    best = min(before, key=lambda each: each.parts[0].row, default=best)
    return [_part(document, share) for share in best.parts]


def _is_alternative(parts: Sequence[Share], best: Sequence[Share]) -> bool:
    """Whether an earlier scheme weighs the same parts otherwise: the one without which no other were told of."""
    amounts = {share.name.lower(): share.amount for share in parts}
    again = [share for share in best if share.name.lower() in amounts]
    return (
        bool(parts)
        and parts[-1].row < best[0].row
        and len(again) * 2 > len(parts)
        and any(amounts[share.name.lower()] != share.amount for share in again)
    )


def doubts(parts: Sequence[GradingPart]) -> list[str]:
    """A sentence where the parts do not make up the whole."""
    total = sum(part.weight or 0 for part in parts)
    if not parts or abs(total - _WHOLE) < 2 * _ROUNDING:
        return []
    return [f"The parts of the grade as read add up to {total:g} %, not 100: compare them with the syllabus"]


def _part(document: Document, share: Share) -> GradingPart:
    evidence = Evidence(
        page=document.lines[share.evidence.line].page if document.paged else None,
        text=document.verbatim(share.evidence),
        box=document.box(share.evidence),
    )
    return GradingPart(
        name=share.name, weight=round(share.amount, 1), count=share.count, drop=share.drop, evidence=evidence
    )


def _schemes(found: Sequence[Share]) -> Iterator[list[Share]]:
    """Shares of one unit near each other, those under one heading or in one column, and those that are headings."""
    for unit in ("%", "points"):
        of_unit = [share for share in found if share.unit == unit]
        group: list[Share] = []
        headed: dict[str, list[Share]] = {}
        columns: dict[tuple[int | None, int], list[Share]] = {}
        rows: dict[int, list[Share]] = {}
        for share in of_unit:
            if group and (share.row - group[-1].row > _NEAR_ROWS or share.table != group[-1].table):
                yield group
                group = []
            group.append(share)
            headed.setdefault(share.heading, []).append(share)
            columns.setdefault((share.table, share.column), []).append(share)
            rows.setdefault(share.row, []).append(share)
        yield group
        yield [share for share in of_unit if share.is_heading]
        yield from headed.values()
        yield from columns.values()
        yield from (row for row in rows.values() if len(row) > 1)
        yield from _adjoining(of_unit)
        if len(of_unit) <= _MOST and abs(_sum(_distinct(of_unit)) - _WHOLE) < _ROUNDING:
            yield of_unit


def _adjoining(of_unit: Iterable[Share]) -> Iterator[list[Share]]:
    """Shares in rows right after each other, one a row or several, whether or not the reader saw one table of them."""
    group: list[Share] = []
    single = True
    for row, grouped in groupby(of_unit, key=lambda share: share.row):
        members = list(grouped)
        if group and (row - group[-1].row > 1 or (len(members) == 1) != single):
            yield group
            group = []
        single = len(members) == 1
        group += members
    yield group


def _distinct(scheme: Iterable[Share]) -> list[Share]:
    """Without totals, and without what is said a second time in other words than those of one table."""
    parts = (share for share in scheme if not _is_total(share))
    return list(
        {
            (share.name.lower(), share.amount, None if share.table is None else share.row): share for share in parts
        }.values()
    )


class _Scheme(NamedTuple):
    """Parts in percent of the whole."""

    parts: list[Share]
    cut: bool = False
    """Something else was cut off."""
    totalled: bool = False
    """A row states what they make together."""


def _weighed(scheme: Sequence[Share]) -> _Scheme:
    """In percent of the whole, without totals and repetitions; empty where points have no stated total."""
    totals = [share.amount for share in scheme if _is_total(share)]
    parts = _distinct(scheme)
    if parts and parts[0].unit == "points":
        whole = max(totals, default=_WHOLE)
        if whole < _LEAST_POINTS or abs(_sum(parts) - whole) > whole * _ROUNDING / _WHOLE:
            return _Scheme([])
        return _Scheme([replace(share, amount=share.amount / whole * _WHOLE) for share in parts], totalled=bool(totals))
    totalled = any(abs(_sum(parts) - total) < _ROUNDING for total in totals)
    if totalled or _sum(parts) <= _WHOLE + _ROUNDING:  # "Total: 105 %", of which five are a bonus
        return _Scheme(_with_each(parts), totalled=totalled)
    for each in (_inner(parts), list(_outer(_without_detail(parts)))):
        if abs(_sum(each) - _WHOLE) < _ROUNDING:
            return _Scheme(each)
    return _Scheme(_whole(parts) or _whole(list(_outer(_without_detail(parts)))) or parts, cut=True)


def _with_each(parts: list[Share]) -> list[Share]:
    """With all members of the one part of which each is just as much as is missing: "2 midterms (20%)"."""
    missing = _WHOLE - _sum(parts)
    short = [part for part in parts if part.count and abs(part.amount * (part.count - 1) - missing) < _ROUNDING]
    if missing < _ROUNDING or len(short) != 1:
        return parts
    return [replace(part, amount=part.amount + missing) if part is short[0] else part for part in parts]


def _is_all(share: Share) -> bool:
    """Whether one part is the whole: "100% homework", under a heading of the grade."""
    short = len(share.name.split()) <= 2  # noqa: PLR2004 - "Term paper"
    return (
        share.amount == _WHOLE
        and short
        and bool(kinds(share.name))
        and bool(share.count or _OF_GRADE.search(share.heading))
    )


def _is_total(share: Share) -> bool:
    return bool(_TOTAL.search(share.name)) and not kinds(share.name)


def _whole(parts: Sequence[Share]) -> list[Share]:
    """The longest run of parts that make up the whole, the first that splits no row; empty where there is none."""
    sums = [0.0, *accumulate(share.amount for share in parts)]
    for length in range(len(parts), 1, -1):
        begin = [
            start
            for start in range(len(parts) - length + 1)
            if abs(sums[start + length] - sums[start] - _WHOLE) < _ROUNDING
        ]
        unsplit = [start for start in begin if not start or parts[start].row != parts[start - 1].row]
        for start in (unsplit or begin)[:1]:
            return list(parts[start : start + length])
    return []


def _without_detail(parts: Sequence[Share]) -> Sequence[Share]:
    """Without what is more than the whole and has a word of another part's name: it tells of that."""
    over = _sum(parts) - _WHOLE
    for index, part in enumerate(parts):
        members = [other for other in parts[index + 1 :] if _stems(part) & _stems(other)]
        if len(members) > 1 and abs(_sum(members) - part.amount) < _ROUNDING:
            return [other for other in parts if other not in members]
    for index in range(len(parts) - 1, 0, -1):
        others = [*parts[:index], *parts[index + 1 :]]
        named = any(_stems(parts[index]) & _stems(other) for other in others[:index])
        if named and abs(parts[index].amount - over) < _ROUNDING:
            return others
    return parts


def _stems(share: Share) -> set[str]:
    return {word[:_STEM] for word in share.name.lower().split() if len(word) >= _STEM}


def _inner(parts: Sequence[Share]) -> list[Share]:
    """The parts behind each that make it up, in rows of their own, instead of it: "Exams 60%", "Midterm 25%", …."""
    kept = list(_outer(parts))
    places = [parts.index(part) for part in kept] + [len(parts)]
    inner: list[Share] = []
    for part, (begin, end) in zip(kept, pairwise(places), strict=True):
        within = parts[begin + 1 : end]
        listed = [share.row for share in within] == list(range(part.row + 1, part.row + 1 + len(within)))
        inner += within if listed and 1 < len(within) <= _DETAIL and part.letters <= _SHORT else [part]
    return inner


def _outer(parts: Sequence[Share]) -> Iterator[Share]:
    """Each part without the parts behind it that together are just as much."""
    index = 0
    while index < len(parts):
        yield parts[index]
        inner = [_sum(parts[index + 1 : end]) for end in range(index + 3, len(parts) + 1)]
        within = next((n for n, total in enumerate(inner) if abs(total - parts[index].amount) < _ROUNDING), None)
        index += 1 if within is None else within + 3


def _sum(parts: Iterable[Share]) -> float:
    return sum(share.amount for share in parts)


def _likely(scheme: _Scheme) -> float:
    """How much speaks for its being the course's scheme."""
    parts = scheme.parts
    if len(parts) == 1 and not _is_all(parts[0]):
        return 0.0
    if not parts or len({share.name.lower() for share in parts}) < min(len(parts), 2):  # the levels of one thing
        return 0.0
    least, most = _PLAUSIBLE
    total = _sum(parts)
    complete = abs(total - _WHOLE) < _ROUNDING or scheme.totalled
    whole = 4.0 if complete else 0.0 if least <= total <= most else -4.0
    heading = 1.5 if any(_OF_GRADE.search(share.heading) for share in parts) else 0.0
    named = sum(bool(kinds(share.name)) for share in parts) / len(parts)
    told = 0.5 * scheme.totalled
    return whole + told - scheme.cut + heading + 1.5 * named + min(len(parts), _MANY) / _MANY
