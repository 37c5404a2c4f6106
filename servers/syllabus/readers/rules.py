"""The lines drawn on a page, sorted out: which strike words through, which underline them, which part things.

What parts is mended first: a border drawn cell by cell, dash by dash or twice becomes one rule.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from servers.syllabus.document import Box
from servers.syllabus.readers.drawn import Ink, Placed, Rule
from servers.syllabus.readers.runs import Row

NEAR = 2.5  # points between two lines that are one; a row of text is at least three times as high
JOINT = 3.0  # points between two pieces of a line, or a line's end and the line that it should touch
_COVERED = 0.6  # of a line under or through words is under or through them, not beside
_WIDE = 0.35  # of the page: shades behind rows, not behind words
_OVERHANG = 2.0  # points
_TALLEST = 60.0  # points of type
_SIDES = 3  # standing rules of a table at least
_TWO_LINES = 20.0  # points: rows that are lower may be lines of one cell
_OVER = -0.6  # of the size from the baseline, downwards: a line above this underlines the words above
_THROUGH = -0.15  # and one above this strikes through
_UNDER = 0.28  # and one above this underlines


def struck_and_parted(ink: Ink) -> tuple[list[Placed], list[Rule], list[Rule]]:
    """The words, those struck through marked so; and the rules that part: lying and standing."""
    order = sorted((word for word in ink.words if not word.turn), key=attrgetter("baseline")) if ink.lying else []
    baselines = [word.baseline for word in order]
    struck: set[int] = set()
    parting: list[Rule] = []
    for rule in ink.lying:
        near = order[bisect_left(baselines, rule.at - _TALLEST / 3) : bisect_left(baselines, rule.at + _TALLEST)]
        marked = _marked(rule, near)
        if marked is None:
            parting.append(rule)
        else:
            struck.update(marked)
    words = [word._replace(struck=True) if id(word) in struck else word for word in ink.words] if struck else ink.words
    return words, mended([*parting, *_breaks(ink.standing)]), mended(ink.standing)


def _breaks(standing: Sequence[Rule]) -> list[Rule]:
    """Rules where all standing ones of a table break off and begin anew: rows that are only drawn at their sides."""
    joints: list[tuple[float, float]] = []
    for piece, below in pairwise(sorted(standing, key=lambda rule: (round(rule.at), rule.start))):
        if round(piece.at) == round(below.at) and -JOINT < below.start - piece.end < JOINT:
            joints.append(((piece.end + below.start) / 2, piece.at))
    rows: list[list[tuple[float, float]]] = []
    for joint in sorted(joints):
        if rows and joint[0] - rows[-1][0][0] < NEAR:
            rows[-1].append(joint)
        else:
            rows.append([joint])
    edges = [(row[0][0], sorted(at for _, at in row)) for row in rows]
    found = [Rule(at, xs[0], xs[-1]) for at, xs in edges if len(xs) >= _SIDES and xs[-1] - xs[0] > _TALLEST]
    heights = sorted(below.at - above.at for above, below in pairwise(found))
    return found if len(heights) > 1 and heights[len(heights) // 2] > _TWO_LINES else []


def with_shades(lying: Sequence[Rule], shades: Sequence[Box], width: float) -> list[Rule]:
    """The lying rules, with the upper and lower edges of wide shades: a table whose every other row is shaded."""
    edges = [Rule(at, x0, x1) for x0, top, x1, bottom in shades for at in (top, bottom)]
    return sorted((*lying, *(rule for rule in mended(edges) if rule.end - rule.start > _WIDE * width)))


def _marked(rule: Rule, near: Sequence[Placed]) -> list[int] | None:
    """The words that the line strikes through, by identity; none where it underlines; None where it does neither."""
    beside = [word for word in near if word.x0 < rule.end and word.x1 > rule.start and _touches(rule, word)]
    if not beside:
        return None
    covered = sum(min(word.x1, rule.end) - max(word.x0, rule.start) for word in beside)
    inside = (
        rule.start > min(word.x0 for word in beside) - _OVERHANG
        and rule.end < max(word.x1 for word in beside) + _OVERHANG
    )
    if not inside or covered < _COVERED * (rule.end - rule.start):
        return None
    return [
        id(word)
        for word in beside
        if word.baseline + _OVER * word.size < rule.at < word.baseline + _THROUGH * word.size
        and min(word.x1, rule.end) - max(word.x0, rule.start) > _COVERED * (word.x1 - word.x0)
    ]


def _touches(rule: Rule, word: Placed) -> bool:
    return word.top < rule.at < word.baseline + _UNDER * word.size


def is_parted(above: Row, below: Row, lying: Sequence[Rule]) -> bool:
    """Whether a rule lies between two rows of text."""
    at = bisect_left(lying, (above[0].baseline,))
    return at < len(lying) and lying[at].at < below[0].baseline


def rules_between(above: Row, below: Row, lying: Sequence[Rule]) -> int:
    """How many rules lie between two rows of text, one below the other."""
    first, end = bisect_left(lying, (above[0].baseline,)), bisect_left(lying, (below[0].baseline,))
    places = [rule.at for rule in lying[first:end]]
    return len(places) - sum(two - one < NEAR for one, two in pairwise(places))


def mended(rules: Sequence[Rule]) -> list[Rule]:
    """The same lines with as few rules as they can be said with, in order of place."""
    return [rule for level in _levels(rules) for rule in _joined(level)]


def _levels(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    level: list[Rule] = []
    for rule in sorted(rules):
        if level and rule.at - level[0].at > NEAR:
            yield level
            level = []
        level.append(rule)
    if level:
        yield level


def _joined(level: list[Rule]) -> Iterator[Rule]:
    level.sort(key=attrgetter("start"))
    at, start, end = level[0]
    for rule in level[1:]:
        if rule.start > end + JOINT:
            yield Rule(at, start, end)
            at, start, end = rule
        end = max(end, rule.end)
    yield Rule(at, start, end)
