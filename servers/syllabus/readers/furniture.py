"""Headers and footers: what repeats from page to page in the same place, and page numbers.

What the header of the first page says is content, for it may stand nowhere else: the course, the term.
"""

import re
from collections import Counter
from collections.abc import Sequence

from servers.syllabus.readers.runs import Row

_DEPTH = 6  # rows from the edge of the page
_PLACE = 4.0  # points that a header may move from page to page
_EDGE = 0.12  # of the page's height: where a bare number numbers the page
_ENDS = re.compile(r"^\W*\d{1,3}(?=\s)|(?<=\s)\d{1,3}(?:\s*(?:of|/|\|)\s*\d{1,3})?\W*$")
_NUMBER = re.compile(r"\W*(?:page|p\.|pg\.?)?\s*(?:\d{1,3}|[ivx]{1,5})(?:\s*(?:of|/|\|)\s*\d{1,3})?\W*", re.IGNORECASE)

Sign = tuple[str, int]


def parted(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[tuple[int, int]]:
    """For each page how many of its rows, from the top and from the bottom, are furniture."""
    tops = _repeated([rows[:_DEPTH] for rows in pages])
    feet = _repeated([rows[: -_DEPTH - 1 : -1] for rows in pages])
    counts: list[tuple[int, int]] = []
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        above = _count(rows[:_DEPTH], tops if number else set(), height, str(number + 1))
        counts.append((above, _count(rows[above:][: -_DEPTH - 1 : -1], feet, height, str(number + 1))))
    return counts


def _repeated(edges: Sequence[Sequence[Row]]) -> set[Sign]:
    """What stands at the edges of more than one page."""
    counts = Counter(sign for rows in edges for sign in {near for row in rows for near in _near(row)})
    often = max(2, len(edges) // 5)
    return {sign for sign, count in counts.items() if count >= often}


def _near(row: Row) -> tuple[Sign, Sign]:
    """The row's text without a page's number at either end, at both of the places that it is near."""
    text = _ENDS.sub("", " ".join(word.text for run in row for word in run.words))
    place = int(row[0].baseline // _PLACE)
    return (text, place), (text, place + 1)


def _count(rows: Sequence[Row], repeated: set[Sign], height: float, number: str) -> int:
    """How many rows from the edge are furniture. `number`: the page's, which numbers it wherever it stands."""
    for index, row in enumerate(rows):
        text = " ".join(word.text for run in row for word in run.words)
        outermost = not _EDGE * height < row[0].baseline < (1 - _EDGE) * height
        numbers = text == number or (outermost and _NUMBER.fullmatch(text))
        if not numbers and not repeated.intersection(_near(row)):
            return index
    return len(rows)
