"""How long each server takes from its start to its first answer, against an MCP server without a tool.

uv run python benchmarks/startup.py [ROUNDS]
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters

REPOSITORY = Path(__file__).parent.parent
EMPTY = "from mcp.server.mcpserver import MCPServer; MCPServer('empty', log_level='ERROR').run()"


async def first_answer(*arguments: str) -> float:
    """Seconds until the tools were listed."""
    begun = time.perf_counter()
    async with Client(StdioServerParameters(command=sys.executable, args=list(arguments), cwd=REPOSITORY)) as client:
        await client.list_tools()
        return time.perf_counter() - begun


async def measured(rounds: int, home: Path) -> None:
    servers = {
        "empty": ("-c", EMPTY),
        "syllabus": ("-m", "servers.syllabus", "--root", str(home)),
        "reminders": ("-m", "servers.reminders", "--db", str(home / "reminders.db")),
        "calendar": ("-m", "servers.calendar", "--db", str(home / "calendar.db")),
    }
    seconds: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(rounds + 1):  # in turns, so that noise is fair; the first round warms the disk
        for name, arguments in servers.items():
            seconds[name].append(await first_answer(*arguments))
    empty = statistics.median(seconds["empty"][1:])
    for name, times in seconds.items():
        middle = statistics.median(times[1:])
        print(f"{name:10} {middle:.3f} s (least {min(times[1:]):.3f}), {middle / empty:.2f} of the empty server")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as home:
        anyio.run(measured, rounds, Path(home))


if __name__ == "__main__":
    main()
