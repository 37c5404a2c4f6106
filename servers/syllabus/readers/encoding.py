"""Bytes → text, for the formats that are text. Never fails: what no encoding fits is read as Windows-1252."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, declared: str | None = None) -> str:
    """`data` as text: by its byte order mark, else as UTF-8 where it is, else as `declared`, else as Windows-1252.

    UTF-8 goes before what the file declares, because text that is valid UTF-8 by chance does not occur, while
    files that were converted and still declare their old encoding do.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    for encoding in ("utf-8", declared):
        try:
            return data.decode(encoding or "cp1252")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")
