"""What the steps of extraction hand to each other: one article with its parse, its attributions and its mentions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from onrecord.extraction.quotes import quotation_mask
from onrecord.model import Article, Attribution, Entity, Span, Speaker, Turn

if TYPE_CHECKING:
    from spacy.tokens import Doc


@lru_cache(maxsize=1)  # one article after the other
def text_of(doc: Doc) -> str:
    """The text of a parse, which spaCy joins anew each time that it is asked."""
    return doc.text


@dataclass(frozen=True, eq=False)
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

    def contents_over(self, place: int) -> list[int]:
        """The numbers of the attributions that have a character in their content."""
        order, starts, reach = self._contents
        last = bisect_right(starts, place)
        near = order[bisect_right(reach, place, hi=last) : last]
        return sorted(n for n in near if any(start <= place < end for start, end in self.attributions[n].content))

    @cached_property
    def _contents(self) -> tuple[list[int], list[int], list[int]]:
        """The attributions' numbers by where their contents begin, those places, and how far each of them or one before
        it reaches."""
        starts = [min(s.start for s in a.content) for a in self.attributions]
        ends = [max(s.end for s in a.content) for a in self.attributions]
        order = sorted(range(len(starts)), key=lambda n: starts[n])
        return order, [starts[n] for n in order], list(accumulate((ends[n] for n in order), max))


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for somebody or something; `entity` is the id they resolve to, None where that is open."""

    span: Span
    kind: Literal["name", "nominal", "pronoun"]
    entity: str | None


@dataclass(frozen=True)
class Resolution:
    """Who is who within one article: entities, their mentions in text order, and one speaker per attribution."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    speakers: tuple[Speaker, ...]

    def entity(self, id: str) -> Entity:
        """The entity of that id (KeyError where there is none)."""
        return self._by_id[id]

    def named(self, name: str) -> Entity | None:
        """The last entity of that name."""
        return self._by_name.get(name)

    def mentions_in(self, span: Span) -> list[Mention]:
        """The mentions that lie wholly within a span, in text order."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [m for m in self.mentions[first:last] if m.span.end <= span.end]

    def mentions_over(self, span: Span) -> list[Mention]:
        """The mentions that a span lies wholly within, in text order."""
        last = bisect_right(self._starts, span.start)
        first = bisect_left(self._reach, span.end, hi=last)
        return [m for m in self.mentions[first:last] if span.end <= m.span.end]

    @cached_property
    def _by_id(self) -> dict[str, Entity]:
        return {e.id: e for e in self.entities}

    @cached_property
    def _by_name(self) -> dict[str, Entity]:
        return {e.name: e for e in self.entities}

    @cached_property
    def _starts(self) -> list[int]:
        return [m.span.start for m in self.mentions]

    @cached_property
    def _reach(self) -> list[int]:
        """How far each mention or one before it reaches."""
        return list(accumulate((m.span.end for m in self.mentions), max))
