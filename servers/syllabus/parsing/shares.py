"""Statements of a share of the grade: "Homework 30 %", "20% "
"| Problem sets", "Exam 1: 100 points", "two exams, 25% each".

Only what one row or sentence says is read here; which statements make up a course's grade, `grading` decides. The scale
of letter grades ("A: 93–100%"), late penalties and extra credit are no shares.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from servers.syllabus.document import Span
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.vocabulary import NUMBERS, kinds, words

Unit = Literal["%", "points"]


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    amount: float
    """Of all of its members together."""
    unit: Unit
    row: int
    """Which row of the document states it, counted from its beginning."""
    evidence: Span
    heading: str
    """What it stands under."""
    table: int | None = None
    count: int | None = None
    drop: int | None = None


@dataclass(frozen=True, slots=True)
class _Amount:
    entry: Entry
    start: int
    end: int
    value: float
    unit: Unit


_NUMBER = r"(?P<amount>\d{1,4}(?:\.\d{1,2})?)"
_PERCENT = re.compile(
    rf"(?<![\d.,–—-]){_NUMBER}\s*(?:%|percent\b|per cent\b)|(?<![\d.,–—-])%\s?(?P<behind>\d{{1,2}}(?:\.\d)?)(?![\d%.])",
    re.IGNORECASE,
)
_POINTS = re.compile(rf"(?<![\d.,–—/-]){_NUMBER}\s*(?:points?|pts?\b\.?|marks?)(?!\w)", re.IGNORECASE)
_BARE = re.compile(rf"^\W*{_NUMBER}\W*$")
_RANGE_BEFORE = re.compile(
    r"\d\s*%?\s*(?:[-–—]|to|and)\s*$|[<>≤≥]\s*=?\s*$|\b(?:above|below|over|under|than|least|most|up to|m(?:in"
    r"|ax)imum of)\s*$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(
    r"\s*(?:[-–—]\s*\d|to\s+\d|[<>≤≥]|(?:or|and) (?:above|below|higher|lower|more|less|better|up)\b)", re.IGNORECASE
)
_LETTER = re.compile(r"\W*(?:[A-DF]\s?[+–−-]?|[A-D]{2}|pass|fail)\W*$", re.IGNORECASE)
_NO_SHARE = words(
    r"late|penalt\w+|deduct\w*|reduc\w+|loses?|lost|lowered|per (?:day|hour|week)|each day|a day|extra credit|bonus"
    r"|absen\w+|curve\w*|passing|plagiari\w+|similarity|refund\w*|discount|tuition|of students|of the time"
    r"|credit hours?|days?|hours?|score[ds]?|within|correct|at least|minimum|maximum|or (?:more|less|better|higher)"
)
_SHARE_HEADER = re.compile(
    r"%|\b(?:weights?|weighting|percent\w*|points?|pts|worth|value|marks?|proportion|share|contribution"
    r"|of (?:final |total |the )?grade)\b",
    re.IGNORECASE,
)
_PERCENT_HEADER = re.compile(r"%|\b(?:weights?|weighting|percent\w*|proportion)\b", re.IGNORECASE)
_LABEL = re.compile(r"[^:.]{2,60}:$")
_NAMED_BEHIND = re.compile(
    r"\s*(?:for|on|from)\s+(?!(?:the |your )?(?:final |course |total |overall )*(?:grade|mark)|each|every|being)",
    re.IGNORECASE,
)
""""20% for the midterm"."""
_MOST_IN_ONE = 12
"""So many amounts in one paragraph are a scale or an example."""
_LITTLE = 12
"""Letters beside an amount that leave it an amount: "(each)", "of grade"."""


def find(entries: Iterable[Entry]) -> Iterator[Share]:
    for row, (_, grouped) in enumerate(groupby(entries, key=lambda entry: entry.block.row)):
        members = list(grouped)
        if not any(letter.isdigit() for entry in members for letter in entry.text):
            continue
        if len(members) > 1 and (share := _of_row(members, row)):
            yield share
        else:
            for entry in members:
                yield from _of_text(entry, row)


def _of_row(members: Sequence[Entry], row: int) -> Share | None:
    """The share of a row in which one piece is the amount, and the first other with words the name."""
    amount = next((amount for entry in members if (amount := _alone(entry))), None)
    label = members[0].text
    if amount is None and _LABEL.match(label):
        amount = next((amount for entry in members[1:] for amount in _amounts(entry)), None)
    if amount is None:
        return None
    others = [entry for entry in members if entry is not amount.entry]
    named = next((entry for entry in others if re.search(r"[A-Za-z]{2}", entry.text)), None)
    if named is None or _LETTER.match(named.text) or (_NO_SHARE.search(named.text) and not kinds(named.text)):
        return None
    about = "; ".join(entry.text for entry in members)
    name = _name(named.text)
    return _share(amount, name, about, row, named) if name else None


def _of_text(entry: Entry, row: int) -> Iterator[Share]:
    """Each share of a text by itself, the name before the amount, or behind it where a text begins with one."""
    text = entry.text
    amounts = list(_amounts(entry))
    if not amounts or len(amounts) > _MOST_IN_ONE:
        return
    leading = not re.search(r"[A-Za-z]{2}", text[: amounts[0].start])
    for index, amount in enumerate(amounts):
        since = amounts[index - 1].end if index else 0
        until = amounts[index + 1].start if index + 1 < len(amounts) else len(text)
        before, after = text[since : amount.start], text[amount.end : until]
        if _NO_SHARE.search(before[-60:]) or _NO_SHARE.search(after[:40]):
            continue
        said = after if leading or _NAMED_BEHIND.match(after) else before
        if not leading and index and (cut := re.search(r"[,;.\n]", before)):
            said = before[cut.end() :]
        name = _name(said)
        if not name and _MEANS_SUBJECT.search(before):
            name = _subject(text)
        if name and not _LETTER.match(name):
            yield _share(amount, name, f"{before} {text[amount.start : amount.end]} {after}", row)


def _alone(entry: Entry) -> _Amount | None:
    """The amount that an entry says and little else."""
    text = entry.text
    amount = next(_amounts(entry), None)
    if amount:
        beside = text[: amount.start] + text[amount.end :]
        return amount if sum(letter.isalpha() for letter in beside) <= _LITTLE else None
    if (match := _BARE.match(text)) and _SHARE_HEADER.search(entry.block.header):
        unit: Unit = "%" if _PERCENT_HEADER.search(entry.block.header) else "points"
        return _Amount(entry, match.start(), match.end(), float(match["amount"]), unit)
    return None


def _amounts(entry: Entry) -> Iterator[_Amount]:
    """Percentages; where there are none, points."""
    text = entry.text
    percent = list(_PERCENT.finditer(text))
    for match in percent or _POINTS.finditer(text):
        if _RANGE_BEFORE.search(text[: match.start()]) or _RANGE_AFTER.match(text[match.end() :]):
            continue
        written = match.groupdict()
        value = float(written["amount"] or written["behind"])
        yield _Amount(entry, match.start(), match.end(), value, "%" if percent else "points")


def _share(amount: _Amount, name: str, about: str, row: int, named: Entry | None = None) -> Share:
    """`about`: all that is said of it; `named`: the entry that names it, where that is another than the amount's."""
    block = (named or amount.entry).block
    count = _count(about)
    text = amount.entry.text
    each = _EACH.search(text[max(amount.start - _NEAR, 0) : amount.end + _NEAR])
    value = amount.value * count if count and each else amount.value
    return Share(
        name=name,
        amount=value,
        unit=amount.unit,
        row=row,
        evidence=block.passage.span(0, len(block.text)) if named else _statement(amount, name),
        heading=block.headings[-1] if block.headings else "",
        table=block.table,
        count=count,
        drop=_drop(about),
    )


