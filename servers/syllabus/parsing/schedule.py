"""The class plan, row by row: the date, and what is done on it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from servers.contract.syllabus import ScheduleRow
from servers.syllabus.document import Document
from servers.syllabus.parsing.entries import Entry, is_mostly_date
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import words

_READINGS = words(r"readings?|texts?|chapters?|preparation|prep|materials?|pages")
_COUNT = re.compile(r"(?:week|wk|class|lecture|session|day)?\W*\d{1,2}\W*", re.IGNORECASE)
"""The number of a week or class, which is no topic."""
_LETTER_GRADE = re.compile(r"[A-DF]\s?[+–−-]?")
"""A cell that is one makes its row one of the scale of grades, whose "3.7" is no date."""
_LONGEST_TOPIC = 300


def find(document: Document, entries: Sequence[Entry], term: Term) -> list[ScheduleRow]:
    """Its rows in order; lines and rows that stand one after the other for the same day or week are one."""
    rows = (list(members) for _, members in groupby(entries, key=lambda entry: entry.block.row))
    found = (row for members in rows if (row := _row(document, members, term)))
    return list(_joined(found))


def _joined(rows: Iterable[ScheduleRow]) -> Iterator[ScheduleRow]:
    for _, grouped in groupby(rows, key=lambda row: (row.date, row.end, row.week)):
        first, *further = grouped
        topic = "; ".join(row.topic for row in (first, *further) if row.topic)
        readings = "; ".join(row.readings for row in (first, *further) if row.readings)
        yield first.model_copy(update={"topic": topic[:_LONGEST_TOPIC], "readings": readings or None})


def _row(document: Document, members: Sequence[Entry], term: Term) -> ScheduleRow | None:
    governing = members[0].governing
    if governing is None or governing.kind == "due":
        return None
    days = [day for found in governing.dates[:1] for day in term.days(found)]
    if not days and governing.week is None:
        return None
    texts = [(entry, " ".join(entry.text.split())) for entry in members if not is_mostly_date(entry)]
    if any(_LETTER_GRADE.fullmatch(text) for _, text in texts):
        return None
    texts = [(entry, text) for entry, text in texts if not _COUNT.fullmatch(text)]
    readings = "; ".join(text for entry, text in texts if _READINGS.search(entry.block.header))
    topic = "; ".join(text for entry, text in texts if not _READINGS.search(entry.block.header))
    if not topic and not readings:
        return None
    return ScheduleRow(
        date=days[0].isoformat() if days else None,
        end=days[-1].isoformat() if len(days) > 1 else None,
        week=governing.within if governing.week is None else governing.week,
        topic=topic,
        readings=readings or None,
        page=members[0].block.passage.page() if document.paged else None,
    )
