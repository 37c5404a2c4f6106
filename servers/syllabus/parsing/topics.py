"""What names a kind of work and is none: what is taught of it, read of it, done while it takes place. Strings only."""

import re

from servers.syllabus.parsing.vocabulary import words

_LABELLED = re.compile(
    r"\W*(?:lectures?|lec|topics?|readings?|modules?|L\d{1,2}\.\d{1,2}|tools|power-?points?)\b[\s#\d.]*(?:presentations?)?(?:[:–—]|-\s|(?<=\d)\s)[^,;&+]*$",
    re.IGNORECASE,
)
""""Lecture 5: project management"; "L4.3 Poster presentations"."""
_SAT = re.compile(
    r".*\b(?:(?:exam(?:ination)?|mid-?term|test|quiz|final)s?"
    r"|(?:project|student|group|team|class|capstone) presentations?)\b",
    re.IGNORECASE,
)
"""Not taught: "Lecture 12: midterm 1", "Lecture 24: project presentations"."""
_TAUGHT = re.compile(
    r"\W*(?:(?:writing|preparing|giving|making|creating|designing|developing|delivering|planning|organizing)"
    r"\s+(?:an?|the|your|good|better|great|effective|successful|scientific|oral|research|technical)"
    r"|putting together|introduction to|intro to|how to|what is|anatomy of)\b[^,;:(/&+]*$",
    re.IGNORECASE,
)
_READ = re.compile(
    r"\W*(?:(?:please|also)\s+)?(?:read|skim|watch|listen to|view|browse"
    r"|reflect on|think (?:about|of)|consider|recall|describe|explain|compare|identify)\b[^,;:/&+]*$",
    re.IGNORECASE,
)
_PRESENTED = re.compile(
    r"\s+of\s+(?!(?:the |your |our |final |student |group |team |individual )*(?:projects?|papers?|research|results"
    r"|findings|works?|proposals?|posters?|designs?|drafts?|portfolios?|cases?|essays?|reports?|theses|articles?"
    r"|topics?|models?|prototypes?)\b)",
    re.IGNORECASE,
)
""" "Graphic presentation of information"; but "presentation of your results"."""
_TESTED = re.compile(r"\b(?:presentation|exam(?:ination)?|test)$", re.IGNORECASE)
_PRESENTATION = re.compile(r"\bpresentation$", re.IGNORECASE)
_WHILE = re.compile(
    r"\b(?:in|during|at|for)\s+(?:the|our|your|its|this)?\s*(?:scheduled |regular |assigned |usual )*$", re.IGNORECASE
)
_TIME = re.compile(r"\s+(?:slot|period|time|block|window|week|hours?)\b", re.IGNORECASE)

_WEEK = re.compile(r"\s+(?:week|period)\b", re.IGNORECASE)

_REQUEST = words(
    r"requests?|requesting|requested|notif(?:y|ied|ication)|inform|petitions?|accommodations?|conflicts?|permission"
    r"|letters?|sign(?:ed)? up|be scheduled(?= (?:by|before|no later))"
)
_BY = re.compile(
    r"\b(?:by|before|until|no later than|prior to|deadline is)\s+"
    r"(?:[\w:]+(?: [ap]m)? on\s+|(?:the )?\d[\w:]*(?: [ap]m)? of the\s+)?$",
    re.IGNORECASE,
)


_SKILLS = re.compile(
    r"\s+(?:skills?|techniques?|tips|strateg(?:y|ies)|anxiety|etiquette|taking|preparation|software|basics)\b",
    re.IGNORECASE,
)
"""Behind "presentation" or "exam", what is taught of it."""


def is_request(text: str, start: int, name: int, date: int) -> bool:
    """Whether it is by `date` that something is asked for, of the exam at `name`: "requests for an alternate exam"."""
    return bool(_REQUEST.search(text, start, max(name, date)) and _BY.search(text, start, date))


def is_topic(text: str, clause: int, name: tuple[int, int]) -> bool:
    """Whether the clause that begins at `clause` only tells what is taught or read, of the work named at `name`."""
    start, end = name
    label = _LABELLED.match(text, clause, start)
    if label and not _SAT.match(text, start, end):
        return True
    if _TAUGHT.match(text, clause, start):
        return True
    if _SKILLS.match(text, end) and _TESTED.search(text, start, end):
        return True
    if _PRESENTATION.search(text, start, end) and _PRESENTED.match(text, end):
        return True
    return bool(_READ.match(text, clause, start))


_CLASS = re.compile(r"(?:lab(?:oratory)?|discussion|tutorial|recitation)s?(?=:)", re.IGNORECASE)


def is_time(text: str, start: int, end: int) -> bool:
    """Whether it is when something takes place: "during the final exam slot"."""
    return bool(_WEEK.match(text, end)) or (bool(_TIME.match(text, end)) and bool(_WHILE.search(text, 0, start)))


def is_class(text: str, segment: int, start: int, end: int) -> bool:
    """Whether it is the class in which something is done: "Lab: presentations"; a lab with a number is a work."""
    return not text[segment:start].strip(" \t*•-–(") and bool(_CLASS.match(text, start)) and text.startswith(":", end)
