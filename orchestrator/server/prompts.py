"""The usual jobs, as hosts offer them to a person: each becomes the first message of a conversation."""

from typing import Annotated

from pydantic import Field

from servers.serving import ToolServer

_Folder = Annotated[str, Field(description="The folder that the syllabi are in; empty for the usual one")]
_Question = Annotated[str, Field(description="What you want to know, for instance: how late may homework be?")]


def offer(server: ToolServer) -> None:
    """Register them."""
    for title, prompt in (
        ("Set up my semester", set_up_my_semester),
        ("What is this week?", this_week),
        ("Check the uncertain dates", check_dates),
        ("What changed?", what_changed),
        ("Ask a syllabus", ask),
    ):
        server.prompt(title=title, description=(prompt.__doc__ or "").strip())(prompt)


def set_up_my_semester(folder: _Folder = "") -> str:
    """Read my syllabi and put classes, exams, deadlines and reminders into my calendar."""
    where = f"My syllabi are in {folder}." if folder else "My syllabi are in the usual folder."
    return (
        f"{where} Set up my semester: first with dry_run, and tell me in a few lines what you found. Ask me what only I"
        " can decide (my sections, a year), and show me what is uncertain with the words of the syllabus. Then set it"
        " up, and tell me what clashes, what is due next and where the calendar file is."
    )


def this_week() -> str:
    """What I have to do within the next seven days."""
    return (
        "What is this week? Tell me what is due within the next seven days in order, with what it counts, what of it is"
        " uncertain and what I have done already; then the one thing that I should begin with."
    )


def check_dates() -> str:
    """Go through the dates that were read with doubt, and put them right."""
    return (
        "Go through what list_uncertain lists, course by course. Show me each with the words of the syllabus, a few at"
        " a time, and ask whether they are right. Accept, correct or reject them as I say, several in one call."
    )


def what_changed() -> str:
    """What is different in my syllabi since the last time."""
    return (
        "What changed in my syllabi since the semester was set up? Tell me what would move, and set it up again if I"
        " agree."
    )


def ask(question: _Question) -> str:
    """Answer a question from my syllabi, with where it stands."""
    return f"Answer from my syllabi, with the words that it stands in and the page: {question}"
