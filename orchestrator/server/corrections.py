"""What a student knows better, written into the file beside the syllabus. What a person wrote there stays. Pure."""

from collections.abc import Mapping
from io import StringIO
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from servers.contract.errors import Refused
from servers.contract.syllabus import CorrectedWork

Change = Mapping[str, Any] | None
"""The fields of an assignment that are right, none where all are; None where it is no assignment."""

_ADDED = "added"


def edited(text: str, name: str, changes: Mapping[str, Change]) -> str:
    """`text` with the `changes` to assignments, by id, put in; comments and all else stay.

    Args:
        name: of the file that the text is of.

    Raises:
        Refused: the text is not what a corrections file is.
        ValidationError: a change is none that an assignment can have.
    """
    content = _read(text, name)
    given = content.setdefault("assignments", CommentedMap())
    if given is None:
        given = content["assignments"] = CommentedMap()
    if not isinstance(given, CommentedMap):
        raise Refused(f"{name}: assignments is no mapping of ids: mend it there")
    entries = cast("dict[str, Any]", given)
    for identity, change in changes.items():
        if change is None:
            entries[identity] = None
            continue
        fields = CorrectedWork.model_validate(change).model_dump(exclude_unset=True)
        entry = entries.get(identity)
        if not isinstance(entry, CommentedMap):
            entry = entries[identity] = _flow()
        cast("dict[str, Any]", entry).update({key: _plain(value) for key, value in fields.items()})
    out = StringIO()
    _yaml().dump(content, out)  # pyright: ignore[reportUnknownMemberType] - the library has no types
    return out.getvalue()


def _read(text: str, name: str) -> Any:
    try:
        content: Any = _yaml().load(text)  # pyright: ignore[reportUnknownMemberType] - the library has no types
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise Refused(f"{name} is not YAML{place}: mend it, or take the file away") from None
    if content is None:
        content = CommentedMap()
    if not isinstance(content, CommentedMap):
        raise Refused(f"{name} holds no mapping: mend it, or take the file away")
    return content


def _flow() -> CommentedMap:
    """A mapping written on one line."""
    mapping = CommentedMap()
    mapping.fa.set_flow_style()  # pyright: ignore[reportUnknownMemberType] - the library has no types
    return mapping


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000  # a quote of a person is not broken into lines
    return yaml


def _plain(value: Any) -> Any:
    """Quoted, so that no reader takes a title for a yes or a time for a number."""
    return DoubleQuotedScalarString(value) if isinstance(value, str) else value
