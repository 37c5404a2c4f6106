"""Stretches of a document's words as one text, and the way back from the text to the words.

Rules read text; evidence is words. A `Passage` is both, so that what a rule found in the text has its span at once.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from servers.syllabus.document import Document, Span

Place = tuple[int, int]
"""Line and word of a document."""


@dataclass(frozen=True)
class Passage:
    """Its words' places are found out when they are asked for the first time: of most passages they never are."""

    document: Document = field(repr=False)
    text: str
    """The words with one blank between them; a line break where a line ends that the next does not go on."""
    spans: tuple[Span, ...] = field(repr=False)
    """The stretches of lines that its words are from, each with a word at least."""
    wraps: frozenset[int] = field(default=frozenset(), repr=False)
    """Where a line break of `text` stands that may be due to a lack of space alone."""

    def span(self, start: int, end: int, about: int | None = None) -> Span:
        """The words of `text[start:end]`, as far as they stand in one line.

        It is the line of the word at `about`; without it, the line that has most of the words.
        """
        first = self._word_at(start)
        last = max(self._word_at(max(start, end - 1)), first)
        lines = Counter(line for line, _ in self._places[first : last + 1])
        line = max(lines, key=lambda each: (lines[each], -each))
        if about is not None and (wanted := self._places[self._word_at(about)][0]) in lines:
            line = wanted
        words = [word for where, word in self._places[first : last + 1] if where == line]
        return Span(line, words[0], words[-1] + 1)

    def unwrapped(self) -> str:
        """The text with those line breaks as blanks."""
        return "".join(" " if place in self.wraps else letter for place, letter in enumerate(self.text))

    def page(self) -> int:
        return self.document.lines[self.spans[0].line].page

    @cached_property
    def _places(self) -> list[Place]:
        return [
            (span.line, index)
            for span in self.spans
            for index in range(span.start, span.end)
            if not self.document.lines[span.line].words[index].struck
        ]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins in `text`."""
        starts, end = list[int](), 0
        for line, index in self._places:
            word = self.document.lines[line].words[index].text
            starts.append(self.text.index(word, end))
            end = starts[-1] + len(word)
        return starts

    def _word_at(self, position: int) -> int:
        return max(bisect_right(self._starts, position) - 1, 0)


def passage(document: Document, spans: Iterable[Span], wrapped: Collection[int] = ()) -> Passage | None:
    """The passage of stretches of one line each, words with a line through them left out; None where nothing is left.

    `wrapped` are lines that may go on with the one before them although the document does not say so.
    """
    text, kept, wraps = "", list[Span](), list[int]()
    for span in spans:
        words = document.lines[span.line].words[span.start : span.end]
        own = " ".join([word.text for word in words if not word.struck])
        if not own:
            continue
        if kept:
            wraps += [len(text)] if span.line in wrapped else []
            text += _between(text, own) if document.lines[span.line].continues else "\n"
        kept.append(span)
        text += own
    return Passage(document, text, tuple(kept), frozenset(wraps)) if kept else None


def of_lines(document: Document, lines: Sequence[int], wrapped: Collection[int] = ()) -> Passage | None:
    return passage(document, map(document.whole, lines), wrapped)


def _between(line: str, following: str) -> str:
    """What stands between a line and the next, which goes on with it: nothing where a word is parted."""
    return "" if line.endswith("-") and following[:1].islower() else " "
