"""A pattern of words is passed over only where it can't match: its stems stand in every text that it finds."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servers.syllabus import parsing
from servers.syllabus.parsing.stems import Words, stems, tables_in
from servers.syllabus.parsing.vocabulary import KINDS, words


def tables() -> Iterator[Words]:
    """Every table of words that a rule of the parser asks for."""
    for room in pkgutil.iter_modules(parsing.__path__):
        for value in vars(importlib.import_module(f"{parsing.__name__}.{room.name}")).values():
            rows: tuple[Any, ...] = cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (("", value),)
            yield from (row[-1] for row in rows if isinstance(row, tuple) and isinstance(row[-1], Words))


TABLES = list({table.pattern: table for table in tables()}.values())


LIBERAL = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@settings(max_examples=40, suppress_health_check=LIBERAL)
@given(st.data())
def test_what_a_table_of_words_matches_is_never_passed_over(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    text = data.draw(st.from_regex(re.compile(table.alternatives, re.IGNORECASE), fullmatch=True))
    assert table.within(text), table.alternatives
    assert table.within(f"{text} and more", 0, len(text)), table.alternatives


@settings(max_examples=20, suppress_health_check=LIBERAL)
@given(st.data())
def test_every_name_of_work_has_a_stem_in_one_of_its_words(data: st.DataObject) -> None:
    _, names = data.draw(st.sampled_from(KINDS))
    found = data.draw(st.from_regex(names.pattern, fullmatch=True))
    assert tables_in(f"the {found}") & names.table


@pytest.mark.parametrize(
    ("alternatives", "expected"),
    [
        ("exams?|quiz(?:zes)?", ("exam", "quiz")),
        ("no later than|late", ("late",)),
        ("hand(?:ed)? in", ("hand",)),
        ("no (?:class(?:es)?|school)", ("no class", "no school")),
        (r"(?:polic(?:y|ies)|use) of \w+ ai", (" of ",)),
        ("(?:oral )?talks?", ("talk",)),
        (r"#|\d+", ("",)),
    ],
)
def test_stems_are_what_every_match_has(alternatives: str, expected: tuple[str, ...]) -> None:
    assert stems(alternatives) == expected


def test_a_part_of_a_text_is_searched_alone() -> None:
    due = words("due|deadlines?")
    text = "Essay due Friday. Deadline: noon."
    assert due.search(text, 9) is not None
    assert due.search(text, 9, 17) is None
    assert [match.group() for match in due.finditer(text)] == ["due", "Deadline"]
    assert due.sub("-", text) == "Essay - Friday. -: noon."
