"""Pages of a PDF as pictures, as its author sees them. Knows nothing of what they say."""

import ctypes
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from servers.contract.errors import Refused
from servers.syllabus.readers.bitmaps import bitmap
from servers.syllabus.readers.ink import pdfium

_SCALE = 1.6  # pixels a point; legible on a screen, a hundred kilobytes a page


class Picture(NamedTuple):
    png: bytes
    width: float
    """In points, as the boxes of a document."""
    height: float


def pictures(data: bytes, password: str | None, most: int) -> list[Picture]:
    """The first `most` pages.

    Raises:
        Refused: the file does not open.
    """
    buffer = ctypes.create_string_buffer(data, len(data))  # PDFium reads from it until the file is closed
    file = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None if password is None else password.encode())
    if not file:
        raise Refused("the pages can't be shown: the file does not open")
    try:
        return list(_pages(file, most))
    finally:
        pdfium.FPDF_CloseDocument(file)


def _pages(file: object, most: int) -> Iterator[Picture]:
    for index in range(min(pdfium.FPDF_GetPageCount(file), most)):
        page = pdfium.FPDF_LoadPage(file, index)
        if not page:
            continue
        try:
            yield _picture(page)
        finally:
            pdfium.FPDF_ClosePage(page)


def _picture(page: object) -> Picture:
    drawn = bitmap(page, _SCALE)
    starts = range(0, len(drawn.pixels), drawn.across)
    rows = b"".join(b"\0" + drawn.pixels[start : start + drawn.across] for start in starts)
    return Picture(_png(rows, drawn.across, drawn.down), drawn.width, drawn.height)


def _png(rows: bytes, width: int, height: int) -> bytes:
    """Rows of gray pixels, each behind a zero, as a PNG file (RFC 2083)."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
