"""Where work is named: "Problem Set 3", "the final exam", "DUE: game review". Knows words, not dates' meaning.

A block is cut into segments (sentences, list parts), and a segment with several names of work into a clause for each,
so that "HW 2 due, HW 3 out" says two different things.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from servers.contract.syllabus import Category
from servers.syllabus.parsing import above, listed, titles, topics
from servers.syllabus.parsing.counted import numbers
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.names import LABEL, NUMBERED, category, unnamed
from servers.syllabus.parsing.titles import Stretch
from servers.syllabus.parsing.vocabulary import (
    DUE,
    EXAMINED,
    NO_CLASS,
    NOT_DUE,
    NOT_WORK,
    SECTION_LABEL,
    WEAK,
    kinds,
    words,
)
from servers.syllabus.parsing.works import Work, clauses, in_date, leaves_out_due, works_in


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of work in one clause of a block."""

    entry: Entry
    phrase: Stretch
    clause: Stretch
    segment: Stretch
    title: str
    category: Category
    number: str | None = None
    due: bool = False
    """The clause speaks of a deadline."""
    begins: bool = False
    """It speaks of handing out, of beginning, of working on it."""
    unasked: bool = False
    """It speaks of review, solutions, practice, or of there being none."""
    assigned: bool = False
    """It stands behind "Homework:" or the like, where some give out and others take in."""
    weak: bool = False
    """The name alone does not make it work: "response", "form"."""
    named: bool = True
    """False where only a label ("Due:") says that it is work."""
    plural: bool = False


_MODIFIER = re.compile(
    r"(?:final|midterm|mid-term|first|second|third|fourth|fifth|last|next|take-?home|in-?class|comprehensive"
    r"|cumulative|"
    r"group|team|individual|term|research|written|oral|short|long|critical|unit|weekly|online|optional|design|book|"
    r"movie|film|article|literature|class|course|rough|reading|programming|computer|data|peer|revised|full|complete|"
    r"annotated|mini|major|minor|semester|practical|field|\d(?:st|nd|rd|th)|[A-Z][\w'’/-]*|[A-Z]{2,}|&|of|and|the"
    r"|\d{1,2}D?)"
    r"[ \t]+$"
)
"""The last word before a noun, where it is of its name."""
_PERHAPS = words(r"may be|might be|could be|possibl[ey]|perhaps|potential(?:ly)?")
"""Before a quiz, it is one that may come without its day being told."""
_SAYS_DUE = words(
    r"(?:is |are )?due|(?:(?:is|are) to|must|should|will) be (?:(?:handed|turned) in|submitted|uploaded)",
    before=r"\b",
    after=r"\b(?! (?:to|date|process|diligence)\b)",
)
_ASSIGNED = re.compile(
    r"^\W*(?:homework|hw|assignment|assign(?:ed)?|for next (?:class|time|week)|to do|read(?:ing)?s?)\s*:", re.IGNORECASE
)
_TELLS = re.compile(r"\W*(?:if|you|there|we|students|this|it|they|i)\b", re.IGNORECASE)
_VERB = re.compile(
    r"(?:,[^,;:.]{1,40},)?\s+(?:follows?|may|must|has to|have to|should|can|comes? (?:up|back)|goes?|takes? place"
    r"|(?:(?:is|are|will|be)\s+)+(?:held|given|take place|administered|offered|conducted))\b",
    re.IGNORECASE,
)
"""Behind a name, it makes a sentence of it."""
_ORDER = re.compile(r"\W*(?:submit|upload|turn in|hand in)\b", re.IGNORECASE)
_DEMAND = re.compile(
    r"\W*(?:you|students|groups|teams|everyone|(?:each|every) (?:student|group|team|pair))\s+"
    r"(?:(?:must|should|will|need to|have to)|(?:are|is) (?:required|expected|asked) to)\s+"
    r"(?:submit|turn in|hand in|upload|send(?: me)?)\s+(?=\w)",
    re.IGNORECASE,
)
_NAMES = re.compile(r"[A-Za-z]{3}|\b[A-Z][A-Za-z]{0,3}[ .-]*#?\d")
""""Essay", "PM0"."""
_PARTED = re.compile(r"\s*[/;+]\s+|\s+&\s+")
""" "Review / Exam I": what is sat is apart from what goes before it."""
_IT_IS = re.compile(
    r"\W*(?:(?:it|they|these|this|both)\s+(?:is|are|will|takes?)\b.{0,30}?\b(?:due|held|given|place|on|scheduled)\b"
    r"|(?:its|their) (?:deadlines?|due dates?|dates?) (?:is|are)\b)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:nothing|class(?:es)?|lectures?|today|tomorrow|midnight|noon|sections?|recitation|tbd|tba|none"
    r"|(?:start|begin|continue|resume|via|through) .*"
    rf"|[ecmp][sd]?t|same day|dates?|times?|weeks?|in class|(?:(?:final|midterm) )?grades?(?: are)?|.*\boptional"
    rf"|{titles.PLACE})",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",? \b(?:(?:just|right|the day) )?(?:before|after|so that|because|since|due to)\b", re.IGNORECASE)
