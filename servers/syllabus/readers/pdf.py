"""PDF → `Document`: opened by PDFium, its pages laid out line by line.

A file that only its owner's password protects opens; one that needs a password is refused without it.
"""

import ctypes
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from servers.syllabus.document import Document, Line, Metadata
from servers.syllabus.readers.drawn import Ink
from servers.syllabus.readers.errors import Damaged, Encrypted, OnlyPictures, TooBig, WrongPassword
from servers.syllabus.readers.ink import drawn_on, pdfium
from servers.syllabus.readers.installed import recognises_text
from servers.syllabus.readers.layout import laid_out
from servers.syllabus.readers.moments import pdf_date

_MOST_PAGES = 1000
_MOST_RECOGNISED = 20  # pages; seconds each, and a syllabus is seldom longer


def read(data: bytes, name: str, password: str | None, *, scans: bool = True) -> Document:
    """The document of a PDF. Pages that are pictures are read where the extra for it is installed, and `scans` asks."""
    with _opened(data, name, password) as file:
        count = pdfium.FPDF_GetPageCount(file)
        if count > _MOST_PAGES:
            raise TooBig(name, f"{count:,} pages", f"{_MOST_PAGES:,}")
        if count < 1:
            raise Damaged(name, "it has no pages")
        addresses: list[str] = []

        def drawn(page: Any) -> Ink:
            addresses.extend(_addresses(file, page))
            return drawn_on(page)

        pages = [_page(file, index, drawn) for index in range(count)]
        recognised = _recognised(file, _scanned(pages)) if scans else {}
        metadata = replace(_metadata(file), addresses=tuple(addresses))
    warnings = tuple(_warnings(pages, recognised))
    pages = [recognised.get(number, page) for number, page in enumerate(pages, 1)]
    if not any(page.words for page in pages if page):
        raise OnlyPictures(name, _means(scans)) if _scanned(pages) else Damaged(name, "no page has text")
    inks = [page or Ink(0, 0) for page in pages]
    document = laid_out(inks, metadata, warnings)
    lines = tuple(_shown(document.lines, inks)) if any(page.turned for page in inks) else document.lines
    return replace(document, lines=lines, recognised=frozenset(recognised))


def _shown(lines: Sequence[Line], pages: Sequence[Ink]) -> Iterator[Line]:
    """The lines with their words' boxes on the pages as they are shown, where a page was read turned."""
    for line in lines:
        page = pages[line.page - 1]
        if page.turned:
            words = tuple(word._replace(box=word.box and page.shown(word.box)) for word in line.words)
            yield line._replace(words=words)
        else:
            yield line


@contextmanager
def _opened(data: bytes, name: str, password: str | None) -> Generator[Any]:
    # PDFium reads from `data` itself until the file is closed.
    file = pdfium.FPDF_LoadMemDocument64(data, len(data), None if password is None else password.encode())
    if not file:
        _refuse(name, password)
    try:
        yield file
    finally:
        pdfium.FPDF_CloseDocument(file)


def _refuse(name: str, password: str | None) -> NoReturn:
    if pdfium.FPDF_GetLastError() != pdfium.FPDF_ERR_PASSWORD:
        raise Damaged(name, "it does not open")
    raise Encrypted(name) if password is None else WrongPassword(name)


def _page(file: Any, index: int, reader: Callable[[Any], Ink]) -> Ink | None:
    """What is on a page, or None where it is damaged."""
    page = pdfium.FPDF_LoadPage(file, index)
    if not page:
        return None
    try:
        return reader(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _scanned(pages: Sequence[Ink | None]) -> list[int]:
    """The numbers of the pages that are pictures without text."""
    return [number for number, page in enumerate(pages, 1) if page and page.pictures and not page.words]


def _recognised(file: Any, numbers: Sequence[int]) -> dict[int, Ink]:
    """What could be recognised of those pages, by number."""
    if not numbers or not recognises_text():
        return {}
    from servers.syllabus.readers import recognition  # noqa: PLC0415 - only a scan pays for it

    found = {number: _page(file, number - 1, recognition.recognised) for number in numbers[:_MOST_RECOGNISED]}
    return {number: page for number, page in found.items() if page and page.words}


def _means(scans: bool) -> str:  # noqa: FBT001
    """What helps with a scan that was not read."""
    if not recognises_text():
        return "install the extra `ocr` of this program, which recognises text, or ask for the original file"
    return "no text was recognised in them: ask for the original file" if scans else "parse it, which recognises text"


def _warnings(pages: Sequence[Ink | None], recognised: Mapping[int, Ink]) -> Iterator[str]:
    damaged = [number for number, page in enumerate(pages, 1) if page is None]
    unread = [number for number in _scanned(pages) if number not in recognised]
    if damaged:
        yield f"{_named(damaged)} damaged and could not be read"
    if unread:
        yield f"{_named(unread)} only a picture, and what it says could not be read"
    if recognised:
        yield f"{_named(list(recognised))} a scan, read by text recognition: compare its dates with the original"


def _named(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]} is"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} are"


def _metadata(file: Any) -> Metadata:
    texts = {key: _meta_text(file, key) for key in ("Title", "Author", "CreationDate", "ModDate")}
    return Metadata(
        texts["Title"] or None, texts["Author"] or None, pdf_date(texts["CreationDate"]), pdf_date(texts["ModDate"])
    )


def _addresses(file: Any, page: Any) -> Iterator[str]:
    """What an open page links to."""
    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, place, link):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(file, action, None, 0) if action else 0
        if size:
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(file, action, buffer, size)
            yield buffer.value.decode("ascii", errors="ignore")


def _meta_text(file: Any, key: str) -> str:
    size = pdfium.FPDF_GetMetaText(file, key.encode(), None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(file, key.encode(), buffer, size)
    return " ".join(buffer.raw.decode("utf-16-le", errors="ignore").replace("\x00", "").split())
