"""The sentences around a statement, so that it can be read by itself: from the stored text, without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from onrecord import lexicon
from onrecord.model import Printed, Span, Spans, words_at

_END: Final = re.compile(r"[.!?…]+[”’\"')\]]*\s+(?=[“‘\"'(\[]*[A-Z0-9])|\n")
_OPEN: Final = re.compile(  # what ends with a full stop that is no sentence's end
    rf"\b(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|{lexicon.pattern('abbreviations')})\.$"
)
_POINTS: Final = re.compile(  # what tells little without the sentence before
    rf"\W*(?:{lexicon.pattern('pronouns')}|this|(?:his|her|its|their|the) \w+)\W*", re.IGNORECASE
)
_MOST: Final = 300  # characters before or after a span, where no sentence ends
_LONG: Final = 12  # characters of an abbreviation
_CUT: Final = " … "


@dataclass(frozen=True, slots=True)
class Context(Printed):
    """The sentence or sentences that hold a statement's source, cue and content, and where in `text` those are.

    What lies between sentences that are apart is left out, and stands as " … ".
    """

    text: str
    source: Spans
    cue: Spans
    content: Spans


def around(text: str, source: Spans, cue: Spans, content: Spans) -> Context | None:
    """The context of a statement in its article's text; None where it has no place there."""
    places = [span for span in (*source, *cue, *content) if span.start < span.end]
    if not places:
        return None
    pieces = [_sentences(text, span) for span in places]
    if _POINTS.fullmatch(words_at(text, content)) and (before := len(text[: min(pieces).start].rstrip())):
        pieces.append(_sentences(text, Span(before - 1, before)))
    kept = _joined(text, pieces)
    starts, shown = [], ""
    for n, (start, end) in enumerate(kept):
        shown += _CUT if n else ""
        starts.append(len(shown) - start)
        shown += text[start:end]

    def moved(spans: Spans) -> Spans:
        return tuple(
            Span(span.start + by, span.end + by)
            for span in spans
            for by, piece in zip(starts, kept, strict=True)
            if piece.start <= span.start < span.end <= piece.end
        )

    return Context(shown, moved(source), moved(cue), moved(content))


def _sentences(text: str, span: Span) -> Span:
    """The whole sentences in which a span stands, within its paragraphs."""
    low, high = max(0, span.start - _MOST), min(len(text), span.end + _MOST)
    start, end = low, high
    if low and (space := text.find(" ", low, span.start)) >= 0:
        start = space + 1
    if high < len(text) and (space := text.rfind(" ", span.end, high)) >= 0:
        end = space
    for match in _END.finditer(text, low, min(len(text), span.start + 2)):  # it looks at what begins next
        if match.end() <= span.start and not _OPEN.search(text, max(0, match.start() - _LONG), match.start() + 1):
            start = match.end()
    for match in _END.finditer(text, max(span.start, span.end - 2), min(len(text), high + 2)):
        if match.end() > span.end - 1 and not _OPEN.search(text, max(0, match.start() - _LONG), match.start() + 1):
            end = min(end, max(match.start() + len(match[0].rstrip()), span.end))
            break
    return Span(start, end)


def _joined(text: str, pieces: Iterable[Span]) -> list[Span]:
    """Pieces in their order; those with nothing but space between them are one."""
    kept: list[Span] = []
    for piece in sorted(pieces):
        if kept and (piece.start <= kept[-1].end or text[kept[-1].end : piece.start].isspace()):
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, piece.end))
        else:
            kept.append(piece)
    return kept
