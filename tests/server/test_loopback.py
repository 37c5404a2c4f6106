"""Who may speak to the review page, and how it ends."""

import json
import signal
from collections.abc import Generator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import psutil
import pytest

from tests.server.hosting import place
from tests.server.reviewing import Served, reviewed
from tests.server.syllabi import DOUBTFUL


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with reviewed(place(tmp_path_factory.mktemp("loopback"), {"maps.md": DOUBTFUL})) as running:
        yield running


def asked(
    served: Served, method: str = "POST", path: str | None = None, body: str = "", **headers: str
) -> tuple[HTTPResponse, bytes]:
    """The answer to one request, which comes from the page itself where no header says otherwise."""
    url = urlsplit(served.address)
    connection = HTTPConnection(url.hostname or "", url.port, timeout=30)
    usual = {"Host": url.netloc, "Origin": f"http://{url.netloc}", "Content-Type": "application/json"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path or url.path, body, {**usual, **given})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def call(tool: str, **arguments: object) -> str:
    params = {"name": tool, "arguments": arguments}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})


def test_the_page_gets_what_it_asks_for(served: Served) -> None:
    response, body = asked(served, body=call("review_semester"))
    assert response.status == 200
    review = json.loads(body)["result"]["structuredContent"]
    unsure = [each for each in review["items"] if not each["sure"]]
    assert [each["title"] for each in unsure] == ["Report 2", "map portfolio"]
    assert all(each["quote"] in DOUBTFUL for each in unsure)


def test_no_copy_is_kept_and_no_other_page_may_frame_or_feed_it(served: Served) -> None:
    response, body = asked(served, "GET")
    policy = response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert b"http://" not in body
    assert b"https://" not in body


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (404, {"path": "/"}),
        (404, {"path": "/guessed/"}),
        (421, {"Host": "evil.example"}),
        (421, {"Host": "evil.example", "method": "GET"}),
        (403, {"Origin": "http://evil.example"}),
        (403, {"Origin": "null"}),
        (415, {"Content_Type": "text/plain"}),
        (413, {"body": " " * 100_001}),
        (405, {"method": "DELETE"}),
    ],
)
def test_others_get_nothing(served: Served, status: int, change: dict[str, str]) -> None:
    response, body = asked(served, **{"body": call("review_semester"), **change})
    assert response.status == status
    assert b"Report" not in body


@pytest.mark.parametrize(
    "body",
    [
        call("run_plan", plan={"steps": []}),
        call("ask_syllabus", question="x"),
        '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}',
        '{"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": "file:///etc/passwd"}}',
        "{",
        "",
    ],
)
def test_what_the_page_does_not_ask_is_refused(served: Served, body: str) -> None:
    _, answer = asked(served, body=body)
    assert json.loads(answer)["error"] == {"code": -32600, "message": "this is nothing that the page asks"}


def test_a_refusal_reaches_the_page_as_the_sentence_of_the_tool(served: Served) -> None:
    _, body = asked(served, body=call("correct_item", ids=["GEOG 210/none"], accept=True))
    result = json.loads(body)["result"]
    assert result["isError"]
    assert "there is no work 'GEOG 210/none'" in result["content"][0]["text"]


def test_ctrl_c_ends_it_with_all_that_it_started(served: Served) -> None:
    """The last of this file, because the others need what it ends."""
    children = psutil.Process(served.process.pid).children(recursive=True)
    served.process.send_signal(signal.SIGINT)
    _, errors = served.process.communicate(timeout=30)
    assert served.process.returncode == 130
    assert "Traceback" not in errors
    assert children
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert gone
    assert not alive
