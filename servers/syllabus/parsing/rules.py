"""General rules of a syllabus on deadlines: "All homework is due on Sundays at 11:59 pm"; "quizzes are held in lab"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from servers.contract.syllabus import Category
from servers.syllabus.parsing import classtimes
from servers.syllabus.parsing.classtimes import OfClass
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.vocabulary import DUE, LONG_WEEKDAY, SAT, WEEKDAYS, kinds, words


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for all work of some kinds."""

    categories: frozenset[Category] | None
    """None for all work that is handed in."""
    time: str | None = None
    of_class: OfClass | None = None
    """Instead of a time."""
    weekday: int | None = None
    """The day that work is due on, counted from the Monday of the week that lists it: 7 is the Monday after."""
    on_its_day: bool = False
    """It is due on the very day that a plan lists it."""
    later: bool = False
    """It is due some time after the day that a plan lists it: "one week after the lab", "by the next class"."""
    week_ends: bool = False
    """It is due when the week or module that lists it ends."""
    of_its_week: bool = False
    """It says that `weekday` is of the week that lists the work."""

    subject: frozenset[str] = frozenset()
    """The words of its name for the work, in small letters: of "video assignments are due …" "video"."""

    def holds_for(self, category: Category) -> bool:
        return category in (HANDED_IN if self.categories is None else self.categories)


