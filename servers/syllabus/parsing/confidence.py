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
"""Below this a candidate is left out."""


class Weights(NamedTuple):
    """Log-odds by name."""

    cases: dict[str, float]
    doubts: dict[str, float]
    signs: dict[str, float]


@cache
def weights() -> Weights:
    text = resources.files("servers.syllabus.parsing").joinpath("confidence.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text))


def probability(candidate: Candidate, signs: Iterable[str] = ()) -> float:
    """By its own sentence or row alone, or with what the rest of the document says of it."""
    given = weights()
    odds = given.cases[reasons.case(candidate)] + sum(given.doubts[name] for name in reasons.doubts(candidate))
    return 1 / (1 + math.exp(-odds - sum(given.signs[name] for name in signs)))
