"""`syllabus-server check`: one syllabus for the eyes of its student."""

import sys
from pathlib import Path

import anyio

from servers.contract.errors import Refused
from servers.contract.syllabus import Syllabus
from servers.syllabus import tasks
from servers.syllabus.tasks import Asked
from servers.syllabus.wording import checked_text
from servers.syllabus.worker import Worker


def check(file: Path, *, html: Path | None, password: str | None) -> int:
    """Print the syllabus, write its page; the exit code."""
    try:
        syllabus, page = anyio.run(_checked, Asked(file.resolve(), password))
        print(checked_text(syllabus))  # noqa: T201 - a command's answer
        if html:
            html.write_text(page, encoding="utf-8")
            print(f"\nWrote {html}")  # noqa: T201
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


async def _checked(asked: Asked) -> tuple[Syllabus, str]:
    return await Worker().run(asked.file.name, tasks.checked, asked)
