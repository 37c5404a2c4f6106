"""Sentences that say that there is no class, whenever that may be. When it is, `breaks` decides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servers.syllabus.document import Span
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.entries import Entry, lead
from servers.syllabus.parsing.vocabulary import NO_CLASS, kinds, words

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Statement:
    entry: Entry
    stretch: tuple[int, int]
    match: Match
    """What in it says so, the first of several."""
    own: Sequence[DateExpression]
    """The dates in it."""
    more: Sequence[Match] = ()
    """All that says so: the day of "no class on Tuesday" in "Thanksgiving, no class on Tuesday"."""
    above: str = ""
    """What says so over a list of days."""

    @property
    def reason(self) -> str:
        """The holiday or break that it names, else its own words."""
        return self.above or " ".join((self.name or self.match).group().split())

    @property
    def name(self) -> Match | None:
        """The holiday or break that it names."""
        return next((match for match in self.more if not _EXPLICIT.fullmatch(match.group())), None)

    @property
    def text(self) -> str:
        return self.entry.text[self.stretch[0] : self.stretch[1]]

    @property
    def evidence(self) -> Span:
        first, last = self.stretch if self.own else self.match.span()
        return self.entry.block.passage.span(first, last)

    @property
    def explicit(self) -> bool:
        """Whether it says that class does not meet; else it names a holiday or break."""
        return any(_EXPLICIT.fullmatch(match.group()) for match in self.more)


NAMED = 40  # letters of a line that names a holiday; longer ones speak of holidays
_SAYS = words(NO_CLASS.alternatives.replace(" ", r"\s"))  # a cell's line may end in the name
_EXPLICIT = words(
    r"no .+|class.*|.*cancel.*|.*closed?|.*not (?:meet|be held|held|have).*|.*suspended|.*n['’]t .*|school .*|.*off"
    r"|.* skip .*"
)
"""These say it whatever else is due; a holiday's name may stand there for something else."""
_ANY_HOLIDAY = words(r"holidays?")
_ONLY_A_PART = words(r"no (?:labs?|laborator(?:y|ies)|sections?|discussions?|recitations?|tutorials?)(?: .*)?")
_LONE = words(
    r"breaks?|off|recess|vacation|cancel+ed|snow day|no content|no sessions?",
    before=r"(?<![^\W\d_])",
    after=r"\b(?!\s*[:(]?\s*\d|[-/]\w)",
)
"""Where a line or cell begins with it beside its date, these say it: "2/12 CANCELED (snow)"."""
_BEFORE_OR_AFTER = words(r"(?:before|after|until|over|following|prior to|during|home for|up to|by|since)")
_CLOSE_BEFORE = 16  # letters
_CAUSE = words(r"because of|due to|given|(?<!week )of|about", before=r"\b", after=r"\s+(?:the\s+)?$")
"""Before a holiday's name it tells of something else, where nothing says that there is no class."""
_FOR_SOMETHING = re.compile(r"\s+(?:for\b|week\b)", re.IGNORECASE)
""" "Reading day for the midterm", "lab time in Thanksgiving week": beside other words it is no free day."""
_OF_WORK = re.compile(r"\s+(?:participation|discussion|posts?|notes|presentations?|quiz|points?|credit|projects?)\b")
""" "No class participation"."""
_MEETS = words(
    r"(?:class(?:es)?|we) (?:will )?(?:meets?|is held|are held|in session)|(?<!not )will meet|make-?up"
    r"|(?<!no )class(?:es)? (?:(?:is |are |will be )?held|as (?:usual|normal|scheduled))"
)
RESUMES = words(r"(?:class(?:es)?|we|instruction|lectures?|teaching) (?:will )?(?:resumes?|returns?|reconvenes?)")
_ELSE = words(
    r"due(?! to)|resumes?|returns?|reconvenes?|back|made up|make up|rescheduled|moved to|instead|will meet|meets"
)
"""Between what says it and a date, they make the date another thing's."""
_BEGINS = re.compile(r"\W*(?:begins?|starts?)\b", re.IGNORECASE)
_DUE = words(r"due|submit|end(?:s|ed)?")
_UNSURE = words(
    r"no lectures?,? but|maybe|possibl[ey]|perhaps|might|tentative(?:ly)?|if|class(?:es)? (?:is |are )?optional"
)
_BESIDE = 40  # letters behind a statement in which "classes in session" takes it back
_SENTENCE = 120  # letters: what is longer, and has no date itself, speaks of something else
_PART = re.compile(r"[,;]\s")
_OF_HOLIDAYS = re.compile(
    r"\W*(?:(?:the|university|campus|college|public|school|academic|course|class|observed) )*(?:breaks? and )?"
    r"(?:holidays?|days? off)(?: and breaks?)?(?: \([^()]*\))?\W*",
    re.IGNORECASE,
)
""" "Holidays", over a list."""
_SENTENCE_ENDS = re.compile(r"[.?!](?:\s|$)")
_BEGINS_OR_ENDS = words(r"begins?|starts?|first|last|ends?|resumes?|returns?|back|make-?up")
_OTHER = re.compile(r"[A-Za-z]{3}")


def find(entry: Entry) -> Iterator[Statement]:
    said = NO_CLASS.within(entry.text.replace("\n", " ")) or _LONE.within(entry.text)
    found = list(_own(entry)) if said else []
    if not found and entry.block.bullet and (over := _over_list(entry)):
        found = [over]
    yield from found


