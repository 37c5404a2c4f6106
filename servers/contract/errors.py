"""How a tool says that it can't: one sentence."""

from pydantic import ValidationError

_LONGEST = 60  # what fits in a sentence


class Refused(Exception):  # noqa: N818 - it says what happened to the call
    """A tool can't do what was asked. The message is one sentence for the caller: what, which value, what to do."""


def validation_sentence(error: ValidationError, what: str) -> str:
    """The first fault of `error` as one sentence that begins with `what`."""
    fault = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "all of it"
    value = "" if fault["type"] == "missing" else f" (it is {_short(fault['input'])})"
    more = f"; {error.error_count() - 1} more" if error.error_count() > 1 else ""
    return f"{what}: {place}: {fault['msg'][:1].lower()}{fault['msg'][1:]}{value}{more}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
