"""The words that syllabi are read by: months, days, numbers, kinds of work. Tables only."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from servers.contract.syllabus import Category, Day
from servers.syllabus.parsing.stems import Tables, Words, registered, stems, tables_in

_MONTH_NAMES = "january february march april may june july august september october november december"
MONTHS: Mapping[str, int] = {
    name[:length]: number
    for number, name in enumerate(_MONTH_NAMES.split(), start=1)
    for length in {3, 4 if name == "september" else 3, len(name)}
} | dict.fromkeys(("febuary", "feburary"), 2)
"""By lower-case name or abbreviation without a dot, and as the hardest of them is often misspelt."""

DAYS: tuple[Day, ...] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

WEEKDAYS: Mapping[str, int] = {
    spelling: number
    for number, spellings in enumerate(
        (
            "monday mondays mon mo m",
            "tuesday tuesdays tues tue tu t",
            "wednesday wednesdays wednes wed we w",
            "thursday thursdays thurs thur thu th r",
            "friday fridays fri fr f",
            "saturday saturdays sat sa s",
            "sunday sundays sun su u",
        )
    )
    for spelling in spellings.split()
}
"""0 for Monday, by lower-case spelling; the single letters only mean a day right beside a date."""


WEEKDAY_LETTERS = frozenset("M T W R F S U Mo Tu We Th Fr Sa Su".split())  # noqa: SIM905
"""As columns are headed, one beside the other."""
LONG_WEEKDAY = re.compile(
    rf"\b(?P<day>{'|'.join(sorted((name for name in WEEKDAYS if len(name) > 2), key=len, reverse=True))})s?\b",  # noqa: PLR2004
    re.IGNORECASE,
)
"""A weekday by a name that is no single letter."""


def is_weekday(header: str) -> bool:
    """Whether a column is called by a weekday and nothing else."""
    return header in WEEKDAY_LETTERS or LONG_WEEKDAY.fullmatch(header.strip(" .:")) is not None


def _counted(names: str) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names.split(), start=1)}


NUMBERS = _counted(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
ORDINALS = _counted("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
ROMAN = _counted("i ii iii iv v vi vii viii ix x")


def words(alternatives: str, *, before: str = r"(?<![\w-])", after: str = r"(?![\w-])") -> Words:
    """`alternatives` as whole words, whatever their case; `before` and `after` are the patterns of their borders."""
    return Words(alternatives, rf"{before}(?:{alternatives}){after}")


class Names(NamedTuple):
    """Names of work of one kind."""

    pattern: re.Pattern[str]
    table: Tables
    """As `tables_in` tells where they may stand."""


def _names(alternatives: str) -> Names:
    """As `words`, but a number may stand right behind: "HW3", "Quiz-2"."""
    pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?![^\W\d]|-[^\W\d])", re.IGNORECASE)
    return Names(pattern, registered(stems(alternatives, of_words=True)))


_OFFICE = r"drop|withdraw\w*|add|regist\w+|enrol+ment|pass/fail|s/u|audit|refund|grading option"
_WHATEVER = r"[\w ,/'’-]*"

KINDS: tuple[tuple[Category, Names], ...] = (
    (
        "admin",
        _names(
            rf"add[/ -](?:and[/ -])?drop|drop(?:[/ -]|[/ ]and[/ ])add|last (?:day|date) (?:to|for)\b{_WHATEVER}"
            rf"|final (?:day|date) (?:to|for)\b{_WHATEVER}|(?:{_OFFICE}) deadline|(?:{_OFFICE}) dates?"
            rf"|(?:{_OFFICE}) period|(?:{_OFFICE}) ends"
            rf"|deadline (?:to|for) (?:{_OFFICE}|declare|elect|change)\b{_WHATEVER}"
            r"|census (?:date|day)|(?:activity|enrol+ment|attendance) verification"
            r"|withdraw(?:als?)?(?: period| from)?|drops? with(?:out)?"
            r"|drop(?:ping)? (?:out of )?(?:this |the |a |your )?(?:course|class)(?:es)?"
            r"|dropped (?:course|class)(?:es)?|(?:course|class)(?:es)? (?:may|can) be dropped"
            r"|add(?:ing)? (?:this|the|a) (?:course|class)(?:es)?|pass[/ ]no[ -]?pass (?:deadline|option)"
            r"|registration (?:closes|ends|deadline)|apply (?:to|for) graduat\w+"
        ),
    ),
    (
        "presentation",
        _names(
            r"(?:oral |poster |class |group |final )?presentations?|poster sessions?|poster fair|lightning talks?"
            r"|recitals?|demo(?:nstration)?s?(?: \d{1,2})? (?:sessions?|days?)"
            r"|(?:groups?|teams?|pairs?) [\d, &]*(?:\b(?:and|to|through) \d+ )?presents?"
            r"|(?:open|final|solo|live|studio|group|class) performances?(?= \d|\W*$)"
            r"|pitch(?:es)?|juries|final (?:critiques?|showcase)|presents|showcases?"
        ),
    ),
    (
        "exam",
        _names(
            r"(?:mid[-‐‑–—]*\s?terms?|finals?|mid-semester|preliminary|comprehensive) exam(?:ination)?s?"
            r"|(?:mid[-‐‑–—]*\s?terms?|finals?|mid-semester) tests?"
            r"|take-?home (?:finals?|mid-?terms?|exams?|tests?)|exam(?:ination)?s?|prelims?|tests?"
            r"|(?:lab )?practical exams?|lab practicals?|practicum"
            r"|(?:mid[-‐‑–—]*\s?term|final|unit(?:\s\d{1,2})?|mastery|learning|standards?|in-class|module)\s"
            r"assessments?(?!\s(?:of|in|and|for|items?|plan|structure|format|task|overview|methods?|criteria|tools?)\b)"
        ),
    ),
    (
        "quiz",
        _names(
            r"quiz(?:zes)?|(?:in-class|knowledge|mastery|skills?|concept|reading|comprehension|vocabulary|part) checks?"
        ),
    ),
    ("lab", _names(r"labs?|laborator(?:y|ies)|lab reports?|lab write-?ups?|(?:lab )?notebook checks?")),
    (
        "project",
        _names(
            r"projects?|milestones?|proposals?|capstones?|prototypes?|deliverables?|portfolios?|check-?points?"
            r"|(?:project|mid-?point|progress|team|group) check-?ins?"
            r"|hackathon|playtests?|competitions?(?: days?)?|sprints?"
            r"|(?:progress|status|interim) reports?"
        ),
    ),
    (
        "paper",
        _names(
            r"papers|(?<!on )paper|essays?|reports?|drafts?|(?<!course )(?<!class )(?<!lecture )outlines?"
            r"|(?:final|revised|first) versions?|literature reviews?|(?:annotated )?bibliograph(?:y|ies)"
            r"|response papers?"
            r"|critiques?|memos?|write-?ups?|reflections?|responses?|thesis|case stud(?:y|ies)|research plans?"
            r"|abstracts?(?! (?:data|base|class|types?|algebra|syntax|machines?|methods?|interfaces?))"
            r"|book reviews?|article reviews?|term papers?|briefs?|pr[ée]cis"
            r"|autobiograph(?:y|ies)|manuscripts?|diar(?:y|ies)|logbooks?"
        ),
    ),
    (
        "discussion",
        _names(
            r"discussions?(?: posts?| boards?| forums?)?|forum posts?|posts?|blog posts?|blogs?"
            r"|peer (?:reviews?|responses?)"
        ),
    ),
    (
        "homework",
        _names(
            r"home-?works?|hwk?s?|courseworks?|cws?|problem[ -]?sets?|p-?sets?"
            r"|assignments?|assign\.(?= ?#?\d)|assns?|asgns?|assgn?s?"
            r"|exercises?|worksheets?"
            r"|tutorials?|problems?|take-?homes?|problem sheets?|programming assignments?|pas?|ps|case analys[ie]s"
            r"|journals?|webwork|webassign|activit(?:y|ies)|readings? notes|tasks?"
        ),
    ),
    ("participation", _names(r"participation|attendance")),
    (
        "other",
        _names(
            r"surveys?|evaluations?|evals?|questionnaires?|contracts?|(?:assessment |google )?(?<!pdf )(?<!word )forms?"
            r"|self-assessments?"
        ),
    ),
)
"""What a title is, the first that its words name; within a title the later of them names more narrowly."""

_GOES_ON = (
    "on|is|are|will|at|in|dues?|and|takes?|covers?|during|from|ha(?:s|ve)|must|may|can|(?:start|begin|open|close)s?"
    "|(?:mon|tues|wednes|thurs|fri)day"
    "|tentatively|scheduled"
)
LONE_EXAM = _names(
    rf"mid[-‐‑–—]*\s?terms?(?: [\dIV]+\b(?!\s?%))?(?!\s+(?!(?:{_GOES_ON}|or|today|tonight|via)\b)[A-Za-z]{{2,}})"
    rf"|finals?(?!\s+(?!(?:{_GOES_ON})\b)[A-Za-z]{{2,}})"
    r"|re-?takes?"
)
"""Words that mean an exam only where no other kind of work follows: "Midterm 2", but "Midterm paper"."""

DUE = words(
    r"due(?! (?:to|process|diligence)\b)|dues|deadlines?"
    r"|submit(?:ted)?|submissions?(?! (?:requirements?|guidelines?|instructions?|polic(?:y|ies)|formats?|links?)\b)"
    r"|hand(?:ed)? in|hand-in|turn(?:ed)? in|upload(?:ed)?|no later than|to be taken|to be completed"
    r"|closes?(?! (?:reading|readings|analysis|analyses|look|attention|listening|viewing|up|to|friends?)\b)"
    r"|push(?:ed)?(?= (?:to|your|it|them)\b)"
    r"|(?<!data )collected|collect(?= (?:hw|home-?works?|problem sets?|p-?sets?|assignments?|essays?|labs?|papers?"
    r"|drafts?|projects?|reports?|journals?|worksheets?)\b)"
    r"|must be (?:received|completed|returned)|complete by|finish by|is to be",
    before=r"(?<![\w-])(?<!\bnot )(?<!\bnot be )",
)
"""Words that make a date a deadline."""

NOT_DUE = words(
    r"assigned|assign(?!\. ?#?\d)|hand(?:ed)?[ -]?out|handed back|released?|posted|goes? out|(?<!fill )(?<!filled )out"
    r"|avail(?:able)?|opens?|introduced?"
    r"|return(?:ed)?|distributed|given(?=\W*$)|passed out"
    r"|begins?|start(?:s|ed|ing)?|kick-?off|work(?:ing)? on|work day|given out|issued|discuss"
)
"""Words that make a date the beginning of work, or of nothing that is handed in."""

NOT_WORK = words(
    r"(?<!peer )(?<!peer-)reviews?(?! (?:reports?|papers?|drafts?|essays?)\b)"
    r"|(?:project|group|team) (?:mtgs?|meetings?|conferences?)|prep(?:are|aration)?|surprise|pop|guidelines?|guidance"
    r"|watch|nothing|work (?:time|session|day)|rehears\w+|(?<!case )study|prepare for|good luck|practice|sample"
    r"|solutions?|return (?:exams?|tests?|quiz(?:zes)?|midterms?)"
    r"|go over|study guide|feedback|office hours|ask (?:any )?questions"
    r"|help session|cancell?ed|(?:postponed|rescheduled)(?! (?:to|until|till|from)\b)"
    r"|topics (?:are |will be )?announced|not (?:be )?(?:collected|graded)"
    r"|no (?:[\w-]+ ){0,2}"
    r"(?:class|quiz|homework|lab|exam|assignment|discussion|recitation|hw)s?"
    r"|(?<!and )(?<!with )q ?& ?a|post-?mortem|overview|how to"
    r"|catch[ -]?up|recap|debrief|workshop|grades? (?:posted|due)|sign[- ]?up"
)
"""Beside the name of work, these mean that nothing is handed in or sat there."""

COLUMN_NAME = words(
    r"dates?|days?|weeks?|when|due(?: dates?| times?)?|deadlines?|topics?|readings?|assignments?"
    r"|homeworks?|assessments?|tasks?"
    r"|lectures?|notes|points|weights?|percent(?:age)?|class|module|units?|content|activit(?:y|ies)|deliverables?|items?"
)
"""What the columns of class plans and lists of work are called."""

FINALS_WEEK = words(r"(?:finals?|exam(?:ination)?s?|final exams?) (?:week|period)")

NO_CLASS = words(
    r"no (?:formal |regular |scheduled |in[- ]?person |in[- ]class )?(?:class(?:es)?|lectures?|school|meetings?"
    r"|labs?|laborator(?:y|ies)|sections?|discussions?|recitations?|instruction|seminars?|tutorials?)"
    r"(?: (?:meetings?|sessions?|today|this week|held))?|no in[- ](?:class|person) sessions?"
    r"|no in[- ]?person(?=\W*(?:$|\d|on\b))"
    r"|(?:class(?:es)?|lectures?) (?:is |are |will be |has been |have been )?(?:cancel+ed"
    r"|not held|do(?:es)? not meet)|cancel+ed (?:class(?:es)?|lectures?)|(?:class(?:es)?|lectures?) will not be held"
    r"|(?:class|we|course)(?:es)? (?:will|do|does) not meet"
    r"|(?:class|we|course)(?:es)? (?:won|don|doesn)['’]t meet|(?:not|n['’]t) have (?:a )?(?:class|lecture)"
    r"|class(?:es)? (?:is|are) suspended|(?:will|we) (?:skip|cancel) (?:the )?class"
    r"|not meeting|no teaching|non-?\s?teaching (?:week|day|period)|teaching break"
    r"|(?:campus|college|university|school) (?:is |will be )?closed|(?:campus|college|university) (?:holiday|closure)"
    r"|holidays?|(?:spring|fall|autumn|winter|easter|"
    r"thanksgiving|mid-?semester|semester|midterm|mid-?term|mid-?winter|mid-?session|mid-?trimester"
    r"|christmas|summer|columbus day|oct(?:ober)?|march|february) "
    r"(?:break|recess|holiday|vacation|reading week)|reading (?:week|days?)|recess week|flexibility week"
    r"|thanksgiving(?: day)?|labou?r day"
    r"|(?:martin luther king|mlk)(?:,? jr\.?)?(?:'s|’s)?(?: birthday)?(?: day)?|memorial day"
    r"|presidents?['’]?s? day|veterans['’]? day"
    r"|independence day|juneteenth|columbus day|indigenous peoples?['’]?s? day|good friday|easter (?:monday|sunday)"
    r"|victoria day|canada day|family day|patriot['’]?s['’]? day|c[eé]sar ch[aá]vez day|anzac day"
    r"|(?:king|queen)['’]?s birthday|(?:chinese|lunar) new year(?: holidays?)?|new year['’]?s day|boxing day"
    r"|mid-autumn festival|whit monday|ascension day"
    r"|study (?:days?|break|week|recess)|fall study break|bank holiday|day off"
    r"|wellness day|snow day|break day|day of rest|rest day"
)

DEADLINES = words(
    r"(?:what(?:'s|’s| is) )?due(?: dates?| today| this week| in class)?|deadlines?|deliverables?|deliver(?:ies|y)"
    r"|submissions?|submit|(?:assignments?|work|items?|tasks?) due|graded work"
    r"|(?:to be )?(?:handed|turned) in|(?:to )?(?:hand|turn) in|hand-?ins?"
)
"""Over a list or a column, these mean that all of it is handed in."""

NUMBERED_DUE = re.compile(r"\W*#?(?P<number>\d{1,2})\s*[.):]\s*due\b", re.IGNORECASE)
""" "3. Due September 13:", an item of a list of works that have no other names."""

GIVEN = words(
    r"assigned|out|released|posted|available|given|handed out|issued|readings?|topics?|lectures?|materials?|resources?"
)
"""Over a column, these mean that it tells of what is given out or taught, too."""

_READINGS = words(r"readings?|to read|chapters?|preparation")


@lru_cache(maxsize=1 << 8)
def says_readings(above: str) -> bool:
    """Whether a header or heading, "Readings due", is of what is read for a class: that is not handed in."""
    return bool(_READINGS.search(above)) and not kinds(above)


SAT: frozenset[Category] = frozenset({"exam", "quiz", "presentation"})
"""What is done at its time, not handed in by then."""
EXAMINED: frozenset[Category] = SAT - {"presentation"}
PERFORMED = words(r"competition(?: day)?|showcase|demos?|demonstrations?|hackathon|tournament|poster (?:session|fair)")
"""Work that is done on its day, whatever its kind."""

WEAK = words(
    r"courseworks?|cws?|reports?|evaluations?|forms?|contracts?|responses?|reflections?|drafts?|outlines?|posts?|exercises?|tests?|abstracts?"
    r"|memos?|briefs?"
    r"|participation|attendance|problems?|thesis|abstracts?|presents|tasks?|pitch(?:es)?|pas?|ps|tutorials?|discussions?"
    r"|prototypes?|critiques?|activit(?:y|ies)|diar(?:y|ies)|competitions?|re-?takes?|evals?"
)
"""Names that other things have as well: they are work where a number or a deadline says so."""


def named(text: str, start: int, end: int) -> Iterator[tuple[Category, re.Match[str]]]:
    """Each name of work in `text[start:end]` and its kind; kind by kind, in the order of `KINDS`."""
    if not tables_in(text) & _OF_WORK:
        return
    within = tables_in(text[start:end])
    for kind, names in _ALL if within & _OF_WORK else ():
        if within & names.table:
            for match in names.pattern.finditer(text, start, end):
                yield kind, match


_ALL: tuple[tuple[Category, Names], ...] = (*KINDS, ("exam", LONE_EXAM))
_OF_WORK: Tables = sum(names.table for _, names in _ALL)


@lru_cache(maxsize=1 << 10)
def kinds(text: str) -> tuple[Category, ...]:
    """The kinds of work that `text` names, in the order of `KINDS`."""
    found = list(named(text, 0, len(text)))
    strong: list[Category] = [kind for kind, match in found if match.re is not LONE_EXAM.pattern]
    weak: list[Category] = [kind for kind, _ in found]
    return tuple(dict.fromkeys(strong or weak))


def singular(name: str) -> str:
    return re.sub(r"(?<=quiz)zes$|s$", "", name, flags=re.IGNORECASE)


_OF_SECTION = re.compile(r"\bsec(?:tion|\.)?\s*#?\s*([A-Z]?\d{1,3}[A-Z]?|[A-Z])\b", re.IGNORECASE)


SECTION_LABEL = re.compile(
    r"\W*\b(?:section|sec\.?|group)\s#?(?P<id>(?-i:[A-Z]?\d{1,3}[A-Z]?|[A-Z]))(?!\.\d)\s?[:(–-]+\s*", re.IGNORECASE
)
""" "Section 02: ", for which what follows holds."""


def section_of(header: str) -> str | None:
    """The one section whose column it is: "Section 002"."""
    found = _OF_SECTION.findall(header)
    return found[0] if len(found) == 1 else None
