"""A channel: where a message goes. All services but the desktop through the library apprise.

What a service says of a failure is passed on without anything from the channel's address, because addresses hold
passwords and tokens.
"""

import importlib
import logging
import re
import shutil
import subprocess
import sys
from typing import Protocol
from urllib.parse import unquote

from servers.contract.errors import Refused
from servers.reminders import settings
from servers.reminders.message import Message

DESKTOP = "desktop://"
ADDRESSES = "https://github.com/caronc/apprise/wiki"

_SECONDS = 20
_PART = re.compile(r"[^/:@?&=,;]{3,}")
_APPLESCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"


class NotSent(Exception):  # noqa: N818 - it says what happened to the message
    """A channel could not send. The message is one sentence without secrets."""


class Channel(Protocol):
    def send(self, message: Message) -> None:
        """Hand the message over, which may take some seconds.

        Raises:
            NotSent: the service was not reached or did not take it.
        """
        ...


def opened(name: str, address: str) -> Channel:
    """The channel of an address: `desktop://`, or any that apprise knows, with `${NAME}` for secrets kept elsewhere.

    Raises:
        Refused: the address is not understood; it is not repeated, as it may hold a password.
    """
    try:
        return Desktop() if address == DESKTOP else Service(settings.filled(address))
    except Refused as refused:
        raise Refused(f"channel {name}: {refused}") from None


class Desktop:
    """A notification on this computer's screen, by the program that its desktop has for it."""

    def __init__(self) -> None:
        program = "osascript" if sys.platform == "darwin" else "notify-send"
        found = shutil.which(program)
        if found is None:
            raise Refused(f"the program {program} is not there: install it (Debian, Ubuntu: libnotify-bin)")
        self._command = (
            [found, "-e", _APPLESCRIPT] if sys.platform == "darwin" else [found, "--app-name=Reminders", "--"]
        )

    def send(self, message: Message) -> None:
        command = [*self._command, message.title, message.body]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no shell
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotSent(f"{type(error).__name__} of {self._command[0]}") from None
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise NotSent(said[-1] if said else f"{self._command[0]} ended with {done.returncode}")


class Service:
    """A service that apprise speaks to."""

    def __init__(self, address: str) -> None:
        self._apprise = importlib.import_module("apprise")  # 0.4 s, which the MCP server need not pay; untyped in part
        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # what it says of an address holds passwords
        self._notifier, plugin = self._apprise.Apprise(), self._apprise.Apprise.instantiate(address)
        if plugin is None:
            raise Refused(f"its address is not understood: {ADDRESSES} has the form of each service")
        # A long list goes out in as many messages as the service needs, rather than cut off.
        plugin.overflow_mode = self._apprise.OverflowMode.SPLIT
        self._notifier.add(plugin)
        self._address, self._host = address, str(plugin.host)

    def send(self, message: Message) -> None:
        with self._apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as said:
            taken: bool = self._notifier.notify(
                title=message.title, body=message.body or message.title, body_format=self._apprise.NotifyFormat.TEXT
            )
            reasons = "; ".join(dict.fromkeys(said.getvalue().splitlines()))
        if not taken:
            raise NotSent(self._without_secrets(reasons)[:300] or "the service did not take it")

    def _without_secrets(self, text: str) -> str:
        parts = _PART.findall(self._address.partition("://")[2])
        for part in sorted({*parts, *map(unquote, parts)} - {self._host}, key=len, reverse=True):
            text = text.replace(part, "…")
        return text
