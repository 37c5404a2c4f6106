"""Tables that go from left to right: each column is a piece of work, and a row beneath, "Due", has the date of each.

A table may have such a row for each section of the class: "Section 101 | Sep 16 | Sep 30" beneath "Lab 1 | Lab 2".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from servers.syllabus.parsing.entries import Entry, says_only_when
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.names import category
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.term import Term
from servers.syllabus.parsing.vocabulary import DUE, NOT_DUE, SAT, kinds, singular, words

_DATES = words(r"(?:(?:exam|test|quiz)[- ]?)?dates?|when|day|in|held")
_LATE = words(r"late|extended|extension|grace|regrades?|returned|solutions?|resubmi\w+")
"""Of a row that is not of the deadlines themselves."""
_SECTIONS = words(r"(?:lab |class )?(?:sections?|groups?|streams?|cohorts?)|crn|tutorials?")
_HOURS = words(r"times?|hours?|start(?: time)?")
_LONGEST = 6  # words of a name, or of what a row is called
_FEWEST = 2  # works beside each other


def find(rows: Sequence[Sequence[Entry]], term: Term) -> Iterator[Candidate]:
    """A candidate for each work of a table's columns and each row that dates it; none for a table of another kind."""
    over: dict[int, str] = {}
    for row in rows:
        label = row[0] if row[0].block.column == 0 and not row[0].dates else None
        dated = [entry for entry in row if entry is not label and says_only_when(entry) and entry.dates[0].dated]
        if not dated:
            over |= _names(row, label)
            continue
        corner = label.block.header if label else ""
        works = [(entry, name) for entry in dated if (name := _name(entry, over, corner))]
        section = label.text.strip() if label and _is_section(label, corner) else None
        if len(works) < max(_FEWEST, len(dated)) or not (section or _is_of_deadlines(label)):
            continue
        for entry, name in works:
            yield from _dated(_mention(entry, name, label, section), section, _hours(entry, row, rows), term)


def _names(row: Iterable[Entry], label: Entry | None) -> Mapping[int, str]:
    """By their columns the names of a row that names work and nothing else, as where nothing marks the header."""
    named = [entry for entry in row if entry is not label]
    if all(kinds(entry.text) and len(entry.text.split()) <= _LONGEST for entry in named):
        return {entry.block.column: entry.text for entry in named}
    return {}


def _name(entry: Entry, over: Mapping[int, str], corner: str) -> str | None:
    """What its column is called, if that is work: "Essay 1", or 1 where the first column is called "Essay"."""
    name = " ".join((over.get(entry.block.column) or entry.block.header).split()).strip(" :*")
    if name.strip("#").isdigit() and kinds(corner):
        return f"{singular(corner.strip(' :*'))} {name}"
    told = DUE.search(name) or NOT_DUE.search(name)
    return name if kinds(name) and len(name.split()) <= _LONGEST and not told else None


def _is_section(label: Entry, corner: str) -> bool:
    return bool(_SECTIONS.match(corner)) and len(label.text.split()) <= _LONGEST and not DUE.search(label.text)


def _is_of_deadlines(label: Entry | None) -> bool:
    """Whether a row has the dates on which its works are due: "Due", "Date", "First draft due", or no label at all."""
    if label is None:
        return True
    said = label.text.strip(" :.*")
    if len(said.split()) > _LONGEST or _LATE.search(said):
        return False
    return bool(_DATES.fullmatch(said) or DUE.search(said))


def _hours(entry: Entry, row: Sequence[Entry], rows: Iterable[Sequence[Entry]]) -> Entry | None:
    """The cell that tells its time: in its own row beneath "Time", or in its column beside "Time"."""
    beside = (other for other in row if _HOURS.fullmatch(other.block.header.strip()))
    beneath = (
        other
        for others in rows
        if _HOURS.fullmatch(others[0].text.strip(" :"))
        for other in others
        if other.block.column == entry.block.column
    )
    return next((other for other in (*beside, *beneath) if other.times), None)


def _mention(entry: Entry, name: str, label: Entry | None, section: str | None) -> Mention:
    """Of the work called `name`, in the cell that dates it."""
    what = category(kinds(name), name)
    stage = " ".join(DUE.sub("", label.text).split()).strip(" :.*") if label and not section else ""
    title = name if not stage or _DATES.fullmatch(stage) else f"{name}: {stage}"
    whole = (0, len(entry.text))
    return Mention(entry, whole, whole, whole, title, what, due=section is None or what in SAT)


def _dated(mention: Mention, section: str | None, hours: Entry | None, term: Term) -> Iterator[Candidate]:
    found, evidence = mention.entry.dates[0], mention.entry.block.passage.span(*mention.segment, 0)
    relation = "due column" if mention.due else "row"
    for day in term.days(found)[-1:] if found.through else term.days(found):
        yield Candidate(
            mention, day, mention.title, relation, "table", evidence, expression=found, beside=hours, section=section
        )
