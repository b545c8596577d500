"""What the network does not see, or must not be trusted with: denials, irony, other people's words; and which words
show an attitude."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from onrecord.extraction import frames
from onrecord.model import Attribution, Span, Spans

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

_AT_MOST: Final = 4  # phrases that show one attitude
_SHARE: Final = 0.35  # of the strongest word's weight, below which a word shows nothing
_SHOWING: Final = ("ADJ", "NOUN", "VERB", "ADV", "INTJ")
_EMPTY: Final = frozenset(
    "say tell be have do will would can could should may might must get go come make take year day time week month "
    "people man woman president senator candidate governor secretary minister official reporter statement interview "
    "campaign party election state country thing way lot bit so very really too just also not never".split()
)
_SAYING: Final = frozenset("say call claim suggest imply mean accuse describe label brand think believe".split())
_FIRST_PERSON: Final = frozenset(("i", "we"))
_NOT: Final = frozenset(("not", "n't", "n’t", "never"))
_JOKING: Final = re.compile(
    r"\b(?:jok(?:ed|es|ing|ingly)|quip(?:ped|s)?|sarcas\w+|ironic\w*|mock(?:ed|ing|ingly)|facetious\w*|deadpan\w*|"
    r"tongue[- ]in[- ]cheek|in jest|wry(?:ly)?|kidding)\b",
    re.I,
)
_SNEER: Final = re.compile(
    r"\b(?:surprise,? surprise|yeah,? right|big surprise|how nice of|good luck with that|thanks a lot|oh,? sure|"
    r"just what we need(?:ed)?)\b",
    re.I,
)


def is_joke(doc: Doc, attribution: Attribution) -> bool:
    """Whether it is marked as a joke or as mockery, by the words around the content or by a sneer in it."""
    around = " ".join(t.text for t in _around(doc, attribution))
    content = " ".join(doc.text[s:e] for s, e in attribution.content)
    return bool(_JOKING.search(around) or _SNEER.search(content))


def _around(doc: Doc, attribution: Attribution) -> list[Token]:
    cue = frames.tokens(doc, attribution.cue)
    near = {t for c in cue for t in (*c.children, c.head)}
    inside = {t.i for t in frames.tokens(doc, attribution.content)}
    return [*cue, *sorted((t for t in near if t.i not in inside and t not in cue), key=lambda t: t.i)]


def is_disclaimed(doc: Doc, mention: Span) -> bool:
    """Whether a mention is part of what the speaker says he did not say or mean: "I never said he was a fool"."""
    words = frames.tokens(doc, (mention,))
    for token in words[:1]:
        for verb in token.ancestors:
            if verb.lemma_.lower() not in _SAYING or verb.i > token.i:
                continue
            children = list(verb.children)
            if any(c.lower_ in _NOT for c in children) and any(
                c.dep_ == "nsubj" and c.lower_ in _FIRST_PERSON for c in children
            ):
                return True
    return False


def showing(doc: Doc, weights: Floats, starts: Places, ends: Places, avoid: Spans) -> Spans:
    """The words that show an attitude, strongest phrases kept, in text order: words with a meaning of their own whose
    `weights` (per word piece, with code points of the article; above 0 for the attitude) come near to the strongest.

    Neighbours are one phrase. Words that touch `avoid` (holder, target) show nothing.
    """
    strength: dict[int, float] = {}
    for weight, start, end in zip(weights.tolist(), starts.tolist(), ends.tolist(), strict=True):
        span = doc.char_span(start, end, alignment_mode="expand")
        if weight <= 0 or span is None:
            continue
        token = span[0]
        if token.pos_ in _SHOWING and token.lemma_.lower() not in _EMPTY and not _touches(token, avoid):
            strength[token.i] = max(weight, strength.get(token.i, 0.0))
    if not strength:
        return ()
    floor = _SHARE * max(strength.values())
    kept = sorted(i for i, s in strength.items() if s >= floor)
    phrases: list[list[int]] = []
    for i in kept:
        if phrases and i - phrases[-1][-1] <= 1:
            phrases[-1].append(i)
        else:
            phrases.append([i])
    best = sorted(phrases, key=lambda p: (-max(strength[i] for i in p), p[0]))[:_AT_MOST]
    return tuple(Span(doc[p[0]].idx, doc[p[-1]].idx + len(doc[p[-1]])) for p in sorted(best))


def _touches(token: Token, spans: Spans) -> bool:
    return any(token.idx < s.end and s.start < token.idx + len(token) for s in spans)
