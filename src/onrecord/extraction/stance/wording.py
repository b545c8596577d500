"""What the network does not see, or must not be trusted with: denials, irony, other people's words; and which words
show an attitude."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.document import Document
from onrecord.extraction.stance.model import StancePrediction
from onrecord.model import Attribution, Span, Spans

_AT_MOST: Final = 6  # phrases that show one attitude
_SHARE: Final = 0.45  # of the strongest word's weight, below which a word shows nothing
_SHARE_LOADED: Final = 0.02  # the same, for a word that is loaded by itself
_SHOWING: Final = ("ADJ", "NOUN", "VERB", "INTJ")
EMPTY: Final = lexicon.words("no attitude")
_SAYING: Final = lexicon.words("giving to understand")
_FIRST_PERSON: Final = frozenset(("i", "we"))
_NOT: Final = frozenset(("not", "n't", "n’t", "never"))
_DASH: Final = re.compile(r"(?:—|--| [-–] )(?=(?:an?|the|including) )")
_JOKING: Final = re.compile(rf"\b{lexicon.pattern('joking or wry')}\b", re.I)
_SNEER: Final = re.compile(
    r"\b(?:surprise,? surprise|yeah,? right|big surprise|how nice of|good luck with that|thanks a lot|oh,? sure|"
    r"just what we need(?:ed)?)\b",
    re.I,
)


def is_joke(document: Document, attribution: Attribution) -> bool:
    """Whether it is marked as a joke or as mockery, by the words around the content or by a sneer in it."""
    around = " ".join(t.text for t in _around(document.doc, attribution))
    content = " ".join(document.article.text[s:e] for s, e in attribution.content)
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


def is_cause(doc: Doc, mention: Span) -> bool:
    """Whether a mention only tells what brought something about: "in ruins thanks to him" is no thanks, "many thanks to
    him" is."""
    words = frames.tokens(doc, (mention,))
    before = list(doc[max(0, words[0].i - 3) : words[0].i]) if words else []
    if [t.lower_ for t in before[-2:]] != ["thanks", "to"]:
        return False
    return before[-2].dep_ != "dobj" and (len(before) < 3 or before[0].pos_ not in ("ADJ", "DET"))


def asides(text: str, content: Spans, quoted: bytearray) -> Spans:
    """What of a content follows a dash outside quotation marks, up to the next dash: an author's gloss on what he
    reports, more often than the speaker's own words. `quoted` is `Document.spoken()`."""
    found = []
    for start, end in content:
        dashes = [m.end() for m in _DASH.finditer(text, start, end) if not quoted[m.start()]]
        found += [Span(a, b) for a, b in pairwise([*dashes, end])]
    return tuple(found)


def showing(
    doc: Doc,
    reading: StancePrediction,
    offset: int,
    sign: int,
    within: Spans,
    avoid: Spans,
    loaded: Mapping[str, float],
) -> Spans:
    """The words that show an attitude (`sign` 1 positive, -1 negative), in text order, the strongest alone: words
    with a meaning of their own whose weight in a reading comes near to the strongest one's.

    The reading's text begins at `offset` of the article. Neighbours are one phrase. Words must lie `within` some spans
    (cue and content) and touch none of those to `avoid` (names, asides); words `loaded` with the sign show more easily.
    """
    strength: dict[int, float] = {}
    pieces = zip((sign * reading.words).tolist(), reading.starts.tolist(), reading.ends.tolist(), strict=True)
    for weight, start, end in pieces:
        span = doc.char_span(start + offset, end + offset, alignment_mode="expand") if weight > 0 else None
        if span is None:
            continue
        token = span[0]
        says = token.pos_ in _SHOWING and token.lemma_.lower() not in EMPTY
        if says and _touches(token, within) and not _touches(token, avoid):
            strength[token.i] = max(weight, strength.get(token.i, 0.0))
    if not strength:
        return ()
    most = max(strength.values())

    def least(token: Token) -> float:
        return most * (_SHARE_LOADED if loaded.get(token.lower_, 0.0) * sign > 0 else _SHARE)

    kept = sorted(i for i, s in strength.items() if s >= least(doc[i]))
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
