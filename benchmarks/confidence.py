"""Fits the weights of the parser's confidence to annotated syllabi, and says how well they hold on others.

    python benchmarks/confidence.py FOLDER [FOLDER …]            # by cross-validation over documents, and over folders
    python benchmarks/confidence.py FOLDER … --unseen FOLDER …   # made with few rules: they count twice
    python benchmarks/confidence.py FOLDER … --write             # and the weights fitted to all, into the package

A folder holds one folder a syllabus: `document.*` and `gold.json` with its dated items. A candidate is right where the
gold has an item on its day that is like it and that no likelier one has taken. The fit is a logistic regression that is
drawn to the weights before it, so that a name seldom seen keeps what it was given.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from servers.contract.syllabus import SURE
from servers.syllabus import parsing
from servers.syllabus.parsing import confidence, reasons
from servers.syllabus.parsing.confidence import Weights
from servers.syllabus.parsing.merging import Item, title_words
from servers.syllabus.readers import read

PACKAGED = Path(parsing.__file__).with_name("confidence.json")
FOLDS = 10
DRAWN = 3.0  # how strongly a weight is drawn to what it was
MOST_ALIKE = 3  # samples of one case that a document may speak for: its author is one author
UNSEEN = 2.0  # how often one counts whose folder few rules were made with
ROUNDS, STEP = 120, 0.5
ALIKE = 0.4  # of 1: the least likeness of an item to that of the gold
APART = frozenset({"reading", "admin"})  # what no figure is taken of


class Sample(NamedTuple):
    folder: Path
    document: str
    case: str
    doubts: tuple[str, ...]
    signs: tuple[str, ...]
    told: bool
    right: bool


def samples(folder: Path) -> Iterator[Sample]:
    document = next(path for path in sorted(folder.iterdir()) if path.stem == "document")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["items"]
    content = read(document.read_bytes(), name=document.name, password=None)
    judged = parsing.judged(content, this_year=datetime.now(UTC).year)
    judged = [each for each in judged if each[0].candidate.mention.category not in APART]
    told = [item.confidence >= confidence.ENOUGH for item, _ in judged]
    right = _right([item for item, _ in judged], gold, told)
    for index, (item, signs) in enumerate(judged):
        case, doubts = reasons.case(item.candidate), tuple(reasons.doubts(item.candidate))
        yield Sample(folder.parent, folder.name, case, doubts, signs, told[index], index in right)


def _right(items: Sequence[Item], gold: Sequence[dict[str, Any]], told: Sequence[bool]) -> set[int]:
    """The items that pair with one of the gold: first what is told, then the likest."""
    pairs = sorted(
        (not told[index], -likeness, index, place)
        for index, item in enumerate(items)
        for place, wanted in enumerate(gold)
        if (likeness := _likeness(item, wanted)) >= ALIKE
    )
    right, taken = set[int](), set[int]()
    for _, _, index, place in pairs:
        if index not in right and place not in taken:
            right.add(index)
            taken.add(place)
    return right


def _likeness(item: Item, wanted: dict[str, Any]) -> float:
    """0 to 1: how much two titles and kinds have in common, on one day and with the same number."""
    words, others = title_words(item.title), title_words(wanted["title"])
    numbers = [{word for word in each if word.isdigit()} for each in (words, others)]
    if item.candidate.day.isoformat() != wanted["date"] or (all(numbers) and not numbers[0] & numbers[1]):
        return 0.0
    same_kind = item.candidate.mention.category == wanted["category"]
    return 0.6 * len(words & others) / max(1, min(len(words), len(others))) + 0.4 * same_kind


def odds(given: Weights, sample: Sample) -> float:
    return (
        given.cases[sample.case]
        + sum(given.doubts[name] for name in sample.doubts)
        + sum(given.signs[name] for name in sample.signs)
    )


def probability(given: Weights, sample: Sample, caution: float = 0) -> float:
    return 1 / (1 + math.exp(caution - odds(given, sample)))


def fitted(seen: Sequence[Sample], before: Weights, unseen: Collection[Path]) -> Weights:
    """By gradient descent, each weight by steps of its own curvature: so few need no more."""
    now = Weights(*(dict(each) for each in before))
    alike = Counter((sample.document, sample.case) for sample in seen)
    shares = [
        min(1.0, MOST_ALIKE / alike[sample.document, sample.case]) * (UNSEEN if sample.folder in unseen else 1)
        for sample in seen
    ]
    for _ in range(ROUNDS):
        slopes = Weights(*(dict.fromkeys(each, 0.0) for each in before))
        curves = Weights(*(dict.fromkeys(each, 0.0) for each in before))
        for sample, share in zip(seen, shares, strict=True):
            said = probability(now, sample)
            for kind, names in enumerate(((sample.case,), sample.doubts, sample.signs)):
                for name in names:
                    slopes[kind][name] += share * (said - sample.right)
                    curves[kind][name] += share * said * (1 - said)
        for kind, weights in enumerate(now):
            for name in weights:
                slope = slopes[kind][name] + DRAWN * (weights[name] - before[kind][name])
                weights[name] -= STEP * slope / (curves[kind][name] + DRAWN)
                if kind and before[kind][name] <= 0:
                    weights[name] = min(weights[name], 0)  # a doubt never comes to speak for
    return now


Said = list[tuple[float, Sample]]


def crossed(seen: Sequence[Sample], before: Weights, unseen: Collection[Path], parts: Sequence[set[str]]) -> Said:
    """Of each sample what a fit to all but its part of the documents says of it."""
    said: Said = []
    for held in parts:
        given = fitted([sample for sample in seen if sample.document not in held], before, unseen)
        said += [(probability(given, sample, confidence.CAUTION), sample) for sample in seen if sample.document in held]
    return said


def report(said: Said) -> None:
    told = [(figure, sample.right) for figure, sample in said if sample.told]
    print("| said | of | right |\n|---|---|---|")
    for low, high in pairwise((0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)):
        inside = [right for figure, right in told if low <= figure < high or figure == high == 1]
        if inside:
            print(f"| {low:.2f} to {high:.2f} | {len(inside)} | {100 * sum(inside) / len(inside):.0f} % |")
    sure = [right for figure, right in told if figure >= SURE]
    print(
        f"Of {len(told)} told, {100 * len(sure) / max(1, len(told)):.0f} % are sure, and "
        f"{100 * sum(sure) / max(1, len(sure)):.1f} % of the sure are right."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--unseen", nargs="+", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--without", nargs="+", default=[], metavar="NAME", help="syllabi that are put aside")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    unseen: list[Path] = arguments.unseen
    folders = [*arguments.folders, *unseen]
    golds = [gold for folder in folders for gold in sorted(folder.glob("*/gold.json"))]
    seen = [each for gold in golds if gold.parent.name not in arguments.without for each in samples(gold.parent)]
    before = confidence.weights()
    documents = sorted({sample.document for sample in seen})
    print("as before the fit")
    report([(probability(before, sample, confidence.CAUTION), sample) for sample in seen])
    print("\nby cross-validation over documents")
    said = crossed(seen, before, unseen, [set(documents[fold::FOLDS]) for fold in range(FOLDS)])
    report(said)
    for folder in folders:
        print(f"\n{folder}: by a fit to other documents, and by a fit to the other folders alone")
        report([each for each in said if each[1].folder == folder])
        held = {sample.document for sample in seen if sample.folder == folder}
        report(crossed([*seen], before, unseen, [held]))
    if arguments.write:
        given = fitted(seen, before, unseen)
        rounded = {
            kind: {name: round(weight, 2) for name, weight in each.items()} for kind, each in given._asdict().items()
        }
        PACKAGED.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
