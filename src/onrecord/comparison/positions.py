"""What comparison reads out of the statements of one article: claims, vectors, and positions on parties and phrases.

What is nobody's plain statement (unknown and anonymous speakers, groups, thoughts) has no holder, and is not read.
Pure: the same article and statements give the same readings, whatever else a record holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from onrecord.comparison import context, embeddings
from onrecord.comparison.assertions import WORDS_ALONE, Assertion, Taken
from onrecord.comparison.claims import Claim, claim, clause, is_owner_only, leaning
from onrecord.comparison.phrases import Phrase, phrases
from onrecord.comparison.polarity import CONCILIATORY
from onrecord.comparison.shifts import telling_words
from onrecord.errors import ModelError
from onrecord.extraction.stance import weighing
from onrecord.extraction.stance.model import StanceModel, default_model
from onrecord.extraction.stance.pairs import statement_pair
from onrecord.model import BETWEEN, Attitude, Span, Statement, inside, words_at

if TYPE_CHECKING:
    from spacy.tokens import Doc

_DEED: Final = re.compile(r"\W*\bfor\s+(?:\w+ly\s+)?\w+ing\b")  # "criticized him for asking": for that alone
_CONTENT: Final = 1200  # code points of a content that are read
_MODEL_ALONE: Final = 0.5  # of its score, what counts where no word is said of the target itself
_OFFERED: Final = 0.6  # and one that an offer to get along tells
_OF_A_DEED: Final = 0.5  # of an attitude, what counts toward somebody whose remark, plan or effort it is about
_UNSURE: Final = 0.94  # a score of neutral below which such words count more
# What the model's attitude counts where such words agree with it: so much, and so much of its score.
_AGREED: Final = 0.65
_AGREED_BY: Final = 0.3


class AssertionReader:
    """The models, loaded when they are first needed."""

    @cached_property
    def _parse(self) -> Any:
        from onrecord.extraction import language

        return language.default().parse

    @cached_property
    def _stance(self) -> StanceModel | None:
        try:
            return default_model()
        except ModelError:
            return None

    def read(
        self, text: str, published: date | None, told: Sequence[Statement], chosen: Sequence[Statement]
    ) -> list[Assertion]:
        """Read the `chosen` ones of all statements that an article `told`."""
        if not chosen:
            return []
        cues = [cue for s in told for cue in s.cue]
        contents = [s.text[:_CONTENT] for s in chosen]
        docs = list(self._parse([clause(_cue(text, s), content) for s, content in zip(chosen, contents, strict=True)]))
        vectors = embeddings.pack(embeddings.default().vectors(contents))
        found, asked = [], list[tuple[int, Statement, Claim, Phrase]]()
        for n, (s, content, doc) in enumerate(zip(chosen, contents, docs, strict=True)):
            around = context.sentences(text, (*s.source, *s.cue) or s.content)
            said = claim(doc, content, context.frame(text, around, s.content), s.polarity, _named(text, s))
            # A date that stands elsewhere runs through many statements; it hardly dates one that is told as past.
            basis = s.said_on.basis if s.said_on else None
            others = [c for c in cues if c not in s.cue]
            reading = Assertion(
                said,
                vectors[n],
                dated=basis is not None and around.start <= basis.start < around.end,
                earlier=context.earlier(text, around, s.content, s.cue, others, published),
                drawn=context.drawn(text, s.content) is not None,
                positions=tuple(_parties(text, s, doc, said)),
            )
            found.append(reading)
            taken = [span for party in s.about for span in party.spans]
            for phrase in phrases(doc, content):
                span = _in_article(phrase.span, s)
                if span and not any(a < span.end and span.start < b for a, b in taken):
                    asked.append((n, s, said, Phrase(phrase.key, span)))
        return self._with_phrases(text, found, asked)

    def _with_phrases(
        self, text: str, found: list[Assertion], asked: Sequence[tuple[int, Statement, Claim, Phrase]]
    ) -> list[Assertion]:
        """The readings with the positions that statements take on phrases."""
        if not asked or self._stance is None:
            return found
        pairs = [statement_pair(text, s, (phrase.span,))[0] for _, s, _, phrase in asked]
        for (n, s, said, phrase), judged in zip(asked, self._stance.read(pairs), strict=True):
            attitude, score = weighing.told(self._stance.under(weighing.evidence(judged.opinions, (), ())))
            leans, _ = leaning(said, phrase.key, person=False)
            value = _value(attitude, score, leans, s.polarity)
            spans = (phrase.span,)
            on = Taken(None, phrase.key, value if s.polarity == "affirmed" else 0.0, spans,
                       telling_words(text, spans, s.content))  # fmt: skip
            found[n] = replace(found[n], positions=(*found[n].positions, on))
        return found


def _cue(text: str, s: Statement) -> str:
    return words_at(text, s.cue, " ")


def _named(text: str, s: Statement) -> dict[int, str]:
    """For whom the pronouns and descriptions of a content stand ("the senator"), by the place of their last word."""
    found = {}
    for party in s.about:
        last = party.name.split()[-1]
        for span in party.spans:
            words, place = text[span.start : span.end], _in_content(span, s)
            # Whoever will be the nominee is supported, before it is known who.
            if place is not None and last.lower() not in words.lower() and not words.lower().endswith("nominee"):
                found[place.start + len(words) - len(words.split()[-1])] = last
    return found


def _parties(text: str, s: Statement, doc: Doc, read: Claim) -> Iterator[Taken]:
    """The positions on the parties that a statement is about: what the model says, held against the words."""
    stances = {stance.target: stance for stance in s.stance}
    for n, party in enumerate(s.about):
        stance = stances.get(party.name)
        leans, word = leaning(read, party.name, person=party.type == "person")
        if stance is None:
            yield Taken(n, party.name, WORDS_ALONE * leans, (), word or "")
            continue
        alone = WORDS_ALONE
        if leans >= 0 and party.type == "person" and not read.negated and CONCILIATORY.search(s.text):
            leans, alone = 1, _OFFERED
        value = _value(stance.attitude, stance.score, leans, s.polarity, alone)
        if is_owner_only(doc, party.name) or any(_DEED.match(text, span.end) for span in party.spans):
            value *= _OF_A_DEED
        words = telling_words(text, stance.spans, s.content, positive=value > 0)
        yield Taken(n, party.name, value, stance.spans, words)


def _value(attitude: Attitude, score: float, leans: int, polarity: str | None, alone: float = WORDS_ALONE) -> float:
    """What the model says of a target, held against the words that are said of the target itself; `alone` is what they
    count where it says nothing.

    Such words make it sure; words that say the contrary make it nothing; without any it is half as sure.
    """
    sign = {"negative": -1, "neutral": 0, "positive": 1}[attitude]
    if not sign:
        return leans * alone if score < _UNSURE and polarity == "affirmed" else 0.0
    return sign * {sign: _AGREED + _AGREED_BY * score, 0: _MODEL_ALONE * score}.get(leans, 0.0)


def _in_article(span: Span, s: Statement) -> Span | None:
    """Where a span of a content's words stands in the article."""
    at = 0
    for piece in s.content:
        length = piece.end - piece.start
        if at <= span.start and span.end <= at + length:
            return Span(piece.start + span.start - at, piece.start + span.end - at)
        at += length + len(BETWEEN)
    return None


def _in_content(span: Span, s: Statement) -> Span | None:
    """Where a span of the article stands in a content's words."""
    at = 0
    for piece in s.content:
        if inside(span, (piece,)):
            return Span(at + span.start - piece.start, at + span.end - piece.start)
        at += piece.end - piece.start + len(BETWEEN)
    return None
