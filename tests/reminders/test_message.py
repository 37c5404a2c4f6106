"""What a message says."""

from datetime import datetime
from typing import Any

from servers.contract.reminders import Reminder
from servers.reminders.message import Message, message

NOW = datetime.fromisoformat("2026-11-04T22:30:00-05:00")


def reminder(title: str, due: str | None = None, **fields: Any) -> Reminder:
    return Reminder(title=title, key=title, due=due, remind_at="2026-11-04T10:00:00-05:00", **fields)


def test_one_reminder_is_told_in_full() -> None:
    one = reminder("Quiz 3", "2026-11-05T09:00:00-05:00", notes="“Quiz 3, Nov 5”\n5 % of the grade.")
    assert message([one], NOW) == Message("Quiz 3, due tomorrow 09:00", "“Quiz 3, Nov 5”\n5 % of the grade.")


def test_several_are_a_list_in_order_of_when_the_work_is_due_and_what_is_over_comes_last() -> None:
    several = [
        reminder("Final", "2026-12-15T09:00:00-05:00"),
        reminder("Essay", "2026-11-03T23:59:00-05:00"),
        reminder("Lab 2", "2026-11-04T23:59:00-05:00"),
        reminder("Midterm", "2026-11-05T10:00:00-05:00"),
        reminder("Call the library").model_copy(update={"remind_at": "2026-11-01T10:00:00-05:00"}),
    ]
    assert message(several, NOW) == Message(
        "Call the library, and 3 more",
        "- Call the library\n- Lab 2, due today 23:59\n- Midterm, due tomorrow 10:00\n- Final, due Tue 15 Dec, 09:00\n"
        "Over already:\n- Essay, was due yesterday 23:59",
    )


def test_of_much_that_is_over_only_the_last_is_told() -> None:
    over = [reminder(f"Homework {day}", f"2026-10-0{day}T23:59:00-04:00") for day in range(1, 9)]
    said = message([*over, reminder("Midterm", "2026-11-05T10:00:00-05:00")], NOW)
    assert said.title == "Midterm, due tomorrow 10:00"
    assert said.body.splitlines() == [
        "- Midterm, due tomorrow 10:00",
        "Over already:",
        *(
            f"- Homework {day}, was due {day_name} {day} Oct, 23:59"
            for day, day_name in zip(range(4, 9), ["Sun", "Mon", "Tue", "Wed", "Thu"], strict=True)
        ),
        "- and 3 earlier",
    ]
    assert message(over, NOW).title == "Homework 8, was due Thu 8 Oct, 23:59, and 7 more"


def test_several_reminders_of_one_work_are_told_once() -> None:
    week, day = (
        reminder("Midterm", "2026-11-05T10:00:00-05:00", item="midterm").model_copy(update={"key": f"midterm/{offset}"})
        for offset in ("7d", "1d")
    )
    assert message([week, day], NOW).title == "Midterm, due tomorrow 10:00"
    other = day.model_copy(update={"source": "another course"})
    assert message([day, other], NOW).title == "Midterm, due tomorrow 10:00, and 1 more"


def test_days_are_those_of_the_place_where_the_work_is_due() -> None:
    assert message([reminder("Call", "2026-11-05T12:00:00+09:00")], NOW).title == "Call, was due today 12:00"
    assert message([reminder("Call", "2026-11-06T12:00:00+09:00")], NOW).title == "Call, due tomorrow 12:00"


def test_what_has_no_due_is_its_title_alone() -> None:
    assert message([reminder("Call the library")], NOW).title == "Call the library"
