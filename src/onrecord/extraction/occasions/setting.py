"""Where and when an occasion is, how long it lasts, and whether it has been: read off the clause that names it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spacy.tokens import Span as Stretch
from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction import dates, frames, timex
from onrecord.extraction.document import Document
from onrecord.extraction.occasions.clause import CARRIERS, SEATS, entity_text
from onrecord.extraction.parties import phrase
from onrecord.extraction.timex import Timex
from onrecord.model import OccasionStatus
from onrecord.periods import within

_SHUN = frozenset("cancel skip boycott miss scrap".split())
_WISHES = lexicon.words("wishing")
_PLANS = lexicon.words("planning an occasion")
_PREMISES = lexicon.words("premises")


def when(document: Document, times: Sequence[Timex], token: Token, verb: Token | None) -> Timex | None:
    """The expression that dates the occasion, the nearest where there are several; none in what is said at it."""
    near: list[tuple[int, int, str]] = []
    sentence = token.sent
    times = _touching(times, sentence)
    for n, t in enumerate(times):
        value = dates.calendar(t.value) if t.type in ("DATE", "TIME") else None
        words = frames.tokens(document.doc, (t.span,)) if value is not None else ()
        if value is None or not words or words[0].sent != sentence or _is_said_there(document, t, token):
            continue
        chain = {a.i for w in words for a in (w, *w.ancestors)}
        governor = timex.governor(document.doc, t.span)
        beside = governor is not None and governor == verb
        if token.i in chain or beside:
            near.append((abs(words[0].i - token.i), n, value))
    if not near:
        return None
    _, nearest, value = min(near)
    finer = [n for _, n, v in sorted(near) if v != value and within(v, value)]  # "this weekend's ... on Sunday"
    return times[finer[0] if finer else nearest]


def _touching(times: Sequence[Timex], sentence: Stretch) -> Sequence[Timex]:
    """Those of the times, which are in text order and apart, that a sentence has a part of."""
    first = bisect_right(times, sentence.start_char, key=lambda t: t.span.end)
    return times[first : bisect_left(times, sentence.end_char, key=lambda t: t.span.start)]


def _is_said_there(document: Document, time: Timex, token: Token) -> bool:
    """Whether a time stands in a content that the occasion's word is outside of."""
    return not set(document.contents_over(time.span.start)).issubset(document.contents_over(token.idx))


def duration(document: Document, times: Sequence[Timex], token: Token, verb: Token | None) -> str | None:
    """How long it lasted, in ISO 8601: before its noun ("a two-hour dinner"), after "for", or told by "lasted"."""
    lasts = verb is not None and verb != token and verb.lemma_.lower() == "last"
    sentence = token.sent
    for t in _touching(times, sentence):
        words = frames.tokens(document.doc, (t.span,)) if t.type == "DURATION" else ()
        if not words or not t.value or "X" in t.value or words[0].sent != sentence:
            continue
        above = next((a for a in words[-1].ancestors if a.pos_ in frames.VERBAL or a == token), None)
        above = above if above in (token, verb) else None
        before = above == token and token.left_edge.i <= words[0].i < token.i
        within = above is not None and any(a.dep_ == "prep" and a.lower_ == "for" for a in words[-1].ancestors)
        if before or (within and (above == token or token.dep_ == "dobj")) or (lasts and above is not None):
            return t.value
    return None


def status(document: Document, token: Token, verb: Token | None, when: Timex | None) -> OccasionStatus:
    """Whether it took place, is to, might, or did not."""
    anchor = verb if verb is not None else token
    lemma = anchor.lemma_.lower()
    held = token == anchor or (lemma in CARRIERS and token.dep_ != "pobj") or lemma in ("happen", "occur")
    held = held or (lemma == "be" and token.dep_ == "attr")
    if (held and any(c.dep_ == "neg" for c in anchor.children)) or any(c.lower_ == "no" for c in token.lefts):
        return "denied"
    if (token.dep_ == "dobj" and lemma in _SHUN) or (
        held and anchor.dep_ == "xcomp" and anchor.head.lemma_.lower() in ("refuse", "decline")
    ):
        return "denied"
    published = document.article.published
    value = dates.calendar(when.value) if when else None
    if published is not None and value is not None and value[:10] > published.isoformat() and "W" not in value:
        return "planned"
    lemmas = {a.lemma_.lower() for a in (anchor, *anchor.ancestors)} | {c.lemma_.lower() for c in token.children}
    auxiliaries = {c.lower_ for c in anchor.children if c.dep_ == "aux"}
    if auxiliaries & {"would", "could", "might", "should", "'d", "’d"}:
        return "hypothetical"
    if anchor.tag_ in ("VB", "VBG") and {a.lemma_.lower() for a in _governing(anchor)} & _WISHES:
        return "hypothetical"
    if (
        auxiliaries & {"will", "'ll", "’ll"}
        or ("to" in auxiliaries and lemmas & _PLANS)
        or lemmas & {"upcoming", "planned"}
    ):
        return "planned"
    return "happened"


def _governing(verb: Token) -> list[Token]:
    """What an infinitive or a participle is the complement of, upwards ("interest in debating him")."""
    chain: list[Token] = []
    token = verb
    while token.dep_ in ("xcomp", "ccomp", "pcomp", "acl", "prep", "dobj", "conj") and token.head != token:
        token = token.head
        chain.append(token)
        if token.tag_ in ("VBD", "VBZ", "VBP"):
            break
    return chain


def place(document: Document, token: Token, verb: Token | None) -> str | None:
    """The words for where it was."""
    text = document.article.text
    for child in token.lefts:
        if child.dep_ in ("compound", "nmod") and (seat := SEATS.search(entity_text(child))):
            return seat[0]
    if token.ent_type_ == "ORG" and token.dep_ == "pobj":
        return entity_text(token)
    for anchor in (token, verb):
        if anchor is None:
            continue
        for prep in anchor.children:
            if prep.dep_ != "prep" or prep.lower_ not in ("at", "in", "to", "from", "on"):
                continue
            for noun in (n for n in prep.children if n.dep_ == "pobj"):
                named = (*noun.children, *(c for c in anchor.children if c.i > noun.i))
                name = next((c for c in named if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
                inside = prep.lower_ in ("at", "in")
                if inside and noun.lemma_.lower() in _PREMISES and name is not None:
                    noun = name
                elif not (
                    noun.ent_type_ in ("GPE", "LOC", "FAC")
                    or (inside and (noun.ent_type_ == "ORG" or noun.lemma_.lower() in _PREMISES))
                ):
                    continue
                span = phrase(noun)
                return text[span.start : span.end]
    return None
