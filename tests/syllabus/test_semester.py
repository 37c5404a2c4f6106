"""Several syllabi become one semester."""

import pytest

from servers.contract.calendar import Event
from servers.contract.errors import Refused
from servers.contract.syllabus import Question, SemesterPlan
from tests.syllabus.courses import SAID, event, meeting, pause, planned, section, syllabus, work

MONDAYS = section(meeting("MO WE", "10:00", "11:15", location="Hall 2"))


def asked(plan: SemesterPlan) -> dict[str, str]:
    return {question.about: question.question for question in plan.questions}


def test_a_class_meets_from_its_first_day_to_its_last_but_for_breaks() -> None:
    free = [pause("2026-09-07", reason="Labor Day"), pause("2026-11-23", "2026-11-27")]
    plan = planned(syllabus(sections=[MONDAYS], no_class=free))
    assert plan.events == [
        Event(
            key="class/lecture",
            title="PHYS 308 lecture",
            location="Hall 2",
            start="2026-08-31T10:00:00-05:00",
            end="2026-08-31T11:15:00-05:00",
            timezone="America/Chicago",
            rrule="FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261209T160000Z",
            exdates=["2026-09-07T10:00:00", "2026-11-23T10:00:00", "2026-11-25T10:00:00"],
            categories=["class", "lecture"],
            course="PHYS 308",
            source="PHYS 308 Fall 2026",
        )
    ]
    assert (plan.first, plan.last) == ("2026-08-31", "2026-12-09")


def test_a_break_at_either_end_moves_the_first_and_the_last_meeting() -> None:
    free = [pause("2026-08-31"), pause("2026-12-07", "2026-12-11")]
    classes = event(planned(syllabus(sections=[MONDAYS], no_class=free)), "class/lecture")
    assert classes.start.startswith("2026-09-02")
    assert classes.rrule == "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261202T160000Z"
    assert classes.exdates == []


def test_each_kind_of_meeting_is_an_event_of_its_own() -> None:
    lab = meeting("FR", "14:00", "16:50", kind="lab", first="2026-09-11", last="2026-12-04")
    plan = planned(syllabus(sections=[section(*MONDAYS.meetings, lab)]))
    assert [each.key for each in plan.events] == ["class/lecture", "class/lab"]
    assert event(plan, "class/lab").start == "2026-09-11T14:00:00-05:00"
    assert event(plan, "class/lab").rrule == "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204T200000Z"


def test_a_meeting_without_a_time_is_told_and_not_planned() -> None:
    plan = planned(syllabus(sections=[section(meeting("MO", None, None))]))
    assert plan.events == []
    assert plan.warnings == ["PHYS 308: no time is given for the lecture: it is not in the calendar"]


def test_an_exam_in_class_takes_the_place_of_that_day() -> None:
    exam = work("Midterm", "2026-10-14", "exam", in_class=True, weight=25)
    plan = planned(syllabus(sections=[MONDAYS], assignments=[exam]))
    sat = event(plan, "midterm")
    assert (sat.start, sat.end) == ("2026-10-14T10:00:00-05:00", "2026-10-14T11:15:00-05:00")
    assert (sat.location, sat.status, sat.categories) == ("Hall 2", "confirmed", ["exam"])
    assert event(plan, "class/lecture").exdates == ["2026-10-14T10:00:00"]
    assert plan.conflicts == []


def test_a_quiz_in_class_stands_beside_the_class_and_clashes_with_nothing() -> None:
    quiz = work("Quiz 1", "2026-09-16", "quiz", in_class=True)
    plan = planned(syllabus(sections=[MONDAYS], assignments=[quiz]))
    assert event(plan, "quiz-1").end == "2026-09-16T11:15:00-05:00"
    assert event(plan, "class/lecture").exdates == []
    assert plan.conflicts == []


def test_an_exam_at_a_stated_time_lasts_as_stated_or_two_hours() -> None:
    final = work("Final exam", "2026-12-16", "exam", time="08:00", end_time="10:30")
    other = work("Makeup exam", "2026-12-18", "exam", time="08:00")
    plan = planned(syllabus(assignments=[final, other]))
    assert event(plan, "final-exam").end == "2026-12-16T10:30:00-06:00"
    assert event(plan, "makeup-exam").end == "2026-12-18T10:00:00-06:00"
    assert plan.warnings == ["PHYS 308: no end is given for Makeup exam: an hour is assumed, two for an exam"]
    assert "does not say when it ends" in event(plan, "makeup-exam").description


