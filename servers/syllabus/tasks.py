"""What is done with a file that nobody vouches for; made to be called in a worker process.

Whoever imports this room to name a task pays for nothing: the readers and the parser are imported in the worker, at
the first task that needs them. What was made of a file is kept there, by the file's content, as long as the worker is.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from servers.contract.errors import Refused
from servers.contract.syllabus import (
    CORRECTIONS_SUFFIX,
    Corrections,
    FoundFile,
    PageText,
    Passage,
    PassedOver,
    Source,
    Syllabus,
    SyllabusText,
    TermGiven,
)
from servers.roots import Roots

_LARGEST = 50 << 20  # bytes; no syllabus comes near it
_MOST_FILES = 2000
_MOST_SHOWN = 60  # pages
_HEAD = 2048
_OURS = b'name="generator" content="syllabus-orchestrator"'
_DOCUMENTS = frozenset(
    {".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".mkd", ".qmd", ".rmd", ".txt", ".text"}
)
_MARKS = (b"%PDF-", b"PK\x03\x04")
"""How the formats begin that are known whatever the file's name is."""

if TYPE_CHECKING:
    from servers.syllabus.document import Document
    from servers.syllabus.rendering import Picture

_KEPT = 64
_kept: OrderedDict[Any, Any] = OrderedDict()
_Made = TypeVar("_Made")
_MOST_LINES = 20_000  # of the documents that are kept: those of 500 pages, some 80 MB
_documents: "OrderedDict[tuple[bytes, str, str | None], Document]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Asked:
    """A file as a caller wants it read."""

    file: Path
    """Resolved."""
    password: str | None = None
    term: TermGiven | None = None
    timezone: str | None = None
    corrections: dict[str, Any] | None = None
    """What the caller knows better than the document."""


class Listing(NamedTuple):
    candidates: list[Path]
    passed_over: list[PassedOver]


def parsed(asked: Asked) -> Syllabus:
    """The syllabus, the corrections laid over it that stand beside it or came with the call.

    Raises:
        Refused: the file, or the corrections, can't be read.
    """
    data = _bytes(asked.file)
    digest = sha256(data).hexdigest()
    corrections = _corrections(asked)
    written = tuple(each.model_dump_json(exclude_unset=True) for each in corrections)
    term = asked.term.model_dump_json() if asked.term else None
    key = (asked.file, digest, asked.password, term, asked.timezone, written)
    return _made(key, lambda: _parsed(asked, data, digest, corrections))


def checked(asked: Asked) -> tuple[Syllabus, str]:
    """The syllabus, and a page that shows where each thing was read.

    Raises:
        Refused: the file, or the corrections, can't be read.
    """
    from servers.syllabus import page  # noqa: PLC0415 - only a worker pays for it
    from servers.syllabus.rendering import pictures  # noqa: PLC0415

    syllabus = parsed(asked)
    data = _bytes(asked.file)
    document = _document(asked.file, data, asked.password)
    shown = pictures(data, asked.password, _MOST_SHOWN) if syllabus.source.format == "pdf" else []
    return syllabus, page.html(syllabus, document, shown)


def text_of(asked: Asked) -> SyllabusText:
    """The document's lines, page by page, in reading order.

    Raises:
        Refused: the file can't be read.
    """
    document = _document(asked.file, _bytes(asked.file), asked.password)
    pages: dict[int, list[str]] = {}
    for number, line in enumerate(document.lines):
        pages.setdefault(line.page, []).append(document.verbatim(document.whole(number)))
    return SyllabusText(
        pages=[
            PageText(page=page if document.paged else None, text="\n".join(lines))
            for page, lines in sorted(pages.items())
        ]
    )


def page_shown(asked: Asked, page: int) -> "tuple[Picture, int]":
    """One page as a picture, and how many there are.

    Raises:
        Refused: the file is no PDF, does not open, or has no such page.
    """
    from servers.syllabus.readers import format_of  # noqa: PLC0415 - only a worker pays for it
    from servers.syllabus.rendering import picture  # noqa: PLC0415

    data, name = _bytes(asked.file), asked.file.name
    if format_of(data, name) != "pdf":
        raise Refused(f"{name} is no PDF, so it has no pages to show: read_syllabus has its text")
    shown, pages = picture(data, asked.password, page)
    if shown is None:
        raise Refused(f"{name} has no page {page} to show: it has {pages}, and read_syllabus has its text")
    return shown, pages


def answering(asked: Asked | Syllabus, question: str, limit: int) -> list[Passage]:
    """The passages of a file, or of a parsed syllabus, that answer a question best.

    Raises:
        Refused: the file can't be read.
    """
    from servers.syllabus import search  # noqa: PLC0415 - only a worker pays for it

    found = search.stated(asked) if isinstance(asked, Syllabus) else _passages(asked)
    return search.ranked(found, question, limit)


def listed(folder: Path, recursive: bool, roots: Roots) -> Listing:  # noqa: FBT001 - passed on to the worker in order
    """The files of a folder that may be syllabi by their names, and those that can't. Hidden ones are not looked at."""
    found = Listing([], [])
    for count, file in enumerate(_files(folder, recursive)):
        if count == _MOST_FILES:
            reason = f"it holds more than {_MOST_FILES:,} files, the rest was not looked at: name a smaller folder"
            found.passed_over.append(PassedOver(path=str(folder), reason=reason))
            break
        reason = _hopeless(file, roots)
        if reason:
            found.passed_over.append(PassedOver(path=str(file), reason=reason))
        else:
            found.candidates.append(file)
    return found