def _own(entry: Entry) -> Iterator[Statement]:
    for start, end in _stretches(entry):
        said = list(_said(entry, start, end))
        own = dated(entry, start, end)
        if said and (own or end - start <= _SENTENCE):
            yield Statement(entry, (start, end), said[0], _its_own(entry, said, own), said)


def _over_list(entry: Entry) -> Statement | None:
    """Of a day in a list beneath "No class on these days:" or "Holidays"."""
    label, whole = entry.label, (0, len(entry.text))
    first = lead(entry)
    if not (first and first[0].dated and whole[1] <= NAMED and _SAYS.within(label)) or _MEETS.search(entry.text):
        return None
    said = list(_SAYS.finditer(label))
    over = next((match for match in said if _EXPLICIT.fullmatch(match.group())), None)
    if over is None and _OF_HOLIDAYS.fullmatch(label):
        over = said[0]
    if over is None or _SENTENCE_ENDS.search(label, over.end()):
        return None
    if _BEGINS_OR_ENDS.search(entry.text) or _DUE.search(label) or _MEETS.search(label) or kinds(entry.text):
        return None
    return Statement(entry, whole, over, dated(entry, *whole), (), " ".join(over.group().split()))


def _its_own(entry: Entry, said: Sequence[Match], own: Sequence[DateExpression]) -> Sequence[DateExpression]:
    """Of the dates of a sentence those that are not another thing's: "Fall break: Oct 10; the essay is due Oct 13"."""
    if len(own) == 1:
        return own
    kept = [each for each in own if not _is_elses(entry, said, each)]
    return kept or own


def _is_elses(entry: Entry, said: Sequence[Match], day: DateExpression) -> bool:
    over = [match.end() for match in said if match.end() <= day.start]
    return bool(over) and bool(_ELSE.search(entry.text, over[-1], day.start))


def dated(entry: Entry, start: int, end: int) -> list[DateExpression]:
    return [each for each in entry.dates if each.dated and start <= each.start < end]


def _stretches(entry: Entry) -> Iterator[tuple[int, int]]:
    """The sentences; a short cell of a table with one date at most is one, whatever its lines."""
    whole = ((0, len(entry.text)),)
    longest = (_SENTENCE, NAMED)[len(entry.dates)] if len(entry.dates) <= 1 else 0
    one = entry.block.table is not None and len(entry.text) <= longest
    sentences = whole if one else entry.segments or whole
    for start, end in sentences:
        yield from _listed(entry, start, end) or [(start, end)]


def _listed(entry: Entry, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of "Feb 17 holiday, Mar 10-14 spring break, Apr 28 last day" that say it, each with its own date.

    Empty where it is no such list.
    """
    text = entry.text
    first = _SAYS.search(text, start, end) if _PART.search(text, start, end) else None
    if first is None or _ONLY_A_PART.fullmatch(first.group()):
        return []
    within = [(each.start, each.end) for each in entry.dates]
    borders = [
        match.span()
        for match in _PART.finditer(text, start, end)
        if not any(first < match.end() and match.start() < last for first, last in within)
        and text.count("(", start, match.start()) == text.count(")", start, match.start())
    ]
    edges = [start, *(place for border in borders for place in border), end]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    saying = [part for part in parts if _SAYS.search(text, *part)]
    return saying if len(saying) > 1 and all(dated(entry, *part) for part in saying) else []


def _said(entry: Entry, start: int, end: int) -> Iterator[Match]:
    """What in a sentence says that there is no class, if nothing in it says otherwise."""
    text = entry.text
    found = [*_SAYS.finditer(text, start, end)] or [*_alone(entry, start, end)]
    explicit = any(_EXPLICIT.fullmatch(match.group()) for match in found)
    for match in found:
        if _ONLY_A_PART.fullmatch(match.group()):
            return
        if _BEFORE_OR_AFTER.search(text[max(start, match.start() - 12) : match.start()]):
            continue
        if _ANY_HOLIDAY.fullmatch(match.group()) and (end - start > NAMED or text.startswith("/", match.end())):
            continue
        begins = _BEGINS.match(text, match.end())
        beside = "" if begins else text[match.end() : match.end() + _BESIDE]
        if _MEETS.search(text, start, end) or _MEETS.search(beside) or _UNSURE.search(text, start, end):
            return
        if RESUMES.search(text, start, match.start()):
            continue
        if _EXPLICIT.fullmatch(match.group()):
            if not _OF_WORK.match(text, match.end()):
                yield match
        elif not _DUE.search(text, start, end) and (explicit or not _is_told_of(entry, match, start)):
            yield match


def _is_told_of(entry: Entry, match: Match, start: int) -> bool:
    """Whether something else is told that a holiday is the cause, subject or time of."""
    if _CAUSE.search(entry.text, max(start, match.start() - _CLOSE_BEFORE), match.start()):
        return True
    return bool(_FOR_SOMETHING.match(entry.text, match.end())) and bool(
        _OTHER.search(_dateless(entry, start, match.start()))
    )


def _alone(entry: Entry, start: int, end: int) -> Iterator[Match]:
    """ "CANCELED" or "Break" with nothing before it but a date."""
    match = _LONE.search(entry.text, start, end)
    if match is None:
        return
    before = _dateless(entry, start, match.start())
    if not _OTHER.search(re.sub(r"^\W*topics?\b", "", before, flags=re.IGNORECASE)):
        yield match


def _dateless(entry: Entry, start: int, end: int) -> str:
    """The text from `start` to `end` without its dates."""
    text = entry.text[start:end]
    for each in sorted(entry.dates, key=lambda each: -each.start):
        if start <= each.start < end:
            text = text[: each.start - start] + text[each.end - start :]
    return text
