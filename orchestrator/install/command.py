"""`install` and `uninstall`: what changes in a host's configuration file is shown, asked for and written."""

import os
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import cast

import click

from orchestrator.errors import ConfigError
from orchestrator.install.hosts import HOSTS, NAME, Host, Platform, entry, files, is_ours
from orchestrator.install.jsonc import BrokenJsonError, put, taken_out
from orchestrator.install.jsonc import entry as entry_in
from servers.contract.home import VARIABLE, data_folder

_BACKUP = ".before-syllabus-orchestrator"
"""Behind the name of a configuration file: as it was before our entry came in."""

HOST = click.argument("name", metavar="HOST", type=click.Choice(list(HOSTS)))
YES = click.option("-y", "--yes", is_flag=True, help="Write without asking.")


@dataclass(frozen=True, slots=True)
class Configuration:
    """A host's configuration file: there or not, perhaps behind a link."""

    path: Path

    @property
    def backup(self) -> Path:
        return self.path.with_name(self.path.name + _BACKUP)

    def text(self) -> str:
        """Its content, every byte of it; nothing where it is not there."""
        return _text(self.path)

    def write(self, text: str) -> None:
        """Put the text in its place in one moment; who may read it stays."""
        unfinished = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        mode = self.path.stat().st_mode & 0o777 if self.path.exists() else 0o600
        try:
            unfinished.touch(mode)
            unfinished.write_bytes(text.encode())
            unfinished.replace(self.path)
        finally:
            unfinished.unlink(missing_ok=True)

    def undone(self, section: str) -> str | None:
        """The text without our entry: as it was before, to the byte, where nothing else changed since.

        None where the file was not there before.
        """
        now, before = self.text(), _text(self.backup)
        if put(before, section, NAME, entry_in(now, section, NAME)) == now:
            return before if self.backup.exists() else None
        return taken_out(now, section, NAME)


@click.command()
@HOST
@click.option(
    "--root",
    "roots",
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="The folder with your syllabi, which the server may read; again for each.",
)
@YES
def install(name: str, roots: Sequence[Path], *, yes: bool) -> None:
    """Put the server into the configuration of an MCP host: shows the change, asks, writes."""
    host, configuration = HOSTS[name], configuration_of(HOSTS[name])
    with _told(configuration.path):
        now = configuration.text()
        there = entry_in(now, host.section, NAME)
        if there is not None and not is_ours(there):
            raise BrokenJsonError(f"it has another server that is called {NAME!r}: give that another name first")
        ours = entry(host, _python(), [str(root.expanduser().resolve()) for root in roots], _environment())
        then = put(now, host.section, NAME, ours)
    if then == now:
        click.echo(f"{configuration.path} has it already: nothing is to be done.")
        return
    if not configuration.path.parent.exists():
        click.echo(f"{configuration.path.parent} is not there yet: is {host.title} installed, and was it started?")
    _agreed(configuration, now, then, yes=yes)
    if there is None and configuration.path.exists():
        Configuration(configuration.backup).write(now)
    configuration.write(then)
    click.echo(f"Wrote {configuration.path}\n{host.then.format(title=host.title)}")


@click.command()
@HOST
@YES
def uninstall(name: str, *, yes: bool) -> None:
    """Take the server out of the configuration of an MCP host, which is then as it was."""
    host, configuration = HOSTS[name], configuration_of(HOSTS[name])
    with _told(configuration.path):
        now = configuration.text()
        there = entry_in(now, host.section, NAME)
        if there is None or not is_ours(there):
            click.echo(f"{configuration.path} does not have it: nothing is to be done.")
            return
        then = configuration.undone(host.section)
    _agreed(configuration, now, then or "", yes=yes)
    if then is None:
        configuration.path.unlink()
    else:
        configuration.write(then)
    configuration.backup.unlink(missing_ok=True)
    click.echo(f"{'Removed' if then is None else 'Wrote'} {configuration.path}")


def configuration_of(host: Host) -> Configuration:
    """The host's configuration file on this machine."""
    *others, usual = map(Path, files(host, cast("Platform", sys.platform), os.environ, str(Path.home())))
    there = (folder / place.name for place in others for folder in _folders(place.parent))
    return Configuration(next(there, usual).resolve())


def _folders(pattern: Path) -> list[Path]:
    """The folders that a path with a `*` in one of its parts stands for."""
    star = next(at for at, part in enumerate(pattern.parts) if "*" in part)
    return sorted(Path(*pattern.parts[:star]).glob("/".join(pattern.parts[star:])))


def _python() -> str:
    """The Python that the host is to start.

    Raises:
        ConfigError: it will not stay.
    """
    if any((folder / "CACHEDIR.TAG").exists() for folder in Path(sys.prefix).parents):
        raise ConfigError(
            sys.prefix,
            "this program runs out of a cache, which may be emptied while the host still needs it:"
            " `uv tool install` it, and install it in the host from there",
        )
    return sys.executable


def _environment() -> Mapping[str, str]:
    """What the server needs to find the same data as here: hosts don't pass these on."""
    elsewhere = any(variable in os.environ for variable in (VARIABLE, "XDG_DATA_HOME"))
    return {VARIABLE: str(data_folder().resolve())} if elsewhere else {}


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""


@contextmanager
def _told(path: Path) -> Generator[None]:
    """Faults of the file as one sentence, with nothing written."""
    try:
        yield
    except UnicodeDecodeError:
        raise ConfigError(str(path), "it is not UTF-8: mend that first") from None
    except BrokenJsonError as error:
        raise ConfigError(str(path), str(error)) from None


def _agreed(configuration: Configuration, now: str, then: str, *, yes: bool) -> None:
    """Show what changes, and end here unless the user wants it."""
    lines = unified_diff(now.splitlines(), then.splitlines(), "now", "then", n=2, lineterm="")
    click.echo(f"{configuration.path}:")
    for line in list(lines)[2:]:
        click.secho(line, fg={"+": "green", "-": "red"}.get(line[:1]))
    if not yes:
        click.confirm("Write this?", abort=True)
