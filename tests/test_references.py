"""What an argument refers to, and what it becomes."""

from typing import Any

import pytest

from orchestrator.references import ReferenceSyntaxError, resolve, template

SCOPE: dict[str, Any] = {
    "parse": {"assignments": [{"title": "Essay", "weight": 30}, {"title": "Quiz", "weight": 5}], "n": 2, "none": None},
    "find": [{"files": [{"path": "a.pdf"}, {"path": "b.pdf"}]}, {"files": []}],
    "input": {"folder": "fall"},
    "item": {"source": "Essay"},
    "index": 0,
    "a-b": {"x": 1},
}

REFERS = {
    "$parse": SCOPE["parse"],
    "$parse.assignments[0].weight": 30,
    "$parse.assignments[-1].title": "Quiz",
    "$find[0].files[1].path": "b.pdf",
    "$find[].files[].path": ["a.pdf", "b.pdf"],
    "$parse.assignments[?weight >= `10`].title": ["Essay"],
    "$parse.assignments[?title == $item.source].weight": [30],
    "$parse.assignments[*].{t: title, i: $index}": [{"t": "Essay", "i": 0}, {"t": "Quiz", "i": 0}],
    "$parse.assignments | length(@)": 2,
    "$input.folder": "fall",
    "$a-b.x": 1,
    "$parse.none": None,
    "${input.folder}/${parse.assignments[0].title}.pdf": "fall/Essay.pdf",
    "${parse.n} of ${parse.none}": "2 of null",
    "titles: ${parse.assignments[].title}": 'titles: ["Essay", "Quiz"]',
}
PLAIN = {
    "no dollar": "no dollar",
    "$$parse": "$parse",
    "$$": "$",
    "costs $10 a month": "costs $10 a month",
    "$5.00": "$5.00",
    "$5 per page": "$5 per page",
    "$1,000.": "$1,000.",
    "a$$b": "a$b",
    "$": "$",
    "$ 5": "$ 5",
}
LEADS_NOWHERE = {
    "$parse.asignments": "$parse.asignments leads nowhere: there is no field 'asignments', did you mean 'assignments'?",
    "$parse.assignments[7]": "$parse.assignments[7] leads nowhere: there is no item 7, the list has 2",
    "$parse.none.x": "$parse.none.x leads nowhere: 'x' is asked of null, which has no fields",
    "$parse[0]": "$parse[0] leads nowhere: item 0 is asked of an object, which is no list",
    "$find.files": "$find.files leads nowhere: 'files' is asked of a list, which has no fields",
    "$parse.n | length(@)": "'@ | length(@)': In function length(), invalid type for value: 2",
}
NO_REFERENCE = ["$parse.assignments[", "$HOME/folder", "$parse.a == `", "${}", "x ${parse", "$parse says so"]


@pytest.mark.parametrize(("text", "value"), REFERS.items(), ids=REFERS)
def test_a_reference_stands_for_its_value_whole_and_typed(text: str, value: object) -> None:
    assert resolve({"deep": [text]}, SCOPE) == {"deep": [value]}


@pytest.mark.parametrize(("text", "value"), PLAIN.items(), ids=PLAIN)
def test_a_text_that_is_no_reference_stays_but_for_its_doubled_dollar_signs(text: str, value: str) -> None:
    assert resolve(text, SCOPE) == value


@pytest.mark.parametrize(("text", "sentence"), LEADS_NOWHERE.items(), ids=LEADS_NOWHERE)
def test_a_reference_that_leads_nowhere_says_where_it_ends(text: str, sentence: str) -> None:
    with pytest.raises(LookupError) as caught:
        resolve(text, SCOPE)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("text", NO_REFERENCE)
def test_what_begins_like_a_reference_and_is_none_is_refused(text: str) -> None:
    with pytest.raises(ReferenceSyntaxError):
        template(text)


def test_a_value_inside_a_filter_can_hold_any_character() -> None:
    scope = {"plan": [{"s": "it's `odd` \"\\"}], "item": "it's `odd` \"\\"}
    assert resolve("$plan[?s == $item] | length(@)", scope) == 1
