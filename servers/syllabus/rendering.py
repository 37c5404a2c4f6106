"""Pages of a PDF as pictures, as its author sees them, and where on them a place is. Knows nothing of what they say."""

import ctypes
import struct
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from typing import NamedTuple

from servers.contract.errors import Refused
from servers.contract.syllabus import Place
from servers.syllabus.document import Box
from servers.syllabus.readers.bitmaps import bitmap
from servers.syllabus.readers.ink import pdfium

_SCALES = (1.6, 1.2, 0.9, 0.6)
"""Pixels a point: with the first a page of text has a hundred kilobytes, a photograph may need a lower one."""
_MOST = 600_000
"""Bytes, because hosts drop an answer of a megabyte, and the four thirds of them that a picture takes in JSON."""


class Picture(NamedTuple):
    png: bytes
    width: float
    """In points, as the boxes of a document."""
    height: float

    def place(self, box: Box) -> Place:
        """Where a box of the page lies on its picture, whatever size that is shown in."""
        across, down = 100 / self.width, 100 / self.height
        left, top, right, bottom = box
        return Place(
            left=round(left * across, 2),
            top=round(top * down, 2),
            width=round((right - left) * across, 2),
            height=round((bottom - top) * down, 2),
        )


def pictures(data: bytes, password: str | None, most: int) -> list[Picture | None]:
    """The first `most` pages; None for one that is damaged.

    Raises:
        Refused: the file does not open.
    """
    with _opened(data, password) as file:
        return [_at(file, index) for index in range(min(pdfium.FPDF_GetPageCount(file), most))]


def picture(data: bytes, password: str | None, page: int) -> tuple[Picture | None, int]:
    """One page, counted from 1, if it is there and can be shown; and how many there are.

    Raises:
        Refused: the file does not open.
    """
    with _opened(data, password) as file:
        pages: int = pdfium.FPDF_GetPageCount(file)
        return _at(file, page - 1), pages


@contextmanager
def _opened(data: bytes, password: str | None) -> Generator[object]:
    buffer = ctypes.create_string_buffer(data, len(data))  # PDFium reads from it until the file is closed
    file = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None if password is None else password.encode())
    if not file:
        raise Refused("the pages can't be shown: the file does not open; if it is encrypted, give its `password`")
    try:
        yield file
    finally:
        pdfium.FPDF_CloseDocument(file)


def _at(file: object, index: int) -> Picture | None:
    page = pdfium.FPDF_LoadPage(file, index)
    if not page:
        return None
    try:
        return _picture(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _picture(page: object) -> Picture:
    drawn = [_drawn(page, _SCALES[0])]
    for scale in _SCALES[1:]:
        if len(drawn[-1].png) <= _MOST:
            break
        drawn.append(_drawn(page, scale))
    return drawn[-1]


def _drawn(page: object, scale: float) -> Picture:
    drawn = bitmap(page, scale)
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
