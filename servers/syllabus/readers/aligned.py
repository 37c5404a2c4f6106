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
from dataclasses import replace
from itertools import pairwise

from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.ink import Rule
from servers.syllabus.readers.runs import Row, Run, part_run, rows_again
from servers.syllabus.readers.shapes import are_alike, shape

Gap = tuple[float, float]

_NARROWEST = 0.45  # of the size: a gap that all rows keep
_NARROW_GAP = 0.4  # of the size: between texts of two columns that nearly touch
_OVER = 0.15  # of the rows: so many may run over what parts columns …
_FEW = 4  # … or one, of so many rows
_BREAK = 3.2  # of the size: more space than this between baselines ends a block …
_BREAK_PITCH = 2.2  # … where it is also this much more than between the rows before
_LARGER = 1.12  # than the type of the block: a heading
_MOST_SINGLES = 14  # rows in one column only, one after the other
_TIGHT = 1.45  # of the size between baselines: lines of one paragraph
_APART = 1.3  # times the pitch of lines: space that parts rows
_MOSTLY = 0.7  # of the texts of a key column hold a figure, if it is not the first column
_PAIR = 2  # columns: terms, and what is said of them
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
        if len(row) == 1 and row[0].size > _LARGER * size and row[0].x0 < gaps[0][0]:
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
            size = max(size, row[0].size)
        elif (singles := singles + 1) > _MOST_SINGLES:
            break
    return _with_wraps(rows, end, kept, size)


def _is_space(above: Row, row: Row, most: float, lying: Sequence[Rule]) -> bool:
    """Whether more than `most` is between two rows; with a rule there, it takes much more."""
    step = row[0].baseline - above[0].baseline
    return step > most and (step > 3 * most or not _is_parted(above, row, lying))


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
    steps = sorted(step for row in several for run in row for step in ((run.x0, 1), (run.x1, -1)))
    least = _NARROWEST * several[0][0].size
    inner: list[float] = []
    valley: list[tuple[int, float, float]] = []
    covered = 0
    for (x, step), (following, _) in pairwise(steps):
        covered += step
        if covered <= allowed:
            valley.append((covered, x, following))
            continue
        if valley and valley[-1][2] - valley[0][1] >= least and _parts(several, valley[-1][2]):
            inner.append(_lowest(valley, least))
        valley = []
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    inner = [x for x in inner if x > left]
    return [left, *inner, max(right, (inner or [left])[-1] + 1)]


def _lowest(valley: Sequence[tuple[int, float, float]], least: float) -> float:
    """Where the fewest texts run over: at the end of that place, for most columns are flush left."""
    _, _, start, end = max((-over, end, start, end) for over, start, end in valley if end > start)
    return max((start + end) / 2, end - least / 2)


def _parts(rows: Sequence[Row], x: float) -> bool:
    """Whether two rows or more have texts on both sides of a gap that ends at `x`."""
    both = sum(any(one.x1 < x <= other.x0 for one, other in pairwise(row)) for row in rows)
    return both > 1


def as_grid(rows: Sequence[Row], edges: list[float], lying: Sequence[Rule]) -> Grid:
    """The table that the rows of a block are."""
    runs = [run for row in rows for run in row]
    sides = Counter(round(x) for run in runs for x in (run.x0, run.x1))
    lines = [_by_column(row, edges[1:-1], sides) for row in rows]
    begins = _row_starts(lines, rows, edges, lying)
    cells: list[GridCell] = []
    for number, (start, end) in enumerate(pairwise((*begins, len(lines)))):
        cells.extend(_cells(lines[start:end], number, len(edges) - 1))
    if _is_headed(rows, begins, lying):
        cells = [replace(cell, header=cell.row == 0) for cell in cells]
    top, bottom = min(run.top for run in runs), max(run.bottom for run in runs)
    return Grid(edges, len(begins), top, bottom, cells)


def _is_headed(rows: Sequence[Row], begins: Sequence[int], lying: Sequence[Rule]) -> bool:
    """Whether the only rule within the table parts its first row from the others."""
    parted = [index for index, (one, two) in enumerate(pairwise(rows), 1) if _is_parted(one, two, lying)]
    return len(begins) > _PAIR and len(rows[0]) > 1 and parted == [begins[1]]