def _statement(amount: _Amount, name: str) -> Span:
    """The words from the name to the amount, or the other way round, as far as they stand in one line."""
    passage = amount.entry.block.passage
    at = passage.text.find(name)
    if at < 0:
        return passage.span(amount.start, amount.end)
    named, stated = passage.span(at, at + len(name)), passage.span(amount.start, amount.end)
    if named.line != stated.line:
        return stated
    return Span(stated.line, min(named.start, stated.start), max(named.end, stated.end))


# --- names ------------------------------------------------------------------------------------------------------------

_LEAD_IN = re.compile(
    r"^.*\b(?:as follows|based on|consists? of|comprised of|composed of|determined by|made up of|including|breakdown)\b"
    r"(?:[^:]*:)?\s*|^\W*(?:grad|evaluation|assessment|weight)\w*(?: \w+){0,3}\s*[:–—-]\s*"
    r"|^\W*(?:there (?:will be|is|are)|we (?:will )?have|you will have|the course has)\s+(?:also\s+)?",
    re.IGNORECASE | re.DOTALL,
)
_VERBS = (
    r"is|are|will be|will|each|counts?|counting|worth|contributes?|makes? up|accounts?|constitutes?|comprises?"
    r"|represents?|equals?|for|approximately|about|an?|the|another|remaining|totaling|of|weight(?:ed)?|at|as|and"
)
_TAIL = re.compile(rf"(?:[\s:=–—.…~∼≈(\[|,;*-]|(?<!\w)(?:{_VERBS})(?!\w))+$", re.IGNORECASE)
_HEAD = re.compile(r"(?:[\W_]|\d{1,2}[.)]\s|(?:of|for|on|and|from|the|your|in|is|an?|each|to)(?!\w))+", re.IGNORECASE)
_THE_WHOLE = re.compile(r"(?:the |your )?(?:final |course |total |overall )*(?:grade|mark)\b", re.IGNORECASE)
_MEANS_SUBJECT = words(r"this|it|they|these|which")
_SUBJECT = re.compile(
    r"\W*(?:the |your |an? |each )?(?P<name>[^.,;:]{3,60}?)\s+(?:should|will|is|are|must|consists?|ha[sv]e?"
    r"|requires?)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 90
_DASH = re.compile(r"\s[-–—]+\s")
_GRADING = re.compile(r"\W*(?:grad|evaluation|assessment|weight)", re.IGNORECASE)
_BREAK = re.compile(r"\s[-–—]\s|:\s|\s\(|\.\s")


def _name(said: str) -> str:
    """What a share is of: the words beside the amount without lead-in, numbering and verbs; "" where none are left."""
    said = " ".join(said.split())
    first = _DASH.split(said, maxsplit=1)[0]
    said = _LEAD_IN.sub("", first if re.search(r"[A-Za-z]{2}", first) and not _GRADING.match(first) else said)
    if len(said) > _LONGEST_NAME:
        said = _BREAK.split(said, maxsplit=1)[0]
    if len(said) > _LONGEST_NAME:
        said = re.split(r"(?<=[a-z)])[.;]\s", said)[-1]
    if head := _HEAD.match(said):
        said = said[head.end() :]
    said = _BREAK.split(_TAIL.sub("", said), maxsplit=1)[0].strip(" \t:;,.–—-()[]|*•=~")
    if not re.search(r"[A-Za-z]{2}", said) or len(said) > _LONGEST_NAME:
        return ""
    return "" if _THE_WHOLE.match(said) or _MEANS_SUBJECT.fullmatch(said) else said


def _subject(text: str) -> str:
    """What a paragraph is about, where a share is said of "this"."""
    match = _SUBJECT.match(text)
    return match["name"] if match else ""


# --- counts -----------------------------------------------------------------------------------------------------------

_EACH = re.compile(r"\b(?:each|apiece)\b|@|×|\bx\s?\d", re.IGNORECASE)
_NEAR = 15
"""Letters between an amount and "each"."""
_MEMBERS = (
    r"exams?|quizzes|homeworks?|assignments?|labs?|projects?|papers?|essays?|tests?|midterms?|sets|posts|responses"
    r"|reflections|presentations?|reports?|write-?ups|exercises|parts|discussions|meetings|sessions"
)
_COUNT = re.compile(
    r"\b(?P<of>\d{1,2})\s*(?:/|of|out of)\s*\d{1,2}\b(?!\s*%)"
    rf"|(?<![\d.])(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)})\s*(?:@|x\b|×|(?:[A-Za-z-]+\s){{0,2}}(?:{_MEMBERS})\b)"
    r"|\b1\s*[-–]\s*(?P<last>\d{1,2})\b(?!\s*%)",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\bdrop\w*\s+(?:the\s+|your\s+)?(?:(?P<before>\d|one|two|three|four)\s+)?(?:lowest\s+)?(?P<behind>\d|one|two"
    r"|three|four)?"
    r"|\blowest\s+(?P<lowest>\d|one|two|three|four)?[^.;]{0,60}\bdrop",
    re.IGNORECASE,
)


def _count(about: str) -> int | None:
    match = _COUNT.search(about)
    if match is None:
        return None
    return _number(match["of"] or match["number"] or match["last"])


def _drop(about: str) -> int | None:
    match = _DROP.search(about)
    if match is None:
        return None
    return _number(match["before"] or match["behind"] or match["lowest"] or "one")


def _number(written: str) -> int:
    return int(written) if written.isdigit() else NUMBERS[written.lower()]
