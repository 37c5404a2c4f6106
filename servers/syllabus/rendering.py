"""Pages of a PDF as pictures, as its author sees them. Knows nothing of what they say."""

import ctypes
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from servers.contract.errors import Refused
from servers.syllabus.readers.ink import pdfium

_SCALE = 1.6  # pixels a point; legible on a screen, a hundred kilobytes a page
_MOST_PIXELS = 4_000_000
_WHITE = 0xFFFFFFFF


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
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    across, down = max(int(width * scale), 1), max(int(height * scale), 1)
    bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * down)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    rows = b"".join(b"\0" + pixels[start : start + across] for start in range(0, stride * down, stride))
    return Picture(_png(rows, across, down), width, height)


def _png(rows: bytes, width: int, height: int) -> bytes:
    """Rows of gray pixels, each behind a zero, as a PNG file (RFC 2083)."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
