"""A syllabus beside its document: what was read in a list, uncertain first, and the pages with each place marked. Pure.

One HTML file without scripts or network. A PDF's pages are pictures of them, so that what was *not* read is seen too;
other formats are shown as their lines.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape

from servers.contract.syllabus import SURE, Evidence, Place, Syllabus
from servers.syllabus.document import Document
from servers.syllabus.rendering import Picture


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was read, and the place it was read from."""

    name: str
    kind: str
    """`unsure`, `sure` or `other`."""
    title: str
    detail: str
    evidence: Evidence


class _Overlay(NamedTuple):
    """Where a mark lies on its page."""

    mark: Mark
    place: Place


class _Sheet(NamedTuple):
    number: int
    image: str
    ratio: float
    overlays: Sequence[_Overlay]


class _Row(NamedTuple):
    level: int
    html: Markup


def html(syllabus: Syllabus, document: Document, pictures: Sequence[Picture | None]) -> str:
    """The page. `pictures` are those of a PDF's pages, in order, None for a damaged one; none for other formats."""
    marks = sorted(_marks(syllabus), key=lambda mark: ("unsure", "sure", "other").index(mark.kind))
    sheets = [_sheet(number, picture, marks) for number, picture in enumerate(pictures, 1) if picture]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = files("servers.syllabus").joinpath("page.html").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        syllabus=syllabus,
        marks=marks,
        sheets=sheets,
        rows=[] if sheets else list(_rows(document, marks)),
        left_out=document.pages - len(sheets) if sheets else 0,
    )


def _marks(syllabus: Syllabus) -> Iterator[Mark]:
    for number, item in enumerate(syllabus.assignments):
        weight = f"{item.weight:g} %" if item.weight else ""
        when = " ".join(filter(None, (item.date, item.time)))
        kind = "sure" if item.confidence >= SURE else "unsure"
        detail = " · ".join(filter(None, (when, item.category, weight, f"{item.confidence:.0%} sure", item.id)))
        yield Mark(f"a{number}", kind, item.title, detail, item.evidence)
    for number, each in enumerate(syllabus.no_class):
        until = f" to {each.end}" if each.end else ""
        yield Mark(f"n{number}", "other", each.reason, f"no class {each.date}{until}", each.evidence)
    for number, each in enumerate(syllabus.grading):
        yield Mark(
            f"g{number}", "other", each.name, f"{each.weight:g} % of the grade" if each.weight else "", each.evidence
        )
    for number, each in enumerate(syllabus.undated):
        yield Mark(f"u{number}", "other", each.title, "no date", each.evidence)
    for number, each in enumerate(syllabus.recurring):
        told = " · ".join(filter(None, ("repeats", each.rule, each.time)))
        yield Mark(f"r{number}", "other", each.title, told, each.evidence)


def _sheet(number: int, picture: Picture, marks: Sequence[Mark]) -> _Sheet:
    image = f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"
    overlays = [
        _Overlay(mark, picture.place(box))
        for mark in marks
        if mark.evidence.page == number and (box := mark.evidence.box)
    ]
    return _Sheet(number, image, picture.height / picture.width * 100, overlays)


def _rows(document: Document, marks: Sequence[Mark]) -> Iterator[_Row]:
    """The lines of a document without a layout; each mark in the first line that has its words."""
    left = [mark for mark in marks if mark.evidence.text]
    for index, line in enumerate(document.lines):
        text = document.verbatim(document.whole(index))
        here = [mark for mark in left if mark.evidence.text in text]
        left = [mark for mark in left if mark not in here]
        yield _Row(line.heading, _marked(text, here))


def _marked(text: str, marks: Sequence[Mark]) -> Markup:
    """`text` with the words of each mark in a `<mark>`; where two take the same words, one within the other's place."""
    if not marks:
        return escape(text)
    first, *others = sorted(marks, key=lambda mark: (text.find(mark.evidence.text), -len(mark.evidence.text)))
    before, said, after = text.partition(first.evidence.text)
    inside = [mark for mark in others if mark.evidence.text in said]
    behind = [mark for mark in others if mark not in inside and mark.evidence.text in after]
    return Markup('{}<mark id="{}" class="{}" title="{}">{}</mark>{}').format(
        before, first.name, first.kind, f"{first.title}: {first.detail}", _marked(said, inside), _marked(after, behind)
    )
