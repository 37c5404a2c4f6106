"""Which files look like syllabi, before they are parsed."""

import pytest

from servers.syllabus.finding import lacks
from servers.syllabus.readers import read
from tests.spawning import REPOSITORY

SHORT = """GEOL 105 Rocks and Minerals, Spring 2027
Professor Amina Duarte, office hours Wednesday 3-4
The course meets Tuesdays. Grading: three exams and a field report. Attendance is expected."""
EXAM = """GEOL 105 Exam 2. Name: ____ Answer all questions. Each is worth 10 points.
1. What does the textbook call a rock that was once molten? 2. Draw the rock cycle."""
PAPER = """Abstract. We measure the grain size of quartz in twelve samples. The assessment of error follows the
chapter on statistics. Evaluation of the projects of earlier years gave like results."""
CONTRACT = """The lease begins on May 1. The tenant pays each month; late payments bear interest. Marks on walls are the
tenant's to repair. The term of notice is a quarter of a year."""


SAMPLES = sorted(path.name for path in (REPOSITORY / "fixtures" / "syllabi").iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_looks_like_one_whatever_its_name(name: str) -> None:
    data = (REPOSITORY / "fixtures" / "syllabi" / name).read_bytes()
    assert lacks(read(data, name=name), "document") == ""


def test_a_page_of_the_essentials_is_enough() -> None:
    assert lacks(read(SHORT.encode(), name="geol.txt"), "geol.txt") == ""


@pytest.mark.parametrize("text", [EXAM, PAPER, CONTRACT], ids=["an exam", "a paper", "a contract"])
def test_what_only_uses_some_of_the_words_is_none(text: str) -> None:
    assert lacks(read(text.encode(), name="x.txt"), "x.txt").count(",") == 2


def test_whose_name_says_it_is_one() -> None:
    assert lacks(read(EXAM.encode(), name="x.txt"), "Geology-Syllabus-2027.txt") == ""
