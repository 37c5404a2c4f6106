"""Markdown → `Document`: CommonMark with tables and strike-through, a line of the source a line of the document.

A word's `text` is free of marks, its `verbatim` is the source: `**Due:**` for `Due:`, `[Essay` for `Essay`. So a span
stands in the file as it was written. Blocks of HTML are read as such; of HTML within a line only `<br>` counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from servers.syllabus.document import Document, Metadata
from servers.syllabus.readers import html
from servers.syllabus.readers.draft import INDENT, Draft
from servers.syllabus.readers.encoding import decoded
from servers.syllabus.readers.moments import iso_date

_MOST_COLUMNS = 40
_NAMELESS = "\ue000"
"""In a header that no reader sees."""
_NARROW = 60  # letters: text that is filled to its margin has longer lines
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ROW = r"[ ]{0,3}\|(?![ \t:|-]*\n)[^\n]*\|[ \t]*"
_UNHEADED = re.compile(rf"(?:(?<=\n\n)|\A){_ROW}\n(?:{_ROW}(?:\n|\Z))+")
"""Rows of a table that no line parts into a header and a body: CommonMark knows none such, but kramdown does."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINK = re.compile(r"(?:\]\(|<|\s)(https?://[^\s<>()]+)")
_FIELD = re.compile(r"^(title|author|date)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE | re.MULTILINE)


def read(data: bytes, _name: str, _password: str | None) -> Document:
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    front = _FRONT_MATTER.match(text)
    walk = _Walk()
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])
    parser.disable("text_join")  # it would hide what was escaped
    tokens = _without_nameless(parser.parse(_UNHEADED.sub(_headed, text[front.end() :] if front else text)))
    for kind, group in groupby(tokens, lambda token: token.type):
        if kind == "html_block":  # a blank line within a table ends a block, but not the table
            html.write("\n".join(token.content for token in group), walk.draft)
            continue
        for token in group:
            walk.over(token)
    return walk.draft.finish(replace(_metadata(front[1] if front else ""), addresses=tuple(_LINK.findall(text))))


def _headed(rows: re.Match[str]) -> str:
    """The rows below a header that names nothing."""
    columns = max(row.count("|") for row in rows.group().split("\n")) - 1
    if columns > _MOST_COLUMNS:
        return rows.group()
    return f"{f'|{_NAMELESS}' * columns}|\n{'|---' * columns}|\n{rows.group()}"


def _without_nameless(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without the headers that `_headed` has added."""
    skipped = False
    for index, token in enumerate(tokens):
        if token.type == "thead_open":
            skipped = next(each.content for each in tokens[index:] if each.type == "inline") == _NAMELESS
        if not skipped:
            yield token
        skipped = skipped and token.type != "thead_close"


def _is_by_lines(lines: Sequence[str]) -> bool:
    """Whether a paragraph is broken by what its lines say: they are short, and more would fit on some of them."""
    longest = max(map(len, lines))
    fits = any(len(line) + 1 + len(after.split(" ")[0]) <= longest for line, after in pairwise(lines))
    return longest <= _NARROW and fits


class _Walk:
    """The state of a walk over the tokens."""

    def __init__(self) -> None:
        self.draft = Draft()
        self._lists = self._heading = self._bold = self._struck = 0
        self._bullet = self._continues = self._lines = False

    def over(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1])
            case "heading_close":
                self._heading = 0
            case "bullet_list_open" | "ordered_list_open":
                self._lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self._lists -= 1
            case "list_item_open":
                self._bullet = True
            case "list_item_close":
                self._bullet = False
            case "inline":
                self._inline(token)
            case "fence" | "code_block":
                self._plain(token.content)
            case _:
                self._table(token.type)

    def _table(self, kind: str) -> None:
        match kind:
            case "table_open":
                self.draft.begin_table()
            case "table_close":
                self.draft.end_table()
            case "tr_open":
                self.draft.begin_row()
            case "th_open" | "td_open":
                self.draft.begin_cell(header=kind == "th_open")
            case "th_close" | "td_close":
                self.draft.end_cell()
            case _:
                pass

    def _plain(self, text: str) -> None:
        for line in text.split("\n"):
            self.draft.write(line)
            self._end_line()

    def _end_line(self) -> None:
        written = self.draft.end_line(
            heading=self._heading, bullet=self._bullet, indent=self._lists * INDENT, continues=self._continues
        )
        if written:
            self._bullet = False

    def _inline(self, token: Token) -> None:
        source, at = token.content, 0
        self._continues = False
        self._lines = _is_by_lines(source.split("\n"))
        for child in token.children or ():
            at = self._piece(child, source, at)
        self.draft.write("", source=source[at:].rstrip())
        self._end_line()
        self._continues = False

    def _piece(self, child: Token, source: str, at: int) -> int:
        """Write one piece of a line; answers how far into `source` it reaches."""
        match child.type:
            case "softbreak" | "hardbreak":
                end = source.find("\n", at) + 1 or len(source)
                self._mark(source[at:end].strip(" \\\n"))
                self._end_line()
                self._continues = child.type == "softbreak" and not self._lines
                return end
            case "html_inline":
                end = source.find(child.content, at) + len(child.content)
                if _BREAK.fullmatch(child.content):
                    self._end_line()
                return end
            case "text" | "code_inline" | "text_special":
                return self._text(child, source, at)
            case "strong_open" | "strong_close":
                self._bold += 1 if child.nesting > 0 else -1
            case "s_open" | "s_close":
                self._struck += 1 if child.nesting > 0 else -1
            case "image":
                end = source.find("](", at)
                return at if end < 0 else end
            case _:
                pass
        if child.markup and source.startswith(child.markup, at):
            self._mark(child.markup)
            return at + len(child.markup)
        return at

    def _text(self, child: Token, source: str, at: int) -> int:
        shown = child.content
        written = child.markup if child.type == "text_special" else shown
        begin = source.find(written, at)
        if begin < 0:  # a tab or the like was changed on the way: the words stand for themselves
            self.draft.write(shown, struck=self._struck > 0, bold=self._bold > 0)
            return at
        self._mark(source[at:begin])
        if written == shown:
            self.draft.write(shown, struck=self._struck > 0, bold=self._bold > 0)
        else:
            self.draft.write(shown, struck=self._struck > 0, bold=self._bold > 0, source=written)
        return begin + len(written)

    def _mark(self, marks: str) -> None:
        if marks:
            self.draft.write("", source=marks)


def _metadata(front: str) -> Metadata:
    fields = {key.lower(): value for key, value in _FIELD.findall(front)}
    return Metadata(fields.get("title") or None, fields.get("author") or None, iso_date(fields.get("date", "")))
