"""A document as blocks: the smallest stretches that one thing is said in, each with the row and headings it stands in.

A table's cell is a block, and so is a paragraph, a list item, a piece of a line between wide gaps. Blocks of one table
row, or of one line with gaps, share a `row`. Knows the geometry of a class plan, and no word of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from servers.syllabus.document import Box, Cell, Document, Span, Table
from servers.syllabus.parsing.passages import Passage, of_lines, passage
from servers.syllabus.parsing.vocabulary import COLUMN_NAME, is_weekday

_LONGEST_HEADER = 5  # words
_BLANK = 0.25  # of a line's height


@dataclass(slots=True, unsafe_hash=True)  # frozen, it would take six times as long to make, and there are many
class Block:
    passage: Passage
    line: int
    """Its first line in the document."""
    row: int
    """Shared by what stands in one row; each row of the document has its own."""
    column: int = 0
    header: str = ""
    """What the header cells of its column say."""
    beside: tuple[str, ...] = ()
    """What the headers of the other columns say."""
    headings: tuple[str, ...] = ()
    """The headings above it, the highest first; of a heading, its own text is the last."""
    level: int = 0
    """Of a heading."""
    bullet: bool = False
    indent: float = 0.0
    table: int | None = None
    """Index of the table that it stands in."""
    alone: bool = True
    """Nothing else with a text stands in its row."""

    @property
    def text(self) -> str:
        return self.passage.text


def blocks(document: Document) -> tuple[Block, ...]:
    """All blocks in reading order, without furniture."""
    return tuple(_blocks(document))


def _blocks(document: Document) -> Iterator[Block]:
    in_table = {
        line: index for index, table in enumerate(document.tables) for cell in table.cells for line in cell.lines
    }
    headings: list[tuple[int, str]] = []
    done: set[int] = set()
    row = 0
    trail: tuple[str, ...] = ()
    for lines in _paragraphs(document, in_table):
        first = document.lines[lines[0]]
        if lines[0] in in_table:
            index = in_table[lines[0]]
            if index not in done:
                done.add(index)
                yield from _table_blocks(document, index, row, trail)
                row += document.tables[index].rows
            continue
        if first.heading:
            headings = [(level, text) for level, text in headings if level < first.heading]
            headings.append((first.heading, " ".join(document.lines[line].text for line in lines)))
            trail = tuple(text for _, text in headings)
        pieces = list(_pieces(document, lines))
        for column, spans in enumerate(pieces):
            if found := passage(document, spans):
                yield Block(
                    found,
                    lines[0],
                    row,
                    column,
                    "",
                    (),
                    trail,
                    first.heading,
                    first.bullet and column == 0,
                    first.indent,
                    alone=len(pieces) == 1,
                )
        row += 1


def _paragraphs(document: Document, in_table: Iterable[int]) -> Iterator[list[int]]:
    tabled = set(in_table)
    open_lines: list[int] = []
    for index, line in enumerate(document.lines):
        if not line.words or (line.furniture and index not in tabled):
            continue
        if line.continues and open_lines and index not in tabled and open_lines[-1] not in tabled:
            open_lines.append(index)
            continue
        if open_lines:
            yield open_lines
        open_lines = [index]
    if open_lines:
        yield open_lines


def _pieces(document: Document, lines: Sequence[int]) -> Iterator[list[Span]]:
    """A line with wide gaps as its pieces; a paragraph of several lines whole."""
    if len(lines) > 1:
        yield [document.whole(line) for line in lines]
        return
    words = document.lines[lines[0]].words
    begins = [0, *(index for index, word in enumerate(words) if word.apart and index)]
    for begin, end in pairwise([*begins, len(words)]):
        yield [Span(lines[0], begin, end)]


def _table_blocks(document: Document, index: int, row: int, headings: tuple[str, ...]) -> Iterator[Block]:
    table = document.tables[index]
    headers = _headers(document, table)
    filled = _texts_in_row(table)
    wrapped = _wrapped(document, table)
    naming = _first_row(document, table)
    for cell in table.cells:
        if cell.header or not cell.lines or cell in naming:
            continue
        for lines in _items(document, cell):
            found = of_lines(document, lines, wrapped)
            if found is None:
                continue
            first = document.lines[lines[0]]
            yield Block(
                found,
                lines[0],
                row + cell.row,
                cell.column,
                headers.get(cell.column, ""),
                tuple(header for column, header in headers.items() if column != cell.column),
                headings,
                0,
                first.bullet,
                first.indent,
                index,
                filled[cell.row] == 1,
            )


def _wrapped(document: Document, table: Table) -> set[int]:
    """The lines of cells that begin with a word for which the line above had no place left."""
    narrow = [cell for cell in table.cells if cell.columns == 1]
    boxes: dict[int, dict[int, Box]] = {}
    for cell in narrow:
        for line in cell.lines:
            if box := document.box(document.whole(line)):
                boxes.setdefault(cell.column, {})[line] = box
    ends = {column: _ends(of_column) for column, of_column in boxes.items()}
    return {
        line
        for cell in narrow
        for above, line in pairwise(cell.lines)
        if not document.lines[line].bullet and _had_no_place(document, above, line, ends.get(cell.column, {}))
    }


def _ends(boxes: Mapping[int, Box]) -> dict[int, float]:
    """How far each line of a column reaches; where they stand centred, how wide it is."""
    lefts = Counter(round(left) for left, _, _, _ in boxes.values())
    middles = Counter(round((left + right) / 2) for left, _, right, _ in boxes.values())
    centred = max(middles.values()) > max(lefts.values())
    return {line: right - left if centred else right for line, (left, _, right, _) in boxes.items()}


def _had_no_place(document: Document, above: int, line: int, ends: Mapping[int, float]) -> bool:
    box, word = document.box(document.whole(above)), document.lines[line].words[0].box
    if above not in ends or box is None or word is None:
        return False
    blank = (box[3] - box[1]) * _BLANK
    return ends[above] + blank + (word[2] - word[0]) > max(ends.values())


def _items(document: Document, cell: Cell) -> Iterator[list[int]]:
    """A cell's lines, each list item apart."""
    item: list[int] = []
    for line in cell.lines:
        if document.lines[line].furniture:
            continue
        if document.lines[line].bullet and item:
            yield item
            item = []
        item.append(line)
    if item:
        yield item


