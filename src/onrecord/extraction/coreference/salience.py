"""Whom a pronoun or a bare role word most plausibly means: a score for each party, from what has just been read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Token

from onrecord.extraction.coreference.found import Markable, Referent, role

_ROLE: Final = {"subject": 1.0, "object": 0.35, "possessive": 0.35, "other": 0.0}
_SAME_SENTENCE: Final = 0.8  # for the subject of the clause above
_REACH: Final = 8  # sentences back
_MENTIONS: Final = 6  # of one party, that are looked at


class Discourse:
    """The mentions read so far, by party, with what the scores need to know of the text."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.sentence: list[int] = [0] * len(doc)
        self.paragraph: list[int] = [0] * len(doc)
        paragraph = 0
        for number, sent in enumerate(doc.sents):
            for token in sent:
                self.sentence[token.i] = number
                self.paragraph[token.i] = paragraph
                paragraph += "\n" in token.text
        self.seen: dict[int, list[Markable]] = {}
        self.last: dict[int, Referent] = {}  # in the order in which they were last spoken of
        self.spoke: list[tuple[int, Referent]] = []  # (token of the source, who) of the attributions read so far

    def add(self, found: Markable) -> None:
        """Take in a resolved mention."""
        if found.party is None:
            return
        self.seen.setdefault(id(found.party), []).append(found)
        self.last.pop(id(found.party), None)
        self.last[id(found.party)] = found.party

    def forget(self, party: Referent) -> None:
        """Take out a party that turned out to be another."""
        self.seen.pop(id(party), None)
        self.last.pop(id(party), None)

    def recent(self, at: int) -> list[Referent]:
        """The parties spoken of within reach before a token, the latest first."""
        found = []
        for key in reversed(self.last):
            if self.sentence[at] - self.sentence[self.seen[key][-1].head] > _REACH:
                break
            found.append(self.last[key])
        return found

    def since(self, offset: int) -> Iterator[Referent]:
        """The parties spoken of after a place in the text, in code points, the latest first."""
        for key in reversed(self.last):
            if self.doc[self.seen[key][-1].head].idx < offset:
                break
            yield self.last[key]

    def near(self, party: Referent, at: int) -> list[Markable]:
        """Mentions of a party before a token, within reach, latest first."""
        found: list[Markable] = []
        for m in reversed(self.seen.get(id(party), ())):
            if self.sentence[at] - self.sentence[m.head] > _REACH or len(found) == _MENTIONS:
                break
            if m.head < at:
                found.append(m)
        return found

    def acts_on(self, party: Referent, token: Token) -> bool:
        """Is a party the other argument of a word's verb, and so somebody else?"""
        return any(coargument(token, self.doc[m.head]) for m in self.near(party, token.i)[:2])

    def _since(self, party: Referent, mention: Markable, at: Token) -> bool:
        """Was the party mentioned between a mention and a token?"""
        return any(mention.head < m.head < at.i for m in self.seen[id(party)][-4:])

    def score(self, party: Referent, at: Token, *, source: bool = False) -> float | None:
        """How plausibly the word at a token means the party; None where it was not spoken of nearby.

        `source` says that the word is a speaker's.
        """
        near = self.near(party, at.i)
        if not near:
            return None
        here = self.sentence[at.i]
        subject = role(at) == "subject"
        best = -math.inf
        others = [p for p in self.recent(at.i) if p is not party and p.sort == "person"]
        for m in near:
            between = sum(self._since(p, m, at) for p in others)
            distance = here - self.sentence[m.head]
            value = -0.05 * between - 0.6 * distance - 0.25 * (self.paragraph[at.i] - self.paragraph[m.head])
            part = role(self.doc[m.head])
            value += _ROLE[part] + (0.3 if subject and part == "subject" else 0.0)
            if m.quoted:
                value -= 1.5
            if m.head < at.i and distance == 0 and not subject and part == "subject":
                value += 0.3
            if subject and distance == 0 and _governs(self.doc[m.head], at):
                value += _SAME_SENTENCE
            best = max(best, value)
        best += 0.25 * math.log1p(len(self.seen[id(party)]))
        if source and self.spoke and self.spoke[-1][1] is party:
            best += 0.7
        return best


def coargument(pronoun: Token, other: Token) -> bool:
    """Are both arguments of one verb (`Trump told him`), so that they cannot be the same person?"""
    if pronoun.dep_ == "poss" or pronoun.lower_.endswith("self"):
        return False
    return _governor(pronoun) is not None and _governor(pronoun) == _governor(other)


def _governs(subject: Token, pronoun: Token) -> bool:
    """`Lee was there after he had said`: is a word the subject of the clause that the pronoun's is an adverbial of?"""
    verb = pronoun.head
    return verb.dep_ == "advcl" and subject.dep_ in ("nsubj", "nsubjpass") and subject.head == verb.head


def _governor(token: Token) -> int | None:
    while token.dep_ in ("conj", "appos", "compound") and token.head != token:
        token = token.head
    head = token.head
    if token.dep_ == "pobj":  # "including Lee calling him": Lee is who calls
        gerund = next((c for c in head.rights if c.dep_ == "pcomp" and c.tag_ == "VBG" and c.i == token.i + 1), None)
        head = gerund or (head.head if head.pos_ == "ADP" else head)
    return head.i if head.pos_ in ("VERB", "AUX") and head != token else None
