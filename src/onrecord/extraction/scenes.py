"""Which statements run on from an earlier one: the same speaker, on the same occasion, as far as the text shows.

What is said of one of them (the day, the occasion, whom it was said to) holds for those that run on from it, and for
no others.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord import lexicon
from onrecord.extraction import nesting
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import VERBAL, Frame
from onrecord.model import Speaker

SAYING = lexicon.words("one act of saying")
_FIRST = 4  # sentences, the headline among them


def continued(document: Document, resolution: Resolution, framed: Sequence[Frame]) -> list[int | None]:
    """For each attribution the index of the statement that it runs on from, None where it stands on its own: as what is
    reported within another's words does, which was said elsewhere."""
    last: dict[str, int] = {}
    before: int | None = None
    out: list[int | None] = []
    for i, (frame, holder) in enumerate(zip(framed, nesting.holders(document), strict=True)):
        key = who(resolution.speakers[i])
        previous = last.get(key) if key and holder is None else None
        goes_on = is_told_once(frame) if previous is not None and previous == before else is_report(frame)
        out.append(previous if goes_on else None)
        if holder is None:
            before = i
            if key:
                last[key] = i
    return out


def who(speaker: Speaker) -> str | None:
    """What tells one speaker from another: the entity, or the name of one that has none."""
    return speaker.entity or speaker.name


def is_report(frame: Frame) -> bool:
    """Whether a cue reports one act of saying: a verb of saying in the simple past or a participle, not "has said"."""
    return any(lemma in SAYING for lemma in frame.lemmas) and is_told_once(frame)


def is_told_once(frame: Frame) -> bool:
    """Whether a cue tells of one act, whatever its verb: in the simple past or a participle."""
    head = frame.head
    if head is None or head.pos_ not in VERBAL:
        return False
    auxiliaries = {c.lower_ for c in head.children if c.dep_ == "aux"}
    if head.tag_ not in ("VBD", "VBG", "VBN") and not (head.tag_ == "VB" and auxiliaries & {"did", "could"}):
        return False
    return not auxiliaries & {"has", "have", "had", "'s", "’s"}
