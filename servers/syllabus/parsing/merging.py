"""The same work said twice is one item; what contradicts itself is kept and told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.vocabulary import NUMBERS, ORDINALS, ROMAN

SURE = 0.8
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Item:
    candidate: Candidate
    confidence: float
    others: tuple[Candidate, ...] = ()
    """The same work as it is said elsewhere, the surest first."""

    @property
    def title(self) -> str:
        return self.candidate.title


_SAME = {
    "hw": "homework",
    "homeworks": "homework",
    "pset": "homework",
    "psets": "homework",
    "ps": "homework",
    "problem": "homework",
    "sets": "homework",
    "set": "homework",
    "assignments": "assignment",
    "exams": "exam",
    "examination": "exam",
    "midterms": "midterm",
    "quizzes": "quiz",
    "labs": "lab",
    "projects": "project",
    "papers": "paper",
    "essays": "essay",
    "presentations": "presentation",
}
_TAKEN = frozenset({"homework", "lab", "paper", "project"})
"""What is given out on one day and handed in on another."""
_SHOWN = frozenset({"slide", "handout", "outline"})
"""What is handed in for a presentation, beside it."""
_ASKED = frozenset({"survey", "eval", "evaluation"})
"""What is filled in about a work, beside it."""
_PRESENTED = frozenset({"demo", "demonstration", "presentation", "poster", "talk"})
"""What is shown of a project, beside its report."""
_STOP = frozenset("due the a an of on in to and for by is at your class our will be".split())  # noqa: SIM905

_GENERIC = frozenset({"final", "essay", "paper", "report", "project"})
"""What a title says that only tells the kind: "the final essay"."""


@lru_cache(maxsize=1 << 10)
def title_words(title: str) -> frozenset[str]:
    """What a title says, in one spelling: numbers as digits, plurals and short forms made one."""
    found = re.findall(r"[a-z]+|\d+(?:\.\d+)*", _COVERED.sub("", title).lower().replace("-", ""))
    return frozenset(_one_spelling(word) for word in found if word not in _STOP)


def numbers(words: frozenset[str]) -> frozenset[str]:
    """The numbers of a title's words: "2", "3.1"."""
    return frozenset(word for word in words if word[:1].isdigit())


_COVERED = re.compile(
    r"(?<=[\dIVX])\s*[(\[:,–-]\s*(?:cover\w* |on )?"
    r"(?:ch(?:ap(?:ter)?)?s?|sec(?:tion)?s?|units?|weeks?|lectures?|modules?|topics?)\b.*",
    re.IGNORECASE,
)
"""What "Exam 1 (Ch 1-5)" is about: not its name."""
_COUNTED = re.compile(r"([a-z]{3,})\s?#?(\d{1,2})\b(?![-–]\d)")
""" "Check 1" of "songs 1-3, part check 1"."""


def _one_spelling(word: str) -> str:
    number = NUMBERS.get(word) or ORDINALS.get(word) or ROMAN.get(word)
    if number:
        return str(number)
    return _SAME.get(word) or (word[:-1] if word.endswith("s") and not word.endswith("ss") else word)


