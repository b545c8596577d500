"""From spans and links to attributions: which pieces of content are one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from onrecord.extraction.attribution.confidence import Confidence
from onrecord.extraction.attribution.reading import Choice, Reading
from onrecord.extraction.quotes import CLOSING, INSIDE, OPENING
from onrecord.model import Attribution, Span

# Chosen on PolNeAR's development articles, where anything from 0.5 to 0.8, and from 0.45 to 0.6, is as good.
_LINK_WEIGHT: Final = 0.6  # of the link between contents; the rest is that of the common cue
_JOINED: Final = 0.5


def attributions(reading: Reading, confidence: Confidence, offset: int = 0) -> Iterator[Attribution]:
    """The attributions that are to be told, in text order, a content's spans by paragraph; `offset` is added to every
    span."""
    starts, ends, paragraph_starts = reading.encoding.starts, reading.encoding.ends, reading.encoding.paragraph_starts

    def characters(first: int, last: int) -> Span:
        return Span(int(starts[first]) + offset, int(ends[last - 1]) + offset)

    def by_paragraph(first: int, last: int) -> Iterator[Span]:
        edges = [first, *(first + 1 + np.flatnonzero(paragraph_starts[first + 1 : last])).tolist(), last]
        for start, end in pairwise(edges):
            if start == first or end - start > 1:  # not the mark alone that opens what follows
                yield characters(start, end)

    for pieces in joined(reading):
        if not confidence.tells(reading, pieces):
            continue
        spans = {}
        for role in ("source", "cue"):
            best = [reading.choices[f"content-{role}"][piece].best for piece in pieces]
            spans[role] = tuple(sorted({characters(*reading.spans[role][n]) for n in best if n is not None}))
        content = tuple(span for piece in pieces for span in by_paragraph(*reading.spans["content"][piece]))
        yield Attribution(spans["source"], spans["cue"], content, confidence.of(reading, pieces))


def joined(reading: Reading) -> list[list[int]]:
    """The numbers of the content spans, those of one attribution together, in text order.

    A piece continues the earlier one for which the link between contents and a common cue speak most, if together they
    do so more than not and the sources may be one; or the one before it, if it plainly carries that on.
    """
    cues, sources = reading.choices["content-cue"], reading.choices["content-source"]
    group_of: list[list[int]] = []
    for piece, choice in enumerate(reading.choices["content-content"]):
        likeliest, chosen = _JOINED, None
        for before, linked in zip(choice.candidates.tolist(), choice.probabilities.tolist(), strict=True):
            if before >= piece:
                continue
            likelihood = _LINK_WEIGHT * linked + (1 - _LINK_WEIGHT) * _same(cues[piece], cues[before])
            none = max(sources[piece].none, sources[before].none)
            if likelihood > likeliest and _same(sources[piece], sources[before]) + none >= _JOINED:
                likeliest, chosen = likelihood, before
        if chosen is None and piece and _carries_on(reading, piece):
            chosen = piece - 1
        group = [] if chosen is None else group_of[chosen]
        group.append(piece)
        group_of.append(group)
    return [group for piece, group in enumerate(group_of) if group[0] == piece]


def _same(one: Choice, other: Choice) -> float:
    """The probability that both choose the same span."""
    _, i, j = np.intersect1d(one.candidates, other.candidates, assume_unique=True, return_indices=True)
    return float(one.probabilities[i] @ other.probabilities[j])


def _one_source(reading: Reading, pieces: list[int]) -> bool:
    return len({reading.choices["content-source"][piece].best for piece in pieces} - {None}) < 2


def _same_paragraph(reading: Reading, before: int, piece: int) -> bool:
    spans, paragraphs = reading.spans["content"], reading.encoding.paragraphs
    return bool(paragraphs[spans[piece][0]] == paragraphs[spans[before][1] - 1])


def _both_quoted(reading: Reading, before: int, piece: int) -> bool:
    """Does `before` end with or before a closing mark, and `piece` begin with or after an opening one?"""
    spans, marks = reading.spans["content"], reading.encoding.features[:, 0]
    start, end = spans[piece][0], spans[before][1]
    return CLOSING in marks[end - 1 : end + 1] and OPENING in marks[max(0, start - 1) : start + 1]


def _adjoins(reading: Reading, before: int, piece: int) -> bool:
    """Is there no word between two pieces?"""
    spans, casings = reading.spans["content"], reading.encoding.features[:, 1]
    return not casings[spans[before][1] : spans[piece][0]].any()


def _carries_on(reading: Reading, piece: int) -> bool:
    """Is `piece` plainly of one content with the piece before it: of its quotation, or its neighbour under one cue?"""
    if not _one_source(reading, [piece - 1, piece]):
        return False
    if _same_paragraph(reading, piece - 1, piece):
        before, cue = (reading.choices["content-cue"][n].best for n in (piece - 1, piece))
        if cue is None:
            return _both_quoted(reading, piece - 1, piece)
        return cue == before and _adjoins(reading, piece - 1, piece)
    spans, encoding = reading.spans["content"], reading.encoding
    start, end = spans[piece][0], spans[piece - 1][1]
    return bool(
        encoding.paragraphs[start] - encoding.paragraphs[end - 1] == 1
        and encoding.paragraph_starts[start]
        and encoding.features[start, 0] == OPENING
        and encoding.features[start - 1, 0] == INSIDE
    )
