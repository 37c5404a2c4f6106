"""Every error that the engine raises, and the sentence that each one says.

OrchestratorError
├── PlanError      the plan's author: the plan can't be run; nothing was started
├── ConfigError    whoever wrote the configuration of the servers
├── ToolError      the tool: it answered that it failed
├── ServerError    whoever runs the server: it died, hung or broke the protocol; whether the tool ran is unknown
├── ClusterError   whoever runs the cluster: it can't be reached or used, or has no worker
├── ModelError     whoever runs the language model: it could not be asked, or answered nothing that can be used
├── JournalError   the journal's file, or whoever asks for a run that it does not have
└── StepError      a step failed and the run was ended for it

Named by whose turn it is to act. A raise site passes values; the wording lives here alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import cast


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a plan that makes it impossible to run."""

    text: str
    """What is wrong and what to do, one sentence."""
    place: tuple[str | int, ...] = ()
    """Keys and indexes that lead to it in the plan: ("steps", 2, "arguments", "path")."""

    def __str__(self) -> str:
        return self.text


class OrchestratorError(Exception):
    """Base of all errors of this package."""


class PlanError(OrchestratorError):
    """The plan can't be run. Nothing was started."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.text for fault in faults))
        self.faults = tuple(faults)


class ConfigError(OrchestratorError):
    """The configuration of the servers can't be used. Nothing was started."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


class ToolError(OrchestratorError):
    """A tool answered that it failed (`is_error` of the MCP result). The message is the tool's own."""


class ServerError(OrchestratorError):
    """A server died, hung, could not be started or broke the protocol. Whether the tool ran is unknown."""

    def __init__(self, service: str, what: str, last_words: str = "") -> None:
        tail = f'; its last words: "{last_words}"' if last_words else ""
        super().__init__(f"the server {service!r} {what}{tail}")
        self.service, self.what, self.last_words = service, what, last_words


class ClusterError(OrchestratorError):
    """The cluster can't be used, or no longer. The message is the whole sentence."""


class ModelError(OrchestratorError):
    """A language model could not be asked, or what it answered can't be used. The message is the whole sentence."""


class JournalError(OrchestratorError):
    """The journal can't be read or written, or has not what is asked for. The message is the whole sentence."""


class StepError(OrchestratorError):
    """A step failed and the run was ended for it."""

    def __init__(self, step: str, service: str, tool: str, reason: str, item: int | None = None) -> None:
        where = f"step {step!r}" if item is None else f"step {step!r}, item {item}"
        super().__init__(f"{where} ({service}.{tool}) failed: {reason}")
        self.step, self.service, self.tool, self.reason, self.item = step, service, tool, reason, item


def innermost(error: Exception) -> Exception:
    """The first error that a task group wrapped, however deep: nobody outside has to know that there was a group."""
    while isinstance(error, ExceptionGroup):
        error = cast("ExceptionGroup[Exception]", error).exceptions[0]
    return error


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint to end a sentence about an unknown `name` with: the known one that it was probably meant to be."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    listed = ", ".join(repr(each) for each in names[:12])
    return f"known are {listed}{' …' if len(names) > 12 else ''}" if names else "there are none"  # noqa: PLR2004