def merged(items: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """The items without repetitions, in order of date, and a sentence for each contradiction."""
    kept: list[Item] = []
    for item in sorted(_without_given_out(list(items)), key=_rank):
        twin = next((index for index, other in enumerate(kept) if _same_day_same_work(other, item)), None)
        if twin is None:
            kept.append(item)
        else:
            kept[twin] = _united(kept[twin], item)
    kept = _without_weeks(_without_shadows(kept))
    kept.sort(key=lambda item: (item.candidate.day, item.candidate.mention.entry.block.line, item.title))
    return kept, _contradictions(kept)


def _without_given_out(items: Sequence[Item]) -> list[Item]:
    """Without what a column of a plan only gives out, where it says of the same work on a later day that it is due."""
    columns: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        block = item.candidate.mention.entry.block
        if block.table is not None and item.candidate.derivation != "explicit":
            columns.setdefault((block.table, block.column), []).append(item)
    given: list[Item] = []
    for column in columns.values():
        due = {_work(item): item.candidate.day for item in column if item.candidate.mention.due}
        bare = [item for item in column if not item.candidate.mention.due and item.candidate.mention.category in _TAKEN]
        later = [item for item in bare if _work(item) in due and item.candidate.day < due[_work(item)]]
        given += bare if len(later) > 1 else later
    return [item for item in items if not any(item is other for other in given)]


def _work(item: Item) -> tuple[str, object]:
    mention = item.candidate.mention
    return mention.category, mention.number or title_words(item.title)


def _rank(item: Item) -> tuple[float, int]:
    return -item.confidence, item.candidate.mention.entry.block.line


def _same_day_same_work(one: Item, other: Item) -> bool:
    if one.candidate.day != other.candidate.day or _are_apart(one.candidate, other.candidate):
        return False
    first, second = title_words(one.title), title_words(other.title)
    counts = numbers(first), numbers(second)
    counted = _COUNTED.findall(one.title.lower()), _COUNTED.findall(other.title.lower())
    mentions = one.candidate.mention, other.candidate.mention
    same_kind = mentions[0].category == mentions[1].category
    told_more = same_kind and mentions[0].category == "exam" and (first < second or second < first)
    if counts[0] and counts[1] and counts[0] != counts[1] and not (told_more or set(counted[0]) & set(counted[1])):
        return False
    if mentions[0].entry is mentions[1].entry and mentions[0].phrase != mentions[1].phrase and counts[0] != counts[1]:
        return False
    shown = "presentation" in {mention.category for mention in mentions} and (first ^ second) & _SHOWN
    if shown or (first ^ second) & _ASKED:
        return False
    if first <= second or second <= first:
        return same_kind or not mentions[0].named or not mentions[1].named or len(first & second) > 1
    common = first & second
    generic = bool(common) and not (first ^ second) & _PRESENTED and (first <= _GENERIC or second <= _GENERIC)
    return same_kind and (mentions[0].category == "exam" or generic or len(common) >= 2)  # noqa: PLR2004 - words


def _are_apart(one: Candidate, other: Candidate) -> bool:
    """Whether they are for other sections, or of other kinds in two columns of a row."""
    blocks = one.mention.entry.block, other.mention.entry.block
    beside = blocks[0].row == blocks[1].row and blocks[0].column != blocks[1].column
    return one.of_section != other.of_section or (beside and one.mention.category != other.mention.category)


def _united(best: Item, other: Item) -> Item:
    """The surer of two, under the richer title; two sayings of one thing make it surer."""
    apart = best.candidate.mention.entry is not other.candidate.mention.entry
    confidence = 1 - (1 - best.confidence) * (1 - 0.5 * other.confidence) if apart else best.confidence
    longer = len(title_words(other.title)) > len(title_words(best.title)) and other.confidence >= SURE
    mention, other_mention = best.candidate.mention, other.candidate.mention
    category = other_mention.category if mention.category == "other" else mention.category
    candidate = replace(
        best.candidate,
        title=other.title if longer else best.title,
        mention=replace(mention, category=category),
    )
    return Item(candidate, min(confidence, 0.98), (*best.others, other.candidate, *other.others))


def _without_shadows(items: Sequence[Item]) -> list[Item]:
    """Without weak readings of a numbered work that stands elsewhere with its deadline."""
    sure = {
        (item.candidate.mention.category, title_words(item.title))
        for item in items
        if item.confidence >= SURE and numbers(title_words(item.title))
    }
    return [
        item
        for item in items
        if item.confidence >= SURE or (item.candidate.mention.category, title_words(item.title)) not in sure
    ]


def _without_weeks(items: Sequence[Item]) -> list[Item]:
    """Without what a plan names in the row of a week, where the same work has its day in that week elsewhere."""
    days: dict[tuple[str, object], list[date]] = {}
    for item in items:
        if not _in_row_of_week(item):
            days.setdefault(_work(item), []).append(item.candidate.day)
    return [
        item
        for item in items
        if not _in_row_of_week(item)
        or not any(0 <= (day - item.candidate.day).days < _WEEK for day in days.get(_work(item), ()))
    ]


def _in_row_of_week(item: Item) -> bool:
    governing = item.candidate.mention.entry.governing
    weekly = governing is not None and (governing.weekly or governing.whole_week)
    return weekly and item.candidate.derivation == "table"


def _contradictions(items: Sequence[Item]) -> list[str]:
    seen: dict[tuple[str | None, str, frozenset[str]], Item] = {}
    warnings: list[str] = []
    for item in items:
        what = title_words(item.title)
        if not numbers(what) or item.confidence < SURE or item.candidate.several:
            continue
        first = seen.setdefault((item.candidate.of_section, item.candidate.mention.category, what), item)
        if first.candidate.day != item.candidate.day:
            warnings.append(
                f"{item.title} is given for {first.candidate.day} and for {item.candidate.day}: check which holds"
            )
    return warnings
