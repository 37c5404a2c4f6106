"""One calendar on a CalDAV server (RFC 4791): its entries, each with its ETag, so that no change there is overwritten.

Needs the extra `caldav`. The password is never an argument of a tool: it comes from the environment or the keyring.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal
from urllib.parse import urlsplit

from servers.contract.errors import Refused

PASSWORD_VARIABLE = "CALDAV_PASSWORD"  # noqa: S105 - the name of the variable
KEYRING_SERVICE = "syllabus-orchestrator"
_ADDRESS = "give the calendar's https address, without a user or password in it"
_TIMEOUT_SECONDS = 30
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ChangedThere(Exception):  # noqa: N818 - it says what happened
    """The entry on the server is no longer the one that was read."""


@dataclass(frozen=True, slots=True)
class Entry:
    uid: str
    content: bytes
    """The iCalendar object of one event, all its occurrences included, or of one task."""
    handle: Any
    """The client library's own object, which knows its ETag."""


class Collection:
    """A calendar on a server.

    Args:
        url: of the calendar itself, without a user or password in it.
        kind: of the entries; others in the calendar are not looked at.

    Raises:
        Refused: the extra is not installed, the address is no safe one, or there is no password.
    """

    def __init__(self, url: str, username: str | None, kind: Literal["VEVENT", "VTODO"]) -> None:
        try:
            parts = urlsplit(url)
            sound = parts.scheme in {"http", "https"} and parts.port != 0 and not (parts.username or parts.password)
        except ValueError:  # a bracket left open, a port that is none
            raise Refused(_ADDRESS) from None
        self.url, self.host = url, parts.hostname or ""
        if not (sound and self.host):
            raise Refused(_ADDRESS)
        if parts.scheme == "http" and self.host not in _LOOPBACK:
            raise Refused(f"{self.host} would be sent the password in clear: use its https address")
        try:
            # In the extra only, and a second to import.
            self._library: Any = import_module("caldav")
            self._errors: Any = import_module("caldav.lib.error")
        except ImportError:
            raise Refused("publishing needs the extra: pip install 'syllabus-orchestrator[caldav]'") from None
        client = self._library.DAVClient(
            url=url,
            username=username,
            password=_password(username, self.host) if username else None,
            timeout=_TIMEOUT_SECONDS,
            enable_rfc6764=False,
            require_tls=False,
        )
        self._calendar, self._kind = client.calendar(url=url), kind

    def entries(self) -> list[Entry]:
        """All that are there."""
        with self._sentences():
            tasks = self._kind == "VTODO"
            calendar = self._calendar
            found = calendar.get_todos(include_completed=True) if tasks else calendar.get_events()
            return [Entry(str(each.id), str(each.data).encode(), each) for each in found]

    def put(self, content: bytes, known: Entry | None) -> None:
        """Write the entry in the place of `known`; None for one that must not be there yet.

        Raises:
            ChangedThere: somebody else changed it, or made it, since.
        """
        with self._sentences():
            if known is None:
                add = self._calendar.add_todo if self._kind == "VTODO" else self._calendar.add_event
                add(ical=content.decode(), no_overwrite=True)
            else:
                known.handle.data = content.decode()
                known.handle.save(precondition="etag", increase_seqno=False)

    def remove(self, known: Entry) -> None:
        """Remove the entry.

        Raises:
            ChangedThere: somebody else changed it since.
        """
        with self._sentences():
            known.handle.delete(if_match=True)

    @contextmanager
    def _sentences(self) -> Generator[None]:
        errors = self._errors
        try:
            yield
        except (errors.ETagMismatchError, errors.ConsistencyError) as error:
            raise ChangedThere from error
        except errors.AuthorizationError:
            raise Refused(f"{self.host} did not accept the user name and password") from None
        except errors.NotFoundError:
            raise Refused(f"{self.host} has no calendar at {self.url}: make one there, or mend it") from None
        except errors.DAVError as error:
            raise Refused(f"{self.host} answered with an error: {_first_line(error)}") from None
        except OSError as error:
            raise Refused(f"{self.host} can't be reached: {type(error).__name__}") from None


def _password(username: str, host: str) -> str:
    from_environment = os.environ.get(PASSWORD_VARIABLE)
    if from_environment:
        return from_environment
    name = f"{username}@{host}"
    keyring: Any = import_module("keyring")
    try:
        kept: str | None = keyring.get_password(KEYRING_SERVICE, name)
    except keyring.errors.KeyringError:
        kept = None
    if kept is None:
        raise Refused(
            f"there is no password for {name}: put it into the variable {PASSWORD_VARIABLE}, or run"
            f" `keyring set {KEYRING_SERVICE} {name}`"
        )
    return kept


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")[:200] or type(error).__name__
