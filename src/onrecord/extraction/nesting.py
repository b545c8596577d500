"""X said that Y had told Z: which attribution stands inside the content of which."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Attribution


def read(attributions: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the index of the smallest one whose content holds it whole, None where none does.

    An attribution is held by a content that covers every piece of its cue and its content; a source may stand outside
    ("He, she said, had denied it").
    """
    covered = [{i for s in a.content for i in range(s.start, s.end)} for a in attributions]
    out: list[int | None] = []
    for n, a in enumerate(attributions):
        pieces = {i for s in (*a.cue, *a.content) for i in range(s.start, s.end)}
        holders = [m for m, c in enumerate(covered) if m != n and len(c) > len(covered[n]) and pieces <= c]
        out.append(min(holders, key=lambda m: (len(covered[m]), m)) if holders and a.cue else None)
    return out
