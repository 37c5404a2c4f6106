"""How the user wants to be reminded: a file beside the store that only the user may read.

A channel's address may hold a password. So the file is refused where others could read it, and an address may name
variables of the environment, `${NAME}`, instead of the secret itself.
"""

import os
import re
import sys
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from servers import files
from servers.contract.errors import Refused
from servers.reminders.timing import Quiet

_QUIET = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")
_VARIABLE = re.compile(r"\$\{(\w+)\}")


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    channels: dict[str, str] = {}
    """Address by name."""
    quiet: str | None = None
    """Local hours without messages, "22:00-08:00"."""

    @field_validator("quiet")
    @classmethod
    def _hours(cls, text: str | None) -> str | None:
        if text is not None:
            _hours(text)
        return text

    def quiet_hours(self, zone: ZoneInfo) -> Quiet | None:
        return Quiet(*_hours(self.quiet), zone) if self.quiet else None


def beside(store: str) -> Path:
    """The settings of the deliverer of that store."""
    return Path(store).with_name("delivery.json")


def read(path: Path) -> Settings:
    """The settings, the usual ones where there is no file.

    Raises:
        Refused: others may read the file, or it is not what it should be.
    """
    try:
        with path.open("rb") as file:
            if sys.platform != "win32" and os.fstat(file.fileno()).st_mode & 0o077:
                raise Refused(f"{path} may hold passwords and others can read it: run chmod 600 {path}")
            content = file.read()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise Refused(f"{path} can't be read: {error.strerror}") from None
    try:
        return Settings.model_validate_json(content)
    except ValidationError as error:
        raise Refused(f"{path} is not understood: {_fault(error)}") from None


def write(path: Path, settings: Settings) -> None:
    """Store the settings, readable by the user alone.

    Raises:
        Refused: the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}") from None
    files.replace(path, f"{settings.model_dump_json(indent=2)}\n".encode(), private=True)


def quiet(text: str) -> str | None:
    """Quiet hours as the user gives them, "off" for none.

    Raises:
        Refused: they are no hours.
    """
    if text == "off":
        return None
    try:
        _hours(text)
    except ValueError as error:
        raise Refused(str(error)) from None
    return text


def filled(address: str) -> str:
    """The address with the variables of the environment that it names.

    Raises:
        Refused: one is not set.
    """

    def value(match: re.Match[str]) -> str:
        if (found := os.environ.get(match[1])) is None:
            raise Refused(f"the variable {match[1]} of its address is not set in this environment")
        return found

    return _VARIABLE.sub(value, address)


def _hours(text: str) -> tuple[time, time]:
    match = _QUIET.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"quiet hours {text!r} are not understood: write them like 22:00-08:00, or off")
    start, end = (time(int(match[i]), int(match[i + 1])) for i in (1, 3))
    if start == end:
        raise ValueError(f"quiet hours {text!r} have no length: write them like 22:00-08:00, or off")
    return start, end


def _fault(error: ValidationError) -> str:
    fault: Any = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}".lstrip(": ")
