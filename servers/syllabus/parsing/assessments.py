"""Tables that list a course's work by name, each with its date in a column: "Essay 1 | 1500 words | 12 May".

Not class plans: there a row is a day, and what stands in it may be anything. A table may give each section a column.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from servers.contract.syllabus import Category
from servers.syllabus.parsing import inweek, transposed
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry, is_mostly_date, says_only_when
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.names import unnamed
from servers.syllabus.parsing.resolution import Candidate, numbered, presented
from servers.syllabus.parsing.rows import Block
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import DUE, NO_CLASS, WEAK, kinds, section_of, words

_DATE_HEADER = words(r"dates?|when|day")
_DUE_DATE = words(r"due|dates?|deadline")
_NAMING_HEADER = words(
    r"assignments?|assessments?|tasks?|components?|items?|works?|deliverables?|activit(?:y|ies)|names?|events?|titles?|"
    r"projects?|exams?|what|requirements?|homeworks?|coursework|evaluations?|milestones?|papers?|deadlines?|quiz(?:zes)?"
    r"|labs?|hw|categor(?:y|ies)|graded"
)
_PLAN_HEADER = words(r"topics?|lectures?|readings?|chapters?|weeks?|class(?:es)?|sessions?|subjects?|modules?|content")
_TYPE_HEADER = words(r"(?:assignment |assessment )?(?:type|kind|category|format)")
_DUE_FIRST = re.compile(r"\W*(?:(?:date )?due(?: dates?| by| on)?|(?:submission )?deadlines?)\W*", re.IGNORECASE)
_DATE_LABEL = re.compile(
    r"\b(?:(?P<due>due|deadline|submit|submission|closes?|hand-?in|end)"
    r"|start|released?|out|available|opens?|assigned|posted|issued|given|begins?|handed out)(?:\b|(?=\s?[Dd]ate))",
    re.IGNORECASE,
)
""" "Due date", and what a date beside it is of."""
_WEIGHT = re.compile(r"\d{1,3}(?:\.\d)?\s*(?:%|pts?\.?|points?|marks?)")
_NAME_ENDS = re.compile(r"\n|:\s|\s[-–—]\s|\.\s")
_STAGE = re.compile(r"\W*(?P<name>[A-Za-z][\w' ]{2,30}?)\s*[:–—-]\s*(?:due\s+)?(?:by\s+|on\s+)?", re.IGNORECASE)
_SECTION = re.compile(
    r"\W*(?P<section>(?:[\w.&/-]+\s){0,3}(?:sections?|sec\.?|groups?|class|cohort|stream|lecture|lab)(?:\s#?\w{1,4})?)"
    r"\s?[:–—,-]",
    re.IGNORECASE,
)
"""Before a date, whose it is: "Morning section:", "Section 2 -"."""
_HELD_ON = re.compile(r"\W*(?:held )?(?:on )?\W*", re.IGNORECASE)
_FEW = 4  # words of an exam's name
_COUNTED = re.compile(r"\W*[A-Za-z]{2,}(?: [A-Za-z]+)? ?#?\d{1,2}\W*")
""""Program #3", before what is told of it in the next column."""
_LONGEST_TAKEN = timedelta(days=7)
_LONGEST_NAME = 12  # words
_MOST = 0.6  # of a table's dated rows name work, where it lists work


def find(entries: Sequence[Entry], mentions: Sequence[Mention], term: Term) -> Iterator[Candidate]:
    """A candidate for each date of each row of such tables."""
    for table, members in groupby(entries, key=lambda entry: entry.block.table):
        if table is None:
            continue
        rows = [list(row) for _, row in groupby(members, key=lambda entry: entry.block.row)]
        if across := list(transposed.find(rows, term)):
            yield from across
            continue
        listed = _by_section(rows) or _listed(rows)
        for name, due in listed:
            yield from _row(name, due, mentions, term)
        for row in rows:
            if all(name.block.row != row[0].block.row for name, _ in listed):
                yield from _sittings(row, term)


def _by_section(rows: Sequence[Sequence[Entry]]) -> list[tuple[Entry, list[Entry]]]:
    """The rows that name work and date it apart in the columns of several sections."""
    found: list[tuple[Entry, list[Entry]]] = []
    for row in rows:
        due = [entry for entry in row if section_of(entry.block.header) and any(each.dated for each in entry.dates)]
        name = next((entry for entry in row if entry not in due and _known(entry)), None)
        if name and len(due) > 1:
            found.append((name, due))
    return found


def _sittings(row: Sequence[Entry], term: Term) -> Iterator[Candidate]:
    """Of a row that begins with the name of an exam and has no date of its own, what its other cells say of when each
    section sits it: "Final exam | Morning section: 12/16, 8-10 am".
    """
    name, title = row[0], _name(row[0])
    if name.block.column or name.dates or "exam" not in kinds(title) or len(title.split()) > _FEW:
        return
    told = [sitting for cell in row[1:] if not kinds(cell.text) for sitting in _told(cell)]
    if name.governing and sum(section is not None for *_, section in told) < 2:  # noqa: PLR2004 - of several sections
        return
    whole = (0, len(name.text))
    mention = Mention(name, whole, whole, whole, title, "exam")
    for cell, found, section in told:
        evidence = cell.block.passage.span(found.start, found.end)
        for day in _days(found, term):
            yield Candidate(
                mention, day, title, "row", "table", evidence, expression=found, beside=cell, section=section
            )


def _told(cell: Entry) -> Iterator[tuple[Entry, DateExpression, str | None]]:
    """Of each sentence of a cell that begins with a date or a section: the cell with its hours, date and section."""
    dated = [found for found in cell.dates if found.dated]
    for start, end in cell.segments:
        if found := next((each for each in dated if start <= each.start < end), None):
            after = next((each.start for each in dated if each.start > found.start), len(cell.text))
            hours = tuple(time for time in cell.times if found.start <= time.start < after)
            of_section = _SECTION.match(cell.text, start, found.start)
            section = " ".join(of_section["section"].split()) if of_section else None
            if section or _HELD_ON.fullmatch(cell.text, start, found.start):
                yield replace(cell, times=hours), found, section


def _listed(rows: Sequence[Sequence[Entry]]) -> list[tuple[Entry, list[Entry]]]:
    """For each row with dates of its own, the cell that names its work and those that date it."""
    dated = [(row, due) for row in rows if (due := _due_cells(row))]
    found = [(name, due) for row, due in dated if (name := _name_cell(row, due))]
    weighed = sum(any(_WEIGHT.fullmatch(entry.text.strip()) for entry in row) for row, _ in dated)
    if weighed > len(dated) * _MOST and not any(_PLAN_HEADER.search(name.block.header) for name, _ in found):
        return found
    strict = any(DUE.search(cell.block.header) for _, due in dated for cell in due)
    naming = sum(bool(_known(name) or (_name(name).isdigit() and kinds(name.block.header))) for name, _ in found)
    if strict:
        return [(name, due) for name, due in found if _names_work(name)]
    planned = any(_PLAN_HEADER.search(name.block.header) for name, _ in found)
    return found if naming >= (1 if not planned else _MOST) * len(dated) * _MOST and found else []


def _names_work(name: Entry) -> bool:
    return bool(_known(name) or _NAMING_HEADER.search(name.block.header) or _COUNTED.fullmatch(name.text))


def _due_cells(row: Iterable[Entry]) -> list[Entry]:
    cells = [entry for entry in row if any(map(_tells_day, entry.dates)) and _may_date(entry.block)]
    due = [entry for entry in cells if DUE.search(entry.block.header) and (says_only_when(entry) or _stages(entry))]
    due = due or [entry for entry in cells if _is_of_dates(entry.block) and _deadlines(entry)]
    dates = [entry for entry in cells if _is_of_dates(entry.block) and says_only_when(entry)]
    if not dates and any(_WEIGHT.fullmatch(entry.text.strip()) for entry in row):
        dates = [entry for entry in row if is_mostly_date(entry) and any(map(_tells_day, entry.dates))]
    return due or dates[:1]


def _deadlines(cell: Entry) -> list[DateExpression]:
    """The dates that are labelled as due in a cell that labels others too: "Released: May 4; due: May 18"."""
    labels = list(_DATE_LABEL.finditer(cell.text))
    if len({bool(label["due"]) for label in labels}) == 1:
        return []
    over = ((found, [label for label in labels if label.start() < found.start]) for found in cell.dates)
    return [found for found, before in over if before and before[-1]["due"] and _tells_day(found)]


def _may_date(block: Block) -> bool:
    """Dates in the first column are the days of a plan, but where they are said to be of what is due."""
    return block.column > 0 or bool(_DUE_FIRST.fullmatch(block.header))


def _stages(cell: Entry) -> list[tuple[str, DateExpression]]:
    """The name and date of each line of a cell that dates several stages: "First draft: April 21"."""
    stages: list[tuple[str, DateExpression]] = []
    for start, end in cell.segments:
        inside = [found for found in cell.dates if start <= found.start < end and found.dated]
        named = _STAGE.fullmatch(cell.text, start, inside[0].start) if len(inside) == 1 else None
        if named is None or cell.text[inside[0].end : end].strip(" ."):
            return []
        stages.append((named["name"], inside[0]))
    return stages if len(stages) > 1 else []


def _is_of_dates(block: Block) -> bool:
    """Whether its column is the table's one of dates; where there are several of one name, it is a plan in halves."""
    return bool(_DATE_HEADER.search(block.header)) and block.header not in block.beside


