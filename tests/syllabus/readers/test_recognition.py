"""Scans: the pages of a sample syllabus as pictures, laid a little askew, read by text recognition."""

import io
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from servers.contract.syllabus import Source, Syllabus
from servers.syllabus.parsing import parse
from servers.syllabus.readers import Unreadable, read
from servers.syllabus.readers.installed import recognises_text
from servers.syllabus.rendering import pictures
from tests.spawning import REPOSITORY

SAMPLE = (REPOSITORY / "fixtures" / "syllabi" / "chem121.pdf").read_bytes()
ASKEW = 0.3  # degrees

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(not recognises_text(), reason="needs the extra: uv run --extra ocr pytest"),
]


def scanned(pages: slice = slice(None)) -> bytes:
    written = io.BytesIO()
    canvas: Any = Canvas(written, invariant=True)  # reportlab types only a part of it
    for picture in filter(None, pictures(SAMPLE, None, 10)[pages]):
        image = Image.open(io.BytesIO(picture.png)).rotate(ASKEW, Image.Resampling.BICUBIC, fillcolor=255)
        canvas.setPageSize((picture.width, picture.height))
        canvas.drawInlineImage(image, 0, 0, picture.width, picture.height)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def parsed(data: bytes) -> Syllabus:
    source = Source(path="chem121.pdf", sha256=sha256(data).hexdigest(), format="pdf", pages=1)
    return parse(read(data, name="chem121.pdf"), source=source)


def test_a_scan_has_the_dated_work_of_its_original_and_is_sure_of_none() -> None:
    original, scan = parsed(SAMPLE), parsed(scanned())
    assert {(item.date, item.time, item.id) for item in scan.assignments} == {
        (item.date, item.time, item.id) for item in original.assignments
    }
    assert max(item.confidence for item in scan.assignments) < 0.8
    assert "pages 1, 2, 3 and 4 are a scan" in scan.warnings[0]


def test_the_same_scan_is_read_the_same_way() -> None:
    data = scanned(slice(1, 2))
    assert read(data, name="a.pdf") == read(data, name="a.pdf")


def test_a_scan_is_not_read_where_seconds_a_page_are_too_long() -> None:
    with pytest.raises(Unreadable, match="parse it, which recognises text"):
        read(scanned(slice(1, 2)), name="a.pdf", scans=False)
