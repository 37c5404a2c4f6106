"""Where a user's data stand: the stores of the servers, the journal of the orchestrator."""

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "SYLLABUS_ORCHESTRATOR_HOME"


def data_folder() -> Path:
    """The folder that the environment names, else the platform's for user data. It need not be there yet."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else user_data_path("syllabus-orchestrator", appauthor=False)
