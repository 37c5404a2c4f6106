"""XML and HTML as trees: the only room that knows lxml, with the little of it that reading needs, typed.

Nothing is fetched, no entity is expanded. Depth costs no stack: a tree is walked event by event, and libxml2 refuses
to nest deeper than 256.
"""

import importlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast


class Element(Protocol):
    """An element of a tree, as lxml and ElementTree know it."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, key: str, default: str, /) -> str: ...
    def find(self, path: str, /) -> "Element | None": ...
    def iter(self, /, *tags: str) -> "Iterator[Element]": ...
    def itertext(self) -> Iterator[str]: ...
    def getparent(self) -> "Element | None": ...
    def __iter__(self) -> "Iterator[Element]": ...


class NoTreeError(Exception):
    """What was given is no XML, or XML of a kind that is refused."""


_etree: Any = importlib.import_module("lxml.etree")  # ships no types


def xml(data: bytes) -> Element:
    """The root of an XML document.

    Raises:
        NoTreeError: it is none, or has a document type: there live entities that expand, and Office writes none.
    """
    parser = _etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = _etree.fromstring(data, parser)
    except _etree.XMLSyntaxError as error:
        raise NoTreeError(str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise NoTreeError("it has a document type")
    return cast("Element", root)


def html(text: str) -> Element | None:
    """The root of an HTML page, mended as browsers do; None where there is nothing in it."""
    parser = _etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    # As bytes: lxml refuses text that declares the encoding that it was in before.
    try:
        return cast("Element | None", _etree.fromstring(text.encode("utf-8", errors="replace"), parser))
    except _etree.XMLSyntaxError:
        return None


def walk(root: Element, left_out: Callable[[Element], bool]) -> Iterator[tuple[str, Element]]:
    """("start", element) and ("end", element) in the order of the file, without what is left out.

    The text behind an element that is left out is part of what is around it: ("tail", element) says where it stands.
    """
    events = _etree.iterwalk(root, events=("start", "end"))
    skipped: Element | None = None
    for event, element in events:
        if event == "start" and left_out(element):
            skipped = element
            events.skip_subtree()
        elif element is skipped:
            yield "tail", element
        else:
            yield event, element
