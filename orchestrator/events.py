"""What happens in a run, as facts.

The scheduler is built from the calls' facts alone; everyone else (journal, progress, metrics, timeline) only listens.
`at` is in seconds since the run began. `index` is the item of a `for_each` step, None for any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CallStarted:
    step: str
    index: int | None = None
    ready_at: float = field(default=0.0, compare=False)
    """When nothing but capacity was missing."""
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class CallSucceeded:
    step: str
    result: Any
    index: int | None = None
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class CallFailed:
    """The tool answered that it failed, or the call could not even be formed."""

    step: str
    reason: str
    """A sentence for a person to read."""
    index: int | None = None
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class CallLost:
    """The call was sent and its outcome will never be known: a time limit passed, the server or the run died."""

    step: str
    reason: str
    index: int | None = None
    timed_out: bool = False
    interrupted: bool = False
    """The run itself was ended in the middle of the call, for which neither tool nor server is to blame."""
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class RetryDue:
    """The wait before a repeated call is over."""

    step: str
    index: int | None = None
    at: float = field(default=0.0, compare=False)


Fact = CallStarted | CallSucceeded | CallFailed | CallLost | RetryDue
"""What the scheduler is told. The same facts in the same order give the same state."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    plan: str
    steps: int
    max_concurrent: int | None = None
    """Most calls in flight over all servers."""
    limits: Mapping[str, int | str] = field(default_factory=dict[str, "int | str"])
    """Most calls in flight, of a server or of a `server.tool`, whoever set them: plan, configuration or command."""
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class ItemsCounted:
    """A `for_each` step knows its items now."""

    step: str
    count: int
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class StepSkipped:
    step: str
    reason: str
    index: int | None = None
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class RetryPlanned:
    step: str
    reason: str
    seconds: float
    """How long to wait before the call is repeated, without jitter."""
    index: int | None = None
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class SessionStarted:
    service: str
    session: int
    """Counted from 1 within the server, on each worker anew."""
    seconds: float = field(default=0.0, compare=False)
    """From the start of the process to the answer that it is ready."""
    at: float = field(default=0.0, compare=False)
    worker: str = field(default="", compare=False)
    """Of the cluster; empty where it is on this machine."""


@dataclass(frozen=True, slots=True)
class SessionEnded:
    service: str
    session: int
    reason: str = ""
    """Empty where it was closed in order."""
    at: float = field(default=0.0, compare=False)
    worker: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class WorkersAwaited:
    """Calls wait because the cluster has no worker for them."""

    address: str
    seconds: float
    """After which the run is ended."""
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class WorkerJoined:
    """A worker of the cluster takes calls from now on."""

    worker: str
    places: Mapping[str, int]
    """Most calls in flight there, by server."""
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class WorkerLeft:
    worker: str
    reason: str
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class CallPlaced:
    """A call that has started is about to be sent to a worker of the cluster."""

    step: str
    worker: str
    index: int | None = None
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class RunEnded:
    ok: bool
    at: float = field(default=0.0, compare=False)


Notice = ItemsCounted | StepSkipped | RetryPlanned
"""What follows from a fact by the plan's rules; told to listeners, never needed for a replay."""

Placement = WorkersAwaited | WorkerJoined | WorkerLeft | CallPlaced | SessionStarted | SessionEnded
"""Where calls are made. No fact either: a resumed run may be made elsewhere."""

RunEvent = Fact | Notice | RunStarted | RunEnded | Placement
