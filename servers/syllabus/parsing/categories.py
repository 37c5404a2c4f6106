"""Of which kind a piece of work is where its own words leave it open: as the parts of the grade say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from servers.contract.syllabus import Category, GradingPart
from servers.syllabus.parsing.mentions import Mention
from servers.syllabus.parsing.merging import Item, title_words
from servers.syllabus.parsing.names import MADE
from servers.syllabus.parsing.vocabulary import kinds, words

_HANDED_IN: frozenset[Category] = frozenset({"homework", "lab", "project", "paper"})
_STAGE = words(r"reports?|drafts?|outlines?|plans?|abstracts?|(?:annotated )?bibliograph(?:y|ies)|literature reviews?")
"""What both a paper and a project may have."""
_DRAFT = words(r"drafts?")
_PAPER = words(r"papers?|essays?")
_LONG = 6  # letters
_COMMON = words(r"research|reading|writing|written|weekly|science|analysis|individual|course|summary|online|discus.*")


def settled(items: Iterable[Item], parts: Sequence[GradingPart]) -> Iterator[Item]:
    """The items, those whose kind only the parts of the grade tell with that kind."""
    named: list[tuple[frozenset[str], Category]] = [
        (title_words(part.name), kinds(part.name)[0]) for part in parts if kinds(part.name)
    ]
    counted: set[Category] = {kind for _, kind in named}
    whole = len(named) == len(parts)
    for item in items:
        mention = item.candidate.mention
        category = _of_part(item.title, named) or _of_course(mention, item.title, counted, whole=whole)
        if category is None or category == mention.category:
            yield item
        else:
            candidate = replace(item.candidate, mention=replace(mention, category=category))
            yield replace(item, candidate=candidate)


def _of_part(title: str, named: Sequence[tuple[frozenset[str], Category]]) -> Category | None:
    """Of a title without a word of work, the kind of the one part whose name has its words: "Critique: 1-3".

    A long word that it shares with one part alone is enough: "Biography of the Mongolia profile" is of the Mongolia
    project.
    """
    if kinds(title) or MADE.search(title):
        return None
    said = title_words(title.partition(":")[0])
    telling = {word for word in title_words(title) if len(word) >= _LONG and not _COMMON.fullmatch(word)}
    of_all: set[Category] = {kind for name, kind in named if said <= name and not all(map(str.isdigit, said))}
    of_some: set[Category] = {kind for name, kind in named if telling & name}
    found = of_all or of_some
    return found.pop() if len(found) == 1 else None


def _of_course(mention: Mention, title: str, counted: set[Category], *, whole: bool) -> Category | None:
    """Of what could be of several kinds, the project, where the course has one and nothing else that could be meant.

    `whole`: the kind of every part of the grade is known.
    """
    if mention.category == "paper" and _DRAFT.search(title) and MADE.search(title):  # "draft of the poster"
        return "project"
    if "project" not in counted:
        return None
    if mention.category == "homework" and not mention.named and whole and counted & _HANDED_IN == {"project"}:
        return "project"
    if mention.category != "paper" or "paper" in counted:
        return None
    return "project" if _STAGE.search(title) and not _PAPER.search(title) and kinds(title) == ("paper",) else None
