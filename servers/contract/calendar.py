"""What the calendar server takes and gives."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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
    categories: list[str] = []
    course: str | None = None
    source: str | None = Field(default=None, description="Whose event it is: a sync of this source owns it")
    sequence: int = Field(default=0, description="How often it was changed (RFC 5545 SEQUENCE)")
    status: Literal["confirmed", "tentative", "cancelled"] = "confirmed"


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
    kind: Literal["overlap", "same-day exams"]
    when: str = Field(description="Start of the overlap, or the day")
    uids: list[str]
    text: str


class CalendarConflicts(BaseModel):
    conflicts: list[CalendarConflict]


class FreeSlot(BaseModel):
    start: str
    end: str


class FreeTime(BaseModel):
    free: list[FreeSlot]


class Export(BaseModel):
    path: str | None = None
    text: str | None = Field(default=None, description="The RFC 5545 file, where no path was given")
    events: int


class Skipped(BaseModel):
    title: str
    reason: str


class Import(BaseModel):
    events: list[Event]
    skipped: list[Skipped] = Field(default=[], description="Events that could not be understood, each with its reason")
