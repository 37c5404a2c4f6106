"""What speaks for a candidate and against it: the case that it is of, and the doubts about it.

The first case of a table that holds is the candidate's. What a case is worth stands in `confidence`.
"""

import re
from collections.abc import Iterator

from servers.syllabus.parsing.entries import stands_alone
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.vocabulary import (
    DEADLINES,
    DUE,
    FINALS_WEEK,
    GIVEN,
    LONG_WEEKDAY,
    NO_CLASS,
    PERFORMED,
    SAT,
    kinds,
    says_readings,
    words,
)

_TAKEN_HOME = frozenset({"homework", "paper", "project"})
_GIVEN_OUT = re.compile(r"\b(?:out|given|issued|posted|distributed)\b|assigned|released", re.IGNORECASE)
_LONG_CLAUSE = 30  # words
_SENTENCE = 12
_NAME = 5
_LABEL = 3
_EXAMPLE = words(
    r"for example|e\.g\.?|for instance|such as|if (?:an?|the|your) [\w ]{0,40}(?:due|falls?)"
    r"|last (?:year|semester|term)"
    r"|previous(?:ly)?|feedback will|post solutions|you (?:may|could|can) (?:lose|receive)|copyright|accessed"
    r"|retrieved|published|updated|revised|version|born"
)
_SUPPOSED = words(r"suppose|imagine|let'?s say|hypothetical(?:ly)?|for example, if|(?<=\. )you (?:submit|turn in)")
"""A supposed case goes on over several sentences."""
_INSTANCE = re.compile(r"\W*(?:e\.g\.|for (?:example|instance)\b|as an example\b|example:)", re.IGNORECASE)
_WORKED_ON = re.compile(
    r"\W*(?:introduc\w+|discuss\w*|(?:(?:start|begin)(?:ning|ing)? )?(?:to )?work(?:ing)? on"
    r"|(?:start|begin)(?:ning|ing)? to)\b",
    re.IGNORECASE,
)
_POSTED = words(r"assign(?:ed)?|posted|released|handed out|given out|returned|handed back|distributed|available|opens?")
_PAST = re.compile(r"\s+(?:was|were)\b", re.IGNORECASE)
_REFERRED = re.compile(
    r"\b(?:before|after|prior to|until|since|following|for)\s+(?:the\s+|your\s+|each\s+)$"
    r"|\b(?:materials?|topics?|contents?|everything|all|chapters?|covered|learned)\b(?: \w+){0,3} "
    r"(?:before|after|since|following|from|through)\s+$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|after|prior to|until|since|following)\s+$", re.IGNORECASE)
_DURING_CLASS = re.compile(r"\W*in[- ]class\b", re.IGNORECASE)
_IN_CLASS = re.compile(r"\bin[- ]class (?:[\w-]+ ){0,2}(?:assignment|essay|assessment|problem set)\b", re.IGNORECASE)
"""Work that is done where it is named."""
_ARTICLE = re.compile(r"(?:the|your|each)\s+", re.IGNORECASE)
_ANOTHER_CLAUSE = re.compile(r"\b(?:so that|so (?:we|i|you)|in order|because|if|unless|whether)\b", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:in|at|to)\s+(?:the\s+|our\s+)?$", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_ONE_EXAM = words(r"mid-?terms?|final(?: exam(?:ination)?)?")
_FINALS = words(r"finals|final exam(?:ination)?s")
_GIVEN_BACK = words(r"(?:peer|code|paper|draft|proposal|article|book) reviews?|feedback")
"""What is handed in where it stands in a column of what is due."""
_PREPARES = re.compile(r"\W*(?:prepare|study|watch|rehearse|get ready|look over)\b", re.IGNORECASE)
_TURN = re.compile(r"\bbut\b", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:after|since|from|starting|beginning|as of|until after)\s+(?:on\s+)?(?:the\s+|week \d+\s*\(?)?$",
    re.IGNORECASE,
)
_AT_LARGE = re.compile(
    r"(?:each|all|every|any|some|most|these|those)\b|.*\bof (?:each|every)\b"
    r"|(?:(?:home)?works|work|assignments|essays|papers|problems|projects|quizzes|exams|labs|drafts|reports|forms|deliverables)$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:no|none|nothing|not|assign(?!\.))\b|.*\b(?:none|nothing|out)$", re.IGNORECASE)
