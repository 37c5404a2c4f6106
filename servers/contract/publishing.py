"""What publishing to a server answers, for events and tasks alike."""

from pydantic import BaseModel, Field


class Skipped(BaseModel):
    title: str
    reason: str


class Named(BaseModel):
    uid: str
    title: str


class Conflicting(BaseModel):
    uid: str
    title: str
    text: str = Field(description="What changed here and what there; neither was overwritten")


class Publication(BaseModel):
    url: str
    sent: list[Named] = Field(default=[], description="New or changed here, now so on the server")
    received: list[Named] = Field(default=[], description="New or changed on the server, now so here")
    removed_there: list[Named] = []
    removed_here: list[Named] = []
    conflicts: list[Conflicting] = Field(default=[], description="Changed on both sides since the last time")
    skipped: list[Skipped] = []
