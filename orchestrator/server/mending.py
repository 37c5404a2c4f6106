"""The tools that change one thing of the semester: put right, moved, done; and what takes the last change back.

A date put right stands in the corrections file beside the syllabus, where terminal and hosts read it, and the semester
is set up again from there: so the stores follow, and so does the next edition of the syllabus.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from pydantic import Field

from orchestrator.journal import RunRecord
from orchestrator.plan import Plan, parse_plan
from orchestrator.semester import files
from orchestrator.semester.summary import changes
from orchestrator.server import wording
from orchestrator.server.changes import Entry
from orchestrator.server.corrections import Change as Correction
from orchestrator.server.corrections import edited, text, write
from orchestrator.server.desk import Desk
from orchestrator.server.results import Change
from orchestrator.server.running import ANSWER_SECONDS, Report
from orchestrator.server.semesters import SetUp, Work, named
from servers.contract.errors import Refused
from servers.contract.syllabus import CORRECTIONS_SUFFIX, Category
from servers.serving import Progress, ToolAnswer, answer

_Ids = Annotated[
    list[str], Field(min_length=1, description="Ids of the items, as whats_due and list_uncertain name them")
]
_Id = Annotated[str, Field(description="The item's id, as whats_due and list_uncertain name it")]
_Accept = Annotated[bool, Field(description="What was read is right, as it stands")]
_Reject = Annotated[bool, Field(description="It is no assignment at all: take it out")]
_Day = Annotated[str | None, Field(pattern=r"^\d{4}-\d\d-\d\d$", description="The right day, YYYY-MM-DD")]
_Clock = Annotated[
    str | None, Field(pattern=r"^(\d\d:\d\d|none)$", description="The right time, HH:MM; none where it has none")
]
_Title = Annotated[str | None, Field(min_length=1, max_length=200, description="The right title")]
_Category = Annotated[Category | None, Field(description="The right category")]
_Done = Annotated[bool, Field(description="False opens it again")]
_MOST_BACK = 50
"""Set-ups that are looked at for one to undo."""


class Mending:
    """Each public method is a tool: its name, its description's first line and its arguments are what a host sees."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def correct_item(  # noqa: PLR0913, PLR0917 - arguments of the tool
        self,
        progress: Progress,
        ids: _Ids,
        accept: _Accept = False,  # noqa: FBT002 - an argument of the tool
        reject: _Reject = False,  # noqa: FBT002
        date: _Day = None,
        time: _Clock = None,
        title: _Title = None,
        category: _Category = None,
    ) -> Annotated[ToolAnswer, Change]:
        """Accept uncertain items as they were read, put an item right, or reject what is none; several ids at once.

        What the student says here stands beside the syllabus and survives every later reading of it.
        """
        fields = _fields(date=date, time=time, title=title, category=category)
        if accept + reject + bool(fields) != 1:
            raise Refused("correct_item takes one of: accept, reject, or what is right (date, time, title, category)")
        verb = "Accepted" if accept else "Rejected" if reject else "Corrected"
        result = await self.correct(ids, None if reject else fields, verb, progress.report_progress)
        return answer(wording.change_text(result), result, rest=wording.SEMESTER)

    async def move_item(
        self,
        progress: Progress,
        id: _Id,  # noqa: A002 - an argument of the tool
        date: _Day = None,
        time: _Clock = None,
    ) -> Annotated[ToolAnswer, Change]:
        """Move an exam, a deadline or other dated work to another day or time; its reminders move with it."""
        fields = _fields(date=date, time=time)
        if not fields:
            raise Refused("move_item needs a date or a time to move it to")
        result = await self.correct([id], fields, "Moved", progress.report_progress)
        return answer(wording.change_text(result), result, rest=wording.SEMESTER)

    async def complete_item(
        self,
        ids: _Ids,
        done: _Done = True,  # noqa: FBT002 - an argument of the tool
    ) -> Annotated[ToolAnswer, Change]:
        """Mark work as done, so that no reminder of it rings any more, or open it again (done=false)."""
        found = await self._desk.set_up()
        works = await self._desk.works(found)
        chosen = [work for work in (named(each, works) for each in ids) if work.done != done]
        verb = "Done" if done else "Open again"
        if chosen:
            uids = await self._reminders_of(chosen)
            said = f"{verb}: {_titles(chosen)}"
            self._desk.changes.add(said, {"kind": "done", "reminders": uids, "was": not done})
            await self._set_done(uids, done=done)
        now = {work.id: work for work in await self._desk.works(found)}
        items = [wording.item(now[named(each, works).id]) for each in ids]
        said = f"{verb}: {_titles(chosen)}." if chosen else f"Nothing to do: {verb.lower()} already."
        result = Change(done=said, items=items)
        return answer(wording.change_text(result), result, rest=wording.SEMESTER)

    async def undo_change(self, progress: Progress) -> Annotated[ToolAnswer, Change]:
        """Take back the last change that was made here, a set-up too, and say what it was; again: the one before."""
        entry = await to_thread.run_sync(self._desk.changes.newest)
        set_up = await self._last_own_set_up()
        if entry is None and set_up is None:
            raise Refused("there is nothing to undo")
        if set_up is not None and (entry is None or set_up.record.started > entry.at):
            result = await self._undone_set_up(set_up, progress.report_progress)
        else:
            assert entry is not None  # noqa: S101 - one of the two is there
            result = await self._undone(entry, progress.report_progress)
        return answer(wording.change_text(result), result, rest=wording.SEMESTER)

    # -- corrections

    async def correct(self, ids: Sequence[str], change: Correction, verb: str, report: Report) -> Change:
        """Write the change to each of the items beside its syllabus, and have the stores follow.

        Raises:
            Refused: there is no such item, or its corrections can't be written.
        """
        found = await self._desk.set_up()
        works = await self._desk.works(found)
        chosen = list({work.id: work for work in (named(each, works) for each in ids)}.values())
        by_file: dict[Path, list[Work]] = {}
        for work in chosen:
            by_file.setdefault(self._corrections_of(found, work), []).append(work)
        written = {
            path: edited(text(path) or "", path.name, {work.row.work.id: change for work in works})
            for path, works in by_file.items()
        }
        said = f"{verb}: {_titles(chosen)}"
        self._desk.write(written, said)
        done = await self._set_up_again(found, said, report)
        kept = {work.id for work in chosen}
        return done.model_copy(update={"items": [each for each in done.items if each.id in kept]})

    async def _set_up_again(self, found: SetUp, said: str, report: Report) -> Change:
        """The same set-up once more, so that the stores follow."""
        settings = replace(found.settings, roots=tuple(map(str, self._desk.settings.roots)), process=None)
        run = await self._desk.again(found.plan, found.inputs, settings)
        self._desk.changes.mark(run, "follows")
        record = await self._desk.follow(run, ANSWER_SECONDS, report)
        told = await self._desk.state(record.id)
        now = self._desk.set_ups.of(record) if record.state != "running" else None
        if now is None:
            return Change(done=f"{said}.", run=told)
        items = [wording.item(work) for work in await self._desk.works(now)]
        return Change(done=f"{said}.", items=items, changes=list(changes(now.semester)), run=told)

    def _corrections_of(self, found: SetUp, work: Work) -> Path:
        planned = work.row.work
        if not planned.evidence.text:
            raise Refused(f"{work.id} was added by hand: change it in the file {planned.file}{CORRECTIONS_SUFFIX}")
        syllabus = next(
            each
            for each in found.semester.syllabi
            if Path(each.source.path).name == planned.file
            and any(item.id == planned.id and item.evidence == planned.evidence for item in each.assignments)
        )
        return self._desk.corrections_of(syllabus)

    # -- done

    async def _reminders_of(self, chosen: Sequence[Work]) -> list[str]:
        reminders = await self._desk.reminders()
        uids: list[str] = []
        for work in chosen:
            planned = work.row.work
            about = (each.uid for each in reminders if (each.source, each.item) == (planned.source, planned.id))
            uid = next(about, None)
            if uid is None:
                raise Refused(f"{work.id} has no reminder, so there is nothing to complete")
            uids.append(uid)
        return uids

    async def _set_done(self, uids: Sequence[str], *, done: bool) -> None:
        for uid in uids:
            await self._desk.call("reminders_server", "complete_reminder" if done else "reopen_reminder", uid=uid)

    # -- undo

    async def _last_own_set_up(self) -> SetUp | None:
        """The newest set-up that was asked for here and changed something."""
        following = self._desk.changes.marked("follows")
        for found in await self._desk.last_set_ups(_MOST_BACK):
            ours = found.settings.key is not None and found.record.id not in following
            if ours and _changed_something(found):
                return found
        return None

    async def _undone(self, entry: Entry, report: Report) -> Change:
        said = f"Undone: {entry.said[:1].lower()}{entry.said[1:]}"
        inverse = entry.inverse
        if inverse["kind"] == "done":
            await self._set_done(inverse["reminders"], done=inverse["was"])
            self._desk.changes.undone(entry.id)
            return Change(done=f"{said}.")
        for each in inverse["files"]:
            if text(Path(each["path"])) != each["after"]:
                raise Refused(f"{each['path']} was changed since by someone else: mend it there")
        for each in inverse["files"]:
            write(Path(each["path"]), each["before"])
        result = await self._set_up_again(await self._desk.set_up(), said, report)
        self._desk.changes.undone(entry.id)
        return result.model_copy(update={"items": []})

    async def _undone_set_up(self, found: SetUp, report: Report) -> Change:
        every = await self._desk.last_set_ups(_MOST_BACK)
        place = [each.record.id for each in every].index(found.record.id)
        later, before = every[:place], next(iter(every[place + 1 :]), None)
        if at_terminal := next((each for each in later if each.settings.key is None), None):
            raise Refused(
                f"the semester was set up again at a terminal since (run {at_terminal.record.id}): undo it there"
            )
        target = Path(found.settings.target)
        inputs = {**_restoring(found, before), "export": str(target / "semester.ics")}
        settings = replace(self._desk.settings_of_run(), target=str(target))
        run = await self._desk.again(_restore(), inputs, settings)
        record = await self._desk.follow(run, ANSWER_SECONDS, report)
        if record.state == "done":
            for each in (*later, found):
                self._desk.changes.mark(each.record.id, "undone")
            if before is not None:
                files.write(before.semester, target)
        to = f"all is as it was set up on {_moment(before.record)}" if before else "nothing of it is left"
        return Change(
            done=f"Undone: the set-up of {_moment(found.record)}; {to}.", run=await self._desk.state(record.id)
        )


