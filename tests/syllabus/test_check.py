"""`syllabus-server check`: a syllabus for the eyes of its student, and the file that puts it right."""

import subprocess
import sys
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from servers.contract.syllabus import Evidence, NoClass, Place
from servers.syllabus import page
from servers.syllabus.checking import check
from servers.syllabus.document import Document, Line, Word
from servers.syllabus.rendering import pictures
from tests.spawning import REPOSITORY
from tests.syllabus.courses import syllabus, work

BAD = REPOSITORY / "fixtures" / "bad"
FERNS = """# BOTN 210: Mosses and Ferns

Fall 2026. Instructor: Ines Calloway. Grading: quizzes 40 %, final exam 60 %.

- Midterm exam: October 14, 2026
- Final exam: December 9, 2026
"""


def test_corrections_beside_a_file_are_shown_and_survive_the_next_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ferns.md"
    file.write_text(FERNS, encoding="utf-8")
    assert check(file, html=None, password=None) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "Midterm exam" in line)
    identity = line.rpartition(" · ")[2]
    beside = tmp_path / "ferns.md.corrections.yaml"
    beside.write_text(f"assignments:\n  {identity}: {{date: 2026-10-21, time: 08:30}}\n", encoding="utf-8")
    check(file, html=None, password=None)
    assert "- 2026-10-21 08:30 · Midterm exam · exam" in capsys.readouterr().out
    file.write_text(FERNS.replace("October 14", "October 15"), encoding="utf-8")
    check(file, html=None, password=None)
    assert "- 2026-10-21 08:30 · Midterm exam · exam" in capsys.readouterr().out


def test_the_page_shows_a_pdf_as_it_is_with_every_place_marked(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    options = ["check", str(BAD / "encrypted.pdf"), "--password", "sesame", "--html", str(out)]
    command = [sys.executable, "-m", "servers.syllabus", *options]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.endswith(f"Wrote {out}\n")
    shown = Shown(out.read_text(encoding="utf-8"))
    assert shown.images == 1
    assert shown.scripts == 0
    assert {"a0", "a1"} <= shown.links <= shown.places


def test_what_can_not_be_read_or_written_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ferns.md"
    file.write_text(FERNS, encoding="utf-8")
    assert check(BAD / "damaged.pdf", html=None, password=None) == 1
    assert check(tmp_path / "gone.pdf", html=None, password=None) == 1
    assert check(file, html=tmp_path / "no" / "out.html", password=None) == 1
    (tmp_path / "ferns.md.corrections.yaml").write_text("assignments: 3", encoding="utf-8")
    assert check(file, html=None, password=None) == 1
    damaged, gone, nowhere, nonsense = capsys.readouterr().err.splitlines()
    assert damaged.startswith("damaged.pdf is damaged")
    assert gone.startswith("gone.pdf is no plain file")
    assert "No such file or directory" in nowhere
    assert nonsense.startswith("ferns.md.corrections.yaml: assignments: ")


def test_what_is_uncertain_comes_first_and_hostile_text_stays_text() -> None:
    said = "Exam <b>1</b> on May 2, exam 2 on May 9"
    document = Document((Line(tuple(Word(word) for word in said.split()), 1),), paged=False)
    read = syllabus(
        assignments=[
            work("<script>alert(1)</script>", "2026-05-02", confidence=0.9, evidence=Evidence(text="Exam <b>1</b>")),
            work("Exam 2", "2026-05-09", confidence=0.5, evidence=Evidence(text="exam 2 on May 9")),
        ],
        no_class=[NoClass(date="2026-05-09", reason="Fair", evidence=Evidence(text="May 9"))],
    )
    html = page.html(read, document, [])
    assert "<script" not in html
    shown = Shown(html)
    assert shown.order == ["a1", "a0", "n0"]
    assert shown.places >= {"a0", "a1", "n0"}
    assert "exam 2 on May 9" in shown.text


def test_pages_are_pictures_of_what_stands_on_them() -> None:
    (picture,) = pictures((BAD / "encrypted.pdf").read_bytes(), "sesame", 10)
    assert picture
    assert picture.png.startswith(b"\x89PNG")
    assert (round(picture.width), round(picture.height)) == (595, 842)
    assert len(pictures((BAD / "many-pages.pdf").read_bytes(), None, 3)) == 3


def test_a_picture_that_hosts_would_drop_is_drawn_smaller() -> None:
    noise = ImageReader(Image.effect_noise((1200, 1600), 100))
    content = BytesIO()
    canvas = Canvas(content, pagesize=(600, 800))
    canvas.drawImage(noise, 0, 0, 600, 800)  # pyright: ignore[reportUnknownMemberType] - the library has no types
    canvas.save()
    (picture,) = pictures(content.getvalue(), None, 1)
    assert picture
    assert 100_000 < len(picture.png) < 600_000
    assert picture.place((60, 80, 120, 120)) == Place(left=10, top=10, width=10, height=5)


class Shown(HTMLParser):
    """What a reader of a page can follow and see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.order: list[str | None] = []
        self.places: set[str | None] = set()
        self.images = self.scripts = 0
        self.text = ""
        self.feed(html)

    @property
    def links(self) -> set[str | None]:
        return set(self.order)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.order.append((given["href"] or "").removeprefix("#"))
        self.images += tag == "img"
        self.scripts += tag == "script"
        self.places.add(given.get("id"))

    def handle_data(self, data: str) -> None:
        self.text += data
