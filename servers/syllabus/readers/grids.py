"""Tables drawn with rules: lines that cross make a grid, and what no line parts is one cell.

A table whose sides are open (rules between its columns, but none around it) ends where its lines end. A box around
text, or a grid of a single column, is no table.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from servers.syllabus.readers.drawn import Placed, Rule
from servers.syllabus.readers.rules import JOINT, NEAR
from servers.syllabus.readers.runs import Row, rows_of
from servers.syllabus.readers.shapes import are_alike

_MOST_CROSSINGS = 60_000  # lying × standing lines; a drawing or a map has more, a table never
_MOST_CELLS = 20_000
_ROWS = 3  # lines that are alike; more in one field are rows of a table
_FEW_CELLS = 2
_OFTEN = 0.4  # of the lines of a column have a text that begins beneath another of its header's
_LITTLE = 0.12  # of a table's width or height


@dataclass(slots=True, eq=False)
class GridCell:
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    lines: list[Row] = field(default_factory=list[Row])
    header: bool = False


@dataclass(slots=True, eq=False)
class Grid:
    """A table on one page, with the text in its cells."""

    edges: list[float]
    """Where its columns begin, and last where the last of them ends."""
    rows: int
    top: float
    bottom: float
    cells: list[GridCell]
    ruled: bool = False

    @property
    def columns(self) -> int:
        return len(self.edges) - 1


def ruled_tables(
    words: Sequence[Placed], lying: Sequence[Rule], standing: Sequence[Rule]
) -> tuple[list[Grid], Sequence[Placed]]:
    """The tables that lines draw, with the words that stand in them, top to bottom; and the words that do not."""
    grids: list[Grid] = []
    if len(lying) * len(standing) <= _MOST_CROSSINGS:
        for across, down in _meshes(lying, standing):
            if drawn := _filled(words, across, down):
                grid, words = drawn
                grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.top, grid.edges[0])), words


def _meshes(lying: Sequence[Rule], standing: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that hang together."""
    group = list(range(len(lying) + len(standing)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for first, across in enumerate(lying):
        low, high, at = across.start - JOINT, across.end + JOINT, across.at
        for second, down in enumerate(standing, len(lying)):
            if low <= down.at <= high and down.start - JOINT <= at <= down.end + JOINT:
                group[root(first)] = root(second)
    meshes: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate((*lying, *standing)):
        meshes[root(index)][index >= len(lying)].append(rule)
    yield from ((across, down) for across, down in meshes.values() if across and down)


def _filled(
    words: Sequence[Placed], across: Sequence[Rule], down: Sequence[Rule]
) -> tuple[Grid, Sequence[Placed]] | None:
    xs = _places([*(rule.at for rule in down), min(rule.start for rule in across), max(rule.end for rule in across)])
    ys = _places([*(rule.at for rule in across), min(rule.start for rule in down), max(rule.end for rule in down)])
    xs, ys = _worth(xs, down, ys[-1] - ys[0]), _worth(ys, across, xs[-1] - xs[0])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 2 or rows * columns > _MOST_CELLS:  # noqa: PLR2004 - less is a box around text
        return None
    cells = _cells(xs, ys, across, down)
    inside: dict[int, list[Placed]] = defaultdict(list)
    outside: list[Placed] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
            inside[cells[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]].append(word)
        else:
            outside.append(word)
    made = [_cell(cells, number, columns, inside[number]) for number in sorted({n for line in cells for n in line})]
    filled = [cell for cell in made if cell.lines]
    if rows == 2 and any(len(cell.lines) > _ROWS and are_alike(cell.lines) for cell in filled[-columns:]):  # noqa: PLR2004
        return None  # a header and all rows in one field: how the texts stand says more than the lines
    if any(_holds_columns([cell for cell in filled if cell.column == column]) for column in range(columns)):
        return None  # as above
    if len({cell.row for cell in filled}) < 2 or len({cell.column for cell in filled}) < 2:  # noqa: PLR2004 - as above
        return None
    return Grid(xs, rows, ys[0], ys[-1], made, ruled=True), outside


def _holds_columns(cells: Sequence[GridCell]) -> bool:
    """Whether no line parts several columns: texts begin beneath each other behind a gap, in the header as well."""
    rows = [row for cell in cells for row in cell.lines]
    headed = {round(run.x0) for run in rows[0][1:]} if rows and len(cells) > _FEW_CELLS else set[int]()
    beneath = [row for row in rows[1:] if any(round(run.x0) in headed for run in row[1:])]
    return len(beneath) > len(rows) * _OFTEN


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def _worth(places: Sequence[float], rules: Sequence[Rule], length: float) -> list[float]:
    """The places without those that hardly any line is at: the sides of a small box inside a field."""
    drawn = [sum(rule.end - rule.start for rule in group) for group in _by_place(rules, places)]
    last = len(places) - 1
    return [place for index, place in enumerate(places) if index in (0, last) or drawn[index] > _LITTLE * length]


def _cells(xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]) -> list[list[int]]:
    """For each field of the grid the number of its cell: that of the first field that no line parts it from."""
    columns = len(xs) - 1
    numbers = [[row * columns + column for column in range(columns)] for row in range(len(ys) - 1)]
    floors, walls = _by_place(across, ys), _by_place(down, xs)
    for row, line in enumerate(numbers):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            if column and not _stands(walls[column], middle):
                line[column] = line[column - 1]
            elif row and not _stands(floors[row], (xs[column] + xs[column + 1]) / 2):
                line[column] = numbers[row - 1][column]
    return numbers


def _by_place(rules: Sequence[Rule], places: Sequence[float]) -> list[list[Rule]]:
    sorted_out: list[list[Rule]] = [[] for _ in places]
    for rule in rules:
        sorted_out[max(0, bisect_right(places, rule.at + 0.01) - 1)].append(rule)
    return sorted_out


def _stands(rules: Sequence[Rule], place: float) -> bool:
    return any(rule.start <= place <= rule.end for rule in rules)


def _cell(numbers: Sequence[Sequence[int]], number: int, columns: int, words: Sequence[Placed]) -> GridCell:
    row, column = divmod(number, columns)
    wide = sum(each == number for each in numbers[row])
    high = sum(line[column] == number for line in numbers)
    return GridCell(row, column, high, wide, rows_of(words))
