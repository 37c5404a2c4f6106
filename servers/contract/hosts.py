"""What hosts bear of a tool's answer."""

from collections.abc import Iterable

_MOST = 60_000  # characters: under 25,000 tokens, where hosts cut a result off or drop it


def fitted(lines: Iterable[str], rest: str) -> str:
    """The lines as one text, cut at the end of a line where it is too long; what matters most comes first.

    Args:
        rest: what is told of the lines that are left out, behind their number.
    """
    text = "\n".join(lines)
    if len(text) <= _MOST:
        return text
    shown, _, _ = text[:_MOST].rpartition("\n")
    left = text.count("\n") - shown.count("\n")
    return f"{shown}\n… and {left} more lines: {rest}"
