"""What a student knows better stands above what was read, and survives the next parse."""

import pytest

from servers.contract.errors import Refused
from servers.contract.syllabus import Corrections, Question, TermGiven
from servers.syllabus.corrections import corrected, term_of, understood, written
from tests.syllabus.courses import meeting, section, syllabus, work

COURSE = syllabus(
    assignments=[work("Homework 1", "2026-09-11", weight=5, confidence=0.6), work("Midterm", "2026-10-14", "exam")],
    sections=[section(meeting("MO", "10:00", "11:00"))],
    questions=[Question(about="PHYS 308: year", question="Which year?")],
)
FILE = """
course: {timezone: Europe/Berlin, year: 2026}
assignments:
  homework-1: {date: 2026-09-18, time: 17:00, weight: null}
  midterm: null
added:
  - title: Quiz 1
    category: quiz
    date: 2026-09-25
    weight: 12
no_class:
  - {date: 2026-11-23, end: 2026-11-27, reason: Fair}
sections:
  - id: 7
    meetings: [{days: [TU], start: 09:30, end: 10:20}]
"""


def test_a_file_of_corrections_is_laid_over_what_was_read() -> None:
    course = corrected(COURSE, written(FILE, "phys308.pdf.corrections.yaml"))
    homework, quiz = course.assignments
    assert (homework.date, homework.time, homework.weight, homework.confidence) == ("2026-09-18", "17:00", None, 1.0)
    assert (homework.title, homework.evidence) == ("Homework 1", COURSE.assignments[0].evidence)
    assert (quiz.id, quiz.title, quiz.date, quiz.major, quiz.confidence) == (
        "added-quiz-1",
        "Quiz 1",
        "2026-09-25",
        True,
        1.0,
    )
    assert (course.course.timezone, course.course.code) == ("Europe/Berlin", "PHYS 308")
    assert [(each.date, each.end, each.reason) for each in course.no_class] == [("2026-11-23", "2026-11-27", "Fair")]
    assert course.sections == [section(meeting("TU", "09:30", "10:20"), id="7")]
    assert course.questions == []


def test_an_empty_correction_confirms() -> None:
    course = corrected(COURSE, Corrections.model_validate({"assignments": {"homework-1": {}}}))
    assert course.assignments[0] == COURSE.assignments[0].model_copy(update={"confidence": 1.0})
    assert course.assignments[1] == COURSE.assignments[1]


def test_no_corrections_change_nothing() -> None:
    assert corrected(COURSE, written("", "x.corrections.yaml")) == COURSE


def test_a_correction_of_what_is_gone_is_told() -> None:
    course = corrected(COURSE, Corrections.model_validate({"assignments": {"homework-2": None}}))
    assert course.assignments == COURSE.assignments
    assert course.warnings == [
        "The corrections speak of 'homework-2', which is not among the assignments; nearest: 'homework-1'"
    ]


def test_two_things_added_under_one_name_are_two() -> None:
    twice = [{"title": "Quiz", "date": "2026-09-25"}, {"title": "Quiz", "date": "2026-10-02"}]
    course = corrected(COURSE, Corrections.model_validate({"added": twice}))
    assert [item.id for item in course.assignments if item.title == "Quiz"] == ["added-quiz", "added-quiz--2"]


def test_the_term_that_a_student_gives_is_what_the_document_is_read_by() -> None:
    known = Corrections.model_validate({"course": {"term": "Fall 2026", "term_start": "2026-08-31"}})
    assert term_of(known, None) == TermGiven(name="Fall 2026", start="2026-08-31")
    given = TermGiven(name="Spring 2020", end="2026-12-11")
    assert term_of(known, given) == TermGiven(name="Fall 2026", start="2026-08-31", end="2026-12-11")
    assert term_of(Corrections(), None) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("assignments: [", "c.yaml is not YAML in line 1: mend it, or take the file away"),
        ("homework: {}", "c.yaml: homework: extra inputs are not permitted"),
        ("assignments: {a: {date: tomorrow}}", "c.yaml: assignments.a.date: string should match pattern"),
        ("assignments: {a: {day: 2026-01-01}}", "c.yaml: assignments.a.day: extra inputs are not permitted"),
        ("added: [{title: Quiz}]", "c.yaml: added.0.date: field required"),
        ("- a\n- b", "c.yaml: all of it: input should be a valid dictionary"),
        ("a: !!python/object/apply:os.system [ls]", "c.yaml is not YAML"),
    ],
)
def test_what_no_correction_can_say_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        written(text, "c.yaml")
    assert str(refused.value).startswith(sentence)


def test_an_argument_is_checked_like_a_file() -> None:
    with pytest.raises(Refused, match=r"^corrections: added: input should be a valid list"):
        understood({"added": 3}, "corrections")
