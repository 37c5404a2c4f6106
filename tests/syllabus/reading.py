"""Syllabi as Markdown, read and parsed as the server would."""

from dataclasses import replace
from hashlib import sha256
from textwrap import dedent

from servers.contract.syllabus import Source, Syllabus
from servers.syllabus.document import Metadata
from servers.syllabus.parsing import parse
from servers.syllabus.readers import read


def parsed(markdown: str, this_year: int | None = None, metadata: Metadata | None = None) -> Syllabus:
    data = dedent(markdown).strip().encode()
    source = Source(path="syllabus.md", sha256=sha256(data).hexdigest(), format="md", pages=1)
    document = read(data, name="syllabus.md")
    return parse(replace(document, metadata=metadata or document.metadata), source=source, this_year=this_year)


def dated(markdown: str) -> list[str]:
    """The dated work of a syllabus, a line each: "2025-09-19 homework HW 3"."""
    return [f"{each.date} {each.category} {each.title}" for each in parsed(markdown).assignments]
