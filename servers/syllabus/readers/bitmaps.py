"""A page of a PDF as gray pixels, as its author sees it: for people to look at, and for text recognition."""

import ctypes
from typing import NamedTuple

from servers.syllabus.readers.ink import pdfium

_MOST_PIXELS = 4_000_000
_WHITE = 0xFFFFFFFF


class Bitmap(NamedTuple):
    pixels: bytes
    """Row by row from the top, a byte a pixel, 0 black to 255 white."""
    across: int
    down: int
    width: float
    """In points, as the boxes of a document."""
    height: float


def bitmap(page: object, scale: float) -> Bitmap:
    """An open page at `scale` pixels a point, or fewer where it is very big."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(scale, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    across, down = max(int(width * scale), 1), max(int(height * scale), 1)
    drawn = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(drawn, 0, 0, across, down, _WHITE)
        pdfium.FPDF_RenderPageBitmap(drawn, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(drawn)
        padded = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(drawn), stride * down)
    finally:
        pdfium.FPDFBitmap_Destroy(drawn)
    rows = (padded[start : start + across] for start in range(0, stride * down, stride))
    return Bitmap(b"".join(rows), across, down, width, height)
