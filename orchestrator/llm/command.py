"""What a language model is asked at the command line: a plan for a wish, and to read again what is uncertain."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anyio
import click

from orchestrator.executor import catalogue
from orchestrator.llm.authoring import write_plan
from orchestrator.llm.model import Ask, asking
from orchestrator.llm.rereading import Opinion, second_reading, uncertain
from orchestrator.options import PATHS
from orchestrator.plan import Plan, to_yaml
from orchestrator.runs import servers_of
from orchestrator.server import corrections
from orchestrator.tools import Catalogue
from servers.contract.errors import Refused
from servers.contract.syllabus import CORRECTIONS_SUFFIX, FoundSyllabi, Syllabus

MODEL = click.option("--model", help="The language model to ask; else that of OPENAI_MODEL.")
_SERVER = "syllabus_server"
_PASSAGES_AN_ITEM = 4


def wished(prompt: str, model: str | None, config: Path | None, *, agreed: bool) -> Plan:
    """The plan that a model makes of `prompt`, once the user has seen it and said yes; `agreed` where they have before.

    Raises:
        ModelError: the model could not be asked, or wrote no sound plan.
        ConfigError: there is no model, or the configuration of the servers can't be used.
    """
    ask, here = asking(model), Path.cwd()

    async def write() -> tuple[Plan, Catalogue]:
        tools = await catalogue(servers_of([here], here, config, dry_run=True))
        return await write_plan(prompt, tools, ask), tools

    plan, tools = anyio.run(write)
    click.echo(to_yaml(plan), err=True, nl=False)
    for step in plan.steps:
        tool = tools[step.service_name][step.tool_name]
        if tool.may_destroy:
            click.echo(
                f"Step {step.id!r} may change or delete what is stored: {tool.description.splitlines()[0]}", err=True
            )
    if not agreed:
        click.confirm("Run this plan?", abort=True, err=True)
    return plan


@click.command()
@PATHS
@MODEL
@click.option("--yes", "agreed", is_flag=True, help="Accept what the model can show, without asking.")
def reread(paths: Sequence[Path], model: str | None, *, agreed: bool) -> None:
    """Have a language model read again what is uncertain in the syllabi in PATHS.

    What it calls right counts only with a quote that stands in the document. What is sure is left alone.
    """
    if not paths:
        raise click.UsageError("Give files or folders with syllabi.")
    ask = asking(model)
    read = anyio.run(_read_again, paths, ask)
    if not read:
        click.echo("Nothing is uncertain.")
    for path, opinions in read.items():
        click.echo(path)
        for opinion in opinions:
            shown = f" · “{opinion.quote}”" if opinion.quote else ""
            click.echo(f"- {opinion.verdict} · {opinion.item.date} · {opinion.item.title}{shown}")
        right = [opinion.item.id for opinion in opinions if opinion.verdict == "right"]
        if right and (agreed or click.confirm(f"Accept the {len(right)} that it calls right?")):
            _accept(Path(path), right)


def _accept(path: Path, ids: Sequence[str]) -> None:
    beside = path.with_name(f"{path.name}{CORRECTIONS_SUFFIX}")
    try:
        said = corrections.text(beside) or ""
        corrections.write(beside, corrections.edited(said, beside.name, {identity: {} for identity in ids}))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Wrote {beside}")


async def _read_again(paths: Sequence[Path], ask: Ask) -> dict[str, list[Opinion]]:
    """By file, where something is uncertain."""
    from orchestrator.sessions import Sessions, open_sessions  # noqa: PLC0415 - only this command pays for it

    async def of_file(sessions: Sessions, path: str) -> list[Opinion]:
        syllabus = Syllabus.model_validate(await sessions.call(_SERVER, "parse_syllabus", {"path": path}))
        items = uncertain(syllabus.assignments)
        passages: dict[str, None] = {}
        for item in items:
            question = f"{item.title} {item.evidence.text}"
            found: Mapping[str, Any] = await sessions.call(
                _SERVER, "search_syllabus", {"path": path, "question": question, "limit": _PASSAGES_AN_ITEM}
            )
            passages |= dict.fromkeys(str(each["text"]) for each in found["passages"])
        return await second_reading(items, list(passages), ask) if items else []

    servers = servers_of([path.resolve() for path in paths], Path.cwd(), None, dry_run=True)
    read: dict[str, list[Opinion]] = {}
    async with open_sessions({_SERVER: servers[_SERVER]}) as sessions:
        for given in paths:
            answer = await sessions.call(_SERVER, "find_syllabi", {"folder": str(given.resolve())})
            for file in FoundSyllabi.model_validate(answer).files:
                if opinions := await of_file(sessions, file.path):
                    read[file.path] = opinions
    return read
