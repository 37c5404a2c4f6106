"""Stretches of a document's words as one text, and the way back from the text to the words.

Rules read text; evidence is words. A `Passage` is both, so that what a rule found in the text has its span at once.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from servers.syllabus.document import Document, Span

Place = tuple[int, int]
"""Line and word of a document."""


@dataclass(frozen=True, slots=True)
class Passage:
    document: Document = field(repr=False)
    text: str
    """The words with one blank between them; a line break where a line ends that the next does not go on."""
    places: tuple[Place, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    """Where each word begins in `text`."""

    def span(self, start: int, end: int) -> Span:
        """The words of `text[start:end]`, as far as they stand in the line where it begins."""
        first = self._word_at(start)
        last = max(self._word_at(max(start, end - 1)), first)
        line, word = self.places[first]
        while last > first and self.places[last][0] != line:
            last -= 1
        return Span(line, word, self.places[last][1] + 1)

    def page(self) -> int:
        return self.document.lines[self.places[0][0]].page

    def _word_at(self, position: int) -> int:
        return max(bisect_right(self.starts, position) - 1, 0)


def passage(document: Document, places: Iterable[Place], wrapped: Collection[int] = ()) -> Passage | None:
    """The passage of those words, those with a line through them left out; None where nothing is left.

    `wrapped` are lines that go on with the one before them although the document does not say so.
    """
    kept = [(line, word) for line, word in places if not document.lines[line].words[word].struck]
    if not kept:
        return None
    text, starts = "", list[int]()
    for index, (line, word) in enumerate(kept):
        if index:
            text += " " if line in wrapped else _between(document, kept[index - 1], line)
        starts.append(len(text))
        text += document.lines[line].words[word].text
    return Passage(document, text, tuple(kept), tuple(starts))


def of_lines(document: Document, lines: Sequence[int], wrapped: Collection[int] = ()) -> Passage | None:
    places = [(line, word) for line in lines for word in range(len(document.lines[line].words))]
    return passage(document, places, wrapped)


def _between(document: Document, before: Place, line: int) -> str:
    return " " if before[0] == line or document.lines[line].continues else "\n"
