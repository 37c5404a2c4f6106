"""Does a document look like a syllabus? By what every syllabus speaks of; a cheap look, no parsing. Pure.

What lectures, homework and exams seldom speak of counts double, and so does a page full of dates: a class plan that
stands apart from its syllabus has little else, and holds every deadline. Whose name says that it is one always is.
"""

import re
from itertools import islice

from servers.syllabus.document import Document

_ENOUGH = 6
_DATES = "dates"
_TELLING = frozenset({"an instructor", "a term", "a course", "rules", "a schedule", _DATES})
_MANY_DATES = 5
_READ = 4000  # words; a syllabus shows itself on its first pages

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_SIGNS = {
    "an instructor": r"instructors?|professors?|lecturers?|teaching (?:assistants?|team|staff)|office hours?|TAs?",
    "grading": r"grad(?:es?|ing|ed)|assessments?|evaluation|marks?|marking|points",
    "work to hand in or sit": r"homeworks?|problem sets?|assignments?|exams?|midterms?|quiz(?:zes)?|essays?|projects?",
    "a term": r"(?:fall|autumn|spring|summer|winter|michaelmas|hilary|trinity|lent)\W+(?:\w+\W+)?(?:20\d\d|'\d\d)"
    r"|semester|quarter",
    "a course": r"syllabus|course (?:outline|description|information|overview|goals|objectives|schedule)"
    r"|module (?:guide|outline|description|information|handbook)",
    "rules": r"late (?:work|submissions?|policy|assignments?)|attendance|academic (?:integrity|honesty)|plagiarism"
    r"|accommodations?|disabilit(?:y|ies)|make-?ups?",
    "reading": r"textbooks?|required (?:texts?|readings?|materials?)|readings?|prerequisites?|chapters?",
    "what is learned": r"learning (?:outcomes?|objectives?|goals?)|students? will|credits?|lectures?|seminars?",
    "a schedule": r"weeks? \d+|week of|(?:class(?:es)?|meeting) (?:meets?|schedule|times?)|schedule",
    _DATES: rf"{_MONTH}\.? \d{{1,2}}|\d{{1,2}}\.? {_MONTH}|\d{{1,2}}/\d{{1,2}}",
    "a course code": r"(?-i:[A-Z]{2,5})[ -]?\d{2,4}[A-Z]?",
}
_FOUND = {sign: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for sign, words in _SIGNS.items()}


def lacks(document: Document, name: str) -> str:
    """What a syllabus would speak of and this does not; nothing where it looks like one. `name` is the file's."""
    if "syllab" in name.lower():
        return ""
    text = _beginning(document)
    missing = [sign for sign in _FOUND if not _speaks_of(sign, text)]
    score = sum(1 + (sign in _TELLING) for sign in _FOUND if sign not in missing)
    return "" if score >= _ENOUGH else ", ".join(missing[:3])


def _speaks_of(sign: str, text: str) -> bool:
    often = _MANY_DATES if sign == _DATES else 1
    return sum(1 for _ in islice(_FOUND[sign].finditer(text), often)) == often


def _beginning(document: Document) -> str:
    words = (word.text for line in document.lines for word in line.words)
    return " ".join(word for word, _ in zip(words, range(_READ), strict=False))
