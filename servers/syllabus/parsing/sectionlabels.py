"""What tells the sections of a course apart: "Section 02", "Lab 1", "HIST 210-02", "(L01)". Knows strings only."""

import re

COURSE = re.compile(r"\b[A-Z]{2,6}[ -]?\d{2,4}(?P<section>[A-Z]{1,2}|\s?[-.]\s?(?:\d{1,3}[A-Z]?|[A-Z]\d?))?(?![\w/])")
"""A course's number, perhaps with its section: "HIST 210-02", "EGR 346A"."""
BRACKETED = re.compile(r"^\s*\(([A-Z]{1,3}\d{1,3})\)")
""" "(L01)" behind the hours."""
_NAMED = re.compile(
    r"\b(?P<word>section|sec|lab|lecture|lec|tut|dis|disc|discussion|recitation|rec|tutorial|group"
    r"|part)s?\b\.?\s*[#:]?[\s|]*"
    r"(?P<id>(?-i:[A-Z]?\d{1,4}[A-Z]?(?:\s?[-–,&]\s?\d{1,4}\b)*|[A-Z]))\b(?!\s*[:.]\d|\s*[ap]m)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\b(?:LEC|LAB|TUT|DIS|REC|SEM)\s?\d{1,4}\b|^\W*(?:\d{2,4}[A-Z]?|[A-Z]\d{2,3})(?=\W*$)")
_OF_LECTURES = frozenset({"section", "sec", "lecture", "lec"})
_SHORT = 60  # letters


def of(said: str, after: str) -> str | None:
    """The label right behind the hours in brackets, else before the days; of a lab with its word: "Lab 1"."""
    behind = _NAMED.match(after.lstrip()[1:]) if after.lstrip().startswith("(") else None
    if bracketed := BRACKETED.match(after):
        return bracketed[1]
    if match := behind or _NAMED.search(said):
        word = "" if match["word"].lower() in _OF_LECTURES else f"{match['word'].capitalize()} "
        return f"{word}{match['id']}".replace(",", "/")  # a choice of several sections has commas between them
    if (coded := COURSE.search(said)) and coded["section"]:
        return coded["section"].strip(" -.")
    match = _ALONE.search(said) if len(said) <= _SHORT else None
    return match.group().strip(" -–—:;,()|") if match else None


def is_one(text: str) -> bool:
    """Whether a cell is nothing but a label."""
    return _ALONE.search(text) is not None