def looked_at(file: Path, named: bool) -> FoundFile | PassedOver:  # noqa: FBT001 - passed on to the worker in order
    """Whether a file is a syllabus. One that can't be opened may be one, and one that was `named` by the user is."""
    from servers.syllabus.finding import lacks  # noqa: PLC0415 - only a worker pays for it
    from servers.syllabus.readers import Unreadable, format_of  # noqa: PLC0415

    try:
        data = _bytes(file)
        kind = format_of(data, file.name)
    except Refused as refused:
        return PassedOver(path=str(file), reason=str(refused).removeprefix(f"{file.name} "))
    if _OURS in data[:_HEAD]:
        return PassedOver(path=str(file), reason="was made by this program")
    try:
        document = _document(file, data, scans=False)
    except Unreadable as refused:
        return FoundFile(path=str(file), format=kind, problem=str(refused).removeprefix(f"{file.name} "))
    missing = "" if named else lacks(document, file.name)
    if missing:
        return PassedOver(path=str(file), reason=f"does not look like a syllabus: it says nothing of {missing}")
    return FoundFile(path=str(file), format=kind, pages=document.pages)


def _parsed(asked: Asked, data: bytes, digest: str, corrections: Sequence[Corrections]) -> Syllabus:
    from servers.syllabus.corrections import corrected, term_of  # noqa: PLC0415 - only a worker pays for it
    from servers.syllabus.finding import lacks  # noqa: PLC0415
    from servers.syllabus.parsing import parse  # noqa: PLC0415
    from servers.syllabus.readers import format_of  # noqa: PLC0415

    document = _document(asked.file, data, asked.password)
    kind = format_of(data, asked.file.name)
    source = Source(path=str(asked.file), sha256=digest, format=kind, pages=document.pages)
    term = reduce(lambda given, each: term_of(each, given), corrections, asked.term)
    this_year = datetime.now(UTC).year
    syllabus = parse(document, source=source, term=term, timezone=asked.timezone, this_year=this_year)
    if missing := lacks(document, asked.file.name):
        syllabus.warnings.insert(0, f"This does not look like a syllabus: it says nothing of {missing}")
    return reduce(corrected, corrections, syllabus)


def _corrections(asked: Asked) -> list[Corrections]:
    """Those beside the file, then those of the call, which stand above them."""
    from servers.syllabus.corrections import understood, written  # noqa: PLC0415 - only a worker pays for it

    beside = asked.file.with_name(f"{asked.file.name}{CORRECTIONS_SUFFIX}")
    found: list[Corrections] = []
    if beside.is_file() and beside.resolve() == beside:  # a link could lead out of the roots
        found.append(written(_bytes(beside).decode(errors="replace"), beside.name))
    if asked.corrections is not None:
        found.append(understood(asked.corrections, "corrections"))
    return found


def _passages(asked: Asked) -> list[Passage]:
    from servers.syllabus import search  # noqa: PLC0415 - only a worker pays for it

    data = _bytes(asked.file)

    def make() -> list[Passage]:
        return search.passages(_document(asked.file, data, asked.password))

    return _made(("passages", asked.file, sha256(data).digest(), asked.password), make)


def _bytes(file: Path) -> bytes:
    """Raises `Refused` where it is a folder, no plain file, too big, or can't be read."""
    if file.is_dir():
        raise Refused(f"{file.name} is a folder: name one file in it")
    if not file.is_file():
        raise Refused(f"{file.name} is no plain file: name a PDF, Word, HTML, Markdown or text file")
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise Refused(f"{file.name} can't be read: {error.strerror}") from None
    if len(data) > _LARGEST:
        size = file.stat().st_size >> 20
        limit = f"{size} MiB; the limit is {_LARGEST >> 20} MiB"
        raise Refused(f"{file.name} is too big to be a syllabus ({limit}): give a shorter file")
    return data


def _document(file: Path, data: bytes, password: str | None = None, *, scans: bool = True) -> "Document":
    """What a file holds, read once for all that is asked of it: a folder is looked through before it is parsed.

    Raises:
        Refused: it can't be read.
    """
    from servers.syllabus.readers import read  # noqa: PLC0415 - only a worker pays for it

    key = sha256(data).digest(), file.name, password
    if key in _documents:
        _documents.move_to_end(key)
        return _documents[key]
    document = read(data, name=file.name, password=password, scans=scans)
    if scans or not document.warnings:  # they name the pages that are pictures, which text recognition may still read
        _documents[key] = document
        while sum(len(each.lines) for each in _documents.values()) > _MOST_LINES:
            _documents.popitem(last=False)
    return document


def _made(key: object, make: Callable[[], _Made]) -> _Made:
    if key in _kept:
        _kept.move_to_end(key)
        return cast("_Made", _kept[key])
    made = _kept[key] = make()
    if len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return made


def _files(folder: Path, recursive: bool) -> Iterator[Path]:  # noqa: FBT001
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if recursive and not _hidden(name))
        yield from (Path(place, name) for name in sorted(names) if not _hidden(name))


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__pycache__", "node_modules"))


def _hopeless(file: Path, roots: Roots) -> str:
    """Why a file need not be opened whole, or nothing."""
    if not roots.hold(file):
        return "is a link that leads out of what this server may read"
    if file.suffix.lower() in _DOCUMENTS:
        return ""
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        return f"can't be read: {error.strerror}"
    return "" if any(mark in head for mark in _MARKS) else "is no PDF, Word, HTML, Markdown or text file"
