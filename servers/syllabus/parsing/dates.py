"""Every way that people write a date in a syllabus, recognised before anything is assumed of year or order.

Follows the two steps of temporal tagging (recognition apart from normalisation, as in TIMEX3): what stands in the text
is found here, which day of which year it is decides `term`. Knows strings only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from servers.syllabus.parsing.stems import has_number
from servers.syllabus.parsing.vocabulary import MONTHS, NUMBERS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """One day as it is written."""

    month: int | None
    """None where only numbers stand there, whose order is not decided yet."""
    day: int
    year: int | None = None
    weekday: int | None = None
    """0 for Monday."""
    numbers: tuple[int, int] | None = None
    """The two numbers of "5/9" in their order."""


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date, list or range of dates, week or weekday, and where it stands in the text."""

    start: int
    end: int
    days: tuple[WrittenDay, ...] = ()
    through: bool = False
    """`days` are the first and the last of a range."""
    week_of: bool = False
    """It names the week that begins with, or contains, the day."""
    week: int | None = None
    """"Week 4"; beside a weekday, "Friday of week 4"."""
    weekday: int | None = None
    """A weekday without a date, or of `week`."""
    finals: bool = False
    """"Finals week"."""
    ends: bool = False
    """The end of `week`."""

    @property
    def dated(self) -> bool:
        return bool(self.days)


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_LONG_WEEKDAY = "|".join(sorted((name for name in WEEKDAYS if len(name) > 2), key=len, reverse=True))  # noqa: PLR2004
_SHORT_WEEKDAY = "(?-i:Mo|Tu|We|Th|Fr|Sa|Su|[MTWRFSU])"  # capitals, or "of 9/5" were a Friday
_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_ORDINAL_END = r"(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:19|20)\d\d"
_DASH = r"[-–—−]"

_BEFORE = rf"(?:(?<!\w)(?P<before>{_LONG_WEEKDAY}|{_SHORT_WEEKDAY})\b\.?,?\s*{_DASH}?\s*(?:the\s+)?)?"
_NEXT_DATE = (
    rf"\.?,?\s*(?:(?:{_MONTH})\b\.?\s*\d|\d{{1,2}}(?:[/.-]\d|{_ORDINAL_END}\s*(?:of\s+)?(?:{_MONTH})\b"
    rf"|{_ORDINAL_END}\s*(?:[,;)&]|\band\b|\.?$)))"
)
_AFTER = rf"(?:\s*,?\s*\(?\b(?P<after>{_LONG_WEEKDAY})\b(?!{_NEXT_DATE})\.?\)?)?"
"""The weekday behind a date; not that of the next: "Tue Sep 2, Thu Sep 11"."""

