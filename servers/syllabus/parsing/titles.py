"""What a piece of work is called: its sentence without the date, the time and the words of handing in."""

import re
from typing import Protocol

from servers.syllabus.parsing.clock import ClockTime
from servers.syllabus.parsing.dates import DateExpression
from servers.syllabus.parsing.vocabulary import words


class Written(Protocol):
    """A text, with the dates and times in it."""

    @property
    def text(self) -> str: ...
    @property
    def dates(self) -> tuple[DateExpression, ...]: ...
    @property
    def times(self) -> tuple[ClockTime, ...]: ...


Stretch = tuple[int, int]
"""From, up to, of a block's text."""

_LONGEST = 9  # words
PLACE = (
    r"(?:canvas|gradescope|moodle|blackboard|brightspace|webcourses|sakai|d2l|piazza|turnitin|github(?: classroom)?"
    r"|google classroom|course website|website|email|e-mail|lms|learn|paper|person)"
)
_NOISE = re.compile(
    r"\b(?:(?:is |are |will be |must be )?(?:due|deadlines?|submit(?:ted)?|hand-in(?: dates?)?"
    r"|(?:hand|turn)(?:ed)? in|upload(?:ed)?"
    r"|(?:(?:is|are) )?to be (?:taken|completed|(?:hand|turn)ed in|submitted))\b"
    rf"(?:\s+(?:by|on the following (?:dates?|days?)|on|at|before(?: class| lecture)?|in class|today"
    rf"|(?:the )?(?:next|following)(?: (?:class|lecture|session|meeting))?"
    rf"|(?:the )?(?:beginning|start|end) of(?: (?:(?:the|this|that) )?(?:class|lecture|lab|week))?"
    rf"|(?:via|in|on|to) {PLACE})\b)*"
    r"|(?:fixed|hard)\s+(?=deadline)"
    r"|(?:in[- ]class(?!\s+(?:assignments?|essays?|exercises?|activit|writing))|tentative(?:ly)?|tbd|tba|tbc)\b)"
    r"|(?=[(\[:\s\d.…*~_])(?:"  # where none of these stands, and no word begins, nothing more is tried
    r"[(\[]\s*(?:link|code|data|pdf|slides|html|docx?|solutions?|canvas|gradescope"
    r"|during (?:class|lecture)(?: time)?|by|before|at|on)?(?:,\s*(?:link|code|data|pdf))*\s*[)\]]"
    r"|\([^()]*\b(?:late|penalty|grace)\b[^()]*\)"
    r"|\(\s*\d{1,3}(?:\.\d)?\s*(?:%|points?|pts)\s*\)|:?\s*\b(?:worth\s+)?\d{1,3}(?:\.\d)?\s*%"
    r"(?:\s+of\s+(?:the\s+|your\s+)?(?:(?:final|total|course|overall)\s+){0,2}(?:grade|mark|total)\b)?|\.{3,}|(?:\s\.){2,}|…|\*{2,}|~~|__)",
    re.IGNORECASE,
)
_EDGE = ' \t\n,;:.–—-−|*•●▪◦·()[]{}!?"“”&@/→➔=>_#✓□☐'
_EMPTIED = re.compile(r"\s*[,;:](?:\s*,)+")
"""What is left of ": May 4, 12:00-1:05 pm, Hall 2" before the hall."""
_EMPTY = re.compile(r"\(\s*(?:[,;]\s*)*(?:\d{1,3}\s*(?:points?|pts)\s*)?(?:[,;]\s*)*\)")
"""What is left of "(due 9/22, 10%)" and "(15 points, due May 4)"."""
_OPENED = re.compile(r"\(\s*[,;:]\s*")
""" "(, in pairs)" of "(40%, in pairs)"."""
_SAYS_WHEN = re.compile(
    r"(?<!there)(?<!this)(?<!that)(?<!which)(?<!it)\s+(?:is|are|will be|takes? place|will take place|will run|runs)\b"
    r"(?:\s+(?:tentatively|currently))?(?:\s+(?:held|given|set|scheduled|administered|offered|planned))?"
    r"[\s,]*(?:on|at|for|from|in|during|,)?(?:\s+the (?:morning|afternoon|evening) of)?[\s,]*\0.*$",
    re.IGNORECASE,
)
"""All that follows the name in "the final exam is on May 4, from 8:00 to 10:00, in our usual room"; \\0 is a date."""
_TOLD = re.compile(
    r"[:,]?\s+(?:(?:(?:(?:will|can|may) be|is|are)\s+)?(?:open|available|taken|released|assigned|posted"
    r"|(?:(?:topics\s+)?(?:handed|given)\s+)?out|given)"
    r"|opens?|begins?|starts?)\b[^\0.;]{0,24}\0.*$|\s+(?:will be|is) made available\b.*$"
    r"|\s+(?:\0\s+)?covers? (?:chapters?|lectures?|sections?|units?|modules?|weeks?|all)\b.*$"
    r"|\s+(?:on|for)\s+\0\s+(?:covers?|will cover|includes?|is|will be)\b.*$|[:,]?\s+as scheduled\b.*$"
    r"|\s+of\s+(?:about |around |up to |at least )?\d+(?:\s?[-–]\s?\d+)?\s+(?:pages?|words?)\b.*$"
    r"|,\s+(?:in|at)\s+(?:the\s+)?(?:\w+\s+)?(?:hall|room|rm|auditorium|building|theat(?:er|re))\b.*$",
    re.IGNORECASE,
)
"""What goes on from the name to what it covers, who sets its day, or where it is."""
_COVERED = re.compile(
    r"[\s,:]*(?:\([^()]*\x01\s*(?:[-–—&,]|to\b|and\b|through\b)\s*\d{1,2}\b[^()]*\)"
    r"|\b(?:(?:which |that )?covers?|covering|includes?|including|on|from)\s+\x01"
    r"(?:\s*(?:[-–—&,]|to|and|through)\s*\d{1,2}\b)?)",
    re.IGNORECASE,
)
"""The weeks that a test is about: "(motion: weeks 1-2)", "covers weeks 3-4"; \\x01 is a week."""
_STRAY = re.compile(r" ([,;:.])(?= |$)")
_TRAILING = re.compile(
    r"\s+(?:at|by|on|in|to|of|from|and|or|for|the|before|after|until|begins?|is|are|will|be|be held|held|scheduled"
    r"|ct|est|et|pt"
    rf"|pst|edt|pm|am|with|via|(?:via|on|in|to|through) {PLACE}"
    r"|(?-i:dates|times)|submissions?(?: dates?)?|distributed|assigned|posted|released|collected"
    r"|(?:(?:topics )?(?:handed|given) out|given)|link"
    r"|before class|(?:(?:at )?the )?(?:beginning|start|end) of (?:the )?(?:class|lecture|lab)|hours?|no later than"
    r"|(?:\d{1,2}|an|half an) (?:minutes?|hours?)"
    r"|(?:by |at )?the end|to me|to (?:the|your) (?:instructor|ta))$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:\d{1,2}(?= [\da-z])|no [a-z]+(?: [a-z]+)?,? but"
    r"|\d+[- ]points?|(?:to[- ])?do(?=:)|reminder:?|at|by|on|in|before|until|the|your|also|and|please|for"
    r"|deadline for|due"
    r"|(?:to )?complete|collect|(?:exam|test|quiz|due|key|important) dates:"
    r"|(?:tentative )?dates? (?:for|of)(?: these)?)[,:]?\s+)+",
    re.IGNORECASE,
)
_SMALL_FIRST = re.compile(
    r"^(?:(?:and|of|the|&|on|in|for|a|an|our|your|this|that|all|each|every|no|week|due|also|please|collect|\d{1,2}|two|three|four|five|six|seven|eight|ten)\s+)+",
    re.IGNORECASE,
)
_ENDS_NAME = re.compile(r"\s*(?::|[–—]|\s-\s|\()")
_NOT_ITS = re.compile(r"^(?:is|are|the|a)\s+|\s+(?:is|are|on|by)\s*$|\s+(?:by|before|until) on\b", re.IGNORECASE)
_COUNTED = words(r"worth|points?|pts")


