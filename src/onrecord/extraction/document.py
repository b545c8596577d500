"""What the steps of extraction hand to each other: one article with its parse, its attributions and its mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from onrecord.extraction.quotes import quotation_mask
from onrecord.model import Article, Attribution, Entity, Span, Speaker, Turn

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """An article, parsed once by spaCy (`doc.text == article.text`), with its attributions in text order.

    `turns` are those attributions, by their number, whose speaker the source itself gives.

    Equal to itself alone, so that what is read from it can be kept while it is in work.
    """

    article: Article
    doc: Doc
    attributions: tuple[Attribution, ...]
    turns: Mapping[int, Turn] = field(default_factory=dict)

    def spoken(self) -> bytearray:
        """One byte per character: 1 within quotation marks or a turn, where `I` is not the author."""
        mask = quotation_mask(self.article.text)
        for turn in self.turns.values():
            for start, end in turn.content:
                mask[start:end] = b"\1" * (end - start)
        return mask


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for somebody or something; `entity` is the id they resolve to, None where that is open."""

    span: Span
    kind: Literal["name", "nominal", "pronoun"]
    entity: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who within one article: entities, their mentions in text order, and one speaker per attribution."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    speakers: tuple[Speaker, ...]

    def entity(self, id: str) -> Entity:
        """The entity of that id (KeyError where there is none)."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(id)

    def mentions_in(self, span: Span) -> list[Mention]:
        """The mentions that lie wholly within a span, in text order."""
        first = bisect_left(self.mentions, span.start, key=lambda m: m.span.start)
        last = bisect_left(self.mentions, span.end, key=lambda m: m.span.start)
        return [m for m in self.mentions[first:last] if m.span.end <= span.end]
