"""The sample syllabi are what their sources make of them, and their dates are days of 2026."""

import datetime as dt
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent
SYLLABI = REPOSITORY / "fixtures" / "syllabi"
SOURCES = REPOSITORY / "fixtures" / "sources"
EXPECTED = sorted(SYLLABI.glob("*.expected.json"))
MONTHS: list[str] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS: list[str] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Category = Literal[
    "exam",
    "quiz",
    "homework",
    "lab",
    "project",
    "presentation",
    "paper",
    "discussion",
    "participation",
    "admin",
    "other",
]

DATED_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(WEEKDAYS)})[a-z]*\.?,?\s+"
    rf"(?:(?P<month>{'|'.join(MONTHS)})[a-z]*\.?\s+|(?P<number>\d+)/)(?P<day>\d+)",
    re.IGNORECASE,
)


class Exact(BaseModel):
    """A form without room for a misspelt field."""

    model_config = ConfigDict(extra="forbid")


class Course(Exact):
    code: str
    title: str
    term: str
    year: Literal[2026]
    term_start: dt.date | None
    term_end: dt.date | None
    institution: str
    timezone: Literal["America/Chicago"]


class Meeting(Exact):
    section: str | None
    kind: Literal["lecture", "recitation", "lab", "discussion", "seminar"]
    days: list[Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]]
    start: dt.time
    end: dt.time
    location: str | None = None


class Item(Exact):
    title: str
    category: Category
    date: dt.date
    time: dt.time | None
    end_time: dt.time | None
    section: str | None
    derivation: Literal["explicit", "table", "week", "weekday", "rule"]
    page: int | None
    quote: str
    conflict: bool = False


class Duty(Exact):
    title: str
    category: Category
    quote: str
    rule: str | None = None


class Break(Exact):
    date: dt.date
    end: dt.date | None
    reason: str


class Component(Exact):
    name: str
    weight: float
    count: int | None


class Expectation(Exact):
    course: Course
    meetings: list[Meeting]
    items: list[Item]
    recurring: list[Duty]
    no_class: list[Break]
    grading: list[Component]
    undated: list[Duty]
    notes: str | None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fixtures")
    subprocess.run([sys.executable, REPOSITORY / "fixtures" / "make.py", folder], check=True)
    return folder


def test_making_them_afresh_gives_the_same_files(made: Path) -> None:
    assert contents(made / "syllabi") == contents(SYLLABI)
    assert contents(made / "bad").keys() == contents(REPOSITORY / "fixtures" / "bad").keys()


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name)
def test_each_document_has_a_full_expectation(path: Path) -> None:
    expectation = Expectation.model_validate_json(path.read_text(encoding="utf-8"))
    assert expectation.items
    assert sum(component.weight for component in expectation.grading) == pytest.approx(100, abs=0.3)
    assert [beside.name for beside in SYLLABI.glob(f"{path.name.split('.')[0]}.*") if beside != path]


def test_every_weekday_beside_a_date_is_that_of_2026() -> None:
    wrong = [
        f"{path.name}: {written[0]}"
        for path in SOURCES.iterdir()
        if path.suffix in {".md", ".html", ".txt"}
        for written in DATED_WEEKDAY.finditer(path.read_text(encoding="utf-8"))
        if day_of(written).weekday() != WEEKDAYS.index(written["weekday"].lower())
    ]
    assert not wrong


def test_the_semester_holds_what_a_planner_must_notice() -> None:
    courses = {path.name.split(".")[0]: Expectation.model_validate_json(path.read_text("utf-8")) for path in EXPECTED}
    exams = {name: {item.date for item in course.items if item.category == "exam"} for name, course in courses.items()}
    chorale = courses["musi150"].meetings[0]
    evening = next(item for item in courses["chem121"].items if item.title == "Exam 1")
    in_one_week = [
        name
        for name, course in courses.items()
        if any(item.date.isocalendar()[:2] == (2026, 47) and item.category != "admin" for item in course.items)
    ]
    assert exams["math241"] & exams["hist218"], "two exams on one day"
    assert chorale.days == [WEEKDAYS[evening.date.weekday()][:2].upper()], "an exam during a class"
    assert evening.time
    assert chorale.start < evening.time < chorale.end
    assert len(in_one_week) >= 6, "a cluster of deadlines"
    assert sum(item.conflict for item in courses["hist218"].items) == 2, "a contradiction"
    assert {duty.category for duty in courses["biol210"].undated} == {"project"}
    assert {meeting.section for meeting in courses["chem121"].meetings if meeting.kind == "lab"} == {
        "L01",
        "L02",
        "L03",
    }


def contents(folder: Path) -> dict[str, bytes]:
    """Each file's bytes, but a packed file's part by part: two builds of zlib may pack them differently."""
    found: dict[str, bytes] = {}
    for path in folder.iterdir():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                found |= {f"{path.name}/{name}": parts.read(name) for name in parts.namelist()}
        else:
            found[path.name] = path.read_bytes()
    return found


def day_of(written: re.Match[str]) -> dt.date:
    month = int(written["number"] or MONTHS.index(written["month"].lower()) + 1)
    return dt.date(2026, month, int(written["day"]))
