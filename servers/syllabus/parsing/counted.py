"""Columns of a plan whose numbers count work: 3 beneath "HW due" is homework 3. Knows words and numbers, not dates.

A column counts work where its header names some, or says that it is due, and its numbers go up as those of a series do:
numbers of problems, pages and points do not. So does a column that only ticks the days of a work: "Yes" beneath "Quiz".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from servers.syllabus.parsing.rows import Block
from servers.syllabus.parsing.vocabulary import DUE, kinds, says_readings, words

_NUMBERS = re.compile(r"#?\d{1,2}(?:\s*(?:[,&+/]|-|–|and)\s*#?\d{1,2})*(?:\s+due)?", re.IGNORECASE)
_TICK = re.compile(r"(?:yes|y|x|[✓✔☑✅●•*])[!.]?", re.IGNORECASE)
_DUE_BEHIND = re.compile(r"\s+due\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*")
_OTHERWISE = words(
    r"points?|pts|weights?|percent(?:age)?|%|pages?|problems?(?! sets?)|questions?|sections?|hours?|weeks?|lectures?"
    r"|class|days?|dates?|units?|modules?|scores?|grades?|assigned|out|released|posted|returned|minutes|length|time"
)
"""What a header's numbers may count instead, and what is given out."""
_AROUND = re.compile(r"[#:.()*]|\b(?:no|nos|number|num)\b\.?", re.IGNORECASE)
_LONGEST = 3  # words of a name
_FEWEST = 3  # numbers of a series
_FIRST = 3  # of a series may have been left out before it, and so many within it

Column = tuple[int, int]
"""Table and column."""


def columns(blocks: Iterable[Block]) -> dict[Column, str]:
    """What the numbers of each column that counts work are of: "HW"."""
    inside: dict[Column, list[Block]] = {}
    for block in blocks:
        if block.table is not None and block.header and block.text.strip():
            inside.setdefault((block.table, block.column), []).append(block)
    return {column: name for column, found in inside.items() if (name := _counted(found))}


def _counted(column: Sequence[Block]) -> str:
    """What the cells of a column count or tick, "" where they say something else."""
    texts = [block.text.strip() for block in column]
    counting = [text for text in texts if _NUMBERS.fullmatch(text)]
    if not counting:
        ticked = len(texts) >= _FEWEST and all(_TICK.fullmatch(text) for text in texts)
        return name if ticked and kinds(name := _name(column[0].header)) else ""
    name = _name(column[0].header)
    return name if name and _is_series([int(number) for text in counting for number in numbers(text)]) else ""


def counted(block: Block, names: Mapping[Column, str]) -> str:
    """What the number in a cell counts or its tick is for, "" where that is no work."""
    text = block.text.strip()
    if block.table is None or not (_NUMBERS.fullmatch(text) or _TICK.fullmatch(text)):
        return ""
    return names.get((block.table, block.column), "")


def numbers(text: str) -> list[str]:
    """The numbers of "3", "3, 4" and "3-5"; none of a tick."""
    if _TICK.fullmatch(text.strip()):
        return []
    found: list[str] = []
    for part in re.split(r"[,&+/]|\band\b", _DUE_BEHIND.sub("", text)):
        ends = [end.strip(" #") for end in _RANGE.split(part.strip())]
        if len(ends) == 2 and int(ends[0]) < int(ends[1]):  # noqa: PLR2004 - a first and a last
            found.extend(str(number) for number in range(int(ends[0]), int(ends[1]) + 1))
        else:
            found.extend(ends)
    return found


def _name(header: str) -> str:
    bare = " ".join(_AROUND.sub(" ", DUE.sub(" ", header)).split())
    if _OTHERWISE.search(bare) or says_readings(header) or len(bare.split()) > _LONGEST:
        return ""
    return bare if DUE.search(header) or kinds(bare) else ""


def _is_series(found: Sequence[int]) -> bool:
    few = len(found) >= _FEWEST and found[0] <= _FIRST and found[-1] <= len(found) + _FIRST
    return few and all(one <= other for one, other in pairwise(found))