def test_what_ends_after_midnight_ends_on_the_next_day() -> None:
    plan = planned(syllabus(assignments=[work("Viewing", "2026-10-02", "lab", time="22:00", end_time="01:00")]))
    assert event(plan, "viewing").end == "2026-10-03T01:00:00-05:00"


def test_major_work_without_a_time_is_a_whole_day_and_due_at_its_last_minute() -> None:
    plan = planned(syllabus(assignments=[work("Term paper", "2026-11-02", "paper", weight=30)]))
    due = event(plan, "term-paper")
    assert (due.title, due.all_day, due.start, due.end) == (
        "PHYS 308: Term paper due",
        True,
        "2026-11-02",
        "2026-11-03",
    )
    assert plan.assignments[0].time is None
    assert plan.assignments[0].due == "2026-11-02T23:59:00-06:00"
    assert [reminder.remind_at for reminder in plan.reminders] == [
        "2026-11-02T23:59:00-06:00",
        "2026-10-26T23:59:00-05:00",
        "2026-11-01T23:59:00-06:00",
    ]


def test_small_work_has_a_reminder_the_day_before_and_no_event() -> None:
    plan = planned(syllabus(assignments=[work("Homework 1", "2026-09-11", time="17:00", weight=2)]))
    assert plan.events == []
    (reminder,) = plan.reminders
    assert (reminder.remind_at, reminder.due) == ("2026-09-10T17:00:00-05:00", "2026-09-11T17:00:00-05:00")
    assert (reminder.key, reminder.title) == ("homework-1/1d", "PHYS 308: Homework 1")
    assert "“as it stands there” (phys308.pdf, page 2)" in reminder.notes


@pytest.mark.parametrize(
    ("category", "weight", "reminders"),
    [("homework", 9.9, 1), ("homework", 10, 3), ("exam", None, 3), ("project", 1, 3), ("paper", 1, 3), ("quiz", 5, 1)],
)
def test_ten_percent_or_a_great_category_makes_work_major(category: str, weight: float | None, reminders: int) -> None:
    plan = planned(syllabus(assignments=[work("It", "2026-09-11", category, weight=weight)]))
    assert len(plan.reminders) == reminders