_ISO = rf"{_BEFORE}(?P<iso_year>{_YEAR})[-/.](?P<iso_month>1[0-2]|0?[1-9])[-/.](?P<iso_day>{_DAY_NUMBER})(?!\d)"
"""2025-09-19, 2025/9/19"""
_MONTH_FIRST = (
    rf"{_BEFORE}\b(?P<month>{_MONTH})\b\.?\s*{_DASH}?\s*(?P<month_day>{_DAY_NUMBER}){_ORDINAL_END}(?![\d%]|:\d|\.\d)"
    rf"(?:,?\s+(?P<month_year>{_YEAR})\b(?!\s*{_DASH}\s*\d{{4}}))?{_AFTER}"
)
"""Friday, September 19th, 2025; Sep 19 (Fri)"""
_DAY_DOT = rf"(?:(?<=0\d)\.|(?(before)\.|\.(?=\s?(?:{_MONTH})\b\.?,?\s+{_YEAR}\b)))"
""" "5. Jan 2026", "Mon 5. Jan", "05. Jan"; without year, weekday and nought it may be the number of a list's item."""
_DAY_FIRST = (
    rf"{_BEFORE}(?<![\d.:])(?P<day_first>{_DAY_NUMBER})(?:{_ORDINAL_END}|h|{_DAY_DOT})[^\S\n]*(?:of\s+"
    rf"|{_DASH})?(?P<day_month>{_MONTH})\b\.?"
    rf"(?!\s+{_DAY_NUMBER}\b(?!\s*(?:{_MONTH}|[-–/]\s*\d|[:.]\d|[ap]\.?m)))"
    rf"(?:(?:,?\s+(?={_YEAR}|['’])['’]?|{_DASH})(?P<day_year>{_YEAR}(?!\s?{_DASH}\s?\d{{4}})|\d\d(?![\d:.]|\s?(?:{_MONTH})\b))\b)?{_AFTER}"
)
"""Friday the 19th of September 2025; 19-Sep-25; also the slip "28h May"; but not the "5 Feb" of "5 Feb 19", where 5 is
the week's number"""
_NUMBERS = (
    rf"{_BEFORE}(?<![\d/.:$])(?:(?<![–-])|(?<=/\d[–-])|(?<=/\d\d[–-])|(?<=/\d[–-][–-])|(?<=/\d\d[–-][–-]))"
    rf"(?P<first>\d{{1,2}})(?P<slash>[/.-])(?P<second>\d{{1,2}})"
    rf"(?:(?P=slash)(?P<slash_year>{_YEAR}|\d\d))?(?![\d/%]|\.\d|:\d|\s?(?:{_MONTH})\b(?!\s*\d)){_AFTER}"
)
"""9/19, 9/19/2025, 9-19-25, 19.9.2025"""
_FORMS = (
    (_ISO, r"\d\d\d\d[-/.]\d"),
    (_MONTH_FIRST, rf"(?:{_MONTH})\b\.?\s*{_DASH}?\s*\d"),
    (_DAY_FIRST, rf"\d(?:\s?(?:st|nd|rd|th)|h|\.)?[^\S\n]*(?:of\s+|{_DASH})?(?:{_MONTH})\b"),
    (_NUMBERS, r"\d[/.-]\d"),
)
"""Each with what every such date has within it, in small letters: a text is looked through for that much faster."""