def _fields(date: str | None = None, time: str | None = None, **rest: str | None) -> dict[str, str | None]:
    """What is right, as the corrections file has it: no time is null there.

    Raises:
        Refused: there is no such day or time.
    """
    try:
        datetime.fromisoformat(f"{date or '2000-01-01'} {time if time and time != 'none' else '00:00'}")
    except ValueError:
        raise Refused(f"there is no {' '.join(filter(None, (date, time)))}: write YYYY-MM-DD and HH:MM") from None
    given = {"date": date, "time": time, **rest}
    return {name: None if value == "none" else value for name, value in given.items() if value is not None}


def _titles(works: Sequence[Work]) -> str:
    return ", ".join(work.id for work in works)


def _moment(record: RunRecord) -> str:
    return f"{datetime.fromisoformat(record.started).astimezone():%d %b %Y, %H:%M:%S}"


def _changed_something(found: SetUp) -> bool:
    syncs = [*found.semester.event_changes.values(), *found.semester.reminder_changes.values()]
    return any(sync.added or sync.updated or sync.removed for sync in syncs)


@cache
def _restore() -> Plan:
    text = resources("orchestrator.server").joinpath("restore.yaml").read_text(encoding="utf-8")
    return parse_plan(text, "restore.yaml")


def _restoring(found: SetUp, before: SetUp | None) -> Mapping[str, Any]:
    """The inputs that lead back: what the set-up before said of each source of either."""
    kept = before.semester.plan.sources if before else []
    include: list[str] = (before.choices.get("include") or []) if before else []
    events = before.semester.plan.events if before else []
    reminders = before.semester.plan.reminders if before else []
    return {
        "sources": sorted({*found.semester.plan.sources, *kept}),
        "kept": list(kept),
        "events": [
            each.model_dump(mode="json")
            for each in events
            if not include or (each.categories and each.categories[0] in include)
        ],
        "reminders": [each.model_dump(mode="json") for each in reminders if not include or each.category in include],
    }
