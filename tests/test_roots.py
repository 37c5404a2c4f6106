"""Below the roots, and nowhere else."""

from pathlib import Path

import pytest

from servers.contract.errors import Refused
from servers.roots import Roots


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    shelf = tmp_path / "shelf"
    (shelf / "deep").mkdir(parents=True)
    (shelf / "deep" / "a.pdf").touch()
    (tmp_path / "secret.pdf").touch()
    return shelf


def test_a_path_below_a_root_is_given_absolute_or_from_the_root(shelf: Path) -> None:
    roots = Roots([shelf])
    assert roots.existing("deep/a.pdf") == roots.existing(str(shelf / "deep" / "a.pdf")) == shelf / "deep" / "a.pdf"
    assert roots.existing(str(shelf)) == shelf
    assert roots.existing(".") == shelf


@pytest.mark.parametrize("path", ["../secret.pdf", "deep/../../secret.pdf", "/etc/passwd", "~", "../shelf-2/a.pdf"])
def test_no_path_leads_out(shelf: Path, path: str) -> None:
    with pytest.raises(Refused, match="outside of what this server may touch: give a path below"):
        Roots([shelf]).existing(path)


def test_no_link_leads_out(shelf: Path) -> None:
    (shelf / "file.pdf").symlink_to(shelf.parent / "secret.pdf")
    (shelf / "folder").symlink_to(shelf.parent)
    roots = Roots([shelf])
    for path in ("file.pdf", "folder/secret.pdf"):
        with pytest.raises(Refused, match="outside"):
            roots.existing(path)
    assert not roots.hold(shelf / "file.pdf")


def test_a_link_that_stays_inside_is_followed(shelf: Path) -> None:
    (shelf / "b.pdf").symlink_to(shelf / "deep" / "a.pdf")
    assert Roots([shelf]).existing("b.pdf") == shelf / "deep" / "a.pdf"


def test_a_root_that_is_itself_a_link_is_what_it_leads_to(shelf: Path) -> None:
    link = shelf.parent / "link"
    link.symlink_to(shelf)
    assert Roots([link]).existing(str(link / "deep" / "a.pdf")) == shelf / "deep" / "a.pdf"


def test_a_single_file_as_a_root_opens_nothing_beside_it(shelf: Path) -> None:
    (shelf / "deep" / "b.pdf").touch()
    roots = Roots([shelf / "deep" / "a.pdf"])
    assert roots.existing("a.pdf") == shelf / "deep" / "a.pdf"
    with pytest.raises(Refused, match="outside"):
        roots.existing("b.pdf")


def test_a_relative_path_is_looked_for_below_each_root(shelf: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.pdf").touch()
    roots = Roots([shelf, other])
    assert roots.existing("b.pdf") == other / "b.pdf"
    with pytest.raises(Refused, match=r"c\.pdf does not exist: give a path below .*shelf or .*other"):
        roots.existing("c.pdf")


@pytest.mark.parametrize("path", ["nul\0byte", "~nobody-of-that-name/a.pdf", "x" * 5000])
def test_what_is_no_path_is_refused(shelf: Path, path: str) -> None:
    with pytest.raises(Refused, match=r"is not a path|does not exist"):
        Roots([shelf]).existing(path)


def test_a_new_file_needs_its_suffix_and_a_folder_that_is_there(shelf: Path) -> None:
    roots = Roots([shelf])
    assert roots.new("deep/out.ics", suffix=".ics") == shelf / "deep" / "out.ics"
    for path, fault in (
        ("out.txt", r"must end in \.ics"),
        ("nowhere/out.ics", "folder does not exist"),
        ("../out.ics", "outside"),
    ):
        with pytest.raises(Refused, match=fault):
            roots.new(path, suffix=".ics")
