"""Sending what falls due, until it is stopped. What is due, and where it stands, is in the store alone.

One deliverer works on a store at a time: it holds a lock that dies with its process. So after a kill nobody waits for
a lease to run out, and no clock decides who may send.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import anyio
from filelock import FileLock, Timeout

from servers.contract.errors import Refused
from servers.reminders import channels, timing
from servers.reminders.channels import Channel, NotSent
from servers.reminders.message import message
from servers.reminders.outbox import Outbox, paused
from servers.reminders.settings import Settings

SHORTEST_SLEEP = 1.0
LONGEST_SLEEP = 30.0
"""Seconds after which the store and the settings are looked at again: others change them, and clocks are set."""


class Delivery:
    """Sends what is due whenever it is asked; to be asked only by who has the store to itself.

    Args:
        tell: takes a line for the user: what was sent, what failed.
        now: the clock.
        opened: a channel's name and address → the channel.
    """

    def __init__(  # noqa: PLR0913 - everything of the outer world that it depends on
        self,
        outbox: Outbox,
        read_settings: Callable[[], Settings],
        zone: ZoneInfo,
        tell: Callable[[str], None],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        opened: Callable[[str, str], Channel] = channels.opened,
    ) -> None:
        self._outbox, self._read, self._zone = outbox, read_settings, zone
        self._tell, self._now, self._opened = tell, now, opened
        self._settings: Settings | None = None
        self._channels: dict[str, Channel] = {}
        self._complaint = ""
        self._recovered = False

    def step(self) -> datetime | None:
        """Send what is due now; when there is more to do, as far as is known now.

        Raises:
            Refused: the store can't be used.
        """
        if not self._recovered:
            self._outbox.recover()
            self._recovered = True
        self._follow_settings()
        if self._settings is None or not self._settings.channels:
            return None
        now, quiet = self._now(), self._settings.quiet_hours(self._zone)
        self._outbox.queue(self._settings.channels, lambda waiting: timing.ripe(now, waiting, quiet))
        tried = self._outbox.attempts()
        for name, channel in self._channels.items():
            if not paused(tried.get(name), self._now()):
                self._send(name, channel)
        wakes = [each.not_before for each in self._outbox.attempts().values()]
        next_due = timing.next_wake(self._now(), self._outbox.waiting(), quiet)
        return min([*wakes, next_due] if next_due else wakes, default=None)

    def _send(self, name: str, channel: Channel) -> None:
        batch = self._outbox.batch(name)
        if batch is None:
            return
        attempt = self._outbox.begin(name, self._now())
        text = message(batch.reminders, self._now())
        try:
            channel.send(text)
        except NotSent as error:
            self._outbox.failed(name, str(error))
            again = attempt.not_before.astimezone(self._zone)
            self._tell(f"{name}: not sent, tried again at {again:%H:%M:%S}: {error}")
        else:
            self._outbox.sent(name, batch, self._now())
            self._tell(f"{name}: sent “{text.title}”")

    def _follow_settings(self) -> None:
        """Do as the settings say now. Where they can't be read, what is known goes on."""
        try:
            found = self._read()
        except Refused as refused:
            if self._complaint != (complaint := str(refused)):
                self._complaint = complaint
                self._tell(complaint)
            return
        self._complaint = ""
        if found == self._settings:
            return
        self._channels = dict(self._open(found.channels))
        self._outbox.keep_only(found.channels)
        self._settings = found
        self._tell(f"delivering to {', '.join(found.channels)}" if found.channels else "no channel is named")

    def _open(self, addresses: Mapping[str, str]) -> Iterator[tuple[str, Channel]]:
        """The channels that can be used; what is queued for another one stays for the day when it can be."""
        for name, address in addresses.items():
            try:
                yield name, self._opened(name, address)
            except Refused as refused:
                self._tell(str(refused))


async def keep_delivering(delivery: Delivery, lock: FileLock, tell: Callable[[str], None]) -> None:
    """Deliver until the process is told to stop; a message that is being sent then is finished.

    Args:
        lock: of the store. While another deliverer holds it, this one waits.
    """
    async with anyio.create_task_group() as tasks:
        if sys.platform != "win32":
            tasks.start_soon(_stop_on_signal, tasks.cancel_scope)
        await _locked(lock, tell)
        while True:
            try:
                wake = await anyio.to_thread.run_sync(delivery.step)
            except Refused as refused:
                tell(str(refused))
                wake = None
            left = LONGEST_SLEEP if wake is None else (wake - datetime.now(UTC)).total_seconds()
            await anyio.sleep(min(max(left, SHORTEST_SLEEP), LONGEST_SLEEP))


async def _locked(lock: FileLock, tell: Callable[[str], None]) -> None:
    told = False
    while True:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if not told:
                tell("another deliverer is at work on this store: this one takes over when that one ends")
            told = True
            await anyio.sleep(SHORTEST_SLEEP)
        else:
            return


async def _stop_on_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            scope.cancel()
            return
