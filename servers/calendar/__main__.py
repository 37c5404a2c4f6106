"""`python -m servers.calendar`: the calendar server over stdio."""

import argparse
import sys
from pathlib import Path

from servers.calendar.events import MIGRATIONS, Events
from servers.calendar.server import INSTRUCTIONS, build
from servers.contract.errors import Refused
from servers.contract.home import data_folder
from servers.localzone import local_zone
from servers.roots import Roots
from servers.serving import serve
from servers.store import Store


def main() -> None:
    parser = argparse.ArgumentParser("calendar-server", description=f"MCP server over stdio. {INSTRUCTIONS}")
    parser.add_argument(
        "--db", default=str(data_folder() / "calendar.db"), help="the store [%(default)s]; :memory: for a trial"
    )
    parser.add_argument(
        "--root", action="append", type=Path, help="folder that files may be written to and read from [.]"
    )
    parser.add_argument("--dry-run", action="store_true", help="work on a copy of the store: nothing is stored")
    given = parser.parse_args()
    try:
        store = Store(given.db, MIGRATIONS, copy=given.dry_run)
    except Refused as refused:
        sys.exit(str(refused))
    serve(build(Events(store), Roots(given.root or [Path.cwd()]), local_zone()))


if __name__ == "__main__":
    main()
