"""What the student is asked and told while a semester is planned, each with its course in front."""

from collections.abc import Iterable

from servers.contract.syllabus import Question


class Notes:
    """Questions and warnings in the order in which they come; the same one only once."""

    def __init__(self) -> None:
        self._questions: dict[str, Question] = {}
        self._warnings: dict[str, None] = {}

    def ask(self, course: str, field: str, question: str, choices: Iterable[str] = ()) -> None:
        """Ask about a field of a course, unless that is asked already."""
        about = f"{course}: {field}"
        self._questions.setdefault(about, Question(about=about, question=question, choices=list(choices)))

    def warn(self, course: str, text: str) -> None:
        self._warnings.setdefault(f"{course}: {text}")

    @property
    def questions(self) -> list[Question]:
        return list(self._questions.values())

    @property
    def warnings(self) -> list[str]:
        return list(self._warnings)
