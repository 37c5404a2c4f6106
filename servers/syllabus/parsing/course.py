"""What the course is called, whose it is, and where: from the head of the document.

The head is what stands before the first long stretch of prose. Code, title and term are taken as they are printed; what
a label announces ("Course title:") is taken before what only looks like it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from servers.contract.syllabus import Course
from servers.syllabus.document import Document
from servers.syllabus.parsing import people
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.vocabulary import words

_HEAD_ROWS = 45

_SUBJECT = r"(?:[A-Z]{2,5}(?:-[A-Z]{2})?|[A-Z][a-z]{1,4}|[A-Z]{2,5}(?:\s?[/&]\s?[A-Z]{2,5})+)"
_CODE = re.compile(
    rf"(?<![\w.@/#-])(?P<subject>{_SUBJECT})(?P<gap>[\s-]?[\s-]?)(?P<number>[A-Zs]?\d{{2,4}}(?:[A-Z]{{1,2}}"
    rf"|[a-z])?(?:/\d{{3,4}})?)(?![\w%]|:\d|\.\d|-\d{{4}})"
)
_NUMBERED = re.compile(r"(?<![\w.,:$-])\d{1,2}\.[A-Z]?\d{2,4}[A-Z]{0,2}(?![\w%.,:])")
_NO_SUBJECT = words(
    r"jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed|thur?|fri|sat|sun|fall|spring|autumn|week|day"
    r"|part|step|page|row|fig|table|line|vol|issue|ver|rm|room|hall|bldg|box|suite|ste|floor|apt|tel|phone|fax|zip|ext"
    r"|isbn|issn|doi|https?|www|sec|ch|unit|lab|lec|dis|exam|quiz|level|covid|group|act|title|code|crn|no|po|id|and|the"
    r"|of|in|at|for|to|by|from|top|max|min|about|over|under|above|below|since|until|after|before|[pecm][sd]t|utc|gmt|am"
    r"|pm|year|total|pts|due|class"
)
_LABELLED_CODE = re.compile(
    r"\b(?:course|class|module|subject|paper|unit)\s*(?:code|number|no\.?|id|#|prefix)?\s*(?:and title|/title)?\s*[:#]",
    re.IGNORECASE,
)
_LABELLED_TITLE = re.compile(
    r"^\W*(?:(?:course|class|module|subject|unit)\s*(?:title|name)|title(?: of (?:the )?course)?"
    r"|course)\s*[:–—-]+\s*(?P<title>.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE = words(
    r"pre-?requisites?|pre-?reqs?|co-?requisites?|recommended|equivalent|cross-?listed|formerly|textbook|isbn"
    r"|concurrent\w*"
)

_SEASON = r"(?:fall|autumn|spring|summer|winter|maymester|j-?term|michaelmas|lent|hilary|trinity)"
_HALVES = r"(?:(?:first|second|1st|2nd|early|late)\s+(?:semester|term|half|session)\s*,?\s+)?"
_YEAR = r"(?:20\d\d(?:\s?[-–/]\s?(?:20)?\d\d(?!\d))?|['’]\d\d)"
_KIND = r"(?:semester|term|quarter|session|trimester)"
_TERMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_HALVES}{_SEASON}(?:\s+{_KIND})?(?:\s+(?:[AB12]|I{{1,3}}))?\s*(?:of\s+|[,:/-]\s*)?{_YEAR}\b",
        rf"\b{_YEAR}\s*[,:-]?\s+{_SEASON}(?:\s+{_KIND})?\b",
        rf"\b{_KIND}\s+(?:[1-4]|I{{1,3}}|one|two|three)\s*[,:(]?\s*{_YEAR}",
        rf"\b20\d\d\s*[,:-]?\s*{_KIND}\s+(?:[1-4]|I{{1,3}})\b",
        r"(?-i:\b(?:FA|SP|SU|WI|Fa|Sp|Su|Wi|F|S|W)\s?['’]?(?:20)?[12]\d\b)",
        r"\b20\d\d\s?[-–/]\s?(?:20)?\d\d\b",
    )
)
_PLAIN_TERMS = 4
"""So many of the forms are terms wherever they stand; the others only in the first lines."""
_INSTITUTIONAL = words(r"university|college|department|dept|school|faculty|institute|division|program|campus")
_PERSON = re.compile(
    r"@|\b(?:dr|prof|professor|instructor|lecturer|ph\.?d|email|office|phone|tel|ta|teaching|zoom|website|http\w*)\b",
    re.IGNORECASE,
)
_SYLLABUS = re.compile(
    r"\b(?:(?:tentative|course|class|draft|preliminary|general|official)\s+)*(?:syllabus|course (?:outline"
    r"|information|info|description|overview|guide|policies|schedule))\b(?:\s+for\b)?",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"\b(?:sections?|sec\.?|crn)\s*[#:]?\s*[\dA-Z][\w-]*(?:\s*(?:,|&|and)\s*\d[\w-]*)*|(?<=\d)-\d{1,3}\b"
    r"|\(\s*\d+ (?:credits?|units?|cr)\b[^)]*\)|\b\d(?:\.\d)? (?:credits?|units?)(?: hours?)?\b",
    re.IGNORECASE,
)
_LONGEST_TITLE, _SHORTEST_TITLE = 110, 4
_WEIGHTS = ((4, 4.0), (12, 2.0), (_HEAD_ROWS, 0.4))
"""What a code weighs that stands in one of the first so many rows."""


def find(document: Document, entries: Sequence[Entry]) -> Course:
    head = _head(entries)
    edges = [line.text for line in document.lines if line.furniture and line.words]
    titled = [document.metadata.title] if document.metadata.title else []
    code = _code(head, edges, titled)
    return Course(
        code=code,
        title=_title(head, titled, code),
        term=_term(head, edges, titled, entries),
        instructors=people.instructors(entries),
    )


def _head(entries: Iterable[Entry]) -> list[str]:
    rows: list[str] = []
    for _, members in groupby(entries, key=lambda entry: entry.block.row):
        rows.append("  ".join(entry.text for entry in members))
        if len(rows) >= _HEAD_ROWS:
            break
    return rows


# --- code -------------------------------------------------------------------------------------------------------------


def _code(head: Sequence[str], edges: Iterable[str], titled: Iterable[str]) -> str | None:
    votes: Counter[str] = Counter()
    printed: dict[str, str] = {}
    sources = [(text, _weight(place, text)) for place, text in enumerate(head)]
    sources += [(text, 1.0) for text in {*edges}] + [(text, 2.0) for text in titled]
    for text, weight in sources:
        for match in _codes(text):
            name = re.sub(r"[\W_]", "", match).lower()
            printed.setdefault(name, match)
            votes[name] += weight  # type: ignore[reportArgumentType] - a Counter adds fractions as well
    best = max(votes, key=lambda name: votes[name], default=None)
    return printed[best] if best and votes[best] >= 1.0 else None


def _weight(place: int, text: str) -> float:
    if _ELSEWHERE.search(text):
        return 0.0
    labelled = 6.0 if _LABELLED_CODE.search(text) else 0.0
    return labelled + next((weight for rows, weight in _WEIGHTS if place < rows))


def _codes(text: str) -> Iterator[str]:
    for match in _CODE.finditer(text):
        subject = match["subject"]
        if _NO_SUBJECT.fullmatch(subject) or (subject[1].islower() and not match["gap"]):
            continue
        if re.fullmatch(r"(?:19|20)\d\d", match["number"]) and subject[1].islower():
            continue
        yield " ".join(match.group().split())
    for match in _NUMBERED.finditer(text):
        if re.match(r"^\W*(?:course\W*)?$", text[: match.start()], re.IGNORECASE):
            yield match.group()


# --- title ------------------------------------------------------------------------------------------------------------


def _title(head: Sequence[str], titled: Sequence[str], code: str | None) -> str | None:
    for text in head:
        if (match := _LABELLED_TITLE.search(text)) and (title := _plain_title(match["title"].split("  ")[0], code)):
            return title
    for place, text in enumerate(head[:25]):
        if code and _has(text, code):
            for candidate in (text, *reversed(head[max(place - 3, 0) : place]), *head[place + 1 : place + 3]):
                if title := _plain_title(candidate, code):
                    return title
    for text in (*titled, *head[:6]):
        if title := _plain_title(text, code):
            return title
    return None


def _has(text: str, code: str) -> bool:
    return "".join(code.split()).lower() in "".join(text.split()).lower()


def _plain_title(text: str, code: str | None) -> str | None:
    """`text` without code, term, section and the word "syllabus", if a title is left."""
    text = _SECTION.sub(" ", text)
    for found in _codes(text):
        text = text.replace(found, " ")
    if code:
        text = text.replace(code, " ")
    for pattern in (*_TERMS[:_PLAIN_TERMS], _SYLLABUS):
        text = pattern.sub(" ", text)
    text = re.sub(r"\(\s*\)|\[\s*\]|¶", " ", text)
    text = " ".join(text.split()).strip(" -–—:|,.;·•#*/()")
    text = text.split(" | ")[0].strip()
    if len(text) > _LONGEST_TITLE or not re.search(r"[A-Za-z]{3}", text) or _PERSON.search(text) or text.endswith("?"):
        return None
    if re.match(r"^[\w ]{2,30}:", text) or text.islower() or len(text) < _SHORTEST_TITLE:
        text = (
            text.split(":", 1)[1].strip()
            if re.match(r"^(?:course|title|welcome to)\b[\w ]{0,15}:", text, re.IGNORECASE)
            else text
        )
        if re.match(
            r"^(?:meeting|time|location|room|instructor|office|credit|class|when|where|days?|semester|term|overview"
            r"|contents?|date|last updated|updated)\b",
            text,
            re.IGNORECASE,
        ):
            return None
    institutional = _INSTITUTIONAL.search(text) and not re.search(
        r"\b(?:introduction|seminar|college (?:algebra|physics|writing|mathematics|chemistry))\b", text, re.IGNORECASE
    )
    if institutional or re.match(
        r"^(?:last )?(?:updated|revised|version|table of contents|welcome|overview|home|menu|skip)\b",
        text,
        re.IGNORECASE,
    ):
        return None
    return text


# --- term -------------------------------------------------------------------------------------------------------------


def _term(head: Sequence[str], edges: Sequence[str], titled: Sequence[str], entries: Sequence[Entry]) -> str | None:
    headings = [entry.text for entry in entries if entry.block.level]
    for form in _TERMS[:_PLAIN_TERMS]:
        for text in (*head, *titled, *edges, *headings):
            if match := form.search(text):
                return " ".join(match.group().split())
    for form in _TERMS[_PLAIN_TERMS:]:
        for text in (*head[:8], *titled, *edges[:4]):
            if match := form.search(text):
                return " ".join(match.group().split())
    return None
