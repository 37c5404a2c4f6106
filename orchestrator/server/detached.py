"""`python -m orchestrator.server.detached`: one run, in a process that outlives the host that asked for it.

The job comes as JSON on stdin. What can't be run is told by one sentence on stderr; all else stands in the journal.
"""

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import anyio

from orchestrator.errors import OrchestratorError
from orchestrator.plan import parse_plan, to_json
from orchestrator.runs import Settings, journal, prepared


@dataclass(frozen=True, slots=True)
class Job:
    """A run as its process is told of it."""

    run: str
    """Its id: a new one, or one to go on with."""
    settings: Settings
    plan: str | None = None
    """As JSON; None to go on with what the journal has."""
    inputs: dict[str, Any] | None = None

    def written(self) -> str:
        return json.dumps(asdict(self))


def job(plan: Any, inputs: Any, settings: Settings, run: str) -> Job:
    """A new run of `plan`."""
    return Job(run, settings, to_json(plan), dict(inputs))


def main() -> None:
    told = json.load(sys.stdin)
    given = Job(told["run"], Settings(**told["settings"]), told["plan"], told["inputs"])
    signal.signal(signal.SIGTERM, partial(_as_interrupt, os.getpid()))
    try:
        _perform(given)
    except OrchestratorError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or 'a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        sys.exit("stopped: what was stored stays")


def _perform(given: Job) -> None:
    if given.plan is None:
        earlier = journal().read(given.run)
        plan, inputs = earlier.plan, earlier.inputs
    else:
        earlier, plan, inputs = None, parse_plan(given.plan), given.inputs or {}
    with prepared(plan, inputs, given.settings, earlier=earlier, run=given.run) as run:
        run.write(anyio.run(run.run))


def _as_interrupt(process: int, _signal: int, _frame: object) -> None:
    """Only SIGINT is turned into a clean cancellation by the event loop, so SIGTERM takes the same way."""
    os.kill(process, signal.SIGINT)


if __name__ == "__main__":
    main()
