"""Streamable HTTP: who gets in, and that each client has a server of its own."""

import json
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ResourceListChangedNotification, ResourceTemplateReference, TextContent

from orchestrator.errors import ConfigError
from orchestrator.options import Http
from orchestrator.server.clients import TOKEN_VARIABLE, clients
from orchestrator.server.http import security_of, serve_http
from orchestrator.server.settings import ServerSettings
from tests.hosts.over_http import SYLLABI, served

pytestmark = pytest.mark.anyio

USER, ADA, BEN = "u" * 43, "a" * 43, "b" * 43
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
SYLLABUS = "# {}\n\nFall 2026. Instructor: Dr. Mill\n\n- Midterm (tentative): October {}, 2026\n"
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home: Path) -> Generator[str]:
    """A server for the user, Ada and Ben, who each have a folder with one syllabus."""
    for name in ("ada", "ben"):
        (home / name).mkdir()
    (home / "ada" / "ada101.md").write_text(SYLLABUS.format("ADA 101: Engines", 9))
    (home / "ben" / "ben202.md").write_text(SYLLABUS.format("BEN 202: Mills", 8))
    file = home / "clients.json"
    file.write_text(
        json.dumps({"clients": {"ada": {"token": ADA, "roots": ["ada"]}, "ben": {"token": BEN, "roots": ["ben"]}}})
    )
    file.chmod(0o600)
    with served(
        home, "--clients", str(file), "--root", str(SYLLABI), environment={"SYLLABUS_ORCHESTRATOR_TOKEN": USER}
    ) as found:
        yield found


@asynccontextmanager
async def connected(
    url: str, token: str, mode: Literal["auto", "legacy"] = "auto", **client_options: Any
) -> AsyncGenerator[Client]:
    with anyio.fail_after(60):
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http,
            Client(streamable_http_client(url, http_client=http), mode=mode, **client_options) as client,
        ):
            yield client


async def told(client: Client, tool: str, **arguments: Any) -> str:
    (block, *_) = (await client.call_tool(tool, arguments)).content
    assert isinstance(block, TextContent)
    return block.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_both_eras_of_the_protocol_are_served(url: str, mode: Literal["auto", "legacy"]) -> None:
    async with connected(url, USER, mode) as client:
        assert "set_up_semester" in {tool.name for tool in (await client.list_tools()).tools}


REFUSED: list[tuple[dict[str, str], int]] = [
    ({}, 401),
    ({"Authorization": f"Bearer {'x' * 43}"}, 401),
    ({"Authorization": f"Basic {USER}"}, 401),
    ({"Authorization": f"Bearer {USER}", "Host": "evil.example"}, 421),
    ({"Authorization": f"Bearer {USER}", "Host": "evil.example:80"}, 421),
    ({"Authorization": f"Bearer {USER}", "Origin": "https://evil.example"}, 403),
    ({"Authorization": f"Bearer {USER}", "Origin": "null"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), REFUSED)
async def test_who_has_no_token_or_comes_from_elsewhere_is_refused(
    url: str, headers: dict[str, str], status: int
) -> None:
    async with httpx2.AsyncClient() as http:
        answer = await http.post(url, headers=HEADERS | headers, json=PING)
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


async def test_the_lines_of_the_docs_are_a_configuration_that_gets_in(url: str) -> None:
    docs = Path(__file__).parent.parent.parent / "docs" / "hosts.md"
    (lines,) = (each for each in docs.read_text(encoding="utf-8").splitlines() if each.startswith('{"semester"'))
    entry = json.loads(lines.replace("TOKEN", USER))["semester"]
    assert entry["url"].endswith(":8360/mcp")
    async with (
        httpx2.AsyncClient(headers=entry["headers"]) as http,
        Client(streamable_http_client(url, http_client=http)),
    ):
        pass


async def test_a_session_is_closed_to_other_tokens(url: str) -> None:
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    opening = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    async with httpx2.AsyncClient(headers=HEADERS) as http:
        ada, ben = ({"Authorization": f"Bearer {token}"} for token in (ADA, BEN))
        opened = await http.post(url, headers=ada, json=opening)
        session = {"mcp-session-id": opened.headers["mcp-session-id"], "mcp-protocol-version": "2025-11-25"}
        assert (await http.post(url, headers=ada | session, json=PING)).status_code == 200
        assert (await http.post(url, headers=ben | session, json=PING)).status_code == 404
        assert (await http.delete(url, headers=ben | session)).status_code == 404
        assert (await http.post(url, headers=ada | session, json=PING)).status_code == 200


async def test_roots_and_runs_are_each_client_s_own(url: str, home: Path) -> None:
    async with connected(url, ADA) as ada, connected(url, BEN, "legacy") as ben:
        folder = str(home / "ada")
        ran = await ada.call_tool("set_up_semester", {"folder": folder})
        assert ran.structured_content is not None, ran
        run = ran.structured_content["run"]["run"]
        assert "outside" in await told(ben, "set_up_semester", folder=folder)
        assert run in await told(ada, "list_runs")
        assert run not in await told(ben, "list_runs")
        assert (await ben.call_tool("show_run", {"run": run})).is_error
        assert (await ben.call_tool("cancel_run", {"run": run})).is_error


async def test_who_listens_hears_of_changes_and_names_are_completed(url: str, home: Path) -> None:
    heard: list[object] = []
    told_once = anyio.Event()

    async def hear(message: object) -> None:
        if isinstance(message, ResourceListChangedNotification):
            heard.append(message)
            told_once.set()

    async with connected(url, BEN) as modern, connected(url, BEN, "legacy", message_handler=hear) as legacy:
        for client in (modern, legacy):
            capable = client.server_capabilities.resources
            assert capable is not None
            assert capable.list_changed
        async with modern.listen(resources_list_changed=True) as changes:
            await modern.call_tool("set_up_semester", {"folder": str(home / "ben")})
            assert type(await anext(changes)).__name__ == "ResourcesListChanged"
        await legacy.call_tool("correct_item", {"ids": ["BEN 202/exam-midterm"], "accept": True})
        await told_once.wait()
        for client in (modern, legacy):
            templates = {each.uri_template for each in (await client.list_resource_templates()).resource_templates}
            assert templates >= {"syllabus://{course}", "run://{run}/result"}
            reference = ResourceTemplateReference(uri="syllabus://{course}")
            completed = await client.complete(reference, {"name": "course", "value": "be"})
            assert completed.completion.values == ["BEN 202"]
            (content,) = (await client.read_resource("syllabus://BEN%20202")).contents
            assert "October 8, 2026" in str(content)


def settings(home: Path) -> ServerSettings:
    return ServerSettings(roots=[SYLLABI], home=home, out=home)


@pytest.fixture
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)


