"""Syllabi as the planner gets them, with only what a test speaks of."""

from typing import Any

from servers.contract.calendar import Event
from servers.contract.syllabus import (
    Assignment,
    Course,
    Evidence,
    Meeting,
    NoClass,
    Preferences,
    Section,
    SemesterPlan,
    Source,
    Syllabus,
)
from servers.syllabus.semester import plan

SAID = Evidence(page=2, text="as it stands there")


def syllabus(code: str | None = "PHYS 308", *, file: str = "", **parts: Any) -> Syllabus:
    """A course of fall 2026 in Chicago; `course` changes facts of it, other `parts` are fields of the syllabus."""
    path = f"/shelf/{file or (code or 'nameless').replace(' ', '').lower()}.pdf"
    facts = {
        "code": code,
        "term": "Fall 2026",
        "year": 2026,
        "term_start": "2026-08-31",
        "term_end": "2026-12-11",
        "timezone": "America/Chicago",
        **parts.pop("course", {}),
    }
    return Syllabus(
        source=Source(path=path, sha256=path, format="pdf", pages=3), course=Course.model_validate(facts), **parts
    )


def work(title: str, date: str, category: str = "homework", **fields: Any) -> Assignment:
    given = {"id": title.lower().replace(" ", "-"), "derivation": "explicit", "confidence": 0.95, "evidence": SAID}
    return Assignment.model_validate({**given, "title": title, "date": date, "category": category, **fields})


def section(*meetings: Meeting, id: str | None = None) -> Section:  # noqa: A002 - the contract's word
    return Section(id=id, meetings=list(meetings))


def meeting(days: str, start: str | None, end: str | None, **fields: Any) -> Meeting:
    return Meeting.model_validate({"days": days.split(), "start": start, "end": end, **fields})


def pause(date: str, end: str | None = None, reason: str = "Break") -> NoClass:
    return NoClass(date=date, end=end, reason=reason, evidence=SAID)


def planned(*syllabi: Syllabus, local_zone: str = "UTC", **arguments: Any) -> SemesterPlan:
    return plan(
        syllabi,
        local_zone=local_zone,
        sections=arguments.get("sections", {}),
        preferences=Preferences.model_validate(arguments.get("preferences", {})),
        reminding=arguments.get("reminders", {}),
    )


def event(plan: SemesterPlan, key: str) -> Event:
    (found,) = (each for each in plan.events if each.key == key)
    return found
