"""One entry of a JSON file put in or taken out, and every other byte of it kept: comments, order, indentation.

Reads what hosts read: JSON with `//` and `/* */` comments and commas behind the last member. Taking out what was put
into an object that had members, or was `{}`, gives the text as it was.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

_SPACE = re.compile(r"(?:\s|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_SCALAR = re.compile(r"[-+.\w]+")
_COMMENT_BEHIND = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/(?=[ \t]*\r?\n))")
_ENDS_IN_LINE_COMMENT = re.compile(r"(?:\s|//[^\r\n]*[\r\n]|/\*.*?\*/)*//[^\r\n]*", re.DOTALL)
_BLANK = " \t\r\n"
_INDENT = "  "


class BrokenJsonError(ValueError):
    """The text is not JSON, or not of the form that is needed; the message goes behind the file's name."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands."""

    start: int
    end: int
    data: Any
    members: "tuple[Member, ...]" = field(default=(), repr=False)
    """Of an object, in the order of the text."""

    def member(self, name: str) -> "Member | None":
        """The member of that name: the last, which is the one that counts where it is given twice."""
        return next((each for each in reversed(self.members) if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    start: int
    value: Value


def entry(text: str, section: str, name: str) -> Any:
    """The entry `{section: {name: …}}` of the text, None without one.

    Raises:
        BrokenJsonError: it is not JSON, or has anything but objects there.
    """
    holder = _holder(text, section)
    member = holder.member(name) if holder else None
    return member.value.data if member else None


def put(text: str, section: str, name: str, value: object) -> str:
    """`text` with `{section: {name: value}}`, in place of an entry of that name if there is one.

    Raises:
        BrokenJsonError: it is not JSON, or has anything but objects there.
    """
    if not text.strip("\ufeff" + _BLANK):
        return text.strip(_BLANK) + json.dumps({section: {name: value}}, indent=2, ensure_ascii=False) + "\n"
    holder = _holder(text, section)
    if holder is None:
        return _inserted(text, _Reader(text).whole(), section, {name: value})
    there = holder.member(name)
    if there is None:
        return _inserted(text, holder, name, value)
    if there.value.data == value:
        return text
    written = _written(text, value, _indent(text, there.start) or "")
    return text[: there.value.start] + written + text[there.value.end :]


def taken_out(text: str, section: str, name: str) -> str:
    """`text` without the entry.

    Raises:
        BrokenJsonError: it is not JSON, or has anything but objects there.
    """
    holder = _holder(text, section)
    member = holder.member(name) if holder else None
    if holder is None or member is None:
        return text
    rest = _without(text, holder, member)
    if len(holder.members) == 1:
        emptied = _Reader(rest).value(holder.start)
        if not rest[emptied.start + 1 : emptied.end - 1].strip(_BLANK):
            return rest[: emptied.start] + "{}" + rest[emptied.end :]
    return rest


def _holder(text: str, section: str) -> Value | None:
    if not text.strip("\ufeff" + _BLANK):
        return None
    root = _Reader(text).whole()
    if not isinstance(root.data, dict):
        raise BrokenJsonError("it holds no JSON object")
    found = root.member(section)
    if found and not isinstance(found.value.data, dict):
        raise BrokenJsonError(f'"{section}" in it is no object')
    return found.value if found else None


# -- writing


def _without(text: str, holder: Value, member: Member) -> str:
    """`text` without that member, its comma (the one before it where it is the last) and the blanks before it."""
    end = member.value.end
    own_comma = _after_space(text, end)
    last = text[own_comma] != ","
    behind = text[end:] if last else text[end:own_comma] + text[own_comma + 1 :]
    earlier = [each.value.end for each in holder.members if each.start < member.start]
    begin = _after_space(text, earlier[-1]) + 1 if earlier else holder.start + 1
    gap = text[begin : member.start]
    kept = gap.rstrip(_BLANK)
    if _ENDS_IN_LINE_COMMENT.fullmatch(kept) and not behind.startswith(("\n", "\r\n")):
        kept = gap
    before = text[: begin - 1] if earlier and last else text[:begin]
    return before + kept + behind


def _inserted(text: str, holder: Value, name: str, value: object) -> str:
    """`text` with one more member, the last, in the manner of those before it."""
    last = holder.members[-1] if holder.members else None
    indent = _indent(text, last.start) if last else (_line_indent(text, holder.start) + _unit(text))
    member = f"{json.dumps(name)}: {_written(text, value, indent)}"
    lead = " " if indent is None else _newline(text) + indent
    if last is None:
        inside = text[holder.start + 1 : holder.end - 1]
        at = holder.start + 1 + len(inside.rstrip(_BLANK))
        close = "" if "\n" in text[at : holder.end] else _newline(text) + _line_indent(text, holder.start)
        return text[:at] + lead + member + close + text[at:]
    comma = _after_space(text, last.value.end)
    if text[comma] == ",":
        at = comma + 1 if indent is None else _behind_comment(text, comma + 1)
        return text[:at] + lead + member + "," + text[at:]
    at = last.value.end if indent is None else _behind_comment(text, last.value.end)
    return text[: last.value.end] + "," + text[last.value.end : at] + lead + member + text[at:]


def _written(text: str, value: object, indent: str | None) -> str:
    """The value as JSON; over several lines, the later ones behind `indent`, unless that is None."""
    if indent is None:
        return json.dumps(value, ensure_ascii=False)
    lines = json.dumps(value, indent=_unit(text), ensure_ascii=False).split("\n")
    return (_newline(text) + indent).join(lines)


def _behind_comment(text: str, at: int) -> int:
    """Where a comment ends that stands in the same line and is about what stands before it."""
    comment = _COMMENT_BEHIND.match(text, at)
    return comment.end() if comment else at


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _unit(text: str) -> str:
    """What one level is indented by."""
    first = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return first[1] if first else _INDENT


def _indent(text: str, at: int) -> str | None:
    """What stands before `at` in its line, None where that is more than blanks."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return None if before.strip(" \t") else before


def _line_indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


# -- reading


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class _Reader:
    """Reads values with their places."""

    def __init__(self, text: str) -> None:
        self._text = text

    def whole(self) -> Value:
        try:
            value = self.value(_after_space(self._text, 1 if self._text.startswith("\ufeff") else 0))
        except RecursionError:
            raise BrokenJsonError("it is nested too deeply to be a configuration") from None
        if _after_space(self._text, value.end) != len(self._text):
            raise self._broken(_after_space(self._text, value.end))
        return value

    def value(self, at: int) -> Value:
        match self._text[at : at + 1]:
            case "{":
                return self._object(at)
            case "[":
                return self._array(at)
            case '"':
                return self._plain(at, _STRING)
            case _:
                return self._plain(at, _SCALAR)

    def _object(self, start: int) -> Value:
        members: list[Member] = []
        at = _after_space(self._text, start + 1)
        while not self._is(at, "}"):
            name = self._plain(at, _STRING)
            colon = self._expected(_after_space(self._text, name.end), ":")
            value = self.value(_after_space(self._text, colon))
            members.append(Member(name.data, at, value))
            at = self._next(value.end, "}")
        return Value(start, at + 1, {each.name: each.value.data for each in members}, tuple(members))

    def _array(self, start: int) -> Value:
        values: list[Any] = []
        at = _after_space(self._text, start + 1)
        while not self._is(at, "]"):
            value = self.value(at)
            values.append(value.data)
            at = self._next(value.end, "]")
        return Value(start, at + 1, values)

    def _next(self, at: int, end: str) -> int:
        """Where the next item or the `end` stands."""
        at = _after_space(self._text, at)
        return at if self._is(at, end) else _after_space(self._text, self._expected(at, ","))

    def _plain(self, at: int, form: re.Pattern[str]) -> Value:
        match = form.match(self._text, at)
        try:
            return Value(at, match.end(), json.loads(match[0])) if match else self._fail(at)
        except ValueError:
            raise self._broken(at) from None

    def _is(self, at: int, sign: str) -> bool:
        return self._text.startswith(sign, at)

    def _expected(self, at: int, sign: str) -> int:
        return at + 1 if self._is(at, sign) else self._fail(at)

    def _fail(self, at: int) -> Any:
        raise self._broken(at)

    def _broken(self, at: int) -> BrokenJsonError:
        line = self._text.count("\n", 0, at) + 1
        found = f"at {self._text[at : at + 20].splitlines()[0]!r}" if at < len(self._text) else "where it ends"
        return BrokenJsonError(f"line {line} of it is broken JSON, {found}: mend that first")
