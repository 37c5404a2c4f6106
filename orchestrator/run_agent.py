"""The door of the first version, kept for those who use it: `python -m orchestrator.run_agent PATH…` and its callback.

Both come from elsewhere: the command line from `cli`, the callback from `progress`.
"""

import sys

from orchestrator.progress import create_progress_callback

__all__ = ["create_progress_callback", "main"]


def main() -> None:
    """`run`, unless another command is named."""
    from orchestrator.cli import main as commands  # noqa: PLC0415 - whoever wants the callback needs no command line

    arguments = sys.argv[1:]
    named = bool(arguments) and (arguments[0] in commands.commands or arguments[0] in ("-h", "--help", "--version"))
    commands(arguments if named else ["run", *arguments])


if __name__ == "__main__":
    main()
