"""What the calendar server takes and gives."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from servers.contract.publishing import Skipped

Status = Literal["confirmed", "tentative", "cancelled"]
_PRINTABLE = r"[^\x00-\x08\x0A-\x1F\x7F]"
Line = Annotated[str, Field(pattern=rf"^[A-Za-z0-9-]+[;:]{_PRINTABLE}*$")]
"""One RFC 5545 content line, unfolded: a property that this calendar keeps but does not read."""


def _without_backslash(url: str) -> str:
    """An address has none (RFC 3986), and in an iCalendar file one would begin an escape."""
    return url.replace("\\", "%5C")


Url = Annotated[str, AfterValidator(_without_backslash)]


class Alarm(BaseModel):
    """What the calendar program that shows the event does before it."""

    model_config = ConfigDict(extra="forbid")

    trigger: str = Field(
        pattern=r"^([+-]?P(\d{1,4}W|\d{1,5}D(T(\d{1,6}[HMS])+)?|T(\d{1,6}[HMS])+)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))$",
        description="RFC 5545 duration from the start ('-PT15M', '-P1D'), or an instant",
    )
    related: Literal["start", "end"] = "start"
    action: str = "DISPLAY"
    description: str = ""
    other: list[Line] = Field(default=[], description="Further RFC 5545 lines, kept as they came")


class Instance(BaseModel):
    """One occurrence of a series that differs from it (RFC 5545 RECURRENCE-ID). What is null is as in the series."""

    model_config = ConfigDict(extra="forbid")

    occurrence: str = Field(description="Its start in the series: local time, or a date if the series is all_day")
    title: str | None = None
    description: str | None = None
    location: str | None = None
    start: str | None = None
    end: str | None = None
    timezone: str | None = None
    all_day: bool | None = None
    categories: list[str] | None = None
    status: Status | None = None
    busy: bool | None = None
    color: str | None = None
    url: Url | None = None
    alarms: list[Alarm] | None = None
    other: list[Line] | None = None


class Event(BaseModel):
    """A calendar event. On the way in, only `title` and `start` are needed; `uid` and `sequence` are then ignored."""

    model_config = ConfigDict(extra="forbid")

    uid: str | None = Field(default=None, description="Made from source and key; never changes")
    key: str | None = Field(default=None, description="What the event is within its source, without any date")
    title: str = Field(min_length=1)
    description: str = ""
    location: str = ""
    start: str = Field(description="Instant with offset, or local time beside `timezone`; a date if all_day")
    end: str | None = Field(default=None, description="Like start, exclusive; without it 1 hour, or 1 day if all_day")
    timezone: str | None = Field(default=None, description="IANA name; needed by a recurring or local time")
    all_day: bool = False
    rrule: str | None = Field(default=None, description="RFC 5545 recurrence rule without 'RRULE:'")
    exdates: list[str] = Field(default=[], description="Starts of occurrences left out, local times or dates")
    rdates: list[str] = Field(default=[], description="Starts of further occurrences, local times or dates")
    instances: list[Instance] = Field(default=[], description="Occurrences that differ from the series")
    categories: list[str] = []
    course: str | None = None
    source: str | None = Field(default=None, description="Whose event it is: a sync of this source owns it")
    weight: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="Percent of the course's grade that it makes up"
    )
    sequence: int = Field(default=0, description="How often it was changed (RFC 5545 SEQUENCE)")
    status: Status = "confirmed"
    busy: bool | None = Field(default=None, description="Whether it takes its time; null: yes, unless it is all_day")
    color: str | None = Field(default=None, description="CSS colour name (RFC 7986)")
    url: Url | None = None
    alarms: list[Alarm] = []
    other: list[Line] = Field(default=[], description="Further RFC 5545 lines of an imported event, kept as they came")
    occurrence: str | None = Field(
        default=None, description="In a list: its start in the series, by which it alone can be changed"
    )


class Events(BaseModel):
    events: list[Event]


class Update(BaseModel):
    uid: str
    title: str
    changes: list[str] = Field(description="What a user sees changed, a sentence each")


class Kept(BaseModel):
    uid: str
    title: str
    fields: list[str] = Field(description="Where the user's own value stands against the source's")


class EventSync(BaseModel):
    added: list[Event]
    updated: list[Update]
    removed: list[Event]
    unchanged: int
    kept: list[Kept] = []


class Deleted(BaseModel):
    deleted: list[str]


class CalendarConflict(BaseModel):
    kind: Literal["overlap", "travel", "same-day exams", "deadline cluster"]
    when: str = Field(description="Start of the later one, the first time; or the day")
    uids: list[str]
    text: str


class CalendarConflicts(BaseModel):
    conflicts: list[CalendarConflict]


class FreeSlot(BaseModel):
    start: str
    end: str


class FreeTime(BaseModel):
    free: list[FreeSlot]


class StudyNeed(BaseModel):
    """Major work of a heavy week."""

    uid: str
    title: str
    due: str
    minutes: int = Field(description="How long it takes to prepare")
    reason: str = Field(description="Why it takes that long")
    without_room: int = Field(description="Minutes of blocks that found no free time before it is due")


class StudyPlan(BaseModel):
    needs: list[StudyNeed] = Field(description="What has to be prepared, in order of time")
    blocks: list[Event] = Field(description="The blocks that the calendar did not have yet")
    stored: bool = False


class Export(BaseModel):
    path: str | None = None
    text: str | None = Field(default=None, description="The RFC 5545 file, where no path was given")
    events: int


class Import(BaseModel):
    events: list[Event]
    skipped: list[Skipped] = Field(default=[], description="Events that could not be understood, each with its reason")
