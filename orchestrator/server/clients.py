"""Who may speak to the server over HTTP, and what each of them has. Knows nothing of HTTP."""

import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from orchestrator.errors import ConfigError
from orchestrator.server.settings import ServerSettings

TOKEN_VARIABLE = "SYLLABUS_ORCHESTRATOR_TOKEN"  # noqa: S105 - the name of a variable
"""Of the environment: a token with which whoever has it is the user who started the server."""

_SHORTEST = 32
_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'

Token = Annotated[str, StringConstraints(min_length=_SHORTEST, pattern=r"^[A-Za-z0-9._~+/=-]+$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


class _Client(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: Token
    roots: Annotated[Sequence[Path], Field(min_length=1)]


class _Clients(BaseModel):
    model_config = ConfigDict(extra="forbid")

    clients: Annotated[Mapping[Name, _Client], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Clients:
    """The settings of each client by the digest of its token; without a token, those of the machine's own user."""

    by_digest: Mapping[bytes, ServerSettings]
    without_token: ServerSettings | None = None

    def of(self, token: str | None) -> ServerSettings | None:
        """Whose token it is. Takes as long for a wrong one as for a right one."""
        if token is None:
            return self.without_token
        digest = _digest(token)
        found = [settings for known, settings in self.by_digest.items() if compare_digest(known, digest)]
        return found[0] if found else None


def clients(user: ServerSettings, file: Path | None, *, private: bool) -> Clients:
    """Who may speak to the server.

    Args:
        user: what the user who starts it has.
        file: further clients, each with a token, roots and stores of its own.
        private: whether only this machine can reach it: then, where no token is named at all, none is needed.

    Raises:
        ConfigError: a token is missing or too easy to guess, or the file can't be used.
    """
    own = os.environ.get(TOKEN_VARIABLE)
    if own is not None and len(own) < _SHORTEST:
        raise ConfigError(TOKEN_VARIABLE, f"a token of fewer than {_SHORTEST} letters can be guessed: {_MAKE_ONE}")
    named = _read(file, user) if file else {}
    if own is not None:
        named = {**named, _digest(own): user}
    if not named and not private:
        raise ConfigError(
            "--http",
            f"whoever reaches this address could read your syllabi: set {TOKEN_VARIABLE} to a token that clients"
            f" must send ({_MAKE_ONE}), or name --clients",
        )
    return Clients(named, None if named else user)


def _read(file: Path, user: ServerSettings) -> dict[bytes, ServerSettings]:
    try:
        if os.name == "posix" and file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            raise ConfigError(str(file), "others on this machine can read the tokens in it: chmod 600 it first")
        given = _Clients.model_validate(json.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise ConfigError(str(file), f"it can't be read: {error.strerror}") from None
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]  # a token must not be told
        raise ConfigError(str(file), f"{'.'.join(map(str, fault['loc']))}: {fault['msg'].lower()}") from None
    except ValueError as error:
        raise ConfigError(str(file), f"it is not JSON: {error}") from None
    found: dict[bytes, ServerSettings] = {}
    for name, client in given.clients.items():
        home = user.home / "clients" / name
        roots = [(file.resolve().parent / root.expanduser()).resolve() for root in client.roots]
        found[_digest(client.token)] = replace(user, roots=roots, home=home, out=home / "semester")
    if len(found) < len(given.clients):
        raise ConfigError(str(file), "two clients in it have the same token: each needs its own")
    return found


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
