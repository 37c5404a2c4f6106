"""The commands that a user types to be reminded."""

import json
import os
import plistlib
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from servers.contract.errors import Refused
from servers.reminders import service
from servers.reminders.command import main
from servers.reminders.outbox import Outbox
from servers.reminders.rows import MIGRATIONS
from servers.store import Store
from tests.reminders.receiving import Home, WebService

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # inside of apprise

ANALYZE = shutil.which("systemd-analyze")
Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SYLLABUS_ORCHESTRATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("TZ", "UTC")
    return Home(tmp_path / "home")


@pytest.fixture
def run(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> str:
        """What it says, on both streams; with the sentence where it ends with one."""
        monkeypatch.setattr(sys, "argv", ["reminders-server", *arguments])
        sentence = ""
        try:
            main()
        except SystemExit as ended:
            sentence = str(ended.code)
        said = capsys.readouterr()
        return said.out + said.err + sentence

    return run


def program(folder: Path, name: str, script: str) -> Path:
    """A program of the platform, as far as the commands know it; what it is given it writes beside itself."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "$0.calls"\n{script}\n', encoding="utf-8")
    file.chmod(0o755)
    return file.with_name(f"{name}.calls")


def test_a_channel_is_added_tried_and_removed(home: Home, run: Run) -> None:
    with WebService().running() as web:
        assert "Reminders go to hook" in run("channel", "add", "hook", f"json://{web.place}/token")
        assert run("channel", "test") == "hook: sent\n"
        assert web.next()["title"] == "A trial of your reminders"
    assert "hook (json): 0 on their way" in run("service", "status")
    assert run("channel", "remove", "hook") == ""
    assert run("channel", "remove", "hook") == "there is no channel 'hook': there is none"
    assert "no channel is named yet" in run("channel", "test")


def test_an_address_can_be_typed_unseen_and_is_readable_by_the_user_alone(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("json://localhost/token\n"))
    run("channel", "add", "hook")
    file = home.folder / "delivery.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["channels"] == {"hook": "json://localhost/token"}
    file.chmod(0o644)
    assert run("channel", "test") == f"{file} may hold passwords and others can read it: run chmod 600 {file}"


def test_a_secret_may_stay_in_the_environment(home: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebService().running() as web:
        monkeypatch.setenv("HOOK_TOKEN", "hunter2secret")
        run("channel", "add", "hook", f"json://{web.place}/${{HOOK_TOKEN}}")
        assert run("channel", "test") == "hook: sent\n"
    assert "hunter2secret" not in (home.folder / "delivery.json").read_text(encoding="utf-8")
    monkeypatch.delenv("HOOK_TOKEN")
    assert "the variable HOOK_TOKEN of its address is not set in this environment" in run("channel", "test")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("channel", "add", "x", "nosuch://password"), "channel x: its address is not understood: "),
        (("channel", "test"), "no channel is named yet: add one with `reminders-server channel add NAME ADDRESS`"),
        (("deliver",), "no channel is named yet"),
        (("deliver", "--db", ":memory:"), "a store in memory has nothing to deliver: name a file with --db"),
        (("service", "install"), "no channel is named yet"),
        (("service", "uninstall"), "The service was not installed."),
        (("quiet", "22-8"), "quiet hours '22-8' are not understood: write them like 22:00-08:00, or off"),
        (("quiet", "08:00-08:00"), "quiet hours '08:00-08:00' have no length"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    said = run(*arguments)
    assert sentence in said
    assert "password" not in said


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "Invalid JSON"),
        ('{"quiet": "night"}', "quiet: Value error, quiet hours 'night' are not understood"),
        ('{"channel": {}}', "channel: Extra inputs are not permitted"),
        ('{"channels": {"mail": {"password": "hunter2"}}}', "channels.mail: Input should be a valid string"),
    ],
)
def test_settings_that_are_not_understood_are_refused_without_their_values(
    home: Home, run: Run, content: str, fault: str
) -> None:
    home.folder.mkdir()
    file = home.folder / "delivery.json"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    said = run("service", "status")
    assert said.startswith(f"{file} is not understood: {fault}")
    assert "hunter2" not in said


def test_the_status_tells_what_waits_what_fails_and_when_the_next_comes(home: Home, run: Run) -> None:
    home.folder.mkdir()
    home.remind("Call the library")
    home.settings(phone="ntfy://example.org/topic")
    run("quiet", "22:00-08:00")
    outbox = Outbox(Store(str(home.store), MIGRATIONS))
    outbox.queue(["phone"], lambda waiting: [each.uid for each in waiting])
    attempt = outbox.begin("phone", home.reminders.all()[0].rings)
    outbox.failed("phone", "error=503")
    assert attempt.number == 1
    assert run("service", "status").splitlines() == [
        "service: not installed",
        "phone (ntfy): 1 on their way, failed 1 times, tried again at 10:00: error=503",
        "quiet hours: 22:00-08:00",
        "no reminder is waiting",
    ]
    run("quiet", "off")
    assert "quiet hours" not in run("service", "status")


def test_the_store_is_looked_after(home: Home, tmp_path: Path, run: Run) -> None:
    assert run("check") == f"there is no store at {home.store}: name one with --db"
    home.folder.mkdir()
    home.remind("Call the library")
    assert run("check").endswith("reminders.db is whole.\n")
    assert "is in" in run("backup", str(tmp_path / "copy.db"))
    assert run("check", "--db", str(tmp_path / "copy.db")) == f"{tmp_path / 'copy.db'} is whole.\n"


def test_a_notification_on_the_desktop_is_shown_by_the_desktop_s_own_program(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "the program notify-send is not there: install it" in run("channel", "add", "screen", "desktop://")
    calls = program(tmp_path / "bin", "notify-send", "")
    run("channel", "add", "screen", "desktop://")
    assert run("channel", "test") == "screen: sent\n"
    assert calls.read_text(encoding="utf-8") == (
        "--app-name=Reminders -- A trial of your reminders Reminders will come to where you read this.\n"
    )
    program(tmp_path / "bin", "notify-send", 'echo "no display" >&2; exit 1')
    assert run("channel", "test").startswith("screen: no display")


def test_the_service_is_installed_asked_and_uninstalled(
    home: Home, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = program(tmp_path / "bin", "systemctl", '[ -e "$0.down" ] && { echo "no bus" >&2; exit 1; } || exit 0')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    run("channel", "add", "hook", "json://localhost/")
    assert "now and after every login" in run("service", "install")
    unit = tmp_path / "config" / "systemd" / "user" / "syllabus-reminders.service"
    assert f'"deliver" "--db" "{home.store}"' in unit.read_text(encoding="utf-8")
    assert "service: running" in run("service", "status")
    down = tmp_path / "bin" / "systemctl.down"
    down.touch()
    assert "service: installed, but not running" in run("service", "status")
    assert run("service", "uninstall").endswith("syllabus-reminders.service` failed: no bus")
    down.unlink()
    assert "Reminders are delivered no more." in run("service", "uninstall")
    assert not unit.exists()
    assert [line for line in calls.read_text(encoding="utf-8").splitlines() if "is-active" not in line] == [
        "--user daemon-reload",
        "--user enable --now syllabus-reminders.service",
        "--user disable --now syllabus-reminders.service",
        "--user disable --now syllabus-reminders.service",
    ]


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
def test_systemd_understands_the_unit_also_with_odd_paths(tmp_path: Path) -> None:
    odd = tmp_path / 'a "b" 100% $HOME \\ c.db'
    made = service.manager([sys.executable, "-c", "pass", str(odd)], tmp_path / "log", "linux")
    file = tmp_path / made.file.name
    file.write_bytes(made.content)
    command = [str(ANALYZE), "--user", "--man=no", "verify", str(file)]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")


def test_launchd_gets_the_same_command(tmp_path: Path) -> None:
    command = ["python", "-m", "servers.reminders", "deliver", "--db", "/a b/<reminders>.db"]
    properties = plistlib.loads(service.manager(command, tmp_path / "log", "darwin").content)
    assert properties["ProgramArguments"] == command
    assert properties["KeepAlive"] == {"SuccessfulExit": False}


def test_another_platform_is_told_what_to_do_instead(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no service for win32: let its task scheduler start"):
        service.manager(["python"], tmp_path / "log", "win32")