"""What follows tells of something else: "just before the fall break"."""
_NOTHING = words(
    r"nothing (?:is |to be |to )?(?:due|submit(?:ted)?|hand(?:ed)? in|turn(?:ed)? in)"
    r"|(?:due|assign(?:ed|ments?)?|home-?work|hw)\s*:\s*(?:none|nothing|n/a)",
    before=r"\b",
    after=r"\b",
)
_HANDED_IN = r"(?:(?:home)?works?|assignments?|assignment\(s\)|hws?|deliverables?|items?|tasks?|activit(?:y|ies))"
_GIVES = re.compile(
    r"(?:^[^\w\n]*|(?<=[.;/|,] )|(?<=[;/|]))(?:assign(?:ed)?|hand(?:ed)?[ -]?out|given(?: out)?|out|posted|released?"
    r"|begin|start|pick up|next|coming up"
    rf"|(?P<due>(?P<what>{_HANDED_IN} )?due(?: today| in class| this week)?|hand in|turn in|submit"
    r"|(?P<list>(?:[a-z ]{0,40} )?(?:due dates|deadlines))))\s*:\s*",
    re.IGNORECASE | re.MULTILINE,
)
"""What holds for all that follows in the cell or list, up to the next."""
_ONLY_LABEL = re.compile(rf"\W*{_HANDED_IN} due(?: today| in class| this week)?\W*:\W*", re.IGNORECASE)
"""Over a list, the name of none."""
_SENTENCE_ENDS = re.compile(r"[.!?]\s|\n")
_SUBJECT = re.compile(r"\W*(?P<name>(?:[\w'’/&-]+ ){0,4}[\w'’-]+)\s?(?:\([^()]{1,40}\)\s?)?(?:[:.]|[–—]| - )")
"""What a paragraph begins with, and goes on to tell of."""
_COUNTED_NAME = re.compile(r"(?:[A-Z][\w'’-]* ?){1,3}#?\d{1,2}\b")
_DUE_BEFORE = re.compile(r"\bdue(?: by| on| at|:)?\s*$", re.IGNORECASE)
_SAYS_WHEN = re.compile(
    r"\W*(?:(?:they|these|it|this|both|all|each)\b(?: (?:of them|two|three|four))?\s+)?"
    r"(?:(?:is|are|will be|takes? place|will take place)\b\s*)?"
    r"(?:(?:hand|given|sent|posted)(?:ed)? out\b.{0,50}?\b(?:and|but)\s+)?"
    r"(?:due|on|held|scheduled|handed in|turned in|in[ -]class|to be (?:handed|turned) in|submit(?:ted)?)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\band\b|&", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*(?:\)|$)")
_COLON = re.compile(r"[:;]\s")
_OF_PROJECTS = frozenset({"homework", "paper", "other"})
_FEW = 4  # words that say little beside a date
_SHORT = 14  # words of a line that may be the name of work without a word of work in it


def mentioned(entry: Entry) -> Iterator[Mention]:
    """Every mention of work in a block."""
    if entry.counts:
        yield from _counted(entry)
        return
    if entry.governing and entry.governing.of_parts:
        return
    if numbered := above.numbered(entry):
        whole = (0, len(entry.text))
        yield Mention(entry, whole, whole, whole, numbered.title, numbered.category, due=True)
        return
    gives = list(_GIVES.finditer(entry.text)) if ":" in entry.text else []
    heads = _GIVES.match(entry.label) if entry.block.bullet else None
    in_cell = entry.block.table is not None
    works: list[Work] = []
    for whole in entry.segments:
        over = next((each for each in reversed(gives) if each.start() <= whole[0]), None)
        segment = (over.end(), whole[1]) if over and _names_what_is_due(over, whole) else whole
        beneath = in_cell or (over is not None and not _SENTENCE_ENDS.search(entry.text, over.end(), segment[0]))
        over = over or heads
        earlier, works = works, works_in(entry, segment, works)
        told = None if works else _told_of(entry, segment, earlier)
        of_segment = _within(entry, segment, works, beneath_due=bool(over and over["due"]) and beneath)
        for mention in [told] if told else of_segment:
            label = next((each for each in reversed(gives) if mention.named and each.end() <= mention.phrase[0]), over)
            yield _beneath(mention, label)


