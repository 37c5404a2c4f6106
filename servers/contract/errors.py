"""The one way in which a tool says that it can't."""


class Refused(Exception):  # noqa: N818 - it says what happened to the call
    """A tool can't do what was asked. The message is one sentence for the caller: what, which value, what to do."""