def test_rules_for_a_category_go_before_the_usual_ones() -> None:
    items = [work("Midterm", "2026-10-14", "exam", time="10:00"), work("Homework 1", "2026-09-11", time="17:00")]
    plan = planned(syllabus(assignments=items), reminders={"exam": ["2w", "36h"], "default": ["90m"]})
    assert [reminder.remind_at for reminder in plan.reminders] == [
        "2026-09-11T15:30:00-05:00",
        "2026-09-30T10:00:00-05:00",
        "2026-10-12T22:00:00-05:00",
    ]
    assert planned(syllabus(assignments=items), reminders={"homework": []}).reminders[0].category == "exam"


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"exams": ["1d"]}, "'exams' is no category"),
        ({"exam": ["soon"]}, "'soon' is no offset: write it like 7d"),
        ({"exam": ["-1d"]}, "'-1d' is no offset"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(rules: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        planned(syllabus(), reminders=rules)


def test_what_is_not_sure_is_tentative() -> None:
    plan = planned(syllabus(assignments=[work("Midterm", "2026-10-14", "exam", confidence=0.6)]))
    assert event(plan, "midterm").status == "tentative"
    assert event(plan, "midterm").title.endswith("?"), "for calendar programs that show no status"
    assert "Unconfirmed" in event(plan, "midterm").description


def test_sections_are_alternatives_until_one_is_chosen() -> None:
    two = [
        section(meeting("MO", "09:00", "09:50"), id="001"),
        section(meeting("TU", "14:00", "14:50"), id="002"),
        section(meeting("FR", "10:00", "12:00", kind="lab"), id="L1"),
    ]
    exams = [
        work("Midterm", "2026-10-12", "exam", id="midterm-1", section="001"),
        work("Midterm", "2026-10-13", "exam", id="midterm-2", section="002"),
    ]
    course = syllabus(sections=two, assignments=exams)
    open_plan = planned(course)
    assert list(asked(open_plan)) == ["PHYS 308: section"]
    assert open_plan.questions[0].choices == ["001", "002"]
    assert [each.key for each in open_plan.events] == ["class/L1/lab"]
    chosen = planned(course, sections={"phys308": "002"})
    assert chosen.questions == []
    assert {each.key for each in chosen.events} == {"class/002/lecture", "class/L1/lab", "midterm-2"}


def test_a_choice_that_fits_nothing_is_told() -> None:
    one = [section(meeting("MO", "09:00", "09:50"), id="001")]
    plan = planned(syllabus(sections=one), sections={"PHYS 308": "9", "MATH 1": "A"})
    assert plan.warnings == [
        "sections: 'MATH 1' is none of the courses (PHYS 308)",
        "PHYS 308: there is no section '9'; it has 001",
    ]


def test_without_a_year_nothing_is_planned_and_the_year_is_asked() -> None:
    unknown = syllabus(
        course={"year": None, "term": "Fall", "term_start": None, "term_end": None},
        sections=[MONDAYS],
        assignments=[work("Midterm", "2026-10-14", "exam")],
    )
    plan = planned(unknown, syllabus("MATH 201", sections=[MONDAYS]))
    assert plan.sources == ["MATH 201 Fall 2026"]
    assert {each.source for each in plan.events} == {"MATH 201 Fall 2026"}
    assert plan.reminders == plan.assignments == []
    assert "In which year is PHYS 308?" in asked(plan)["PHYS 308: year"]


def test_without_a_term_the_dated_things_stand_for_it() -> None:
    course = syllabus(
        course={"term_start": None, "term_end": None},
        sections=[MONDAYS],
        assignments=[work("Homework 1", "2026-09-09"), work("Homework 9", "2026-12-02")],
    )
    plan = planned(course)
    assert event(plan, "class/lecture").start.startswith("2026-09-09")
    assert plan.warnings == [
        "PHYS 308: the term's start is not given; 2026-09-09, from the dated work, stands for it",
        "PHYS 308: the term's end is not given; 2026-12-02, from the dated work, stands for it",
    ]


def test_with_no_date_at_all_the_term_is_asked() -> None:
    plan = planned(syllabus(course={"term_start": None, "term_end": None}, sections=[MONDAYS]))
    assert plan.events == []
    assert "When does the term begin and end?" in asked(plan)["PHYS 308: term"]


def test_one_question_asks_for_the_time_zone_of_all_courses_that_name_none() -> None:
    nowhere = [syllabus(code, course={"timezone": None}, sections=[MONDAYS]) for code in ("PHYS 308", "MATH 201")]
    plan = planned(*nowhere, local_zone="Europe/Berlin")
    assert list(asked(plan)) == ["MATH 201, PHYS 308: time zone"]
    assert {each.timezone for each in plan.events} == {"Europe/Berlin"}


def test_patterns_that_clash_week_after_week_are_one_conflict() -> None:
    plan = planned(
        syllabus(sections=[MONDAYS]), syllabus("MATH 201", sections=[section(meeting("MO", "11:00", "12:00"))])
    )
    (conflict,) = plan.conflicts
    assert (conflict.kind, conflict.when) == ("overlap", "2026-08-31T11:00:00-05:00")
    assert conflict.text == (
        "PHYS 308 lecture and MATH 201 lecture overlap on Monday, 31 August from 11:00;"
        " 15 times until Monday, 7 December"
    )


def test_an_exam_clashes_with_the_class_of_another_course_but_what_is_handed_in_does_not() -> None:
    items = [
        work("Exam 1", "2026-10-05", "exam", time="10:30", end_time="11:30"),
        work("Essay", "2026-10-07", "paper", time="10:30"),
    ]
    plan = planned(syllabus(sections=[MONDAYS]), syllabus("MATH 201", assignments=items))
    (conflict,) = plan.conflicts
    assert conflict.items == ["PHYS 308 lecture", "MATH 201: Exam 1"]


def test_classes_that_touch_do_not_clash() -> None:
    plan = planned(
        syllabus(sections=[MONDAYS]), syllabus("MATH 201", sections=[section(meeting("MO", "11:15", "12:00"))])
    )
    assert plan.conflicts == []


def test_two_exams_on_a_day_and_a_heap_of_deadlines_are_told() -> None:
    mine = [work("Exam 1", "2026-10-14", "exam", weight=20), work("Essay", "2026-11-03", "paper", weight=25)]
    theirs = [work("Midterm", "2026-10-14", "exam", weight=10), work("Project", "2026-11-04", "project", weight=20)]
    plan = planned(syllabus(assignments=mine), syllabus("MATH 201", assignments=theirs))
    exams, heap = plan.conflicts
    assert exams.text == "2 exams on Wednesday, 14 October: MATH 201: Midterm (10 %), PHYS 308: Exam 1 (20 %)"
    assert heap.kind == "deadline cluster"
    assert heap.text == (
        "2 big things from Tuesday, 3 November to Wednesday, 4 November:"
        " PHYS 308: Essay (25 %), MATH 201: Project (20 %)"
    )


def test_the_load_of_a_week_is_the_sum_of_its_weights() -> None:
    items = [work("A", "2026-09-07", weight=5), work("B", "2026-09-13", weight=2.5), work("C", "2026-09-14")]
    plan = planned(syllabus(assignments=items))
    assert [(week.week, week.weight, week.items) for week in plan.workload] == [
        ("2026-09-07", 7.5, 2),
        ("2026-09-14", 0, 1),
    ]


def test_wishes_are_warned_of_and_move_nothing() -> None:
    plan = planned(
        syllabus(sections=[MONDAYS]), preferences={"earliest": "10:30", "latest": "11:00", "days_off": ["WE", "FR"]}
    )
    assert plan.warnings == [
        "PHYS 308: the lecture begins at 10:00, before your 10:30",
        "PHYS 308: the lecture ends at 11:15, after your 11:00",
        "PHYS 308: the lecture meets on WE, which you want free",
    ]
    assert event(plan, "class/lecture").start == "2026-08-31T10:00:00-05:00"
    with pytest.raises(Refused, match=r"preferences: .*write times as HH:MM"):
        planned(syllabus(), preferences={"earliest": "ten"})


def test_a_source_is_code_and_term_else_the_file_and_never_shared() -> None:
    nameless = [syllabus(None, file="week one"), syllabus(None, file="week two")]
    twins = [syllabus(file="old/phys"), syllabus(file="new/phys")]
    plan = planned(*nameless, *twins)
    assert plan.sources == [
        "PHYS 308 Fall 2026 (new/phys.pdf)",
        "PHYS 308 Fall 2026 (old/phys.pdf)",
        "week one",
        "week two",
    ]
    assert "both are planned: leave out what is outdated" in plan.warnings[0]


def test_a_file_given_twice_is_planned_once() -> None:
    copy = syllabus(file="copy").model_copy(
        update={"source": syllabus().source.model_copy(update={"path": "/z/copy.pdf"})}
    )
    plan = planned(syllabus(), copy)
    assert plan.sources == ["PHYS 308 Fall 2026"]
    assert plan.warnings == ["PHYS 308: /z/copy.pdf is a copy of /shelf/phys308.pdf: planned once"]


def test_what_the_parser_asked_and_warned_is_passed_on_but_not_what_the_plan_asks_itself() -> None:
    course = syllabus(
        questions=[
            Question(about="PHYS 308: makeup day", question="Which day is your makeup?"),
            Question(about="PHYS 308: section", question="Which section?"),
        ],
        warnings=["page 3 is only a picture"],
        undated=[{"title": "Field trip", "category": "other", "evidence": SAID}],
        recurring=[{"title": "Reading quiz", "category": "quiz", "evidence": SAID}],
    )
    plan = planned(course)
    assert asked(plan) == {"PHYS 308: makeup day": "Which day is your makeup?"}
    assert plan.warnings == [
        "PHYS 308: page 3 is only a picture",
        "PHYS 308: announced without a date: Field trip",
        "PHYS 308: repeats without fixed dates: Reading quiz",
    ]


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (work("A", "2026-02-30"), "write dates as YYYY-MM-DD"),
        (work("A", "9999-12-31"), "out of range"),
        (work("A", "2026-09-01", time="5pm"), "'5pm' is not a time"),
        (work("A", "2026-09-01", time="10:00+02:00"), "is not a time"),
    ],
)
def test_a_date_or_time_that_is_none_is_refused_by_course(item: object, sentence: str) -> None:
    with pytest.raises(Refused, match=f"^PHYS 308: .*{sentence}"):
        planned(syllabus(assignments=[item]))


def test_two_things_with_one_id_and_a_zone_that_is_none_are_refused() -> None:
    with pytest.raises(Refused, match="two assignments have the id 'a'"):
        planned(syllabus(assignments=[work("A", "2026-09-01"), work("A", "2026-09-08")]))
    with pytest.raises(Refused, match="'Chicago' is no time zone"):
        planned(syllabus(course={"timezone": "Chicago"}))


def test_a_syllabus_of_another_year_is_asked_about() -> None:
    last_year = {"term": "Fall 2025", "year": 2025, "term_start": "2025-09-01", "term_end": "2025-12-12"}
    plan = planned(
        syllabus(assignments=[work("Essay", "2026-10-02")]),
        syllabus("CHEM 1", assignments=[work("Lab 1", "2026-09-07")], sections=[MONDAYS]),
        syllabus("HIST 9", course=last_year, assignments=[work("Paper", "2025-11-07")]),
    )
    assert asked(plan) == {
        "HIST 9: term": "Its dates end in November 2025, those of other courses go to December 2026: is this an old"
        " syllabus? Then leave its file out"
    }
    assert len(plan.assignments) == 3
