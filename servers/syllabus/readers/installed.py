"""Which extra is installed. Imports none of it: a server asks before it answers for the first time."""

from importlib.util import find_spec


def recognises_text() -> bool:
    """Whether scans can be read: the extra `[ocr]`."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime"))