@pytest.mark.usefixtures("no_token")
def test_beyond_the_machine_a_token_is_needed_that_can_not_be_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clients(settings(tmp_path), None, private=True).of(None) is not None
    with pytest.raises(ConfigError, match=f"set {TOKEN_VARIABLE} to a token"):
        clients(settings(tmp_path), None, private=False)
    monkeypatch.setenv(TOKEN_VARIABLE, "secret")
    with pytest.raises(ConfigError, match="fewer than 32 letters can be guessed"):
        clients(settings(tmp_path), None, private=True)
    monkeypatch.setenv(TOKEN_VARIABLE, USER)
    known = clients(settings(tmp_path), None, private=True)
    assert known.of(None) is None, "where there is a token, nobody gets in without"
    assert known.of(USER) == settings(tmp_path)


@pytest.mark.usefixtures("no_token")
def test_under_a_name_a_token_is_needed_on_this_machine_too(tmp_path: Path) -> None:
    behind_a_proxy = Http("127.0.0.1", 0, ["semester.example.org"])
    with pytest.raises(ConfigError, match="whoever reaches this address could read your syllabi"):
        serve_http(behind_a_proxy, settings(tmp_path))


def test_at_every_address_its_name_has_to_be_told() -> None:
    with pytest.raises(ConfigError, match="say with --name"):
        security_of(Http("0.0.0.0", 8360), 8360)  # noqa: S104 - that is what is refused
    named = security_of(Http("0.0.0.0", 8360, ["mcp.example.org"]), 8360)  # noqa: S104
    assert named.allowed_hosts == ["mcp.example.org", "mcp.example.org:*"]
    assert named.allowed_origins == ["https://mcp.example.org", "https://mcp.example.org:*"]
    assert security_of(Http("::1", 0), 9).allowed_hosts[-1] == "[::1]:9"


BAD_FILES: list[tuple[Any, str]] = [
    ({"clients": {}}, "clients: dictionary should have at least 1 item"),
    ({"clients": {"ada": {"token": "short", "roots": ["."]}}}, "clients.ada.token: string should have at least 32"),
    ({"clients": {"ada": {"token": ADA, "roots": []}}}, "clients.ada.roots: value should have at least 1 item"),
    ({"clients": {"../ada": {"token": ADA, "roots": ["."]}}}, "clients.../ada.[key]: string should match pattern"),
    ({"clients": {name: {"token": ADA, "roots": ["."]} for name in ("ada", "ben")}}, "two clients in it have the same"),
    ({"client": {}}, "clients: field required"),
]


@pytest.mark.usefixtures("no_token")
@pytest.mark.parametrize(("content", "sentence"), BAD_FILES)
def test_a_file_of_clients_that_can_not_be_used_is_told_without_its_tokens(
    tmp_path: Path, content: Any, sentence: str
) -> None:
    file = tmp_path / "clients.json"
    file.write_text(json.dumps(content))
    file.chmod(0o600)
    with pytest.raises(ConfigError) as refused:
        clients(settings(tmp_path), file, private=False)
    assert str(refused.value).startswith(f"{file}: {sentence}")
    assert ADA not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_of_tokens_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clients.json"
    file.write_text(json.dumps({"clients": {"ada": {"token": ADA, "roots": ["."]}}}))
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        clients(settings(tmp_path), file, private=True)
