"""Does as `good` does, but does not end at the end of its input nor at SIGTERM."""

import os
import runpy
import signal
import threading
from pathlib import Path

signal.signal(signal.SIGTERM, signal.SIG_IGN)
threading.Thread(target=threading.Event().wait).start()  # keeps the process alive
print(os.getpid(), file=__import__("sys").stderr, flush=True)
runpy.run_path(str(Path(__file__).with_name("good.py")), run_name="__main__")
