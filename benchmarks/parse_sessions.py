"""How much faster the sample syllabi are parsed by two sessions than by one, start-up told apart.

uv run python benchmarks/parse_sessions.py [FOLDER]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import anyio

from orchestrator import Plan, Step
from orchestrator.config import project_servers
from orchestrator.executor import run_plan
from orchestrator.sessions import open_sessions

ROUNDS = 7
REPOSITORY = Path(__file__).parent.parent


def plan(paths: Sequence[str]) -> Plan:
    return Plan(
        steps=(
            Step(
                id="parse",
                for_each=tuple(paths),
                service_name="syllabus_server",
                tool_name="parse_syllabus",
                arguments={"path": "$item"},
            ),
        )
    )


def copies(sources: Sequence[Path], folder: Path, number: int) -> list[str]:
    """The syllabi once more, each with a blank line at its end: a server keeps what it has read, by its content."""
    fresh = folder / str(number)
    fresh.mkdir()
    for source in sources:
        (fresh / source.name).write_bytes(source.read_bytes() + b"\n" * number)
    return [str(fresh / source.name) for source in sources]


async def measured(sources: Sequence[Path], folder: Path, sessions: int) -> tuple[float, float]:
    """Seconds until every session has parsed once, and the median of the rounds after that."""
    rounds_of_paths = [copies(sources, folder, number) for number in range(ROUNDS + 1)]
    own = project_servers([folder], home=Path("unused"), out=Path.cwd())["syllabus_server"]
    configs = {"syllabus_server": own.model_copy(update={"sessions": sessions, "max_concurrent": sessions})}
    begun = time.perf_counter()
    async with open_sessions(configs) as tools:
        await run_plan(plan(rounds_of_paths[0]), tools=tools, max_concurrent=sessions)
        ready = time.perf_counter() - begun
        rounds: list[float] = []
        for paths in rounds_of_paths[1:]:
            begun = time.perf_counter()
            outcome = await run_plan(plan(paths), tools=tools, max_concurrent=sessions)
            rounds.append(time.perf_counter() - begun)
            if not outcome.ok:
                sys.exit(str(outcome.failures))
    return ready, statistics.median(rounds)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "fixtures" / "syllabi").resolve()
    sources = sorted(path for path in folder.iterdir() if path.suffix in {".pdf", ".docx", ".html", ".md", ".txt"})
    seconds: dict[int, float] = {}
    for sessions in (1, 2):
        with tempfile.TemporaryDirectory() as fresh:
            ready, seconds[sessions] = anyio.run(measured, sources, Path(fresh).resolve(), sessions)
        print(
            f"{sessions} session(s): {len(sources)} syllabi in {seconds[sessions]:.3f} s "
            f"(median of {ROUNDS}); start-up and first round {ready:.2f} s"
        )
    print(f"speed-up {seconds[1] / seconds[2]:.2f}")


if __name__ == "__main__":
    main()
