"""Who may take part in an occasion: the parties near its words and the article's chief ones, each with what is known of
it there, by name. Which of them do is chosen by learned weights (`choosing`)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Final

from spacy.tokens import Token

from onrecord.extraction import frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.occasions.triggers import OccasionMention
from onrecord.extraction.parties import is_being, party
from onrecord.model import Party, Span

_CHIEF: Final = 4  # entities that an article mentions most
_HEADLINE: Final = 130  # code points
_FAR: Final = 20  # words

Known = dict[str, float]


class Attending:
    """The parties of one article."""

    def __init__(self, document: Document, resolution: Resolution) -> None:
        self._document, self._resolution = document, resolution
        self._count = Counter(m.entity for m in resolution.mentions if m.entity)
        self._rank = {entity: n for n, (entity, _) in enumerate(self._count.most_common())}
        self._speaking = Counter(s.entity for s in resolution.speakers if s.entity)
        self._entities = {e.id: e for e in resolution.entities}
        self._sentence = {t.i: n for n, s in enumerate(document.doc.sents) for t in s}
        self._named: dict[int, list[str]] = defaultdict(list)
        for n, s in enumerate(document.doc.sents):
            mentions = resolution.mentions_in(Span(s.start_char, s.end_char))
            self._named[n] = [m.entity for m in mentions if m.entity]

    def of(self, found: OccasionMention) -> list[tuple[Party, Known]]:
        """The parties that may take part in an occasion at one place where it is named."""
        rules = {p.entity or p.name for p in found.participants}
        seen: dict[str, tuple[Party, Known]] = {}
        for head in self._heads(found.head).values():
            if head == found.head or (one := party(self._document, self._resolution, head)) is None:
                continue
            key = one.entity or one.name
            up, down = _path(found.head, head)
            known = dict.fromkeys(_names(found, head, one, up, down), 1.0) | {
                "steps": (len(up) + len(down)) / 5,
                "words between": min(abs(head.i - found.head.i), _FAR) / 10,
            }
            if key in rules:
                known["by rule"] = 1.0
            before = seen.get(key, (one, {}))
            seen[key] = (before[0], {n: max(known.get(n, 0), before[1].get(n, 0)) for n in (known | before[1])})
        for entity, known in self._around(found):
            e = self._entities[entity]
            one, here = seen.get(entity, (Party(e.name, e.type, entity, ()), {}))
            seen[entity] = (one, known | here)
        for one in found.participants:
            seen.setdefault(one.entity or one.name, (one, {"by rule": 1.0, "by rule alone": 1.0}))
        for one, known in seen.values():
            if any(found.span.start <= s.start and s.end == found.span.end for s in one.spans):
                known["the occasion's own words"] = 1.0
        return [(one, known | {"always": 1.0, f"type: {one.type}": 1.0}) for one, known in seen.values()]

    def _heads(self, token: Token) -> dict[int, Token]:
        sentence = token.sent
        heads = {}
        for mention in self._resolution.mentions_in(Span(sentence.start_char, sentence.end_char)):
            head = frames.head(frames.tokens(self._document.doc, (mention.span,)))
            if head is not None:
                heads[head.i] = head
        return heads | {t.i: t for t in sentence if t.pos_ in ("NOUN", "PROPN") and is_being(t)}

    def _around(self, found: OccasionMention) -> Iterator[tuple[str, Known]]:
        """What the article tells of those in the sentence, of those beside it, and of its chief ones."""
        at = self._sentence[found.head.i]
        near: dict[str, set[int]] = defaultdict(set)
        for back in (-2, -1, 0, 1):
            for entity in self._named.get(at + back, ()):
                near[entity].add(back)
        chief = islice(self._rank, _CHIEF)
        for entity in sorted((e for e in {*near, *chief} if e in self._entities), key=self._rank.__getitem__):
            rank = self._rank[entity]
            kind, one = found.kind, self._entities[entity]
            known = {
                "mentions": min(math.log(self._count[entity]), 4),
                "statements": min(self._speaking[entity], 5) / 3,
            }
            names = [f"rank: {min(rank, _CHIEF)}", f"{kind}, {one.type}", f"{kind}, chief: {rank == 0}"]
            names += [f"sentence: {back}" for back in near.get(entity, ())]
            names += ["speaks"] if entity in self._speaking else []
            names += [f"sentence: {back}, {one.type}" for back in near.get(entity, ())]
            names += ["in the headline"] if one.mentions and one.mentions[0].start < _HEADLINE else []
            if 0 not in near.get(entity, ()):
                where = (
                    one.type,
                    kind,
                    found.status,
                    found.head.pos_,
                    f"definite: {found.definite}",
                    found.head.lemma_,
                )
                names += [f"elsewhere, {what}" for what in where]
                names += [
                    f"elsewhere, chief: {rank == 0}, {one.type}",
                    f"elsewhere, nobody here: {not found.participants}",
                ]
                names += [f"elsewhere, nobody here, chief: {rank == 0 and not found.participants}"]
            yield entity, known | dict.fromkeys(names, 1.0)


def _names(found: OccasionMention, head: Token, one: Party, up: list[str], down: list[str]) -> Iterator[str]:
    """What is known of a party at one of its words in the occasion's sentence, but for numbers; `up` and `down` are the
    way to it (`_path`)."""
    bare_up, bare = [u.split(":")[0] for u in up], [d.split(":")[0] for d in down]
    way = "^".join(bare_up[:4]) + "|" + "/".join(d for d in bare[:4] if d != "conj")
    yield f"by words: {'^'.join(up[:4])}|{'/'.join(d for d in down[:4] if d != 'conj')}"
    yield f"by: {way}"
    yield f"last: {'/'.join(down[-2:])}"
    yield f"first: {'^'.join(up[:2])}"
    yield f"{found.kind}: {down[0] if down else 'itself'}, {len(up)}"
    yield f"named: {head.ent_type_}"
    yield f"word: {head.pos_}"
    yield f"{found.head.lemma_.lower()}: {way}"
    if is_being(head):
        yield "a being"
    if not up:
        yield f"below, verb: {found.head.pos_ == 'VERB'}: {'/'.join(down[:2])}"
    if found.verb is not None and found.verb != found.head:
        yield f"{found.verb.lemma_.lower()}, {down[0] if down else ''}"
    if head.i > found.head.i:
        yield "after"
    if one.entity is None:
        yield "without a name"


def _path(origin: Token, other: Token) -> tuple[list[str], list[str]]:
    """The parts of speech from a word up to what it shares with another of its sentence, and down to that."""
    above = {t.i: n for n, t in enumerate((origin, *origin.ancestors))}
    down: list[str] = []
    while other.i not in above and other.head != other:
        down.append(_part(other))
        other = other.head
    steps = [_part(t) for t in (origin, *origin.ancestors)][: above.get(other.i, 0)]
    return steps, down[::-1]


def _part(token: Token) -> str:
    return f"{token.dep_}:{token.lower_}" if token.dep_ == "prep" else token.dep_
