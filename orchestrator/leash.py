"""Runs as a script in a child that is about to become a server: `python leash.py PARENT COMMAND ARGUMENTS…`.

Asks the kernel to kill this process when its parent is gone, and then becomes the command: same process, no wrapper
left. Without it a server that is in the middle of a long call, or deaf, would outlive an orchestrator that was killed.
Linux only (`prctl(2)`, PR_SET_PDEATHSIG); elsewhere a server has to notice the end of its input.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command, *arguments = sys.argv[1:]
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it was gone before the kernel was asked
        os._exit(0)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and what is exec'd would inherit that
    try:
        os.execvp(command, [command, *arguments])  # noqa: S606 - the command that the configuration names
    except OSError as error:
        sys.exit(f"{command}: {error.strerror}")


if __name__ == "__main__":
    main()
