"""The commands. Turns arguments into a plan's inputs, errors into sentences, and outcomes into exit codes."""

import gc
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import anyio
import click

from orchestrator.cluster.address import Cluster
from orchestrator.errors import ConfigError, OrchestratorError, PlanError
from orchestrator.executor import Outcome, catalogue, check_plan
from orchestrator.install.command import install, uninstall
from orchestrator.journal import Recorded, RunRecord
from orchestrator.llm.command import MODEL, reread, wished
from orchestrator.mermaid import to_mermaid
from orchestrator.metrics import Metrics, measured, sentence
from orchestrator.options import (
    AS_JSON,
    CONFIG,
    FOLDER,
    PATHS,
    VERBOSE,
    Assignment,
    Choices,
    Drawn,
    Http,
    cluster_options,
    drawn_options,
    http_options,
    semester_options,
)
from orchestrator.places import located
from orchestrator.plan import Plan, Step, read_plan, read_text, to_json, to_yaml
from orchestrator.progress import Lines
from orchestrator.runs import Settings, journal, prepared, servers_of
from orchestrator.semester import files, summary
from orchestrator.semester.job import Semester, is_semester_plan
from orchestrator.spans import Spans
from orchestrator.tools import Tool

if TYPE_CHECKING:
    from orchestrator.live import Live

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all done; something failed and the rest is done; nothing was started; stopped by Ctrl-C."""

EXIT_CODES = (
    "Exit codes: 0 all done; 1 something failed, the rest is done and stored; 2 wrong usage or a plan with a fault,"
    " nothing was started; 130 stopped by Ctrl-C, what was stored before stays."
)

Result = TypeVar("Result")


class WrongUsage(click.ClickException):
    exit_code = WRONG_USAGE


class Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PlanError as error:
            faults = [fault.text for fault in error.faults]
            many = f"the plan has {len(faults)} faults; nothing was started:\n" if len(faults) > 1 else ""
            raise WrongUsage(many + "\n".join(faults)) from None
        except ConfigError as error:
            raise WrongUsage(str(error)) from None
        except OrchestratorError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from None


@dataclass(frozen=True, slots=True)
class Shown:
    """How a run is shown."""

    as_json: bool
    verbose: bool
    drawn: Drawn = field(default_factory=Drawn)


@click.group(cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="syllabus-orchestrator")
def main() -> None:
    """A folder of syllabi becomes a semester: calendar, reminders, and a list of what clashes."""


@main.command(epilog=EXIT_CODES)
@PATHS
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="Run this plan instead.")
@click.option("--input", "given", multiple=True, type=Assignment(), help="An input of --plan: NAME=VALUE.")
@click.option("--prompt", help="Have a language model write the plan: what it is to do, in your words.")
@MODEL
@click.option("--yes", "agreed", is_flag=True, help="Run the plan that the model wrote without asking.")
@click.option("--plan-out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the plan to this file.")
@semester_options
@click.option("--dry-run", is_flag=True, help="Show what would be stored; store and write nothing.")
@click.option("--max-concurrent", type=click.IntRange(min=1), help="Most tool calls in flight.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="Most seconds for one tool call.")
@CONFIG
@cluster_options
@drawn_options
@AS_JSON
@VERBOSE
def run(
    choices: Choices,
    paths: Sequence[Path],
    plan_file: Path | None,
    given: Sequence[tuple[str, str]],
    prompt: str | None,
    model: str | None,
    agreed: bool,
    plan_out: Path | None,
    dry_run: bool,
    max_concurrent: int | None,
    timeout: float | None,
    config: Path | None,
    cluster: Cluster | None,
    drawn: Drawn,
    as_json: bool,
    verbose: bool,
) -> None:
    """Make a semester of the syllabi in PATHS (files or folders), or run a plan."""
    if prompt is not None and (paths or plan_file):
        raise click.UsageError("Give either --prompt, or files or folders with syllabi, or --plan FILE.")
    plan = _plan(choices, paths, plan_file) if prompt is None else wished(prompt, model, config, agreed=agreed)
    inputs = _given(plan, given)
    target, servers = str(_target(plan, choices.out)), str(config.resolve()) if config else None
    if plan_out:
        plan_out.write_text(to_json(plan), encoding="utf-8")
    settings = Settings(target, servers, max_concurrent, timeout, dry_run)
    try:
        _perform(plan, inputs, settings, Shown(as_json, verbose, drawn), cluster=cluster)
    except PlanError as error:
        raise (_located(error, plan_file) if plan_file else error) from None


@main.command(epilog=EXIT_CODES)
@click.argument("run_id", metavar="[RUN]", default="last")
@CONFIG
@cluster_options
@AS_JSON
@VERBOSE
def resume(run_id: str, config: Path | None, cluster: Cluster | None, as_json: bool, verbose: bool) -> None:
    """Go on with a run that was stopped, killed or has failed: RUN as `runs` lists it, or the last one."""
    earlier = journal().read(run_id)
    if earlier.record.state == "done":
        raise WrongUsage(f"the run {earlier.record.id} is done: nothing of it is left to do")
    settings = Settings(**earlier.settings)
    if config:
        settings = replace(settings, config=str(config.resolve()))
    _perform(earlier.plan, earlier.inputs, settings, Shown(as_json, verbose), earlier, cluster)


@main.command("runs")
@AS_JSON
def list_runs(as_json: bool) -> None:
    """List the runs, the newest first."""
    records = journal().runs()
    if as_json:
        click.echo(json.dumps([asdict(record) for record in records], indent=1))
        return
    for record in records:
        click.echo(_listed(record))
    if not records:
        click.echo("No run yet.")


@main.command(epilog=EXIT_CODES)
@click.argument("run_id", metavar="[RUN]", default="last")
@CONFIG
@drawn_options
@AS_JSON
def show(run_id: str, config: Path | None, drawn: Drawn, as_json: bool) -> None:
    """Show a run as it went, and how to go on with it: RUN as `runs` lists it, or the last one."""
    recorded = journal().read(run_id)
    lines, spans = Lines(recorded.plan, click.echo, verbose=True), Spans()
    for event in recorded.events:
        spans.hear(event)
    metrics = measured(recorded.plan, spans)
    drawn.write(recorded.plan, spans, metrics)
    if as_json:
        told: dict[str, Any] = {"record": asdict(recorded.record), "plan": json.loads(to_json(recorded.plan))}
        events = [{"event": type(event).__name__, **asdict(event)} for event in recorded.events]
        told |= {"inputs": dict(recorded.inputs), "metrics": _figures(metrics), "events": events}
        click.echo(json.dumps(told, indent=1))
        return
    click.echo(_listed(recorded.record))
    for event in recorded.events:
        lines.hear(event)
    click.echo(sentence(metrics))
    if recorded.record.state not in ("done", "running"):
        servers = f" --config {config}" if config else ""
        click.echo(f"To go on with it: syllabus-orchestrator resume {recorded.record.id}{servers}")


@main.command("plan")
@PATHS
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="Show this plan instead.")
@semester_options
@click.option("--mermaid", is_flag=True, help="As a Mermaid flowchart.")
@AS_JSON
def show_plan(choices: Choices, paths: Sequence[Path], plan_file: Path | None, mermaid: bool, as_json: bool) -> None:
    """Show the plan that `run` would run over PATHS, and start nothing."""
    plan = _plan(choices, paths, plan_file)
    click.echo(to_mermaid(plan) if mermaid else to_json(plan) if as_json else to_yaml(plan), nl=False)


@main.command(epilog=EXIT_CODES)
@click.argument("plan_file", type=click.Path(path_type=Path))
@CONFIG
def check(plan_file: Path, config: Path | None) -> None:
    """Find every fault of a plan that can be known before its first call."""
    plan = read_plan(plan_file)
    here = Path.cwd()
    servers = servers_of([here], here, config, dry_run=True)
    faults = _until_stopped(lambda: check_plan(plan, servers=servers), str)
    if faults:
        raise _located(PlanError(faults), plan_file)
    click.echo(f"{plan_file}: no fault found; {len(plan.steps)} steps")


@main.command()
@CONFIG
@AS_JSON
def tools(config: Path | None, as_json: bool) -> None:
    """List the servers, their tools and their arguments."""
    here = Path.cwd()
    found = _until_stopped(lambda: catalogue(servers_of([here], here, config, dry_run=True)), str)
    if as_json:
        listed = {
            server: {name: {"description": tool.description, "input": tool.input_schema} for name, tool in each.items()}
            for server, each in found.items()
        }
        click.echo(json.dumps(listed, indent=1, ensure_ascii=False))
        return
    for server, each in found.items():
        click.secho(server, bold=True)
        for tool in each.values():
            click.echo(f"  {tool.name}({_signature(tool)})\n      {tool.description.splitlines()[0]}")


@main.command(epilog=EXIT_CODES)
@click.option("--root", "roots", multiple=True, type=click.Path(exists=True, path_type=Path), help="May be read.")
@CONFIG
@click.option("--allow", multiple=True, metavar="SERVER.TOOL", help="Plans may call only these; * for any letters.")
@click.option("--deny", multiple=True, metavar="SERVER.TOOL", help="Plans may not call these.")
@http_options
def serve(
    roots: Sequence[Path], config: Path | None, allow: Sequence[str], deny: Sequence[str], http: Http | None
) -> None:
    """Be an MCP server over stdio, for a host to launch, or over HTTP."""
    # Late, because no other command needs them.
    gc.disable()  # nothing of an import is garbage; looking for it costs a tenth of the start
    from orchestrator.server.app import build  # noqa: PLC0415
    from orchestrator.server.settings import settings  # noqa: PLC0415
    from servers.serving import serve as serve_over_stdio  # noqa: PLC0415

    gc.enable()
    user = settings(roots, config=config, allow=allow, deny=deny)
    if http is None:
        serve_over_stdio(build(user))
        return
    from orchestrator.server.http import serve_http  # noqa: PLC0415

    serve_http(http, user)
    sys.exit(INTERRUPTED)


@main.command(epilog=EXIT_CODES)
@PATHS
@click.option("--out", type=FOLDER, help="Where semester.ics, .json and .html go.  [default: current folder]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def review(paths: Sequence[Path], out: Path | None, no_browser: bool) -> None:
    """Set up the semester of PATHS, and show it on a page to accept, correct and tick off what was read."""
    # Late, because no other command needs them.
    from orchestrator.server.loopback import review as review_at  # noqa: PLC0415
    from orchestrator.server.settings import ServerSettings  # noqa: PLC0415
    from servers.contract.home import data_folder  # noqa: PLC0415

    if not paths:
        raise click.UsageError("Give files or folders with syllabi.")
    roots = [path.resolve() for path in paths]
    try:
        review_at(ServerSettings(roots, data_folder(), (out or Path.cwd()).resolve()), browser=not no_browser)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


main.add_command(install)
main.add_command(uninstall)
main.add_command(reread)


def _plan(choices: Choices, paths: Sequence[Path], plan_file: Path | None) -> Plan:
    if bool(paths) == bool(plan_file):
        raise click.UsageError("Give either files or folders with syllabi, or --plan FILE.")
    for path in paths:
        if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
            raise click.UsageError(f"{path} is no syllabus. If it is a plan: --plan {path}")
    return read_plan(plan_file) if plan_file else choices.plan(paths)


def _located(error: PlanError, plan_file: Path) -> PlanError:
    return PlanError(located(error.faults, read_text(plan_file), str(plan_file)))


def _listed(record: RunRecord) -> str:
    started = datetime.fromisoformat(record.started).astimezone()
    return f"{record.id}  {started:%d %b %Y %H:%M}  {record.state:<11}  {record.name}, {record.calls} calls done"


def _perform(
    plan: Plan,
    inputs: Mapping[str, Any],
    settings: Settings,
    shown: Shown,
    earlier: Recorded | None = None,
    cluster: Cluster | None = None,
) -> NoReturn:
    """Run `plan`, or go on with the `earlier` run of it; show what came of it, and end with its exit code."""
    journalled = earlier is not None or not settings.dry_run
    with prepared(plan, inputs, settings, earlier=earlier, journalled=journalled, cluster=cluster) as run:
        view, region = _view(plan, run.duration, verbose=shown.verbose)
        with region:
            outcome = _until_stopped(partial(run.run, [view.hear]), view.told)
        click.echo(sentence(outcome.metrics), err=True)
        shown.drawn.write(plan, outcome.spans, outcome.metrics)
        result, written = run.write(outcome)
    if shown.as_json:
        click.echo(_json(outcome, result))
    else:
        target = Path(settings.target)
        _show(
            outcome,
            result,
            [] if settings.dry_run else [*written, *_exported(result, target)],
            dry_run=settings.dry_run,
        )
    sys.exit(_exit_code(outcome, result))


def _view(
    plan: Plan, duration: Callable[[Step], float], *, verbose: bool
) -> tuple["Lines | Live", AbstractContextManager[None]]:
    """What shows the run meanwhile: lanes at a terminal, else plain lines; and the block inside of which it does."""
    if verbose or not sys.stderr.isatty():
        return Lines(plan, partial(click.echo, err=True), verbose=verbose), nullcontext()
    # Late, because only a person at a terminal needs it: 0.1 s that a program need not wait.
    from rich.console import Console  # noqa: PLC0415

    from orchestrator.live import Live  # noqa: PLC0415

    live = Live(plan, Console(stderr=True), duration)
    return live, live.shown()


def _target(plan: Plan, out: Path | None) -> Path:
    """The folder that files are written to."""
    export = plan.inputs["export"].default if is_semester_plan(plan) else None
    target = out or (Path(export).parent if isinstance(export, str) else Path.cwd())
    target.mkdir(parents=True, exist_ok=True)
    return target.resolve()


def _given(plan: Plan, given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The inputs by name; a value is JSON where the plan wants anything but a text."""
    values: dict[str, Any] = {}
    for name, text in given:
        is_text = name not in plan.inputs or plan.inputs[name].type == "string"
        try:
            values[name] = text if is_text else json.loads(text)
        except ValueError:
            raise click.UsageError(
                f"--input {name}={text}: the plan wants {plan.inputs[name].type}, as JSON."
            ) from None
    return values


