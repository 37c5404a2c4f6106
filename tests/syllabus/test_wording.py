"""What a host that shows only text is told."""

from servers.contract.syllabus import FoundFile, FoundSyllabi, PassedOver, Question
from servers.syllabus.wording import checked_text, found_text, plan_text, syllabus_text
from tests.syllabus.courses import meeting, pause, planned, section, syllabus, work

COURSE = syllabus(
    sections=[section(meeting("MO WE", "10:00", "11:15", location="Hall 2"))],
    assignments=[
        work("Midterm", "2026-10-14", "exam", time="18:00", end_time="20:00", weight=25),
        work("Essay", "2026-11-02", "paper", confidence=0.6),
    ],
    no_class=[pause("2026-11-23", "2026-11-27", "Fair")],
    questions=[Question(about="PHYS 308: section", question="Which section?", choices=["1", "2"])],
    warnings=["page 3 is only a picture"],
)


def test_a_syllabus_is_told_with_every_fact() -> None:
    assert syllabus_text(COURSE).splitlines() == [
        "PHYS 308 · untitled course · Fall 2026 · 2026-08-31 to 2026-12-11 · America/Chicago",
        "/shelf/phys308.pdf · pdf · 3 pages",
        "",
        "Questions:",
        "- PHYS 308: section: Which section? [1 | 2]",
        "",
        "Warnings:",
        "- page 3 is only a picture",
        "",
        "Meetings:",
        "- lecture · MO WE · 10:00-11:15 · Hall 2",
        "",
        "Dated work:",
        "- 2026-10-14 18:00-20:00 · Midterm · exam · 25 % · 0.95 · “as it stands there” p. 2",
        "- 2026-11-02 · Essay · paper · 0.60 · “as it stands there” p. 2",
        "",
        "No class:",
        "- 2026-11-23 to 2026-11-27 · Fair",
    ]


def test_the_student_sees_what_is_uncertain_first_with_its_id() -> None:
    text = checked_text(COURSE)
    assert text.index("Please check:\n- 2026-11-02 · Essay") < text.index("Dated work:\n- 2026-10-14")
    assert "· essay\n" in text


def test_a_plan_is_told_with_its_classes_work_and_load() -> None:
    text = plan_text(planned(COURSE))
    assert text.startswith("1 course from 2026-08-31 to 2026-12-09: 2 pieces of dated work, 3 events, 6 reminders\n")
    assert "- PHYS 308 lecture · 2026-08-31T10:00:00-05:00 to 2026-08-31T11:15:00-05:00 · Hall 2 · FREQ=WEEKLY" in text
    assert "not on 2026-11-23, 2026-11-25" in text
    assert "- 2026-10-14 18:00 · PHYS 308: Midterm · exam · 25 % · 0.95 · 3 reminders" in text
    assert "- week of 2026-10-12 · PHYS 308 · 1 piece · 25 %" in text


def test_found_files_are_told_with_what_is_wrong_with_them() -> None:
    found = FoundSyllabi(
        files=[
            FoundFile(path="/a.pdf", format="pdf", pages=3),
            FoundFile(path="/b.pdf", format="pdf", problem="is encrypted: give its password as `password`"),
        ],
        passed_over=[PassedOver(path="/c.txt", reason="does not look like a syllabus")],
    )
    assert found_text(found).splitlines() == [
        "2 syllabi found",
        "/a.pdf · pdf · 3 pages",
        "/b.pdf · pdf · is encrypted: give its password as `password`",
        "",
        "Passed over:",
        "- /c.txt: does not look like a syllabus",
    ]
