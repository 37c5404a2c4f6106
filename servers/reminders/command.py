"""The commands of `reminders-server`: the MCP server itself, delivery to where the user reads, care of the store."""

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
from filelock import FileLock

from servers import commands
from servers.commands import Given, command
from servers.contract.errors import Refused
from servers.localzone import local_zone
from servers.reminders import channels, service, settings, timing
from servers.reminders.channels import NotSent
from servers.reminders.delivery import Delivery, keep_delivering
from servers.reminders.message import Message
from servers.reminders.outbox import Outbox
from servers.reminders.reminders import Reminders
from servers.reminders.rows import MIGRATIONS
from servers.reminders.wording import INSTRUCTIONS
from servers.roots import Roots
from servers.store import Store
from servers.wording import moment

_TRIAL = Message("A trial of your reminders", "Reminders will come to where you read this.")
_NO_CHANNEL = "no channel is named yet: add one with `reminders-server channel add NAME ADDRESS`"


def main() -> None:
    """Run the command that the arguments name."""
    parser = commands.parser("reminders", INSTRUCTIONS, _serve, root_for="written to")
    group: commands.Group = parser.add_subparsers(title="commands", metavar="COMMAND")
    channel = _group(group, "channel", "where reminders go")
    add = command(channel, "add", _add_channel, "send reminders to an address, or change it")
    add.add_argument("name", help="what you call it, for instance phone")
    add.add_argument(
        "address", nargs="?", help=f"{channels.DESKTOP}, or as in {channels.ADDRESSES}; without it, you are asked"
    )
    command(channel, "remove", _remove_channel, "send nothing more there").add_argument("name")
    command(channel, "test", _test_channels, "send a message to every channel now")
    quiet = command(group, "quiet", _quiet, "hours in which nothing is sent")
    quiet.add_argument("hours", help="for instance 22:00-08:00, or off")
    command(group, "deliver", _deliver, "send what falls due, until it is stopped")
    background = _group(group, "service", "deliver in the background")
    command(background, "install", _install, "start it now and at every login")
    command(background, "uninstall", _uninstall, "stop it, also at login")
    command(background, "status", _status, "whether it runs, how its channels do, what comes next")
    commands.care(group, MIGRATIONS)
    commands.run(parser)


def _group(group: commands.Group, name: str, says: str) -> commands.Group:
    return group.add_parser(name, help=says).add_subparsers(title="commands", metavar="COMMAND", required=True)


def _serve(given: Given) -> None:
    # What speaks the protocol costs 0.6 s and 40 MB, which a deliverer in the background need not pay.
    from servers.reminders.server import build  # noqa: PLC0415
    from servers.serving import serve  # noqa: PLC0415

    zone = ZoneInfo(local_zone())
    store = Store(given.db, MIGRATIONS, copy=given.dry_run)
    serve(build(Reminders(store, zone), Roots(given.root or [Path.cwd()]), zone))


def _add_channel(given: Given) -> None:
    address = given.address or _asked("Its address: ")
    path, known = _settings(given)
    channels.opened(given.name, address)
    settings.write(path, known.model_copy(update={"channels": {**known.channels, given.name: address}}))
    print(f"Reminders go to {given.name} from now on. Try it: reminders-server channel test")  # noqa: T201


def _remove_channel(given: Given) -> None:
    path, known = _settings(given)
    if given.name not in known.channels:
        raise Refused(f"there is no channel {given.name!r}: there is {', '.join(known.channels) or 'none'}")
    left = {name: address for name, address in known.channels.items() if name != given.name}
    settings.write(path, known.model_copy(update={"channels": left}))


def _test_channels(given: Given) -> None:
    _, known = _settings(given)
    if not known.channels:
        raise Refused(_NO_CHANNEL)
    failed = 0
    for name, address in known.channels.items():
        try:
            channels.opened(name, address).send(_TRIAL)
            _tell(f"{name}: sent")
        except (Refused, NotSent) as error:
            failed += 1
            _tell(f"{name}: {error}")
    if failed:
        raise Refused(f"{failed} of {len(known.channels)} channels did not take a message")


def _quiet(given: Given) -> None:
    path, known = _settings(given)
    settings.write(path, known.model_copy(update={"quiet": settings.quiet(given.hours)}))


def _deliver(given: Given) -> None:
    path, known = _settings(given)
    if not known.channels:
        raise Refused(_NO_CHANNEL)
    outbox = Outbox(Store(given.db, MIGRATIONS))
    delivery = Delivery(outbox, lambda: settings.read(path), ZoneInfo(local_zone()), _tell)
    anyio.run(keep_delivering, delivery, FileLock(f"{given.db}.deliver.lock"), _tell)


def _install(given: Given) -> None:
    if not _settings(given)[1].channels:
        raise Refused(_NO_CHANNEL)
    service.install(_service(given))
    print("Reminders are delivered in the background, now and after every login.")  # noqa: T201


def _uninstall(given: Given) -> None:
    there = service.uninstall(_service(given))
    print("Reminders are delivered no more." if there else "The service was not installed.")  # noqa: T201


def _status(given: Given) -> None:
    _, known = _settings(given)
    outbox = Outbox(Store(given.db, MIGRATIONS))
    zone = ZoneInfo(local_zone())
    queued, attempts = outbox.queued(), outbox.attempts()
    running = {None: "not installed", True: "running", False: "installed, but not running"}
    lines = [f"service: {running[service.runs(_service(given))]}"]
    for name, address in known.channels.items():
        line = f"{name} ({address.partition('://')[0]}): {queued.get(name, 0)} on their way"
        if (tried := attempts.get(name)) and tried.fault:
            again = tried.not_before.astimezone(zone)
            line += f", failed {tried.number} times, tried again at {again:%H:%M}: {tried.fault}"
        lines.append(line)
    lines += [] if known.channels else [_NO_CHANNEL]
    lines += [f"quiet hours: {known.quiet}"] if known.quiet else []
    wake = timing.next_wake(datetime.now(UTC), outbox.waiting(), known.quiet_hours(zone))
    lines.append(f"next reminder: {moment(wake.astimezone(zone).isoformat())}" if wake else "no reminder is waiting")
    print("\n".join(lines))  # noqa: T201


def _settings(given: Given) -> tuple[Path, settings.Settings]:
    """Where the settings of the store's deliverer are, and what they say."""
    if given.db == ":memory:":
        raise Refused("a store in memory has nothing to deliver: name a file with --db")
    path = settings.beside(given.db)
    return path, settings.read(path)


def _service(given: Given) -> service.ServiceManager:
    store = Path(given.db).resolve()
    # -P: a folder `servers` where it is started must not shadow ours.
    command = (sys.executable, "-P", "-m", "servers.reminders", "deliver", "--db", str(store))
    return service.manager(command, store.with_name("deliver.log"))


def _asked(prompt: str) -> str:
    """What the user types, unseen, or pipes in."""
    address = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    return address.strip()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
