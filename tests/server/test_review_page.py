"""The review page in a real browser: what was read with doubt is seen, put right, accepted, and in semester.ics."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.server.hosting import LINE, MARGIN, PAGE_WIDTH, host, place
from tests.server.reviewing import Served, browser, needs_browser, reviewed
from tests.server.syllabi import CHEMISTRY, DOUBTFUL

pytestmark = needs_browser

LIMIT_SECONDS = 60
MOST_TABS = 60


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Generator[WebDriver]:
    with browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """Each test begins with two dates to check: the one before undoes what it did."""
    with reviewed(place(tmp_path_factory.mktemp("review"), {"maps.pdf": DOUBTFUL, "chem.md": CHEMISTRY})) as running:
        yield running


def wait_for(driver: WebDriver, element: str, text: str) -> None:
    """Wait until the element, by its id, says so."""
    waiting = WebDriverWait(driver, LIMIT_SECONDS, poll_frequency=0.05)
    waiting.until(lambda now: text in now.find_element(By.ID, element).text)


def labelled(driver: WebDriver, label: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, f'[aria-label^="{label}"]')


def focused(driver: WebDriver) -> str:
    """What a screen reader says of the element that has the keyboard."""
    return driver.switch_to.active_element.accessible_name


def tab_to(driver: WebDriver, name: str) -> WebElement:
    """Press Tab until the keyboard is at the element of this name."""
    for _ in range(MOST_TABS):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        if focused(driver).startswith(name):
            return driver.switch_to.active_element
    raise AssertionError(f"no way with Tab to {name}")


def test_an_uncertain_date_is_seen_put_right_and_accepted(chromium: WebDriver, served: Served) -> None:
    chromium.get(served.address)
    wait_for(chromium, "check-title", "2 to check")
    assert served.events["GEOG 210: Report 2 due"] == ("TENTATIVE", "2026-11-24")
    card = chromium.find_element(By.CSS_SELECTOR, "#cards .card")
    assert "Tue 24 Nov" in card.text
    assert "Report 2 (tentative): Monday, November 24, 2026" in card.find_element(By.TAG_NAME, "blockquote").text

    labelled(chromium, "Read the text: GEOG 210 Report 2").click()
    WebDriverWait(chromium, LIMIT_SECONDS).until(lambda now: now.find_elements(By.TAG_NAME, "mark"))
    assert "Report 2" in chromium.find_element(By.TAG_NAME, "mark").text

    labelled(chromium, "Correct …: GEOG 210 Report 2").click()
    chromium.find_element(By.CSS_SELECTOR, "input[type=date]").send_keys("11232026")
    chromium.find_element(By.XPATH, "//form//button[.='Save']").click()
    wait_for(chromium, "check-title", "1 to check")
    assert served.events["GEOG 210: Report 2 due"] == ("CONFIRMED", "2026-11-23")

    labelled(chromium, "Accept: GEOG 210 map portfolio").click()
    wait_for(chromium, "check-title", "Nothing is left to check")
    assert served.events["GEOG 210: map portfolio due"] == ("CONFIRMED", "2026-11-30")

    for left in ("1 to check", "2 to check"):
        chromium.find_element(By.ID, "undo").click()
        wait_for(chromium, "check-title", left)
    assert served.events["GEOG 210: Report 2 due"] == ("TENTATIVE", "2026-11-24")


def test_the_page_of_the_document_is_shown_with_the_quote_marked_on_it(chromium: WebDriver, served: Served) -> None:
    chromium.get(served.address)
    wait_for(chromium, "check-title", "2 to check")
    opener = tab_to(chromium, "See the page: GEOG 210 Report 2")
    opener.send_keys(Keys.ENTER)
    WebDriverWait(chromium, LIMIT_SECONDS).until(lambda now: now.find_elements(By.CSS_SELECTOR, ".sheet b"))
    assert focused(chromium).startswith("See the page: GEOG 210 Report 2"), "the keyboard stays where it was"
    assert chromium.switch_to.active_element.get_attribute("aria-expanded") == "true"
    picture = chromium.find_element(By.CSS_SELECTOR, ".sheet img")
    quote = "Report 2 (tentative): Monday, November 24, 2026"
    assert picture.accessible_name == f"Page 1 of maps.pdf, with the place marked that says “{quote}”"
    assert int(picture.get_attribute("naturalWidth") or 0) > PAGE_WIDTH, "it is drawn"

    baseline = MARGIN + LINE * (1 + DOUBTFUL.splitlines().index(f"- {quote}"))
    sheet, marked, region = (rectangle(chromium, selector) for selector in (".sheet img", ".sheet b", ".picture"))
    point = sheet["width"] / PAGE_WIDTH
    assert marked["y"] < sheet["y"] + (baseline - 6) * point < marked["y"] + marked["height"], "on the words' line"
    assert abs(marked["x"] - (sheet["x"] + MARGIN * point)) < 3 * LINE, "where the line begins"
    assert marked["height"] < 2 * LINE * point, "and on no other"

    assert region["y"] <= marked["y"] <= region["y"] + region["height"], "in sight at once"
    assert tab_to(chromium, "Page 1 of 1 of maps.pdf, as a picture").get_attribute("role") == "region", "to be scrolled"


HOST = """<!doctype html><iframe sandbox="allow-scripts" style="width: 600px; height: 800px"></iframe><script>
const frame = document.querySelector("iframe"), asked = [];
addEventListener("message", (event) => asked.push(event.data));
frame.srcdoc = PAGE;
</script>"""
"""As a host shows a page: in a frame that has no origin, with nothing but messages to it."""


@pytest.mark.long
@pytest.mark.anyio
async def test_a_host_shows_the_same_page_and_makes_its_calls(
    chromium: WebDriver, served: Served, tmp_path: Path
) -> None:
    async with host(served.place) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        meta = tools["review_semester"].meta
        assert meta is not None
        [resource] = (await client.read_resource(meta["ui"]["resourceUri"])).contents
        assert resource.mime_type == "text/html;profile=mcp-app"
        shown = tmp_path / "host.html"
        html = json.dumps(resource.model_dump()["text"]).replace("</", "<\\/")
        shown.write_text(HOST.replace("PAGE", html), encoding="utf-8")
        chromium.get(shown.as_uri())
        await answer_until(chromium, client, "2 to check")
        click_in_frame(chromium, '[aria-label^="Accept: GEOG 210 Report 2"]')
        told = await answer_until(chromium, client, "1 to check", and_told="Accepted")
        assert "Accepted: GEOG 210 Report 2" in told, "the model hears of it"
        due = await client.call_tool("list_uncertain", {})
        assert due.structured_content is not None
        assert [each["title"] for each in due.structured_content["items"]] == ["map portfolio"]
        await client.call_tool("undo_change", {})


def test_the_keyboard_alone_is_enough_and_never_lost(chromium: WebDriver, served: Served) -> None:
    chromium.get(served.address)
    wait_for(chromium, "check-title", "2 to check")
    tab_to(chromium, "Correct …: GEOG 210 Report 2").send_keys(Keys.ENTER)
    assert focused(chromium) == "Date"
    chromium.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert focused(chromium).startswith("Correct …: GEOG 210 Report 2"), "back where it was opened from"
    chromium.switch_to.active_element.send_keys(Keys.ENTER)
    chromium.switch_to.active_element.send_keys("11232026")
    tab_to(chromium, "Save").send_keys(Keys.ENTER)
    wait_for(chromium, "status", "Corrected: GEOG 210 Report 2, Mon 23 Nov")
    assert focused(chromium).startswith("Accept: GEOG 210 map portfolio"), "at what is next to check"
    chromium.switch_to.active_element.send_keys(Keys.ENTER)
    wait_for(chromium, "status", "Accepted: GEOG 210 map portfolio")
    assert focused(chromium) == "Nothing is left to check"
    tab_to(chromium, "Done: GEOG 210 Report 1").send_keys(Keys.SPACE)
    wait_for(chromium, "status", "Done: GEOG 210 Report 1")
    assert focused(chromium).startswith("Done: GEOG 210 Report 1")
    assert {served.events[f"GEOG 210: {each} due"][0] for each in ("Report 2", "map portfolio")} == {"CONFIRMED"}


@pytest.mark.long
def test_a_question_is_answered_and_the_semester_follows(chromium: WebDriver, served: Served) -> None:
    chromium.get(served.address)
    wait_for(chromium, "decisions", "CHEM 110: section")
    assert "CHEM 110 lecture" not in served.events
    chromium.find_element(By.XPATH, "//*[@id='decisions']//button[.='002']").click()
    wait_for(chromium, "status", "The semester is set up again.")
    assert chromium.find_elements(By.CSS_SELECTOR, "#decisions li") == []
    assert served.events["CHEM 110 lecture"][0] == "CONFIRMED"


HELLO: dict[str, Any] = {
    "protocolVersion": "2026-01-26",
    "hostCapabilities": {"updateModelContext": {"text": {}}},
    "hostContext": {"theme": "dark"},
}


async def answer_until(driver: WebDriver, client: Client, said: str, and_told: str = "") -> str:
    """Do a host's part until the page says so, and has told the model so; what the model was told last."""
    told = ""
    with anyio.fail_after(LIMIT_SECONDS):
        while said not in in_frame(driver) or and_told not in told:
            for message in script(driver, "return asked.splice(0)"):
                params = message["params"]
                match message["method"]:
                    case "tools/call":
                        called = await client.call_tool(params["name"], params["arguments"])
                        result = called.model_dump(mode="json", by_alias=True)
                    case "ui/initialize":
                        result = HELLO
                    case "ui/update-model-context":
                        told, result = params["content"][0]["text"], {}
                    case _:
                        continue
                answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
                script(driver, "frame.contentWindow.postMessage(arguments[0], '*')", answer)
            await anyio.sleep(0.1)
    return told


def script(driver: WebDriver, source: str, *given: object) -> Any:
    return driver.execute_script(source, *given)  # pyright: ignore[reportUnknownMemberType] - the library has no types


def rectangle(driver: WebDriver, selector: str) -> dict[str, float]:
    return script(driver, "return document.querySelector(arguments[0]).getBoundingClientRect().toJSON()", selector)


def in_frame(driver: WebDriver) -> str:
    driver.switch_to.frame(0)
    text = driver.find_element(By.TAG_NAME, "body").text
    driver.switch_to.default_content()
    return text


def click_in_frame(driver: WebDriver, selector: str) -> None:
    driver.switch_to.frame(0)
    driver.find_element(By.CSS_SELECTOR, selector).click()
    driver.switch_to.default_content()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
