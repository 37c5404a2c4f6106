"""Statements of a share of the grade: "Homework 30 %", "20% "
"| Problem sets", "Exam 1: 100 points", "two exams, 25% each".

Only what one row or sentence says is read here; which statements make up a course's grade, `grading` decides. The scale
of letter grades ("A: 93–100%"), late penalties and extra credit are no shares.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from servers.syllabus.document import Span
from servers.syllabus.parsing import parts
from servers.syllabus.parsing.amounts import BARE, Amount, Unit, alone_in, last_in, number, says_amount, written_in
from servers.syllabus.parsing.entries import Entry, says_only_when
from servers.syllabus.parsing.stems import has_number
from servers.syllabus.parsing.vocabulary import kinds, words


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
    is_heading: bool = False
    table: int | None = None
    column: int = 0
    """Of the table, in which the amount stands."""
    count: int | None = None
    drop: int | None = None
    letters: int = 0
    """Of the text that states it."""


_LETTER = re.compile(r"\W*(?:[A-DF]\s?[+–−-]?|[A-D]{2}|pass|fail)\W*$", re.IGNORECASE)
_NO_SHARE = words(
    r"late|penalt\w+|deduct\w*|reduc\w+|loses?|lost|lowered|each day|extra credit|bonus"
    r"|taken off|off (?:the|your)"
    r"|absen\w+|curve\w*|passing|plagiari\w+|similarity|refund\w*|discount|tuition|of students|of the (?:time|class)"
    r"|credit hours?|\d+ (?:days?|hours?)|scor(?:e|es|ed|ing) (?:of|at|above|below|over|under|an?)|within|correct"
    r"|at least|minimum|maximum|or (?:more|less|better|higher)"
)
_WHEN = re.compile(
    r"\W*(?:(?:bi-?)?weekly|daily|every|ongoing|throughout|to be|tb[ad]"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
"""At the beginning of a cell that tells when a part takes place."""
_QUANTITY = re.compile(r"\b(?:quantity|number|count|how many|no\.)|^#$", re.IGNORECASE)
_PER = re.compile(r"\b(?:each|per)\b", re.IGNORECASE)
_BEGINS_LINE = re.compile(r"(?:^|\n)[\s:–—-]*$")
_LABEL = re.compile(r"[^:.]{2,60}:$")
_LABEL_WORDS = 5
_NAMED_BEHIND = re.compile(
    r"\s*[×·]\s*[A-Z]|\s*(?:for|on|from)\s+(?!(?:the |your )?(?:final |course |total |overall )*(?:grade|mark)|each"
    r"|every|being)",
    re.IGNORECASE,
)
""""20% for the midterm"."""
_EACH_BEHIND = re.compile(r"[\s,(]*(?:\w+ )?(?:each|apiece)\b|\s?[x×]\s?\d\b", re.IGNORECASE)
_EACH_BEFORE = re.compile(r"(?:\beach\b[^);:.]{0,40}|@\s*|×\s*|\bx\s*)$", re.IGNORECASE)
_OF_ONE = re.compile(r"(?:\beach\b[^();:.]{0,40}|\bat|\bof|@|×|\bx)\s*$", re.IGNORECASE)
_OF_EACH = re.compile(r"(?:points?|pts\.?|%|percent|marks?) (?:each|apiece)\b[^.)\d]{0,30}$", re.IGNORECASE)
""" "5 points each for completion (" before what they make together."""
_WHOLE = 100
_SAYS = words(r"worth|is|are|will|counts?|makes?|accounts?|contributes?|constitutes?|comprises?|represents?")
_REST = re.compile(r"\W*(?:the )?(?:remaining|other|rest of the)\s*", re.IGNORECASE)
_PER_TIME = re.compile(r"\s*(?:off\s+)?(?:per|each|every|an?)\s+(?:\w+\s+)?(?:day|hour|week)\b", re.IGNORECASE)
_OF_REST = re.compile(
    r"\W*(?:of (?:the|your) (?:final |course )?grade\s+)?(?:is|are|will be|(?:will )?comes? from|goes to)\b"
    r"(?:\s+(?:based on|determined by|for))?",
    re.IGNORECASE,
)
"""Behind "the remaining 30%"."""
_OF_THE_GRADE = re.compile(r"\s*of (?:the |your )?(?:final |course |total )*(?:grade|mark)s?\s*:", re.IGNORECASE)
_EACH_OF = re.compile(r"\s*each\)[\s:,–-]*\d", re.IGNORECASE)
""" "(10 points each): 100 points"."""
_DETAIL = re.compile(r"\s*\([^()]*\)")
_DETAIL_OF_NAME = re.compile(r"(?:[^()%\n;.]{2,60})?\s?\([^()]*\)")
""""45% Assignments (9% for each)"."""
_ENDS_SENTENCE = re.compile(r"[\])]?\.(?:\s|$)")
""""Homework: 30 points. Midterm: 30 points."."""
_HEADED = re.compile(r"\s*(?:of (?:the |your )?(?:final |course )?grade)?[)\]]?\s*[:.]\s+\S|[^()%]{1,40}\)\s*[:.]\s+\S")
""""Labs (50%): eight labs, …": the paragraph's own amount, and what follows tells only how it is made up."""
_SENTENCE_END = re.compile(
    r"(?:(?<=[a-z)%])|(?<=\d\d))(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec))(?<!\bSept)\.\s"
)
_ALL = "Total"
_OF_ALL = re.compile(
    r"\b(?:total of|out of|adds? up to|sums? (?:up )?to|total|possible|in all|altogether)\b", re.IGNORECASE
)
_ALL_BEHIND = re.compile(r"\b(?:total|possible|in all|altogether)\b(?!\s+of\b)", re.IGNORECASE)
_NEAR = 25
_ANNOUNCED = re.compile(
    r"^\W*(?:(?:your|the) )?(?:final |course )*(?:grad|evaluation|assessment|weight|mark)\w*(?: \w+){0,2}\s*[:=–—]\s*$",
    re.IGNORECASE,
)
"""Before "50% homework, 50% exams"."""
_TOTAL_REACH = 40
_TOLD = 200
"""Letters around an amount in which counts and drops are told."""
_MOST_IN_ONE = 12
"""So many amounts in one paragraph are a scale or an example."""
_OF_LAST = re.compile(r"^\s*\([^()%]*\)[,;:]?")
"""What is said in brackets of the amount before: "midterm 30% (in class), final 40%"."""