_STUCK = r"(?:\b|(?<=[Dd]ate)(?-i:(?=[A-Z])))"
"""A word begins, or goes on from a label that nothing parts from it: "Due DateMonday of Week 7"."""
_WEEK = re.compile(
    rf"(?:{_STUCK}(?P<of>{_LONG_WEEKDAY})\b\s*(?:of|in|,)\s*|\b(?P<ends>(?:the )?end of (?:the )?))?"
    r"(?<!\d )(?<!\w)(?:week|wk)s?\.?\s*#?\s*"
    rf"(?P<week>\d{{1,2}}|{'|'.join(NUMBERS)})\b(?!\s*(?:%|weeks?|days?|hours?|points?|credits?))"
    rf"(?:(?:,?\s+(?:on\s+)?|\s*\()(?P<then>{_LONG_WEEKDAY})\b\)?(?!{_NEXT_DATE})"
    rf"(?!\s*(?:[,/&–-]|and|or)\s*(?:{_LONG_WEEKDAY})\b))?"
    r"|(?P<finals>\b(?:finals?|exam(?:ination)?s?|final exams?) week\b)",
    re.IGNORECASE,
)
_MORE_WEEKS = re.compile(r"(?:\s*(?:,|&|and|,\s*and)\s*\d{1,2}\b(?!\s*%))+", re.IGNORECASE)
_MOST_WEEKS = 20  # of a term
_WEEKDAY = re.compile(
    rf"\b(?=(?-i:[A-Z])|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?P<weekday>{_LONG_WEEKDAY})\b\.?"
    rf"|(?<=\bdue )(?P<letters>{_SHORT_WEEKDAY})(?![\w.'’/-])",
    re.IGNORECASE,
)
_CONNECTED = re.compile(
    rf"\s*(?:(?P<through>{_DASH}+|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\btill\b)|[,;]?\s*(?:&|\+|\band\b|\bor\b)|,|/"
    rf"|;)\s*",
    re.IGNORECASE,
)
_BARE_DAY = re.compile(
    rf"(?:(?P<weekday>{_LONG_WEEKDAY}|{_SHORT_WEEKDAY})\b\.?,?\s*)?(?P<day>{_DAY_NUMBER}){_ORDINAL_END}(?![\w%/]"
    rf"|[:.]\d|\s?(?i:(?:(?:{_DASH}|to)\s?\d{{1,2}}(?::\d\d)?\s?)?(?:[ap]\.?m|uhr\b|noon\b)"
    r"|(?:min(?:ute)?s?|h(?:ou)?rs?|points?|pts|pages?|questions?|words?)\b))",
)
_ASIDE = re.compile(r"\s*\([^()\n]{1,60}\)\s*(?:,|&|\band\b|,\s*and\b)\s*", re.IGNORECASE)
_LIST_GOES_ON = re.compile(r"\s*(?:[,(&]|\band\b|\.?\s*$)", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    rf"(?<![\d.:/–-])(?:\b(?P<weekday>{_LONG_WEEKDAY})\b\.?,?\s*)?(?<!\d)(?P<day>{_DAY_NUMBER}){_ORDINAL_END}"
    rf"\.?\s?(?:(?P<through>{_DASH})|/|(?:&|\band\b))\s?$",
    re.IGNORECASE,
)
""" "15-" of "15-19 Feb"."""
_COUNTED = re.compile(r"[A-Za-z#]\s*$")
"""Before a number, it is what the number counts: "Quiz 1 and 2 May" is no day of two."""
_REFERENCE = re.compile(
    r"(?:\b(?:ch(?:ap(?:ter)?s?)?|sec(?:tions?)?|pp?|pages?|units?|vol(?:ume)?|nos?|lectures?|lec|modules?|figs?"
    r"|rooms?|rm|tel|"
    r"phone|parts?|eqs?|problems?|ex(?:ercises?)?|versions?|v|isbn|python|level|grade|score)\b\.?\s*|[§#$.]\s*)$",
    re.IGNORECASE,
)
_LISTED_BEFORE = re.compile(r"\d/\d{1,2}\s*(?:[,&–-]|and|to)\s*$")
_LISTED_AFTER = re.compile(r"\s*(?:[,&–-]|and|to)\s*\d{1,2}/\d")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b(?:19|20)\d\d/\d\d?/\d\d?/(?=\w)")
""" "https://paper.example/2019/03/26/title"; a line break may have cut off its beginning."""
_AROUND = 12  # letters beside a date in a cell: "9/11" alone is a day of a plan, in prose it is an event
_ARTICLE = re.compile(
    r"\b(?:an?|score of|grade of|out of|(?:counts?|counted|worth|accounts?|remaining|penali[sz]ed)"
    r"(?:\s(?:for|as|about|up to|the|by|remaining)){0,3})\s+$",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"\b(?:scores?|grades?|marks?)\b[^.;:\n]{0,40}\b(?:was|is|be|been|of|to|from|at)\s+$", re.IGNORECASE
)
""" "If your score was 8/10 …"."""
_FRACTION = re.compile(
    r"\s*(?:of\b|assignments|meetings|quizz?es|points?|pts|hours?|credits?|exams|labs|cups?|inch|page|letter"
    r"|time\b)",
    re.IGNORECASE,
)
_WEEK_OF = re.compile(r"weeks?\s+(?:of|beginning|starting|commencing)[\s:.…]*$|\bw/[coe]\s*$", re.IGNORECASE)
_IS_ALL = re.compile(r"\s*(?:$|[\n:,;|(–—-])")
_CAPITAL_MONTHS = frozenset({"may", "mar", "march", "dec", "sun", "sat", "jan", "oct"})