def _names_what_is_due(label: re.Match[str], segment: Stretch) -> bool:
    """Whether a segment begins with "Assignments due:" and goes on: the label is then no name of its own."""
    return bool(label["what"] or label["list"]) and segment[0] <= label.start() and label.end() < segment[1]


def _beneath(mention: Mention, label: re.Match[str] | None) -> Mention:
    """As the label over it says that it is given out or taken in; a deadline of its own stands."""
    if label is None or (mention.due and not label["due"]):
        return mention
    return replace(mention, due=bool(label["due"]), begins=not label["due"])


def _within(entry: Entry, segment: Stretch, works: Sequence[Work], *, beneath_due: bool) -> Iterator[Mention]:
    """The mentions of work in one segment."""
    if _NOTHING.search(entry.text, *segment) or _ONLY_LABEL.fullmatch(entry.text):
        return
    if (not works or all(work.weak for work in works)) and (subject := _of_subject(entry, segment)):
        yield subject
        return
    if not works:
        if labelled := _labelled(entry, segment, beneath_due=beneath_due) or _named_above(entry, segment):
            yield labelled
        return
    for work, clause in zip(works, clauses(entry, segment, works), strict=True):
        yield _mention(entry, work, clause, segment, alone=len(works) == 1)


def _counted(entry: Entry) -> Iterator[Mention]:
    """A mention for each number beneath a header that says what it is of, and for a tick beneath it."""
    whole, name = (0, len(entry.text)), entry.counts
    due = bool(DUE.search(entry.block.header) or DUE.search(entry.text))
    for number in numbers(entry.text) or [None]:
        title = f"{name} {number}" if number else name
        yield Mention(entry, whole, whole, whole, title, unnamed(title, entry.block.header), number, due=due)


def _mention(entry: Entry, work: Work, clause: Stretch, segment: Stretch, *, alone: bool) -> Mention:
    text, noun = entry.text, text_of(entry, (work.start, work.end))
    after = NUMBERED.match(text, work.head, clause[1])
    if after and in_date(after.start("number"), entry.dates):
        after = None
    ends = min((found.start for found in entry.dates if work.start < found.start < work.end), default=work.end)
    phrase = (_phrase_start(text, clause[0], work.start, entry.dates), max(ends, after.end() if after else 0))
    said = text_of(entry, clause)
    told = _ASIDE.split(text_of(entry, (phrase[1], clause[1])), maxsplit=1)[0]
    named = text_of(entry, (clause[0], phrase[1]))
    label = LABEL.search(text_of(entry, segment))
    if label and _in_brackets(text_of(entry, segment), label.start()):  # "Case study (paper due)"
        label = None
    due = bool(DUE.search(text_of(entry, segment) if work.like else said))
    due = due or leaves_out_due(entry, segment, clause, phrase)
    begins = bool(NOT_DUE.search(said))
    what = _within_project(entry, category(work.kinds, noun), due=due)
    asked = named + (_aside_of_classes(told) if what in EXAMINED else told)
    title = f"{noun.capitalize()} {work.like}" if work.like else _title(entry, phrase, segment, alone=alone)
    if work.weak and (referred := above.referred(entry, segment)):
        title, what = referred.title, referred.category
    if _is_request(entry, what, segment, phrase):
        what, title = "admin", titles.of_office(titles.beginning(entry, segment))
    elif what == "admin" and "deadline" in text_of(entry, phrase).lower():
        dated = min((found.start for found in entry.dates if found.start > phrase[0]), default=phrase[1])
        title = titles.of_office(text_of(entry, (phrase[0], min(phrase[1], dated))))
    elif what == "admin" and ends < work.end:
        title = titles.of_office(title)
    return Mention(
        entry,
        phrase,
        clause,
        segment,
        title,
        what,
        after["number"].lower() if after else None,
        due=due
        or bool(label and not (begins and label.start()))
        or (_in_due_list(entry) and (bool(after) or not work.weak)),
        begins=begins,
        unasked=bool(
            NOT_WORK.search(_PARTED.split(asked)[-1] if what in EXAMINED else asked)
            or NO_CLASS.search(_COLON.split(named)[-1] if what in EXAMINED else asked)
        )
        or (what == "quiz" and bool(_PERHAPS.search(text, clause[0], phrase[1])))
        or text_of(entry, segment).endswith("?")
        or topics.is_topic(text, _after_leading_date(entry, clause), (work.start, phrase[1])),
        assigned=bool(_ASSIGNED.search(text_of(entry, segment))),
        weak=work.weak
        and not (entry.governing and listed.is_of_work(entry.block.header) and _is_short(entry, segment)),
        plural=noun.lower().endswith("s") and not after,
    )


