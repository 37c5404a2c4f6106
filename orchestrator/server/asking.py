"""Questions to the student in the middle of a call, where the host can put them.

A host that can't gets the same questions in the answer, each with the call that answers it. Written as resolvers of
the SDK, which work in both eras of the protocol: in the older one a question is put while the call waits, in the newer
one the call is answered with the question and made again with the student's word, so that each resolver may run twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, cast

from mcp.server.elicitation import AcceptedElicitation, ElicitationResult
from mcp.server.mcpserver.resolve import Elicit, Resolve
from pydantic import BaseModel, Field, create_model

from orchestrator.journal import RunRecord
from orchestrator.server import wording
from orchestrator.server.desk import Desk
from orchestrator.server.semesters import works
from orchestrator.server.setting_up import Request, came_of, set_up
from servers.contract.errors import Refused
from servers.contract.syllabus import Question
from servers.serving import Progress

_MOST_TO_ACCEPT = 12
"""More dates than a person compares in a form: list_uncertain and the page are for those."""

_KEPT = 20
"""Set-ups that a question may still be open about."""

Answer = ElicitationResult[Any]


class Acceptance(BaseModel):
    accept: bool = Field(default=False, description="All of them are right. No: they stay marked as unconfirmed.")


class Agreement(BaseModel):
    agree: bool = Field(default=False, description="Yes, run it")


def desk_of(context: Progress) -> Desk:
    return cast("Desk", context.request_context.lifespan_context)


def can_ask(context: Progress) -> bool:
    """Whether the host puts forms to its user. A bare capability counts, as the protocol has it."""
    capabilities = context.client_capabilities
    asks = capabilities.elicitation if capabilities is not None else None
    return asks is not None and (asks.form is not None or asks.url is None)


async def requested(  # noqa: PLR0913, PLR0917 - arguments of the tool, by name
    folder: str | None,
    paths: list[str] | None,
    sections: dict[str, str] | None,
    years: dict[str, str] | None,
    include: list[str] | None,
    term_start: str | None,
    term_end: str | None,
    timezone: str | None,
    reminders: dict[str, list[str]] | None,
    dry_run: bool,  # noqa: FBT001
) -> Request:
    """The arguments of set_up_semester as one value."""
    term = {name: day for name, day in (("start", term_start), ("end", term_end)) if day}
    places = [folder] if folder is not None and paths is None else paths
    return Request(places, sections, years, include, term, timezone, reminders, dry_run)


async def first(context: Progress, request: Annotated[Request, Resolve(requested)]) -> RunRecord:
    """The set-up as it was asked for."""
    return await _set_up_once(context, request)


async def decisions(context: Progress, record: Annotated[RunRecord, Resolve(first)]) -> Elicit[Any] | None:
    """What only the student can decide, as one form; nothing where it can't be asked or there is nothing."""
    came = await came_of(desk_of(context), record) if can_ask(context) else None
    form = decisions_form(came.plan.questions) if came else None
    if form is None:
        return None
    return Elicit("Before all of it can be planned: what you leave open stays out of the calendar.", form)


async def second(
    context: Progress,
    request: Annotated[Request, Resolve(requested)],
    record: Annotated[RunRecord, Resolve(first)],
    decided: Annotated[Answer, Resolve(decisions)],
) -> RunRecord:
    """The set-up with what the student decided."""
    came = await came_of(desk_of(context), record)
    if came is None or not isinstance(decided, AcceptedElicitation) or decided.data is None:
        return record
    answers: BaseModel = decided.data
    wanted = with_decisions(request, came.plan.questions, answers.model_dump(exclude_none=True))
    return record if wanted == request else await _set_up_once(context, wanted)


async def acceptance(context: Progress, record: Annotated[RunRecord, Resolve(second)]) -> Elicit[Acceptance] | None:
    """Whether the few uncertain dates are right."""
    desk = desk_of(context)
    came = await came_of(desk, record) if can_ask(context) else None
    if came is None or desk.runs.journal.settings(record.id).get("dry_run"):
        return None
    unsure = [wording.item(work) for work in works(came, came.events, ()) if not work.row.sure]
    if not 0 < len(unsure) <= _MOST_TO_ACCEPT:
        return None
    lines = "\n".join(f"- {wording.line(each, quoted=True, named=False)}" for each in unsure)
    return Elicit(f"These were read with doubt. Are all of them right?\n{lines}", Acceptance)


async def agreement(
    context: Progress,
    plan: dict[str, Any],
    inputs: dict[str, Any] | None,
    confirm: bool,  # noqa: FBT001
) -> Elicit[Agreement] | Agreement:
    """Whether the plan may be run: at once where nothing of it may destroy something, else as the user says.

    Raises:
        Refused: it has faults, or the user has to be asked and the host can't.
    """
    checked = await desk_of(context).checking.check(plan, inputs or {})
    if not checked.ok:
        raise Refused(wording.checked_text(checked))
    if confirm or not checked.destructive:
        return Agreement(agree=True)
    steps = ", ".join(checked.destructive)
    if can_ask(context):
        return Elicit(f"The plan may change or remove what is there: {steps}. Run it?", Agreement)
    raise Refused(
        f"nothing was started, because {steps} may change or remove what is there: ask the user, then call run_plan"
        " again with confirm=true"
    )


def decisions_form(questions: Sequence[Question]) -> type[BaseModel] | None:
    """A form with a field for each question that has a place in the set-up; None where there is none."""
    fields: dict[str, Any] = {}
    for number, question in enumerate(questions):
        about = question.about.rpartition(": ")[2].lower()
        said = f"{question.about}: {question.question}"
        if about.endswith("section") and question.choices:
            kind: Any = Literal[tuple(question.choices)]  # pyright: ignore - the choices are known only now
            fields[_field(number)] = (kind | None, Field(default=None, title=question.about, description=said))
        elif about == "time zone":
            zone = question.choices[0] if question.choices else None
            fields[_field(number)] = (str | None, Field(default=zone, title=question.about, description=said))
        elif about == "year":
            fields[_field(number)] = (str | None, Field(default=None, title=question.about, description=said))
    return create_model("Decisions", **fields) if fields else None


def with_decisions(request: Request, questions: Sequence[Question], answers: Mapping[str, Any]) -> Request:
    """The request with what the student filled in."""
    sections, years, timezone = dict(request.sections or {}), dict(request.years or {}), request.timezone
    for number, question in enumerate(questions):
        said = str(answers.get(_field(number), "")).strip()
        course, _, about = question.about.rpartition(": ")
        if not said:
            continue
        if about.lower().endswith("section"):
            sections[course] = ",".join(filter(None, [sections.get(course), said]))
        elif about.lower() == "time zone":
            timezone = said
        else:
            years[course] = said
    return replace(request, sections=sections or None, years=years or None, timezone=timezone)


def _field(number: int) -> str:
    return f"question_{number + 1}"


async def _set_up_once(context: Progress, request: Request) -> RunRecord:
    """The set-up; where the same call comes again with an answer to its question, the one that was made for it."""
    desk = desk_of(context)
    made = desk.asked_of.get(repr(request)) if context.request_state is not None else None
    if made is not None:
        return await desk.follow(made, request.seconds, context.report_progress)
    record = await set_up(desk, request, context.report_progress)
    desk.asked_of[repr(request)] = record.id
    for oldest in list(desk.asked_of)[:-_KEPT]:
        del desk.asked_of[oldest]
    return record
