"""`syllabus-orchestrator review` as a user starts it, and the browser that the tests look at its page with."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from icalendar import Calendar
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

from tests.server.hosting import REPOSITORY, Place

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_DRIVER = shutil.which("chromedriver")
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not (_CHROMIUM and _DRIVER), reason="Chromium or chromedriver is not installed"),
]


@dataclass(frozen=True, slots=True)
class Served:
    """A review that is being served."""

    address: str
    place: Place
    process: subprocess.Popen[str]

    @property
    def events(self) -> dict[str, tuple[str, str]]:
        """Status and day of each event of semester.ics, by its title without the mark of doubt."""
        calendar = Calendar.from_ical((self.place.root / "out" / "semester.ics").read_bytes())
        return {
            str(event["summary"]).removesuffix("?"): (
                str(event.get("status", "CONFIRMED")),
                event.start.isoformat()[:10],
            )
            for event in calendar.events
            if event.start
        }


@contextmanager
def reviewed(place: Place) -> Generator[Served]:
    """The review of the place's folder, ended by Ctrl-C."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "orchestrator", "review", "--no-browser"),
            *("--out", str(place.root / "out"), str(place.folder)),
        ],
        cwd=REPOSITORY,
        env={**os.environ, "SYLLABUS_ORCHESTRATOR_HOME": str(place.home), "TZ": "America/New_York"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                yield Served(found.group(), place, process)
                break
        else:
            raise AssertionError("".join(said))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@contextmanager
def browser(profile: Path) -> Generator[WebDriver]:
    """A headless Chromium with nothing from before."""
    options = webdriver.ChromeOptions()
    options.binary_location = _CHROMIUM or ""
    for argument in (
        *("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
        *("--lang=en-US", "--window-size=1280,1000", f"--user-data-dir={profile}"),
        *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []),
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options, Service(_DRIVER))
    try:
        yield driver
    finally:
        driver.quit()
