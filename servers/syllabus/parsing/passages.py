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


def passage(document: Document, spans: Iterable[Span], wrapped: Collection[int] = ()) -> Passage | None:
    """The passage of stretches of one line each, words with a line through them left out; None where nothing is left.

    `wrapped` are lines that may go on with the one before them although the document does not say so.
    """
    text, places, starts, wraps = "", list[Place](), list[int](), list[int]()
    for span in spans:
        words = document.lines[span.line].words[span.start : span.end]
        kept = [(span.line, index) for index, word in enumerate(words, span.start) if not word.struck]
        if not kept:
            continue
        if places:
            wraps += [len(text)] if span.line in wrapped else []
            text += _between(document, places[-1], kept[0])
        places += kept
        texts = [word.text for word in words if not word.struck]
        position = len(text)
        for each in texts:
            starts.append(position)
            position += len(each) + 1
        text += " ".join(texts)
    return Passage(document, text, tuple(places), tuple(starts), frozenset(wraps)) if places else None


def of_lines(document: Document, lines: Sequence[int], wrapped: Collection[int] = ()) -> Passage | None:
    return passage(document, map(document.whole, lines), wrapped)


def _between(document: Document, before: Place, after: Place) -> str:
    """What stands between the last word of a line and the first of the next."""
    if not document.lines[after[0]].continues:
        return "\n"
    hyphen = document.lines[before[0]].words[before[1]].text.endswith("-")
    return "" if hyphen and document.lines[after[0]].words[after[1]].text[:1].islower() else " "
