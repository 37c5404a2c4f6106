"""A file is written whole or not at all."""

import os
from pathlib import Path

from servers.contract.errors import Refused


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
