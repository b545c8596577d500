"""Which statements run on from an earlier one: the same speaker, on the same occasion, as far as the text shows.

What is said of one of them (the day, the occasion, whom it was said to) holds for those that run on from it, and for
no others.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.model import Speaker

_SAYING = frozenset(
    "say add continue tell call argue note explain insist respond reply describe repeat reiterate accuse praise point "
    "acknowledge joke conclude write quip declare warn suggest go ask state contend maintain claim cite urge chide "
    "credit applaud assert concede admit".split()
)


def continued(document: Document, resolution: Resolution, framed: Sequence[Frame]) -> list[int | None]:
    """For each attribution the index of the statement that it runs on from, None where it stands on its own."""
    last: dict[str, int] = {}
    out: list[int | None] = []
    for i, frame in enumerate(framed):
        key = _key(resolution.speakers[i])
        previous = last.get(key) if key else None
        out.append(previous if previous is not None and _runs_on(frame) else None)
        if key:
            last[key] = i
    return out


def _key(speaker: Speaker) -> str | None:
    return speaker.entity or speaker.name


def _runs_on(frame: Frame) -> bool:
    head = frame.head
    if head is None or head.lemma_.lower() not in _SAYING or head.tag_ not in ("VBD", "VBG"):
        return False
    return not any(c.dep_ == "aux" and c.lower_ in ("has", "have", "had", "'s", "’s") for c in head.children)
