"""Whom a content may be about: the parties that it mentions, each with what its words and the article tell of it.

Which of them it is about is chosen elsewhere (`choosing`). A people or a party's members ("Republicans") stand for the
body, as the annotation's conventions have it; several who have no name ("young voters") go by their own words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.document import Document, Mention, Resolution
from onrecord.extraction.pronouns import IT, THEY, WE, I
from onrecord.model import Entity, Party, Span, Speaker, inside
from onrecord.people.places import government, is_american

_BODIES: Final = {
    "republican": "Republican Party", "republicans": "Republican Party",
    "democrat": "Democratic Party", "democrats": "Democratic Party", "democratic": "Democratic Party",
    "house": "US House", "senate": "US Senate", "congress": "US Congress",
}  # fmt: skip
_USUAL: Final = lexicon.values("usual names")
_HEADLINE: Final = 120  # code points of an article's beginning, where it has no headline of its own
_PARTS: Final = {
    "nsubj": "subject", "nsubjpass": "subject", "csubj": "subject", "agent": "subject", "dobj": "object",
    "dative": "object", "attr": "attribute", "poss": "possessor", "compound": "modifier", "amod": "modifier",
    "nmod": "modifier", "appos": "apposition", "ROOT": "root",
}  # fmt: skip
_AFTER: Final = {"in": "in at on from to".split(), "of": "of about with against for".split()}
_MARKS: Final = ("by name", "by noun", "by pronoun", "by it", "by us")
_TYPES: Final = ("person", "organization", "place", "group", "anonymous", "unnamed")
_NOUNS: Final = ("plural", "of a body or people", "role", "body", "people", "document", "alone")

EVIDENCE: Final = (
    "always", "mentions", "early", "within another", "others", "in the article", "headline",
    "speaker", "speaker, by pronoun", *_MARKS, *_TYPES, *(f"noun: {n}" for n in _NOUNS),
    *dict.fromkeys(_PARTS.values()), *_AFTER, "after another preposition",
)  # fmt: skip
"""What is known of a candidate without the network."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A party that a content mentions, and what is known of it: values by names of `EVIDENCE`, those of 0 left out."""

    party: Party
    known: Mapping[str, float]


@dataclass(slots=True)
class _Mentioned:
    entity: Entity | None
    name: str
    mentions: list[Mention] = field(default_factory=list)
    heads: list[Token] = field(default_factory=list)
    early: float = 0.0
    alone: bool = False  # whether some mention lies in no other


def read(document: Document, resolution: Resolution) -> list[tuple[Offered, ...]]:
    """The parties that each content may be about, one tuple per attribution, in the order of their first mention."""
    article = _Article(document, resolution)
    return [
        article.candidates(attribution.content, speaker)
        for attribution, speaker in zip(document.attributions, resolution.speakers, strict=True)
    ]


def canonical(entity: Entity, *, abroad: bool = False) -> str:
    """The name a party goes by when it is spoken about: the usual one of those that have several, a chamber's, a
    party's for its members; in an article that is not in the politics of the United States (`abroad`) a "House" is not
    theirs."""
    usual = _USUAL.get(entity.name.removeprefix("the ").removeprefix("The ").lower())
    if usual is not None or abroad:
        return usual or entity.name
    return _BODIES.get("".join(c for c in entity.name.lower() if c.isalpha()), entity.name)


