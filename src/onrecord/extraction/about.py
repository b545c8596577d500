"""Whom a content is chiefly about: up to three persons, organizations or countries, most prominent first.

Prominence is counted in the content alone: how often a party is mentioned there, whether it is the subject or the
possessor of what is said, and how early it comes. A party that is only a place in passing ("a diner in Iowa") is left
out; a people or a party's members ("Republicans") stand for the body, as the annotation's conventions have it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.extraction import frames
from onrecord.extraction.document import Document, Mention, Resolution
from onrecord.model import Entity, Party, Span, inside
from onrecord.people.places import government, is_american

_AT_MOST = 3
_SHARE = 0.2  # of the most prominent party's weight, below which a party is not what a content is chiefly about
_SELF = 0.4  # a speaker's own name counts for less, and his "he" or "I" not at all: who speaks is told elsewhere
_PASSING = 0.25  # an organization or place that the article names once, and not as a subject
_FIRST_PERSON = frozenset("i me my mine myself we us our ours ourselves".split())
_IMPERSONAL = frozenset("it its itself they them their theirs themselves".split())  # hardly ever whom it is about
_UNITED_STATES = frozenset("us usa america unitedstates unitedstatesofamerica".split())
_BODIES = {
    "republican": "Republican Party", "republicans": "Republican Party", "gop": "Republican Party",
    "democrat": "Democratic Party", "democrats": "Democratic Party", "democratic": "Democratic Party",
    "house": "US House", "senate": "US Senate", "congress": "US Congress",
}  # fmt: skip


@dataclass(slots=True)
class _Candidate:
    entity: Entity
    weight: float = 0.0
    spans: list[Span] = field(default_factory=list)


def read(document: Document, resolution: Resolution) -> list[tuple[Party, ...]]:
    """The parties that each content is about, one tuple per attribution."""
    entities = {e.id: e for e in resolution.entities}
    abroad = not is_american(document.article.text)
    named = Counter(m.entity for m in resolution.mentions if m.entity)
    out: list[tuple[Party, ...]] = []
    for attribution, speaker in zip(document.attributions, resolution.speakers, strict=True):
        found: dict[str, _Candidate] = {}
        length = sum(s.end - s.start for s in attribution.content)
        done = 0
        for span in attribution.content:
            for mention in _outermost(resolution.mentions_in(span)):
                entity = entities.get(mention.entity or "")
                if entity is None:
                    continue
                weight = _weight(document, mention, entity, passing=named[entity.id] <= 1, abroad=abroad)
                if entity.id == speaker.entity:
                    weight *= _SELF if mention.kind != "pronoun" else 0.0
                if weight <= 0:
                    continue
                name = canonical(entity, abroad=abroad)
                if entity.type == "place":
                    name = government(name, document.article.text) or name
                candidate = found.setdefault(name, _Candidate(entity))
                early = 1 - (done + mention.span.start - span.start) / max(length, 1)
                candidate.weight += weight * (1 + 0.5 * early)
                candidate.spans.append(mention.span)
            done += span.end - span.start
        out.append(_chief(found))
    return out


def canonical(entity: Entity, *, abroad: bool = False) -> str:
    """The name a party goes by when it is spoken about: a country's own, a chamber's, a party's for its members; in an
    article that is not in the politics of the United States (`abroad`) a "House" is not theirs."""
    key = "".join(c for c in entity.name.lower() if c.isalpha())
    if key in _UNITED_STATES:
        return "United States"
    if abroad:
        return entity.name
    return _BODIES.get(key, entity.name)


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Those that lie in no other: in "the Clinton campaign", the campaign and not Clinton."""
    return [
        m
        for m in mentions
        if m.kind == "pronoun" or not inside(m.span, (o.span for o in mentions if o.entity and o.span != m.span))
    ]


def _weight(document: Document, mention: Mention, entity: Entity, *, passing: bool, abroad: bool) -> float:
    text = document.article.text[mention.span.start : mention.span.end].lower()
    words = frames.tokens(document.doc, (mention.span,))
    head = frames.head(words)
    if head is None or text in _FIRST_PERSON or text in _IMPERSONAL:
        return 0.0
    name = canonical(entity, abroad=abroad)
    if entity.type not in ("person", "organization", "place") and name == entity.name:
        return 0.0
    if entity.type == "place" and name == entity.name and not _is_actor(head):
        return 0.0
    if head.dep_ in ("nsubj", "nsubjpass"):
        return 1.5
    base = 0.7 if head.dep_ in ("compound", "amod", "nmod", "pobj") else 1.0
    return base * _PASSING if passing and entity.type != "person" else base


def _is_actor(head: Token) -> bool:
    """A place that does something, or that something is done to, rather than where it happens."""
    return head.dep_ in ("nsubj", "nsubjpass", "dobj", "agent", "poss") or (
        head.dep_ == "pobj" and head.head.lower_ in ("by", "with", "against", "for", "of", "about")
    )


def _chief(found: dict[str, _Candidate]) -> tuple[Party, ...]:
    ranked = sorted(found.items(), key=lambda f: (-f[1].weight, f[1].spans[0]))[:_AT_MOST]
    floor = _SHARE * ranked[0][1].weight if ranked else 0.0
    return tuple(
        Party(name, c.entity.type if c.entity.type != "group" else "organization", c.entity.id, tuple(c.spans))
        for name, c in ranked
        if c.weight >= floor
    )
