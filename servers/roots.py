"""Is this path below a root? The only place where a path that a caller gave becomes a file.

Links are resolved before the question is asked, so neither `..` nor a symbolic link leads out. A root may also be a
single file: then that file alone is below it.
"""

from collections.abc import Iterable
from pathlib import Path

from servers.contract.errors import Refused


class Roots:
    """The folders and files that a server may touch."""

    def __init__(self, roots: Iterable[Path]) -> None:
        self._roots = tuple(root.expanduser().resolve() for root in roots)

    def existing(self, path: str) -> Path:
        """The file or folder that `path` names. A relative path is looked for below each root in turn.

        Raises:
            Refused: it lies outside, or is not there.
        """
        inside = self._inside(path)
        found = next((candidate for candidate in inside if _exists(candidate)), None)
        if found is None:
            raise Refused(f"{path} does not exist: give a path below {self}")
        return found

    def hold(self, path: Path) -> bool:
        """Whether the file that `path` leads to, through whatever links, is below a root."""
        resolved = path.resolve()
        return any(resolved.is_relative_to(root) for root in self._roots)

    def new(self, path: str, *, suffix: str) -> Path:
        """The file that `path` names, to be written; it need not be there yet.

        Raises:
            Refused: it lies outside, does not end in `suffix`, or its folder is not there.
        """
        target = self._inside(path)[0]
        if target.suffix.lower() != suffix:
            raise Refused(f"{path} is not written: its name must end in {suffix}")
        if target.is_dir() or not target.parent.is_dir():
            raise Refused(f"{path} can't be written: its folder does not exist, or it is a folder itself")
        return target

    def __str__(self) -> str:
        return " or ".join(str(root) for root in self._roots)

    def _inside(self, path: str) -> list[Path]:
        try:
            given = Path(path).expanduser()
            resolved = [(root if root.is_dir() else root.parent).joinpath(given).resolve() for root in self._roots]
        except (OSError, ValueError, RuntimeError):  # a NUL byte, a loop of links, nobody's home
            raise Refused(f"{path!r} is not a path") from None
        inside = [candidate for candidate in resolved if self.hold(candidate)]
        if not inside:
            raise Refused(f"{path} is outside of what this server may touch: give a path below {self}")
        return inside


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long, a folder that may not be entered
        return False
