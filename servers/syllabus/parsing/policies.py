"""The rules of the course, as passages with their kind: what stands under a heading or a label that names a rule."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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


_KINDS: tuple[tuple[PolicyKind, Words], ...] = (
    (
        "ai",
        words(
            r"generative (?:ai|artificial intelligence)|gen-?ai|chat-?gpt|llms?|large language models?"
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
_OF_CONTENT = re.compile(
    r"\W*(?:unit|module|week|chapter|lecture|part|day|topic|class)\s+(?:\d|[IVX]+\b)", re.IGNORECASE
)
_LONGEST_TITLE = 9  # words: what is longer is a sentence
_LONGEST_TEXT = 2000
_MOST = 60
_NEAR = 60  # letters at whose beginning a date makes a line one of the class plan


def find(document: Document, entries: Iterable[Entry]) -> list[Policy]:
    found: list[Policy] = []
    current: _Open | None = None
    for entry in entries:
        if entry.block.table is not None:
            continue
        page = entry.block.passage.page() if document.paged else None
        opened = _opened(entry, page)
        ends = opened is not None or (current is not None and 0 < entry.block.level <= max(current.level, 1))
        if ends:
            found += _closed(current)
            current = opened
        elif current is not None and not entry.block.level:
            if current.level == 0 and current.texts and not entry.block.bullet:
                found += _closed(current)
                current = None
            else:
                current.texts.append(entry.text)
    return [*found, *_closed(current)][:_MOST]


def _opened(entry: Entry, page: int | None) -> _Open | None:
    """The policy that a heading or a labelled paragraph begins."""
    text = entry.text
    if not tables_in(text) & _ANY or entry.governing is not None or _OF_CONTENT.match(text):
        return None
    if entry.block.level:
        kind = kind_of(text)
        return _Open(kind, " ".join(text.split()).strip(" :¶"), page, entry.block.level) if kind else None
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
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), None)


def _closed(current: _Open | None) -> Iterator[Policy]:
    if current is not None and current.texts:
        text = "\n".join(current.texts)
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT].rsplit(maxsplit=1)[0]} …"
        yield Policy(kind=current.kind, title=current.title, text=text, page=current.page)
