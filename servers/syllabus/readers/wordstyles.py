"""What a paragraph or run of a Word file looks like: its own properties, else its style's, else those of the style that
this one is based on (ECMA-376 part 1 §17.7). Only what reading needs: heading, list, indent, bold, struck, hidden.
"""

import re
from dataclasses import dataclass, replace

from servers.syllabus.readers.trees import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
_TITLE = 1
_TWIPS = 20  # a point


@dataclass(frozen=True, slots=True)
class Shape:
    heading: int = 0
    listed: bool = False
    level: int = 0
    """Of the list, 0 the outermost."""
    indent: float = 0.0
    """Points from the left edge of the text."""
    bold: bool = False
    struck: bool = False
    hidden: bool = False


def on(element: Element | None, *, inherited: bool = False) -> bool:
    """A Word switch: there and not said to be off."""
    if element is None:
        return inherited
    return element.get(W + "val", "true") not in ("0", "false", "off", "none")


class Styles:
    """The styles of a file, each with what it inherits."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = None
        self._shapes: dict[str | None, Shape] = {None: Shape()}
        for style in root.iter(W + "style") if root is not None else ():
            key = style.get(W + "styleId", "")
            self._styles[key] = style
            if style.get(W + "type", "") == "paragraph" and style.get(W + "default", "") in ("1", "true"):
                self._default = key

    def of_paragraph(self, paragraph: Element | None) -> Shape:
        properties = paragraph.find(W + "pPr") if paragraph is not None else None
        if properties is None:
            return self._style(self._default)
        return _with_paragraph(self._style(_value(properties, "pStyle") or self._default), properties)

    def of_run(self, paragraph: Element | None, run: Element) -> Shape:
        """Its letters: a run in bold is bold in a paragraph of any style."""
        shape = self.of_paragraph(paragraph)
        properties = run.find(W + "rPr")
        if properties is None:
            return shape
        style = self._style(_value(properties, "rStyle"))
        bold, struck, hidden = (one or two for one, two in zip(_letters(shape), _letters(style), strict=True))
        return _with_run(replace(shape, bold=bold, struck=struck, hidden=hidden), properties)

    def _style(self, key: str | None) -> Shape:
        chain: list[str] = []
        while key not in self._shapes:
            style = self._styles.get(key or "")
            if style is None or key in chain[-1:] or len(chain) > len(self._styles):
                key = None
                break
            chain.append(key or "")
            key = _value(style, "basedOn")
        shape = self._shapes[key]
        for each in reversed(chain):
            shape = self._shapes[each] = _with_style(shape, self._styles[each])
        return shape


def _letters(shape: Shape) -> tuple[bool, bool, bool]:
    return shape.bold, shape.struck, shape.hidden


def _with_style(shape: Shape, style: Element) -> Shape:
    name = _HEADING.fullmatch(_value(style, "name") or "")
    if name:
        shape = replace(shape, heading=int(name[1]))
    elif (_value(style, "name") or "").lower() == "title":
        shape = replace(shape, heading=_TITLE)
    paragraph, run = style.find(W + "pPr"), style.find(W + "rPr")
    if paragraph is not None:
        shape = _with_paragraph(shape, paragraph)
    return shape if run is None else _with_run(shape, run)


def _with_paragraph(shape: Shape, properties: Element) -> Shape:
    outline = _value(properties, "outlineLvl")
    if outline and outline.isdecimal():
        shape = replace(shape, heading=int(outline) + 1 if int(outline) < 9 else 0)  # noqa: PLR2004 - 9 is body text
    numbering = properties.find(W + "numPr")
    if numbering is not None:
        number, level = _value(numbering, "numId"), _value(numbering, "ilvl") or ""
        shape = replace(
            shape,
            listed=number not in (None, "0") or (number is None and shape.listed),
            level=int(level) if level.isdecimal() else shape.level,
        )
    indent = properties.find(W + "ind")
    left = "" if indent is None else indent.get(W + "left", "") or indent.get(W + "start", "")
    if re.fullmatch(r"\d{1,5}", left):
        shape = replace(shape, indent=int(left) / _TWIPS)
    return shape


def _with_run(shape: Shape, properties: Element) -> Shape:
    struck, twice = properties.find(W + "strike"), properties.find(W + "dstrike")
    return replace(
        shape,
        bold=on(properties.find(W + "b"), inherited=shape.bold),
        struck=on(struck, inherited=shape.struck) or on(twice),
        hidden=on(properties.find(W + "vanish"), inherited=shape.hidden),
    )


def _value(parent: Element, child: str) -> str | None:
    element = parent.find(W + child)
    return element.get(W + "val", "") or None if element is not None else None
