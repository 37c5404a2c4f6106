"""Files that go with a call: what may be sent, what is sent, and where a worker finds it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest

from orchestrator.cluster.parcels import Incoming, Outgoing, Parcel, to_parcel
from orchestrator.config import Files
from orchestrator.errors import ToolError

pytestmark = pytest.mark.anyio


@dataclass
class Ends:
    """A run's files and a worker's, with nothing but a function call between them."""

    outgoing: Outgoing
    incoming: Incoming
    fetched: list[tuple[int, int]]
    """Part and offset of each piece that was asked for."""

    async def sent(self, **arguments: object) -> list[str]:
        """Where the worker has the files that a call of `toy` names."""
        return [await self.incoming.place(to_parcel(each.told())) for each in await self.parcels(**arguments)]

    async def parcels(self, **arguments: object) -> list[Parcel]:
        return await self.outgoing.parcels("toy", arguments)


def ends(here: Path, there: Path, *roots: Path, before: Callable[[], object] = lambda: None) -> Ends:
    outgoing = Outgoing({"toy": Files(arguments=("path", "paths"), beside=(".more",), below=(here,))})
    fetched: list[tuple[int, int]] = []

    async def fetch(digest: str, part: int, offset: int) -> bytes:
        fetched.append((part, offset))
        before()
        await anyio.lowlevel.checkpoint()
        return outgoing.piece(digest, part, offset)

    asked: Callable[[str, int, int], Awaitable[bytes]] = fetch
    return Ends(outgoing, Incoming(there, roots, asked), fetched)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "a.txt").write_text("alpha", encoding="utf-8")
    (folder / "a.txt.more").write_text("more of it", encoding="utf-8")
    (folder / "b.txt").write_text("beta", encoding="utf-8")
    return folder


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def text(path: str) -> str:
    return read(path).decode()


def exists(path: str) -> bool:
    return Path(path).exists()


async def test_a_file_is_sent_with_what_lies_beside_it_and_only_once(here: Path, tmp_path: Path) -> None:
    both = ends(here, tmp_path / "there")
    paths = [str(here / name) for name in ("a.txt", "b.txt")]
    first, second = await both.sent(paths=paths)
    assert text(first) == "alpha"
    assert text(f"{first}.more") == "more of it"
    assert Path(second).name == "b.txt"
    assert await both.sent(path=paths[0], paths=[paths[1]]) == [first, second]
    assert both.fetched == [(0, 0), (1, 0), (0, 0)]


async def test_calls_that_name_a_file_at_the_same_time_wait_for_one_fetch(here: Path, tmp_path: Path) -> None:
    both = ends(here, tmp_path / "there")
    async with anyio.create_task_group() as calls:
        for _ in range(5):
            calls.start_soon(lambda: both.sent(path=str(here / "b.txt")))
    assert both.fetched == [(0, 0)]


async def test_a_long_file_comes_in_pieces(here: Path, tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    (here / "long").write_bytes(content)
    both = ends(here, tmp_path / "there")
    (place,) = await both.sent(path=str(here / "long"))
    assert read(place) == content
    assert both.fetched == [(0, 0), (0, 1 << 20), (0, 2 << 20)]


async def test_a_file_that_lies_in_a_shared_folder_is_used_there_if_it_is_the_same(here: Path, tmp_path: Path) -> None:
    path = str(here / "b.txt")
    both = ends(here, tmp_path / "there", here)
    assert await both.sent(path=path) == [path]
    (parcel,) = await both.parcels(path=path)
    (here / "b.txt").write_text("of another machine", encoding="utf-8")
    with pytest.raises(ToolError, match="changed while it was sent"):
        await both.incoming.place(parcel)


async def test_a_file_that_changes_while_it_is_sent_is_told(here: Path, tmp_path: Path) -> None:
    both = ends(here, tmp_path / "there", before=lambda: (here / "b.txt").write_text("gone", encoding="utf-8"))
    with pytest.raises(ToolError, match=re.escape(f"{here / 'b.txt'} changed while it was sent")):
        await both.sent(path=str(here / "b.txt"))


async def test_an_edited_file_is_another_one(here: Path, tmp_path: Path) -> None:
    both = ends(here, tmp_path / "there")
    (first,) = await both.sent(path=str(here / "b.txt"))
    (here / "b.txt").write_text("edited", encoding="utf-8")
    (second,) = await both.sent(path=str(here / "b.txt"))
    assert [text(each) for each in (first, second)] == ["beta", "edited"]


async def test_what_is_no_file_or_lies_elsewhere_is_not_sent(here: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine", encoding="utf-8")
    (here / "link").symlink_to(secret)
    both = ends(here, tmp_path / "there")
    for path in (str(secret), str(here / "link"), str(here), str(here / "none"), "\0", 7, None, ["x", 1]):
        assert await both.sent(path=path, other=str(here / "a.txt")) == []


@pytest.mark.parametrize("name", ["../out", "a/b", "..", "", "a\0b"])
async def test_a_name_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ToolError, match="not names of files"):
        to_parcel({"path": "/x", "digest": "0a", "names": [name], "sizes": [1]})


async def test_a_digest_that_is_a_path_is_refused() -> None:
    with pytest.raises(ToolError, match="not names of files"):
        to_parcel({"path": "/x", "digest": "../0a", "names": ["x"], "sizes": [1]})


async def test_what_was_not_used_for_longest_makes_room(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator.cluster.parcels.KEPT_BYTES", 20)
    both = ends(here, tmp_path / "there")
    (first,) = await both.sent(path=str(here / "a.txt"))
    (second,) = await both.sent(path=str(here / "b.txt"))
    (here / "c.txt").write_text("gamma", encoding="utf-8")
    (third,) = await both.sent(path=str(here / "c.txt"))
    assert [exists(each) for each in (first, second, third)] == [False, True, True]
