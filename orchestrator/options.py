"""What several commands take: the types of their options, and what a student chooses for the semester."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from orchestrator.cluster.address import PATIENCE_SECONDS, Cluster
from orchestrator.errors import ClusterError
from orchestrator.metrics import Metrics
from orchestrator.plan import Plan
from orchestrator.semester.job import semester_plan
from orchestrator.spans import Spans
from orchestrator.timeline import to_html, to_trace


class Zone(click.ParamType[str]):
    name = "zone"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            self.fail(f"{value!r} is no IANA time zone: write it like Europe/Berlin or America/New_York", param, ctx)
        return value


class Assignment(click.ParamType[tuple[str, str]]):
    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        name, equals, what = str(value).rpartition("=")
        if not equals or not name.strip():
            self.fail(f"{value!r} is not of the form NAME=VALUE", param, ctx)
        return name.strip(), what.strip()


class Rules(click.ParamType[Mapping[str, Sequence[str]]]):
    """Reminder rules, `exam: 14d, 7d, 1d; homework: 1d 18:00`, as offsets by category; the planner reads them."""

    name = "rules"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Mapping[str, Sequence[str]]:
        rules: dict[str, list[str]] = {}
        for rule in filter(str.strip, str(value).split(";")):
            category, colon, offsets = rule.partition(":")
            if not colon or not category.strip():
                self.fail(f"{rule.strip()!r} is not of the form CATEGORY: OFFSET, OFFSET", param, ctx)
            rules[category.strip()] = [offset.strip() for offset in offsets.split(",") if offset.strip()]
        return rules


@dataclass(frozen=True, slots=True)
class Http:
    """Where the server listens, and to whom."""

    host: str
    """An IP address."""
    port: int
    """0 for any that is free."""
    names: Sequence[str] = ()
    """Names under which clients reach it, beside the address."""
    clients: Path | None = None
    """A file with clients that have a token, roots and stores of their own."""

    @property
    def loopback(self) -> bool:
        """Whether it listens to this machine alone."""
        return ip_address(self.host).is_loopback

    @property
    def private(self) -> bool:
        """Whether none but programs of this machine get at it: under a name, a proxy in front may let in anybody."""
        return self.loopback and not self.names

    @property
    def everywhere(self) -> bool:
        """Whether it listens at all addresses of the machine."""
        return ip_address(self.host).is_unspecified


class Address(click.ParamType[tuple[str, int]]):
    name = "host:port"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        host, _, port = str(value).rpartition(":")
        host = host.removeprefix("[").removesuffix("]") or "127.0.0.1"
        try:
            address = ip_address("127.0.0.1" if host == "localhost" else host)
            number = int(port)
        except ValueError:
            self.fail(f"{value!r} is not of the form ADDRESS:PORT, 127.0.0.1:8360 for instance", param, ctx)
        if not 0 <= number < 2**16:
            self.fail(f"{number} is no port: ports end at 65535", param, ctx)
        return str(address), number


CONFIG = click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Further servers: a file {"mcpServers": {NAME: {"command": …}}} as hosts have it.',
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Tell of each call and each server process.")
PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
DAY = click.DateTime(["%Y-%m-%d"])
FOLDER: click.Path = click.Path(file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the student says where the syllabi leave it open, and where the files go."""

    out: Path | None
    sections: Sequence[tuple[str, str]]
    term_start: datetime | None
    term_end: datetime | None
    timezone: str | None
    remind: Mapping[str, Sequence[str]] | None

    def plan(self, paths: Sequence[Path]) -> Plan:
        """The main job's plan over `paths`."""
        term = {"start": self.term_start, "end": self.term_end}
        inputs = {
            "paths": [str(path) for path in _outermost(paths)],
            "export": str((self.out or Path.cwd()).resolve() / "semester.ics"),
            "term": {name: day.date().isoformat() for name, day in term.items() if day},
            "timezone": self.timezone,
            "sections": dict(self.sections),
            "reminders": self.remind,
        }
        return semester_plan({name: value for name, value in inputs.items() if value})


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of a run that are asked for."""

    timeline: Path | None = None
    trace: Path | None = None

    def write(self, plan: Plan, spans: Spans, metrics: Metrics) -> None:
        """Write them.

        Raises:
            OSError: one can't be written.
        """
        if self.timeline:
            self.timeline.write_text(to_html(plan, spans, metrics), encoding="utf-8")
        if self.trace:
            self.trace.write_text(to_trace(plan, spans), encoding="utf-8")


def drawn_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--timeline` and `--trace`, and it the `Drawn`."""

    @wraps(command)
    def with_pictures(timeline: Path | None, trace: Path | None, **options: Any) -> None:
        command(drawn=Drawn(timeline, trace), **options)

    file = click.Path(dir_okay=False, path_type=Path)
    with_pictures = click.option("--trace", type=file, help="Write the run as a trace that Perfetto opens.")(
        with_pictures
    )
    return click.option("--timeline", type=file, help="Write the run as a page with its timeline.")(with_pictures)


