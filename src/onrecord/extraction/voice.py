"""The author's own voice: attitudes in the sentences, and the parts of sentences, that are nobody's reported speech.

Loaded words are listed, never judged: they are words that the stance model, asked about each by itself, finds far from
neutral (`loaded.tsv` in the model's folder). Only where one stands beside a mention is the model asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from spacy.tokens import Token

from onrecord.extraction import about
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.quotes import quotation_mask
from onrecord.extraction.stance.encoding import Pair
from onrecord.extraction.stance.model import ATTITUDES, StanceModel, default_model
from onrecord.extraction.stance.pairs import pair
from onrecord.model import Attitude, Span, Stance

_FEWEST: Final = 4  # words of a stretch that can show an attitude
_MENTIONED: Final = 3  # parties of one stretch that are asked about, first come first
_LOADABLE: Final = ("ADJ", "NOUN", "VERB", "ADV", "PROPN")


@dataclass(frozen=True, slots=True)
class _Asked:
    pair: Pair
    target: str
    loaded: tuple[Token, ...]


def read(document: Document, resolution: Resolution, model: StanceModel | None = None) -> tuple[Stance, ...]:
    """The author's attitudes: one stance for each target and attitude, with the loaded words beside its mentions."""
    model = model or default_model()
    asked = [
        question
        for stretch in _stretches(document)
        if (loaded := _loaded(document, stretch, model.loaded))
        for question in _questions(document, resolution, stretch, loaded)
    ]
    found: dict[tuple[str, Attitude], tuple[float, set[Span]]] = {}
    for question, reading in zip(asked, model.read([a.pair for a in asked]), strict=True):
        attitude = ATTITUDES[int(reading.target.argmax())]
        sign = {"negative": -1, "neutral": 0, "positive": 1}[attitude]
        words = {Span(t.idx, t.idx + len(t)) for t in question.loaded if model.loaded[_key(t, model.loaded)] * sign > 0}
        if words:
            score, spans = found.get((question.target, attitude), (0.0, set()))
            found[question.target, attitude] = max(score, float(reading.target.max())), spans | words
    return tuple(
        Stance(target, attitude, round(score, 3), tuple(sorted(spans)))
        for (target, attitude), (score, spans) in found.items()
    )


def _stretches(document: Document) -> Iterator[Span]:
    """What of each sentence is outside every reported content, in text order."""
    contents = sorted(s for a in document.attributions for s in a.content)
    next_one = 0
    for sentence in document.doc.sents:
        start = sentence.start_char
        while next_one < len(contents) and contents[next_one].end <= start:
            next_one += 1
        for content in contents[next_one:]:
            if content.start >= sentence.end_char:
                break
            if content.start > start:
                yield Span(start, content.start)
            start = max(start, content.end)
        if start < sentence.end_char:
            yield Span(start, sentence.end_char)


def _loaded(document: Document, stretch: Span, valence: dict[str, float]) -> tuple[Token, ...]:
    """The loaded words of a stretch; none that stands in quotation marks, or in a name."""
    words = document.doc.char_span(*stretch, alignment_mode="contract")
    if words is None or sum(t.is_alpha for t in words) < _FEWEST:
        return ()
    quoted = _mask(document)
    return tuple(
        t
        for t in words
        if t.pos_ in _LOADABLE and not t.ent_type_ and not quoted[t.idx] and _key(t, valence) in valence
    )


@lru_cache(maxsize=1)
def _mask(document: Document) -> bytearray:
    return quotation_mask(document.article.text)


def _key(token: Token, valence: dict[str, float]) -> str:
    """The form under which a word is listed: its own, or else its lemma."""
    word = token.lower_
    return word if word in valence else token.lemma_.lower()


def _questions(
    document: Document, resolution: Resolution, stretch: Span, loaded: tuple[Token, ...]
) -> Iterator[_Asked]:
    """The parties mentioned in a stretch, each with its mentions there."""
    entities = {e.id: e for e in resolution.entities}
    mentions: dict[str, list[Span]] = {}
    for mention in resolution.mentions_in(stretch):
        entity = entities.get(mention.entity or "")
        if entity is not None and (entity.type in ("person", "organization") or about.canonical(entity) != entity.name):
            mentions.setdefault(about.canonical(entity), []).append(mention.span)
    for target, spans in list(mentions.items())[:_MENTIONED]:
        yield _Asked(pair(document, stretch, tuple(spans)), target, loaded)
