"""Why a file can't be read, a sentence each: what the file is, and what to do about it.

All of them are `Refused`, so that a tool's caller gets the sentence and nothing else.
"""

from servers.contract.errors import Refused


class Unreadable(Refused):
    """A file that is no document to us. `name` is the file as its caller called it."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"{name} {fault}")
        self.name = name


class Empty(Unreadable):
    def __init__(self, name: str) -> None:
        super().__init__(name, "is empty: get the file again")


class NoText(Unreadable):
    def __init__(self, name: str) -> None:
        super().__init__(name, "holds no text at all: get the file again, or save it from the program it was made with")


class OnlyPictures(Unreadable):
    """`means` is what helps."""

    def __init__(self, name: str, means: str) -> None:
        super().__init__(name, f"is a scan, pictures without text: {means}")


class Encrypted(Unreadable):
    def __init__(self, name: str) -> None:
        super().__init__(name, "is encrypted: give its password as `password`")


class Locked(Unreadable):
    def __init__(self, name: str) -> None:
        super().__init__(
            name, "is encrypted as Office encrypts, which can't be opened here: save it without a password"
        )


class WrongPassword(Unreadable):
    def __init__(self, name: str) -> None:
        super().__init__(name, "is encrypted, and `password` does not open it: give the right one")


class Damaged(Unreadable):
    def __init__(self, name: str, what: str) -> None:
        super().__init__(name, f"is damaged ({what}): get the file again")


class UnknownFormat(Unreadable):
    def __init__(self, name: str, what: str) -> None:
        super().__init__(name, f"is {what}: give a PDF, Word (.docx), HTML, Markdown or text file")


class TooBig(Unreadable):
    def __init__(self, name: str, size: str, limit: str) -> None:
        super().__init__(name, f"is too big to be a syllabus ({size}; the limit is {limit}): give a shorter file")
