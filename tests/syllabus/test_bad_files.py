"""What can't be read, or is no syllabus, gets a clear sentence of its own; the server lives on."""

import os
import shutil
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from mcp import Client

from tests.spawning import REPOSITORY, ask, refusal, spawned

BAD = REPOSITORY / "fixtures" / "bad"

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bad files, and beside them what no repository can hold."""
    folder = tmp_path_factory.mktemp("bad") / "files"
    shutil.copytree(BAD, folder)
    (folder / "folder.pdf").mkdir()
    (folder / "way-out.pdf").symlink_to(REPOSITORY / "README.md")
    (folder / "nowhere.pdf").symlink_to(folder / "gone.pdf")
    with (folder / "gigantic.pdf").open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(1 << 40)  # a hole of a tebibyte
    if sys.platform != "win32":
        os.mkfifo(folder / "pipe.pdf")
    return folder


@pytest.fixture(scope="module")
async def server(folder: Path) -> AsyncGenerator[Client]:
    async with spawned("syllabus", "--root", str(folder)) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("archive.docx", "is an archive or Office file other than .docx: give a PDF"),
        ("blank.docx", "holds no text at all"),
        ("bomb.docx", "is too big to be a syllabus"),
        ("damaged.docx", "is damaged"),
        ("damaged.pdf", "is damaged"),
        ("empty.pdf", "is empty"),
        ("encrypted.docx", "is encrypted as Office encrypts, which can't be opened here: save it without a password"),
        ("encrypted.pdf", "is encrypted: give its password as `password`"),
        ("folder.pdf", "is a folder"),
        ("gigantic.pdf", "is too big to be a syllabus (1048576 MiB; the limit is 50 MiB)"),
        ("laughs.docx", "is damaged"),
        ("many-pages.pdf", "is too big to be a syllabus (1,001 pages"),
        ("missing.pdf", "does not exist"),
        ("noise.txt", "is no text and of no known format"),
        ("nowhere.pdf", "does not exist"),
        ("nul\0byte.pdf", "is not a path"),
        ("old.doc", "is an Office file of before 2007"),
        ("picture.pdf", "is a picture: give a PDF"),
        ("pipe.pdf", "is no plain file"),
        ("scan.pdf", "is a scan, pictures without text"),
        ("way-out.pdf", "is outside of what this server may touch"),
        ("../escape.pdf", "is outside of what this server may touch"),
        ("/etc/passwd", "is outside of what this server may touch"),
        ("~root/.profile", "is outside of what this server may touch"),
        ("~nobody-of-that-name/x.pdf", "is not a path"),
    ],
)
async def test_a_bad_file_is_refused_with_its_own_sentence(server: Client, name: str, sentence: str) -> None:
    told = await refusal(server, "parse_syllabus", path=name)
    assert sentence in told
    assert "\n" not in told
    assert "Traceback" not in told


async def test_a_password_opens_an_encrypted_file(server: Client) -> None:
    key, wrong = {"password": "sesame"}, {"password": "guess"}
    syllabus = await ask(server, "parse_syllabus", path="encrypted.pdf", **key)
    assert [item["date"] for item in syllabus["assignments"]] == ["2026-10-14", "2026-12-09"]
    assert "does not open it" in await refusal(server, "parse_syllabus", path="encrypted.pdf", **wrong)
    found = await ask(server, "search_syllabus", path="encrypted.pdf", question="midterm", **key)
    assert "October 14" in found["passages"][0]["text"]
    assert "is encrypted" in await refusal(server, "search_syllabus", path="encrypted.pdf", question="midterm")


async def test_content_decides_not_the_suffix(server: Client) -> None:
    syllabus = await ask(server, "parse_syllabus", path="web-page.pdf")
    assert syllabus["source"]["format"] == "html"
    assert len(syllabus["assignments"]) == 2


async def test_what_is_no_syllabus_is_read_with_a_warning(server: Client) -> None:
    letter = await ask(server, "parse_syllabus", path="letter.txt")
    assert letter["assignments"] == []
    assert "does not look like a syllabus" in letter["warnings"][0]


async def test_a_search_tells_each_bad_file_apart(server: Client, folder: Path) -> None:
    found = await ask(server, "find_syllabi", folder=str(folder))
    files = {Path(file["path"]).name: file for file in found["files"]}
    passed = {Path(file["path"]).name: file["reason"] for file in found["passed_over"]}
    assert files["web-page.pdf"]["problem"] is None
    assert "give its password" in files["encrypted.pdf"]["problem"]
    assert all(file["pages"] is None for name, file in files.items() if name != "web-page.pdf")
    assert "leads out" in passed["way-out.pdf"]
    assert "too big" in passed["gigantic.pdf"]
    assert "no plain file" in passed["pipe.pdf"]
    assert "does not look like a syllabus" in passed["letter.txt"]
    assert files.keys() & passed.keys() == set()
    assert len(files) + len(passed) == len(list(BAD.iterdir())) + len(("gigantic", "nowhere", "pipe", "way-out"))
