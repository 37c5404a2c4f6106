"""The passage that answers a question comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.contract.syllabus import Passage, Policy
from servers.syllabus.document import Document, Line, Word
from servers.syllabus.readers import read
from servers.syllabus.search import passages, ranked, stated
from servers.syllabus.subjects import asked_about
from tests.syllabus.courses import SAID, meeting, section, syllabus, work

GUIDE = """# CHEM 210: Analytical Methods

Instructor: Dr. Lena Abara, l.abara@example.edu, Room 4.12. Office hours: Mondays 2-3 pm, or by appointment.

Teaching assistant: Pavel Novak. The class meets Tuesdays and Thursdays, 9:30-10:45 am, in Curie Hall.

## Materials

We use Quantitative Analysis, 3rd edition, University Press. You need a laptop with the program R installed.

## How the grade is made

Problem sets 30 %, lab reports 30 %, midterm 15 %, final 25 %. The lowest problem set does not count. A 93-100, B 83-92.

## If something comes up

Work that arrives after the due date loses ten points each day. More than three unexcused absences lower the grade by
one step. Whoever is ill on the day of a test writes it within a week.

## Doing your own work

Problem sets may be discussed in groups, and each student writes up alone. Text made by generative tools such as
language models may not be handed in. Plagiarism is reported to the dean.

## Help

Students with disabilities ask the Access Office for accommodations in the first two weeks.

## Calendar

| Week | Topic | Due |
|---|---|---|
| 1 | Error | Problem set 1 |
| 7 | Review | Midterm on October 14 |
| 15 | The end | Final exam on December 9, 8 am |
"""
UNITS = passages(read(GUIDE.encode(), name="chem210.md"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is there a penalty for late homework?", "loses ten points"),
        ("How often may I miss class?", "unexcused absences"),
        ("What book do we use?", "Quantitative Analysis"),
        ("When can I see the professor?", "Mondays 2-3 pm"),
        ("How can I email my instructor?", "l.abara@example.edu"),
        ("Who is the TA?", "Pavel Novak"),
        ("How much is the midterm worth?", "midterm 15 %"),
        ("Do you drop the lowest score?", "does not count"),
        ("What do I need for an A?", "A 93-100"),
        ("When is the final?", "December 9"),
        ("When is the midterm exam?", "October 14"),
        ("I was sick on the day of the exam, can I make it up?", "within a week"),
        ("Am I allowed to use ChatGPT?", "language models"),
        ("What happens if I cheat?", "reported to the dean"),
        ("Can I work with a friend?", "discussed in groups"),
        ("I have a disability, whom do I ask?", "Access Office"),
        ("Where does class meet?", "Curie Hall"),
        ("What software do I need?", "program R"),
    ],
)
def test_questions_of_students_find_their_passage(question: str, answer: str) -> None:
    assert any(answer in passage.text for passage in ranked(UNITS, question, 3)), ranked(UNITS, question, 3)


def test_a_passage_has_its_heading_and_stands_in_the_document() -> None:
    (found,) = ranked(UNITS, "late work", 1)
    assert found.heading == "If something comes up"
    assert all(line in " ".join(GUIDE.split()) for line in (" ".join(line.split()) for line in found.text.split("\n")))
    assert found.page is None


def test_a_row_of_a_table_is_kept_together() -> None:
    (found,) = ranked(UNITS, "When is the final exam?", 1)
    assert "15 | The end | Final exam on December 9, 8 am" in found.text


def test_what_no_passage_speaks_of_finds_nothing() -> None:
    assert ranked(UNITS, "zebra", 5) == []
    assert ranked([], "late work", 5) == []


def test_a_heading_with_nothing_under_it_is_not_lost() -> None:
    found = passages(read(b"# A\n\n## Textbooks: none\n\n## B\n\nText.\n", name="a.md"))
    assert any("Textbooks: none" in passage.text for passage in found)


def test_a_parsed_syllabus_is_searched_by_its_facts() -> None:
    course = syllabus(
        sections=[section(meeting("MO WE", "10:00", "11:00", location="Hall 2"))],
        assignments=[work("Essay", "2026-10-02", "paper")],
        policies=[Policy(kind="late", title="Late work", text="Late work is not accepted.", page=3)],
    )
    found = stated(course)
    assert ranked(found, "What is the late policy?", 1)[0].text == "Late work is not accepted."
    assert "Hall 2" in ranked(found, "Where does the class meet?", 1)[0].text
    assert SAID.text in [line for passage in found for line in passage.text.split("\n")]


def test_a_question_may_be_about_several_things() -> None:
    assert set(asked_about("Is there a late penalty for lab reports, and may I use ChatGPT?")) == {
        "#late work",
        "#artificial intelligence",
    }


@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=8))
def test_scores_fall_and_repeat_for_any_text(question: str, texts: list[str]) -> None:
    units = [Passage(text=text, score=0) for text in texts]
    found = ranked(units, question, 5)
    assert [passage.score for passage in found] == sorted((passage.score for passage in found), reverse=True)
    assert all(passage.score > 0 for passage in found)
    assert found == ranked(units, question, 5)


lines = st.builds(
    Line,
    words=st.lists(st.builds(Word, st.text("abcABC123:.,-", min_size=1, max_size=8)), min_size=1, max_size=12).map(
        tuple
    ),
    page=st.just(1),
    heading=st.sampled_from([0, 0, 0, 2]),
    furniture=st.just(value=False),
    bullet=st.booleans(),
    continues=st.booleans(),
)


@given(st.lists(lines, min_size=1, max_size=12))
def test_no_word_of_a_document_is_lost(lines: list[Line]) -> None:
    found = passages(Document(tuple(lines)))
    kept = " ".join(f"{passage.heading} {passage.text}" for passage in found)
    said = {word.text.rstrip(":") for line in lines for word in line.words}
    assert said - {""} <= {word.rstrip(":") for word in kept.split()}