def _tells_day(found: DateExpression) -> bool:
    """Whether it is a day by its date, or by its week and weekday, or the week's end."""
    return found.dated or (found.week is not None and (found.weekday is not None or found.ends))


def _name_cell(row: Sequence[Entry], due: Sequence[Entry]) -> Entry | None:
    """The cell that names the row's work: under a header that names such things, else the first that is no date."""
    first = due[0].block.column
    cells = [
        entry
        for entry in row
        if entry not in due
        and not entry.dates
        and not _WEIGHT.fullmatch(entry.text.strip())
        and (entry.block.column < first or first == 0)
    ]
    counted = [entry for entry in cells[:1] if _COUNTED.fullmatch(entry.text) and not _PLAN_HEADER.search(entry.text)]
    named = [entry for entry in cells if _NAMING_HEADER.search(entry.block.header)]
    known = [entry for entry in cells if _known(entry)]
    return next(iter([*counted, *named, *known, *cells]), None)


def _name(entry: Entry) -> str:
    """What the cell calls the work: all of it, or its first words where a description follows."""
    text = entry.block.passage.unwrapped()
    if len(text.split()) > _LONGEST_NAME or "\n" in text:
        text = _NAME_ENDS.split(text, 1)[0]
    return " ".join(text.split()).strip(" :–—-.*")


