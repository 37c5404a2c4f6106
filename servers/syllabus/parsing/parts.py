"""What a part of the grade is called, how many it has, and how many of them are dropped. Knows strings only."""

import re

from servers.syllabus.parsing.vocabulary import NUMBERS, kinds, words

_LEAD_IN = re.compile(
    r"^.*\b(?:as follows|based on|consists? of|comprised of|composed of|determined by|made up of|(?<!\()including"
    r"|breakdown)\b"
    r"(?:[^:]*:)?\s*|^\W*(?:grad|evaluation|assessment|weight)\w*(?: \w+){0,3}\s*[:–—-]\s*"
    r"|^\W*(?:scheme|option|plan|track)\s+(?:[A-D]|\d|I{1,3})\s*[:.–—-]\s*"
    r"|^\W*(?:of\s+)?(?:the |your )?(?:final |course |total |overall )*(?:grade|mark)s?\s+(?:comes? from|depends? on"
    r"|will (?:be|come from)|is|are)\b(?:\s+(?:based on|determined by|for))?"
    r"|^\W*(?:there (?:will (?:also )?be|is|are)|we (?:will )?have|you will have|the course has)\s+(?:also\s+)?",
    re.IGNORECASE | re.DOTALL,
)
_VERBS = (
    r"is|are|will be|be|will|each|counts?|counting|worth|contributes?|makes? up|accounts?|constitutes?|comprises?"
    r"|represents?|equals?|cumulative|combined|also|TBD|TBA|for|approximately|about|an?|the|another|other|further|remaining"
    r"|totaling|of"
    r"|weight(?:ed)?|at|as|and"
)
_TAIL = re.compile(rf"(?:[\s:=–—.…~∼≈(\[|,;*×+-]|(?<!\w)(?:{_VERBS})(?!\w))+$", re.IGNORECASE)
_HEAD = re.compile(
    r"(?:[x×]\s?\d\s|\(\s*(?:\d{1,2}|n/?a)\s*\)|[\W_]|o\s(?=[A-Z])|\d{1,2}[.)]\s|(?:of|for|on|and|from|the|your|in|is|an?|each|to|these|those"
    r"|both|all)(?![\w-])"
    r"|scores? on\b)+",
    re.IGNORECASE,
)
_THE_WHOLE = re.compile(r"(?:the |your )?(?:final |course |total |overall )*(?:grade|mark)\b", re.IGNORECASE)
MEANS_SUBJECT = words(r"this|it|they|these|which")
_NO_NAME = re.compile(r"(?:this|it|they|these|which|you|your|we|i|will|there)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\W*(?:the |your |an? |each )?(?P<name>[^.,;:]{3,60}?)\s+(?:should|will|is|are|must|consists?|ha[sv]e?"
    r"|requires?)\b",
    re.IGNORECASE,
)
LONGEST_NAME = 90
_DASH = re.compile(r"\s[-–—]+\s|—")
GRADING = re.compile(r"\W*(?:grad|evaluation|assessment|weight)", re.IGNORECASE)
_BREAK = re.compile(
    r"\s[-–—]\s|—|:\s|\s\(|\s\[|\.\s|;|,?\s+due\b"
    r"|\s+as well as\b|\s+(?:that|which)\s+(?:I|you|we|is|are|will)\b"
    r"|,\s+(?:in|on|at|from|by|one|which|where)\b|\s+\d{1,2}/\d"
)
_ASIDE = re.compile(r"(?P<before>[^()]+?)\s\([^()\d]*\)\s(?P<behind>[^()]+)")
""" "A third (comprehensive) final exam"."""
_STAGE = re.compile(r"[^:.;(]+: [^:.;(]+")
_FEW = 8
_COUNTED = re.compile(
    rf"^(?:(?:\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}})?|{'|'.join(NUMBERS)}|n)\s*(?:(?:x\b|×)\s*|(?<=\s))|[x×]\s+)(?=[a-z])",
    re.IGNORECASE,
)


