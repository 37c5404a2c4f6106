"""How sure: the probability that a candidate is right.

A linear model over names: log-odds of the case and of each doubt that `reasons` gives, and of each sign that the rest
of the document gives (`company`, `assurance`). The weights are in `confidence.json`, fitted by
`benchmarks/confidence.py` to syllabi annotated by hand; `docs/confidence.md` tells more.
"""

import json
import math
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

from servers.syllabus.parsing import reasons
from servers.syllabus.parsing.resolution import Candidate

ENOUGH = 0.3
"""Below this, by its own sentence or row, a candidate is left out."""
CAUTION = 0.4
"""By how much the log-odds proved too high on syllabi that no rule had been made with."""


class Weights(NamedTuple):
    """Log-odds by name."""

    cases: dict[str, float]
    doubts: dict[str, float]
    signs: dict[str, float]


@cache
def weights() -> Weights:
    text = resources.files("servers.syllabus.parsing").joinpath("confidence.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text))


def probability(candidate: Candidate) -> float:
    """By its own sentence or row alone."""
    return _of_odds(_odds(candidate))


def in_company(candidate: Candidate, signs: Iterable[str]) -> float:
    """With what the rest of the document says of it: what a student is told."""
    given = weights()
    return _of_odds(_odds(candidate) + sum(given.signs[name] for name in signs) - CAUTION)


def _odds(candidate: Candidate) -> float:
    given = weights()
    return given.cases[reasons.case(candidate)] + sum(given.doubts[name] for name in reasons.doubts(candidate))


def _of_odds(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
