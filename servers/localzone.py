"""The zone that this computer's clock shows. The one place that asks the machine."""

import os
from pathlib import Path
from zoneinfo import available_timezones


def local_zone() -> str:
    """The IANA name of the machine's zone: from `TZ`, else from the system's settings, else UTC."""
    known = available_timezones()
    named = (os.environ.get("TZ", "").removeprefix(":"), _of_timezone_file(), _of_link())
    return next((name for name in named if name in known), "UTC")


def _of_timezone_file() -> str:
    try:
        return Path("/etc/timezone").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _of_link() -> str:
    return Path("/etc/localtime").resolve().as_posix().rpartition("zoneinfo/")[2]
