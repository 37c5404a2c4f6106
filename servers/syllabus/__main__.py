"""`python -m servers.syllabus`: the syllabus server over stdio."""

import argparse
import gc
from pathlib import Path


def main() -> None:
    gc.disable()  # nothing of an import is garbage; looking for it costs a tenth of the start
    # Imported here: the worker process loads this module too, and needs no protocol.
    from servers.roots import Roots  # noqa: PLC0415
    from servers.serving import serve  # noqa: PLC0415
    from servers.syllabus.server import INSTRUCTIONS, build  # noqa: PLC0415

    parser = argparse.ArgumentParser("syllabus-server", description=f"MCP server over stdio. {INSTRUCTIONS}")
    parser.add_argument(
        "--root", action="append", type=Path, help="folder or file that may be read; may be given again [.]"
    )
    gc.enable()
    serve(build(Roots(parser.parse_args().root or [Path.cwd()])))


if __name__ == "__main__":
    main()
