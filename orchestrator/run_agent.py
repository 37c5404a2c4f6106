"""The door of the first version, kept for those who use it: `python -m orchestrator.run_agent` and its callback.

Both come from elsewhere: the command line from `cli`, the callback from `progress`.
"""

from orchestrator.progress import create_progress_callback

__all__ = ["create_progress_callback"]
