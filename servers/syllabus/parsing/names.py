"""The nouns that name work, the numbers behind them, and the labels before: "Problem Set 3", "Due: game review"."""

import re
from collections.abc import Iterable, Mapping, Sequence

from servers.contract.syllabus import Category
from servers.syllabus.parsing.stems import Words
from servers.syllabus.parsing.vocabulary import KINDS, NUMBERS, ROMAN, kinds, named, words

_NUMBER = rf"(?:\d{{1,2}}[a-z]?|{'|'.join(ROMAN)}|{'|'.join(NUMBERS)}|[A-D])"
NUMBERED = re.compile(
    rf"\s*(?:#|no\.?|number|\(?part)?\s*(?P<number>(?i:{_NUMBER}))(?P<more>(?:\s*(?:[-–—,&/]|and|through"
    rf"|to)\s*(?i:{_NUMBER}))*)\)?(?![\w%°]|/\d|[:.]\d|\s?%|\s?(?:points?|pts|pages?|words?|weeks?|hours?|minutes?|min)\b)"
)
"""Right behind a noun: "3", "#3", "1-4", "II"."""
LABEL = Words(
    r"due|deadlines?|(?:turn|hand) in|submi\w+|deliverables?",
    r"^\W*(?:(?:fixed|hard|final)\s+)?(?:due(?! (?:to|process|diligence)\b)(?: today| in class| this week| dates?)?"
    r"|deadlines?|to (?:turn|hand) in"
    r"|hand in|turn in|submit|submission|deliverables?|assignments? due|"
    r"homework due|hw due)\b(?:[^:]{0,24}?:)?[\s:.–—-]*|\bdue\W*$",
)
"""Before or behind what is handed in."""


_SERIES_OF = re.compile(r"(?:\w+ ){0,2}#?\d{1,2}")
""""Video 3": one of many."""
MADE = words(
    r"plans?|websites?|apps?|games?|designs?|models?|posters?|films?|videos?|podcasts?|exhibits?|teams?|contracts?"
)
"""What a project makes."""
_ADMINISTRATION = words(r"verification|google forms?|registration|enrol\w*")


_DEFINED = re.compile(
    r"(?P<name>(?:[A-Z][\w’'-]{0,20}[ ]){0,3}[A-Z][\w’'-]{0,20})(?:[ ]\d{1,2})?[ ]\((?P<short>[A-Z]{2,5})s?\d{0,2}\)"
)
_IN_BRACKETS = re.compile(r"\([A-Z]{2,5}s?\d{0,2}\)")
_LETTERS: Mapping[str, Category] = {"Q": "quiz", "A": "homework"}
_COUNTED = re.compile(r"(?P<letter>[AQ])(?P<number>\d{1,2})(?: [Dd]ue)?")
_COUNTED_BEFORE = re.compile(r"\b(?P<letter>[AQ])(?P<number>\d{1,2}):\s")
_SERIES = 3
"""So many of "Q1", "Q2" …, each alone in its cell or before a colon, are quizzes; of "A1", "A2" …, assignments."""
_MOST = 20  # abbreviations of one document
Abbreviations = Mapping[str, Category]
_NONE: Abbreviations = {}


def abbreviations(texts: Iterable[str]) -> Abbreviations:
    """What the document itself writes short: "Reading Response (RR)", "Skill Check 1 (SK1)", by the letters."""
    found: dict[str, Category] = {}
    counted = set[tuple[str, str]]()
    for text in texts:
        for match in _DEFINED.finditer(text) if "(" in text and _IN_BRACKETS.search(text) else ():
            name, short = match["name"], match["short"]
            kinds_last: list[Category] = [kind for _, end, kind in nouns(name, 0, len(name)) if end == len(name)]
            if len(found) < _MOST and kinds_last and short[0] in {word[0] for word in name.split()}:
                found.setdefault(short, category(kinds_last, name))
        if series := _COUNTED.fullmatch(text.strip()):
            counted.add((series["letter"], series["number"]))
        elif ":" in text:
            counted.update((series["letter"], series["number"]) for series in _COUNTED_BEFORE.finditer(text))
    for letter, kind in _LETTERS.items():
        if sum(each == letter for each, _ in counted) >= _SERIES:
            found.setdefault(letter, kind)
    return found


def nouns(text: str, start: int, end: int, short: Abbreviations = _NONE) -> list[tuple[int, int, Category]]:
    """From where to where a noun of work stands in `text[start:end]`, and its kind, in order."""
    found: list[tuple[int, int, Category]] = [(*match.span(), kind) for kind, match in named(text, start, end)]
    for letters, of_kind in short.items():
        if letters in text:
            own = re.compile(rf"(?<![\w(-]){letters}(?![^\W\d])" if len(letters) > 1 else rf"\b{letters}(?=\d)")
            for match in own.finditer(text, start, end):
                found.append((match.start(), match.end(), of_kind))  # noqa: PERF401 - an added list has a wider type
    return sorted(found, key=lambda each: (each[0], -each[1]))


_HEADS: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("other", re.compile(r"\b(?:peer|course|self|teaching) (?:evaluations?|evals?)$|\bsurveys?$", re.IGNORECASE)),
    (
        "homework",
        re.compile(r"\b(?:portfolio|reflection|response|case study|journal|problem) assignments?$", re.IGNORECASE),
    ),
    ("project", re.compile(r"\bmilestones?\b", re.IGNORECASE)),
    ("project", re.compile(r"\bproject (?:reports?|papers?) (?:and|&|/) presentations?$", re.IGNORECASE)),
)
"""Kinds of names by their last words, whatever else they name."""


def category(kinds: Sequence[Category], words: str) -> Category:
    """Of several kinds that a name's words are of, the first in the order of `KINDS`; "midterm" gives way to all."""
    for told, head in _HEADS:
        if head.search(words):
            return told
    strong: list[Category] = [kind for kind in kinds if kind != "exam"]
    if strong and not any(kind == "exam" and names.pattern.search(words) for kind, names in KINDS):
        kinds = strong
    return next(kind for kind, _ in KINDS if kind in kinds)


def unnamed(title: str, header: str) -> Category:
    """The kind of work that only its place, or "due", says to be work."""
    if _ADMINISTRATION.search(title):
        return "admin"
    if MADE.search(title) and not _SERIES_OF.fullmatch(title):
        return "project"
    of_header = kinds(header)
    return of_header[0] if of_header else "homework"
