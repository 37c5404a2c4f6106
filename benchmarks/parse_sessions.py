"""How much faster the sample syllabi are parsed by two sessions than by one, start-up told apart.

uv run python benchmarks/parse_sessions.py [FOLDER]
"""

import statistics
import sys
import time
from pathlib import Path

import anyio

from orchestrator import Plan, Step
from orchestrator.config import project_servers
from orchestrator.executor import run_plan
from orchestrator.sessions import open_sessions

ROUNDS = 7
REPOSITORY = Path(__file__).parent.parent


def plan(paths: list[str]) -> Plan:
    return Plan(
        steps=(
            Step(
                id="parse",
                for_each=paths,
                service_name="syllabus_server",
                tool_name="parse_syllabus",
                arguments={"path": "$item"},
            ),
        )
    )


async def measured(paths: list[str], folder: Path, sessions: int) -> tuple[float, float]:
    """Seconds until every session has parsed once, and the median of the rounds after that."""
    own = project_servers([folder], home=Path("unused"), out=Path.cwd())["syllabus_server"]
    configs = {"syllabus_server": own.model_copy(update={"sessions": sessions, "max_concurrent": sessions})}
    begun = time.perf_counter()
    async with open_sessions(configs) as tools:
        await run_plan(plan(paths), tools=tools, max_concurrent=sessions)
        ready = time.perf_counter() - begun
        rounds: list[float] = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            outcome = await run_plan(plan(paths), tools=tools, max_concurrent=sessions)
            rounds.append(time.perf_counter() - begun)
            assert outcome.ok, outcome.failures
    return ready, statistics.median(rounds)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "fixtures" / "syllabi").resolve()
    paths = sorted(str(path) for path in folder.iterdir() if path.suffix in {".pdf", ".docx", ".html", ".md", ".txt"})
    seconds: dict[int, float] = {}
    for sessions in (1, 2):
        ready, seconds[sessions] = anyio.run(measured, paths, folder, sessions)
        print(
            f"{sessions} session(s): {len(paths)} syllabi in {seconds[sessions]:.3f} s "
            f"(median of {ROUNDS}); start-up and first round {ready:.2f} s"
        )
    print(f"speed-up {seconds[1] / seconds[2]:.2f}")


if __name__ == "__main__":
    main()
