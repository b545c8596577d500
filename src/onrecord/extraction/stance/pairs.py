"""Which stances are asked about: of each statement's speaker toward each party that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from onrecord.extraction.document import Document
from onrecord.extraction.stance.encoding import Pair
from onrecord.model import Attribution, Party, Span, Speaker

if TYPE_CHECKING:  # spaCy is under it, and training does without
    from onrecord.extraction.manner import Manner

CIRCUMSTANCES: Final = ("self", "document", "anonymous", "unknown", "denied", "question", "beside another")

_REACH: Final = 500  # code points to either side of the target's first mention that a pair may hold


def circumstances(speaker: Speaker, manner: Manner, party: Party, rank: int) -> Iterator[str]:
    """What of a statement, beside its words, makes an attitude toward a party more or less likely: a poll has few, and
    nobody speaks ill of himself. `rank` is the party's place in what the statement is about."""
    if speaker.entity is not None and speaker.entity == party.entity:
        yield "self"
    if speaker.type in ("document", "anonymous", "unknown"):
        yield speaker.type
    if manner.polarity in ("denied", "question"):
        yield manner.polarity
    if rank:
        yield "beside another"


def statement_pair(document: Document, attribution: Attribution, party: Party) -> tuple[Pair, int]:
    """The words of one attribution, from the first to the last of source, cue and content, and where they begin.

    The speaker's words are the holder, the party's mentions the target.
    """
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    first = party.spans[0]
    start = max(min(s.start for s in spans), first.start - _REACH)
    end = min(max(s.end for s in spans), first.end + _REACH)
    return pair(document, Span(start, end), party.spans, attribution.source), start


def pair(document: Document, within: Span, target: tuple[Span, ...], holder: tuple[Span, ...] = ()) -> Pair:
    """A stretch of the article as a pair; marks outside it are left out, and what is the target is not the holder."""
    start, end = within

    def inside(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(s.start - start, s.end - start) for s in spans if start <= s.start and s.end <= end)

    return Pair(document.article.text[start:end], inside(target), inside(holder))
