"""The tools of a run on a cluster: each call goes to the worker with the most room, or stays on this machine.

Rules
-----
1. Each worker has one task, its keeper: it opens the run's stream to it, hears it, and tells when it is over.
2. A worker is lost when its stream breaks or the scheduler no longer knows it, whichever is first; its calls are lost
   with it. A worker that is found again, or another, gets new sessions.
3. How many calls may be in flight is for the plan's scheduler to decide: it is told the places as workers come and go.
4. Without a worker for a server the calls wait, and after `patience` seconds the run is ended.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from anyio import CancelScope, Event, create_task_group, fail_after, move_on_after, sleep, sleep_forever
from anyio.abc import TaskGroup

from orchestrator.cluster.address import Cluster
from orchestrator.cluster.link import Link
from orchestrator.cluster.membership import CONNECT_SECONDS, Member, Membership
from orchestrator.cluster.parcels import Outgoing
from orchestrator.cluster.wire import OPERATION, VERSION, Message, Wire
from orchestrator.config import ServerConfig
from orchestrator.errors import ClusterError, ToolError, nearest
from orchestrator.events import (
    CallPlaced,
    RunEvent,
    SessionEnded,
    SessionStarted,
    WorkerJoined,
    WorkerLeft,
    WorkersAwaited,
)
from orchestrator.limits import Places
from orchestrator.sessions import Sessions
from orchestrator.tools import Catalogue, Tool, current_call

ASKED_EVERY_SECONDS = 0.5
CLOSE_SECONDS = 3.0
_NO_DOOR = "it was not started with --preload orchestrator.cluster.worker"


class Spread:
    """A `ToolCaller` over the workers of a cluster and sessions on this machine. Made by `open_spread`."""

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        cluster: Cluster,
        membership: Membership,
        configs: Mapping[str, ServerConfig],
        here: Sessions,
        *,
        emit: Callable[[RunEvent], None],
        now: Callable[[], float],
    ) -> None:
        self.places = {name: Places() for name in configs}
        self._cluster, self._membership, self._configs, self._here = cluster, membership, configs, here
        self._emit, self._now = emit, now
        self._outgoing = Outgoing({name: config.files for name, config in configs.items() if config.files})
        self._catalogue: dict[str, Mapping[str, Tool]] = {}
        self._links: dict[str, Link] = {}
        """By address, of the workers that take calls."""
        self._kept: dict[str, CancelScope] = {}
        """By address, of the workers that have a keeper."""
        self._wires: dict[str, Wire] = {}
        """By address, of the workers that were spoken to and have not ended it."""
        self._useless: dict[str, str] = {}
        """Why, by address, of those that refuse the run."""
        self._trouble = ""
        """Why something was not reached when it last was not."""
        self._paused: set[str] = set()
        self._changed = Event()
        self._closing = False
        self._life = CancelScope(shield=True)
        """Of the keepers: where the run is cancelled, they still see to the end of its sessions."""

    @property
    def catalogue(self) -> Catalogue:
        """What the servers say of their tools."""
        here, there = self._here.catalogue, self._catalogue
        return {name: {**here.get(name, {}), **there.get(name, {})} for name in {**here, **there}}

    async def places_changed(self) -> None:
        """Return when there are other places than before."""
        await self._changed.wait()

    async def call(self, service: str, tool: str, arguments: Mapping[str, Any]) -> Any:
        """As of a `ToolCaller`. A call that its worker takes with it is lost."""
        if service not in self._configs or not self._configs[service].goes(tool):
            if service not in self._here.catalogue:
                raise ToolError(f"there is no server {service!r}; {nearest(service, self.catalogue)}")
            return await self._here.call(service, tool, arguments)
        while not (links := self._serving(service)):
            await self._changed.wait()
        link = min(links, key=lambda each: each.room(service))
        if (call := current_call.get(None)) is not None:
            self._emit(CallPlaced(call[0], link.worker, call[1], self._now()))
        return await link.call(service, tool, arguments)

    async def ready(self) -> None:
        """Return when each server has a worker.

        Raises:
            ClusterError: all workers that are there refuse the run.
        """
        while missing := self._missing():
            if self._useless and self._useless.keys() == self._kept.keys():
                raise ClusterError(f"no worker of the cluster offers {_listed(missing)}: {self._refusals()}")
            await self._changed.wait()

    async def watch(self) -> None:
        """Keep up with the workers until `close`.

        Raises:
            ClusterError: there was none for a server for too long.
        """
        with self._life:
            async with create_task_group() as keepers:
                keepers.start_soon(self._bear)
                while True:
                    await self._look(keepers)
                    await sleep(ASKED_EVERY_SECONDS)

    async def _bear(self) -> None:
        """Bear with a cluster without workers, but not for ever."""
        told, since = False, self._now()
        while True:
            missing = self._missing()
            if not missing:
                told, since = False, self._now()
            elif self._now() - since > self._cluster.patience:
                raise ClusterError(self._without(missing))
            elif not told and self._useless.keys() == self._kept.keys():
                told = True
                self._emit(WorkersAwaited(self._cluster.address, self._cluster.patience, self._now()))
            await sleep(ASKED_EVERY_SECONDS)

    async def close(self) -> None:
        """Have the workers end the run's sessions, and return when they have or do not answer."""
        self._closing = True
        with move_on_after(CLOSE_SECONDS, shield=True):
            for wire in self._wires.values():
                wire.send({"end": True})
            while self._wires:
                await self._changed.wait()
        self._life.cancel()

    async def _look(self, keepers: TaskGroup) -> None:
        try:
            with fail_after(CONNECT_SECONDS):
                members = await self._membership.members()
        except OSError as error:
            self._trouble = f"the scheduler can't be reached: {error}"
            return  # the streams to the workers tell for themselves
        for address in self._kept.keys() - members.keys():
            self._kept[address].cancel()
        for address, member in members.items():
            if address not in self._kept:
                scope = self._kept[address] = CancelScope()
                keepers.start_soon(self._keep, member, scope)
        paused = {address for address, member in members.items() if not member.takes_calls}
        if paused != self._paused:
            self._paused = paused
            self._resize()

    # -- the life of a worker's stream

    async def _keep(self, member: Member, scope: CancelScope) -> None:
        reason = "the scheduler no longer knows it"
        try:
            with scope:
                reason = await self._held(member)
        finally:
            link = self._links.pop(member.address, None)
            if link is not None:
                link.end(reason)
                if not self._closing:
                    self._emit(WorkerLeft(link.worker, reason, self._now()))
            self._useless.pop(member.address, None)
            del self._kept[member.address]
            self._resize()

    async def _held(self, member: Member) -> str:
        """Have a worker take calls until its stream breaks; why it did."""
        try:
            self._cluster.check(member.address)
            connection = await self._membership.connect(member.address)
        except ClusterError as error:
            return await self._refused(member, str(error))
        except OSError as error:
            self._trouble = f"{member.name} can't be reached: {error}"
            return self._trouble
        refusal = None
        async with create_task_group() as tasks:
            wire = self._wires[member.address] = Wire(connection)
            tasks.start_soon(wire.pump)
            try:
                wire.send({"op": OPERATION, "protocol": VERSION, "wanted": sorted(self._configs)})
                refusal = await self._heard(member, wire)
            finally:
                del self._wires[member.address]
                wire.abort()
        return await self._refused(member, refusal) if refusal else "the connection to it broke"

    async def _heard(self, member: Member, wire: Wire) -> str | None:
        """Hear a worker until its stream breaks; why it refuses the run."""
        async for message in wire.received():
            if "event" in message:
                self._told(member.name, message)
            elif "ready" in message:
                link = Link(member.name, wire, message, self._outgoing, self._told)
                self._joined(member, link)
                await link.serve()
            else:
                return message.get("refused") or _NO_DOOR
        return None

    async def _refused(self, member: Member, reason: str) -> str:
        """Leave a worker alone that does not take the run, as long as it is there."""
        self._useless[member.address] = f"{member.name}: {reason}"
        self._emit(WorkerLeft(member.name, reason, self._now()))
        self._announce()
        await sleep_forever()
        return reason

    def _joined(self, member: Member, link: Link) -> None:
        self._links[member.address] = link
        for name, tools in link.catalogue.items():
            self._catalogue.setdefault(name, tools)
        self._emit(WorkerJoined(link.worker, link.places, self._now()))
        self._resize()

    def _told(self, worker: str, message: Message) -> None:
        kind = {"SessionStarted": SessionStarted, "SessionEnded": SessionEnded}[message.pop("event")]
        fields: dict[str, Any] = {**message, "worker": worker, "at": self._now()}
        self._emit(kind(**fields))

    # -- places

    def _serving(self, service: str) -> list[Link]:
        return [link for address, link in self._links.items() if service in link.places and address not in self._paused]

    def _missing(self) -> list[str]:
        return [name for name in self.places if not self._serving(name)]

    def _resize(self) -> None:
        for name, places in self.places.items():
            places.resize(sum(link.places[name] for link in self._serving(name)))
        self._announce()

    def _announce(self) -> None:
        self._changed.set()
        self._changed = Event()

    def _without(self, missing: Sequence[str]) -> str:
        why = self._refusals() or self._trouble
        return (
            f"the cluster at {self._cluster.address} had no worker for {_listed(missing)}"
            f" for {self._cluster.patience:g} s{f' ({why})' if why else ''}: start workers, and resume the run"
        )

    def _refusals(self) -> str:
        return "; ".join(self._useless.values())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
