"""Noun phrases that can name an issue: "the Ukraine war", "Storm Shadow missiles", and groups of like meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from onrecord import lexicon
from onrecord.comparison.embeddings import Vectors
from onrecord.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SAME: Final = 0.8  # cosine from which two phrases name one issue
_MOST: Final = 3  # phrases of one content
_WORDS: Final = 5
_NO_ISSUE: Final = frozenset("DATE TIME PERSON CARDINAL ORDINAL MONEY PERCENT QUANTITY".split())
_ROLES: Final = frozenset("dobj nsubj nsubjpass pobj attr conj ROOT appos oprd".split())
_VAGUE: Final = lexicon.words("vague heads")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase of a content: its words without article and possessor, and where they stand in the content."""

    key: str
    span: Span


def phrases(doc: Doc, content: str) -> tuple[Phrase, ...]:
    """The phrases of a content that can name an issue, from the parse of its `clause`; at most three."""
    start = doc.text.find(content)
    found: dict[str, Phrase] = {}
    for chunk in doc.noun_chunks:
        words = [t for t in chunk if not _bare(t)]
        if not words or chunk.root not in words or chunk.start_char < start or chunk.root.dep_ not in _ROLES:
            continue
        if not _names_an_issue(words, chunk.root):
            continue
        first, last = words[0], words[-1]
        key = " ".join([*(t.lower_ for t in words[:-1]), last.lemma_.lower() if last.pos_ == "NOUN" else last.lower_])
        span = Span(first.idx - start, last.idx + len(last) - start)
        found.setdefault(key, Phrase(key, span))
    return tuple(found.values())[:_MOST]


def _bare(token: Token) -> bool:
    """A word that no issue's name begins with: an article, a possessor, a number, punctuation."""
    return (
        token.is_stop
        or token.is_punct
        or token.is_space
        or token.pos_ in ("DET", "PRON", "NUM", "PART")
        or (token.dep_ == "poss")
    )


def _names_an_issue(words: Sequence[Token], head: Token) -> bool:
    if (
        len(words) > _WORDS
        or any(t.ent_type_ in _NO_ISSUE for t in words)
        or not all(t.text[0].isalnum() for t in words)
    ):
        return False
    if len(words) == 1:
        return head.pos_ == "PROPN" and len(head) > 2
    return head.lemma_.lower() not in _VAGUE and head.pos_ in ("NOUN", "PROPN")


class Groups:
    """Phrases grouped by meaning, one at a time: a phrase joins the nearest group, or begins one.

    `place` costs time in proportion to the groups there are, and changes none of them.
    """

    def __init__(self, keys: Sequence[int], vectors: Vectors) -> None:
        """The groups that are there: their numbers, and the vectors (groups, size) of the phrases that began them."""
        self._keys = list(keys)
        self._vectors = np.array(vectors, np.float32)
        self._next = max(self._keys, default=0) + 1
        self._room = len(self._keys)

    def place(self, vector: Vectors) -> tuple[int, bool]:
        """The number of the group that a phrase belongs to, and whether it is new."""
        if self._room:
            likeness = self._vectors[: self._room] @ vector
            best = int(likeness.argmax())
            if likeness[best] >= SAME:
                return self._keys[best], False
        if self._room == len(self._vectors):
            wider = np.zeros((max(64, 2 * self._room), len(vector)), np.float32)
            wider[: self._room] = self._vectors[: self._room] if self._room else 0
            self._vectors = wider
        self._vectors[self._room] = vector
        self._keys.append(self._next)
        self._room += 1
        self._next += 1
        return self._next - 1, True

    def near(self, vector: Vectors, least: float) -> Iterator[int]:
        """The numbers of the groups that lie near, the nearest first."""
        likeness = self._vectors[: self._room] @ vector if self._room else np.zeros(0)
        for n in np.argsort(-likeness):
            if likeness[n] < least:
                return
            yield self._keys[int(n)]
