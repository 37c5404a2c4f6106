"""Write `server.json`, the entry for the public registry: `uv run python packaging/registry.py io.github.ACCOUNT`.

The registry takes an entry only from who owns its namespace: a GitHub account has `io.github.ACCOUNT`, a domain itself
reversed. That the package is theirs too it sees by a line of the README, which is put there. What is not published yet
is `com.example`'s, who is nobody (RFC 2606), and has no such line.
"""

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
NOBODY = "com.example"
_DESCRIPTION = "Syllabi become a semester: calendar, reminders, clashes. Offline, and runs plans of tool calls."
_NAMESPACE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LINE = re.compile(r"\n*<!-- mcp-name: .* -->\n")


def entry(namespace: str, project: dict[str, Any]) -> dict[str, Any]:
    """The entry; `project` is that of pyproject.toml."""
    root = {
        "type": "named",
        "name": "--root",
        "description": "The folder with your syllabi, which the server may read",
        "format": "filepath",
        "isRequired": True,
    }
    home = {
        "name": "SYLLABUS_ORCHESTRATOR_HOME",
        "description": "Folder of the calendar, the reminders and the runs; else the platform's for user data",
        "format": "filepath",
        "isRequired": False,
    }
    package = {
        "registryType": "pypi",
        "identifier": project["name"],
        "version": project["version"],
        "runtimeHint": "uvx",
        "transport": {"type": "stdio"},
        "packageArguments": [{"type": "positional", "value": "serve"}, root],
        "environmentVariables": [home],
    }
    return {
        "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
        "name": f"{namespace}/{project['name']}",
        "title": "Syllabus Orchestrator",
        "description": _DESCRIPTION,
        "version": project["version"],
        "packages": [package],
    }


def write(repository: Path, namespace: str) -> str:
    """Write entry and line into the repository; the entry's name.

    Raises:
        SystemExit: that is no namespace.
    """
    if not _NAMESPACE.fullmatch(namespace):
        raise SystemExit(f"{namespace!r} is no namespace: write io.github.ACCOUNT, or your domain reversed")
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    made = entry(namespace, project)
    (repository / "server.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    readme = repository / "README.md"
    text = _LINE.sub("\n", readme.read_text(encoding="utf-8"))
    line = "" if namespace == NOBODY else f"\n<!-- mcp-name: {made['name']} -->\n"
    readme.write_text(text + line, encoding="utf-8")
    return made["name"]


if __name__ == "__main__":
    print(write(REPOSITORY, sys.argv[1] if len(sys.argv) > 1 else NOBODY))
