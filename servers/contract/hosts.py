"""What hosts bear of a tool's answer."""

_MOST = 60_000
"""Bytes of UTF-8, of which a token has three on average, or more: hosts cut off, or drop, a result of over 25,000."""


def fitted(text: str, rest: str) -> str:
    """The text, cut at the end of a line where it is too long; what matters most comes first.

    Args:
        rest: where the lines are that are left out, to be told behind their number.
    """
    content = text.encode(errors="replace")
    if len(content) <= _MOST:
        return text
    shown = content[:_MOST].decode(errors="ignore")
    whole, _, cut = shown.rpartition("\n")
    kept = whole if len(whole) > len(cut) else f"{shown} …"  # a single line may be longer than an answer
    left = len(text.splitlines()) - len(whole.splitlines())
    return f"{kept}\n… and {left:,} more lines: {rest}"
