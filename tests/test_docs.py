"""The documents say what the program does: each command, option, exit code and tool stands in them, and no other."""

import re
from pathlib import Path

import pytest

from orchestrator.cli import EXIT_CODES, main
from orchestrator.config import project_servers
from orchestrator.executor import catalogue
from orchestrator.server.app import build
from orchestrator.server.settings import ServerSettings

DOCS = Path(__file__).parent.parent / "docs"
README = (DOCS.parent / "README.md").read_text(encoding="utf-8")
SERVERS = (DOCS / "servers.md").read_text(encoding="utf-8")
HOSTS = (DOCS / "hosts.md").read_text(encoding="utf-8")
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")


def options() -> set[str]:
    found = {option for each in main.commands.values() for parameter in each.params for option in parameter.opts}
    return {option for option in found if option.startswith("-")}


def test_each_option_is_documented_and_each_documented_one_exists() -> None:
    assert set(re.findall(r"`(--?[a-z][a-z-]*)", COMMANDS)) - {"--help"} == options()


@pytest.mark.parametrize("document", [README, COMMANDS])
def test_each_command_is_documented(document: str) -> None:
    assert [name for name in main.commands if not re.search(rf"(?:`|## |, ){name}\b", document)] == []


def test_the_exit_codes_are_told_in_the_same_words() -> None:
    told = [" ".join(document.split()).lower() for document in (README, COMMANDS)]
    assert all(sentence.strip(" .").lower() in each for each in told for sentence in EXIT_CODES[12:].split(";"))


@pytest.mark.anyio
async def test_each_tool_is_documented_in_its_own_words() -> None:
    servers = project_servers([DOCS], home=DOCS, out=DOCS, dry_run=True)
    for name, tools in (await catalogue(servers)).items():
        section = SERVERS.split(f"## {name.removesuffix('_server')}")[1].split("\n## ")[0]
        documented = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", section, re.MULTILINE)
        assert dict(documented) == {tool.name: tool.description.splitlines()[0] for tool in tools.values()}


@pytest.mark.anyio
async def test_each_tool_for_hosts_is_documented_in_its_own_words(tmp_path: Path) -> None:
    server = build(ServerSettings(roots=[DOCS], home=tmp_path, out=tmp_path))
    documented = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", HOSTS, re.MULTILINE)
    assert dict(documented) == {
        tool.name: (tool.description or "").splitlines()[0] for tool in await server.list_tools()
    }


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
