"""The commands of `calendar-server`: the MCP server itself, a feed to subscribe to, and the care of the store.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage.
"""

from contextlib import suppress
from pathlib import Path

from servers import commands
from servers.calendar.events import MIGRATIONS, Events
from servers.calendar.feed import feed_server
from servers.calendar.wording import INSTRUCTIONS
from servers.commands import Given, command, existing
from servers.localzone import local_zone
from servers.roots import Roots
from servers.store import Store

_PORT = 8427


def main() -> None:
    """Run the command that the arguments name."""
    parser = commands.parser("calendar", INSTRUCTIONS, _serve, root_for="written to and read from")
    group = parser.add_subparsers(title="commands", metavar="COMMAND")
    feed = command(group, "feed", _feed, "let calendar programs on this computer subscribe, until it is stopped")
    feed.add_argument("--port", type=int, default=_PORT, help="of 127.0.0.1 [%(default)s]; 0 takes any that is free")
    commands.care(group, MIGRATIONS)
    commands.run(parser)


def _serve(given: Given) -> None:
    # What speaks the protocol costs 0.6 s and 40 MB, which the other commands need not pay.
    from servers.calendar.server import build  # noqa: PLC0415
    from servers.serving import serve  # noqa: PLC0415

    events = Events(Store(given.db, MIGRATIONS, copy=given.dry_run))
    serve(build(events, Roots(given.root or [Path.cwd()]), local_zone()))


def _feed(given: Given) -> None:
    server, address = feed_server(Events(existing(given, MIGRATIONS)), given.port)
    print(f"Subscribe to {address}", flush=True)  # noqa: T201 - what the command is for
    with server, suppress(KeyboardInterrupt):
        server.serve_forever()
