"""Files that go with a call: a file and those beside it that belong to it, by what is in them, once to a worker.

A file that the worker has at the same path, with the same content, below a folder that it may read, is used where it
lies: so a shared folder needs no telling. Any other is fetched into a folder of the run, which ends with the run.
"""

import shutil
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from anyio import Event, to_thread

from orchestrator.cluster.wire import PIECE_BYTES, Message
from orchestrator.config import Files
from orchestrator.errors import ToolError

KEPT_BYTES = 1 << 30
"""Of fetched files on a worker; past it, those that were not used for longest go."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file with what belongs to it."""

    path: str
    """As the call names it."""
    digest: str
    names: tuple[str, ...]
    sizes: tuple[int, ...]

    def told(self) -> Message:
        return {"path": self.path, "digest": self.digest, "names": list(self.names), "sizes": list(self.sizes)}


def to_parcel(told: Message) -> Parcel:
    """A parcel that the other end tells of.

    Raises:
        ToolError: a name in it is no file's name.
    """
    names, sizes = tuple(map(str, told["names"])), tuple(map(int, told["sizes"]))
    digest = str(told["digest"])
    if not digest.isalnum() or not names or not all(map(_is_name, names)):
        raise ToolError(f"a file can't be sent: {names} are not names of files")
    return Parcel(str(told["path"]), digest, names, sizes)


class Outgoing:
    """The files that a run's calls may take along, by server."""

    def __init__(self, files: Mapping[str, Files]) -> None:
        self._files = files
        self._below = {
            name: [folder.expanduser().resolve() for folder in each.below or (Path.cwd(),)]
            for name, each in files.items()
        }
        self._known: dict[Path, tuple[tuple[tuple[int, int], ...], Parcel]] = {}
        self._places: dict[str, list[Path]] = {}

    async def parcels(self, service: str, arguments: Mapping[str, Any]) -> list[Parcel]:
        """The parcels that `arguments` name. What is no file here, or may not be sent, is left to the worker."""
        if service not in self._files:
            return []
        named: list[str] = []
        for name in self._files[service].arguments:
            value = arguments.get(name)
            values: Sequence[Any] = cast("Sequence[Any]", value) if isinstance(value, list | tuple) else [value]
            named += [each for each in values if isinstance(each, str)]
        packed = [await to_thread.run_sync(self._packed, service, each) for each in named]
        return [parcel for parcel in packed if parcel is not None]

    def piece(self, digest: str, part: int, offset: int) -> bytes:
        """A piece of a file of a parcel that was told of; empty where it can't be read any more."""
        try:
            with self._places[digest][part].open("rb") as file:
                file.seek(offset)
                return file.read(PIECE_BYTES)
        except (OSError, LookupError):
            return b""

    def _packed(self, service: str, path: str) -> Parcel | None:
        try:
            file = Path(path).expanduser()
            if not file.is_file() or not _is_below(file, self._below[service]):
                return None
            beside = (file.with_name(file.name + ending) for ending in self._files[service].beside)
            places = [file, *(each for each in beside if each.is_file())]
            stats = tuple((stat.st_mtime_ns, stat.st_size) for stat in (place.stat() for place in places))
            known = self._known.get(file)
            if known is None or known[0] != stats:
                names = tuple(place.name for place in places)
                parcel = Parcel(path, _digest(places), names, tuple(size for _, size in stats))
                self._known[file] = known = (stats, parcel)
                self._places[parcel.digest] = places
        except (OSError, ValueError):
            return None
        return known[1]


class Incoming:
    """The files that a run has on a worker.

    Args:
        folder: of the run; what is fetched goes there.
        roots: folders that files may be used in where they lie.
        fetch: asks the run for a piece: digest, part, offset.
    """

    def __init__(self, folder: Path, roots: Sequence[Path], fetch: Callable[[str, int, int], Awaitable[bytes]]) -> None:
        self._folder, self._fetch = folder, fetch
        self._roots = [root.expanduser().resolve() for root in roots]
        self._here: OrderedDict[str, int] = OrderedDict()
        """Bytes by digest, what was used last at the end."""
        self._coming: dict[str, Event] = {}

    async def place(self, parcel: Parcel) -> str:
        """Where the file of `parcel` lies on this worker.

        Raises:
            ToolError: it changed while it was sent, or can't be stored.
        """
        if await to_thread.run_sync(self._lies_here, parcel):
            return parcel.path
        while parcel.digest in self._coming:
            await self._coming[parcel.digest].wait()
        if parcel.digest not in self._here:
            self._coming[parcel.digest] = Event()
            try:
                await self._take(parcel)
            except OSError as error:
                raise ToolError(f"{parcel.path} could not be stored on the worker: {error.strerror}") from None
            finally:
                self._coming.pop(parcel.digest).set()
        self._here.move_to_end(parcel.digest)
        return str(self._folder / parcel.digest / parcel.names[0])

    def _lies_here(self, parcel: Parcel) -> bool:
        try:
            file = Path(parcel.path)
            if not file.is_absolute() or not _is_below(file, self._roots):
                return False
            return _digest([file, *(file.with_name(name) for name in parcel.names[1:])]) == parcel.digest
        except (OSError, ValueError):
            return False

    async def _take(self, parcel: Parcel) -> None:
        coming = self._folder / f"{parcel.digest}.coming"
        shutil.rmtree(coming, ignore_errors=True)
        coming.mkdir(parents=True)
        for part, (name, size) in enumerate(zip(parcel.names, parcel.sizes, strict=True)):
            with (coming / name).open("wb") as file:
                while file.tell() < size:
                    piece = await self._fetch(parcel.digest, part, file.tell())
                    if not piece:
                        break
                    await to_thread.run_sync(file.write, piece)
        places = [coming / name for name in parcel.names]
        if await to_thread.run_sync(_digest, places) != parcel.digest:
            shutil.rmtree(coming, ignore_errors=True)
            raise ToolError(f"{parcel.path} changed while it was sent to the worker: run again")
        coming.rename(self._folder / parcel.digest)
        self._here[parcel.digest] = sum(parcel.sizes)
        while sum(self._here.values()) > KEPT_BYTES and len(self._here) > 1:
            oldest, _ = self._here.popitem(last=False)
            shutil.rmtree(self._folder / oldest, ignore_errors=True)


def _is_name(name: str) -> bool:
    return Path(name).name == name and name not in ("", "..") and "\0" not in name


def _is_below(file: Path, folders: Sequence[Path]) -> bool:
    return any(file.resolve().is_relative_to(folder) for folder in folders)


def _digest(places: Sequence[Path]) -> str:
    """Of the names and contents together."""
    whole = sha256()
    for place in places:
        content = sha256()
        with place.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                content.update(piece)
        whole.update(f"{place.name}\0{content.hexdigest()}\0".encode())
    return whole.hexdigest()