def name(said: str, *, whole: bool = False) -> str:
    """What a share is of: the words beside the amount without lead-in, numbering and verbs; "" where none are left.

    `whole`: nothing but the name stands there, so that a short "Project: poster" is one.
    """
    said = " ".join(said.split())
    if whole and len(said.split()) <= _FEW and not kinds(_DASH.split(said, maxsplit=1)[0]) and kinds(said):
        said = _DASH.sub(" ", said)  # "Compare - contrast presentation"
    first = _DASH.split(said, maxsplit=1)[0]
    said = first if re.search(r"[A-Za-z]{2}", first) and not GRADING.match(first) else said
    said = _LEAD_IN.sub("", _LEAD_IN.sub("", said))
    if head := _HEAD.match(said):
        said = said[head.end() :]
    aside = _ASIDE.match(said)
    if aside and kinds(aside["behind"]) and not kinds(aside["before"]):
        said = f"{aside['before']} {aside['behind']}"
    said = _TAIL.sub("", said)
    if not (whole and len(said.split()) <= _FEW and _STAGE.fullmatch(said)):
        said = _BREAK.split(said, maxsplit=1)[0]
    said = _COUNTED.sub("", said).strip(" \t:;,.–—-()[]|*•=~")
    if not re.search(r"[A-Za-z]{2}", said) or len(said) > LONGEST_NAME:
        return ""
    return "" if _THE_WHOLE.match(said) or _NO_NAME.match(said) else said


def subject(text: str) -> str:
    """What a paragraph is about, where a share is said of "this"."""
    match = _SUBJECT.match(text)
    return match["name"] if match else ""


_MEMBERS = (
    r"exams?|quizzes|homeworks?|assignments?|labs?|projects?|papers?|essays?|tests?|midterms?|sets|posts|responses"
    r"|reflections|presentations?|reports?|write-?ups|exercises|parts|discussions|meetings|sessions"
)
_MEASURE = words(r"pages?|points?|pts|minutes?|hours?|weeks?|days?|credits?")
_SHORT = 160
"""Letters of a statement in which any number is the part's."""
_COUNT = re.compile(
    rf"\b(?P<of>\d{{1,2}})\s*(?:/|of|out of)\s*\d{{1,2}}\s+(?:[A-Za-z-]+\s)?(?:{_MEMBERS}|recitations|classes|weeks)\b"
    rf"|(?<![\d.])(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)})\s*(?:@|x\b|×|at\b"
    rf"|(?:[A-Za-z‐–—-]+\s){{0,2}}(?P<member>{_MEMBERS})\b)"
    r"|\b1\s*[-–]\s*(?P<last>\d{1,2})\b(?!\s*(?:%|weeks?|days?|pages?|hours?))",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\bdrop\w*\s+(?:the\s+|your\s+)?(?:(?P<before>\d|one|two|three|four)\s+)?(?:lowest\s+)?(?P<behind>\d|one|two"
    r"|three|four)?"
    r"|\blowest\s+(?P<lowest>\d|one|two|three|four)?[^.;]{0,60}\bdrop",
    re.IGNORECASE,
)


def count(about: str, named: str) -> int | None:
    """How many there are: of what the name names, or anything in a short statement."""
    for match in _COUNT.finditer(about):
        member = (match["member"] or "").lower()
        if _MEASURE.search(match.group().replace("-", " ")) or (
            member and len(about) > _SHORT and member[:4] not in named.lower()
        ):
            continue
        return _number(match["of"] or match["number"] or match["last"])
    return None


def drop(about: str) -> int | None:
    match = _DROP.search(about)
    if match is None:
        return None
    return _number(match["before"] or match["behind"] or match["lowest"] or "one")


def _number(written: str) -> int:
    return int(written) if written.isdigit() else NUMBERS[written.lower()]
