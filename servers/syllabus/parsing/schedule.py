"""The class plan, row by row: the day or week, what is done in it, and what is read for it.

A row's topic is without the date that it stands under. Lists of deadlines, tables of the grade and the hours of the
class are no plan.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from servers.contract.syllabus import ScheduleRow
from servers.syllabus.document import Document
from servers.syllabus.parsing.entries import Entry, Governing, is_mostly_date, lead
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import words

_READINGS = words(
    r"readings?|texts?|textbook|chapters?|preparation|prep|(?:course|class|required) materials?|pages|to read|read"
)
_TOPICS = words(r"topics?|themes?|subjects?|contents?|lectures?|titles?")
_TITLED = words(r"topics?|readings?|assignments?|lectures?|lab|due")
"""In capitals on a line of its own it is a label."""
_COUNT = re.compile(r"(?:week|wk|class|lecture|section|session|meeting|day|module|unit)?\W*\d{1,2}\W*", re.IGNORECASE)
"""The number of a week or class, which is no topic."""
_AMOUNT = re.compile(r"\W*\d+(?:\.\d+)?\s*(?:%|points?|pts\.?|marks?)?\W*", re.IGNORECASE)
_SHARE = re.compile(r"\W*\d+(?:\.\d+)?\s?%")
_LETTER_GRADE = re.compile(r"[A-DF]\s?[+–−-]?")
"""A cell that is one makes its row one of the scale of grades, whose "3.7" is no date."""
_OF_GRADE = re.compile(r"%|\b(?:weights?|weighting|percent\w*|points|worth|marks?)\b", re.IGNORECASE)
_OF_DEADLINES = words(
    r"(?:important|key|critical|major) (?:dates|deadlines)|due dates?|deadlines?|academic calendar"
    r"|dates to (?:know|remember)"
)
_LABEL = re.compile(r"(?P<label>(?:[A-Za-z][A-Za-z-]* ){0,2}[A-Za-z][A-Za-z-]*):(?:\s+(?P<rest>.*))?", re.DOTALL)
""" "Readings:" over a list, "Topic: trees"."""
_LABELLED = re.compile(r"[^:]{2,40}:\s+\S")
_NEW_LABEL = re.compile(r"\n(?=(?:[A-Z][a-z-]+ )?[A-Z][a-z-]+:)")
_SAID = re.compile(r"[^\W\d_]{4}")
"""A word beside a date, and no "10 am"."""
_NOTHING = re.compile(r"\W*(?:none|nothing|n/?a|tb[ad]|[\w-]+\.(?:md|pdf|docx?|html))?\W*", re.IGNORECASE)
_CITED = re.compile(
    r"\b(?:chs?|chap(?:ter)?s?|sec(?:tion)?s?)\.? ?\d|\bpp?\.\s?\d|§|\((?:19|20)\d\d[a-z]?\)"
    r"|\b(?:19|20)\d\d(?:[a-z]?[.;]?$|\.)",
    re.IGNORECASE,
)
""" "Ch. 4 of Quill", "Quill, I. Maps of the Sea. 2016"."""
_CLASS_NUMBER = re.compile(r"^\d{1,2}\s*[.:]?\s*(?=\n|[A-Z])")
""" "7" of "Sep 22nd 7 Signals"."""
_CHAPTERS = re.compile(r"(?:chs?|chap(?:ter)?s?|pages|pp?)\b\.?[\d\s.,&–—-]+(?:and [\d\s.–-]+)?", re.IGNORECASE)
""" "Chapters 4-5": beside a topic, what is read for it."""
_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+(?=\D)")
_WEEK_NAMED = re.compile(r"\W*(?:\d{1,2}\.\s+)?(?:week|wk)\.?\s+#?\d{1,2}\b", re.IGNORECASE)
_PUNCTUATION = " \t\n:;,.|–—-)]•·"
_LONGEST_ROW = timedelta(days=21)
"""What lasts longer is the term, of which the hours of the class are told."""
_LONGEST_TOPIC, _LONGEST_READINGS = 300, 1000


class _Piece(NamedTuple):
    text: str
    reading: bool


def find(document: Document, entries: Sequence[Entry], term: Term) -> list[ScheduleRow]:
    """Its rows in order; lines and rows that stand one after the other for the same day or week are one."""
    return list(_joined(_rows(document, entries, term)))


def _rows(document: Document, entries: Iterable[Entry], term: Term) -> Iterator[ScheduleRow]:
    label, last = "", None
    for _, grouped in groupby(entries, key=lambda entry: entry.block.row):
        for members in _of_days(list(grouped)):
            governing = members[0].governing
            if governing is None or not _is_plan(members, governing):
                continue
            label, last = ("" if governing != last or members[0].block.level else label), governing
            label, pieces = _pieces(members, governing, label)
            if pieces and (row := _row(document, members[0], pieces, governing, term)):
                yield row


def _of_days(members: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """A row of a calendar as its days, any other whole."""
    days = {_day(entry.governing) for entry in members if entry.governing and entry.governing.kind != "due"}
    if len(days) < 2:  # noqa: PLR2004 - several
        yield members
        return
    for _, of_day in groupby(members, key=lambda entry: _day(entry.governing)):
        yield list(of_day)


def _day(governing: Governing | None) -> object:
    return governing and (governing.dates[:1], governing.week)


def _week(governing: Governing) -> int | None:
    return governing.within if governing.week is None else governing.week


def _is_plan(members: Sequence[Entry], governing: Governing) -> bool:
    """Whether it is a row of the plan: not of a list of deadlines, of the grade or of its scale."""
    block = members[0].block
    named = (members[0].label, *block.headings[-1:]) if not block.level else ()
    return not (
        governing.kind == "due"
        or any(_OF_DEADLINES.search(name) for name in named if not _LABELLED.match(name))
        or any(_OF_GRADE.search(header) for header in (block.header, *block.beside))
        or any(_SHARE.match(entry.text) for entry in members)
        or any(_LETTER_GRADE.fullmatch(" ".join(entry.text.split())) for entry in members)
    )


def _row(
    document: Document, first: Entry, pieces: Sequence[_Piece], governing: Governing, term: Term
) -> ScheduleRow | None:
    days = [day for found in governing.dates[:1] for day in term.days(found)]
    if (not days and _week(governing) is None) or (days and days[-1] - days[0] > _LONGEST_ROW):
        return None
    return ScheduleRow(
        date=days[0].isoformat() if days else None,
        end=days[-1].isoformat() if len(days) > 1 else None,
        week=_week(governing),
        topic="; ".join(piece.text for piece in pieces if not piece.reading),
        readings="; ".join(piece.text for piece in pieces if piece.reading) or None,
        page=first.block.passage.page() if document.paged else None,
    )


def _pieces(members: Iterable[Entry], governing: Governing, label: str) -> tuple[str, list[_Piece]]:
    """What a row says, each text as a topic or a reading, and the label that still holds behind it."""
    pieces: list[_Piece] = []
    for entry in members:
        told = _undated(entry, governing)
        if _AMOUNT.fullmatch(told) or (is_mostly_date(entry) and (told == entry.text or not _SAID.search(told))):
            continue
        for text in _NEW_LABEL.split(told):
            label, found = _of_label(" ".join(text.split()), label)
            if found and not _NOTHING.fullmatch(found) and not _COUNT.fullmatch(found):
                pieces += _told(entry, found, label)
    topical = any(not piece.reading and not _CHAPTERS.fullmatch(piece.text) for piece in pieces)
    if topical:
        pieces = [_Piece(text, reading or _CHAPTERS.fullmatch(text) is not None) for text, reading in pieces]
    return label, pieces


def _undated(entry: Entry, governing: Governing) -> str:
    """Its text without the date and the week that it stands under, and without the number of its heading."""
    text, begins = entry.text, 0
    for found in lead(entry):
        if found in governing.dates or (found.week is not None and found.week == _week(governing)):
            begins = found.end
    for found in reversed(entry.dates):
        bracketed = text[found.start - 1 : found.start] == "(" and text[found.end : found.end + 1] == ")"
        if (bracketed or entry.block.level) and found.start > begins and found in governing.dates:
            text = text[: found.start - bracketed].rstrip(_PUNCTUATION) + text[found.end + bracketed :]
    if begins:
        text = _CLASS_NUMBER.sub("", text[begins:].lstrip(_PUNCTUATION))
    if _week(governing) is not None and (week := _WEEK_NAMED.match(text)):
        text = text[week.end() :].lstrip(_PUNCTUATION)
    return _SECTION_NUMBER.sub("", text, count=1) if entry.block.level and _SECTION_NUMBER.match(text) else text


def _of_label(text: str, label: str) -> tuple[str, str]:
    """The label that holds from here on, and the text without one that is told by the field it goes into."""
    match = _LABEL.fullmatch(f"{text}:" if text.isupper() and _TITLED.fullmatch(text) else text)
    if match is None:
        return label, text
    name, rest = match["label"], match["rest"] or ""
    if _READINGS.search(name):
        return "readings", rest
    if _TOPICS.fullmatch(name):
        return "", rest
    return "", text if rest and not _NOTHING.fullmatch(rest) else ""


def _told(entry: Entry, text: str, label: str) -> Iterator[_Piece]:
    header, governing = entry.block.header, entry.governing
    if _READINGS.search(header) and _TOPICS.search(header):  # "Trees / Chapter 4" beneath "Topic / Reading"
        topic, *further = text.split(" / ")
        yield _Piece(topic, reading=False)
        yield from (_Piece(part, reading=_CITED.search(part) is not None) for part in further)
        return
    listed = entry.block.bullet and governing is not None and governing.kind == "heading"
    cited = listed and _CITED.search(text) is not None
    yield _Piece(text, reading=cited or label == "readings" or _READINGS.search(header) is not None)


def _joined(rows: Iterable[ScheduleRow]) -> Iterator[ScheduleRow]:
    for _, grouped in groupby(rows, key=lambda row: (row.date, row.end, row.week)):
        of_day = list(grouped)
        topics = dict.fromkeys(row.topic for row in of_day if row.topic)
        readings = dict.fromkeys(row.readings for row in of_day if row.readings)
        told = {"topic": _cut("; ".join(topics), _LONGEST_TOPIC)}
        yield of_day[0].model_copy(
            update={**told, "readings": _cut("; ".join(readings), _LONGEST_READINGS) if readings else None}
        )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(maxsplit=1)[0]} …"