def _until_stopped(work: Callable[[], Awaitable[Result]], told: Callable[[], str]) -> Result:
    """Run `work`; Ctrl-C and SIGTERM cancel it, wait until every child is gone, and tell what was finished."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        return anyio.run(work)
    except KeyboardInterrupt:
        done = told()
        finished = f" Finished: {done}." if done else ""
        click.echo(
            f"\nStopped.{finished} What was stored stays; `syllabus-orchestrator resume` goes on from there.", err=True
        )
        sys.exit(INTERRUPTED)


def _as_interrupt(_signal: int, _frame: object) -> None:
    """Only SIGINT is turned into a clean cancellation by the event loop, so SIGTERM takes the same way."""
    os.kill(os.getpid(), signal.SIGINT)


def _show(outcome: Outcome, result: Semester | None, written: Sequence[Path], *, dry_run: bool) -> None:
    if result is not None:
        styled = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(summary.text(result, date.today(), styled=styled))  # noqa: DTZ011 - the student's own today
    elif outcome.ending is None:
        click.echo(json.dumps(dict(outcome.results), indent=1, ensure_ascii=False))
    if dry_run:
        click.echo("Dry run: nothing was stored or written.")
    for path in sorted(written):
        click.echo(f"Wrote {path}")
    _tell_failures(outcome, result)


def _tell_failures(outcome: Outcome, result: Semester | None) -> None:
    if outcome.ending is not None:
        click.echo(f"Error: {outcome.ending}", err=True)
    for failure in outcome.failures:
        in_summary = result is not None and failure.step == "parse"
        if failure.policy == "continue" and not in_summary:
            item = "" if failure.index is None else f"[{failure.index}]"
            click.echo(f"Failed: {failure.step}{item}: {failure.reason}", err=True)


def _exported(result: Semester | None, target: Path) -> list[Path]:
    return [target / "semester.ics"] if result and result.plan.sources else []


def _exit_code(outcome: Outcome, result: Semester | None) -> int:
    nothing = result is not None and not result.syllabi
    return DONE if outcome.ok and not nothing else FAILED


def _json(outcome: Outcome, result: Semester | None) -> str:
    told: dict[str, Any] = {
        "ok": outcome.ok,
        "failures": [{"step": each.step, "item": each.index, "reason": each.reason} for each in outcome.failures],
        "skipped": dict(outcome.skipped),
        "metrics": _figures(outcome.metrics),
    }
    if result is None:
        told["results"] = dict(outcome.results)
    else:
        told["semester"] = json.loads(files.to_json(result, with_changes=True))
    return json.dumps(told, indent=1, ensure_ascii=False)


def _figures(metrics: Metrics) -> dict[str, Any]:
    return {**asdict(metrics), "speedup": metrics.speedup, "efficiency": metrics.efficiency}


def _signature(tool: Tool) -> str:
    properties: Mapping[str, Any] = tool.input_schema.get("properties", {})
    required = tool.input_schema.get("required", [])
    return ", ".join(name if name in required else f"{name}?" for name in properties)
