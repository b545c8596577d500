"""Which words of an article name one occasion, and what is known of it from all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from onrecord.extraction.occasions.plover import code
from onrecord.model import Occasion, OccasionKind, OccasionStatus, Span
from onrecord.periods import compatible, within

Place = tuple[int, int]
"""The number of an article's part, and of an occasion's words in it."""

_STAGES: Final = {"meeting": "meet", "call": "meet", "visit": "visit", "rally": "stage", "speech": "stage"}


@dataclass(slots=True, eq=False)
class Held:
    """An occasion in the making; `participants` are names by entity."""

    kind: OccasionKind
    status: OccasionStatus
    participants: dict[str, str]
    date: str | None
    spans: list[Span]


def merged(named: Mapping[Place, Held]) -> tuple[tuple[Occasion, ...], dict[Place, str]]:
    """The occasions that somebody takes part in, and the id of the one that the words at each place name."""
    entries: list[Held] = []
    owner: dict[Place, Held] = {}
    for place, found in named.items():
        entry = next((e for e in entries if _same(e, found)), None)
        if entry is None:
            entries.append(found)
            entry = found
        else:
            entry.participants |= found.participants
            if found.date is not None and (entry.date is None or within(found.date, entry.date)):
                entry.date = found.date
            entry.spans += found.spans
        owner[place] = entry
    kept = [e for e in entries if e.participants]
    ids = {id(e): f"o{n}" for n, e in enumerate(kept, 1)}
    occasions = tuple(
        Occasion(
            id=ids[id(e)],
            kind=e.kind,
            plover=code(e.kind, e.status, len(e.participants)),
            participants=tuple(dict.fromkeys(e.participants.values())),
            place=None,
            date=e.date,
            status=e.status,
            spans=tuple(sorted(e.spans)),
        )
        for e in kept
    )
    return occasions, {place: ids[id(e)] for place, e in owner.items() if id(e) in ids}


def _same(entry: Held, found: Held) -> bool:
    """Whether words name an occasion that was named before: of its kind and status, of no other day, and among the
    same people."""
    if _STAGES.get(entry.kind, entry.kind) != _STAGES.get(found.kind, found.kind):
        return False
    if (entry.status == "denied") != (found.status == "denied"):
        return False
    if found.date and entry.date and not compatible(found.date, entry.date):
        return False
    mine, theirs = set(entry.participants), set(found.participants)
    return not theirs or not mine or mine <= theirs or theirs <= mine
