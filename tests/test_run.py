"""The main job from the command line, as a student runs it: real servers, real files, real stores."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest
from icalendar import Calendar

BIOLOGY = """# BIO 110: Cells and Genes

Fall 2026, Northfield State University, Columbus, Ohio

Classes begin August 24, 2026. Classes end December 11, 2026.

Meetings: Monday, Wednesday, Friday 10:00-10:50 am, Hall 12

## Grading

| Part | Weight |
| --- | --- |
| Essay | 30% |
| Midterm | 30% |
| Final exam | 40% |

## Dates

- Essay due Friday, October 2, 2026 at 11:59 pm
- Midterm exam: Wednesday, October 14, 2026, in class
- Final exam: Monday, December 14, 2026, 8:00 am - 10:00 am
"""
HISTORY = """# HIST 201: Cities of Trade

Fall 2026, Northfield State University, Columbus, Ohio

Classes begin August 24, 2026. Classes end December 11, 2026.

Instructor: Dr. Ada Veldkamp, ada.veldkamp@northfield.example

Meetings: Tuesday and Thursday 1:00-2:15 pm, Hall 3

## Grading

Two papers, 50% each.

## Dates

- Paper 1 due Tuesday, September 22, 2026 at 5:00 pm
- Paper 2 due Tuesday, November 10, 2026 at 5:00 pm
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    syllabi = tmp_path / "syllabi"
    syllabi.mkdir()
    (syllabi / "bio.md").write_text(BIOLOGY, encoding="utf-8")
    (syllabi / "hist.md").write_text(HISTORY, encoding="utf-8")
    return syllabi


def command(*arguments: object, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "orchestrator", *map(str, arguments)],
        env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(home), "TZ": "America/New_York"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ran(*arguments: object, home: Path, code: int = 0) -> tuple[str, str]:
    """What it printed to stdout and to stderr."""
    with command(*arguments, home=home) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, f"{out}\n{err}"
    return out, err


def run(folder: Path, *options: object, code: int = 0) -> tuple[str, str]:
    out = folder.parent / "out"
    return ran("run", folder, "--out", out, *options, home=folder.parent / "home", code=code)


def titles(ics: Path) -> list[str]:
    return sorted(str(event["summary"]) for event in Calendar.from_ical(ics.read_bytes()).events)


def test_a_folder_of_syllabi_becomes_a_semester(folder: Path) -> None:
    summary, progress = run(folder)
    out = folder.parent / "out"
    assert "BIO 110" in summary
    assert "HIST 201" in summary
    assert "Final exam" in summary
    assert "parse 2 of 2" in progress
    assert "\x1b[" not in summary + progress, "what is piped is plain"
    assert {"BIO 110 lecture", "HIST 201 lecture", "BIO 110: Final exam"} <= set(titles(out / "semester.ics"))
    semester = json.loads((out / "semester.json").read_text(encoding="utf-8"))
    assert [work["date"] for work in semester["plan"]["assignments"]] == [
        "2026-09-22",
        "2026-10-02",
        "2026-10-14",
        "2026-11-10",
        "2026-12-14",
    ]
    page = (out / "semester.html").read_text(encoding="utf-8")
    assert "Essay due Friday, October 2, 2026" in page, "each entry shows the line that it came from"


def test_a_second_run_adds_nothing_and_changes_nothing(folder: Path) -> None:
    run(folder)
    out = folder.parent / "out"
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    summary, _ = run(folder)
    assert "Nothing changed" in summary
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_an_edited_syllabus_changes_just_what_was_edited(folder: Path) -> None:
    run(folder)
    edited = HISTORY.replace("Tuesday, November 10", "Thursday, November 12")
    (folder / "hist.md").write_text(edited, encoding="utf-8")
    changed = changes(run(folder, "--json")[0])
    assert changed["added"] == changed["removed"] == []
    assert [update["title"] for update in changed["updated"]] == ["HIST 201: Paper 2 due"]


def test_a_syllabus_that_cannot_be_read_fails_alone(folder: Path) -> None:
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    summary, _ = run(folder, code=1)
    assert "scan.pdf" in summary
    assert (folder.parent / "out" / "semester.ics").exists(), "the others go through"
    assert "BIO 110" in summary


def test_a_dry_run_shows_the_semester_and_leaves_nothing(folder: Path) -> None:
    summary, _ = run(folder, "--dry-run")
    assert "Final exam" in summary
    assert "nothing was stored" in summary
    home, out = folder.parent / "home", folder.parent / "out"
    assert list(out.iterdir()) == []
    assert not home.exists() or list(home.iterdir()) == []


