"""A term on one page, to print."""

import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from servers.calendar.glance import to_html
from servers.contract.calendar import Event
from servers.occurrences import canonical

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


def event(title: str, start: str, **fields: Any) -> Event:
    zone = None if fields.get("all_day") else "America/New_York"
    return canonical(Event.model_validate({"uid": title, "title": title, "start": start, "timezone": zone, **fields}))


def lecture(course: str, hour: int, **fields: Any) -> Event:
    rule = "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261209"
    return event(
        f"{course} lecture", f"2026-09-07T{hour:02}:00", rrule=rule, course=course, location="Hall 2", **fields
    )


def parsed(events: list[Event]) -> Any:
    library: Any = import_module("lxml.html")  # without type hints
    return library.fromstring(to_html(events))


def cells(page: Any) -> dict[str, str]:
    """What stands on each day that is not empty."""
    days = {cell.find("time").get("datetime"): cell for cell in page.iter("td")}
    said = {day: " ".join(" ".join(cell.itertext()).split()).split(" ", 1) for day, cell in days.items()}
    return {day: re.sub(r"^[A-Z][a-z]{2} ", "", words[1]) for day, words in said.items() if words[1:]}


def test_days_show_what_is_due_and_classes_stand_below() -> None:
    events = [
        lecture("PHYS 1", 10, exdates=["2026-11-25", "2026-11-23"]),
        event("PHYS 1: Midterm", "2026-10-14T19:00", course="PHYS 1", categories=["exam"], weight=20),
        event("PHYS 1: Essay due", "2026-10-16", all_day=True, course="PHYS 1", status="tentative", weight=5),
        event("PHYS 1: Quiz", "2026-10-15T10:00", course="PHYS 1", status="cancelled"),
        event("Trip", "2026-10-17", end="2026-10-19", all_day=True),
        event("Study for Midterm", "2026-10-13T10:00", source="Study blocks"),
    ]
    page = parsed(events)
    shown = cells(page)
    assert {day: text for day, text in shown.items() if len(text.split()) > 1} == {
        "2026-10-14": "Exam: PHYS 1 Midterm 19:00",
        "2026-10-16": "PHYS 1 Essay due (?)",
        "2026-10-17": "Trip to 18 Oct",
        "2026-11-23": "no class",
        "2026-11-25": "no class",
    }
    assert [" ".join(row.text_content().split()) for row in page.iter("th") if "25 % due" in row.text_content()] == [
        "12 Octoberweek 625 % due"
    ]
    (classes,) = page.find_class("courses")
    assert " ".join(classes.text_content().split()) == "PHYS 1 lecture Mon Wed 10:00–11:00 Hall 2"


def test_a_title_is_text_whatever_it_holds_and_nothing_is_fetched() -> None:
    page = to_html([event("<script>alert(1)</script><img src=http://evil.example/x>", "2026-10-14T19:00")]).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_an_empty_calendar_is_a_page_too() -> None:
    assert "The calendar is empty." in to_html([]).decode()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("works", [5, 80])
def test_a_term_of_five_courses_prints_on_one_landscape_page(works: int, tmp_path: Path) -> None:
    courses = [f"COURSE {number}" for number in range(5)]
    events = [lecture(course, 9 + number) for number, course in enumerate(courses)]
    for number in range(works):
        course, day = courses[number % 5], f"2026-{9 + number % 3 + (number % 3 > 0):02}-{1 + number * 5 % 28:02}"
        title = f"{course}: Problem set {number}, on paper, before class"
        events.append(event(title, day, all_day=True, course=course, categories=["exam"] if number % 9 == 0 else []))
    (tmp_path / "term.html").write_bytes(to_html(events))
    command = [
        *(CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
        *(f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'term.pdf'}"),
        (tmp_path / "term.html").as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = PdfReader(tmp_path / "term.pdf").pages
    assert len(pages) == 1
    assert pages[0].mediabox.width > pages[0].mediabox.height
