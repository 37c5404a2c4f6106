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

from servers.syllabus.readers.ink import Rule
from servers.syllabus.readers.runs import Row, Run

_FEWEST = 6  # lines of a column
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
    if fewer < _FEWEST or _crossing(lying, rows, x) > 1:
        return False
    shared = sum(row[0].x0 < x <= row[-1].x0 for row in rows)
    if shared < _SHARED * fewer:
        return _stand_beside(left, right) >= _BESIDE * fewer and _is_tight(left) and _is_tight(right)
    return all(_is_prose(side) for side in _sides(rows, x))


def _crossing(lying: Sequence[Rule], rows: Sequence[Row], x: float) -> int:
    first, last = bisect_right(lying, (rows[0][0].baseline,)), bisect_right(lying, (rows[-1][0].baseline,))
    return sum(rule.start < x - _GUTTER and rule.end > x + _GUTTER for rule in lying[first:last])


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
    several = sum(len(row) > 1 for row in side)
    return full > len(side) / 2 and words >= _PROSE and several < len(side) / 4
