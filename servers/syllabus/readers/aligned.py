"""Tables without lines between their columns: rows whose gaps lie under each other.

1. A block begins with a row of two runs or more, and goes on as long as some gap is kept by every row.
2. A row that runs over all gaps is part of it only between two rows that keep them: a cell that spans.
3. Its columns are parted where nearly no row has text: one row in seven may run over.
4. Lines of text are rows of the table where rules part them, else where space does, else where a line has a text in
   its key column: the first, or the second where that says when more finely.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.ink import Rule
from servers.syllabus.readers.runs import Row, Run, rows_again

Gap = tuple[float, float]

_NARROWEST = 0.45  # of the size: a gap that all rows keep
_OVER = 0.15  # of the rows: so many may run over what parts columns …
_FEW = 4  # … or one, of so many rows
_BREAK = 3.2  # of the size: more space than this between baselines ends a block …
_BREAK_PITCH = 2.2  # … where it is also this much more than between the rows before
_LARGER = 1.12  # than the type of the block: a heading
_MOST_SINGLES = 14  # rows in one column only, one after the other
_TIGHT = 1.45  # of the size between baselines: lines of one paragraph
_APART = 1.3  # times the pitch of lines: space that parts rows
_SHORT = 5  # words of a cell in a key column …
_MOSTLY = 0.7  # … so many of which hold a figure, if it is not the first
_BANDS = 3  # between rules: so many show that rules part the rows
_BAND_LINES = 3  # in each, if there are no more than that


def find_blocks(rows: Sequence[Row], lying: Sequence[Rule]) -> Iterator[tuple[int, int, list[float]]]:
    """The tables among the rows of a column of text: first row, row after the last, edges of the columns."""
    start = 0
    while start < len(rows):
        if len(rows[start]) > 1:
            end = _end_of_block(rows, start, lying)
            framed = _end_of_frame(rows, start, end, lying)
            edges = _edges(rows[start:framed])
            if _is_table(rows[start:end], edges, framed=framed > end):
                yield start, framed, edges
                start = framed
                continue
        start += 1


def _is_table(rows: Sequence[Row], edges: Sequence[float], *, framed: bool) -> bool:
    several = sum(len(row) > 1 for row in rows)
    columns = len(edges) - 1
    return columns > 1 and several >= (2 if framed or columns > 2 else 3)  # noqa: PLR2004 - two by two is chance


def _end_of_block(rows: Sequence[Row], start: int, lying: Sequence[Rule]) -> int:
    gaps = [(left.x1, right.x0) for left, right in pairwise(rows[start])]
    kept, size, pitch = gaps, max(run.size for run in rows[start]), 0.0
    end, singles = start + 1, 0
    for at in range(start + 1, len(rows)):
        row, step = rows[at], rows[at][0].baseline - rows[at - 1][0].baseline
        if max(run.size for run in row) > _LARGER * size:
            break
        if _is_space(rows[at - 1], row, max(_BREAK * size, _BREAK_PITCH * pitch), lying):
            break
        free = narrowed(gaps, row)
        if not free:
            following = rows[at + 1] if at + 1 < len(rows) else None
            if following is None or len(following) < 2 or not narrowed(gaps, following):  # noqa: PLR2004 - as above
                break
            continue
        gaps = free
        if len(row) > 1:
            end, singles, kept, pitch = at + 1, 0, gaps, max(pitch, step)
        elif (singles := singles + 1) > _MOST_SINGLES:
            break
    return _with_wraps(rows, end, kept, size)


def _is_space(above: Row, row: Row, most: float, lying: Sequence[Rule]) -> bool:
    """Whether more than `most` is between two rows; with a rule there, it takes much more."""
    step = row[0].baseline - above[0].baseline
    return step > most and (step > 3 * most or not _rule_between(lying, above[0].baseline, row[0].baseline))


def _rule_between(lying: Sequence[Rule], above: float, below: float) -> bool:
    at = bisect_left(lying, (above,))
    return at < len(lying) and lying[at].at < below


def _with_wraps(rows: Sequence[Row], end: int, gaps: Sequence[Gap], size: float) -> int:
    """The end of the block, with the lines that the cells of its last row go on in."""
    while end < len(rows) and len(rows[end]) == 1:
        run = rows[end][0]
        if run.baseline - rows[end - 1][0].baseline > _TIGHT * size or run.x0 < gaps[0][1] - size:
            break
        if len(narrowed(gaps, rows[end])) < len(gaps) or run.size > _LARGER * size:
            break
        end += 1
    return end


def _end_of_frame(rows: Sequence[Row], start: int, end: int, lying: Sequence[Rule]) -> int:
    """The end of the block where a rule as wide as it stands above or in it, and another closes it below."""
    left = min(row[0].x0 for row in rows[start:end])
    right = max(row[-1].x1 for row in rows[start:end])
    size = rows[start][0].size
    first = bisect_left(lying, (rows[start][0].top - _BREAK * size,))
    wide = [rule for rule in lying[first:] if rule.start < left + size and rule.end > right - size]
    opening = [rule for rule in wide if rule.at < rows[end - 1][0].baseline]
    closing = next((rule for rule in wide if rule.at > rows[end - 1][0].baseline), None)
    if not opening or closing is None or abs(closing.start - opening[-1].start) > size:
        return end
    framed = end
    while framed < len(rows) and rows[framed][0].baseline < closing.at:
        framed += 1
    return framed if framed - end <= _MOST_SINGLES else end


def narrowed(gaps: Sequence[Gap], row: Row) -> list[Gap]:
    """What of the gaps the row leaves free."""
    free: list[Gap] = []
    for start, end in gaps:
        at = start
        for run in row:
            if run.x1 <= at or run.x0 >= end:
                continue
            if run.x0 - at >= _NARROWEST * run.size:
                free.append((at, run.x0))
            at = run.x1
        if end - at >= _NARROWEST * row[0].size:
            free.append((at, end))
    return free


def _edges(rows: Sequence[Row]) -> list[float]:
    """Where the columns begin, and last where the last one ends."""
    several = [row for row in rows if len(row) > 1]
    allowed = max(int(len(several) > _FEW), int(_OVER * len(several)))
    steps = sorted([(run.x0, 1) for row in several for run in row] + [(run.x1, -1) for row in several for run in row])
    size = several[0][0].size
    inner: list[float] = []
    covered, begun = 0, steps[0][0]
    for x, step in steps:
        if step > 0 and covered == allowed and x - begun >= _NARROWEST * size and _parts(several, x):
            inner.append(x - _NARROWEST * size / 2)
        covered += step
        if step < 0 and covered == allowed:
            begun = x
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    return [left, *inner, max(right, (inner or [left])[-1] + 1)]


def _parts(rows: Sequence[Row], x: float) -> bool:
    """Whether two rows or more have texts on both sides of a gap that ends at `x`, and a run begins there."""
    both = sum(any(one.x1 < x <= other.x0 for one, other in pairwise(row)) for row in rows)
    return both > 1


def as_grid(rows: Sequence[Row], edges: list[float], lying: Sequence[Rule]) -> Grid:
    """The table that the rows of a block are."""
    runs = [run for row in rows for run in row]
    lines = [_by_column(row, edges) for row in rows]
    starts = _row_starts(lines, rows, edges, lying)
    cells: list[GridCell] = []
    for number, (start, end) in enumerate(pairwise((*starts, len(lines)))):
        cells.extend(_cells(lines[start:end], number, len(edges) - 1))
    top, bottom = min(run.top for run in runs), max(run.bottom for run in runs)
    return Grid(edges, len(starts), top, bottom, cells)


Line = dict[tuple[int, int], Row]
"""A line of text in a table: first column and column after the last → the runs there."""


def _by_column(row: Row, edges: Sequence[float]) -> Line:
    line: Line = {}
    inner = edges[1:-1]
    for run in row:
        first, last = bisect_right(inner, run.x0), bisect_left(inner, run.x1)
        line.setdefault((first, max(first, last) + 1), []).append(run)
    return line


def _row_starts(lines: Sequence[Line], rows: Sequence[Row], edges: Sequence[float], lying: Sequence[Rule]) -> list[int]:
    """The indexes of the lines that begin a row of the table."""
    baselines = [row[0].baseline for row in rows]
    parted = [index for index, (one, two) in enumerate(pairwise(baselines), 1) if _rule_between(lying, one, two)]
    bands = list(pairwise((0, *parted, len(lines))))
    by_rules = len(bands) > _BANDS or (len(bands) == _BANDS and all(end - first <= _BAND_LINES for first, end in bands))
    starts: list[int] = []
    for first, end in bands:
        if by_rules and _is_one_row(lines[first:end]):
            starts.append(first)
        elif by_rules:
            starts.extend(range(first, end))
        else:
            starts.extend(first + start for start in _parted(lines[first:end], rows[first:end], edges))
    return starts


def _is_one_row(lines: Sequence[Line]) -> bool:
    """Whether lines between two rules are one row: not where each of them fills all columns."""
    columns = {key for line in lines for key in line}
    return len(lines) == 1 or any(line.keys() != columns for line in lines)


def _parted(lines: Sequence[Line], rows: Sequence[Row], edges: Sequence[float]) -> list[int]:
    """The lines that begin rows, where no rule says so."""
    key = _key_column(lines)
    keyed = [any(first <= key < end for first, end in line) for line in lines]
    steps = [below[0].baseline - above[0].baseline for above, below in pairwise(rows)]
    size = max(run.size for row in rows for run in row)
    pitch = _pitch(lines, size)
    spaced = [0, *(index for index, step in enumerate(steps, 1) if step > _APART * pitch)]
    if len(spaced) > 1 and _are_rows([keyed[start:end] for start, end in pairwise((*spaced, len(lines)))]):
        return spaced
    return [
        index
        for index, line in enumerate(lines)
        if index == 0
        or (keyed[index] and not (steps[index - 1] < _APART * pitch and _wraps(line, lines[index - 1], key, edges)))
        or _spans(line)
        or _spans(lines[index - 1])
        or steps[index - 1] > 2 * _TIGHT * size
    ]


def _wraps(line: Line, above: Line, key: int, edges: Sequence[float]) -> bool:
    """Whether each text of a line had no place behind that above it. What begins with a figure in it is new."""
    if _has_figure(line.get((key, key + 1), [])):
        return False
    for (first, end), runs in line.items():
        before = above.get((first, end))
        if before is None:
            return False
        word = runs[0].words[0]
        if before[-1].x1 + (word.x1 - word.x0) < edges[end] - _NARROWEST * runs[0].size:
            return False
    return True


def _pitch(lines: Sequence[Line], size: float) -> float:
    """The distance between lines that stand under each other in one cell."""
    steps: Counter[float] = Counter()
    for above, below in pairwise(lines):
        for key in above.keys() & below.keys():
            steps[round((below[key][0].baseline - above[key][0].baseline) * 2) / 2] += 1
    tight = [(count, -step) for step, count in steps.items() if step <= _TIGHT * size]
    return -max(tight)[1] if tight else size * 1.2


def _are_rows(groups: Sequence[Sequence[bool]]) -> bool:
    """Whether lines that space parts from the others are rows: each has its key on its first line or lines."""
    counts = [sum(group) for group in groups]
    if all(count <= 1 for count in counts):
        return True
    leading = all(not any(group[count:]) for group, count in zip(groups, counts, strict=True))
    return leading and len(groups) >= _FEW and counts.count(1) >= len(groups) / 2


def _spans(line: Line) -> bool:
    return any(end - first > 1 for first, end in line)


def _key_column(lines: Sequence[Line]) -> int:
    """The column in which each row has a text on its first line."""
    first = [line for line in lines if (0, 1) in line]
    second = [line for line in lines if (1, 2) in line]
    if len(second) <= len(first) or len(first) < 2 or any((1, 2) not in line for line in first):  # noqa: PLR2004
        return 0
    short = median(len(run.words) for line in second for run in line[1, 2])
    numbered = sum(_has_figure(line[1, 2]) for line in second)
    return 1 if short <= _SHORT and numbered > _MOSTLY * len(second) else 0


def _has_figure(row: Row) -> bool:
    return any(mark.isdigit() for run in row for word in run.words for mark in word.text)


def _cells(lines: Sequence[Line], row: int, columns: int) -> Iterator[GridCell]:
    """The cells of a row, those without text too; where a text runs over several columns, so does its cell."""
    merged: list[tuple[int, int]] = []
    for first, end in sorted({key for line in lines for key in line}):
        if merged and first < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((first, end))
    done = 0
    for first, end in (*merged, (columns, columns)):
        for column in range(done, first):
            yield GridCell(row, column)
        done = end
        if end > first:
            runs: list[Run] = [
                run for line in lines for key, found in line.items() if first <= key[0] < end for run in found
            ]
            yield GridCell(row, first, 1, end - first, rows_again(runs))
