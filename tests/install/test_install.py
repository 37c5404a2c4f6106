"""`install` and `uninstall` over configuration files as the hosts write them (`configurations/`, in their manner)."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from click.testing import CliRunner, Result
from mcp import Client, StdioServerParameters

from orchestrator.cli import main
from orchestrator.install.command import configuration_of
from orchestrator.install.hosts import HOSTS, Platform, entry, files
from orchestrator.install.jsonc import entry as entry_in

CONFIGURATIONS = Path(__file__).parent / "configurations"
SYLLABI = Path(__file__).parent.parent.parent / "fixtures" / "syllabi"
OURS = {"command": sys.executable, "args": ["-P", "-m", "orchestrator", "serve", "--root", str(SYLLABI)]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a user who has nothing yet."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "SYLLABUS_ORCHESTRATOR_HOME", "CLAUDE_CONFIG_DIR", "APPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def file_of(host: str) -> Path:
    return Path(files(HOSTS[host], "linux", os.environ, str(Path.home()))[-1])


def configured(host: str) -> Path:
    """That host's file, as if the host had written it."""
    file = file_of(host)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((CONFIGURATIONS / f"{host}.json").read_bytes())
    return file


def install(host: str, *options: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, ["install", host, "--root", str(SYLLABI), *options], input=answer)


def uninstall(host: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["uninstall", host, *options])


pytestmark = [pytest.mark.usefixtures("home"), pytest.mark.skipif(sys.platform != "linux", reason="paths of Linux")]


@pytest.mark.parametrize("host", HOSTS)
def test_an_entry_goes_in_beside_what_is_there_and_comes_out_without_a_trace(host: str) -> None:
    file = configured(host)
    before = file.read_bytes()
    assert install(host, "--yes").exit_code == 0
    written = file.read_bytes()
    text = written.decode()
    assert entry_in(text, HOSTS[host].section, "semester") == {**HOSTS[host].extra, **OURS}
    rest = iter(written)
    assert all(byte in rest for byte in before), "what was there is there in the same order, and something between"
    assert install(host, "--yes").exit_code == 0
    assert file.read_bytes() == written
    assert uninstall(host, "--yes").exit_code == 0
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("host", HOSTS)
def test_where_there_was_no_file_there_is_none_again(host: str) -> None:
    assert install(host, "--yes").exit_code == 0
    assert json.loads(file_of(host).read_text()) == {HOSTS[host].section: {"semester": {**HOSTS[host].extra, **OURS}}}
    assert uninstall(host, "--yes").exit_code == 0
    assert not file_of(host).exists()


def test_what_came_in_meanwhile_stays_when_it_is_taken_out() -> None:
    file = configured("windsurf")
    install("windsurf", "--yes")
    file.write_text(file.read_text().replace('"mcpServers": {', '"mcpServers": {\n        "mine": {},'))
    assert uninstall("windsurf", "--yes").exit_code == 0
    assert json.loads(file.read_text()) == {"mcpServers": {"mine": {}}}


def test_nothing_is_written_before_the_change_was_shown_and_wanted() -> None:
    file = configured("cursor")
    before = file.read_bytes()
    refused = install("cursor", answer="n\n")
    assert refused.exit_code == 1
    assert "+" in refused.output
    assert str(SYLLABI) in refused.output
    assert file.read_bytes() == before
    assert install("cursor", answer="y\n").exit_code == 0
    assert file.read_bytes() != before


def test_another_folder_takes_the_place_of_the_first(tmp_path: Path) -> None:
    file = configured("zed")
    before = file.read_bytes()
    install("zed", "--yes")
    CliRunner().invoke(main, ["install", "zed", "--root", str(tmp_path), "--yes"])
    assert entry_in(file.read_text(), "context_servers", "semester")["args"][-1] == str(tmp_path)
    uninstall("zed", "--yes")
    assert file.read_bytes() == before


REFUSED = [
    (b'{"mcpServers": {', "line 1 of it is broken JSON, where it ends: mend that first"),
    (b'{"mcpServers": []}', '"mcpServers" in it is no object'),
    (b'{"mcpServers": {"semester": {"command": "other"}}}', "it has another server that is called 'semester'"),
    (b'{"a": "\xff"}', "it is not UTF-8: mend that first"),
]


@pytest.mark.parametrize(("content", "sentence"), REFUSED)
def test_a_file_that_can_not_be_kept_is_left_alone(content: bytes, sentence: str) -> None:
    file = file_of("cursor")
    file.parent.mkdir()
    file.write_bytes(content)
    refused = install("cursor", "--yes")
    assert refused.exit_code == 2
    assert refused.output.startswith(f"Error: {file}: {sentence}")
    assert file.read_bytes() == content


