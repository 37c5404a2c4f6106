"""The deliverer as a service of the user's: systemd on Linux, launchd on macOS. Nothing needs root."""

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from servers.contract.errors import Refused

_SYSTEMD = "syllabus-reminders.service"
_LAUNCHD = "syllabus-orchestrator.reminders"
_UNIT = """\
[Unit]
Description=Syllabus reminders

[Service]
ExecStart={command}
Restart=on-failure
RestartSec=30

[Install]
WantedBy=default.target
"""


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """How the platform keeps a program running."""

    file: Path
    content: bytes
    start: Sequence[Sequence[str]]
    """The commands after the file is written."""
    stop: Sequence[Sequence[str]]
    """The commands before it is removed."""
    ask: Sequence[str]
    """Ends with 0 where the service runs."""


def manager(command: Sequence[str], log: Path, platform: str = sys.platform) -> ServiceManager:
    """The platform's, for a service that runs `command`; `log` is where launchd puts what it says.

    Raises:
        Refused: the platform has none that we know.
    """
    if platform.startswith("linux"):
        return _systemd(command)
    if platform == "darwin":
        return _launchd(command, log)
    raise Refused(f"there is no service for {platform}: let its task scheduler start `reminders-server deliver`")


def install(service: ServiceManager) -> None:
    """Write the service's file, start it, and have it started at every login.

    Raises:
        Refused: the file can't be written, or the platform does not start it.
    """
    if runs(service):
        for command in service.stop:
            _run(command)
    try:
        service.file.parent.mkdir(parents=True, exist_ok=True)
        service.file.write_bytes(service.content)
    except OSError as error:
        raise Refused(f"{service.file} can't be written: {error.strerror}") from None
    for command in service.start:
        _run(command)


def uninstall(service: ServiceManager) -> bool:
    """Stop the service and remove its file; whether it was there.

    Raises:
        Refused: the platform does not stop it. Its file stays then.
    """
    if not service.file.exists():
        return False
    for command in service.stop:
        _run(command)
    service.file.unlink()
    return True


def runs(service: ServiceManager) -> bool | None:
    """Whether it runs; None where it is not installed."""
    if not service.file.exists():
        return None
    try:
        _run(service.ask)
    except Refused:
        return False
    return True


def _systemd(command: Sequence[str]) -> ServiceManager:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"
    control = ("systemctl", "--user")
    return ServiceManager(
        file=folder / _SYSTEMD,
        content=_UNIT.format(command=" ".join(map(_quoted, command))).encode(),
        start=((*control, "daemon-reload"), (*control, "enable", "--now", _SYSTEMD)),
        stop=((*control, "disable", "--now", _SYSTEMD),),
        ask=(*control, "is-active", "--quiet", _SYSTEMD),
    )


def _quoted(argument: str) -> str:
    """As systemd.syntax(7) wants it: quotes and backslashes escaped, `%` and `$` doubled."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _launchd(command: Sequence[str], log: Path) -> ServiceManager:
    file = Path.home() / "Library" / "LaunchAgents" / f"{_LAUNCHD}.plist"
    domain = f"gui/{os.getuid()}"
    properties = {
        "Label": _LAUNCHD,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 30,
        "StandardErrorPath": str(log),
    }
    return ServiceManager(
        file=file,
        content=plistlib.dumps(properties),
        start=(("launchctl", "bootstrap", domain, str(file)),),
        stop=(("launchctl", "bootout", f"{domain}/{_LAUNCHD}"),),
        ask=("launchctl", "print", f"{domain}/{_LAUNCHD}"),
    )


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - the platform's own program
    except OSError as error:
        raise Refused(f"{command[0]} can't be run: {error.strerror}; run `reminders-server deliver` yourself") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"it ended with {done.returncode}"
        raise Refused(f"`{' '.join(command)}` failed: {reason}")
