"""From spans and links to attributions: which pieces of content are one."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.extraction.attribution.reading import Reading
from onrecord.model import Attribution, Span


def attributions(text: str, reading: Reading, offset: int = 0) -> Iterator[Attribution]:
    """The attributions in text order; `offset` is added to every span."""

    def at(role: str, number: int) -> Span:
        start, end = reading.characters(role, number)
        return Span(start + offset, end + offset)

    for pieces in _joined(reading):
        spans = {}
        for role in ("source", "cue"):
            best = [reading.choices[f"content-{role}"][piece].best for piece in pieces]
            spans[role] = tuple(sorted({at(role, number) for number in best if number is not None}))
        content = tuple(at("content", piece) for piece in pieces)
        yield Attribution(spans["source"], spans["cue"], content, 1.0)


def _joined(reading: Reading) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for piece, choice in enumerate(reading.choices["content-cue"]):
        cue = choice.best
        groups.setdefault(-1 - piece if cue is None else cue, []).append(piece)
    return list(groups.values())
