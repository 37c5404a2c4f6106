"""Class plans as tables: which column dates what, what a cell's lines say, what a column's heading says of it."""

import pytest

from tests.syllabus.reading import dated

HEAD = "# GEOL 101\n\nFall 2025. Lecture: MW 10:00 - 10:50 AM.\n\n"

PLANS = {
    "a date under the name in its cell is the name's": [
        "Week | Date | Topics | Due dates",
        "1 | Sep 8th | Abstract rocks (ROX) | Asg #1 - 5%<br>Sep 10th",
        "2 | Sep 15th | Case studies | Quiz #1 - 5%<br>Sep 17th",
        "→ 2025-09-10 homework Asg #1",
        "→ 2025-09-17 quiz Quiz #1",
    ],
    "each line of a cell of work is a piece of work": [
        "Date | Topic | Assignments due",
        "Sep 8 | Rocks | Choose a mineral<br>Field survey",
        "→ 2025-09-08 homework Choose a mineral",
        "→ 2025-09-08 other Field survey",
    ],
    "what is read for a class is not handed in": [
        "Date | Readings due | Assignments due",
        "Sep 8 | Lab manual, Stone (2017) | Map 1",
        "Sep 10 | Field notes and reports | ",
        "→ 2025-09-08 homework Map 1",
    ],
}
"""The rows of a plan, the first its header, and after arrows the work that it dates."""


@pytest.mark.parametrize("name", PLANS)
def test_in_a_class_plan(name: str) -> None:
    header, *rows = [f"| {line} |" for line in PLANS[name] if not line.startswith("→")]
    parting = "|" + "---|" * (header.count("|") - 1)
    expected = [line.removeprefix("→ ") for line in PLANS[name] if line.startswith("→")]
    assert dated(HEAD + "\n".join([header, parting, *rows])) == expected