def find(text: str) -> tuple[DateExpression, ...]:
    """All date expressions of `text`, in order, none overlapping another."""
    lowered = text.lower()
    dated = list(_joined(text, list(_atoms(text, lowered)))) if _has_day(text, lowered) else []
    weeks = [found for found in _weeks(text) if not _overlaps(found, dated)] if _has_week(lowered) else []
    weekdays = (
        [found for found in _weekdays(text) if not _overlaps(found, [*dated, *weeks])] if _has_weekday(lowered) else []
    )
    return tuple(sorted([*dated, *weeks, *weekdays], key=lambda found: found.start))


def dotted(text: str, *, dashes: bool) -> DateExpression | None:
    """ "8.27", perhaps beside a weekday, where nothing else is said: a date only among others of its kind.

    `dashes`: "8-27" may be one as well; elsewhere it is more often a range of chapters or pages.
    """
    match = _DOTTED.fullmatch(text)
    if match is None or not 0 < min(int(match["first"]), int(match["second"])) <= 12:  # noqa: PLR2004 - months
        return None
    if match["mark"] == "-" and not (dashes or match["before"] or match["after"]):
        return None
    weekday = _weekday_number(match["before"] or match["after"])
    day = WrittenDay(None, 0, None, weekday, (int(match["first"]), int(match["second"])))
    return DateExpression(match.start("first"), match.end("second"), (day,))


def between_numbers(text: str) -> tuple[DateExpression, int] | None:
    """ "28 Aug 1" as the 28th, and the number behind it: a date and a count, among others that count on."""
    match = _BETWEEN_NUMBERS.fullmatch(text)
    if match is None:
        return None
    day = WrittenDay(MONTHS[match["month"].lower()], int(match["day"]))
    return DateExpression(match.start("day"), match.end("month"), (day,)), int(match["count"])


_BETWEEN_NUMBERS = re.compile(
    rf"\W*(?P<day>{_DAY_NUMBER})\s+(?P<month>{_MONTH})\b\.?\s+(?P<count>\d{{1,2}})\W*", re.IGNORECASE
)
_DOTTED = re.compile(
    rf"\W*(?:(?P<before>{_LONG_WEEKDAY}|{_SHORT_WEEKDAY})\b\.?,?\s*)?(?P<first>\d{{1,2}})(?P<mark>[.-])"
    rf"(?P<second>{_DAY_NUMBER})(?:,?\s*\(?(?P<after>{_LONG_WEEKDAY})\b)?\W*",
    re.IGNORECASE,
)
_PARTED_NUMBERS = re.compile(r"\d[/.-]\d")
_MONTH_STEMS = tuple({name[:3] for name in MONTHS})
_WEEKDAY_STEMS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _has_day(text: str, lowered: str) -> bool:
    """Whether it is worth looking for dates: most texts have none, and the forms take long."""
    if not has_number(text):
        return False
    return bool(_PARTED_NUMBERS.search(text)) or any(stem in lowered for stem in _MONTH_STEMS)


def _has_week(lowered: str) -> bool:
    return "week" in lowered or "wk" in lowered


def _has_weekday(lowered: str) -> bool:
    return any(stem in lowered for stem in _WEEKDAY_STEMS) or "due " in lowered


def _overlaps(one: DateExpression, others: Sequence[DateExpression]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _atoms(text: str, lowered: str) -> Iterator[DateExpression]:
    """Single dates; none of those that an address has in it."""
    taken = 0
    addresses = [found.span() for found in _ADDRESS.finditer(text)] if "/" in text else []
    matches = sorted(
        (match for form, core in _compiled() if core.search(lowered) for match in form.finditer(text)),
        key=lambda match: (match.start(), -match.end()),
    )
    for match in matches:
        if match.start() < taken or any(start <= match.start() < end for start, end in addresses):
            continue
        day = _written(match)
        if day is None or not _plausible(text, match, day):
            continue
        earlier = _day_before(text, taken, match.start()) if match.groupdict().get("day_month") else None
        taken = match.end()
        if earlier and int(earlier["day"]) < day.day:
            first = replace(day, day=int(earlier["day"]), weekday=_weekday_number(earlier["weekday"]))
            yield DateExpression(earlier.start(), match.end(), (first, day), through=bool(earlier["through"]))
            continue
        yield DateExpression(match.start(), match.end(), (day,), week_of=bool(_WEEK_OF.search(text[: match.start()])))


def _day_before(text: str, start: int, end: int) -> re.Match[str] | None:
    """The day of the same month that is joined to the date at `end`: of "4-8 May", "9/11 Feb", "12 and 14 May"."""
    found = _DAY_BEFORE.search(text, start, end)
    if found and not re.search(r"[-–—−/]\s?$", found.group()) and _COUNTED.search(text, start, found.start()):
        return None
    return found


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(form, re.IGNORECASE), re.compile(core)) for form, core in _FORMS)


