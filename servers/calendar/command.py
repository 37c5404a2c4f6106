"""The commands of `calendar-server`: the MCP server itself, a feed to subscribe to, and the care of the store.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from servers.calendar.events import MIGRATIONS, Events
from servers.calendar.feed import feed_server
from servers.calendar.wording import INSTRUCTIONS
from servers.contract.errors import Refused
from servers.contract.home import data_folder
from servers.localzone import local_zone
from servers.roots import Roots
from servers.store import Store

_PORT = 8427
_Given = argparse.Namespace


def main() -> None:
    """Run the command that the arguments name."""
    given = _parser().parse_args()
    try:
        given.run(given)
    except Refused as refused:
        sys.exit(str(refused))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "calendar-server", description=f"Without a command, an MCP server over stdio. {INSTRUCTIONS}"
    )
    _with_store(parser, str(data_folder() / "calendar.db"))
    parser.add_argument(
        "--root", action="append", type=Path, help="folder that files may be written to and read from [.]"
    )
    parser.add_argument("--dry-run", action="store_true", help="work on a copy of the store: nothing is stored")
    parser.set_defaults(run=_serve)
    commands: Any = parser.add_subparsers(title="commands", metavar="COMMAND")
    feed = _command(commands, "feed", _feed, "let calendar programs on this computer subscribe, until it is stopped")
    feed.add_argument("--port", type=int, default=_PORT, help="of 127.0.0.1 [%(default)s]; 0 takes any that is free")
    _command(commands, "check", _check, "look for damage in the store")
    backup = _command(commands, "backup", _backup, "copy the store as it is now, whoever uses it")
    backup.add_argument("file", type=Path, help="new file for the copy")
    return parser


def _command(group: Any, name: str, run: Callable[[_Given], None], says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    _with_store(parser, argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser


def _with_store(parser: argparse.ArgumentParser, default: str) -> None:
    shown = "" if default == argparse.SUPPRESS else f" [{default}]"
    parser.add_argument("--db", default=default, help=f"the store{shown}; :memory: for a trial of the server")


def _serve(given: _Given) -> None:
    # What speaks the protocol costs 0.6 s and 40 MB, which the other commands need not pay.
    from servers.calendar.server import build  # noqa: PLC0415
    from servers.serving import serve  # noqa: PLC0415

    events = Events(Store(given.db, MIGRATIONS, copy=given.dry_run))
    serve(build(events, Roots(given.root or [Path.cwd()]), local_zone()))


def _feed(given: _Given) -> None:
    server, address = feed_server(Events(_existing(given)), given.port)
    print(f"Subscribe to {address}", flush=True)  # noqa: T201 - what the command is for
    with server, suppress(KeyboardInterrupt):
        server.serve_forever()


def _check(given: _Given) -> None:
    store = _existing(given)
    if faults := store.faults():
        raise Refused(f"{store.name} is damaged: {'; '.join(faults[:5])}: put a backup in its place")
    print(f"{store.name} is whole.")  # noqa: T201 - the command's answer


def _backup(given: _Given) -> None:
    _existing(given).backup(given.file)
    print(f"The store as it is now is in {given.file}.")  # noqa: T201 - the command's answer


def _existing(given: _Given) -> Store:
    if not Path(given.db).is_file():
        raise Refused(f"there is no store at {given.db}: name one with --db")
    return Store(given.db, MIGRATIONS)
