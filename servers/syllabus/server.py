"""The syllabus server's tools."""

from hashlib import sha256
from importlib.metadata import version
from typing import Annotated

from servers.contract.errors import Refused
from servers.contract.syllabus import Source, Syllabus, TermGiven
from servers.roots import Roots
from servers.serving import READS, ToolAnswer, ToolServer, answer
from servers.syllabus.parsing import parse
from servers.syllabus.readers import Unreadable, format_of, read

INSTRUCTIONS = "Reads syllabi below the folders that it was started with."


def build(roots: Roots) -> ToolServer:
    server = ToolServer(
        "syllabus", title="Syllabus", instructions=INSTRUCTIONS, version=version("syllabus-orchestrator")
    )

    @server.tool(annotations=READS)
    def parse_syllabus(
        path: str, term: TermGiven | None = None, timezone: str | None = None, password: str | None = None
    ) -> Annotated[ToolAnswer, Syllabus]:
        """Read one syllabus: course, meetings, dated work with evidence, grading, policies."""
        file = roots.existing(path)
        data = file.read_bytes()
        try:
            document = read(data, name=file.name, password=password)
            kind = format_of(data, file.name)
        except Unreadable as error:
            raise Refused(str(error)) from None
        source = Source(path=str(file), sha256=sha256(data).hexdigest(), format=kind, pages=document.pages)
        syllabus = parse(document, source=source, term=term, timezone=timezone)
        return answer(f"{len(syllabus.assignments)} dated items", syllabus)

    return server
