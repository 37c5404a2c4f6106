"""The MCP hosts that are known: where each keeps its configuration on each platform, and the form of an entry."""

import ntpath
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Platform = Literal["darwin", "linux", "win32"]

NAME = "semester"
"""Of our entry. Hosts put it before each tool's name, and allow 64 letters for both."""


@dataclass(frozen=True, slots=True)
class Host:
    title: str
    section: str
    """The member of the configuration that has the servers by name."""
    files: Mapping[Platform, Sequence[str]]
    """Where the configuration is: the last, unless a folder before it is there, in which `*` stands for any letters."""
    then: str
    """What the user does then."""
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    """What an entry has beside command, arguments and environment."""


def _everywhere(file: str) -> dict[Platform, Sequence[str]]:
    return {"darwin": (file,), "linux": (file,), "win32": (file,)}


_RESTART = "Quit {title} and start it again; it then has the server `semester`."

HOSTS: Mapping[str, Host] = {
    "claude-desktop": Host(
        "Claude Desktop",
        "mcpServers",
        {
            "darwin": ("{home}/Library/Application Support/Claude/claude_desktop_config.json",),
            "linux": ("{config}/Claude/claude_desktop_config.json",),
            # Installed as a Windows package, it reads what Windows keeps for that package.
            "win32": (
                "{local}/Packages/Claude_*/LocalCache/Roaming/Claude/claude_desktop_config.json",
                "{roaming}/Claude/claude_desktop_config.json",
            ),
        },
        _RESTART,
    ),
    "claude-code": Host(
        "Claude Code",
        "mcpServers",
        _everywhere("{claude}/.claude.json"),
        "Start a new session of Claude Code; `/mcp` in it shows the server `semester`.",
        {"type": "stdio"},
    ),
    "vscode": Host(
        "VS Code",
        "servers",
        {
            "darwin": ("{home}/Library/Application Support/Code/User/mcp.json",),
            "linux": ("{config}/Code/User/mcp.json",),
            "win32": ("{roaming}/Code/User/mcp.json",),
        },
        "In VS Code, run “MCP: List Servers” from the command palette and start `semester`.",
        {"type": "stdio"},
    ),
    "cursor": Host("Cursor", "mcpServers", _everywhere("{home}/.cursor/mcp.json"), _RESTART),
    "windsurf": Host("Windsurf", "mcpServers", _everywhere("{home}/.codeium/windsurf/mcp_config.json"), _RESTART),
    "zed": Host(
        "Zed",
        "context_servers",
        {
            "darwin": ("{home}/.config/zed/settings.json",),
            "linux": ("{config}/zed/settings.json",),
            "win32": ("{roaming}/Zed/settings.json",),
        },
        "Zed starts the server `semester` by itself: see the settings of its agent panel.",
        {"source": "custom"},
    ),
    "gemini-cli": Host("Gemini CLI", "mcpServers", _everywhere("{home}/.gemini/settings.json"), _RESTART),
    "lm-studio": Host("LM Studio", "mcpServers", _everywhere("{home}/.lmstudio/mcp.json"), _RESTART),
}


def files(host: Host, platform: Platform, environment: Mapping[str, str], home: str) -> list[str]:
    """Where its configuration may be, the likeliest first."""
    path = ntpath if platform == "win32" else posixpath
    places = {
        "home": home,
        "config": environment.get("XDG_CONFIG_HOME") or path.join(home, ".config"),
        "roaming": environment.get("APPDATA") or path.join(home, "AppData", "Roaming"),
        "local": environment.get("LOCALAPPDATA") or path.join(home, "AppData", "Local"),
        "claude": environment.get("CLAUDE_CONFIG_DIR") or home,
    }
    return [path.normpath(file.format(**places)) for file in host.files[platform]]


def entry(host: Host, program: str, roots: Sequence[str], environment: Mapping[str, str]) -> dict[str, object]:
    """Our entry in its configuration.

    Args:
        program: the Python that has this package, as an absolute path: hosts that are started from a desktop don't
            have the PATH of a terminal.
        environment: variables that the server needs beside those that the host passes on.
    """
    reads = [argument for root in roots for argument in ("--root", root)]
    started: dict[str, object] = {"command": program, "args": ["-P", "-m", "orchestrator", "serve", *reads]}
    return {**host.extra, **started, **({"env": dict(environment)} if environment else {})}


def is_ours(there: object) -> bool:
    """Whether an entry starts this program, in whichever way."""
    return any(name in str(there) for name in ("syllabus-orchestrator", "'orchestrator', 'serve'"))
