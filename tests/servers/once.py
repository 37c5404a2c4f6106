"""Does as `good` does, but only the first process of it in its folder; the second ends at its start."""

import os
import runpy
import sys
import tempfile
from pathlib import Path

marker = Path(tempfile.gettempdir()) / f"once-{os.getppid()}"
if marker.exists():
    marker.unlink()
    sys.exit("the licence is for one process")
marker.touch()
runpy.run_path(str(Path(__file__).with_name("good.py")), run_name="__main__")
