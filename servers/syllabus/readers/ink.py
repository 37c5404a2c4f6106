"""A page of a PDF → what is drawn on it.

The edge to PDFium. Its C functions are called by address, because a page has some hundred words and each costs a few
calls: through pypdfium2's own types they take three times as long, and those that are called for each word are given
what needs no conversion, which halves it again. Decides nothing about layout.
"""

import ctypes
import math
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from ctypes import PYFUNCTYPE, byref, c_double, c_float, c_int, c_uint, c_ushort, c_void_p, sizeof
from functools import lru_cache
from importlib import import_module
from itertools import accumulate, groupby, islice, pairwise
from typing import Any, NamedTuple

from servers.syllabus.document import Box, made
from servers.syllabus.readers.drawn import Ink, Placed, Rule

pdfium: Any = import_module("pypdfium2.raw")  # ships no types; importing it starts PDFium

_WORD = re.compile(r"[^\s\ufffe]+\ufffe?")  # U+FFFE is PDFium's sign for a hyphen at the end of a line
_CONTROLS = (*range(32), *range(127, 160), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
_CLEANED = {**dict.fromkeys(_CONTROLS), 0xFFFE: "-", 0xAD: "-"}
_NOTE_INSIDE = re.compile(r"[^\W\d]\d{1,2}[^\W\d]")  # `policies3will`: perhaps a footnote's number
_NOTE_SIGNS = frozenset("0123456789*†‡§¶")
_SMALL = 0.85  # of the size beside it
_BOLD = re.compile(r"bold|black|heavy|demi|medi$|(?:sf|cm|ec|lm)\w*bx\d", re.IGNORECASE)
_SYMBOL = re.compile(r"dingbat|wingding|webding|awesome|marvosym|\bpzd|bbding|fontello|icon", re.IGNORECASE)
_BOLD_WEIGHT = 600
_THICKENED = 2  # the text rendering mode "fill and stroke", by which Word makes bold what has no bold font
_THIN = 3.5  # points; a filled box no thicker is a rule
_BOX = 6  # segments of a path that is a box
_MOST_OBJECTS = 50_000  # of a page; maps and plots have more, tables never
_WHITE = 250
_NEARLY_ALL = 0.8  # of the words of a page: the rest are its number and running head


class _Drawn(NamedTuple):
    """What all characters of a text object share."""

    baseline: float
    size: float
    bold: bool
    turn: int
    symbol: bool


def _called(function: Any, result: Any, *arguments: Any) -> Any:
    """A C function by its address, without the conversions of its declared types.

    One of which no arguments are told takes numbers of 32 bits and what `byref` and `_at` give, as they are.
    """
    return PYFUNCTYPE(result, *arguments)(ctypes.cast(function, c_void_p).value or 0)


def _at(pointer: Any) -> Any:
    """Where a structure of PDFium's lies, as an argument that needs no conversion."""
    return byref(pointer.contents)


_char_box = _called(pdfium.FPDFText_GetLooseCharBox, c_int)
_char_matrix = _called(pdfium.FPDFText_GetMatrix, c_int)
_char_size = _called(pdfium.FPDFText_GetFontSize, c_double)
_char_object = _called(pdfium.FPDFText_GetTextObject, c_void_p)
_char_place = _called(pdfium.FPDFText_GetCharIndexFromTextIndex, c_int)
_text_font = _called(pdfium.FPDFTextObj_GetFont, c_void_p, c_void_p)
_text_mode = _called(pdfium.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_font_name = _called(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, c_void_p, c_void_p, ctypes.c_size_t)
_font_weight = _called(pdfium.FPDFFont_GetWeight, c_int, c_void_p)
_object_count = _called(pdfium.FPDFPage_CountObjects, c_int)
_object_at = _called(pdfium.FPDFPage_GetObject, c_void_p)
_object_kind = _called(pdfium.FPDFPageObj_GetType, c_int, c_void_p)
_object_bounds = _called(pdfium.FPDFPageObj_GetBounds, c_int, c_void_p, *[c_void_p] * 4)
_object_matrix = _called(pdfium.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
_part_count = _called(pdfium.FPDFFormObj_CountObjects, c_int, c_void_p)
_part_at = _called(pdfium.FPDFFormObj_GetObject, c_void_p, c_void_p, ctypes.c_ulong)
_path_mode = _called(pdfium.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_path_count = _called(pdfium.FPDFPath_CountSegments, c_int, c_void_p)
_path_at = _called(pdfium.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
_segment_kind = _called(pdfium.FPDFPathSegment_GetType, c_int, c_void_p)
_segment_closes = _called(pdfium.FPDFPathSegment_GetClose, c_int, c_void_p)
_segment_point = _called(pdfium.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
_fill_colour = _called(pdfium.FPDFPageObj_GetFillColor, c_int, c_void_p, *[c_void_p] * 4)
_stroke_colour = _called(pdfium.FPDFPageObj_GetStrokeColor, c_int, c_void_p, *[c_void_p] * 4)


class _Frame:
    """From a page's own coordinates, y upwards, to those of the page as it is shown: cropped and turned."""

    def __init__(self, page: Any) -> None:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, byref(box))
        self.left, self._bottom, self._right, self.top = box.left, box.bottom, box.right, box.top
        self.turn = max(0, pdfium.FPDFPage_GetRotation(page)) % 4
        width, height = box.right - box.left, box.top - box.bottom
        self.width, self.height = (height, width) if self.turn % 2 else (width, height)

    def turn_back(self, quarters: int) -> None:
        """Turns the page anticlockwise."""
        self.turn = (self.turn - quarters) % 4
        if quarters % 2:
            self.width, self.height = self.height, self.width

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.turn:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self._bottom, x - self.left
            case 2:
                return self._right - x, y - self._bottom
            case _:
                return self.top - y, self._right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = self.point(left, top)
        x1, y1 = self.point(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def drawn_on(page: Any) -> Ink:
    """What is on an open page."""
    frame = _Frame(page)
    words: list[Placed] = []
    quarters = 0
    text_page = pdfium.FPDFText_LoadPage(page)
    if text_page:
        try:
            words = list(_Letters(text_page, frame).words())
            if quarters := _turned(words):
                frame.turn_back(quarters)
                words = list(_Letters(text_page, frame).words())
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    ink = Ink(frame.width, frame.height, words, turned=quarters)
    _Strokes(frame, ink).draw(page)
    return ink


def _turned(words: Sequence[Placed]) -> int:
    """The quarter turns in which nearly all of a page stands: a wide table put on an upright page."""
    turns = [word.turn for word in words]
    return next((quarters for quarters in (1, 2, 3) if turns.count(quarters) > _NEARLY_ALL * len(turns)), 0)


class _Letters:
    """The characters of a page. They belong to text objects, and these have fonts."""

    def __init__(self, text_page: Any, frame: _Frame) -> None:
        self._page = _at(text_page)
        self._boxes, self._matrix = (c_float * 8)(), (c_float * 6)()
        self._first, self._last = byref(self._boxes), byref(self._boxes, 4 * sizeof(c_float))
        """Where the boxes of a word's first and last letter are written."""
        self._frame = frame
        self._drawn: dict[int | None, _Drawn] = {}
        self._fonts: dict[int | None, tuple[bool, bool]] = {}
        """Of each font whether it is bold, and whether it is one of pictures."""
        count = max(0, pdfium.FPDFText_CountChars(text_page))
        buffer = (c_ushort * (count + 1))()
        written = max(0, pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1)
        self._text = bytes(buffer)[: 2 * written].decode("utf-16-le", errors="surrogatepass")
        if len(self._text) != written:  # what is beyond 16 bits is two characters to PDFium
            self._text = array("I", buffer[:written]).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
        self._straight = len(self._text) == count
        """Whether the n-th letter of the text is the n-th character; else PDFium is asked for each."""

    def words(self) -> Iterator[Placed]:
        # The innermost loop of reading: it asks PDFium as little as it can, and calls nothing that it need not.
        boxes, first, last = self._boxes, self._first, self._last
        page, drawn_before, frame = self._page, self._drawn.get, self._frame
        edge, upper, upright = frame.left, frame.top, frame.turn == 0
        for match in _WORD.finditer(self._text):
            begin, end = match.span() if self._straight else self._places(*match.span())
            _char_box(page, begin, first)
            _char_box(page, end - 1, last)
            pointer = _char_object(page, begin)
            drawn = drawn_before(pointer) or self._look(begin, pointer)
            left, top, right, bottom, left2, top2, right2, bottom2 = boxes[:]
            text = match.group()
            high = top - bottom
            plain = text.isalpha() and text.isascii()
            may_note = not (plain or text[:-1].isalpha())
            # (two cells of one letter each, one below the other, come as one word)
            if (
                top2 - bottom2 < _SMALL * high
                or not -high < bottom2 - bottom < high
                or (may_note and _NOTE_INSIDE.search(text))
            ):
                yield from self._parted(begin, text)
            elif plain or text.isprintable() or (text := _cleaned(text)):
                left, bottom = left if left < left2 else left2, bottom if bottom < bottom2 else bottom2  # noqa: FURB136 - faster
                right, top = right if right > right2 else right2, top if top > top2 else top2  # noqa: FURB136 - faster
                if upright:
                    yield made(Placed, (text, left - edge, upper - top, right - edge, upper - bottom, *drawn, False))
                else:
                    yield Placed(text, *frame.box(left, bottom, right, top), *drawn)

    def _places(self, begin: int, end: int) -> tuple[int, int]:
        first, last = _char_place(self._page, begin), _char_place(self._page, end - 1)
        return max(0, first), max(first, last, 0) + 1

    def _parted(self, begin: int, text: str) -> Iterator[Placed]:
        """A word and the footnote signs set into or behind it, or texts below each other: each a word of its own."""
        looks: list[_Drawn] = []
        for index in range(begin, begin + len(text)):
            pointer = _char_object(self._page, index)
            looks.append(self._drawn.get(pointer) or self._look(index, pointer))
        small = _SMALL * max(look.size for look in looks)
        notes = [look.size < small and sign in _NOTE_SIGNS for look, sign in zip(looks, text, strict=True)]
        lines = [0, *accumulate(abs(two.baseline - one.baseline) > _SMALL * one.size for one, two in pairwise(looks))]
        for _, group in groupby(range(len(text)), lambda place: (notes[place], lines[place])):
            places = list(group)
            if part := _cleaned(text[places[0] : places[-1] + 1]):
                yield Placed(part, *self._box(begin + places[0], begin + places[-1]), *looks[places[0]])

    def _box(self, first: int, last: int) -> Box:
        _char_box(self._page, first, self._first)
        _char_box(self._page, last, self._last)
        left, top, right, bottom, left2, top2, right2, bottom2 = self._boxes
        return self._frame.box(min(left, left2), min(bottom, bottom2), max(right, right2), max(top, top2))

    def _look(self, index: int, pointer: int | None) -> _Drawn:
        """How the text object is drawn that the character belongs to."""
        _char_matrix(self._page, index, byref(self._matrix))
        across, up, along, high, x, y = self._matrix[:]
        size = _char_size(self._page, index) * math.hypot(along, high)
        turn = self._frame.turn + (0 if up == 0 < across else round(math.atan2(-up, across) / (math.pi / 2)))
        bold, symbol = self._font(pointer)
        drawn = _Drawn(self._frame.point(x, y)[1], size, bold, turn % 4, symbol)
        self._drawn[pointer] = drawn
        return drawn

    def _font(self, pointer: int | None) -> tuple[bool, bool]:
        if pointer is None:
            return False, False
        font = _text_font(pointer)
        if font not in self._fonts:
            buffer = ctypes.create_string_buffer(128)
            _font_name(font, buffer, len(buffer))
            bold, symbol = _by_name(buffer.value)
            self._fonts[font] = bold or _font_weight(font) >= _BOLD_WEIGHT, symbol
        bold, symbol = self._fonts[font]
        return bold or _text_mode(pointer) == _THICKENED, symbol


@lru_cache(maxsize=256)
def _by_name(font: bytes) -> tuple[bool, bool]:
    """Whether a font is bold, and whether it is one of pictures, by its name alone."""
    name = font.decode("latin-1")
    return bool(_BOLD.search(name)), bool(_SYMBOL.search(name))


def _cleaned(text: str) -> str:
    """Without what is not shown, and with what is beyond 16 bits as one character."""
    return text.translate(_CLEANED).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Strokes:
    """The lines, boxes and pictures of a page, those inside its forms too."""

    def __init__(self, frame: _Frame, ink: Ink) -> None:
        self._frame = frame
        self._ink = ink
        self._left = _MOST_OBJECTS

    def draw(self, page: Any) -> None:
        at = _at(page)
        waiting: list[tuple[int, _Matrix]] = []
        self._draw_each((_object_at(at, index) for index in range(_object_count(at))), _UNMOVED, waiting)
        while waiting and self._left > 0:
            form, matrix = waiting.pop()
            self._draw_each((_part_at(form, index) for index in range(max(0, _part_count(form)))), matrix, waiting)

    def _draw_each(self, objects: Iterable[int], matrix: "_Matrix", waiting: list[tuple[int, "_Matrix"]]) -> None:
        for item in islice(objects, max(0, self._left)):
            self._left -= 1
            match _object_kind(item):
                case pdfium.FPDF_PAGEOBJ_PATH:
                    self._draw_path(item, matrix)
                case pdfium.FPDF_PAGEOBJ_IMAGE:
                    self._ink.pictures.append(self._bounds(item, matrix))
                case pdfium.FPDF_PAGEOBJ_FORM:
                    waiting.append((item, _matrix(item).then(matrix)))
                case _:
                    pass

    def _bounds(self, item: int, matrix: "_Matrix") -> Box:
        sides = (c_float * 4)()
        at = ctypes.addressof(sides)
        _object_bounds(item, at, at + 4, at + 8, at + 12)
        left, bottom, right, top = sides
        x0, y0 = matrix.apply(left, bottom)
        x1, y1 = matrix.apply(right, top)
        return self._frame.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _draw_path(self, item: int, matrix: "_Matrix") -> None:
        modes = (c_int * 2)()
        _path_mode(item, ctypes.addressof(modes), ctypes.addressof(modes) + 4)
        filled, stroked = modes
        if not _shows(_stroke_colour if stroked else _fill_colour, item):
            return
        box = self._bounds(item, matrix)
        thickness = min(box[2] - box[0], box[3] - box[1])
        if thickness <= _THIN:
            if thickness < _THIN / 2 or _path_count(item) <= _BOX:  # else small letters, drawn as outlines
                self._add_rule(box)
        elif _path_count(item) <= self._left:
            for corners in self._outlines(item, matrix):
                self._draw_outline(corners, filled=bool(filled), stroked=bool(stroked))

    def _draw_outline(self, corners: list[tuple[float, float]], *, filled: bool, stroked: bool) -> None:
        xs, ys = zip(*corners, strict=True)
        box = min(xs), min(ys), max(xs), max(ys)
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            self._add_rule(box)
            return
        if filled and len(corners) in (4, 5):
            self._ink.shades.append(box)
        if stroked:
            for (x0, y0), (x1, y1) in pairwise(corners):
                self._add_rule((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _add_rule(self, box: Box) -> None:
        x0, top, x1, bottom = box
        if bottom - top <= _THIN < x1 - x0:
            self._ink.lying.append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN < bottom - top:
            self._ink.standing.append(Rule((x0 + x1) / 2, top, bottom))

    def _outlines(self, item: int, matrix: "_Matrix") -> Iterator[list[tuple[float, float]]]:
        """The parts of a path that are made of straight lines, each as its corners."""
        a, b, c, d, e, f = _matrix(item).then(matrix)
        xy = (c_float * 2)()
        at_x, at_y = byref(xy), byref(xy, sizeof(c_float))
        corners: list[tuple[float, float]] = []
        for index in range(_path_count(item)):
            segment = _path_at(item, index)
            kind = _segment_kind(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO and corners:
                yield corners
                corners = []
            _segment_point(segment, at_x, at_y)
            x, y = xy
            corners.append(self._frame.point(a * x + c * y + e, b * x + d * y + f))
            if _segment_closes(segment):
                corners.append(corners[0])
        if corners:
            yield corners


class _Matrix(NamedTuple):
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, other: "_Matrix") -> "_Matrix":
        a, b = other.a * self.a + other.c * self.b, other.b * self.a + other.d * self.b
        c, d = other.a * self.c + other.c * self.d, other.b * self.c + other.d * self.d
        return _Matrix(a, b, c, d, *other.apply(self.e, self.f))


_UNMOVED = _Matrix(1, 0, 0, 1, 0, 0)


def _matrix(item: int) -> _Matrix:
    numbers = (c_float * 6)()
    _object_matrix(item, ctypes.addressof(numbers))
    return _Matrix(*numbers)


def _shows(colour: Any, item: int) -> bool:
    """Whether it is neither white nor transparent."""
    channels = (c_uint * 4)()
    at = ctypes.addressof(channels)
    if not colour(item, at, at + 4, at + 8, at + 12):
        return True
    red, green, blue, alpha = channels
    return alpha > 0 and min(red, green, blue) < _WHITE
