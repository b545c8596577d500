"""The frame of an attribution: the words around its content, which tell how, when, where and to whom it was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from onrecord.extraction.document import Document
from onrecord.model import Attribution, Spans

VERBAL = ("VERB", "AUX")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a content.

    `cue` are the cue's tokens and `head` the one that governs them (None where the attribution has no cue); `source`
    are the source's tokens; `around` are the tokens of the cue's and source's sentences that are in no content, or
    only in a content that holds this attribution as a whole. `governed` are the indices of those that hang from the
    cue's clause: its verb, the verbs that govern or join it, and all below them, but not what hangs from a noun of
    another clause.
    """

    cue: tuple[Token, ...]
    head: Token | None
    source: tuple[Token, ...]
    around: tuple[Token, ...]
    governed: frozenset[int]

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The lemmas of the cue, the head's first."""
        first = [self.head.lemma_.lower()] if self.head is not None else []
        return tuple(first + [t.lemma_.lower() for t in self.cue if t != self.head])


@lru_cache(maxsize=2)  # several fields are read from the same frames, one article (and part of it) after the other
def read(document: Document) -> list[Frame]:
    """One frame per attribution, in the attributions' order."""
    holders: dict[int, list[Attribution]] = {}
    for a in document.attributions:
        for token in tokens(document.doc, a.content):
            if _holds(a, token.idx):
                holders.setdefault(token.i, []).append(a)
    return [_frame(document.doc, a, holders) for a in document.attributions]


def tokens(doc: Doc, spans: Spans) -> tuple[Token, ...]:
    """The tokens that a list of spans touches, white space left out."""
    found: list[Token] = []
    for start, end in spans:
        words = doc.char_span(start, end, alignment_mode="expand") if end > start else None
        found.extend(t for t in words or () if not t.is_space)
    return tuple(found)


def head(words: tuple[Token, ...]) -> Token | None:
    """The token that governs the others: of those whose own governor is outside, a verb before a noun before others."""
    inside = {t.i for t in words}
    tops = [t for t in words if t.head.i not in inside or t.head == t]
    for kind in (("VERB",), ("AUX",), ("NOUN", "PROPN"), ("ADJ",)):
        for token in tops:
            if token.pos_ in kind:
                return token
    return tops[0] if tops else None


def verb_above(token: Token) -> Token | None:
    """The nearest verb that a word hangs from."""
    return next((above for above in token.ancestors if above.pos_ in VERBAL), None)


def _frame(doc: Doc, a: Attribution, holders: dict[int, list[Attribution]]) -> Frame:
    cue, source = tokens(doc, a.cue), tokens(doc, a.source)
    place = (a.cue or a.source or a.content)[0].start
    around = tuple(
        t
        for t in _sentences(doc, cue + source or tokens(doc, a.content[:1])[:1])
        if all(other is not a and _holds(other, place) for other in holders.get(t.i, ()))
    )
    verb = head(cue)
    return Frame(cue, verb, source, around, frozenset(_governed(cue, verb, around)))


def _governed(cue: tuple[Token, ...], verb: Token | None, around: tuple[Token, ...]) -> Iterator[int]:
    if verb is None:
        yield from (t.i for t in around)
        return
    anchors = {verb.i} | {t.i for t in cue}
    while verb.head != verb and verb.dep_ not in ("relcl", "ccomp"):
        verb = verb.head
        if verb.pos_ in VERBAL:
            anchors.add(verb.i)
    yield from (t.i for t in around if t.i in anchors or any(a.i in anchors for a in t.ancestors))


def _holds(a: Attribution, character: int) -> bool:
    return any(start <= character < end for start, end in a.content)


def _sentences(doc: Doc, words: tuple[Token, ...]) -> Iterator[Token]:
    seen = sorted({t.sent.start for t in words})
    for start in seen:
        yield from (t for t in doc[start].sent if not t.is_space)
