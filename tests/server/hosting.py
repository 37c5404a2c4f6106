"""A host of the orchestrator's server: the SDK's client of a spawned `syllabus-orchestrator serve`."""

import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import anyio
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent
from reportlab.pdfgen.canvas import Canvas

REPOSITORY = Path(__file__).parent.parent.parent
FIXTURES = REPOSITORY / "fixtures" / "syllabi"
LIMIT_SECONDS = 120
Era = Literal["legacy", "auto"]
ERAS: tuple[Era, ...] = ("legacy", "auto")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a test's syllabi and stores are."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "syllabi"

    @property
    def home(self) -> Path:
        return self.root / "home"

    def params(self, *options: str) -> StdioServerParameters:
        return StdioServerParameters(
            command=sys.executable,
            args=["-m", "orchestrator", "serve", "--root", str(self.folder), *options],
            cwd=REPOSITORY,
            env={"SYLLABUS_ORCHESTRATOR_HOME": str(self.home), "TZ": "America/New_York"},
        )


def place(root: Path, syllabi: Mapping[str, str]) -> Place:
    """A folder with these syllabi, by their names."""
    here = Place(root / "place")
    here.folder.mkdir(parents=True)
    for name, text in syllabi.items():
        (here.folder / name).write_bytes(printed(text) if name.endswith(".pdf") else text.encode())
    return here


PAGE_WIDTH, PAGE_HEIGHT, MARGIN, LINE = 612, 792, 72, 20


def printed(text: str) -> bytes:
    """A PDF of one page with these lines, the first baseline one `LINE` below the upper `MARGIN`; `#` is a heading."""
    content = BytesIO()
    canvas = Canvas(content, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=True)
    for number, line in enumerate(text.splitlines(), 1):
        bold, size = ("-Bold", 20 - 3 * line.index(" ")) if line.startswith("#") else ("", 11)
        canvas.setFont(f"Helvetica{bold}", size)
        canvas.drawString(MARGIN, PAGE_HEIGHT - MARGIN - LINE * number, line.lstrip("# "))
    canvas.save()
    return content.getvalue()


@asynccontextmanager
async def host(
    place: Place, *options: str, mode: Era = "auto", seconds: float = LIMIT_SECONDS, **client: Any
) -> AsyncGenerator[Client]:
    """A client of a server over the place's folder, for so many seconds at most."""
    with anyio.fail_after(seconds):
        async with Client(place.params(*options), mode=mode, **client) as connected:
            await connected.list_tools()
            yield connected


def text(result: CallToolResult) -> str:
    """What the model reads."""
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


async def ask(client: Client, tool: str, **arguments: Any) -> tuple[str, dict[str, Any]]:
    """Text and structure of a call that succeeds."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text(result)
    assert result.structured_content is not None
    return text(result), result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    """The sentence of a call that is refused."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, text(result)
    return text(result)
