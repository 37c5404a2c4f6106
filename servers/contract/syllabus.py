"""What the syllabus server takes and gives: a syllabus as it was read, and the semester planned from several.

Dates are `YYYY-MM-DD`, times local 24 h `HH:MM`, zones IANA names, boxes in points from the page's top left corner.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from servers.contract.calendar import Event
from servers.contract.reminders import Reminder

Format = Literal["pdf", "docx", "html", "md", "txt"]
Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MeetingKind = Literal["lecture", "recitation", "lab", "discussion", "seminar"]
Category = Literal[
    "exam",
    "quiz",
    "homework",
    "lab",
    "project",
    "presentation",
    "paper",
    "discussion",
    "participation",
    "reading",
    "admin",
    "other",
]
Derivation = Literal["explicit", "table", "week", "weekday", "rule"]
PolicyKind = Literal["late", "attendance", "integrity", "accommodation", "ai", "grading", "other"]


class Source(BaseModel):
    path: str
    sha256: str
    format: Format
    pages: int


class Instructor(BaseModel):
    name: str
    email: str | None = None
    office: str | None = None
    hours: str | None = None


class Course(BaseModel):
    code: str | None = None
    title: str | None = None
    term: str | None = Field(default=None, description="As printed, for instance 'Fall 2025'")
    year: int | None = None
    term_start: str | None = None
    term_end: str | None = None
    institution: str | None = None
    timezone: str | None = None
    instructors: list[Instructor] = []


class Evidence(BaseModel):
    page: int | None = Field(default=None, description="1-based; null where the format has no pages")
    text: str = Field(description="Stands verbatim in the document")
    box: tuple[float, float, float, float] | None = None


class Meeting(BaseModel):
    kind: MeetingKind = "lecture"
    days: list[Day]
    start: str | None = None
    end: str | None = None
    location: str | None = None
    first: str | None = Field(default=None, description="Date of the first meeting, where the document says")
    last: str | None = None


class Section(BaseModel):
    id: str | None = Field(default=None, description="The section's label; null where the document has only one")
    meetings: list[Meeting] = []


class Assignment(BaseModel):
    id: str = Field(description="Stable: the same document parsed again gives the same id, an edited one keeps it")
    title: str
    category: Category
    date: str
    time: str | None = None
    end_time: str | None = None
    section: str | None = None
    weight: float | None = Field(default=None, description="Percent of the final grade, of this one item")
    major: bool = False
    in_class: bool = False
    derivation: Derivation
    confidence: float = Field(ge=0, le=1)
    evidence: Evidence


class Recurring(BaseModel):
    title: str
    category: Category
    rule: str | None = Field(default=None, description="RFC 5545 recurrence rule, where the words fix one")
    time: str | None = None
    evidence: Evidence


class Undated(BaseModel):
    title: str
    category: Category
    weight: float | None = None
    evidence: Evidence


class NoClass(BaseModel):
    date: str
    end: str | None = Field(default=None, description="Last day, inclusive; null for a single day")
    reason: str
    evidence: Evidence


class GradingPart(BaseModel):
    name: str
    weight: float | None = Field(default=None, description="Percent of the whole")
    count: int | None = None
    drop: int | None = Field(default=None, description="How many of the lowest are dropped")
    evidence: Evidence


class ScheduleRow(BaseModel):
    date: str | None = None
    end: str | None = None
    week: int | None = None
    topic: str
    readings: str | None = None
    page: int | None = None


class Policy(BaseModel):
    kind: PolicyKind
    title: str
    text: str
    page: int | None = None


class Question(BaseModel):
    """What only the student can decide."""

    about: str = Field(description="The course or file, and the field: 'PHYS 308: section'")
    question: str
    choices: list[str] = []


class Syllabus(BaseModel):
    source: Source
    course: Course
    sections: list[Section] = []
    assignments: list[Assignment] = []
    recurring: list[Recurring] = []
    undated: list[Undated] = []
    no_class: list[NoClass] = []
    grading: list[GradingPart] = []
    schedule: list[ScheduleRow] = []
    policies: list[Policy] = []
    questions: list[Question] = []
    warnings: list[str] = []


class FoundFile(BaseModel):
    path: str
    format: Format
    pages: int | None = Field(default=None, description="Null where the file could not be opened: parsing it says why")
    problem: str | None = Field(default=None, description="Why it could not be opened, and what to do")


class PassedOver(BaseModel):
    path: str
    reason: str


class FoundSyllabi(BaseModel):
    files: list[FoundFile]
    passed_over: list[PassedOver]


class Passage(BaseModel):
    page: int | None = None
    heading: str | None = None
    text: str
    score: float


class Passages(BaseModel):
    passages: list[Passage]


class PageText(BaseModel):
    page: int | None = Field(default=None, description="1-based; null where the format has no pages")
    text: str


class SyllabusText(BaseModel):
    """A syllabus as it stands, line by line."""

    pages: list[PageText]


class Place(BaseModel):
    """A part of a page, in percent of it from its top left corner."""

    left: float
    top: float
    width: float
    height: float


class PageShown(BaseModel):
    """What the picture beside it shows."""

    page: int
    pages: int
    place: Place | None = Field(default=None, description="Where the box that was asked for lies on the picture")


class TermGiven(BaseModel):
    """The term as the student knows it, where the document leaves it open."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    start: str | None = None
    end: str | None = None


