"""How often `search_syllabus` has the right passage among its first three, for the questions that students ask.

uv run python benchmarks/search.py CORPUS [--misses]

CORPUS holds a folder for each syllabus, with a file `document.*` in it. The answers below are a few words of the
passage that answers, checked by eye; a question that a syllabus does not answer has none. The misses of the last three
syllabi were not looked at while the table of subjects was made.
"""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from servers.syllabus.readers import read
from servers.syllabus.search import passages, ranked

FIRST, NOT_SEEN = 3, 3
QUESTIONS = {
    "late": "What is the late policy?",
    "absences": "How many classes can I miss?",
    "textbook": "Which textbook do I need?",
    "office hours": "When are office hours?",
    "weights": "How much is each part worth?",
    "drop": "Is the lowest score dropped?",
    "contact": "What is the professor's email?",
    "assistants": "Who is the TA?",
    "final": "When is the final exam?",
    "midterm": "When are the midterm exams?",
    "make-up": "What happens if I miss an exam?",
    "ai": "May I use ChatGPT?",
    "honesty": "What counts as cheating?",
    "accommodations": "How do I get accommodations for a disability?",
    "meeting": "When and where does the class meet?",
    "scale": "What score do I need for an A?",
    "prerequisites": "What are the prerequisites?",
    "groups": "Can we work together on assignments?",
    "submit": "How do I submit my work?",
    "software": "What software or computer do I need?",
}
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "b-24118-spring2024": {
        "late": "Extensions for late work",
        "absences": "12 of the 14 recitations",
        "textbook": "by Agustín Rayo",
        "office hours": "Office Hrs: Mon",
        "weights": "20% Problem Sets",
        "drop": "lowest grade will be dropped|drop the lowest|lowest grade is dropping",
        "contact": "brastmck@",
        "assistants": "TA Info|bessroth@|Katie Zhou|Kenneth Nathaniel",
        "final": "Essay Exam in Finals|Essay Final Exam",
        "make-up": "Extensions for late work",
        "ai": "use ChatGPT",
        "honesty": "Blindly copying",
        "accommodations": "Disability and Access Services",
        "meeting": "Lecture: Mon & Wed",
        "scale": "A = 93-96",
        "prerequisites": "Recommended: 6.100A|familiarity with logical notation|Elements of basic set theory",
        "groups": "at most two other students",
        "submit": "as a PDF on Canvas",
        "software": "Laptops, phones",
    },
    "b-astr257-fall2025": {
        "textbook": "Textbooks: None",
        "office hours": "By appointment",
        "weights": "15% for each of the 5",
        "contact": "Andy Skemer",
        "final": "Final Exam: None",
        "ai": "use AI as a search tool",
        "accommodations": "Accommodation Authorization Letter",
        "scale": "A=90-100",
        "prerequisites": "proficient at programming in Python|different levels of experience",
        "groups": "in groups of 2-3",
        "software": "need a laptop",
    },
    "b-dacss601-fall2021": {
        "textbook": "R for Data Science: Visualize",
        "office hours": "Reserve an appointment",
        "weights": r"Tutorials \(40%\)",
        "contact": "mrolfe@",
        "honesty": "includes but is not limited to: cheating",
        "accommodations": "Services to have an accommodation letter|accommodation letter sent",
        "meeting": "Wednesday 7-8:30",
        "scale": r"A \(94-100%\)",
        "prerequisites": "assumes no familiarity|no prior experience",
        "groups": "work in small groups",
        "submit": "submitting assignments via Github",
        "software": "use R and RStudio",
    },
    "b-eco120-fall2022": {
        "late": "penalize late work|one week late without penalty",
        "absences": "survey attendance",
        "textbook": "Macroeconomics in Modules",
        "office hours": "drop-in anytime",
        "weights": "Assignments and quizzes",
        "contact": "lreddinger@",
        "final": "December 21",
        "midterm": "October 14",
        "make-up": "alternative time to write",
        "honesty": "academic integrity",
        "accommodations": "disabilities|ACCESS Center|ACCESS",
        "scale": "93 – 100%",
    },
    "b-ids702-fall2019": {
        "late": "lose 50%",
        "absences": "Lab attendance is not mandatory",
        "textbook": "Gelman A",
        "office hours": "Mon 3:00",
        "weights": "Team Project 1",
        "contact": "olanrewaju.akande@",
        "assistants": "Azucena Morales",
        "final": "no final exam",
        "make-up": "no make-ups",
        "honesty": "plagiarism on homework",
        "accommodations": "Disabilities Access Office",
        "meeting": "10:05",
        "scale": "at least an A-",
        "prerequisites": "summer course review",
        "groups": "permitted to work with others|work in teams",
        "submit": "submitted on Gradescope",
        "software": "familiar with R|R Markdown",
    },
    "b-me3255-summer2021": {
        "late": "fall behind on work",
        "textbook": "Chapra",
        "office hours": "Mon-Thur 10-11am",
        "weights": "Participation.{1,9}30 %",
        "contact": "ryan.c.cooper@",
        "honesty": "zero-tolerance",
        "accommodations": "Center for Students with Disabilities",
        "scale": "Excellent",
        "prerequisites": "CE 2110|CE 3110",
        "submit": "submit to GitHub|save assignments",
        "software": "up-to-date web browser|Python, Jupyter, git",
    },
    "b-sta314-summer2023": {
        "absences": "self-declares the absence",
        "textbook": "Gareth James",
        "office hours": "After class, or by",
        "weights": r"Quizzes \(30%\)",
        "drop": "lowest quiz will be dropped|first missed quiz will be dropped",
        "contact": "aguero.zhang",
        "assistants": "Arturo Esquivel",
        "final": "Final Exam . . .",
        "midterm": "July 28th",
        "make-up": "miss the midterm test|self-declares",
        "honesty": "Code of Behaviour",
        "accommodations": "Accessibility Services",
        "meeting": "Friday 14:00",
        "prerequisites": "probability, statistics",
        "groups": "allowed to collaborate",
        "submit": "hand in your printout|bring printouts",
        "software": "programming in R|programming environment R",
    },
    "b-biol3295-winter2023": {
        "late": "Late assignments, and missed",
        "absences": "accommodate the absence|attend lectures",
        "textbook": "Vandermeer",
        "office hours": "Tuesday 1-2pm",
        "weights": "4 Assignments - 20%",
        "contact": "ahurford@",
        "final": "FINAL EXAM",
        "midterm": "EXAM I |EXAM II",
        "make-up": "missed exams",
        "honesty": "Academic Offences",
        "accommodations": "Blundon Centre",
        "meeting": "12.00-12.50|SN3060",
        "prerequisites": "BIOL 2600",
        "software": "install R and RStudio",
    },
    "b-eeng307-spring2026": {
        "late": "No late homework",
        "absences": "Excused Absence",
        "textbook": "Gene F. Franklin",
        "office hours": "MWF 1:30",
        "weights": "Prep Score 12%",
        "drop": "best 4 of the 6",
        "contact": "coulston@",
        "assistants": "teaching assistant",
        "final": "Final Exam at 10:15",
        "midterm": "three in class exams|Exam I$|Exam I |Exam II",
        "make-up": "going to miss an exam|Alternate scheduling",
        "honesty": "in which an individual seeks|considered academic dishonesty|Copying of solutions",
        "accommodations": "letter of accommodations",
        "meeting": "12:00 - 12:50",
        "scale": "A ≥ 93",
        "prerequisites": "already taken Fortran",
        "groups": "turn in individual homework|100 percent of the work",
        "submit": "single .pdf",
        "software": "MATLAB from your laptop|familiar with the MATLAB|tool for technical computing",
    },
    "b-psyc259-winter2025": {
        "absences": "absences due to illness",
        "textbook": "R for Data Science",
        "office hours": "Tuesdays, 2pm-4pm|by appointment only",
        "weights": "Participation 20%|Participation . 20%",
        "contact": "olivia.atherton@",
        "assistants": "Madison Montemayor",
        "prerequisites": "little programming experience",
        "groups": "groups of 2-4",
        "submit": "fork the corresponding|upload to Canvas|To submit your assignments",
        "software": "R programming language",
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--misses", action="store_true", help="show what was found instead")
    given = parser.parse_args()
    right: dict[str, list[bool]] = {}
    for name, answers in ANSWERS.items():
        (file,) = (given.corpus / name).glob("document.*")
        units = passages(read(file.read_bytes(), name=file.name))
        for question, answer in answers.items():
            found = ranked(units, QUESTIONS[question], FIRST)
            texts = [" ".join(f"{each.heading or ''}: {each.text}".split()) for each in found]
            hit = any(re.search(answer, text, re.IGNORECASE) for text in texts)
            right.setdefault(name, []).append(hit)
            if given.misses and not hit:
                print(f"{name} {question}: wanted {answer!r}")
                for each, text in zip(found, texts, strict=True):
                    print(f"    {each.score:6} {text[:150]}")
    for name, hits in right.items():
        print(f"{name:28} {sum(hits):3} of {len(hits)}")
    each = list(right.values())
    for label, several in (("seen", each[:-NOT_SEEN]), ("not seen", each[-NOT_SEEN:]), ("all", each)):
        hits = [hit for document in several for hit in document]
        print(f"{label:28} {sum(hits):3} of {len(hits)}, {100 * sum(hits) / len(hits):.0f} %")


if __name__ == "__main__":
    main()