def _written(match: re.Match[str]) -> WrittenDay | None:
    """The day of a match of any of the forms."""
    got = match.groupdict()
    weekday = _weekday_number(got.get("before") or got.get("after"))
    if got.get("iso_year"):
        return WrittenDay(int(got["iso_month"]), int(got["iso_day"]), int(got["iso_year"]), weekday)
    if got.get("month"):
        year = int(got["month_year"]) if got["month_year"] else None
        return WrittenDay(MONTHS[got["month"].lower()], int(got["month_day"]), year, weekday)
    if got.get("day_month"):
        return WrittenDay(MONTHS[got["day_month"].lower()], int(got["day_first"]), _full_year(got["day_year"]), weekday)
    first, second = int(got["first"]), int(got["second"])
    year = _full_year(got["slash_year"])
    if max(first, second) > 31 or min(first, second) < 1 or min(first, second) > 12:  # noqa: PLR2004 - days and months
        return None
    return WrittenDay(None, 0, year, weekday, (first, second))


def _full_year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)  # noqa: PLR2004 - digits of a year


def _weekday_number(name: str | None) -> int | None:
    return None if name is None else WEEKDAYS[name.lower()]


def _plausible(text: str, match: re.Match[str], day: WrittenDay) -> bool:
    """Whether it is a date at all, and not a fraction, a chapter, a version, the verb "may"."""
    before, after = text[: match.start()], text[match.end() :]
    month = match.groupdict().get("month") or match.groupdict().get("day_month")
    if month:
        return (
            month[0].isupper()
            or month.lower() not in _CAPITAL_MONTHS
            or (not before.strip() and bool(_IS_ALL.match(after)))
        )
    if day.numbers is None:
        return True
    written = match.groupdict()
    if written["slash"] != "/" and day.year is None:
        return (
            written["slash"] == "."
            and match.group().count(".") == 1
            and after.startswith(".")
            and day.weekday is not None
        )
    if day.numbers in {(24, 7), (9, 11)} and day.weekday is None and day.year is None:
        listed = _LISTED_BEFORE.search(before) or _LISTED_AFTER.match(after)
        return day.numbers == (9, 11) and (bool(listed) or len(text) - len(match.group()) < _AROUND)
    if day.weekday is None and day.year == 2000 + day.numbers[1] + 1 == 2000 + day.numbers[0] + 2:
        return False  # "students 12/13/14"
    return (
        day.weekday is not None
        or day.year is not None
        or not (_FRACTION.match(after) or any(form.search(before) for form in (_REFERENCE, _ARTICLE, _SCORE)))
    )


def _joined(text: str, atoms: Sequence[DateExpression]) -> Iterator[DateExpression]:
    """Lists and ranges made one: "Feb 5, 7", "Oct 5-9", "Apr 29 - May 1"."""
    queue = list(atoms)
    while queue:
        current = queue.pop(0)
        while connector := _connector(text, current):
            through = bool(connector["through"])
            if queue and queue[0].start == connector.end():
                if not through and (_apart(text, current, queue[0]) or _is_range(text, queue)):
                    break
                following = queue.pop(0)
                current = _extended(current, following.days[0], following.end, through=through)
            elif bare := _bare_day(text, current, connector, queue):
                current = _extended(current, *bare, through=through)
            else:
                break
        yield current
        if further := _behind_brackets(text, current, queue):
            queue.insert(0, further)


