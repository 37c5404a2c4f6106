"""What a server may touch, as whoever started it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from servers.contract.home import data_folder


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How one client's server is set."""

    roots: Sequence[Path]
    """Folders and files that may be read; corrections are written beside the syllabi in them."""
    home: Path
    """Folder of the stores, the journal and the runs."""
    out: Path
    """Folder that the semester's files are written to."""
    config: Path | None = None
    """Further servers, in the hosts' form."""
    allow: Sequence[str] = ()
    """What a plan may call, `server.tool` or `server` with `*` for any letters; all where none is named."""
    deny: Sequence[str] = ()
    """What a plan may not call, whatever is allowed."""

    def permits(self, server: str, tool: str) -> bool:
        """Whether a plan may call that tool."""
        names = (server, f"{server}.{tool}")
        allowed = not self.allow or any(fnmatchcase(name, each) for name in names for each in self.allow)
        return allowed and not any(fnmatchcase(name, each) for name in names for each in self.deny)


def settings(
    roots: Sequence[Path] = (), *, config: Path | None = None, allow: Sequence[str] = (), deny: Sequence[str] = ()
) -> ServerSettings:
    """The usual settings, in this user's data folder."""
    home = data_folder()
    return ServerSettings(
        roots=[root.expanduser().resolve() for root in roots] or [usual_root()],
        home=home,
        out=home / "semester",
        config=config.resolve() if config else None,
        allow=tuple(allow),
        deny=tuple(deny),
    )


def usual_root() -> Path:
    """The folder that we were started in; the user's documents where that is the whole disk, as some hosts have it."""
    here = Path.cwd()
    if here != Path(here.anchor):
        return here
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
