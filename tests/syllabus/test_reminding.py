"""Rules → instants to remind at."""

from zoneinfo import ZoneInfo

import pytest

from servers.contract.errors import Refused
from servers.contract.syllabus import Assignment, Course, Evidence, Preferences, Source, Syllabus
from servers.syllabus.semester import plan

ZONE = ZoneInfo("America/New_York")


def planned(category: str, clock: str | None, **rules: list[str]) -> dict[str, str]:
    """Offset → local time to remind at, for work due on Monday 9 November 2026; the clocks change on the 1st."""
    item = Assignment.model_validate(
        {
            "id": "work",
            "title": "Work",
            "category": category,
            "date": "2026-11-09",
            "time": clock,
            "derivation": "explicit",
            "confidence": 0.9,
            "evidence": Evidence(page=1, text="Work, Nov 9"),
        }
    )
    course = Course(code="CS 101", term="Fall 2026", year=2026, timezone=ZONE.key)
    source = Source(path="cs101.pdf", sha256="0" * 64, format="pdf", pages=1)
    semester = plan(
        [Syllabus(source=source, course=course, assignments=[item])],
        local_zone="UTC",
        sections={},
        preferences=Preferences(),
        reminding=rules,
    )
    return {
        (each.key or "").partition("/")[2]: (each.remind_at or "").removesuffix(":00") for each in semester.reminders
    }


@pytest.mark.parametrize(
    ("category", "clock", "rules", "expected"),
    [
        ("homework", None, {}, {"1d": "2026-11-08T23:59:00-05"}),
        (
            "exam",
            "10:00",
            {},
            {"0d": "2026-11-09T10:00:00-05", "7d": "2026-11-02T10:00:00-05", "1d": "2026-11-08T10:00:00-05"},
        ),
        ("exam", "10:00", {"exam": ["2w"]}, {"2w": "2026-10-26T10:00:00-04"}),  # the same time of day in summer
        ("exam", "10:00", {"exam": ["240h"]}, {"240h": "2026-10-30T11:00:00-04"}),  # hours are hours
        ("homework", None, {"homework": ["1d 18:00"]}, {"1d 18:00": "2026-11-08T18:00:00-05"}),
        ("homework", None, {"default": ["0d  9:00"]}, {"0d 9:00": "2026-11-09T09:00:00-05"}),
        ("quiz", "08:30", {"quiz": ["0d 18:00"]}, {"0d 18:00": "2026-11-09T08:30:00-05"}),  # never after it is due
        ("exam", "10:00", {"homework": ["3d"], "major": ["30m"]}, {"30m": "2026-11-09T09:30:00-05"}),
    ],
)
def test_a_rule_says_when_to_remind(
    category: str, clock: str | None, rules: dict[str, list[str]], expected: dict[str, str]
) -> None:
    assert planned(category, clock, **rules) == expected


@pytest.mark.parametrize("text", ["", "7", "7 days", "1d 25:00", "2h 18:00", "-1d", "1d18:00"])
def test_what_is_no_offset_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="is no offset: write it like 7d, 1w, 12h, 30m, or 1d 18:00"):
        planned("homework", None, homework=[text])
