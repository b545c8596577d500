"""What is read of a statement for comparison, and the mark by which it is known to be of the statement as it is now.

To read it takes the models (`positions`); to keep it, and to compare by it, takes none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

import msgspec

from onrecord.comparison.claims import Claim
from onrecord.model import Spans, Statement

WORDS_ALONE: Final = 0.45  # how sure an attitude is that only words of approval or quality tell: too little for a turn
_PARTY: Final = ("name", "type", "entity", "spans")
_VERSION: Final = 3  # of how statements are read, models included: what another one has read is read anew


@dataclass(frozen=True, slots=True)
class Taken:
    """A position: toward which of the parties that the statement is about (`party`; None: toward a phrase, which `name`
    is), from -1 to 1, the words that show it and where they stand in the article."""

    party: int | None
    name: str
    value: float
    spans: Spans
    words: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """One statement as it is compared: the claim and the packed vector of its content; the rest is as in
    `shifts.Side`."""

    claim: Claim
    vector: bytes
    dated: bool
    earlier: str | None
    drawn: bool
    positions: tuple[Taken, ...]


def marks(published: date | None, told: Sequence[Statement]) -> list[bytes]:
    """For each of the statements that an article tells, in order, a mark of all that its assertion follows from, the
    article's text excepted. How likely a party is right is not among it."""
    common = blake2b(msgspec.msgpack.encode((_VERSION, published, [s.cue for s in told])), digest_size=16)
    found = []
    for s in told:
        own = common.copy()
        basis = s.said_on.basis if s.said_on else None
        about = [{name: getattr(party, name) for name in _PARTY} for party in s.about]
        own.update(msgspec.msgpack.encode((s.source, s.cue, s.content, s.text, s.polarity, basis, about, s.stance)))
        found.append(own.digest())
    return found
