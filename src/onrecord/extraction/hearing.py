"""`Lee was told by Dean that …`: a passive's subject heard it; who said it stands after "by", or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.model import Attribution, Span, Spans

_TOLD: Final = lexicon.words("telling")


def mended(doc: Doc, found: Iterable[Attribution]) -> tuple[Attribution, ...]:
    """The attributions, each by who says it where its source is who is told."""
    return tuple(replace(a, source=_teller(verb)) if (verb := _telling(doc, a)) is not None else a for a in found)


def _telling(doc: Doc, a: Attribution) -> Token | None:
    """The cue's passive verb of telling whose subject the source is."""
    top = frames.head(frames.tokens(doc, a.source))
    if top is None or top.dep_ != "nsubjpass" or top.head not in frames.tokens(doc, a.cue):
        return None
    return top.head if top.head.lemma_.lower() in _TOLD else None


def _teller(verb: Token) -> Spans:
    nouns = (n for by in verb.children if by.dep_ == "agent" for n in by.children if n.dep_ == "pobj")
    return tuple(Span(n.left_edge.idx, n.idx + len(n)) for n in nouns)
