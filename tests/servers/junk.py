"""Greets on stdout, where only the protocol may stand, and then does as `good` does."""

import runpy
from pathlib import Path

print("Welcome to the junk server!", flush=True)  # noqa: T201 - this is its fault
runpy.run_path(str(Path(__file__).with_name("good.py")), run_name="__main__")
