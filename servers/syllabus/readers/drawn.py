"""What is drawn on a page: words, rules, shades and pictures, in points from the page's top left corner.

The values between what knows a format and what lays a page out.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from servers.syllabus.document import Box


class Placed(NamedTuple):
    """A word where it stands."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    turn: int
    """Quarter turns clockwise from upright: 1 reads from top to bottom, 3 from bottom to top."""
    symbol: bool
    """Set in a font of pictures, in which letters are none."""
    struck: bool = False
    """A line goes through it."""


class Rule(NamedTuple):
    """A straight line at a height (or, where it stands, at a distance from the left), from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Ink:
    """All that is drawn on one page."""

    width: float
    height: float
    words: list[Placed] = field(default_factory=list[Placed])
    """In the order of the file, which is often, but not always, that of reading."""
    lying: list[Rule] = field(default_factory=list[Rule])
    standing: list[Rule] = field(default_factory=list[Rule])
    shades: list[Box] = field(default_factory=list[Box])
    """Filled boxes, but for white ones."""
    pictures: list[Box] = field(default_factory=list[Box])
    turned: int = 0
    """Quarter turns clockwise in which its text stands on the page as it is shown: all places here are upright."""

    def shown(self, box: Box) -> Box:
        """A box of this ink as it stands on the page that is shown."""
        x0, top, x1, bottom = box
        match self.turned:
            case 1:
                return self.height - bottom, x0, self.height - top, x1
            case 2:
                return self.width - x1, self.height - bottom, self.width - x0, self.height - top
            case 3:
                return top, self.width - x1, bottom, self.width - x0
            case _:
                return box
