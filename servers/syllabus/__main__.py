"""`python -m servers.syllabus`: the syllabus server over stdio."""

import argparse
from pathlib import Path

from servers.roots import Roots
from servers.serving import serve
from servers.syllabus.server import INSTRUCTIONS, build


def main() -> None:
    parser = argparse.ArgumentParser("syllabus-server", description=f"MCP server over stdio. {INSTRUCTIONS}")
    parser.add_argument("--root", action="append", type=Path, help="folder that files are read from [.]")
    serve(build(Roots(parser.parse_args().root or [Path.cwd()])))


if __name__ == "__main__":
    main()
