"""Words → runs → rows: words that follow each other on one baseline with no gap as wide as a tab between them.

A run never reaches from one column of a table or page into the next; a line of prose is one run. Runs side by side on
one baseline are a row.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter

from servers.syllabus.readers.drawn import Placed

TAB = 1.0  # of the size: a gap wider than this parts runs
TIGHT = 1.45  # of the size between baselines: lines of one paragraph
_LEVEL = 0.2  # of the size: two baselines no further apart are one
_RAISED = 0.45  # of the size: how far a footnote's sign may leave its baseline
_SMALL = 0.85  # of the size beside it: that of a footnote's sign
_BACK = 0.3  # of the size: how far a word may begin before the end of the last (kerning, italics)
_LABEL_GAP = 3.5  # of the size between a list's mark and its text
_NUMBER_GAP = 2.2  # between a list's number and its text; a table's column stands further away
_WEAK_GAP = 0.4  # behind what is a label only where a gap follows
_STRETCHED = 4  # gaps at least, that are …
_HAIR = 0.1  # of the size, no more different than this, between …
_WORDY = 2  # letters a word at least
_DOTS = 4  # that lead the eye; fewer are an ellipsis
_MARK = re.compile("[•◦▪▫■□●○◆◇★☆➢➤➔→►▶▸✓✔✦❖·∙‣⁃⦁∗⊳⊲▷⇒⇐\ue000-\uf8ff]")
_DASH = re.compile("[-–*]")  # a mark at the beginning of a row
_WEAK_MARK = re.compile("[-–—*o]")
_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")
_CHAPTER = re.compile(r"\d{1,2}|[A-Z]|[IVX]{1,5}")
_LETTER = re.compile(r"\(?(?:[A-Za-z]|[ivx]{1,5})[.)]")


@dataclass(slots=True, eq=False)
class Run:
    words: list[Placed]
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    text_x0: float
    """Where its text begins, behind the mark or number of a list."""
    bullet: bool = False
    """It begins a list item. A mark that is neither letter nor figure is not among its words."""
    leader: str = ""
    """The dots that led to it, and what parts them from it."""

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


Row = list[Run]
"""Runs on one baseline, left to right; never empty."""


def rows_of(words: Iterable[Placed]) -> list[Row]:
    """The rows among upright words, top to bottom; list marks joined to their text."""
    return [_marked(_without_leaders(_mended(row))) for row in rows_again(_runs(words))]


def rows_again(runs: Iterable[Run]) -> list[Row]:
    """Runs on one baseline as rows, top to bottom, each from left to right."""
    rows: list[Row] = []
    for run in sorted(runs, key=attrgetter("baseline")):
        if rows and run.baseline - rows[-1][0].baseline < _LEVEL * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=attrgetter("x0"))
    return rows


def part_run(run: Run, index: int) -> tuple[Run, Run]:
    """The run up to its word `index`, and from there on."""
    left, right = run.words[:index], run.words[index:]
    return (
        replace(run, words=left, x1=max(word.x1 for word in left)),
        replace(run, words=right, x0=right[0].x0, text_x0=right[0].x0, bullet=False),
    )


def _runs(words: Iterable[Placed]) -> list[Run]:
    runs: list[Run] = []
    run = Run([], 0, 0, -1e9, 0, -1e9, 1, 0)
    for word in words:
        _, x0, top, x1, bottom, baseline, size, *_ = word
        off, by = baseline - run.baseline, run.size
        if (
            -_RAISED * by < off < _RAISED * by
            and -_BACK * by < x0 - run.x1 < TAB * by
            and (-_LEVEL * by < off < _LEVEL * by or size < _SMALL * by or by < _SMALL * size)
        ):
            run.words.append(word)
            run.x1 = max(run.x1, x1)
            if size > by:
                run.size, run.baseline = size, baseline
            if top < run.top or bottom > run.bottom:
                run.top, run.bottom = min(run.top, top), max(run.bottom, bottom)
        else:
            run = Run([word], x0, top, x1, bottom, baseline, size, x0)
            runs.append(run)
    return runs


def _mended(row: Row) -> Row:
    """A row whose runs were drawn out of order, or word by word."""
    mended = row[:1]
    for run in row[1:]:
        if run.x0 - mended[-1].x1 < TAB * min(mended[-1].size, run.size):
            _join(mended[-1], run)
        else:
            mended.append(run)
    return as_one(mended) if len(mended) > _STRETCHED and _is_stretched(mended) else mended


def as_one(row: Row) -> Row:
    """The row as one run: its gaps are only wide blanks."""
    for run in row[1:]:
        _join(row[0], run)
    return row[:1]


def _without_leaders(row: Row) -> Row:
    """The row with its dot leaders (`Midterm . . . . July 21`) made gaps: what stands behind one remembers it."""
    if not any(word.text[0] == "." for run in row for word in run.words):
        return row
    parted: Row = []
    leader: list[str] = []
    for run in row:
        for dotted, group in groupby(run.words, lambda word: not word.text.strip(".")):
            words = list(group)
            if dotted and sum(len(word.text) for word in words) >= _DOTS and parted:
                leader.extend(word.text for word in words)
                continue
            stuck = words[0].text[: -len(words[0].text.lstrip("."))] if leader and not dotted else ""
            if stuck:  # the last dot without a gap: ".10/6"
                words[0] = words[0]._replace(text=words[0].text[len(stuck) :])
            part = replace(run, words=words, x0=words[0].x0, x1=words[-1].x1, text_x0=words[0].x0)
            part.leader, leader = "".join(f"{dots} " for dots in leader) + stuck, []
            parted.append(part)
    return row if leader else parted


def _is_stretched(row: Row) -> bool:
    """Whether it is one line of text whose blanks were made wide to fill it: they are all the same to a hair."""
    gaps = [right.x0 - left.x1 for left, right in pairwise(row)]
    if any(kind.fullmatch(row[0].words[-1].text) for kind in (_NUMBER, _DOTTED, _LETTER, _MARK)):
        del gaps[0]
    letters = sum(len(word.text) for run in row for word in run.words)
    return max(gaps) - min(gaps) < _HAIR * row[0].size and letters > _WORDY * sum(len(run.words) for run in row)


def _join(run: Run, right: Run) -> None:
    run.words.extend(right.words)
    run.x1, run.top, run.bottom = max(run.x1, right.x1), min(run.top, right.top), max(run.bottom, right.bottom)


def _marked(row: Row) -> Row:
    """The row with the list marks in it found: each joined to the text behind it."""
    marked: Row = []
    for run in row:
        label = marked[-1] if marked else None
        if label and _is_label_of(label, run):
            _join(label, run)
            marked.pop()
            run = label  # noqa: PLW2901 - the joined one takes its place
        if len(run.words) > 1 and not run.bullet:
            _find_mark(run, leading=not marked)
        marked.append(run)
    return marked


def _is_label_of(label: Run, run: Run) -> bool:
    if len(label.words) != 1:
        return False
    text, gap = label.words[0].text, (run.x0 - label.x1) / run.size
    if label.words[0].symbol or _MARK.fullmatch(text) or _WEAK_MARK.fullmatch(text):
        return gap < _LABEL_GAP
    if label.words[0].bold and run.bold and label.size == run.size and _CHAPTER.fullmatch(text):
        return gap < _LABEL_GAP
    return gap < _NUMBER_GAP and any(kind.fullmatch(text) for kind in (_NUMBER, _DOTTED, _LETTER))


def _find_mark(run: Run, *, leading: bool) -> None:
    first, second = run.words[0], run.words[1]
    if len(first.text) > 1 and first.text.isalpha():
        return
    wide = second.x0 - first.x1 > _WEAK_GAP * run.size
    weak = (wide and _WEAK_MARK.fullmatch(first.text)) or (leading and _DASH.fullmatch(first.text))
    if _MARK.fullmatch(first.text) or weak or (first.symbol and len(first.text) == 1):
        del run.words[0]
        run.bullet, run.x0, run.text_x0 = True, second.x0, second.x0
        largest = max(run.words, key=attrgetter("size"))
        run.size, run.baseline = largest.size, largest.baseline
    elif _is_number(first.text, second.text, wide=wide):
        run.bullet, run.text_x0 = True, second.x0


def _is_number(label: str, text: str, *, wide: bool) -> bool:
    """Whether a label numbers the item behind it. `2.1` may be a measure, `J.` a name: space or a capital decides."""
    if _DOTTED.fullmatch(label):
        return (wide and text[0].isalpha()) or text[0].isupper()
    return bool(_NUMBER.fullmatch(label)) or (wide and bool(_LETTER.fullmatch(label)))
