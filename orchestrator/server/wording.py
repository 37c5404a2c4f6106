"""What the tools answer, in words: every fact a model needs, in few of them, and what to do next. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from orchestrator.semester.rows import written
from orchestrator.server import results
from orchestrator.server.results import (
    Answers,
    Asked,
    Change,
    Changed,
    Checked,
    Due,
    Item,
    RunResult,
    RunState,
    Servers,
    Shown,
    Uncertain,
)
from orchestrator.server.semesters import Work
from servers.contract.calendar import Event
from servers.contract.syllabus import Question

_MANY = 40
"""Lines of a list that another answer has whole."""
_LONGEST_QUOTE = 400
SEMESTER = "semester://semester.html has them"
"""Where a model finds what an answer on the semester leaves out."""


def item(work: Work) -> Item:
    row, planned = work.row, work.row.work
    return Item(
        id=work.id,
        course=planned.course,
        title=planned.title,
        category=planned.category,
        date=row.day.isoformat(),
        time=row.time,
        weight=planned.weight,
        sure=row.sure,
        confidence=planned.confidence,
        done=work.done,
        moved=row.moved,
        quote=planned.evidence.text,
        file=planned.file,
        page=planned.evidence.page,
    )


def asked(question: Question) -> Asked:
    """The question with the call that answers it."""
    course, _, field = question.about.rpartition(": ")
    choice = question.choices[0] if question.choices else "ID"
    match field.lower():
        case "year" | "term":
            call = f'set_up_semester(years={{"{course}": "{question.choices[0] if question.choices else "YYYY"}"}})'
        case "time zone":
            call = f'set_up_semester(timezone="{choice}"), or another IANA zone'
        case name if name.endswith("section"):
            call = f'set_up_semester(sections={{"{course}": "{choice}"}}), or another of its choices'
        case _:
            call = "correct_item, where it is about one item; else ask the student and set up again"
    return Asked(about=question.about, question=question.question, choices=question.choices, answer_with=call)


def class_line(event: Event) -> str:
    """What takes place, on one line."""
    begins = datetime.fromisoformat(event.start)
    hours = "" if event.all_day else f" {begins:%H:%M}"
    hours += f"–{datetime.fromisoformat(event.end):%H:%M}" if event.end and hours else ""
    return f"{written(begins.date())}{hours}: {event.title}{f' · {event.location}' if event.location else ''}"


def line(each: Item, *, quoted: bool = False, named: bool = True) -> str:
    """One item on one line, its id last where it is `named`."""
    when = written(date.fromisoformat(each.date)) + (f" {each.time}" if each.time else "")
    doubt = "" if each.sure else f"UNCERTAIN ({each.confidence:.0%} sure)"
    said = each.quote if len(each.quote) <= _LONGEST_QUOTE else f"{each.quote[:_LONGEST_QUOTE]} …"
    place = f"“{said}” ({each.file}{f', page {each.page}' if each.page else ''})" if quoted and each.quote else ""
    parts = (
        f"{when}: {each.course} {each.title}",
        each.category,
        f"{each.weight:g} %" if each.weight else "",
        "done" if each.done else "",
        "moved by hand" if each.moved else "",
        doubt,
        place,
        f"id {each.id}" if named else "",
    )
    return " · ".join(part for part in parts if part)


def set_up_text(answer: results.SetUpResult) -> str:
    if answer.run.state == "running" or (answer.run.failures and not answer.courses):
        return run_text(answer.run)
    did = "Dry run, nothing was stored" if answer.dry_run else "The semester is set up"
    head = f"{did}: {answer.term or 'term unknown'}, {_count(len(answer.courses), 'course')}, "
    head += f"{_count(answer.items, 'dated item')}. Run {answer.run.run}."
    return "\n".join(
        [
            head,
            *_block("Courses", (_course(each) for each in answer.courses)),
            *_block(
                "Questions for the student (nothing that hangs on them is stored before they are answered)",
                map(question, answer.questions),
                "list_uncertain",
            ),
            *_block(
                f"Uncertain, {len(answer.uncertain)} of {answer.items}: stored as tentative until accepted or corrected"
                " (correct_item takes several ids at once)",
                (line(each, quoted=True) for each in answer.uncertain),
                "list_uncertain",
            ),
            *_block("All dated work", map(line, answer.planned)),
            *_block("Due next (whats_due lists any other days)", map(line, answer.due_next)),
            *_block("Exams", map(line, answer.exams), "whats_due"),
            *_block("Clashes", answer.conflicts, "review_semester"),
            *_block("Could not be read", answer.unread),
            *_block("Passed over (name the file itself where it is a syllabus after all)", answer.passed_over),
            *_block(
                "What would change" if answer.dry_run else "What changed",
                answer.changes,
                "" if answer.dry_run else "whats_changed",
            ),
            *_block("Notes", answer.warnings, "review_semester"),
            *_block("Files", answer.files),
        ]
    )


def run_text(run: RunState) -> str:
    steps = ", ".join(f"{step} {count}" for step, count in run.done.items())
    done = f"{_count(run.calls, 'call')} done{f' ({steps})' if steps else ''}"
    return "\n".join(
        [
            f"Run {run.run} ({run.name}): {run.state}, {done}.",
            *_block("Failed", run.failures),
            *([run.left] if run.left else []),
        ]
    )


def result_text(result: RunResult) -> str:
    """How the run stands, and the results of its steps as JSON."""
    parts = [f"{step}: {json.dumps(value, ensure_ascii=False)}" for step, value in result.results.items()]
    parts += [f"{step}: too long for an answer, read run://{result.run.run}/result" for step in result.left_out]
    return "\n".join([run_text(result.run), *_block("Results by step", parts)])


def runs_text(runs: Sequence[RunState]) -> str:
    if not runs:
        return "No run yet."
    return "\n".join(f"{run.run} · {run.name} · {run.state} · {_count(run.calls, 'call')} done" for run in runs)


def due_text(due: Due) -> str:
    head = f"{due.since} to {due.until}: {_count(len(due.items), 'item')} due"
    more = [f"… and {due.not_shown} more: ask for fewer days"] if due.not_shown else []
    return "\n".join([head, *(f"- {line(each)}" for each in due.items), *more, *_block("Classes", due.classes)])


def changed_text(changed: Changed) -> str:
    if not changed.last_set_up:
        return "No semester is set up yet: set_up_semester does it."
    if changed.run is not None:
        return run_text(changed.run)
    nothing = [] if changed.pending or changed.changes or changed.by_hand else ["Nothing changed."]
    return "\n".join(
        [
            f"The semester was last set up {changed.last_set_up}.",
            *nothing,
            *_block("That set-up changed", changed.changes),
            *_block("Since then in the syllabi, not stored yet (set_up_semester stores it)", changed.pending),
            *_block("Changed by hand, kept", changed.by_hand),
        ]
    )


def answers_text(answers: Answers) -> str:
    if not answers.passages:
        return "Nothing in the syllabus speaks of that."
    blocks = (
        f"[{each.course}, {each.file}{f', page {each.page}' if each.page else ''}"
        f"{f', {each.heading}' if each.heading else ''}]\n{each.text}"
        for each in answers.passages
    )
    return "\n\n".join(blocks)


def uncertain_text(uncertain: Uncertain) -> str:
    if not uncertain.items and not uncertain.questions:
        return "\n".join(["Nothing is uncertain, and no question is open.", *_block("Notes", uncertain.warnings)])
    how = (
        'To accept as read: correct_item(ids=["…", "…"], accept=true). To put right: correct_item(ids=["…"],'
        ' date="YYYY-MM-DD", time="HH:MM", title="…"). Not an assignment: correct_item(ids=["…"], reject=true).'
    )
    counts = f"{_count(len(uncertain.items), 'uncertain item')}, {_count(len(uncertain.questions), 'open question')}"
    return "\n".join(
        [
            f"{counts}. Compare each with its quote, or ask the student.",
            *([how] if uncertain.items else []),
            *_block("Questions", map(question, uncertain.questions)),
            *_block("Uncertain", (line(each, quoted=True) for each in uncertain.items)),
            *_block("Notes", uncertain.warnings),
        ]
    )


def shown_text(shown: Shown) -> str:
    place = shown.place
    where = f", and begins {place.left:.0f} % from its left and {place.top:.0f} % from its top" if place else ""
    said = f"The quote stands on the page of the picture, {shown.item.page} of {shown.pages}{where}."
    return "\n".join([line(shown.item, quoted=True), said])


def change_text(change: Change) -> str:
    return "\n".join(
        [
            change.done,
            *_block("Now", (line(each) for each in change.items)),
            *_block("In calendar and reminders", change.changes),
            *([run_text(change.run)] if change.run and change.run.state != "done" else []),
        ]
    )


def servers_text(servers: Servers) -> str:
    lines: list[str] = []
    for each in servers.servers:
        lines.append(each.server + (f": {each.problem}" if each.problem else ""))
        for tool in each.tools:
            marks = [
                "reads only" if tool.reads_only else "",
                "asks first" if tool.destructive else "",
                "" if tool.permitted else "NOT permitted here",
            ]
            said = f" [{', '.join(filter(None, marks))}]" if any(marks) else ""
            lines.append(f"  {tool.name}({tool.arguments}){said}: {tool.description}")
    return "\n".join(lines or ["There are no servers."])


def checked_text(checked: Checked) -> str:
    if not checked.ok:
        faults = (f"{fault.place}: {fault.text}" if fault.place else fault.text for fault in checked.faults)
        return "\n".join(
            [f"{_count(len(checked.faults), 'fault')}; nothing was started.", *(f"- {each}" for each in faults)]
        )
    asks = f" It asks before it runs: {', '.join(checked.destructive)} may change or remove what is there."
    return f"No fault found; {_count(checked.steps, 'step')}.{asks if checked.destructive else ''} run_plan runs it."


def question(each: Asked) -> str:
    choices = f" [{' | '.join(each.choices)}]" if each.choices else ""
    return f"{each.about}: {each.question}{choices} → {each.answer_with}"


def _course(each: results.CourseSummary) -> str:
    title = f", {each.title}" if each.title and each.title != each.course else ""
    return f"{each.course}{title} · {_count(each.items, 'dated item')} · {each.file}"


def _block(title: str, lines: Iterable[str], elsewhere: str = "") -> Iterator[str]:
    """The lines under their title; nothing where there are none.

    Args:
        elsewhere: the call that answers with all of them, where many are not wanted here.
    """
    inside = [f"- {each}" for each in lines]
    left = max(0, len(inside) - _MANY) if elsewhere else 0
    if inside:
        yield from ("", f"{title}:", *inside[: len(inside) - left])
    if left:
        yield f"- … and {left} more: {elsewhere} has them"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
