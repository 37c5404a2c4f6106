"""HTML → `Document`, as a browser would show it: what is hidden, navigation and programs are left out.

A block is a line; `<br>` ends one too. Nothing that the page links to is fetched.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

from servers.syllabus.document import Document, Metadata
from servers.syllabus.readers.draft import INDENT, Draft
from servers.syllabus.readers.encoding import decoded
from servers.syllabus.readers.errors import NoText
from servers.syllabus.readers.moments import iso_date
from servers.syllabus.readers.trees import Element, html, walk

_LEFT_OUT = frozenset(
    (
        *("head", "script", "style", "template", "noscript", "nav", "aside", "svg", "math", "iframe", "object"),
        *("select", "button", "textarea", "dialog", "canvas", "audio", "video"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
            "legend",
        ),
        *(
            "li",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul",
        ),
    )
)
_BARS = ("nav", "div", "header", "ul")
_NAVIGATION = frozenset(("navigation", "menubar", "search", "banner"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong", "th", *_HEADINGS))
_STRUCK = frozenset(("del", "s", "strike"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_INDENTED = frozenset(("ul", "ol", "dd"))
_MOST_NAVIGATIONS = 4
_KEYS = ("name", "property", "itemprop", "http-equiv")
_CREATED = ("date", "dcterms.created", "dc.date", "article:published_time", "datepublished")
_MODIFIED = ("dcterms.modified", "article:modified_time", "last-modified", "datemodified", "og:updated_time")
_FETCHED = re.compile(r"(?!data:|javascript:|#)\S")
_DECLARED = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)


def read(data: bytes, name: str, _password: str | None) -> Document:
    declared = _DECLARED.search(data[:4096])
    text = decoded(data, declared and (declared[1] or declared[2]).decode("ascii"))
    root = html(text.replace("\x00", ""))
    if root is None:
        raise NoText(name)
    draft = Draft()
    _Page(draft).over(root)
    return draft.finish(_metadata(root))


def write(markup: str, draft: Draft) -> None:
    """What a piece of HTML says, into `draft`."""
    root = html(markup)
    if root is not None:
        _Page(draft).over(root)


class _Page:
    """The state of a walk over a page: what surrounds the place that it is at."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._struck = self._bold = self._lists = self._furniture = self._pre = self._heading = 0
        self._bullet = False
        self._header_rows: list[bool] = []
        """For each open table, whether its open row names the columns."""

    def over(self, root: Element) -> None:
        for event, element in walk(root, _left_out):
            if event == "start":
                self._enter(element)
                self._write(element.text)
                continue
            if event == "end":
                self._leave(element)
            self._write(element.tail)
        self._end_line()

    def _write(self, text: str | None) -> None:
        if not text:
            return
        *lines, rest = text.split("\n") if self._pre else (text,)
        for line in lines:
            self.draft.write(line, struck=self._struck > 0, bold=self._bold > 0)
            self._end_line()
        self.draft.write(rest, struck=self._struck > 0, bold=self._bold > 0)

    def _end_line(self) -> None:
        written = self.draft.end_line(
            heading=self._heading, bullet=self._bullet, indent=self._lists * INDENT, furniture=self._furniture > 0
        )
        if written:
            self._bullet = False

    def _enter(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
        self._count(element, 1)
        if element.tag in _ENTER:
            _ENTER[element.tag](self, element)

    def _leave(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
        if element.tag in _LEAVE:
            _LEAVE[element.tag](self)
        self._count(element, -1)

    def _count(self, element: Element, step: int) -> None:
        tag, style = element.tag, element.get("style", "")
        self._struck += step * (tag in _STRUCK or bool(_STRUCK_STYLE.search(style)))
        self._bold += step * (tag in _BOLD or bool(_BOLD_STYLE.search(style)))
        self._lists += step * (tag in _INDENTED)
        self._furniture += step * (tag == "footer")
        self._pre += step * (tag == "pre")
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag] if step > 0 else 0

    def break_line(self, _: Element) -> None:
        self._end_line()

    def begin_item(self, _: Element) -> None:
        self._bullet = True

    def begin_table(self, _: Element) -> None:
        self._header_rows.append(False)
        self.draft.begin_table()

    def begin_row(self, row: Element) -> None:
        if self._header_rows:
            self._header_rows[-1] = _parent(row) == "thead" or all(cell.tag == "th" for cell in row)
            self.draft.begin_row()

    def begin_cell(self, cell: Element) -> None:
        if self._header_rows:
            columns, rows = _number(cell.get("colspan", "")), _number(cell.get("rowspan", ""))
            self.draft.begin_cell(columns=columns, rows=rows, header=self._header_rows[-1])

    def end_item(self) -> None:
        self._bullet = False

    def end_table(self) -> None:
        self._header_rows.pop()
        self.draft.end_table()

    def end_cell(self) -> None:
        if self._header_rows:
            self.draft.end_cell()


_ENTER: dict[str, Callable[[_Page, Element], None]] = {
    "br": _Page.break_line, "li": _Page.begin_item, "table": _Page.begin_table, "tr": _Page.begin_row,
    "td": _Page.begin_cell, "th": _Page.begin_cell,
}  # fmt: skip
_LEAVE: dict[str, Callable[[_Page], None]] = {
    "li": _Page.end_item, "table": _Page.end_table, "td": _Page.end_cell, "th": _Page.end_cell,
}  # fmt: skip


def _left_out(element: Element) -> bool:
    return (
        element.tag in _LEFT_OUT
        or element.get("hidden", "no") != "no"
        or element.get("aria-hidden", "") == "true"
        or element.get("role", "") in _NAVIGATION
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _parent(element: Element) -> str:
    parent = element.getparent()
    return parent.tag if parent is not None else ""


def _number(text: str) -> int:
    """A span as HTML counts it: 1 where it is nothing sensible, a bounded lot where it is 0 (to the end)."""
    if not text.strip().isdecimal() or len(text.strip()) > len("65534"):
        return 1
    return int(text) or 65534


def _metadata(root: Element) -> Metadata:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = next((value for name in _KEYS if (value := meta.get(name, ""))), "")
        if meta.get("content", ""):
            metas.setdefault(key.strip().lower(), meta.get("content", "").strip())
    title = root.find(".//title")
    return Metadata(
        title=" ".join((title.text or "").split()) or None if title is not None else None,
        author=metas.get("author") or None,
        created=_first_date(metas, _CREATED),
        modified=_first_date(metas, _MODIFIED),
        addresses=(*_links(root), *_navigation(root)),
    )


def _links(root: Element) -> Iterator[str]:
    for tag in ("a", "link"):
        for each in root.iter(tag):
            if _FETCHED.match(link := each.get("href", "").strip()):
                yield link


def _navigation(root: Element) -> Iterator[str]:
    """What the page's navigation shows, of the first few: nested ones would be read once for each level."""
    bars = (each for each in root.iter(*_BARS) if each.tag == "nav" or each.get("role", "") in _NAVIGATION)
    for shown in islice(bars, _MOST_NAVIGATIONS):
        yield " ".join("".join(shown.itertext()).split())


def _first_date(metas: dict[str, str], names: Iterable[str]) -> date | None:
    return next(filter(None, (iso_date(metas.get(name, "")) for name in names)), None)
