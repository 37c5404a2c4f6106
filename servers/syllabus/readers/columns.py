"""Columns of a page: text that is read down to its end before what stands beside it is read.

A table has columns too, but is read across. What stands side by side is columns where the two sides do not share their
lines (a sidebar), or where both are prose: wide, with most lines full. What a line is drawn across is a table.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from servers.syllabus.readers.drawn import Rule
from servers.syllabus.readers.runs import Row, Run

_FEWEST = 6  # lines of a column
_SPLIT = 0.34  # of its lines: more with gaps in them are a table
_GUTTER = 5.0  # points before the left edge of a column in which no text stands
_SHARED = 0.5  # of the lines of the shorter column; with fewer on one baseline the columns are independent
_BESIDE = 0.6  # of the lines of the shorter column stand beside lines of the other
_NARROWEST = 0.3  # of the width: a column of prose
_FULL = 0.75  # of its width: a full line of a column
_PROSE = 4  # words of a line


class Columns(NamedTuple):
    first: int
    """Row of the region that they begin with."""
    end: int
    gutter: float


def find_columns(rows: Sequence[Row], lying: Sequence[Rule]) -> Columns | None:
    """The highest columns among the rows of a region, or None."""
    best: Columns | None = None
    for x in _candidates(rows):
        for first, end in _uncrossed(rows, x):
            if (best is None or end - first > best.end - best.first) and _are_columns(rows[first:end], x, lying):
                best = Columns(first, end, x)
    return best


def _candidates(rows: Sequence[Row]) -> list[float]:
    """Left edges that many runs share, far from the left edge of the region."""
    starts = Counter(round(run.x0) for row in rows for run in row)
    if not starts:
        return []
    left = min(starts)
    right = max(run.x1 for row in rows for run in row)
    often = sorted(x for x, count in starts.items() if count >= _FEWEST and x - left > 0.15 * (right - left))
    return [x - 1.0 for before, x in pairwise((-1e9, *often)) if x - before > 1]


def _uncrossed(rows: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    start = 0
    for index, row in enumerate(rows):
        if any(run.x0 < x and run.x1 > x - _GUTTER for run in row):
            if index - start >= _FEWEST:
                yield start, index
            start = index + 1
    if len(rows) - start >= _FEWEST:
        yield start, len(rows)


def _are_columns(rows: Sequence[Row], x: float, lying: Sequence[Rule]) -> bool:
    left = [row[0] for row in rows if row[0].x0 < x]
    right = [next(run for run in row if run.x0 >= x) for row in rows if row[-1].x0 >= x]
    fewer = min(len(left), len(right))
    if fewer < _FEWEST or _is_ruled(lying, rows, x):
        return False
    shared = sum(row[0].x0 < x <= row[-1].x0 for row in rows)
    sides = _sides(rows, x)
    if any(sum(len(row) > 1 for row in side) > _SPLIT * len(side) for side in sides):
        return False
    if shared < _SHARED * fewer:
        return _stand_beside(left, right) >= _BESIDE * fewer and _is_tight(left) and _is_tight(right)
    return all(_is_prose(side) for side in sides)


def _is_ruled(lying: Sequence[Rule], rows: Sequence[Row], x: float) -> bool:
    """Whether two lines are drawn across both sides, as within or around a table."""
    top, bottom, near = rows[0][0].baseline, rows[-1][0].baseline, 2 * rows[0][0].size
    across = [rule.at for rule in lying if rule.start < x - _GUTTER and rule.end > x + _GUTTER]
    return sum(top - near < at < bottom + near for at in across) > 1


def _stand_beside(left: Sequence[Run], right: Sequence[Run]) -> int:
    """How many lines of the shorter side have a line of the other beside them."""
    shorter, longer = sorted((left, right), key=len)
    tops = [run.top for run in longer]
    beside = 0
    for run in shorter:
        at = bisect_right(tops, run.bottom)
        beside += at > 0 and longer[at - 1].bottom > run.top
    return beside


def _is_tight(side: Sequence[Run]) -> bool:
    return median(below.baseline - above.baseline for above, below in pairwise(side)) < 3 * median(
        run.size for run in side
    )


def _sides(rows: Sequence[Row], x: float) -> tuple[list[Row], list[Row]]:
    left = [[run for run in row if run.x0 < x] for row in rows]
    right = [[run for run in row if run.x0 >= x] for row in rows]
    return [row for row in left if row], [row for row in right if row]


def _is_prose(side: Sequence[Row]) -> bool:
    x0, x1 = min(row[0].x0 for row in side), max(row[-1].x1 for row in side)
    full = sum(row[-1].x1 - row[0].x0 > _FULL * (x1 - x0) for row in side)
    words = median(sum(len(run.words) for run in row) for row in side)
    return full > len(side) / 2 and words >= _PROSE