def of_phrase(text: str) -> str:
    return " ".join(_SMALL_FIRST.sub("", _NOISE.sub(" ", text)).split()).strip(_EDGE)


def of_office(text: str) -> str:
    """Of a deadline of the university's, its own words: "drop deadline"."""
    return _LEADING.sub("", " ".join(_NOT_ITS.sub("", text).split())).strip(_EDGE)


def of_segment(written: Written, segment: Stretch) -> str | None:
    """The segment without its dates, times and words of handing in, if that is short enough for a name."""
    kept = _bare(written, segment)
    short = len(kept.split()) <= _LONGEST and not (_COUNTED.search(kept) and len(kept.split()) > _LONGEST // 2)
    return kept if kept and short and kept.count("(") == kept.count(")") else None


def beginning(written: Written, segment: Stretch) -> str:
    """The first words of the segment, where all of it is too long for a name."""
    return _trimmed(" ".join(_bare(written, segment).split()[:_LONGEST]).strip(_EDGE))


def before_description(written: Written, segment: Stretch, noun_ends: int) -> str | None:
    """Of "Project Proposal - Students will develop …" what stands before the dash."""
    ends = _ENDS_NAME.search(written.text, noun_ends, segment[1])
    return of_segment(written, (segment[0], ends.start())) if ends else None


def _bare(written: Written, segment: Stretch) -> str:
    start, end = segment
    weeks = {found.start for found in written.dates if found.week is not None}
    holes = sorted(
        (found.start, found.end)
        for found in (*written.dates, *written.times)
        if start <= found.start < end and not written.text.startswith(("'s", "’s"), found.end)
    )
    kept, position = "", start
    for begin, stop in holes:
        kept += written.text[position : max(begin, position)] + (" \x01 " if begin in weeks else " \0 ")
        position = max(position, stop)
    kept += written.text[position:end]
    kept = _COVERED.sub("", kept).replace("\x01", "\0") if "\x01" in kept else kept
    named = _TOLD.sub("", _SAYS_WHEN.sub("", kept) if holes else kept)
    kept = (named if named.strip(_EDGE) else kept).replace("\0", " ")
    kept = " ".join(_NOISE.sub(" ", kept).split()).replace("( ", "(").replace(" )", ")").replace("()", "")
    kept = _STRAY.sub(r"\1", _EMPTIED.sub(",", kept) if "," in kept else kept)
    kept = _OPENED.sub("(", _EMPTY.sub(" ", kept)) if "(" in kept else kept
    return _trimmed(kept.strip(_EDGE))


def _trimmed(kept: str) -> str:
    while (shorter := _LEADING.sub("", _TRAILING.sub("", kept).strip(_EDGE))) != kept:
        kept = shorter
    return _closed(kept)


def _closed(kept: str) -> str:
    """With the bracket that trimming took from the end."""
    missing = kept.count("(") - kept.count(")")
    return kept + ")" if missing == 1 and kept.rfind("(") > kept.rfind(")") else kept
