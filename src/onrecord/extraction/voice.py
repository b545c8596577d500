"""The author's own voice: attitudes in the sentences, and the parts of sentences, that are nobody's reported speech.

Loaded words are listed, never judged: they are words that the stance model, asked about each by itself, finds far from
neutral (`loaded.tsv` in the model's folder). Only where one stands beside a mention is the model asked. A sentence that
tells of bad deeds is not yet an author's attitude: each adds a little to what the article shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from onrecord.extraction import about, frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.stance.encoding import ATTITUDES, Pair
from onrecord.extraction.stance.model import StanceModel, default_model
from onrecord.extraction.stance.pairs import pair
from onrecord.extraction.stance.weighing import LEAST
from onrecord.extraction.stance.wording import EMPTY, asides
from onrecord.model import Attitude, Span, Stance
from onrecord.people.places import is_american

_FEWEST: Final = 4  # words of a stretch that can show an attitude
_MENTIONED: Final = 3  # parties of one stretch that are asked about, first come first
_LOADABLE: Final = ("ADJ", "NOUN", "VERB", "ADV")
_NAMES: Final = ("PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "WORK_OF_ART", "DATE")
_OWN: Final = re.compile(rb"\0+")


@dataclass(frozen=True, slots=True)
class AuthorQuestion:
    """Whether the author of a `stretch` shows an attitude toward a target mentioned in it, beside `loaded` words."""

    stretch: Span
    pair: Pair
    target: str
    loaded: tuple[Token, ...]

    def words(self, sign: int, valence: Mapping[str, float]) -> set[Span]:
        """The loaded ones of a sign."""
        return {Span(t.idx, t.idx + len(t)) for t in self.loaded if valence[_key(t, valence)] * sign > 0}


def read(document: Document, resolution: Resolution, model: StanceModel | None = None) -> tuple[Stance, ...]:
    """The author's attitudes: one stance for each target and attitude, with the loaded words beside its mentions."""
    model = model or default_model()
    asked = list(questions(document, resolution, model.loaded))
    found: dict[tuple[str, Attitude], tuple[float, set[Span]]] = {}
    for question, reading in zip(asked, model.read([a.pair for a in asked]), strict=True):
        negative, _, positive = reading.target.tolist()
        attitude: Attitude = "positive" if positive > negative else "negative"
        if words := question.words(1 if positive > negative else -1, model.loaded):
            unlikely, spans = found.get((question.target, attitude), (1.0, set()))
            likely = float(model.author(reading)[ATTITUDES.index(attitude)])
            found[question.target, attitude] = unlikely * (1 - likely), spans | words
    scored = ((target, attitude, model.settled(1 - p), spans) for (target, attitude), (p, spans) in found.items())
    return tuple(
        Stance(target, attitude, round(score, 3), tuple(sorted(spans)))
        for target, attitude, score, spans in scored
        if score >= LEAST
    )


def questions(document: Document, resolution: Resolution, valence: Mapping[str, float]) -> Iterator[AuthorQuestion]:
    """What the model is asked, in text order; `valence` is of the loaded words."""
    quoted = document.spoken()
    named = _named(document, resolution)
    cues = {t.i for a in document.attributions for t in frames.tokens(document.doc, a.cue)}
    for stretch in stretches(document, quoted):
        if loaded := _loaded(document, stretch, quoted, cues, valence):
            yield from _questions(document, resolution, stretch, loaded, named)


def stretches(document: Document, quoted: bytearray) -> Iterator[Span]:
    """What of each sentence is outside every reported content, or an aside to one, in text order."""
    reported = bytearray(len(document.article.text))
    for attribution in document.attributions:
        for start, end in attribution.content:
            reported[start:end] = b"\1" * (end - start)
        for start, end in asides(document.article.text, attribution.content, quoted):
            reported[start:end] = bytes(end - start)
    for sentence in document.doc.sents:
        for own in _OWN.finditer(reported, sentence.start_char, sentence.end_char):
            yield Span(*own.span())


def _loaded(
    document: Document, stretch: Span, quoted: bytearray, cues: set[int], valence: Mapping[str, float]
) -> tuple[Token, ...]:
    """The loaded words of a stretch; none that stands in quotation marks, in a name, or reports what was said."""
    words = document.doc.char_span(*stretch, alignment_mode="contract")
    if words is None or sum(t.is_alpha for t in words) < _FEWEST:
        return ()
    return tuple(
        t
        for t in words
        if (t.pos_ in _LOADABLE or (t.pos_ == "PROPN" and t.is_lower))
        and not (t.ent_type_ in _NAMES or t.i in cues or quoted[t.idx])
        and t.lemma_.lower() not in EMPTY
        and _key(t, valence) in valence
    )


def _key(token: Token, valence: Mapping[str, float]) -> str:
    """The form under which a word is listed: its own, or else its lemma."""
    word = token.lower_
    return word if word in valence else token.lemma_.lower()


def _named(document: Document, resolution: Resolution) -> dict[str, str]:
    """The names of the parties whom an author can have an attitude to, by their entities."""
    abroad = not is_american(document.article.text)
    names = ((e, about.canonical(e, abroad=abroad)) for e in resolution.entities)
    return {e.id: name for e, name in names if e.type in ("person", "organization") or name != e.name}


def _questions(
    document: Document, resolution: Resolution, stretch: Span, loaded: tuple[Token, ...], named: Mapping[str, str]
) -> Iterator[AuthorQuestion]:
    """The parties mentioned in a stretch, each with its mentions there."""
    mentions: dict[str, list[Span]] = {}
    for mention in resolution.mentions_in(stretch):
        if (name := named.get(mention.entity or "")) is not None:
            mentions.setdefault(name, []).append(mention.span)
    for target, spans in list(mentions.items())[:_MENTIONED]:
        yield AuthorQuestion(stretch, pair(document.article.text, stretch, tuple(spans)), target, loaded)
