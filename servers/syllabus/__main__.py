"""`python -m servers.syllabus`: the syllabus server over stdio; `check` shows one syllabus to its student's eyes."""

import argparse
import gc
import os
import sys
from pathlib import Path


def main() -> None:
    given = _parser().parse_args()
    if given.command == "check":
        from servers.syllabus.checking import check  # noqa: PLC0415 - the server needs none of it

        sys.exit(check(given.file, html=given.html, password=given.password))
    gc.disable()  # nothing of an import is garbage; looking for it costs a tenth of the start
    # Imported here: the worker process loads this module too, and needs no protocol.
    from servers.roots import Roots  # noqa: PLC0415
    from servers.serving import serve  # noqa: PLC0415
    from servers.syllabus.server import build  # noqa: PLC0415

    gc.enable()
    os.environ["PYTHONSAFEPATH"] = "1"  # for the worker: nothing in the folder that we stand in may pose as a module
    serve(build(Roots(given.root or [Path.cwd()])))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "syllabus-server",
        description="MCP server over stdio that reads course syllabi (PDF, Word, HTML, Markdown, text), offline.",
    )
    parser.add_argument(
        "--root", action="append", type=Path, help="folder or file that may be read; may be given again [.]"
    )
    check = parser.add_subparsers(dest="command", metavar="").add_parser(
        "check", help="show a syllabus as it is read, uncertain things first, and end", description=_CHECK
    )
    check.add_argument("file", type=Path, help="the syllabus")
    check.add_argument("--html", type=Path, metavar="OUT", help="write a page that shows where each thing was read")
    check.add_argument("--password", help="opens an encrypted file")
    return parser


_CHECK = (
    "Shows a syllabus as it is read, uncertain things first. What is wrong is put right in a file beside it, named like"
    " it with .corrections.yaml behind: 'assignments:' by the id that stands at the end of a line, each with what is"
    " right (date, time, title, category, weight), {} where all is, null where it is no assignment; 'added:',"
    " 'no_class:', 'sections:' and 'course:' for the rest."
)

if __name__ == "__main__":
    main()