def _known(entry: Entry) -> tuple[Category, ...]:
    return () if WEAK.fullmatch(_name(entry)) else kinds(_name(entry))


def _row(name: Entry, due: Sequence[Entry], mentions: Sequence[Mention], term: Term) -> Iterator[Candidate]:
    inside = [mention for mention in mentions if mention.entry.block.row == name.block.row]
    if inside and due[0].block.column == 0:  # what is known by its name is dated as in a plan
        return
    mention = _mention(name, inside)
    if not mention.title or (NO_CLASS.fullmatch(mention.title) and not kinds(mention.title)):
        return
    evidence = name.block.passage.span(0, len(name.text), 0)
    for cell in due:
        if stages := _stages(cell):
            for stage, found in stages:
                title = f"{mention.title}: {stage}"
                for day in _days(found, term):
                    yield Candidate(mention, day, title, "due column", "table", evidence, expression=found, beside=cell)
            continue
        deadlines = _deadlines(cell) or cell.dates
        days = [day for each in deadlines for day in presented(mention, _range(each, term), term) or _days(each, term)]
        titles = numbered(mention.title, len(days))
        if len(titles) != len(days):
            titles = [mention.title] * len(days)
        for day, title in zip(days, titles, strict=True):
            section = section_of(cell.block.header)
            whole = title if len(due) == 1 or section else f"{title} {_of_header(cell)}".strip()
            yield Candidate(
                mention,
                day,
                whole,
                "due column",
                "table" if deadlines[0].dated else "week",
                evidence,
                len(days) > 1,
                mention.category == "exam" and _is_period(deadlines[0], term),
                whole_week=deadlines[0].ends and not inweek.last_day(term).sure,
                expression=deadlines[0],
                beside=cell,
                section=section,
            )


def _days(found: DateExpression, term: Term) -> Sequence[date]:
    """The days that it means; of a range, the last."""
    if found.dated:
        return term.days(found)[-1:] if found.through else term.days(found)
    monday = None if found.week is None else term.monday(found.week)
    weekday = found.weekday if found.weekday is not None else inweek.end_of(found, term).weekday
    return [] if monday is None or weekday is None else [monday + timedelta(days=weekday)]


def _is_period(found: DateExpression, term: Term) -> bool:
    """Whether it is a time of exams, of which one day is this course's, and none in which an exam is taken home."""
    days = _range(found, term)
    return len(days) > 1 and days[-1] - days[0] > _LONGEST_TAKEN


def _range(found: DateExpression, term: Term) -> list[date]:
    return term.days(found) if found.through else []


def _of_header(cell: Entry) -> str:
    """ "First draft" of a column "First draft due"."""
    return " ".join(_DUE_DATE.sub("", cell.block.header).split())


def _mention(name: Entry, inside: Sequence[Mention]) -> Mention:
    title = _name(name)
    if title.isdigit():
        title = f"{name.block.header} {title}"
    whole = (0, len(name.text))
    mine = [mention for mention in inside if mention.entry is name and mention.phrase[0] < len(title) + 1]
    typed = next((mention for mention in inside if _TYPE_HEADER.fullmatch(mention.entry.block.header)), None)
    if mine:
        category, named = (typed.category, True) if typed else (mine[0].category, mine[0].named)
        return replace(mine[0], phrase=whole, segment=whole, title=title, due=True, category=category, named=named)
    strong: list[Category] = [mention.category for mention in inside if not mention.weak]
    known: list[Category] = [*kinds(name.block.header), *strong]
    category = unnamed(title, name.block.header) if not strong else known[0]
    return Mention(name, whole, whole, whole, title, category, due=True, named=bool(known))
