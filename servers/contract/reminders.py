"""What the reminders server takes and gives."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from servers.contract.calendar import Deleted, Kept, Update

State = Literal["pending", "delivered", "done", "cancelled"]


class Reminder(BaseModel):
    """One reminder. On the way in, `title` and `remind_at` or `due` are needed; `uid` and `state` are then ignored."""

    model_config = ConfigDict(extra="forbid")

    uid: str | None = Field(default=None, description="Made from source and key; never changes")
    key: str | None = Field(default=None, description="What the reminder is within its source, without any date")
    title: str = Field(min_length=1)
    notes: str = ""
    due: str | None = Field(
        default=None, description="When the work is due: RFC 3339, local time, or a date (its last minute)"
    )
    remind_at: str | None = Field(
        default=None, description="When to remind: RFC 3339 or local time; without it, when due"
    )
    course: str | None = None
    category: str | None = None
    item: str | None = Field(
        default=None, description="The work it is about, within its source; completed, all its reminders are done"
    )
    source: str | None = Field(default=None, description="Whose reminder it is: a sync of this source owns it")
    state: State = "pending"


class Reminders(BaseModel):
    reminders: list[Reminder]


class ReminderSync(BaseModel):
    added: list[Reminder]
    updated: list[Update]
    removed: list[Reminder]
    unchanged: int
    kept: list[Kept] = []


class ReminderExport(BaseModel):
    path: str | None = None
    text: str | None = Field(default=None, description="The RFC 5545 file, where no path was given")
    reminders: int


__all__ = ["Deleted", "Kept", "Reminder", "ReminderExport", "ReminderSync", "Reminders", "State", "Update"]
