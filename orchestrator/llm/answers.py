"""What a model wrote → the JSON in it. Pure: nothing that it wrote is run, or believed."""

import json
import re
from typing import Any, cast

_LONGEST = 200_000  # letters
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)


def json_object(text: str) -> dict[str, Any] | None:
    """The object that the answer is, or that stands in it in a fence or among prose; None where there is none."""
    if len(text) > _LONGEST:
        return None
    fenced = _FENCED.search(text)
    inside = fenced[1] if fenced else text
    begin, end = inside.find("{"), inside.rfind("}")
    try:
        value: object = json.loads(inside[begin : end + 1]) if begin >= 0 else None
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None
