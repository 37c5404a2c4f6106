"""Which rows of a table name its columns. The same for every format; a format may have said so itself.

A first row is a header where the file marks it, or where it stands out from all rows below it: set in bold, or
free of figures where the rows below have them.
"""

from collections.abc import Sequence
from dataclasses import replace

from servers.syllabus.document import Cell, Line, Table

_LONGEST = 8  # words in a cell that names a column


def with_header(table: Table, lines: Sequence[Line], bold: Sequence[bool]) -> Table:
    """`table` with its header cells marked, unless some are already. `bold` tells of each line whether all of it is."""
    if table.rows < 2 or any(cell.header for cell in table.cells):  # noqa: PLR2004 - a header and something below it
        return table
    if not _heads(table, lines, bold):
        return table
    return replace(table, cells=tuple(replace(cell, header=cell.row == 0) for cell in table.cells))


def _heads(table: Table, lines: Sequence[Line], bold: Sequence[bool]) -> bool:
    first = [cell for cell in table.cells if cell.row == 0 and cell.lines]
    rest = [cell for cell in table.cells if cell.row > 0 and cell.lines]
    if len(first) < 2 or any(_length(cell, lines) > _LONGEST for cell in first):  # noqa: PLR2004 - one cell is a title
        return False
    if all(_all_bold(cell, bold) for cell in first) and sum(_all_bold(cell, bold) for cell in rest) < len(rest) / 2:
        return True
    return not any(_has_digit(cell, lines) for cell in first) and any(
        _mostly_digits(table, cell.column, lines) for cell in first
    )


def _mostly_digits(table: Table, column: int, lines: Sequence[Line]) -> bool:
    below = [cell for cell in table.cells if cell.column == column and cell.row > 0 and cell.lines]
    return sum(_has_digit(cell, lines) for cell in below) > len(below) * 0.6


def _length(cell: Cell, lines: Sequence[Line]) -> int:
    return sum(len(lines[line].words) for line in cell.lines)


def _all_bold(cell: Cell, bold: Sequence[bool]) -> bool:
    return all(bold[line] for line in cell.lines)


def _has_digit(cell: Cell, lines: Sequence[Line]) -> bool:
    return any(character.isdigit() for line in cell.lines for word in lines[line].words for character in word.text)