def _headers(document: Document, table: Table) -> dict[int, str]:
    headers: dict[int, list[str]] = {}
    for cell in (*(cell for cell in table.cells if cell.header), *_first_row(document, table)):
        if cell.row < table.rows:
            text = " ".join(document.lines[line].text for line in cell.lines if not document.lines[line].furniture)
            for column in range(cell.column, cell.column + cell.columns):
                headers.setdefault(column, []).append(text)
    return {column: " ".join(part for part in parts if part) for column, parts in headers.items()}


def _first_row(document: Document, table: Table) -> tuple[Cell, ...]:
    """The cells of a first row that names the columns although nothing marks it as a header.

    A title over the whole table is no row of it. One of several names may be long: "Homework (to be handed in …)".
    """
    marked = [cell for cell in table.cells if cell.header and cell.lines]
    if len(marked) > 1 or table.rows < 3:  # noqa: PLR2004 - a header and rows to name
        return ()
    titled = marked or any(cell.row == 0 and cell.columns == table.columns > 1 for cell in table.cells)
    first = tuple(cell for cell in table.cells if cell.row == int(bool(titled)) and cell.lines)
    texts = [" ".join(document.lines[line].text for line in cell.lines) for cell in first]
    names = [bool(COLUMN_NAME.search(text) or is_weekday(text)) for text in texts]
    long = sum(len(text.split()) > _LONGEST_HEADER for text in texts)
    short = not any(digit.isdigit() for text in texts for digit in text) and long <= (len(first) > _LONGEST_HEADER // 2)
    return first if len(first) > 1 and short and sum(names) * 2 >= len(first) else ()


def _texts_in_row(table: Table) -> list[int]:
    counts = [0] * table.rows
    for cell in table.cells:
        if cell.lines:
            for row in range(cell.row, min(cell.row + cell.rows, table.rows)):
                counts[row] += 1
    return counts
