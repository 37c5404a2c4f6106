"""Course codes, terms, and what is left of a line as the course's title. Knows rows of text only."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from servers.syllabus.parsing import places
from servers.syllabus.parsing.vocabulary import words


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    level: int
    """Of a heading; 0 for what is none."""


SHORT = 100
"""Letters of a row that is a headline; what is longer is a sentence."""
FIRST_ROWS = 4
"""Only in these a subject's full name makes a code: "Biology 133"."""

# --- codes ------------------------------------------------------------------------------------------------------------

_SUBJECT = r"(?:[A-Z]{2,12}(?:\d?-[A-Z]{2})?|[A-Z]{2,5}(?:\s?[/&]\s?[A-Z]{2,5})+|[A-Z][a-z]{1,11}|PhD)"
_LONG_SUBJECT = 5
"""Letters of "Stats"; a longer name is a subject only where it begins the text."""
_CODE = re.compile(
    rf"(?<![\w.@/#-])(?!(?:FA|SP|SU|WI)[12]\d\b)(?P<code>(?P<subject>{_SUBJECT})\)?(?P<gap>\s?[-–*]?\s?)"
    r"(?P<number>\d[A-Z]{1,2}\d|\d/\d{3}|\d{3}[HY]\d[FSY]?|\d{3}\.\d{3}|\d{3}-\d"
    r"|[A-Zs]?\d{2,4}(?:[A-Z]{1,2}|[a-z])?(?:/(?:\d{3,4}|\d{2}[A-Z]))?))"
    r"(?![\w%]|:\d|\.\d|-\d{4}|(?<=\D\d\d)-\d{3}\b)"
)
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(
    r"(?:\W*(?:course\W*|(?-i:[A-Z]{2,5} ))?)"
    r"(?P<code>\d{1,2}\.[A-Z]?\d{2,4}[A-Z]{0,2}|\d\d-\d{3}[A-Z]?(?=:?\s+[A-Z]))(?![\w%.,]|:(?!\s)|\s+:\d)",
    re.IGNORECASE,
)
_SPELLED_OUT = re.compile(
    r"(?:^|(?<=  )|(?<=\n))(?P<code>(?P<subject>[A-Z][A-Za-z]+(?: (?:(?:and|&) )?[A-Z][A-Za-z]+){0,2}) "
    r"(?P<number>(?:\d{2,4}|[A-Z]-\d{1,3})[A-Z]?(?:/[A-Z]{1,2})?))(?=\s*(?:[:(/,–—-]|  |\n|$))"
)
""" "Political Science 110D/Y" as a cell or line, or at its beginning."""
_LETTERED = re.compile(r"(?P<code>[A-Z]\d{2,3}[A-Z]?)(?=\s*[:–—]|\s+[A-Z][a-z])")
_NO_SUBJECT = words(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|mon(?:days?)?|tue(?:s|sdays?)?|wed(?:nesdays?)?|thur?s?(?:days?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?|fall|spring|autumn|summer|winter|year|semester|term|quarter|weeks?|days?"
    r"|room|rm|hall|bldg|building|box|suite|ste|floor|apt|street|avenue|center|tel|phone|fax|zip|ext|isbn|issn|doi"
    r"|https?"
    r"|www|part|step|page|pp?|row|figure|fig|table|line|volume|vol|issue|version|ver|edition|section|sec|chapter"
    r"|chap|ch"
    r"|unit|module|block|lecture|lect?|lab|dis|tut|exam|quiz|homework|project|assignment|problem|midterm|final|topic"
    r"|level|grade|credits?|points|pts|north|south|east|west|total|max|min|group|act|title|course|class|session"
    r"|meeting|syllabus|code|crn"
    r"|no|po|id|covid|copyright|revised|updated|published|due|[pecm][sd]t|utc|gmt|am|pm|zoom|mph|usd"
)
_FUNCTION_WORD = words(
    r"and|the|of|in|at|for|to|by|from|on|or|with|about|over|under|above|below|since|until|after|before|between|all|any"
    r"|these|those|this|you|we|i|an|top|than|last|next|first|over"
)


def codes(text: str, *, named: bool = False) -> Iterator[re.Match[str]]:
    """Each course code of `text`, as the match's group `code`. `named`: a subject's full name may begin the text."""
    if not _DIGIT.search(text):
        return
    yield from (match for match in _CODE.finditer(text) if _is_code(match, named=named))
    if named:
        yield from (match for match in _SPELLED_OUT.finditer(text) if _is_subject(match))
    for pattern in (_NUMBERED, *([_LETTERED] if named else [])):
        if match := pattern.match(text):
            yield match


def _is_code(match: re.Match[str], *, named: bool) -> bool:
    """Whether letters and a number are of a course, and not of a month, a room or a piece of work."""
    subject, number, first = match["subject"], match["number"], match.start() == 0
    spelled = subject[1].islower()
    year = re.fullmatch(r"(?:19|20)\d\d", number) is not None
    capitals = first and subject.isupper() and len(subject) > 2  # noqa: PLR2004 - "FOR 128" at the beginning
    interior = named and subject == "ID" and len(number) == 3  # noqa: PLR2004 - of interior design
    if (_NO_SUBJECT.fullmatch(subject) and not interior) or (_FUNCTION_WORD.fullmatch(subject) and not capitals):
        return False
    if spelled and not first and number[0].isupper():  # "Tech L221" is a room
        return False
    if (spelled and not match["gap"]) or (len(subject) > _LONG_SUBJECT and "-" not in subject):
        return named and first
    return not year or not (spelled or len(subject) == 2)  # noqa: PLR2004


def _is_subject(match: re.Match[str]) -> bool:
    """Whether words and a number are a course; one word alone only where `_CODE` does not read it."""
    names = match["subject"].split()
    if len(names) == 1 and (not match.start() or len(match["number"]) < 3 or names[0].isupper()):  # noqa: PLR2004
        return False
    return not any(map(_NO_SUBJECT.fullmatch, names)) and not re.fullmatch(r"(?:19|20)\d\d", match["number"])


def abbreviated(code: str, texts: Iterable[str]) -> str:
    """ "LING 753" for "Linguistics 753", where one of the texts has it so; else as it is."""
    spelled = re.fullmatch(r"(?P<subject>[A-Z][a-z]{3,}) (?P<number>\d{2,4}[A-Z]?)", code)
    if spelled is None:
        return code
    short = re.compile(rf"(?<![A-Za-z])([A-Z]{{2,5}})\s?[-–]?\s?{spelled['number']}(?!\d)")
    for text in texts:
        for match in short.finditer(text):
            if spelled["subject"].upper().startswith(match[1]):
                return f"{match[1]} {spelled['number']}"
    return code


_ALSO = re.compile(r"\s?/\s?[A-Z]{2,6}\s?[A-Z]?\d{2,4}[A-Z]{0,2}\b(?!\s*[:.]\d)")
""" "/ EE 16" behind a code: the same course in another department."""
LABELLED_CODE = re.compile(
    r"\W*(?:subject|course|class|module|unit|paper)\s*(?:code|number|no\.?|#|id)\b[^:\n]{0,30}:\s*"
    r"(?P<code>[A-Z][A-Za-z&]+(?: [A-Z&][A-Za-z&]*){0,2} \d{2,4}[A-Z]?)\s*$",
    re.IGNORECASE,
)
""" "Subject code and course number: Data Science 222", which nothing but the label shows to be a code."""


def printed(match: re.Match[str]) -> str:
    """The code as it stands there, "POLS 3000" for "Political Science (POLS) 3000"; of a course of two both."""
    also = _ALSO.match(match.string, match.end("code"))
    return " ".join((match["code"] + (also.group() if also else "")).replace(")", "").split())


def has_code(text: str, code: str) -> bool:
    return "".join(code.split()).lower() in "".join(text.replace(")", "").split()).lower()


# --- terms ------------------------------------------------------------------------------------------------------------

_SEASON = r"(?:fall|autumn|spring|summer|winter|maymester|j-?term|michaelmas|lent|hilary|trinity)"
_HALVES = r"(?:(?:first|second|1st|2nd|early|late)\s+(?:semester|term|half|session)\s*,?\s+)?"
_YEAR = r"(?:20\d\d(?:\s?[-–/]\s?(?:20)?\d\d(?!\d))?|['’]\d\d)"
_NO_BREAK = r"(?!\s+(?:break|recess|vacation|holidays?)\b)"
_KIND = r"(?:semester|term|quarter|session|trimester)"


_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"


def _forms(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


TERMS = _forms(
    rf"(?<![/\w-]){_HALVES}{_SEASON}(?:\s+{_KIND})?(?:[\s–-]+(?:[AB12]|I{{1,3}}))?\s*"
    rf"(?:\({_YEAR}\)|(?:of\s+|[,:/-]\s*)?(?:(?:year:?|AY)\s*)?{_YEAR}\b)(?:,?\s+block\s+\d)?",
    rf"\b{_YEAR}(?:\s*[,:-]?\s+|_){_SEASON}(?:\s+{_KIND})?\b{_NO_BREAK}",
    rf"\b{_KIND}\s+(?:[1-4]|I{{1,3}}|one|two|three)\s*[,:(]?\s*{_YEAR}\)?",
    rf"\b20\d\d\s*[,:-]?\s*{_KIND}\s+(?:[1-4]|I{{1,3}})\b",
    rf"\b{_MONTH}(?:\s+20\d\d)?\s*(?:[–—-]|to|through)\s*{_MONTH},?\s+20\d\d\b",
)
"""Terms wherever they stand."""
SHORT_TERMS = _forms(
    rf"(?-i:\b(?:[FHWS]S|SoSe|WiSe)\s?{_YEAR})",
    r"(?-i:(?<![\w.-])(?:FA|SP|SU|WI|Fa|Sp|Su|Wi|F|S|W)\s?['’]?(?:20)?[12]\d\b)(?!\s*[-–:]\s*\d)",
    rf"(?<![\w.-]){_SEASON}(?:\s+{_KIND})?\s?[12]\d\b(?!\s*(?:[–:/-]\s*\d|%|[a-z]))",
    r"(?-i:(?<![\w.-])(?:[TSQ][1-4]|Sem\.? [12]),?\s+20\d\d\b|(?<![\d/-])20\d\d ?(?:FA|SP|SU|WI|[FSW])\b)",
    r"(?<![\d-])20\d\d\s?[-–/]\s?(?:20)?(?:1[3-9]|[2-4]\d)\b(?![-/–]\d)",
)
"""What is a term only in the first lines."""

_SHORT_AT_END = re.compile(r"[,(\s]\s*(?:FA|SP|SU|WI|Fa|Sp|Su|Wi|F|S|W)\s?['’]?(?:20)?[12]\d\)?\s*$")
_IN_ADDRESS = re.compile(r"\b(?:https?://|www\.|\w[\w-]*\.github\.io)\S*", re.IGNORECASE)
_ADDRESS_TERM = re.compile(
    r"(?<![a-z])(?P<season>fall|autumn|spring|summer|winter)[-_]?(?P<year>20\d\d|\d\d)(?!\d)"
    r"|(?<!\d)(?P<year_first>20\d\d)[-_]?(?P<season_last>fall|autumn|spring|summer|winter)(?![a-z])",
    re.IGNORECASE,
)


def term_of_address(text: str) -> str | None:
    """ "Fall 2025" of an address like "https://example.edu/fall25/hist201"."""
    for address in _IN_ADDRESS.finditer(text):
        if match := _ADDRESS_TERM.search(address.group()):
            season, year = match["season"] or match["season_last"], match["year"] or match["year_first"]
            return f"{season.capitalize()} {year if len(year) == 4 else f'20{year}'}"  # noqa: PLR2004 - digits of a year
    return None


LABELLED_TERM = re.compile(
    rf"\W*{_KIND}\s*:\s*(?P<term>{_SEASON}\b[^\n|,;]{{0,12}}|(?:{_KIND} |T)[1-4]\b)", re.IGNORECASE
)
"""A term without a year, after its label: "Semester: Summer C", "Term: Term 3"."""

# --- titles -----------------------------------------------------------------------------------------------------------

_LABELLED = re.compile(
    r"\W*(?:(?:course|class|module|subject|unit)\s*(?:title|name)"
    r"(?:\s*(?:and|&|/)\s*(?:number|code|no\.?))*|title(?: of (?:the )?course)?"
    r"|course(?:\s*#)?)(?:(?:\s*[:–—-]+\s*|(?<!course)  )(?P<title>\S.+)"
    r"|\s*:?\s*(?P<next>))$",
    re.IGNORECASE,
)
_NEXT_LABEL = re.compile(
    r"  |\s(?=(?:instructor|professor|term|semester|time|section|credits?|code|number)s?\s*:)", re.IGNORECASE
)
_MARKUP = re.compile(r"\(\s*\)|\[\s*\]|\{[^{}]*\}|\[?\[\^?\d+\]\]?|[¶*_#]")
_SYLLABUS = re.compile(
    r"\b(?:(?:tentative|course|class|draft|preliminary|general|official)\s+)*(?:syllabus|course (?:outline"
    r"|information|info"
    r"|description|overview|guide|policies|schedule|website|web ?page|home ?page))\b(?:\s+(?:for|of)\b(?:\s+the\b)?)?"
    r"|\((?:tentative|draft|preliminary|updated[^)]*)\)",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?:^|/\s*)[A-Z][A-Za-z ,&]+\($")
"""The name of a subject before its letters: "Political Science (POLS) 3000"."""
_SECTION = re.compile(
    r"\b(?:sections?|sec\.?|crn)\s*[#:]?\s*(?:[A-Z]?\d[\w-]*|(?-i:[A-Z]{1,2}\b))(?:\s*(?:,|&|and)\s*\d[\w-]*)*"
    r"|(?<=\d)\s?[-–−]\s?\d{1,3}\b|^\W*\d{4,5}(?:\s*(?:,|&|and)\s*\d{4,5})*\s*[-–:]"
    r"|\(?\s*\b\d(?:\.\d)? (?:credits?|units?|cr)\b(?: hours?)?[^)]*\)?|[.,]?\s+\d (?:semester )?hours\W*$",
    re.IGNORECASE,
)
_SECTION_LETTER = re.compile(r"^\s*(?:[A-Z]|[A-Z]{2,5} )\s*[:–—-]\s")
""" "A:" of what "HIST 201 A: Maps" leaves, "CMU :" of "CMU 17-356: Maps"."""
_DEPARTMENT = re.compile(r"(?<=[a-z])[\s,]+(?:Department|Dept\.|School|Faculty|Division) of\b.*")
_NUMBER_BEFORE = re.compile(r"^\W*\d{4,6}\s*[-–:]\s*")
CROSS_LISTED = re.compile(r"\bcross-?listed\b", re.IGNORECASE)
_PERSON = re.compile(
    r"@|\w\.(?:com|edu|org|net|io)\b|\b(?:dr|prof|professor|instructors?|lecturer|ph\.?d|e-?mail|office|phone|tel"
    r"|tas?|teaching|zoom|website"
    r"|https?\w*)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}\b", re.IGNORECASE)
"""A row of a plan has one, a title none."""
_INSTITUTIONAL = words(
    r"university|college|department|dept|school|faculty|institute|universit\w+|division|campus"
    r"|(?:under)?graduate program|(?:master|bachelor)s? of"
)
_SUBJECTS = words(
    r"introduction|seminar|(?:university|college) (?:choir|chor\w+|orchestra|band)"
    r"|college (?:algebra|physics|writing|mathematics|chemistry|reading|composition)"
)
_NO_TITLE = re.compile(
    r"(?:\[|dear|hello|hi|greetings|from:|to:|subject\b(?=:| code|$)|\d+\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov"
    r"|dec)\w* \d+"
    r"|page \d+|table of contents|contents?|home|menu|skip|search|toggle|overview|welcome|logistics|prerequisites?"
    r"|schedule|basics?"
    r"|course\b(?!\s+(?:in|on)\b)|class (?:meet|time|info|sched|loc|day|room|hour)\w*|catalog|credit|contact"
    r"|general info|important|dates?|learning|objectives?|goals?|description"
    r"|required|recommended|textbooks?|texts?|readings?|materials?|meetings?|times?|location|room|days?|when|where"
    r"|semester|term"
    r"|fall|spring|summer|winter|grading|assignments?|projects?|exams?|homework|policies|syllabus|instruct\w+"
    r"|professor|staff"
    r"|people|faculty|lectures?|labs?|section|units?|credits?|last|updated|revised|version|draft|note|abstract"
    r"|abstract|author"
    r"|this|in this|the course|you|we |i |for today|download|jump|course web|classroom|block \d+"
    r"|module \d+|week \d+"
    r"|part [\dIVX]+|chapter \d+|introduction$|background$|summary$|reference$|articles$|news$|about$|title|classes"
    r"|author|reuse|recommendations|communication|useful|online|fully online)\b",
    re.IGNORECASE,
)
_OF_PLAN = re.compile(
    r"\b(?:weekly|course|class|semester|tentative|lecture|daily) (?:schedule|calendar)\W*$", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.?!]\s*$|\b(?:is|are|will|we|you|your|students?)\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:\b(?:of|and|for|in|the|to|with|on|an?)|[:,&–—-])\s*$", re.IGNORECASE)
_WHEN = re.compile(r"[\s,]+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\d{1,2}:\d\d)", re.IGNORECASE)
_QUALIFIER = words(r"(?:under)?graduate|honou?rs|online|advanced|[A-Z][a-z]+ \d{3,4}")
""" "Graduate course outline", "Philosophy 746": of what is no title by itself."""
_TERMLESS = re.compile(rf"{_SEASON}\s+{_YEAR}|\W", re.IGNORECASE)
_PARTS = re.compile(r"\s[|–—-]\s")
"""Of what a page is called: "Schedule | HIST 210: Maps of the Sea"."""
_LONGEST, _SHORTEST, _ACRONYM, _FEW = 120, 3, 5, 12
_ROWS, _TOP = 25, 12
_ENOUGH = 2.9


def find(
    head: Sequence[Row], titled: Sequence[str], edges: Sequence[str], code: str | None, names: Sequence[str]
) -> str | None:
    """The course's title: the best of what the rows of the head leave when code, term and section are taken away.

    `titled`: what the file says; `edges`: running headers; `names`: of people and of the institution, which are none.
    """
    rest = {word for name in names for word in (name, name.split()[0], f"{name.split()[0]} {name.split()[-1]}")}
    known = " ".join(titled)
    coded = [
        place for place, row in enumerate(head[:_ROWS]) if code and "@" not in row.text and has_code(row.text, code)
    ]
    best: tuple[float, str] = (_ENOUGH, "")
    for place, row in enumerate(head[:_ROWS]):
        match = _LABELLED.match(row.text)
        if match and match["title"] is not None:
            text, likely = _NEXT_LABEL.split(match["title"])[0], 12.0
        elif match and match["next"] is not None and place + 1 < len(head):
            text, likely = head[place + 1].text, 10.0
        else:
            text, likely = None, _likely(row, place, coded, known)
        if likely <= best[0]:  # what it leaves for a title takes long to find out
            continue
        title = _plain(_whole(head, place) if text is None else text, code)
        if title is not None and any(title.startswith(f"{name} ") for name in names):
            title = None
        if title is None and place in coded:
            title = next(filter(None, (_plain(part, code) for part in _parts(row.text))), None)
        if title and title not in rest:
            best = (likely, title)
    for text in (part for whole in titled for part in _PARTS.split(whole)):
        likely = 4.5 if code and has_code(text, code) else 3.2
        title = _plain(text, code) if likely > best[0] else None
        if title and title not in rest:
            best = (likely, title)
    return best[1] or next((title for text in edges if (title := _plain(text, code)) and title not in rest), None)


def _parts(text: str) -> Iterator[str]:
    """The cells of a row, and then the lines of each, one that is cut in the middle of a name with the next."""
    cells = text.split("  ")
    yield from (cell.replace("\n", " ") for cell in cells)
    for cell in cells:
        yield from re.sub(r"(\b(?:of|and|for|in|the|to|with|on|an?|[:,&–—-]))[ ]*\n", r"\1 ", cell).split("\n")


def _likely(row: Row, place: int, coded: Sequence[int], known: str) -> float:
    top = max(0.0, 2.4 - 0.4 * place)
    heading = {0: 0.0, 1: 2.8, 2: 2.0}.get(row.level, 1.0)
    near = min((abs(place - each) for each in coded if place < _TOP), default=_ROWS)
    beside = 6.0 if near == 0 and place in coded[:2] else 2.5 if near == 1 else 1.5 if near == 2 else 0.0  # noqa: PLR2004
    termed = 1.0 if place == row.level == 0 and any(form.search(row.text) for form in TERMS) else 0.0
    single = -0.5 if place + 1 in coded and len(_TERMLESS.sub("", row.text).split()) == 1 else 0.0  # a department
    return top + heading + beside + termed + single + (2.0 if row.text and row.text in known else 0.0)


def _whole(head: Sequence[Row], place: int) -> str:
    """A row with the lines that it goes on from and to, where it is cut in the middle of a name."""
    text = head[place].text
    if place and head[place - 1].level == head[place].level and _UNFINISHED.search(head[place - 1].text):
        text = f"{head[place - 1].text} {text}"
    if place + 1 < len(head) and _UNFINISHED.search(text) and len(head[place + 1].text) < _LONGEST:
        text = f"{text} {head[place + 1].text}"
    return text


def _plain(text: str, code: str | None) -> str | None:
    """`text` without code, term, section and the word "syllabus", if a title is left."""
    if len(text.split()) > _FEW and text.rstrip().endswith((".", "?", "!")):
        return None
    if code and code[0].isdigit():  # else its second part were a section's
        text = text.replace(code, " ")
    text = _SECTION.sub(" ", text)
    found = sorted(codes(text, named=bool(code)), key=lambda match: match.start("code"), reverse=True)
    for match in found:
        before = text[: match.start("code")]
        before = _SPELLED.sub("", before) if ")" in match["code"] else before
        also = _ALSO.match(text, match.end("code"))
        text = f"{before} {text[also.end() if also else match.end('code') :]}"
    if code:
        text = text.replace(code, " ").replace(code.replace("/ ", "/"), " ")
        text = _SECTION_LETTER.sub("", text)
    for pattern in (*TERMS, _SHORT_AT_END, _SYLLABUS):
        text = pattern.sub(" ", text)
    for name in places.names(text):
        text = text.replace(name, " ")
    text = _DEPARTMENT.sub("", text)
    text = CROSS_LISTED.split(_NUMBER_BEFORE.sub("", text))[0]
    text = _MARKUP.sub(" ", text)
    text = " ".join(text.split()).strip(" -–—:|,.;·•#*/()")
    text = _WHEN.split(text)[0]
    parts = re.split(r"\s+[|•·]\s+", text)
    text = next((part for part in parts if " " in part.strip()), parts[0]).strip()
    if text.startswith("(") or (text.count("(") == 1 and ")" not in text):
        text = f"{text})" if "(" in text else text
    acronym = (text.isupper() and len(text) <= _ACRONYM) or _QUALIFIER.fullmatch(text)
    if acronym or not _SHORTEST <= len(text) <= _LONGEST or not re.search(r"[A-Za-z]{3}", text) or text.islower():
        return None
    none = (_PERSON, _DAY, _SENTENCE, _OF_PLAN)
    if _NO_TITLE.match(text) or any(form.search(text) for form in none):
        return None
    return None if _INSTITUTIONAL.search(text) and not _SUBJECTS.search(text) else text
