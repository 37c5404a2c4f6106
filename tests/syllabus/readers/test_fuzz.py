"""Files changed at random: whatever comes, it is read in bounds or refused in a sentence, and what is read is sound.

Some hundred in every run, 10,000 in one that is asked for (`pytest -m long`).
"""

import io
import random
import zipfile
from collections.abc import Callable

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servers.syllabus.readers import Unreadable, read
from tests.syllabus.readers.drawing import PROSE, Paper
from tests.syllabus.readers.soundness import assert_sound, within

SOON = 30
HTML = (
    "<!doctype html><html><head><title>Plan</title></head><body><h1>Physics</h1><p>Exam on <b>Friday</b></p>"
    "<ul><li>one<li>two</ul><table><thead><tr><th>Date<th>Due</thead>"
    "<tr><td rowspan=2>Sep 5<td>HW 1<tr><td>HW 2</table></body></html>"
)
MARKDOWN = (
    "---\ntitle: Plan\n---\n# Physics\n\nExam on **Friday**\nand ~~Monday~~.\n\n- one\n  - two\n\n"
    "| Date | Due |\n|---|---|\n| Sep 5 | [HW 1](hw.html) |\n\n<table><tr><td>a</td><td>b &amp; c</td></tr></table>\n"
)
TEXT = (
    "Physics\n=======\n\nExam on Friday.\n\n  - one\n  - two\n\nDate     Topic      Due\nSep 5    Vectors    HW 1\n"
    "Sep 12   Motion     HW 2\n\n+---+---+\n| a | b |\n+---+---+\n"
)


def pdf() -> bytes:
    paper = Paper()
    paper.write("Physics 101", bold=True, size=18, down=30)
    paper.write_all(PROSE)
    paper.grid([["Date", "Due"], ["Sep 5", "HW 1\nQuiz"]], at=(72, 200, 400))
    for day in ("Sep 5", "Sep 12", "Sep 19"):
        paper.row(day, "Vectors", "Homework")
    paper.turn_page()
    paper.row("Sep 26", "Motion", "Homework")
    paper.canvas.setPageCompression(0)
    return paper.bytes()


def word() -> bytes:
    file = docx.Document()
    file.add_heading("Physics 101")
    file.add_paragraph("Exam on Friday", style="List Bullet")
    table = file.add_table(2, 2)
    table.cell(0, 0).text = "Date"
    table.cell(0, 0).merge(table.cell(1, 0))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "plan.pdf": pdf,
    "plan.docx": word,
    "plan.html": HTML.encode,
    "plan.md": MARKDOWN.encode,
    "plan.txt": TEXT.encode,
}
TOKENS = (
    b"<td>", b"</table>", b"<tr", b"&#x0;", b"|", b"```", b"\n\n", b"\x00", b"\xff", b"<w:p>", b"</w:tbl>", b"0 0 0",
    b"1e99", b"-1", b" re f", b" Tm", b" Tf", b"/Kids[2 0 R]", b"endobj", b"999999999", b"'", b"(", b"<<", b">>",
)  # fmt: skip


def changed(data: bytes, seed: int) -> bytes:
    """`data` with a few bytes changed, cut out, doubled or put in."""
    chance = random.Random(seed)  # noqa: S311 - a seed that can be named again, not a secret
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        start = chance.randrange(len(out) + 1)
        end = min(len(out), start + chance.choice((1, 1, 4, 40, 400)))
        match chance.randrange(5):
            case 0:
                out[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
            case 1:
                del out[start:end]
            case 2:
                out[start:start] = out[start:end] * chance.choice((1, 1, 50))
            case 3:
                out[start:start] = chance.choice(TOKENS)
            case _:
                out[start:end] = chance.choice(TOKENS)
    return bytes(out)


def with_part_changed(data: bytes, seed: int) -> bytes:
    """A Word file with the text of its main part changed: a change of the archive itself seldom gets further."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, changed(part, seed) if name == "word/document.xml" else part)
    return out.getvalue()


def check(data: bytes, name: str) -> None:
    with within(SOON):
        try:
            document = read(data, name=name)
        except Unreadable as refused:
            assert str(refused).startswith(name)  # noqa: PT017 - either is right, but not any third
            return
    assert_sound(document)


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", SEEDS)
def test_a_file_changed_at_random_is_read_or_refused(name: str, count: int) -> None:
    data = SEEDS[name]()
    for seed in range(count):
        inside = name.endswith(".docx") and seed % 4
        check(with_part_changed(data, seed) if inside else changed(data, seed), name)


@given(
    data=st.binary(max_size=600),
    name=st.sampled_from(sorted(SEEDS)),
    head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04"]),
)
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str, head: bytes) -> None:
    check(head + data, name)


PIECES = (
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "<li>",
    "<p>",
    "<br>",
    "x",
    " ",
    "<th colspan=3>",
    "<ul>",
)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60))
@settings(deadline=None)
def test_tags_in_any_order_are_a_page(pieces: list[str]) -> None:
    check(f"<html><body>start{''.join(pieces)}".encode(), "page.html")


@given(text=st.text("ab|-+= .*\t\n", max_size=300))
@settings(deadline=None)
def test_letters_and_rules_in_any_order_are_a_text(text: str) -> None:
    check(f"start\n{text}".encode(), "plan.txt")


@given(text=st.text("ab|-`*_~[]()<>#:\\ \n", max_size=200))
@settings(deadline=None)
def test_marks_in_any_order_are_a_document(text: str) -> None:
    check(f"start\n\n{text}".encode(), "plan.md")