def test_a_file_behind_a_link_stays_behind_it_and_private(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.json"
    kept.write_text("{}\n")
    kept.chmod(0o600)
    file = file_of("claude-code")
    file.symlink_to(kept)
    install("claude-code", "--yes")
    assert file.is_symlink()
    assert "semester" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_the_data_of_this_terminal_are_those_of_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYLLABUS_ORCHESTRATOR_HOME", str(tmp_path / "mine"))
    install("cursor", "--yes")
    written = json.loads(file_of("cursor").read_text())["mcpServers"]["semester"]
    assert written["env"] == {"SYLLABUS_ORCHESTRATOR_HOME": str(tmp_path / "mine")}


PLACES: list[tuple[str, Platform, list[str]]] = [
    ("claude-desktop", "darwin", ["/h/Library/Application Support/Claude/claude_desktop_config.json"]),
    ("vscode", "darwin", ["/h/Library/Application Support/Code/User/mcp.json"]),
    ("vscode", "linux", ["/h/.config/Code/User/mcp.json"]),
    ("vscode", "win32", [r"\h\AppData\Roaming\Code\User\mcp.json"]),
    ("zed", "darwin", ["/h/.config/zed/settings.json"]),
    ("zed", "win32", [r"\h\AppData\Roaming\Zed\settings.json"]),
    ("cursor", "win32", [r"\h\.cursor\mcp.json"]),
    ("windsurf", "linux", ["/h/.codeium/windsurf/mcp_config.json"]),
    ("claude-code", "darwin", ["/h/.claude.json"]),
    ("gemini-cli", "linux", ["/h/.gemini/settings.json"]),
    ("lm-studio", "win32", [r"\h\.lmstudio\mcp.json"]),
]


@pytest.mark.parametrize(("host", "platform", "places"), PLACES)
def test_each_platform_has_its_places(host: str, platform: Platform, places: list[str]) -> None:
    assert files(HOSTS[host], platform, {}, "/h") == places


def test_variables_move_the_places() -> None:
    windows = files(HOSTS["claude-desktop"], "win32", {"APPDATA": r"D:\roam", "LOCALAPPDATA": r"D:\loc"}, "/h")
    assert windows == [
        r"D:\loc\Packages\Claude_*\LocalCache\Roaming\Claude\claude_desktop_config.json",
        r"D:\roam\Claude\claude_desktop_config.json",
    ]
    assert files(HOSTS["zed"], "linux", {"XDG_CONFIG_HOME": "/c"}, "/h") == ["/c/zed/settings.json"]
    assert files(HOSTS["claude-code"], "linux", {"CLAUDE_CONFIG_DIR": "/c"}, "/h") == ["/c/.claude.json"]


def test_a_packaged_claude_desktop_is_found_in_the_folder_of_its_package(tmp_path: Path) -> None:
    folder = tmp_path / "[Local]" / "Packages" / "Claude_1a2b" / "LocalCache" / "Roaming" / "Claude"
    folder.mkdir(parents=True)
    pattern = f"{tmp_path}/[Local]/Packages/Claude_*/LocalCache/Roaming/Claude/claude_desktop_config.json"
    packaged = replace(HOSTS["claude-desktop"], files={"linux": (pattern, "{home}/elsewhere.json")})
    assert configuration_of(packaged).path == folder / "claude_desktop_config.json"
    folder.rmdir()
    assert configuration_of(packaged).path == tmp_path / "elsewhere.json"


def test_paths_of_windows_are_written_as_json_has_them() -> None:
    written = json.dumps(entry(HOSTS["cursor"], r"C:\py\python.exe", [r"C:\Users\Zoë\syllabi"], {}), ensure_ascii=False)
    assert r'"C:\\py\\python.exe"' in written
    assert r'"C:\\Users\\Zoë\\syllabi"' in written


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_host_that_reads_the_file_has_the_server(home: Path) -> None:
    install("claude-desktop", "--yes")
    read = json.loads(file_of("claude-desktop").read_text())["mcpServers"]["semester"]
    # From the root of the disk and with a short PATH, as hosts that are started from a desktop do.
    launched = StdioServerParameters(**read, cwd="/")
    launched.env = {"PATH": "/usr/bin:/bin", "HOME": str(home)}
    with anyio.fail_after(60):
        async with Client(launched) as client:
            assert "set_up_semester" in {tool.name for tool in (await client.list_tools()).tools}
