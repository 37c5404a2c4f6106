"""How sure: the probability that a candidate is right, from what speaks for and against it.

A table of cases; each figure is the share of right ones among such candidates on real syllabi, smoothed.
"""

import re

from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.vocabulary import DUE, FINALS_WEEK, LONG_WEEKDAY, PERFORMED, kinds, words

ENOUGH = 0.5
"""Below this a candidate is left out."""

_SAT = frozenset({"exam", "quiz", "presentation"})
_TAKEN_HOME = frozenset({"homework", "paper", "project"})
_GIVEN_OUT = re.compile(r"\bout\b|assigned|released", re.IGNORECASE)
_LONG_CLAUSE = 30  # words
_SENTENCE = 12
_EXAMPLE = words(
    r"for example|e\.g\.?|for instance|such as|if (?:an?|the|your) [\w ]{0,40}(?:due|falls?)"
    r"|last (?:year|semester|term)"
    r"|previous(?:ly)?|feedback will|post solutions|you (?:may|could|can) (?:lose|receive)|copyright|accessed"
    r"|retrieved|published|updated|revised|version|born"
)
_SUPPOSED = words(r"suppose|imagine|let'?s say|hypothetical(?:ly)?|for example, if|(?<=\. )you (?:submit|turn in)")
"""A supposed case goes on over several sentences."""
_POSTED = words(r"assign(?:ed)?|posted|released|handed out|given out|returned|handed back|distributed|available")
_REFERRED = re.compile(
    r"\b(?:before|after|prior to|until|since|following|for)\s+(?:the\s+|your\s+|each\s+)$", re.IGNORECASE
)
_FINALS = words(r"finals|final exam(?:ination)?s")
_TURN = re.compile(r"\bbut\b", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:after|since|from|starting|beginning|as of|until after)\s+(?:on\s+)?(?:the\s+|week \d+\s*\(?)?$",
    re.IGNORECASE,
)
_WORK_HEADER = words(
    r"(?:home)?works?|hws?|assignments?(?: due)?|due|deadlines?|deliverables?|assessments?|submissions?|to do"
    r"|exams?|quizz?(?:es)?|"
    r"projects?|papers?|problem sets?|psets?|evaluations?|tests?|milestones?|what'?s due|items? due|graded|labs?"
)
_OUT_HEADER = words(
    r"assigned|out|released|posted|available|given|handed out|issued|readings?|topics?|lectures?|materials?|resources?"
)
_WORK_HEADING = words(
    r"due|deadlines?|important dates|key dates|assignments?|exams?|assessments?|evaluation|grading"
    r"|deliverables?|quizzes"
)


def probability(candidate: Candidate) -> float:
    mention = candidate.mention
    said = mention.entry.text[mention.segment[0] : mention.segment[1]]
    if (against := _against(mention, said)) is not None:
        return against
    figure = _explicit(candidate) if candidate.derivation == "explicit" else _governed(candidate)
    if len(said.split()) > _LONG_CLAUSE:
        figure -= 0.1
    if candidate.span:
        figure -= 0.2
    if candidate.whole_week:
        figure -= 0.1 if mention.due else 0.3
    if _from_then_on(candidate) or _exam_period(candidate):
        return 0.15
    if _some_day_of_finals(candidate):
        figure -= 0.5
    if mention.weak and not mention.due and not mention.number:
        figure -= 0.4
    return max(min(figure, 0.97), 0.02)


def _from_then_on(candidate: Candidate) -> bool:
    """ "After March 13" and "from May 4" are no deadlines."""
    found = candidate.expression
    return found is not None and bool(_FROM.search(candidate.mention.entry.text, 0, found.start))


def _some_day_of_finals(candidate: Candidate) -> bool:
    """An exam "in finals week", of which only the week is known."""
    governing = candidate.mention.entry.governing
    return (
        candidate.span
        and candidate.mention.category == "exam"
        and (bool(FINALS_WEEK.search(candidate.mention.entry.text)) or bool(governing and governing.finals))
    )


