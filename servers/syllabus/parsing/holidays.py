"""On which day a public holiday falls, by its name: those that syllabi name without a date. Pure arithmetic."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

_MONDAY, _THURSDAY = 0, 3


def on(name: str, year: int) -> date | None:
    """The day of the holiday of that name, or None for a name that stands for no fixed day."""
    for pattern, day in _HOLIDAYS.items():
        if re.search(pattern, name, re.IGNORECASE):
            return day(year)
    return None


def _nth(month: int, weekday: int, number: int) -> Callable[[int], date]:
    """The `number`th weekday of a month; counted from its end where negative."""

    def day(year: int) -> date:
        if number > 0:
            first = date(year, month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
        last = date(year, month + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7, weeks=-number - 1)

    return day


def _fixed(month: int, number: int) -> Callable[[int], date]:
    return lambda year: date(year, month, number)


def _easter(offset: int) -> Callable[[int], date]:
    """Days from Easter Sunday, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, 1991)."""

    def day(year: int) -> date:
        golden, century, rest = year % 19, year // 100, year % 100
        epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
        sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
        later = (golden + 11 * epact + 22 * sunday) // 451
        month, number = divmod(epact + sunday - 7 * later + 114, 31)
        return date(year, month, number + 1) + timedelta(days=offset)

    return day


_HOLIDAYS: Mapping[str, Callable[[int], date]] = {
    r"\blabou?r day\b": _nth(9, _MONDAY, 1),
    r"\bmartin luther king|\bmlk\b": _nth(1, _MONDAY, 3),
    r"\bpresident": _nth(2, _MONDAY, 3),
    r"\bpatriot": _nth(4, _MONDAY, 3),
    r"\bmemorial day\b": _nth(5, _MONDAY, -1),
    r"\bjuneteenth\b": _fixed(6, 19),
    r"\bindependence day\b|\bfourth of july\b": _fixed(7, 4),
    r"\bcolumbus day\b|\bindigenous people": _nth(10, _MONDAY, 2),
    r"\bveteran": _fixed(11, 11),
    r"\bthanksgiving\b": _nth(11, _THURSDAY, 4),
    r"\bgood friday\b": _easter(-2),
    r"\beaster monday\b": _easter(1),
    r"\beaster sunday\b": _easter(0),
    r"\bcanada day\b": _fixed(7, 1),
    r"\bfamily day\b": _nth(2, _MONDAY, 3),
    r"\bc[eé]sar ch[aá]vez\b": _fixed(3, 31),
    r"\banzac day\b": _fixed(4, 25),
    r"\bboxing day\b": _fixed(12, 26),
    r"\bnew year.?s day\b": _fixed(1, 1),
    r"\bascension day\b": _easter(39),
    r"\bwhit monday\b": _easter(50),
}
