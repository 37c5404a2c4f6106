"""How long reading and parsing take, beside the PDF engine alone: ms a page over real syllabi, warm, on one core.

    uv run python benchmarks/parse.py FOLDER      # every .pdf below it

Times are of the processor, the least of several rounds over all pages. The engine's own work is what any reader pays at
the least: each character with its box, through pypdfium2's C functions.
"""

import argparse
import ctypes
import importlib.util
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from servers.contract.syllabus import Source
from servers.syllabus.parsing import parse
from servers.syllabus.readers import Unreadable, read

ROUNDS = 7


def bare(data: bytes) -> int:
    """Every character with its box, by pypdfium2; answers the number of pages."""
    engine: Any = import_module("pypdfium2.raw")
    file = engine.FPDF_LoadMemDocument64(data, len(data), None)
    pages = engine.FPDF_GetPageCount(file)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for number in range(pages):
        page = engine.FPDF_LoadPage(file, number)
        text = engine.FPDFText_LoadPage(page)
        for index in range(engine.FPDFText_CountChars(text)):
            engine.FPDFText_GetUnicode(text, index)
            engine.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        engine.FPDFText_ClosePage(text)
        engine.FPDF_ClosePage(page)
    engine.FPDF_CloseDocument(file)
    return pages


def reading(data: bytes) -> None:
    read(data, name="syllabus.pdf")


def reading_and_parsing(data: bytes) -> None:
    document = read(data, name="syllabus.pdf")
    parse(document, source=Source(path="syllabus.pdf", sha256="", format="pdf", pages=document.pages))


def plumbing(data: bytes) -> None:
    """pdfplumber's words with boxes."""
    with import_module("pdfplumber").open(io.BytesIO(data)) as file:
        for page in file.pages:
            page.extract_words()


def milliseconds(work: Callable[[bytes], object], files: Sequence[bytes], rounds: int) -> float:
    """The least processor time of a round over all files."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for data in files:
            work(data)
        best = min(best, time.process_time() - start)
    return best * 1000


def is_readable(data: bytes) -> bool:
    try:
        reading(data)
    except Unreadable:
        return False
    return True


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    given = arguments.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    files = [data for path in sorted(given.folder.rglob("*.pdf")) if is_readable(data := path.read_bytes())]
    if not files:
        sys.exit(f"there is no readable PDF below {given.folder}")
    pages = sum(bare(data) for data in files)
    least = milliseconds(bare, files, ROUNDS) / pages
    print(f"{len(files)} PDFs, {pages} pages; ms a page, and as a multiple of the engine's own work")
    print(f"every character with its box (pypdfium2)  {least:6.2f}   1.00")
    for name, work in (("read", reading), ("read and parse", reading_and_parsing)):
        taken = milliseconds(work, files, ROUNDS) / pages
        print(f"{name:<40}  {taken:6.2f}  {taken / least:5.2f}   {1000 / taken:5.0f} pages a second")
    if importlib.util.find_spec("pdfplumber"):
        taken = milliseconds(plumbing, files, 1) / pages
        print(f"{'words with boxes (pdfplumber)':<40}  {taken:6.2f}  {taken / least:5.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process {peak:.0f} MiB")


if __name__ == "__main__":
    main()
