"""Bytes of a PDF, Word, HTML, Markdown or text file → one `Document`.

What a file is, its content decides; its name is asked only where text could be more than one thing. Nothing but the
bytes is touched: no other file, no network. The same bytes give the same document. Knows nothing of courses.

Each format is read in its own room, imported when the first file of that format comes.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module

from servers.contract.syllabus import Format
from servers.syllabus.document import Document
from servers.syllabus.readers.errors import Empty, Locked, NoText, TooBig, UnknownFormat, Unreadable

__all__ = ["Unreadable", "format_of", "read"]

_MEBIBYTE = 1 << 20
_LARGEST = 50 * _MEBIBYTE
_MOST_ADDRESSES, _LONGEST_ADDRESS = 2000, 200
_HEAD = 4096  # what a format shows itself in; a PDF's mark may come after up to 1 KiB of anything

_FOREIGN = (
    (b"PK\x03\x04", "an archive or Office file other than .docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file of before 2007"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%!PS", "a PostScript file"),
)
_SUFFIXES: dict[str, Format] = {
    "html": "html", "htm": "html", "xhtml": "html",
    "md": "md", "markdown": "md", "mkd": "md", "qmd": "md", "rmd": "md",
}  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLANKS = b"\x00 \t\r\n\xef\xbb\xbf"
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(data: bytes, *, name: str, password: str | None = None, scans: bool = True) -> Document:
    """The document that `data` is. `name` is the file's name, for its suffix and for sentences about it.

    Text recognition takes seconds a page; without `scans`, pages that are pictures are left out.

    Raises:
        Unreadable: it is none, or can't be read; the message says what to do.
    """
    if len(data) > _LARGEST:
        raise TooBig(name, f"{len(data) / _MEBIBYTE:.0f} MiB", f"{_LARGEST // _MEBIBYTE} MiB")
    kind = format_of(data, name)
    reader = partial(_reader(kind), scans=scans) if kind == "pdf" else _reader(kind)
    document = reader(data, name, password)
    if not document.lines:
        raise NoText(name)
    addresses = (name, *(address[:_LONGEST_ADDRESS] for address in document.metadata.addresses[:_MOST_ADDRESSES]))
    return replace(document, metadata=replace(document.metadata, addresses=addresses))


def format_of(data: bytes, name: str) -> Format:
    """What `data` is by its content; `name` tells Markdown from text.

    Raises:
        Unreadable: nothing that can be read.
    """
    head = data[:_HEAD]
    if not (head.strip(_BLANKS) or data.strip(_BLANKS)):
        raise Empty(name)
    if b"%PDF-" in head[:1032]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") and b"word/" in data:
        return "docx"
    if head.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        raise Locked(name)
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise UnknownFormat(name, what)
    return _text_format(head, name)


def _text_format(head: bytes, name: str) -> Format:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and _CONTROLS.search(head):
        raise UnknownFormat(name, "no text and of no known format")
    if _HTML.match(head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return "html"
    return _SUFFIXES.get(name.rpartition(".")[2].lower(), "txt")


def _reader(kind: Format) -> Callable[..., Document]:
    # Imported late: a PDF shall not pay for lxml and Markdown, nor they for the PDF engine.
    return import_module(f"servers.syllabus.readers.{_ROOMS[kind]}").read


_ROOMS: dict[Format, str] = {"pdf": "pdf", "docx": "docx", "html": "html", "md": "markdown", "txt": "text"}
