"""How sure a statement is, and whose it is: the lower of the two, 0 to 1; and how sure its other fields are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model import Printed, Statement


def of(said: Statement) -> float:
    """That of a statement; where nobody is named, only how sure the statement is."""
    return lower(said.confidence, said.speaker.confidence if said.speaker.name else None)


def lower(statement: float, speaker: float | None) -> float:
    """The same of two figures; `speaker` is None where nobody is named."""
    return statement if speaker is None else min(statement, speaker)


@dataclass(frozen=True, slots=True)
class Weighed(Printed):
    """A field of a statement, by its name in the line, what it says, and how likely that is right, 0 to 1."""

    field: str
    says: str
    confidence: float


def fields(said: Statement) -> Iterator[Weighed]:
    """The fields besides the speaker that somebody has weighed; each party and attitude is one of its own."""
    if said.addressee and said.addressee.confidence is not None:
        yield Weighed("addressee", said.addressee.name, said.addressee.confidence)
    if said.said_on and said.said_on.confidence is not None:
        yield Weighed("said_on", said.said_on.value, said.said_on.confidence)
    if said.occasion and said.occasion_confidence is not None:
        yield Weighed("occasion", said.occasion, said.occasion_confidence)
    for party in said.about:
        if party.confidence is not None:
            yield Weighed("about", party.name, party.confidence)
    for stance in said.stance:
        yield Weighed("stance", f"{stance.attitude} on {stance.target}", stance.score)


def unweighed(said: Statement) -> Statement:
    """A statement whose addressee, day, occasion and parties have no confidence: as nobody has weighed them."""
    return replace(
        said,
        addressee=said.addressee and replace(said.addressee, confidence=None),
        said_on=said.said_on and replace(said.said_on, confidence=None),
        about=tuple(replace(party, confidence=None) for party in said.about),
        occasion_confidence=None,
    )
