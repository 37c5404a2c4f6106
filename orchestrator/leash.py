"""Runs as a script between the orchestrator and a server: `python leash.py PARENT COMMAND ARGUMENTS…`.

Without it a server that is deaf, or in the middle of a long call, would outlive an orchestrator that was killed.

Rules
-----
1. The command runs in a child with this process's stdin, stdout and stderr, of which none stays open here: the server
   sees the end of its input, and the orchestrator that of its output, as if nobody stood between.
2. When the orchestrator is gone, however it ended, the kernel tells us (`prctl(2)`, PR_SET_PDEATHSIG), and all that
   came of the command is killed: what a wrapper (`npx`, `uvx`, `sh -c`) has started, and what left its process group
   too, because whatever loses its parent becomes our child (PR_SET_CHILD_SUBREAPER).
3. It ends when all of them have, with the command's exit code. Where this process itself is killed, so is the command.

Linux only; elsewhere a server has to notice the end of its input. Imports little: every session waits for it to start.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_ORPHANED = signal.SIGUSR1
"""What the kernel sends here when the orchestrator is gone."""


def main() -> None:
    parent, *command = sys.argv[1:]
    prctl = ctypes.CDLL(None).prctl
    for number in (_ORPHANED, signal.SIGTERM):  # handlers and not SIG_IGN, which the command would inherit
        signal.signal(number, _kill_all if number == _ORPHANED else _leave_it_to_the_server)
    prctl(_PR_SET_CHILD_SUBREAPER, 1)
    prctl(_PR_SET_PDEATHSIG, _ORPHANED)
    if os.getppid() != int(parent):  # it was gone before the kernel was asked
        os._exit(0)
    own = os.getpid()
    server = os.fork()
    if not server:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != own:
            os._exit(0)
        _become(command)
    nothing = os.open(os.devnull, os.O_RDWR)
    for inherited in range(3):
        os.dup2(nothing, inherited)
    os._exit(_exit_code_of(server))


def _become(command: list[str]) -> None:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and what is exec'd would inherit that
    try:
        os.execvp(command[0], command)  # noqa: S606 - the command that the configuration names
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
        os._exit(127)


def _exit_code_of(server: int) -> int:
    """The server's, as a shell tells it, once nothing is left of it and of what it started."""
    code = 0
    while True:
        try:
            child, status = os.wait()
        except ChildProcessError:
            return code if code >= 0 else 128 - code
        if child == server:
            code = os.waitstatus_to_exitcode(status)


def _leave_it_to_the_server(_signal: int, _frame: object) -> None:
    """SIGTERM is sent to the whole process group; we end when the server does."""


def _kill_all(_signal: int, _frame: object) -> None:
    """Kill the children until there are none: those of a killed one become ours."""
    try:
        while True:
            for child in _children():
                os.kill(child, signal.SIGKILL)
            os.wait()
    except ChildProcessError:
        os._exit(0)


def _children() -> list[int]:
    """Those that have ended are among them until they are waited for, so none of the ids is another process's."""
    try:
        file = os.open("/proc/thread-self/children", os.O_RDONLY)
    except OSError:  # a kernel without CONFIG_PROC_CHILDREN: then all but what has left the group, and this process
        os.killpg(0, signal.SIGKILL)
        return []
    listed = b""
    while part := os.read(file, 65536):
        listed += part
    os.close(file)
    return [int(child) for child in listed.split()]


if __name__ == "__main__":
    main()
