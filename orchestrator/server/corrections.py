"""What a student knows better, written into the file beside the syllabus. What a person wrote there stays."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from servers import files
from servers.contract.errors import Refused
from servers.contract.syllabus import CorrectedCourse, CorrectedWork

if TYPE_CHECKING:
    from ruamel.yaml import YAML

Change = Mapping[str, Any] | None
"""The fields of an assignment that are right, none where all are; None where it is no assignment."""


def edited(said: str, name: str, changes: Mapping[str, Change], course: Mapping[str, str] | None = None) -> str:
    """`said` with the `changes` to assignments, by id, put in; comments and all else stay.

    Args:
        name: of the file that says it.
        course: facts of the course to put in too.

    Raises:
        Refused: it is not what a corrections file says.
        ValidationError: a change is none that an assignment can have.
    """
    content = _read(said, name)
    if course:
        facts = CorrectedCourse.model_validate(course).model_dump(exclude_unset=True)
        _mapping(content, "course", name).update({key: _plain(value) for key, value in facts.items()})
    entries = _mapping(content, "assignments", name) if changes else {}
    for identity, change in changes.items():
        if change is None:
            entries[identity] = None
            continue
        fields = CorrectedWork.model_validate(change).model_dump(exclude_unset=True)
        if not isinstance(entries.get(identity), dict):
            entries[identity] = _flow()
        entries[identity].update({key: _plain(value) for key, value in fields.items()})
    out = StringIO()
    _yaml().dump(content, out)  # pyright: ignore[reportUnknownMemberType] - the library has no types
    return out.getvalue()


def text(path: Path) -> str | None:
    """What the file says; None where it is not there.

    Raises:
        Refused: it can't be read.
    """
    return files.read(path).decode(errors="replace") if path.exists() else None


def write(path: Path, said: str | None) -> None:
    """Put `said` in the file's place in one moment; None takes it away.

    Raises:
        Refused: it can't be written.
    """
    try:
        if said is None:
            path.unlink(missing_ok=True)
        else:
            files.replace(path, said.encode())
    except OSError as error:
        raise Refused(f"{path.name} can't be taken away: {error.strerror}") from None
    except Refused as refused:
        why = "corrections stand beside the syllabus: make its folder writable, or copy it to one that is"
        raise Refused(f"{refused}; {why}") from None


def _mapping(content: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    """What stands under `key`, made where nothing does."""
    if content.get(key) is None:
        content[key] = {}
    if not isinstance(content[key], dict):
        raise Refused(f"{name}: {key} is no mapping: mend it there")
    return content[key]


def _read(said: str, name: str) -> dict[str, Any]:
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - only who corrects something waits for it

    try:
        content: Any = _yaml().load(said)  # pyright: ignore[reportUnknownMemberType] - the library has no types
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise Refused(f"{name} is not YAML{place}: mend it, or take the file away") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise Refused(f"{name} holds no mapping: mend it, or take the file away")
    return cast("dict[str, Any]", content)


def _flow() -> dict[str, Any]:
    """A mapping written on one line."""
    from ruamel.yaml.comments import CommentedMap  # noqa: PLC0415

    mapping: Any = CommentedMap()
    mapping.fa.set_flow_style()
    return mapping


def _yaml() -> "YAML":
    from ruamel.yaml import YAML  # noqa: PLC0415

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000  # a quote of a person is not broken into lines
    return yaml


def _plain(value: Any) -> Any:
    """Quoted, so that no reader takes a title for a yes or a time for a number."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString  # noqa: PLC0415

    return DoubleQuotedScalarString(value) if isinstance(value, str) else value
