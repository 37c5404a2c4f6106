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


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path` in one moment, so that no reader sees half of it.

    Raises:
        Refused: it can't be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
