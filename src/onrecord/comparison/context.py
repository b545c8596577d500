"""How the author tells a statement: the sentence around it, what places it in the past, and where a turn is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from onrecord.model import Span, Spans

_REACH: Final = 400  # code points to either side in which a sentence's end is looked for
_NEAR: Final = 250  # code points within which a turn that the author draws belongs to a statement
_END: Final = re.compile(r"(?<![A-Z])(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<!Sen)(?<!Gov)(?<!Rep)[.!?][”\"'’)]*\s+|\n")
_EARLIER: Final = re.compile(
    r"\b(?:(?:who|had|has|having|he|she|they|it) (?:once|previously|earlier|originally|initially|long)\b|"
    r"once(?! more| again)|"
    r"previously|formerly|originally|initially|used to|"
    r"(?:in|during|while in|after years in) (?:his |her |their )?(?:years in )?opposition|"
    r"(?:back )?in (?:the )?(?:19|20)\d\d(?:s)?|(?:years|months|weeks|decades) (?:ago|earlier|before)|"
    r"(?:a|two|three|several|few) (?:years?|months?|weeks?) (?:ago|earlier)|earlier this (?:year|month|week)|"
    r"(?:during|in) the (?:\w+ )?primar(?:y|ies)|last (?:year|month|spring|summer|fall|autumn|winter)|"
    r"before (?:he|she|they) (?:became|was|were|took)|"
    r"as an? (?:candidate|senator|congressman|mayor|backbencher|young \w+)|until recently)\b",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DRAWN: Final = re.compile(
    r"that was then|flip-?\s?flop\w*|about-face|u-turn|revers(?:ed|ing|al)|back-?track\w*|"
    r"walk(?:ed|ing|s)? (?:it |that )?back|chang(?:ed|ing) (?:his|her|their) (?:mind|tune|position|view|stance|story)|"
    r"change of (?:heart|tune|position)|no longer|contradict\w*|(?:has|have) since|but now|now says|"
    r"now (?:a )?(?:support|oppos)\w*|soften\w*|shift(?:ed|ing|s)?\b|evolv\w+|in contrast|at odds with|renounc\w+|"
    r"disavow\w*|recant\w*|stark(?:ly)? (?:different|contrast)|come around|warm(?:ed|ing) (?:up )?to|"
    r"patch(?:ed)? (?:things )?up|despite (?:having|earlier|previous)|"
    r"(?:earlier|previous|past|prior) (?:comments?|remarks?|statements?|positions?)",
    re.IGNORECASE,
)  # fmt: skip


def sentences(text: str, spans: Spans) -> Span:
    """The stretch of whole sentences in which spans stand."""
    first, last = min(s.start for s in spans), max(s.end for s in spans)
    ends = [m.end() for m in _END.finditer(text, max(0, first - _REACH), first)]
    start = ends[-1] if ends else max(0, first - _REACH)
    match = _END.search(text, max(last - 1, 0), last + _REACH)
    return Span(start, match.end() if match else min(len(text), last + _REACH))


def frame(text: str, within: Span, content: Spans) -> str:
    """The words of a stretch of the text, without the content's."""
    start, end = within
    kept, at = [], start
    for piece in sorted(content):
        kept.append(text[at : max(at, min(piece.start, end))])
        at = max(at, piece.end)
    return " ".join([*kept, text[at:end]])


def earlier(
    text: str, within: Span, content: Spans, cue: Spans, others: Sequence[Span], published: date | None
) -> str | None:
    """What in a stretch, outside the content, says in the author's words that this was said before; None where nothing
    does.

    What stands nearer to the cue of another statement (`others`) belongs to that one, and a year to come is none.
    """
    for match in _EARLIER.finditer(text, *within):
        here = Span(*match.span())
        year = _YEAR.search(match[0])
        if year and published and int(year[0]) >= published.year:
            continue
        if any(here.start < c.end and c.start < here.end for c in content):
            continue
        mine = min((_gap(here, c) for c in cue), default=0)
        if all(_gap(here, other) >= mine for other in others):
            return match[0]
    return None


def _gap(one: Span, other: Span) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))


def drawn(text: str, spans: Spans) -> Span | None:
    """Where, near a statement, the author says that somebody turned; None where nothing says so."""
    first, last = min(s.start for s in spans), max(s.end for s in spans)
    match = _DRAWN.search(text, max(0, first - _NEAR), last + _NEAR)
    return Span(*match.span()) if match else None
