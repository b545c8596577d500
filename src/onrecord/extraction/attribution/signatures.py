"""Quotations that are signed: nothing but quoted words on a line, then a dash and a name.

    “I have never seen the river so high.” ― Ida Moss

That is how papers print readers' letters, lists of voices and mottos. No clause says who speaks, and the model takes
the name for the next quotation's as often as for this one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from onrecord.model import Attribution, Span

# Bounded, so that no text makes the search quadratic.
_NAME: Final = (
    r"[A-Z][^\s,()]{0,40}(?:[^\S\n](?:(?:de|del|la|von|van|der|of|the|al|bin)[^\S\n]){0,2}[A-Z][^\s,()]{0,40}){0,5}"
)
_DAY: Final = r"[A-Z][a-z]+\.? \d{1,2}, \d{4}"
_SIGNED: Final = re.compile(
    rf"^[^\S\n]*[“”\"«](?P<quoted>[^\n“”\"«»]{{12,}})[”\"»][^\S\n]*(?:\n[^\S\n]*){{0,2}}"
    rf"(?P<dash>[―—–]|--?)[^\S\n]*(?P<name>{_NAME}(?<![.―—–-])(?:[^\S\n]\(@\w+\))?)"
    rf"(?:[^\S\n]*\([^()\n]*\))?(?:,[^\n]{{0,80}}|[^\S\n]{_DAY})?(?:[^\S\n]|\.)*$",
    re.MULTILINE,
)
_CONFIDENCE: Final = 0.9  # PolNeAR's training articles have seven, and all are read so


def signed(text: str, found: Iterable[Attribution]) -> list[Attribution]:
    """What was found, in text order, with every signed quotation as its signature has it.

    Inside the quotation what has a source of its own there stays.
    """
    kept = list(found)
    for signature in _signatures(text):
        quoted, lines = signature.content[0], Span(signature.content[0].start, signature.source[0].end)
        kept = [a for a in kept if not _within(a.content, lines) or (a.source and _within(a.source, quoted))]
        kept.append(signature)
    return sorted(kept, key=lambda a: (a.content[0].start, -a.content[-1].end))


def _signatures(text: str) -> Iterator[Attribution]:
    for match in _SIGNED.finditer(text):
        start, end = match.span("quoted")
        content = (Span(start - 1, end + 1),)
        yield Attribution((Span(*match.span("name")),), (Span(*match.span("dash")),), content, _CONFIDENCE)


def _within(spans: Iterable[Span], other: Span) -> bool:
    """Whether more than half of the spans lies in another."""
    inside = sum(max(0, min(s.end, other.end) - max(s.start, other.start)) for s in spans)
    return 2 * inside > sum(s.end - s.start for s in spans)
