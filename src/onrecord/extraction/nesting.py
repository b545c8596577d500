"""X said that Y had told Z: which attribution stands inside the content of which."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from spacy.tokens import Doc

from onrecord import lexicon
from onrecord.extraction.document import Document
from onrecord.model import Attribution, Span

_KINDS: Final = ("saying", "speech", "one act of saying", "reporting", "thinking", "denying", "telling somebody")
_SAYING: Final = frozenset().union(*map(lexicon.words, _KINDS))
_SPEAKER: Final = frozenset("i we you it that this there which what".split())


def may_hold(doc: Doc, span: Span) -> bool:
    """Whether a content has a verb of saying or thinking, and a subject that may be another: half of all that is said,
    and nine in ten of the contents that hold a statement."""
    words = doc.char_span(*span, alignment_mode="expand") or ()
    return any(t.lemma_.lower() in _SAYING for t in words) and any(
        t.dep_ in ("nsubj", "nsubjpass") and t.lower_ not in _SPEAKER for t in words
    )


@lru_cache(maxsize=2)  # as `frames.read`
def holders(document: Document) -> list[int | None]:
    """For each attribution of an article the one that holds it (`read`)."""
    return read(document.attributions)


def read(attributions: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the index of the smallest one whose content holds it whole, None where none does.

    An attribution is held by a content that covers every piece of its cue and its content; a source may stand outside
    ("He, she said, had denied it").
    """
    covered = [{i for s in a.content for i in range(s.start, s.end)} for a in attributions]
    order = sorted(range(len(attributions)), key=lambda n: attributions[n].content[0].start)
    starts = [attributions[n].content[0].start for n in order]
    longest = max((a.content[-1].end - a.content[0].start for a in attributions), default=0)
    out: list[int | None] = []
    for n, a in enumerate(attributions):
        pieces = {i for s in (*a.cue, *a.content) for i in range(s.start, s.end)}
        first = min(pieces)  # a content that holds it begins no later, and no earlier than the longest one would
        near = order[bisect_left(starts, first - longest) : bisect_right(starts, first)]
        holders = [m for m in near if m != n and len(covered[m]) > len(covered[n]) and pieces <= covered[m]]
        out.append(min(holders, key=lambda m: (len(covered[m]), m)) if holders and a.cue else None)
    return out
