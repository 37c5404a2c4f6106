"""What students ask about, and the words in which syllabi speak of it. One row a subject: extend it here."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TIME = r"\d{1,2}(?::\d\d)? ?[ap]\.?m|\d{1,2}[:.]\d\d"
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri)(?:day)?s?\b|\b(?:MWF|MW|TTh|TR|T/R|M/W)\b"
_WHEN_OR_WHERE = r"(?:when|where|what time|which (?:room|building|days?))(?: and (?:when|where))?"
_CLASS = r"(?:lectures?|class(?:es)?|course|seminars?|labs?|recitations?|tutorials?|section \w+)"
_DAY = r"\d{1,2}/\d{1,2}|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}"


class _Subject(NamedTuple):
    """Regular expressions, any of which will do; small and capital letters are the same."""

    name: str
    asked: tuple[str, ...]
    spoken: tuple[str, ...]


_SUBJECTS = (
    _Subject(
        "late work",
        asked=(r"\blate\b", "overdue", "extensions?", "after the (?:deadline|due date)", "grace", "turn.* in late"),
        spoken=(
            r"\blate (?:\w+ )?(?:work|assignment|submission|policy|homework|penalt|submitted|day|paper)",
            r"submi\w+ (?:\w+ )?late",
            "no late",
            "extensions?",
            "grace period",
            "after the (?:deadline|due date)",
            "past due",
            "penali[sz]e",
            "fall behind",
            "(?:per|each|every|for each) day",
            r"within the first \d+ hours",
        ),
    ),
    _Subject(
        "absences",
        asked=(
            "absen",
            "attend",
            r"(?:class(?:es)?|lectures?|days?|recitations?|sessions?|labs?)\b.*\b(?:miss|skip)",
            "skip",
            r"\bill\b",
            "sick",
            r"miss(?:ed|ing)? (?:\w+ )?(?:class|lecture|day|recitation|session|lab)",
        ),
        spoken=(
            r"absen\w+",
            r"attend(?:ance|ed)?\b",
            r"miss(?:ed|ing)? (?:a |more than |any )?(?:\w+ )?(?:class|lecture|lab|session)",
            "excused",
            "tard(?:y|iness)",
            "illness",
        ),
    ),
    _Subject(
        "books",
        asked=("text ?books?", r"\bbooks?\b", r"\btexts?\b", "required (?:reading|material)", r"\bread\b", "readings?"),
        spoken=(
            "text ?books?",
            "required (?:text|book|material|reading)",
            "recommended (?:text|book|reading)",
            "isbn",
            r"\d(?:st|nd|rd|th) edition",
            r"\bedition\b",
            "university press",
            "springer",
            "o.reilly",
            "pearson",
            "wiley",
            "available (?:online|at the (?:book|library))",
        ),
    ),
    _Subject(
        "office hours",
        asked=(
            "office hours?",
            r"hours\b",
            "see the (?:professor|instructor)",
            "meet (?:with )?(?:the|my) (?:professor|instructor|ta)",
        ),
        spoken=(
            "office h(?:ou)?rs?",
            "drop[- ]in",
            "by appointment",
            "consultation",
            rf"office hours?[^.]*(?:{_TIME})",
        ),
    ),
    _Subject(
        "weights",
        asked=(
            "weight",
            "percent",
            "worth",
            r"\bhow much\b.*\bcounts?",
            "counts? (?:for|toward)",
            r"how (?:is|are|am) .*grade[ds]?\b",
            "grading",
            "breakdown",
        ),
        spoken=(
            r"\d ?%",
            r"%\d",
            "percent",
            r"weight(?:s|ed|ing)?\b",
            "grading (?:scheme|policy|scale)",
            "grade (?:composition|breakdown)",
            "evaluation",
            "component",
        ),
    ),
    _Subject(
        "lowest dropped",
        asked=(r"\bdrop(?:s|ped)?\b(?! (?:the|this|a) (?:course|class))", "lowest"),
        spoken=("lowest", r"\bdropp?ed\b", r"\bdropping\b", "drop the", "can drop", r"best \w+ of", r"\d/\d"),
    ),
    _Subject(
        "contact",
        asked=("e-?mail", "contact", "reach", "phone", r"\binstructor", "professor", "teaches"),
        spoken=(r"\S+(?:@|\[at\])\S+", "e-?mail", "contact", "instructor", "professor"),
    ),
    _Subject(
        "assistants",
        asked=(r"\btas?\b", "teaching assistants?", "tutors?", "graders?"),
        spoken=(
            r"\bTAs?\b",
            "teaching assistants?",
            r"\btutors?\b",
            "assistants?:",
            "technology assistant",
            r"graders?\b",
        ),
    ),
    _Subject(
        "final exam",
        asked=(r"\bfinals?\b",),
        spoken=(
            "final (?:exam|test|paper|project)",
            r"\bfinals\b",
            "finals? week",
            rf"final exam[^.]*(?:{_DAY}|{_TIME})",
            "essay exam",
        ),
    ),
    _Subject(
        "midterms",
        asked=("mid-?terms?", r"\bexams?\b", r"\btests?\b"),
        spoken=("mid-?terms?", r"\bexams? (?:\d|i+\b)", "in[- ]class exams?", r"\btests?\b", rf"exam[^.]*(?:{_DAY})"),
    ),
    _Subject(
        "make-ups",
        asked=(
            "make[- ]?ups?",
            r"miss(?:ed|ing)? (?:\w+ )?(?:exam|test|quiz|midterm|final|assignment)",
            "reschedul",
            "conflict",
        ),
        spoken=(
            "make[- ]?ups?",
            r"miss(?:ed|ing)? (?:\w+ )?(?:an |and )?(?:exam|test|quiz|midterm|assignment)",
            r"alternat(?:e|ive) (?:\w+ )?(?:time|schedul|arrangement)",
            r"reschedul\w+",
            "going to miss",
            r"excus\w+",
        ),
    ),
    _Subject(
        "artificial intelligence",
        asked=(
            r"\bai\b",
            "chat ?gpt",
            "gpt",
            "llms?",
            "generative",
            "copilot",
            "artificial intelligence",
            "chat ?bots?",
        ),
        spoken=(
            r"\bAI\b",
            "chat ?gpt",
            r"\bllms?\b",
            "generative",
            "copilot",
            "artificial intelligence",
            "language models?",
        ),
    ),
    _Subject(
        "honesty",
        asked=("cheat", "plagiari", "integrity", "honest", "misconduct", "honou?r code", "copy"),
        spoken=(
            r"cheat\w*",
            r"plagiari\w+",
            "integrity",
            "(?:dis)?honesty",
            "misconduct",
            "honou?r code",
            "copying",
            "academic offence",
        ),
    ),
    _Subject(
        "accommodations",
        asked=("accommodat", "disab", "accessib", "special needs", "impair", "extra time"),
        spoken=(r"accommodation\w*", r"disabilit\w+", r"accessib\w+", "special needs"),
    ),
    _Subject(
        "class meetings",
        asked=(
            rf"\b{_WHEN_OR_WHERE} (?:is|are|do|does|will) (?:the |our |this )?(?:{_CLASS}|we)\b",
            r"\broom\b",
            r"meet(?:s|ing)?\b",
            "location",
        ),
        spoken=(
            rf"{_CLASS}\W+(?:\w+[ ,]+)?(?:time|meets?|meeting|location|room|{_DAYS})",
            "class ?room",
            "meeting times?",
            rf"(?:{_DAYS})[^.]{{0,30}}(?:{_TIME})",
            r"\blocation\b",
            "course (?:time|location)",
        ),
    ),
    _Subject(
        "grade scale",
        asked=(
            r"\b(?:an?|for) (?-i:[ABCDF])[+-]?(?:\W|$)",
            "letter grades?",
            "(?:grade|grading) scale",
            "cut-?offs?",
            "curve",
            r"pass(?:ing)?\b",
            "score .* need",
        ),
        spoken=(
            "letter grades?",
            "(?:grade|grading) scale",
            r"(?-i:\b[ABC][+-]?\W{1,4}\d\d|\d\d ?(?:%|[-–] ?\d{2,3})[^.]{0,12}\b[ABC]\b)",
            r"(?-i:\d\d\W+[ABC]\b)",
            r"grades? \((?-i:A)",
            "cut-?offs?",
            r"\bGPA\b",
            r"curved?\b",
        ),
    ),
    _Subject(
        "prerequisites",
        asked=(
            "pre-?req",
            "prior",
            "background",
            "before taking",
            "should i know",
            "assumed",
            "knowledge",
            "experience",
        ),
        spoken=(
            "pre-?requisites?",
            "prior (?:knowledge|experience|course)",
            "background in",
            "is assumed",
            "familiar(?:ity)? with",
            "no prior",
            r"proficien\w+",
            r"(?:little|previous|levels? of|no|some) (?:\w+ )?experience",
            "recommended: ",
        ),
    ),
    _Subject(
        "working together",
        asked=(
            "together",
            "collaborat",
            r"groups?\b",
            "team",
            "partners?",
            "classmates?",
            "other students",
            "friends?",
            "alone",
            "share",
        ),
        spoken=(
            r"collaborat\w+",
            "work (?:with|in groups|together|alone)",
            "in (?:small )?groups",
            r"\bteams?\b",
            "partners?",
            "classmates?",
            "other students",
            "individual(?:ly)?",
            "your own",
            "his/her own",
        ),
    ),
    _Subject(
        "handing in",
        asked=("submit", "submission", r"hand .*\bin\b", r"turn .*\bin\b", "upload"),
        spoken=(
            r"submi(?:t|tted|tting|ssion)\w*",
            "turn(?:ed)? in",
            "hand(?:ed)? in",
            r"upload\w*",
            "gradescope",
            "dropbox",
        ),
    ),
    _Subject(
        "software",
        asked=(
            "software",
            r"program(?:s|ming)?\b",
            "laptop",
            "computer",
            "calculator",
            "install",
            r"tools?\b",
            "technolog",
            "phone",
        ),
        spoken=(
            "software",
            "laptops?",
            r"computers?\b",
            "calculators?",
            r"\b(?-i:R)(?:Studio| Markdown)\b",
            r"\b(?:in|with|environment|of) (?-i:R)\b",
            "matlab",
            "python",
            r"install\w*",
            "jupyter",
            "tools used",
            "phones?",
            "devices",
        ),
    ),
    _Subject(
        "website",
        asked=(
            "web ?site",
            "web ?page",
            "canvas",
            "moodle",
            "blackboard",
            "piazza",
            "online",
            "course page",
            "posted",
            "announcements?",
            "materials",
        ),
        spoken=(
            "web ?site",
            "web ?pages?",
            "canvas",
            "moodle",
            "blackboard",
            "brightspace",
            "quercus",
            "piazza",
            "course pages?",
            "google classroom",
            "github",
            "https?://",
            "huskyct",
        ),
    ),
    _Subject(
        "extra credit",
        asked=("extra credit", "bonus", "extra points?", "raise my grade"),
        spoken=("extra credit", "bonus", "extra points?"),
    ),
    _Subject(
        "no class",
        asked=("no class", "holidays?", r"breaks?\b", "days? off", "cancel"),
        spoken=(
            r"no class(?:es)?\b",
            "holidays?",
            "(?:fall|spring|winter|thanksgiving|reading) (?:break|week|recess)",
            "labou?r day",
            "cancell?ed",
        ),
    ),
    _Subject(
        "withdrawal",
        asked=("withdraw", "drop (?:the|this|a) (?:course|class)", "add[/ -]drop", "last day"),
        spoken=(r"withdraw\w*", "drop/add", "add/drop", "last day to", "drop(?:ping)? (?:the|a) (?:course|class)"),
    ),
    _Subject(
        "regrading",
        asked=("re-?grad", "appeal", "disput", "wrong(?:ly)? graded", "review .*grade"),
        spoken=(r"re-?grad\w+", r"appeal\w*", r"disput\w+", r"remark\w*"),
    ),
    _Subject(
        "participation",
        asked=("participat", "discussion"),
        spoken=(r"participat\w+", r"discussions?\b", "engagement"),
    ),
)


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_ASKED = tuple((f"#{each.name}", _compiled(each.asked)) for each in _SUBJECTS)
_SPOKEN = tuple((f"#{each.name}", _compiled(each.spoken)) for each in _SUBJECTS)


def asked_about(question: str) -> Iterator[str]:
    """The subjects of a question, each marked so that it is no word."""
    return (name for name, pattern in _ASKED if pattern.search(question))


def spoken_of(text: str) -> Iterator[str]:
    """The subjects of a text, each as often as it is touched."""
    return (name for name, pattern in _SPOKEN for _ in pattern.finditer(text))
