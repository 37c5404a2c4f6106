"""Which classes fall where the student wants none."""

from dataclasses import dataclass
from datetime import time

from servers.contract.errors import Refused
from servers.contract.syllabus import Preferences
from servers.syllabus.semester.courses import Course
from servers.syllabus.semester.meetings import DAYS, Slot
from servers.syllabus.semester.notes import Notes


@dataclass(frozen=True, slots=True)
class Preferred:
    earliest: time
    latest: time
    days_off: tuple[str, ...]

    @classmethod
    def of(cls, given: Preferences) -> "Preferred":
        """Raises `Refused` where a time is none."""
        try:
            earliest = time.fromisoformat(given.earliest) if given.earliest else time.min
            latest = time.fromisoformat(given.latest) if given.latest else time.max
        except ValueError as error:
            raise Refused(f"preferences: {error}: write times as HH:MM") from None
        return cls(earliest, latest, tuple(given.days_off))

    def warn_of(self, course: Course, slot: Slot, notes: Notes) -> None:
        if slot.start < self.earliest:
            notes.warn(course.label, f"the {slot.kind} begins at {slot.start:%H:%M}, before your {self.earliest:%H:%M}")
        if slot.end > self.latest:
            notes.warn(course.label, f"the {slot.kind} ends at {slot.end:%H:%M}, after your {self.latest:%H:%M}")
        if spoiled := [day for day in self.days_off if day in {DAYS[held.weekday()] for held in slot.held}]:
            notes.warn(course.label, f"the {slot.kind} meets on {', '.join(spoiled)}, which you want free")
