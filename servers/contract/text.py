"""Text as every program can write it to a calendar file."""

_CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}


def printable(text: str) -> str:
    """`text` without the control characters that RFC 5545 §3.1 forbids in a file."""
    return text.replace("\r\n", "\n").translate(_CONTROLS)
