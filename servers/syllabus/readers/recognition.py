"""A page that is only a picture → its words and lines, by text recognition: the extra `[ocr]`.

RapidOCR runs the PP-OCR models, which come in its wheel: nothing is fetched, and the same picture gives the same words.
What it gives is a page like any other, so that tables and columns of a scan are found as those of a text are.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from statistics import median
from typing import Any, NamedTuple

from servers.syllabus.readers.bitmaps import bitmap
from servers.syllabus.readers.drawn import Ink, Placed, Rule

_SCALE = 150 / 72  # pixels a point: at 100 dots an inch the recogniser errs more, at 200 it only takes longer
_THREADS = 2  # each takes memory of its own, and the memory has a bound
_AROUND, _DARKER = 15, 10  # pixels that a pixel is compared with, and shades by which a line is darker
_FINE, _STEPS = 0.001, 30  # slopes up to 3 %, a thousandth apart: half a pixel over a page's width
_LONG_LYING = 40  # points; a dash or an underlined word is shorter
_LONG_STANDING = 20  # points; no letter is as high
_THIN = 3  # points
_SAME_ROW = 0.35  # of a line's height between the middles of two lines
_LIKE_THE_REST = 0.25  # of the size; what is measured of a scan is no more exact
_OF_ITS_BOX = 0.85  # the size of letters in the box that is found around a line
_BELOW_BASELINE = 0.22  # of that box


def recognised(page: object) -> Ink:
    """What can be read in the picture of an open page; without words where that is nothing."""
    numpy = import_module("numpy")
    picture = bitmap(page, _SCALE)
    scale = picture.across / picture.width
    grey = numpy.frombuffer(picture.pixels, numpy.uint8).reshape(picture.down, picture.across)
    found = _recogniser()(numpy.repeat(grey[:, :, None], 3, axis=2), return_word_box=True)
    ink = Ink(picture.width, picture.height)
    if found.txts is not None:
        dark = _dark(grey)
        slope = _slope(dark)
        lines = zip(found.boxes, found.word_results, strict=True)
        ink.words.extend(_words([_text(corners, words, scale, slope) for corners, words in lines]))
        straight = _straight(dark, slope)
        ink.lying.extend(_rules(straight, scale, _LONG_LYING))
        ink.standing.extend(_rules(straight.T, scale, _LONG_STANDING))
    return ink


class _Text(NamedTuple):
    """A line of text, or the part of it in one column, in points."""

    top: float
    bottom: float
    words: Sequence[tuple[str, float, float]]
    """Each with its left and right edge."""

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@cache
def _recogniser() -> Any:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # pages stand upright, as they are shown
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _slope(dark: Any) -> float:
    """How far lines sink on their way to the right, because a page is seldom laid straight on the glass.

    Of all slopes the one under which rows of pixels differ most from the next: that of text and rules (projection
    profile: Postl, ICPR 1986).
    """
    numpy = import_module("numpy")

    def differences(slope: float) -> float:
        profile = _straight(dark, slope).sum(axis=1, dtype=numpy.int64)
        return float((numpy.diff(profile) ** 2).sum())

    return max((step * _FINE for step in range(-_STEPS, _STEPS + 1)), key=differences)


def _straight(dark: Any, slope: float) -> Any:
    numpy, cv2 = import_module("numpy"), import_module("cv2")
    turned = numpy.array([[1, slope, 0], [-slope, 1, 0]], numpy.float32)
    return cv2.warpAffine(dark, turned, dark.shape[::-1], flags=cv2.INTER_NEAREST)


def _text(corners: Any, words: Any, scale: float, slope: float) -> _Text:
    heights = [float(y - slope * x) / scale for x, y in corners]
    placed = [
        (str(text), min(float(x) for x, _ in box) / scale, max(float(x) for x, _ in box) / scale)
        for text, _, box in words
        if text.strip()
    ]
    return _Text(min(heights), max(heights), placed)


def _words(texts: Sequence[_Text]) -> Iterator[Placed]:
    usual = median(text.height for text in texts) if texts else 0
    for row in _on_rows(texts):
        top, bottom = median(text.top for text in row), median(text.bottom for text in row)
        baseline = bottom - _BELOW_BASELINE * (bottom - top)
        for text in row:
            like = abs(text.height - usual) <= _LIKE_THE_REST * usual
            size = _OF_ITS_BOX * (usual if like else text.height)
            for word, left, right in text.words:
                yield Placed(word, left, top, right, bottom, baseline, size, bold=False, turn=0, symbol=False)


def _on_rows(texts: Sequence[_Text]) -> list[list[_Text]]:
    """From the top downwards, each from left to right."""
    rows: list[list[_Text]] = []
    for text in sorted((text for text in texts if text.words), key=lambda text: text.middle):
        last = rows[-1][0] if rows else None
        if last and text.middle - last.middle < _SAME_ROW * min(text.height, last.height):
            rows[-1].append(text)
        else:
            rows.append([text])
    return [sorted(row, key=lambda text: text.words[0][1]) for row in rows]


def _dark(grey: Any) -> Any:
    """The pixels that are darker than those around them."""
    cv2 = import_module("cv2")
    return cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER)


def _rules(dark: Any, scale: float, long: float) -> Iterator[Rule]:
    """The straight lines that lie; those that stand, of the picture turned over."""
    numpy, cv2 = import_module("numpy"), import_module("cv2")
    mended = cv2.dilate(numpy.ascontiguousarray(dark), numpy.ones((3, 1), numpy.uint8))
    lines = cv2.morphologyEx(mended, cv2.MORPH_OPEN, numpy.ones((1, int(long * scale)), numpy.uint8))
    boxes = cv2.connectedComponentsWithStats(lines)[2][1:]  # the first is what is not dark
    for left, top, width, height, _ in boxes.tolist():
        if height <= _THIN * scale:
            yield Rule((top + height / 2) / scale, left / scale, (left + width) / scale)
