"""The main job: its plan with the inputs of this run, and what came of it as typed values.

What the servers answered is validated here, once, with the contract's models.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from orchestrator.executor import Outcome
from orchestrator.plan import Plan, parse_plan
from servers.contract.calendar import Event, EventSync
from servers.contract.reminders import ReminderSync
from servers.contract.syllabus import FoundSyllabi, PassedOver, SemesterPlan, Syllabus


@dataclass(frozen=True, slots=True)
class Unread:
    """A syllabus that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Semester:
    """What a run of the main job came to."""

    syllabi: tuple[Syllabus, ...]
    plan: SemesterPlan
    unread: tuple[Unread, ...]
    passed_over: tuple[PassedOver, ...]
    events: tuple[Event, ...]
    """The occurrences of the term as they are stored now, in order of start."""
    event_changes: Mapping[str, EventSync]
    """What the run changed in the calendar, by source."""
    reminder_changes: Mapping[str, ReminderSync]


def semester_plan(inputs: Mapping[str, Any]) -> Plan:
    """The main job's plan, with `inputs` as the defaults of its inputs, so that it runs again as it is.

    Inputs: `paths`, `export`, and where the student gave them `term`, `timezone`, `sections`.
    """
    plan = _as_written()
    given = {
        name: declared.model_copy(update={"default": inputs[name], "required": False}) if name in inputs else declared
        for name, declared in plan.inputs.items()
    }
    return plan.model_copy(update={"inputs": given})


def is_semester_plan(plan: Plan) -> bool:
    """Whether `plan` is the main job's, so that its results can be shown as a semester."""
    return plan.steps == _as_written().steps


@cache
def _as_written() -> Plan:
    return parse_plan(files("orchestrator.semester").joinpath("plan.yaml").read_text(encoding="utf-8"), "plan.yaml")


def semester(outcome: Outcome) -> Semester | None:
    """What came of a run of the main job; None where it ended before the semester was planned."""
    results = outcome.results
    if "plan" not in results:
        return None
    plan = SemesterPlan.model_validate(results["plan"])
    found = TypeAdapter(list[FoundSyllabi]).validate_python(results["find"])
    paths = [file.path for each in found for file in each.files]
    parsed = cast("Sequence[Mapping[str, Any] | None]", results["parse"])
    return Semester(
        syllabi=tuple(Syllabus.model_validate(each) for each in parsed if each is not None),
        plan=plan,
        unread=tuple(
            Unread(paths[failure.index], failure.reason)
            for failure in outcome.failures
            if failure.step == "parse" and failure.index is not None
        ),
        passed_over=tuple(passed for each in found for passed in each.passed_over),
        events=tuple(Event.model_validate(each) for each in results.get("stored", {}).get("events", [])),
        event_changes=_by_source(plan, results.get("events", []), EventSync),
        reminder_changes=_by_source(plan, results.get("reminders", []), ReminderSync),
    )


_Sync = TypeVar("_Sync", EventSync, ReminderSync)


def _by_source(plan: SemesterPlan, syncs: Sequence[Any], model: type[_Sync]) -> dict[str, _Sync]:
    done = zip(plan.sources, syncs, strict=False)  # a run that ended early has not synced all
    return {source: model.model_validate(sync) for source, sync in done if sync is not None}
