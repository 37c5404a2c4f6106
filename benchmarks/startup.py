"""How long each server takes from its start to its first answer, against an MCP server without a tool.

On a busy machine look at the processor's seconds, from start to end: the clock's say how busy it was.

uv run python benchmarks/startup.py [ROUNDS]
"""

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters

REPOSITORY = Path(__file__).parent.parent
EMPTY = "from mcp.server.mcpserver import MCPServer; MCPServer('empty', log_level='ERROR').run()"


async def first_answer(*arguments: str) -> tuple[float, float]:
    """Seconds until the tools were listed; the processor's seconds until the server had ended."""
    begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    async with Client(StdioServerParameters(command=sys.executable, args=list(arguments), cwd=REPOSITORY)) as client:
        await client.list_tools()
        answered = time.perf_counter()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return answered - begun, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


async def measured(rounds: int, home: Path) -> None:
    servers = {
        "empty": ("-c", EMPTY),
        "syllabus": ("-m", "servers.syllabus", "--root", str(home)),
        "reminders": ("-m", "servers.reminders", "--db", str(home / "reminders.db")),
        "calendar": ("-m", "servers.calendar", "--db", str(home / "calendar.db")),
        "serve": ("-m", "orchestrator", "serve", "--root", str(home)),
    }
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}
    for _ in range(rounds + 1):  # in turns, so that noise is fair; the first round warms the disk
        for name, arguments in servers.items():
            seconds[name].append(await first_answer(*arguments))
    for which, unit in enumerate(("s by the clock", "s of the processor")):
        middle = {name: statistics.median(each[which] for each in times[1:]) for name, times in seconds.items()}
        for name, value in middle.items():
            print(f"{name:10} {value:.3f} {unit}, {value / middle['empty']:.2f} of the empty server")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as home:
        anyio.run(measured, rounds, Path(home))


if __name__ == "__main__":
    main()
