"""What a student knows better, laid over what was read. Pure.

Corrections stand in a file beside the syllabus (`physics.pdf.corrections.yaml`) or come as an argument. They name
assignments by id, and ids say what a thing is, not when: so they survive a new edition of the syllabus. One whose
assignment is gone is told, not applied.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import ValidationError

from servers.contract.errors import Refused, validation_sentence
from servers.contract.syllabus import (
    AddedWork,
    Assignment,
    CorrectedWork,
    Corrections,
    Evidence,
    NoClass,
    Syllabus,
    TermGiven,
)
from servers.deadlines import is_major

_BY_HAND = Evidence(text="")


class _Loader(yaml.SafeLoader):
    """Dates and times stay as they are written: YAML would make a number of 17:00."""


_Loader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"null", "bool"}])
}


def written(text: str, name: str) -> Corrections:
    """The corrections in a file's text. `name` is the file's.

    Raises:
        Refused: it is no YAML, or says what no correction can say.
    """
    try:
        content: object = yaml.load(text, Loader=_Loader) or {}  # noqa: S506 - a safe loader with fewer types
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise Refused(f"{name} is not YAML{place}: mend it, or take the file away") from None
    return understood(content, name)


def understood(content: object, name: str) -> Corrections:
    """Raises `Refused` where it says what no correction can say."""
    try:
        return Corrections.model_validate(content)
    except ValidationError as error:
        raise Refused(validation_sentence(error, name)) from None


def term_of(corrections: Corrections, given: TermGiven | None) -> TermGiven | None:
    """The term to read the document by: dates without a year hang on it, so it can't be laid over them afterwards."""
    facts = corrections.course
    known = {"name": facts.term, "start": facts.term_start, "end": facts.term_end}
    merged = {**(given.model_dump() if given else {}), **{name: value for name, value in known.items() if value}}
    return TermGiven.model_validate(merged) if merged else None


def corrected(syllabus: Syllabus, corrections: Corrections) -> Syllabus:
    known = {item.id for item in syllabus.assignments}
    items = [
        _changed(item, corrections.assignments[item.id]) if item.id in corrections.assignments else item
        for item in syllabus.assignments
    ]
    kept = [item for item in items if item is not None]
    pauses = [
        NoClass(date=each.date, end=each.end, reason=each.reason, evidence=_BY_HAND) for each in corrections.no_class
    ]
    facts = corrections.course.model_dump(exclude_none=True)
    return syllabus.model_copy(
        update={
            "course": syllabus.course.model_copy(update=facts),
            "sections": syllabus.sections if corrections.sections is None else corrections.sections,
            "assignments": sorted([*kept, *_added(corrections, known)], key=lambda item: (item.date, item.time or "")),
            "no_class": sorted([*syllabus.no_class, *pauses], key=lambda each: each.date),
            "questions": [each for each in syllabus.questions if not _answered(each.about, facts)],
            "warnings": [*syllabus.warnings, *_stale(corrections.assignments, known)],
        }
    )


def _changed(item: Assignment, change: CorrectedWork | None) -> Assignment | None:
    if change is None:
        return None
    given = change.model_dump(include=change.model_fields_set)
    for name in ("title", "category", "date", "in_class"):  # an assignment is never without these
        if given.get(name, "") is None:
            del given[name]
    weight = given.get("weight", item.weight)
    return item.model_copy(update={**given, "confidence": 1.0, "major": item.major or is_major((), weight)})


def _added(corrections: Corrections, known: set[str]) -> Iterator[Assignment]:
    taken = set(known)
    for work in corrections.added:
        name = f"added-{'-'.join(work.title.lower().split())}"
        identity = next(each for each in _numbered(name) if each not in taken)
        taken.add(identity)
        yield _assignment(work, identity)


def _assignment(work: AddedWork, identity: str) -> Assignment:
    return Assignment(
        id=identity,
        title=work.title,
        category=work.category,
        date=work.date,
        time=work.time,
        end_time=work.end_time,
        section=work.section,
        weight=work.weight,
        major=is_major((), work.weight),
        in_class=work.in_class,
        derivation="explicit",
        confidence=1.0,
        evidence=_BY_HAND,
    )


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 1
    while True:
        number += 1
        yield f"{name}--{number}"


def _answered(about: str, facts: Mapping[str, Any]) -> bool:
    """Whether a question's field is among the facts that were given."""
    field = about.rpartition(":")[2].strip().lower()
    answers = {"year": {"year", "term", "term_start"}, "term": {"term", "term_start"}, "time zone": {"timezone"}}
    return bool(answers.get(field, {field}) & facts.keys())


def _stale(assignments: Mapping[str, CorrectedWork | None], known: set[str]) -> Iterator[str]:
    for name in assignments:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; nearest: {near[0]!r}" if near else ""
            yield f"The corrections speak of {name!r}, which is not among the assignments{hint}"