class _Article:
    """One article's parties as its contents mention them."""

    def __init__(self, document: Document, resolution: Resolution) -> None:
        self._doc, self._text, self._resolution = document.doc, document.article.text, resolution
        self._abroad = not is_american(self._text)
        self._entities = {e.id: e for e in resolution.entities}
        self._named = Counter(m.entity for m in resolution.mentions)
        line = self._text.find("\n")
        self._headline = line if 0 < line < 2 * _HEADLINE else _HEADLINE

    def candidates(self, content: Sequence[Span], speaker: Speaker) -> tuple[Offered, ...]:
        found: dict[tuple[bool, str], _Mentioned] = {}
        length, done = sum(end - start for start, end in content), 0
        for span in content:
            mentions = self._resolution.mentions_in(span)
            resolved = [m.span for m in mentions if m.entity]
            for mention in mentions:
                head = frames.head(frames.tokens(self._doc, (mention.span,)))
                name = self._name(mention, head) if head is not None else None
                if head is None or name is None:
                    continue
                entity = self._entities.get(mention.entity or "")
                one = found.setdefault((entity is not None, name.lower()), _Mentioned(entity, name))
                one.mentions.append(mention)
                one.heads.append(head)
                one.early = max(one.early, 1 - (done + mention.span.start - span.start) / max(length, 1))
                one.alone |= not inside(mention.span, (s for s in resolved if s != mention.span))
            done += span.end - span.start
        all_ = [*found.values()]
        return tuple(Offered(_party(one), dict(self._known(one, all_, speaker))) for one in all_)

    def _name(self, mention: Mention, head: Token) -> str | None:
        """What a mention's party is called; None where nothing is about it: who says `I`, and nouns for one thing."""
        entity = self._entities.get(mention.entity or "")
        words = self._text[mention.span.start : mention.span.end]
        if entity is not None:
            if words.lower() in I:  # who speaks is told elsewhere
                return None
            name = canonical(entity, abroad=self._abroad)
            return (government(name, self._text) or name) if entity.type == "place" else name
        plural = head.tag_ in ("NNS", "NNPS") or head.lower_ in vocabulary.GROUPS
        return _phrase(self._text, mention.span, head) if mention.kind == "nominal" and plural else None

    def _known(self, one: _Mentioned, others: Sequence[_Mentioned], speaker: Speaker) -> Iterator[tuple[str, float]]:
        entity, marks = one.entity, {self._mark(m) for m in one.mentions}
        yield "always", 1.0
        yield "mentions", math.log(len(one.mentions))
        yield "early", one.early
        yield "others", math.log(len(others))
        yield from ((f"by {mark}", 1.0) for mark in marks)
        yield from ((part, 1.0) for part in {_part(head) for head in one.heads})
        if not one.alone:
            yield "within another", 1.0
        if entity is not None:
            yield entity.type, 1.0
            yield "in the article", math.log(max(self._named[entity.id], 1))
            yield "headline", float(bool(entity.mentions) and entity.mentions[0].start < self._headline)
            if entity.id == speaker.entity:
                yield "speaker", 1.0
                yield "speaker, by pronoun", float(marks.isdisjoint(("name", "noun")))
        else:
            yield "unnamed", 1.0
        if entity is None or entity.type in ("group", "anonymous"):
            named = any(o.entity is not None and o.entity.type in ("person", "organization", "place") for o in others)
            yield from ((f"noun: {kind}", 1.0) for kind in _noun(one.heads[0]))
            yield "noun: alone", float(entity is None and not named)

    def _mark(self, mention: Mention) -> str:
        words = self._text[mention.span.start : mention.span.end].lower()
        if words in WE or words in IT or words in THEY:
            return "us" if words in WE else "it"
        return "noun" if mention.kind == "nominal" else mention.kind


def _party(one: _Mentioned) -> Party:
    spans = tuple(dict.fromkeys(m.span for m in one.mentions))
    if one.entity is None:
        return Party(one.name, "group", None, spans)
    return Party(one.name, "organization" if one.entity.type == "group" else one.entity.type, one.entity.id, spans)


def _phrase(text: str, span: Span, head: Token) -> str:
    """The words of a phrase with what its preposition leads to: `the voters of Iowa`."""
    of = [c for c in head.rights if c.dep_ == "prep"]
    last = max((t for c in of for t in c.subtree), key=lambda t: t.i, default=head)
    end = max(span.end, last.idx + len(last))
    return re.sub(r"\s+", " ", text[span.start : end])


def _part(head: Token) -> str:
    """The part that a phrase has in its clause, by its head; of those that are joined, that of the first."""
    while head.dep_ == "conj" and head.head != head:
        head = head.head
    if head.dep_ == "pobj":
        if head.head.dep_ == "agent":
            return "subject"
        return next((p for p, words in _AFTER.items() if head.head.lower_ in words), "after another preposition")
    return _PARTS.get(head.dep_, "other")


def _noun(head: Token) -> Iterator[str]:
    """What kind of noun those who have no name are called by."""
    lemma = head.lemma_.lower()
    if head.tag_ in ("NNS", "NNPS"):
        yield "plural"
    if any(t.ent_type_ in ("NORP", "GPE", "ORG") for t in head.subtree):
        yield "of a body or people"
    if lemma in vocabulary.ROLES:
        yield "role"
    if lemma in vocabulary.ORGANIZATIONS:
        yield "body"
    if head.lower_ in vocabulary.GROUPS:
        yield "people"
    if lemma in vocabulary.DOCUMENTS:
        yield "document"
