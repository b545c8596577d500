"""What of an extraction is surer than its field's floor. Plain logic, without the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from onrecord.model import Extraction, Speaker, Statement

# From which nine in ten are right, over articles that the weights had not seen (`python -m training.graph sure`); of
# addressees over those of fold 1, as the network's word on the others' is flattered.
FLOORS: Final = MappingProxyType(
    {"speaker": 0.71, "addressee": 0.75, "said_on": 0.72, "occasion": 0.9, "about": 0.8, "stance": 0.78}
)
FIELDS: Final = tuple(FLOORS)


def surer(extraction: Extraction, floors: Mapping[str, float] = FLOORS) -> Extraction:
    """The extraction with its statements as `sure` gives them; ValueError for a floor of what is no field."""
    if unknown := floors.keys() - set(FIELDS):
        raise ValueError(f"no field: {', '.join(sorted(unknown))}; there are {', '.join(FIELDS)}")
    return replace(extraction, statements=tuple(sure(said, floors) for said in extraction.statements))


def sure(said: Statement, floors: Mapping[str, float] = FLOORS) -> Statement:
    """The statement without those of its fields that are less sure than their floors, 0 to 1, by the field.

    A speaker becomes unknown, whoever came into question stays listed; addressee, day and occasion become None; parties
    and stances are left out, and what stands toward a party that is. What nobody has weighed stays, and so does a field
    without a floor.
    """

    def holds(field: str, confidence: float | None) -> bool:
        return confidence is None or confidence >= floors.get(field, 0.0)

    who, to, on = said.speaker, said.addressee, said.said_on
    placed = holds("occasion", said.occasion_confidence)
    about = tuple(party for party in said.about if holds("about", party.confidence))
    gone = {party.name for party in said.about} - {party.name for party in about}
    return replace(
        said,
        speaker=who if who.name is None or holds("speaker", who.confidence) else _unknown(who),
        addressee=to if to and holds("addressee", to.confidence) else None,
        said_on=on if on and holds("said_on", on.confidence) else None,
        occasion=said.occasion if placed else None,
        occasion_confidence=said.occasion_confidence if placed else None,
        about=about,
        stance=tuple(s for s in said.stance if s.target not in gone and holds("stance", s.score)),
    )


def _unknown(who: Speaker) -> Speaker:
    return replace(who, name=None, type="unknown", entity=None)
