"""Syllabi for the tests of the server, small ones: each says what a test needs."""

HISTORY = """# HIST 201: Cities of Trade

Fall 2026, Northfield State University, Columbus, Ohio

Classes begin August 24, 2026. Classes end December 11, 2026.

Instructor: Dr. Ada Veldkamp, ada.veldkamp@northfield.example

Meetings: Tuesday and Thursday 1:00-2:15 pm, Hall 3

## Grading

Two papers, 50% each.

## Late work

A paper loses five points for each day that it is late.

## Dates

- Paper 1 due Tuesday, September 22, 2026 at 5:00 pm
- Paper 2 due Tuesday, November 10, 2026 at 5:00 pm
"""
CHEMISTRY = """# CHEM 110: Matter

Fall 2026, Northfield State University, Columbus, Ohio

Classes begin August 24, 2026. Classes end December 11, 2026.

Instructor: Dr. Per Lind, per.lind@northfield.example. Office hours: Tuesday 3 pm

## Meetings

Section 001: Monday and Wednesday 9:00-9:50 am, Hall 1
Section 002: Monday and Wednesday 11:00-11:50 am, Hall 2

## Grading

Midterm exam 40%, final exam 60%.

## Dates

- Midterm exam: Thursday, October 15, 2026, 6:00-8:00 pm
- Final exam: Monday, December 14, 2026, 8:00 am - 10:00 am
"""
UNDATED = """# GEOG 105: Maps

Northfield State University, Columbus, Ohio

Instructor: Dr. Ilse Brandt, ilse.brandt@northfield.example. Office hours: Friday 1 pm

Meetings: Monday 2:00-4:00 pm, Hall 9

## Policies

Attendance is expected.

## Grading

Two reports, 50% each.

## Dates

- Report 1 due September 21
- Report 2 due November 16
"""
DOUBTFUL = """# GEOG 210: Maps and Surveys

Fall 2026, Northfield State University, Columbus, Ohio

Classes begin August 24, 2026. Classes end December 11, 2026.

Instructor: Dr. Ilse Brandt. Meetings: Monday 2:00-4:00 pm, Hall 9

## Dates

- Report 1 due Monday, September 21, 2026
- Report 2 (tentative): Monday, November 24, 2026
- The map portfolio, November 30
"""
"""The second day is tentative and no Monday, and the third line doesn't say what is on that day."""
