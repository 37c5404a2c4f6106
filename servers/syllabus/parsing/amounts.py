"""Amounts of a grade as they are written: "30 %", "100 points", ".30 × homework", a bare number in a column of weights.

What an amount is of, `shares` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.stems import has_number
from servers.syllabus.parsing.vocabulary import words

Unit = Literal["%", "points"]


@dataclass(frozen=True, slots=True)
class Amount:
    entry: Entry
    start: int
    end: int
    value: float
    unit: Unit


_NUMBER = r"(?P<amount>\d{1,4}(?:,\d{3})?(?:\.\d{1,2})?)"
_PERCENT = re.compile(
    rf"(?<![\d,])(?<![^A-Za-z)][–—-])(?<!(?<!\.)\.){_NUMBER}\s*(?:%|percent\b|per cent\b)"
    r"|(?<!\S)%\s?(?P<behind>\d{1,2}(?:\.\d)?)(?![\d%.])"
    r"|(?<![\w.])(?P<factor>0?\.\d{1,2})(?=\s?[×*·]\s?\(?[A-Za-z])",
    re.IGNORECASE,
)
"""Also ".30 × homework"."""
_POINTS = re.compile(
    rf"(?<![\d.,–—/-]){_NUMBER}\s*(?:total |possible )?(?:points?|pts?\b\.?|marks?)(?!\w)", re.IGNORECASE
)
_UNITS = words("%|percent|per cent|point|pts|mark", before="", after="")
_FACTOR = re.compile(r"\.\d+\s?[×*·]")
BARE = re.compile(rf"^\W*{_NUMBER}\W*$")
_LAST = re.compile(r"(?P<name>[^\W\d][^:]{2,60}?)(?:\s*[:=–—]|\s-|[\s.…]*\.{3}|\s…)[\s.…]*(?P<amount>\d{1,4})")
"""A line that ends with a bare number: "Homework: 30"."""
_RANGE_BEFORE = re.compile(
    r"(?:\d\d(?:\.\d+)?|\d\s*%)\s*%?\s*(?:[-–—]|to|and)\s*$|[<>≤≥]\s*=?\s*$|\b(?:above|below|over|under|than|least"
    r"|most|up to|m(?:in"
    r"|ax)imum of)\s*$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(
    r"\s*(?:[-–—]\s*\d+(?![\dx×]|\s[x×])|to\s+\d|[<>≤≥]|(?:or|and) (?:above|below|higher|lower|more|less|better|up)\b)",
    re.IGNORECASE,
)
_LIST_DASH = re.compile(r"\s*\n\s*[-–—]\s*")
"""What begins a line makes no range."""
_SCALE = re.compile(r"\d\s?%?\s*[=:]?\s*[A-DF][+–−-]?\s*[,;].*\b[A-DF]\b")
""" "90% A, 80% B, 70% C"."""
_SHARE_HEADER = re.compile(
    r"%|\b(?:weights?|weighting|percent\w*|points?|pts|worth|value|marks?|proportion|share|total|contribution"
    r"|of (?:final |total |the )?grade)\b",
    re.IGNORECASE,
)
_GRADE_HEADING = words(r"grades?|grading|evaluation|assessments?|marking|grade breakdown")
_PERCENT_HEADER = re.compile(r"%|\b(?:weights?|weighting|percent\w*|proportion)\b", re.IGNORECASE)
_LITTLE = 12
"""Letters beside an amount that leave it an amount: "(each)", "of grade"."""


def says_amount(text: str) -> bool:
    return bool(_POINTS.search(text) or _PERCENT.search(text))


def alone_in(entry: Entry) -> Amount | None:
    """The amount that an entry says and little else."""
    text = entry.text
    amount = next(written_in(entry), None)
    if amount and _SCALE.search(text):
        return None
    if amount:
        beside = text[: amount.start] + text[amount.end :]
        return amount if sum(letter.isalpha() for letter in beside) <= _LITTLE else None
    over = entry.block.headings[-1:] if entry.block.column and not entry.block.level else ()
    header = entry.block.header or " ".join(over)
    bare = [BARE.match(line) for line in text.split("\n")]
    graded = not entry.block.header and _GRADE_HEADING.search(header)  # points, if they make up the whole
    if (_SHARE_HEADER.search(header) or graded) and all(bare):
        unit: Unit = "%" if _PERCENT_HEADER.search(header) else "points"
        total = sum(number(match["amount"]) for match in bare if match)
        return Amount(entry, 0, len(text), total * 100 if unit == "%" and total <= 1 else total, unit)  # "0.30"
    return None


def last_in(entry: Entry) -> Amount | None:
    """The bare number that ends a short line under a heading of grades: points, if they make up the whole."""
    if entry.block.table is not None or not _GRADE_HEADING.search(" ".join(entry.block.headings[-1:])):
        return None
    match = _LAST.fullmatch(entry.text.strip())
    return Amount(entry, match.start("amount"), len(entry.text), number(match["amount"]), "points") if match else None


def written_in(entry: Entry) -> Iterator[Amount]:
    """Percentages; where there are none, points."""
    text = entry.text
    if not (has_number(text) and (_UNITS.within(text) or _FACTOR.search(text))):
        return
    percent, points = list(_PERCENT.finditer(text)), list(_POINTS.finditer(text))
    if len(points) > 1 and percent and points[-1].end() < percent[0].start():  # those are of the scale of grades
        percent = []
    for match in percent or points:
        before, after = _LIST_DASH.sub("\n", text[: match.start()]), text[match.end() :]
        if _RANGE_BEFORE.search(before) or (_RANGE_AFTER.match(after) and not _LIST_DASH.match(after)):
            continue
        said = match.groupdict()
        value = number(said["factor"]) * 100 if said.get("factor") else number(said["amount"] or said["behind"])
        yield Amount(entry, match.start(), match.end(), value, "%" if percent else "points")


def number(written: str) -> float:
    return float(written.replace(",", ""))
