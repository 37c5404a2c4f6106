"""What the final grade is made of: the statements of shares that stand together and make up the whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import itemgetter

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
_STEM = 4
_MOST = 20
_MANY = 5
"""So many parts are no accident."""


def find(document: Document, entries: Sequence[Entry]) -> list[GradingPart]:
    found = list(shares.find(entries))
    likely, best = max(
        ((_likely(*weighed), weighed[0]) for weighed in map(_weighed, _schemes(found))), key=itemgetter(0)
    )
    return [_part(document, share) for share in best] if likely >= _ENOUGH else []


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
        for share in of_unit:
            if group and (share.row - group[-1].row > _NEAR_ROWS or share.table != group[-1].table):
                yield group
                group = []
            group.append(share)
            headed.setdefault(share.heading, []).append(share)
            columns.setdefault((share.table, share.column), []).append(share)
        yield group
        yield [share for share in of_unit if share.is_heading]
        yield from headed.values()
        yield from columns.values()
        yield from _adjoining(of_unit)
        if len(of_unit) <= _MOST and abs(_sum(_distinct(of_unit)) - _WHOLE) < _ROUNDING:
            yield of_unit


def _adjoining(of_unit: Iterable[Share]) -> Iterator[list[Share]]:
    """Shares in rows right after each other, whether or not the reader saw all of them as one table."""
    group: list[Share] = []
    for share in of_unit:
        if group and share.row - group[-1].row > 1:
            yield group
            group = []
        group.append(share)
    yield group


def _distinct(scheme: Iterable[Share]) -> list[Share]:
    """Without totals, and without what is said a second time in other words than those of one table."""
    parts = (share for share in scheme if not _is_total(share))
    return list(
        {
            (share.name.lower(), share.amount, None if share.table is None else share.row): share for share in parts
        }.values()
    )


def _weighed(scheme: Sequence[Share]) -> tuple[list[Share], bool]:
    """The scheme in percent of the whole, without totals and repetitions, and whether anything else was cut off.

    Empty where points have no stated total.
    """
    totals = [share.amount for share in scheme if _is_total(share)]
    parts = _distinct(scheme)
    if parts and parts[0].unit == "points":
        whole = max(totals, default=_WHOLE)
        if abs(_sum(parts) - whole) > whole * _ROUNDING / _WHOLE:
            return [], False
        return [replace(share, amount=share.amount / whole * _WHOLE) for share in parts], False
    if _sum(parts) <= _WHOLE + _ROUNDING:
        return parts, False
    outer = list(_outer(_without_detail(parts)))
    if abs(_sum(outer) - _WHOLE) < _ROUNDING:
        return outer, False
    return _whole(parts) or _whole(outer) or parts, True


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
    """The longest run of parts that make up the whole, the first of several; empty where there is none."""
    sums = [0.0, *accumulate(share.amount for share in parts)]
    for length in range(len(parts), 1, -1):
        for start in range(len(parts) - length + 1):
            if abs(sums[start + length] - sums[start] - _WHOLE) < _ROUNDING:
                return list(parts[start : start + length])
    return []


def _without_detail(parts: Sequence[Share]) -> Sequence[Share]:
    """Without the one part that is more than the whole, where another has a word of its name: it tells of that."""
    over = _sum(parts) - _WHOLE
    for index in range(len(parts) - 1, 0, -1):
        others = [*parts[:index], *parts[index + 1 :]]
        named = any(_stems(parts[index]) & _stems(other) for other in others[:index])
        if named and abs(parts[index].amount - over) < _ROUNDING:
            return others
    return parts


def _stems(share: Share) -> set[str]:
    return {word[:_STEM] for word in share.name.lower().split() if len(word) >= _STEM}


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


def _likely(parts: Sequence[Share], cut: bool) -> float:  # noqa: FBT001 - as `_weighed` answers
    """How much speaks for its being the course's scheme."""
    if len(parts) == 1 and not _is_all(parts[0]):
        return 0.0
    if not parts or len({share.name.lower() for share in parts}) < min(len(parts), 2):  # the levels of one thing
        return 0.0
    least, most = _PLAUSIBLE
    total = _sum(parts)
    whole = 4.0 if abs(total - _WHOLE) < _ROUNDING else 0.0 if least <= total <= most else -4.0
    heading = 1.5 if any(_OF_GRADE.search(share.heading) for share in parts) else 0.0
    named = sum(bool(kinds(share.name)) for share in parts) / len(parts)
    return whole - cut + heading + 1.5 * named + min(len(parts), _MANY) / _MANY
