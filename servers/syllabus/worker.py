"""A process for what may hang, swell or crash: reading files that strangers made.

One task at a time, so that a server's memory has a bound; who wants more at once starts more servers. The process stays
warm between tasks. A task that goes past its time, or that is cancelled, is killed with its process; the next one
starts a new one. The process ends with its parent, in the middle of a task too.
"""

import sys
import traceback
from collections.abc import Callable
from functools import cache
from typing import TypeVar, TypeVarTuple

import anyio
from anyio import BrokenWorkerProcess, to_process

from servers.contract.errors import Refused
from servers.lifeline import end_with_parent
from servers.syllabus.readers.installed import recognises_text

_SECONDS = 60.0
_BYTES = 1 << 30
_RECOGNISING = 4
"""Times as much of both where text recognition is installed: it takes seconds a page, and memory for its models."""

_Given = TypeVarTuple("_Given")
_Result = TypeVar("_Result")


class Worker:
    def __init__(self, *, seconds: float | None = None) -> None:
        room = _RECOGNISING if recognises_text() else 1
        self._seconds, self._bytes = seconds or _SECONDS * room, _BYTES * room
        self._turn = anyio.Lock()

    async def run(self, name: str, task: Callable[[*_Given], _Result], *given: *_Given) -> _Result:
        """What `task` makes of `given`. `name` is the file's, for sentences about it.

        Raises:
            Refused: the task refused, or went past its time or memory, or took its process down.
        """
        async with self._turn:
            try:
                with anyio.fail_after(self._seconds):
                    return await to_process.run_sync(_done, name, task, given, self._bytes, cancellable=True)
            except TimeoutError:
                limit = f"{self._seconds:g} seconds"
                raise Refused(f"{name} took more than {limit} to read: give a shorter or simpler file") from None
            except BrokenWorkerProcess:
                raise Refused(f"{name} made the reader crash: save it anew from the program it was made with") from None


def _done(name: str, task: Callable[[*_Given], _Result], given: tuple[*_Given], most: int) -> _Result:
    """In the worker: only a plain `Refused` comes out, because other errors need not survive the way back."""
    _bound(most)
    try:
        return task(*given)
    except Refused as refused:
        raise Refused(str(refused)) from None
    except MemoryError:
        raise Refused(f"{name} needs more memory than a syllabus should: give a shorter or simpler file") from None
    except Exception as error:  # noqa: BLE001 - the process's outer edge
        traceback.print_exc(file=sys.__stderr__)
        fault = f"{type(error).__name__}: {error}"
        raise Refused(
            f"{name} could not be read because of a fault in the reader ({fault}): please report it"
        ) from None


@cache
def _bound(most: int) -> None:
    """Bound this process to so many bytes, once."""
    end_with_parent()
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