HANDED_IN: frozenset[Category] = frozenset({"homework", "lab", "project", "paper", "discussion", "other"})
_GENERAL = words(
    r"there (?:will be|are)|all|each|every|always|any|weekly|both|mid-?terms|tests"
    r"|on the day (?:it|they) (?:is|are) due"
    r"|homework is|on the (?:date|day)s? given"
    r"|regularly|unless|generally|typically|usually|assignments|homeworks?|problem sets"
    r"|labs|quizzes|papers|due dates|exams|discussions|projects|posts|reports|essays|submissions|deadlines"
    r"|deliverables|milestones|hws|worksheets|exercises|write-?ups"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days|of (?:that|the|its|each) week"
)
_WORD = re.compile(r"[A-Za-z]+")
_ANY_WORK = frozenset(
    "a i all the each every any your our weekly are is will be must should to these they those it this that "  # noqa: SIM905
    "assignment assignments work due".split()
)
_STARTING = re.compile(r"\b(?:starting|beginning|from)\s+(?:on|in|with)?\s*$", re.IGNORECASE)
"""Before the date from which on a rule holds."""
_PRONOUN = re.compile(r"\W*(?:they|these|those|it|this|each|all|both)\b", re.IGNORECASE)
_HELD = words(r"in-class|held|taken|given|administered|takes? place|(?:start|begin)s?(?= (?:at|promptly)\b)")
_ON_THE_DAY = re.compile(r"\bon the (?:date|day)s? given\b", re.IGNORECASE)
_ALL_WORK = words(
    r"assignments?|work|everything|deadlines?|submissions?|deliverables?|due dates?|written work|materials?"
)
_ALL_KINDS: frozenset[Category] = frozenset({*HANDED_IN, "quiz"})
_EVERYTHING = words(r"all work|everything")
"""The quizzes of which the sentences before tell are of it too."""
_BUT = re.compile(
    r"[,;]?\s*\b(?:but|however|although|though|except|and late)\b|[,;] and (?:you|we|i|they)\b"
    r"|[,(;] ?(?:e\.g\.|for example)",
    re.IGNORECASE,
)
"""What follows is no longer the rule."""
_NOT_DEADLINES = words(
    r"office hours?|late|penalt\w+|extension\w*|grace|email|e-mail|per (?:day|hour)|within|hours after|opens?|posted"
    r"|available|returned|graded(?! (?:assignments?|exercises?|work|home-?works?|problems?|quizzes|labs))"
    r"|make-?up|if you|solutions?"
)
_GIVEN_AND = re.compile(
    r"\b(?:posted|available|handed out|released|assigned)\b[^.;:]*?(?:\band\b|,)|\b(?:dates?|times?|days?) posted\b",
    re.IGNORECASE,
)
"""What comes before the deadline: "posted ten days before and uploaded by 5 pm"."""
_ON_ITS_DAY = re.compile(
    r"\bsame (?:day|evening|night|afternoon)\b(?!,? (?:of )?(?:the )?(?:next|following))"
    r"|\bthe (?:lab(?:oratory)?|session|tutorial|studio) day\b|\b(?:on|by) lab days?\b"
    r"|\b(?:day|evening|night|afternoon) (?:of|after) (?:the |each |every |that |your |a )?"
    r"(?:labs?|laborator(?:y|ies)|sessions?|tutorials?|studios?)\b"
    r"|\b(?:day|evening|night) (?:that |on which |when )?(?:it|they|the labs?|each lab|(?:a|your|that) lab|labs)"
    r" (?:is|are|was|were|meets?|takes? place)\b"
    r"|\b(?:at|by|before) the end of (?:the |each |every |your |that |its )?lab(?:oratory)?\b(?! \d)"
    r"|\bbefore (?:you leave|leaving) (?:the |your )?lab\b",
    re.IGNORECASE,
)
"""The day on which it is done, of what is done in a lab."""
_AS_LISTED = re.compile(
    r"\b(?:on|by) the (?:date|day|class|week)s? (?:(?:on|for) which |that |when )?(?:(?:it|they) (?:is|are) |indicated"
    r"|listed|shown|given|specified|noted|stated|marked)+ ?[^.;]{0,12}"
    r"\b(?:below|in the|on the|schedule|calendar|syllabus|table|plan)\b(?! (?:lms|canvas|website|assignment))"
    r"|\b(?:due|submitted|handed in|turned in|completed)\b[^.;,]{0,40} (?:on|by) the (?:date|day|class|row)s?"
    r" (?:under|beneath|beside|against|next to|in|on|for) which"
    r" [^.;]{0,24}\b(?:(?:is|are) (?:listed|shown|given|named|written|noted)|appears?|stands?)\b"
    r"|\bdue\b[^.;,]{0,20} (?:on|by) the (?:date|day)s? (?:(?:it|they) (?:is|are) )?listed"
    r"\b(?! (?:on|in) (?:canvas|moodle|blackboard))",
    re.IGNORECASE,
)
"""Whatever a plan lists is due on the day of its row."""
_OF_ITS_WEEK = re.compile(
    r"\bweek[^.;]{0,24}\b(?:listed|(?:it|they) (?:is|are) (?:shown|given|assigned)|appears?)\b"
    r"|\b(?:of|in) that week\b|\bends? (?:the|that|each) week\b",
    re.IGNORECASE,
)
_QUIZZES = words(r"quiz(?:zes)?")
_SITTINGS = re.compile(
    r"\bquiz(?:zes)?\b[^.;:]{0,40}?\b(?:(?:each|every)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|on\s+(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:['’]s)? quizzes\b",
    re.IGNORECASE,
)
"""Of what is sat, day after day: "a quiz every Wednesday", "weekly quizzes on Thursdays"."""
_LAB_WORK = re.compile(
    r"\blab(?:oratory)?\s+(?:assignments?|reports?|exercises?|worksheets?|write-?ups?|notebooks?|work|problems?)\b",
    re.IGNORECASE,
)
"""What is handed in of a lab, and not the lab itself."""
_LATER = re.compile(
    r"\b(?:an?|one|two|1|2)\s+weeks? (?:after|later|following|from)\b(?! (?:the )?(?:exam|midterm|break|due|deadline))"
    r"|\b(?:7|14|seven|fourteen) days (?:after|later|following|from)\b(?! (?:the )?(?:exam|midterm|break|due|deadline))"
    r"|\b(?:next|following|subsequent) (?:class|lecture|session|meeting|lab)\b",
    re.IGNORECASE,
)
_WEEK_ENDS = re.compile(
    r"\b(?:last day|end) of (?:the |each |every |that |its |a )?(?:module|week|unit)\b(?! \d)", re.IGNORECASE
)
_NEXT_WEEK = words(
    r"(?:following|next|subsequent) week(?:['’]s)?|(?:after|following) (?:the|that|each|its) week|week (?:later|after)"
    r"|week(?:['’]s)? following"
)
_FOLLOWING = words("following|next|subsequent")
_SHORT = 16  # words of a cell that tells a day
_BESIDE = 12  # letters: "following" right before a weekday
_AFTERWARDS = re.compile(r"\s+(?:following|after|afterwards)\b(?=\s*(?:at\b|by\b|before\b|[.,;]|$))", re.IGNORECASE)
_GIVEN = re.compile(
    r"\b(?:posted|available|given|hand(?:ed)? out|released?|assigned|distributed|opens?)\b", re.IGNORECASE
)


