"""What the tools give, as programs read it. The same facts stand in each answer's text."""

from typing import Any

from pydantic import BaseModel, Field

from servers.contract.syllabus import Category, Place


class Item(BaseModel):
    """A piece of dated work as it stands now."""

    id: str = Field(description="By which correct_item, move_item and complete_item call it")
    course: str
    title: str
    category: Category
    date: str
    time: str | None = None
    weight: float | None = Field(default=None, description="Percent of the course's grade")
    sure: bool = Field(description="False: read with doubt, and marked tentative until it is accepted")
    confidence: float
    done: bool = False
    moved: bool = Field(default=False, description="Moved by hand: the syllabus says another day or time")
    quote: str = Field(description="The words of the syllabus that it was read from; empty where it was added by hand")
    file: str
    page: int | None = None


class Asked(BaseModel):
    """A question that only the student can answer."""

    about: str
    question: str
    choices: list[str] = []
    answer_with: str = Field(description="The call that answers it")


class CourseSummary(BaseModel):
    course: str
    title: str | None = None
    term: str | None = None
    file: str
    items: int


class RunState(BaseModel):
    """How a run stands."""

    run: str
    name: str = ""
    state: str = Field(description="running, done, failed, stopped or interrupted; the last three can be resumed")
    started: str
    ended: str | None = None
    calls: int = Field(description="How many have ended well")
    done: dict[str, str] = Field(default={}, description="By step, how many of its calls have ended: '3/8'")
    failures: list[str] = []
    left: str = Field(default="", description="What is left to do, and the call that does it")


class SetUpResult(BaseModel):
    """What setting up the semester came to; of a run that goes on, only `run`."""

    run: RunState
    dry_run: bool = False
    term: str = ""
    courses: list[CourseSummary] = []
    items: int = 0
    planned: list[Item] = Field(default=[], description="Of a dry run: all dated work")
    due_next: list[Item] = []
    exams: list[Item] = []
    conflicts: list[str] = []
    questions: list[Asked] = []
    uncertain: list[Item] = []
    unread: list[str] = []
    passed_over: list[str] = Field(default=[], description="Documents that do not look like a syllabus, and why")
    changes: list[str] = []
    warnings: list[str] = []
    files: list[str] = []


class Due(BaseModel):
    since: str
    until: str
    items: list[Item]
    classes: list[str] = Field(default=[], description="The classes of those days")
    not_shown: int = 0


class Changed(BaseModel):
    """What changed."""

    last_set_up: str | None = None
    changes: list[str]
    pending: list[str] = Field(default=[], description="In the syllabi, not yet stored: set_up_semester stores it")
    by_hand: list[str] = Field(default=[], description="Your own changes that stand against the syllabi")
    run: RunState | None = Field(default=None, description="Of the reading, where it goes on or came to nothing")


class Found(BaseModel):
    course: str
    file: str
    page: int | None = None
    heading: str | None = None
    text: str
    score: float


class Answers(BaseModel):
    passages: list[Found]


class Shown(BaseModel):
    """What the picture beside it shows."""

    item: Item
    pages: int = Field(description="How many the document has; item.page is the one that is shown")
    place: Place | None = Field(default=None, description="Where the item's quote stands on the picture")


class Uncertain(BaseModel):
    items: list[Item]
    questions: list[Asked]
    warnings: list[str] = []


class Change(BaseModel):
    """What a change came to."""

    done: str = Field(description="What was changed, in words")
    items: list[Item] = []
    changes: list[str] = Field(default=[], description="What changed in calendar and reminders")
    run: RunState | None = None


class ServerTool(BaseModel):
    name: str
    description: str
    arguments: str = Field(description="As a signature: `path, limit?: integer`")
    reads_only: bool
    destructive: bool
    permitted: bool = True


class ListedServer(BaseModel):
    server: str
    tools: list[ServerTool] = []
    problem: str | None = Field(default=None, description="Why its tools could not be listed")


class Servers(BaseModel):
    servers: list[ListedServer]


class PlanFault(BaseModel):
    text: str
    place: str = Field(description="Where in the plan: steps[2].arguments.path")


class Checked(BaseModel):
    ok: bool
    faults: list[PlanFault]
    steps: int
    destructive: list[str] = Field(default=[], description="Steps whose tools may destroy something")


class RunResult(BaseModel):
    run: RunState
    results: dict[str, Any] = Field(default={}, description="By step id")
    left_out: list[str] = Field(default=[], description="Steps whose results are too long: run://RUN/result has them")
    semester: SetUpResult | None = Field(default=None, description="Of a set-up, in place of its steps' results")


class RunList(BaseModel):
    runs: list[RunState]
