"""Plain text → `Document`: its lines, its underlined headings, its lists."""

import re

from servers.syllabus.document import Document, Metadata
from servers.syllabus.readers.draft import Draft
from servers.syllabus.readers.encoding import decoded

_UNDERLINE = re.compile(r"\s*([=\-~*_#^])\1{2,}\s*")
_BULLET = re.compile(r"(\s*)(?:[-*+•▪◦‣·o–—]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_CHARACTER = 6.0  # points of indent a character


def read(data: bytes, _name: str, _password: str | None) -> Document:
    text = decoded(data).replace("\x00", "")
    draft = Draft()
    lines = [line.expandtabs(8).rstrip() for line in text.splitlines()]
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _UNDERLINE.fullmatch(line):
            continue
        bullet = _BULLET.match(line)
        draft.write(line)
        heading = _UNDERLINE.fullmatch(following)
        draft.end_line(
            heading=(1 if "=" in heading[0] else 2) if heading else 0,
            bullet=bool(bullet),
            indent=(len(line) - len(line.lstrip())) * _CHARACTER,
        )
    return draft.finish(Metadata())
