"""Calendar files on disk: read up to a size, written whole or not at all."""

import os
from pathlib import Path

from servers.contract.errors import Refused

_MOST_BYTES = 20_000_000


def read(path: Path) -> bytes:
    """The content of a calendar file.

    Raises:
        Refused: it is a folder, too large, or can't be read.
    """
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder: name one .ics file")
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path} can't be read: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise Refused(f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB: that is no calendar file")
    return content


def replace(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put `content` in the place of `path` in one moment, so that no reader sees half of it.

    Args:
        private: nobody but the user may read it, at no moment.

    Raises:
        Refused: it can't be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.unlink(missing_ok=True)
        with open(unfinished, "xb", opener=_private if private else None) as file:
            file.write(content)
        unfinished.replace(path)
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
