"""How many calls may be in flight, which calls the same limits hold back, and a limit that finds itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.plan import Limit, Step

Entry = tuple[int, float, int, int, float]
"""A ready call: priority and remaining path (both negative, so that the least goes first), step, item, since when."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most calls in flight; None and what is not named have no limit."""

    total: int | None = None
    services: Mapping[str, Limit] = field(default_factory=dict[str, Limit])
    tools: Mapping[tuple[str, str], Limit] = field(default_factory=dict[tuple[str, str], Limit])
    places: Mapping[tuple[str, str], "Places"] = field(default_factory=dict[tuple[str, str], "Places"])
    """Of the tools whose calls go to a cluster: how many calls it has places for."""

    def by_name(self) -> dict[str, Limit]:
        """Those of servers and tools as a plan writes them: `{"mail": 1, "files.read": 4}`."""
        return {**self.services, **{f"{service}.{tool}": limit for (service, tool), limit in self.tools.items()}}


UNLIMITED = Limits()


class Gauge:
    """How many calls are in flight under one limit."""

    __slots__ = ("limit", "running")

    def __init__(self, limit: float) -> None:
        self.limit: float = limit
        self.running: int = 0

    def start(self) -> None:
        self.running += 1

    def end(self, at: float, *, ok: bool) -> None:  # noqa: ARG002 - for those that learn from it
        """A call has ended at second `at`; `ok` is false where it was lost."""
        self.running -= 1