@pytest.mark.long
def test_the_plan_that_was_written_runs_again_as_it_is(folder: Path) -> None:
    plan = folder.parent / "semester-plan.json"
    run(folder, "--plan-out", plan)
    summary, _ = ran("run", "--plan", plan, home=folder.parent / "home")
    assert "Nothing changed" in summary
    shown, _ = ran("plan", folder, "--json", home=folder.parent / "home")
    assert json.loads(shown)["steps"] == json.loads(plan.read_text(encoding="utf-8"))["steps"]


def test_a_run_that_ended_is_listed_and_shown(folder: Path) -> None:
    run(folder)
    home = folder.parent / "home"
    (record,) = json.loads(ran("runs", "--json", home=home)[0])
    assert record["state"] == "done"
    shown, _ = ran("show", record["id"][:12], home=home)
    assert "parse 2 of 2" in shown
    _, refusal = ran("resume", home=home, code=2)
    assert "nothing of it is left to do" in refusal


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run",), "Give either files or folders with syllabi, or --plan FILE."),
        (("run", "no-such-folder"), "no-such-folder"),
        (("run", ".", "--timezone", "Mars/Base"), "no IANA time zone"),
        (("run", ".", "--max-concurrent", "0"), "--max-concurrent"),
        (("run", "--plan", "no-plan.yaml"), "no-plan.yaml"),
    ],
)
def test_wrong_usage_is_one_sentence_and_code_2(arguments: Sequence[str], said: str, tmp_path: Path) -> None:
    out, err = ran(*arguments, home=tmp_path, code=2)
    assert said in err
    assert "Traceback" not in out + err


def test_a_plan_with_faults_starts_nothing(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "steps:\n"
        "  - {id: a, service_name: calender_server, tool_name: list_events}\n"
        "  - {id: b, service_name: calendar_server, tool_name: list_events, arguments: {start: $c.day}}\n",
        encoding="utf-8",
    )
    _, err = ran("run", "--plan", plan, home=tmp_path / "home", code=2)
    assert "did you mean 'calendar_server'?" in err
    assert "needs 'c', which is not in the plan" in err
    assert not (tmp_path / "home" / "calendar.db").exists()


def test_ctrl_c_ends_cleanly_and_says_what_was_finished(tmp_path: Path) -> None:
    fifo, config, plan = tmp_path / "called", tmp_path / "servers.json", tmp_path / "plan.json"
    os.mkfifo(fifo)
    server = Path(__file__).parent / "servers" / "waiting.py"
    config.write_text(
        json.dumps({"mcpServers": {"waiting": {"command": sys.executable, "args": [str(server)]}}}), encoding="utf-8"
    )
    step = {"service_name": "waiting", "tool_name": "wait", "arguments": {"fifo": str(fifo)}}
    plan.write_text(json.dumps({"steps": [{"id": "one", **step}]}), encoding="utf-8")
    with command("run", "--plan", plan, "--config", config, home=tmp_path / "home") as process:
        child = int(fifo.read_text())  # blocks until the tool is called
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Stopped." in err
    assert "resume" in err
    assert not psutil.pid_exists(child), "no server is left behind"


def test_a_server_that_is_killed_in_the_middle_is_replaced_and_nothing_is_lost(folder: Path) -> None:
    home, marker, config = folder.parent / "home", folder.parent / "killed", folder.parent / "servers.json"
    script = str(Path(__file__).parent / "servers" / "dying_calendar.py")
    stores = ["--db", str(home / "calendar.db"), "--root", str(folder.parent / "out")]
    server = {"command": sys.executable, "args": [script, str(marker), *stores]}
    config.write_text(json.dumps({"mcpServers": {"calendar_server": server}}), encoding="utf-8")
    _, progress = run(folder, "--config", config)
    assert marker.exists()
    assert "stopped" in progress, "the death is told"
    assert {"BIO 110: Final exam", "HIST 201: Paper 2 due"} <= set(titles(folder.parent / "out" / "semester.ics"))


def test_the_first_versions_door_still_opens(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator.run_agent", str(folder), "--out", str(folder.parent / "out")],
        env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(folder.parent / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "BIO 110" in done.stdout


def changes(printed: str) -> dict[str, list[Any]]:
    """The event changes of a run, over all sources."""
    syncs = json.loads(printed)["semester"]["event_changes"].values()
    return {kind: [each for sync in syncs for each in sync[kind]] for kind in ("added", "updated", "removed")}