def find(entries: Sequence[Entry]) -> list[Rule]:
    return [*(rule for entry in entries for rule in _rules(entry)), *_of_tables(entries)]


def _of_tables(entries: Iterable[Entry]) -> Iterator[Rule]:
    """Rules in the rows of a table of works: "Labs | 20% | due 12 pm Monday the following week"."""
    for (table, _), row in groupby(entries, key=lambda entry: (entry.block.table, entry.block.row)):
        if table is None:
            continue
        members = list(row)
        told = next((entry for entry in members if _tells_weekday(entry)), None)
        name = next((entry.text.partition("\n")[0] for entry in members if entry is not told), "")
        named = frozenset(kinds(name))
        if told and named and name.rstrip(" *:").endswith("s"):
            due = DUE.search(told.text)
            said = told.text[due.end() :] if due else told.text
            time = told.times[-1].begins if told.times else None
            yield Rule(
                named, time, weekday=_weekday(said, 0), subject=frozenset(_WORD.findall(name.lower())) - _ANY_WORK
            )


def _tells_weekday(entry: Entry) -> bool:
    """Whether a cell says on which day of a week something is due, whatever the week."""
    due = bool(DUE.search(entry.block.header) or DUE.search(entry.text))
    dated = any(found.dated or found.week is not None for found in entry.dates)
    return due and not dated and bool(LONG_WEEKDAY.search(entry.text)) and len(entry.text.split()) <= _SHORT


def rule_for_day(category: Category, title: str, rules: Sequence[Rule]) -> Rule | None:
    """The rule that tells the day on which all work of the kind is due, from the Monday of the week that lists it; None
    where rules disagree or are silent. Rules that name the work as `title` does go before those of all its kind.
    """
    held = [rule for rule in rules if rule.weekday is not None and rule.holds_for(category)]
    if "lab" in kinds(title) and not _LAB_WORK.search(title):  # it is done in the lab, which has its own day
        held = [rule for rule in held if rule.categories is not None and "lab" in rule.categories]
    held = [rule for rule in held if _is_named(title, rule)] or held
    return held[0] if len({rule.weekday for rule in held}) == 1 else None


def named_first(title: str, rules: Iterable[Rule]) -> list[Rule]:
    """The rules, those first that name the work as `title` does."""
    return sorted(rules, key=lambda rule: not _is_named(title, rule))


def _is_named(title: str, rule: Rule) -> bool:
    return names(title, rule.subject)


def names(title: str, called: Iterable[str]) -> bool:
    """Whether a title has one of the words, in small letters, or writes one short: "notebooks" as in "NB 3"."""
    return any(
        word.lower() == other.removesuffix("s") or (word.isupper() and _abbreviates(word.lower(), other))
        for word in _WORD.findall(title)
        for other in called
        if other not in _ANY_WORK
    )


def _abbreviates(short: str, word: str) -> bool:
    letters = iter(word)
    return len(short) > 1 and word.startswith(short[0]) and all(letter in letters for letter in short)


