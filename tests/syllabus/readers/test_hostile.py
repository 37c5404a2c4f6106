"""Files made to hurt: refused in a sentence, or read in bounds; nothing else on the machine is touched."""

import io
import socket
import struct
import zipfile
from typing import Any

import docx
import pytest
from PIL import Image

from servers.syllabus.readers import Unreadable, read
from tests.syllabus.readers.drawing import PROSE, Paper
from tests.syllabus.readers.rawpdf import FONT, PAGE, TEXT, one_page, pdf, stream
from tests.syllabus.readers.soundness import assert_sound, within

SOON = 20
MEBIBYTE = 1 << 20


def word_file(**parts: bytes) -> bytes:
    """A Word file of these parts, `/` in their names written as `__`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


def paragraphs(inside: bytes) -> bytes:
    return (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + inside
        + b"</w:body></w:document>"
    )


def sizes_claimed(data: bytes, size: int) -> bytes:
    """A zip of one part, with a size for it that its two headers claim."""
    out = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = out.index(signature) + at
        out[place : place + 4] = struct.pack("<I", size)
    return bytes(out)


def test_a_zip_that_claims_to_hold_more_than_it_may_is_refused_before_it_is_unpacked() -> None:
    data = sizes_claimed(word_file(word__document=paragraphs(b"")), 300 * MEBIBYTE)
    with pytest.raises(Unreadable, match="too big to be a syllabus"):
        read(data, name="bomb.docx")


def test_a_zip_that_claims_to_hold_less_than_it_does_is_refused_when_that_shows() -> None:
    text = b"<w:p><w:r><w:t>" + b"x" * MEBIBYTE + b"</w:t></w:r></w:p>"
    with pytest.raises(Unreadable, match="can't be unpacked"):
        read(sizes_claimed(word_file(word__document=paragraphs(text)), 1000), name="liar.docx")


def test_deep_nesting_in_a_word_file_is_refused() -> None:
    data = word_file(word__document=paragraphs(b"<w:p>" * 5000 + b"</w:p>" * 5000))
    with pytest.raises(Unreadable, match=r"document\.xml"):
        read(data, name="deep.docx")


def test_an_encrypted_word_file_is_told_apart_from_a_damaged_one() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(Unreadable, match=r"is encrypted as Office encrypts, .* save it without a password"):
        read(data, name="locked.docx")


def test_what_a_word_file_links_to_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    file = docx.Document()
    file.add_paragraph("Exam on Friday")
    outside = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    file.part.relate_to("http://127.0.0.1:1/template.dotx", outside, is_external=True)
    file.part.relate_to("file:///etc/hostname", outside.replace("attachedTemplate", "header"), is_external=True)
    file.save(out)
    monkeypatch.setattr(socket, "socket", None)
    assert [line.text for line in read(out.getvalue(), name="linked.docx").lines] == ["Exam on Friday"]


@pytest.mark.parametrize("reference", ["file:///etc/passwd", "http://127.0.0.1:1/"])
def test_what_a_page_links_to_is_not_fetched(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    page = (
        f'<!DOCTYPE html SYSTEM "{reference}" [<!ENTITY x SYSTEM "{reference}">]><html><head>'
        f'<link rel=stylesheet href="{reference}"><base href="{reference}"></head>'
        f'<body><p>Exam &x; on Friday<img src="{reference}"><iframe src="{reference}"></iframe></body></html>'
    )
    said = " ".join(line.text for line in read(page.encode(), name="page.html").lines)
    assert "Exam" in said
    assert "root:" not in said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<html><body><table><tr><td colspan=65535 rowspan=65535>Exam<td>on</table>Friday"),
        ("page.html", "<html><body><table>" + "<tr><td>Exam<td>Friday" * 5_000 + "</table>"),
        ("page.html", "<html><body>" + "&lt;" * 200_000 + "Exam"),
        ("plan.md", "".join("  " * depth + "- Exam\n" for depth in range(400))),
        ("plan.md", "[" * 50_000 + "Exam"),
        ("plan.md", "*" * 50_000 + "Exam" + "*" * 50_000),
        ("plan.md", "`" * 50_000 + " Exam " + "`" * 49_999),
        ("plan.md", "| a | b |\n|---|---|\n" + "| Exam | Friday |\n" * 5_000),
        ("plan.txt", "Exam on Friday   " * 20_000),
        ("plan.txt", "Exam   on   Friday\n" * 5_000),
        ("plan.txt", "|" * 200_000 + " Exam"),
        ("plan.txt", "\t" * 5_000 + "Exam"),
    ],
    ids=lambda value: value if len(value) < 20 else f"{value[:24]!r}",
)
def test_what_is_deep_or_wide_or_long_is_read_in_bounds(name: str, text: str) -> None:
    with within(SOON):
        document = read(text.encode(), name=name)
    assert_sound(document)
    assert any("Exam" in line.text for line in document.lines)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<html><body>" + "<div>" * 100_000 + "Exam on Friday"),
        ("page.html", "<html><body>" + "<table><tr><td>" * 3000 + "Exam on Friday"),
        ("plan.md", ">" * 50_000 + " Exam on Friday"),
    ],
    ids=["blocks", "tables", "quotations"],
)
def test_what_is_deeper_than_any_page_is_refused(name: str, text: str) -> None:
    with pytest.raises(Unreadable), within(SOON):
        read(text.encode(), name=name)


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    kids = b" ".join(b"3 0 R" for _ in range(1001))
    data = pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 1001>>" % kids, PAGE % b"", stream(TEXT), FONT
    )
    with pytest.raises(Unreadable, match="1,001 pages; the limit is 1,000"):
        read(data, name="endless.pdf")


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"),
        pdf(b"<</Type/Catalog/Pages 1 0 R>>"),
        b"%PDF-1.7\n" + b"\x00" * 1000,
        b"%PDF-1.7\ntrailer\n<</Root 9 0 R/Prev 0>>",
    ],
    ids=["pages that are their own child", "no pages", "pages that are the catalogue", "nothing", "no root"],
)
def test_a_pdf_whose_pages_lead_nowhere_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable), within(SOON):
        read(data, name="broken.pdf")


def test_a_form_that_draws_itself_is_read_once() -> None:
    resources = b"/XObject<</X 6 0 R>>"
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<<%s/Font<</F 5 0 R>>>>" % resources
    data = one_page(stream(TEXT + b" /X Do"), stream(b"/X Do " + TEXT, entries), resources=resources)
    with within(SOON):
        document = read(data, name="loop.pdf")
    assert_sound(document)


def test_a_page_with_tens_of_thousands_of_lines_is_read_without_its_tables() -> None:
    drawing = b"".join(b"%d %d m %d %d l S\n" % (x, y, x + 5, y) for x in range(0, 600, 6) for y in range(0, 790, 2))
    with within(SOON):
        document = read(one_page(stream(drawing + TEXT)), name="drawing.pdf")
    assert [line.text for line in document.lines] == ["Exam on Friday"]


def test_a_page_of_absurd_size_is_read() -> None:
    data = one_page(stream(TEXT)).replace(b"[0 0 612 792]", b"[-1e30 -1e30 1e30 1e30]")
    with within(SOON):
        assert [line.text for line in read(data, name="huge.pdf").lines] == ["Exam on Friday"]


def test_words_without_size_or_far_off_the_page_do_no_harm() -> None:
    content = b"BT /F 0 Tf (zero) Tj /F 12 Tf 1e9 1e9 Td (far) Tj ET " + TEXT
    with within(SOON):
        document = read(one_page(stream(content)), name="odd.pdf")
    assert any(line.text.endswith("Exam on Friday") for line in document.lines)


def test_a_page_without_text_among_others_is_named() -> None:
    paper = Paper()
    paper.write_all(PROSE)
    paper.turn_page()
    canvas: Any = paper.canvas  # reportlab types only a part of it
    canvas.drawInlineImage(Image.new("RGB", (9, 9), "red"), 72, 300, 200, 200)
    paper.turn_page()
    paper.write_all(PROSE)
    assert paper.read().warnings == ("page 2 is only a picture, and what it says could not be read",)
