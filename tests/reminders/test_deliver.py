"""`reminders-server deliver` as a process of its own, with real services at the other end."""

import queue
import socket
from collections.abc import Generator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.reminders.receiving import LIMIT_SECONDS, Home, WebService


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def web() -> Generator[WebService]:
    with WebService().running() as service:
        yield service


class Mailbox:
    def __init__(self) -> None:
        self.got: queue.Queue[tuple[list[str], EmailMessage]] = queue.Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.got.put((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def mail() -> Generator[tuple[Mailbox, str]]:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller: Any = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, f"mailto://127.0.0.1:{port}?from=reminders@example.org&to=me@example.org&mode=insecure"
    controller.stop()


def test_reminders_reach_mail_phone_and_web(home: Home, web: WebService, mail: tuple[Mailbox, str]) -> None:
    mailbox, address = mail
    home.settings(mail=address, phone=f"ntfy://{web.place}/my-reminders", hook=f"json://{web.place}/")
    home.remind("Call the library", "Return the book; it's “due” & <overdue>")
    with home.deliverer() as deliverer:
        deliverer.says("hook: sent")
    listed = "- Call the library\n- Return the book; it's “due” & <overdue>"
    phone, hook = web.next(), web.next()
    assert (phone["topic"], phone["message"]) == ("my-reminders", listed)
    assert (hook["title"], hook["message"]) == ("Call the library, and 1 more", listed)
    to, received = mailbox.got.get(timeout=LIMIT_SECONDS)
    assert to == ["me@example.org"]
    assert received["subject"] == "Call the library, and 1 more"
    assert received.get_content().strip().replace("\r\n", "\n") == listed
    assert set(home.states().values()) == {"delivered"}
    assert deliverer.process.returncode == 0


def test_a_service_that_fails_is_reported_without_the_secrets_of_its_address(home: Home, web: WebService) -> None:
    web.status = 500
    home.settings(hook=f"json://me:hunter2secret@{web.place}/token-of-mine")
    home.remind("Call the library")
    with home.deliverer() as deliverer:
        line = deliverer.says("hook: not sent, tried again at ")
    assert "error=500" in line
    assert home.states() == {"Call the library": "pending"}
    stored = b"".join(file.read_bytes() for file in home.folder.iterdir() if file.name != "delivery.json")
    for secret in ("hunter2secret", "token-of-mine"):
        assert secret not in line + deliverer.rest
        assert secret.encode() not in stored


def test_what_was_being_sent_in_a_kill_goes_again(home: Home, web: WebService) -> None:
    home.settings(hook=f"json://{web.place}/")
    home.remind("first")
    web.may_answer.clear()
    with home.deliverer() as deliverer:
        assert web.next()["title"] == "first"
        deliverer.kill()
    web.may_answer.set()
    with home.deliverer() as deliverer:
        deliverer.says("hook: sent")
    assert web.next()["title"] == "first"
    assert home.states() == {"first": "delivered"}


def test_a_message_that_is_being_sent_when_it_is_stopped_is_finished(home: Home, web: WebService) -> None:
    home.settings(hook=f"json://{web.place}/")
    home.remind("first")
    web.may_answer.clear()
    with home.deliverer() as deliverer:
        web.next()
        deliverer.stop()
        web.may_answer.set()
    assert deliverer.process.returncode == 0
    assert home.states() == {"first": "delivered"}


def test_of_two_deliverers_one_sends_and_the_other_takes_over_when_that_one_is_killed(
    home: Home, web: WebService
) -> None:
    home.settings(hook=f"json://{web.place}/")
    home.remind("first")
    with home.deliverer() as one:
        one.says("hook: sent")
        with home.deliverer() as other:
            other.says("another deliverer is at work on this store")
            home.remind("second")
            one.kill()
            other.says("hook: sent")
    assert [web.next()["title"], web.next()["title"]] == ["first", "second"]
    assert web.got.empty()
