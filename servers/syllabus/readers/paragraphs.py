"""Lines of text → paragraphs: whether a line goes on with the one before it.

A line goes on where the one before was full (its first word had no place there), stands no further above than lines of
a paragraph do, and begins where that paragraph's lines begin. A list item begins a paragraph.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from servers.syllabus.readers.runs import Row

_LOOSE = 1.25  # times the usual pitch: more parts paragraphs
_SIZE = 0.15  # of the size: two lines of a paragraph differ no more
_ALIGNED = 3.0  # points
_INDENT = 50.0  # points that a paragraph's first line may stand in or out
_SLACK = 0.5  # of the size
_STRETCH = 4  # lines that may end together before the right edge …
_WIDE = 0.5  # … but not before so much of the width
_FALLBACK = 1.4  # of the size
_END = (".", "!", "?", ":")


def pitch_of(texts: Iterable[Sequence[Row]]) -> float:
    """The usual distance between baselines, as a multiple of the size."""
    steps = Counter(
        round((below[0].baseline - above[0].baseline) / above[0].size, 1)
        for rows in texts
        for above, below in pairwise(rows)
        if len(above) == len(below) == 1 and above[0].size == below[0].size
    )
    usual = [(count, step) for step, count in steps.items() if 0.8 < step < 2.5]  # noqa: PLR2004 - set solid, to double-spaced
    return max(usual)[1] if usual else _FALLBACK


def right_edges(rows: Sequence[Row], left: float, right: float, pitch: float) -> list[float]:
    """For each row how far its lines reach: to `right`, or, beside a picture or where set in, less far."""
    edges: list[float] = []
    start = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and _is_under(rows[index], rows[index - 1], pitch):
            continue
        stretch = rows[start:index]
        reach = max(row[-1].x1 for row in stretch)
        wide = len(stretch) >= _STRETCH and reach - left > _WIDE * (right - left)
        full = wide and all(is_full(above, row, reach) for above, row in pairwise(stretch))
        edges.extend([reach if full else right] * len(stretch))
        start = index
    return edges


def _is_under(row: Row, above: Row, pitch: float) -> bool:
    """Whether `row` may be the next line of the paragraph of `above`, by size and distance."""
    if len(row) > 1 or len(above) > 1 or row[0].bullet:
        return False
    line, before = row[0], above[0]
    if abs(line.size - before.size) > _SIZE * before.size:
        return False
    return 0 < line.baseline - before.baseline <= _LOOSE * pitch * before.size


def goes_on(row: Row, above: Row, *, first: bool, right: float, pitch: float) -> bool:
    """Whether `row` goes on with `above`, which, if `first`, begins its paragraph. `right`: how far lines reach."""
    if not _is_under(row, above, pitch):
        return False
    line, before = row[0], above[0]
    off = line.x0 - before.x0
    if before.bullet:
        hangs = abs(line.x0 - before.text_x0) < 2 * _ALIGNED
        return hangs or (abs(off) < _ALIGNED and is_full(above, row, right))
    return abs(off) < (_INDENT if first else _ALIGNED) and is_full(above, row, right)


def is_full(above: Row, row: Row, right: float) -> bool:
    """Whether the first word of `row` had no place at the end of `above`."""
    word = row[0].words[0]
    return above[-1].x1 + (word.x1 - word.x0) > right - _SLACK * above[-1].size


def goes_over(row: Row, above: Row, right: float) -> bool:
    """Whether the first line of a page or column goes on with the last of the one before."""
    if len(row) > 1 or len(above) > 1 or row[0].bullet or abs(row[0].size - above[0].size) > _SIZE * above[0].size:
        return False
    ended = above[0].words[-1].text.rstrip("”’\"')").endswith(_END)
    return not ended and row[0].words[0].text[0].islower() and is_full(above, row, right)