def _rules(entry: Entry) -> Iterator[Rule]:
    sittings = _QUIZZES.within(entry.text) and _SITTINGS.search(entry.text) is not None
    if not (DUE.search(entry.text) or _HELD.search(entry.text) or sittings):
        return
    for start, whole in entry.segments:
        sat = sittings and _SITTINGS.search(entry.text, start, whole) is not None
        if not (sat or DUE.within(entry.text, start, whole) or _HELD.within(entry.text, start, whole)):
            continue
        turn = _BUT.search(entry.text, start, whole)
        if turn and turn.start() == start:  # "However, labs are due …"
            turn = _BUT.search(entry.text, turn.end(), whole)
        end = turn.start() if turn else whole
        said = entry.text[start:end]
        timed = any(start <= time.start < end for time in entry.times)
        held = sat or _HELD.search(_ON_THE_DAY.sub("", said) if timed else said)
        if not (DUE.search(said) or held) or _NOT_DEADLINES.search(_GIVEN_AND.sub("", said)):
            continue
        dates = [
            found for found in entry.dates if (found.dated or found.week is not None) and start <= found.start < end
        ]
        if dates and not _STARTING.search(entry.text, start, dates[0].start):
            continue
        if not (sat or _GENERAL.search(said) or _PRONOUN.match(said)) and not entry.block.level:
            continue
        yield from _rule(entry, start, end, held=bool(held))


def _before(entry: Entry, start: int) -> str:
    """The sentence before: what "they" are."""
    return next((entry.text[begin:end] for begin, end in reversed(entry.segments) if end <= start), "")


def _rule(entry: Entry, start: int, end: int, *, held: bool) -> Iterator[Rule]:
    said = entry.text[start:end]
    due = DUE.search(said)
    times = [time for time in entry.times if start <= time.start < end]
    behind = [time for time in times if due and time.start >= start + due.end()]
    times = [time.begins for time in behind or times]
    of_class = classtimes.find(said)
    weekday = _weekday(said, due.end() if due else 0)
    named = frozenset(kinds(said))
    if not named and _PRONOUN.match(said):
        named = frozenset(kinds(_before(entry, start)))
    if not named and not _ALL_WORK.search(said) and not entry.block.level:
        named = frozenset(kinds(" ".join(entry.block.headings[-1:])))
    subject = frozenset(_WORD.findall(said[: due.start()].lower() if due else "")) - _ANY_WORK
    categories = None if _ALL_WORK.search(said) and named <= {"homework"} else named & SAT if held else named
    if categories is None and _EVERYTHING.search(said) and "quiz" in kinds(entry.text[:start]):
        categories = _ALL_KINDS
    on_its_day = due is not None and (
        bool(_AS_LISTED.search(said)) or ("lab" in named and bool(_ON_ITS_DAY.search(said)))
    )
    behind_due = said[due.end() :] if due and weekday is None and not on_its_day else ""
    later, week_ends = bool(_LATER.search(behind_due)), bool(_WEEK_ENDS.search(behind_due))
    known = times or of_class or weekday is not None or on_its_day or later or week_ends
    if (categories is not None and not categories) or not known:
        return
    if on_its_day and not _AS_LISTED.search(said):
        categories = frozenset[Category]({"lab"})
    of_its_week = weekday is not None and bool(_OF_ITS_WEEK.search(said))
    yield Rule(
        categories,
        time=times[0] if times else None,
        of_class=None if times else of_class,
        weekday=weekday,
        on_its_day=on_its_day,
        later=later,
        week_ends=week_ends,
        of_its_week=of_its_week,
        subject=subject,
    )


def _weekday(said: str, due: int) -> int | None:
    """The weekday that a rule names behind its "due", which ends at `due`, else the only one; counted as in `Rule`."""
    named = list(LONG_WEEKDAY.finditer(said))
    chosen = [match for match in named if match.start() >= due] or named
    days = {WEEKDAYS[match["day"].lower()] for match in chosen}
    if len(days) != 1:
        return None
    day, given = days.pop(), next((match for match in named if match.end() <= chosen[0].start()), None)
    of_given = WEEKDAYS[given["day"].lower()] if given and _GIVEN.search(said, 0, given.start()) else None
    if _NEXT_WEEK.search(said):
        return day + 7
    start, end = chosen[0].span()
    if _FOLLOWING.search(said, max(0, start - _BESIDE), start) or _AFTERWARDS.match(said, end):
        return day if of_given is not None and of_given < day else day + 7
    return None if given and chosen is not named and (of_given is None or of_given > day) else day
