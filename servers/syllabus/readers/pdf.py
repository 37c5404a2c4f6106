"""PDF → `Document`: opened by PDFium, its pages laid out line by line.

A file that only its owner's password protects opens; one that needs a password is refused without it.
"""

import ctypes
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from servers.syllabus.document import Document, Metadata
from servers.syllabus.readers.drawn import Ink
from servers.syllabus.readers.errors import Damaged, Encrypted, OnlyPictures, TooBig, WrongPassword
from servers.syllabus.readers.ink import drawn_on, pdfium
from servers.syllabus.readers.layout import laid_out
from servers.syllabus.readers.moments import pdf_date

_MOST_PAGES = 1000


def read(data: bytes, name: str, password: str | None) -> Document:
    with _opened(data, name, password) as file:
        count = pdfium.FPDF_GetPageCount(file)
        if count > _MOST_PAGES:
            raise TooBig(name, f"{count:,} pages", f"{_MOST_PAGES:,}")
        if count < 1:
            raise Damaged(name, "it has no pages")
        pages = [_page(file, index) for index in range(count)]
        metadata = _metadata(file)
    if not any(page.words for page in pages if page):
        raise OnlyPictures(name) if any(page.pictures for page in pages if page) else Damaged(name, "no page has text")
    return laid_out([page or Ink(0, 0) for page in pages], metadata, tuple(_warnings(pages)))


@contextmanager
def _opened(data: bytes, name: str, password: str | None) -> Generator[Any]:
    buffer = ctypes.create_string_buffer(data, len(data))  # PDFium reads from it until the file is closed
    file = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None if password is None else password.encode())
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


def _page(file: Any, index: int) -> Ink | None:
    """What is on a page, or None where it is damaged."""
    page = pdfium.FPDF_LoadPage(file, index)
    if not page:
        return None
    try:
        return drawn_on(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _warnings(pages: Sequence[Ink | None]) -> Iterator[str]:
    damaged = [number for number, page in enumerate(pages, 1) if page is None]
    scanned = [number for number, page in enumerate(pages, 1) if page and page.pictures and not page.words]
    if damaged:
        yield f"{_named(damaged)} damaged and could not be read"
    if scanned:
        yield f"{_named(scanned)} only a picture, and what it says could not be read"


def _named(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]} is"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} are"


def _metadata(file: Any) -> Metadata:
    texts = {key: _meta_text(file, key) for key in ("Title", "Author", "CreationDate", "ModDate")}
    return Metadata(
        texts["Title"] or None, texts["Author"] or None, pdf_date(texts["CreationDate"]), pdf_date(texts["ModDate"])
    )


def _meta_text(file: Any, key: str) -> str:
    size = pdfium.FPDF_GetMetaText(file, key.encode(), None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(file, key.encode(), buffer, size)
    return " ".join(buffer.raw.decode("utf-16-le", errors="ignore").replace("\x00", "").split())
