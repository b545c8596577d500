"""From spans and links to attributions: which pieces of content are one."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.extraction.attribution.confidence import Confidence
from onrecord.extraction.attribution.reading import Reading
from onrecord.extraction.quotes import CLOSING, OPENING
from onrecord.model import Attribution, Span


def attributions(reading: Reading, confidence: Confidence, offset: int = 0) -> Iterator[Attribution]:
    """The attributions in text order; `offset` is added to every span."""

    def at(role: str, number: int) -> Span:
        start, end = reading.characters(role, number)
        return Span(start + offset, end + offset)

    for pieces in joined(reading):
        spans = {}
        for role in ("source", "cue"):
            best = [reading.choices[f"content-{role}"][piece].best for piece in pieces]
            spans[role] = tuple(sorted({at(role, number) for number in best if number is not None}))
        content = tuple(at("content", piece) for piece in pieces)
        yield Attribution(spans["source"], spans["cue"], content, confidence.of(reading, pieces))


def joined(reading: Reading) -> list[list[int]]:
    """The numbers of the content spans, those of one attribution together, in text order.

    A piece continues the one before that has the same cue; over a paragraph's end, only if both are quoted. A quoted
    piece without a cue continues a quoted one right before it in its paragraph.
    """
    groups: list[list[int]] = []
    by_cue: dict[int, list[int]] = {}
    for piece, choice in enumerate(reading.choices["content-cue"]):
        cue = choice.best
        group = groups[-1] if cue is None and groups else by_cue.get(cue, []) if cue is not None else []
        if group and _continues(reading, group[-1], piece, by_cue=cue is not None):
            group.append(piece)
        else:
            group = [piece]
            groups.append(group)
        if cue is not None:
            by_cue[cue] = group
    return groups


def _continues(reading: Reading, before: int, piece: int, *, by_cue: bool) -> bool:
    encoding, spans = reading.encoding, reading.spans["content"]
    start, end = spans[piece][0], spans[before][1]
    same_paragraph = encoding.paragraphs[start] == encoding.paragraphs[end - 1]
    closing = encoding.features[end - 1 : end + 1, 0] == CLOSING
    opening = encoding.features[max(0, start - 1) : start + 1, 0] == OPENING
    quoted = bool(closing.any() and opening.any())
    return bool(same_paragraph or quoted) if by_cue else bool(same_paragraph and quoted and before == piece - 1)