def _is_parted(above: Row, below: Row, lying: Sequence[Rule]) -> bool:
    return _rule_between(lying, above[0].baseline, below[0].baseline)


Line = dict[tuple[int, int], Row]
"""A line of text in a table: first column and column after the last → the runs there."""


def _by_column(row: Row, inner: Sequence[float], sides: Counter[int]) -> Line:
    line: Line = {}
    for run in (part for whole in row for part in _at_edges(whole, inner, sides)):
        first, last = bisect_right(inner, run.x0), bisect_left(inner, run.x1)
        line.setdefault((first, max(first, last) + 1), []).append(run)
    return line


def _at_edges(run: Run, inner: Sequence[float], sides: Counter[int]) -> list[Run]:
    """The run parted where it runs over an edge with a gap, and goes on where other texts begin or end."""
    for index, (word, following) in enumerate(pairwise(run.words), 1):
        gap = following.x0 - word.x1
        if gap < _NARROW_GAP * run.size or max(sides[round(following.x0)], sides[round(following.x1)]) < _PAIR:
            continue
        edge = bisect_left(inner, following.x0) - 1
        if edge >= 0 and inner[edge] > word.x0:
            left, right = part_run(run, index)
            return [left, *_at_edges(right, inner, sides)]
    return [run]


def _row_starts(lines: Sequence[Line], rows: Sequence[Row], edges: Sequence[float], lying: Sequence[Rule]) -> list[int]:
    """The indexes of the lines that begin a row of the table."""
    parted = [index for index, (one, two) in enumerate(pairwise(rows), 1) if _is_parted(one, two, lying)]
    bands = list(pairwise((0, *parted, len(lines))))
    by_rules = len(bands) > _BANDS or (len(bands) == _BANDS and all(end - first <= _BAND_LINES for first, end in bands))
    starts: list[int] = []
    for first, end in bands:
        if by_rules and _is_one_row(lines[first:end]):
            starts.append(first)
        elif by_rules and _are_complete(lines[first:end]):
            starts.extend(range(first, end))
        else:
            starts.extend(first + start for start in _parted(lines[first:end], rows[first:end], edges))
    return starts


def _are_complete(lines: Sequence[Line]) -> bool:
    """Whether each line fills all columns."""
    columns = {key for line in lines for key in line}
    return all(line.keys() == columns for line in lines)


def _is_one_row(lines: Sequence[Line]) -> bool:
    """Whether lines between two rules are one row: not where a column says line by line which row it is."""
    if len(lines) == 1:
        return True
    for key in ((0, 1), (1, 2)):
        marks = [line[key] for line in lines if key in line and len(line) > 1]
        if len(marks) >= len(lines) / 2 and are_alike(marks):
            return False
    return not _are_complete(lines)


def _parted(lines: Sequence[Line], rows: Sequence[Row], edges: Sequence[float]) -> list[int]:
    """The lines that begin rows, where no rule says so."""
    key = _key_column(lines)
    keyed = [any(first <= key < end for first, end in line) for line in lines]
    steps = [below[0].baseline - above[0].baseline for above, below in pairwise(rows)]
    size = max(run.size for row in rows for run in row)
    pitch = _pitch(lines, size)
    spaced = [0, *(index for index, step in enumerate(steps, 1) if step > _APART * pitch)]
    groups = [keyed[start:end] for start, end in pairwise((*spaced, len(lines)))]
    if len(groups) > 1 and (_have_one_key(groups) or (len(edges) - 1 == _PAIR and _lead_with_keys(groups))):
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
        if before is None or are_alike([before, runs]):
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


def _have_one_key(groups: Sequence[Sequence[bool]]) -> bool:
    return all(sum(group) <= 1 for group in groups)


def _lead_with_keys(groups: Sequence[Sequence[bool]]) -> bool:
    """Whether lines that space parts from the others are terms, of a line mostly, beside what is said of them."""
    counts = [sum(group) for group in groups]
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
    own = {shape(line[1, 2]) for line in first}
    alike = sum(shape(line[1, 2]) in own for line in second if line not in first)
    numbered = sum(_has_figure(line[1, 2]) for line in second)
    return 1 if numbered > _MOSTLY * len(second) and alike > (len(second) - len(first)) / 2 else 0


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
