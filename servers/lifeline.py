"""No process of ours outlives the one that started it, not even in the middle of a long computation."""

import os
import threading
import time

_CHECK_SECONDS = 0.5


def end_with_parent() -> None:
    """End this process soon after its parent has: end of file on stdin is not seen in the middle of a long call."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_CHECK_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, daemon=True, name="parent watch").start()