_DATE, _TIME = r"^\d{4}-\d\d-\d\d$", r"^\d\d:\d\d$"


class _Details(BaseModel):
    model_config = ConfigDict(extra="forbid")

    time: str | None = Field(default=None, pattern=_TIME)
    end_time: str | None = Field(default=None, pattern=_TIME)
    section: str | None = None
    weight: float | None = Field(default=None, ge=0, le=100)


class CorrectedWork(_Details):
    """What an assignment really is. Only the fields that are given count; null takes a time or a weight away."""

    title: str | None = Field(default=None, min_length=1)
    category: Category | None = None
    date: str | None = Field(default=None, pattern=_DATE)
    in_class: bool | None = None


class AddedWork(_Details):
    """An assignment that was not found in the document."""

    title: str = Field(min_length=1)
    category: Category = "other"
    date: str = Field(pattern=_DATE)
    in_class: bool = False


class AddedNoClass(BaseModel):
    model_config = ConfigDict(extra="forbid")

    date: str = Field(pattern=_DATE)
    end: str | None = Field(default=None, pattern=_DATE)
    reason: str = "no class"


class CorrectedCourse(BaseModel):
    """Facts of the course that stand above what the document says."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = None
    title: str | None = None
    term: str | None = None
    year: int | None = None
    term_start: str | None = Field(default=None, pattern=_DATE)
    term_end: str | None = Field(default=None, pattern=_DATE)
    timezone: str | None = None


SURE = 0.8
"""Confidence from which on a date is called certain: at least 97 % of what says so are right."""
CORRECTIONS_SUFFIX = ".corrections.yaml"
"""Put behind a syllabus' whole name, it names the file beside it that holds its `Corrections`."""


class Corrections(BaseModel):
    """What a student knows better than the reader of the syllabus."""

    model_config = ConfigDict(extra="forbid")

    course: CorrectedCourse = CorrectedCourse()
    sections: list[Section] | None = Field(default=None, description="In place of all that were found")
    assignments: dict[str, CorrectedWork | None] = Field(
        default={}, description="By id: what is right, {} where all of it is, null where it is no assignment"
    )
    added: list[AddedWork] = []
    no_class: list[AddedNoClass] = Field(default=[], description="Besides those that were found")


class Preferences(BaseModel):
    """When the student wants no class or study time. What falls there is reported as a warning."""

    model_config = ConfigDict(extra="forbid")

    earliest: str | None = Field(default=None, description="Local time, for instance '10:00'")
    latest: str | None = None
    days_off: list[Day] = []


class PlannedCourse(BaseModel):
    """A course of the semester."""

    source: str
    course: str = Field(description="What the student calls it: its code, else its title, else its file")
    title: str | None = None
    term: str | None = None
    file: str = Field(description="Name of its syllabus")


class PlannedWork(BaseModel):
    """A row of the semester's table of dated work."""

    id: str = Field(description="The assignment's id, unique within its source")
    source: str
    course: str
    title: str
    category: Category
    date: str
    time: str | None = None
    due: str = Field(description="RFC 3339 instant; the last minute of the day where no time is stated")
    weight: float | None = None
    confidence: float
    file: str = Field(description="Name of the syllabus that it stands in")
    evidence: Evidence


class SemesterConflict(BaseModel):
    kind: Literal["overlap", "same-day exams", "deadline cluster"]
    when: str
    items: list[str]
    text: str


class WeekLoad(BaseModel):
    week: str = Field(description="Monday of the week")
    course: str
    weight: float = Field(description="Percent of the course's grade that is due in the week")
    items: int


class SemesterPlan(BaseModel):
    sources: list[str] = Field(description="The sources whose events and reminders these are, one a course")
    first: str | None = Field(
        default=None, description="Date of the first event or dated work; null where there is none"
    )
    last: str | None = Field(default=None, description="Date of the last, recurring ones counted to their end")
    courses: list[PlannedCourse] = []
    events: list[Event] = []
    reminders: list[Reminder] = []
    assignments: list[PlannedWork] = []
    conflicts: list[SemesterConflict] = []
    workload: list[WeekLoad] = []
    questions: list[Question] = []
    warnings: list[str] = []
