"""A thousand generated syllabi through reading and planning, on one and on two workers of one place each.

uv run python benchmarks/cluster_documents.py [DOCUMENTS]

Each is one of the sample syllabi with a course number, a size of letters and a day of its own, so that none is known
from an earlier one. Students have five courses each: five are read, and then planned together. Files are sent to the
workers; no result is kept.
"""

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import anyio
from clusters import memory, processor_seconds, workers

from orchestrator import Plan
from orchestrator.cluster.address import Cluster
from orchestrator.cluster.wire import Message, Wire
from orchestrator.config import project_servers
from orchestrator.events import CallSucceeded, RunEvent, RunStarted
from orchestrator.executor import run_plan
from orchestrator.plan import to_plan

FIXTURES = Path(__file__).parent.parent / "fixtures"
COURSES = 5
PARTS = "{source: source, course: course, sections: sections, assignments: assignments, recurring: recurring, undated: undated, no_class: no_class, grading: grading, questions: questions, warnings: warnings}"  # noqa: E501 - a filter of the main job


def generate(folder: Path, count: int) -> list[Path]:
    """`count` documents, in the formats of the samples."""
    sys.path.insert(0, str(FIXTURES))
    make: Any = __import__("make")
    names = [*make.PDFS, *make.WORD, *make.WRITTEN_BY_HAND]
    return [_document(make, folder, names[number % len(names)], number) for number in range(count)]


def _document(make: Any, folder: Path, name: str, number: int) -> Path:
    source = make.SOURCES / (name if "." in name else f"{name}.md")
    text = re.sub(r"\b([A-Z]{4}) ?(\d{3})\b", rf"\1 {1000 + number}", source.read_text(encoding="utf-8"))
    if "." in name:
        path = folder / f"{number}{source.suffix}"
        path.write_text(text, encoding="utf-8")
    elif name in make.PDFS:
        path = folder / f"{number}.pdf"
        look = replace(make.PDFS[name], size=make.PDFS[name].size + (number % 7) / 20)
        path.write_bytes(make.pdf.render(make.manuscript.read(text), look))
    else:
        path = folder / f"{number}.docx"
        path.write_bytes(make.word.render(make.manuscript.read(text)))
    return path


def job(documents: Sequence[Path]) -> Plan:
    asked = {"service_name": "syllabus_server", "on_error": "continue"}
    steps: list[dict[str, Any]] = []
    for first in range(0, len(documents), COURSES):
        paths = [str(path) for path in documents[first : first + COURSES]]
        read = {"id": f"read{first}", "tool_name": "parse_syllabus", "for_each": paths, "arguments": {"path": "$item"}}
        planned = {
            "id": f"plan{first}",
            "tool_name": "plan_semester",
            "arguments": {"syllabi": f"$read{first}[].{PARTS}"},
            "priority": 1,  # before further reading, which has the longer way to go: what was read can then be let go
        }
        steps += [{**asked, **read}, {**asked, **planned}]
    return to_plan({"steps": steps})


@dataclass
class Watch:
    """What is told while a run goes on."""

    documents: int
    began: float = 0.0
    worked: float = 0.0
    read: int = 0
    at_a_fifth: tuple[float, float] = (0.0, 0.0)
    sent: dict[str, int] = field(default_factory=dict[str, int])
    """Bytes of files, arguments and results."""

    def hear(self, event: RunEvent) -> None:
        if isinstance(event, RunStarted):
            self.began, self.worked = time.perf_counter(), processor_seconds()
        elif isinstance(event, CallSucceeded) and event.index is not None:
            self.read += 1
            if self.read == self.documents // 5:
                self.at_a_fifth = memory()

    def count(self, way: str, message: Message) -> None:
        size = sum(len(each) for each in message.values() if isinstance(each, bytes | bytearray))
        self.sent[way] = self.sent.get(way, 0) + size


async def measured(cluster: Cluster, folder: Path, documents: Sequence[Path], count: int) -> None:
    watch = Watch(len(documents))
    send, received = Wire.send, Wire.received

    def counted(self: Wire, message: Message) -> None:
        watch.count("to the workers", message)
        send(self, message)

    async def counting(self: Wire) -> Any:
        async for message in received(self):
            watch.count("back", message)
            yield message

    patched: Any = Wire
    patched.send, patched.received = counted, counting
    servers = project_servers([folder], home=folder, out=folder)
    try:
        told: list[float] = []

        def hear(event: RunEvent) -> None:
            watch.hear(event)
            if type(event).__name__ == "RunEnded":
                told[:] = [time.perf_counter() - watch.began, processor_seconds() - watch.worked, *memory()]

        outcome = await run_plan(job(documents), servers=servers, cluster=cluster, keep=(), listeners=[hear])
    finally:
        patched.send, patched.received = send, received
    seconds, worked, ours, theirs = told
    ways = ", ".join(f"{total / len(documents) / 1024:.0f} KiB {way}" for way, total in watch.sent.items())
    print(
        f"  {count} worker(s): {len(documents) / seconds:.1f} documents a second; a document {ways},"
        f" {worked / len(documents):.3f} processor seconds; {len(outcome.failures)} failed\n"
        f"    MiB, orchestrator {watch.at_a_fifth[0]:.0f} after a fifth, {ours:.0f} at the end;"
        f" workers and servers {watch.at_a_fifth[1]:.0f}, {theirs:.0f}",
        flush=True,
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = generate(folder, count)
        print(
            f"{count} documents of {sum(path.stat().st_size for path in documents) / count / 1024:.0f} KiB", flush=True
        )
        for there in (1, 2):
            with workers(there, {}) as cluster:
                anyio.run(measured, cluster, folder, documents, there)


if __name__ == "__main__":
    main()
