"""What each piece of work counts: the grading table's parts, divided over their members."""

from collections.abc import Sequence

from servers.contract.syllabus import Assignment, GradingPart
from servers.deadlines import is_major
from servers.syllabus.parsing.merging import title_words
from servers.syllabus.parsing.vocabulary import kinds


def weighed(assignments: Sequence[Assignment], parts: Sequence[GradingPart]) -> list[Assignment]:
    """The assignments with their weight, where a part of the grade is theirs alone or names their kind."""
    whose = [_part(assignment, parts) for assignment in assignments]
    return [
        assignment.model_copy(update={"weight": weight, "major": is_major([assignment.category], weight)})
        for index, assignment in enumerate(assignments)
        for weight in [_share(assignments, parts, whose, index)]
    ]


def _part(assignment: Assignment, parts: Sequence[GradingPart]) -> int | None:
    """The part whose name says most of the title; else the only one of its kind."""
    title = title_words(assignment.title)
    scored = [
        (len(title & title_words(part.name)), -len(title_words(part.name) - title), -i) for i, part in enumerate(parts)
    ]
    named = [
        score
        for score, part in zip(scored, parts, strict=True)
        if title_words(part.name) and title_words(part.name) <= title
    ]
    if named:
        return -max(named)[2]
    of_kind = [index for index, part in enumerate(parts) if _kind(part) == assignment.category]
    return of_kind[0] if len(of_kind) == 1 else None


def _kind(part: GradingPart) -> str | None:
    return next(iter(kinds(part.name)), None)


def _share(
    assignments: Sequence[Assignment], parts: Sequence[GradingPart], whose: Sequence[int | None], index: int
) -> float | None:
    """Its share of its part, with those that the same section has."""
    mine = whose[index]
    if mine is None or parts[mine].weight is None:
        return None
    part = parts[mine]
    section = assignments[index].section
    same = sum(
        other == mine and each.section in {None, section} for other, each in zip(whose, assignments, strict=True)
    )
    members = max(part.count or 0, same)
    counted = max(members - (part.drop or 0), 1)
    return round((part.weight or 0) / counted, 2)
