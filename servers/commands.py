"""What the commands of the servers with a store share: their options, the care of the store, a refusal as a sentence.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from servers.contract.errors import Refused
from servers.contract.home import data_folder
from servers.store import Store

Given = argparse.Namespace
Group = Any
"""What argparse adds commands to, which has no public name."""


def parser(name: str, instructions: str, serve: Callable[[Given], None], *, root_for: str) -> argparse.ArgumentParser:
    """The parser of `NAME-server`, which without a command serves over stdio.

    Args:
        root_for: what files below `--root` may be, "written to" for instance.
    """
    parser = argparse.ArgumentParser(
        f"{name}-server", description=f"Without a command, an MCP server over stdio. {instructions}"
    )
    _with_store(parser, str(data_folder() / f"{name}.db"))
    parser.add_argument("--root", action="append", type=Path, help=f"folder that files may be {root_for} [.]")
    parser.add_argument("--dry-run", action="store_true", help="work on a copy of the store: nothing is stored")
    parser.set_defaults(run=serve)
    return parser


def command(group: Group, name: str, run: Callable[[Given], None], says: str) -> argparse.ArgumentParser:
    """Add a command to the group; its `--db` may stand behind it too."""
    parser: argparse.ArgumentParser = group.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    _with_store(parser, argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser


def care(group: Group, migrations: Sequence[str]) -> None:
    """Add the commands that look after the store."""

    def check(given: Given) -> None:
        store = existing(given, migrations)
        if faults := store.faults():
            raise Refused(f"{store.name} is damaged: {'; '.join(faults[:5])}: put a backup in its place")
        print(f"{store.name} is whole.")  # noqa: T201 - the command's answer

    def backup(given: Given) -> None:
        existing(given, migrations).backup(given.file)
        print(f"The store as it is now is in {given.file}.")  # noqa: T201 - the command's answer

    command(group, "check", check, "look for damage in the store")
    copy = command(group, "backup", backup, "copy the store as it is now, whoever uses it")
    copy.add_argument("file", type=Path, help="new file for the copy")


def existing(given: Given, migrations: Sequence[str]) -> Store:
    """The store that `--db` names.

    Raises:
        Refused: it is not there, or can't be opened.
    """
    if not Path(given.db).is_file():
        raise Refused(f"there is no store at {given.db}: name one with --db")
    return Store(given.db, migrations)


def run(parser: argparse.ArgumentParser) -> None:
    """Run the command that the program's arguments name."""
    given = parser.parse_args()
    try:
        given.run(given)
    except Refused as refused:
        sys.exit(str(refused))


def _with_store(parser: argparse.ArgumentParser, default: str) -> None:
    shown = "" if default == argparse.SUPPRESS else f" [{default}]"
    parser.add_argument("--db", default=default, help=f"the store{shown}; :memory: for a trial of the server")