def _against(mention: Mention, said: str) -> float | None:
    """The figure of what looks like work and is none; None where nothing speaks against it."""
    cases = (
        (bool(_SUPPOSED.search(mention.entry.text, 0, mention.segment[1])), 0.1),
        (bool(_EXAMPLE.search(said)) and len(said.split()) > _SENTENCE, 0.1),
        (mention.category == "admin", 0.8),
        (mention.category == "participation", 0.2),
        (mention.unasked and not _asked(mention, said), 0.1),
        (_handed_out(mention), 0.2),
        (bool(_REFERRED.search(mention.entry.text, 0, mention.phrase[0])), 0.1),
        (mention.assigned and not mention.due, 0.4),
    )
    return next((figure for holds, figure in cases if holds), None)


def _is_sat(mention: Mention) -> bool:
    return mention.category in _SAT or bool(PERFORMED.search(mention.title))


def _handed_out(mention: Mention) -> bool:
    """Given out, not taken in. An exam that "begins" is sat all the same."""
    if mention.due or not mention.begins:
        return False
    return mention.category not in _SAT or bool(_POSTED.search(mention.entry.text, *mention.clause))


def _exam_period(candidate: Candidate) -> bool:
    """ "April 14 - 29: Final Examinations": the time of all exams, not of this course's."""
    plural = _FINALS.search(candidate.mention.entry.text, *candidate.mention.phrase)
    return bool(plural) and (candidate.span or candidate.several)


def _due_list(mention: Mention) -> bool:
    """Whether the heading or line above says that deadlines follow."""
    return any(DUE.search(above) for above in _above(mention))


def _above(mention: Mention) -> tuple[str, ...]:
    """What stands over it and may say what it is: the column's header, the heading, the line before the list."""
    block = mention.entry.block
    return (block.header, *block.headings[-1:], mention.entry.label)


def _asked(mention: Mention, said: str) -> bool:
    """ "Peer review due" is work, although it says "review"; so is the paper of "No class, but paper due"."""
    before = _TURN.split(said)[-1]
    return mention.due and not re.search(r"\bno\b", before, re.IGNORECASE)


def _explicit(candidate: Candidate) -> float:
    """The date stands in the same sentence."""
    mention, text = candidate.mention, candidate.mention.entry.text
    above = _above(mention)
    after = candidate.relation == "after"
    cases = (
        (mention.due and mention.named, 0.93),
        (mention.due, 0.8),
        (candidate.relation == "due column", 0.93),
        (_is_sat(mention), 0.9 if after or len(text.split()) < _LONG_CLAUSE else 0.6),
        (_due_list(mention), 0.9),
        (any(_WORK_HEADING.search(line) for line in above), 0.75),
        (after and _right_beside(candidate), 0.75),
        (after, 0.45),
        (bool(mention.number) and not mention.weak, 0.55),
    )
    return next((figure for holds, figure in cases if holds), 0.35)


def _right_beside(candidate: Candidate) -> bool:
    found, mention = candidate.expression, candidate.mention
    return found is not None and found.start - mention.phrase[1] < 15  # noqa: PLR2004 - letters, as of "will be on"


def _governed(candidate: Candidate) -> float:
    """The date is that of the row, of the day heading, of the due column."""
    mention = candidate.mention
    header = mention.entry.block.header
    before = mention.entry.text[mention.segment[0] : mention.phrase[0]].strip(" \t*•-–")
    short = len(mention.entry.text[mention.segment[0] : mention.segment[1]].split()) <= _SENTENCE
    in_class = bool(LONG_WEEKDAY.search(header)) and not kinds(header)
    by_rule = candidate.derivation in {"week", "weekday"} and not in_class
    cases = (
        (candidate.relation == "due column", 0.93),
        (_due_list(mention) and short and not mention.weak, 0.9),
        (by_rule and (mention.due or bool(mention.number)) and short, 0.88),
        (mention.due, 0.9 if mention.named else 0.8),
        (bool(_WORK_HEADER.search(header)) and not _GIVEN_OUT.search(header), 0.85),
        (_is_sat(mention), 0.85 if short else 0.6),
        (bool(_OUT_HEADER.search(header)), 0.3),
        (_listed_elsewhere(mention), 0.3),
        (bool(mention.number) and not before and mention.category in _TAKEN_HOME, 0.5),
    )
    return next((figure for holds, figure in cases if holds), 0.3)


def _listed_elsewhere(mention: Mention) -> bool:
    """Whether another column of the table is for work: what the topics' column names is done in class."""
    return any(_WORK_HEADER.search(header) for header in mention.entry.block.beside)
