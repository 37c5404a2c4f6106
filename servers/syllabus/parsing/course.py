"""What the course is called, whose it is, and where: from the head of the document.

The head is its first rows. Code, title and term are taken as they are printed. Every row may say them; what speaks for
a row is weighed: a label that announces it, how near it stands to the top, that it is a heading, that the file says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from servers.contract.syllabus import Course
from servers.syllabus.document import Document
from servers.syllabus.parsing import addresses, headlines, people, places
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.headlines import Row
from servers.syllabus.parsing.vocabulary import words

_HEAD_ROWS = 60
_ALIKE, _FEW = 0.8, 2
_LABELS = 25
_FIRST_SENTENCES = 12  # rows: sentences further down speak of other terms, of recordings and of papers
_YEAR = re.compile(r"20\d\d|['’]\d\d")
_WEIGHTS = ((4, 4.0), (12, 2.0), (_HEAD_ROWS, 0.4))
"""What a code weighs that stands in one of the first so many rows."""
_BETWEEN = re.compile(r"[\s'’]")
_LABELLED = re.compile(
    r"\b(?:(?:course|class|module|paper|unit)\s*(?:code|number|no\.?|id|#|prefix)?"
    r"|subject\s*(?:code|number|no\.?|id|#))\s*(?:and title|/title)?\s*[:#]",
    re.IGNORECASE,
)
_ELSEWHERE = words(
    r"pre-?requisites?|pre-?reqs?|co-?requisites?|recommended|equivalent|formerly|textbook|isbn"
    r"|concurrent\w*|completed|zoom and|location|room|rm|office|classroom|building|where|phone|place|or better|passing"
)


def find(document: Document, entries: Sequence[Entry]) -> Course:
    head = _head(entries)
    rows = [row.text for row in head]
    edges = list(dict.fromkeys(line.text for line in document.lines if line.furniture and line.words))
    name = document.metadata.title or ""
    titled = [] if re.search(r"[\\_]|^/|/[^/]*/|\.\w{3,5}$", name) or not name else [name]
    texts = [entry.text for entry in entries]
    shown = [text[: headlines.SHORT] for text in document.metadata.addresses if " " in text]  # by the navigation
    code = _code(head, [*edges, *shown], titled)
    code = headlines.abbreviated(code, [name, *texts]) if code else addresses.code(document.metadata.addresses)
    institution, timezone = places.find(rows, edges, texts, document.metadata.addresses)
    teachers = people.instructors(rows)
    return Course(
        code=code,
        title=headlines.find(
            head, titled, edges, code, [*(each.name for each in teachers), *filter(None, [institution])]
        ),
        term=_term(rows, edges, titled, entries),
        institution=institution,
        timezone=timezone,
        instructors=teachers,
    )


def _head(entries: Iterable[Entry]) -> list[Row]:
    rows: list[Row] = []
    for _, grouped in groupby(entries, key=lambda entry: entry.block.row):
        members = list(grouped)
        rows.append(Row("  ".join(entry.text for entry in members), members[0].block.level))
        if len(rows) >= _HEAD_ROWS:
            break
    return rows


def _code(head: Sequence[Row], edges: Iterable[str], titled: Iterable[str]) -> str | None:
    if labelled := next((match["code"] for row in head if (match := headlines.LABELLED_CODE.match(row.text))), None):
        return " ".join(labelled.split())
    votes: Counter[str] = Counter()
    printed: dict[str, str] = {}
    said = [
        (found, _weight(place, row))
        for place, row in enumerate(head)
        if (found := _codes(row.text, named=place < headlines.FIRST_ROWS))
    ]
    said += [(_codes(text, named=False), 1.0) for text in edges] + [(_codes(text, named=True), 2.0) for text in titled]
    for found, weight in said:
        for match in found:
            code = headlines.printed(match)
            name = re.sub(r"[\W_]", "", match["code"]).lower()
            printed.setdefault(name, code)
            votes[name] += weight * (1 if match.start() == 0 or weight > _WEIGHTS[0][1] else 0.7)  # type: ignore[reportArgumentType] - fractions
    best = max(votes, key=lambda name: votes[name], default=None)
    if best is None or votes[best] < 1.0:
        return None
    alike = sum(count > _ALIKE * votes[best] for count in votes.values())
    return printed[best] if alike <= _FEW else None  # else it is a list of courses


def _codes(text: str, *, named: bool) -> list[re.Match[str]]:
    return list(headlines.codes(headlines.CROSS_LISTED.split(text)[0], named=named))


def _weight(place: int, row: Row) -> float:
    if _ELSEWHERE.search(row.text) or re.search(r"\d:\d\d|@", row.text):
        return 0.0
    labelled = 6.0 if place < _LABELS and _LABELLED.search(row.text) else 0.0  # further down, of a message: "Subject:"
    heading = 1.0 if row.level else 0.0
    return labelled + heading + next((weight for rows, weight in _WEIGHTS if place < rows), 0.0)


def _term(head: Sequence[str], edges: Sequence[str], titled: Sequence[str], entries: Sequence[Entry]) -> str | None:
    headings = [entry.text for entry in entries if entry.block.level]
    short = [text for text in head if len(text) <= headlines.SHORT]
    said = [text for text in head[:_FIRST_SENTENCES] if len(text) > headlines.SHORT]
    if term := _spelled((*short, *titled, *edges, *headings)):
        return term
    for form in headlines.SHORT_TERMS:
        for text in (*head[:8], *titled, *edges[:4]):
            if match := form.search(text):
                short = addresses.term([f"/{_BETWEEN.sub('', match.group())}"])
                return f"{short[0]} {short[1]}" if short else " ".join(match.group().split())
    if term := _spelled(said):
        return term
    labelled = (match["term"] for text in head if (match := headlines.LABELLED_TERM.match(text)))
    if term := next((" ".join(term.split()) for term in labelled), None):
        return term
    return next((term for text in head if (term := headlines.term_of_address(text))), None)


def _spelled(texts: Iterable[str]) -> str | None:
    """The first term with its year, of the surest form."""
    dated = [text for text in texts if _YEAR.search(text)]
    found = (match for form in headlines.TERMS for text in dated if (match := form.search(text)))
    return next((" ".join(match.group().replace("_", " ").split()) for match in found), None)
