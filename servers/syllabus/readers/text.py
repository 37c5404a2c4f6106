"""Plain text → `Document`: read as a page set in letters of one width, so that its tables and lists are found as such.

Three blanks or a tab are a gap, and so are the bars of a table drawn with letters. A line of `=` or `-` under a line
makes that one a heading; elsewhere it is a rule.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from servers.syllabus.document import Document, Line, Metadata
from servers.syllabus.readers.drawn import Ink, Placed, Rule
from servers.syllabus.readers.encoding import decoded
from servers.syllabus.readers.errors import TooBig
from servers.syllabus.readers.layout import laid_out

_LARGEST = 2 << 20  # bytes; the text of a long book is one
_LETTER = 6.0  # points that a letter is wide
_SIZE = 16.0  # of the type: two blanks after a sentence are less than that, three are more
_LARGE = 20.0  # the type of a heading with `=` under it
_PITCH = 20.0  # from line to line
_BLANK = 40.0  # that a line without text is high: what stands below it is no part of a table above
_FAR = 160.0  # that is added where the next line is a rule: the upper edge of another table
_GAP = "   "
_UNDERLINE = re.compile(r"\s*([=\-~*_#^])\1{2,}\s*")
_RULE = re.compile(r"\s*[+|=-][-=+|:\s]*[-=][-=+|:\s]*")
_BAR = re.compile(r"[|│┃¦]")
_WORD = re.compile(r"\S+")


def read(data: bytes, name: str, _password: str | None) -> Document:
    if len(data) > _LARGEST:
        raise TooBig(name, f"{len(data) / (1 << 20):.0f} MiB of text", f"{_LARGEST >> 20} MiB")
    document = laid_out([_page(decoded(data).replace("\x00", ""))], Metadata(), ())
    return replace(document, lines=tuple(map(_without_boxes, document.lines)), paged=False)


def _page(text: str) -> Ink:
    lines = [line.expandtabs(8).rstrip() for line in text.splitlines()]
    page = Ink(0, 0)
    for line, following in pairwise((*lines, "")):
        page.height += _PITCH if line else _BLANK
        under = _UNDERLINE.fullmatch(following)
        if _UNDERLINE.fullmatch(line) or _RULE.fullmatch(line):
            page.lying.append(Rule(page.height - _SIZE / 2, _LETTER * _indent(line), _LETTER * len(line)))
        elif line:
            page.words.extend(_words(line, page.height, under[1] if under else ""))
        elif _RULE.fullmatch(following):
            page.height += _FAR
    return page


def _words(line: str, baseline: float, under: str) -> Iterator[Placed]:
    """The words of a line; `under`: the mark of the line that makes it a heading."""
    size, bold = (_LARGE if under == "=" else _SIZE), bool(under)
    barred = len(_BAR.findall(line)) > 1
    for match in _WORD.finditer(_BAR.sub(_GAP, line) if barred else line):
        x0, x1 = _LETTER * match.start(), _LETTER * match.end()
        yield Placed(match.group(), x0, baseline - size, x1, baseline, baseline, size, bold, 0, symbol=False)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _without_boxes(line: Line) -> Line:
    return line._replace(words=tuple(word._replace(box=None) for word in line.words))
