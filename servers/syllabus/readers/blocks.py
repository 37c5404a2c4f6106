"""Where on a page rows stand under each other as a table does, without lines between its columns.

1. A block begins with a row of two runs or more, and goes on as long as some gap is kept by every row.
2. A row that runs over all gaps is part of it only between two rows that keep them: a cell that spans.
3. Where wide rules frame a block, it goes on to the rule that closes it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from servers.syllabus.readers.drawn import Rule
from servers.syllabus.readers.edges import NARROWEST, column_edges
from servers.syllabus.readers.rules import rules_between
from servers.syllabus.readers.runs import TIGHT, Row, Run
from servers.syllabus.readers.tablerows import rules_part_rows

Gap = tuple[float, float]

_BREAK = 3.2  # of the size: more space than this between baselines ends a block …
_BREAK_PITCH = 2.2  # … where it is also this much more than between the rows before
_LARGER = 1.12  # than the type of the block: a heading
_NEAR = 12.0  # points between the edges of one column on two pages
_PRINTED = 4  # bands between the rules of a printed table, with what stands outside
_HEADER = 4  # lines of a header, at most
_CLOSE = 2.5  # of the size between a rule and the text next to it
_FRAME = 1.6  # times the width of a table: a wider rule parts sections, and frames nothing
_MOST_ABOVE = 3  # rows of a header above the first that has several texts
_MOST_SINGLES = 14  # rows in one column only, one after the other


@dataclass(slots=True, eq=False)
class Block:
    """Rows of text that are a table."""

    rows: Sequence[Row]
    edges: list[float]
    """Where its columns begin, and last where the last of them ends."""
    lying: Sequence[Rule]
    """The lying rules of its page."""
    sides: Counter[int]
    """How often its texts begin or end at a point."""
    by_rules: bool
    """Whether rules part its rows, on this page or on another that it stands on."""


def find_blocks(rows: Sequence[Row], lying: Sequence[Rule]) -> Iterator[tuple[int, int, Block]]:
    """The tables among the rows of a column of text, with the indexes of their first row and of that after the last."""
    start = done = 0
    while start < len(rows):
        if len(rows[start]) > 1:
            begun, end = _without_outside(rows, start, _end_of_block(rows, start, lying), lying)
            first, last = _frame(rows, begun, end, lying)
            edges = column_edges(rows[begun:last])
            if _is_table(rows[begun:end], edges, framed=last > end):
                first = max(first, done)
                body = rows[first:last]
                yield first, last, Block(body, edges, lying, _sides(body), rules_part_rows(body, lying))
                start = done = last
                continue
        start += 1


def share_columns(blocks: Sequence[Block]) -> None:
    """Gives blocks on pages that follow each other, which may be parts of one table, what all their rows show."""
    edges = column_edges([row for block in blocks for row in block.rows])
    left = blocks[0].edges[0]
    alike = all(abs(block.edges[0] - left) < _NEAR and _has(edges, block.edges) for block in blocks)
    if alike and len(edges) == max(len(block.edges) for block in blocks):
        sides = _sides(row for block in blocks for row in block.rows)
        by_rules = any(block.by_rules for block in blocks)
        for block in blocks:
            block.edges, block.sides, block.by_rules = edges, sides, by_rules


def _sides(rows: Iterable[Row]) -> Counter[int]:
    return Counter(round(x) for row in rows for run in row for x in (run.x0, run.x1))


def _has(edges: Sequence[float], others: Sequence[float]) -> bool:
    """Whether each of the inner edges `others` is near one of `edges`."""
    return all(any(abs(edge - other) < _NEAR for edge in edges[1:-1]) for other in others[1:-1])


def _is_table(rows: Sequence[Row], edges: Sequence[float], *, framed: bool) -> bool:
    several = sum(len(row) > 1 for row in rows)
    if 2 * several < len(rows) and all(row[1].leader for row in rows if len(row) > 1):
        return False  # lines led by dots to their day or page, over lists
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
        most = max(_BREAK * size, _BREAK_PITCH * pitch)
        if _is_space(rows[at - 1], row, most, lying) or _is_closed(rows, start, at, most, lying):
            break
        free = _narrowed(gaps, row)
        if not free:
            following = rows[at + 1] if at + 1 < len(rows) else None
            if following is None or len(following) < 2 or not _narrowed(gaps, following):  # noqa: PLR2004 - as above
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
    """Whether more than `most` is between two rows. With a rule there it takes more; two end a table and begin one."""
    step = row[0].baseline - above[0].baseline
    return step > most and (step > 3 * most or rules_between(above, row, lying) != 1)


def _is_closed(rows: Sequence[Row], start: int, at: int, most: float, lying: Sequence[Rule]) -> bool:
    """Whether a printed table ends above the row at `at`: a rule right below its last row, then space; none before
    each of its rows."""
    above, row = rows[at - 1][0], rows[at][0]
    if row.baseline - above.baseline <= most:
        return False
    near = bisect_left(lying, (above.baseline,))
    rule = lying[near].at if near < len(lying) else row.baseline
    return (
        rule < above.baseline + _CLOSE * above.size / 2
        and row.baseline - rule > most
        and not rules_part_rows(rows[start:at], lying)
    )


def _with_wraps(rows: Sequence[Row], end: int, gaps: Sequence[Gap], size: float) -> int:
    """The end of the block, with the lines that the cells of its last row go on in."""
    while end < len(rows) and len(rows[end]) == 1:
        run = rows[end][0]
        if run.baseline - rows[end - 1][0].baseline > TIGHT * size or run.x0 < gaps[0][1] - size:
            break
        if len(_narrowed(gaps, rows[end])) < len(gaps) or run.size > _LARGER * size:
            break
        end += 1
    return end


def _without_outside(rows: Sequence[Row], start: int, end: int, lying: Sequence[Rule]) -> tuple[int, int]:
    """The block as far as the rules of a printed table reach: over its header, under its header, under its last row."""
    cuts = [at for at in range(start + 1, end) if rules_between(rows[at - 1], rows[at], lying)]
    bands = list(pairwise((start, *cuts, end)))
    body = max(bands, key=lambda band: band[1] - band[0])
    if len(bands) > _PRINTED or body[1] - body[0] <= _HEADER:
        return start, end
    if bands.index(body) > 1 and not _is_rule_near(lying, rows[start][0], -1):
        start = bands[1][0]
    if body is not bands[-1] and not _is_rule_near(lying, rows[end - 1][0], 1):
        end = bands[-1][0]
    return start, end


def _is_rule_near(lying: Sequence[Rule], run: Run, side: int) -> bool:
    """Whether a rule lies above (-1) or below (1) a text, within a line or two."""
    near = sorted((run.baseline, run.baseline + side * _CLOSE * run.size))
    at = bisect_left(lying, (near[0],))
    return at < len(lying) and lying[at].at < near[1]


def _frame(rows: Sequence[Row], start: int, end: int, lying: Sequence[Rule]) -> tuple[int, int]:
    """The block, or, where a rule as wide as it stands above or in it and another closes it below, what they frame.

    Where rules part its rows, it begins with the row above, if that has a text in one column only: the end of a cell
    that began on the page before.
    """
    left = min(row[0].x0 for row in rows[start:end])
    right = max(row[-1].x1 for row in rows[start:end])
    size, bottom = rows[start][0].size, rows[end - 1][0].baseline
    last_row = rows[min(end + _MOST_SINGLES, len(rows)) - 1][0]
    above, below = rows[start][0].top - 2 * _BREAK * size, last_row.baseline + _BREAK * size
    most = _FRAME * (right - left)
    wide = [
        rule
        for rule in lying[bisect_left(lying, (above,)) : bisect_left(lying, (below,))]
        if rule.start < left + size and rule.end > right - size and rule.end - rule.start < most
    ]
    before = [rule for rule in wide if rule.at < rows[start][0].baseline]
    opening = before[-1] if before else next(iter(wide), None)
    closing = next((rule for rule in wide if rule.at > bottom), None)
    if opening is None or closing is None or opening.at > bottom:
        return start, end
    if not _is_as_wide(closing, opening, size):
        return start, end
    ruled = rules_part_rows(rows[start:end], lying)
    top = before[-2].at if ruled and len(before) > 1 and _is_as_wide(before[-2], opening, size) else opening.at
    first, last = start, end
    while first > 0 and start - first < _MOST_ABOVE and rows[first - 1][0].baseline > top:
        first -= 1
    while last < len(rows) and rows[last][0].baseline < closing.at:
        last += 1
    return first, last if last - end <= _MOST_SINGLES else end


def _is_as_wide(one: Rule, other: Rule, size: float) -> bool:
    return abs(one.start - other.start) <= size and abs(one.end - other.end) <= size


def _narrowed(gaps: Sequence[Gap], row: Row) -> list[Gap]:
    """What of the gaps the row leaves free."""
    free: list[Gap] = []
    for start, end in gaps:
        at = start
        for run in row:
            if run.x1 <= at or run.x0 >= end:
                continue
            if run.x0 - at >= NARROWEST * run.size:
                free.append((at, run.x0))
            at = run.x1
        if end - at >= NARROWEST * row[0].size:
            free.append((at, end))
    return free
