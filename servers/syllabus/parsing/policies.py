"""The rules of the course, as passages with their kind: what stands under a heading or a label that names a rule."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from servers.contract.syllabus import Policy, PolicyKind
from servers.syllabus.document import Document
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.stems import Tables, Words, tables_in
from servers.syllabus.parsing.vocabulary import words


@dataclass(slots=True)
class _Open:
    """A policy that further paragraphs may belong to."""

    kind: PolicyKind
    title: str
    page: int | None
    level: int
    """Of its heading; 0 where a label in its paragraph names it."""
    texts: list[str] = field(default_factory=list[str])
    dated: bool = False
    """The first of them has a date."""


_KINDS: tuple[tuple[PolicyKind, Words], ...] = (
    (
        "other",
        words(
            r"sexual (?:misconduct|harassment|violence|assault)|title ix"
            r"|religious(?:,? \w+)* (?:observances?|holidays|accommodations?)"
        ),
    ),
    (
        "ai",
        words(
            r"generative (?:ai|artificial intelligence)|gen-?ai|chat-?gpt|llms?|large language models?"
            r"|use of artificial intelligence|ai(?:/ml)?(?: \w+){0,3} polic(?:y|ies)"
            r"|(?:ai|artificial intelligence)(?: and)?(?: \w+)? (?:polic(?:y|ies)|use|usage|tools?|statement"
            r"|guidelines?|assist\w*)"
            r"|(?:polic(?:y|ies)|use|usage) (?:on|of|about|for|regarding) (?:\w+ )?(?:ai|artificial intelligence)"
        ),
    ),
    (
        "integrity",
        words(
            r"(?:academic )?(?:integrity|honesty|dishonesty|misconduct)|plagiarism|cheating|honou?r (?:code|pledge"
            r"|system)|collaboration"
        ),
    ),
    (
        "accommodation",
        words(
            r"accommodations?|disabilit(?:y|ies)|disabled|accessibility|accessible|special needs|ada"
            r"|students? with disabilities"
        ),
    ),
    (
        "late",
        words(
            r"late(?:ness)?|missed|missing|make-?ups?|make up|extensions?|grace (?:days?|period)|deadlines?"
            r"|late (?:work|days?|homework|assignments?)"
        ),
    ),
    ("attendance", words(r"attendance|absences?|absent|tard(?:y|iness)|punctuality")),
    (
        "grading",
        words(
            r"re-?grad(?:e|es|ing)|grad(?:e|es|ing) (?:polic(?:y|ies)|scales?|schemes?|criteria|disputes?|appeals?"
            r"|questions)|grade scale"
            r"|letter grades?|grading|incompletes?|extra credit|curv(?:e|ing)|course grades?|final grades?"
        ),
    ),
    (
        "other",
        words(
            r"polic(?:y|ies)|religious (?:observances?|holidays|accommodation)|cell ?phones?|laptops?"
            r"|(?:electronic|mobile) devices?"
            r"|devices|recordings?|copyright|harassment|title ix|mental health|well-?(?:ness|being)|diversity"
            r"|inclusion|inclusiv\w+"
            r"|emergenc(?:y|ies)|safety|withdraw\w*|drop(?:ping)?|code of conduct|conduct|classroom (?:behaviou?r"
            r"|etiquette)|netiquette"
            r"|communications?|e-?mail polic\w+|basic needs|names? and pronouns|military|inclement weather"
        ),
    ),
)
_ANY: Tables = sum(pattern.table for _, pattern in _KINDS)
_LABEL = re.compile(r"\W{0,3}(?P<title>[A-Z][^:.!?\n]{2,60}?)\s*(?:[:.]\s|\s[–—-]\s|[:.]?$|\n)")
_SENTENCE = words(r"is|are|was|will|must|should|may|can|i|you|we|read")
_ASKED = re.compile(r"\W*please\b", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[A-Z][.)])\s+(?=\S)")
""" "5.10" or "G." before a heading."""
_BRACKETED = re.compile(r"\([^()]*\)")
_OF_DATES = words(r"(?:important |key )?(?:deadlines?|due dates?)")
_OF_CONTENT = re.compile(
    r"\W*(?:unit|module|week|chapter|lecture|part|day|topic|class)\s+(?:\d|[IVX]+\b)", re.IGNORECASE
)
_LONGEST_TITLE = 9  # words: what is longer is a sentence
_LONGEST_HEADING = 14
_LONGEST_TEXT = 2000
_MOST = 60
_NEAR = 60  # letters at whose beginning a date makes a line one of the class plan


def find(document: Document, entries: Iterable[Entry]) -> list[Policy]:
    found: list[Policy] = []
    current: _Open | None = None
    for _, grouped in groupby(entries, key=lambda entry: (entry.block.table, entry.block.row)):
        first, *further = grouped
        if first.block.table is not None:
            if current is not None and current.level and first.governing is None:
                current.texts.append(" | ".join(entry.text for entry in (first, *further)))
            continue
        for entry in (first, *further):
            page = entry.block.passage.page() if document.paged else None
            opened = _opened(entry, page)
            level = _level(entry)
            if opened is not None or (current is not None and 0 < level <= max(current.level, 1)):
                found += _closed(current)
                current = opened
            elif current is not None and not level:
                if current.level == 0 and current.texts and not entry.block.bullet:
                    found += _closed(current)
                    current = None
                else:
                    current.dated = current.dated or (not current.texts and any(each.dated for each in entry.dates))
                    current.texts.append(entry.text)
    return [*found, *_closed(current)][:_MOST]


def _level(entry: Entry) -> int:
    """Of a heading; 0 for a line that only looks like one, being a sentence or a part of it."""
    text = entry.text.strip()
    long = len(text.split()) > _LONGEST_HEADING or (len(text.split()) > _LONGEST_TITLE and _SENTENCE.search(text))
    return 0 if (long and not text.endswith("?")) or text[:1].islower() or _ASKED.match(text) else entry.block.level


def _opened(entry: Entry, page: int | None) -> _Open | None:
    """The policy that a heading or a labelled paragraph begins."""
    text = entry.text
    if not tables_in(text) & _ANY or entry.governing is not None or _OF_CONTENT.match(text):
        return None
    if level := _level(entry):
        kind = kind_of(text)
        return _Open(kind, _NUMBER.sub("", " ".join(text.split())).strip(" :¶"), page, level) if kind else None
    match = _LABEL.match(text)
    if any(found.dated and found.start < _NEAR for found in entry.dates):
        return None
    if match is None or len(match["title"].split()) > _LONGEST_TITLE:
        return None
    kind = kind_of(match["title"]) if not _SENTENCE.search(match["title"]) else None
    rest = text[match.end() :].strip()
    if kind is None or (entry.block.bullet and not rest):
        return None
    return _Open(kind, " ".join(match["title"].split()), page, 0, [rest] if rest else [])


def kind_of(title: str) -> PolicyKind | None:
    """The kind of rule that a heading names, or None where it names none."""
    title = _BRACKETED.sub(" ", title)
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), None)


def _closed(current: _Open | None) -> Iterator[Policy]:
    if current is not None and current.texts and not (current.dated and _OF_DATES.fullmatch(current.title)):
        text = "\n".join(current.texts)
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT].rsplit(maxsplit=1)[0]} …"
        yield Policy(kind=current.kind, title=current.title, text=text, page=current.page)
