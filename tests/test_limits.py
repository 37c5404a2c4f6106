"""A limit that finds itself, against servers of every kind, simulated."""

import heapq
import random
from collections.abc import Callable

import pytest

from orchestrator.limits import Adaptive, Gauge

Server = Callable[[int, random.Random], float]
"""Seconds of a call that is the n-th in flight."""

CALLS = 3000
FIXED = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


def alike(_running: int, _random: random.Random) -> float:
    return 0.05


def heavy_tailed(_running: int, random: random.Random) -> float:
    return 0.05 * random.lognormvariate(0, 1)


def thrashing(running: int, random: random.Random) -> float:
    return 0.05 * random.lognormvariate(0, 0.5) * (1 + (running / 20) ** 3)


def one_core_shared(running: int, _random: random.Random) -> float:
    """A call costs 0.8 ms of one processor, and 1.1 ms alone."""
    return 0.0003 + 0.0008 * running


def throughput(gauge: Gauge, server: Server, cores: int | None, seed: int = 1, bears: int | None = None) -> float:
    """Calls a second over the first `CALLS`, learning included, while work always waits.

    With `cores`, the server works on so many calls at once and queues the rest; of more than it `bears` it loses some.
    """
    rng = random.Random(seed)  # noqa: S311 - a simulation
    now, done = 0.0, 0
    ends: list[tuple[float, bool]] = []
    free = [0.0] * (cores or 0)
    while done < CALLS:
        while gauge.running < gauge.limit:
            gauge.start()
            begin = max(now, heapq.heappop(free)) if free else now
            end = begin + server(gauge.running, rng)
            heapq.heappush(ends, (end, bears is None or gauge.running <= bears))
            if cores:
                heapq.heappush(free, end)
        now, ok = heapq.heappop(ends)
        gauge.end(now, ok=ok)
        done += 1
    return done / now


@pytest.mark.parametrize(
    ("server", "cores"),
    [
        (alike, 2),
        (heavy_tailed, 1),
        (heavy_tailed, 2),
        (heavy_tailed, 16),
        (heavy_tailed, 32),
        (thrashing, None),
        (one_core_shared, None),
    ],
)
def test_nine_tenths_of_the_best_fixed_limit_are_found_without_being_told(server: Server, cores: int | None) -> None:
    best = max(throughput(Gauge(limit), server, cores) for limit in FIXED)
    found = [throughput(Adaptive(), server, cores, seed) for seed in range(8)]
    assert sum(found) / len(found) >= 0.9 * best


def test_a_server_of_two_cores_is_not_given_more_than_it_can_work_on() -> None:
    gauge = Adaptive()
    throughput(gauge, alike, cores=2)
    assert gauge.limit <= 3


def test_a_server_that_only_waits_is_given_more_and_more() -> None:
    gauge = Adaptive()
    throughput(gauge, alike, cores=None)
    assert gauge.limit >= 128


def test_a_server_that_loses_calls_is_not_given_more_than_it_bears() -> None:
    gauge = Adaptive()
    throughput(gauge, alike, cores=None, bears=32)
    assert gauge.limit <= 45  # a rung above, where it looks now and then


def test_what_was_not_used_teaches_nothing() -> None:
    gauge = Adaptive()
    before = gauge.limit
    for second in range(500):
        gauge.start()
        gauge.end(float(second), ok=True)
    assert gauge.limit == before
