"""Corrections written into a file that a person writes in too."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.server.corrections import edited, write
from servers.contract.errors import Refused
from servers.syllabus.corrections import written

BY_HAND = """# from the mail of 3 September
assignments:
  exam-1: {date: 2026-10-15, time: 17:00}  # in the big hall
  mail: null
course: {term: Fall 2026}
"""

ids = st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True).filter(
    lambda name: name not in {"on", "off", "no", "yes", "true", "false", "null", "y", "n"}
)
titles = st.text(min_size=1, max_size=40)
changes = st.dictionaries(
    ids,
    st.none()
    | st.fixed_dictionaries(
        {}, optional={"title": titles, "date": st.dates().map(str), "time": st.sampled_from([None, "09:30", "23:59"])}
    ),
    max_size=5,
)


def test_what_a_person_wrote_stays() -> None:
    after = edited(BY_HAND, "x", {"exam-1": {"time": "18:00"}, "paper": {}, "quiz": None}, {"term_start": "2026-08-31"})
    assert "# from the mail of 3 September" in after
    assert "# in the big hall" in after
    read = written(after, "x")
    assert read.assignments.keys() == {"exam-1", "mail", "paper", "quiz"}
    assert read.assignments["exam-1"] is not None
    assert (read.assignments["exam-1"].date, read.assignments["exam-1"].time) == ("2026-10-15", "18:00")
    assert (read.course.term, read.course.term_start) == ("Fall 2026", "2026-08-31")


@given(changes)
def test_what_is_written_is_what_the_reader_of_syllabi_reads(wanted: dict[str, dict[str, Any] | None]) -> None:
    read = written(edited("", "x", wanted), "x").assignments
    assert {name: each and each.model_dump(exclude_unset=True) for name, each in read.items()} == wanted


@given(changes)
def test_the_same_again_changes_nothing(wanted: dict[str, dict[str, Any] | None]) -> None:
    once = edited(BY_HAND, "x", wanted)
    assert edited(once, "x", wanted) == once


@pytest.mark.parametrize("said", ["a: [", "- a list", "assignments: 3"])
def test_what_is_no_corrections_file_is_refused_by_its_name(said: str) -> None:
    with pytest.raises(Refused, match=r"hist\.md\.corrections\.yaml"):
        edited(said, "hist.md.corrections.yaml", {"paper": {}})


def test_a_place_that_can_not_be_written_says_what_to_do() -> None:
    with pytest.raises(Refused, match="make its folder writable, or copy it to one that is"):
        write(Path("/proc/hist.md.corrections.yaml"), "x")
