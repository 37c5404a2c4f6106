"""A limit that finds itself, against servers of every kind, simulated."""

import heapq
import random
import statistics
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("cores", [1, 2, 4, 8])
def test_a_server_that_works_on_the_processor_is_held_within_the_cores_that_it_uses(cores: int) -> None:
    gauge = Adaptive()
    throughput(gauge, alike, cores)
    assert gauge.limit <= 1.5 * cores, "one rung above is looked at now and then"


def test_it_is_held_so_where_the_length_of_its_calls_hides_what_a_further_one_gains() -> None:
    ends: list[float] = []
    for seed in range(9):
        gauge = Adaptive()
        throughput(gauge, heavy_tailed, 2, seed)
        ends.append(gauge.limit)
    assert statistics.median(ends) <= 6


def test_it_shrinks_when_latency_rises() -> None:
    bears = 64

    def worsening(running: int, random: random.Random) -> float:
        return 0.05 * random.lognormvariate(0, 0.3) * (1 + (running / bears) ** 4)

    gauge = Adaptive()
    throughput(gauge, worsening, None)
    before, bears, gauge.running = gauge.limit, 4, 0
    throughput(gauge, worsening, None)
    assert before >= 32
    assert gauge.limit <= 8


@given(st.lists(st.tuples(st.integers(1, 80), st.just(0.0) | st.floats(1e-6, 5), st.booleans()), max_size=20))
def test_whatever_the_server_does_the_limit_lets_calls_through_and_a_loss_never_raises_it(
    windows: list[tuple[int, float, bool]],
) -> None:
    gauge, now = Adaptive(), 0.0
    for calls, seconds, ok in windows:
        for _ in range(calls):
            while gauge.running < gauge.limit:
                gauge.start()
            now += seconds
            before = gauge.limit
            gauge.end(now, ok=ok)
            assert 1 <= gauge.limit <= 1024
            assert ok or gauge.limit <= before


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
