"""One entry in and out of a text; everything else stays, byte for byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.install.jsonc import BrokenJsonError, entry, put, taken_out

ENTRY = {"command": "/usr/bin/python3", "args": ["-m", "x"]}

WRITTEN = [
    ("", '{\n  "s": {\n    "n": 1\n  }\n}\n'),
    ("{}", '{\n  "s": {"n": 1}\n}'),
    ('{"a": 1}', '{"a": 1, "s": {"n": 1}}'),
    ('{"s": {"a": 1}}', '{"s": {"a": 1, "n": 1}}'),
    ('{"s": {"n": 0}, "b": 2}', '{"s": {"n": 1}, "b": 2}'),
    ('{\n "a": 1 // one\n}', '{\n "a": 1, // one\n "s": {\n  "n": 1\n }\n}'),
    ('{\n "s": {\n  "a": 1, /* one */\n },\n}', '{\n "s": {\n  "a": 1, /* one */\n  "n": 1,\n },\n}'),
    ('{\n\t"s": {}\n}', '{\n\t"s": {\n\t\t"n": 1\n\t}\n}'),
    ('{\r\n  "s": {}\r\n}', '{\r\n  "s": {\r\n    "n": 1\r\n  }\r\n}'),
    ('{"s": 1, "s": {"a": 1}}', '{"s": 1, "s": {"a": 1, "n": 1}}'),
    ('{"a": "} // \\" {", "s": {}}', '{"a": "} // \\" {", "s": {\n  "n": 1\n}}'),
]


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_an_entry_comes_in_the_manner_of_what_is_there(text: str, written: str) -> None:
    assert put(text, "s", "n", 1) == written.replace('"s": {"n": 1}\n', '"s": {\n    "n": 1\n  }\n')


TAKEN_OUT = [
    ('{"s": {"n": 1, "b": 2}}', '{"s": { "b": 2}}'),
    ('{"s": {\n // of n\n "n": 1,\n // of b\n "b": 2\n}}', '{"s": {\n // of n\n // of b\n "b": 2\n}}'),
    ('{"s": {\n "a": 1, // of a\n "n": 1 // of n\n}}', '{"s": {\n "a": 1 // of a\n  // of n\n}}'),
    ('{"s": {"n": 1}}', '{"s": {}}'),
    ('{"s": { // none\n"n": 1}}', '{"s": { // none\n}}'),
    ('{"s": {"n": 1,}, }', '{"s": {}, }'),
    ('{"s": {"a": 1}}', '{"s": {"a": 1}}'),
    ("{}", "{}"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "left"), TAKEN_OUT)
def test_an_entry_goes_and_takes_its_comma_along(text: str, left: str) -> None:
    assert taken_out(text, "s", "n") == left


BROKEN = [
    ('{"s": {"n": 1}', "line 1 of it is broken JSON, where it ends: mend that first"),
    ('{"s": {\n"a": 1 "b": 2}}', "line 2 of it is broken JSON, at '\"b\": 2}}': mend that first"),
    ('{"a": tru}', "line 1 of it is broken JSON, at 'tru}': mend that first"),
    ("{'s': 1}", "line 1 of it is broken JSON, at \"'s': 1}\": mend that first"),
    ('{"a": 1,, "b": 2}', "line 1 of it is broken JSON, at ', \"b\": 2}': mend that first"),
    ('{"a": "x', "line 1 of it is broken JSON, at '\"x': mend that first"),
    ('{"a": "\\u12"}', "line 1 of it is broken JSON, at '\"\\\\u12\"}': mend that first"),
    ("{} {}", "line 1 of it is broken JSON, at '{}': mend that first"),
    ("[1]", "it holds no JSON object"),
    ('{"s": []}', '"s" in it is no object'),
    ('{"a":' * 5000, "it is nested too deeply to be a configuration"),
    ("/* no end", "line 1 of it is broken JSON, at '/* no end': mend that first"),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN)
def test_what_is_broken_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BrokenJsonError) as put_in:
        put(text, "s", "n", 1)
    with pytest.raises(BrokenJsonError) as out:
        taken_out(text, "s", "n")
    assert str(put_in.value) == str(out.value) == sentence


KEYS = st.sampled_from(["s", "n", "a", "é", 'quote"d', "// no comment", "{"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, JSON, max_size=4).filter(lambda it: isinstance(it.get("s", {}), dict))


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An object as JSON with whatever blanks and comments, and it."""
    value = draw(OBJECTS)
    between = st.sampled_from(["", " ", "\n  ", "\r\n\t", " // c {\n", "/* c, */ ", "\n"])

    def written(value: Any) -> str:
        if not isinstance(value, dict | list):
            return json.dumps(value)
        pairs = value.items() if isinstance(value, dict) else enumerate(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType, reportUnknownArgumentType]
        items = [
            f"{draw(between)}{f'{json.dumps(key)}{draw(between)}:' * isinstance(value, dict)}{draw(between)}"
            f"{written(each)}{draw(between)}"
            for key, each in pairs  # pyright: ignore[reportUnknownVariableType]
        ]
        last = draw(st.sampled_from(["", ","])) if items else ""
        return "{["[isinstance(value, list)] + ",".join(items) + last + draw(between) + "}]"[isinstance(value, list)]

    return draw(between) + written(value) + draw(between), value


def plain(text: str) -> Any:
    """The value of any text that `put` takes: as the entry of a text around it."""
    return entry('{"x": {"y": ' + text + "\n}}", "x", "y")


@given(texts())
def test_an_entry_is_there_afterwards_and_nothing_else_is_changed(given_text: tuple[str, dict[str, Any]]) -> None:
    text, value = given_text
    written = put(text, "s", "n", ENTRY)
    assert plain(written) == {**value, "s": {**value.get("s", {}), "n": ENTRY}}
    assert put(written, "s", "n", ENTRY) == written
    gone = taken_out(written, "s", "n")
    assert plain(gone) == {**value, "s": {k: v for k, v in value.get("s", {}).items() if k != "n"}}
    if value.get("s") and "n" not in value["s"]:
        assert gone == text