def find(entries: Iterable[Entry]) -> Iterator[Share]:
    above: Sequence[Entry] = ()
    for row, (_, grouped) in enumerate(groupby(entries, key=lambda entry: entry.block.row)):
        members = [entry for entry in grouped if entry.text.strip()]
        if any(has_number(entry.text) for entry in members):
            yield from _of_members(members, above, row)
        above = members


def _of_members(members: Sequence[Entry], above: Sequence[Entry], row: int) -> Iterator[Share]:
    """The shares of one row. `above`: the row before it."""
    apart = len(members) > 1 and sum(_states(entry) for entry in members) < 2  # noqa: PLR2004 - each states its own
    if headed := list(_headed(members, above, row)):
        yield from headed
    elif apart and (pairs := list(_pairs(members))):
        yield from (share for pair in pairs if (share := _of_row(pair, above, row)))
    elif apart and (stacked := list(_stacked(members, row))):
        yield from stacked
    elif apart and (share := _of_row(members, above, row)):
        yield share
    else:
        for entry in members:
            yield from _of_text(entry, row)


def _states(entry: Entry) -> bool:
    """Whether an entry names a part and its amount as well."""
    return any(re.search(r"[A-Za-z]{3}", entry.text[: amount.start]) for amount in written_in(entry))


def _pairs(members: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Name and amount, name and amount: columns of parts beside each other. Nothing where a row is anything else."""
    amounts = [alone_in(entry) for entry in members]
    units = {amount.unit for amount in amounts if amount}
    taking_turns = list(map(bool, amounts)) == [False, True] * (len(members) // 2)
    if len(members) > 2 and taking_turns and len(units) == 1:  # noqa: PLR2004 - one pair
        yield from (members[index : index + 2] for index in range(0, len(members) - 1, 2))


def _headed(members: Sequence[Entry], above: Sequence[Entry], row: int) -> Iterator[Share]:
    """A row of percentages under the names of the parts: "Homework | Midterm | Final" over "30% | 30% | 40%"."""
    if len(members) > 2 and parts.GRADING.match(members[0].text):  # noqa: PLR2004 - a label and two amounts
        members = members[1:]
    found = list(takewhile(bool, map(_percentage, members if len(members) > 1 else ())))
    if not found or len(found) < len(members):
        return
    of_table = above if above and above[0].block.table == members[0].block.table else ()
    over = {entry.block.column: entry.text for entry in of_table if not says_amount(entry.text)}
    names = [parts.name(entry.block.header or over.get(entry.block.column, ""), whole=True) for entry in members]
    if sum(map(bool, map(kinds, names))) > 1:
        for amount, name in zip(found, names, strict=True):
            if amount and name:
                yield _share(amount, name, f"{name}; {amount.entry.text}", row)


def _percentage(entry: Entry) -> Amount | None:
    """The percentage that an entry is."""
    amount = alone_in(entry)
    return amount if amount and amount.unit == "%" else None


def _stacked(members: Sequence[Entry], row: int) -> Iterator[Share]:
    """Several parts in one row: as many lines in the cell of the names as amounts begin lines in another."""
    named = members[0].text.split("\n")
    if len(named) < 2 or members[0].block.table is None:  # noqa: PLR2004 - lines
        return
    names = [parts.name(each, whole=True) for each in named]
    for _, cell in groupby(members[1:], key=lambda entry: entry.block.column):
        begin = [
            amount for entry in cell for amount in written_in(entry) if _BEGINS_LINE.search(entry.text, 0, amount.start)
        ]
        if len(begin) == len(names) and all(names):
            for amount, name in zip(begin, names, strict=True):
                told = amount.entry.text[amount.start :].split("\n")[0]
                yield _share(amount, name, f"{name}; {told}", row)
            return


def _of_row(members: Sequence[Entry], above: Sequence[Entry], row: int) -> Share | None:
    """The share of a row in which one piece is the amount, and the first other with words the name.

    Where that tells only when ("Weekly | 10%"), the line above is the name.
    """
    alone = [amount for entry in members if (amount := alone_in(entry))]
    amount = min(alone, key=_preference, default=None)
    label = members[0].text
    if amount is None and _LABEL.match(label) and not parts.GRADING.match(label):
        amount = next((amount for entry in members[1:] for amount in written_in(entry)), None)
    if amount is None and len(label.split()) <= _LABEL_WORDS:  # "40% in all, the lowest grade dropped"
        amount = next((first for entry in members[1:] for first in written_in(entry) if not first.start), None)
    if amount is None:
        return None
    others = [entry for entry in members if entry is not amount.entry]
    named = next((entry for entry in others if re.search(r"[A-Za-z]{2}", entry.text)), None)
    if named and len(above) == 1 and (_WHEN.match(named.text) or says_only_when(named)) and kinds(above[0].text):
        named = above[0]
    if named is None or _LETTER.match(named.text) or (_NO_SHARE.search(named.text) and not kinds(named.text)):
        return None
    about = "; ".join(entry.text for entry in members)
    name = parts.name(named.text, whole=True)
    if not name:
        return None
    share = _share(amount, name, about, row, named)
    quantity = next(
        (number(entry.text) for entry in others if _QUANTITY.search(entry.block.header) and BARE.match(entry.text)),
        None,
    )
    if quantity is None:
        return share
    each = _PER.search(amount.entry.block.header) is not None
    return replace(share, count=int(quantity), amount=amount.value * quantity if each else share.amount)


def _preference(amount: Amount) -> tuple[bool, bool, bool]:
    """Of several amounts in a row: of all before of each, percent before points, a number of its own before others."""
    text, header = amount.entry.text, amount.entry.block.header
    each = bool(_EACH_BEHIND.match(text[amount.end :]) or (_PER.search(header) and amount.unit != "%"))
    return each, amount.unit != "%", not BARE.match(text)


def _of_text(entry: Entry, row: int) -> Iterator[Share]:
    """Each share of a text by itself, the name before the amount, or behind it where a text begins with one."""
    text = entry.text
    last = last_in(entry)
    amounts = [last] if last else list(written_in(entry))
    if not amounts or len(amounts) > _MOST_IN_ONE:
        return
    leading = not re.search(r"[A-Za-z]{2}", _ANNOUNCED.sub("", text[: amounts[0].start]))
    amounts = _stated(text, amounts, leading=leading)
    since = 0
    for index, amount in enumerate(amounts):
        until = amounts[index + 1].start if index + 1 < len(amounts) else len(text)
        before, after = text[since : amount.start], text[amount.end : until]
        ends = _SENTENCE_END.search(text, amount.end)
        beside = text[amount.end : min(until, amount.end + 40, ends.start() if ends else until)]
        since = amount.end
        if _NO_SHARE.search(before[-60:]) or _NO_SHARE.search(beside) or _PER_TIME.match(beside):
            continue
        said = _said(before, after, leading=leading, listed=bool(index))
        name = parts.name(said) or _name_elsewhere(amount, before)
        if amount.unit == "points" and not _OF_EACH.search(before) and _is_total(amount, before, beside):
            name = _ALL
        if name and not _LETTER.match(name):
            about = f"{before[-_TOLD:]} {text[amount.start : amount.end]} {after[:_TOLD]}"
            yield _share(amount, name, about, row)


def _is_total(amount: Amount, before: str, beside: str) -> bool:
    """Whether it is what all the work makes together: "out of 500 points", "500 points in all"."""
    behind = amount.entry.text[amount.start : amount.end] + beside[:_NEAR]
    return bool(_OF_ALL.search(_SENTENCE_END.split(before)[-1][-_NEAR:]) or _ALL_BEHIND.search(behind))


def _stated(text: str, amounts: list[Amount], *, leading: bool) -> list[Amount]:
    """Those of the amounts that are of parts, not of what a part is made up of."""
    detail = _DETAIL_OF_NAME if leading else _DETAIL
    amounts = [amount for amount in amounts if not any(_tells(other, amount, text, detail) for other in amounts)]
    amounts = [amount for amount in amounts[:-1] if not _EACH_OF.match(text, amount.end)] + amounts[-1:]
    first, *further = amounts
    rest = sum(amount.value for amount in further)
    if first.unit == "%" and first.value != rest and first.value + rest == _WHOLE:
        return amounts
    if leading and (end := _SENTENCE_END.search(text, first.end)):
        return [amount for amount in amounts if amount.start < end.start()]
    before = text[: first.start]
    if (
        not (leading or (first.unit == "points" and _OF_ALL.search(before)))
        and len(before) <= parts.LONGEST_NAME
        and not _SAYS.search(before)
        and not all(_ENDS_SENTENCE.match(text, amount.end) for amount in amounts)
        and _HEADED.match(text[first.end :])
    ):
        return [first]
    if len(further) > 1 and further[-1].value == first.value + sum(amount.value for amount in further[:-1]):
        between = text[further[-2].end : further[-1].start]
        closed = ")" in text[first.end : further[-2].end]
        if not closed and not any(letter.isalpha() for letter in between):  # "Assignments (#1: 20%, #2: 20%) 40%"
            return further[-1:]
    following = [*further, None]
    return [amount for amount, other in zip(amounts, following, strict=True) if not _is_of(amount, other, text)]


def _tells(amount: Amount, other: Amount, text: str, detail: re.Pattern[str]) -> bool:
    """Whether `other` stands in the brackets behind the amount: "50% (midterm 20%, final 30%)"."""
    told = detail.match(text, amount.end)
    return told is not None and told.start() < other.start < told.end()


def _is_of(amount: Amount, other: Amount | None, text: str) -> bool:
    """ "12.5% each (25% total)", "10 points each for a total of 40 points": the amount that follows is the part's."""
    if other is None:
        return False
    between, behind = text[amount.end : other.start], text[other.end :]
    if re.match(r"\s*(?:in )?(?:total|altogether)\b", text[amount.end :]):
        return False
    of_one = _EACH_BEHIND.match(text, amount.end) or _OF_ONE.search(text, 0, amount.start)
    return len(between) <= _TOTAL_REACH and bool(
        (of_one and re.search(r"\btotal\b", between))
        or re.search(r"^(?:\s*each)?[^A-Za-z]*=\s*$", between)
        or re.match(r"\s*(?:in )?(?:total|altogether)\b", behind)
    )


def _name_elsewhere(amount: Amount, before: str) -> str:
    """What "this" means, or the heading over an amount that stands alone."""
    block = amount.entry.block
    if parts.MEANS_SUBJECT.search(before):
        return parts.subject(block.text)
    heading = block.headings[-1] if block.headings and alone_in(amount.entry) else ""
    return "" if says_amount(heading) else parts.name(heading)


def _said(before: str, after: str, *, leading: bool, listed: bool) -> str:
    """The words that name the part: behind the amount, else before it, back to where the last part or sentence ends."""
    if leading:
        return _SENTENCE_END.split(after)[0]
    if _NAMED_BEHIND.match(after):
        return re.split(r"[,;)\n]", after, maxsplit=1)[0]
    said = _SENTENCE_END.split(before)[-1]
    if _REST.fullmatch(said) or (before.strip() and not listed and not re.search(r"[A-Za-z]{2}", said)):
        return re.split(r"[,;.\n]", _OF_REST.sub("", after, count=1), maxsplit=1)[0]
    if listed:
        said = _OF_LAST.sub("", said)
        cut = _OF_THE_GRADE.match(said) or re.search(r"[,;\n]|^[^(]*\)", said)
        return said[cut.end() :] if cut and re.search(r"[A-Za-z]{2}", said[cut.end() :]) else said
    return said


def _share(amount: Amount, name: str, about: str, row: int, named: Entry | None = None) -> Share:
    """`about`: all that is said of it; `named`: the entry that names it, where that is another than the amount's."""
    block = (named or amount.entry).block
    count = parts.count(about, name)
    text = amount.entry.text
    before = text[: amount.start]
    each = _EACH_BEHIND.match(text, amount.end) or (_EACH_BEFORE.search(before) and not _OF_EACH.search(before))
    together = amount.value * (count or 1)
    value = together if each and (amount.unit == "points" or together <= _WHOLE) else amount.value
    return Share(
        name=name,
        amount=value,
        unit=amount.unit,
        row=row,
        evidence=block.passage.span(0, len(block.text)) if named else _statement(amount, name),
        heading=block.headings[-1] if block.headings else "",
        is_heading=bool(block.level),
        table=block.table,
        column=amount.entry.block.column,
        count=count,
        drop=parts.drop(about),
        letters=len(block.text),
    )


def _statement(amount: Amount, name: str) -> Span:
    """The words from the name to the amount, or the other way round, as far as they stand in one line."""
    passage = amount.entry.block.passage
    at = passage.text.find(name)
    if at < 0:
        return passage.span(amount.start, amount.end)
    named, stated = passage.span(at, at + len(name)), passage.span(amount.start, amount.end)
    if named.line != stated.line:
        return stated
    return Span(stated.line, min(named.start, stated.start), max(named.end, stated.end))
