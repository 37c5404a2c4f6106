"""Where the columns of a table without lines begin.

Columns are parted where nearly no row has text: one row in seven may run over. Where two columns nearly touch, what
parts them is that words begin under each other, with more space before them than between words.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from servers.syllabus.readers.drawn import Placed
from servers.syllabus.readers.runs import Row, Run, part_run

NARROWEST = 0.45  # of the size: a gap that all rows keep
_NARROW_GAP = 0.4  # of the size: between texts of two columns that nearly touch
_TOUCHING = 0.2  # … and where many of them begin there
_OVER = 0.15  # of the rows: so many may run over what parts columns …
_FEW = 4  # … or one, of so many rows
_SEVERAL = 2
_HALF = 0.5  # of the rows have a word that begins where a narrow column does

Line = dict[tuple[int, int], Row]
"""A line of text in a table: first column and column after the last → the runs there."""


def column_edges(rows: Sequence[Row]) -> list[float]:
    """Where the columns of a block begin, and last where the last one ends."""
    several = [row for row in rows if len(row) > 1]
    least = NARROWEST * several[0][0].size
    inner = _wide(several, rows, least)
    inner = sorted((*inner, *_narrow(rows, inner, least)))
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    inner = [x for x in inner if x > left]
    return [left, *inner, max(right, (inner or [left])[-1] + 1)]


def _allowed(rows: Sequence[Row]) -> int:
    return max(int(len(rows) >= _FEW), int(_OVER * len(rows)))


def _wide(several: Sequence[Row], rows: Sequence[Row], least: float) -> list[float]:
    """The edges that gaps between runs show."""
    allowed = _allowed(several)
    steps = sorted(step for row in several for run in row for step in ((run.x0, 1), (run.x1, -1)))
    inner: list[float] = []
    valley: list[tuple[int, float, float]] = []
    covered = 0
    for (x, step), (following, _) in pairwise(steps):
        covered += step
        if covered <= allowed:
            valley.append((covered, x, following))
            continue
        if valley and valley[-1][2] - valley[0][1] >= least and _parts(several, rows, valley[-1][2]):
            inner.append(_lowest(valley, least))
        valley = []
    return inner


def _lowest(valley: Sequence[tuple[int, float, float]], least: float) -> float:
    """Where the fewest texts run over: at the end of that place, for most columns are flush left."""
    _, _, start, end = max((-over, end, start, end) for over, start, end in valley if end > start)
    return max((start + end) / 2, end - least / 2)


def _parts(several: Sequence[Row], rows: Sequence[Row], x: float) -> bool:
    """Whether two rows or more have texts on both sides of a gap that ends at `x`; or one, and more on either side."""
    both = sum(any(one.x1 < x <= other.x0 for one, other in pairwise(row)) for row in several)
    if both != 1:
        return both > 1
    left = sum(row[-1].x1 < x for row in rows)
    right = sum(row[0].x0 >= x for row in rows)
    return min(left, right) >= _FEW and left + right == len(rows) - 1


def _narrow(rows: Sequence[Row], wide: Sequence[float], least: float) -> Iterator[float]:
    """The edges that only words show, which begin under each other."""
    starts = Counter(round(run.x0) for row in rows for run in row)
    inside = Counter(round(word.x0) for row in rows for run in row for word in _spaced(run))
    for x, count in sorted(inside.items()):
        near = any(x - 3 * least < edge < x + 3 * least for edge in wide)
        if near or count < _SEVERAL or count + starts[x] < max(_FEW, _HALF * len(rows)):
            continue
        over = sum(any(word.x0 < x - 1 < word.x1 - 1 for run in row for word in run.words) for row in rows)
        if over <= _allowed(rows):
            yield x - least / 2


def _spaced(run: Run) -> Iterator[Placed]:
    """The words with more space before them than between words, but for that behind a list's number."""
    for index, (word, following) in enumerate(pairwise(run.words)):
        if following.x0 - word.x1 >= _NARROW_GAP * run.size and not (run.bullet and index == 0):
            yield following


def by_column(row: Row, edges: Sequence[float], sides: Counter[int]) -> Line:
    """The runs of a row sorted out. `sides`: how often texts of the table begin or end at a point."""
    line: Line = {}
    inner = edges[1:-1]
    for run in (part for whole in row for part in _at_edges(whole, inner, sides)):
        first, last = bisect_right(inner, run.x0), bisect_left(inner, run.x1)
        line.setdefault((first, max(first, last) + 1), []).append(run)
    return line


def _at_edges(run: Run, inner: Sequence[float], sides: Counter[int]) -> list[Run]:
    """The run parted where it runs over an edge with a gap, and goes on where other texts begin or end."""
    for index, (word, following) in enumerate(pairwise(run.words), 1):
        gap, often = following.x0 - word.x1, max(sides[round(following.x0)], sides[round(following.x1)])
        if gap < (_NARROW_GAP if often < _FEW else _TOUCHING) * run.size or often < _SEVERAL:
            continue
        edge = bisect_left(inner, following.x0) - 1
        if edge >= 0 and inner[edge] > word.x0:
            left, right = part_run(run, index)
            return [left, *_at_edges(right, inner, sides)]
    return [run]
