"""Lines of text in a table → its rows, where no line is drawn between each two of them.

Lines are parted where rules do it, else where space does, else where a line has a text in its key column: the first,
or the second where that says when more finely.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from servers.syllabus.readers.drawn import Rule
from servers.syllabus.readers.edges import NARROWEST, Line
from servers.syllabus.readers.middles import middle_starts
from servers.syllabus.readers.rules import is_parted
from servers.syllabus.readers.runs import TIGHT, Row
from servers.syllabus.readers.shapes import are_alike, shape

_APART = 1.3  # times the pitch of lines: space that parts rows
_MOSTLY = 0.7  # of the texts of a key column hold a figure, if it is not the first column
_PAIR = 2  # columns: terms, and what is said of them
_TERMS = 4  # at least, that space parts
_HEADER = 4  # lines of a header, at most
_LABELLED = 2  # lines
_BANDS = 3  # between rules: so many show that rules part the rows
_BAND_LINES = 3  # in each, if there are no more than that


def rules_part_rows(rows: Sequence[Row], lying: Sequence[Rule]) -> bool:
    """Whether enough rules lie between lines of text to show that they part the rows."""
    bands = _bands(rows, lying)
    return len(bands) > _BANDS or (len(bands) == _BANDS and all(end - first <= _BAND_LINES for first, end in bands))


def _bands(rows: Sequence[Row], lying: Sequence[Rule]) -> list[tuple[int, int]]:
    """Lines of text without a rule between them, as ranges of indexes."""
    parted = [index for index, (one, two) in enumerate(pairwise(rows), 1) if is_parted(one, two, lying)]
    return list(pairwise((0, *parted, len(rows))))


def row_starts(
    lines: Sequence[Line], rows: Sequence[Row], edges: Sequence[float], lying: Sequence[Rule], *, by_rules: bool
) -> list[int]:
    """The indexes of the lines that begin a row of the table. `by_rules`: rules part its rows, if not on this page."""
    bands = _bands(rows, lying)
    headed = len(bands) == _PAIR and 1 < bands[0][1] <= min(_HEADER, len(lines) // _PAIR)
    starts: list[int] = []
    for first, end in bands:
        if (by_rules or (headed and first == 0)) and _is_one_row(lines[first:end]):
            starts.append(first)
        elif by_rules and _are_complete(lines[first:end]):
            starts.extend(range(first, end))
        else:
            starts.extend(first + start for start in _parted(lines[first:end], rows[first:end], edges))
    return starts


def _is_counted(written: str) -> bool:
    return "#" in written


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
        if len(marks) > _LABELLED and are_alike(marks[1:]):  # below the name of a part
            return False
        if marks and max(Counter(filter(_is_counted, map(shape, marks))).values(), default=0) > _LABELLED:
            return False
    return not _are_complete(lines)


def _parted(lines: Sequence[Line], rows: Sequence[Row], edges: Sequence[float]) -> list[int]:
    """The lines that begin rows, where no rule says so."""
    key = _key_column(lines)
    marks = [next((runs for (first, end), runs in line.items() if first <= key < end), None) for line in lines]
    steps = [below[0].baseline - above[0].baseline for above, below in pairwise(rows)]
    size = max(run.size for row in rows for run in row)
    pitch = _pitch(lines, size)
    spaced = [0, *(index for index, step in enumerate(steps, 1) if step > _APART * pitch)]
    groups = [marks[start:end] for start, end in pairwise((*spaced, len(lines)))]
    if len(groups) > 1 and (_have_one_key(groups) or (len(edges) - 1 == _PAIR and _lead_with_keys(groups))):
        return spaced
    if middle := middle_starts(rows, marks, pitch):
        return middle
    return [
        index
        for index, line in enumerate(lines)
        if index == 0
        or (marks[index] and not (steps[index - 1] < _APART * pitch and _wraps(line, lines[index - 1], key, edges)))
        or _spans(line)
        or _spans(lines[index - 1])
        or steps[index - 1] > 2 * TIGHT * size
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
        if before[-1].x1 + (word.x1 - word.x0) < edges[end] - NARROWEST * runs[0].size:
            return False
    return True


def _pitch(lines: Sequence[Line], size: float) -> float:
    """The distance between lines that stand under each other in one cell."""
    steps: Counter[float] = Counter()
    above: dict[tuple[int, int], float] = {}
    for line in lines:
        for key, (first, *_) in line.items():
            if key in above:
                steps[round((first.baseline - above[key]) * 2) / 2] += 1
            above[key] = first.baseline
    tight = [(count, -step) for step, count in steps.items() if step <= TIGHT * size]
    return -max(tight)[1] if tight else size * 1.2


Marks = Sequence[Row | None]
"""The text of each line in the key column."""


def _have_one_key(groups: Sequence[Marks]) -> bool:
    """Whether space parts lines such that each part has one key: it may go on on a line that is not like its first."""
    shapes = [[shape(mark) for mark in group if mark] for group in groups]
    if all(len(found) <= 1 for found in shapes):
        return True
    firsts = Counter(found[0] for found in shapes if found)
    (usual, often), *_ = firsts.most_common(1)
    return (
        _is_counted(usual)
        and often > sum(firsts.values()) / 2
        and not any(found[0] in found[1:] for found in shapes if found)
    )


def _lead_with_keys(groups: Sequence[Marks]) -> bool:
    """Whether lines that space parts from the others are terms, of a line mostly, beside what is said of them."""
    counts = [sum(mark is not None for mark in group) for group in groups]
    leading = all(not any(group[count:]) for group, count in zip(groups, counts, strict=True))
    return leading and len(groups) >= _TERMS and counts.count(1) >= len(groups) / 2


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