class Places(Gauge):
    """A limit that follows what there is: the places on a cluster's workers, which come and go during the run."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(0)

    def resize(self, places: float) -> None:
        self.limit = places


_LADDER = tuple(dict.fromkeys(round(2 ** (half / 2)) for half in range(21)))
"""The limits that are tried: 1, 2, 3, 4, 6, 8, 11, 16 … 1024, each about 1.4 times the one before."""


class Adaptive(Gauge):
    """A limit that climbs to where throughput is highest.

    Hill climbing on measured throughput, as the thread pool of .NET does it (Hellerstein, Morrison and Eilebrecht,
    "Optimizing concurrency levels in the .NET ThreadPool", FeBID 2008), on a ladder of limits instead of a random
    perturbation, with the doubling start of TCP and the multiplicative decrease on errors of AIMD (Chiu and Jain 1989).
    Throughput is compared, and latency by it: by Little's law a call takes as long as calls in flight by throughput, so
    where throughput no longer grows, latency does, in proportion (the gradient of Vegas and of Netflix's Gradient2) and
    every further call only waits. So a server that works on the processor is held within the cores that it uses, which
    may be fewer than the machine's (one in Python uses one); nobody has to know whether it does. A minimum of latency,
    as those methods keep, would say nothing here: the calls of one server may take from milliseconds to minutes.

    Rules
    -----
    1. A window is as many calls as may be in flight, and not fewer than `_WINDOW`. It counts where the limit was used.
    2. The start doubles while throughput grows by `_START_GAIN`.
    3. After it: towards the lowest rung that does within `_GAIN` of the best one seen, and a look at each rung beside.
       How far the windows of a rung differ is taken off what is said for it: of rungs that can't be told apart, the
       lowest goes.
    4. A window with a lost call goes down a rung at once, and what was seen above is forgotten.
    5. So does one whose calls took more than twice as long as before on the rung, and all that was seen is forgotten.
    6. Where nothing has changed for `_LOOK_AGAIN` windows, the rung above is tried anew: the server may have changed.
    """

    __slots__ = (
        "_begun",
        "_compared",
        "_ended",
        "_failed",
        "_full",
        "_quiet",
        "_rung",
        "_seen",
        "_settling",
        "_spread",
        "_starting",
    )

    _START_WINDOW, _WINDOW = 16, 32
    _START_GAIN, _GAIN = 1.15, 1.08
    _FELL = 0.5
    _LOOK_AGAIN = 8
    _DOUBT = 1.5
    """Standard errors by which a rung's throughput may be less than was measured."""

    def __init__(self) -> None:
        self._rung = _LADDER.index(8)
        super().__init__(_LADDER[self._rung])
        self._seen: dict[int, tuple[float, int]] = {}
        """Calls a second on each rung, smoothed, and from how many windows."""
        self._spread, self._compared = 0.0, 0
        """Relative variance of a window's throughput on the same rung, and of how many windows it is the mean."""
        self._starting, self._settling = True, 0
        self._quiet = 0
        self._open(None)

    def start(self) -> None:
        self.running += 1
        self._full |= self.running >= self.limit

    def end(self, at: float, *, ok: bool) -> None:
        self.running -= 1
        self._failed |= not ok
        if self._settling > 0:
            self._settling -= 1
            self._begun = at
            return
        if self._begun is None:
            self._begun = at
            return
        self._ended += 1
        if self._ended >= max(self._START_WINDOW if self._starting else self._WINDOW, self.limit):
            self._close(at - self._begun)
            self._open(at)

    def _open(self, at: float | None) -> None:
        self._begun, self._ended, self._failed, self._full = at, 0, False, self.running >= self.limit

    def _close(self, seconds: float) -> None:
        if self._failed:
            self._starting = False
            self._seen = {rung: seen for rung, seen in self._seen.items() if rung < self._rung}
            self._go(self._rung - 1)
        elif self._full and seconds > 0:
            throughput, before = self._ended / seconds, self._throughput(self._rung)
            if before is not None and throughput < before * self._FELL:
                self._starting = False
                self._seen.clear()
                self._go(self._rung - 1)
            else:
                self._note(throughput)
                self._climb()

    def _note(self, throughput: float) -> None:
        before, windows = self._seen.get(self._rung, (throughput, 0))
        if windows:
            self._compared += 1
            apart = (throughput / before - 1) ** 2 * windows / (windows + 1)
            self._spread += max(1 / self._compared, 0.1) * (apart - self._spread)
        weight = max(1 / (windows + 1), 0.2)
        self._seen[self._rung] = (before + weight * (throughput - before), windows + 1)

    def _climb(self) -> None:
        if self._starting:
            earlier = self._throughput(self._rung - 2)
            self._starting = earlier is None or (self._throughput(self._rung) or 0) > earlier * self._START_GAIN
            self._go(self._rung + 2 if self._starting else self._rung - 1)
            return
        best = max(each * (1 - self._DOUBT * (self._spread / min(n, 5)) ** 0.5) for each, n in self._seen.values())
        enough = min(rung for rung, (throughput, _) in self._seen.items() if throughput * self._GAIN >= best)
        if enough != self._rung:
            self._go(self._rung + (1 if enough > self._rung else -1))
        elif self._throughput(self._rung + 1) is None:
            self._go(self._rung + 1)
        elif self._rung and self._throughput(self._rung - 1) is None:
            self._go(self._rung - 1)
        else:
            self._look_again()

    def _look_again(self) -> None:
        self._quiet += 1
        if self._quiet >= self._LOOK_AGAIN:
            self._seen.pop(self._rung + 1, None)
            self._go(self._rung + 1)

    def _throughput(self, rung: int) -> float | None:
        seen = self._seen.get(rung)
        return None if seen is None else seen[0]

    def _go(self, rung: int) -> None:
        self._rung = min(max(rung, 0), len(_LADDER) - 1)
        self._settling = 0 if self._starting else self.running
        self._quiet = 0
        self.limit = _LADDER[self._rung]


@dataclass(slots=True)
class Lane:
    """Calls that are held back by the same limits; the next one on top of the heap."""

    gauges: tuple[Gauge, ...]
    heap: list[Entry] = field(default_factory=list[Entry])

    def has_room(self) -> bool:
        return all(gauge.running < gauge.limit for gauge in self.gauges)


def lanes(steps: Sequence[Step], limits: Limits) -> tuple[list[Lane], list[Lane]]:
    """All lanes, and the lane of each step: steps under the same limits share one."""
    gauges: dict[object, Gauge] = {places: places for places in limits.places.values()}
    shared: dict[tuple[object, ...], Lane] = {}
    of_tool: dict[tuple[str, str], Lane] = {}
    lane_of: list[Lane] = []
    for step in steps:
        tool = (step.service_name, step.tool_name)
        own = step.max_concurrent if step.for_each is not None else None
        lane = of_tool.get(tool) if own is None else None
        if lane is None:
            limited = {
                step.service_name: limits.services.get(step.service_name),
                tool: limits.tools.get(tool),
                ("step", step.id): own,
            }
            held: list[object] = [places] if (places := limits.places.get(tool)) else []
            for key, limit in limited.items():
                if limit is not None:
                    held.append(key)
                    if key not in gauges:
                        gauges[key] = Gauge(limit) if isinstance(limit, int) else Adaptive()
            lane = shared.setdefault(tuple(held), Lane(tuple(gauges[key] for key in held)))
            if own is None:
                of_tool[tool] = lane
        lane_of.append(lane)
    return list(shared.values()), lane_of
