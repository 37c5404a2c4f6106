"""Word (.docx) → `Document`, as Word would print it with all changes accepted.

Deleted and hidden text is left out, inserted text is in; text boxes follow the paragraph that they hang on. Word keeps
no pages: the document is one. Its parts are read as XML; nothing that they link to or embed is opened.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from servers.syllabus.document import Document, Metadata
from servers.syllabus.readers.draft import INDENT, Draft
from servers.syllabus.readers.errors import Damaged
from servers.syllabus.readers.moments import iso_date
from servers.syllabus.readers.package import Package
from servers.syllabus.readers.trees import Element, walk
from servers.syllabus.readers.wordstyles import Shape, Styles, W, on

_MAIN = "word/document.xml"
_LEFT_OUT = frozenset(
    (
        *(W + name for name in ("pPr", "rPr", "tblPr", "tblGrid", "sdtPr", "sectPr")),  # looked up where they count
        *(W + name for name in ("del", "moveFrom", "instrText", "fldData")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # the same text box once more
    )
)
_SYMBOL = re.compile(r"0[0-9A-Fa-f]{3}|[1-9A-CE][0-9A-Fa-f]{3}")  # what a symbol font has of its own begins with F0


def read(data: bytes, name: str, _password: str | None) -> Document:
    package = Package(data, name)
    main = next((part for kind, part in package.related("").values() if kind == "officeDocument"), _MAIN)
    root = package.xml(main)
    if root is None:
        raise Damaged(name, "its text is missing")
    related = package.related(main)
    text = _Part(Styles(next((package.xml(part) for kind, part in related.values() if kind == "styles"), None)))
    parts = {kind: sorted({part for each, part in related.values() if each == kind}) for kind in ("header", "footer")}
    for part in parts["header"]:
        text.over(package.xml(part), furniture=True)
    text.over(root)
    for part in parts["footer"]:
        text.over(package.xml(part), furniture=True)
    return text.draft.finish(replace(_metadata(package), addresses=package.links(main)))


class _Part:
    """The state of a walk over a part: what surrounds the place that it is at."""

    def __init__(self, styles: Styles) -> None:
        self.draft = Draft()
        self._styles = styles
        self._furniture = False
        self._continues = False
        self._paragraphs: list[Element] = []
        self._run = Shape()
        self._header_row = False

    def over(self, root: Element | None, *, furniture: bool = False) -> None:
        if root is None:
            return
        self._furniture = furniture
        for event, element in walk(root, _left_out):
            react = _REACTIONS.get((event, element.tag))
            if react:
                react(self, element)

    def begin_paragraph(self, paragraph: Element) -> None:
        if self._paragraphs:  # a text box: what stood before it in its paragraph is a line of its own
            self._end_line()
        self._paragraphs.append(paragraph)
        self._continues = False

    def end_paragraph(self, _: Element) -> None:
        self._end_line()
        self._paragraphs.pop()

    def begin_run(self, run: Element) -> None:
        self._run = self._styles.of_run(self._paragraphs[-1] if self._paragraphs else None, run)

    def text(self, element: Element) -> None:
        self._write(element.text or "")

    def tab(self, _: Element) -> None:
        self.draft.part(apart=True)

    def break_line(self, _: Element) -> None:
        self._end_line()

    def hyphen(self, _: Element) -> None:
        self._write("-")

    def symbol(self, element: Element) -> None:
        code = element.get(W + "char", "")
        if _SYMBOL.fullmatch(code):
            self._write(chr(int(code, 16)))

    def begin_table(self, _: Element) -> None:
        self._end_line()
        self.draft.begin_table()

    def end_table(self, _: Element) -> None:
        self.draft.end_table()

    def begin_row(self, row: Element) -> None:
        self._header_row = on(row.find(f"{W}trPr/{W}tblHeader"))
        self.draft.begin_row()
        before = row.find(f"{W}trPr/{W}gridBefore")
        if before is not None:
            self.draft.skip_columns(_number(before))

    def begin_cell(self, cell: Element) -> None:
        properties = cell.find(W + "tcPr")
        span = merge = None
        if properties is not None:
            span, merge = properties.find(W + "gridSpan"), properties.find(W + "vMerge")
        goes_on = merge is not None and merge.get(W + "val", "continue") == "continue"
        self.draft.begin_cell(columns=_number(span), header=self._header_row, goes_on=goes_on)

    def end_cell(self, _: Element) -> None:
        self.draft.end_cell()

    def _write(self, text: str) -> None:
        if not self._run.hidden:
            self.draft.write(text, struck=self._run.struck, bold=self._run.bold)

    def _end_line(self) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        shape = self._styles.of_paragraph(paragraph)
        written = self.draft.end_line(
            heading=shape.heading,
            bullet=shape.listed and not self._continues,
            indent=shape.indent + (INDENT * (shape.level + 1) if shape.listed else 0.0),
            continues=self._continues,
            furniture=self._furniture,
        )
        self._continues = self._continues or written


_REACTIONS: dict[tuple[str, str], Callable[[_Part, Element], None]] = {
    (event, W + tag): reaction
    for event, tag, reaction in (
        ("start", "p", _Part.begin_paragraph), ("end", "p", _Part.end_paragraph), ("start", "r", _Part.begin_run),
        ("start", "t", _Part.text), ("start", "tab", _Part.tab), ("start", "ptab", _Part.tab),
        ("start", "br", _Part.break_line), ("start", "cr", _Part.break_line), ("start", "sym", _Part.symbol),
        ("start", "noBreakHyphen", _Part.hyphen), ("start", "tbl", _Part.begin_table), ("end", "tbl", _Part.end_table),
        ("start", "tr", _Part.begin_row), ("start", "tc", _Part.begin_cell), ("end", "tc", _Part.end_cell),
    )
}  # fmt: skip


def _left_out(element: Element) -> bool:
    return element.tag in _LEFT_OUT or (element.tag == W + "tr" and element.find(f"{W}trPr/{W}del") is not None)


def _number(element: Element | None) -> int:
    text = "" if element is None else element.get(W + "val", "")
    return int(text) if re.fullmatch(r"\d{1,4}", text) else 1


def _metadata(package: Package) -> Metadata:
    core = next((package.xml(part) for kind, part in package.related("").values() if kind == "core-properties"), None)
    if core is None:
        return Metadata()
    texts = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in core}
    return Metadata(
        texts.get("title") or None,
        texts.get("creator") or None,
        iso_date(texts.get("created", "")),
        iso_date(texts.get("modified", "")),
    )
