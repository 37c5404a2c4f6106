"""Text that stands on end: put together from its letters, and into the row of the table that it names."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from servers.syllabus.readers.drawn import Placed
from servers.syllabus.readers.grids import Grid, GridCell
from servers.syllabus.readers.runs import Run

_BESIDE = 0.5  # of the size between the letters of a line, across it
_PARTED = 0.2  # of the size between words
_FAR = 3.0  # between lines of one direction
_OUTSIDE = 36.0  # points left of a table that a label of its rows may stand


def without_labels(runs: Iterable[Run], pieces: Iterable[object]) -> list[Run]:
    """Puts the lines that stand in or beside a table into its cells; answers those that do not."""
    grids = [piece for piece in pieces if isinstance(piece, Grid)]
    labels: dict[int, list[Run]] = {}
    loose: list[Run] = []
    for run in runs:
        middle = (run.top + run.bottom) / 2
        grid = next((grid for grid in grids if grid.top <= middle <= grid.bottom and _near(grid, run)), None)
        if grid is None:
            loose.append(run)
        elif run.x1 <= grid.edges[0] + run.size:
            labels.setdefault(id(grid), []).append(run)
        else:
            _put(grid, run, bisect_right(grid.edges, (run.x0 + run.x1) / 2) - 1)
    for grid in grids:
        if id(grid) in labels:
            _with_column(grid, labels[id(grid)])
    return loose


def _near(grid: Grid, run: Run) -> bool:
    return grid.edges[0] - _OUTSIDE <= run.x0 and run.x1 <= grid.edges[-1] + _OUTSIDE


def _with_column(grid: Grid, labels: Sequence[Run]) -> None:
    """A new first column for what stands left of the table."""
    if not grid.ruled:
        for cell in grid.cells:
            cell.column += 1
        grid.cells.extend(GridCell(row, 0) for row in range(grid.rows))
        grid.cells.sort(key=lambda cell: (cell.row, cell.column))
        grid.edges.insert(0, min(run.x0 for run in labels))
    for run in labels:
        _put(grid, run, 0)


def _put(grid: Grid, run: Run, column: int) -> None:
    column = min(max(column, 0), grid.columns - 1)
    tops = [grid.top] * grid.rows
    for cell in grid.cells:
        if cell.lines:
            top = min(each.top for row in cell.lines for each in row)
            tops[cell.row] = top if tops[cell.row] == grid.top else min(tops[cell.row], top)
    middle = (run.top + run.bottom) / 2
    row = max(0, bisect_right(tops, middle) - 1)
    for cell in grid.cells:
        if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns:
            cell.lines.append([run])
            return
    grid.cells.append(GridCell(row, column, lines=[[run]]))


def turned_runs(words: Iterable[Placed]) -> list[Run]:
    """Lines of turned text: letters that stand in one line, in its direction, words where space parts them."""
    lines: list[list[Placed]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last and last.turn == word.turn and _follows(last, word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_run(line) for line in lines]


def _follows(last: Placed, word: Placed) -> bool:
    across, gap = _step(last, word)
    return across < _BESIDE * word.size and -_BESIDE * word.size < gap < _FAR * word.size


def _step(last: Placed, word: Placed) -> tuple[float, float]:
    """How far `word` is off the line of `last`, and how far behind its end."""
    match word.turn:
        case 1:
            return abs(word.x1 - last.x1), word.top - last.bottom
        case 2:
            return abs(word.bottom - last.bottom), last.x0 - word.x1
        case _:
            return abs(word.x0 - last.x0), last.top - word.bottom


def _run(line: Sequence[Placed]) -> Run:
    words: list[Placed] = [line[0]]
    for word in line[1:]:
        last = words[-1]
        if _step(last, word)[1] < _PARTED * word.size:
            words[-1] = last._replace(
                text=last.text + word.text,
                x0=min(last.x0, word.x0),
                top=min(last.top, word.top),
                x1=max(last.x1, word.x1),
                bottom=max(last.bottom, word.bottom),
            )
        else:
            words.append(word)
    x0, top = min(word.x0 for word in words), min(word.top for word in words)
    x1, bottom = max(word.x1 for word in words), max(word.bottom for word in words)
    return Run(words, x0, top, x1, bottom, bottom, words[0].size, x0)
