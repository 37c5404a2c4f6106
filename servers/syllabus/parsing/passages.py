"""Stretches of a document's words as one text, and the way back from the text to the words.

Rules read text; evidence is words. A `Passage` is both, so that what a rule found in the text has its span at once.
"""

from bisect import bisect_right
from collections import Counter
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
    wraps: frozenset[int] = field(default=frozenset(), repr=False)
    """Where a line break of `text` stands that may be due to a lack of space alone."""

    def span(self, start: int, end: int, about: int | None = None) -> Span:
        """The words of `text[start:end]`, as far as they stand in one line.

        It is the line of the word at `about`; without it, the line that has most of the words.
        """
        first = self._word_at(start)
        last = max(self._word_at(max(start, end - 1)), first)
        lines = Counter(line for line, _ in self.places[first : last + 1])
        line = max(lines, key=lambda each: (lines[each], -each))
        if about is not None and (wanted := self.places[self._word_at(about)][0]) in lines:
            line = wanted
        words = [word for where, word in self.places[first : last + 1] if where == line]
        return Span(line, words[0], words[-1] + 1)

    def unwrapped(self) -> str:
        """The text with those line breaks as blanks."""
        return "".join(" " if place in self.wraps else letter for place, letter in enumerate(self.text))

    def page(self) -> int:
        return self.document.lines[self.places[0][0]].page

    def _word_at(self, position: int) -> int:
        return max(bisect_right(self.starts, position) - 1, 0)


def passage(document: Document, places: Iterable[Place], wrapped: Collection[int] = ()) -> Passage | None:
    """The passage of those words, those with a line through them left out; None where nothing is left.

    `wrapped` are lines that may go on with the one before them although the document does not say so.
    """
    kept, pieces, starts, wraps = list[Place](), list[str](), list[int](), list[int]()
    length, before = 0, -1
    for place in places:  # every word of the document passes here: as little as can be for each
        line, index = place
        word = document.lines[line].words[index]
        if word.struck:
            continue
        if kept:
            between = " "
            if line != before:
                between = _between(document, kept[-1], place)
                wraps += [length] if line in wrapped else []
            pieces.append(between)
            length += len(between)
        kept.append(place)
        pieces.append(word.text)
        starts.append(length)
        length += len(word.text)
        before = line
    return Passage(document, "".join(pieces), tuple(kept), tuple(starts), frozenset(wraps)) if kept else None


def of_lines(document: Document, lines: Sequence[int], wrapped: Collection[int] = ()) -> Passage | None:
    places = [(line, word) for line in lines for word in range(len(document.lines[line].words))]
    return passage(document, places, wrapped)


def _between(document: Document, before: Place, after: Place) -> str:
    """What stands between the last word of a line and the first of the next."""
    if not document.lines[after[0]].continues:
        return "\n"
    hyphen = document.lines[before[0]].words[before[1]].text.endswith("-")
    return "" if hyphen and document.lines[after[0]].words[after[1]].text[:1].islower() else " "
