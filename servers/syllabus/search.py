"""Which passages of a syllabus answer a question. Pure, deterministic, offline.

1. A passage is a stretch of lines under one heading, or a few rows of a table: about as much as answers one question.
   Where a document marks no headings, short lines that stand alone and labels before a colon are taken for them.
2. Passages are ranked by BM25 (Robertson and Zaragoza 2009) over word stems, the heading's counted twice.
3. A question and its answer seldom share words ("may I use ChatGPT" – "generative AI is allowed"), so what a question
   is about, and what a passage speaks of, are looked up in one table (`subjects`); a subject counts like a rare word.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from servers.contract.syllabus import Passage, Syllabus
from servers.syllabus.document import Document, Line
from servers.syllabus.subjects import asked_about, spoken_of

_LONGEST = 90  # words; a passage goes on beyond it to the end of its paragraph, but not beyond twice as many
_TITLE_WORDS = 7
_FACT_WORDS = 12  # "Office: 12 Hall" is a fact among others; with more words, what stands before the colon is a heading
_K1, _B = 1.2, 0.4
_HEADING, _SUBJECT = 2, 3.0
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LABEL = re.compile(r"(?P<label>[A-Z][^.:;,!?]{1,48}):(?:\s|$)")
_TITLE_END = re.compile(r"[.,;!?]$")
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*\.?\s+(?=[A-Z])")  # a section's number
_DIGIT = re.compile(r"\d")
_COMMON_WORDS = """
    a about all am an and any are as at be been by can course class do does for from get give had has have how i if in
    into is it its many may me much must my need no not of on or our shall should so some syllabus that the their there
    these they this to up us was we what when where which who whom whose why will with would you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines that belong together."""

    heading: str
    text: str
    page: int


def passages(document: Document) -> list[Passage]:
    """All of a document in passages, in reading order, with a score of 0."""
    return [
        Passage(page=each.page if document.paged else None, heading=each.heading or None, text=each.text, score=0)
        for each in _cut(_stretches(document))
    ]


def stated(syllabus: Syllabus) -> list[Passage]:
    """What a parsed syllabus says, in passages: its policies, and its facts line by line."""
    facts = syllabus.course
    people = [" · ".join(filter(None, vars(each).values())) for each in facts.instructors]
    meetings = [
        " ".join(filter(None, (section.id, each.kind, *each.days, each.start, each.end, each.location)))
        for section in syllabus.sections
        for each in section.meetings
    ]
    quoted = (
        ("Grading", syllabus.grading),
        ("Dated work", syllabus.assignments),
        ("No class", syllabus.no_class),
        ("Repeating work", syllabus.recurring),
        ("Work without a date", syllabus.undated),
    )
    found = [
        _Stretch("Course", " · ".join(filter(None, (facts.code, facts.title, facts.term, facts.institution))), 0),
        *(_Stretch("Instructor, contact, office hours", text, 0) for text in people),
        *(_Stretch("Class meetings", text, 0) for text in meetings),
        *(_Stretch(each.title, each.text, each.page or 0) for each in syllabus.policies),
        *(
            _Stretch(title, each.evidence.text, each.evidence.page or 0)
            for title, several in quoted
            for each in several
        ),
        *(
            _Stretch("Schedule", f"{each.date or ''} {each.topic}".strip(), each.page or 0)
            for each in syllabus.schedule
        ),
    ]
    return [
        Passage(page=each.page or None, heading=each.heading, text=each.text, score=0)
        for each in _cut(each for each in found if each.text)
    ]


def ranked(found: Sequence[Passage], question: str, limit: int) -> list[Passage]:
    """The passages that answer `question` best, best first, with their scores; fewer where fewer speak of it."""
    asked = dict.fromkeys((stem for stem in _stems(question) if stem not in _COMMON), 1.0)
    asked |= dict.fromkeys(asked_about(question), _SUBJECT)
    bags = [_bag(passage) for passage in found]
    scores = _bm25(bags, asked)
    order = sorted(range(len(found)), key=lambda index: (-scores[index], index))
    return [
        found[index].model_copy(update={"score": round(scores[index], 2)})
        for index in order[:limit]
        if scores[index] > 0
    ]


def _bm25(bags: Sequence[Mapping[str, float]], asked: Mapping[str, float]) -> list[float]:
    lengths = [sum(bag.values()) for bag in bags]
    usual = sum(lengths) / max(len(lengths), 1) or 1.0
    having = {term: sum(term in bag for bag in bags) for term in asked}
    rarity = {term: math.log(1 + (len(bags) - count + 0.5) / (count + 0.5)) for term, count in having.items()}

    def weight(bag: Mapping[str, float], length: float, term: str) -> float:
        times = bag.get(term, 0.0)
        return rarity[term] * times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * length / usual))

    return [
        sum(worth * weight(bag, length, term) for term, worth in asked.items())
        for bag, length in zip(bags, lengths, strict=True)
    ]


def _bag(passage: Passage) -> Mapping[str, float]:
    bag: Counter[str] = Counter(_stems(passage.text))
    bag.update(spoken_of(passage.text))
    if passage.heading:
        for term in (*_stems(passage.heading), *spoken_of(passage.heading)):
            bag[term] += _HEADING
    return {term: float(times) for term, times in bag.items() if term not in _COMMON}


def _stems(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.lower()):
        yield _stem(match[0])


def _stem(word: str) -> str:
    """Without its ending, as far as three letters or more are left."""
    if word in _COMMON:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 - `exams`, `late`
            return word[: -len(ending)]
    return word


def _stretches(document: Document) -> Iterator[_Stretch]:
    """The paragraphs, list items and rows, each with its heading. A heading with nothing under it is text itself."""
    heading = under = ""  # `under`: the heading, or the label of a paragraph, which reaches to the next of either
    bare, lines = False, document.lines
    rows = _rows(document)
    index = 0
    while index < len(lines):
        line, end = lines[index], index + 1
        if index in rows:
            text = rows[index]
        elif line.furniture:
            text = ""
        elif _is_heading(lines, index):
            if bare:
                yield _Stretch("", heading, line.page)
            heading, bare, text = line.text.rstrip("¶: "), True, ""
            under = heading
        else:
            while end < len(lines) and lines[end].continues and end not in rows:
                end += 1
            text = " ".join(each.text for each in lines[index:end])
            if label := None if line.bullet else _LABEL.match(text):
                under = label["label"] if text.count(" ") > _FACT_WORDS else heading
        if text:
            yield _Stretch(under, text, line.page)
            bare = False
        index = end
    if bare:
        yield _Stretch("", heading, lines[-1].page)


def _rows(document: Document) -> dict[int, str]:
    """The first line of each table row → the row's text; its other lines → nothing, for they are in it."""
    rows: dict[int, str] = {}
    for table in document.tables:
        for _, cells in groupby((cell for cell in table.cells if cell.lines), key=lambda cell: cell.row):
            texts = {cell.lines: " ".join(document.lines[line].text for line in cell.lines) for cell in cells}
            inside = sorted(line for lines in texts for line in lines)
            rows |= dict.fromkeys(inside, "")
            rows[inside[0]] = " | ".join(texts.values())
    return rows


def _is_heading(lines: Sequence[Line], index: int) -> bool:
    """Marked as one; or short, begun with a capital, no sentence, and followed by something longer."""
    line = lines[index]
    if line.heading:
        return True
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or following.continues or line.bullet or line.continues:
        return False
    text = _NUMBERED.sub("", line.text)
    return (
        len(line.words) <= _TITLE_WORDS
        and text[:1].isupper()
        and not _TITLE_END.search(text)
        and not _DIGIT.search(text)
        and len(following.text) > len(text)
    )


def _cut(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Stretches under the same heading joined up to `_LONGEST` words."""
    held: list[_Stretch] = []
    count = 0
    for each in stretches:
        words = each.text.count(" ") + 1
        if held and (each.heading != held[0].heading or count + words > 2 * _LONGEST or count >= _LONGEST):
            yield _joined(held)
            held, count = [], 0
        held.append(each)
        count += words
    if held:
        yield _joined(held)


def _joined(held: Sequence[_Stretch]) -> _Stretch:
    return _Stretch(held[0].heading, "\n".join(each.text for each in held), held[0].page)