def _is_short(entry: Entry, segment: Stretch) -> bool:
    """Whether it says little beside its date."""
    return len((titles.of_segment(entry, segment) or text_of(entry, segment)).split()) <= _FEW


def _aside_of_classes(told: str) -> str:
    """What is told behind a name without the brackets that speak of days without class."""
    if not NO_CLASS.within(told):
        return told
    return _BRACKETS.sub(lambda match: "" if NO_CLASS.search(match.group()) else match.group(), told)


def _is_request(entry: Entry, what: Category, segment: Stretch, phrase: Stretch) -> bool:
    dates = [
        found
        for found in entry.dates
        if (found.dated or found.week is not None) and segment[0] <= found.start < segment[1]
    ]
    sat = what in EXAMINED and len(dates) == 1
    return sat and topics.is_request(entry.text, segment[0], phrase[0], dates[0].start)


def _in_brackets(said: str, position: int) -> bool:
    return said.count("(", 0, position) > said.count(")", 0, position)


def _within_project(entry: Entry, own: Category, *, due: bool) -> Category:
    """Of a project's stages, drafts and reports, each is of the project: "Final project" stands over them."""
    if own not in _OF_PROJECTS and not (own == "exam" and due):
        return own
    above = (*entry.block.headings[-1:], entry.label)
    return "project" if any(map(_is_of_project, above)) else own


@lru_cache(maxsize=1 << 8)
def _is_of_project(above: str) -> bool:
    """ "Final project" over a list; not a sentence that speaks of projects."""
    short = len(above.split()) <= _SHORT
    named = kinds(above)
    return short and bool(named) and category(named, above) == "project" and not _AND.search(above)


def _in_due_list(entry: Entry) -> bool:
    """Whether it is an item beneath "Due before class:"."""
    return entry.block.bullet and listed.is_due_list(entry.label)


def _title(entry: Entry, phrase: Stretch, segment: Stretch, *, alone: bool) -> str:
    said, title = text_of(entry, segment), None
    if alone and not (_TELLS.match(said) or _VERB.match(entry.text, phrase[1]) or NO_CLASS.search(said)):
        if aside := _ASIDE.search(entry.text, phrase[1], segment[1]):
            opening = entry.text.rfind("(", phrase[1], aside.start())
            closed = opening < 0 or ")" in entry.text[opening : aside.start()]
            segment = segment[0], aside.start() if closed else opening
        title = titles.of_segment(entry, segment) or titles.before_description(entry, segment, phrase[1])
    return title or titles.of_phrase(text_of(entry, phrase))


def _labelled(entry: Entry, segment: Stretch, *, beneath_due: bool) -> Mention | None:
    """A segment that names no known work but says "Due:", or stands beneath it."""
    text = text_of(entry, segment)
    if demand := _DEMAND.match(text):
        asked = (segment[0] + demand.end(), segment[1])
        if title := titles.of_segment(entry, asked):
            return Mention(entry, segment, segment, segment, title, unnamed(title, ""), due=True, named=False)
    if _is_long(text):
        segment = _up_to_deadline(entry, segment)
        text = text_of(entry, segment)
        if _is_long(text):
            return _described(entry, segment)
    said = beneath_due or (LABEL.within(text) and _is_labelled(entry, segment))
    if not (said or listed.as_due(entry, segment)):
        return None
    title = titles.of_segment(entry, segment) or titles.beginning(entry, segment)
    if not _NAMES.search(title) or _NO_NAME.fullmatch(title) or NO_CLASS.fullmatch(title):
        return None
    what = _within_project(entry, unnamed(title, entry.block.header), due=True)
    return Mention(entry, segment, segment, segment, title, what, due=True, named=False)


def _up_to_deadline(entry: Entry, segment: Stretch) -> Stretch:
    """ "Field guide due by Sunday, 12/7" of a sentence that goes on with how it is handed in."""
    said = _SAYS_DUE.search(entry.text, *segment)
    found = said and next((each for each in entry.dates if each.dated and each.start >= said.end()), None)
    return (segment[0], found.end) if found and found.end < segment[1] else segment


