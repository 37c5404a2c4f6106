"""Term and code as addresses write them: `…/spring2015/…`, `MATH212FA24`, `cs173.example`. Knows strings only.

What a syllabus links to, and how its file is named, often tells what its text leaves out.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

_SEASONS = {"f": "Fall", "a": "Fall", "s": "Spring", "u": "Summer", "w": "Winter"}
_SPELLED = re.compile(
    r"(?P<season>fall|autumn|spring|summer|winter)[-_/ ]{0,2}(?P<year>20[0-4]\d|[0-4]\d)(?!\d)"
    r"|(?<!\d)(?P<year_before>20[0-4]\d|[12]\d)[-_/ ]{0,2}(?P<season_behind>fall|autumn|spring|summer|winter)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?<![a-z])(?P<season>fa|au|sp|su|wi)[-_]?(?P<year>20[0-4]\d|[12]\d)(?![\da-z])", re.IGNORECASE)
_LETTER = re.compile(
    r"(?:(?<=[-_/.\d])(?P<season>[FSWfsw])|(?<=[a-z])(?P<capital>[FSW]))(?P<year>20[0-4]\d|[12]\d)(?=[-_/.]|$)"
    r"|(?<![^-_/.])(?P<year_before>20[0-4]\d|[12]\d)(?P<season_behind>[FSWfsw]|FA|SP|SU|WI|fa|sp|su|wi)(?=[-_/.]|$)"
)
_CODE = re.compile(r"(?<![^\W_])(?P<subject>[a-z]{2,5})[-_ ]?(?P<number>\d{3}[a-z]?)(?![^\W_])", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"https?|doi|is[bs]n|vol|no|pp|page|room|rfc|iso|utf|mp|hw|lab|week|unit", re.IGNORECASE)
_PATH = re.compile(r"^\w+://|[?#].*$")
_ENOUGH = 2  # addresses that name a course: one may be another's
_SPELLED_COUNTS, _SHORT_COUNTS, _LETTER_COUNTS = 3, 2, 1
_MOST = 2000  # addresses of one document


def term(addresses: Iterable[str]) -> tuple[str, int] | None:
    """The season and year that most addresses speak of; None where none does."""
    votes: Counter[tuple[str, int]] = Counter()
    for address, _ in zip(dict.fromkeys(addresses), range(_MOST), strict=False):
        for form, worth in ((_SPELLED, _SPELLED_COUNTS), (_SHORT, _SHORT_COUNTS), (_LETTER, _LETTER_COUNTS)):
            found = next(form.finditer(address), None)
            if found:
                votes[_read(found.groupdict())] += worth
                break
    return max(votes, key=lambda each: (votes[each], each[1])) if votes else None


def code(addresses: Iterable[str]) -> str | None:
    """The course that several addresses name, or the file's name, which is the first of them."""
    votes: Counter[str] = Counter()
    for place, address in enumerate(islice(dict.fromkeys(addresses), _MOST)):
        for found in _CODE.finditer(_PATH.sub("", address)):
            if not _NO_SUBJECT.fullmatch(found["subject"]):
                votes[f"{found['subject'].upper()} {found['number'].upper()}"] += 1 if place else _ENOUGH
    best = max(votes, key=lambda each: votes[each], default=None)
    return best if best and votes[best] >= _ENOUGH else None


def _read(found: dict[str, str | None]) -> tuple[str, int]:
    season = (found["season"] or found.get("season_behind") or found.get("capital") or "").lower()
    year = int(found["year"] or found.get("year_before") or 0)
    letter = "u" if season.startswith("su") else season[0]
    return _SEASONS[letter], year if year > 99 else 2000 + year  # noqa: PLR2004 - two digits
