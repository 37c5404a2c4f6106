"""How lines of text are written: what tells that each is a row of its own.

Lines of one shape with a figure in it (`1/21`, `1/23`) are dates or numbers of rows; lines of a text are not alike.
"""

import re
from collections.abc import Sequence

from servers.syllabus.readers.runs import Row

_FEW = 2
_FIGURES = re.compile(r"\d+")
_DASHES = re.compile(r"[–—−]")
_LETTERS = re.compile(r"[^\W\d_]+")


def shape(row: Row) -> str:
    """How a line is written: `Sep 5` and `Oct 12` are both `a #`."""
    text = " ".join(word.text for run in row for word in run.words)
    return _LETTERS.sub("a", _FIGURES.sub("#", _DASHES.sub("-", text)))


def are_alike(lines: Sequence[Row]) -> bool:
    """Whether lines are two or more of one shape that has a figure in it."""
    shapes = {shape(row) for row in lines}
    return len(lines) >= _FEW and len(shapes) == 1 and "#" in shapes.pop()
