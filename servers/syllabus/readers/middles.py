"""Rows of a table whose cells stand in the middle of their rows, where no line is drawn between them.

There a row does not begin with its date or number: that stands half-way between where its row begins and ends, so of
all ways to part the lines the one is right in which each key has as much above it as below.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from servers.syllabus.readers.runs import Row

_FEWEST = 3  # rows whose key does not stand in their first line, or has other texts between its lines
_OFF = 0.6  # of the size: how far a key may stand from the middle
_SPACED = 1.1  # of the pitch: more is between the lines of two rows, and less between those of one key
_MOSTLY = 0.8  # of the rows are so
_SPACE = 0.25  # of the space between two lines counts for parting rows there


class _Key(NamedTuple):
    """A text of the key column, of the lines from `first` to `last`."""

    first: int
    last: int
    middle: float


class _Way(NamedTuple):
    """The best way to part all lines above one."""

    cost: float
    starts: tuple[int, ...]


def middle_starts(rows: Sequence[Row], marks: Sequence[Row | None], pitch: float) -> list[int]:
    """The indexes of the lines that begin rows; none where keys don't stand in the middle of theirs.

    `marks`: of each line its text in the key column. `pitch`: between lines under each other in a cell.
    """
    keys = list(_keys(marks, _SPACED * pitch))
    if len(keys) < _FEWEST or sum(mark is None for mark in marks) < _FEWEST:
        return []
    spaced = {at for at, (above, below) in enumerate(pairwise(rows), 1) if _step(above, below) > _SPACED * pitch}
    if len(spaced) < _MOSTLY * (len(keys) - 1):  # most lines of text are none of such a table, and ways take long
        return []
    borders = _borders(rows)
    starts = _parted(keys, borders, [below[0].top - above[0].bottom for above, below in pairwise(rows)])
    size = max(run.size for row in rows for run in row)
    parted = list(zip(keys, pairwise(starts), strict=True))
    inside = sum(start < key.first or _encloses(key, marks) for key, (start, _) in parted)
    middle = sum(abs(borders[start] + borders[end] - 2 * key.middle) < 2 * _OFF * size for key, (start, end) in parted)
    begun = [start for start in starts[:-1] if start > 0]
    if inside < _FEWEST or middle < _MOSTLY * len(keys) or len(spaced.intersection(begun)) < _MOSTLY * len(begun):
        return []
    return [0, *begun]


def _step(above: Row, below: Row) -> float:
    return below[0].baseline - above[0].baseline


def _keys(marks: Sequence[Row | None], most: float) -> Iterator[_Key]:
    """The texts of the key column; lines with no more than `most` between them are one."""
    group: list[tuple[int, Row]] = []
    for each in ((index, mark) for index, mark in enumerate(marks) if mark):
        if group and _step(group[-1][1], each[1]) > most:
            yield _key(group)
            group = []
        group.append(each)
    if group:
        yield _key(group)


def _key(group: Sequence[tuple[int, Row]]) -> _Key:
    (first, above), (last, below) = group[0], group[-1]
    return _Key(first, last, (above[0].top + below[0].bottom) / 2)


def _borders(rows: Sequence[Row]) -> list[float]:
    """Where a row of the table would begin with each line, and where the last one ends."""
    between = [(above[0].bottom + below[0].top) / 2 for above, below in pairwise(rows)]
    return [min(run.top for run in rows[0]), *between, max(run.bottom for run in rows[-1])]


def _parted(keys: Sequence[_Key], borders: Sequence[float], spaces: Sequence[float]) -> tuple[int, ...]:
    """The lines that the rows begin with, and the end of the last: the way in which keys stand nearest the middle."""
    ways = [_Way(0.0, (start,)) for start in range(keys[0].first + 1)]
    lasts = [key.first for key in keys[1:]]
    for key, last in zip(keys, (*lasts, None), strict=True):
        ends = range(key.last + 1, last + 1) if last is not None else (len(borders) - 1,)
        ways = [
            min(
                _Way(
                    way.cost
                    + abs(borders[way.starts[-1]] + borders[end] - 2 * key.middle) / 2
                    - (_SPACE * max(0.0, spaces[end - 1]) if last is not None else 0.0),
                    (*way.starts, end),
                )
                for way in ways
            )
            for end in ends
        ]
    return ways[0].starts


def _encloses(key: _Key, marks: Sequence[Row | None]) -> bool:
    """Whether texts of other columns stand half-way between the lines of a key."""
    return None in marks[key.first : key.last]
