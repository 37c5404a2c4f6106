"""The tool that shows the term for a person to check, and the page that a host with MCP Apps shows of it.

The page changes nothing by itself: what a person ticks, corrects or accepts are calls of the tools that a model has,
which a host makes for it (SEP-1865) and `loopback` where there is none.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from mcp.server.apps import Apps
from pydantic import BaseModel, Field

from orchestrator.semester.rows import term
from orchestrator.server import wording
from orchestrator.server.desk import Desk
from orchestrator.server.results import Asked, CourseSummary, Item
from orchestrator.server.semesters import SetUp
from servers.contract.syllabus import Question
from servers.serving import READS, ToolAnswer, answer

PAGE = "ui://semester/review.html"
Argument = Literal["years", "timezone", "sections"]
"""Of set_up_semester, that the answer to a question goes to."""
_ARGUMENTS: dict[str, Argument] = {"year": "years", "time zone": "timezone", "section": "sections"}
"""By the last words of what a question is about."""


class Decision(Asked):
    """A question that only the student can answer, and how a page passes the answer on."""

    argument: Argument | None = Field(default=None, description="Of set_up_semester, which the answer goes to")
    course: str = ""
    chosen: list[str] = Field(default=[], description="Sections of the course that were chosen before")


class Review(BaseModel):
    """The semester as it stands, with what each date was read from."""

    term: str
    courses: list[CourseSummary]
    items: list[Item]
    decisions: list[Decision]
    conflicts: list[str]
    unread: list[str]
    warnings: list[str]


class Reviewing:
    """Its public method is a tool, as of the other rooms."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def app(self) -> Apps:
        """The tool and its page, for a server to be made with."""
        apps = Apps()
        apps.tool(resource_uri=PAGE, annotations=READS)(self.review_semester)
        apps.add_html_resource(
            PAGE,
            page(),
            name="review.html",
            title="Review the semester",
            description="The term, to be checked against what it was read from",
            prefers_border=True,
        )
        return apps

    async def review_semester(self) -> Annotated[ToolAnswer, Review]:
        """Show the student the whole term with its evidence, on a page where the host has one, to check."""
        found = await self._desk.set_up()
        items = [wording.item(work) for work in await self._desk.works(found)]
        plan = found.semester.plan
        result = Review(
            term=term(found.semester),
            courses=[_course(found, each.course, items) for each in plan.courses],
            items=items,
            decisions=[_decision(found, each) for each in plan.questions],
            conflicts=[each.text for each in plan.conflicts],
            unread=[f"{each.path}: {each.reason}" for each in found.semester.unread],
            warnings=plan.warnings,
        )
        return answer(
            _text(result), result, rest=f"whats_due and list_uncertain tell fewer at once; {wording.SEMESTER}"
        )


@cache
def page() -> str:
    """The page: one file that needs nothing else."""
    parts = files("orchestrator.server").joinpath("review")
    html = parts.joinpath("page.html").read_text(encoding="utf-8")
    for tag, names in (("style", ["page.css"]), ("script", ["wire.js", "page.js"])):
        inside = "\n".join(parts.joinpath(name).read_text(encoding="utf-8") for name in names)
        html = html.replace(f"<{tag}></{tag}>", f"<{tag}>\n{inside}</{tag}>")
    return html


def _course(found: SetUp, name: str, items: list[Item]) -> CourseSummary:
    course = next(each for each in found.semester.plan.courses if each.course == name)
    count = sum(each.course == name for each in items)
    return CourseSummary(course=name, title=course.title, term=course.term, file=course.file, items=count)


def _decision(found: SetUp, question: Question) -> Decision:
    course, _, about = question.about.rpartition(": ")
    argument: Argument | None = next(
        (name for words, name in _ARGUMENTS.items() if about.lower().endswith(words)), None
    )
    before: dict[str, str] = found.choices.get("sections") or {}
    return Decision(
        **wording.asked(question).model_dump(),
        argument=argument,
        course=course,
        chosen=[each.strip() for each in before.get(course, "").split(",") if each.strip()],
    )


def _text(review: Review) -> str:
    unsure = [each for each in review.items if not each.sure]
    blocks = (
        ("Questions for the student", [wording.question(each) for each in review.decisions]),
        ("Uncertain: compare each with its quote, then correct_item", [_line(each) for each in unsure]),
        ("Certain", [_line(each) for each in review.items if each.sure]),
        ("Clashes", review.conflicts),
        ("Could not be read", review.unread),
        ("Notes", review.warnings),
    )
    head = f"{review.term or 'Term unknown'}: {len(review.items)} dated items, {len(unsure)} of them uncertain."
    told = [line for title, lines in blocks if lines for line in ("", f"{title}:", *(f"- {each}" for each in lines))]
    return "\n".join([head, *told])


def _line(item: Item) -> str:
    return wording.line(item, quoted=not item.sure)
