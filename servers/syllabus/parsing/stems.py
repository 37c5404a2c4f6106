"""Words as patterns that are tried only where one of their stems stands.

Most texts hold none of the words that a rule asks for, and a pattern of forty alternatives takes ten times as long to
find that out as a look for their stems. The stems are taken from the pattern itself, so that
a table of words has one place. Which tables may have words in a text is found out once for all of them, word by word.
Knows strings only.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count

Tables = int
"""A set of tables of words, a bit for each."""

_bits = (1 << number for number in count())
_begun_by: dict[str, dict[str, Tables]] = {}
"""By its first two letters each stem, and the tables that have it."""
_always: list[Tables] = []
"""Tables that may have words in every text."""
_NUMBERS: Tables = next(_bits)
"""As if the ten figures were a table of words."""


def registered(stems: Iterable[str]) -> Tables:
    """A new table of words, each with one of the stems, as `tables_in` tells of it."""
    table = next(_bits)
    for stem in stems:
        word = max(stem.split(), key=len, default="")
        if len(word) < _BEGIN:
            _always.append(table)
        else:
            alike = _begun_by.setdefault(word[:_BEGIN], {})
            alike[word] = alike.get(word, 0) | table
    tables_in.cache_clear()
    _tables_of.cache_clear()
    return table


@lru_cache(maxsize=1 << 11)
def tables_in(text: str) -> Tables:
    """The tables that may have a word in the text; certainly none of the others has."""
    found = 0
    for table in _always:
        found |= table
    for word in text.lower().split():
        found |= _tables_of(word)
    return found


def has_number(text: str) -> bool:
    """Whether a figure may stand in the text: certain where it says no."""
    return bool(tables_in(text) & _NUMBERS)


_BEGIN = 2
_LONGEST = 60  # letters of a word; what is longer is an address or an attack
_ALL: Tables = -1


@lru_cache(maxsize=1 << 14)
def _tables_of(word: str) -> Tables:
    if len(word) > _LONGEST:
        return _ALL
    found = _NUMBERS if any(map(str.isdecimal, word)) else 0
    for start in range(len(word) - 1):
        for stem, tables in _begun_by.get(word[start : start + _BEGIN], _NONE).items():
            if word.startswith(stem, start):
                found |= tables
    return found


_NONE: dict[str, Tables] = {}


class Words:
    """A pattern of whole words, whatever their case, with the methods of `re.Pattern` that look for it in a text."""

    __slots__ = ("_regex", "_stems", "alternatives", "fullmatch", "match", "pattern", "table")

    def __init__(self, alternatives: str, pattern: str) -> None:
        self._regex = re.compile(pattern, re.IGNORECASE)
        self._stems = stems(alternatives)
        self.table = registered(self._stems)
        self.alternatives, self.pattern = alternatives, pattern
        self.match, self.fullmatch = self._regex.match, self._regex.fullmatch
        """At one place only, where nothing is quicker than to try."""

    def within(self, text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        """Whether it may stand in `text[start:end]`: certain where it says no."""
        return bool(tables_in(text) & self.table) and self._has_stem(text[start:end].lower())

    def _has_stem(self, lowered: str) -> bool:
        for stem in self._stems:  # noqa: SIM110 - `any` takes twice as long
            if stem in lowered:
                return True
        return False

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        if tables_in(text) & self.table and self._has_stem(text[start:end].lower()):
            return self._regex.search(text, start, end)
        return None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        if tables_in(text) & self.table and self._has_stem(text[start:end].lower()):
            return self._regex.finditer(text, start, end)
        return iter(())

    def sub(self, by: str, text: str) -> str:
        return self._regex.sub(by, text) if self.within(text) else text


def stems(alternatives: str, *, of_words: bool = False) -> tuple[str, ...]:
    """Lower-case letters, some of which stand in every text that one of the alternatives matches.

    `of_words`: they stand within a word of it; else there may be blanks and signs among them, as in "no later than".
    """
    run = r"[a-z]+" if of_words else r"[a-z %&#@]+"
    found = dict.fromkeys(stem for each in _split(alternatives) for stem in _stems(each, run))
    return tuple(stem for stem in found if not any(other in stem for other in found if other != stem))


def _split(alternatives: str) -> list[str]:
    """The alternatives of a pattern, those inside groups not parted."""
    parts, depth = [""], 0
    for letter in alternatives:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


_NO_LETTER = re.compile(r"\\.[?*+]?|\[[^\]]*\][?*+]?|[\w ][?*]")
_PARTED = "\n"
"""Stands for what was taken out of a pattern."""


def _stems(alternative: str, run: str) -> list[str]:
    """Letters of which every match of the alternative has some: the longest run, or one of each choice of a group."""
    outside, groups = _parts(_NO_LETTER.sub(_PARTED, alternative).lower())
    runs = re.findall(run, outside)
    options = [[max(runs, key=len)] if runs else [""]]
    for before, group in groups:
        begun = _at_end(run, before)
        options.append([begun + _at_beginning(run, each) for each in _split(group)])
        options.append([stem for each in _split(group) for stem in _stems(each, run)])
    return max(options, key=lambda stems: min(map(len, stems)))


def _at_end(run: str, text: str) -> str:
    found = re.search(rf"(?:{run})\Z", text)
    return found.group() if found else ""


def _at_beginning(run: str, alternative: str) -> str:
    found = re.match(run, _parts(_NO_LETTER.sub(_PARTED, alternative))[0])
    return found.group() if found else ""


def _parts(alternative: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands outside of all groups, and what in each outer group that can't be absent, with what is before it."""
    outside, groups, group, depth = "", list[tuple[str, str]](), "", 0
    for place, letter in enumerate(alternative):
        depth -= letter == ")"
        if depth:
            group += letter
        elif letter == ")":
            may_be_absent = alternative[place + 1 : place + 2] in {"?", "*", "{"}
            groups += [(outside, group[2:])] if group.startswith("?:") and not may_be_absent else []
            outside, group = outside + _PARTED, ""
        elif letter != "(":
            outside += letter
        depth += letter == "("
    return outside, groups
