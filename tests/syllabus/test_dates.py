"""Every way of writing a date that the recogniser knows, as a table, and what it must not take for one."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.syllabus.parsing import dates
from servers.syllabus.parsing.dates import DateExpression, WrittenDay

DAY_FORMS = {
    "September 19": WrittenDay(9, 19),
    "Sept. 19th": WrittenDay(9, 19),
    "Sep 19, 2025": WrittenDay(9, 19, 2025),
    "Friday, September 19": WrittenDay(9, 19, None, 4),
    "Fri Sep 19": WrittenDay(9, 19, None, 4),
    "Aug 23rd, Wednesday": WrittenDay(8, 23, None, 2),
    "Sep 19 (Fri)": WrittenDay(9, 19, None, 4),
    "19 September 2025": WrittenDay(9, 19, 2025),
    "19 Sep": WrittenDay(9, 19),
    "Friday the 19th of September": WrittenDay(9, 19, None, 4),
    "Tuesday, 20 March 2018": WrittenDay(3, 20, 2018, 1),
    "2025-09-19": WrittenDay(9, 19, 2025),
    "9/19": WrittenDay(None, 0, None, None, (9, 19)),
    "Fri 9/19": WrittenDay(None, 0, None, 4, (9, 19)),
    "Th 9/18": WrittenDay(None, 0, None, 3, (9, 18)),
    "09/19/2025": WrittenDay(None, 0, 2025, None, (9, 19)),
    "9/19/25": WrittenDay(None, 0, 2025, None, (9, 19)),
    "19. September 2025": WrittenDay(9, 19, 2025),
    "Fri., 9. Sep": WrittenDay(9, 9, None, 4),
    "09. Sep": WrittenDay(9, 9),
    "19.09.2025": WrittenDay(None, 0, 2025, None, (19, 9)),
}
NO_DATES = (
    "(4/5 assignments at 5% each)",
    "12/14 meetings",
    "Chapter 3/4",
    "if your score on a problem was 8/10, your new score will be 9/10",
    "presented by students 12/13/14",
    "sections 5.1-5.3",
    "open 24/7",
    "the world after the attacks of 9/11 and its politics",
    "you may 3 times",
    "10:30-11:45",
    "50/50",
    "room 12-141",
    "Python 3.11",
    "Retrieved from https://paper.example/science/2018/03/26/short-story",
    "https://paper.example/ science/2018/03/26/short-story",
    "www.paper.example/9/11/story",
    "march 5 kilometres in 40/60 minutes",
    "9. September rains and their causes",
)
LISTS = {
    "11 September–27 November 2014": ([(9, 11), (11, 27)], True),
    "Feb 5, 7": ([(2, 5), (2, 7)], False),
    "Feb 5 and 7": ([(2, 5), (2, 7)], False),
    "Oct 5-9": ([(10, 5), (10, 9)], True),
    "Mon Feb 3, Wed Feb 5": ([(2, 3), (2, 5)], False),
    "30 Mar/1 Apr": ([(3, 30), (4, 1)], False),
    "9/11 Feb": ([(2, 9), (2, 11)], False),
    "12 and 14 May": ([(5, 12), (5, 14)], False),
    "Apr 29, May 1": ([(4, 29), (5, 1)], False),
    "April 29 – May 1": ([(4, 29), (5, 1)], True),
    "Sept 20 to 26": ([(9, 20), (9, 26)], True),
    "5.-9. Sep 2025": ([(9, 5), (9, 9)], True),
    "mar 3\nMaps": ([(3, 3)], False),
    "Oct 3, 6-8 pm": ([(10, 3)], False),
    "Nov 4, 7 to 9:30 PM": ([(11, 4)], False),
    "Nov 6 and 8, 10–12 noon": ([(11, 6), (11, 8)], False),
}


def only(text: str) -> DateExpression:
    (found,) = dates.find(text)
    return found


@pytest.mark.parametrize(("text", "day"), DAY_FORMS.items())
def test_each_form_of_a_day(text: str, day: WrittenDay) -> None:
    found = only(f"Homework 3 is due on {text} at noon")
    assert found.days == (day,)


@pytest.mark.parametrize("text", DAY_FORMS)
def test_the_place_of_a_date_is_exact(text: str) -> None:
    sentence = f"Essay: {text}; bring a copy"
    found = only(sentence)
    assert sentence[found.start : found.end] == text


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert not any(found.dated for found in dates.find(text))


@pytest.mark.parametrize(("text", "expected"), LISTS.items())
def test_lists_and_ranges(text: str, expected: tuple[list[tuple[int, int]], bool]) -> None:
    found = only(text)
    assert ([(day.month, day.day) for day in found.days], found.through) == expected


def test_a_list_goes_on_behind_a_note_in_brackets() -> None:
    found = dates.find("Sep 10, 17 (quiz), 24 and 25 (12 points), 3 essays")
    assert [[day.day for day in each.days] for each in found] == [[10, 17], [24, 25]]


@pytest.mark.parametrize(
    ("text", "week", "weekday"),
    [("Week 4", 4, None), ("wk. 12", 12, None), ("Week Three: Contexts", 3, None), ("Friday of week 4", 4, 4)],
)
def test_weeks(text: str, week: int, weekday: int | None) -> None:
    found = only(text)
    assert (found.week, found.weekday) == (week, weekday)


def test_a_length_is_no_week() -> None:
    assert dates.find("You have 3 weeks for it") == ()


def test_the_week_of_a_day() -> None:
    assert only("week of 9/5").week_of


def test_a_weekday_alone() -> None:
    assert only("due by Sunday at midnight").weekday == 6


@given(st.text(max_size=200))
def test_found_dates_lie_in_order_within_the_text(text: str) -> None:
    found = dates.find(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%B %d", "%b %d, %Y", "%A, %B %d", "%d %B %Y", "%Y-%m-%d", "%a %m/%d"]),
)
def test_every_day_of_the_calendar_is_found(day: date, form: str) -> None:
    text = format(day, form)
    assert any(found.dated and found.start == 0 and found.end == len(text) for found in dates.find(text)), text
