"""Fits the weights of the parser's confidence to annotated syllabi, and says how well they hold on others.

    python benchmarks/confidence.py FOLDER [FOLDER …]           # by cross-validation over documents
    python benchmarks/confidence.py FOLDER [FOLDER …] --write   # and the weights fitted to all, into the package

A folder holds one folder a syllabus: `document.*` and `gold.json` with its dated items. A candidate is right where the
gold has an item on its day that no surer candidate has taken, of its kind or with a word of its title. The fit is a
logistic regression that is drawn to the weights before it, so that a name seldom seen keeps what it was given.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from servers.syllabus import parsing
from servers.syllabus.parsing import confidence, merging, reasons
from servers.syllabus.parsing.confidence import Weights
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.readers import read

PACKAGED = Path(parsing.__file__).with_name("confidence.json")
FOLDS = 5
DRAWN = 0.5  # how strongly a weight is drawn to what it was
MOST_ALIKE = 2  # samples of one case that a document may speak for: its author is one author
ROUNDS, STEP = 400, 0.05
SURE = 0.8


class Sample(NamedTuple):
    document: str
    case: str
    doubts: tuple[str, ...]
    right: bool


def samples(folder: Path) -> Iterator[Sample]:
    document = next(path for path in sorted(folder.iterdir()) if path.stem == "document")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["items"]
    taken: set[int] = set()
    for candidate in sorted(_candidates(document), key=confidence.probability, reverse=True):
        hit = next((place for place, item in enumerate(gold) if place not in taken and _same(candidate, item)), None)
        if hit is not None:
            taken.add(hit)
        yield Sample(folder.name, reasons.case(candidate), tuple(reasons.doubts(candidate)), hit is not None)


def _candidates(document: Path) -> list[Candidate]:
    """Those of the parser, the same work said twice made one."""
    found = parsing.candidates(
        read(document.read_bytes(), name=document.name, password=None), this_year=datetime.now(UTC).year
    )
    items, _ = merging.merged(merging.Item(each, confidence.probability(each)) for each in found)
    return [item.candidate for item in items]


def _same(candidate: Candidate, item: dict[str, Any]) -> bool:
    if candidate.day.isoformat() != item["date"]:
        return False
    words, wanted = merging.title_words(candidate.title), merging.title_words(item["title"])
    numbers = [{word for word in each if word.isdigit()} for each in (words, wanted)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return False
    return candidate.mention.category == item["category"] or bool(words & wanted)


def odds(given: Weights, sample: Sample) -> float:
    return given.cases[sample.case] + sum(given.doubts[name] for name in sample.doubts)


def probability(given: Weights, sample: Sample) -> float:
    return 1 / (1 + math.exp(-odds(given, sample)))


def fitted(seen: Sequence[Sample], before: Weights) -> Weights:
    """By gradient descent: a few dozen weights and a few hundred samples need no more."""
    now = Weights(dict(before.cases), dict(before.doubts))
    alike = Counter((sample.document, sample.case) for sample in seen)
    for _ in range(ROUNDS):
        cases, doubts = Counter[str](), Counter[str]()
        for sample in seen:
            share = min(1.0, MOST_ALIKE / alike[sample.document, sample.case])
            error = share * (probability(now, sample) - sample.right)
            cases[sample.case] += error  # type: ignore[reportArgumentType] - a Counter adds fractions as well
            for name in sample.doubts:
                doubts[name] += error  # type: ignore[reportArgumentType]
        for weights, first, slopes in ((now.cases, before.cases, cases), (now.doubts, before.doubts, doubts)):
            for name in weights:
                weights[name] -= STEP * (slopes[name] + DRAWN * (weights[name] - first[name]))
    return now


def crossed(seen: Sequence[Sample], before: Weights) -> list[tuple[float, bool]]:
    """Of each sample what a fit to the other documents says of it, and whether it is right."""
    names = sorted({sample.document for sample in seen})
    said: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        held = set(names[fold::FOLDS])
        given = fitted([sample for sample in seen if sample.document not in held], before)
        said += [(probability(given, sample), sample.right) for sample in seen if sample.document in held]
    return said


def report(said: Sequence[tuple[float, bool]]) -> None:
    print("| said | of | right |\n|---|---|---|")
    edges = (0.0, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
    for low, high in pairwise(edges):
        inside = [right for figure, right in said if low <= figure < high]
        if inside:
            print(f"| {low:.2f} to {high:.2f} | {len(inside)} | {100 * sum(inside) / len(inside):.0f} % |")
    told = [(figure, right) for figure, right in said if figure >= confidence.ENOUGH]
    sure = [right for figure, right in told if figure >= SURE]
    share, precision = len(sure) / len(told), sum(sure) / len(sure)
    print(f"\nof {len(told)} told, {share:.0%} are sure, and {precision:.1%} of the sure are right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="of the first FOLDER these alone")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    seen: list[Sample] = []
    for folder in arguments.folders:
        for gold in sorted(folder.glob("*/gold.json")):
            if not arguments.only or folder != arguments.folders[0] or gold.parent.name in arguments.only:
                seen += samples(gold.parent)
    before = confidence.weights()
    for name, right in sorted(Counter((sample.case, sample.right) for sample in seen).items()):
        print(f"{name[0]:40} {'right' if name[1] else 'wrong'} {right}")
    print("\nas before the fit")
    report([(probability(before, sample), sample.right) for sample in seen])
    print("\nby cross-validation")
    report(crossed(seen, before))
    if arguments.write:
        given = fitted(seen, before)
        rounded = {
            kind: {name: round(weight, 2) for name, weight in each.items()} for kind, each in given._asdict().items()
        }
        PACKAGED.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
