"""Words on pages → lines in reading order."""

from collections.abc import Iterator, Sequence

from servers.syllabus.document import Document, Line, Metadata, Word
from servers.syllabus.readers.ink import Ink, Placed


def laid_out(pages: Sequence[Ink], metadata: Metadata, warnings: tuple[str, ...]) -> Document:
    lines = [line for number, page in enumerate(pages, 1) for line in _lines(page, number)]
    return Document(tuple(lines), (), len(pages), metadata, warnings)


def _lines(page: Ink, number: int) -> Iterator[Line]:
    rows: list[list[Placed]] = []
    for word in sorted(page.words, key=lambda word: (word.baseline, word.x0)):
        if rows and abs(word.baseline - rows[-1][0].baseline) < word.size / 3:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: word.x0)
        words: list[Word] = []
        end = row[0].x0
        for word in row:
            words.append(Word(word.text, word[1:5], apart=word.x0 - end > word.size))
            end = word.x1
        yield Line(tuple(words), number, indent=row[0].x0)
