"""Dates as the metadata of files write them."""

import re
from datetime import date

_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)")
_PDF = re.compile(r"\s*(?:D:)?(\d{4})(\d\d)(\d\d)")


def iso_date(text: str) -> date | None:
    """The day that an ISO 8601 date or instant begins with, or None where it is neither."""
    return _date(_ISO.match(text))


def pdf_date(text: str) -> date | None:
    """The day of a PDF date (ISO 32000-1 §7.9.4, `D:20250910014501Z`), or None where it is none."""
    return _date(_PDF.match(text))


def _date(match: re.Match[str] | None) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
