"""Make `dist/NAME-VERSION.mcpb`, which a host installs with a click: `uv run python packaging/mcpb.py`.

The bundle is the source with a manifest; the host's uv gets the dependencies when it starts it first. The same source
gives the same bytes.
"""

import asyncio
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

REPOSITORY = Path(__file__).parent.parent
_FILES = ("pyproject.toml", "README.md", "LICENSE")
_FOLDERS = ("orchestrator", "servers")


def manifest() -> dict[str, Any]:
    """What a host shows of the bundle, and how it starts it."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "manifest_version": "0.4",
        "name": project["name"],
        "display_name": "Syllabus Orchestrator",
        "version": project["version"],
        "description": project["description"],
        "author": {"name": project["authors"][0]["name"]},
        "license": project["license"],
        "keywords": project["keywords"],
        "server": {
            "type": "uv",
            "entry_point": "orchestrator/__main__.py",
            "mcp_config": {
                "command": "uv",
                "args": [
                    *("run", "--directory", "${__dirname}", "--no-dev", "syllabus-orchestrator", "serve"),
                    *("--root", "${user_config.syllabi}"),
                ],
            },
        },
        "tools": [
            {"name": tool.name, "description": (tool.description or "").splitlines()[0]}
            for tool in asyncio.run(_tools())
        ],
        "user_config": {
            "syllabi": {
                "type": "directory",
                "title": "Folder with your syllabi",
                "description": "PDF, Word, HTML, Markdown or text files; the server reads nothing outside of it.",
                "required": True,
            }
        },
        "compatibility": {
            "platforms": ["darwin", "linux", "win32"],
            "runtimes": {"python": project["requires-python"]},
        },
    }


async def _tools() -> Any:
    from orchestrator.server.app import build  # noqa: PLC0415 - makes a server, and is slow to import
    from orchestrator.server.settings import settings  # noqa: PLC0415

    return await build(settings([REPOSITORY])).list_tools()


def write(target: Path) -> Path:
    """The bundle in the folder `target`."""
    described = manifest()
    bundle = target / f"{described['name']}-{described['version']}.mcpb"
    target.mkdir(parents=True, exist_ok=True)
    with ZipFile(bundle, "w") as archive:
        _add(archive, "manifest.json", json.dumps(described, indent=2, ensure_ascii=False).encode())
        for path in _sources():
            _add(archive, path.relative_to(REPOSITORY).as_posix(), path.read_bytes())
    return bundle


def _sources() -> Iterator[Path]:
    yield from (REPOSITORY / name for name in _FILES)
    for folder in _FOLDERS:
        paths = sorted((REPOSITORY / folder).rglob("*"))
        yield from (path for path in paths if path.is_file() and "__pycache__" not in path.parts)


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name)  # of 1980, whenever it is made
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


if __name__ == "__main__":
    print(write(REPOSITORY / "dist"))
