"""`python -m servers.reminders`: the reminders server over stdio."""

import argparse
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from servers.contract.errors import Refused
from servers.contract.home import data_folder
from servers.localzone import local_zone
from servers.reminders.reminders import MIGRATIONS, Reminders
from servers.reminders.server import INSTRUCTIONS, build
from servers.roots import Roots
from servers.serving import serve
from servers.store import Store


def main() -> None:
    parser = argparse.ArgumentParser("reminders-server", description=f"MCP server over stdio. {INSTRUCTIONS}")
    parser.add_argument(
        "--db", default=str(data_folder() / "reminders.db"), help="the store [%(default)s]; :memory: for a trial"
    )
    parser.add_argument("--root", action="append", type=Path, help="folder that files may be written to [.]")
    parser.add_argument("--dry-run", action="store_true", help="work on a copy of the store: nothing is stored")
    given = parser.parse_args()
    zone = ZoneInfo(local_zone())
    try:
        store = Store(given.db, MIGRATIONS, copy=given.dry_run)
    except Refused as refused:
        sys.exit(str(refused))
    serve(build(Reminders(store, zone), Roots(given.root or [Path.cwd()]), zone))


if __name__ == "__main__":
    main()
