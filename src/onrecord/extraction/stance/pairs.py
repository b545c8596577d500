"""Which stances are asked about: of each statement's speaker toward each party that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from onrecord.extraction.stance.encoding import Pair
from onrecord.model import Attribution, Party, Span, Spans, Speaker, Statement, inside

if TYPE_CHECKING:  # spaCy is under it, and training does without
    from onrecord.extraction.manner import Manner

CIRCUMSTANCES: Final = ("self", "document", "anonymous", "unknown", "denied", "question", "beside another")

_REACH: Final = 500  # code points to either side of a target's first mention that a statement's pair may hold


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


def statement_pair(text: str, said: Attribution | Statement, target: Spans) -> tuple[Pair, int]:
    """The words of one statement, from the first to the last of source, cue and content, and where they begin.

    The speaker's words are the holder.
    """
    spans = (*said.source, *said.cue, *said.content)
    start = max(min(s.start for s in spans), target[0].start - _REACH)
    end = min(max(s.end for s in spans), target[0].end + _REACH)
    return pair(text, Span(start, end), target, said.source), start


def pair(text: str, within: Span, target: Spans, holder: Spans = ()) -> Pair:
    """A stretch of an article as a pair; marks outside it are left out, and what is the target is not the holder."""
    start, end = within

    def moved(spans: Spans) -> Spans:
        return tuple(Span(s.start - start, s.end - start) for s in spans if inside(s, (within,)))

    return Pair(text[start:end], moved(target), moved(holder))