def cluster_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--cluster` and what belongs to it, and it the `Cluster`, or None."""

    @wraps(command)
    def with_cluster(cluster: str | None, cluster_plain: bool, cluster_wait: float, **options: Any) -> None:
        try:
            chosen = Cluster(cluster, plain=cluster_plain, patience=cluster_wait) if cluster else None
        except ClusterError as error:
            raise click.UsageError(str(error)) from None
        command(cluster=chosen, **options)

    for option in (
        click.option(
            "--cluster-wait",
            type=click.FloatRange(min=0, min_open=True),
            default=PATIENCE_SECONDS,
            show_default=True,
            help="Seconds without a worker after which the run is ended.",
        ),
        click.option("--cluster-plain", is_flag=True, help="Speak to the cluster unencrypted, also over a network."),
        click.option("--cluster", help="Workers of a Dask cluster: tls://HOST:PORT, or local:N for N on this machine."),
    ):
        with_cluster = option(with_cluster)
    return with_cluster


def http_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--http` and what belongs to it, and it the `Http`, or None."""

    @wraps(command)
    def with_http(address: tuple[str, int] | None, names: Sequence[str], clients: Path | None, **options: Any) -> None:
        if address is None and (names or clients):
            raise click.UsageError("--name and --clients belong to --http.")
        command(http=Http(*address, names, clients) if address else None, **options)

    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--clients", type=file, help="Clients with a token, roots and stores of their own."),
        click.option("--name", "names", multiple=True, metavar="HOST", help="Name under which clients reach it."),
        click.option(
            "--http",
            "address",
            type=Address(),
            is_flag=False,
            flag_value="127.0.0.1:8360",
            help="Serve Streamable HTTP there instead of stdio.  [without a value: 127.0.0.1:8360]",
        ),
    ):
        with_http = option(with_http)
    return with_http


def semester_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `Choices`, and it the `Choices`."""

    @wraps(command)
    def with_choices(**options: Any) -> None:
        chosen = Choices(**{field.name: options.pop(field.name) for field in fields(Choices)})
        command(choices=chosen, **options)

    for option in (
        click.option("--remind", type=Rules(), help='When to be reminded: "exam: 14d, 7d, 1d; homework: 1d 18:00".'),
        click.option("--timezone", type=Zone(), help="Zone of courses whose syllabus settles none."),
        click.option("--term-end", type=DAY, help="Last day of the term, YYYY-MM-DD."),
        click.option("--term-start", type=DAY, help="First day of the term, YYYY-MM-DD."),
        click.option("--section", "sections", multiple=True, type=Assignment(), help="Your section: COURSE=ID."),
        click.option("--out", type=FOLDER, help="Where semester.ics, .json and .html go.  [default: current folder]"),
    ):
        with_choices = option(with_choices)
    return with_choices


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """The paths, resolved, without those that lie in a folder that is given too."""
    resolved = list(dict.fromkeys(path.resolve() for path in paths))
    return [path for path in resolved if not any(path != other and path.is_relative_to(other) for other in resolved)]
