"""A speaker in the making, and as it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onrecord.extraction.coreference.found import Referent
from onrecord.model import Span, Speaker, SpeakerType


@dataclass(slots=True)
class Voice:
    """One speaker in the making."""

    name: str | None
    type: SpeakerType
    party: Referent | None = None
    confidence: float = 0.5
    candidates: tuple[str, ...] = ()
    chain: list[Span] = field(default_factory=list)


UNKNOWN: Final = Voice(None, "unknown", confidence=0.5)


def speaker(voice: Voice, ids: dict[int, str]) -> Speaker:
    """The frozen form; `ids` are the entities' ids by party."""
    entity = ids.get(id(voice.party)) if voice.party else None
    return Speaker(voice.name, voice.type, entity, round(voice.confidence, 3), voice.candidates, tuple(voice.chain))
