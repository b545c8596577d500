"""Expressions of time in a text and their ISO 8601 values (TIMEX3 of TimeML, ISO 24617-1).

One table of patterns, each with the function that gives its value, read against the publication date and the tense of
the verb that governs the words: a weekday under a past tense is the last such day on or before publication, under a
future the next. Where there is nothing to count from, or no such day exists (31 February), the expression is found
and its value is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.document import text_of
from onrecord.extraction.timex.patterns import RULES, Rule, Type
from onrecord.extraction.timex.values import TemporalAnchor, Tense
from onrecord.model import Span


@dataclass(frozen=True, slots=True)
class Timex:
    """One expression: its words, TIMEX3 type and value (None where open), the rule that read it, and whether the value
    was counted from the publication date (or would be, had the article one)."""

    span: Span
    type: Type
    value: str | None
    rule: str
    relative: bool


@lru_cache(maxsize=1)  # occasions and statements are dated by the same expressions, one article after the other
def find(doc: Doc, published: date | None) -> tuple[Timex, ...]:
    """The expressions of time in a parsed text, in text order, none inside another."""
    found: list[tuple[int, int, int, re.Match[str], Rule]] = []
    text = text_of(doc)
    for order, rule in enumerate(RULES):
        found.extend((m.start(), -m.end(), order, m, rule) for m in rule[3].finditer(text) if m.end() > m.start())
    out: list[Timex] = []
    for start, minus_end, _, match, (name, type, relative, _, value) in sorted(found, key=lambda f: f[:3]):
        if out and start < out[-1].span.end:
            continue
        span = Span(start, -minus_end)
        anchor = TemporalAnchor(published, tense(doc, span))
        try:
            given = value(match, anchor)
        except OverflowError:  # before the first or after the last year that a date can have
            given = None
        kind: Type = "TIME" if type == "DATE" and given and "T" in given[4:] and "-" in given else type
        if given and given.startswith("T"):
            given = _day_of_clock(out, doc, span, published) + given
        out.append(Timex(span, kind, given, name, relative and not match.groupdict().get("year")))
    return tuple(out)


def _day_of_clock(before: list[Timex], doc: Doc, span: Span, published: date | None) -> str:
    """The day that a time of day belongs to: the last one named in its sentence, else that of publication."""
    if before and re.fullmatch(r"\d{4}-\d\d-\d\d", before[-1].value or ""):
        between = doc.char_span(before[-1].span.start, span.end, alignment_mode="expand")
        if between is not None and not any(t.is_sent_start for t in between[1:]):
            return before[-1].value or ""
    return published.isoformat() if published else "XXXX-XX-XX"


_MODALS = lexicon.words("modals") | {"can", "wo", "'ll", "’ll"}
_FUTURE_HEADS = lexicon.words("looking ahead")


def tense(doc: Doc, span: Span) -> Tense:
    """The tense of the verb that governs the words at a span; "past" where no verb does."""
    token = governor(doc, span)
    while token is not None:
        aux = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        if (
            aux & _MODALS
            or (token.lemma_ in _FUTURE_HEADS and "auxpass" in {c.dep_ for c in token.children})
            or ("to" in aux and (token.dep_ in ("acl", "relcl") or token.head.lemma_ in _FUTURE_HEADS))
        ):
            return "future"
        if token.tag_ in ("VBD", "VBN") or aux & {"had", "was", "were", "did", "has", "have", "'ve", "’ve"}:
            return "past"
        if token.tag_ in ("VBZ", "VBP") or aux & {"is", "are", "am", "'s", "’s"}:
            return "present"
        token = frames.verb_above(token)
    return "past"


def governor(doc: Doc, span: Span) -> Token | None:
    """The nearest verb that the words at a span hang from, None in a verbless line."""
    words = doc.char_span(span.start, span.end, alignment_mode="expand")
    return None if words is None or not len(words) else frames.verb_above(words.root)
