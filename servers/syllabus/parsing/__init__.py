"""What a syllabus says, from its words: `parse(document) → Syllabus`. Pure: the same document gives the same answer.

The order is: blocks and the dates that govern them (`entries`), facts of the course, one vote on what the dates mean
(`term`), names of work (`mentions`), whose date is whose (`resolution`), how sure (`confidence`), what is the same
(`merging`). Only here do spans become text, page and box, so that evidence is verbatim by construction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from servers.contract.syllabus import (
    Assignment,
    Course,
    Evidence,
    NoClass,
    Question,
    Section,
    Source,
    Syllabus,
    TermGiven,
)
from servers.syllabus.document import Document, Metadata, Span
from servers.syllabus.parsing import (
    assessments,
    assurance,
    breaks,
    categories,
    company,
    confidence,
    course,
    grading,
    meetings,
    mentions,
    merging,
    policies,
    resolution,
    rules,
    schedule,
    times,
    undated,
    weights,
)
from servers.syllabus.parsing import term as anchoring
from servers.syllabus.parsing.entries import Entry
from servers.syllabus.parsing.governed import entries
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.merging import Item
from servers.syllabus.parsing.resolution import Candidate
from servers.syllabus.parsing.rules import Rule
from servers.syllabus.parsing.vocabulary import DAYS

__all__ = ["judged", "parse"]


_OF_A_LIKELY_YEAR = 0.8
_OF_A_SCAN = 0.75  # at most: a digit may be misread, and nobody has counted how often


def parse(
    document: Document,
    *,
    source: Source,
    term: TermGiven | None = None,
    timezone: str | None = None,
    this_year: int | None = None,
) -> Syllabus:
    """The syllabus that `document` is.

    Args:
        source: the file it was read from.
        term: what the student says of the term; stands above what the document says.
        this_year: the year in which it is read. Where the document names no year, work is dated in the last year that
            its weekdays fit, and the student is asked.
        timezone: IANA zone, where the document names no place that settles it.
    """
    found = entries(document)
    facts = course.find(document, found)
    calendar, sections = _calendar(document, found, facts, term, this_year)
    parts = grading.find(document, found)
    mentioned = [list(mentions.mentioned(entry)) for entry in found]
    general = rules.find(found)
    likely = _items(_candidates(found, mentioned, calendar, general))
    merged, contradictions = merging.merged(categories.settled(likely, parts))
    of_year = assurance.of_year(calendar, found, document.metadata)
    items = _in_company(merged, calendar, of_year)
    free = breaks.find(found, calendar)
    assignments = [
        _assignment(
            document,
            item,
            times.due(item, general, [] if _is_free(item.candidate.day, free) else sections),
            identity,
            likely=bool(calendar.likely),
        )
        for item, identity in zip(items, _identities(items), strict=True)
    ]
    assignments = sorted(weights.weighed(assignments, parts), key=lambda each: each.date)
    duties = undated.recurring(document, mentioned, assignments, parts)
    return Syllabus(
        source=source,
        course=_course(facts, calendar, term, timezone, document.metadata),
        sections=sections,
        assignments=assignments,
        recurring=duties,
        undated=undated.find(document, mentioned, assignments, parts, duties),
        no_class=[
            NoClass(
                date=each.first.isoformat(),
                end=each.last.isoformat() if each.last != each.first else None,
                reason=each.reason,
                evidence=_evidence(document, each.evidence),
            )
            for each in free
        ],
        grading=parts,
        schedule=schedule.find(document, found, calendar),
        policies=policies.find(document, found),
        questions=[*_questions(facts, calendar, found), *_which_section(facts, sections)],
        warnings=[*document.warnings, *_doubts(calendar, facts, of_year), *grading.doubts(parts), *contradictions],
    )


def _is_free(day: date, free: Iterable[breaks.Break]) -> bool:
    """Whether there is no class on it."""
    return any(each.first <= day <= each.last for each in free)


def judged(document: Document, *, this_year: int | None = None) -> list[tuple[Item, tuple[str, ...]]]:
    """All that may be dated work in `document`, the unlikely too, with its signs: what confidence is fitted to."""
    found = entries(document)
    calendar, _ = _calendar(document, found, course.find(document, found), None, this_year)
    mentioned = [list(mentions.mentioned(entry)) for entry in found]
    every = list(_candidates(found, mentioned, calendar, rules.find(found)))
    told, _ = merging.merged(categories.settled(_items(every), grading.find(document, found)))
    of_year = assurance.of_year(calendar, found, document.metadata)
    signs = [(*of_item, *of_year) for of_item in company.signs(told, calendar)]
    unlikely = [candidate for candidate in every if confidence.probability(candidate) < confidence.ENOUGH]
    untold, _ = merging.merged(Item(candidate, confidence.probability(candidate)) for candidate in unlikely)
    return [*zip(told, signs, strict=True), *((item, ()) for item in untold)]


def _calendar(
    document: Document, found: Sequence[Entry], facts: Course, term: TermGiven | None, this_year: int | None
) -> tuple[anchoring.Term, list[Section]]:
    """What its dates mean, and when the class meets: by its weekdays the year is told where nothing better says it."""
    edges = [line.text for line in document.lines if line.furniture]
    beside = anchoring.Beside(document.metadata, term, this_year, edges)
    calendar = anchoring.find(found, facts, beside)
    met = meetings.find(found, calendar)
    days = frozenset(DAYS.index(day) for section in met for meeting in section.meetings for day in meeting.days)
    if not days or calendar.agrees(found, days):
        return replace(calendar, class_days=days), met
    calendar = anchoring.find(found, facts, beside._replace(class_days=days))
    return calendar, meetings.find(found, calendar)


def _in_company(items: Sequence[Item], calendar: anchoring.Term, of_year: tuple[str, ...]) -> list[Item]:
    """As sure as they are by what the rest of the document says of them."""
    signs = company.signs(items, calendar)
    return [
        replace(item, confidence=confidence.in_company(item.candidate, (*of_item, *of_year)))
        for item, of_item in zip(items, signs, strict=True)
    ]


def _items(every: Iterable[Candidate]) -> Iterable[Item]:
    for candidate in every:
        sure = confidence.probability(candidate)
        if sure >= confidence.ENOUGH:
            yield Item(candidate, sure)


def _candidates(
    found: Sequence[Entry], mentioned: Sequence[Sequence[Mention]], calendar: anchoring.Term, general: Sequence[Rule]
) -> Iterable[Candidate]:
    every = [mention for inside in mentioned for mention in inside]
    listed = list(assessments.find(found, every, calendar))
    settled = {candidate.mention.entry.block.row for candidate in listed}
    yield from listed
    for entry, inside in zip(found, mentioned, strict=True):
        if entry.block.row not in settled:
            possible = resolution.candidates(entry, inside, calendar, general)
            yield from (candidate for candidate in possible if candidate.title)


def _identities(items: Sequence[Item]) -> list[str]:
    """Of what it is, never of when: an edited date keeps the id. The second of the same name is the second."""
    seen: dict[str, int] = {}
    identities: list[str] = []
    for item in items:
        words = sorted(merging.title_words(item.title))
        name = "-".join([item.candidate.mention.category, *words, *filter(None, [item.candidate.of_section])])
        seen[name] = seen.get(name, 0) + 1
        identities.append(name if seen[name] == 1 else f"{name}--{seen[name]}")
    return identities


def _assignment(document: Document, item: Item, due: times.Due, identity: str, *, likely: bool) -> Assignment:
    candidate = item.candidate
    evidence = _evidence(document, candidate.evidence)
    sure = item.confidence * (_OF_A_LIKELY_YEAR if likely else 1)
    if evidence.page in document.recognised:
        sure = min(sure, _OF_A_SCAN)
    return Assignment(
        id=identity,
        title=candidate.title,
        category=candidate.mention.category,
        date=(candidate.day - timedelta(days=due.days_before)).isoformat(),
        time=due.time,
        end_time=due.end,
        section=candidate.of_section,
        in_class=due.in_class,
        derivation=candidate.derivation,
        confidence=round(sure, 2),
        evidence=evidence,
    )


def _evidence(document: Document, span: Span) -> Evidence:
    return Evidence(
        page=document.lines[span.line].page if document.paged else None,
        text=document.verbatim(span),
        box=document.box(span),
    )


def _course(
    facts: Course, calendar: anchoring.Term, given: TermGiven | None, timezone: str | None, metadata: Metadata
) -> Course:
    """Where the text names no term, that of its addresses, if the dates are of that year."""
    name = (given.name if given else None) or facts.term
    if not name and not calendar.likely:
        linked = anchoring.named_by(metadata)
        name = linked if linked and str(calendar.year) in linked else name
    start, end = (None, None) if calendar.likely else (calendar.start, calendar.end)  # a guess settles no term
    return facts.model_copy(
        update={
            "term": name,
            "year": None if calendar.likely else calendar.year,
            "term_start": start.isoformat() if start else None,
            "term_end": end.isoformat() if end else None,
            "timezone": facts.timezone or timezone,
        }
    )


def _questions(facts: Course, calendar: anchoring.Term, found: Iterable[Entry]) -> list[Question]:
    about = f"{facts.code or facts.title or 'This syllabus'}: year"
    if calendar.likely:
        asked = f"Which year is this syllabus of? It does not say; {calendar.year} is likely."
        return [Question(about=about, question=asked, choices=[str(year) for year in calendar.likely])]
    if calendar.year is None and any(each.dated for entry in found for each in entry.dates):
        return [Question(about=about, question="Which year is this syllabus of? It does not say.")]
    return []


def _which_section(facts: Course, sections: Sequence[Section]) -> Iterator[Question]:
    """Sections that hold the same kind of meeting are alternatives: the student is in one of them."""
    about = f"{facts.code or facts.title or 'This syllabus'}: section"
    by_kind: dict[str, list[str]] = {}
    for section in sections:
        for kind in dict.fromkeys(meeting.kind for meeting in section.meetings if section.id):
            by_kind.setdefault(kind, []).append(section.id or "")
    for kind, labels in by_kind.items():
        if len(labels) > 1:
            yield Question(about=about, question=f"Which {kind} section are you in?", choices=labels)


def _doubts(calendar: anchoring.Term, facts: Course, of_year: Iterable[str]) -> list[str]:
    return [assurance.TOLD[name].format(year=calendar.year, term=facts.term) for name in of_year]