_EXAMPLE_OF = re.compile(r"\W*(?:e\.\s?g\b|for (?:example|instance)\b)", re.IGNORECASE)
_TIME_OF = re.compile(r"\s+(?:times?|slots?|periods?|blocks?|schedule|dates?)\b", re.IGNORECASE)
_JOINED = re.compile(
    r"\w\s*(?:,|&|\band\b)\s+(?:\w+ ){0,2}(?:exam(?:ination)?|quiz|presentation)s?\b"
    r"|^(?:[a-z]+ing|how|what|why) (?:\w+ ){1,6}",
    re.IGNORECASE,
)
_CITED = re.compile(r"\d[–-]\d{3,}|\d\(\d|, (?:19|20)\d\d\b")
_NAMES_ONE = re.compile(r"[A-Za-z]{2}\s?#?\d{1,2}\W?$")
""" "Submit PS 4" is a work itself, and nothing over a list."""
_CITATION = re.compile(
    r"\d\s?\(\d{1,3}\)\s?[:,]\s?(?:pp?\. ?)?\d|\d:\s?\d{3,}\s?[–-]\s?\d|[A-Z]\.,? \((?:19|20)\d\d[a-z]?\)\.? |\bdoi\b"
)
_WEEKS = re.compile(r"\([^()]*\bweeks?\s*\d{1,2}\s*[-–—]\s*\d", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_NEXT = words(
    r"next (?:class|time|week|lecture|meeting|session|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|due in (?:an?|one|two|three|\d{1,2}) (?:days?|weeks?|class(?:es)?)"
)
_DUE_OF_ANOTHER = re.compile(r"\((?!\s*(?:due|deadline))[^()]*[^\W\d]{3}[^()]*\bdue\b(?! to\b)", re.IGNORECASE)
_WORK_HEADER = words(
    r"(?:home)?works?|hws?|assignments?(?: due)?|due|deadlines?|deliverables?|assessments?|submissions?|to do"
    r"|exams?|quizz?(?:es)?|"
    r"projects?|papers?|problem sets?|psets?|evaluations?|tests?|milestones?|what'?s due|items? due|graded|labs?"
)
_TOPICS = words(r"topics?|lectures?")
"""In a header that names work too, what has no number may be what is taught."""
_WORK_HEADING = words(
    r"due|deadlines?|important dates|key dates|assignments?|exams?|assessments?|evaluation|grading"
    r"|deliverables?|quizzes|timeline|milestones"
)


def case(candidate: Candidate) -> str:
    """The name of the first case that holds for it."""
    mention = candidate.mention
    said = mention.entry.text[mention.segment[0] : mention.segment[1]]
    own = _in_sentence if candidate.derivation == "explicit" and not _of_class_day(candidate) else _in_row
    return _against(candidate, said) or own(candidate)


def _of_class_day(candidate: Candidate) -> bool:
    """Whether its date is the day of the class that a calendar's cell is of: "Project discussion", then "Sept 18"."""
    found, mention, block = candidate.expression, candidate.mention, candidate.mention.entry.block
    if found is None or block.table is None or mention.due or _is_sat(mention):
        return False
    of_day = not block.header or bool(LONG_WEEKDAY.search(block.header) and not kinds(block.header))
    return of_day and "\n" in mention.entry.text and stands_alone(mention.entry.text, found)


def doubts(candidate: Candidate) -> Iterator[str]:
    """What makes it less likely than others of its case."""
    mention = candidate.mention
    held = (
        (len(mention.entry.text[mention.segment[0] : mention.segment[1]].split()) > _LONG_CLAUSE, "long sentence"),
        (candidate.span and candidate.derivation != "explicit", "range of days"),
        (candidate.span and candidate.derivation == "explicit", "range of days of its own"),
        (candidate.whole_week, "some day of the week"),
        (candidate.whole_week and not mention.due, "some day of the week, not due"),
        (_from_then_on(candidate), "from then on"),
        (_exam_period(candidate), "period of exams"),
        (_some_day_of_finals(candidate), "some day of finals week"),
        (mention.weak and not mention.due and not mention.number, "weak name"),
        (not mention.named, "no word of work"),
        (bool(_AT_LARGE.match(candidate.title)), "work at large"),
        (bool(_NOTHING.match(candidate.title)), "what there is not"),
        (bool(_TIME_OF.match(mention.entry.text, mention.phrase[1])), "the time of it"),
        (_taught(candidate), "column of what is taught"),
        (candidate.by_rule, "by a rule for all"),
        (not candidate.later and bool(_NEXT.search(mention.entry.text, *mention.clause)), "next time"),
        (_in_brackets(mention), "in brackets"),
        (not candidate.later and _due_in_brackets(mention), "due in brackets"),
        (_far(candidate), "far from its date"),
        (_led_by_another(candidate), "date led by other words"),
        (_among_others(candidate), "a word among others"),
        (_in_citation(candidate), "a text's title"),
        (candidate.derivation == "week" and _covers_weeks(mention), "weeks that it covers"),
    )
    return (name for holds, name in held if holds)


def _in_brackets(mention: Mention) -> bool:
    """ "Exam 2 (all since Exam 1)": named only to say something of another."""
    text = mention.entry.text
    opening = text.rfind("(", mention.segment[0], mention.phrase[0])
    return opening > mention.segment[0] and ")" not in text[opening : mention.phrase[0]]


def _due_in_brackets(mention: Mention) -> bool:
    """ "Lab: bears (draft of the paper due)": what is due stands in the brackets."""
    return bool(_DUE_OF_ANOTHER.search(mention.entry.text, mention.phrase[1], mention.segment[1]))


def _taught(candidate: Candidate) -> bool:
    """Its name stands among the topics or readings of a row that has a deadline."""
    header = candidate.mention.entry.block.header
    return candidate.relation == "due column" and bool(GIVEN.search(header)) and not kinds(header)


def _far(candidate: Candidate) -> bool:
    """Many words stand between its name and the date of its sentence."""
    found, mention = candidate.expression, candidate.mention
    if found is None or candidate.derivation != "explicit" or mention.entry.block.table is not None:
        return False
    text, phrase = mention.entry.text, mention.phrase
    between = text[phrase[1] : found.start] if found.start >= phrase[1] else text[found.end : phrase[0]]
    return len(between.split()) > _NAME


def _led_by_another(candidate: Candidate) -> bool:
    """ "Last class on June 6, final essay due in the exam period": the date is of what stands before it."""
    found, (start, _) = candidate.expression, candidate.mention.segment
    if found is None or candidate.derivation != "explicit" or candidate.relation != "before":
        return False
    text = candidate.mention.entry.text
    led = _LETTERS.findall(text[start : found.start].rpartition("\n")[2])
    return len(led) > 1 and text[found.end : candidate.mention.phrase[0]].lstrip()[:1] in {",", ";"}


def _among_others(candidate: Candidate) -> bool:
    """ "Preparing figures for print & presentation": an exam or a presentation, as one word of a topic."""
    mention = candidate.mention
    if mention.due or mention.number or mention.category not in SAT:
        return False
    return bool(_JOINED.search(_BRACKETS.sub("", candidate.title)))


def _in_citation(candidate: Candidate) -> bool:
    """ "Journal of Maps, 58(4):1043-1063, 2014": a journal, report or survey of a text to be read."""
    mention = candidate.mention
    cited = _CITED.search(candidate.title) or (_CITATION.search(mention.entry.text) and not mention.entry.dates)
    return bool(cited) and not mention.number


def _covers_weeks(mention: Mention) -> bool:
    """ "Test 1 (motion: weeks 1-2)" tells what it is about, not when it is."""
    return bool(_WEEKS.search(mention.entry.text, mention.phrase[0], mention.segment[1]))


def _from_then_on(candidate: Candidate) -> bool:
    """ "After March 13" and "from May 4" are no deadlines."""
    found = candidate.expression
    return found is not None and not found.through and bool(_FROM.search(candidate.mention.entry.text, 0, found.start))


def _some_day_of_finals(candidate: Candidate) -> bool:
    """An exam "in finals week", of which only the week is known."""
    governing = candidate.mention.entry.governing
    return (
        candidate.span
        and candidate.mention.category == "exam"
        and (bool(FINALS_WEEK.search(candidate.mention.entry.text)) or bool(governing and governing.finals))
    )


def _against(candidate: Candidate, said: str) -> str | None:
    """The case of what looks like work and mostly is none; None where nothing speaks against it."""
    mention = candidate.mention
    cases = (
        (bool(_SUPPOSED.search(mention.entry.text, 0, mention.segment[1]) or _INSTANCE.match(said)), "supposed"),
        (bool(_EXAMPLE.search(said)) and len(said.split()) > _SENTENCE, "example"),
        (bool(_EXAMPLE_OF.match(said) or _EXAMPLE_OF.match(mention.title)), "example"),
        (mention.category == "admin", "office"),
        (mention.category == "participation", "participation"),
        (mention.unasked and not _asked(mention, said), "nothing asked"),
        (said.rstrip().endswith("?") and not mention.due, "nothing asked"),
        (_handed_out(mention), "handed out"),
        (_referred_to(mention) or _a_place(mention) or _of_another_clause(candidate), "referred to"),
        (mention.assigned and not mention.due, "assigned"),
        (_done_in_class(mention), "row: another column is for work"),
    )
    return next((name for holds, name in cases if holds), None)


def _referred_to(mention: Mention) -> bool:
    """ "After the midterm", "before Exam 2", "Exam 1 was last night"."""
    text, (start, end) = mention.entry.text, mention.phrase
    before = (mention.number or _ARTICLE.match(text, start)) and _BEFORE.search(text, 0, start)
    return bool(before or _REFERRED.search(text, 0, start) or _PAST.match(text, end))


def _of_another_clause(candidate: Candidate) -> bool:
    """ "Tell us by September 11 so that we can plan the midterm"."""
    found, mention = candidate.expression, candidate.mention
    if found is None or candidate.derivation != "explicit" or found.end > mention.phrase[0]:
        return False
    return bool(_ANOTHER_CLAUSE.search(mention.entry.text, found.end, mention.phrase[0]))


def _a_place(mention: Mention) -> bool:
    """ "In the computer lab" is where, not what."""
    unnumbered = mention.category == "lab" and not mention.number
    return unnumbered and bool(_WITHIN.search(mention.entry.text, 0, mention.phrase[0]))


def _is_sat(mention: Mention) -> bool:
    performed = PERFORMED.search(mention.title) and len(mention.title.split()) <= _NAME
    in_class = _IN_CLASS.search(mention.entry.text, mention.segment[0], mention.phrase[1])
    return mention.category in SAT or bool(performed or in_class)


def _handed_out(mention: Mention) -> bool:
    """Given out, not taken in. An exam that "begins" is sat all the same."""
    if mention.due or not mention.begins:
        return False
    text, clause = mention.entry.text, mention.clause
    return mention.category not in SAT or bool(_POSTED.search(text, *clause) or _WORKED_ON.match(text, *clause))


def _exam_period(candidate: Candidate) -> bool:
    """ "April 14 - 29: Final Examinations": the time of all exams, not of this course's."""
    if not _FINALS.search(candidate.mention.entry.text, *candidate.mention.phrase):
        return False
    governing = candidate.mention.entry.governing
    of_day = governing is not None and [len(found.days) for found in governing.dates] == [1]
    return candidate.span or candidate.several or (candidate.derivation == "weekday" and not of_day)


def _due_list(mention: Mention) -> bool:
    """Whether the heading or line above says that deadlines follow."""
    header, *above = _above(mention)
    return _due_column(header) or any(
        DUE.search(line) and not says_readings(line) and not _NAMES_ONE.search(line) for line in above
    )


def _due_column(header: str) -> bool:
    """Whether a column is of what is due, and not of topics or readings as well."""
    return bool(DUE.search(header) or DEADLINES.search(header)) and not GIVEN.search(header)


def _above(mention: Mention) -> tuple[str, ...]:
    """What stands over it and may say what it is: the column's header, the heading, the line before the list."""
    block = mention.entry.block
    return (block.header, *block.headings[-1:], mention.entry.label)


def _asked(mention: Mention, said: str) -> bool:
    """ "Peer review due" is work, although it says "review"; so is the paper of "No class, but paper due"."""
    name, before = mention.phrase[0] - mention.segment[0], said
    if turn := _TURN.search(said):
        before = said[: turn.start()] if mention.named and name < turn.start() else said[turn.end() :]
    if _PREPARES.match(said) and not DUE.search(said):
        return False
    given = _due_column(mention.entry.block.header) and mention.category not in SAT and _GIVEN_BACK.search(said)
    return (mention.due or bool(given)) and not re.search(r"\bno\b", NO_CLASS.sub("", before), re.IGNORECASE)


def _in_sentence(candidate: Candidate) -> str:
    """The date stands in the same sentence."""
    mention, text = candidate.mention, candidate.mention.entry.text
    above = _above(mention)
    after = candidate.relation == "after"
    cases = (
        (mention.due and mention.named, "date: due"),
        (mention.due, "date: labelled due"),
        (_is_sat(mention) and (after or len(text.split()) < _LONG_CLAUSE), "date: sat"),
        (_is_sat(mention), "date: sat, in prose"),
        (_due_list(mention), "date: list of deadlines"),
        (any(_WORK_HEADING.search(line) for line in above), "date: list of work"),
        (after and _right_beside(candidate), "date: right behind"),
        (after, "date: behind"),
        (bool(mention.number) and not mention.weak, "date: before a numbered name"),
    )
    return next((name for holds, name in cases if holds), "date: before")


def _right_beside(candidate: Candidate) -> bool:
    found, mention = candidate.expression, candidate.mention
    if found is None:
        return False
    between = _BRACKETS.sub("", mention.entry.text[mention.phrase[1] : found.start])
    return len(between) < 15  # noqa: PLR2004 - letters, as of "will be on"


def _in_row(candidate: Candidate) -> str:
    """The date is that of the row, of the day heading, of the due column."""
    mention = candidate.mention
    header = _heading_of_list(mention)
    before = mention.entry.text[mention.segment[0] : mention.phrase[0]].strip(" \t*•-–")
    short = len(mention.entry.text[mention.segment[0] : mention.segment[1]].split()) <= _SENTENCE
    in_class = bool(LONG_WEEKDAY.search(header)) and not kinds(header)
    work_column = bool(_WORK_HEADER.search(header)) and not (_GIVEN_OUT.search(header) or says_readings(header))
    work_column = work_column and (kinds(header) != ("lab",) or bool(mention.number))  # else a column of classes
    work_column = work_column and (bool(mention.number) or not _TOPICS.search(header))
    by_rule = candidate.derivation in {"week", "weekday"} and not in_class
    cases = (
        (candidate.relation == "due column", "row: due column"),
        (by_rule and (mention.due or bool(mention.number)) and short, "row: day of its week"),
        (_due_list(mention) and short and not (mention.weak or _among_topics(mention)), "row: list of deadlines"),
        (mention.due and mention.named, "row: due"),
        (mention.due, "row: labelled due"),
        (mention.category == "exam" and short and _one_exam(mention), "row: exam by name"),
        (_is_sat(mention) and short, "row: sat"),
        (work_column and bool(mention.number) and not before, "row: numbered in a column of work"),
        (work_column, "row: column of work"),
        (_is_sat(mention), "row: sat, in prose"),
        (bool(GIVEN.search(header)), "row: column of what is given"),
        (_listed_elsewhere(mention), "row: another column is for work"),
        (bool(mention.number) and not before and mention.category in _TAKEN_HOME, "row: numbered"),
    )
    return next((name for holds, name in cases if holds), "row")


def _heading_of_list(mention: Mention) -> str:
    """The header of its column; of an item in a list the few words that stand over the list: "Assignments"."""
    block, label = mention.entry.block, mention.entry.label
    return label if block.table is None and block.bullet and len(label.split()) <= _LABEL else block.header


def _one_exam(mention: Mention) -> bool:
    """ "Exam 2", "Midterm", "Final exam": one of the course's few, and not exams at large."""
    return bool(mention.number) or (not mention.weak and bool(_ONE_EXAM.search(mention.title)))


def _done_in_class(mention: Mention) -> bool:
    """A lab of a plan that has a column for what is due."""
    block = mention.entry.block
    due = DUE.search(block.header) or not any(DUE.search(header) for header in block.beside)
    told = mention.category in _TAKEN_HOME and bool(_DURING_CLASS.match(mention.entry.text, *mention.segment))
    return not mention.due and ((mention.category == "lab" and not due) or told)


def _among_topics(mention: Mention) -> bool:
    """A lab in a plan's column of topics, whatever stands over the plan: it is done then."""
    return mention.category == "lab" and bool(GIVEN.search(mention.entry.block.header))


def _listed_elsewhere(mention: Mention) -> bool:
    """Whether another column of the table is for work: what the topics' column names is done in class."""
    return any(_WORK_HEADER.search(header) for header in mention.entry.block.beside)