def _behind_brackets(text: str, current: DateExpression, following: Sequence[DateExpression]) -> DateExpression | None:
    """The next day of a list of days that says in brackets what is on one: the 24 of "Sep 10, 17 (quiz), 24"."""
    brackets = _ASIDE.match(text, current.end) if not current.through else None
    bare = _bare_day(text, current, brackets, following) if brackets else None
    if brackets is None or bare is None or not _LIST_GOES_ON.match(text, bare[1]):
        return None
    return DateExpression(brackets.end(), bare[1], bare[:1])


def _is_range(text: str, queue: Sequence[DateExpression]) -> bool:
    """Whether the next date is the first of a range, as the last of "1/20, 2/17, 3/10-3/14"."""
    following, *further = queue
    connector = _connector(text, following)
    if connector is None or not connector["through"]:
        return following.through
    at_end = bool(further) and further[0].start == connector.end()
    return at_end or _bare_day(text, following, connector, further) is not None


def _connector(text: str, current: DateExpression) -> re.Match[str] | None:
    """What may join a further date to `current`: a range takes no more, and a list does not turn into one."""
    connector = _CONNECTED.match(text, current.end)
    if connector is None or current.through or (connector["through"] and len(current.days) > 1):
        return None
    return connector


def _bare_day(
    text: str, current: DateExpression, connector: re.Match[str], following: Sequence[DateExpression]
) -> tuple[WrittenDay, int] | None:
    """The day of a mere number behind the connector, of the same month and later, and where it ends."""
    bare = _BARE_DAY.match(text, connector.end())
    if bare is None or (following and bare.end() > following[0].start) or ";" in connector.group():
        return None
    *_, before = current.days
    day = _next_day(before, int(bare["day"]), _weekday_number(bare["weekday"]))
    return None if day is None else (day, bare.end())


def _apart(text: str, one: DateExpression, other: DateExpression) -> bool:
    """Two dates that only stand beside each other: a list goes on in the same way of writing."""
    return (one.days[-1].numbers is None) != (other.days[0].numbers is None) or "\n" in text[one.end : other.start]


def _extended(current: DateExpression, day: WrittenDay, end: int, *, through: bool) -> DateExpression:
    return DateExpression(current.start, end, (*current.days, day), through=through, week_of=current.week_of)


def _next_day(before: WrittenDay, number: int, weekday: int | None) -> WrittenDay | None:
    """A bare number after a date: the same month's, if it is later."""
    if before.numbers is not None:
        first, second = before.numbers
        return WrittenDay(None, 0, before.year, weekday, (first, number)) if second < number else None
    return WrittenDay(before.month, number, before.year, weekday) if before.day < number else None


def _weeks(text: str) -> Iterator[DateExpression]:
    for match in _WEEK.finditer(text):
        if match["finals"]:
            yield DateExpression(match.start(), match.end(), finals=True)
            continue
        written = match["week"].lower()
        number = int(written) if written.isdigit() else NUMBERS[written]
        if number > _MOST_WEEKS:
            continue
        weekday = _weekday_number(match["of"] or match["then"])
        yield DateExpression(match.start(), match.end(), week=number, weekday=weekday, ends=bool(match["ends"]))
        more = _MORE_WEEKS.match(text, match.end()) if "weeks" in match.group().lower() else None
        for further in re.finditer(r"\d{1,2}", more.group() if more else ""):
            start = match.end() + further.start()
            if int(further.group()) <= _MOST_WEEKS:
                yield DateExpression(start, start + len(further.group()), week=int(further.group()), weekday=weekday)


def _weekdays(text: str) -> Iterator[DateExpression]:
    for match in _WEEKDAY.finditer(text):
        yield DateExpression(
            match.start(), match.end(), weekday=WEEKDAYS[(match["weekday"] or match["letters"]).lower()]
        )
