"""Which lines are headings, and of what level: by their size against that of the text, else by being bold.

The level is the rank of the way a heading is set: the largest is 1. Sizes are compared over the whole document, so that
a chapter has the same level on every page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter

from servers.syllabus.readers.runs import TIGHT, Row

_LARGER = 1.12  # than the text
_SMALLER = 0.9
_SENTENCE = (".", ",", ";")
_LONGEST = 14  # words
_LEVELS = 6
_MOST_BOLD = 3  # lines in bold one after the other; more are text that is set in bold

Style = tuple[float, bool]
"""Size to half a point, and whether it is bold."""


def body_size(rows: Iterable[Row]) -> float:
    """The size that most of the text is set in."""
    letters: dict[float, float] = defaultdict(float)
    for row in rows:
        for run in row:
            letters[round(run.size * 2) / 2] += (run.x1 - run.x0) / (run.size or 1)
    return max(letters.items(), key=itemgetter(1))[0] if letters else 1.0


def styles(rows: Sequence[Row], body: float, right: float) -> list[Style | None]:
    """For each row of a text, whose column ends at `right`, how it is set if it is a heading, else None."""
    found = [_style(row, body) for row in rows]
    for index, (row, below) in enumerate(pairwise(rows)):
        style = found[index]
        full = row[-1].x1 > right - row[0].size and below[0].baseline - row[0].baseline < TIGHT * row[0].size
        if style is not None and style[0] <= body * _LARGER and full and found[index + 1] is None:
            found[index] = None  # the first line of a paragraph that begins in bold
    streak: list[int] = []
    for index, style in enumerate((*found, None)):
        if style is not None and style[0] <= body * _LARGER and _is_close(rows, streak, index):
            streak.append(index)
            continue
        if len(streak) > _MOST_BOLD:
            for each in streak:
                found[each] = None
        streak = [index] if style is not None and style[0] <= body * _LARGER else []
    return found


def _is_close(rows: Sequence[Row], streak: Sequence[int], index: int) -> bool:
    if not streak:
        return True
    return index == streak[-1] + 1 and rows[index][0].baseline - rows[index - 1][0].baseline < 2 * rows[index][0].size


def _style(row: Row, body: float) -> Style | None:
    words = [word for run in row for word in run.words]
    if len(words) > _LONGEST or not any(letter.isalpha() for word in words for letter in word.text):
        return None
    size = max(run.size for run in row)
    bold = all(word.bold for word in words)
    if size > body * _LARGER and all(run.size > body * _LARGER for run in row):
        return round(size * 2) / 2, bold
    marked = row[0].bullet and row[0].text_x0 == row[0].x0  # an item of a list, and not a numbered heading
    if bold and len(row) == 1 and not marked and size > body * _SMALLER and not words[-1].text.endswith(_SENTENCE):
        return round(body * 2) / 2, True
    return None


def levels(found: Iterable[Style | None]) -> dict[Style, int]:
    """The level of each way to set a heading."""
    ranked = sorted({style for style in found if style}, reverse=True)
    return {style: min(rank, _LEVELS) for rank, style in enumerate(ranked, 1)}
