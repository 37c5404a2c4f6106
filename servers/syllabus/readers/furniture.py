"""Headers and footers: what repeats from page to page in the same place, and page numbers.

What the header of the first page says is content, for it may stand nowhere else: the course, the term.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from servers.syllabus.readers.runs import Row

_DEPTH = 6  # rows from the edge of the page
_PLACE = 4.0  # points that a header may move from page to page
_EDGE = 0.12  # of the page's height: where a bare number numbers the page
_ENDS = re.compile(r"^\W*(\d{1,3})(?=\s)|(?<=\s)(\d{1,3})(?:\s*(?:of|/|\|)\s*\d{1,3})?\W*$")
_NUMBER = re.compile(r"\W*(?:page|p\.|pg\.?)?\s*(?:\d{1,3}|[ivx]{1,5})(?:\s*(?:of|/|\|)\s*\d{1,3})?\W*", re.IGNORECASE)

Sign = tuple[str, int]


def parted(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[tuple[int, int]]:
    """For each page how many of its rows, from the top and from the bottom, are furniture."""
    tops = _repeated([rows[:_DEPTH] for rows in pages], pages)
    feet = _repeated([rows[: -_DEPTH - 1 : -1] for rows in pages], pages)
    counts: list[tuple[int, int]] = []
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        above = _count(rows[:_DEPTH], tops if number else set(), height, number + 1)
        counts.append((above, _count(rows[above:][: -_DEPTH - 1 : -1], feet, height, number + 1)))
    return counts


def _repeated(edges: Sequence[Sequence[Row]], pages: Sequence[Sequence[Row]]) -> set[Sign]:
    """What stands at the edges of more than one page; if of few, not what stands within pages as well."""
    counts = Counter(
        sign for page, rows in enumerate(edges, 1) for sign in {near for row in rows for near in _near(row, page)}
    )
    often = max(2, len(edges) // 5)
    found = {sign for sign, count in counts.items() if count >= often}
    seldom = {text for text, place in found if counts[text, place] * 2 < len(edges)}
    if not seldom:
        return found
    within = Counter(text for rows in pages for row in rows[_DEPTH:-_DEPTH] if (text := _text(row)) in seldom)
    return {(text, place) for text, place in found if within[text] < counts[text, place]}


def _near(row: Row, page: int) -> Iterator[Sign]:
    """What the row says, at both of the places that it is near, and what it says but for a number at either end that
    goes up as the pages do: "Homework 3" is no header because "Homework 5" stands there on the next page.
    """
    text = _text(row)
    place = int(row[0].baseline // _PLACE)
    says = [text]
    for end in _ENDS.finditer(text):
        before = int(end[1] or end[2]) - page
        says.append(f"{text[: end.start()]}#{before}{text[end.end() :]}")
    return ((each, near) for each in says for near in (place, place + 1))


def _count(rows: Sequence[Row], repeated: set[Sign], height: float, page: int) -> int:
    """How many rows from the edge are furniture. The number of the `page` numbers it wherever it stands."""
    for index, row in enumerate(rows):
        text = _text(row)
        outermost = not _EDGE * height < row[0].baseline < (1 - _EDGE) * height
        numbers = text == str(page) or (outermost and _NUMBER.fullmatch(text))
        if not numbers and not repeated.intersection(_near(row, page)):
            return index
    return len(rows)


def _text(row: Row) -> str:
    return " ".join(word.text for run in row for word in run.words)