def _is_labelled(entry: Entry, segment: Stretch) -> bool:
    label = LABEL.search(_without_leading_date(entry, segment))
    return bool(label and label.group().strip()) or bool(_SAYS_DUE.search(text_of(entry, segment)))


def _described(entry: Entry, segment: Stretch) -> Mention | None:
    """ "P2 - Draw with words: a library of your own, and a page that uses it. Due October 2"."""
    subject = _SUBJECT.match(entry.text, *segment)
    last = next((found for found in reversed(entry.dates) if found.dated and found.start < segment[1]), None)
    if subject is None or last is None or last.start < subject.end():
        return None
    title = subject["name"].strip(" -")
    ends_due = entry.block.table is None and _DUE_BEFORE.search(entry.text, subject.end(), last.start)
    if not ends_due or not _COUNTED_NAME.match(title):
        return None
    return Mention(entry, segment, segment, segment, title, unnamed(title, ""), due=True, named=False)


def _of_subject(entry: Entry, segment: Stretch) -> Mention | None:
    """A later sentence that says only when: "Concert report (10%): two pages. Due Monday, November 2, by mail."."""
    said = text_of(entry, segment)
    if segment == entry.segments[0] or not any(
        found.dated and segment[0] <= found.start < segment[1] for found in entry.dates
    ):
        return None
    subject = _SUBJECT.match(entry.text)
    label = SECTION_LABEL.match(entry.text, *segment)
    begin = label.end() if label else segment[0]
    day_first = any(
        found.dated and found.start == begin and len(text_of(entry, (found.end, segment[1])).split()) <= _FEW
        for found in entry.dates
    )
    if subject is None or not (day_first or _SAYS_WHEN.match(said)):
        return None
    if WEAK.fullmatch(subject["name"]) or not (kinds(subject["name"]) or LABEL.match(said)):
        return None
    title, of_kind = subject["name"].strip(), kinds(subject["name"])
    due = bool(DUE.search(said))
    what = category(of_kind, title) if of_kind else unnamed(title, entry.block.header)
    return Mention(entry, segment, segment, segment, title, what, due=due, named=False, plural=title.endswith("s"))


def _told_of(entry: Entry, segment: Stretch, earlier: Sequence[Work]) -> Mention | None:
    """Of what the sentence before names: "There is one midterm. It will be held on May 4."."""
    dated = any(found.dated and segment[0] <= found.start < segment[1] for found in entry.dates)
    if not (dated and earlier and _IT_IS.match(entry.text, *segment)):
        return None
    work, said = earlier[-1], text_of(entry, segment)
    phrase = text_of(entry, (_phrase_start(entry.text, 0, work.start, entry.dates), work.end))
    title, due = titles.of_phrase(phrase), bool(DUE.search(said))
    what = category(work.kinds, phrase)
    return Mention(entry, segment, segment, segment, title, what, due=due, named=False, plural=title.endswith("s"))


def _is_long(text: str) -> bool:
    """Whether a line that names no known work has too many words: fewer are, where it says to hand something in."""
    words = len(text.split())
    return words > 2 * _SHORT or (words > _SHORT and not _ORDER.match(text))


def _named_above(entry: Entry, segment: Stretch) -> Mention | None:
    named = above.naming(entry)
    if named is None or _NO_NAME.fullmatch(named.title):
        return None
    return Mention(entry, segment, segment, segment, named.title, named.category, due=named.due, named=named.one)


def _without_leading_date(entry: Entry, segment: Stretch) -> str:
    """ "Deadline: the poster" of "Dec 6th, Wed: Deadline: the poster"."""
    return entry.text[_after_leading_date(entry, segment) : segment[1]].lstrip(" :,–—-.)")


def _after_leading_date(entry: Entry, segment: Stretch) -> int:
    start = segment[0]
    for found in sorted((*entry.dates, *entry.times), key=lambda each: each.start):
        if found.start >= start and not entry.text[start : found.start].strip(" \t(@:,–—-"):
            start = min(found.end, segment[1])
    return start


def text_of(entry: Entry, stretch: Stretch) -> str:
    return entry.text[stretch[0] : stretch[1]]


def _phrase_start(text: str, clause: int, noun: int, dates: Iterable[DateExpression]) -> int:
    floor = max([clause, *(found.end for found in dates if found.end <= noun)])
    start = noun
    while text[floor:start].endswith((" ", "\t")):
        word = text[floor:start].rstrip(" \t")
        begins = floor + max(word.rfind(" "), word.rfind("\t")) + 1
        modifier = _MODIFIER.search(text, begins, start)
        if modifier is None:
            break
        start = modifier.start()
    return start
