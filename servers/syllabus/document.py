"""A document as it was read: pages of lines of words. Knows nothing of syllabi, and nothing of PDF or Word.

Everything that can be read is a line, the lines of table cells too, in reading order over all pages. Tables, headings
and furniture are structure laid over the lines, so that whoever wants only text can read `lines` and stop there.

Boxes are `(x0, top, x1, bottom)` in points (1/72 inch) from the top left corner of the page, y downwards; readers
convert to this once. A document without a layout (HTML, Markdown, text) is one page without boxes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

Box = tuple[float, float, float, float]
_Tuple = TypeVar("_Tuple", bound=tuple[object, ...])


class _Made(Protocol):
    def __call__(self, kind: type[_Tuple], fields: tuple[object, ...], /) -> _Tuple: ...


made: _Made = tuple.__new__  # type: ignore[reportUnknownMemberType] - of any kind
"""A named tuple of all its fields, in half the time that its constructor takes: for the thousands of a document."""


class Word(NamedTuple):
    """A tuple and no dataclass, as all of which a document has many: one is made in a quarter of the time."""

    text: str
    box: Box | None = None
    struck: bool = False
    """Shown with a line through it: no longer valid."""
    verbatim: str | None = None
    """As it stands in the source where that differs: in Markdown, `**Due:` for the word `Due:`."""
    apart: bool = False
    """A gap as wide as a tab or a table's column stands before it, in the same line."""


class Line(NamedTuple):
    words: tuple[Word, ...]
    page: int
    """1-based."""
    heading: int = 0
    """Level of the heading that this line is, 1 the highest; 0 for what is no heading."""
    bullet: bool = False
    """The first line of a list item."""
    indent: float = 0.0
    """Points from the left edge of the text; for list items without a layout, 18 a level."""
    furniture: bool = False
    """A header or footer that repeats from page to page, or a table's header row repeated on its next page."""
    continues: bool = False
    """It goes on with the paragraph of the line before it, which was full: one sentence may run over both."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class Span(NamedTuple):
    """A place in a document: words `start` up to, not including, `end` of one line.

    Evidence is kept as a span until the very end, so that it can't come to differ from the document.
    """

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    row: int
    column: int
    lines: tuple[int, ...]
    """Indexes into the document's lines, top to bottom; empty for an empty cell."""
    rows: int = 1
    """How many rows it spans."""
    columns: int = 1
    header: bool = False
    """It names its column, or its columns where it spans several."""


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    """Row by row, left to right; a spanning cell stands once, at its first row and column."""
    page: int
    """The page that it begins on; a table that goes on over pages is one table."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself; None where it is silent."""

    title: str | None = None
    author: str | None = None
    created: date | None = None
    modified: date | None = None
    addresses: tuple[str, ...] = ()
    """The file's name, what the document links to, and what its navigation shows."""


@dataclass(frozen=True, slots=True)
class Document:
    lines: tuple[Line, ...]
    """In reading order, over all pages."""
    tables: tuple[Table, ...] = ()
    pages: int = 1
    metadata: Metadata = field(default=Metadata())
    warnings: tuple[str, ...] = ()
    """What could not be read, a sentence each: pages that are only a picture, and the like."""
    recognised: frozenset[int] = frozenset()
    """Pages whose words were recognised in a picture, and may be wrong by a digit."""
    paged: bool = True
    """Whether the format has pages at all; else page numbers mean nothing to a reader."""

    def text(self, span: Span) -> str:
        return " ".join(word.text for word in self._words(span))

    def verbatim(self, span: Span) -> str:
        """The span as it stands in the source, but for white space."""
        return " ".join(word.verbatim or word.text for word in self._words(span))

    def box(self, span: Span) -> Box | None:
        """The smallest box around the span, or None where the format has no layout."""
        boxes = [word.box for word in self._words(span) if word.box]
        if not boxes:
            return None
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def whole(self, line: int) -> Span:
        """The span of all words of a line."""
        return Span(line, 0, len(self.lines[line].words))

    def _words(self, span: Span) -> Sequence[Word]:
        return self.lines[span.line].words[span.start : span.end]
